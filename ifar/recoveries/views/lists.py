"""Lists of cases: narrowed, paged, taken out as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.services.exports import Leaving
from ifar.accounts.views import exports
from ifar.cursors import page_of
from ifar.errors import Invalid
from ifar.form_errors import actor_of
from ifar.identifiers import shown
from ifar.recoveries import labels, selectors
from ifar.recoveries.models import Case, Item
from ifar.recoveries.views.forms import LISTED, FilterForm
from ifar.reference import selectors as reference
from ifar.rights import may, require
from ifar.templatetags.days import day_words, when_words

MOST: Final = 10_000


HEADER: Final = (
    lazy("Identifier"),
    lazy("Type of recovery"),
    lazy("Number of the case"),
    lazy("When"),
    lazy("Where"),
    lazy("Kind of place"),
    lazy("Legal ground of the seizure"),
    lazy("Suspected offences"),
    lazy("Items"),
    lazy("State"),
    lazy("Office"),
)


def list_filter(request: HttpRequest) -> tuple[str, FilterForm, dict[str, Any]]:
    """The list that the address asks for, its form, and what narrows it."""
    which = request.GET.get("show", "") or "open"
    if which not in LISTED:
        raise Invalid("recoveries.list")
    form = FilterForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    narrow = {name: given.get(name) or "" for name in ("kind", "offence")}
    since, until = given.get("since"), given.get("until")
    return which, form, {**narrow, "text": given.get("q", ""), "since": since, "until": until}


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The cases that the actor may see, the newest first; filters stand in the address."""
    actor = actor_of(request)
    require(actor, "recoveries:case:read")
    which, form, narrow = list_filter(request)
    result = page_of(
        request.GET,
        selectors.listed(actor, which, **narrow),
        order=("-id",),
        sorts={"number": None, "kind": labels.CASES},
    )
    waiting = dict(
        Item.objects.filter(selectors.waiting(actor), case__in=[case.pk for case in result.items])
        .values_list("case")
        .annotate(n=Count("pk"))
    )
    rows = [
        {
            "one": case,
            "kind": labels.CASES[case.kind],
            "state": labels.CASE_STATES[case.state],
            "when": when_words(case.began, case.ended, case.precision),
            "things": getattr(case, "things", 0),
            "waiting": waiting.get(case.pk, 0),
        }
        for case in result.items
    ]
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    context = {
        "rows": rows,
        "found": result,
        "form": form,
        "which": which,
        "tabs": LISTED.items(),
        "query": query.urlencode(),
        "may_write": may(actor, "recoveries:case:write"),
        "may_take_out": may(actor, "recoveries:case:hand_over"),
    }
    return render(request, "recoveries/list.html", context)


def _filter_words(which: str, form: FilterForm) -> str:
    """What narrows a list, in the words of its form.

    Raises:
        Invalid: something is filled in that narrows nothing.
    """
    if not form.is_valid():
        raise Invalid("recoveries.list.filter", labels.of("recoveries.list.filter"))
    results = [str(LISTED[which])]
    for name, value in form.cleaned_data.items():
        if value:
            field = form.fields[name]
            chosen = dict(getattr(field, "choices", ())).get(value, value)
            text = day_words(chosen) if isinstance(chosen, dt.date) else chosen
            results.append(_("%(label)s: %(words)s") % {"label": field.label, "words": text})
    return _(", ").join(results)


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The list that one sees as CSV or as a workbook, after the page that says what leaves; above a workbook stands who took it out."""
    actor = actor_of(request)
    require(actor, "recoveries:case:hand_over")
    which, asked, narrow = list_filter(request)
    text = _filter_words(which, asked)
    cases = list(selectors.listed(actor, which, **narrow).order_by("-id")[: MOST + 1])
    if len(cases) > MOST:
        raise Invalid("recoveries.list.long", labels.of("recoveries.list.long", {"most": MOST}))
    leaving = Leaving("recoveries.list.export", text, form, len(cases), request.get_full_path())
    if (before := exports.before(request, leaving, HEADER)) is not None:
        return before
    return exports.sent(actor, leaving, "recoveries", HEADER, _lines(cases))


def _when(case: Case) -> dt.date | str:
    """When it was: a day where one is known, as it stands on the page; else in words."""
    if case.precision == "day" and case.first_day is not None:
        return case.first_day
    return when_words(case.began, case.ended, case.precision)


def _lines(result: Any) -> Iterator[list[Any]]:
    spoken = {
        name: reference.words(name) for name in ("recovery_location", "seizure_ground", "suspected_offence")
    }
    for item in result:
        yield [
            shown(item.public_id),
            str(labels.CASES[item.kind]),
            item.number,
            _when(item),
            item.place,
            spoken["recovery_location"].get(item.location, ""),
            spoken["seizure_ground"].get(item.ground, ""),
            "; ".join(spoken["suspected_offence"].get(code, code) for code in item.offences),
            item.things,
            str(labels.CASE_STATES[item.state]),
            item.agency.called,
        ]
