"""Pages of a State's law against the Firearms Protocol: articles by years as one picture, one year, one article with its answers and versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.selectors.drafts import draft_of
from ifar.accounts.services import drafts
from ifar.acts.edges import offered
from ifar.acts.forms import ActForm, buttons_of, form_of, submitted
from ifar.acts.inputs import Input
from ifar.community.knowledge.services import shelving
from ifar.community.selectors.visible import reader_of
from ifar.files.tables.writing import csv_pieces
from ifar.form_errors import actor_of
from ifar.programme import assessment, conduct_labels, labels, questionnaire
from ifar.programme.computed import records as sources
from ifar.programme.conduct_inputs import ChangeAssessment, ChooseYear, StateAssessment
from ifar.programme.labels import absent
from ifar.programme.models import Assessment
from ifar.programme.selectors import assessments as selectors
from ifar.programme.selectors.strategy import READ
from ifar.programme.services import assessments as services
from ifar.programme.views.asking import shown
from ifar.reference import selectors as reference
from ifar.reference.protocol import ARTICLES, ASSESSED, Provision, provisions_of
from ifar.reference.protocol_labels import ALL_ARTICLES, QUESTIONS
from ifar.rights import Actor, may, require

PARTS: Final = ("standing", "law", "article", "link", "gap", "wanted")


def _place(place: str) -> str:
    if services.place_wrong(place):
        raise absent()
    return place


def _year(year: int) -> int:
    if assessment.year_wrong(year, timezone.now().date()):
        raise absent()
    return year


def _names() -> Mapping[str, str]:
    """Code -> the name of a State; the State whose register this is has the name that its settings give it."""
    known = dict(reference.words("country"))
    if settings.IFAR_COUNTRY_NAME:
        known.setdefault(settings.IFAR_COUNTRY, settings.IFAR_COUNTRY_NAME)
    return known


def _cell(cell: selectors.Cell) -> dict[str, Any]:
    return {
        "one": cell,
        "words": conduct_labels.STANDINGS[cell.standing],
        "letter": conduct_labels.LETTERS[cell.standing],
        "tone": conduct_labels.STANDING_TONES[cell.standing],
        "state": conduct_labels.ASSESSMENT_STATES.get(cell.state, ""),
        "open": cell.state in ("draft", "submitted"),
    }


@require_GET
def matrix(request: HttpRequest) -> HttpResponse:
    """Articles by years, of one State."""
    actor = actor_of(request)
    asked = request.GET.get("state", "")
    this_year = timezone.now().date().year
    result = selectors.matrix(actor, "" if services.place_wrong(asked) else asked, this_year)
    names, latest = _names(), result.years[-1]
    # The figures are of the latest year of which anything was approved.
    known = (year for year in reversed(result.years) if result.count(year, assessment.OPEN) < len(ASSESSED))
    told = next(known, latest)
    context = {
        "place": result.place,
        "place_name": names.get(result.place, result.place),
        "places": [(code, names.get(code, code)) for code in result.places],
        "years": result.years,
        "latest": latest,
        "told": told,
        "rows": [
            {
                "number": article,
                "words": ALL_ARTICLES[article],
                "cells": [_cell(result.cells[article, year]) for year in result.years],
            }
            for article in ASSESSED
        ],
        "in_force": [result.count(year, "in_force") for year in result.years],
        "latest_counts": [
            (conduct_labels.STANDINGS[item], result.count(told, item), conduct_labels.STANDING_TONES[item])
            for item in assessment.SHOWN
        ],
        "key": [
            (item, conduct_labels.LETTERS[item], conduct_labels.STANDINGS[item]) for item in assessment.SHOWN
        ],
        "articles": len(ASSESSED),
        "waiting": [
            (record, ALL_ARTICLES[record.article], names.get(record.place, record.place))
            for record in selectors.unapproved(actor)
        ],
        "may_write": may(actor, services.WRITE),
    }
    return render(request, "programme/protocol.html", context)


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose the State and the year to assess."""
    actor = actor_of(request)
    require(actor, services.WRITE)
    today = timezone.now().date()
    form = form_of(ChooseYear, request, initial={"place": selectors.own_place(), "year": today.year})

    def checked(given: ChooseYear) -> ChooseYear:
        if assessment.year_wrong(given.year, today):
            raise labels.invalid("programme.protocol.year", "year")
        return given

    chosen = submitted(form, checked)
    if chosen:
        return redirect("programme:protocol_year", chosen.place.upper(), chosen.year)
    return shown(
        request, form, title=_("Assess a year"), button=_("Go on"), back=reverse("programme:protocol")
    )


@require_GET
def one_year(request: HttpRequest, place: str, of: int) -> HttpResponse:
    """A State's law in one year, article by article."""
    actor = actor_of(request)
    require(actor, READ)
    place, of = _place(place), _year(of)
    year = selectors.year(actor, place, of)
    names = _names()
    rows = [
        {**_cell(selectors.cell_of(of, article, year.get(article))), "number": article, "words_of": ALL_ARTICLES[article]}
        for article in ASSESSED
    ]  # fmt: skip
    context = {
        "place": place,
        "place_name": names.get(place, place),
        "of": of,
        "rows": rows,
        "approved": sum(row["one"].state == "approved" for row in rows),
        "articles": len(ASSESSED),
        "may_write": may(actor, services.WRITE),
    }
    return render(request, "programme/protocol_year.html", context)


@require_GET
def exported(request: HttpRequest, place: str, of: int, form: str) -> HttpResponse:
    """The answers of a State in a year as CSV or JSON, by the Protocol's own numbers. Only what was approved leaves."""
    actor = actor_of(request)
    require(actor, READ)
    place, of = _place(place), _year(of)
    year = selectors.year(actor, place, of)
    given = {
        article: questionnaire.ArticleAnswers(record.state, record.answers)
        for article, record in year.items()
    }
    results = list(questionnaire.rows(given, QUESTIONS))
    if form == "json":
        content = questionnaire.as_json(place, of, get_language() or "en", sources.deployment(), timezone.now(), results)  # fmt: skip
        kind = "application/json"
    elif form == "csv":
        rows = ([row[name] for name in questionnaire.COLUMNS] for row in results)
        content = b"".join(csv_pieces(questionnaire.COLUMNS, rows))
        kind = "text/csv; charset=utf-8"
    else:
        raise absent()
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="firearms-protocol-{place}-{of}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _tells(actor: Actor, answers: Mapping[str, Mapping[str, str]]) -> bool:
    """Whether this actor can tell the community a need: a member who may put it somewhere. Asked only where a need is told."""
    wanted = any(answer.get("wanted") for answer in answers.values())
    return wanted and bool(shelving.spaces_to_keep_in(reader_of(actor)))


def _need_address(place: str, article: str, text: str) -> str:
    """Where a member tells the community a need, with article, State and words filled in; the community's articles begin with 5."""
    if not text or article not in ARTICLES:
        return ""
    words = urlencode({"side": "need", "articles": article, "countries": place, "words": text[:1000]})
    return f"{reverse('community:new_assistance')}?{words}"


def _answer(place: str, provision: Provision, values: Mapping[str, str], *, tells: bool) -> dict[str, Any]:
    standing = values.get("standing", assessment.OPEN)
    return {
        "cited": provision.cited,
        "key": provision.key,
        "binding": provision.binding,
        "question": QUESTIONS[provision.key],
        "said": values,
        "standing": standing,
        "words": conduct_labels.STANDINGS[standing],
        "letter": conduct_labels.LETTERS[standing],
        "tone": conduct_labels.STANDING_TONES[standing],
        "need": _need_address(place, provision.article, values.get("wanted", "")) if tells else "",
    }


@require_GET
def article(request: HttpRequest, place: str, of: int, number: str) -> HttpResponse:
    """One article of a State in a year: its answers, what may be done with them, their versions."""
    actor = actor_of(request)
    require(actor, READ)
    result = selectors.article(actor, _place(place), _year(of), number)
    return _page(request, actor, place, of, number, result)


def _page(
    request: HttpRequest, actor: Actor, place: str, of: int, number: str, result: selectors.ArticlePage
) -> HttpResponse:  # fmt: skip
    record = result.found
    answers: Mapping[str, Mapping[str, str]] = record.answers if record else {}
    tells = _tells(actor, answers)
    context = {
        "place": place,
        "place_name": _names().get(place, place),
        "of": of,
        "number": number,
        "words": ALL_ARTICLES[number],
        "found": record,
        "cell": _cell(selectors.cell_of(of, number, record)),
        "answers": [
            _answer(place, provision, answers.get(provision.key, {}), tells=tells)
            for provision in provisions_of(number)
        ],
        "others": [_cell(selectors.cell_of(other.year, number, other)) for other in result.others],
        "may_write": may(actor, services.WRITE) and record is None,
        "offered": offered(actor, services.ASSESSMENT, record) if record else None,
        "versions": [
            {
                "at": version.at,
                "words": conduct_labels.ASSESSMENT_ACTS[version.kind],
                "who": version.who,
                "why": version.note,
                "said": [
                    (each.cited, conduct_labels.STANDINGS[version.changes["answers"][each.key]["standing"]])
                    for each in provisions_of(number)
                    if each.key in version.changes.get("answers", {})
                ],
            }
            for version in selectors.versions(actor, record.public_id)
        ]
        if record
        else [],
    }
    return render(request, "programme/protocol_article.html", context)


def _form_of(
    model: type[Input],
    request: HttpRequest,
    actor: Actor,
    number: str,
    *,
    stands: Mapping[str, Mapping[str, str]],
    n: int | None = None,
) -> ActForm:
    """The form of an article's answers: what stands there, under what was typed here before and not sent."""
    initial = {
        f"answers-{key}-{part}": value.get(part, "") for key, value in stands.items() for part in PARTS
    }
    kept = draft_of(actor, request.path) if request.method == "GET" else None
    typed = {name: value[0] for name, value in kept.data.items() if value} if kept else {}
    keys = [(provision.key, provision.cited) for provision in provisions_of(number)]
    return form_of(model, request, initial={**initial, **typed, "expected_n": n}, among={"answers": keys})


def _form_page(request: HttpRequest, form: ActForm, place: str, of: int, number: str, carried: int | None) -> HttpResponse:  # fmt: skip
    context = {
        "form": form,
        "groups": [
            {
                "cited": provision.cited,
                "question": QUESTIONS[provision.key],
                "binding": provision.binding,
                **{part: form[f"answers-{provision.key}-{part}"] for part in PARTS},
            }
            for provision in provisions_of(number)
        ],
        "buttons": buttons_of(form.input_type) or [("", "", _("Write it"))],
        "place": place,
        "place_name": _names().get(place, place),
        "of": of,
        "number": number,
        "words": ALL_ARTICLES[number],
        "carried": None if form.is_bound else carried,
    }
    return render(request, "programme/protocol_form.html", context, status=422 if form.is_bound else 200)


def _written(request: HttpRequest, actor: Actor, place: str, of: int, number: str) -> HttpResponse:
    drafts.drop(actor=actor, path=request.path)
    messages.success(request, _("It was written. Another person approves it."))
    return redirect("programme:protocol_article", place, of, number)


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, place: str, of: int, number: str) -> HttpResponse:
    """Assess an article; a new year begins with the answers of the last."""
    actor = actor_of(request)
    require(actor, services.WRITE)
    result = selectors.article(actor, _place(place), _year(of), number)
    if result.found and request.method == "GET":
        return redirect("programme:protocol_article", place, of, number)
    before = result.before
    form = _form_of(StateAssessment, request, actor, number, stands=before.answers if before else {})

    def do(given: StateAssessment) -> Assessment:
        return services.assess(actor=actor, place=place, year=of, article=number, **given.arguments())

    if submitted(form, do):
        return _written(request, actor, place, of, number)
    return _form_page(request, form, place, of, number, before.year if before else None)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change the answers of an article that are not approved yet."""
    actor = actor_of(request)
    require(actor, services.WRITE)
    record = selectors.assessment_for(actor, public_id)
    at = (record.place, record.year, record.article)
    form = _form_of(ChangeAssessment, request, actor, record.article, stands=record.answers, n=record.n)
    if submitted(
        form, lambda given: services.change(actor=actor, assessment_id=public_id, **given.arguments())
    ):
        return _written(request, actor, *at)
    return _form_page(request, form, *at, None)
