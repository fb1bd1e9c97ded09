"""A destruction batch: the sealed list, what was read on the day beside it, witnesses, and what must be there before it is done.

Protocol art. 6(2), ITI para. 9, MOSAIC 05.50: the list is sealed before the day; on the day each item is compared with it, so that no
arm is swapped for a worse one; two witnesses who neither listed nor approved it; weight, count and photos; what was not destroyed is
explained. Pure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from ifar.errors import Reason
from ifar.ledger.canonical import encode
from ifar.typed import bare

Verdict = Literal["agrees", "swapped", "missing", "extra"]
ARTICLE: Final = "Protocol art. 6(2)"
METHODS: Final = ("cutting", "crushing", "shredding", "smelting", "burning", "other")
"""As the event `destroyed` of the register knows them."""
WITNESSES: Final = 2
MOST: Final = 2000
"""Items of one batch."""
EXCEPTIONS: Final = ("held_back", "not_there", "swapped", "not_destroyed")
"""Why an item on the list was not destroyed on the day."""


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the list: its exhibit, the register's firearm (empty where it has no record), its serial as read, what it is.

    An arm of the State that was written off is no exhibit: its own identifier stands in both places.
    """

    exhibit: str
    firearm: str = ""
    serial: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One item as it was read on the day; `serial` is empty where it bears none, and None where it was looked for and is not there."""

    exhibit: str
    serial: str | None = ""


@dataclass(frozen=True, slots=True)
class ItemCheck:
    """How one item came out: `swapped` names what the list says and what was read, `other` the line that bears what was read."""

    verdict: Verdict
    exhibit: str
    firearm: str = ""
    expected: str = ""
    found: str = ""
    other: str = ""


def sealed(lines: Iterable[Line]) -> str:
    """The list's seal: SHA-256 of its canonical form (RFC 8785), in hexadecimal digits; the order of the lines does not count."""
    rows = [asdict(line) for line in sorted(lines, key=lambda line: line.exhibit)]
    return hashlib.sha256(encode(rows)).hexdigest()


def lines_of(results: Iterable[Mapping[str, Any]]) -> tuple[Line, ...]:
    """Lines from their stored form."""
    return tuple(Line(**row) for row in results)


def compare(lines: Sequence[Line], readings: Sequence[Reading]) -> tuple[ItemCheck, ...]:
    """Every line with what was read, in the order of the list; then what was read and stands on no line.

    Look-alikes do count here: who swaps an arm takes one that looks alike.
    """
    read = {reading.exhibit: reading for reading in readings}
    bearing = {bare(line.serial): line.exhibit for line in lines if line.serial}
    results = [_line(line, read.get(line.exhibit), bearing) for line in lines]
    known = {line.exhibit for line in lines}
    results += [
        ItemCheck(
            "extra",
            reading.exhibit,
            found=reading.serial or "",
            other=bearing.get(bare(reading.serial or ""), ""),
        )
        for reading in readings
        if reading.exhibit not in known
    ]
    return tuple(results)


def _line(line: Line, reading: Reading | None, bearing: Mapping[str, str]) -> ItemCheck:
    if reading is None or reading.serial is None:
        return ItemCheck("missing", line.exhibit, line.firearm, line.serial)
    if bare(line.serial) == bare(reading.serial):
        return ItemCheck("agrees", line.exhibit, line.firearm, line.serial, reading.serial)
    other = bearing.get(bare(reading.serial), "") if reading.serial else ""
    return ItemCheck("swapped", line.exhibit, line.firearm, line.serial, reading.serial, other)


def destroyed(checked: Iterable[ItemCheck], exceptions: Collection[str]) -> tuple[ItemCheck, ...]:
    """The lines that are destroyed: those that agree and that no exception names."""
    return tuple(item for item in checked if item.verdict == "agrees" and item.exhibit not in exceptions)


def unread(lines: Iterable[Line], read: Collection[str]) -> tuple[str, ...]:
    """The exhibits of the list that nobody has read or looked for yet: before they are, there is nothing that a witness could sign."""
    return tuple(line.exhibit for line in lines if line.exhibit not in read)


def against(
    lines: Sequence[Line],
    readings: Sequence[Reading],
    *,
    exceptions: Mapping[str, Mapping[str, str]],
    witnesses: Collection[str],
    weight_grams: int | None,
    counted: int | None,
    photos: Collection[str],
    away: Collection[str] = (),
) -> tuple[Reason, ...]:
    """Everything that stands against recording the destruction; empty where nothing does.

    Args:
        exceptions: exhibit -> {why, note}: what was not destroyed.
        counted: how many pieces were counted after the destruction.
        away: exhibits that the office has no longer in its custody, or whose chain has a gap: they are named among the exceptions.
    """
    checked = compare(lines, readings)
    done = destroyed(checked, exceptions)
    reasons = [
        Reason(
            f"custody.batch.{item.verdict}",
            article=ARTICLE,
            field="exceptions",
            params={
                "exhibit": item.exhibit,
                "expected": item.expected,
                "found": item.found,
                "other": item.other,
            },
        )
        for item in checked
        if item.verdict != "agrees" and item.exhibit not in exceptions
    ]
    reasons += [
        Reason("custody.batch.away", article=ARTICLE, field="exceptions", params={"exhibit": item.exhibit})
        for item in done
        if item.exhibit in away
    ]
    for exhibit, exception in exceptions.items():
        if exception.get("why") not in EXCEPTIONS or not str(exception.get("note", "")).strip():
            reasons.append(
                Reason(
                    "custody.batch.unexplained",
                    article=ARTICLE,
                    field="exceptions",
                    params={"exhibit": exhibit},
                )
            )
    if len(set(witnesses)) < WITNESSES:
        reasons.append(
            Reason(
                "custody.batch.witnesses", article=ARTICLE, field="witnesses", params={"needed": WITNESSES}
            )
        )
    if not weight_grams or weight_grams < 1:
        reasons.append(Reason("custody.batch.weight", article=ARTICLE, field="weight_grams"))
    if counted != len(done):
        reasons.append(
            Reason(
                "custody.batch.count",
                article=ARTICLE,
                field="counted",
                params={"expected": len(done), "found": counted},
            )
        )
    if not photos:
        reasons.append(Reason("custody.batch.photos", article=ARTICLE, field="photos"))
    if not done:
        reasons.append(Reason("custody.batch.nothing", article=ARTICLE))
    return tuple(reasons)
