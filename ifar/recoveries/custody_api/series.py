"""Series from one workshop over HTTP."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.answers import actor_of
from ifar.recoveries import custody_selectors as kept
from ifar.recoveries.custody_api.shapes import Expected, Identifier, Note
from ifar.recoveries.models import Series
from ifar.recoveries.services import series
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


class VerdictIn(Schema):
    """What a person says of a series: one workshop (with a name), none (with a note), which arms are taken out, or of an arm that may
    belong to it that it does (`join`) or does not (`pass_over`, with a note)."""

    verdict: Literal["accept", "reject", "split", "join", "pass_over"]
    exhibit: Annotated[str, Field(max_length=20)] = ""
    name: Annotated[str, Field(max_length=80)] = ""
    out: Annotated[list[Identifier], Field(max_length=3000)] = []
    note: Note = ""
    expected_n: Expected = None


def _series(one: Series) -> dict[str, Any]:
    names = ("state", "name", "percent", "members", "reasons")
    return {"id": one.public_id, **{name: getattr(one, name) for name in names}}


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
        _series(one)
        for one in kept.series_for(actor).filter(state=asked.state).order_by("-percent", "id")[:200]
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
    return Status(201, [_series(one) for one in kept.series_for(actor).filter(public_id__in=made)])


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
    found = series.candidates(actor, kept.one_series_for(actor, id))
    return [
        {
            "exhibit": one.name,
            "percent": one.percent,
            "reasons": [{**asdict(reason), "bits": round(reason.bits * 10)} for reason in one.reasons],
        }
        for one in found
    ]


@router.post(
    "/custody/series/{id}/verdict",
    response=SeriesOut,
    summary="Say what a series is",
    operation_id="judge_series",
)
def judge(request: HttpRequest, id: Identifier, body: VerdictIn) -> dict[str, Any]:
    """A person decides."""
    actor = actor_of(request)
    common: dict[str, Any] = {
        "actor": actor,
        "public_id": id,
        "note": body.note,
        "expected_n": body.expected_n,
    }
    if body.verdict == "accept":
        series.accept(name=body.name, **common)
    elif body.verdict == "reject":
        series.reject(**common)
    elif body.verdict == "split":
        series.split(out=body.out, **common)
    elif body.verdict == "join":
        series.join(exhibit=body.exhibit, **common)
    else:
        series.pass_over(exhibit=body.exhibit, **common)
    return _series(kept.one_series_for(actor, id))
