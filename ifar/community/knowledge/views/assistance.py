"""Pages of technical assistance: needs and offers, what fits and why, agreements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.acts.edges import offered
from ifar.acts.forms import done, form_of
from ifar.acts.inputs import part_of
from ifar.community import labels
from ifar.community.knowledge import assistance as rules
from ifar.community.knowledge import labels as shelf_labels
from ifar.community.knowledge.inputs import ProposeAgreement, TellAssistance
from ifar.community.knowledge.reasons import reason_words, tone
from ifar.community.knowledge.selectors import assistance as selectors
from ifar.community.knowledge.selectors import shelf
from ifar.community.knowledge.services import assistance as services
from ifar.community.knowledge.services.assistance import AssistanceTerms
from ifar.community.knowledge.services.shelving import Placed
from ifar.community.knowledge.views import shelf as pages
from ifar.community.models import Agreement, Assistance
from ifar.community.selectors.visible import Reader, absent
from ifar.community.services.writing import now
from ifar.community.views.door import page
from ifar.community.views.forms import placing_form
from ifar.community.views.presenters import mark_of
from ifar.reference import selectors as reference
from ifar.rights import Actor


def _meta(assistance: Assistance, names: Mapping[str, str]) -> list[Any]:
    where = [names.get(code, code) for code in assistance.countries] or [
        str(shelf_labels.REGIONS.get(code, code)) for code in assistance.regions
    ]
    return [
        ", ".join(str(shelf_labels.FORMS[code]) for code in assistance.forms),
        ", ".join(where[:4]) or _("anywhere"),
        ", ".join(_("Article %(number)s") % {"number": code} for code in assistance.articles),
    ]


@require_GET
@page
def listed(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Needs and offers: by side, article, form of help, words."""
    side = pages.choice(request, "side", rules.SIDES)
    article = pages.choice(request, "article", shelf_labels.ARTICLES)
    form = pages.choice(request, "form", rules.FORMS)
    show = pages.choice(request, "show", ("over", "mine"))
    today = now().date()

    def narrow(result: Any) -> Any:
        if side:
            result = result.filter(side=side)
        if article:
            result = result.filter(articles__contains=[article])
        if form:
            result = result.filter(forms__contains=[form])
        if show == "mine":
            return result.filter(author_id=reader.member if reader else 0)
        return result.filter(ends__lt=today) if show == "over" else result.filter(ends__gte=today)

    part, problem = pages.listed(request, reader, Assistance, order=("-id",), narrow=narrow)
    people = shelf.authors(reader, part.items)
    names = reference.words("country")
    context = {
        "rows": [
            pages.row("assistance", item, people.get(item.author_id), _badges(item), _meta(item, names))
            for item in part.items
        ],
        "part": part,
        "asked": pages.search_text(request),
        "problem": problem,
        "show": show,
        "filters": [
            pages.filter_of("side", _("Need or offer"), shelf_labels.SIDES, side),
            pages.filter_of("article", _("Article"), shelf_labels.ARTICLES, article),
            pages.filter_of("form", _("Form of help"), shelf_labels.FORMS, form),
        ],
        "may_write": bool(pages.rooms(reader)),
    }
    return render(request, "community/assistance_list.html", context, status=422 if problem else 200)


def _badges(assistance: Assistance) -> list[pages.Badge]:
    need = assistance.side == "need"
    badges: list[pages.Badge] = [
        (
            "info" if need else "good",
            "hand-grab" if need else "heart-handshake",
            shelf_labels.SIDES[assistance.side],
        )
    ]
    if need and assistance.priority == 3:
        badges.append(("warn", "flag", shelf_labels.PRIORITIES[3]))
    return badges


def _asked_for(request: HttpRequest) -> dict[str, Any]:
    """What another page of ifar knows already of a need: its words, articles and countries."""
    immutable_query_dict = request.GET
    result: dict[str, Any] = (
        {"words": immutable_query_dict["words"][: rules.LONGEST]} if immutable_query_dict.get("words") else {}
    )
    for name, known in (("articles", shelf_labels.ARTICLES), ("countries", reference.words("country"))):
        if codes := [text for text in immutable_query_dict.getlist(name) if text in known]:
            result[name] = codes
    return result


@require_http_methods(["GET", "POST"])
@page
def new(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Tell a need or an offer."""
    rooms = pages.rooms(reader)
    if not rooms or reader is None:
        raise absent()
    side = pages.choice(request, "side", rules.SIDES) or "need"
    initial = pages.initial_from_draft(request, actor) or {
        "side": side,
        "countries": [reader.country] if side == "need" else [],
        **_asked_for(request),
    }
    form = placing_form(TellAssistance, request, rooms, initial)

    def tell(given: TellAssistance) -> Assistance:
        return services.tell(actor=actor, at=part_of(given, Placed), said=part_of(given, AssistanceTerms))

    context = {
        "heading": _("Request or offer assistance"),
        "back": "community:assistance_list",
        "back_words": _("Technical assistance"),
        "act": _("Enter it"),
    }
    return pages.filled(request, actor, form, tell, "assistance", context)


@require_GET
@page
def one(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """A need or an offer: what fits it and why, and what became of it."""
    assistance = shelf.thing_for(reader, Assistance, public_id)
    assert reader is not None
    names = reference.words("country")
    agreed = selectors.agreements_of(reader, assistance)
    mine = assistance.author_id == reader.member
    fitting = selectors.fitting(reader, assistance, now().date(), 5)
    together = {other.public_id: each for each, other in agreed}
    context = {
        **pages.head(reader, "assistance", assistance, _badges(assistance)),
        "text": pages.html(assistance.words),
        "forms": [shelf_labels.FORMS[code] for code in assistance.forms],
        "articles": [shelf_labels.ARTICLES[code] for code in assistance.articles],
        "topics": [labels.EXPERTISE[code] for code in assistance.topics if code in labels.EXPERTISE],
        "languages": [labels.LANGUAGES[code] for code in assistance.languages if code in labels.LANGUAGES],
        "countries": [names.get(code, code) for code in assistance.countries],
        "regions": []
        if assistance.countries
        else [shelf_labels.REGIONS.get(code, code) for code in assistance.regions],
        "fitting": [
            {
                "one": each.one,
                "mark": mark_of(each.one),
                "meta": [text for text in _meta(each.one, names) if text],
                "reasons": [(tone(reason), reason_words(reason)) for reason in each.match.reasons],
                "proposes": (mine or each.one.author_id == reader.member)
                and _may_propose(together.get(each.one.public_id)),
            }
            for each in fitting
        ],
        "agreements": [_agreement(actor, each, other) for each, other in agreed],
    }
    return render(request, "community/assistance.html", context)


def _may_propose(before: Agreement | None) -> bool:
    return before is None or before.state in ("declined", "broken_off")


def _agreement(actor: Actor, agreement: Agreement, other: Assistance) -> dict[str, Any]:
    return {
        "one": agreement,
        "other": other,
        "tone": shelf_labels.AGREEMENT_TONES[agreement.state],
        "words": shelf_labels.MET[agreement.met]
        if agreement.met
        else shelf_labels.AGREEMENTS[agreement.state],
        "acts": offered(actor, services.AGREEMENT, agreement)["acts"].values(),
    }


@require_POST
@page
def propose(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """Propose to bring two together."""
    shelf.thing_for(reader, Assistance, public_id)
    done(
        request,
        form_of(ProposeAgreement, request),
        lambda given: services.propose(actor=actor, one=public_id, **dict(given)),
        _("It is proposed. The other side answers."),
    )
    return redirect("community:assistance", public_id)
