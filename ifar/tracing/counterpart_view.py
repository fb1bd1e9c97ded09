"""What the office that asked another office of ours sees of the work on its request: what the given answer let leave, nothing else.

A refusal or a restriction hides nothing where whoever asked reads the chain beside it (ITI 14-23): every page, list, figure, export and
paper takes the links from here.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Collection, Sequence
from typing import Final

from ifar.rights import Actor
from ifar.tracing import directory, disclosure, selectors
from ifar.tracing.models import Event, Request, Step

_WORK: Final = frozenset({"searched", "identified", "progressed", "disclosed"})
"""Acts on a request that tell of the work on it."""


def agreement_of(request: Request) -> str:
    """Within one State the law of the State is the agreement; it still asks for a purpose, and keeps officials out.

    What another State asked is answered under the weaker of what covered it when it came and what the directory says now.
    """
    if request.direction == "domestic":
        return "mla"
    now = directory.agreement_now(request.country) if request.direction == "incoming" else None
    return request.agreement if now is None else disclosure.weakest(request.agreement, now)


def given(request: Request) -> frozenset[str]:
    """The data that left with the answer that stands; nothing before it was given, and nothing once it was taken up again.

    The rule table is asked once more: a rule that became stricter since holds for what is shown now.
    """
    if request.state not in ("answered", "restricted"):
        return frozenset()
    last = Event.objects.filter(subject=request.public_id, kind=request.state).order_by("-n").first()
    return left_with(request, last)


def left_with(request: Request, last: Event | None) -> frozenset[str]:
    """The same of an answer that was read already; None: there is none."""
    left = last.details["left"] if last and last.kind == request.state else ()
    judged = disclosure.preview(request.ground, agreement_of(request), left)
    return frozenset(verdict.datum for verdict in judged if verdict.leaves)


def seen(actor: Actor, request: Request) -> frozenset[str] | None:
    """The data of a request that an actor may see; None where they see the work on it, and so all."""
    return None if selectors.sees_work(actor, request) else given(request)


def part_of(
    links: Sequence[Step], left: Collection[str] | None, until: dt.datetime | None = None
) -> list[Step]:
    """The links of a chain as far as `left` lets them be seen: copies with only what left, none that came after `until`."""
    if left is None:
        return list(links)
    return [_part(link, left) for link in links if _shown(link, left, until)]


def _shown(link: Step, left: Collection[str], until: dt.datetime | None) -> bool:
    if link.state == "asked" or link.answered_at is None:
        return False
    if until is not None and link.answered_at > until:
        return False
    if link.result == "diverted" and "point_of_diversion" not in left:
        return False
    return ("holder_kind" if link.role == "holder" else "trade_chain") in left


def _part(link: Step, left: Collection[str]) -> Step:
    step = copy.copy(link)
    if "last_holder" not in left:
        step.source = ""
        if "holder" in (step.role, step.to_role):
            step.described, step.to_whom = None, ""
    if step.to_role == "holder" and "holder_kind" not in left:
        step.to_role, step.to_country = "", ""
    if step.role != "holder" and step.to_role in ("holder", "") and "first_sale" not in left:
        step.on = None
    return step


def links_for(actor: Actor, request: Request) -> list[Step]:
    """The links of a request's chain as the actor may see them, in their order."""
    left = seen(actor, request)
    return part_of(selectors.steps_of(request), left, request.ended_at) if left != frozenset() else []


def acts_of(
    done: Sequence[selectors.Done], request: Request, left: Collection[str] | None
) -> list[selectors.Done]:
    """What was done with a request, without the work on it where that is not to be seen."""
    if left is None:
        return list(done)
    return [item for item in done if item.event.subject == request.public_id and item.event.kind not in _WORK]
