"""Pages of the gap register, with the path case → practice → gap → tool."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.acts.forms import done, form_of
from ifar.acts.inputs import part_of
from ifar.community.knowledge import gaps as rules
from ifar.community.knowledge import labels as shelf_labels
from ifar.community.knowledge.inputs import CloseGap, TellGap, TieRecords
from ifar.community.knowledge.selectors import gaps as selectors
from ifar.community.knowledge.selectors import shelf
from ifar.community.knowledge.services import gaps as services
from ifar.community.knowledge.services.gaps import Told
from ifar.community.knowledge.services.shelving import Placed
from ifar.community.knowledge.views import shelf as pages
from ifar.community.knowledge.views.practices import _case
from ifar.community.models import Gap, Progress
from ifar.community.selectors.chain import path_from
from ifar.community.selectors.visible import Reader, absent
from ifar.community.views.chain import drawn
from ifar.community.views.door import page
from ifar.community.views.forms import placing_form
from ifar.form_errors import tried
from ifar.reference import selectors as reference
from ifar.rights import Actor


def badges(one: Gap, state: Progress | None) -> list[pages.Badge]:
    """What kind of gap it is, how urgent, how far."""
    how = state.state if state else "open"
    icon = {"open": "circle-dashed", "in_work": "tools", "closed": "circle-check"}[how]
    found: list[pages.Badge] = [(shelf_labels.GAP_TONES[how], icon, shelf_labels.GAP_STATES[how])]
    found.append(("", "", shelf_labels.GAPS[one.kind]))
    if one.priority >= 3 and how != "closed":
        found.append(("bad" if one.priority == 4 else "warn", "flag", shelf_labels.PRIORITIES[one.priority]))
    return found


@require_GET
@page
def gaps(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """The register: the most urgent first; by state, kind, article, country, words."""
    state = pages.choice(request, "state", rules.STATES)
    kind = pages.choice(request, "kind", rules.KINDS)
    article = pages.choice(request, "article", shelf_labels.ARTICLES)
    country = request.GET.get("country", "")[:4]

    def narrow(found: Any) -> Any:
        if kind:
            found = found.filter(kind=kind)
        if article:
            found = found.filter(articles__contains=[article])
        if country:
            found = found.filter(countries__contains=[country])
        if state:
            found = found.filter(public_id__in=Progress.objects.filter(state=state).values("public_id"))
        return found

    part, problem = pages.listed(request, reader, Gap, order=("-priority", "-id"), narrow=narrow)
    states = shelf.standing(Progress, [one.public_id for one in part.items])
    people = shelf.authors(reader, part.items)
    names = reference.words("country")
    lands = sorted(
        ((one.code, str(one.words)) for one in reference.choices("country")), key=lambda pair: pair[1]
    )
    context = {
        "rows": [
            pages.row(
                "gap",
                one,
                people.get(one.author_id),
                badges(one, states.get(one.public_id)),
                [", ".join(names.get(code, code) for code in one.countries[:4])],
            )
            for one in part.items
        ],
        "part": part,
        "asked": pages.asked(request),
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
    """Tell a gap; from a topic it is tied to that."""
    rooms = pages.rooms(reader)
    if not rooms:
        raise absent()
    case = _case(reader, request.GET.get("from", ""))
    form = placing_form(TellGap, request, rooms, pages.initial_from_draft(request, actor))

    def tell(given: TellGap) -> Gap:
        made = services.open_gap(actor=actor, at=part_of(given, Placed), said=part_of(given, Told))
        if case:
            services.tie(actor=actor, one=case.public_id, other=made.public_id)
        return made

    context = {
        "heading": _("Tell a gap"),
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
    found = shelf.thing_for(reader, Gap, public_id)
    assert reader is not None
    state = Progress.objects.get(public_id=found.public_id)
    names = reference.words("country")
    workers = shelf.people(reader, state.workers)
    works = reader.public_id in state.workers
    closes = found.author_id == reader.member or works or reader.spaces[found.space_id].moderates
    path = path_from(reader, "gap", found)
    by = path.nodes.get(state.closed_by)
    context = {
        **pages.head(reader, "gap", found, badges(found, state)),
        "state": state,
        "text": pages.html(found.words),
        "evidence": pages.html(found.evidence) if found.evidence else "",
        "countries": [names.get(code, code) for code in found.countries],
        "articles": [shelf_labels.ARTICLES[code] for code in found.articles],
        "priority": shelf_labels.PRIORITIES[found.priority],
        "workers": [workers[key] for key in state.workers if key in workers],
        "works": works,
        "closes": closes,
        "closed_url": pages.address(by.object_type, state.closed_by) if by else "",
        "closed_title": getattr(by.one, "title", "") if by else "",
        "closing": form_of(
            CloseGap,
            ids="close",
            among={"by": [(key, title) for _noun, key, title in selectors.closable(reader)]},
        )
        if closes and state.state != "closed"
        else None,
        "tie": form_of(TieRecords, ids="tie"),
        "path": drawn(path, found.public_id),
    }
    return render(request, "community/gap.html", context)


@require_POST
@page
def act(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str, what: str) -> HttpResponse:
    """Take up, put down, close, reopen, tie."""
    shelf.thing_for(reader, Gap, public_id)
    match what:
        case "take-up":
            tried(request, lambda: services.take_up(actor=actor, gap=public_id), _("You work on it."))
        case "put-down":
            tried(
                request,
                lambda: services.put_down(actor=actor, gap=public_id),
                _("You work on it no longer."),
            )
        case "close":
            chosen = request.POST.get("by", "")
            done(
                request,
                form_of(CloseGap, request, among={"by": [(chosen, chosen)]}),
                lambda given: services.close(actor=actor, gap=public_id, **dict(given)),
                _("The gap is closed."),
            )
        case "reopen":
            tried(request, lambda: services.reopen(actor=actor, gap=public_id), _("The gap is open again."))
        case "tie":
            done(
                request,
                form_of(TieRecords, request),
                lambda given: services.tie(actor=actor, one=public_id, **dict(given)),
                _("The two records are tied."),
            )
        case _:
            raise absent()
    return redirect("community:gap", public_id)
