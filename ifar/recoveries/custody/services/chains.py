"""The chain of custody: taken in, handed over, received by another person, moved, sealed; a gap raises an alarm.

A gap never stops a hand-over. What is refused is one person on both sides, and an office that does not have the exhibit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, Final, TypedDict, Unpack

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Agency
from ifar.accounts.services import notices
from ifar.acts.offers import Offers, Together
from ifar.acts.recorder import WrittenAct
from ifar.errors import Reason
from ifar.ledger import services as ledger
from ifar.matters.services import matters
from ifar.placement.models import Placement
from ifar.placement.services.placing import Placing, place_many, take_out
from ifar.recoveries import selectors
from ifar.recoveries.custody import chains, continuity, inputs
from ifar.recoveries.custody import labels as words
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.chains import Done
from ifar.recoveries.custody.services.register import tell_register
from ifar.recoveries.custody.services.writing import RECORDER
from ifar.recoveries.models import Chain
from ifar.rights import Actor, require

KEEP: Final = "custody:exhibit:keep"
EXPLAIN: Final = "custody:gap:explain"
CHAIN: Final = Offers(RECORDER, "chain", kept.chain_for, page="custody:exhibit")
AT_ONCE: Final = dt.timedelta(minutes=5)
"""How far a clock of a telephone may be ahead of the database's."""


class Where(TypedDict, total=False):
    """Where an exhibit is, as whoever stands before it says."""

    room: str
    """An evidence room of the office, or nothing."""
    place: str
    """Where, in words, where it is no room."""
    seal: str
    """The number that was read on it; empty where it has none."""
    broken: bool
    """Whether the seal was broken."""
    at: dt.datetime | None
    """When it was done; now where None."""


def _where_details(actor: Actor, where: Where, now: dt.datetime) -> dict[str, Any]:
    """What an act says of where it was done.

    Raises:
        Invalid: it lies in the future, or there is no such room, and no place.
    """
    at = where.get("at") or now
    wrong = [Reason("custody.at", field="at")] if at > now + AT_ONCE else []
    place = " ".join(where.get("place", "").split())[:200]
    if room := where.get("room", ""):
        record = kept.rooms_for(actor).filter(public_id=room, state="open", agency=actor.agency_id).first()
        if record is None:
            wrong.append(Reason("custody.room", field="room"))
        else:
            place = record.public_id
    elif not place:
        wrong.append(Reason("custody.room", field="place"))
    if wrong:
        raise RECORDER.invalid(*wrong)
    return {
        "at": at.astimezone(dt.UTC).isoformat(),
        "place": place,
        "room": bool(room),
        "seal": _seal(where.get("seal", "")),
        "whole": not where.get("broken", False),
    }


def _lies(where: Where, values: Mapping[str, Any]) -> dict[str, Any]:
    """Where it lies from then on, under which seal, and since when."""
    is_room = values["room"]
    return {
        "place": "" if is_room else values["place"],
        "room": where.get("room", "") if is_room else "",
        "seal": values["seal"],
        "since": _since(values["at"]),
    }


def _from_record(chain: Chain, where: Where) -> Where:
    """Where something was taken from: as the record says, unless somebody says another place."""
    if where.get("room") or where.get("place"):
        return where
    return {**where, "room": chain.room, "place": chain.place}


def _seal(text: str) -> str:
    return " ".join(text.split()).upper()[:60]


def _since(moment: str) -> str:
    """A moment as the state keeps it, to the microsecond."""
    return dt.datetime.fromisoformat(moment).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _standing(actor: Actor, exhibit: str, kind: str, expected_n: int | None) -> Chain:
    require(actor, KEEP)
    chain = kept.chain_for(actor, exhibit)
    RECORDER.check_expected(chain, expected_n)
    RECORDER.state_after("chain", kind, chain.state)
    return chain


def _composed(
    actor: Actor,
    chain: Chain,
    kind: str,
    details: Mapping[str, Any],
    changes: Mapping[str, Any],
    note: str = "",
    seen: Mapping[str, Any] | None = None,
) -> WrittenAct:
    """An act of a chain with the gaps that it leaves, ready to be written."""
    acts = kept.done_on(chain.public_id)
    acts.append(Done(chain.n + 1, kind, {**details, "seen": seen or {}}, actor.id, actor.agency))
    sets = {**changes, "gaps": chains.open_gaps(acts)}
    return RECORDER.compose(actor, "chain", kind, chain, changes=sets, details=details, note=note, seen=seen)


def act(
    actor: Actor,
    chain: Chain,
    kind: str,
    details: Mapping[str, Any],
    changes: Mapping[str, Any],
    note: str = "",
) -> None:
    """Write an act of a chain with the gaps that it leaves, and wake whoever answers for a new one."""
    _write(actor, chain, _composed(actor, chain, kind, details, changes, note))


def _write(actor: Actor, chain: Chain, written: WrittenAct) -> None:
    RECORDER.write(actor, written)
    _follow(actor, chain.public_id)
    kind, gaps = written.kind, written.changes["gaps"]
    if kind in ("received", "declined", "taken_back"):
        # Nobody has to receive it any more.
        notices.settle(actor=actor, kind="custody.handed", object=chain.public_id)
    known = {item["key"] for item in chain.gaps}
    if new := [gap for gap in gaps if gap["key"] not in known]:
        steps = chains.steps(kept.done_on(chain.public_id))
        for gap in new:
            _alarm(actor, chain, gap, continuity.concerned(steps, gap["n"]))


def _follow(actor: Actor, exhibit: str) -> None:
    """Say where an exhibit is placed after an act of its chain: in the room in which it is kept, else in none. Two queries where nothing changed."""
    chain = Chain.objects.get(public_id=exhibit)
    room = chain.room if chain.state in kept.LYING else ""
    now = Placement.objects.filter(public_id=exhibit).values_list("place", flat=True).first() or ""
    if room and room != now:
        place_many(actor=actor, placements=[Placing(exhibit, room, at=chain.since)])
    elif now and not room:
        take_out(actor, [exhibit])


def _alarm(actor: Actor, chain: Chain, gap: Mapping[str, Any], concerned: Collection[str]) -> None:
    """Make a gap a matter of the office that saw it, which nobody closes who had the exhibit in hand; tell the one that had it, where it is another."""
    owner = Agency.objects.filter(pk=actor.agency_id).first() or chain.agency
    explainer = "" if owner == chain.agency else chain.agency.public_id
    cause, exhibit = f"custody.gap_{gap['kind']} {gap['n']}", chain.public_id
    matters.open_matter(
        *("custody_gap", exhibit, cause, owner),
        compartment=chain.compartment,
        explainer=explainer,
        barred=concerned,
    )
    if explainer:
        notices.tell(
            kind="custody.gap",
            object=chain.public_id,
            agency_id=chain.agency_id,
            once=f"custody gap {chain.public_id} {gap['key']} {chain.agency_id}",
            permission=EXPLAIN,
            params={"kind": gap["kind"], "expected": gap["expected"], "found": gap["found"]},
        )


# What the forms ask -----------------------------------------------------------------------------------------------------


def placed(actor: Actor, _found: Chain | None = None) -> Mapping[str, Any]:
    """How a form asks where something lies: one of the office's rooms, or a place in words. Where the office has no room, it is the place."""
    rooms = kept.rooms_for(actor).filter(agency=actor.agency_id, state="open").order_by("name")
    choices = [(room.public_id, room.name) for room in rooms]
    return {"among": {"room": choices}} if choices else {"without": ["room"], "required": ["place"]}


def taken_from(actor: Actor, _found: Chain) -> Mapping[str, Any]:
    """How a form asks where something was taken from, which need not be said."""
    return {name: value for name, value in placed(actor).items() if name != "required"}


def _is_mine(actor: Actor, chain: Chain) -> bool:
    return chain.agency_id == actor.agency_id


# Acts -------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def take_in(*, actor: Actor, exhibit: str, note: str = "", **where: Unpack[Where]) -> None:
    """Begin the chain of an exhibit: whoever takes it in has it, there and under this seal.

    Raises:
        NotFound: there is no such exhibit for this actor.
        Forbidden: its case was shared with the actor's office to be read.
        Refused: its chain has begun already.
        Invalid: no such room, or a moment in the future.
    """
    require(actor, KEEP)
    item = selectors.own_item_for(actor, exhibit)
    begun = Chain.objects.filter(public_id=exhibit).first()
    if begun is not None:
        RECORDER.state_after("chain", "taken_in", begun.state)
    values = _where_details(actor, where, ledger.now())
    changes = {
        **_lies(where, values),
        "keeper": actor.id,
        "firearm": item.firearm,
    }
    keeper = (actor.agency, item.compartment)
    RECORDER.record(
        actor, "chain", "taken_in", exhibit, changes=changes, details=values, note=note, keeper=keeper
    )
    _follow(actor, exhibit)


@CHAIN.act(
    "handed",
    inputs.HandExhibit,
    _("Hand the exhibit over"),
    permission=KEEP,
    done=_("It is handed over once the other side has received it."),
    when=_is_mine,
    asks=taken_from,
    many=Together("taken_back", "seal", words.MANY["handed"], chains.left),
)
@transaction.atomic
def hand_over(
    *,
    actor: Actor,
    chain_id: str,
    to: str,
    purpose: str,
    note: str = "",
    expected_n: int | None = None,
    **where: Unpack[Where],
) -> None:
    """Hand an exhibit over to an office, which has it once another person there has received it.

    Args:
        to: public identifier of the office; one's own where a colleague takes it.
        where: where it was taken from, if not from where it lay on record; the seal as it was read there.

    Raises:
        NotFound: there is no such exhibit for this actor.
        Forbidden: another office has it.
        Invalid: no such office or purpose; or it goes to a laboratory without a seal.
    """
    chain = _standing(actor, chain_id, "handed", expected_n)
    office = Agency.objects.filter(public_id=to, closed=False).first()
    if office is None:
        raise RECORDER.invalid(Reason("custody.office", field="to"))
    if purpose not in words.PURPOSES:
        raise RECORDER.invalid(Reason("custody.purpose", field="purpose"))
    where = _from_record(chain, where)
    values = _where_details(actor, where, ledger.now())
    if office.kind == "forensic_laboratory" and not values["seal"]:
        raise RECORDER.invalid(Reason("custody.seal", article="ITI para. 16", field="seal"))
    changes = {
        **_lies(where, values),
        "to_agency": to,
        "handed_by": actor.id,
        "purpose": purpose,
    }
    act(actor, chain, "handed", {**values, "to_agency": to, "purpose": purpose}, changes, note)
    notices.tell(
        kind="custody.handed",
        object=chain_id,
        agency_id=office.pk,
        once=f"custody handed {chain_id} {chain.n + 1}",
        permission=KEEP,
        params={"from": actor.agency_name, "purpose": purpose},
    )


@CHAIN.act(
    "received",
    inputs.ReceiveExhibit,
    _("Receive the exhibit"),
    permission=KEEP,
    done=_("You have received it."),
    leads=True,
    when=lambda actor, record: record.to_agency == actor.agency,
    asks=placed,
    many=Together("", "seal", words.MANY["received"], chains.left),
)
@transaction.atomic
def receive(
    *, actor: Actor, chain_id: str, note: str = "", expected_n: int | None = None, **where: Unpack[Where]
) -> None:
    """Receive an exhibit that somebody else handed over, and say where it lies now and which seal is on it.

    Where its firearm stands in the register, the register's own event is recorded too: handed over, sent to or returned from a
    laboratory.

    Raises:
        NotFound: there is no such exhibit for this actor.
        Forbidden: the actor handed it over, or another office was meant.
        Invalid: no such room, or a moment in the future.
    """
    chain = _standing(actor, chain_id, "received", expected_n)
    values = _where_details(actor, where, ledger.now())
    changes = {
        **_lies(where, values),
        "keeper": actor.id,
        "agency": actor.agency,
        "to_agency": "",
        "handed_by": "",
        "purpose": "",
    }
    seen = {"gap_hours": settings.IFAR_CUSTODY_HOURS}
    written = _composed(actor, chain, "received", values, changes, note, seen)
    if chain.agency_id != actor.agency_id:
        tell_register(actor, chain, values["seal"])
    _write(actor, chain, written)


@CHAIN.act(
    "declined",
    inputs.DeclineExhibit,
    _("Decline to receive it"),
    permission=KEEP,
    done=_("It stays with whoever handed it over."),
    when=lambda actor, record: record.to_agency == actor.agency,
)
@transaction.atomic
def decline(*, actor: Actor, chain_id: str, note: str, expected_n: int | None = None) -> None:
    """Refuse to receive an exhibit, and say why; whoever handed it over keeps it.

    Raises:
        NotFound, Forbidden: as for `receive`.
        Invalid: no reason.
    """
    chain = _standing(actor, chain_id, "declined", expected_n)
    if not note.strip():
        raise RECORDER.invalid(Reason("custody.note", field="note"))
    values = {"at": ledger.now().astimezone(dt.UTC).isoformat()}
    act(actor, chain, "declined", values, {"to_agency": "", "handed_by": "", "purpose": ""}, note)


@CHAIN.act(
    "taken_back",
    inputs.TakeBackExhibit,
    _("Take the hand-over back"),
    permission=KEEP,
    done=_("The hand-over is taken back."),
    when=_is_mine,
    many=Together(title=words.MANY["taken_back"]),
)
@transaction.atomic
def take_back(*, actor: Actor, chain_id: str, note: str = "", expected_n: int | None = None) -> None:
    """Take a hand-over back before anybody received it."""
    chain = _standing(actor, chain_id, "taken_back", expected_n)
    values = {"at": ledger.now().astimezone(dt.UTC).isoformat()}
    act(actor, chain, "taken_back", values, {"to_agency": "", "handed_by": "", "purpose": ""}, note)


@CHAIN.act(
    "moved",
    inputs.MoveExhibit,
    _("Move it within the office"),
    permission=KEEP,
    done=_("It is recorded where it lies now."),
    when=_is_mine,
    asks=placed,
    many=Together("", "seal", words.MANY["moved"], chains.left),
)
@transaction.atomic
def move(
    *,
    actor: Actor,
    chain_id: str,
    was: Where | None = None,
    note: str = "",
    expected_n: int | None = None,
    **where: Unpack[Where],
) -> None:
    """Move an exhibit within the office: where it lies now, and the seal as it was read.

    Args:
        was: where it was taken from, if not from where it lay on record.
    """
    chain = _standing(actor, chain_id, "moved", expected_n)
    now = ledger.now()
    after = _where_details(actor, where, now)
    values = _where_details(
        actor, _from_record(chain, {**where, "room": "", "place": "", **(was or {})}), now
    )
    details = {**values, "to_place": after["place"], "to_room": after["room"]}
    changes = {**_lies(where, {**values, "place": after["place"], "room": after["room"]}), "keeper": actor.id}
    act(actor, chain, "moved", details, changes, note)


@CHAIN.act(
    "sealed",
    inputs.SealExhibit,
    _("Put a new seal on it"),
    permission=KEEP,
    done=_("The new seal is recorded."),
    when=_is_mine,
)
@transaction.atomic
def reseal(
    *,
    actor: Actor,
    chain_id: str,
    seal: str,
    reason: str = "",
    at: dt.datetime | None = None,
    note: str = "",
    expected_n: int | None = None,
) -> None:
    """Put a new seal on an exhibit, and say why the old one was opened or is gone; without a reason it is a gap.

    Raises:
        Invalid: no number, or no such reason.
    """
    chain = _standing(actor, chain_id, "sealed", expected_n)
    now = ledger.now()
    wrong = [] if _seal(seal) else [Reason("custody.seal.new", field="seal")]
    if reason and reason not in words.SEAL_REASONS:
        wrong.append(Reason("custody.seal.reason", field="reason"))
    if reason == "other" and not note.strip():
        wrong.append(Reason("custody.seal.other", field="note"))
    if at is not None and at > now + AT_ONCE:
        wrong.append(Reason("custody.at", field="at"))
    if wrong:
        raise RECORDER.invalid(*wrong)
    values = {
        "at": (at or now).astimezone(dt.UTC).isoformat(),
        "seal": _seal(seal),
        "old": chain.seal,
        "reason": reason,
    }
    act(actor, chain, "sealed", values, {"seal": values["seal"]}, note)


@CHAIN.act(
    "refound",
    inputs.FindExhibit,
    _("Say that it is there again"),
    permission=KEEP,
    done=_("It is there again. The gap that it left still has to be explained."),
    leads=True,
    when=_is_mine,
    asks=placed,
)
@transaction.atomic
def find_again(
    *, actor: Actor, chain_id: str, note: str, expected_n: int | None = None, **where: Unpack[Where]
) -> None:
    """Say that an exhibit that a count missed is there again, and where; the gap that it left stays until it is explained."""
    chain = _standing(actor, chain_id, "refound", expected_n)
    if not note.strip():
        raise RECORDER.invalid(Reason("custody.note", field="note"))
    values = _where_details(actor, where, ledger.now())
    changes = {**_lies(where, values), "keeper": actor.id}
    act(actor, chain, "refound", values, changes, note)


def leave(actor: Actor, chain: Chain, how: str, event: str) -> None:
    """End a chain in the caller's transaction, because the register says that the thing left custody."""
    values: dict[str, Any] = {
        "at": ledger.now().astimezone(dt.UTC).isoformat(),
        "place": chain.room or chain.place,
        "seal": chain.seal,
        "whole": True,
        "how": how,
        "event": event,
    }
    RECORDER.write(actor, _composed(actor, chain, "released", values, {"since": _since(values["at"])}))
    _follow(actor, chain.public_id)
