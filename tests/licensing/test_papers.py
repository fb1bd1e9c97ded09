"""The card and the certificate of a licence: issued from it, printed, and gone in the same second in which it is."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from ifar.accounts.services import proposals
from ifar.documents import checking, keys, selectors, services, statement, validity, verification
from ifar.documents.models import Paper
from ifar.errors import Forbidden, Refused
from ifar.ledger import keys as ledger_keys
from ifar.licensing.models import Licence
from ifar.licensing.services import licences
from ifar.licensing.services import papers as licence_papers
from ifar.licensing.services.papers import issue_about_licence, possible_papers
from ifar.parties.services import correct_party
from tests.factories import a_licence, a_person
from tests.logs import ORIGIN

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings, monkeypatch) -> Path:
    settings.IFAR_HOME, settings.IFAR_LEDGER_NAME = tmp_path, ORIGIN
    ledger_keys.Keyring.at(tmp_path).current(ORIGIN)
    monkeypatch.setattr(verification, "STEP_SECONDS", 0.001)
    return tmp_path


@pytest.fixture
def licence(alice, bob) -> str:
    return a_licence(
        alice, bob, a_person(alice, "Amina Diallo", born="1984-03-02"), categories=["B"], quota=3
    )


def a_card(actor, licence: str, kind: str = "licence_card", language: str = "en", **more: str) -> Paper:
    return issue_about_licence(actor=actor, licence_id=licence, kind=kind, language=language, **more)


def stands(paper: Paper) -> validity.Validity:
    return validity.of(paper, timezone.now())


def revoke(actor, second, licence: str) -> None:
    asked = licences.propose_revocation(actor=actor, licence_id=licence, ground="conditions", reason="x")
    proposals.decide(actor=second, proposal=asked.public_id, verdict="approve")


def test_it_says_what_the_licence_says_and_names_the_holder_in_commitments_only(alice, licence):
    paper = a_card(alice, licence, "licence_certificate", "fr")
    record = Licence.objects.get(public_id=licence)
    assert paper.content["licence_kind"] == "Autorisation de tireur sportif"
    assert (paper.content["categories"], paper.content["quota"]) == (["B"], "3")
    assert (paper.valid_from, paper.valid_to, paper.holder) == (
        record.valid_from,
        record.valid_to,
        record.holder,
    )
    values = {name: value for name, (_, value) in selectors.disclosed_of(paper).values.items()}
    assert values == {"holder": "Amina Diallo", "born": "1984-03-02"}
    assert "Diallo" not in str(paper.content)


def test_a_revoked_licence_takes_its_card_along_within_the_second(alice, bob, licence, home):
    """Anybody who asks is told so at once, without the reason; whoever checks offline learns what the code can know, and no more."""
    card = a_card(alice, licence)
    browser = Client()
    assert "is valid" in browser.get(f"/documents/verify/{card.public_id}/").content.decode()
    content = {**card.content, "holder": "Amina Diallo"}
    held = statement.to_text(services._statement(card, content).sign(keys.current(home, ORIGIN).key))
    began = timezone.now()
    revoke(alice, bob, licence)
    ticked = time.perf_counter()
    page = browser.get(f"/documents/verify/{card.public_id}/").content.decode()
    assert time.perf_counter() - ticked < 1
    assert "does not stand" in page
    assert "conditions" not in page
    result = stands(card)
    assert (result.stands, result.why) == (False, "subject")
    assert result.since is not None
    assert began <= result.since <= timezone.now()
    offline = checking.check(held.encode(), selectors.trusted(), timezone.localdate())
    assert offline.verdict == "genuine", "the code was signed before, and says only that it was issued so"
    assert "revoked since can only be said on line" in checking.ONLINE


def test_suspended_it_does_not_stand_and_reinstated_it_stands_again(alice, bob, licence):
    card = a_card(alice, licence)
    licences.suspend(actor=alice, licence_id=licence, ground="storage", reason="x")
    since = stands(card).since
    licences.suspend(actor=alice, licence_id=licence, ground="inquiry", reason="another ground")
    assert (stands(card).stands, stands(card).since) == (False, since)
    asked = licences.propose_reinstatement(actor=alice, licence_id=licence, reason="x")
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert stands(card).stands
    licences.surrender(actor=alice, licence_id=licence)
    assert not stands(card).stands


def test_a_changed_licence_takes_its_papers_along_and_a_new_one_replaces_them(alice, bob, licence):
    card = a_card(alice, licence)
    asked = licences.propose_change(actor=alice, licence_id=licence, reason="x", quota=2)
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert stands(card).why == "subject"
    new = a_card(alice, licence, replaces=card.public_id)
    assert stands(new).stands
    assert new.content["quota"] == "2"
    assert stands(Paper.objects.get(public_id=card.public_id)).why == "withdrawn"


def test_an_expired_licence_takes_its_papers_along(alice, licence, monkeypatch):
    card = a_card(alice, licence)
    ends = Licence.objects.get(public_id=licence).valid_to
    assert ends is not None
    for day, stays in ((ends, True), (ends + dt.timedelta(days=1), False)):
        monkeypatch.setattr(licence_papers, "today", lambda day=day: day)
        assert (card.public_id not in licence_papers.fallen_since([card])) is stays


def test_who_issues_none(alice, bob, dave, licence):
    with pytest.raises(Forbidden):
        a_card(dave, licence)
    revoke(alice, bob, licence)
    assert possible_papers(Licence.objects.get(public_id=licence)) == []
    with pytest.raises(Refused) as refused:
        a_card(alice, licence)
    assert refused.value.code == "licensing.paper.ground"


def test_the_page_issues_it_and_lists_it(alice, licence, signed_in):
    browser = signed_in("alice")
    page = f"/licensing/licences/{licence}/"
    assert f"{page}papers/new/" in browser.get(page).content.decode()
    done = browser.post(f"{page}papers/new/", {"kind": "licence_card", "language": "ar"}, follow=True)
    assert done.status_code == 200, done.content[:400]
    card = Paper.objects.get()
    assert card.public_id in browser.get(page).content.decode()
    assert f"{page}papers/new/" not in signed_in("dave").get(page).content.decode()


def test_w10_the_form_offers_the_language_of_the_holder_first(alice, licence, signed_in):
    holder = Licence.objects.get(public_id=licence).holder
    correct_party(
        actor=alice, public_id=holder, values={"contact": {"language": "ru"}}, reason="asked for it"
    )
    form = signed_in("alice").get(f"/licensing/licences/{licence}/papers/new/").context["form"]
    assert form["language"].value() == "ru"
