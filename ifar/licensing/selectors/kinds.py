"""Kinds of licences, checks and grounds, as the reference data hold them now."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from ifar.errors import NotFound
from ifar.licensing import labels
from ifar.licensing.kind import CheckItem, Ground, Kind, codes
from ifar.reference import selectors as reference

LISTS: Final = ("check_item", "eligibility_ground", "licence_kind")


def _state() -> tuple[tuple[str, int], ...]:
    versions = reference.versions()
    return tuple((name, versions.get(name, 0)) for name in LISTS)


def kinds() -> Mapping[str, Kind]:
    """Every kind by its code, those that ended included: an old licence still names one."""
    return _kinds(_state())


@lru_cache(maxsize=4)
def _kinds(state: tuple[tuple[str, int], ...]) -> Mapping[str, Kind]:
    version = dict(state)["licence_kind"]
    items = {
        row.code: CheckItem(row.code, codes(row.answered_by), row.good_days, row.article)
        for row in reference.rows_of("check_item")
    }
    return {
        row.code: Kind(
            code=row.code,
            holders=frozenset(codes(row.holders)),
            allows=frozenset(codes(row.allows)),
            categories=codes(row.categories),
            counts=row.counts,
            quota=row.quota,
            months=row.months,
            renewal_days=row.renewal_days,
            checks=tuple(items[code] for code in codes(row.checks) if code in items),
            clock_days=row.clock_days,
            decides=row.decides,
            version=version,
        )
        for row in reference.rows_of("licence_kind")
    }


def answered_at(office: str) -> Mapping[str, tuple[str, ...]]:
    """The checks that offices of a kind answer: kind of licence -> items; kinds that ask them nothing are missing."""
    asked = {
        code: tuple(item.code for item in kind.checks if office in item.answered_by)
        for code, kind in kinds().items()
    }
    return {code: items for code, items in asked.items() if items}


def kind_of(code: str) -> Kind:
    """One kind.

    Raises:
        NotFound: there is none.
    """
    kind = kinds().get(code)
    if kind is None:
        raise NotFound("licensing.kind.not_found", labels.of("licensing.kind.not_found"))
    return kind


def grounds() -> Mapping[str, Ground]:
    """What suspends or ends a licence, by its code."""
    return _grounds(_state())


@lru_cache(maxsize=4)
def _grounds(_state: tuple[tuple[str, int], ...]) -> Mapping[str, Ground]:
    return {
        row.code: Ground(row.code, row.effect, row.at_once, row.days, row.article)
        for row in reference.rows_of("eligibility_ground")
    }
