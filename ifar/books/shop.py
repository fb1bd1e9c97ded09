"""What a trader has in hand, for its count and the close of its day: what should be there, what moved, what a line names. What is said here is the trader's own."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import Count as Many
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from ifar import scanned
from ifar.accounts.models import Agency
from ifar.books import selectors, stock
from ifar.books.lines import OPENS
from ifar.books.models import Count, Day, Event
from ifar.books.movements import MOVED
from ifar.cursors import Page, page
from ifar.errors import NotFound
from ifar.matters.selectors import matters_for
from ifar.placement import counted
from ifar.placement.counted import LONGEST, Read
from ifar.placement.counting import Moved, Reading, moved_of
from ifar.registry.marks.reading import keys_of
from ifar.registry.models import BookLine, MarkKey
from ifar.registry.models import Event as Life
from ifar.registry.selectors.duties import overdue_in_book
from ifar.registry.selectors.serials import plain_of
from ifar.registry.services.events.deciding import NUMBERS
from ifar.rights import Actor

LATE: Final = 50
DIFFERENCE: Final = "count_difference"
"""The kind of a matter that a count opens."""
DIFFERING: Final = 3
"""So many counts are named whose differences nobody has settled."""
PAGE: Final = 100
"""So many lines of a day stand on a page."""


def counts_for(actor: Actor) -> QuerySet[Count]:
    """The counts of the books that the actor may read."""
    return Count.objects.filter(agency__in=selectors.books_for(actor)).select_related("agency")


def count_for(actor: Actor, public_id: str) -> Count:
    """One count; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    count = counts_for(actor).filter(public_id=public_id).first()
    if count is None:
        raise NotFound("books.count.not_found")
    return count


def running(actor: Actor) -> Count | None:
    """The count of the actor's own office that is not closed yet."""
    return Count.objects.filter(agency=actor.agency_id, state="counting").first()


def in_hand(book: Agency) -> list[str]:
    """The things that stand in a trader's book and are with it: what should be there."""
    there = BookLine.objects.filter(holder=book.public_id, until=None, firearm__custodian=book.public_id)
    return list(there.filter(firearm__merged_into="").values_list("firearm__public_id", flat=True))


def moved(count: Count) -> Moved:
    """What moved of the things of a trader's book since its count was begun."""
    asked: dict[str, Any] = {
        "holder": count.agency.public_id,
        "begun": count.begun,
        "until": uuid.UUID(int=2**128 - 1),
        "counters": counters(count),
    }
    with connection.cursor() as cursor:
        cursor.execute(MOVED, asked)
        return moved_of(cursor.fetchall())


def noted(count: Count) -> list[Reading]:
    """Everything that was read in a count, in its order."""
    return counted.noted(Event.objects.all(), count.public_id)


def counters(count: Count) -> list[str]:
    """The people who counted: who began it, and who read anything."""
    return counted.counters(Event.objects.all(), count.public_id)


def of_book(book: Agency, things: Collection[str]) -> set[str]:
    """Those of some things that stand or ever stood in a trader's book."""
    lines = BookLine.objects.filter(holder=book.public_id, firearm__public_id__in=things)
    return set(lines.values_list("firearm__public_id", flat=True))


def read(actor: Actor, book: Agency, lines: Iterable[str]) -> list[Read]:
    """What lines name of what stands or ever stood in the actor's own book, by identifier or serial number. At most four statements."""
    rows = [(text[:LONGEST], scanned.read(text)) for line in lines if (text := " ".join(line.split())[:200])]
    identified = {value.identifier for _text, value in rows if value.identifier[:1] in ("F", "K")}
    known = of_book(book, identified)
    serials = {plain_of(value.serial or text) for text, value in rows if not value.identifier} - {""}
    bearing = _bearing(actor, book, {value.serial or text for text, value in rows if not value.identifier})
    reads = []
    for text, item in rows:
        if item.identifier:
            reads.append(Read(text, [item.identifier] if item.identifier in known else []))
        else:
            plain = plain_of(item.serial or text)
            reads.append(Read(text, bearing.get(plain, []) if plain in serials else []))
    return reads


def _bearing(actor: Actor, book: Agency, texts: Iterable[str]) -> Mapping[str, list[str]]:
    """Serial number as it is compared -> the things of the book that it names: of those that are there, else of those that left it, as the book said them."""
    forms = {form.plain: form.folded for text in texts if plain_of(text) for form in keys_of(text).forms[:1]}
    if not forms:
        return {}
    keys = MarkKey.objects.filter(
        folded__in=set(forms.values()), plain__in=set(forms), kind__in=NUMBERS, form=0
    ).values("firearm_id")
    lines = list(selectors.lines_for(actor, book).filter(firearm__in=keys)[: selectors.CANDIDATES * 4])
    there: defaultdict[str, set[str]] = defaultdict(set)
    gone: defaultdict[str, set[str]] = defaultdict(set)
    for line, (_key, composed) in zip(lines, selectors.composed(actor, book, lines), strict=True):
        for plain in {plain_of(text) for text in composed.texts} & forms.keys():
            (there if line.until is None else gone)[plain].add(composed.firearm)
    return {plain: sorted(there[plain] or gone[plain]) for plain in there.keys() | gone.keys()}


# The day ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Today:
    """A trader's day: what was entered on it, what still waits, what is late, and whether it is closed."""

    day: dt.date
    came: Page[BookLine]
    went: Page[BookLine]
    figures_of_book: Mapping[str, int]
    pending: int
    ready: int
    for_repair: int
    """How many of the things that stand in the book are another's, here for repair."""
    late: Sequence[Any]
    count: Count | None
    closed: Day | None
    founding: int
    """How many of what came is stock that was declared as it stood when its record was opened: it stands in no list of the day."""
    unsettled: int
    """How many differences of counts nobody has settled."""
    differing: Sequence[Count]
    """The latest counts that found differences."""

    @property
    def stock(self) -> int:
        """How many things stand in the book."""
        return self.figures_of_book["stock"]

    @property
    def figures(self) -> dict[str, int]:
        """What a closed day keeps: of the whole book, whoever closes it."""
        return {**self.figures_of_book, "pending": self.pending, "late": len(self.late)}

    @property
    def told(self) -> Mapping[str, int]:
        """The figures of the day: those that were kept when it was closed, else as they stand."""
        if self.closed is None:
            return self.figures
        return {name: getattr(self.closed, name) for name in self.figures}

    @property
    def since_closed(self) -> int:
        """How many things came or left after the day was closed, on the same day."""
        now, kept = self.figures, self.told
        return now["came"] - kept["came"] + now["went"] - kept["went"]


def today(actor: Actor, *, came: str = "", went: str = "") -> Today:
    """The day of the actor's own book as it stands.

    Args:
        came, went: where the page of what came, and of what left, begins.
    """
    book, day = selectors.book_for(actor, actor.agency), timezone.localdate()
    within = (_at(day), _at(day + dt.timedelta(days=1)))
    lines = selectors.lines_for(actor, book)
    entered, left = (
        lines.filter(**{f"{column}__gte": within[0], f"{column}__lt": within[1]})
        for column in ("entered", "left_by")
    )
    opened = Life.objects.filter(pk=OuterRef("entered"), n=1, kind=OPENS)
    differences = matters_for(actor).filter(agency=actor.agency_id, kind=DIFFERENCE).exclude(state="closed")
    unsettled = differences.count()
    return Today(
        day=day,
        founding=entered.filter(since=1).filter(Exists(opened)).count(),
        unsettled=unsettled,
        differing=_differing(actor) if unsettled else (),
        came=page(entered.exclude(Exists(opened), since=1), order=("-entered",), after=came, size=PAGE),
        went=page(left, order=("-left_by",), after=went, size=PAGE),
        figures_of_book=_figures(book, *within),
        pending=stock.sales_for(actor).count(),
        ready=stock.ready_for(actor).count(),
        for_repair=stock.repairs_for(actor).count(),
        late=overdue_in_book(actor, book.public_id, day, LATE),
        count=running(actor),
        closed=closed_day(actor, day),
    )


def closed_day(actor: Actor, day: dt.date) -> Day | None:
    """What the actor's own office kept when it closed a day; None while that is open."""
    return Day.objects.filter(agency=actor.agency_id, day=day).first()


def _differing(actor: Actor) -> list[Count]:
    """The latest counts of the actor's own office that found differences."""
    return list(Count.objects.filter(agency=actor.agency_id, state="differs").order_by("-id")[:DIFFERING])


def _figures(book: Agency, since: uuid.UUID, until: uuid.UUID) -> dict[str, int]:
    """How many things came into a book and left it between two entries, and how many stand there."""
    return BookLine.objects.filter(holder=book.public_id).aggregate(
        came=Many("firearm", filter=Q(entered__gte=since, entered__lt=until)),
        went=Many("firearm", filter=Q(left_by__gte=since, left_by__lt=until)),
        stock=Many("firearm", filter=Q(until=None)),
    )


def _at(day: dt.date) -> uuid.UUID:
    """The lowest identifier that an entry of a day can have: its first 48 bits are the milliseconds since 1970."""
    moment = dt.datetime.combine(day, dt.time(), timezone.get_current_timezone())
    return uuid.UUID(int=int(moment.timestamp() * 1000) << 80)
