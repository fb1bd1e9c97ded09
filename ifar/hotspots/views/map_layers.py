"""The layers of the interactive map as JSON: what the drawn map shows, from the same selectors, and so no more than it shows to anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from ifar.errors import NotFound
from ifar.form_errors import actor_of
from ifar.hotspots import flow_labels, labels
from ifar.hotspots.maps import atlas, cells, pictures
from ifar.hotspots.maps.drawing import View
from ifar.hotspots.selectors import map_data, places
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.views import charts
from ifar.hotspots.views.maps import Page, page_of
from ifar.rights import Actor, require

MOST_POINTS: Final = 20_000
"""So many incidents are drawn by themselves at most: more than that are seen as cells."""
MOST_NAMES: Final = 80
MOST_FINDINGS: Final = 100
SIGNALS: Final = ("gi", "emerging")
"""Signals whose findings of the latest run are drawn, alert or not."""


@gzip_page
@require_GET
def layer(request: HttpRequest, name: str) -> JsonResponse:
    """One layer of a part of the map, for whoever may see the map."""
    actor = actor_of(request)
    require(actor, places.READ)
    months = map_data.months_of(actor)
    if months is None or name not in LAYERS:
        raise NotFound("hotspots.not_found", labels.of("hotspots.not_found"))
    asked = page_of(actor, request.GET, months)
    return JsonResponse(
        {"box": [round(value, 5) for value in asked.view.box], **LAYERS[name](actor, asked)},
        json_dumps_params={"separators": (",", ":"), "ensure_ascii": False},
    )


def _cells(actor: Actor, asked: Page) -> dict[str, Any]:
    series = map_data.series(actor, asked.asked)
    return {
        "cells": [
            [f"{cell:x}", [_rounded(corner) for corner in cells.outline(cell)], _flat(months)]
            for cell, months in series.cells.items()
        ]
    }


def _areas(actor: Actor, asked: Page) -> dict[str, Any]:
    series = map_data.series(actor, asked.asked).areas
    figures = places.figures_of("population", asked.asked.until // 12)
    return {
        "areas": [
            [code, name, polygons, _flat(series.get(code, {})), figures.get(code, (0, 0))[0]]
            for code, name, polygons in atlas.areas(asked.view)
        ]
    }


def _points(actor: Actor, asked: Page) -> dict[str, Any]:
    """Of all time where these are not too many, so that the map can be played; else of the period; none where those are too many as well."""
    always = replace(asked.asked, since=asked.first, until=asked.last)
    rows = map_data.points(actor, always, MOST_POINTS)
    is_whole = rows is not None
    if rows is None:
        rows = map_data.points(actor, asked.asked, MOST_POINTS)
    columns: list[Any] = list(zip(*rows, strict=True)) if rows else [[]] * 5
    return {
        "whole": is_whole,
        "many": rows is None,
        **dict(zip(("ids", "x", "y", "months"), columns, strict=False)),
        "near": [at for at, precision in enumerate(columns[4]) if precision != "exact"],
    }


def _ground(_actor: Actor, asked: Page) -> dict[str, Any]:
    return {**atlas.lines(asked.view), "names": atlas.names_in(asked.view.box, MOST_NAMES)}


def _findings(actor: Actor, asked: Page) -> dict[str, Any]:
    """Open hotspots, alerts that wait, and what the latest runs found, as far as the actor may see them."""
    rows: list[tuple[str, str, list[str], str, str]] = [
        ("hotspot", hotspot.layer, hotspot.areas, charts.title_of(hotspot), _at("hotspot", hotspot.public_id))
        for hotspot in selectors.hotspots_for(actor, "open").order_by("-id")[:MOST_FINDINGS]
    ]
    alerts = list(selectors.alerts_for(actor, "waiting").order_by("-id")[:MOST_FINDINGS])
    found = list(_found(actor))
    named = [(row.layer, row.places) for row in alerts] + [(run, members) for _n, run, members, _u in found]
    names = _names(actor, named)
    rows += [
        ("alert", row.layer, row.places, f"{_signal(row.signal)} · {charts.where(row.places, names)}", _at("alert", row.public_id))
        for row in alerts
    ]  # fmt: skip
    rows += [
        (signal, of, members, f"{_signal(signal)} · {charts.where(members, names)}", url)
        for signal, of, members, url in found
    ]
    return {"findings": _outlined(rows, asked.view)}


def _found(actor: Actor) -> Iterable[tuple[str, str, list[str], str]]:
    """Signal, layer, places and address of what the latest run of each signal found."""
    done = selectors.runs_for(actor).filter(state="done")
    for signal in SIGNALS:
        run = done.filter(signals__contains=[signal]).order_by("-id").first()
        if run is None:
            continue
        rows = [row for row in run.findings if row["signal"] == signal]
        for row in rows[:MOST_FINDINGS]:
            yield signal, run.layer, row["members"], _at("run", run.public_id)


def _names(actor: Actor, rows: Iterable[tuple[str, list[str]]]) -> Mapping[str, str]:
    result: dict[str, str] = {}
    wanted: dict[str, dict[str, None]] = {}
    for of, members in rows:
        wanted.setdefault(of, {}).update(dict.fromkeys(members[: charts.LOOKED]))
    for of, codes in wanted.items():
        result.update(charts.names_of(actor, of, codes))
    return result


def _outlined(rows: list[tuple[str, str, list[str], str, str]], view: View) -> list[list[Any]]:
    """Kind, title, address and outlines of what lies in a view."""
    drawn = pictures.outlines([(of, codes) for _kind, of, codes, _title, _url in rows])
    result = [
        [kind, title, url, outline.degrees(view, atlas.DETAIL)]
        for (kind, _of, _codes, title, url), outline in zip(rows, drawn, strict=True)
    ]
    return [row for row in result if row[3]]


def _signal(name: str) -> str:
    return str(flow_labels.SIGNALS.get(name, name))


def _at(name: str, public_id: str) -> str:
    return reverse(f"hotspots:{name}", args=(public_id,))


def _rounded(corner: tuple[float, float]) -> list[float]:
    return [round(corner[0], 5), round(corner[1], 5)]


def _flat(months: Mapping[int, int]) -> list[int]:
    """Months and counts by turns."""
    return [number for pair in months.items() for number in pair]


LAYERS: Final[Mapping[str, Callable[[Actor, Page], dict[str, Any]]]] = {
    "cells": _cells,
    "areas": _areas,
    "points": _points,
    "ground": _ground,
    "findings": _findings,
}
