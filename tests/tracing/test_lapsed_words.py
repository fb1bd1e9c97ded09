"""Erasing the words of a trace that lapsed takes nothing but words of that trace: not in the program, the database, or unseen."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from ifar.accounts.services import proposals
from ifar.errors import Refused
from ifar.ledger.verification import rows, whole
from ifar.parties.models import Party
from ifar.reference.retention import RetentionPeriod
from ifar.tracing.services import answering, lapsed
from ifar.tracing.views.lapsed import describe
from tests import cast
from tests.accounts.test_database_dual_control import decide, entry, propose
from tests.factories import a_person
from tests.tracing.conftest import searching
from tests.tracing.test_notices import _tracer


@pytest.fixture
def lapsing_now(erin, monkeypatch):
    """A trace that lapsed, and a value of a party that has nothing to do with it."""
    text = searching(erin)
    answering.refuse(
        actor=erin, request_id=text, ground="investigation", note="Proceedings are under way here."
    )
    monkeypatch.setattr(
        lapsed, "kept_until", lambda record: RetentionPeriod(dt.date(2020, 1, 1), ("iti_other",))
    )
    party = a_person(cast.actor("alice"), "Zenobia Quist")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.entry::text, p.field FROM ledger_personal p JOIN ledger_entry e USING (entry) WHERE e.object = %s", [party]
        )  # fmt: skip
        strange = [{"entry": entry, "field": field} for entry, field in cursor.fetchall()]
    return text, party, strange


@pytest.mark.django_db
def test_what_is_no_word_of_the_trace_is_named_to_the_second_person_and_refused(lapsing_now, erin):
    result, party, strange = lapsing_now
    values = {"ground": "retention_ended", "erased": [*lapsed.values_of(result), *strange]}
    asked = propose(_tracer(), lapsed.ACT, result, values, people=2, compartment="police")
    named = [str(line.value) for line in describe(erin, asked)]
    assert all(any(item["entry"] in text for text in named) for item in strange)
    with pytest.raises(Refused) as error:
        proposals.decide(actor=erin, proposal=asked.public_id, verdict="approve")
    assert "tracing.words.foreign" in [reason.code for reason in error.value.reasons]
    assert Party.objects.get(public_id=party).name == "Zenobia Quist"


@pytest.mark.django_db
def test_the_database_erases_words_of_the_trace_alone_and_once_it_ended(lapsing_now, erin):
    result, _party, strange = lapsing_now
    running = searching(erin)
    for subject, erased, wrong in (
        (result, strange, "is no word of"),
        (running, lapsed.values_of(running), "has not ended"),
        (result, lapsed.values_of(running), "is no word of"),
    ):
        with pytest.raises(IntegrityError, match=wrong), transaction.atomic():
            _forged_erasure(subject, erased)
    with transaction.atomic():
        _forged_erasure(result, lapsed.values_of(result))


def _forged_erasure(subject, erased):
    """What the runtime role could write by hand after two people agreed."""
    values = {"ground": "retention_ended", "erased": erased}
    asked = propose(cast.actor("erin"), lapsed.ACT, subject, values, people=2)
    decide(cast.actor("bob"), asked)
    made = entry(cast.actor("erin"), lapsed.ACT, subject, {**values, "proposal": asked.public_id})
    with connection.cursor() as cursor:
        rows = [(made, item["entry"], item["field"]) for item in erased]
        cursor.executemany("INSERT INTO ledger_erasure (erasure, entry, field) VALUES (%s, %s, %s)", rows)


def test_verification_names_an_erasure_of_what_is_no_word_of_the_trace(peopled_db):
    erin = cast.actor("erin")
    text = searching(erin)
    answering.refuse(
        actor=erin, request_id=text, ground="investigation", note="Proceedings are under way here."
    )
    own, alien = lapsed.values_of(text)[0], lapsed.values_of(searching(erin))[0]
    with peopled_db.connect("superuser") as superuser:
        superuser.execute("ALTER TABLE ledger_erasure DISABLE TRIGGER USER")
    with transaction.atomic():
        _forged_erasure(text, [own, alien])
    with peopled_db.connect("verifier") as verifier:
        false = verifier.execute(whole._FALSE_ERASURES.encode()).fetchall()
        lawful = rows._lawfully_erased(verifier, [own["entry"], alien["entry"]])
    assert [(str(entry), field) for _erasure, entry, field in false] == [(alien["entry"], alien["field"])]
    assert lawful == {(own["entry"], own["field"])}
