"""Pages of the gap register, with the path case → practice → gap → tool."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.edges import offered
from ifar.acts.forms import form_of
from ifar.acts.inputs import part_of
from ifar.community.knowledge import gaps as rules
from ifar.community.knowledge import labels as shelf_labels
from ifar.community.knowledge.inputs import TellGap, TieRecords
from ifar.community.knowledge.selectors import shelf
from ifar.community.knowledge.selectors.gaps import progress_of
from ifar.community.knowledge.services import gaps as services
from ifar.community.knowledge.services.gaps import GapDescription
from ifar.community.knowledge.services.shelving import Placed
from ifar.community.knowledge.views import shelf as pages
from ifar.community.knowledge.views.practices import _case
from ifar.community.models import Gap, Practice, Progress
from ifar.community.selectors.chain import path_from
from ifar.community.selectors.visible import Reader, absent
from ifar.community.views.chain import drawn
from ifar.community.views.door import page
from ifar.community.views.forms import placing_form
from ifar.reference import selectors as reference
from ifar.rights import Actor


def badges(record: Gap, state: Progress | None) -> list[pages.Badge]:
    """What kind of gap it is, how urgent, how far."""
    how = state.state if state else "open"
    icon = {"open": "circle-dashed", "in_work": "tools", "closed": "circle-check"}[how]
    results: list[pages.Badge] = [(shelf_labels.GAP_TONES[how], icon, shelf_labels.GAP_STATES[how])]
    results.append(("", "", shelf_labels.GAPS[record.kind]))
    if record.priority >= 3 and how != "closed":
        results.append(
            ("bad" if record.priority == 4 else "warn", "flag", shelf_labels.PRIORITIES[record.priority])
        )
    return results


@require_GET
@page
def gaps(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """The register: the most urgent first; by state, kind, article, country, words."""
    state = pages.choice(request, "state", rules.STATES)
    kind = pages.choice(request, "kind", rules.KINDS)
    article = pages.choice(request, "article", shelf_labels.ARTICLES)
    country = request.GET.get("country", "")[:4]

    def narrow(result: Any) -> Any:
        if kind:
            result = result.filter(kind=kind)
        if article:
            result = result.filter(articles__contains=[article])
        if country:
            result = result.filter(countries__contains=[country])
        if state:
            result = result.filter(public_id__in=Progress.objects.filter(state=state).values("public_id"))
        return result

    part, problem = pages.listed(request, reader, Gap, order=("-priority", "-id"), narrow=narrow)
    states = shelf.standing(Progress, [item.public_id for item in part.items])
    people = shelf.authors(reader, part.items)
    names = reference.words("country")
    lands = sorted(
        ((choice.code, str(choice.words)) for choice in reference.choices("country")),
        key=lambda pair: pair[1],
    )
    context = {
        "rows": [
            pages.row(
                "gap",
                item,
                people.get(item.author_id),
                badges(item, states.get(item.public_id)),
                [", ".join(names.get(code, code) for code in item.countries[:4])],
            )
            for item in part.items
        ],
        "part": part,
        "asked": pages.search_text(request),
        "problem": problem,
        "filters": [
            pages.filter_of("state", _("State"), shelf_labels.GAP_STATES, state),
            pages.filter_of("kind", _("Kind of gap"), shelf_labels.GAPS, kind),
            pages.filter_of("article", _("Article"), shelf_labels.ARTICLES, article),
            pages.filter_of("country", _("Country"), lands, country),
        ],
        "may_write": bool(pages.rooms(reader)),
    }
    return render(request, "community/gaps.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "POST"])
@page
def new(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Tell a gap; from a topic or a practice it is tied to that."""
    rooms = pages.rooms(reader)
    if not rooms:
        raise absent()
    case = _case(reader, request.GET.get("from", "")) or pages.begins_from(reader, Practice, request)
    form = placing_form(TellGap, request, rooms, pages.initial_from_draft(request, actor))

    def tell(given: TellGap) -> Gap:
        made = services.open_gap(actor=actor, at=part_of(given, Placed), said=part_of(given, GapDescription))
        if case:
            services.tie(actor=actor, one=case.public_id, other=made.public_id)
        return made

    context = {
        "heading": _("Report a gap"),
        "about": case,
        "back": "community:gaps",
        "back_words": _("Gaps"),
        "act": _("Enter it"),
    }
    return pages.filled(request, actor, form, tell, "gap", context)


@require_GET
@page
def gap(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """A gap: what is missing, who works on it, what closed it, and the path."""
    record = shelf.thing_for(reader, Gap, public_id)
    assert reader is not None
    state = progress_of(reader, record)
    names = reference.words("country")
    workers = shelf.people(reader, state.workers)
    path = path_from(reader, "gap", record)
    by = path.nodes.get(state.closed_by)
    context = {
        **pages.head(reader, "gap", record, badges(record, state)),
        "may_add": bool(pages.rooms(reader)),
        "state": state,
        "text": pages.html(record.words),
        "evidence": pages.html(record.evidence) if record.evidence else "",
        "countries": [names.get(code, code) for code in record.countries],
        "articles": [shelf_labels.ARTICLES[code] for code in record.articles],
        "priority": shelf_labels.PRIORITIES[record.priority],
        "workers": [workers[key] for key in state.workers if key in workers],
        "closed_url": pages.address(by.object_type, state.closed_by) if by else "",
        "closed_title": getattr(by.one, "title", "") if by else "",
        "offered": offered(actor, services.GAP, state),
        "tie": form_of(TieRecords, ids="tie"),
        "path": drawn(path, record.public_id),
    }
    return render(request, "community/gap.html", context)
