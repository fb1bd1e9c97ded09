"""Blind counts of evidence rooms: what is there is said before what should be there is shown; a difference makes a matter."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.acts.offers import Offers
from ifar.errors import Forbidden, Reason
from ifar.ledger import services as ledger
from ifar.matters.services import matters
from ifar.placement.models import Place
from ifar.placement.services import places
from ifar.recoveries import exhibit_references
from ifar.recoveries.custody import counting, inputs
from ifar.recoveries.custody import labels as words
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.counting import ExhibitReading
from ifar.recoveries.custody.services import chains as custody
from ifar.recoveries.custody.services.chains import EXPLAIN
from ifar.recoveries.custody.services.writing import RECORDER
from ifar.recoveries.models import Chain, Count, Item
from ifar.rights import Actor, require

COUNT: Final = "custody:room:count"
COUNTED: Final = Offers(RECORDER, "count", kept.count_for, page="custody:count")


def should_be(actor: Actor, place: Place) -> list[Chain]:
    """What should lie in a room; not for whoever is counting it.

    Raises:
        Forbidden: the actor is counting the room.
    """
    require(actor, kept.READ)
    if kept.counting(actor, place):
        raise Forbidden("custody.count.blind", words.of("custody.count.blind"), article="MOSAIC 05.20")
    return list(kept.lying_in(place).order_by("public_id"))


@transaction.atomic
def begin_count(*, actor: Actor, room: str) -> str:
    """Begin a blind count of a room of the actor's office; returns the count's public identifier.

    Raises:
        NotFound: there is no such room for this actor.
        Refused: it is closed, or being counted already.
    """
    require(actor, COUNT)
    place = kept.room_for(actor, room)
    if place.state != "open":
        raise RECORDER.refused(Reason("custody.room.closed"))
    if Count.objects.filter(room=room, state="counting").exists():
        raise RECORDER.refused(Reason("custody.count.running", article="MOSAIC 05.20"))
    changes, keeper = {"room": room, "counter": actor.id}, (place.agency.public_id, place.compartment)
    return RECORDER.record(actor, "count", "begun", changes=changes, keeper=keeper).subject


@dataclass(frozen=True, slots=True)
class CountReading:
    """What a counter said, before it counts: each exhibit once, with its seal as read; what nobody knows; what was said more than once.

    It says nothing of what should be there.
    """

    seen: tuple[ExhibitReading, ...]
    exhibits: tuple[ExhibitReading, ...]
    unknown: tuple[str, ...]
    doubled: tuple[str, ...]

    @property
    def unsealed(self) -> int:
        """Of how many no seal was read."""
        return sum(exhibit.seal is None for exhibit in self.exhibits)


def understand(*, actor: Actor, count_id: str, seen: str | Sequence[ExhibitReading]) -> CountReading:
    """What a counter said, as it is going to count: labels as the exhibits that they name. Nothing is recorded.

    Args:
        seen: as for `enter_count`.

    Raises:
        NotFound: there is no such count for this actor.
        Forbidden: somebody else began it.
        Invalid: too many lines; a label that names several exhibits, or a mistyped identifier.
    """
    require(actor, COUNT)
    return _understood(_counting(actor, count_id, None), seen)


def _counting(actor: Actor, count: str, expected_n: int | None) -> Count:
    record = kept.count_for(actor, count)
    RECORDER.check_expected(record, expected_n)
    RECORDER.state_after("count", "agreed", record.state)
    if record.counter != actor.id:
        raise Forbidden("custody.count.yours", words.of("custody.count.yours"), article="MOSAIC 05.20")
    return record


def _index(count: Count) -> exhibit_references.Index:
    """How people may name what the office keeps, in this room or elsewhere: what lies in the room is told to nobody who counts it."""
    chains_there = Chain.objects.filter(agency=count.agency_id).exclude(state="released").values("public_id")
    items = Item.objects.filter(public_id__in=chains_there).values_list("public_id", "exhibit", "marks")
    return exhibit_references.Index(
        exhibit_references.KnownExhibit(public_id, number, tuple(serials_of(marks)))
        for public_id, number, marks in items
    )


def serials_of(marks: Sequence[Mapping[str, Any]]) -> list[str]:
    """The serial numbers among the marks of an item."""
    return [str(mark["text"]) for mark in marks if mark.get("kind") == "serial" and mark.get("text")]


def _understood(count: Count, text: str | Sequence[ExhibitReading]) -> CountReading:
    index = _index(count)
    seen = (
        [ExhibitReading(typed.label, typed.rest) for typed in exhibit_references.read(text, index)]
        if isinstance(text, str)
        else text
    )
    if len(seen) > counting.MOST:
        raise RECORDER.invalid(Reason("custody.count.lines", field="seen", params={"most": counting.MOST}))
    lines, unknown, wrong = list[ExhibitReading](), dict[str, None](), list[Reason]()
    for item in seen:
        label = " ".join(item.label.split()).upper()[:60]
        seal = None if item.seal is None else " ".join(item.seal.split()).upper()[:60]
        named = index.find(label)
        if len(named.exhibits) > 1:
            which = ", ".join(identifiers.shown(exhibit) for exhibit in named.exhibits[:5])
            wrong.append(
                Reason("custody.label.several", field="seen", params={"label": label, "which": which})
            )
        elif named.by == "mistyped":
            wrong.append(Reason("custody.label.mistyped", field="seen", params={"label": label}))
        if not named.one:
            unknown[label] = None
        lines.append(ExhibitReading(named.one or label, seal))
    if wrong:
        raise RECORDER.invalid(*wrong[:20])
    times = Counter(line.label for line in lines)
    first = {line.label: line for line in reversed(lines)}
    return CountReading(
        tuple(lines),
        tuple(first[label] for label in times if label not in unknown),
        tuple(unknown),
        tuple(label for label, many in times.items() if many > 1),
    )


@transaction.atomic
def enter_count(
    *,
    actor: Actor,
    count_id: str,
    seen: str | Sequence[ExhibitReading],
    strangers: bool = False,
    expected_n: int | None = None,
) -> Count:
    """Say what is there; only now it is compared with what should be, and every difference is told.

    What has another seal is seen; what is not there is missed: both are steps of its chain. A seal that nobody read stays as it is
    on record.

    Args:
        seen: each exhibit by its identifier, its number in the case or its serial number; or lines as they were typed or scanned: a label,
            then the number of the seal, or a dash where it bears none.
        strangers: labels that nobody here knows are what stands on the things, and no mistake.

    Raises:
        NotFound: there is no such count for this actor.
        Forbidden: somebody else began it.
        Invalid: too many lines; a label that names several exhibits; or one that nobody knows, unless it is said that it stands there.
    """
    require(actor, COUNT)
    count = _counting(actor, count_id, expected_n)
    understood = _understood(count, seen)
    if understood.unknown and not strangers:
        raise RECORDER.invalid(
            *(
                Reason("custody.count.unknown", field="seen", params={"label": label})
                for label in understood.unknown[:20]
            )
        )
    read = understood.seen
    room = kept.room_for(actor, count.room)
    lying = {record.public_id: record for record in kept.lying_in(room)}
    differences = counting.compare({key: chain.seal for key, chain in lying.items()}, read)
    rows = [{"key": difference.key, **asdict(difference)} for difference in differences]
    details = {"seen": [[item.label, item.seal] for item in read], "differences": rows}
    changes: dict[str, Any] = {"expected": len(lying), "found": len({item.label for item in read})}
    kind = "differed" if differences else "agreed"
    changes |= {"differences": rows} if rows else {}
    RECORDER.record(actor, "count", kind, count, changes=changes, details=details)
    places.note_count(actor, room, count_id, timezone.localdate())
    for label, chain in lying.items():
        _step(actor, chain, count_id, next((item for item in read if item.label == label), None))
    if differences:
        matters.open_matter(
            "count_difference",
            count_id,
            "custody.count",
            count.agency,
            compartment=count.compartment,
            barred=[count.counter],
        )
    return kept.count_for(actor, count_id)


@COUNTED.act(
    "abandoned",
    inputs.GiveUpCount,
    _("Give the count up"),
    permission=COUNT,
    done=_("The count is given up. The room can be counted anew."),
    hint=_("It stays on record, and the room can be counted anew."),
    when=lambda actor, record: record.agency_id == actor.agency_id,
)
@transaction.atomic
def give_up_count(*, actor: Actor, count_id: str, note: str, expected_n: int | None = None) -> None:
    """Give up a count that nobody finishes, so that its room can be counted anew: a second person, who says why. Its record stays.

    Raises:
        NotFound: there is no such count for this actor.
        Forbidden: the actor began it, or another office counts.
        Invalid: nothing is said.
    """
    require(actor, COUNT)
    count = kept.count_for(actor, count_id)
    RECORDER.check_expected(count, expected_n)
    RECORDER.state_after("count", "abandoned", count.state)
    if not note.strip():
        raise RECORDER.invalid(Reason("custody.note", field="note"))
    RECORDER.record(actor, "count", "abandoned", count, note=note)


def _step(actor: Actor, chain: Chain, count: str, seen: ExhibitReading | None) -> None:
    """A chain's step in a count. An exhibit that agrees and lies still gets none: the count itself says that it was there."""
    if seen is not None and (seen.seal in (None, chain.seal) or chain.state == "handed"):
        return
    at = ledger.now().astimezone(dt.UTC).isoformat()
    kind = "missed" if seen is None else "counted"
    values: dict[str, Any] = {"at": at, "count": count}
    if seen is not None:
        values |= {"place": chain.room, "room": True, "seal": seen.seal, "whole": True}
    changes = {"seal": seen.seal} if seen is not None else {"to_agency": "", "handed_by": "", "purpose": ""}
    custody.act(actor, chain, kind, values, changes)


def _differences(_actor: Actor, count: Count) -> Mapping[str, Any]:
    """The differences of a count that nobody has explained yet."""
    left = [difference for difference in count.differences if difference["key"] not in count.settled]
    return {
        "among": {
            "key": [
                (item["key"], f"{words.DIFFERENCES[item['kind']]} · {_label(item['label'])}") for item in left
            ]
        }
    }


def _label(label: str) -> str:
    """What was found, as people read it."""
    return identifiers.shown(label) if identifiers.parse(label, "X") else label


@COUNTED.act(
    "settled",
    inputs.SettleDifference,
    _("Explain a difference of the count"),
    permission=EXPLAIN,
    done=_("The difference is explained."),
    leads=True,
    asks=_differences,
)
@transaction.atomic
def settle(*, actor: Actor, count_id: str, key: str, note: str, expected_n: int | None = None) -> None:
    """Explain one difference of a count: another person than the counter. The last one closes the count.

    Raises:
        NotFound: there is no such count for this actor.
        Forbidden: the actor counted.
        Invalid: there is no such difference, or nothing is said.
        Conflict: it is explained already.
    """
    require(actor, EXPLAIN)
    count = kept.count_for(actor, count_id)
    RECORDER.check_expected(count, expected_n)
    RECORDER.state_after("count", "settled", count.state)
    keys = {difference["key"] for difference in count.differences}
    if key not in keys:
        raise RECORDER.invalid(Reason("custody.count.key", field="key"))
    if not note.strip():
        raise RECORDER.invalid(Reason("custody.note", field="note"))
    if key in count.settled:
        raise RECORDER.changed_meanwhile()
    settled = sorted({*count.settled, key})
    kind = "closed" if set(settled) >= keys else "settled"
    RECORDER.record(
        actor, "count", kind, count, changes={"settled": settled}, details={"key": key}, note=note
    )
    if kind == "closed":
        matters.settle_found(actor, count_id, "custody.count", "explained", note)
