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
from ifar.community.models import OBJECT_TYPES, MarkedObject, Post, Report, Space
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
    reports = selectors.reports_for(reader, actor)
    if not everything:
        reports = reports.filter(state__in=selectors.WAITING)
    part = pages(
        reports,
        order=("-id",),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )
    # Of a closed space whose appeal the secretariat hears, not even the name is told.
    names = {
        space.public_id: space.name
        for space in Space.objects.filter(public_id__in=[record.space for record in part.items])
        if not rules.KINDS[space.kind].closed or (reader is not None and space.pk in reader.spaces)
    }
    rows = [
        {
            "one": record,
            "space": names.get(record.space) or _("A closed space"),
            "kind": labels.OBJECT_TYPES[record.object_type],
            "ground": labels.REPORTS[record.ground],
            "state": labels.REPORT_STATES[record.state],
        }
        for record in part.items
    ]
    context = {
        "rows": rows,
        "part": part,
        "everything": everything,
        "held": [_thing(item.object_type, item.one) for item in selectors.held_for(reader)],
    }
    return render(request, "community/moderation.html", context)


@require_GET
@page
def report(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """One report: what was said, what was reported of it, and what was made of it. What its mark keeps from me stays kept from me."""
    record = selectors.report_for(reader, public_id, actor)
    object_type = record.object_type
    model = OBJECT_TYPES[object_type]
    manager: Any = model._default_manager
    about: MarkedObject | None = manager.filter(visible(reader, model), public_id=record.about).first()
    same, against = selectors.beside(reader, record)
    people = members.shown(reader, where="m.public_id = %s", values=[record.author]) if reader else {}
    author = next(iter(people.values()), None)
    context = {
        "one": record,
        "author": author,
        "pictures": talk.attachments_of([about]).get(about.pk, []) if isinstance(about, Post) else [],
        "same": [_brief(item) for item in same],
        "against": [_brief(item) for item in against],
        "ground": labels.REPORTS[record.ground],
        "state": labels.REPORT_STATES[record.state],
        "kind": labels.OBJECT_TYPES[object_type],
        "about": _thing(object_type, about) if about else None,
        "past": [
            {"one": past, "what": labels.REPORT_STATES.get(past.changes["state"], past.kind)}
            for past in history("report", record.public_id)
        ],
        "waits": record.state == "open",
        "acts": offered(actor, services.REPORT, record)["acts"].values(),
        "appealed": record.state == "appealed",
        "hears": selectors.to_decide(actor, reader).filter(pk=record.pk).exists(),
        "here": record.state != "appealed" or selectors.is_heard_here(record),
        "own": reader is not None and record.author == reader.public_id,
        "reported": reader is not None and record.by == reader.public_id,
    }
    return render(request, "community/report.html", context)


@require_GET
@page
def reported(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """What became of a report of mine: whether it is hidden meanwhile, and who looks at it."""
    record = selectors.by_me(reader, public_id)
    object_type = record.object_type
    model = OBJECT_TYPES[object_type]
    manager: Any = model._default_manager
    about: MarkedObject | None = manager.filter(visible(reader, model), public_id=record.about).first()
    context = {
        "one": record,
        "kind": labels.OBJECT_TYPES[object_type],
        "ground": labels.REPORTS[record.ground],
        "state": labels.REPORT_STATES["open" if record.state == "open" else "decided"],
        "space": Space.objects.get(public_id=record.space),
        "waits": record.state == "open",
        "hidden": about is None or about.state != "shown",
        "place": shelf.place(object_type, about) if about else "",
    }
    return render(request, "community/reported.html", context)


@require_GET
@page
def written(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """Where something that members wrote is read, found by its identifier alone."""
    object_type, item = written_for(reader, public_id)
    return redirect(shelf.place(object_type, item))


def _brief(record: Report) -> dict[str, Any]:
    return {
        "one": record,
        "ground": labels.REPORTS[record.ground],
        "state": labels.REPORT_STATES[record.state],
    }


def _thing(object_type: str, item: MarkedObject) -> dict[str, Any]:
    """What was reported or is held, as who decides about it reads it."""
    title, text = shelf.words_of(object_type, item)
    return {
        "object_type": object_type,
        "one": item,
        "kind": labels.OBJECT_TYPES[object_type],
        "title": title,
        "html": shelf.html(text),
        "mark": presenters.mark_of(item),
        "url": shelf.place(object_type, item),
    }
