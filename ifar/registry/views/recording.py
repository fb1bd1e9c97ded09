"""Recording what happens to a firearm: what is possible now, one form, and what it would do before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from ifar.errors import NotFound
from ifar.registry import kinds, labels
from ifar.registry.lifecycle import CHAPTERS, RULES
from ifar.registry.selectors import firearm_for
from ifar.registry.services import preview
from ifar.registry.services.events import OWN_SERVICE
from ifar.registry.views import people_suggestions
from ifar.registry.views.event_page import EventPage
from ifar.registry.views.firearm import serial_of, title_of
from ifar.rights import Actor, require

CHAPTER_WORDS: Final[Mapping[str, Promise]] = {
    "production": gettext_lazy("Making"),
    "borders": gettext_lazy("Import, export, transit"),
    "trade": gettext_lazy("Trade"),
    "possession": gettext_lazy("Possession"),
    "state_stocks": gettext_lazy("Stocks of the State"),
    "losses": gettext_lazy("Loss and recovery"),
    "takings": gettext_lazy("Taken in"),
    "custody": gettext_lazy("Custody"),
    "disposal": gettext_lazy("Disposal"),
    "work": gettext_lazy("Repair and alteration"),
    "parts": gettext_lazy("Parts"),
    "records": gettext_lazy("Record keeping"),
}

ELSEWHERE: Final = OWN_SERVICE
"""Events that have a page of their own."""


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, public_id: str) -> HttpResponse:
    """Choose what happened, say it, look at what it would do, record it. One page; `kind` is part of its address."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    firearm = firearm_for(actor, public_id)
    snapshot = preview.snapshot(actor, public_id)
    open_kinds = [kind for kind in preview.possible_now(actor, snapshot) if kind not in ELSEWHERE]
    chosen = request.GET.get("kind", "")
    context = {
        "firearm": firearm,
        "title": title_of(firearm),
        "serial": serial_of(firearm),
        "state": labels.STATES.get(firearm.state, firearm.state),
        "chapters": _chapters(open_kinds),
        "closed_kinds": [
            kind for kind in open_kinds if not labels.RECORDS.keys().isdisjoint(RULES[kind].needs)
        ],
        "kind": None,
    }
    if not chosen:
        return render(request, "registry/record.html", context)
    if chosen not in open_kinds:
        raise NotFound()
    return _answer(request, EventPage(actor, firearm, snapshot, chosen, request), context)


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Open the record of a firearm, or of an essential part, with its first event, where the register does not have it yet."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    require(actor, "registry:event:record")
    is_part = request.GET.get("item") == "part"
    snapshot = preview.nothing_yet("part" if is_part else "firearm")
    open_kinds = [kind for kind in preview.possible_now(actor, snapshot) if kind not in ELSEWHERE]
    chosen = request.GET.get("kind", "")
    context = {"chapters": _chapters(open_kinds), "kind": None, "is_part": is_part}
    if not chosen:
        return render(request, "registry/record.html", context)
    if chosen not in open_kinds:
        raise NotFound()
    return _answer(request, EventPage(actor, None, snapshot, chosen, request), context)


def _answer(request: HttpRequest, page: EventPage, context: dict[str, Any]) -> HttpResponse:
    """Show the page, or where the act leads; a part of it where only the preview was asked."""
    answer = page.answer() if request.method == "POST" else None
    if answer is not None:
        return answer
    part = request.headers.get("HX-Target", "").endswith("#preview")
    template = "registry/preview.html" if part else "registry/record.html"
    return render(request, template, context | page.context())


def _chapters(open_kinds: list[str]) -> list[dict[str, Any]]:
    """The possible kinds in the order of a life, chapter by chapter."""
    chapters = []
    for name, rules in CHAPTERS.items():
        offered = [kinds.KINDS[rule.kind] for rule in rules if rule.kind in open_kinds]
        if offered:
            chapters.append({"title": CHAPTER_WORDS[name], "kinds": offered})
    return chapters


def _whom(request: HttpRequest, actor: Actor, typed: str, letters: str, fills: str) -> HttpResponse:
    """Whom a name may mean that a form refused: lines to choose from, which fill the field `fills`. The look is logged."""
    if not people_suggestions.may_be_meant(typed, letters):
        return HttpResponse("")
    offered = people_suggestions.choice(actor, typed, letters)
    if not offered and actor.purpose is None:
        return HttpResponse("")  # nobody was looked for: the field says that a purpose comes first
    context = {"typed": typed, "fills": fills, "people": offered}
    return render(request, "registry/whom_asked.html", context)


@require_GET
def keepers(request: HttpRequest, letters: str) -> HttpResponse:
    """Options for a field that names a party or an agency: name and identifier.

    A number is completed for whoever may open the record and tells no name. A name is completed under a stated purpose, and the look
    is logged; in the box that searches for marks only where what is typed can be no mark.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    field = request.GET.get("field", "")
    if into := request.GET.get("into", ""):
        return _whom(request, actor, request.GET.get(field, "")[:100].strip(), letters, into)
    lines = people_suggestions.lines(
        actor, request.GET.get(field, "")[:100], letters, in_the_box=field == "q"
    )
    choices = [{"words": line, "code": ""} for line in lines]
    return render(request, "registry/known.html", {"choices": choices})
