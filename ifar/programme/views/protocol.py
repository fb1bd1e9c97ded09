"""Pages of a State's law against the Firearms Protocol: articles by years as one picture, one year, one article with its answers and versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.selectors.drafts import draft_of
from ifar.accounts.services import drafts
from ifar.acts.edges import offered
from ifar.community.knowledge.services import shelving
from ifar.community.selectors.visible import reader_of
from ifar.errors import Conflict, IfarError
from ifar.files.tables.writing import csv_pieces
from ifar.form_errors import actor_of, at_fields
from ifar.programme import assessment, conduct_labels, questionnaire
from ifar.programme.assessment import Answer
from ifar.programme.computed import records as sources
from ifar.programme.labels import absent
from ifar.programme.models import Assessment
from ifar.programme.selectors import assessments as selectors
from ifar.programme.selectors.strategy import READ
from ifar.programme.services import assessments as services
from ifar.programme.views.required_fields import Asked, AskedChoice
from ifar.reference import selectors as reference
from ifar.reference.protocol import ARTICLES, ASSESSED, Provision, provisions_of
from ifar.reference.protocol_labels import ALL_ARTICLES, QUESTIONS
from ifar.rights import Actor, may, require
from ifar.typed import whole_number

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
    found = selectors.matrix(actor, "" if services.place_wrong(asked) else asked, this_year)
    names, latest = _names(), found.years[-1]
    # The figures are of the latest year of which anything was approved.
    known = (year for year in reversed(found.years) if found.count(year, assessment.OPEN) < len(ASSESSED))
    told = next(known, latest)
    context = {
        "place": found.place,
        "place_name": names.get(found.place, found.place),
        "places": [(code, names.get(code, code)) for code in found.places],
        "years": found.years,
        "latest": latest,
        "told": told,
        "rows": [
            {
                "number": article,
                "words": ALL_ARTICLES[article],
                "cells": [_cell(found.cells[article, year]) for year in found.years],
            }
            for article in ASSESSED
        ],
        "in_force": [found.count(year, "in_force") for year in found.years],
        "latest_counts": [
            (conduct_labels.STANDINGS[one], found.count(told, one), conduct_labels.STANDING_TONES[one])
            for one in assessment.SHOWN
        ],
        "key": [
            (one, conduct_labels.LETTERS[one], conduct_labels.STANDINGS[one]) for one in assessment.SHOWN
        ],
        "articles": len(ASSESSED),
        "waiting": [
            (one, ALL_ARTICLES[one.article], names.get(one.place, one.place))
            for one in selectors.unapproved(actor)
        ],
        "may_write": may(actor, services.WRITE),
    }
    return render(request, "programme/protocol.html", context)


class StartForm(forms.Form):
    """Of which State, and which year."""

    place = forms.CharField(
        label=lazy("State"), min_length=2, max_length=2, help_text=lazy("Two-letter code.")
    )
    year = forms.IntegerField(label=lazy("Year"), min_value=assessment.FIRST_YEAR, max_value=2100)


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose the State and the year to assess."""
    actor = actor_of(request)
    require(actor, services.WRITE)
    today = timezone.now().date()
    form = StartForm(request.POST or None, initial={"place": selectors.own_place(), "year": today.year})
    if form.is_valid():
        place, year = form.cleaned_data["place"].upper(), form.cleaned_data["year"]
        if services.place_wrong(place):
            form.add_error("place", _("Choose one of the list."))
        elif assessment.year_wrong(year, today):
            form.add_error("year", _("A year from 2001 to now can be assessed."))
        else:
            return redirect("programme:protocol_year", place, year)
    context = {"form": form, "title": _("Assess a year"), "button": _("Go on"), "back": reverse("programme:protocol"), "n": None}  # fmt: skip
    return render(request, "programme/form.html", context, status=422 if form.is_bound else 200)


@require_GET
def one_year(request: HttpRequest, place: str, of: int) -> HttpResponse:
    """A State's law in one year, article by article."""
    actor = actor_of(request)
    require(actor, READ)
    place, of = _place(place), _year(of)
    found = selectors.year(actor, place, of)
    names = _names()
    rows = [
        {**_cell(selectors.cell_of(of, article, found.get(article))), "number": article, "words_of": ALL_ARTICLES[article]}
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
    found = selectors.year(actor, place, of)
    given = {article: questionnaire.Given(one.state, one.answers) for article, one in found.items()}
    told = list(questionnaire.rows(given, QUESTIONS))
    if form == "json":
        content = questionnaire.as_json(place, of, get_language() or "en", sources.deployment(), timezone.now(), told)  # fmt: skip
        kind = "application/json"
    elif form == "csv":
        rows = ([one[name] for name in questionnaire.COLUMNS] for one in told)
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
    wanted = any(said.get("wanted") for said in answers.values())
    return wanted and bool(shelving.spaces_to_keep_in(reader_of(actor)))


def _need_address(place: str, article: str, text: str) -> str:
    """Where a member tells the community a need, with article, State and words filled in; the community's articles begin with 5."""
    if not text or article not in ARTICLES:
        return ""
    said = urlencode({"side": "need", "articles": article, "countries": place, "words": text[:1000]})
    return f"{reverse('community:new_assistance')}?{said}"


def _answer(place: str, one: Provision, said: Mapping[str, str], *, tells: bool) -> dict[str, Any]:
    standing = said.get("standing", assessment.OPEN)
    return {
        "cited": one.cited,
        "key": one.key,
        "binding": one.binding,
        "question": QUESTIONS[one.key],
        "said": said,
        "standing": standing,
        "words": conduct_labels.STANDINGS[standing],
        "letter": conduct_labels.LETTERS[standing],
        "tone": conduct_labels.STANDING_TONES[standing],
        "need": _need_address(place, one.article, said.get("wanted", "")) if tells else "",
    }


@require_GET
def article(request: HttpRequest, place: str, of: int, number: str) -> HttpResponse:
    """One article of a State in a year: its answers, what may be done with them, their versions."""
    actor = actor_of(request)
    require(actor, READ)
    told = selectors.article(actor, _place(place), _year(of), number)
    return _page(request, actor, place, of, number, told)


def _page(
    request: HttpRequest, actor: Actor, place: str, of: int, number: str, told: selectors.Told
) -> HttpResponse:  # fmt: skip
    found = told.found
    answers: Mapping[str, Mapping[str, str]] = found.answers if found else {}
    tells = _tells(actor, answers)
    context = {
        "place": place,
        "place_name": _names().get(place, place),
        "of": of,
        "number": number,
        "words": ALL_ARTICLES[number],
        "found": found,
        "cell": _cell(selectors.cell_of(of, number, found)),
        "answers": [
            _answer(place, one, answers.get(one.key, {}), tells=tells) for one in provisions_of(number)
        ],
        "others": [_cell(selectors.cell_of(one.year, number, one)) for one in told.others],
        "may_write": may(actor, services.WRITE) and (found is None or found.state != "approved"),
        "offered": offered(actor, services.ASSESSMENT, found) if found else None,
        "versions": [
            {
                "at": one.at,
                "words": conduct_labels.ASSESSMENT_ACTS[one.kind],
                "who": one.who,
                "why": one.details.get("reason", "") or one.note,
                "said": [
                    (each.cited, conduct_labels.STANDINGS[one.changes["answers"][each.key]["standing"]])
                    for each in provisions_of(number)
                    if each.key in one.changes.get("answers", {})
                ],
            }
            for one in selectors.versions(actor, found.public_id)
        ]
        if found
        else [],
    }
    return render(request, "programme/protocol_article.html", context)


class AssessmentForm(forms.Form):
    """The answers to what one article asks: six fields for each of its provisions, named `<key>-<part>`."""

    use_required_attribute = False

    def __init__(self, number: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provisions = provisions_of(number)
        choices = [(one, conduct_labels.STANDINGS[one]) for one in assessment.STANDINGS]
        choices.append(("", conduct_labels.STANDINGS[assessment.OPEN]))
        lines = {"rows": 2, "dir": "auto"}
        longest = assessment.LONGEST
        for one in self.provisions:
            self.fields[f"{one.key}-standing"] = AskedChoice(label=lazy("The law is"), choices=choices, widget=forms.RadioSelect)  # fmt: skip
            self.fields[f"{one.key}-law"] = Asked(label=lazy("Law or regulation"), max_length=longest, widget=forms.TextInput(attrs={"dir": "auto"}))  # fmt: skip
            self.fields[f"{one.key}-article"] = forms.CharField(label=lazy("Its article"), required=False, max_length=longest, widget=forms.TextInput(attrs={"dir": "auto"}))  # fmt: skip
            self.fields[f"{one.key}-link"] = forms.CharField(label=lazy("Where it can be read"), required=False, max_length=longest, widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "url"}))  # fmt: skip
            self.fields[f"{one.key}-gap"] = Asked(label=lazy("What is missing"), max_length=longest, widget=forms.Textarea(attrs=lines))  # fmt: skip
            self.fields[f"{one.key}-wanted"] = forms.CharField(label=lazy("Assistance wanted"), required=False, max_length=longest, widget=forms.Textarea(attrs=lines))  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        """Whoever types words about a provision says how the law stands: nothing typed is dropped."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        for one in self.provisions:
            if not told.get(f"{one.key}-standing") and any(told.get(f"{one.key}-{part}") for part in PARTS[1:]):  # fmt: skip
                self.add_error(f"{one.key}-standing", _("Choose one of the list."))
        return told

    def answers(self) -> dict[str, Answer]:
        """What was typed; what is not assessed is left out."""
        told = self.cleaned_data
        return {
            one.key: Answer(*(told[f"{one.key}-{part}"].strip() for part in PARTS))
            for one in self.provisions
            if told[f"{one.key}-standing"]
        }

    def groups(self) -> list[dict[str, Any]]:
        """The fields, provision by provision."""
        return [
            {
                "cited": one.cited,
                "question": QUESTIONS[one.key],
                "binding": one.binding,
                **{part: self[f"{one.key}-{part}"] for part in PARTS},
            }
            for one in self.provisions
        ]


def _initial(request: HttpRequest, actor: Actor, answers: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """What stands there, under what was typed here before and not sent."""
    found: dict[str, Any] = {
        f"{key}-{part}": said.get(part, "") for key, said in answers.items() for part in PARTS
    }
    kept = draft_of(actor, request.path) if request.method == "GET" else None
    if kept:
        found |= {name: values[0] for name, values in kept.data.items() if values}
    return found


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, place: str, of: int, number: str) -> HttpResponse:
    """Assess an article, or change what is not approved yet; a new year begins with the answers of the last."""
    actor = actor_of(request)
    require(actor, services.WRITE)
    told = selectors.article(actor, _place(place), _year(of), number)
    found, before = told.found, told.before
    stands = found.answers if found else before.answers if before else {}
    form = AssessmentForm(number, request.POST or None, initial=_initial(request, actor, stands))
    asked = request.POST.get("n", "")
    n = whole_number(asked, otherwise=found.n if found else 0)
    if form.is_valid() and _written(request, actor, form, place, of, number, found, n):
        drafts.drop(actor=actor, path=request.path)
        messages.success(request, _("It was written. Another person approves it."))
        return redirect("programme:protocol_article", place, of, number)
    context = {
        "form": form,
        "groups": form.groups(),
        "place": place,
        "place_name": _names().get(place, place),
        "of": of,
        "number": number,
        "words": ALL_ARTICLES[number],
        "n": n,
        "new": found is None,
        "carried": before.year if before and found is None and not form.is_bound else None,
    }
    return render(request, "programme/protocol_form.html", context, status=422 if form.is_bound else 200)


def _written(request: HttpRequest, actor: Actor, form: AssessmentForm, place: str, of: int, number: str, found: Assessment | None, n: int) -> bool:  # fmt: skip
    """Whether it was written; where not, the form says why."""
    try:
        if found is None or n == 0:
            submit = request.POST.get("act") != "draft"
            services.assess(actor=actor, place=place, year=of, article=number, answers=form.answers(), submit=submit)  # fmt: skip
        else:
            services.change(actor=actor, public_id=found.public_id, n=n, answers=form.answers())
    except Conflict as error:
        form.add_error(None, str(error))
        return False
    except IfarError as error:
        if error.status not in (409, 422):
            raise
        at_fields(form, error)
        return False
    return True
