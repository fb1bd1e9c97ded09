"""What is known of an officer stands apart from the log, and goes by an act of two people once nothing keeps it; verification tells that from a deletion."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, connection, transaction

from ifar.errors import Forbidden, Refused
from ifar.ledger.models import Personal
from ifar.ledger.verification.rows import LAWFUL
from ifar.reference import selectors as reference
from ifar.reference.retention import Rule
from ifar.stocks.models import Event, Officer, Pin
from ifar.stocks.services import forgetting, returns, roster
from tests.altered import Register, filled_once, without_triggers
from tests.conftest import sign_in
from tests.stocks.making import a_counter, an_officer, in_days, issued

NAMES = {"name", "number", "trained_until", "medical_until", "suspended_until", "ground"}
_ENTRIES = "(SELECT id FROM stocks_event WHERE subject = '{}')"


@pytest.mark.django_db
def test_what_is_known_of_an_officer_is_erased_by_two_once_nothing_keeps_it(monkeypatch):
    at = a_counter(1)
    made = issued(at, rounds={})
    roster.set_pin(actor=at.chief, officer_id=at.officer, pin="1357")
    roster.suspend_officer(
        actor=at.armourer, officer_id=at.officer, ground="health", suspended_until=in_days(5)
    )
    roster.note_checks(actor=at.chief, officer_id=at.officer, trained_until=in_days(9), medical_until=None)
    assert Officer.objects.get().medical_until is None
    roster.reinstate_officer(actor=at.chief, officer_id=at.officer)
    roster.officer_left(actor=at.armourer, officer_id=at.officer, ground="died")
    acts = Event.objects.filter(record_type="officer", subject=at.officer)
    assert not NAMES & {name for changes in acts.values_list("changes", flat=True) for name in changes}
    written = json.dumps(list(acts.values_list("changes", "details")))
    for text in ("Sami", "N-100", "health", "died", in_days(200).isoformat()):
        assert text not in written, "nothing of it stands in the log in clear"

    with pytest.raises(Refused):
        forgetting.ask_erasure(actor=at.armourer, officer_id=at.officer)
    over = Rule("own", "Own law", "any", -1, "record", True, "1")
    monkeypatch.setattr(reference, "retention_rules", lambda: [over])
    with pytest.raises(Refused):
        forgetting.ask_erasure(actor=at.armourer, officer_id=at.officer)
    another = an_officer(at.chief, "Omar Aziz", "N-2")
    returns.take_back(actor=at.armourer, issue_id=made, arms=at.arms)
    roster.officer_left(actor=at.armourer, officer_id=another, ground="retired")
    forgetting.ask_erasure(actor=at.chief, officer_id=another)
    with pytest.raises((Refused, Forbidden), match="You asked"):
        forgetting.erase_officer(actor=at.chief, officer_id=another)
    forgetting.refuse_erasure(actor=at.chief, officer_id=another)
    page = f"/stocks/roster/{at.officer}/"
    assert "Ask to erase" in sign_in("mallory").get(page).content.decode()
    forgetting.ask_erasure(actor=at.armourer, officer_id=at.officer)
    with pytest.raises(Forbidden):
        forgetting.erase_officer(actor=at.armourer, officer_id=at.officer)
    forgetting.erase_officer(actor=at.chief, officer_id=at.officer)
    officer = Officer.objects.get(public_id=at.officer)
    assert (officer.state, officer.name, officer.number, officer.ground) == ("erased", "", "", "")
    assert (officer.trained_until, officer.medical_until, officer.suspended_until) == (None, None, None)
    assert not Personal.objects.filter(entry__in=acts.values("id")).exists()
    assert Pin.objects.get(officer=at.officer).hashed == ""
    # Of another officer, the entry of that erasure takes nothing along.
    erased = acts.get(kind="erased").pk
    theirs = Event.objects.get(subject=another, kind="enrolled").pk
    statement = "INSERT INTO ledger_erasure (erasure, entry, field) VALUES (%s, %s, 'name')"
    with (
        pytest.raises(IntegrityError, match="no erasure entry names"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, [erased, theirs])


def fill() -> None:
    """An officer to whom something was issued left, and was erased; another serves."""
    with pytest.MonkeyPatch.context() as patch:
        over = Rule("own", "Own law", "any", -1, "record", True, "1")
        patch.setattr(reference, "retention_rules", lambda: [over])
        at = a_counter(1)
        an_officer(at.chief, "Omar Aziz", "N-200")
        made = issued(at, rounds={})
        roster.set_pin(actor=at.chief, officer_id=at.officer, pin="1357")
        roster.suspend_officer(
            actor=at.armourer, officer_id=at.officer, ground="health", suspended_until=in_days(5)
        )
        roster.reinstate_officer(actor=at.chief, officer_id=at.officer)
        returns.take_back(actor=at.armourer, issue_id=made, arms=at.arms)
        roster.officer_left(actor=at.armourer, officer_id=at.officer, ground="died")
        forgetting.ask_erasure(actor=at.armourer, officer_id=at.officer)
        forgetting.erase_officer(actor=at.chief, officer_id=at.officer)


country = filled_once(fill)


def test_verification_tells_an_erasure_from_a_deletion(country: Register) -> None:
    assert country.says() == []
    one, other = (Officer.objects.get(state=state).public_id for state in ("erased", "serving"))
    off = without_triggers(
        "ledger_personal", "ledger_erasure", "stocks_event", "stocks_officer", "ledger_entry_p0"
    )
    for altered, named in (
        (f"DELETE FROM ledger_personal WHERE entry IN {_ENTRIES.format(other)}", f"officer {other}, act 1"),
        (f"UPDATE stocks_officer SET name = 'Sami' WHERE public_id = '{one}'", f"officer {one}"),
        (f"DELETE FROM ledger_erasure WHERE entry IN {_ENTRIES.format(one)}", f"officer {one}, act 1"),
        (
            "UPDATE ledger_entry SET actor = (SELECT l.actor FROM ledger_entry l JOIN stocks_event s ON s.id = l.entry AND s.kind = 'erasure_asked')"
            f" WHERE entry = (SELECT id FROM stocks_event WHERE subject = '{one}' AND kind = 'erased')",
            f"officer {one}, act",
        ),
        (f"UPDATE stocks_pin SET hashed = 'x' WHERE officer = '{one}'", f"officer {one}"),
    ):
        assert named in str(country.says(*off, altered)), altered
    # Under the entry of that erasure only what it names of that officer is gone lawfully.
    more = (
        "INSERT INTO ledger_erasure (erasure, entry, field) SELECT x.erasure, p.entry, p.field FROM ledger_personal p,"
        f" (SELECT DISTINCT erasure FROM ledger_erasure) x WHERE p.entry IN {_ENTRIES.format(other)}"
    )
    unlawful = f"SELECT x.field FROM ledger_erasure x WHERE NOT EXISTS (SELECT FROM ledger_entry e WHERE e.entry = x.erasure AND {LAWFUL})"
    for statements, fields in (((), set()), ((more,), {"name", "number", "trained_until", "medical_until"})):
        with country.altered(*off, *statements) as cursor:
            assert {field for (field,) in cursor.execute(unlawful.encode()).fetchall()} == fields
