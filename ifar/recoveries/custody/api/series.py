"""Series from one workshop over HTTP."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.form_errors import actor_of
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.api.shapes import Identifier
from ifar.recoveries.custody.services import series
from ifar.recoveries.models import Series
from ifar.rights import require

router = Router()


class SeriesOut(Schema):
    """A series from one workshop. A reason's `bits` are tenths; `per_thousand` says how many of all arms have the value."""

    id: str
    state: str
    name: str
    percent: int
    members: list[str]
    reasons: list[dict[str, Any]]


class SeriesAsked(Schema):
    """Proposed, accepted or rejected ones."""

    state: Literal["proposed", "accepted", "rejected"] = "proposed"


def _series(record: Series) -> dict[str, Any]:
    names = ("state", "name", "percent", "members", "reasons")
    return {"id": record.public_id, **{name: getattr(record, name) for name in names}}


@router.get(
    "/custody/series",
    response=list[SeriesOut],
    summary="Series from one workshop",
    operation_id="list_series",
)
def list_series(request: HttpRequest, asked: Query[SeriesAsked]) -> list[dict[str, Any]]:
    """The surest first, at most two hundred."""
    actor = actor_of(request)
    require(actor, kept.READ)
    return [
        _series(record)
        for record in kept.series_for(actor).filter(state=asked.state).order_by("-percent", "id")[:200]
    ]


@router.post(
    "/custody/series",
    response={201: list[SeriesOut]},
    summary="Look for series",
    operation_id="look_for_series",
)
def look(request: HttpRequest) -> Status[list[dict[str, Any]]]:
    """What is new."""
    actor = actor_of(request)
    made = series.look(actor=actor)
    return Status(201, [_series(record) for record in kept.series_for(actor).filter(public_id__in=made)])


class CandidateOut(Schema):
    """An arm that may belong to a series, and why; reasons as of a series, those that speak against it without a value."""

    exhibit: str
    percent: int
    reasons: list[dict[str, Any]]


@router.get(
    "/custody/series/{id}/candidates",
    response=list[CandidateOut],
    summary="Arms that may belong to a series",
    operation_id="list_series_candidates",
)
def list_candidates(request: HttpRequest, id: Identifier) -> list[dict[str, Any]]:
    """Of an accepted series, the likeliest first."""
    actor = actor_of(request)
    candidates = series.candidates(actor, kept.one_series_for(actor, id))
    return [
        {
            "exhibit": candidate.name,
            "percent": candidate.percent,
            "reasons": [{**asdict(reason), "bits": round(reason.bits * 10)} for reason in candidate.reasons],
        }
        for candidate in candidates
    ]


operations(router, series.SERIES, SeriesOut, _series, "/custody/series/{series}")
