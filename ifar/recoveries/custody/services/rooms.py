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
from ifar.recoveries.custody.counting import Seen
from ifar.recoveries.custody.services import chains as custody
from ifar.recoveries.custody.services.chains import EXPLAIN
from ifar.recoveries.custody.services.writing import RECORDER
from ifar.recoveries.models import Chain, Count, Item
from ifar.rights import Actor, require

COUNT: Final = "custody:room:count"
COUNTED: Final = Offers(RECORDER, "count", kept.count_for, page="custody:count")


def should_be(actor: Actor, found: Place) -> list[Chain]:
    """What should lie in a room; not for whoever is counting it.

    Raises:
        Forbidden: the actor is counting the room.
    """
    require(actor, kept.READ)
    if kept.counting(actor, found):
        raise Forbidden("custody.count.blind", words.of("custody.count.blind"), article="MOSAIC 05.20")
    return list(kept.lying_in(found).order_by("public_id"))


@transaction.atomic
def begin_count(*, actor: Actor, room: str) -> str:
    """Begin a blind count of a room of the actor's office; returns the count's public identifier.

    Raises:
        NotFound: there is no such room for this actor.
        Refused: it is closed, or being counted already.
    """
    require(actor, COUNT)
    found = kept.room_for(actor, room)
    if found.state != "open":
        raise RECORDER.refused(Reason("custody.room.closed"))
    if Count.objects.filter(room=room, state="counting").exists():
        raise RECORDER.refused(Reason("custody.count.running", article="MOSAIC 05.20"))
    changes, keeper = {"room": room, "counter": actor.id}, (found.agency.public_id, found.compartment)
    return RECORDER.record(actor, "count", "begun", changes=changes, keeper=keeper).subject


@dataclass(frozen=True, slots=True)
class Understood:
    """What a counter said, before it counts: each exhibit once, with its seal as read; what nobody knows; what was said more than once.

    It says nothing of what should be there.
    """

    seen: tuple[Seen, ...]
    exhibits: tuple[Seen, ...]
    unknown: tuple[str, ...]
    doubled: tuple[str, ...]

    @property
    def unsealed(self) -> int:
        """Of how many no seal was read."""
        return sum(one.seal is None for one in self.exhibits)


def understand(*, actor: Actor, count_id: str, seen: str | Sequence[Seen]) -> Understood:
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
    found = kept.count_for(actor, count)
    RECORDER.check_expected(found, expected_n)
    RECORDER.state_after("count", "agreed", found.state)
    if found.counter != actor.id:
        raise Forbidden("custody.count.yours", words.of("custody.count.yours"), article="MOSAIC 05.20")
    return found


def _index(found: Count) -> exhibit_references.Index:
    """How people may name what the office keeps, in this room or elsewhere: what lies in the room is told to nobody who counts it."""
    chains_there = Chain.objects.filter(agency=found.agency_id).exclude(state="released").values("public_id")
    items = Item.objects.filter(public_id__in=chains_there).values_list("public_id", "exhibit", "marks")
    return exhibit_references.Index(
        exhibit_references.Known(public_id, number, tuple(serials_of(marks)))
        for public_id, number, marks in items
    )


def serials_of(marks: Sequence[Mapping[str, Any]]) -> list[str]:
    """The serial numbers among the marks of an item."""
    return [str(mark["text"]) for mark in marks if mark.get("kind") == "serial" and mark.get("text")]


def _understood(found: Count, said: str | Sequence[Seen]) -> Understood:
    index = _index(found)
    seen = (
        [Seen(one.label, one.rest) for one in exhibit_references.read(said, index)]
        if isinstance(said, str)
        else said
    )
    if len(seen) > counting.MOST:
        raise RECORDER.invalid(Reason("custody.count.lines", field="seen", params={"most": counting.MOST}))
    lines, unknown, wrong = list[Seen](), dict[str, None](), list[Reason]()
    for one in seen:
        label = " ".join(one.label.split()).upper()[:60]
        seal = None if one.seal is None else " ".join(one.seal.split()).upper()[:60]
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
        lines.append(Seen(named.one or label, seal))
    if wrong:
        raise RECORDER.invalid(*wrong[:20])
    times = Counter(one.label for one in lines)
    first = {one.label: one for one in reversed(lines)}
    return Understood(
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
    seen: str | Sequence[Seen],
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
    found = _counting(actor, count_id, expected_n)
    understood = _understood(found, seen)
    if understood.unknown and not strangers:
        raise RECORDER.invalid(
            *(
                Reason("custody.count.unknown", field="seen", params={"label": label})
                for label in understood.unknown[:20]
            )
        )
    read = understood.seen
    room = kept.room_for(actor, found.room)
    lying = {one.public_id: one for one in kept.lying_in(room)}
    differences = counting.compare({one: chain.seal for one, chain in lying.items()}, read)
    told = [{"key": one.key, **asdict(one)} for one in differences]
    details = {"seen": [[one.label, one.seal] for one in read], "differences": told}
    changes: dict[str, Any] = {"expected": len(lying), "found": len({one.label for one in read})}
    kind = "differed" if differences else "agreed"
    changes |= {"differences": told} if told else {}
    RECORDER.record(actor, "count", kind, found, changes=changes, details=details)
    places.note_count(actor, room, count_id, timezone.localdate())
    for label, chain in lying.items():
        _step(actor, chain, count_id, next((one for one in read if one.label == label), None))
    if differences:
        matters.open_matter(
            "count_difference",
            count_id,
            "custody.count",
            found.agency,
            compartment=found.compartment,
            barred=[found.counter],
        )
    return kept.count_for(actor, count_id)


@COUNTED.act(
    "abandoned",
    inputs.GiveUpCount,
    _("Give the count up"),
    permission=COUNT,
    done=_("The count is given up. The room can be counted anew."),
    hint=_("It stays on record, and the room can be counted anew."),
    when=lambda actor, found: found.agency_id == actor.agency_id,
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
    found = kept.count_for(actor, count_id)
    RECORDER.check_expected(found, expected_n)
    RECORDER.state_after("count", "abandoned", found.state)
    if not note.strip():
        raise RECORDER.invalid(Reason("custody.note", field="note"))
    RECORDER.record(actor, "count", "abandoned", found, note=note)


def _step(actor: Actor, chain: Chain, count: str, seen: Seen | None) -> None:
    """A chain's step in a count. An exhibit that agrees and lies still gets none: the count itself says that it was there."""
    if seen is not None and (seen.seal in (None, chain.seal) or chain.state == "handed"):
        return
    at = ledger.now().astimezone(dt.UTC).isoformat()
    kind = "missed" if seen is None else "counted"
    said: dict[str, Any] = {"at": at, "count": count}
    if seen is not None:
        said |= {"place": chain.room, "room": True, "seal": seen.seal, "whole": True}
    changes = {"seal": seen.seal} if seen is not None else {"to_agency": "", "handed_by": "", "purpose": ""}
    custody.act(actor, chain, kind, said, changes)


def _differences(_actor: Actor, found: Count) -> Mapping[str, Any]:
    """The differences of a count that nobody has explained yet."""
    left = [one for one in found.differences if one["key"] not in found.settled]
    return {
        "among": {
            "key": [
                (one["key"], f"{words.DIFFERENCES[one['kind']]} · {_label(one['label'])}") for one in left
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
    found = kept.count_for(actor, count_id)
    RECORDER.check_expected(found, expected_n)
    RECORDER.state_after("count", "settled", found.state)
    keys = {one["key"] for one in found.differences}
    if key not in keys:
        raise RECORDER.invalid(Reason("custody.count.key", field="key"))
    if not note.strip():
        raise RECORDER.invalid(Reason("custody.note", field="note"))
    if key in found.settled:
        raise RECORDER.changed_meanwhile()
    settled = sorted({*found.settled, key})
    kind = "closed" if set(settled) >= keys else "settled"
    RECORDER.record(
        actor, "count", kind, found, changes={"settled": settled}, details={"key": key}, note=note
    )
    if kind == "closed":
        matters.settle_found(actor, count_id, "custody.count", "explained", note)
