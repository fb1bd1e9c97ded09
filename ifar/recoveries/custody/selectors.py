"""Chains, rooms, counts, requests, batches and series as an actor may see them. Each type of record has one condition, used everywhere."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.utils import timezone

from ifar.errors import Forbidden, NotFound
from ifar.ledger.selectors import Recorded, recorded
from ifar.placement.acts import ROOMS
from ifar.placement.models import Place
from ifar.placement.selectors import places_for
from ifar.recoveries import selectors
from ifar.recoveries.custody import labels as custody_labels
from ifar.recoveries.custody.chains import Done
from ifar.recoveries.models import Batch, Chain, Count, CustodyEvent, Item, Request, Series
from ifar.registry.models import Event as LifeEvent
from ifar.registry.models import Firearm
from ifar.registry.selectors import firearms_for
from ifar.rights import Actor, may

READ: Final = "custody:exhibit:read"
ANSWERS: Final = "answers"
"""What a laboratory answered in its own words: question -> words, a personal value of the entry."""
_NONE: Final = Q(pk__in=[])
LYING: Final = ("kept", "handed")
"""States of a chain in which its exhibit lies where the chain says."""
_ACTS: Final = """
SELECT e.n, e.kind, e.details, l.actor, l.agency FROM recoveries_custodyevent e JOIN ledger_entry l ON l.entry = e.id
WHERE e.subject = %s ORDER BY e.n
"""


def _offices(actor: Actor) -> RawSQL:
    return RawSQL("SELECT unnest(recoveries_offices(%s))", [actor.agency_id])


def _office(actor: Actor) -> Q:
    """What the actor's office, or one below it, answers for; an inspector's whole compartments."""
    if not may(actor, READ):
        return _NONE
    if may(actor, "oversight:inspection:read"):
        return Q(compartment__in=actor.compartments)
    return Q(agency_id__in=_offices(actor))


def _counted_by(actor: Actor) -> QuerySet[Count]:
    return Count.objects.filter(state="counting", counter=actor.id)


def blind(actor: Actor) -> bool:
    """Whether this actor is counting a room now, and is not shown what their office keeps (MOSAIC 05.20)."""
    return _counted_by(actor).exists()


def chains_for(actor: Actor) -> QuerySet[Chain]:
    """Those that the actor's office keeps or is meant to receive, and those of items that the actor may see.

    Whoever counts a room sees nothing that its office keeps until they have said what is there: not even what lies elsewhere, because
    what is left out of a list would tell what lies in the room.
    """
    return _chains(actor).exclude(agency_id__in=_counted_by(actor).values("agency_id"))


def _chains(actor: Actor) -> QuerySet[Chain]:
    if not may(actor, READ):
        return Chain.objects.none()
    seen = _office(actor) | Q(to_agency=actor.agency)
    seen |= Q(public_id__in=selectors.items_for(actor).values("public_id"))
    return Chain.objects.filter(seen).select_related("agency")


def rooms_for(actor: Actor) -> QuerySet[Place]:
    """The evidence rooms of the actor's office and those below it: places for exhibits."""
    if not may(actor, READ):
        return Place.objects.none()
    return places_for(actor).filter(kind__in=ROOMS)


def counts_for(actor: Actor) -> QuerySet[Count]:
    """Counts of those rooms; for whoever is counting there, none that tells what was expected before."""
    result = ~Q(agency_id__in=_counted_by(actor).values("agency_id")) | Q(state="counting")
    return Count.objects.filter(_office(actor)).filter(result).select_related("agency")


def requests_for(actor: Actor) -> QuerySet[Request]:
    """What the actor's office asked, or was asked."""
    if blind(actor):
        # A request names an exhibit, and whoever counts is not told which ones there are.
        return Request.objects.none()
    seen = _office(actor) | (Q(laboratory=actor.agency) if may(actor, READ) else _NONE)
    return Request.objects.filter(seen).select_related("agency")


def to_answer(actor: Actor) -> QuerySet[Request]:
    """What the actor's office was asked as a laboratory and has not answered."""
    return requests_for(actor).filter(laboratory=actor.agency, state__in=["asked", "accepted"])


def batches_for(actor: Actor) -> QuerySet[Batch]:
    """The batches of the actor's compartments where they are witnesses or inspectors of them, else those of their office."""
    seen = _office(actor)
    if may(actor, "custody:batch:witness"):
        seen |= Q(state__in=["sealed", "destroyed"], compartment__in=actor.compartments)
    return Batch.objects.filter(seen).select_related("agency")


def series_for(actor: Actor) -> QuerySet[Series]:
    """Series that the actor's office, or one below it, looked for among the cases that it sees."""
    return Series.objects.filter(_office(actor)).select_related("agency")


def _one[T](result: T | None) -> T:
    if result is None:
        raise NotFound("custody.not_found", custody_labels.of("custody.not_found"))
    return result


def chain_for(actor: Actor, public_id: str) -> Chain:
    """One chain; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
        Forbidden: the actor is counting a room of the office that keeps it.
    """
    chain = chains_for(actor).filter(public_id=public_id).first()
    if chain is None and _chains(actor).filter(public_id=public_id).exists():
        raise Forbidden(
            "custody.count.blind", custody_labels.of("custody.count.blind"), article="MOSAIC 05.20"
        )
    return _one(chain)


def room_for(actor: Actor, public_id: str) -> Place:
    """One room, as `chain_for`."""
    return _one(rooms_for(actor).filter(public_id=public_id).first())


def count_for(actor: Actor, public_id: str) -> Count:
    """One count, as `chain_for`."""
    return _one(counts_for(actor).filter(public_id=public_id).first())


def request_for(actor: Actor, public_id: str) -> Request:
    """One request, as `chain_for`."""
    return _one(requests_for(actor).filter(public_id=public_id).first())


def batch_for(actor: Actor, public_id: str) -> Batch:
    """One batch, as `chain_for`."""
    return _one(batches_for(actor).filter(public_id=public_id).first())


def one_series_for(actor: Actor, public_id: str) -> Series:
    """One series, as `chain_for`."""
    return _one(series_for(actor).filter(public_id=public_id).first())


# Chains ---------------------------------------------------------------------------------------------------------------


def done_on(public_id: str) -> list[Done]:
    """The acts of a chain in their order, for the rules."""
    with connection.cursor() as cursor:
        cursor.execute(_ACTS, [public_id])
        return [
            Done(n, kind, plain(details), actor, agency)
            for n, kind, details, actor, agency in cursor.fetchall()
        ]


def plain(value: Any) -> Any:
    """A value of a JSON column, which a bare cursor gives as text."""
    return json.loads(value) if isinstance(value, str) else value


def late(now: dt.datetime) -> Q:
    """Hand-overs that nobody has answered for longer than one may be on the way."""
    return Q(state="handed", since__lt=now - dt.timedelta(hours=settings.IFAR_CUSTODY_HOURS))


def with_gaps(actor: Actor) -> QuerySet[Chain]:
    """The chains of the actor's office with a gap that nobody has explained, or whose hand-over nobody has answered in time."""
    return chains_for(actor).filter(_office(actor)).filter(~Q(gaps=[]) | late(timezone.now()))


def to_receive(actor: Actor) -> QuerySet[Chain]:
    """Exhibits that were handed over for the actor's office and that somebody there has to receive."""
    return chains_for(actor).filter(state="handed", to_agency=actor.agency)


def lying_in(room: Place) -> QuerySet[Chain]:
    """What should be in a room."""
    return Chain.objects.filter(room=room.public_id, state__in=LYING, agency_id=room.agency_id)


def counting(actor: Actor, room: Place) -> bool:
    """Whether this actor is counting a room of that office now, and must not be shown what should be there, nor what lies elsewhere."""
    return _counted_by(actor).filter(agency=room.agency_id).exists()


def items_of(public_ids: Sequence[str]) -> dict[str, Item]:
    """Exhibits by their identifiers, for those who may see their chains. One query."""
    items = Item.objects.filter(public_id__in=list(public_ids)).select_related("case")
    return {item.public_id: item for item in items}


def identities_of(public_ids: Collection[str]) -> dict[str, Mapping[str, Any]]:
    """What exhibits are, and arms that stand on a list themselves, for those who may see that list. Three queries."""
    arms = [text for text in public_ids if text.startswith("F")]
    columns = ("make", "make_raw", "model", "calibre", "type", "type_raw")
    results = {
        row.pop("public_id"): {name: value for name, value in row.items() if value}
        for row in Firearm.objects.filter(public_id__in=arms).values("public_id", *columns)
    }
    return results | {text: item.identity for text, item in items_of(list(public_ids)).items()}


def seen_of(actor: Actor, public_ids: Sequence[str]) -> list[str]:
    """Those of some exhibits that the actor may see, in their chain or in their case. Two queries."""
    named = set(public_ids)
    seen = set(chains_for(actor).filter(public_id__in=named).values_list("public_id", flat=True))
    seen |= set(selectors.items_for(actor).filter(public_id__in=named).values_list("public_id", flat=True))
    return sorted(seen)


def offered(actor: Actor, items: Sequence[Item], *, own: bool) -> dict[str, str]:
    """Which chains of some items the actor may open, and which they may begin: exhibit -> state, empty where the chain has not begun.

    Nothing for whoever counts a room, nor of what is not there to be kept. `own`: whether their case is the actor's to change; in a case
    that was shared nothing is begun.
    """
    if not may(actor, READ) or blind(actor):
        return {}
    there = [item.public_id for item in items if item.kind != "unrecovered" and item.state != "merged"]
    begun = dict(Chain.objects.filter(public_id__in=there).values_list("public_id", "state"))
    begins = own and may(actor, "custody:exhibit:keep")
    return {text: begun.get(text, "") for text in there if text in begun or begins}


def open_counts(actor: Actor) -> QuerySet[Count]:
    """Counts of the actor's office whose differences wait for an explanation."""
    return counts_for(actor).filter(state="differs")


def results_of(request: Request) -> list[dict[str, Any]]:
    """The results of a request with what the laboratory found in its own words, which stands apart from the log. One query."""
    words = words_of_act(request.public_id, "answered", ANSWERS) if request.results else {}
    return [{**result, "answer": words.get(result["question"], "")} for result in request.results]


def requests_waiting(actor: Actor) -> QuerySet[Request]:
    """What a laboratory still has to answer."""
    return requests_for(actor).filter(laboratory=actor.agency, state__in=["asked", "accepted"])


# Batches --------------------------------------------------------------------------------------------------------------


def to_witness(actor: Actor) -> QuerySet[Batch]:
    """Sealed batches that the actor may witness and has not signed."""
    if not may(actor, "custody:batch:witness"):
        return Batch.objects.none()
    concerned = Q(proposer=actor.id) | Q(approver=actor.id) | Q(witnesses__contains=[actor.id])
    signed = Func(F("witnesses"), function="cardinality", output_field=IntegerField())
    return (
        batches_for(actor)
        .filter(state="sealed")
        .annotate(signed=signed)
        .filter(signed__lt=2)
        .exclude(concerned)
    )


def decided(actor: Actor, exhibits: Sequence[str] | None = None) -> QuerySet[Item]:
    """Items of the actor whose firearm waits for disposal, wherever they lie."""
    waiting = Firearm.objects.filter(state="pending_disposal").values("public_id")
    items = selectors.items_for(actor).filter(firearm__in=waiting)
    return items if exhibits is None else items.filter(public_id__in=list(exhibits))


def disposable(actor: Actor, exhibits: Sequence[str] | None = None) -> QuerySet[Item]:
    """Those of them that the actor's office has at hand, the chain whole: what may stand on its list."""
    return decided(actor, exhibits).filter(public_id__in=at_hand(actor.agency_id).values("public_id"))


def _for_disposal(firearms: QuerySet[Firearm], how: Q) -> QuerySet[Firearm]:
    """Those of some firearms whose disposal was decided so: `decided` is the kind of the last decision, `way` what it says; both are NULL where a firearm was recorded so."""
    decided = LifeEvent.objects.filter(
        firearm=OuterRef("pk"), kind__in=("written_off", "disposal_decided")
    ).order_by("-n")
    return (
        firearms.filter(state="pending_disposal")
        .annotate(decided=Subquery(decided.values("kind")[:1]))
        .annotate(way=Subquery(decided.values("details__method")[:1]))
        .filter(how)
    )


def written_off(agency: str) -> QuerySet[Firearm]:
    """Arms of the State that an office has, that were written off to be destroyed and lie nowhere as an exhibit: they stand on its list themselves."""
    kept_as_exhibits = Chain.objects.exclude(state="released").values("public_id")
    exhibits = Item.objects.filter(firearm=OuterRef("public_id"), public_id__in=kept_as_exhibits)
    kept = Firearm.objects.filter(~Exists(exhibits), custodian=agency)
    return _for_disposal(kept, Q(decided="written_off", way="destruction"))


def listable_arms(actor: Actor) -> QuerySet[Firearm]:
    """Those of them that the actor may see."""
    return firearms_for(actor).filter(public_id__in=written_off(actor.agency).values("public_id"))


OPEN_LISTS: Final = ("draft", "sealed")
"""States of a batch in which its list takes what stands on it: an exhibit stands on one of them."""


def on_open_lists(actor: Actor, but: str = "") -> dict[str, str]:
    """Exhibit, or its firearm, -> the name of the open list that it stands on; empty where the actor does not see that list.

    Args:
        but: the batch that asks, whose own list does not count.
    """
    seen = set(batches_for(actor).filter(state__in=OPEN_LISTS).values_list("public_id", flat=True))
    lists = Batch.objects.filter(state__in=OPEN_LISTS).exclude(public_id=but)
    return {
        text: name if batch in seen else ""
        for batch, name, lines in lists.values_list("public_id", "name", "lines")
        for line in lines
        for text in (line["exhibit"], line["firearm"])
        if text
    }


@dataclass(frozen=True, slots=True)
class NotReady:
    """Something whose destruction was decided and which cannot stand on a list yet: its exhibit, its firearm, and why (`labels.NOT_READY`)."""

    exhibit: str
    firearm: str
    why: str


def not_ready(actor: Actor, limit: int = 200) -> list[NotReady]:
    """What waits for destruction in the actor's hands, stands on no list and cannot stand on one yet, each with the reason.

    An arm of which the actor sees no exhibit is among them where their office keeps it: it has to come into custody first.
    """
    listed = on_open_lists(actor)
    items = list(decided(actor).order_by("id")[:limit])
    chains = {
        chain.public_id: chain
        for chain in Chain.objects.filter(public_id__in=[item.public_id for item in items])
    }
    not_readies = [
        NotReady(item.public_id, item.firearm, why)
        for item in items
        if item.public_id not in listed and (why := _not_ready(actor, chains.get(item.public_id)))
    ]
    kept_here = firearms_for(actor).filter(custodian=actor.agency)
    kept_here = _for_disposal(kept_here, Q(way="destruction") | Q(decided=None))
    bare = kept_here.exclude(public_id__in=selectors.items_for(actor).values("firearm")).order_by("id")
    bare = bare.exclude(public_id__in=written_off(actor.agency).values("public_id"))
    return not_readies + [
        NotReady("", text, "no_exhibit") for text in bare.values_list("public_id", flat=True)[:limit]
    ]


def _not_ready(actor: Actor, chain: Chain | None) -> str:
    if chain is None or chain.state == "released":
        return "no_custody"
    if chain.state == "missing":
        return "missing"
    if chain.agency_id != actor.agency_id:
        return "elsewhere"
    if chain.state == "handed":
        return "handed"
    if chain.gaps:
        return "gap"
    return ""


def at_hand(agency: int) -> QuerySet[Chain]:
    """The exhibits that an office has in its custody with no gap in their chain: only they may be destroyed by it."""
    return Chain.objects.filter(agency=agency, state="kept", gaps=[])


def lying_with(actor: Actor) -> list[str]:
    """The firearms, by public identifier, that lie with the actor's office as exhibits, or are on their way to it. Two queries."""
    here = Q(agency=actor.agency_id) & ~Q(state="released") | Q(to_agency=actor.agency, state="handed")
    results = list(Chain.objects.filter(here).values_list("public_id", flat=True))
    items = Item.objects.filter(public_id__in=results).exclude(firearm="")
    return list(items.values_list("firearm", flat=True))


def held(actor: Actor, places: Mapping[str, str]) -> dict[str, UUID]:
    """Exhibits that lie in a place by the last act of their chain, which the office itself has: exhibit -> that act. One query."""
    chains = Chain.objects.filter(public_id__in=list(places), agency=actor.agency_id, state__in=LYING)
    rows = chains.values_list("public_id", "room", "last_event")
    return {exhibit: last for exhibit, room, last in rows if room == places[exhibit]}


def there(actor: Actor) -> QuerySet[Chain]:
    """Exhibits that the actor may see and that lie where they were placed; none for whoever counts."""
    return chains_for(actor).filter(public_id=OuterRef("public_id"), room=OuterRef("place"), state__in=LYING)


def bound_arms(arms: Collection[str]) -> dict[str, str]:
    """Which of some arms lie somewhere as an exhibit, whose chain of custody tells where, also one that was linked since its chain began. One query."""
    begun = Chain.objects.filter(public_id=OuterRef("public_id")).exclude(state="released")
    linked = Item.objects.filter(Exists(begun), firearm__in=list(arms)).exclude(firearm="")
    return dict(linked.values_list("firearm", "public_id"))


# History --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act as pages show it: its event, its entry in the log, the note that stands beside it."""

    event: CustodyEvent
    recorded: Recorded
    note: str

    @property
    def entry(self) -> uuid.UUID:
        """Its entry."""
        return self.event.id


_SAID: Final = """
SELECT p.value::text FROM ledger_personal p JOIN recoveries_custodyevent e ON e.id = p.entry
WHERE e.subject = %s AND e.kind = %s AND p.field = %s ORDER BY e.n DESC LIMIT 1
"""


def words_of_act(public_id: str, kind: str, field: str) -> dict[str, str]:
    """What somebody wrote in their own words at the latest act of a kind, by what it is about; empty once it was erased. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_SAID, [public_id, kind, field])
        row = cursor.fetchone()
    return {} if row is None else dict(plain(row[0]))


_NOTES: Final = "SELECT entry, value::text FROM ledger_personal WHERE field = 'note' AND entry = ANY(%s)"


def history_of(public_id: str, record_type: str, witnesses_needed: int) -> list[ActRow]:
    """What was done with a record, the latest first. Three queries."""
    events = list(
        CustodyEvent.objects.filter(subject=public_id, record_type=record_type).order_by("-n")[:200]
    )
    entries = [event.id for event in events]
    logged = recorded(entries, witnesses_needed)
    with connection.cursor() as cursor:
        cursor.execute(_NOTES, [entries])
        notes = {entry: plain(value) for entry, value in cursor.fetchall()}
    return [ActRow(event, logged[event.id], str(notes.get(event.id, ""))) for event in events]
