"""Evidence rooms and their blind counts: what is there is said before what should be there is shown; each difference is a task."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from ifar.accounts.services import notices
from ifar.errors import Forbidden, Reason
from ifar.ledger import services as ledger
from ifar.recoveries import chains, counting
from ifar.recoveries import custody_selectors as kept
from ifar.recoveries import custody_words as words
from ifar.recoveries.chains import Done
from ifar.recoveries.counting import Difference, Seen
from ifar.recoveries.models import Chain, Count, Room
from ifar.recoveries.services.custody import EXPLAIN, alarm
from ifar.recoveries.services.custody_writing import (
    changed_meanwhile,
    check_expected,
    invalid,
    new_id,
    refused,
    state_after,
    write,
)
from ifar.rights import Actor, require

MANAGE: Final = "custody:room:manage"
COUNT: Final = "custody:room:count"


@transaction.atomic
def open_room(*, actor: Actor, name: str, kind: str = "evidence") -> str:
    """Open an evidence room of the actor's office; returns its public identifier.

    Raises:
        Invalid: no name, or no such kind.
    """
    require(actor, MANAGE)
    name = " ".join(name.split())[:80]
    if not name or kind not in words.ROOMS:
        raise invalid(Reason("custody.room.name", field="name"))
    return write(actor, "room", "opened", new_id("room"), changes={"name": name, "kind": kind})


@transaction.atomic
def close_room(*, actor: Actor, room: str, expected_n: int | None = None) -> None:
    """Close a room in which nothing lies any more.

    Raises:
        Refused: something still lies there, or it is being counted.
    """
    require(actor, MANAGE)
    found = kept.room_for(actor, room)
    check_expected(found, expected_n)
    state_after("room", "closed", found.state)
    if kept.lying_in(found).exists() or Count.objects.filter(room=room, state="counting").exists():
        raise refused(Reason("custody.room.not_empty"))
    write(actor, "room", "closed", found)


def should_be(actor: Actor, found: Room) -> list[Chain]:
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
    if found.agency_id != actor.agency_id:
        raise Forbidden("custody.other_office", words.of("custody.other_office"))
    state_after("room", "counted", found.state)
    if Count.objects.filter(room=room, state="counting").exists():
        raise refused(Reason("custody.count.running", article="MOSAIC 05.20"))
    changes = {"room": room, "counter": actor.id}
    return write(actor, "count", "begun", new_id("count"), changes=changes, compartment=found.compartment)


@transaction.atomic
def enter_count(*, actor: Actor, count: str, seen: Sequence[Seen], expected_n: int | None = None) -> Count:
    """Say what is there; only now it is compared with what should be, and every difference is told.

    What agrees, or has another seal, is seen; what is not there is missed: both are steps of its chain.

    Raises:
        NotFound: there is no such count for this actor.
        Forbidden: somebody else began it.
        Invalid: too many lines.
    """
    require(actor, COUNT)
    found = kept.count_for(actor, count)
    check_expected(found, expected_n)
    state_after("count", "agreed", found.state)
    if found.counter != actor.id:
        raise Forbidden("custody.count.yours", words.of("custody.count.yours"), article="MOSAIC 05.20")
    if len(seen) > counting.MOST:
        raise invalid(Reason("custody.count.lines", field="seen", params={"most": counting.MOST}))
    room = kept.room_for(actor, found.room)
    lying = {one.public_id: one for one in kept.lying_in(room)}
    differences = counting.compare({one: chain.seal for one, chain in lying.items()}, seen)
    told = [{"key": one.key, **asdict(one)} for one in differences]
    details = {"seen": [[one.label, one.seal] for one in seen], "differences": told}
    changes: dict[str, Any] = {"expected": len(lying), "found": len({one.label for one in seen})}
    kind = "differed" if differences else "agreed"
    write(
        actor,
        "count",
        kind,
        found,
        changes=changes | ({"differences": told} if told else {}),
        details=details,
    )
    write(
        actor, "room", "counted", room, changes={"counted_on": timezone.localdate()}, details={"count": count}
    )
    for label, chain in lying.items():
        _step(actor, chain, count, next((one for one in seen if one.label == label), None))
    if differences:
        _open_task(actor, found, room, differences)
    return kept.count_for(actor, count)


@transaction.atomic
def give_up_count(*, actor: Actor, count: str, note: str, expected_n: int | None = None) -> None:
    """Give up a count that nobody finishes, so that its room can be counted anew: a second person, who says why. Its record stays.

    Raises:
        NotFound: there is no such count for this actor.
        Forbidden: the actor began it, or another office counts.
        Invalid: nothing is said.
    """
    require(actor, COUNT)
    found = kept.count_for(actor, count)
    check_expected(found, expected_n)
    state_after("count", "abandoned", found.state)
    if found.counter == actor.id:
        code = "custody.count.yours_to_end"
        raise Forbidden(code, words.of(code), article="MOSAIC 05.20")
    if found.agency_id != actor.agency_id:
        raise Forbidden("custody.other_office", words.of("custody.other_office"))
    if not note.strip():
        raise invalid(Reason("custody.note", field="note"))
    write(actor, "count", "abandoned", found, note=note)


def _step(actor: Actor, chain: Chain, count: str, seen: Seen | None) -> None:
    """A chain's step in a count. An exhibit that agrees and lies still gets none: the count itself says that it was there."""
    if seen is not None and (seen.seal == chain.seal or chain.state == "handed"):
        return
    at = ledger.now().astimezone(dt.UTC).isoformat()
    kind = "missed" if seen is None else "counted"
    said: dict[str, Any] = {"at": at, "count": count}
    if seen is not None:
        said |= {"place": chain.room, "room": True, "seal": seen.seal, "whole": True}
    acts = [*kept.done_on(chain.public_id), Done(chain.n + 1, kind, said, actor.id, actor.agency)]
    gaps = chains.open_gaps(acts)
    changes: dict[str, Any] = {"gaps": gaps}
    changes |= {"seal": seen.seal} if seen is not None else {"to_agency": "", "handed_by": "", "purpose": ""}
    write(actor, "chain", kind, chain, changes=changes, details=said)
    known = {one["key"] for one in chain.gaps}
    for gap in gaps:
        if gap["key"] not in known:
            alarm(chain.public_id, gap, {chain.agency_id})


def _open_task(actor: Actor, found: Count, room: Room, differences: Sequence[Difference]) -> None:
    notices.tell(
        kind="custody.count",
        object=found.public_id,
        agency_id=found.agency_id,
        once=f"custody count {found.public_id}",
        permission=EXPLAIN,
        params={"room": room.name, "count": len(differences)},
    )


@transaction.atomic
def settle(*, actor: Actor, count: str, key: str, note: str, expected_n: int | None = None) -> None:
    """Explain one difference of a count: another person than the counter. The last one closes the count.

    Raises:
        NotFound: there is no such count for this actor.
        Forbidden: the actor counted.
        Invalid: there is no such difference, or nothing is said.
        Conflict: it is explained already.
    """
    require(actor, EXPLAIN)
    found = kept.count_for(actor, count)
    check_expected(found, expected_n)
    state_after("count", "settled", found.state)
    if found.counter == actor.id:
        raise Forbidden("custody.count.own", words.of("custody.count.own"), article="MOSAIC 05.20")
    keys = {one["key"] for one in found.differences}
    if key not in keys:
        raise invalid(Reason("custody.count.key", field="key"))
    if not note.strip():
        raise invalid(Reason("custody.note", field="note"))
    if key in found.settled:
        raise changed_meanwhile()
    settled = sorted({*found.settled, key})
    kind = "closed" if set(settled) >= keys else "settled"
    write(actor, "count", kind, found, changes={"settled": settled}, details={"key": key}, note=note)
