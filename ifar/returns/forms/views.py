"""Pages of the other yearly forms: what is due, one form's year, what a person says of a figure, the rows behind one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.forms import done, form_of
from ifar.cursors import Page, page
from ifar.form_errors import actor_of
from ifar.reference import selectors as reference
from ifar.returns import labels, selectors, services
from ifar.returns.forms import labels as form_labels
from ifar.returns.forms import selectors as form_selectors
from ifar.returns.forms.tables import DOUBT, Figure, Filled, Form, withheld
from ifar.returns.inputs import SayOfFigure
from ifar.returns.official import TOTAL
from ifar.returns.views import page_of
from ifar.rights import may, require
from ifar.trade import labels as trade_labels
from ifar.trade.models import Authorisation, Consignment
from ifar.trade.views.states import destinations_of, state_name

YEARS_SHOWN = 5
MOST_BESIDE: Final = 200
"""Consignments that are listed above firearms."""


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The forms and their last years: when each is due, and how many editions are frozen."""
    actor = actor_of(request)
    require(actor, selectors.PERMISSION)
    now = timezone.now().date()
    frozen = selectors.frozen_counts(actor)
    rows = [
        {
            "code": form.code,
            "name": labels.FORMS[form.code],
            "said": form_labels.ABOUT[form.code],
            "years": [_due(form, year, frozen, now) for year in range(now.year, now.year - YEARS_SHOWN, -1)],
        }
        for form in form_selectors.offered()
    ]
    return render(request, "returns/forms.html", {"rows": rows})


def _due(form: Form, year: int, frozen: dict[tuple[str, int], int], today: dt.date) -> dict[str, Any]:
    due = dt.date(year + 1, form.due[1], form.due[0]) if form.due else None
    editions = frozen.get((form.code, year), 0)
    return {"year": year, "due": due, "editions": editions, "late": bool(due and due < today and not editions), "url": page_of(form.code, year)}  # fmt: skip


@require_GET
def form_page(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """A form's year: every figure with where it comes from, leading to its rows; what is missing says so."""
    actor = actor_of(request)
    form_return = form_selectors.filled_in(actor, code, year)
    named = reference.words("country")
    spoken = {row.alpha3: named.get(row.code, row.code) for row in reference.rows_of("country")}
    levels = {figure.name: level for figure, level in withheld(form_return.tables)}
    context = {
        "code": code,
        "year": year,
        "name": labels.FORMS[code],
        "said": form_labels.ABOUT[code],
        "country": form_return.country,
        "tables": [_table(table, code, year, spoken, levels) for table in form_return.tables],
        "figures": len(form_return.cells),
        "computed": timezone.now(),
        "editions": list(selectors.editions(actor, year, code)),
        "may_freeze": may(actor, "returns:return:prepare") and services.is_over(year),
        "waiting": selectors.freezing(actor, year, code),
    }
    return render(request, "returns/form.html", context)


def _table(
    table: Filled, code: str, year: int, spoken: dict[str, str], levels: Mapping[tuple[str, str, str], str]
) -> dict[str, Any]:
    lines = [
        _line(figure, code, year, spoken) | {"withheld": levels[figure.name]} for figure in table.figures
    ]
    most = max((row["value"] or 0 for row in lines if row["total"]), default=0)
    for line in lines:
        line["share"] = round(100 * (line["value"] or 0) / most) if most else 0
    return {
        "title": form_labels.label_in_words(table.table.title),
        "official": table.table.title,
        "filled": table.filled,
        "lines": lines,
        "outside": table.outside,
        "doubtful": table.doubtful,
        "doubt": f"{reverse('returns:form_behind', args=(code, year))}?{urlencode({'table': table.table.title, 'question': DOUBT})}",
        "now": "held" in table.table.sources,
        "rule": form_labels.RULES.get(table.table.rule, ""),
        "worth": table.table.worth,
    }


def _line(figure: Figure, code: str, year: int, spoken: dict[str, str]) -> dict[str, Any]:
    asked = urlencode({"table": figure.table.title, "question": figure.question, "category": figure.category})
    total = figure.category == TOTAL
    return {
        "words": form_labels.label_in_words(figure.question) if total else spoken.get(figure.category, form_labels.label_in_words(figure.category)),
        "official": figure.question if total else figure.category,
        "total": total,
        "value": figure.value,
        "counted": figure.counted,
        "said": figure.said,
        "behind": f"{reverse('returns:form_behind', args=(code, year))}?{asked}" if figure.counted and figure.value and form_selectors.LEADS & set(figure.table.sources) else "",
        "say": f"{reverse('returns:form_answer', args=(code, year))}?{asked}",
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Say something of a figure of a form, or take back what was said."""
    actor = actor_of(request)
    require(actor, "returns:return:prepare")
    name = (request.GET.get("table", ""), request.GET.get("question", ""), request.GET.get("category", ""))
    figure = form_selectors.figure(actor, code, year, name)
    form = form_of(
        SayOfFigure,
        request,
        initial={"value": figure.said.value, "note": figure.said.note} if figure.said else None,
        without=("value",) if figure.counted else (),
    )
    if done(
        request,
        form,
        lambda given: services.say(actor=actor, form=code, year=year, name=name, **dict(given)),
        _("It stands on the form now, with your name and the note."),
    ):
        return redirect(page_of(code, year))
    context = {
        "form": form, "code": code, "year": year, "name": labels.FORMS[code], "one": figure, "back": page_of(code, year),
        "may_withhold": figure.category == TOTAL and figure.table.by,
        "table": form_labels.label_in_words(figure.table.title), "question": form_labels.label_in_words(figure.question),
    }  # fmt: skip
    return render(request, "returns/answer.html", context, status=422 if form.is_bound else 200)


@require_GET
def behind(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The firearms that a figure of a form was counted from, as far as the actor may open them."""
    actor = actor_of(request)
    name = (request.GET.get("table", ""), request.GET.get("question", ""), request.GET.get("category", ""))
    figure = (
        form_selectors.doubt(actor, code, year, name[0])
        if name[1] == DOUBT
        else form_selectors.figure(actor, code, year, name)
    )
    row = form_selectors.behind(actor, year, figure)
    lists = [group for group in (row.consignments, row.authorisations) if group is not None]
    # Firearms of the register are paged, else the first list; what stands beside is listed as far as there is room.
    firearms = _page(request, row.firearms) if row.firearms is not None else None
    paged = _page(request, lists.pop(0)) if lists and not (firearms and firearms.items) else None
    beside = [item for rows in lists for item in rows.order_by("-id")[:MOST_BESIDE]]
    shown = [*(paged.items if paged else ()), *beside]
    part = paged or firearms
    context = {
        "code": code,
        "year": year,
        "name": labels.FORMS[code],
        "back": page_of(code, year),
        "figure": form_labels.label_in_words(figure.table.title),
        "said": form_labels.label_in_words(figure.question),
        "category": "" if figure.category == TOTAL else figure.category,
        "rule": form_labels.RULES.get(figure.table.rule, ""),
        "counted": figure.value or 0,
        "worth": figure.table.worth,
        "rows": _firearm_rows(firearms.items if firearms else ()),
        "records": [_record(record) for record in shown],
        "after": part.after if part else "",
        "before": part.before if part else "",
    }
    return render(request, "returns/form_behind.html", context)


def _page(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    return page(
        rows,
        order=("-id",),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )


def _firearm_rows(results: Sequence[Any]) -> list[dict[str, Any]]:
    types, makes = reference.words("firearm_type"), reference.words("make")
    return [
        {
            "one": item,
            "type": types.get(item.type or "", ""),
            "make": makes.get(item.make or "", "") or item.make_raw,
        }
        for item in results
    ]


def _record(item: Authorisation | Consignment) -> dict[str, Any]:
    """An authorisation or a consignment as a row."""
    of = item if isinstance(item, Authorisation) else item.authorisation
    noun = "authorisation" if isinstance(item, Authorisation) else "consignment"
    return {
        "one": item,
        "url": reverse(f"trade:{noun}", args=(item.public_id,)),
        "kind": trade_labels.KINDS[of.kind],
        "state": trade_labels.state_words(noun, item.state),
        "from_state": state_name(of.from_state),
        "into_state": destinations_of(of) if item is of else state_name(of.state_of(item.consignee)),
        "on": item.decided_on if isinstance(item, Authorisation) else item.left_on,
    }
