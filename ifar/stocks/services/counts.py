"""Counting an armoury blind: what is there is said before what should be there is shown; each difference is a matter that nobody closes who counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.matters.services import matters
from ifar.placement import selectors as placement
from ifar.placement.counted import MATTERS, MOST, Read
from ifar.placement.counting import compare
from ifar.rights import Actor, require
from ifar.stocks import counting, inputs, selectors
from ifar.stocks.models import Armoury, Count
from ifar.stocks.services.writing import COUNT, RECORDER, today

COUNTED: Final = Offers(RECORDER, "count", selectors.count_for, page="stocks:count", name="stocks_count")
_ALONE: Final = "SELECT acts_lock('stocks', 'count', 'noted', %s, '{}', '{}')"


def counts_here(actor: Actor, count: Count) -> bool:
    """Whether somebody counts for the office that began it."""
    return count.office == actor.agency


@transaction.atomic
def begin(*, actor: Actor, armoury: str, kind: str) -> str:
    """Begin a count of an armoury of the actor's unit, or of one below it; returns its public identifier.

    Raises:
        NotFound: there is no such armoury for this actor.
        Refused: one is under way.
    """
    require(actor, COUNT)
    kept = selectors.armoury_for(actor, armoury)
    if selectors.counts_for(actor).filter(armoury=armoury, state="counting").exists():
        raise RECORDER.refused(Reason("stocks.count.running", article="MOSAIC 05.20"))
    sets = {
        "armoury": armoury,
        "kind": kind,
        "places": sorted(placement.with_all_inside([armoury])),
        "counter": actor.id,
        "office": actor.agency,
    }
    keeper = (kept.agency.public_id, kept.compartment)
    return RECORDER.record(actor, "count", "begun", changes=sets, keeper=keeper).subject


def _counting(actor: Actor, count_id: str, kind: str = "") -> Count:
    """A count that runs, which nobody else changes meanwhile: of two phones that send at once the second waits for the first."""
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, [count_id])
    count = selectors.count_for(actor, count_id)
    if count.state != "counting" or (kind and count.kind != kind):
        raise RECORDER.refused(Reason("stocks.count.over"))
    return count


@transaction.atomic
def note(*, actor: Actor, count_id: str, seen: str) -> Sequence[Read]:
    """Note what somebody read; several people may, each on a phone of their own, as often as they like.

    Raises:
        NotFound: there is no such count for this actor.
        Invalid: no line, too many at once, or one that names several arms.
        Refused: the count is over, or is one by number.
    """
    require(actor, COUNT)
    count = _counting(actor, count_id, "serial")
    reads = counting.read(actor, count, seen.splitlines())
    if not reads or len(reads) > MOST:
        raise RECORDER.invalid(Reason("stocks.count.lines", field="seen", params={"most": MOST}))
    if several := [read.text for read in reads if len(read.things) > 1]:
        reasons = (Reason("stocks.several", field="seen", params={"given": text}) for text in several[:20])
        raise RECORDER.invalid(*reasons)
    details = {"seen": [[read.seen.thing, read.seen.text] for read in reads]}
    RECORDER.record(
        actor, "count", "noted", count, changes={"lines": count.lines + len(reads)}, details=details
    )
    return reads


def _reads(actor: Actor, count: Count) -> Mapping[str, Any]:
    texts = dict.fromkeys(text for _thing, text in reversed(selectors.own_readings(actor, count)))
    return {"among": {"text": [(text, text) for text in [*texts][:MOST]]}}


def _has_read(actor: Actor, count: Count) -> bool:
    return counts_here(actor, count) and bool(selectors.own_readings(actor, count))


@COUNTED.act(
    "taken_back",
    inputs.TakeReadingBack,
    _("Take a reading back"),
    permission=COUNT,
    hint=_("Only what you read yourself. It stays on record that you read it."),
    asks=_reads,
    when=_has_read,
)
@transaction.atomic
def take_back(*, actor: Actor, count_id: str, text: str, expected_n: int | None = None) -> None:
    """Take back what the actor read by mistake while the count is open; nothing is told of what should be there.

    Raises:
        NotFound: there is no such count for this actor.
        Invalid: the actor did not read it, or took it back already.
        Refused: the count is over, or is one by number.
    """
    require(actor, COUNT)
    count = _counting(actor, count_id, "serial")
    RECORDER.check_expected(count, expected_n)
    seen = [[thing, given] for thing, given in selectors.own_readings(actor, count) if given == text][-1:]
    if not seen:
        raise RECORDER.invalid(Reason("stocks.count.not_read", field="text"))
    changes = {"lines": count.lines - 1}
    RECORDER.record(actor, "count", "taken_back", count, changes=changes, details={"seen": seen})


@COUNTED.act(
    "abandoned",
    inputs.LeaveArmouryCount,
    _("Give the count up"),
    permission=COUNT,
    hint=_("It stays on record, and the armoury can be counted anew."),
    when=counts_here,
)
@transaction.atomic
def give_up(*, actor: Actor, count_id: str, expected_n: int | None = None) -> None:
    """Give up a count that nobody finishes.

    Raises:
        NotFound: there is no such count for this actor.
        Refused: the count is over.
    """
    require(actor, COUNT)
    count = _counting(actor, count_id)
    RECORDER.check_expected(count, expected_n)
    RECORDER.record(actor, "count", "abandoned", count)


@transaction.atomic
def close(*, actor: Actor, count_id: str) -> Count:
    """Close a count by serial numbers: only now it is compared with what should be there, and every difference becomes a matter.

    Raises:
        NotFound: there is no such count for this actor.
        Refused: the count is over, or nothing was read.
    """
    require(actor, COUNT)
    count = _counting(actor, count_id, "serial")
    if not count.lines:
        raise RECORDER.refused(Reason("stocks.count.nothing"))
    moved, read = counting.moved(count), counting.noted(count)
    compared = compare({*counting.in_stock(count), *moved.taken}, read, moved.explained)
    RECORDER.record(
        actor, "count", "differed" if compared.differences else "agreed", count, changes=compared.sets
    )
    barred = sorted({*counting.counters(count), actor.id})
    things = {seen.thing for seen in read if seen.thing}
    for difference in compared.differences[:MATTERS]:
        is_thing = difference.kind == "missing" or difference.label in things
        _raise(count, difference.kind, difference.label if is_thing else "", difference.label, barred)
    _note(actor, count, barred)
    return selectors.count_for(actor, count_id)


@transaction.atomic
def close_by_number(*, actor: Actor, count_id: str, number: int) -> Count:
    """Close a count by number: so many are there.

    Raises:
        NotFound: there is no such count for this actor.
        Refused: the count is over, or is one by serial numbers.
    """
    require(actor, COUNT)
    count = _counting(actor, count_id, "number")
    expected = len(counting.in_stock(count))
    sets: dict[str, Any] = {"expected": expected, "found": number, "moved": []}
    if number != expected:
        off = str(number - expected)
        sets["differences"] = [{"key": f"number:{off}", "kind": "number", "label": off}]
    RECORDER.record(actor, "count", "agreed" if number == expected else "differed", count, changes=sets)
    if number != expected:
        _raise(count, "number", "", str(number - expected), [actor.id])
    return selectors.count_for(actor, count_id)


def _raise(count: Count, kind: str, thing: str, label: str, barred: Sequence[str]) -> None:
    """A matter about the arm; of what the register does not know, about the count. Of the unit, or of the office above it where everybody there counted who could settle it."""
    matters.open_matter(
        "count_difference",
        thing or count.public_id,
        f"stocks.count_{kind} {count.public_id if thing else label[:60]}",
        selectors.settler_of(count.agency, barred),
        compartment=count.compartment,
        barred=barred,
    )


def _note(actor: Actor, count: Count, counters: Sequence[str]) -> None:
    """Note that a new officer in charge counted everything."""
    kept: Armoury = selectors.armoury_for(actor, count.armoury)
    is_due = kept.counted_on is None and kept.charge in counters
    if is_due and kept.agency_id == actor.agency_id:
        details = {"count": count.public_id}
        RECORDER.record(actor, "armoury", "counted", kept, changes={"counted_on": today()}, details=details)
