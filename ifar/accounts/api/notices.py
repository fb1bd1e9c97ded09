"""Notices: what was told to me and my desk."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from ifar.accounts import notices as words
from ifar.accounts.api.shapes import Identifier, Listing, actor_of
from ifar.accounts.models import Notice
from ifar.accounts.selectors import notices
from ifar.accounts.services import notices as services
from ifar.cursors import page
from ifar.rights import Actor

router = Router(tags=["accounts"])


class NoticeOut(Schema):
    """Something to look into; `mine` = for me alone, else for everybody at my desk who may."""

    id: str
    kind: str
    object: str
    title: str
    text: str
    grave: bool
    mine: bool
    read: bool
    at: dt.datetime
    done_at: dt.datetime | None
    done_by: str


class NoticesOut(Schema):
    """A page of notices; `open` and `unread` count all that are not dealt with."""

    items: list[NoticeOut]
    after: str | None
    open: int = Field(..., ge=0)
    unread: int = Field(..., ge=0)


class NoticesAsked(Listing):
    """Which notices: those that are not dealt with, or the others."""

    list: Literal["open", "done"] = "open"


def _as_json(actor: Actor, notice: Notice) -> dict[str, Any]:
    describe = words.describe(actor, notice)
    return {
        "id": notice.public_id,
        "kind": notice.kind,
        "object": notice.object,
        "title": str(describe.title),
        "text": str(describe.text),
        "grave": describe.grave,
        "mine": notice.user == actor.id,
        "read": getattr(notice, "is_read", True),
        "at": notice.at,
        "done_at": notice.done_at,
        "done_by": notice.done_by,
    }


@router.get("/notices", response=NoticesOut, operation_id="list_notices")
def list_notices(request: HttpRequest, asked: Query[NoticesAsked]) -> dict[str, Any]:
    """What was told to me and to my desk, the newest first."""
    actor = actor_of(request)
    result = page(
        notices.notices_for(actor, done=asked.list == "done"),
        order=("-id",),
        after=asked.after,
        size=asked.size,
    )
    number = notices.counted(actor)
    return {
        "items": [_as_json(actor, notice) for notice in result.items],
        "after": result.after,
        "open": number.open,
        "unread": number.unread,
    }


@router.post("/notices/{notice}/read", response=NoticeOut, operation_id="read_notice")
def read_notice(request: HttpRequest, notice: Identifier) -> dict[str, Any]:
    """Note that I have seen a notice."""
    actor = actor_of(request)
    services.note_read(actor=actor, notice=notice)
    return _as_json(actor, notices.notice_for(actor, notice))


@router.post("/notices/{notice}/done", response=NoticeOut, operation_id="finish_notice")
def finish_notice(request: HttpRequest, notice: Identifier) -> dict[str, Any]:
    """Say that a notice is dealt with, for the whole desk."""
    actor = actor_of(request)
    return _as_json(actor, services.finish(actor=actor, notice=notice))
