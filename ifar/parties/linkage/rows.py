"""A row of a file of persons, folded so that values can be compared: letters without accents, dates as eight digits, bare numbers. Pure."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ifar.parties.names import PARTICLES, folded, skeleton

_DIGITS: Final = re.compile(r"\d+")
_BARE: Final = re.compile(r"[\W_]+")
_NOTHING: Final = frozenset({"", "na", "n/a", "nan", "none", "null", "unknown", "-", "?"})


@dataclass(frozen=True, slots=True)
class Row:
    """A person as one row says it: `at` counts from 0, `values` are folded, by role; what is not said is absent."""

    at: int
    id: str
    values: Mapping[str, str]


def row_of(at: int, cells: Mapping[str, str]) -> Row:
    """Fold a row. `cells`: role (of `columns.ROLES`) -> text as written."""
    details = {role: text.strip() for role, text in cells.items() if text.strip().casefold() not in _NOTHING}
    if whole := details.pop("name", ""):
        *given, surname = whole.split()
        details.setdefault("surname", surname)
        if given:
            details.setdefault("given", " ".join(given))
    identifier = details.pop("id", "") or str(at + 1)
    values = {role: value for role, text in details.items() if (value := _value(role, text))}
    return Row(at, identifier, values)


def _value(role: str, text: str) -> str:
    if role == "born":
        return _date(text)
    if role == "email":
        return text.casefold()
    if role in ("identity", "phone", "postcode", "house"):
        return _BARE.sub("", text).upper()
    if role == "age":
        return digits[0].lstrip("0") if (digits := _DIGITS.findall(text)) else ""
    if role == "sex":
        return text[:1].casefold()
    return _name(text) if role in ("given", "surname") else _in_order(text)


def _name(text: str) -> str:
    words = folded(text).split()
    return " ".join([word for word in words if word not in PARTICLES] or words)


def _in_order(text: str) -> str:
    """A place or a trade, transliterated and bare of signs, its words in their order."""
    return " ".join(key for word in text.split() if (key := folded(word)))


def _date(text: str) -> str:
    """Eight digits, year first, of a date in a usual form; other digits as they stand; nothing where there are none."""
    parts = _DIGITS.findall(text)
    if len(parts) >= 3:
        first, second, third = parts[:3]
        if len(first) == 4:
            year, month, day = first, second, third
        elif len(third) == 4:
            # Day first, as most of the world writes it; where that cannot be, month first.
            year, month, day = (third, second, first) if int(second) <= 12 else (third, first, second)
        else:
            return "".join(parts)
        return f"{year}{month:>02}{day:>02}"
    return "".join(parts)


def is_date(value: str) -> bool:
    """Whether eight digits are a day of the calendar."""
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return len(value) == 8


@functools.lru_cache(2**14)
def bones(value: str) -> str:
    """The consonants of a folded name; each name of a file is compared hundreds of times."""
    return skeleton(value)
