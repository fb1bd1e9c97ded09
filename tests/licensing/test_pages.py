"""The pages of licensing, and acceptance line 2's journey over HTTP as far as it is built."""

from __future__ import annotations

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ifar.accounts.models import Proposal
from ifar.licensing.models import Application, Licence, Notice, Removal
from ifar.licensing.selectors.kinds import kind_of
from ifar.licensing.services import applications, notices
from ifar.licensing.services.notices import NewNotice
from tests.factories import a_firearm, a_licence, a_person, an_application

pytestmark = pytest.mark.django_db
NUMBER = {"kind": "national_id", "number": "ID-1984-7731"}


@pytest.fixture
def amina(alice):
    return a_person(alice, born="1984-03-02", identity_numbers=[NUMBER])


def act(browser, address, status=200, **said):
    answer = browser.post(address, said, follow=True)
    assert answer.status_code == status, (address, answer.status_code, answer.content[:300])
    return answer.content.decode()


def test_a_journey_from_the_application_to_the_reinstatement(signed_in, alice, amina):
    """Application, checks, a second person grants, both confirm the purchase, it is recorded; a protection order arrives, the licence is
    suspended within a second, a sale is blocked with its article, the firearm is deposited with proof, the licence is reinstated."""
    clerk, head, police = signed_in("alice"), signed_in("bob"), signed_in("dave")
    # Application and checks.
    made = clerk.post(
        "/licensing/applications/new/", {"applicant": amina, "kind": "sport", "quota": "2", "categories": "B"}
    )
    assert made.status_code == 302, made.content
    page = made.url
    act(clerk, f"{page}acts/submitted/")
    for item in kind_of("sport").checks:
        act(
            police if "police" in item.answered_by else clerk,
            f"{page}acts/checked/",
            **{f"answers-{item.code}-answer": "passed", f"answers-{item.code}-paper": "7/26"},
        )
    act(clerk, f"{page}acts/advised/", advice="grant", note="complete")
    text = act(clerk, f"{page}acts/granted/", reason="complete", conditions="Keep it in a safe")
    assert "second person" in text
    # A second person grants; the first one cannot.
    asked = Proposal.objects.get().public_id
    assert clerk.post(f"/proposals/{asked}/decide/", {"verdict": "approve"}).status_code == 403
    act(head, f"/proposals/{asked}/decide/", verdict="approve")
    licence = Licence.objects.get()
    assert (licence.state, licence.quota, licence.conditions) == ("in_force", 2, ["Keep it in a safe"])
    # Purchase: offered by one side, confirmed by the other, recorded.
    thing = a_firearm(alice, owner=a_person(alice, "Old Owner")).firearm
    act(
        clerk,
        f"/firearms/{thing}/offer/",
        transfer="privately_transferred",
        buyer=amina,
        licence=licence.public_id,
    )
    offers = clerk.get("/licensing/offers/").content.decode()
    offer = offers.partition("/licensing/offers/T")[2][:13]
    sale = {
        "kind": "privately_transferred",
        "details": {"owner_kind": "private", "owner": amina, "licence": licence.public_id},
    }
    post = {"content_type": "application/json"}
    blocked = clerk.post(f"/api/firearms/{thing}/events", sale, **post)
    assert blocked.json()["error"]["reasons"][0]["code"] == "registry.precondition.counterparty_confirmed"
    act(head, f"/licensing/offers/T{offer}/confirm/", reason="Came in person, card seen.")
    assert clerk.post(f"/api/firearms/{thing}/events", sale, **post).status_code == 201
    shown = clerk.get(f"/firearms/{thing}/").content.decode()
    assert licence.public_id in shown
    assert ">1</strong> of 2 used" in clerk.get(f"/licensing/licences/{licence.public_id}/").content.decode()
    # A protection order arrives at the police.
    began = time.perf_counter()
    order = {
        "ground": "protection_order",
        "source": "Family court",
        "reference": "F-9",
        "name": "Amina Diallo",
        "number": "ID-1984-7731",
    }
    text = act(police, "/licensing/eligibility/new/", **order)
    assert time.perf_counter() - began < 1
    assert "1 licence was stopped" in text
    assert Licence.objects.get().state == "suspended"
    # A sale to her is blocked with the article.
    other = a_firearm(alice, "ZZ9", owner=a_person(alice, "Another Owner")).firearm
    blocked = clerk.post(f"/api/firearms/{other}/events", sale, **post)
    assert blocked.status_code == 409
    assert ("registry.precondition.buyer_permit_covers_category", "EU 2021/555 art. 5, 6") in {
        (reason["code"], reason["article"]) for reason in blocked.json()["error"]["reasons"]
    }
    # The firearm leaves her, with proof.
    removal = Removal.objects.get()
    queue = clerk.get("/licensing/removals/").content.decode()
    assert "Amina Diallo" in queue
    clear = f"/licensing/removals/{removal.public_id}/acts/cleared/"
    text = act(clerk, clear, status=422, way="deposited")
    assert "still says that the holder keeps a firearm" in text
    shown = clerk.get(f"/licensing/removals/{removal.public_id}/").content.decode()
    assert "still says that the holder keeps a firearm" in shown
    assert "/acts/cleared/" not in shown
    depot = a_person(alice, "Depot")
    deposit = {"kind": "deposited", "details": {"ground": "suspended", "depositary": depot}}
    assert clerk.post(f"/api/firearms/{thing}/events", deposit, **post).status_code == 201
    act(clerk, clear, way="deposited", proofs=f"{thing}/3")
    assert Removal.objects.get().state == "cleared"
    # Two people reinstate it.
    act(clerk, f"/licensing/licences/{licence.public_id}/acts/reinstated/", reason="the order was lifted")
    asked = Proposal.objects.latest("at").public_id
    act(head, f"/proposals/{asked}/decide/", verdict="approve")
    assert Licence.objects.get().state == "in_force"
    release = {"kind": "deposit_released", "details": {}}
    assert clerk.post(f"/api/firearms/{thing}/events", release, **post).status_code == 201


def test_an_office_of_two_has_its_approver_elsewhere(signed_in, bob, amina):
    """Alice and Bob are the office; Bob examined. Nina heads another office and sees the question in her list."""
    text = an_application(bob, amina)
    clerk, elsewhere = signed_in("alice"), signed_in("nina")
    act(clerk, f"/licensing/applications/{text}/acts/granted/", reason="complete")
    asked = Proposal.objects.get().public_id
    assert asked in elsewhere.get("/proposals/").content.decode()
    assert "Sports shooter" in elsewhere.get(f"/proposals/{asked}/").content.decode()
    act(elsewhere, f"/proposals/{asked}/decide/", verdict="approve")
    assert Licence.objects.get().state == "in_force"


def test_the_desk_and_the_first_page_show_what_waits(signed_in, alice, bob, dave, amina):
    text = an_application(alice, amina)
    a_licence(alice, bob, amina, kind="hunting")
    notices.take(
        actor=dave,
        new=NewNotice("medical", "hospital", "M-1", {"name": "Amina Diallo", "born": "1984-03-02"}),
    )
    clerk = signed_in("alice")
    for address in (
        "/licensing/applications/",
        "/licensing/applications/?show=decide",
        "/licensing/applications/?show=ended",
        f"/licensing/applications/{text}/",
        "/licensing/eligibility/",
        f"/licensing/eligibility/{Notice.objects.get().public_id}/",
        f"/licensing/licences/{Licence.objects.get().public_id}/",
        f"/held-under/{Licence.objects.get().public_id}/",
        f"/parties/{amina}/",
    ):
        answer = clerk.get(address)
        assert answer.status_code == 200, address
    first = clerk.get("/").content.decode()
    assert "1 application is being worked on" in first
    assert "1 notice may mean somebody on record" in first
    assert Application.objects.count() == 2


def test_several_applications_are_looked_through_before_anything_is_done(signed_in, alice, amina):
    made = [applications.draft(actor=alice, kind="sport", applicant=amina) for _ in range(2)]
    clerk, address = signed_in("alice"), "/licensing/applications/several/"
    preview = clerk.post(address, {"act": "submit", "picked": made}).content.decode()
    assert all(text in preview for text in made)
    assert 'name="note"' not in preview
    assert {application.state for application in Application.objects.all()} == {"draft"}
    clerk.post(address, {"act": "submit", "picked": made, "confirmed": "1"})
    assert {application.state for application in Application.objects.all()} == {"submitted"}
    # Nothing can be granted yet, and a reason would be asked for first.
    refused = clerk.post(address, {"act": "grant", "picked": made, "confirmed": "1"})
    assert "It can be done to none of them." in refused.content.decode()
    assert clerk.post(address, {"act": "nothing", "picked": made}).status_code == 422


def test_each_sees_exactly_their_own(signed_in, alice, bob, ivan, amina):
    """Acceptance line 7: lists, search, counts and files of a dealer, a clerk, a police officer and an armourer."""
    firm = a_person(alice, "Ivan's Company")
    own = a_licence(alice, bob, firm, kind="dealer", book=ivan.agency)
    other = a_licence(alice, bob, amina)
    public_id = Application.objects.get(licence=other).public_id
    expected = {
        #           own  other application desk removals notices
        "ivan": (200, 404, 404, 403, 403, 403),
        "alice": (200, 200, 200, 200, 200, 200),
        "dave": (200, 200, 404, 200, 403, 200),
        "frank": (404, 404, 404, 403, 403, 403),
    }
    for name, statuses in expected.items():
        browser = signed_in(name)
        addresses = (
            f"/licensing/licences/{own}/",
            f"/licensing/licences/{other}/",
            f"/licensing/applications/{public_id}/",
            "/licensing/applications/",
            "/licensing/removals/",
            "/licensing/eligibility/",
        )
        assert tuple(browser.get(address).status_code for address in addresses) == statuses, name
    party = signed_in("dave").get(f"/parties/{amina}/").content.decode()
    assert other in party
    assert public_id not in party


def test_queries_do_not_grow_with_the_queue(signed_in, alice):
    def counted() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert clerk.get("/licensing/applications/").status_code == 200
        return len(asked)

    clerk = signed_in("alice")
    an_application(alice, a_person(alice, "Amina One"))
    counted()
    few = counted()
    for n in range(5):
        an_application(alice, a_person(alice, f"Amina {n}"))
    assert counted() == few
    assert few <= 20


def test_the_search_box_opens_a_licence_and_an_application(signed_in, alice, bob, amina):
    """Whoever may see it comes to it by its number, with or without hyphens; for anybody else there is no such record."""
    licence, application = a_licence(alice, bob, amina), an_application(alice, amina)
    for number, address in (
        (licence, f"/licensing/licences/{licence}/"),
        (application, f"/licensing/applications/{application}/"),
    ):
        answer = signed_in("alice").get("/search/", {"q": number})
        assert (answer.status_code, answer.get("Location")) == (302, address), number
        assert signed_in("ivan").get("/search/", {"q": number}).status_code != 302
