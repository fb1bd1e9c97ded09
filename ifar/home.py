"""The first page: what waits for me, what is late, and what changed. No dashboard for its own sake."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext

from ifar.accounts.selectors import notices, proposals
from ifar.frame import address_of
from ifar.ledger import selectors as ledger
from ifar.registry.selectors import duplicates
from ifar.registry.selectors.recent import latest_events, recorded_at
from ifar.registry.views.firearm import serial_of, title_of
from ifar.registry.views.life import event_words
from ifar.rights import Actor, may

SHOWN: Final = 8


def home(request: HttpRequest) -> HttpResponse:
    """What waits for this actor; each line leads to where it is done."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    waiting = [
        line for line in (_notices(actor), _approvals(actor), _duplicates(actor), _asked_by_me(actor)) if line
    ]
    context = {
        "waiting": waiting,
        "nothing": actor.permissions and not any(line["count"] for line in waiting),
        "proposals": list(proposals.waiting_for(actor)[:SHOWN])
        if may(actor, "accounts:proposal:decide")
        else [],
        "alarms": ledger.alarms() if may(actor, "ledger:checkpoint:read") else (),
        "latest": [_recent(row) for row in latest_events(actor, SHOWN)]
        if may(actor, "registry:firearm:read")
        else [],
        "may_search": may(actor, "registry:mark:search"),
        "without_role": actor.is_somebody and not actor.permissions,
    }
    return render(request, "home.html", context)


def _notices(actor: Actor) -> dict[str, Any] | None:
    if not actor.permissions:
        return None
    counted = notices.counted(actor)
    words = ngettext(
        "%(count)d notice for you or your desk is not dealt with",
        "%(count)d notices for you or your desk are not dealt with",
        counted.open,
    )
    unread = ngettext("%(count)d new", "%(count)d new", counted.unread)
    return {
        "words": words % {"count": counted.open},
        "count": counted.open,
        "late": unread % {"count": counted.unread} if counted.unread else "",
        "url": address_of("accounts:notices"),
        "icon": "bell",
    }


def _approvals(actor: Actor) -> dict[str, Any] | None:
    if not may(actor, "accounts:proposal:decide"):
        return None
    count = proposals.waiting_for(actor).count()
    words = ngettext(
        "%(count)d proposal waits for your word", "%(count)d proposals wait for your word", count
    )
    return {
        "words": words % {"count": count},
        "count": count,
        "url": address_of("accounts:proposals"),
        "icon": "users",
    }


def _duplicates(actor: Actor) -> dict[str, Any] | None:
    if not may(actor, "registry:duplicate:decide"):
        return None
    count = duplicates.count_open(actor)
    words = ngettext(
        "%(count)d possible duplicate waits for a decision",
        "%(count)d possible duplicates wait for a decision",
        count,
    )
    return {
        "words": words % {"count": count},
        "count": count,
        "url": reverse("registry:duplicates"),
        "icon": "copy-check",
    }


def _asked_by_me(actor: Actor) -> dict[str, Any] | None:
    count = proposals.proposed_by(actor).filter(state=proposals.OPEN).count()
    if not count:
        return None
    words = ngettext(
        "%(count)d of your proposals waits for somebody else",
        "%(count)d of your proposals wait for somebody else",
        count,
    )
    return {
        "words": words % {"count": count},
        "count": count,
        "url": address_of("accounts:proposals"),
        "icon": "hourglass",
    }


def _recent(event: Any) -> dict[str, Any]:
    return {
        "event": event,
        "words": event_words(event, None),
        "recorded": recorded_at(event),
        "url": reverse("registry:firearm", args=(event.firearm.public_id,)),
        "title": title_of(event.firearm),
        "serial": serial_of(event.firearm),
    }
