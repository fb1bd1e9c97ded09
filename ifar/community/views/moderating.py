"""The desk of those who moderate: what was reported, what is held, what was appealed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ifar.acts.edges import offered
from ifar.community import labels
from ifar.community import spaces as rules
from ifar.community.knowledge.views import shelf
from ifar.community.models import OBJECT_TYPES, Marked, Post, Report, Space
from ifar.community.selectors import members, talk
from ifar.community.selectors import moderation as selectors
from ifar.community.selectors.history import history
from ifar.community.selectors.ruling import written_for
from ifar.community.selectors.visible import Reader, visible
from ifar.community.services import moderation as services
from ifar.community.views import presenters
from ifar.community.views.door import page
from ifar.cursors import page as pages
from ifar.rights import Actor


@require_GET
@page
def desk(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Reports of the spaces that I moderate, those that wait first; and posts that are held."""
    everything = request.GET.get("show") == "all"
    found = selectors.reports_for(reader, actor)
    if not everything:
        found = found.filter(state__in=selectors.WAITING)
    part = pages(
        found,
        order=("-id",),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )
    # Of a closed space whose appeal the secretariat hears, not even the name is told.
    names = {
        one.public_id: one.name
        for one in Space.objects.filter(public_id__in=[one.space for one in part.items])
        if not rules.KINDS[one.kind].closed or (reader is not None and one.pk in reader.spaces)
    }
    rows = [
        {
            "one": one,
            "space": names.get(one.space) or _("A closed space"),
            "kind": labels.OBJECT_TYPES[one.object_type],
            "ground": labels.REPORTS[one.ground],
            "state": labels.REPORT_STATES[one.state],
        }
        for one in part.items
    ]
    context = {
        "rows": rows,
        "part": part,
        "everything": everything,
        "held": [_thing(one.object_type, one.one) for one in selectors.held_for(reader)],
    }
    return render(request, "community/moderation.html", context)


@require_GET
@page
def report(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """One report: what was said, what was reported of it, and what was made of it. What its mark keeps from me stays kept from me."""
    found = selectors.report_for(reader, public_id, actor)
    object_type = found.object_type
    model = OBJECT_TYPES[object_type]
    manager: Any = model._default_manager
    about: Marked | None = manager.filter(visible(reader, model), public_id=found.about).first()
    same, against = selectors.beside(reader, found)
    people = members.shown(reader, where="m.public_id = %s", values=[found.author]) if reader else {}
    author = next(iter(people.values()), None)
    context = {
        "one": found,
        "author": author,
        "pictures": talk.attachments_of([about]).get(about.pk, []) if isinstance(about, Post) else [],
        "same": [_brief(one) for one in same],
        "against": [_brief(one) for one in against],
        "ground": labels.REPORTS[found.ground],
        "state": labels.REPORT_STATES[found.state],
        "kind": labels.OBJECT_TYPES[object_type],
        "about": _thing(object_type, about) if about else None,
        "past": [
            {"one": past, "what": labels.REPORT_STATES.get(past.changes["state"], past.kind)}
            for past in history("report", found.public_id)
        ],
        "waits": found.state == "open",
        "acts": offered(actor, services.REPORT, found)["acts"].values(),
        "appealed": found.state == "appealed",
        "hears": selectors.to_decide(actor, reader).filter(pk=found.pk).exists(),
        "here": found.state != "appealed" or selectors.is_heard_here(found),
        "own": reader is not None and found.author == reader.public_id,
        "reported": reader is not None and found.by == reader.public_id,
    }
    return render(request, "community/report.html", context)


@require_GET
@page
def reported(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """What became of a report of mine: whether it is hidden meanwhile, and who looks at it."""
    found = selectors.by_me(reader, public_id)
    object_type = found.object_type
    model = OBJECT_TYPES[object_type]
    manager: Any = model._default_manager
    about: Marked | None = manager.filter(visible(reader, model), public_id=found.about).first()
    context = {
        "one": found,
        "kind": labels.OBJECT_TYPES[object_type],
        "ground": labels.REPORTS[found.ground],
        "state": labels.REPORT_STATES["open" if found.state == "open" else "decided"],
        "space": Space.objects.get(public_id=found.space),
        "waits": found.state == "open",
        "hidden": about is None or about.state != "shown",
        "place": shelf.place(object_type, about) if about else "",
    }
    return render(request, "community/reported.html", context)


@require_GET
@page
def written(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """Where something that members wrote is read, found by its identifier alone."""
    object_type, one = written_for(reader, public_id)
    return redirect(shelf.place(object_type, one))


def _brief(one: Report) -> dict[str, Any]:
    return {"one": one, "ground": labels.REPORTS[one.ground], "state": labels.REPORT_STATES[one.state]}


def _thing(object_type: str, one: Marked) -> dict[str, Any]:
    """What was reported or is held, as who decides about it reads it."""
    title, text = shelf.words_of(object_type, one)
    return {
        "object_type": object_type,
        "one": one,
        "kind": labels.OBJECT_TYPES[object_type],
        "title": title,
        "html": shelf.html(text),
        "mark": presenters.mark_of(one),
        "url": shelf.place(object_type, one),
    }
