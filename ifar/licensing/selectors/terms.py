"""Terms, rules of reminders and items of inspections, as the reference data say them now."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from ifar.licensing.inspection import Item
from ifar.licensing.kind import codes
from ifar.licensing.move import Term
from ifar.licensing.reminder import Rule
from ifar.reference import selectors as reference

LISTS: Final = ("duty_term", "inspection_item", "reminder_rule")


def _state() -> tuple[tuple[str, int], ...]:
    versions = reference.versions()
    return tuple((name, versions.get(name, 0)) for name in LISTS)


def terms() -> tuple[Term, ...]:
    """Within how many days what is due."""
    return _terms(_state())


@lru_cache(maxsize=4)
def _terms(_state: tuple[tuple[str, int], ...]) -> tuple[Term, ...]:
    return tuple(
        Term(row.code, row.about, codes(row.kinds), row.days, row.article)
        for row in reference.rows_of("duty_term")
        if row.valid_to is None
    )


def items() -> tuple[Item, ...]:
    """What is looked at where firearms are stored, in order."""
    return _items(_state())


@lru_cache(maxsize=4)
def _items(_state: tuple[tuple[str, int], ...]) -> tuple[Item, ...]:
    return tuple(
        Item(row.code, codes(row.kinds), row.days, row.article)
        for row in reference.rows_of("inspection_item")
        if row.valid_to is None
    )


def rules() -> tuple[Rule, ...]:
    """Of what holders are reminded, when and how."""
    return _rules(_state())


@lru_cache(maxsize=4)
def _rules(_state: tuple[tuple[str, int], ...]) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            row.code,
            row.about,
            codes(row.kinds),
            row.before,
            codes(row.channels),
            row.may_refuse,
            row.article,
        )
        for row in reference.rows_of("reminder_rule")
        if row.valid_to is None
    )
