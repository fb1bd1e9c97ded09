"""The receipt of a despatch by scan: what came is the receiver's, what differs is a matter of the carrier or the sender, with a day.

A receipt is recorded whatever it shows. What the life cycle refuses - a block, a licence that was suspended on the way, an arm that was reported stolen - is not
received: it is named to whoever scans it, and a matter of the authority.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Agency
from ifar.errors import IfarError, Reason
from ifar.ledger import services as ledger
from ifar.matters.services import matters
from ifar.placement.roads import crates as boxes
from ifar.placement.roads import writing
from ifar.placement.roads.reading import Packed, arrival, lines_of
from ifar.placement.roads.reconciling import Finding
from ifar.registry.lifecycle.changes import COMMISSION
from ifar.registry.occurred import instant
from ifar.registry.selectors.serials import serials_of
from ifar.registry.services import events
from ifar.registry.services.events import Composed, NewEvent, Snapshot
from ifar.registry.services.events.alike import Deciding
from ifar.rights import Actor
from ifar.trade.despatches import inputs, labels
from ifar.trade.despatches import selectors as kept
from ifar.trade.despatches.acts import KEPT, ON_THE_ROAD
from ifar.trade.despatches.selectors import REPORT, SEND
from ifar.trade.despatches.services import telling
from ifar.trade.despatches.services.despatching import (
    DESPATCH,
    ROAD,
    fetch,
    fetch_alone,
    is_receiver,
    is_sender,
    not_on_these_terms,
    with_closed,
)
from ifar.trade.models import Despatch
from ifar.trade.services.writing import RECORDER

MATTER: Final = "consignment"
"""The kind of matter that a difference is."""


OWN: Final = frozenset({"registry.precondition.buyer_licence", "registry.ask_desk"})
"""Refusals of the life cycle that a receiver is told as they are."""
_TAKEN_IN: Final = {"sent": ("received", "received"), "returning": ("taken_back", "back")}
"""State of a despatch -> the act by which somebody says what came, and the list of a crate in which that stands."""
LATE: Final = "trade.despatch_late"
"""The cause of the matter that the day of a despatch passed."""


@dataclass(frozen=True, slots=True)
class Differs:
    """What a receipt shows that differs, whose it is to explain, and the matter that it became."""

    code: str
    answers: boxes.Answers
    firearms: tuple[str, ...] = ()
    serials: tuple[str, ...] = ()
    matter: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """What a receipt came to: how many were received, what was not and why, what differs, how many are still on the road."""

    received: int = 0
    refused: tuple[Packed, ...] = ()
    differs: tuple[Differs, ...] = ()
    road: int = 0
    lines: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def receive(
    *,
    actor: Actor,
    despatch_id: str,
    crate: str = "",
    seals: Sequence[str] = (),
    seal_broken: bool = False,
    things: str | Sequence[str] = "",
    complete: bool = False,
    remark: str = "",
    expected_n: int | None = None,
) -> Received:
    """Record what was scanned of a despatch; what came is the receiver's from now on, on the terms of the despatch. What was turned back its sender
    records in the same way: it is then as it was before it was handed over.

    Args:
        crate: number of the one that was opened; empty for all of them.
        seals: as they were read, before it was opened.
        seal_broken: whether one of them was broken or not there, whatever number was read.
        things: what was typed, scanned or read from a file.
        complete: whether everything that came was scanned, so that what was packed there and not scanned is missing.
        remark: said where nothing came at all.

    Raises:
        NotFound: there is no such despatch for this actor.
        Forbidden: it goes to another office, or back to another one.
        Invalid: nothing is given, or there is no such crate.
    """
    despatch = fetch_alone(actor, despatch_id, SEND, expected_n)
    kind, into = _TAKEN_IN.get(despatch.state, _TAKEN_IN["sent"])
    lines = lines_of(things)
    if despatch.state == "completed" and (again := _again(actor, despatch, lines)):
        return again
    RECORDER.state_after("despatch", kind, despatch.state)
    writing.check_scanned(ROAD, despatch.crates, lines, crate=crate, complete=complete, remark=remark)
    receipt = writing.take_in(
        ROAD,
        actor,
        despatch,
        lines,
        serials_of(boxes.packed(despatch.crates)),
        partial(_taken, actor, despatch),
        kind=kind,
        into=into,
        crate=crate,
        seals=seals,
        seal_broken=seal_broken,
        complete=complete,
        remark=remark,
    )
    differs = receipt.report.differing()
    if despatch.state == "returning":
        # The carrier had it in hand last; what seals do not explain may never have left whoever packed it.
        differs = [
            (finding, whose) for finding, first in differs for whose in dict.fromkeys(("carrier", first))
        ]
    raised = _matters(actor, despatch, receipt.written.n, differs, bool(receipt.refused))
    writing.complete(ROAD, actor, receipt.written, receipt.after)
    answers, lines_read = tuple(receipt.answers(ROAD)), dict(receipt.report.compared.found)
    return Received(len(receipt.came), answers, tuple(raised), receipt.road, lines_read)


def _again(actor: Actor, despatch: Despatch, lines: Sequence[str]) -> Received | None:
    """The answer to a second scan of what was received; None where it says anything else."""
    serials = serials_of(boxes.packed(despatch.crates))
    report = arrival(despatch.crates, serials, lines, ledger.now())
    if (
        report.seen.serials
        or not report.known
        or not (is_receiver(actor, despatch) or is_sender(actor, despatch))
    ):
        return None
    return Received(0, tuple(Packed(text, "", (ROAD.worded("came_already", text),)) for text in report.known))


def _event(despatch: Despatch, owner: str, at: dt.datetime, *, closed: bool = False) -> NewEvent:
    """How one firearm is received: on consignment, back with its owner, or as the receiver's own; what is turned back as it was before.

    What a trader sent that has closed meanwhile is only kept: whose it becomes is the authority's to decide.
    """
    taker = _taker(despatch)
    details: dict[str, Any] = {
        "despatch": despatch.public_id,
        "sender": despatch.agency.public_id,
        "receiver": taker,
    }
    if owner == taker:
        details["terms"] = "home"
    elif despatch.terms in KEPT or closed or taker == despatch.agency.public_id:
        is_let = despatch.terms == COMMISSION and not closed
        details["terms"] = COMMISSION if is_let else "consignment"
    else:
        details |= {"terms": "sale", "owner_kind": despatch.owner_kind, "owner": despatch.receiver}
    return NewEvent("despatch_received", details, occurred=instant(at), paper=despatch.public_id)


def _taker(despatch: Despatch) -> str:
    """The office that takes it in: the receiver, or the sender of what is turned back."""
    return despatch.agency.public_id if despatch.state == "returning" else despatch.receiver


def _taken(actor: Actor, despatch: Despatch, firearms: Sequence[str]) -> tuple[list[Composed], list[Packed]]:
    """The events of what is received, and what is not with every reason.

    Until it is received it stands in no book of the receiver's: it is read as the authority reads it, which is told nobody.
    """
    # Before they are read: nothing happened after it was looked at.
    closed = with_closed(despatch)
    at, reader = ledger.now(), replace(actor, agency_kind="licensing_authority")
    snapshots = events.snapshots_of(reader, firearms, _event(despatch, "", at))
    deciding: dict[str, Deciding] = {}
    composed, refused = [], []
    for firearm in firearms:
        snapshot = snapshots.get(firearm)
        try:
            if snapshot is None or not _is_on_its_road(despatch, snapshot):
                raise RECORDER.refused(Reason("trade.despatch.not_on_road"))
            if not_on_these_terms(despatch, snapshot.keeping.owner):
                raise RECORDER.refused(Reason("trade.despatch.not_on_road"))
            how = "home" if snapshot.keeping.owner == _taker(despatch) else "other"
            if how not in deciding:
                deciding[how] = Deciding(actor, _event(despatch, snapshot.keeping.owner, at, closed=closed))
            composed.append(deciding[how].composed(snapshot))
        except IfarError as error:
            refused.append(Packed(firearm, firearm, _tellable(error)))
    return composed, refused


def _tellable(error: IfarError) -> tuple[Reason, ...]:
    """What stands against receiving something, as far as it is the receiver's own licence, or of what only a desk tells; of another's arm nothing else is told."""
    own = tuple(reason for reason in error.reasons if reason.code in OWN)
    return own or RECORDER.refused(Reason("trade.despatch.not_on_road")).reasons


def _is_on_its_road(despatch: Despatch, snapshot: Snapshot) -> bool:
    """Whether a firearm is with the carrier of this despatch; what became of it otherwise is not the receiver's to hear."""
    return snapshot.facts is not None and (
        (snapshot.facts.custody, snapshot.keeping.custodian) == ("carrier", despatch.carrier)
    )


def _matters(
    actor: Actor,
    despatch: Despatch,
    n: int,
    differs: Collection[tuple[Finding, boxes.Answers]],
    refused: bool,
) -> list[Differs]:
    """Raise what differs as matters of the authority over the receiver, and ask whoever had it in hand what became of it."""
    office = _authority(despatch)
    differses = []
    for finding, whose in differs:
        cause = f"trade.despatch_{finding.code}"
        asked = despatch.carrier if whose == "carrier" else despatch.agency.public_id
        which = f"{cause} {n} {whose}"
        matter = _raise(despatch, which, office, asked, [actor.id], str(labels.QUESTIONS[cause]))
        differses.append(Differs(finding.code, whose, finding.pieces, finding.serials, matter))
    if any(each.code in boxes.LESS for each in differses):
        sides = {"carrier": despatch.carrier, "sender": despatch.agency.public_id}
        told = [sides[each.answers] for each in differses if each.code in boxes.LESS and each.matter]
        telling.not_arrived(despatch, n, told)
    if refused:
        _raise(despatch, f"trade.despatch_refused {n}", office, "", [actor.id], "")
    return differses


def _authority(despatch: Despatch) -> Agency | None:
    """The authority over whoever takes it in, else over the other side."""
    sides = (_taker(despatch), despatch.agency.public_id, despatch.receiver)
    return next((agency for agency in map(kept.authority_over, sides) if agency), None)


def _raise(
    despatch: Despatch,
    cause: str,
    office: Agency | None,
    explainer: str,
    barred: Collection[str],
    question: str,
) -> str:
    if office is None:
        return ""
    return matters.open_matter(
        MATTER,
        despatch.public_id,
        cause,
        office,
        compartment=despatch.compartment,
        explainer=explainer,
        question=question,
        barred=sorted(barred),
    )


def _gone(despatch: Despatch) -> list[str]:
    """What the receiver looked for in vain, or, where one of the two has closed, whatever is on the road."""
    return boxes.on_the_road(despatch.crates) if with_closed(despatch) else boxes.looked_for(despatch.crates)


# What is missing ----------------------------------------------------------------------------------------------------------


@DESPATCH.act(
    "reported",
    inputs.ReportMissing,
    _("Report the missing firearms"),
    permission=REPORT,
    done=_("Reported. They are searched for from now on."),
    hint=_(
        "What the receiver did not find is searched for at once, also at quick checks. Where one of the two has closed, that is everything in transit."
    ),
    leads=lambda record: bool(boxes.looked_for(record.crates)),
    when=lambda _actor, record: bool(_gone(record)),
)
@transaction.atomic
def report(*, actor: Actor, despatch_id: str, expected_n: int | None = None) -> None:
    """Record as missing in transit what the receiver of a despatch looked for in vain, or whatever is on the road to or from a trader that has closed; each is wanted from then on.

    Raises:
        NotFound: there is no such despatch for this actor.
        Refused: nothing is missing that was not reported, or the life cycle says no of a firearm.
    """
    despatch = fetch(actor, despatch_id, REPORT, expected_n)
    writing.report_missing(ROAD, actor, despatch, _gone(despatch), kept.gone_of)


def raise_overdue(day: dt.date) -> int:
    """Raise a matter of each despatch whose day passed before everything was received: the carrier, who has it in hand, is asked; and again where the last was closed and its day passed. How many it raised."""
    result = 0
    late = Despatch.objects.filter(state__in=ON_THE_ROAD, due_on__lt=day)
    for despatch in late.select_related("agency").order_by("id"):
        office = _authority(despatch)
        with transaction.atomic():
            question = str(labels.QUESTIONS[LATE])
            if cause := matters.next_cause(despatch.public_id, LATE, day):
                result += bool(_raise(despatch, cause, office, despatch.carrier, (), question))
    return result
