"""The queue of possible duplicates."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from ifar.registry.api.firearms import actor_of
from ifar.registry.api.shapes import DuplicateOut, DuplicatePage, Limit, Skip
from ifar.registry.desk_inputs import DecideDuplicate
from ifar.registry.selectors import duplicates as pairs
from ifar.registry.services import duplicates

router = Router(tags=["registry"])


def _pair(pair: pairs.Waiting) -> dict[str, Any]:
    return {
        "id": pair.public_id,
        "older": pair.older,
        "newer": pair.newer,
        "score": pair.score,
        "reasons": [dict(reason) for reason in pair.reasons],
        "verdict": pair.verdict,
        "survivor": pair.survivor,
    }


@router.get(
    "/duplicates",
    response=DuplicatePage,
    summary="The queue of possible duplicates",
    operation_id="list_duplicates",
)
def list_duplicates(
    request: HttpRequest, decided: bool = False, after: Skip = 0, limit: Limit = 50
) -> dict[str, Any]:
    """Open ones, most likely first; or decided ones, newest first."""
    waitings = pairs.duplicates_for(actor_of(request), decided=decided, after=after, limit=limit)
    return {
        "items": [_pair(pair) for pair in waitings],
        "next": after + limit if len(waitings) == limit else None,
    }


@router.get(
    "/duplicates/{duplicate}", response=DuplicateOut, summary="Open one pair", operation_id="open_duplicate"
)
def open_duplicate(request: HttpRequest, duplicate: str) -> dict[str, Any]:
    """The two records, why they may be one, and what was decided."""
    return _pair(pairs.duplicate_for(actor_of(request), duplicate))


@router.post(
    "/duplicates/{duplicate}/decisions",
    response={201: DuplicateOut},
    summary="Decide about a pair, or take it back",
    operation_id="decide_duplicate",
)
def decide_duplicate(
    request: HttpRequest, duplicate: str, body: DecideDuplicate
) -> tuple[int, dict[str, Any]]:
    """Merging is reversible."""
    actor = actor_of(request)
    duplicates.decide_duplicate(actor=actor, duplicate=duplicate, **dict(body))
    return 201, _pair(pairs.duplicate_for(actor, duplicate))
