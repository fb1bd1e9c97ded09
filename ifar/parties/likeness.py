"""Whether two descriptions may be one person, and why: name across scripts, birth date, identity numbers.

The score only orders what is offered to a person who decides; it decides nothing. Each reason names its evidence, for or
against, in points: an identity number speaks louder than a birth date, a birth date louder than a name. Pure.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from rapidfuzz.distance import DamerauLevenshtein

from ifar.errors import Reason
from ifar.parties.names import PARTICLES, folded, skeleton

Tone = Literal["for", "near", "against", "silent"]
WORTH: Final[Mapping[str, tuple[int, Tone]]] = {
    "record.same": (60, "for"),
    "identity.same": (60, "for"),
    "registration.same": (60, "for"),
    "record.formerly": (0, "silent"),
    "registration.differs": (-20, "against"),
    "born.same": (30, "for"),
    "born.swapped": (20, "near"),
    "born.near": (10, "near"),
    "born.differs": (-30, "against"),
    "born.unknown": (0, "silent"),
    "name.same": (35, "for"),
    "name.script": (30, "for"),
    "name.near": (20, "near"),
    "name.part": (12, "near"),
    "name.differs": (-20, "against"),
    "name.unknown": (0, "silent"),
    "sex.differs": (-15, "against"),
    "country.differs": (-5, "against"),
}
"""Reason -> points and tone. Public facts decide nothing here: they order a list that an officer reads."""

LIKELY: Final = 30
"""Points from which somebody is offered as likely the same."""
ALWAYS: Final = frozenset({"identity.same", "registration.same"})
"""Reasons for which somebody is offered whatever else differs: a number belongs to one party."""
_KEPT: Final = re.compile(r"[^\W_]+")
_SPACE: Final = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much speaks for one person, and every reason for and against."""

    points: int
    reasons: tuple[Reason, ...]

    @property
    def is_likely(self) -> bool:
        """Whether somebody who decides should see it."""
        return self.points >= LIKELY or any(reason.code in ALWAYS for reason in self.reasons)


def identity_key(number: str) -> str:
    """The letters and digits of a number, in capitals: how numbers are compared (as in `parties_identity_key`)."""
    return "".join(_KEPT.findall(number)).upper()


def compare(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Likeness:
    """Compare two descriptions by the names of `party.VALUES`; what one of them does not say speaks neither way.

    `formerly`, where one has it, is what the record was called or numbered when it was described so.
    """
    formerly = theirs.get("formerly") or ours.get("formerly")
    was = (Reason("record.formerly", params={"held": formerly}),) if formerly else ()
    reasons = (
        *was,
        *_numbers(ours, theirs),
        *_births(ours, theirs),
        *_names(ours, theirs),
        *_codes(ours, theirs),
    )
    return Likeness(sum(WORTH[reason.code][0] for reason in reasons), reasons)


def best(ours: Sequence[Mapping[str, Any]], theirs: Sequence[Mapping[str, Any]]) -> Likeness:
    """The likeness of the two descriptions that are most alike; the first of equals, so that what is so now is told before what was."""
    return max(
        (compare(our, other) for our in ours for other in theirs), key=lambda likeness: likeness.points
    )


def _keys(values: Mapping[str, Any]) -> dict[str, str]:
    given = [
        str(identity_number.get("number", "")) for identity_number in values.get("identity_numbers") or ()
    ]
    return {key: number for number in given if (key := identity_key(number))}


def _numbers(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[Reason]:
    mine, others = _keys(ours), _keys(theirs)
    for key in mine:
        if key in others:
            yield Reason("identity.same", params={"number": others[key]})
    registered, other = (
        identity_key(ours.get("registration") or ""),
        identity_key(theirs.get("registration") or ""),
    )
    if registered and other:
        same = registered == other
        yield Reason(
            "registration.same" if same else "registration.differs", params={"number": theirs["registration"]}
        )


def _births(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[Reason]:
    if ours.get("kind", "person") != "person":
        return
    mine, other = ours.get("born") or "", theirs.get("born") or ""
    if not mine or not other:
        yield Reason("born.unknown")
    else:
        yield Reason(_birth(str(mine), str(other)), params={"born": dt.date.fromisoformat(str(other))})


def _birth(mine: str, other: str) -> str:
    if mine == other:
        return "born.same"
    (year, month, day), (year2, month2, day2) = mine.split("-"), other.split("-")
    if year == year2 and (month, day) == (day2, month2):
        return "born.swapped"
    wrong = sum(text != two for text, two in zip(mine, other, strict=True))
    return "born.near" if wrong == 1 else "born.differs"


def _names(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[Reason]:
    mine, other = ours.get("name") or "", theirs.get("name") or ""
    if not mine or not other:
        yield Reason("name.unknown")
        return
    if mine.casefold() == other.casefold():
        yield Reason("name.same")
        return
    code, differing = _near(_words(mine), _words(other), across=_is_latin(mine) != _is_latin(other))
    yield Reason(code, params={"name": other, "differing": " ".join(differing)})


class Word(NamedTuple):
    """A word of a name: its key, and how it is written."""

    key: str
    written: str


def _words(name: str) -> list[Word]:
    words = [Word(key, written) for written in _SPACE.split(name) for key in folded(written).split()]
    return [word for word in words if word.key not in PARTICLES] or words


def _is_latin(name: str) -> bool:
    return all(
        unicodedata.name(character, "").startswith("LATIN") for character in name if character.isalpha()
    )


def _distance(word: Word, other: Word, *, across: bool) -> int:
    """How many characters differ; none where two scripts spell the same consonants."""
    if across and skeleton(word.key) == skeleton(other.key) != "":
        return 0
    return DamerauLevenshtein.distance(word.key, other.key)


def _near(mine: Sequence[Word], other: Sequence[Word], *, across: bool) -> tuple[str, list[str]]:
    """Whether each word of the shorter name has its like in the longer one, and the words that have none, as written."""
    short, long = sorted((sorted(mine), sorted(other)), key=len)
    free, wrong, missing = list(long), 0, []
    for word in short:
        best = min(free, key=lambda row: _distance(word, row, across=across))
        differing = _distance(word, best, across=across)
        if differing > max(1, len(word.key) // 4):
            missing.append(word.written)
        else:
            wrong += differing
            free.remove(best)
    return _verdict(len(short), wrong, missing, [word.written for word in free])


def _verdict(words: int, wrong: int, missing: list[str], free: list[str]) -> tuple[str, list[str]]:
    if missing and len(missing) * 2 >= words:
        return "name.differs", missing
    if missing or free:
        return "name.part", missing or free
    return ("name.near", []) if wrong else ("name.script", [])


def _codes(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[Reason]:
    values = {"female", "male"}
    if {ours.get("sex"), theirs.get("sex")} == values:
        yield Reason("sex.differs")
    if ours.get("country") and theirs.get("country") and ours["country"] != theirs["country"]:
        yield Reason("country.differs", params={"country": theirs["country"]})
