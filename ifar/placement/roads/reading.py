"""What was scanned, typed or read from a file when something is packed, or when it arrives: the arms that an office has in hand, and what came against what was packed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ifar import scanned
from ifar.bulk.given import things_of
from ifar.errors import Reason
from ifar.placement.roads import crates as boxes
from ifar.placement.roads.reconciling import Finding, Read, Report, Whole, are_other_seals, findings, read
from ifar.registry.selectors import serials
from ifar.rights import Actor
from ifar.typed import bare

type Worded = Callable[[str, str], Reason]
"""The name of a refusal and the line that was given -> its reason in the words of the app."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What became of a line that was given: packed, or every reason why not."""

    given: str
    firearm: str = ""
    reasons: tuple[Reason, ...] = ()


def lines_of(things: str | Sequence[str]) -> list[str]:
    """What was typed, scanned or read from a file, one thing each, every one once."""
    given = things_of(things, numbers=True) if isinstance(things, str) else list(things)
    return list(dict.fromkeys(given))


def seals_of(seals: Iterable[str]) -> list[str]:
    """The numbers of seals as they were typed, each once."""
    return list(dict.fromkeys(" ".join(seal.split()) for seal in seals if seal.strip()))


def named(actor: Actor, lines: Sequence[str], worded: Worded) -> dict[str, str | Reason]:
    """Line -> the firearm in the office's own hands that it names, or why it names none (`several`, `not_held`)."""
    values = {text: scanned.read(scanned.in_short(text)) for text in lines}
    held = serials.held(actor, [item.serial or item.text for item in values.values() if not item.identifier])
    result: dict[str, str | Reason] = {}
    for line, value in values.items():
        bearing = [value.identifier] if value.identifier else held.get(value.serial or value.text, [])
        result[line] = bearing[0] if len(bearing) == 1 else worded("several" if bearing else "not_held", line)
    return result


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a receipt shows: lines that were not taken in before, those that were, and the first compared with what is on the road."""

    whole: Whole
    seen: Report
    compared: Read
    known: tuple[str, ...]
    seal_broken: bool

    def differing(self) -> list[tuple[Finding, boxes.Answers]]:
        """What differs, and whose it is to say what became of it."""
        others = are_other_seals(self.whole, self.seen)
        results = findings(self.whole, self.seen)
        if self.seal_broken and not others:
            results.append(Finding("seal", (), self.seen.seals))
        intact = bool(self.seen.seals) and not others and not self.seal_broken
        return [(finding, boxes.answers_for(finding.code, intact=intact)) for finding in results]


def arrival(
    crates: Sequence[Mapping[str, Any]],
    numbers: Mapping[str, str],
    lines: Sequence[str],
    at: dt.datetime,
    *,
    crate: str = "",
    seals: Iterable[str] = (),
    seal_broken: bool = False,
    complete: bool = False,
) -> Arrival:
    """Compare what was scanned with what is on the road.

    Args:
        numbers: firearm -> its serial number.
        crate: number of the one that was opened; empty for all of them.
        complete: whether everything that came was scanned, so that what was packed there and not scanned is missing.
    """
    whole = boxes.whole(crates, numbers)
    fresh, known = _apart(crates, numbers, whole, lines)
    degree = "serial_read" if complete else "counted"
    seen = Report("", "receipt", "", at, degree, crate, tuple(seals_of(seals)), None, tuple(fresh))
    return Arrival(whole, seen, read(whole, seen), tuple(known), seal_broken)


def _apart(
    crates: Sequence[Mapping[str, Any]], numbers: Mapping[str, str], whole: Whole, lines: Sequence[str]
) -> tuple[list[str], list[str]]:
    """What was read, as it is compared; and what of it was received before."""
    settled = {item for box in crates for item in (*box["received"], *box["back"])}
    before = {bare(values) for item in settled for values in (item, numbers.get(item, "")) if values}
    fresh: list[str] = []
    known: list[str] = []
    for line in lines:
        value = scanned.read(scanned.in_short(line))
        text = value.identifier or value.serial or value.text
        is_known = not whole.bearing(text) and bare(text) in before
        (known if is_known else fresh).append(text)
    return fresh, known
