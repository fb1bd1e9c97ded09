"""The map of incidents: drawn by the server, by cells that were counted ahead; the same as tables, as files, and beside an earlier period."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from ifar.charts import wrapped
from ifar.errors import NotFound, Unavailable
from ifar.files.confinement import Limits, Unreadable, run
from ifar.files.tables import writing
from ifar.form_errors import actor_of
from ifar.hotspots import labels
from ifar.hotspots.feeds.labels import KINDS
from ifar.hotspots.maps import atlas, cells, drawing
from ifar.hotspots.maps.cells import Box
from ifar.hotspots.maps.drawing import View
from ifar.hotspots.models import Source
from ifar.hotspots.selectors import map_data, naming, places
from ifar.hotspots.selectors.map_data import MapFilter, MapView
from ifar.hotspots.views import charts, map_exports, map_legends
from ifar.hotspots.views.map_legends import PER
from ifar.numbers import number_words
from ifar.rights import Actor, may, require
from ifar.templatetags.days import day_words
from ifar.typed import whole_number

WORLD: Final = Box(-180.0, -60.0, 180.0, 80.0)
SHOWN: Final = 100
"""Cells that the table beside the map names; the file has all."""
LAST: Final = 12
"""Months that are shown where no period is asked for."""
DRAWING: Final = Limits(seconds=20, memory=2_000_000_000, output=8_000_000)
XMLNS: Final = "http://www.w3.org/2000/svg"
TONES: Final = ("#fee391", "#fec44f", "#fe9929", "#d95f0e", "#8c2d04")
"""Of the five classes, light to dark (ColorBrewer's YlOrBr): their order is seen without telling colours apart."""


_SHAPE: Final = '<path class="tone-{}" d="{}"><title>{} · {}</title></path>'
_LINK: Final = '<a href="{5}&amp;cell={4}" tabindex="-1"><path class="tone-{0}" d="{1}"><title>{2} · {3}</title></path></a>'
_SQUARED: Final = SafeString('<tspan dy="-4" font-size="9">2</tspan><tspan dy="4"></tspan>')
"""A raised 2: beside the character for it what draws pictures finds no Arabic letter."""
MARGIN: Final = 0.04
"""How much of its width and height the first view shows around what it is fitted to."""
LINE: Final = 18
"""Height of a line of words below a picture that leaves the page."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a request asks of the map, and what can be asked."""

    view: View
    asked: MapFilter
    first: int
    last: int
    kinds: list[str]
    versus: bool


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Where incidents happened; what narrows it stands in the address. Asked by the page itself, only the parts that change."""
    actor = actor_of(request)
    require(actor, places.READ)
    context = _context(actor, request.GET)
    context["alone"] = alone = (
        request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers
    )
    return render(request, "hotspots/map_parts.html" if alone else "hotspots/map.html", context)


def _context(actor: Actor, given: QueryDict) -> dict[str, Any]:
    months = map_data.months_of(actor)
    if months is None:
        return {"empty": True, "may_manage": may(actor, places.MANAGE)}
    precise = may(actor, places.PRECISE)
    asked = page_of(actor, given, months)
    sources = list(places.sources_for(actor)) if precise else []
    seen = map_data.see(actor, asked.asked)
    parts = [(asked.asked, seen)]
    before = None
    if asked.versus:
        length = asked.asked.until - asked.asked.since + 1
        earlier = replace(asked.asked, since=asked.asked.since - length, until=asked.asked.since - 1)
        before = map_data.see(actor, earlier)
        parts.insert(0, (earlier, before))
    counts = [*seen.cells.values(), *(before.cells.values() if before else ())]
    breaks = drawing.breaks_of(counts, 1 if precise else settings.IFAR_SMALL_CELL)
    names = places.named_areas()
    figures = places.figures_of("population", seen.until // 12)
    query = given.copy()
    query["box"] = _box_text(asked.view.box)
    return {
        "empty": False,
        "precise": precise,
        "may_manage": may(actor, places.MANAGE),
        "asked": asked,
        "box": query["box"],
        "query": query.urlencode(),
        "parts": parts,
        "pictures": [_picture(actor, asked, item, breaks, precise) for _asked_, item in parts],
        "seen": seen,
        "ground": atlas.ground(asked.view),
        "hotspots": charts.outlines_in(actor, asked.view),
        "size": (f"{drawing.WIDTH:.0f}", f"{drawing.HEIGHT:.0f}"),
        "legends": map_legends.legends(seen, before, breaks, max(counts, default=0), figures, precise),
        "scale": _scale(asked.view),
        "moves": _moves(asked.view, given),
        "fill": given.get("fill") if given.get("fill") in ("areas", "rates") else "cells",
        "layers": map_legends.layers(given.getlist("layer"), precise),
        "slider": {
            "years": range(asked.first // 12, asked.last // 12 + 1),
            "first": asked.first,
            "last": asked.last if precise else asked.last // 12 * 12,
            "since": seen.since,
            "until": seen.until if precise else seen.until // 12 * 12,
            "since_words": month_words(seen.since, precise),
            "until_words": month_words(seen.until, precise),
            "step": 1 if precise else 12,
            **_columns(seen, asked, precise),
        },
        "kinds": [(kind, KINDS.get(kind, kind), kind in asked.asked.kinds) for kind in asked.kinds],
        "sources": [(source, source.public_id in asked.asked.sources) for source in sources],
        "credits": _credits(sources, map_data.sources_in(actor, asked.asked)),
        "total": seen.total,
        "drawn": sum(seen.cells.values()),
        "areas": _areas(seen, before, names, figures),
        "has_rates": bool(figures),
        "figures": figures,
        "threshold": settings.IFAR_SMALL_CELL,
        "km2": cells.km2_of(seen.resolution),
    }


def page_of(actor: Actor, given: QueryDict, months: tuple[int, int]) -> Page:
    """What an address asks, as far as this actor may ask it.

    Args:
        months: the first and the last of which the actor may see something.
    """
    first, last = months
    precise = may(actor, places.PRECISE)
    until = _month(given.get("to"), last if precise else last // 12 * 12 + 11)
    since = _month(given.get("from"), max(until - LAST + 1, first) if precise else first // 12 * 12)
    until = min(max(until, first), last if precise else last // 12 * 12 + 11)
    since = min(max(since, first), until)
    if not precise:
        since, until = since // 12 * 12, until // 12 * 12 + 11
    kinds = map_data.kinds_of(actor)
    known = tuple(kind for kind in given.getlist("kind")[:40] if kind in kinds)
    sources = tuple(text[:14] for text in given.getlist("source")[:40]) if precise else ()
    wanted = MapFilter(WORLD, since, until, sources, known)
    view = drawing.fitted(box_of(given.get("box", "")) or _first_view(actor, wanted))
    return Page(view, replace(wanted, box=view.box), first, last, kinds, bool(given.get("versus")))


def _first_view(actor: Actor, wanted: MapFilter) -> Box:
    """What is shown where no part of the map is asked for: what the data fill; where none is placed, the country, else the world."""
    filled = map_data.extent(actor, wanted)
    return filled.grown(MARGIN) if filled else atlas.home() or WORLD


def _month(text: str | None, otherwise: int) -> int:
    """A month as the slider sends it, a number, or as an address says it, `2026-01`."""
    number = whole_number(text, most=999_999)
    if number is not None:
        return number
    return (cells.month_from(text) if text else None) or otherwise


def box_of(text: str) -> Box | None:
    """The part of the map that an address names, `west,south,east,north`; None where it names none."""
    parts = text.split(",")
    try:
        west, south, east, north = (round(float(part), 5) for part in parts)
    except ValueError:
        return None
    if not (-360 <= west < east <= 360 and -90 <= south < north <= 90):
        return None
    return Box(max(west, -180.0), south, min(east, 180.0), north) if west < 180 and east > -180 else None


def _box_text(box: Box) -> str:
    return ",".join(f"{value:.5f}" for value in box)


def month_words(month: int, precise: bool) -> str:
    """A month in the reader's language; its year alone where only those are seen."""
    year, number = divmod(month, 12)
    if not precise:
        return str(year)
    day = dt.date(max(year, 1), number + 1, 1)
    return str(date_format(day, "YEAR_MONTH_FORMAT"))


def _picture(actor: Actor, asked: Page, seen: MapView, breaks: list[int], precise: bool) -> dict[str, Any]:
    """One picture: its cells, and its period in words."""
    drawn = drawing.cells_in_view(seen.cells, asked.view, breaks)
    names = _names(actor, drawn, precise)
    period = [month_words(seen.since, precise), month_words(seen.until, precise)]
    query = _narrowed(asked.asked, seen)
    return {
        "cells": drawn,
        "shapes": _shapes(drawn, names, query if precise else ""),
        "period": period[0] if period[0] == period[1] else f"{period[0]} – {period[1]}",
        "total": seen.total,
        "rows": [{"one": cell, "name": names[cell.name]} for cell in drawn[:SHOWN]],
        "left_out": max(len(drawn) - SHOWN, 0),
        "from": cells.month_name(seen.since),
        "to": cells.month_name(seen.until),
        "query": query,
    }


def _names(actor: Actor, drawn: Sequence[drawing.Cell], precise: bool) -> dict[str, str]:
    """What the cells are called: the fullest by towns too, for who may see them; the others by the area or the State that they lie in."""
    towns = [cell.name for cell in drawn[:SHOWN]] if precise else []
    return naming.names_of(actor.compartments, "cell", [cell.name for cell in drawn], towns=towns)


def _narrowed(asked: MapFilter, seen: MapView) -> str:
    """What a picture is narrowed by, as the part of an address by which the incidents behind it are opened."""
    query = QueryDict(mutable=True)
    query["from"], query["to"] = cells.month_name(seen.since), cells.month_name(seen.until)
    query.setlist("kind", list(asked.kinds))
    query.setlist("source", list(asked.sources))
    return query.urlencode()


def _credits(sources: Sequence[Source], there: Collection[str]) -> list[str]:
    """How the sources of which something is shown ask to be named: by their names where they say nothing."""
    return sorted({source.attribution or source.name for source in sources if source.public_id in there})


def _shapes(drawn: Sequence[drawing.Cell], names: Mapping[str, str], query: str) -> SafeString:
    """The cells as shapes, put together here: a template takes three times as long for a thousand of them.

    Args:
        query: what the incidents behind them are narrowed by; empty for who may not open them, and sees figures rounded down.
    """
    rows = (
        (cell.tone, cell.path, names[cell.name], cell.count if query else f"≥ {cell.count}", cell.name)
        for cell in drawn
    )
    if not query:
        return format_html_join("", _SHAPE, rows)
    at = f"{reverse('hotspots:incidents')}?{query}"
    return format_html_join("", _LINK, ((tone, path, name, count, cell, at) for tone, path, name, count, cell in rows))  # fmt: skip


def _scale(view: View) -> dict[str, Any]:
    kilometres, length = view.kilometres()
    return {"kilometres": kilometres, "length": f"{length + 16:.1f}", "y": f"{drawing.HEIGHT - 16:.0f}"}


def _moves(view: View, given: QueryDict) -> dict[str, str]:
    """Addresses of what lies beside, nearer and farther: the map can be gone through without any script."""
    boxes = {
        "west": view.moved(-0.4, 0),
        "east": view.moved(0.4, 0),
        "north": view.moved(0, 0.4),
        "south": view.moved(0, -0.4),
        "nearer": drawing.fitted(view.zoomed(0.5)).box,
        "farther": drawing.fitted(view.zoomed(2.0)).box,
    }
    result = {}
    for name, box in boxes.items():
        query = given.copy()
        query["box"] = _box_text(box)
        result[name] = f"?{query.urlencode()}"
    query = given.copy()
    query.pop("box", None)
    return result | {"home": f"?{query.urlencode()}"}


def _columns(seen: MapView, asked: Page, precise: bool) -> dict[str, Any]:
    """The columns above the time slider: a month each, or a year."""
    if precise:
        return drawing.columns(seen.series, asked.first, asked.last, seen.since, seen.until)
    return drawing.columns(
        seen.series, asked.first // 12, asked.last // 12, seen.since // 12, seen.until // 12
    )


def _areas(
    seen: MapView, before: MapView | None, names: Mapping[str, str], figures: Mapping[str, tuple[int, int]]
) -> list[dict[str, Any]]:
    """The same figures by area of the first division: how many, before, and for each 100,000 who live there."""
    codes = sorted(
        {*seen.areas, *(before.areas if before else ())}, key=lambda item: (-seen.areas.get(item, 0), item)
    )
    rows = []
    for code in codes:
        people = figures.get(code)
        count = seen.areas.get(code, 0)
        rows.append(
            {
                "code": code,
                "name": names.get(code, code),
                "count": count,
                "before": before.areas.get(code, 0) if before else None,
                "rate": number_words(count * PER / people[0], 1) if people and people[0] else "",
                "year": people[1] if people else None,
            }
        )
    return rows


# files ---------------------------------------------------------------------------------------------------------------------


def _file_context(request: HttpRequest) -> tuple[Actor, dict[str, Any]]:
    actor = actor_of(request)
    require(actor, places.READ)
    context = _context(actor, request.GET)
    if context["empty"]:
        raise NotFound("hotspots.map.nothing", labels.of("hotspots.map.nothing"))
    return actor, context


@require_GET
def table_csv(request: HttpRequest) -> HttpResponseBase:
    """The figures that the map shows, by cell: nothing that the page would not show to this actor."""
    actor, context = _file_context(request)
    head = (_("Cell (H3)"), _("Longitude"), _("Latitude"), _("From"), _("To"), *_counted_heads(context))
    made = [_made_of(context, map_data.sources_in(actor, *part)) for part in context["parts"]]

    def lines() -> Iterator[tuple[Any, ...]]:
        for picture, results in zip(context["pictures"], made, strict=True):
            for cell in picture["cells"]:
                yield (
                    cell.name,
                    f"{cell.longitude:.5f}",
                    f"{cell.latitude:.5f}",
                    picture["from"],
                    picture["to"],
                    cell.count,
                    *results,
                )

    response = StreamingHttpResponse(
        writing.csv_pieces(head, lines()), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="incidents-by-cell.csv"'
    return response


@require_GET
def areas_csv(request: HttpRequest) -> HttpResponseBase:
    """The figures by area."""
    actor, context = _file_context(request)
    counted, *results = _counted_heads(context)
    head = (_("Code"), _("Area"), _("From"), _("To"), counted, _("For each 100,000 people"), *results)
    made = _made_of(context, map_data.sources_in(actor, context["asked"].asked))
    shown = context["pictures"][-1]
    lines = (
        (area["code"], area["name"], shown["from"], shown["to"], area["count"], area["rate"], *made)
        for area in context["areas"]
    )
    response = StreamingHttpResponse(writing.csv_pieces(head, lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="incidents-by-area.csv"'
    return response


def _counted_heads(context: Mapping[str, Any]) -> tuple[str, ...]:
    """The heads of what is counted, and of what the figures were narrowed by."""
    counted = _("Incidents") if context["precise"] else _("Incidents, at least")
    return counted, _("Kinds"), _("Only from the sources"), _("Sources in it"), _("As of")


def _made_of(context: Mapping[str, Any], there: Collection[str]) -> tuple[str, ...]:
    """What the figures of a file were narrowed by, whose they are, and when they were counted: in every row, for a table has no other place for it.

    Args:
        there: the sources whose incidents are in the figures.
    """
    asked, sources = context["asked"].asked, [item for item, _chosen in context["sources"]]
    every = pgettext("kinds", "all")
    return (
        " · ".join(str(KINDS.get(kind, kind)) for kind in asked.kinds) or every,
        " · ".join(source.name for source in sources if source.public_id in asked.sources) or every,
        " · ".join(_credits(sources, there)),
        timezone.localdate().isoformat(),
    )


@require_GET
def picture(request: HttpRequest, form: str) -> HttpResponse:
    """The map as a picture with its legend, period, sources and the disclaimer, drawn as shapes or in points; or as a file for other map programs."""
    actor, context = _file_context(request)
    if form not in ("svg", "png", *map_exports.FORMS):
        raise NotFound("hotspots.not_found", labels.of("hotspots.not_found"))
    if form in map_exports.FORMS:
        return map_exports.exported(actor, context, _file_texts(actor, context), form)
    lines = [line for text in _file_texts(actor, context) for line in wrapped(text, drawing.WIDTH)]
    svg = render_to_string(
        "hotspots/map_file.html",
        {
            **context,
            "shown": context["pictures"][-1],
            "xmlns": XMLNS,
            "tones": TONES,
            "lines": [
                (700 + LINE * at, format_html_join(_SQUARED, "{}", ((part,) for part in line.split("²"))))
                for at, line in enumerate(lines)
            ],
            "height": 700 + LINE * len(lines),
        },
    )
    if form == "svg":
        response = HttpResponse(svg, content_type="image/svg+xml")
        # Opened by itself it runs no script and fetches nothing.
        response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    else:
        response = HttpResponse(_png(svg), content_type="image/png")
    response["Content-Disposition"] = f'attachment; filename="incidents.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _file_texts(actor: Actor, context: Mapping[str, Any]) -> list[str]:
    """What a picture says of itself below its legend: what is counted, when it was made, of which period, how it is narrowed, and whose figures it shows."""
    asked, seen = context["asked"].asked, context["seen"]
    size = {"size_": intcomma(context["km2"])}
    counted = (
        _("Incidents in a cell of some %(size_)s km²")
        if context["precise"]
        else _("Incidents in a cell of some %(size_)s km², at least")
    )
    chosen = [str(KINDS.get(kind, kind)) for kind in asked.kinds]
    named = [item.name for item, _chosen in context["sources"] if item.public_id in asked.sources]
    shown = _credits([item for item, _chosen in context["sources"]], map_data.sources_in(actor, asked, seen))
    return [
        counted % size,
        _("As of %(moment)s") % {"moment": day_words(timezone.now(), "instant")},
        _("Period: %(period)s") % {"period": context["pictures"][-1]["period"]},
        _("Kinds: %(kinds)s") % {"kinds": ", ".join(chosen) if chosen else pgettext("kinds", "all")},
        *([_("Only from: %(sources)s") % {"sources": ", ".join(named)}] if named else []),
        *([_("Sources: %(sources)s") % {"sources": " · ".join(shown)}] if shown else []),
        _("The boundaries and names shown and the designations used on this map do not imply official endorsement or acceptance by the United Nations."),
    ]  # fmt: skip


def _png(svg: str) -> bytes:
    with tempfile.TemporaryDirectory(dir=settings.IFAR_HOME) as name:
        folder = Path(name)
        (folder / "chart.svg").write_text(svg)
        try:
            run("ifar.documents.raster", [str(folder)], DRAWING)
        except Unreadable as error:
            raise Unavailable("hotspots.drawing", labels.of("hotspots.drawing")) from error
        return (folder / "chart.png").read_bytes()
