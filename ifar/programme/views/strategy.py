"""The whole strategy on one page."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from ifar.form_errors import actor_of
from ifar.programme import framework, labels
from ifar.programme.computed import records as sources
from ifar.programme.fund.money import FUND_CURRENCY
from ifar.programme.fund.selectors import fund
from ifar.programme.indicators import BANDS
from ifar.programme.selectors import others, strategy, values
from ifar.programme.selectors.strategy import Part
from ifar.programme.views.presenters import number, short
from ifar.reference import selectors as reference
from ifar.rights import Actor, may

SHADES: Final = 4
MOST_COUNTRIES: Final = 40
"""Countries of others' work that the page names; their list has all."""


def named(themes: Any) -> dict[str, dict[str, Any]]:
    """Code -> name and whether it is inferred, in the reader's language."""
    language = get_language() or "en"
    return {
        theme.code: {"code": theme.code, "kind": theme.kind, "name": labels.theme_name(theme, language), "inferred": theme.inferred}
        for theme in themes
    }  # fmt: skip


def shown(part: Part, most: Any = 0) -> dict[str, Any]:
    """A part as the page shows it; shade 0 is nothing, 4 the most money of all parts beside it."""
    money = part.money.all
    total = part.followed
    bands, start = [], 0.0
    for band in BANDS:
        if part.bands[band]:
            share = 100 * part.bands[band] / total
            result = {"band": band, "n": part.bands[band], "words": labels.BANDS[band]}
            bands.append({**result, "share": f"{share:.2f}", "start": f"{start:.2f}"})
            start += share
    return {
        "part": part,
        "shade": 0 if not money or not most else max(1, min(SHADES, int(money * SHADES / most) + 1)),
        "money": money,
        "spent": int(100 * part.money.spent / money) if money else 0,
        "bands": bands,
        "short": short(money),
        "reached": part.bands["met"] + part.bands["on_track"],
        "empty": part.empty,
    }  # fmt: skip


SHOWN: Final = (("hotspots", lazy("Hotspots")), ("community", lazy("Community of Practitioners")))
"""Whose computed figures stand on the page."""


def _counted(actor: Actor) -> list[dict[str, Any]]:
    """The latest figures of hotspots and of the community that an indicator is computed from."""
    of = {name: source for name, source in sources.SOURCES.items() if source.of in dict(SHOWN)}
    result = values.counted(actor, of)
    groups = []
    for key, title in SHOWN:
        rows = [
            {"one": result[name], "words": source.words, "unit": "" if source.unit is sources.NUMBER else source.unit, "number": number(result[name].number), "waits": result[name].state == "submitted"}
            for name, source in of.items()
            if source.of == key and name in result
        ]  # fmt: skip
        if rows:
            groups.append({"title": title, "rows": rows})
    return groups


@require_GET
def whole(request: HttpRequest) -> HttpResponse:
    """The matrix, the outcomes, the money, the progress, and where there is nothing."""
    actor = actor_of(request)
    result = strategy.whole(actor)
    related, countries = others.summary(actor), reference.words("country")
    names = named(result.themes)
    most = max((cell.money.all for cell in result.cells.values()), default=0)
    most_of_outcomes = max((outcome.money.all for outcome in result.outcomes.values()), default=0)
    matrix = [
        {
            "area": names[f"A{area}"],
            "cells": [
                {
                    "catalyst": names[f"C{catalyst}"],
                    **shown(result.cells[framework.cell(area, catalyst)], most),
                }
                for catalyst in range(1, framework.WIDE + 1)
            ],
        }
        for area in range(1, framework.WIDE + 1)
    ]
    context = {
        "found": result,
        "names": names,
        "currency": FUND_CURRENCY,
        "matrix": matrix,
        "catalysts": [names[f"C{n}"] for n in range(1, framework.WIDE + 1)],
        "outcomes": [{"name": names[code], "others": related.outcomes.get(code), **shown(part, most_of_outcomes)} for code, part in result.outcomes.items()],
        "others": related,
        "others_countries": [(code, countries.get(code, code), many) for code, many in related.countries.items()][:MOST_COUNTRIES],
        "benchmarks": [{"name": name, "n": result.benchmarks.get(name["code"], 0)} for name in names.values() if name["kind"] == "benchmark"],
        "regions": [name for name in names.values() if name["kind"] == "region"],
        "related": [name for name in names.values() if name["kind"] == "related"],
        "ambition": [name for name in names.values() if name["kind"] == "ambition"],
        "bands": [{"band": band, "n": result.bands[band], "words": labels.BANDS[band]} for band in BANDS],
        "gaps": sum(1 for cell in result.cells.values() if cell.empty),
        "work": sum(n for state, n in result.projects.items() if state in strategy.WORK),
        "followed": sum(result.bands.values()),
        "may_name": may(actor, "programme:framework:write"),
        "reads_fund": may(actor, fund.READ) or may(actor, fund.OWN),
        "may_plan": may(actor, "programme:project:write"),
        "given": short(result.money.all),
        "unallocated": short(result.unallocated),
        "reached": result.bands["met"] + result.bands["on_track"],
        "counted": _counted(actor),
    }  # fmt: skip
    return render(request, "programme/strategy.html", context)
