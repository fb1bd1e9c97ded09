"""The chain of custody of an exhibit: who had it, where and under which seal; and every place where the chain has a gap.

Protocol art. 11 (theft, loss and diversion out of an authority's hands), ITI para. 9 (kept securely until destroyed). A gap never
stops a hand-over: whoever stands there with the exhibit has to hand it to somebody. It is an alarm, and stays one until a person
has explained it. What does stop a hand-over is one person on both sides. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from ifar.errors import Reason

GapKind = Literal["time", "place", "seal", "person"]
GAPS: Final[tuple[GapKind, ...]] = ("time", "place", "seal", "person")
ON_THE_WAY: Final = dt.timedelta(hours=24)
"""The longest time between giving and receiving that needs no explanation, where nothing else is said (`IFAR_CUSTODY_HOURS`)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One act in the chain, as whoever did it said it.

    Attributes:
        n: its number in the chain.
        kind: `taken_in`, `handed`, `received`, `declined`, `taken_back`, `moved`, `sealed`, `counted`, `missed`, `refound`, `released`.
        at: when it happened.
        person, agency: who did it, and for which office.
        place: where the exhibit was when it was done (given from, moved from, counted in); of `taken_in`, `received` and `refound`
            where it lies since.
        room: whether that place is an evidence room, for which its whole office answers and not one person alone.
        to_place, to_room: of `moved`, where it lies since.
        seal: the number that was read; of `sealed`, the new one. Empty where there is none.
        whole: whether the seal was unbroken.
        reason: why a seal was opened or replaced.
        to_agency: of `handed`, the office that it is meant for.
        on_the_way: of `received`, how long it could be on the way without an explanation, by the setting of then.
    """

    n: int
    kind: str
    at: dt.datetime
    person: str
    agency: str
    place: str = ""
    room: bool = False
    to_place: str = ""
    to_room: bool = False
    seal: str = ""
    whole: bool = True
    reason: str = ""
    to_agency: str = ""
    on_the_way: dt.timedelta = ON_THE_WAY


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap: after which step of the chain, of what kind, what was expected there and what was said instead."""

    n: int
    kind: GapKind
    expected: str = ""
    found: str = ""

    @property
    def key(self) -> str:
        """Names the gap within its chain."""
        return f"{self.n}:{self.kind}"


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the exhibit is by the chain so far. Somebody who handed it on keeps it until it was received."""

    person: str = ""
    agency: str = ""
    place: str = ""
    room: bool = False
    seal: str = ""
    at: dt.datetime | None = None
    handed: Step | None = None


def gaps(
    steps: Sequence[Step], *, now: dt.datetime | None = None, on_the_way: dt.timedelta = ON_THE_WAY
) -> tuple[Gap, ...]:
    """Every gap of a chain, in its order.

    Args:
        now, on_the_way: a hand-over that nobody has answered for longer than `on_the_way` is a gap as of this moment; None leaves that out, as
            for what is to be the same whenever it is asked.

    After a gap the walk goes on from what was said last, so that one gap is told once.
    """
    results: list[Gap] = []
    stand = Stand()
    for step in steps:
        results += _between(stand, step)
        stand = _after(stand, step)
    if now is not None and stand.handed is not None and now - stand.handed.at > on_the_way:
        results.append(Gap(stand.handed.n, "time", _hours(on_the_way), _hours(now - stand.handed.at)))
    return tuple(results)


def stands(steps: Iterable[Step]) -> Stand:
    """Where the exhibit is by the whole chain."""
    stand = Stand()
    for step in steps:
        stand = _after(stand, step)
    return stand


def _hours(span: dt.timedelta) -> str:
    return str(round(span.total_seconds() / 3600))


def _between(stand: Stand, step: Step) -> Iterator[Gap]:
    """What does not follow from where the exhibit stood before the step."""
    if stand.at is None:
        return
    if step.at < stand.at:
        yield Gap(step.n, "time", stand.at.isoformat(), step.at.isoformat())
    if step.kind == "received":
        yield from _received(stand, step)
        return
    if step.kind in ("declined", "taken_back"):
        return
    if not _answers(stand, step):
        yield Gap(step.n, "person", stand.agency if stand.room else stand.person, step.person)
    if step.kind in ("handed", "moved", "counted", "released") and step.place != stand.place:
        yield Gap(step.n, "place", stand.place, step.place)
    if step.kind == "missed":
        yield Gap(step.n, "place", stand.place, "")
    yield from _seal(stand, step)


def _received(stand: Stand, step: Step) -> Iterator[Gap]:
    handed = stand.handed
    if handed is not None and step.at - handed.at > step.on_the_way:
        yield Gap(step.n, "time", _hours(step.on_the_way), _hours(step.at - handed.at))
    if handed is not None and handed.to_agency and step.agency != handed.to_agency:
        yield Gap(step.n, "person", handed.to_agency, step.agency)
    yield from _seal(stand, step)


def _answers(stand: Stand, step: Step) -> bool:
    """Whether whoever did something had the exhibit: the one person, or anybody of the office whose room it lies in."""
    if step.kind in ("missed", "counted", "refound"):
        return step.agency == stand.agency
    return step.agency == stand.agency and (stand.room or step.person == stand.person)


def _seal(stand: Stand, step: Step) -> Iterator[Gap]:
    """A seal that is another one, or broken, and nobody said why; a new one that replaces the old without a reason."""
    if step.kind == "missed":
        return
    if step.kind == "sealed":
        if stand.seal and not step.reason.strip():
            yield Gap(step.n, "seal", stand.seal, step.seal)
    elif step.seal != stand.seal or not step.whole:
        yield Gap(step.n, "seal", stand.seal, step.seal)


def _after(stand: Stand, step: Step) -> Stand:
    if step.kind == "handed":
        return replace(stand, place=step.place, seal=step.seal, at=step.at, handed=step)
    if step.kind in ("declined", "taken_back"):
        return replace(stand, at=max(step.at, stand.at or step.at), handed=None)
    if step.kind == "sealed":
        return replace(stand, seal=step.seal, at=step.at)
    if step.kind == "moved":
        return replace(
            stand, place=step.to_place, room=step.to_room, person=step.person, seal=step.seal, at=step.at
        )
    if step.kind in ("counted", "released"):
        return replace(stand, place=step.place, seal=step.seal, at=step.at)
    if step.kind == "missed":
        return replace(stand, at=step.at)
    return Stand(step.person, step.agency, step.place, step.room, step.seal, step.at)


def open_gaps(results: Iterable[Gap], explained: Mapping[str, str]) -> tuple[Gap, ...]:
    """Those of the gaps that nobody has explained yet (`explained`: key of the gap -> the explanation)."""
    return tuple(gap for gap in results if gap.key not in explained)


def concerned(steps: Sequence[Step], n: int) -> frozenset[str]:
    """Those who had the exhibit in hand at the gap after step `n`, and explain it to nobody: whose act shows it, whose act came before
    it, and who had it until then."""
    before = [step for step in steps if step.n < n]
    people = {step.person for step in (*before[-1:], *(step for step in steps if step.n == n))}
    return frozenset(people | {stands(before).person}) - {""}


def tells_of_its_way(
    was: Mapping[str, Any] | None, is_now: Mapping[str, Any], seen: Mapping[str, Any]
) -> Iterator[Reason]:
    """Version 1 of the rule of whoever receives: a hand-over that took longer than `gap_hours`, or ends before it began, leaves a gap in the chain,
    and no other does.

    Args:
        was, is_now: the chain before and after; `since` is when it was handed over, and when it was received.
        seen: `gap_hours`, the setting of then.
    """
    try:
        way = _time_between((was or {})["since"], is_now["since"])
        late = not dt.timedelta() <= way <= dt.timedelta(hours=seen["gap_hours"])
        result = f"{(was or {})['n'] + 1}:time" in {gap["key"] for gap in is_now["gaps"]}
    except (KeyError, TypeError, ValueError):
        yield Reason("custody.gap.untold")
        return
    if late != result:
        yield Reason("custody.gap.untold")


def _time_between(start: str, end: str) -> dt.timedelta:
    return dt.datetime.fromisoformat(end) - dt.datetime.fromisoformat(start)
