"""Chains of custody over HTTP: taken in, handed over, received, sealed, gaps explained."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.cursors import LARGEST, SIZE, page
from ifar.form_errors import actor_of
from ifar.recoveries.custody import inputs
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.api.shapes import Identifier
from ifar.recoveries.custody.services import chains as custody
from ifar.recoveries.custody.services import gaps  # noqa: F401 (it offers an act on chains)
from ifar.recoveries.models import Chain
from ifar.rights import require

router = Router()


class CustodyAsked(Schema):
    """Which exhibits: to be received, with gaps, or kept by my office; page by page."""

    list: Literal["receive", "gaps", "kept"] = "kept"
    after: Annotated[str, Field(max_length=500, description="The cursor that the page before gave.")] = ""
    size: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE


class GapOut(Schema):
    """A gap that nobody has explained."""

    key: str
    kind: Literal["time", "place", "seal", "person"]
    expected: str
    found: str


class ChainOut(Schema):
    """Where an exhibit is."""

    exhibit: str
    state: str
    n: int
    agency: str
    keeper: str
    room: str
    place: str
    seal: str
    since: dt.datetime
    to_agency: str
    handed_by: str
    purpose: str
    firearm: str
    gaps: list[GapOut]


class ChainPage(Schema):
    """Some of them, and where the next page begins."""

    items: list[ChainOut]
    after: str | None


def _chain(chain: Chain) -> dict[str, Any]:
    names = (
        "state",
        "n",
        "keeper",
        "room",
        "place",
        "seal",
        "since",
        "to_agency",
        "handed_by",
        "purpose",
        "firearm",
        "gaps",
    )
    return {
        "exhibit": chain.public_id,
        "agency": chain.agency.public_id,
        **{name: getattr(chain, name) for name in names},
    }


@router.get(
    "/custody/exhibits", response=ChainPage, summary="Exhibits in custody", operation_id="list_custody"
)
def list_custody(request: HttpRequest, asked: Query[CustodyAsked]) -> dict[str, Any]:
    """The newest first."""
    actor = actor_of(request)
    require(actor, kept.READ)
    lists = {
        "receive": kept.to_receive(actor),
        "gaps": kept.with_gaps(actor),
        "kept": kept.chains_for(actor).filter(agency=actor.agency_id).exclude(state="released"),
    }
    result = page(lists[asked.list], order=("-id",), after=asked.after, size=asked.size)
    return {"items": [_chain(chain) for chain in result.items], "after": result.after}


@router.get(
    "/custody/exhibits/{exhibit}",
    response=ChainOut,
    summary="One exhibit's custody",
    operation_id="get_custody",
)
def get_custody(request: HttpRequest, exhibit: Identifier) -> dict[str, Any]:
    """Where it is, and its open gaps."""
    return _chain(kept.chain_for(actor_of(request), exhibit))


@router.post(
    "/custody/exhibits/{exhibit}",
    response={201: ChainOut},
    summary="Take an exhibit into custody",
    operation_id="take_into_custody",
)
def take_in(request: HttpRequest, exhibit: Identifier, body: inputs.TakeIn) -> Status[dict[str, Any]]:
    """The chain begins with whoever calls."""
    actor = actor_of(request)
    custody.take_in(actor=actor, exhibit=exhibit, **dict(body))
    return Status(201, _chain(kept.chain_for(actor, exhibit)))


operations(router, custody.CHAIN, ChainOut, _chain, "/custody/exhibits/{chain}")
