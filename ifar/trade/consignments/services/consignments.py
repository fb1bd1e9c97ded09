"""Consignments: opened under an authorisation in force, their crates sealed, released at exit.

Release is an act of authority: it asks the gate again, and refuses what is suspended, expired or rests on a paper that counts no more. What was
seen of a consignment is recorded whatever follows from it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.errors import Reason, Refused
from ifar.ledger import services as ledger
from ifar.reference import selectors as reference
from ifar.registry import kinds as registry_kinds
from ifar.registry.occurred import day as on_day
from ifar.registry.occurred import instant
from ifar.registry.services import events
from ifar.registry.services.events import NewEvent
from ifar.registry.services.events.many import write_each
from ifar.rights import Actor, require
from ifar.trade.consignments import inputs
from ifar.trade.consignments import selectors as kept
from ifar.trade.consignments.acts import MOST_DAYS
from ifar.trade.consignments.selectors import CHECK, PACK
from ifar.trade.consignments.services.carried import asked_once
from ifar.trade.deliveries.services import deliveries
from ifar.trade.journeys.selectors import is_travelled
from ifar.trade.models import Authorisation, Consignment, Crate, Item
from ifar.trade.selectors import is_for_a_time
from ifar.trade.services.deciding import against
from ifar.trade.services.writing import RECORDER, today

CONSIGNMENT: Final = Offers(RECORDER, "consignment", kept.consignment_for, page="trade:consignment")
CRATE: Final = Offers(
    RECORDER,
    "crate",
    kept.crate_for,
    page="trade:consignment",
    on=lambda record: record.consignment.public_id,
    name="crate",
)
_ARTICLE: Final = "Protocol art. 10(1)"


def is_packer(actor: Actor, consignment: Consignment) -> bool:
    """Whether it is the actor's office that packs a consignment, or that keeps its authorisation."""
    return consignment.agency_id == actor.agency_id or (
        bool(actor.agency) and consignment.exporter == actor.agency
    )


def fetch(actor: Actor, consignment_id: str, permission: str, expected_n: int | None = None) -> Consignment:
    """A consignment for an act on it."""
    require(actor, permission)
    consignment = kept.consignment_for(actor, consignment_id)
    RECORDER.check_expected(consignment, expected_n)
    return consignment


def in_force(authorisation: Authorisation, day: dt.date) -> list[Reason]:
    """Why nothing may be packed or leave on an authorisation on a day."""
    if authorisation.state != "in_force" or not (authorisation.valid_from and authorisation.valid_to):
        return [Reason("trade.not_in_force", article=_ARTICLE)]
    if not authorisation.valid_from <= day <= authorisation.valid_to:
        return [Reason("trade.not_valid", article=_ARTICLE)]
    return []


@transaction.atomic
def open_consignment(*, actor: Actor, authorisation: str, consignee: str = "") -> str:
    """Open a consignment; returns its public identifier.

    Args:
        authorisation: public identifier of one under which the actor's office may pack.
        consignee: to whom it goes; the one whom the authorisation names, where it names no other.

    Raises:
        Invalid: there is no such authorisation for this actor, or it is not said to which of several consignees it goes.
        Refused: it is not in force today.
    """
    require(actor, PACK)
    record = kept.packed_on_by(actor).filter(public_id=authorisation).first()
    if record is None:
        raise RECORDER.invalid(Reason("trade.consignment.authorisation", field="authorisation"))
    if reasons := in_force(record, today()):
        raise RECORDER.refused(*reasons)
    if is_travelled(record.public_id):
        raise RECORDER.refused(Reason("trade.travelled", article="Protocol art. 10(1)"))
    if record.extent == "single" and record.consignments.exclude(state="cancelled").exists():
        raise RECORDER.refused(Reason("trade.extent.single", article="Protocol art. 10(1)"))
    named = record.consignees
    if (consignee and consignee not in named) or (not consignee and len(named) > 1):
        raise RECORDER.invalid(Reason("trade.consignment.consignee", field="consignee"))
    sets = {
        "authorisation": record.public_id,
        "consignee": consignee or record.consignee,
        "exporter": actor.agency if actor.agency_kind in kept.TRADERS else "",
    }
    return RECORDER.record(actor, "consignment", "opened", changes=sets).subject


# Crates ---------------------------------------------------------------------------------------------------------------


def _packing(actor: Actor, consignment: Consignment) -> None:
    if not is_packer(actor, consignment):
        raise RECORDER.refused(Reason("trade.pack.other"))
    if consignment.state != "packing":
        raise RECORDER.refused(Reason("trade.list_closed"))


def _seals(seals: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(" ".join(seal.split()) for seal in seals if seal.strip()))


def _number(consignment: Consignment, number: str, but: str = "") -> str:
    plain = " ".join(number.split())
    if consignment.crates.filter(number=plain, state="open").exclude(public_id=but).exists():
        raise RECORDER.invalid(Reason("trade.crate.twice", field="number"))
    return plain


@transaction.atomic
def add_crate(*, actor: Actor, consignment_id: str, number: str, seals: Sequence[str] = ()) -> str:
    """Add a crate; returns its public identifier.

    Raises:
        NotFound: there is no such consignment for this actor.
        Refused: another office packs it, or the packing list is closed.
        Invalid: the consignment has a crate of this number.
    """
    consignment = fetch(actor, consignment_id, PACK)
    _packing(actor, consignment)
    sets = {
        "consignment": consignment.public_id,
        "number": _number(consignment, number),
        "seals": _seals(seals),
    }
    return RECORDER.record(actor, "crate", "added", changes=sets).subject


def _stands(_actor: Actor, crate: Crate) -> Mapping[str, Any]:
    return {"initial": {"number": crate.number, "seals": crate.seals}}


def _open(actor: Actor, crate: Crate) -> bool:
    return crate.consignment.state == "packing" and is_packer(actor, crate.consignment)


@CRATE.act(
    "changed", inputs.ChangeCrate, _("Change crate or seals"), permission=PACK, asks=_stands, when=_open
)
@transaction.atomic
def change_crate(
    *, actor: Actor, crate_id: str, number: str, seals: Sequence[str] = (), expected_n: int | None = None
) -> None:
    """Say what stands on a crate from now on, and by which seals it is closed.

    Raises:
        NotFound: there is no such crate for this actor.
    """
    require(actor, PACK)
    crate = kept.crate_for(actor, crate_id)
    RECORDER.check_expected(crate, expected_n)
    _packing(actor, crate.consignment)
    sets = {"number": _number(crate.consignment, number, crate.public_id), "seals": _seals(seals)}
    RECORDER.record(actor, "crate", "changed", crate, changes=sets)


@CRATE.act("removed", inputs.UnpackGoods, _("Remove the crate"), permission=PACK, when=_open)
@transaction.atomic
def remove_crate(*, actor: Actor, crate_id: str, expected_n: int | None = None) -> None:
    """Remove a crate in which nothing is packed.

    Raises:
        NotFound: there is no such crate for this actor.
        Refused: something is packed in it.
    """
    require(actor, PACK)
    crate = kept.crate_for(actor, crate_id)
    RECORDER.check_expected(crate, expected_n)
    _packing(actor, crate.consignment)
    if crate.consignment.items.filter(crate=crate.public_id, state="packed").exists():
        raise RECORDER.refused(Reason("trade.crate.full"))
    RECORDER.record(actor, "crate", "removed", crate)


# The list -------------------------------------------------------------------------------------------------------------


@CONSIGNMENT.act(
    "closed",
    inputs.CloseList,
    _("Close the packing list"),
    permission=PACK,
    done=_("The packing list is closed. Customs see it."),
    hint=_("Check that every crate is sealed. Customs then see the list."),
    leads=lambda record: record.items.filter(state="packed").exists(),
)
@transaction.atomic
def close(*, actor: Actor, consignment_id: str, expected_n: int | None = None) -> None:
    """Close a packing list: what is packed is sealed.

    Raises:
        NotFound: there is no such consignment for this actor.
        Refused: nothing is packed, or a crate bears no seal.
    """
    consignment = fetch(actor, consignment_id, PACK, expected_n)
    packed = {item.crate for item in kept.items_of(consignment)}
    if not packed:
        raise RECORDER.refused(Reason("trade.nothing_packed"))
    if bare := [
        crate.number for crate in kept.crates_of(consignment) if crate.public_id in packed and not crate.seals
    ]:
        raise RECORDER.refused(Reason("trade.no_seal", params={"crates": ", ".join(bare[:10])}))
    RECORDER.record(actor, "consignment", "closed", consignment)


@CONSIGNMENT.act("reopened", inputs.ReopenList, _("Open the packing list again"), permission=PACK)
@transaction.atomic
def reopen(*, actor: Actor, consignment_id: str, reason: str, expected_n: int | None = None) -> None:
    """Open a packing list again before it leaves.

    Raises:
        NotFound: there is no such consignment for this actor.
    """
    consignment = fetch(actor, consignment_id, PACK, expected_n)
    RECORDER.record(actor, "consignment", "reopened", consignment, note=reason)


@CONSIGNMENT.act(
    "cancelled", inputs.CancelConsignment, _("Cancel the consignment"), permission=PACK, danger=True
)
@transaction.atomic
def cancel(*, actor: Actor, consignment_id: str, reason: str, expected_n: int | None = None) -> None:
    """Cancel a consignment of which everything was unpacked.

    Raises:
        NotFound: there is no such consignment for this actor.
        Refused: something is still packed.
    """
    consignment = fetch(actor, consignment_id, PACK, expected_n)
    if consignment.items.filter(state="packed").exists():
        raise RECORDER.refused(Reason("trade.still_packed"))
    RECORDER.record(actor, "consignment", "cancelled", consignment, note=reason)


# Exit -----------------------------------------------------------------------------------------------------------------


def releases(actor: Actor, consignment: Consignment) -> bool:
    """Whether the actor's office records that it left: customs, or the authority that keeps the authorisation, from customs' paper."""
    return consignment.authorisation.kind == "export" and (
        actor.agency_kind == "customs" or consignment.agency_id == actor.agency_id
    )


def _what_leaves(consignment: Consignment) -> str:
    """How much leaves, and where to: nothing takes the release back."""
    pieces = sum(item.quantity for item in kept.items_of(consignment))
    state = reference.words("country").get(consignment.into_state, consignment.into_state)
    words = gettext(
        "Pieces that leave for %(state)s: %(pieces)s. This cannot be undone. It is refused where the authorisation or a document on which it rests is not in force today."
    )
    return words % {"pieces": pieces, "state": state}


def _at_exit(_actor: Actor, _found: Consignment) -> Mapping[str, Any]:
    return {"initial": {"left_on": timezone.localdate()}}


@CONSIGNMENT.act(
    "left",
    inputs.ReleaseAtExit,
    _("Release at exit"),
    permission=CHECK,
    done=_("Released. Each firearm of the packing list is on record as exported."),
    hint=_what_leaves,
    leads=True,
    when=lambda actor, record: releases(actor, record) and not in_force(record.authorisation, today()),
    asks=_at_exit,
)
@transaction.atomic
def release(
    *,
    actor: Actor,
    consignment_id: str,
    declaration: str,
    left_on: dt.date,
    exit_point: str = "",
    expected_n: int | None = None,
) -> None:
    """Release a consignment at exit: everything on its packing list left, and each firearm's record says so.

    Raises:
        NotFound: there is no such consignment for this actor.
        Forbidden: the actor closed the packing list.
        Refused: the authorisation, or a paper on which it rests, is not in force today or was not on the day of the exit, or a firearm may not leave;
            every reason.
        Invalid: the day lies ahead in the zone of the installation, or more than `MOST_DAYS` back.
    """
    consignment = fetch(actor, consignment_id, CHECK, expected_n)
    if not releases(actor, consignment):
        raise RECORDER.refused(Reason("trade.exit.office"))
    RECORDER.state_after("consignment", "left", consignment.state)
    here = timezone.localdate()
    if not here - dt.timedelta(days=MOST_DAYS) <= left_on <= here:
        raise RECORDER.invalid(Reason("trade.left_on", field="left_on", params={"days": MOST_DAYS}))
    of = consignment.authorisation
    reasons = _licensed(consignment)
    # What leaves on a packing list leaves for good: what is lifted for a purpose of going for a time is not lifted for it.
    here_alone = kept.as_to_one(consignment)
    as_leaving = [here_alone, {**here_alone, "purpose": ""}] if is_for_a_time(of.purpose) else [here_alone]
    for day in (today(), left_on):
        results = [*in_force(of, day), *(reason for sets in as_leaving for reason in against(of, sets, day))]
        reasons += [
            reason for n, reason in enumerate(results) if reason not in reasons and reason not in results[:n]
        ]
    if reasons:
        raise RECORDER.refused(*reasons)
    sets = {"declaration": declaration, "exit_point": exit_point, "left_on": left_on}
    RECORDER.record(actor, "consignment", "left", consignment, changes=sets)
    details = {
        "country": consignment.into_state,
        "consignment": consignment.public_id,
        "declaration": declaration,
        "exit_point": exit_point,
    }
    zone = settings.TIME_ZONE
    event = NewEvent(
        "exported",
        {name: value for name, value in details.items() if value},
        occurred=instant(ledger.now(), zone) if left_on == here else on_day(left_on, zone),
        paper=declaration,
    )
    items = kept.items_of(consignment)
    written(actor, event, [item.firearm for item in items if item.firearm])
    if of.kind == "export" and items:
        deliveries.expect(actor, of, left_on, _lines(items), consignment.public_id)


_UNLICENSED: Final = """
SELECT EXISTS (SELECT FROM (
    SELECT DISTINCT f.owner, f.ownership FROM trade_item i JOIN registry_firearm f ON f.public_id = i.firearm WHERE i.consignment_id = %s AND i.state = 'packed') f
WHERE NOT CASE %s::text WHEN '' THEN f.ownership = 'state' ELSE trade_owns(%s, f.owner) END)
"""


def _licensed(consignment: Consignment) -> list[Reason]:
    """Whether a licence of the applicant that is in force still names the book of everything that is packed."""
    who = consignment.authorisation.applicant
    with connection.cursor() as cursor:
        cursor.execute(_UNLICENSED, [consignment.pk, who, who])
        (is_without,) = cursor.fetchone()
    return [Reason("trade.exit.licence", article=_ARTICLE)] if is_without else []


def _lines(items: Sequence[Item]) -> list[dict[str, Any]]:
    """What is on a packing list as lines of goods."""
    counted: Counter[tuple[str, str, str, str]] = Counter()
    for item in items:
        counted[item.type, item.calibre, item.make, item.model] += item.quantity
    return [
        {"type": kind, "calibre": calibre, "make": make, "model": model, "quantity": number}
        for (kind, calibre, make, model), number in sorted(counted.items())
    ]


@asked_once()
def written(actor: Actor, event: NewEvent, firearms: Sequence[str], *, skips: bool = False) -> None:
    """Record one event of each firearm of a consignment, or of none of them.

    Args:
        skips: leave those out of which the life cycle says no.

    Raises:
        Refused: the life cycle says no of some; each with its serial number.
    """
    kind, wrong, composed = registry_kinds.KINDS[event.kind], list[Reason](), list[events.Composed]()
    events.checked(event)
    snapshots = events.snapshots_of(actor, firearms, event)
    for firearm in firearms:
        snapshot = snapshots.get(firearm)
        if snapshot is None:
            wrong.append(Reason("trade.firearm.unseen", params={"firearm": firearm}))
            continue
        try:
            outcome = events.decided(actor, snapshot, event, people=frozenset({actor.id}))
        except Refused as error:
            params = {"serial": serial_of(snapshot), "why": str(error.message)}
            wrong.append(Reason("trade.firearm.refused", params=params))
            continue
        composed.append(events.compose(actor, snapshot, event, kind, outcome))
    if wrong and not skips:
        raise RECORDER.refused(*wrong[:50])
    write_each(composed)


def serial_of(snapshot: events.Snapshot) -> str:
    """The serial number of a firearm as it stands on it; its identifier where none is on record."""
    return next(
        (
            str(mark["text"])
            for mark in snapshot.marks
            if mark.get("kind") == "serial" and mark.get("text") and not mark.get("retired")
        ),
        snapshot.public_id,
    )
