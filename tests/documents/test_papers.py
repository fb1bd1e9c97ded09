"""Issuing, withdrawing and standing; what the database and the verifier refuse."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from ifar.documents import kinds, labels, validity
from ifar.documents.models import Event, Paper
from ifar.documents.selectors import paper_for, papers_for
from ifar.documents.services import RECORDER, issue_paper, withdraw_paper
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.ledger.models import Entry, Personal
from ifar.registry.models import Firearm
from ifar.registry.services.events import NewEvent, record_event
from ifar.registry.services.papers import issue_about_firearm, possible_papers
from tests import cast
from tests.acting import without_guards
from tests.factories import a_firearm, a_person

pytestmark = pytest.mark.django_db
CARD = {"licence": "L-1", "licence_kind": "Sport", "holder": "Amina Diallo", "categories": ["B"]}


def a_card(actor, **more) -> Paper:
    values = {
        "about": "L0000000000000",
        "language": "en",
        "content": CARD,
        "valid_to": dt.date(2099, 1, 1),
        **more,
    }
    return issue_paper(actor=actor, kind="licence_card", **values)


def owned(alice) -> tuple[str, str]:
    """A firearm with an owner; both public identifiers."""
    person = a_person(alice, "Amina Diallo")
    return a_firearm(alice, "AB1234", owner=person).firearm, person


def test_the_names_of_people_never_enter_the_log(alice) -> None:
    paper = a_card(alice)
    entry = Entry.objects.get(entry=paper.issued)
    assert b"Amina" not in bytes(entry.canonical)
    assert set(entry.commitments) == {"holder"}
    assert Personal.objects.get(entry=paper.issued).value == "Amina Diallo"
    assert paper.content == {"licence": "L-1", "licence_kind": "Sport", "categories": ["B"]}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"licence": "L-1"}, "documents.field.missing"),
        ({**CARD, "colour": "blue"}, "documents.field.unknown"),
        ({**CARD, "holder": " "}, "documents.field.form"),
        ({**CARD, "holder": "a\nb"}, "documents.field.form"),
        ({**CARD, "categories": "B"}, "documents.field.form"),
        ({**CARD, "born": "1984-13-01"}, "documents.field.form"),
        ({**CARD, "holder": "x" * 501}, "documents.field.form"),
    ],
)
def test_a_paper_says_what_its_kind_must_say(alice, content, reason) -> None:
    with pytest.raises(Invalid) as caught:
        a_card(alice, content=content)
    assert reason in {item.code for item in caught.value.reasons}
    assert all(str(item.message) != item.code for item in caught.value.reasons)
    assert not Paper.objects.exists()


def test_what_must_end_ends_and_not_before_it_begins(alice) -> None:
    for valid_to in (None, timezone.localdate() - dt.timedelta(days=1)):
        with pytest.raises(Invalid):
            a_card(alice, valid_to=valid_to)
    with pytest.raises(Invalid):
        a_card(alice, language="de")


def test_must_have_9_a_transfer_authorisation_says_what_article_10_asks(alice) -> None:
    """Protocol art. 10(3): place and date of issuance, expiration, export, import, final recipient, goods and quantity, transit."""
    whole = {
        "authorisation": "X-1",
        "purpose": "Sale",
        "place_of_issue": "Kestria City",
        "country_of_export": "Kestria",
        "country_of_import": "Norland",
        "transit_countries": ["Midland"],
        "final_recipient": "Norland Police",
        "goods": [{"description": "Pistol 9×19 mm", "quantity": "40"}],
    }
    values = {"actor": alice, "kind": "export_authorisation", "about": "L0000000000000", "language": "fr"}
    for name in whole:
        less = {key: value for key, value in whole.items() if key != name}
        with pytest.raises(Invalid):
            issue_paper(**values, content=less, valid_to=dt.date(2099, 1, 1))
    with pytest.raises(Invalid):
        issue_paper(**values, content=whole)
    assert issue_paper(**values, content=whole, valid_to=dt.date(2099, 1, 1)).issued_at


def test_who_may_issue_and_withdraw(alice, bob, frank, ivan, mallory, nobody, dave) -> None:
    for actor in (frank, ivan, mallory):
        with pytest.raises(Forbidden):
            a_card(actor)
    paper = a_card(alice)
    for actor in (alice, dave, ivan):
        with pytest.raises(Forbidden):
            withdraw_paper(actor=actor, paper_id=paper.public_id, reason="x")
    assert withdraw_paper(actor=bob, paper_id=paper.public_id, reason="lost").reason == "lost"


def test_papers_of_closed_compartments_do_not_exist(alice, dave, bob) -> None:
    paper = a_card(dave, compartment="police")
    assert not papers_for(alice).exists()
    with pytest.raises(NotFound):
        paper_for(alice, paper.public_id)
    with pytest.raises(NotFound):
        withdraw_paper(actor=bob, paper_id=paper.public_id, reason="x")


def test_a_paper_is_withdrawn_once_and_with_a_reason(bob) -> None:
    paper = a_card(bob)
    with pytest.raises(Invalid):
        withdraw_paper(actor=bob, paper_id=paper.public_id, reason=" ")
    withdraw_paper(actor=bob, paper_id=paper.public_id, reason="lost")
    with pytest.raises(Conflict):
        withdraw_paper(actor=bob, paper_id=paper.public_id, reason="again")


def test_a_new_paper_takes_the_place_of_the_old(alice, bob) -> None:
    old = a_card(alice)
    new = a_card(alice, replaces=old.public_id)
    old.refresh_from_db()
    assert (old.superseded_by, old.reason) == (new.public_id, "replaced")
    assert validity.of(new, timezone.now()).stands
    with pytest.raises(NotFound):
        a_card(alice, about="L1111111111111", replaces=new.public_id)


@pytest.mark.parametrize(
    ("day", "why"),
    [("2025-12-31", "not_yet_valid"), ("2026-01-01", None), ("2026-12-31", None), ("2027-01-01", "expired")],
)
def test_a_paper_stands_within_its_days(alice, day, why) -> None:
    paper = a_card(alice, valid_from=dt.date(2026, 1, 1), valid_to=dt.date(2026, 12, 31))
    now = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(12), dt.UTC)
    assert validity.of(paper, now).why == why


def test_a_paper_falls_with_its_subject(alice, monkeypatch) -> None:
    """What licensing registers: since when a licence is suspended or revoked."""
    paper = a_card(alice)
    monkeypatch.setattr(validity, "_suppliers", {"L": lambda asked: {}})
    assert validity.of(paper, timezone.now()).stands
    revoked = timezone.now()
    monkeypatch.setattr(
        validity, "_suppliers", {"L": lambda asked: {item.public_id: revoked for item in asked}}
    )
    assert validity.of(paper, timezone.now()) == validity.Validity(False, "subject", revoked)


# Papers about firearms ---------------------------------------------------------------------------------------------------


def test_a_registration_certificate_says_what_the_record_says(alice) -> None:
    firearm, person = owned(alice)
    paper = issue_about_firearm(actor=alice, firearm=firearm, kind="registration_certificate", language="zh")
    assert paper.holder == person
    assert paper.content["type"] == "手枪"
    assert paper.content["ownership"] == "个人"
    assert paper.content["marks"] == [{"kind": "序列号", "text": "AB1234", "place": ""}]
    assert Personal.objects.get(entry=paper.issued, field="owner").value == "Amina Diallo"


def test_a_certificate_stands_until_the_record_changes(alice, bob) -> None:
    firearm, _ = owned(alice)
    paper = issue_about_firearm(actor=alice, firearm=firearm, kind="registration_certificate", language="en")
    assert validity.of(paper, timezone.now()).stands
    record_event(actor=alice, firearm=firearm, event=NewEvent(kind="noted", details={"text": "seen"}))
    assert validity.of(paper, timezone.now()).stands, "a note changes nothing that it says"
    record_event(actor=alice, firearm=firearm, event=NewEvent(kind="stolen", details={}))
    result = validity.of(paper, timezone.now())
    assert (result.stands, result.why) == (False, "subject")
    assert result.since is not None


def test_only_papers_for_which_there_is_ground(alice, heidi) -> None:
    firearm, _ = owned(alice)
    assert possible_papers(Firearm.objects.get(public_id=firearm)) == ["registration_certificate"]
    for kind in ("deactivation_certificate", "receipt"):
        with pytest.raises(Refused):
            issue_about_firearm(actor=alice, firearm=firearm, kind=kind, language="en")


def test_the_names_in_it_are_read_under_a_purpose(alice) -> None:
    firearm, _ = owned(alice)
    with pytest.raises(Refused):
        issue_about_firearm(
            actor=replace(alice, purpose=None),
            firearm=firearm,
            kind="registration_certificate",
            language="en",
        )


def test_every_kind_has_a_number_of_its_own() -> None:
    assert len({kind.number for kind in kinds.KINDS.values()}) == len(kinds.KINDS)


# The database ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents_event SET changes = '{}'",
        "DELETE FROM documents_event",
        "UPDATE documents_paper SET valid_to = NULL",
        "DELETE FROM documents_paper",
        "INSERT INTO documents_event (id, record_type, subject, n, kind, schema, details, changes, proposal) "
        "SELECT gen_random_uuid(), record_type, subject, 2, 'withdrawn', 'paper.withdrawn/1', '{}', '{\"state\": \"withdrawn\"}', '' FROM documents_event",
    ],
)
def test_the_database_keeps_papers_as_they_are(alice, statement) -> None:
    a_card(alice)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "changes", "refused"),
    [
        ("withdrawn", {"reason": " ", "superseded_by": ""}, "documents.reason"),
        ("withdrawn", {"reason": "lost", "valid_to": "2199-01-01"}, "cannot be withdrawn"),
        ("issued", {"kind": "receipt"}, "documents.other_office"),
    ],
)
def test_the_database_asks_for_the_office_and_the_reason(alice, kind, changes, refused) -> None:
    on = a_card(alice) if kind == "withdrawn" else None
    keeper = (cast.agency("police").public_id, "civilian")
    with without_guards(RECORDER), pytest.raises(DatabaseError, match=refused), transaction.atomic():
        RECORDER.record(alice, "paper", kind, on, changes=changes, keeper=keeper)


def test_every_kind_of_paper_has_its_words() -> None:
    assert set(labels.KINDS) == set(kinds.KINDS)
