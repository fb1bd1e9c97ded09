"""The verifier works the outcome of a count of a shop, and the figures of a closed day, out for itself: whatever else was recorded is named."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any
from unittest import mock

import pytest
from django.db import transaction
from django.utils import timezone

from ifar.books import counts_replay, shop
from ifar.books.services import counts, orders
from ifar.books.services.writing import RECORDER
from ifar.bulk.services import batches
from tests import cast
from tests.altered import Register, filled_once, without_triggers
from tests.books.dealer import a_trader
from tests.books.story import a_buyer, recorded, stocked
from tests.bulk.making import PISTOL, a_maker, produced

HONEST: set[str] = set()
FORGED: dict[str, str] = {}


def _count(*texts: str) -> str:
    begin = counts.begin(actor=cast.actor("ivan"))
    counts.note(actor=cast.actor("ivan"), count_id=begin, seen="\n".join(texts))
    return begin


def _forged(name: str, values: dict[str, Any], *texts: str) -> None:
    """A count that somebody closes from a shell, as they like."""
    ivan = cast.actor("ivan")
    FORGED[name] = _count(*texts)
    with transaction.atomic():
        RECORDER.record(ivan, "count", "agreed", shop.count_for(ivan, FORGED[name]), changes=values)


def fill() -> None:
    """Honest counts that agree, differ and are explained, and an honest day; then forged ones."""
    ivan, other = cast.actor("ivan"), a_trader(cast.agency("ivans"))
    arms = [stocked(ivan, f"SHOP{n:04}") for n in range(4)]
    buyer = a_buyer(cast.actor("alice"), "Amina Diallo", "1 Road")
    agreed = _count("SHOP0000", "SHOP0001", "SHOP0002", "SHOP0003")
    recorded(other, arms[3], "retail_sold", owner_kind="private", owner=buyer)
    recorded(ivan, arms[2], "proof_handed_over", proof_house=cast.agency("works").public_id)
    assert counts.close(actor=ivan, count_id=agreed).moved == [arms[3]]
    recorded(ivan, arms[2], "proof_returned", result="passed")
    differs = _count("SHOP0000", "SHOP0000", "NOBODY77", "SHOP0003")
    assert len(counts.close(actor=ivan, count_id=differs).differences) == 5
    HONEST.update({agreed, differs, counts.close_day(actor=ivan)})
    _forged("figures", {"expected": 3, "found": 3, "moved": []}, "SHOP0000")
    _forged("missing", {"expected": 1, "found": 1, "moved": []}, "SHOP0000")
    _forged("excused", {"expected": 3, "found": 2, "moved": [arms[2]]}, "SHOP0000", "SHOP0001")
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    values = {"day": yesterday, "came": 4, "went": 1, "stock": 999, "pending": 0, "late": 0}
    FORGED["just then"] = _count("SHOP0000", "SHOP0001")
    recorded(ivan, arms[2], "proof_handed_over", proof_house=cast.agency("works").public_id)
    count = shop.count_for(ivan, FORGED["just then"])
    with transaction.atomic():
        excused = {"expected": 2, "found": 2, "moved": [arms[2]]}
        RECORDER.record(ivan, "count", "agreed", count, changes=excused)
    keeper = (ivan.agency, cast.agency("ivans").compartment)
    with transaction.atomic():
        FORGED["stock"] = RECORDER.record(ivan, "day", "closed", changes=values, keeper=keeper).subject

    fill_orders()


def fill_orders() -> None:
    """A maker's honest production against two orders, and what somebody records from a shell past what the service asks."""
    maker = a_maker()
    told = {
        "planned_on": timezone.localdate(),
        **{name: PISTOL[name] for name in ("make", "model", "type", "calibre")},
    }
    first = orders.declare(actor=maker, number="PO-1", ranges="K9-50001-K9-50006", **told)
    orders.explain(actor=maker, order_id=first, numbers="K9-50005-K9-50006", ground="spoiled")
    orders.declare(actor=maker, number="PO-2", ranges="K9-70001-K9-70003", **told)
    assert len(batches.done_of(produced(maker, "K9-50001-K9-50004\nK9-90001", lot="L-7"))) == 5
    produced(maker, "K9-70001", lot="PO-2")
    with mock.patch("ifar.registry.reserving.against", return_value={}):
        produced(maker, "K9-50006", lot="PO-1")
        produced(maker, "K9-70004", lot="PO-2")
    orders.close(actor=maker, order_id=first)
    with mock.patch("ifar.registry.reserving.against", return_value={}):
        produced(maker, "K9-5O005", lot="L-7")


country = filled_once(fill)


def _named(country: Register, *statements: str) -> list[str]:
    off = without_triggers("books_day") if statements else ()
    return country.says(*off, *statements, of=("books_days", "books_counts"))


def test_what_was_forged_is_named_and_what_is_honest_is_not(country, monkeypatch):
    monkeypatch.setattr(counts_replay, "MEANWHILE", 0)
    named = _named(country)
    assert {name for name, value in FORGED.items() if any(value in text for text in named)} == set(FORGED), (
        named
    )
    assert len(named) == len(FORGED), named
    assert not [text for text in named if any(code in text for code in HONEST)]


def test_what_was_recorded_just_then_is_no_difference_either_way(country):
    named = _named(country)
    assert not [text for text in named if any(code in text for code in HONEST)]
    assert any(FORGED["stock"] in text for text in named)


def test_what_moved_in_the_last_minute_is_read_as_it_stood_before_or_after(country, monkeypatch):
    """Who counts hands an arm over that nobody read, and closes the count at once as agreed: it is missing either way."""
    with country.altered() as cursor:
        [(last,)] = cursor.execute(
            "SELECT id FROM registry_event WHERE kind = 'proof_handed_over' ORDER BY id DESC LIMIT 1"
        ).fetchall()
    just_before = uuid.UUID(int=last.int - 1)
    monkeypatch.setattr(counts_replay, "before", lambda at: min(at, just_before))
    named = _named(country)
    assert {name for name, value in FORGED.items() if any(value in text for text in named)} == set(FORGED)
    assert not [text for text in named if any(code in text for code in HONEST)]


@pytest.mark.parametrize("figure", ["came", "went", "stock"])
def test_another_figure_of_a_day_is_named(country, monkeypatch, figure):
    monkeypatch.setattr(counts_replay, "MEANWHILE", 0)
    [honest] = [text for text in HONEST if text in _days(country)]
    named = _named(country, f"UPDATE books_day SET {figure} = {figure} + 1 WHERE public_id = '{honest}'")
    assert [text for text in named if honest in text and figure in text]


def test_a_number_that_no_order_lets_be_made_is_named(country, monkeypatch):
    """What the service asks, the verifier asks again: explained and closed numbers, in another spelling too, and one outside of the order that is named."""
    assert country.says(of=("books_ordered",)) == [], "a minute before either is right"
    monkeypatch.setattr(counts_replay, "MEANWHILE", 0)
    named = sorted(text.rpartition(" ")[2] for text in country.says(of=("books_ordered",)))
    assert named == ["K9-50006", "K9-5O005", "K9-70004"]


def _days(country: Register) -> set[str]:
    with country.altered() as cursor:
        return {item for (item,) in cursor.execute("SELECT public_id FROM books_day").fetchall()}
