"""The pages of accounts over HTTP: what they do, what each costs, what they do not tell."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from ifar import http
from ifar.accounts import purposes
from ifar.accounts.labels import PURPOSES as IN_WORDS
from ifar.accounts.models import Grant, Proposal, User
from ifar.accounts.services import proposals, reads
from ifar.errors import Refused
from ifar.rights import ROLES
from tests import cast
from tests.conftest import sign_in
from tests.factories import a_case, an_item
from tests.tracing.conftest import a_request


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def url(name, *args):
    return reverse(f"accounts:{name}", args=args)


# --- journeys ------------------------------------------------------------------------------------------------------------
def test_from_registration_to_a_role(db):
    ken, laura = sign_in("ken"), sign_in("laura")
    values = {
        "name": "Trent Newcomer",
        "username": "trent",
        "email": "",
        "language": "fr",
        "home": cast.agency("province").public_id,
    }
    made = ken.post(url("person_new"), values)
    trent = User.objects.get(username="trent")
    assert made["Location"] == url("person", trent.public_id)
    assert "may do nothing" in text_of(ken.get(made["Location"]))
    asked = ken.post(
        url("grant", trent.public_id),
        {"role": "licensing_clerk", "agency": cast.agency("province").public_id, "reason": "joins"},
    )
    page = text_of(laura.get(asked["Location"]))
    for words in (
        "Trent Newcomer",
        "Licensing clerk",
        "Provincial Licensing Office",
        "Ken Authority",
        "joins",
    ):
        assert words in page
    assert "Approve and carry out" in page
    assert "Approve and carry out" not in text_of(ken.get(asked["Location"]))
    number = asked["Location"].rstrip("/").split("/")[-1]
    done = laura.post(url("decide", number), {"verdict": "approve"}, follow=True)
    assert "It was carried out." in text_of(done)
    assert cast.actor("trent").roles == {"licensing_clerk"}
    assert "Licensing clerk" in text_of(ken.get(url("person", trent.public_id)))


def test_a_form_keeps_what_was_typed_and_names_what_is_wrong(db):
    ken = sign_in("ken")
    values = {"name": "Trent", "username": "Not Good", "email": "", "language": "en", "home": ""}
    answer = ken.post(url("person_new"), values)
    assert answer.status_code == 422
    assert b'value="Not Good"' in answer.content
    assert answer.context["form"].errors.keys() >= {"home"}
    refused = ken.post(
        url("grant", cast.user("ken").public_id),
        {"role": "security_officer", "agency": cast.agency("authority").public_id, "reason": "x"},
    )
    assert "Nobody may hold these two roles together" in text_of(refused)


def test_a_no_needs_a_reason(db):
    number = cast.a_proposal()
    laura = sign_in("laura")
    answer = laura.post(url("decide", number), {"verdict": "refuse"}, follow=True)
    assert "Say why not" in text_of(answer)
    laura.post(url("decide", number), {"verdict": "refuse", "reason": "no post"}, follow=True)
    assert "no post" in text_of(sign_in("ken").get(url("proposal", number)))


def test_taken_back(db):
    number = cast.a_proposal()
    answer = sign_in("ken").post(url("withdraw", number), follow=True)
    assert "took it back" in text_of(answer)
    assert "Withdrawn" in text_of(answer)


def test_locking_and_resetting(db):
    ken, alice = sign_in("ken"), cast.user("alice").public_id
    assert "signed out everywhere" in text_of(ken.post(url("lock", alice), {"reason": "x"}, follow=True))
    assert "already" in text_of(ken.post(url("lock", alice), {"reason": "x"}, follow=True))
    assert "sign in again" in text_of(ken.post(url("unlock", alice), {"reason": "x"}, follow=True))
    assert "second person has to approve" in text_of(
        ken.post(url("factor_reset", alice), {"reason": "x"}, follow=True)
    )
    grant = Grant.objects.get(user__username="alice")
    assert "second person has to approve" in text_of(
        ken.post(url("revoke", alice, grant.pk), {"reason": "x"}, follow=True)
    )


def test_an_absence(db):
    ken, bob = sign_in("ken"), cast.user("bob")
    now = dt.datetime.now(dt.UTC)
    asked = ken.post(
        url("absence", bob.public_id),
        {
            "held": f"licensing_head {cast.agency('province').public_id}",
            "stand_in": cast.user("mallory").public_id,
            "valid_from": now.strftime("%Y-%m-%dT%H:%M"),
            "valid_to": (now + dt.timedelta(days=4)).strftime("%Y-%m-%dT%H:%M"),
            "reason": "leave",
        },
    )
    assert asked.status_code == 302, text_of(asked)
    number = asked["Location"].rstrip("/").split("/")[-1]
    proposals.decide(actor=cast.actor("laura"), proposal=number, verdict="approve")
    page = text_of(ken.get(url("person", bob.public_id)))
    assert "Mallory Province stands in for Bob Province" in page
    ended = sign_in("bob").post(url("absence_end", bob.public_id, bob.absences.get().pk), follow=True)
    assert "nobody stands in any more" in text_of(ended)


def test_an_agency(db):
    ken = sign_in("ken")
    asked = ken.post(
        url("agency_new"),
        {
            "kind": "dealer",
            "name": "Olga's Arms",
            "country": "XX",
            "parent": cast.agency("province").public_id,
            "reason": "licensed",
        },
    )
    assert asked.status_code == 302, text_of(asked)
    page = text_of(sign_in("laura").get(asked["Location"]))
    for words in ("Registered", "Olga&#x27;s Arms", "Dealer in firearms", "Provincial Licensing Office"):
        assert words in page
    number = asked["Location"].rstrip("/").split("/")[-1]
    proposals.decide(actor=cast.actor("laura"), proposal=number, verdict="approve")
    made = Proposal.objects.get(public_id=number).object
    for what, values in (
        ("agency_rename", {"name": "Olga & Co"}),
        ("agency_reach", {"telephone": "+32 1 234", "email": ""}),
        ("agency_close", {"closed": "true"}),
    ):
        answer = ken.post(url(what, made), {**values, "reason": "x"}, follow=True)
        assert "second person has to approve" in text_of(answer)
    kinds = Proposal.objects.filter(object=made).order_by("at").values_list("payload__kind", flat=True)
    assert list(kinds)[1:] == ["renamed", "contacts", "closed"]
    silent = ken.post(url("agency_rename", made), {"name": "", "reason": "x"}, follow=True)
    assert "New name: This field is required." in text_of(silent)


def test_a_client_and_its_token(db):
    ken = sign_in("ken")
    asked = ken.post(
        url("client_new"),
        {
            "name": "Programme",
            "agency": cast.agency("province").public_id,
            "scopes": ["registry:mark:search"],
            "expires_at": (dt.datetime.now(dt.UTC) + dt.timedelta(days=30)).strftime("%Y-%m-%dT%H:%M"),
            "reason": "x",
        },
    )
    assert asked.status_code == 302, text_of(asked)
    number = asked["Location"].rstrip("/").split("/")[-1]
    proposals.decide(actor=cast.actor("laura"), proposal=number, verdict="approve")
    client = Proposal.objects.get(public_id=number).object
    page = ken.post(url("token", client))
    token = page.context["token"]
    assert token in text_of(page)
    assert Client().get("/api/me", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    again = ken.post(url("token", client), follow=True)
    assert token not in text_of(again)
    assert "taken already" in text_of(again)
    ken.post(url("client_revoke", client), {"reason": "x"})
    assert "revoked" in text_of(ken.get(url("clients")))
    assert Client().get("/api/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_purpose_is_asked_for_and_leads_back(db):
    ken = sign_in("ken")
    form = ken.get(url("purpose"), {"next": "/people/"})
    assert 'value="/people/"' in form.content.decode()
    wrong = ken.post(url("purpose"), {"purpose": "data_subject_request", "case": "", "hours": 8})
    assert "needs the number of a case" in text_of(wrong)
    done = ken.post(url("purpose"), {"purpose": "data_quality", "case": "", "hours": 8, "next": "/people/"})
    assert done["Location"] == "/people/"
    evil = ken.post(url("purpose"), {"purpose": "data_quality", "hours": 8, "next": "https://evil.example/"})
    assert evil["Location"] == url("me")
    assert "Data correction" in text_of(ken.get(url("me")))
    ken.post(url("purpose_end"))
    assert "No purpose is stated now" in text_of(ken.get(url("me")))


def _offered(name: str) -> list[str]:
    page = sign_in(name).get(url("purpose")).content.decode()
    return re.findall(r'name="purpose" value="(\w+)"', page)


def test_purposes_are_those_of_the_role_the_most_frequent_first_and_none_is_chosen(db):
    first = {
        "dave": "investigation",
        "alice": "counter",
        "heidi": "customs",
        "grace": "stock",
        "judy": "inspection",
    }
    assert {name: _offered(name)[0] for name in first} == first
    assert _offered("judy") == ["inspection", "data_subject_request"]
    assert "investigation" not in _offered("alice")
    assert "checked" not in re.findall(
        r'<input[^>]*name="purpose"[^>]*>', sign_in("dave").get(url("purpose")).content.decode()
    )


def test_of_several_roles_what_any_of_them_does_most_comes_first():
    roles = purposes.of_roles(["judge", "dealer"])
    assert roles == ("stock", "court", "data_subject_request")


def test_whose_role_reads_nothing_of_persons_is_asked_for_no_purpose(db):
    assert purposes.of_roles(["donor"]) == purposes.of_roles([]) == ()
    mallory = sign_in("mallory")
    assert url("purpose") not in mallory.get(url("me")).content.decode()
    shown = mallory.get(url("purpose")).content.decode()
    assert 'name="purpose"' not in shown
    assert "reads no personal data here" in shown
    assert (
        mallory.post(url("purpose"), {"purpose": "investigation", "case": "1", "hours": 8}).status_code == 422
    )


def test_every_role_that_reads_of_persons_has_an_order():
    reading = {name for name, role in ROLES.items() if "parties:party:read" in role.permissions}
    assert reading <= purposes.OF_ROLES.keys() <= ROLES.keys()
    assert {text for of_role in purposes.OF_ROLES.values() for text in of_role} <= purposes.PURPOSES.keys()


def test_the_case_of_the_page_from_which_it_was_opened_is_filled_in_where_it_may_be_seen(db, dave):
    case = a_case(dave)
    item = an_item(dave, case)
    trace = a_request(dave, number="T-2026/5")

    def filled(name: str, back: str) -> str:
        return sign_in(name).get(url("purpose"), {"next": back}).context["form"]["case"].value() or ""

    for back in (f"/recoveries/{case}/", f"/recoveries/items/{item}/?show=all", f"/search/?q={case}"):
        assert filled("dave", back) == "P-2026-17"
    assert filled("dave", f"/tracing/{trace}/") == "T-2026/5"
    for unseen in (case, item, trace):
        assert (
            filled("alice", f"/recoveries/{unseen}/") == filled("dave", "/recoveries/WAAAAAAAAAAAAA/") == ""
        )
    assert filled("dave", "/people/") == ""
    typed = sign_in("dave").post(url("purpose"), {"purpose": "x", "case": "", "next": f"/recoveries/{case}/"})
    assert typed.context["form"]["case"].value() == "", "what was typed stays as it was typed"


def test_a_read_without_a_purpose_leads_to_the_form(db, monkeypatch):
    def view(actor, *_):
        reads.log(actor, "parties.party.read", "P0000000000000")

    monkeypatch.setattr("ifar.accounts.views.people.people.listed", view)
    answer = sign_in("ken").get("/people/?q=a b")
    assert answer["Location"] == "/me/purpose/?next=%2Fpeople%2F%3Fq%3Da%2520b"
    # From a form that was sent, back to its page: a browser names it by its whole address.
    sent = RequestFactory().post(
        "/documents/labels/", headers={"referer": "http://testserver/documents/labels/"}
    )
    door = http._to_the_door(sent, Refused("accounts.purpose.missing"))
    assert door["Location"] == "/me/purpose/?next=%2Fdocuments%2Flabels%2F"


@pytest.mark.parametrize("place", ["K-1", "accounts:me", "//other.example/", "https://other.example/"])
def test_w49_what_is_none_of_our_places_leads_home(db, place):
    """A word without a slash was looked for among the routes: an error of the server."""
    answer = sign_in("alice").post(url("purpose"), {"purpose": "counter", "hours": 8, "next": place})
    assert (answer.status_code, answer["Location"]) == (302, "/me/")


def test_reads_are_shown_to_reader_and_overseer(db):
    reads.log(cast.actor("dave"), "parties.party.read", "P0000000000000")
    mine = text_of(sign_in("dave").get(url("my_reads")))
    assert "Investigating an offence" in mine
    assert "P-2026-17" in mine
    seen = text_of(sign_in("judy").get(url("readlog"), {"about": "P000-0000-0000-00"}))
    assert "Who read what" in seen
    everything = text_of(sign_in("laura").get(url("readlog")))
    assert "Dave Harbour" in everything


def test_the_agency_is_switched(db):
    asked = cast.grants.propose_grant(
        actor=cast.actor("ken"),
        user=cast.user("alice").public_id,
        role="licensing_head",
        agency=cast.agency("south").public_id,
        reason="x",
    )
    proposals.decide(actor=cast.actor("laura"), proposal=asked.public_id, verdict="approve")
    alice = sign_in("alice")
    assert "Act for" in text_of(alice.get(url("me")))
    alice.post(url("act_for"), {"agency": cast.agency("south").public_id})
    assert "Head of licensing" in text_of(alice.get(url("me")))


# --- what is not told ----------------------------------------------------------------------------------------------------
SECRETS = ("Frank Armoury", "Grace Armoury", "First Armoury")


@pytest.mark.parametrize("name", ["alice", "bob", "dave", "ivan", "ken", "laura", "mallory"])
def test_no_page_tells_of_the_armoury(db, name):
    """Lists, choices in forms, searches and counts of those who do not see defence's units never name them."""
    grace = cast.actor("grace")
    proposals.propose(
        actor=grace,
        act="registry.corrected",
        object="F0000000000000",
        payload={"details": {"a": 1}},
        reason="of the First Armoury",
    )
    browser = sign_in(name)
    for route in (
        "me",
        "people",
        "person_new",
        "agencies",
        "agency_new",
        "proposals",
        "clients",
        "client_new",
        "readlog",
    ):
        for query in ("", "?q=Frank", "?show=all", "?show=late", "?kind=military"):
            answer = browser.get(url(route) + query)
            if answer.status_code == 200:
                for secret in SECRETS:
                    assert secret not in text_of(answer)


@pytest.mark.parametrize("name", ["alice", "bob", "ken", "peter"])
def test_unknown_and_unseen_pages_are_one_page(db, name):
    unseen = {
        "person": cast.user("frank" if name != "peter" else "alice").public_id,
        "agency": cast.agency("armoury").public_id if name != "peter" else "A0000000000001",
        "proposal": "Q0000000000001",
    }
    browser = sign_in(name)
    for route, public_id in unseen.items():
        answers = []
        for about in (public_id, public_id[0] + "0000000000000"):
            answer = browser.get(url(route, about), headers={"X-Request-Id": "the-same-number"})
            answers.append((answer.status_code, text_of(answer).replace(about, "")))
        assert answers[0] == answers[1]
        assert answers[0][0] in (403, 404)


def test_the_form_of_the_purpose_names_every_purpose_that_needs_a_case_number(db):
    page = text_of(sign_in("dave").get(url("purpose")))
    hint = page.partition("Needed for: ")[2].partition(".")[0]
    assert set(hint.split(", ")) == {
        str(IN_WORDS[text]) for text in _offered("dave") if purposes.PURPOSES[text]
    }
    assert "(needed for some purposes)" in page


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Kestria"), ("fr", "Kestrie"), ("ar", "كستريا"), ("es", "Kestria")]
)
def test_the_head_of_a_page_names_the_state_in_the_readers_language(db, settings, language, name):
    settings.IFAR_COUNTRY_NAME = "Kestria"
    settings.IFAR_COUNTRY_NAMES = {"ar": "كستريا", "fr": "Kestrie"}
    page = sign_in("ken").get(url("me"), headers={"accept-language": language}).content.decode()
    assert f'class="brand-place">{name}</span' in page
