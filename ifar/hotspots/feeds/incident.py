"""One incident as a source reports it: where, when, what and how many, each no more exact than the source is.

Scales of the sources are mapped to one of ifar's own:

| place | means | UCDP `where_prec` | ACLED `geo_precision` |
| --- | --- | --- | --- |
| `exact` | the place itself is known: a block, a village, a town | 1 | 1 |
| `near` | a known point within some 25 km | 2 | |
| `district` | a second-order division, or a part of a region that a town stands for | 3 | 2 |
| `province` | a first-order division, a larger region, a long or fuzzy area | 4, 5 | 3 |
| `country` | no more than the country | 6 | |
| `unknown` | no place on land is named: open sea, airspace, or nothing said | 7 | |

UCDP: Högbladh, S., *UCDP GED Codebook*, `where_prec`, `date_prec`; Sundberg & Melander 2013. ACLED: *Codebook*, spatial and temporal
precision codes. The point of everything from `district` on stands for an area: many such incidents lie on one point, and a map or a
scan that takes the point for the place finds a hotspot that is none. Pure.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final, Literal

Place = Literal["exact", "near", "district", "province", "country", "unknown"]
PLACES: Final[tuple[Place, ...]] = ("exact", "near", "district", "province", "country", "unknown")
"""How exactly a place is known, most exact first."""

Span = Literal["day", "week", "month", "year", "longer"]
SPANS: Final[tuple[Span, ...]] = ("day", "week", "month", "year", "longer")
"""How long the range of days is in which it happened, shortest first."""
_DAYS: Final[Mapping[Span, int]] = {"day": 1, "week": 7, "month": 31, "year": 366}

Kind = Literal[
    "state_conflict", "non_state_conflict", "one_sided_violence",
    "battle", "remote_violence", "violence_against_civilians", "riot", "protest", "development",
    "shooting", "seizure", "find", "theft", "trace", "tip", "other",
]  # fmt: skip
KINDS: Final[tuple[Kind, ...]] = (
    "state_conflict", "non_state_conflict", "one_sided_violence",
    "battle", "remote_violence", "violence_against_civilians", "riot", "protest", "development",
    "shooting", "seizure", "find", "theft", "trace", "tip", "other",
)  # fmt: skip
"""What happened: the first line are UCDP's types of violence, the second ACLED's types of event, the third what police and registers report."""

Count = Literal["killed", "killed_low", "killed_high", "killed_civilians", "wounded", "victims", "firearms"]
COUNTS: Final[tuple[Count, ...]] = (
    "killed", "killed_low", "killed_high", "killed_civilians", "wounded", "victims", "firearms",
)  # fmt: skip
"""What may be counted; a count that is absent is not known, 0 is a count."""

Text = Literal["country", "province", "district", "place", "conflict", "parties", "type", "note"]
TEXTS: Final[tuple[Text, ...]] = (
    "country", "province", "district", "place", "conflict", "parties", "type", "note",
)  # fmt: skip
"""Texts of the source that are kept as written. Parties are States and organised groups; nothing about a person is taken over."""


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident of a source.

    Attributes:
        source: code of the source (`ucdp.ged`, `acled`, or the code of a saved mapping).
        source_id: the source's own identifier, unique within it and stable between deliveries.
        first: the first day on which it may have happened.
        last: the last one; the same where the day is known.
        longitude: in degrees (WGS 84), rounded to 0.000001; None where there is no point.
        latitude: as the longitude; both or neither.
        place: how exactly the point is known.
        kind: what happened.
        counts: by what is counted; absent is unknown, not 0.
        texts: what the source says in words.
        rows: numbers of the rows that it was read from, the heading counted, first one first.
        edition: edition of the source, as the row names it.
    """

    source: str
    source_id: str
    first: date
    last: date
    longitude: float | None
    latitude: float | None
    place: Place
    kind: Kind
    counts: Mapping[Count, int] = field(default_factory=lambda: MappingProxyType({}))
    texts: Mapping[Text, str] = field(default_factory=lambda: MappingProxyType({}))
    rows: tuple[int, ...] = ()
    edition: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("an incident ends before it begins")
        if (self.longitude is None) != (self.latitude is None):
            raise ValueError("longitude and latitude stand together")
        if self.longitude is None and self.place in ("exact", "near"):
            raise ValueError("a place that is known has a point")

    @property
    def days(self) -> int:
        """How many days the range has."""
        return (self.last - self.first).days + 1

    @property
    def span(self) -> Span:
        """How exactly the time is known."""
        days = self.days
        return next((span for span, most in _DAYS.items() if days <= most), "longer")

    @property
    def middle(self) -> date:
        """The middle of the range, the earlier of two: where a single day must stand for it."""
        return self.first + timedelta(days=(self.days - 1) // 2)

    def said(self) -> dict[str, Any]:
        """What the source says, without where it stood in which file: the form that is kept and compared (no floats: micro-degrees)."""
        return {
            "source": self.source,
            "source_id": self.source_id,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "longitude": micro(self.longitude),
            "latitude": micro(self.latitude),
            "place": self.place,
            "kind": self.kind,
            "counts": {name: self.counts[name] for name in sorted(self.counts)},
            "texts": {name: self.texts[name] for name in sorted(self.texts)},
        }

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what the source says: two deliveries with the same one say the same."""
        text = json.dumps(self.said(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def micro(degrees: float | None) -> int | None:
    """Degrees as whole millionths of a degree (some 11 cm)."""
    return None if degrees is None else round(degrees * 1_000_000)


@dataclass(frozen=True, slots=True)
class Use:
    """What a use asks of an incident: the coarsest place and the longest range of days that still serve it."""

    place: Place = "unknown"
    span: Span = "longer"

    def too_imprecise(self, incident: Incident) -> Literal["place", "time"] | None:
        """Why an incident does not serve this use, if it does not."""
        if PLACES.index(incident.place) > PLACES.index(self.place):
            return "place"
        if SPANS.index(incident.span) > SPANS.index(self.span):
            return "time"
        return None


ANY: Final = Use()
"""Takes everything: what is kept."""
LOCAL: Final = Use("near", "week")
"""For signals by cell and week."""
PROVINCIAL: Final = Use("province", "month")
"""For counts by first-order division and month."""
