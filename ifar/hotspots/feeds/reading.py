"""One delivery of a source: every row is loaded, a duplicate, too imprecise for the use, or invalid, and says why.

A feed judges single rows; here rows that belong together (one for each victim) become one incident, repeats are found, and the sums
are kept so that they add up to the rows of the file. Pure.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple, Protocol

from ifar.hotspots.feeds.incident import ANY, Count, Incident, Use

Outcome = Literal["loaded", "duplicate", "too_imprecise", "invalid"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("loaded", "duplicate", "too_imprecise", "invalid")


class Row(NamedTuple):
    """A row: its number in the file, the heading counted, and its cells by heading, as text."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is not as it should be: a code of `labels.REASONS`, what its words need, and the rows it is true of."""

    code: str
    rows: tuple[int, ...] = ()
    params: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


class Unreadable(Exception):
    """A row is no incident; the codes say why."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params
        super().__init__(code)


class Repeated(Unreadable):
    """A row counts again what another row of the file says."""


class Feed(Protocol):
    """A source: its code, how many rows make an incident, and how one row is read."""

    @property
    def code(self) -> str:
        """Code of the source."""

    @property
    def together(self) -> Literal["one", "victims"]:
        """`one`: a row is an incident, and a second one with its identifier a duplicate; `victims`: rows of one identifier are one incident."""

    @property
    def states_place(self) -> bool:
        """Whether each row says how exactly its place is known."""

    def missing(self, headings: Sequence[str]) -> tuple[str, ...]:
        """Columns that the feed needs and the headings do not have."""

    def incident(self, row: Row, today: date) -> Incident:
        """The incident of a row.

        Raises:
            Unreadable: it is none.
        """


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of the rows of a delivery.

    Attributes:
        incidents: what was loaded, in the order of the file.
        rows: how many rows there were.
        outcomes: how many rows became what; they add up to `rows`.
        reasons: why rows were not loaded, the most frequent first, with all their numbers.
        remarks: what should be known of rows that were loaded all the same.
    """

    incidents: tuple[Incident, ...]
    rows: int
    outcomes: Mapping[Outcome, int]
    reasons: tuple[Reason, ...]
    remarks: tuple[Reason, ...] = ()

    @property
    def adds_up(self) -> bool:
        """Whether every row is accounted for."""
        return sum(self.outcomes.values()) == self.rows


def read(feed: Feed, rows: Iterable[Row], *, today: date, use: Use = ANY) -> Reading:
    """Read a delivery.

    Args:
        feed: the source.
        rows: its rows, in the order of the file.
        today: days after it cannot have been.
        use: what is too imprecise for it is not loaded; by default everything is.
    """
    result: dict[str, Incident] = {}
    outcomes: dict[Outcome, int] = dict.fromkeys(OUTCOMES, 0)
    because: dict[tuple[Any, ...], list[int]] = {}
    remarked: dict[tuple[Any, ...], list[int]] = {}
    number = 0
    for row in rows:
        number += 1
        try:
            incident = feed.incident(row, today)
        except Unreadable as error:
            outcomes["duplicate" if isinstance(error, Repeated) else "invalid"] += 1
            because.setdefault((error.code, *sorted(error.params.items())), []).append(row.number)
            continue
        coarse = use.too_imprecise(incident)
        if coarse:
            outcomes["too_imprecise"] += 1
            precise = incident.place if coarse == "place" else incident.span
            because.setdefault((f"imprecise.{coarse}", ("precision", precise)), []).append(row.number)
            continue
        known = result.get(incident.source_id)
        if known is None:
            result[incident.source_id] = incident
            outcomes["loaded"] += 1
        elif feed.together == "victims":
            if (differs := _differs(known, incident)) is not None:
                remarked.setdefault((f"together.{differs}",), []).append(row.number)
            result[incident.source_id] = _joined(known, incident)
            outcomes["loaded"] += 1
        else:
            same = known.fingerprint == incident.fingerprint
            outcomes["duplicate"] += 1
            code = "duplicate.same" if same else "duplicate.differs"
            because.setdefault((code,), []).append(row.number)
    return Reading(tuple(result.values()), number, outcomes, _reasons(because), _reasons(remarked))


def _reasons(result: Mapping[tuple[Any, ...], list[int]]) -> tuple[Reason, ...]:
    some = [Reason(key[0], tuple(rows), dict(key[1:])) for key, rows in result.items()]
    return tuple(sorted(some, key=lambda reason: (-len(reason.rows), reason.rows[0])))


def _differs(incident: Incident, other: Incident) -> str | None:
    if (incident.first, incident.last) != (other.first, other.last):
        return "time"
    if (incident.longitude, incident.latitude) != (other.longitude, other.latitude):
        return "place"
    return None


def _joined(incident: Incident, other: Incident) -> Incident:
    """Rows of one incident: counts add up; place and day are those of the first row."""
    counts: dict[Count, int] = dict(incident.counts)
    for name, value in other.counts.items():
        counts[name] = counts.get(name, 0) + value
    return dataclasses.replace(incident, counts=counts, rows=(*incident.rows, *other.rows))
