"""Marking campaigns: their list, one with how far it has come, the order, sheets for the machine, and what comes back of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_bidi, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar import charts
from ifar.accounts.selectors.people import names_of as people_names
from ifar.acts.edges import offered
from ifar.acts.forms import ActForm, form_of, submitted
from ifar.bulk.one_by_one import MOST
from ifar.bulk.services.files import cells_of_file
from ifar.charts import Point
from ifar.cursors import page_of
from ifar.documents.layout import code_of
from ifar.documents.things import named
from ifar.files import uploads
from ifar.form_errors import actor_of
from ifar.numbers import number_words
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require
from ifar.stocks import labels
from ifar.stocks import selectors as stocks
from ifar.stocks.campaigns import inputs, selectors
from ifar.stocks.campaigns.labels import EXCEPTIONS, MARKS, TONES, UNUSED
from ifar.stocks.campaigns.models import Campaign
from ifar.stocks.campaigns.numbers import text_of
from ifar.stocks.campaigns.selectors import Progress
from ifar.stocks.campaigns.services import ordering, striking
from ifar.stocks.campaigns.services.ordering import ORDERED
from ifar.stocks.services.armouries import people
from ifar.stocks.services.writing import ISSUE, MANAGE, today

ROWS: Final = 40
"""Arms of a sheet."""
SHOWN: Final = 100
"""Arms that the page lists."""
_PARTS: Final = ("marked", "exceptions", "to_do")


class SheetForm(ActForm):
    """What a sheet says, scanned, typed or as a file."""

    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        help_text=gettext_lazy(
            "CSV or workbook: the arm, and in the next column its number or why it was not marked."
        ),
    )


def row_of(campaign: Campaign) -> dict[str, Any]:
    """A campaign as lists and its page show it."""
    return {
        "one": campaign,
        "state": labels.state_words("campaign", campaign.state),
        "tone": TONES[campaign.state],
        "late": campaign.state == "running" and campaign.ends_on < today(),
        "range": f"{text_of(campaign.prefix, campaign.first, campaign.last)}–{text_of(campaign.prefix, campaign.last, campaign.last)}",
    }


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The campaigns of my unit and of those below it, the latest first."""
    actor = actor_of(request)
    require(actor, stocks.READ)
    found = page_of(
        request.GET,
        selectors.campaigns_for(actor),
        order=("-id",),
        sorts={"order": None, "ends_on": None, "state": labels.STATES["campaign"]},
    )
    context = {
        "rows": [row_of(campaign) for campaign in found.items],
        "found": found,
        "may_order": may(actor, MANAGE),
    }
    return render(request, "stocks/campaigns.html", context)


@require_http_methods(["GET", "POST"])
def order(request: HttpRequest) -> HttpResponse:
    """Order a campaign."""
    actor = actor_of(request)
    require(actor, MANAGE)
    own = stocks.armouries_for(actor).filter(agency_id=actor.agency_id)
    names = stocks.names_of(list(own.values_list("public_id", flat=True)[:500]))
    form = form_of(
        inputs.OrderCampaign,
        request,
        initial={"begins_on": today().isoformat()},
        among={
            "stores": sorted(names.items(), key=lambda pair: pair[1]),
            "responsible": people(actor),
        },
    )
    made = submitted(form, lambda given: ordering.order_campaign(actor=actor, **given.model_dump()))
    if made:
        messages.success(request, _("Recorded."))
        return redirect("stocks:campaign", made)
    return render(request, "stocks/order_campaign.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A campaign: how far it has come by armoury; where it runs, a field for what sheets say."""
    actor = actor_of(request)
    require(actor, stocks.READ)
    campaign = selectors.campaign_for(actor, public_id)
    form = _form(request, actor, campaign)
    if form:
        handed = submitted(
            form,
            lambda given: striking.hand_in(
                actor=actor, campaign_id=public_id, lines=_lines(request, actor, given.rows)
            ),
        )
        if handed is not None:
            if handed.exceptions:
                words = ngettext(
                    "%(number)d arm is not marked.", "%(number)d arms are not marked.", handed.exceptions
                )
                messages.success(request, words % {"number": handed.exceptions})
            if handed.batch:
                return redirect("bulk:batch", handed.batch)
            return redirect("stocks:campaign", public_id)
    counting = bool(stocks.being_counted(campaign.stores))
    progress = None if counting else selectors.progress_of(campaign)
    used = list(selectors.struck_of(campaign).values_list("number", flat=True))
    context = {
        **row_of(campaign),
        "form": form,
        "counting": counting,
        "progress": progress,
        "chart": chart_of(campaign, progress) if progress and progress.total else None,
        "share": progress and _share(progress),
        "left": _arms(actor, progress.left[:SHOWN]) if progress else [],
        "to_do": len(progress.left) if progress else 0,
        "left_out": max(len(progress.left) - SHOWN, 0) if progress else 0,
        "excepted": _excepted(actor, progress) if progress else [],
        "used": len(used),
        "highest": text_of(campaign.prefix, max(used), campaign.last) if used else "",
        "gaps": [(_run(campaign, gap), UNUSED[gap[2]]) for gap in campaign.gaps],
        "unexplained": [] if campaign.gaps else ordering.gaps_of(campaign),
        "stores": sorted(stocks.names_of(campaign.stores).values()),
        "responsible": people_names({campaign.responsible}).get(campaign.responsible, ""),
        "mark": MARKS[campaign.mark],
        "method": reference.words("mark_method").get(campaign.method, ""),
        "place": reference.words("mark_place").get(campaign.place, ""),
        "may_print": form is not None,
        "offered": offered(actor, ORDERED, campaign),
    }
    return render(request, "stocks/campaign.html", context, status=422 if form and form.errors else 200)


def _form(request: HttpRequest, actor: Actor, campaign: Campaign) -> ActForm | None:
    """The field for what sheets say; none for whoever does not carry the campaign out."""
    if campaign.state != "running" or not ordering.is_own(actor, campaign) or not may(actor, ISSUE):
        return None
    form = form_of(inputs.HandInSheet, request, kind=SheetForm)
    form.order_fields(["rows", "file"])
    return form


def _lines(request: HttpRequest, actor: Actor, text: str) -> list[str]:
    """What was read or typed, and what stands in the file."""
    lines = text.splitlines()
    if "file" in request.FILES:
        name, content = uploads.arrived(request, "file")
        lines += cells_of_file(
            actor=actor, permission=ISSUE, name=name, content=content, numbers=False, most=MOST, behind=True
        )
    return lines


def _share(progress: Progress) -> int:
    return 100 * (progress.marked.total() + progress.exceptions.total()) // max(progress.total, 1)


def _arms(actor: Actor, arms: list[str]) -> list[dict[str, Any]]:
    known = named(actor, set(arms))
    return [{"id": arm, "thing": known.get(arm)} for arm in arms]


def _excepted(actor: Actor, progress: Progress) -> list[dict[str, Any]]:
    rows = _arms(actor, list(progress.excepted)[:SHOWN])
    return [{**row, "why": EXCEPTIONS[progress.excepted[row["id"]]]} for row in rows]


def _run(campaign: Campaign, gap: list[Any]) -> str:
    ends = dict.fromkeys(text_of(campaign.prefix, number, campaign.last) for number in gap[:2])
    return "–".join(ends)


def chart_of(campaign: Campaign, progress: Progress) -> Mapping[str, Any]:
    """A bar for each armoury: marked, exceptions, left."""
    names = stocks.names_of(campaign.stores)
    counts: dict[str, Counter[str]] = {part: getattr(progress, part) for part in _PARTS}
    stores = [
        *campaign.stores,
        *([selectors.ELSEWHERE] if any(c[selectors.ELSEWHERE] for c in counts.values()) else []),
    ]
    shown = [names.get(store, _("Moved elsewhere")) for store in stores]
    words = {"marked": _("Marked"), "exceptions": _("Not marked, explained"), "to_do": _("Still to mark")}
    rows = [
        (
            words[part],
            [
                Point(name, counts[part][store], number_words(counts[part][store]))
                for store, name in zip(stores, shown, strict=True)
            ],
        )
        for part in _PARTS
    ]
    top = max(sum(counts[part][store] for part in _PARTS) for store in stores)
    picture = charts.columns(shown, rows, number_words(top), high=140)
    return {
        "picture": charts.mirrored(picture) if get_language_bidi() else picture,
        "ident": f"m-{campaign.public_id}",
        "title": _("Progress by armoury"),
        "table": [
            (name, [(words[part], counts[part][store]) for part in _PARTS])
            for store, name in zip(stores, shown, strict=True)
        ],
        "head": list(words.values()),
    }


@require_GET
def sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """A sheet for the machine: the next arms, each with the number that is free for it and a code of the row that says both."""
    actor = actor_of(request)
    require(actor, ISSUE)
    campaign = selectors.campaign_for(actor, public_id)
    rows = ordering.sheet_of(actor, campaign, ROWS)
    things = named(actor, {row.arm for row in rows})
    context = {
        **row_of(campaign),
        "rows": [
            {
                "id": row.arm,
                "thing": things.get(row.arm),
                "number": row.number,
                "code": mark_safe(code_of(f"{row.arm} {row.number}", "m")),  # noqa: S308 (our own picture)
            }
            for row in rows
        ],
        "words": [(code, EXCEPTIONS[code]) for code in EXCEPTIONS],
        "printed": today(),
    }
    return render(request, "stocks/campaign_sheet.html", context)
