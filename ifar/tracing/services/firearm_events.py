"""A trace in the life of the firearm that it is about: that it was asked for, and what came of it (domain: events of a life).

The life names the request by its number alone: who asks, and why, stands in the request, for those who may see that. Traders read no such
event. Nothing is noted of a request whose existence is secret, and a life that takes no event keeps nobody from asking or answering.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction

from ifar.errors import Conflict, Invalid, NotFound, Refused
from ifar.ledger import services as ledger
from ifar.recoveries.selectors import items_for
from ifar.registry.models import Event
from ifar.registry.occurred import instant
from ifar.registry.selectors import firearms_for
from ifar.registry.services.events import NewEvent, note_trace
from ifar.rights import Actor, may
from ifar.tracing import counterpart_view, outcomes, selectors, steps
from ifar.tracing.models import Request

NOTE: Final = "registry:trace:note"
PURPOSES: Final = {"investigation": "criminal_investigation", "prosecution": "criminal_investigation"}
"""What an answer is for -> the purpose that a life tells."""


def suggested_for(request: Request, chain: steps.Chain) -> str:
    """The outcome that follows from how a request stands; a person says whether it is so."""
    return outcomes.suggested(
        state=request.state,
        direction=request.direction,
        diversion=chain.diversion is not None,
        holder=chain.holder is not None,
        lost=chain.diversion is not None and chain.diversion.diversion in ("theft", "loss"),
    )


def note_asked(actor: Actor, request: Request) -> None:
    """Note in the life of the firearm that it is traced, once for each request and firearm.

    What another office of ours asked is noted with the answer only: before it whoever asked would read there which one it is.
    """
    result = request.office == request.agency.public_id or "identification" in counterpart_view.given(request)
    firearm = _firearm(actor, request) if result else ""
    if firearm and _last(request, firearm) is None:
        details = {"purpose": PURPOSES.get(request.use, "other"), "trace": request.public_id}
        _note(actor, firearm, "trace_requested", details)


def note_ended(actor: Actor, request: Request) -> None:
    """Note what came of it, as far as it was told to whoever asked."""
    note_asked(actor, request)
    firearm = _firearm(actor, request)
    last = _last(request, firearm) if firearm else None
    if last is None or last.kind != "trace_requested":
        return
    links = selectors.steps_of(request)
    results = counterpart_view.given(request) if request.direction != "outgoing" else None
    outcome = suggested_for(
        request, selectors.chain_of(counterpart_view.part_of(links, results, request.ended_at))
    )
    _note(actor, firearm, "trace_answered", {"outcome": outcome, "trace": request.public_id})


def note_settled(actor: Actor, request: Request) -> None:
    """Note the outcome that a person settled, where the life tells of another."""
    firearm = _firearm(actor, request)
    last = _last(request, firearm) if firearm else None
    if last is not None and request.outcome != "pending" and last.details.get("outcome") != request.outcome:
        _note(actor, firearm, "trace_answered", {"outcome": request.outcome, "trace": request.public_id})


def _firearm(actor: Actor, request: Request) -> str:
    """The firearm of the register that a request is about, where the actor may see it and note on it; empty otherwise."""
    if request.handling == "secret" or not may(actor, NOTE):
        return ""
    public_id = request.firearm
    if not public_id and request.item and request.direction == "outgoing":
        item = items_for(actor).filter(public_id=request.item).first()
        public_id = item.firearm if item else ""
    return public_id if public_id and firearms_for(actor).filter(public_id=public_id).exists() else ""


def _last(request: Request, firearm: str) -> Event | None:
    """The latest event by which this request stands in the life of a firearm."""
    return (
        Event.objects.filter(
            firearm__public_id=firearm,
            kind__in=("trace_requested", "trace_answered"),
            details__trace=request.public_id,
        )
        .order_by("-n")
        .first()
    )


def _note(actor: Actor, firearm: str, kind: str, details: dict[str, Any]) -> None:
    try:
        with transaction.atomic():
            note_trace(
                actor=actor, firearm=firearm, event=NewEvent(kind, details, occurred=instant(ledger.now()))
            )
    except (NotFound, Refused, Invalid, Conflict):
        # A life that was merged or taken up by somebody else meanwhile: the trace goes on, its own record stands.
        return
