"""A trader counts its shop: what is there is said before what should be there is shown; each difference is a matter, and the day is closed with one press."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.books import inputs, selectors, shop
from ifar.books.models import Count
from ifar.books.services.writing import RECORDER
from ifar.bulk.services.files import cells_of_file
from ifar.errors import Reason
from ifar.files.store import Arrived
from ifar.matters.services import matters
from ifar.placement.counted import LONGEST, MATTERS, MOST, Read
from ifar.placement.counting import Compared, Difference, compare
from ifar.rights import Actor, require

COUNT: Final = "books:stock:count"
COUNTED: Final = Offers(RECORDER, "count", shop.count_for, page="books:count", name="book_count")
_ALONE: Final = "SELECT acts_lock('books', 'count', 'noted', %s, '{}', '{}')"
NAMED: Final = 24
AT_ONCE: Final = 5_000
"""So many lines are taken with one press, or from one file."""


def own(actor: Actor, count: Count) -> bool:
    """Whether it is a count of the actor's own office."""
    return count.agency_id == actor.agency_id


@transaction.atomic
def begin(*, actor: Actor) -> str:
    """Begin a blind count of the actor's own shop; returns the count's public identifier.

    Raises:
        NotFound: the actor's office keeps no book.
        Refused: one is under way.
    """
    require(actor, COUNT)
    book = selectors.book_for(actor, actor.agency)
    if shop.running(actor):
        raise RECORDER.refused(Reason("books.count.running", article="MOSAIC 05.20"))
    keeper = (book.public_id, book.compartment)
    return RECORDER.record(actor, "count", "begun", changes={"counter": actor.id}, keeper=keeper).subject


@dataclass(frozen=True, slots=True)
class Noted:
    """What was understood of some lines: what they named, and what nobody knows or names several things. It says nothing of what should be there."""

    lines: Sequence[Read]

    @property
    def known(self) -> int:
        """How many lines named one thing."""
        return sum(len(read.things) == 1 for read in self.lines)


@transaction.atomic
def note(*, actor: Actor, count_id: str, seen: str) -> Noted:
    """Note what somebody read; several people may, each on a phone of their own, as often as they like.

    Raises:
        NotFound: there is no such count for this actor.
        Invalid: no line, too many at once, or one that names several things.
        Refused: the count is over.
    """
    require(actor, COUNT)
    count = _counting(actor, count_id)
    reads = _understood(actor, count, seen.splitlines())
    if several := [read.text for read in reads if len(read.things) > 1]:
        reasons = (
            Reason("books.count.several", field="seen", params={"text": text}) for text in several[:20]
        )
        raise RECORDER.invalid(*reasons)
    lines: int = count.lines
    written: Any = count
    for part in batched(reads, MOST):
        details = {"seen": [[read.seen.thing, read.seen.text] for read in part]}
        lines += len(part)
        written = RECORDER.record(actor, "count", "noted", written, changes={"lines": lines}, details=details)
    return Noted(reads)


def _understood(actor: Actor, count: Count, lines: Sequence[str]) -> list[Read]:
    """What lines name, as many at once as one entry holds."""
    values = [line for line in lines if line.strip()]
    if not 0 < len(values) <= AT_ONCE:
        raise RECORDER.invalid(Reason("books.count.lines", field="seen", params={"most": AT_ONCE}))
    return [read for part in batched(values, MOST) for read in shop.read(actor, count.agency, part)]


@dataclass(frozen=True, slots=True)
class Brought:
    """The lines of a file as they would be noted, and what is wrong with some of them, by their number. It says nothing of what should be there."""

    lines: Sequence[str]
    wrong: Sequence[tuple[int, Reason]]


def shortened(text: str) -> str:
    """A line as a message names it: whatever a file holds, it fits a phone."""
    return text if len(text) <= NAMED else f"{text[:NAMED]}…"


def look(*, actor: Actor, count_id: str, name: str, content: Arrived) -> Brought:
    """What the file of a scanner's memory holds, before it is noted: a list as CSV or as a workbook, one number or identifier a line.

    Raises:
        NotFound: there is no such count for this actor.
        Invalid: it is no table that can be read, or holds too many lines.
        Refused: the count is over.
    """
    require(actor, COUNT)
    count = shop.count_for(actor, count_id)
    if count.state != "counting":
        raise RECORDER.refused(Reason("books.count.over"))
    lines = cells_of_file(
        actor=actor, permission=COUNT, name=name, content=content, numbers=False, most=AT_ONCE
    )
    reads = _understood(actor, count, lines)
    wrong = [
        (n, RECORDER.invalid(Reason(code, params={"text": shortened(read.text)})).reasons[0])
        for n, (read, line) in enumerate(zip(reads, (line for line in lines if line.strip()), strict=True), 1)
        for code in ("books.count.several", "books.count.long")
        if (len(read.things) > 1 if code == "books.count.several" else len(" ".join(line.split())) > LONGEST)
    ]
    return Brought([read.text for read in reads], wrong)


@COUNTED.act(
    "abandoned",
    inputs.AbandonCount,
    _("Give the count up"),
    permission=COUNT,
    done=_("The count is given up. The shop can be counted anew."),
    hint=_("It stays on record, and the shop can be counted anew."),
    when=own,
)
@transaction.atomic
def give_up(*, actor: Actor, count_id: str) -> None:
    """Give up a count that nobody finishes.

    Raises:
        NotFound: there is no such count for this actor.
        Refused: the count is over.
    """
    require(actor, COUNT)
    RECORDER.record(actor, "count", "abandoned", _counting(actor, count_id))


@transaction.atomic
def close(*, actor: Actor, count_id: str) -> Count:
    """Close a count: only now it is compared with what should be there, and every difference is told and becomes a matter.

    Raises:
        NotFound: there is no such count for this actor.
        Refused: the count is over, or nothing was read.
    """
    require(actor, COUNT)
    count = _counting(actor, count_id)
    if not count.lines:
        raise RECORDER.refused(Reason("books.count.nothing"))
    compared, read = result(count), shop.noted(count)
    RECORDER.record(
        actor, "count", "differed" if compared.differences else "agreed", count, changes=compared.sets
    )
    barred = sorted({*shop.counters(count), actor.id}) if settings.IFAR_COUNTED_APART else []
    things = {seen.thing for seen in read if seen.thing}
    for difference in compared.differences[:MATTERS]:
        _raise(count, difference, barred, is_thing=difference.kind == "missing" or difference.label in things)
    return shop.count_for(actor, count_id)


def result(count: Count) -> Compared:
    """What a count comes to as the register stands now."""
    moved = shop.moved(count)
    return compare({*shop.in_hand(count.agency), *moved.taken}, shop.noted(count), moved.explained)


def _raise(count: Count, difference: Difference, barred: list[str], *, is_thing: bool) -> None:
    """A matter of the trader's own, about the thing; of what its book does not know, about the count."""
    matters.open_matter(
        shop.DIFFERENCE,
        difference.label if is_thing else count.public_id,
        f"books.count_{difference.kind} {count.public_id if is_thing else difference.label[:60]}",
        count.agency,
        compartment=count.compartment,
        barred=barred,
    )


def _counting(actor: Actor, count_id: str) -> Count:
    """A count that runs, which nobody else changes meanwhile: of two phones that send at once the second waits for the first."""
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, [count_id])
    count = shop.count_for(actor, count_id)
    if count.state != "counting":
        raise RECORDER.refused(Reason("books.count.over"))
    return count


@transaction.atomic
def close_day(*, actor: Actor) -> str:
    """Close the day of the actor's own book, with what came and went, what is in stock, what waits and what is late.

    Raises:
        NotFound: the actor's office keeps no book.
        Refused: the day is closed already.
    """
    require(actor, COUNT)
    book, day = selectors.book_for(actor, actor.agency), shop.today(actor)
    if day.closed is not None:
        raise RECORDER.refused(Reason("books.day.closed"))
    changes = {"day": day.day, **day.figures}
    keeper = (book.public_id, book.compartment)
    return RECORDER.record(actor, "day", "closed", changes=changes, keeper=keeper).subject
