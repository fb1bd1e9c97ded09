"""Linking an item to a firearm of the register: a person says that it is the one, and the firearm's life goes on with it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.services import notices
from ifar.acts.recorder import WrittenAct
from ifar.errors import Reason
from ifar.recoveries import inputs, kinds, selectors
from ifar.recoveries.models import Hit, Item
from ifar.recoveries.services.cases import check_open
from ifar.recoveries.services.items import close_searches
from ifar.recoveries.services.searching import HIT
from ifar.recoveries.services.writing import ITEM, RECORDER, WRITE, is_open, lock, lock_link
from ifar.registry.occurred import Occurred
from ifar.registry.services.events import NewEvent, Recorded, record_event, register_firearm
from ifar.rights import Actor, require


def is_registrable(item: Item) -> bool:
    """Whether an item has, or gets, a record of its own in the register."""
    return item.kind in kinds.REGISTRABLE and item.quantity == 1 and item.case.kind in kinds.RECOVERIES


@ITEM.act(
    "judged",
    inputs.JudgeProposal,
    _("Say whether it is the one"),
    permission=WRITE,
    done=_("Recorded."),
    when=is_open,
)
@transaction.atomic
def judge_hit(
    *,
    actor: Actor,
    item_id: str,
    hit: uuid.UUID | str,
    verdict: str,
    note: str = "",
    expected_n: int | None = None,
) -> Item:
    """Say whether a proposal is the one. That it is links the item; the last word counts, the earlier ones stay in the log.

    Raises:
        NotFound: there is no such item, or no such proposal, for this actor.
        Invalid: no such verdict.
        Refused, Conflict: as for `link_item`.
    """
    require(actor, "recoveries:case:write")
    lock(item_id)
    item = selectors.own_item_for(actor, item_id)
    RECORDER.check_expected(item, expected_n)
    hit = uuid.UUID(str(hit))
    proposal = selectors.hit_for(actor, item, hit)
    if verdict not in kinds.VERDICTS:
        raise RECORDER.invalid(Reason("recoveries.verdict", field="verdict"))
    # A word about a firearm answers every proposal of it: when it was entered, later, when it was reported stolen.
    same = Hit.objects.filter(item=item, firearm=proposal.firearm, verdict="").exclude(pk=hit)
    acts: list[WrittenAct] = []
    for entry in (hit, *same.values_list("pk", flat=True)):
        values = {"hit": str(entry), "verdict": verdict}
        on = acts[-1] if acts else item
        acts.append(RECORDER.compose(actor, "item", "judged", on, details=values, note=note))
    RECORDER.write(actor, *acts)
    notices.settle(actor=actor, kind=HIT, object=item_id, params={"firearm": proposal.firearm.public_id})
    if verdict == "confirmed":
        link_item(actor=actor, item_id=item_id, firearm=proposal.firearm.public_id)
    return selectors.own_item_for(actor, item_id)


@ITEM.act(
    "linked",
    inputs.LinkItem,
    _("Link it to a firearm that you know"),
    permission=WRITE,
    done=_("Linked: the firearm's life goes on with this case."),
    when=lambda actor, record: is_open(actor, record) and is_registrable(record),
)
@transaction.atomic
def link_item(*, actor: Actor, item_id: str, firearm: str, expected_n: int | None = None) -> Recorded:
    """Say which firearm of the register an item is, and record in its life that it was seized, found or surrendered.

    The life cycle wakes whoever must hear of it: a hit on a lost one, a resurrection, a gap in custody.

    Raises:
        NotFound: there is no such item, or no such firearm, for this actor.
        Refused: it is linked already, its case is concluded, nothing was taken in, or the life cycle says no.
    """
    require(actor, "recoveries:case:write")
    item = _linkable(actor, item_id)
    RECORDER.check_expected(item, expected_n)
    recorded = record_event(actor=actor, firearm=firearm, event=_event(item))
    _link(actor, item, recorded)
    return recorded


@transaction.atomic
def register_item(*, actor: Actor, item: str, none: bool = True) -> Recorded:
    """Open a record in the register for an item that is not on it, with the same event as its first.

    Args:
        none: somebody says that it is none of the firearms that it may be: one click must not make a second record of a firearm.

    Raises:
        NotFound, Refused: as for `link_item`; also where a proposal waits for a word, and nobody says so.
        Invalid: nothing is said by which the thing could be found again.
    """
    require(actor, "recoveries:case:write")
    record = _linkable(actor, item)
    if not none and selectors.hits_for(actor).filter(item=record, verdict="").exists():
        raise RECORDER.refused(Reason("recoveries.proposed"))
    marks = [{name: value for name, value in mark.items() if name != "n"} for mark in record.marks]
    event = _event(record, identity=_identity(record), marks=tuple(marks))
    recorded = register_firearm(actor=actor, event=event, item="part" if record.kind == "part" else "firearm")
    _link(actor, record, recorded)
    return recorded


def _linkable(actor: Actor, item: str) -> Item:
    lock_link(item)
    record = selectors.own_item_for(actor, item)
    check_open(record.case)
    RECORDER.state_after("item", "linked", record.state)
    if record.kind not in kinds.REGISTRABLE or record.quantity > 1:
        raise RECORDER.refused(Reason("recoveries.item.kind", article="Protocol art. 3(a), 3(b)"))
    if record.case.kind not in kinds.RECOVERIES:
        raise RECORDER.refused(Reason("recoveries.case.kind"))
    return record


def _event(item: Item, **more: Any) -> NewEvent:
    """The event in the firearm's life that the case and the item come to."""
    case = item.case
    details: dict[str, Any] = {
        "marking": item.marking,
        "condition": item.condition,
        "location": case.location,
        "offences": list(case.offences),
        "report": case.report[:60],
        "case": case.number[:60],
        "exhibit": item.public_id,
        "photos": list(item.photos),
    }
    details = {name: value for name, value in details.items() if value}
    if case.kind == "seized":
        details["ground"] = case.ground or "unknown"
    if case.kind == "surrendered" and case.anonymous:
        details["anonymous"] = True
    occurred = Occurred(case.occurred_from, case.occurred_to, case.precision, case.zone)  # type: ignore[arg-type]
    return NewEvent(
        kind=case.kind, details=details, occurred=occurred, place=case.place, paper=case.number, **more
    )


def _identity(item: Item) -> dict[str, Any]:
    return dict(item.identity)


def _link(actor: Actor, item: Item, recorded: Recorded) -> None:
    # A record that is opened for the item itself is none that its search found.
    close_searches(actor, item, "not_needed" if recorded.n == 1 else "found")
    changes = {"firearm": recorded.firearm, "recorded": str(recorded.entry)}
    details = {"first": recorded.n == 1, "alarms": list(recorded.alarms)}
    RECORDER.record(actor, "item", "linked", item, changes=changes, details=details)
    # Which firearm it is, is said: no other proposal waits for a word any more.
    notices.settle(actor=actor, kind=HIT, object=item.public_id)


@ITEM.act(
    "unlinked",
    inputs.UnlinkItem,
    _("Take the link back"),
    permission=WRITE,
    done=_("The link was taken back. The event in the firearm's life stays until it is annulled there."),
    hint=_("The event in the firearm's life stays until it is annulled there, by two people."),
    when=is_open,
)
@transaction.atomic
def unlink_item(*, actor: Actor, item_id: str, reason: str, expected_n: int | None = None) -> None:
    """Take a link back that was a mistake. The event in the firearm's life stays until it is annulled there, by two people.

    Raises:
        NotFound: there is no such item for this actor.
        Refused: it is not linked, or its case is concluded.
        Invalid: no reason.
    """
    require(actor, "recoveries:case:write")
    lock(item_id)
    item = selectors.own_item_for(actor, item_id)
    RECORDER.check_expected(item, expected_n)
    if not reason.strip():
        raise RECORDER.invalid(Reason("recoveries.reason", field="reason"))
    changes, values = {"firearm": "", "recorded": None}, {"firearm": item.firearm}
    RECORDER.record(actor, "item", "unlinked", item, changes=changes, details=values, note=reason)
