"""The facts of a firearm in statements: whether one agrees with what was asked, and about how likely that makes a mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log
from typing import Final

from ifar.reference import selectors as reference
from ifar.registry.search import former_marks
from ifar.registry.search.former_marks import TODAY
from ifar.registry.search.matching import FIELDS, FORMERLY, ODDS, FieldName, Question, akin

COLUMN: Final[Mapping[FieldName, str]] = {
    "make": "make",
    "model": "model",
    "calibre": "calibre",
    "type": "type",
    "country": "country_made",
    "year": "year",
}
EDIT_EVIDENCE: Final = -6.0
"""About what one error costs beside an agreement; only decides which candidates are judged at all."""


def agrees(name: FieldName, of: str = "f.") -> str:
    """The condition that a firearm has the fact that was asked; `of` = where its columns stand."""
    if name == "year":
        return f"{of}year BETWEEN %(year_first)s AND %(year_last)s"
    if name == "type":  # a rifle that loads itself is a rifle
        return f"{of}type = ANY(%(types)s::text[])"
    return f"{of}{COLUMN[name]} = %({name})s"


def agreed(name: FieldName) -> str:
    """The condition that a firearm (`f`) had the fact that was asked before its record was changed; few have any."""
    return f"f.former && %(former_{name})s::text[]"


def fact_evidence(name: FieldName) -> tuple[float, float]:
    """What one fact tells where it agrees and where it does not, as `matching.py` weighs it where nothing special is known."""
    odds = ODDS[name]
    return round(log(odds.same / odds.chance), 3), round(log((1 - odds.same) / (1 - odds.chance)), 3)


def likely_sql(asked: tuple[FieldName, ...]) -> str:
    """About how likely a mark (`near`) of a firearm (`f`) is where these facts are known: by its errors, whether it says so today, and what agrees."""
    formerly = f"CASE WHEN near.{TODAY} THEN '0'::float8 ELSE '{-FORMERLY:.3f}' END"
    return " + ".join([f"'{EDIT_EVIDENCE}'::float8 * near.edits", formerly, *map(_likely, asked)])


def _likely(name: FieldName) -> str:
    """The evidence of one fact; none where the register does not know it."""
    same, other = fact_evidence(name)
    formerly = f"WHEN {agrees(name)} THEN '{same:.3f}' WHEN {agreed(name)} THEN '{same - FORMERLY:.3f}'"
    return f"CASE WHEN f.{COLUMN[name]} IS NULL AND f.former IS NULL THEN '0'::float8 {formerly} WHEN f.{COLUMN[name]} IS NULL THEN '0' ELSE '{other:.3f}' END"


def fact_params(question: Question) -> dict[str, object]:
    """The facts that are known, as statements name them."""
    first, last = question.year or (None, None)
    codes = {name: getattr(question, name) for name in FIELDS[:-1]}
    types = sorted(akin(question.type, reference.wider_types())) if question.type else []
    asked: dict[str, Sequence[str | int]] = {name: [code] if code else [] for name, code in codes.items()}
    asked |= {"type": types, "year": range(first, last + 1) if first and last else ()}
    formerly = {
        f"former_{name}": [former_marks.as_kept(name, value) for value in values]
        for name, values in asked.items()
    }
    return codes | formerly | {"year_first": first, "year_last": last, "types": types}
