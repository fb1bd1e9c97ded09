"""Sanctions and denial lists, names asked of them, and matches, over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from ifar.acts.edges import DecisionProposedOut, operations, proposed_of
from ifar.cursors import page
from ifar.files.uploads import arrived
from ifar.form_errors import actor_of
from ifar.rights import require
from ifar.trade.models import Match, Watchlist
from ifar.trade.screening import screened
from ifar.trade.screening.inputs import AskLists, LoadList
from ifar.trade.screening.services import screening
from ifar.trade.selectors import READ
from ifar.trade.services.writing import PROPOSE_LIST

router = Router(tags=["trade"])
_Identifier = Annotated[str, Field(max_length=20)]
_Cursor = Annotated[str, Query("", max_length=500)]


class SanctionsListOut(Schema):
    """A list in its newest version, which `n` counts; `added` and `gone` say what that version brought and took away, `digest` is the hash of its file."""

    id: str
    code: str
    title: str
    form: str
    edition: str
    digest: str
    entries: int
    added: int
    gone: int
    loaded_at: dt.datetime
    state: str
    n: int


class WordsAlikeOut(Schema):
    """A word asked and a word listed, and in what way they are alike; one of them is empty where it has none."""

    asked: str
    listed: str
    way: str


class EntryOut(Schema):
    """An entry of a list; States by ISO 3166-1 alpha-2, `born` days, years or `1965/1968`."""

    ref: str
    kind: str
    names: list[str]
    born: list[str]
    states: list[str]
    numbers: list[str]


class HitOut(Schema):
    """An entry that somebody might be: how likely (1 to 100), by which name, and what else is said of both (`born.same`, `state.differs` …)."""

    watchlist: str
    score: int
    asked: str
    name: str
    how: str
    words: list[WordsAlikeOut]
    says: list[str]
    entry: EntryOut | None


class MatchOut(HitOut):
    """A match that is to be decided, or was (`verdict`: `another` or `same`)."""

    id: str
    party: str
    office: str
    found_at: dt.datetime
    verdict: str
    state: str
    n: int


class MatchesOut(Schema):
    """A page of matches, and the cursor of the next one."""

    items: list[MatchOut]
    after: str | None


_ON_LIST = (
    "code", "title", "form", "edition", "digest", "entries", "added", "gone", "loaded_at", "state", "n",
)  # fmt: skip


def list_of(watchlist: Watchlist) -> dict[str, Any]:
    """A list as it stands."""
    return {**{name: getattr(watchlist, name) for name in _ON_LIST}, "id": watchlist.public_id}


def _hit(watchlist: str, result: dict[str, Any], score: int) -> dict[str, Any]:
    entry = result.get("entry")
    return {
        "watchlist": watchlist,
        "score": score,
        "asked": result.get("asked", ""),
        "name": result.get("name", ""),
        "how": result.get("how", ""),
        "words": [
            {"asked": ours, "listed": theirs, "way": way} for ours, theirs, way in result.get("words", ())
        ],
        "says": result.get("says", []),
        "entry": entry and {**entry, "names": [name["name"] for name in entry["names"]]},
    }


def match_of(match: Match) -> dict[str, Any]:
    """A match as it stands."""
    plain = ("party", "found_at", "verdict", "state", "n")
    return {
        **_hit(match.watchlist, match.told, match.score),
        **{name: getattr(match, name) for name in plain},
        "id": match.public_id,
        "office": match.agency.public_id,
    }


@router.get(
    "/trade/lists", response=list[SanctionsListOut], summary="Sanctions lists", operation_id="sanctions_lists"
)
def lists(request: HttpRequest) -> list[dict[str, Any]]:
    """Those that stand and those that are used no more."""
    actor = actor_of(request)
    if not screened.sees_lists(actor):
        require(actor, READ)
    return [list_of(watchlist) for watchlist in screened.watchlists_for(actor)]


@router.post(
    "/trade/lists",
    response={202: DecisionProposedOut},
    summary="Propose a sanctions list",
    operation_id="load_sanctions_list",
)
def load(request: HttpRequest, body: Form[LoadList], file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """The Security Council's consolidated list in XML, or a table in CSV. Another person decides; then it counts, and open authorisations are asked again."""
    actor = actor_of(request)
    require(actor, PROPOSE_LIST)
    _name, content = arrived(request, "file")
    asked = screening.propose_list(actor=actor, content=content.path.read_bytes(), **body.model_dump())
    return proposed_of(asked)


@router.get(
    "/trade/lists/{watchlist}",
    response=SanctionsListOut,
    summary="A sanctions list",
    operation_id="sanctions_list",
)
def one_list(request: HttpRequest, watchlist: _Identifier) -> dict[str, Any]:
    """As it stands."""
    actor = actor_of(request)
    if not screened.sees_lists(actor):
        require(actor, READ)
    return list_of(screened.watchlist_for(actor, watchlist))


@router.post(
    "/trade/asked", response=list[HitOut], summary="Ask a name of the lists", operation_id="ask_lists"
)
def asked(request: HttpRequest, body: AskLists) -> list[dict[str, Any]]:
    """Who on the lists that stand is called alike, the likeliest first; nothing is kept but that it was asked."""
    rows = screening.ask(actor_of(request), **body.model_dump())
    return [_hit(watchlist.public_id, hit.told(), hit.score) for watchlist, hit in rows]


@router.get(
    "/trade/matches", response=MatchesOut, summary="Sanctions matches", operation_id="sanctions_matches"
)
def matches(request: HttpRequest, after: _Cursor) -> dict[str, Any]:
    """Those of my office and those below it, the newest first."""
    actor = actor_of(request)
    require(actor, READ)
    result = page(screened.matches_for(actor), order=("-id",), after=after)
    return {
        "items": [match_of(match) for match in screening.list_matches(actor, result.items)],
        "after": result.after,
    }


@router.get(
    "/trade/matches/{match}", response=MatchOut, summary="A sanctions match", operation_id="sanctions_match"
)
def one_match(request: HttpRequest, match: _Identifier) -> dict[str, Any]:
    """With what is alike."""
    return match_of(screening.open_match(actor_of(request), match))


operations(router, screening.WATCHLIST, SanctionsListOut, list_of, "/trade/lists/{watchlist}")
operations(router, screening.MATCH, MatchOut, match_of, "/trade/matches/{match}")
