"""Pages of peer tracing help: asking about what is seen, what the tables say, whom to ask, the directory of points of contact."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.acts.forms import done, form_of, submitted
from ifar.acts.inputs import part_of
from ifar.community.knowledge import labels as shelf_labels
from ifar.community.knowledge.inputs import DraftTrace
from ifar.community.knowledge.selectors import enquiries as selectors
from ifar.community.knowledge.services import enquiries as services
from ifar.community.knowledge.views import shelf as pages
from ifar.community.models import Enquiry
from ifar.community.selectors import members, talk
from ifar.community.selectors.visible import Reader, absent
from ifar.community.services.talk import Draft
from ifar.community.views import aimed, presenters
from ifar.community.views.door import page
from ifar.community.views.forms import asking_form
from ifar.community.views.topics import pictures_of
from ifar.cursors import page as cursor_page
from ifar.reference import selectors as reference
from ifar.registry.identification import Identified
from ifar.registry.labels.identification import WHYS, meaning_words, reason_words
from ifar.registry.selectors.identification import desks
from ifar.rights import Actor, may
from ifar.tracing.selectors import WRITE as TRACE

SPOKEN: Final = ("make", "model", "calibre", "firearm_type", "country", "mark_sign", "trace_desk")
MAKES: Final = 4
MODELS: Final = 3


@require_GET
@page
def enquiries(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Questions about arms that the reader may see, the newest first."""
    part = cursor_page(
        selectors.enquiries_for(reader),
        order=("-id",),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
        size=25,
    )
    people = members.shown(reader, ids={record.topic.author_id for record in part.items})
    spoken = reference.words_of(("calibre", "firearm_type", "country", "make"))
    solved = talk.solved_of(reader, [record.topic for record in part.items])
    rows = [
        {
            "one": record.topic,
            "solved": record.topic.pk in solved,
            "by": people.get(record.topic.author_id),
            "mark": presenters.mark_of(record.topic),
            "seen": _seen(record, spoken),
        }
        for record in part.items
    ]
    context = {
        "rows": rows,
        "part": part,
        "may_write": bool(pages.rooms(reader)),
        "reads_desks": reader is not None,
    }
    return render(request, "community/enquiries.html", context)


def _seen(record: Enquiry, spoken: Any) -> list[str]:
    value = record.seen
    return [
        spoken[listed].get(value[name], value[name])
        for name, listed in (
            ("type", "firearm_type"),
            ("calibre", "calibre"),
            ("make", "make"),
            ("country", "country"),
        )
        if value.get(name)
    ]


@require_http_methods(["GET", "POST"])
@page
def new(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Ask; the same form shows what the tables say before anybody is asked."""
    rooms = pages.rooms(reader)
    if not rooms:
        raise absent()
    form = asking_form(request, rooms, pages.initial_from_draft(request, actor))
    made = submitted(
        form,
        lambda given: services.ask(
            actor=actor,
            space=given.space,
            title=given.title,
            said=part_of(given, Draft),
            seen=form.seen,
            pictures=pictures_of(request, form),
        ),
    )
    if made:
        if form.unresolved:
            text = _("Not found in the tables, and left out: %(words)s")
            messages.info(request, text % {"words": ", ".join(form.unresolved)})
        return redirect("community:enquiry", made.public_id)
    context = {"form": form, "marks": form.marks_shown(), "audience": aimed.of_form(reader, form)}
    return render(request, "community/new_enquiry.html", context, status=422 if form.errors else 200)


def answer(identified: Identified, spoken: Any, answering: Any) -> dict[str, Any]:
    """What an arm may be and whom to ask, in words."""
    return {
        "recognised": [
            {
                "n": recognised.mark + 1,
                "sign": spoken["mark_sign"].get(recognised.sign.code, recognised.sign.code),
                "meaning": meaning_words(
                    recognised.sign.kind,
                    spoken["country"].get(recognised.country or "", recognised.country or ""),
                    recognised.year,
                ),
            }
            for recognised in identified.recognised
            if recognised.trust >= 0.1
        ],
        "makes": [
            {
                "code": make.code,
                "words": spoken["make"].get(make.code, make.code),
                "country": spoken["country"].get(make.country or "", ""),
                "percent": round(100 * make.probability),
                "under": make.probability < 0.01,
                "reasons": [reason_words(reason.code, reason.params, spoken) for reason in make.reasons],
                "models": [
                    spoken["model"].get(model.code, model.code)
                    for model in identified.models
                    if model.make == make.code
                ][:MODELS],
            }
            for make in identified.makes[:MAKES]
        ],
        "ask": [
            {
                "code": ask.country,
                "country": spoken["country"].get(ask.country, ask.country),
                "home": ask.country == settings.IFAR_COUNTRY,
                "why": WHYS[ask.why],
                "percent": round(100 * ask.probability) if ask.probability is not None else None,
                "desks": [spoken["trace_desk"].get(code, code) for code in answering.get(ask.country, ())],
            }
            for ask in identified.ask
        ],
    }


@require_GET
@page
def enquiry(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """What is seen, what it may be, where marks stand, whom to ask formally; the answers of members stand in its topic."""
    record = selectors.enquiry_for(reader, public_id)
    spoken = reference.words_of((*SPOKEN, "mark_symbol", "mark_kind", "mark_place"))
    people = members.shown(reader, ids=[record.topic.author_id])
    context = {
        "one": record.topic,
        "solved": bool(talk.solved_of(reader, [record.topic])),
        "mark": presenters.mark_of(record.topic),
        "by": people.get(record.topic.author_id),
        "seen": _seen(record, spoken),
        "form_of_number": record.seen.get("form", ""),
        "marks": [
            {
                "n": n,
                "text": mark["text"],
                "symbols": [spoken["mark_symbol"].get(code, code) for code in mark["symbols"]],
                "kind": spoken["mark_kind"].get(mark["kind"], ""),
                "place": spoken["mark_place"].get(mark["place"], ""),
            }
            for n, mark in enumerate(record.seen.get("marks", ()), 1)
        ],
        **answer(selectors.likely_of(record), spoken, desks()),
        "traces": may(actor, TRACE),
        "reads_desks": reader is not None,
    }
    return render(request, "community/enquiry.html", context)


@require_POST
@page
def trace(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """Draft a formal request with one click, with the member's own rights; nothing of it comes back here."""
    selectors.enquiry_for(reader, public_id)
    made: list[str] = []
    if done(
        request,
        form_of(DraftTrace, request),
        lambda given: made.append(services.draft_trace(actor=actor, topic=public_id, **dict(given))),
        _("The request is drafted. Write the number of the arm and the circumstances into it."),
    ):
        return redirect("tracing:request", made[0])
    return redirect("community:enquiry", public_id)


@require_GET
@page
def directory(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """National points of contact."""
    if reader is None:
        raise absent()
    spoken = reference.words_of(("trace_desk", "country"))
    country = request.GET.get("country", "")[:4]
    points = selectors.points_of_contact()
    rows = [
        {
            "name": spoken["trace_desk"].get(item.code, item.code),
            "country": spoken["country"].get(item.country_id, item.country_id),
            "kind": shelf_labels.DESKS.get(item.kind, ""),
            "one": item,
        }
        for item in points
        if not country or item.country_id == country
    ]
    rows.sort(key=lambda row: (str(row["country"]), str(row["name"])))
    lands = sorted(
        {(item.country_id, str(spoken["country"].get(item.country_id, item.country_id))) for item in points},
        key=lambda pair: pair[1],
    )
    context = {"rows": rows, "filters": [pages.filter_of("country", _("Country"), lands, country)]}
    return render(request, "community/directory.html", context)
