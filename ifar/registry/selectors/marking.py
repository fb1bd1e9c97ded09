"""The rules of marking that bind our State, as the list `marking_rule` says them now."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.utils import timezone

from ifar.reference import selectors as reference
from ifar.registry.marks.marking import Rule, asked_by

LIST: Final = "marking_rule"
KNOWN_FOR: Final = 60.0
"""Seconds for which a process remembers the list: an event waits for no further question."""


def in_force() -> tuple[Rule, ...]:
    """The rules of our State's profile, in the order of their authors."""
    return _in_force(settings.IFAR_COUNTRY, int(time.monotonic() // KNOWN_FOR))


@lru_cache(maxsize=2)
def _in_force(country: str, _minute: int) -> tuple[Rule, ...]:
    today = timezone.localdate()
    return tuple(
        Rule(
            code=row.code,
            article=row.article,
            at=frozenset(row.at.split("|")),
            asks=asked_by(row.asks),
            height_nm=row.height_nm,
            depth_nm=row.depth_nm,
            scripts=frozenset(filter(None, row.scripts.split("|"))),
            placed_after=row.placed_after,
            advised=row.advised,
        )
        for row in reference.rows_of(LIST)
        if not row.states or country in row.states.split("|")
        if (row.valid_from is None or row.valid_from <= today)
        and (row.valid_to is None or row.valid_to >= today)
    )
