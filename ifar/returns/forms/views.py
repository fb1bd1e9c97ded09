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
from ifar.trade.views.states import state_name

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
    found = form_selectors.filled_in(actor, code, year)
    named = reference.words("country")
    spoken = {one.alpha3: named.get(one.code, one.code) for one in reference.rows_of("country")}
    levels = {one.name: level for one, level in withheld(found.tables)}
    context = {
        "code": code,
        "year": year,
        "name": labels.FORMS[code],
        "said": form_labels.ABOUT[code],
        "country": found.country,
        "tables": [_table(table, code, year, spoken, levels) for table in found.tables],
        "figures": len(found.cells),
        "computed": timezone.now(),
        "editions": list(selectors.editions(actor, year, code)),
        "may_freeze": may(actor, "returns:return:prepare") and services.is_over(year),
        "waiting": selectors.freezing(actor, year, code),
    }
    return render(request, "returns/form.html", context)


def _table(
    table: Filled, code: str, year: int, spoken: dict[str, str], levels: Mapping[tuple[str, str, str], str]
) -> dict[str, Any]:
    lines = [_line(one, code, year, spoken) | {"withheld": levels[one.name]} for one in table.figures]
    most = max((one["value"] or 0 for one in lines if one["total"]), default=0)
    for line in lines:
        line["share"] = round(100 * (line["value"] or 0) / most) if most else 0
    return {
        "title": form_labels.said(table.table.title),
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


def _line(one: Figure, code: str, year: int, spoken: dict[str, str]) -> dict[str, Any]:
    asked = urlencode({"table": one.table.title, "question": one.question, "category": one.category})
    total = one.category == TOTAL
    return {
        "words": form_labels.said(one.question) if total else spoken.get(one.category, form_labels.said(one.category)),
        "official": one.question if total else one.category,
        "total": total,
        "value": one.value,
        "counted": one.counted,
        "said": one.said,
        "behind": f"{reverse('returns:form_behind', args=(code, year))}?{asked}" if one.counted and one.value and form_selectors.LEADS & set(one.table.sources) else "",
        "say": f"{reverse('returns:form_answer', args=(code, year))}?{asked}",
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Say something of a figure of a form, or take back what was said."""
    actor = actor_of(request)
    require(actor, "returns:return:prepare")
    name = (request.GET.get("table", ""), request.GET.get("question", ""), request.GET.get("category", ""))
    one = form_selectors.figure(actor, code, year, name)
    form = form_of(
        SayOfFigure,
        request,
        initial={"value": one.said.value, "note": one.said.note} if one.said else None,
        without=("value",) if one.counted else (),
    )
    if done(
        request,
        form,
        lambda given: services.say(actor=actor, form=code, year=year, name=name, **dict(given)),
        _("It stands on the form now, with your name and the note."),
    ):
        return redirect(page_of(code, year))
    context = {
        "form": form, "code": code, "year": year, "name": labels.FORMS[code], "one": one, "back": page_of(code, year),
        "may_withhold": one.category == TOTAL and one.table.by,
        "table": form_labels.said(one.table.title), "question": form_labels.said(one.question),
    }  # fmt: skip
    return render(request, "returns/answer.html", context, status=422 if form.is_bound else 200)


@require_GET
def behind(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The firearms that a figure of a form was counted from, as far as the actor may open them."""
    actor = actor_of(request)
    name = (request.GET.get("table", ""), request.GET.get("question", ""), request.GET.get("category", ""))
    one = (
        form_selectors.doubt(actor, code, year, name[0])
        if name[1] == DOUBT
        else form_selectors.figure(actor, code, year, name)
    )
    found = form_selectors.behind(actor, year, one)
    lists = [one for one in (found.consignments, found.authorisations) if one is not None]
    # Firearms of the register are paged, else the first list; what stands beside is listed as far as there is room.
    firearms = _page(request, found.firearms) if found.firearms is not None else None
    paged = _page(request, lists.pop(0)) if lists and not (firearms and firearms.items) else None
    beside = [one for rows in lists for one in rows.order_by("-id")[:MOST_BESIDE]]
    shown = [*(paged.items if paged else ()), *beside]
    part = paged or firearms
    context = {
        "code": code,
        "year": year,
        "name": labels.FORMS[code],
        "back": page_of(code, year),
        "figure": form_labels.said(one.table.title),
        "said": form_labels.said(one.question),
        "category": "" if one.category == TOTAL else one.category,
        "rule": form_labels.RULES.get(one.table.rule, ""),
        "counted": one.value or 0,
        "worth": one.table.worth,
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


def _firearm_rows(found: Sequence[Any]) -> list[dict[str, Any]]:
    types, makes = reference.words("firearm_type"), reference.words("make")
    return [
        {
            "one": one,
            "type": types.get(one.type or "", ""),
            "make": makes.get(one.make or "", "") or one.make_raw,
        }
        for one in found
    ]


def _record(one: Authorisation | Consignment) -> dict[str, Any]:
    """An authorisation or a consignment as a row."""
    of = one if isinstance(one, Authorisation) else one.authorisation
    noun = "authorisation" if isinstance(one, Authorisation) else "consignment"
    return {
        "one": one,
        "url": reverse(f"trade:{noun}", args=(one.public_id,)),
        "kind": trade_labels.KINDS[of.kind],
        "state": trade_labels.state_words(noun, one.state),
        "from_state": state_name(of.from_state),
        "into_state": state_name(of.into_state),
        "on": one.decided_on if isinstance(one, Authorisation) else one.left_on,
    }
