"""Saved searches: marks that somebody still looks for, and what came into the register since."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from ifar.acts.edges import operations
from ifar.cursors import LARGEST, SIZE, page
from ifar.registry.alerts.selectors import saved_searches as selectors
from ifar.registry.alerts.services import saved_searches
from ifar.registry.api.firearms import actor_of
from ifar.registry.desk_inputs import JudgeHit, OpenSearch
from ifar.registry.models import SavedSearch, SavedSearchHit
from ifar.registry.search import labels as match_labels
from ifar.registry.search.matching import Question
from ifar.registry.selectors.likely import likely_of
from ifar.rights import Actor

router = Router(tags=["registry"])

Code = Annotated[str | None, Field(max_length=100)]
Year = Annotated[int, Field(ge=1000, le=9999)]
Days = Annotated[int | None, Field(ge=1, le=10_000)]
Said = Annotated[str, Field(max_length=2000)]
Identifier = Annotated[str, Field(max_length=20)]


class SavedSearchOut(Schema):
    """A saved search. `ask` = desks to ask because of a compartment that is closed to you."""

    id: str
    kind: str
    reference: str
    reason: str
    question: dict[str, Any]
    owner: str
    agency: str
    opened_at: dt.datetime
    expires_at: dt.datetime
    closed: str
    ask: list[str]
    waiting: int | None = None


class SavedSearchHitOut(Schema):
    """Something that came into the register later and fits; the reasons as judged then."""

    id: uuid.UUID
    firearm: str
    mark: int
    percent: Annotated[
        int | None,
        Field(
            description="How likely it is the one among all records that fit now, as the search page says it to you; null where that cannot be said now."
        ),
    ]
    noted: Annotated[
        int,
        Field(
            description="How likely it was when it came, judged by itself: it decided that you were told, and stands in the log. Several hits of one search may each be likely by themselves, though only one can be it."
        ),
    ]
    reasons: list[dict[str, Any]]
    at: dt.datetime
    verdict: str
    judged_by: str
    note: str


class SavedSearchWholeOut(SavedSearchOut):
    """A saved search with the hits that you may see."""

    hits: list[SavedSearchHitOut]
    waits: Annotated[
        str,
        Field(
            description="Why it has not looked through everything yet: closed compartments may not be asked yet (`quota`), the register cannot be searched now (`prepared`), not for this mark (`wide`), or not yet (`late`). Empty: it has, or does within a moment."
        ),
    ]


class SavedSearchPage(Schema):
    """A page of saved searches."""

    items: list[SavedSearchOut]
    after: str | None


class SavedSearchAsked(Schema):
    """Which searches: with hits that wait for a word, due for closed compartments once there is room, mine, my desk's, or those that are over."""

    list: Literal["waiting", "due", "mine", "desk", "ended"] = "desk"
    after: str = Field("", max_length=500)
    size: int = Field(SIZE, ge=1, le=LARGEST)


def _listed(saved_search: SavedSearch) -> dict[str, Any]:
    plain = ("kind", "reference", "reason", "question", "owner", "opened_at", "expires_at", "closed")
    return {
        "id": saved_search.public_id,
        **{name: getattr(saved_search, name) for name in plain},
        "agency": saved_search.agency.public_id,
        "ask": list(saved_search.asked),
        "waiting": getattr(saved_search, "waiting", None),
    }


def _hit(hit: SavedSearchHit, likely: int | None) -> dict[str, Any]:
    reasons = [
        {
            "code": reason["code"],
            "params": reason["params"],
            "words": str(match_labels.reason_words(reason["code"], reason["params"], {})),
        }
        for reason in hit.reasons
    ]
    plain = ("at", "verdict", "judged_by", "note")
    return {
        "id": hit.entry,
        "firearm": hit.firearm.public_id,
        "mark": hit.mark_n,
        "percent": likely,
        "noted": hit.percent,
        "reasons": reasons,
        **{name: getattr(hit, name) for name in plain},
    }


def _whole(actor: Actor, saved_search: SavedSearch) -> dict[str, Any]:
    met = list(selectors.hits_of(actor, saved_search))
    likely = likely_of(actor, saved_search, met)
    hits = [_hit(hit, likely[hit.entry]) for hit in met]
    waiting = sum(not hit["verdict"] for hit in hits)
    waits = "" if saved_search.closed else getattr(saved_search, "waits", "")
    return {**_listed(saved_search), "waiting": waiting, "hits": hits, "waits": waits}


@router.get(
    "/searches",
    response=SavedSearchPage,
    summary="The saved searches of your desk",
    operation_id="list_saved_searches",
)
def list_searches(request: HttpRequest, asked: Query[SavedSearchAsked]) -> dict[str, Any]:
    """In `waiting` and `mine` those with the likeliest hits that nobody has judged come first; then the newest."""
    actor = actor_of(request)
    selectors.require_keeper(actor)
    result = page(
        selectors.searches_for(actor, asked.list),
        order=selectors.ORDER[asked.list],
        after=asked.after,
        size=asked.size,
    )
    return {"items": [_listed(saved_search) for saved_search in result.items], "after": result.after}


@router.post(
    "/searches",
    response={201: SavedSearchWholeOut},
    summary="Keep a search open",
    operation_id="open_saved_search",
)
def open_search(request: HttpRequest, body: OpenSearch) -> tuple[int, dict[str, Any]]:
    """Whatever is registered, corrected or imported later and fits becomes a hit, within a second."""
    actor = actor_of(request)
    facts = body.model_dump(include={"serial", "make", "model", "calibre", "type", "country", "year"})
    saved_search = saved_searches.open_search(
        actor=actor,
        kind=body.kind,
        question=Question(**facts),
        reference=body.reference,
        reason=body.reason,
        days=body.days,
        kinds=body.kinds,
    )
    return 201, _whole(actor, saved_search)


@router.get(
    "/searches/{search}",
    response=SavedSearchWholeOut,
    summary="Open one saved search",
    operation_id="open_one_saved_search",
)
def one_search(request: HttpRequest, search: Identifier) -> dict[str, Any]:
    """The question, where it stands, and the hits that you may see."""
    actor = actor_of(request)
    selectors.require_keeper(actor)
    return _whole(actor, selectors.search_for(actor, search))


operations(router, saved_searches.SEARCH, SavedSearchOut, _listed, "/searches/{search}")


@router.post(
    "/searches/{search}/hits/{hit}/verdict",
    response=SavedSearchWholeOut,
    summary="Say what a hit is",
    operation_id="judge_saved_search_hit",
)
def judge(request: HttpRequest, search: Identifier, hit: uuid.UUID, body: JudgeHit) -> dict[str, Any]:
    """It is the one, or another one; the latest word counts."""
    actor = actor_of(request)
    return _whole(
        actor,
        saved_searches.judge_hit(actor=actor, search=search, hit=hit, **dict(body)),
    )
