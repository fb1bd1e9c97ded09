"""Which column says what: suggestions from headings and values, and the mapping that a person settles on.

Pure. A suggestion carries its score and why, so that the page can show how sure it is; nothing is mapped without a person.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Literal, NamedTuple

from rapidfuzz import fuzz

from ifar.errors import Reason
from ifar.registry.intake.fields import FIELDS
from ifar.registry.intake.headings import HEADINGS
from ifar.registry.marks.placeholders import plain_word

Order = Literal["dmy", "mdy", "ymd"]
ORDERS: Final[tuple[Order, ...]] = ("dmy", "mdy", "ymd")
Empty = Literal["quarantine", "unknown", "none", "not_asked"]
EMPTIES: Final[tuple[Empty, ...]] = ("quarantine", "unknown", "none", "not_asked")
Recognisers = Mapping[str, Callable[[str], bool]]
"""Field -> whether the reference data know a text as one of its names."""

SURE: Final = 0.75
"""From this score on the page chooses the suggestion; below it only offers it."""

_NEAR: Final = 88
_DATE: Final = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:[ T].*)?")
_YEAR: Final = re.compile(r"1[5-9]\d\d|20\d\d")
_PARTS: Final = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})")


class Suggestion(NamedTuple):
    """A field for a column (by position, from 0), with a score from 0 to 1 and why: `heading`, `values` or both."""

    column: int
    field: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What a person settled on.

    Attributes:
        columns: field -> positions of its columns, from 0.
        headings: the table's headings, by which the mapping is found again for the next file of the same form.
        defaults: field -> the text that all rows have where no column says it.
        words: field -> word of the old register (as `plain_word` folds it) -> code that it means.
        order: how dates with two small numbers are read.
        empty_serial: what an empty serial means in this register.
        source: what the older register is called.
    """

    columns: Mapping[str, tuple[int, ...]]
    headings: tuple[str, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    order: Order = "dmy"
    empty_serial: Empty = "quarantine"
    source: str = ""

    def as_json(self) -> dict[str, Any]:
        """The form in which it is stored, with sorted keys."""
        return {
            "columns": {name: list(self.columns[name]) for name in sorted(self.columns)},
            "headings": list(self.headings),
            "defaults": dict(sorted(self.defaults.items())),
            "words": {name: dict(sorted(words.items())) for name, words in sorted(self.words.items())},
            "order": self.order,
            "empty_serial": self.empty_serial,
            "source": self.source,
        }

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> ColumnMapping:
        """Read that form again."""
        return cls(
            columns={name: tuple(columns) for name, columns in values["columns"].items()},
            headings=tuple(values.get("headings", ())),
            defaults=dict(values.get("defaults", {})),
            words={name: dict(words) for name, words in values.get("words", {}).items()},
            order=values.get("order", "dmy"),
            empty_serial=values.get("empty_serial", "quarantine"),
            source=values.get("source", ""),
        )

    def digest(self) -> str:
        """SHA-256 of the stored form: what a proposal names, so that it cannot be changed under the decider's eyes."""
        return hashlib.sha256(
            json.dumps(self.as_json(), sort_keys=True, ensure_ascii=False).encode()
        ).hexdigest()


def signature(headings: Iterable[str]) -> str:
    """By which files of the same form are recognised: the folded headings in their order, hashed."""
    return hashlib.sha256("\x1f".join(map(plain_word, headings)).encode()).hexdigest()


def check(mapping: ColumnMapping, width: int) -> tuple[Reason, ...]:
    """What is wrong with a mapping for a table of `width` columns; empty where it can be tried."""
    reasons = []
    used = [column for columns in mapping.columns.values() for column in columns]
    if unknown := sorted(set(mapping.columns) - set(FIELDS)):
        reasons.append(Reason("import.mapping.field", field=unknown[0]))
    if any(not 0 <= column < width for column in used):
        reasons.append(Reason("import.mapping.column"))
    if len(used) != len(set(used)):
        reasons.append(Reason("import.mapping.twice"))
    for name, columns in mapping.columns.items():
        if name in FIELDS and len(columns) > 1 and not FIELDS[name].joins:
            reasons.append(Reason("import.mapping.joined", field=name))
    if "serial" not in mapping.columns and mapping.empty_serial == "quarantine":
        reasons.append(Reason("import.mapping.serial", field="serial"))
    if not any(
        mapping.columns.get(name) or mapping.defaults.get(name)
        for name in ("make", "model", "type", "calibre")
    ):
        reasons.append(Reason("import.mapping.identity", field="make"))
    return tuple(reasons)


# Suggestions ------------------------------------------------------------------------------------------------------------


def suggest(
    headings: Sequence[str], rows: Sequence[Sequence[str]], recognises: Recognisers | None = None
) -> list[Suggestion]:
    """The best field for each column, each field for one column; columns that nothing fits are left out.

    Args:
        rows: the first rows, from which the values are judged.
        recognises: how the reference data tell makes, calibres, types and countries.
    """
    suggestions = []
    for column, heading in enumerate(headings):
        values = [row[column].strip() for row in rows if column < len(row) and row[column].strip()]
        shapes = _shapes(values, recognises or {})
        suggestions += [s for name in FIELDS if (s := _scored(column, name, heading, shapes)) is not None]
    return _each_once(suggestions)


def _scored(column: int, name: str, heading: str, shapes: Mapping[str, float]) -> Suggestion | None:
    by_heading = heading_score(heading, name)
    by_values = shapes.get(name)
    if by_heading >= 0.6:
        doubt = 0.0 if by_values is None else 0.12 * (by_values - 0.5)
        why = "heading" if by_values is None or by_values < 0.5 else "both"
        return Suggestion(column, name, round(min(1.0, max(0.0, by_heading + doubt)), 3), why)
    if by_values is not None and by_values >= 0.8:
        return Suggestion(column, name, round(0.6 * by_values + 0.2 * by_heading, 3), "values")
    return None


def _each_once(suggestions: list[Suggestion]) -> list[Suggestion]:
    order = list(FIELDS)
    chosen: dict[int, Suggestion] = {}
    fields: set[str] = set()
    for suggestion in sorted(suggestions, key=lambda s: (-s.score, order.index(s.field), s.column)):
        if suggestion.column not in chosen and suggestion.field not in fields:
            chosen[suggestion.column] = suggestion
            fields.add(suggestion.field)
    return [chosen[column] for column in sorted(chosen)]


@cache
def _known_headings() -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(dict.fromkeys(map(plain_word, words))) for name, words in HEADINGS.items()}


def heading_score(heading: str, name: str) -> float:
    """How well a heading fits a field, 0 to 1: exactly 0.95 and more, the more telling the earlier; words inside, likeness less."""
    text = plain_word(heading.replace("_", " "))
    if not text:
        return 0.0
    known = _known_headings()[name]
    if text in known:
        return 1.0 - 0.05 * known.index(text) / len(known)
    words = set(text.split())
    inside = max(
        (len(known_text) for known_text in known if len(known_text) > 3 and set(known_text.split()) <= words),
        default=0,
    )
    if inside:
        return 0.6 + 0.25 * min(1.0, inside / len(text))
    if len(text) < 4:
        return 0.0
    like = max((fuzz.ratio(text, known_text) for known_text in known if len(known_text) > 3), default=0.0)
    return 0.7 * like / 100 if like >= _NEAR else 0.0


def _shapes(values: Sequence[str], recognises: Recognisers) -> dict[str, float]:
    """Field -> share of the values that look like it; only for fields whose values have a look."""
    if not values:
        return {}
    distinct = len(set(values)) / len(values)
    dates = _share(values, lambda v: bool(_DATE.fullmatch(v)))
    years = _share(values, lambda v: bool(_YEAR.fullmatch(v)))
    digits = _share(values, lambda v: any(c.isdigit() for c in v) and len(v) <= 30)
    shapes = {
        "since": dates,
        "holder_born": dates * (1.0 if dates and _oldest(values) else 0.7),
        "year": years,
        "serial": digits * distinct * (1 - dates) * (1 - years) * 0.7,
        "source_number": digits * (1.0 if distinct == 1.0 else 0.3) * (1 - dates) * 0.7,
        "holder_number": digits * (1 - dates) * (1 - years) * 0.7,
        "holder_contact": _share(
            values, lambda v: "@" in v or (v.startswith("+") and sum(c.isdigit() for c in v) > 6)
        ),
    }
    sample = list(dict.fromkeys(values))[:60]
    return shapes | {name: _share(sample, known) for name, known in recognises.items()}


def _share(values: Sequence[str], fits: Callable[[str], bool]) -> float:
    return sum(map(fits, values)) / len(values)


def _oldest(values: Sequence[str]) -> bool:
    """Whether most dates lie in years in which holders are born."""
    years = [int(y) for v in values for y in re.findall(r"(?<!\d)(\d{4})(?!\d)", v)]
    return bool(years) and sorted(years)[len(years) // 2] < 1995


def date_order(values: Iterable[str]) -> Order | None:
    """How dates are written, if some value shows it: a first number above 31, above 12, or a second above 12.

    A date that begins with its year says nothing of those that end with it: where both stand in the column, only a number
    above 12 among the latter tells the day from the month.
    """
    votes = {"ymd": 0, "dmy": 0, "mdy": 0}
    is_year_last = False
    for value in values:
        if match := _PARTS.match(value.strip()):
            first, second = int(match[1]), int(match[2])
            if first > 31:
                votes["ymd"] += 1
                continue
            is_year_last = is_year_last or len(match[3]) == 4
            if first > 12:
                votes["dmy"] += 1
            elif second > 12:
                votes["mdy"] += 1
    if is_year_last:
        votes["ymd"] = 0
    best: Order = max(ORDERS, key=lambda order: votes[order])
    return best if votes[best] else None
