"""Pairs of records that may be one firearm: same make, model and serial, both alive on the register.

The rule finds; people decide (`services/duplicates.py`). The serial is compared by its look-alike key, so "0815" and "O8I5"
make a pair; the score says how well they agree. A number in itself proves nothing: the same one of another maker is no pair.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import exp, log
from typing import Any, Final, NamedTuple

from django.db import connection

from ifar.reference import selectors as reference
from ifar.registry.lifecycle.states import ENDS
from ifar.registry.search.former_marks import FIRST, TODAY
from ifar.registry.search.matching import Held, Question, judge

HIGHEST_SCORE: Final = 99

FLATTENED: Final = 5.0
"""The evidence of a pair counts by this part: two entries of one clerk, or two numbers of one series, are not independent."""


class Pair(NamedTuple):
    """Two firearms by internal key, the older record first; score 0-99; reasons as `matching` gives them."""

    one: int
    other: int
    score: int
    reasons: tuple[Mapping[str, Any], ...]


# Each firearm in question is paired with the one older record that agrees best: of n records with one serial n-1 pairs
# come, not n * (n-1) / 2. A make or a model that no list knows is compared as it was written. What an older record said before it was
# corrected, or before it was joined to another, may still be the new one; what was taken off the new one is not.
_PAIRS: Final = """
WITH mine AS MATERIALIZED (
    SELECT f.id, f.item, f.part_kind, {make} AS make, {model} AS model, f.calibre, f.type, f.country_made, f.year, k.n, k.plain, k.folded
    FROM unnest(%(firearms)s::bigint[]) AS asked (id)
    JOIN registry_firearm f ON f.id = asked.id
    JOIN registry_markkey k ON k.firearm_id = f.id AND k.kind = 'serial' AND k.form = 0 AND k.{today}
    WHERE f.merged_into = '' AND f.state <> ALL(%(ends)s) AND {make} IS NOT NULL)
SELECT DISTINCT ON (mine.id)
    mine.id, other.id, mine.plain, other.plain, mine.make, mine.model, other.model,
    mine.calibre, other.calibre, mine.type, other.type, mine.country_made, other.country_made, mine.year, other.year, other.n
FROM mine
JOIN registry_markkey k ON k.folded = mine.folded AND k.kind = 'serial' AND k.form = 0 AND k.firearm_id < mine.id
JOIN LATERAL (
    SELECT f.id, f.calibre, f.type, f.country_made, f.year, {model} AS model, k.plain, CASE WHEN f.id = k.firearm_id THEN k.n ELSE {first} END AS n
    FROM registry_firearm held JOIN registry_firearm f ON f.public_id = coalesce(nullif(held.merged_into, ''), held.public_id)
    WHERE held.id = k.firearm_id AND f.id < mine.id AND f.merged_into = '' AND f.state <> ALL(%(ends)s)
      AND f.item = mine.item AND f.part_kind = mine.part_kind AND {make} = mine.make OFFSET 0) AS other
    ON coalesce(other.model = mine.model, true)
ORDER BY mine.id, other.{today} DESC, (other.plain = mine.plain) DESC, (other.model = mine.model) DESC NULLS LAST, other.id"""
_MAKE: Final = "coalesce(f.make, nullif(lower(f.make_raw), ''))"
_MODEL: Final = "coalesce(f.model, nullif(lower(f.model_raw), ''))"
_STATEMENT: Final = _PAIRS.format(make=_MAKE, model=_MODEL, today=TODAY, first=FIRST)
_REGISTER_SIZE: Final = (
    "SELECT greatest(reltuples, 1000)::bigint FROM pg_class WHERE oid = 'registry_firearm'::regclass"
)


def duplicates_of(firearms: Collection[int]) -> list[Pair]:
    """Return the pairs that these firearms make with older records; two statements for any number of firearms, one more where there are pairs.

    Args:
        firearms: internal keys of new or changed records (one, or a whole import).
    """
    if not firearms:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_REGISTER_SIZE)
        size = cursor.fetchone()[0]
        cursor.execute(_STATEMENT, {"firearms": list(firearms), "ends": [state.value for state in ENDS]})
        rows = cursor.fetchall()
    wider = reference.wider_types() if rows else {}
    return [_pair(row, size, wider) for row in rows]


def _pair(row: tuple[Any, ...], register_size: int, wider: Mapping[str, str]) -> Pair:
    (
        mine,
        other,
        read,
        held,
        make,
        model,
        model2,
        calibre,
        calibre2,
        kind,
        kind2,
        country,
        country2,
        year,
        year2,
        n,
    ) = row
    question = Question(read, make, model, calibre, kind, country, (year, year) if year else None)
    match = judge(
        question,
        [Held("", held, n, make, model2, calibre2, kind2, country2, year2)],
        register_size=register_size,
        wider=wider,
    )[0]
    reasons = tuple(
        {"code": reason.code, "evidence": round(reason.evidence, 2), "params": dict(reason.params)}
        for reason in match.reasons
    )
    return Pair(other, mine, _score(match.evidence, register_size), reasons)


def _score(total: float, register_size: int) -> int:
    """A probability in percent, flattened so that the queue can be sorted by it."""
    return min(round(100 / (1 + exp((log(register_size) - total) / FLATTENED))), HIGHEST_SCORE)
