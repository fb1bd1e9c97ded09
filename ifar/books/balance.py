"""Stock reconciliation of a maker: produced = stock + on the road + sold + exported + scrapped + missing, by type, calibre and year, to the serial number.

Each firearm that the maker produced is counted once, by the last line of it in the maker's book, and while that is open by where it is; what left it in none of these ways is the difference, and is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, ExtractYear

from ifar.accounts.models import Agency
from ifar.books import selectors
from ifar.errors import NotFound
from ifar.registry.models import BookLine, Event
from ifar.rights import Actor

WAYS: Final[Mapping[str, frozenset[str]]] = {
    "sold": frozenset(
        {
            "wholesale_transferred",
            "retail_sold",
            "acquired",
            "privately_transferred",
            "despatched",
            "despatch_received",
            "state_stock_received",
        }
    ),
    "exported": frozenset({"exported"}),
    "scrapped": frozenset({"destroyed", "disassembled"}),
    "missing": frozenset({"lost", "stolen", "missing_in_transit"}),
}
"""Part of the balance -> kinds of events by which a firearm left the maker's book."""
OPEN: Final[Mapping[str, tuple[str, ...]]] = {
    "road": ("despatched",),
    "missing": ("missing", "lost", "stolen"),
}
"""Part of the balance -> states of a firearm that stands in the maker's book and is not in stock."""
PARTS: Final = ("stock", "road", *WAYS)
YEARS: Final = 5
"""So many years are shown, the newest first, unless all are asked for."""
OTHER: Final = "other"
"""What left in none of these ways: the difference."""
NOT_MADE: Final = ("planned", "in_production")
OPENED: Final = ("production_planned", "production_started", "production_completed")


@dataclass(frozen=True, slots=True)
class Row:
    """The balance of one type, calibre and year; codes of the lists, or what the maker wrote."""

    type: str
    calibre: str
    year: int
    counts: Mapping[str, int]

    @property
    def produced(self) -> int:
        """How many were produced."""
        return sum(self.counts.values())

    @property
    def difference(self) -> int:
        """How many of them nothing accounts for."""
        return self.counts.get(OTHER, 0)


def maker_for(actor: Actor, public_id: str) -> Agency:
    """The maker whose book it is; unknown and unseen answer alike.

    Raises:
        NotFound: there is no such maker for this actor.
    """
    book = selectors.book_for(actor, public_id)
    if book.kind != "maker":
        raise NotFound("accounts.agency.not_found")
    return book


def made_in(actor: Actor, book: Agency) -> QuerySet[Any]:
    """The lines of the firearms that a maker produced, each with `type`, `calibre`, `year`, the day on which it left (`ended_on`) and the `part` of the balance in which it stands."""
    mine = BookLine.objects.filter(holder=book.public_id, firearm=OuterRef("firearm"))
    opened = Event.objects.filter(firearm=OuterRef("firearm"), n=1)
    ended = Event.objects.filter(pk=OuterRef("ended_by")).values("kind")[:1]
    lines = selectors.lines_for(actor, book).filter(
        Exists(opened.filter(kind__in=OPENED)), since=1, firearm__item="firearm", firearm__merged_into=""
    )
    lines = lines.exclude(firearm__state__in=NOT_MADE).annotate(
        ended_by=Subquery(mine.order_by("-since").values("left_by")[:1]),
        ended_on=Subquery(mine.order_by("-since").values("left_on")[:1]),
    )
    away = [When(ended_by=None, firearm__state__in=states, then=Value(part)) for part, states in OPEN.items()]
    ways = [When(how__in=sorted(kinds), then=Value(part)) for part, kinds in WAYS.items()]
    return lines.annotate(how=Subquery(ended)).annotate(
        part=Case(*away, When(Q(ended_by=None), then=Value("stock")), *ways, default=Value(OTHER)),
        type=Coalesce("firearm__type", "firearm__type_raw", Value(""), output_field=TextField()),
        calibre=Coalesce("firearm__calibre", "firearm__calibre_raw", Value(""), output_field=TextField()),
        year=Coalesce(
            "firearm__year",
            Subquery(opened.annotate(y=ExtractYear("occurred_from")).values("y")[:1]),
            Value(0),
            output_field=IntegerField(),
        ),
    )


def left_out(actor: Actor, book: Agency) -> int:
    """How many firearms of a maker's book the balance leaves out: they were entered as they were found, or came from others, so nobody recorded how they were made."""
    made = Event.objects.filter(firearm=OuterRef("firearm"), n=1, kind__in=OPENED)
    lines = selectors.lines_for(actor, book).filter(firearm__item="firearm", firearm__merged_into="")
    return lines.filter(~Exists(made)).order_by().aggregate(n=Count("firearm", distinct=True))["n"] or 0


def balance(actor: Actor, book: Agency) -> list[Row]:
    """The balance of a maker, by type, calibre and year, the latest year first. One statement."""
    result: dict[tuple[str, str, int], dict[str, int]] = {}
    groups = (
        made_in(actor, book).order_by().values_list("type", "calibre", "year", "part").annotate(n=Count("*"))
    )
    for kind, calibre, year, part, n in groups:
        result.setdefault((kind, calibre, year), {})[part] = n
    return [
        Row(*key, counts) for key, counts in sorted(result.items(), key=lambda row: (-row[0][2], *row[0][:2]))
    ]


def sums(rows: Iterable[Row]) -> dict[str, int]:
    """The whole balance of some rows."""
    fromkeys = dict.fromkeys((*PARTS, OTHER), 0)
    for row in rows:
        for part, n in row.counts.items():
            fromkeys[part] += n
    return fromkeys


@dataclass(frozen=True, slots=True)
class BalanceFilter:
    """Which rows of a balance stand behind a number; what is None narrows nothing."""

    type: str | None = None
    calibre: str | None = None
    year: int | None = None
    part: str = ""
    since: int | None = None


def behind(actor: Actor, book: Agency, asked: BalanceFilter) -> QuerySet[Any]:
    """The lines behind a number of the balance."""
    made = made_in(actor, book)
    for name in ("type", "calibre", "year"):
        if (wanted := getattr(asked, name)) is not None:
            made = made.filter(**{name: wanted})
    if asked.since is not None:
        made = made.filter(year__gte=asked.since)
    return made.filter(part=asked.part) if asked.part in (*PARTS, OTHER) else made
