"""Officers' pages of papers; erasure; how many statements it takes."""

from __future__ import annotations

import datetime as dt

import pytest

from ifar.accounts.models import ReadLog
from ifar.accounts.services import proposals
from ifar.documents.models import Paper
from ifar.documents.selectors import disclosed_of
from ifar.documents.services import issue_paper, print_paper
from ifar.errors import Conflict
from ifar.ledger.models import Personal
from ifar.parties.services import propose_erasure
from ifar.registry.services.papers import issue_about_firearm
from tests.factories import a_firearm, a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def firearm(alice) -> str:
    return a_firearm(alice, "AB71234", owner=a_person(alice, "Xanthippe Quirke")).firearm


def certificate(alice, firearm, **more) -> Paper:
    return issue_about_firearm(
        actor=alice, firearm=firearm, kind="registration_certificate", language="fr", **more
    )


def test_a_clerk_issues_a_paper_on_the_firearms_page(signed_in, alice, firearm) -> None:
    browser = signed_in("alice")
    assert f"/firearms/{firearm}/papers/new/" in browser.get(f"/firearms/{firearm}/").content.decode()
    form = {"kind": "registration_certificate", "language": "ru", "valid_to": "2099-01-01"}
    answer = browser.post(f"/firearms/{firearm}/papers/new/", form)
    paper = Paper.objects.get()
    assert answer["Location"] == f"/documents/{paper.public_id}/"
    assert (paper.language, paper.valid_to) == ("ru", dt.date(2099, 1, 1))
    assert paper.public_id in browser.get(f"/firearms/{firearm}/").content.decode().replace("-", "")
    page = browser.get(f"/documents/{paper.public_id}/").content.decode()
    assert "AB71234" in page
    assert "Xanthippe" not in page, "names stand in the print alone"
    assert f'<li><a href="/firearms/{firearm}/">' in page, "there is a way back to what it is about"


def test_w10_the_form_offers_the_language_of_the_owner_first(signed_in, alice) -> None:
    text = a_firearm(
        alice, "AB71235", owner=a_person(alice, "Íñigo Peña", contact={"language": "es"})
    ).firearm
    form = signed_in("alice").get(f"/firearms/{text}/papers/new/").context["form"]
    assert form["language"].value() == "es"


def test_an_end_before_the_beginning_is_said_at_its_field(signed_in, firearm) -> None:
    form = {"kind": "registration_certificate", "language": "en", "valid_to": "2001-01-01"}
    answer = signed_in("alice").post(f"/firearms/{firearm}/papers/new/", form)
    assert answer.status_code == 200
    assert answer.context["form"].errors["valid_to"]
    assert not Paper.objects.exists()


def test_issuing_and_printing_are_reads_of_whose_name_is_in_it(alice, firearm) -> None:
    paper = certificate(alice, firearm)
    assert ReadLog.objects.filter(act="documents.paper.issue", object=paper.holder).exists()
    with pytest.raises(Exception, match="not ready"):
        print_paper(actor=alice, paper=paper.public_id, site="https://x")
    assert ReadLog.objects.filter(act="documents.paper.read", object=paper.holder).exists()


def test_a_head_withdraws_it_and_says_why(signed_in, alice, firearm) -> None:
    paper = certificate(alice, firearm)
    browser = signed_in("bob")
    browser.post(f"/documents/{paper.public_id}/acts/withdrawn/", {"reason": ""})
    assert Paper.objects.get().withdrawn_at is None
    browser.post(f"/documents/{paper.public_id}/acts/withdrawn/", {"reason": "printed twice"})
    assert "printed twice" in browser.get(f"/documents/{paper.public_id}/").content.decode()


@pytest.mark.parametrize("number", [1, 12])
def test_a_page_with_many_papers_takes_no_more_statements(
    signed_in, alice, firearm, number, django_assert_max_num_queries
) -> None:
    for _ in range(number):
        certificate(alice, firearm)
    browser = signed_in("alice")
    browser.get(f"/firearms/{firearm}/")
    with django_assert_max_num_queries(34):
        browser.get(f"/firearms/{firearm}/")


def test_an_erasure_takes_the_values_in_papers_along(alice, bob, nina) -> None:
    person = a_person(alice, "Xanthippe Quirke", born="1984-03-02")
    content = {"licence": "L-1", "licence_kind": "Sport", "holder": "Xanthippe Quirke", "born": "1984-03-02"}
    paper = issue_paper(
        actor=alice,
        kind="licence_card",
        about="L0000000000000",
        language="en",
        content=content,
        holder=person,
        valid_to=dt.date(2099, 1, 1),
    )
    asked = propose_erasure(actor=bob, public_id=person, fields=["name"], ground="court_order", reason="x")
    assert {"entry": str(paper.issued), "field": "holder"} in asked.payload["erased"]
    assert "born" not in {item["field"] for item in asked.payload["erased"]}
    proposals.decide(actor=nina, proposal=asked.public_id, verdict="approve")
    assert not Personal.objects.filter(value="Xanthippe Quirke").exists()
    assert disclosed_of(paper).erased
    with pytest.raises(Conflict, match="erased"):
        print_paper(actor=alice, paper=paper.public_id, site="https://x")
