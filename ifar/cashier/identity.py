"""What an identity register says of a number, and how it differs from what an officer typed. Pure.

An answer is a document of this form; every field but `name` may be missing, and an unknown field is refused:

    {"person": {"name": "…", "born": "1984-03-02", "sex": "female", "country": "FR", "status": "active"}}

`sex` is `female`, `male`, `other` or `unknown`; `status` is `active` or `deceased`; `country` has two letters (ISO 3166-1). Pure.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol

State = Literal["found", "nobody", "unreachable"]
FIELDS: Final = ("name", "born", "sex", "country", "status")
SEXES: Final = frozenset({"female", "male", "other", "unknown"})
STATUSES: Final = frozenset({"active", "deceased"})
LONGEST: Final = 300
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


class Unreachable(Exception):
    """The identity register does not answer, or not in its form; the officer types on."""


class Register(Protocol):
    """An identity register, as an adapter of `cashier/registers` reaches it."""

    def look_up(self, document: str, number: str) -> Mapping[str, str] | None:
        """Who has this number of this kind of document; None where nobody has.

        Raises:
            Unreachable: no answer, or none of its form.
        """
        ...


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that was typed, and another one that the identity register says."""

    name: str
    typed: str
    said: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking: who was found, and what of it differs from what was typed."""

    state: State
    person: Mapping[str, str] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()


def person_of(document: Any) -> Mapping[str, str]:
    """The person of an answer.

    Raises:
        Unreachable: it is none of the form above.
    """
    person = document.get("person") if isinstance(document, dict) else None
    if not isinstance(person, dict) or not person.keys() <= set(FIELDS):
        raise Unreachable("the answer is not of the form that is agreed")
    result = {name: value for name, value in person.items() if value not in ("", None)}
    if not all(map(_is_text, result.values())) or "name" not in result or not _holds(result):
        raise Unreachable("the answer is not of the form that is agreed")
    return result


def _is_text(value: Any) -> bool:
    return (
        isinstance(value, str)
        and 0 < len(value.strip()) <= LONGEST
        and not any(unicodedata.category(text) in ("Cc", "Cs", "Zl", "Zp") for text in value)
    )


def _holds(result: Mapping[str, str]) -> bool:
    try:
        dt.date.fromisoformat(result.get("born", "2000-01-01"))
    except ValueError:
        return False
    return (
        result.get("sex", "unknown") in SEXES
        and result.get("status", "active") in STATUSES
        and _COUNTRY.fullmatch(result.get("country", "XX")) is not None
    )


def differences(typed: Mapping[str, Any], values: Mapping[str, str]) -> tuple[Difference, ...]:
    """Where what was typed differs; what was left empty, or not asked for, differs from nothing."""
    results = []
    for name in FIELDS:
        ours, theirs = str(typed.get(name) or ""), values.get(name, "")
        if ours and ours != "not_asked" and theirs and _plain(ours) != _plain(theirs):
            results.append(Difference(name, ours, theirs))
    return tuple(results)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
