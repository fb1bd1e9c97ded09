"""What verification says of the State's stocks: nothing of an honest register, and the row of each alteration."""

from __future__ import annotations

import pytest

from ifar.stocks.models import Armoury, Officer
from ifar.stocks.services import roster
from tests.altered import Register, filled_once, without_triggers
from tests.stocks.making import an_armoury, an_officer, in_days, staffed

OFF = without_triggers(
    "stocks_event", "stocks_armoury", "stocks_officer", "placement_event", "ledger_personal"
)


def fill() -> None:
    """An armoury, an officer who is suspended, one who left."""
    mallory, rosa = staffed()
    an_armoury(mallory, rosa)
    one, other = an_officer(mallory), an_officer(mallory, "Omar Aziz", "N-200")
    roster.suspend_officer(actor=mallory, officer_id=one, ground="inquiry", suspended_until=in_days(5))
    roster.officer_left(actor=mallory, officer_id=other, ground="retired")


country = filled_once(fill)


def test_an_honest_register_says_nothing(country: Register) -> None:
    assert country.says(of=("stocks", "placement")) == []


@pytest.mark.parametrize(
    ("alteration", "named"),
    [
        ("UPDATE stocks_armoury SET charge = 'U'", "armoury {armoury}"),
        ("UPDATE stocks_armoury SET since = since - 1", "armoury {armoury}"),
        ("UPDATE stocks_armoury SET count_due = count_due + 1", "armoury {armoury}"),
        ("UPDATE stocks_armoury SET counted_on = since", "armoury {armoury}"),
        ("UPDATE stocks_armoury SET standing_order = 'X'", "armoury {armoury}"),
        ("UPDATE stocks_armoury SET agency_id = agency_id + 1", "armoury {armoury}"),
        ("DELETE FROM stocks_armoury", "armoury {armoury}"),
        ("UPDATE stocks_officer SET name = 'X' WHERE public_id = '{one}'", "officer {one}"),
        ("UPDATE stocks_officer SET number = 'X' WHERE public_id = '{one}'", "officer {one}"),
        ("UPDATE stocks_officer SET account = 'U' WHERE public_id = '{one}'", "officer {one}"),
        ("UPDATE stocks_officer SET trained_until = '2090-01-01' WHERE public_id = '{one}'", "officer {one}"),
        ("UPDATE stocks_officer SET medical_until = '2090-01-01' WHERE public_id = '{one}'", "officer {one}"),
        ("UPDATE stocks_officer SET suspended_until = NULL WHERE public_id = '{one}'", "officer {one}"),
        ("UPDATE stocks_officer SET ground = 'health' WHERE public_id = '{one}'", "officer {one}"),
        ("UPDATE stocks_officer SET state = 'serving' WHERE public_id = '{other}'", "officer {other}"),
        ("DELETE FROM stocks_officer WHERE public_id = '{one}'", "officer {one}"),
        ("DELETE FROM stocks_event WHERE kind = 'suspended'", "officer {one}"),
        # The count was due earlier.
        (
            "UPDATE stocks_event SET changes = changes || '{{\"count_due\": \"2090-01-01\"}}' WHERE kind = 'taken_over'",
            "armoury {armoury}, act 1",
        ),
        # It was no store, or another office's.
        (
            "UPDATE placement_event SET changes = changes || '{{\"kind\": \"shelf\"}}' WHERE subject = '{armoury}'",
            "armoury {armoury}, act 1",
        ),
        (
            "UPDATE placement_event SET changes = changes || '{{\"agency\": \"A0000000000000\"}}' WHERE subject = '{armoury}'",
            "armoury {armoury}, act 1",
        ),
    ],
)
def test_each_alteration_is_named(country: Register, alteration: str, named: str) -> None:
    words = {
        "armoury": Armoury.objects.get().public_id,
        "one": Officer.objects.get(state="serving").public_id,
        "other": Officer.objects.get(state="left").public_id,
    }
    found = country.says(*OFF, alteration.format(**words), of=("stocks", "acts"))
    assert any(named.format(**words) in one for one in found), found
