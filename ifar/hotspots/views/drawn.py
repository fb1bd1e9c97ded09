"""Pictures of alerts and hotspots: a small map of their places, the series of their cases, and an effect beside what is compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from ifar import charts
from ifar.charts import Point
from ifar.hotspots import atlas, cells, drawing, flow_words, pictures
from ifar.hotspots.cells import Box
from ifar.hotspots.drawing import View
from ifar.hotspots.models import Alert, Effect, Hotspot
from ifar.hotspots.selectors import places
from ifar.hotspots.selectors import signals as selectors
from ifar.rights import Actor
from ifar.templatetags.pieces import day_words

MOST_BARS: Final = 52


def names_of(layer: str, codes: Iterable[str]) -> dict[str, str]:
    """What places are called: areas by their names, cells by the area and the point in which their middle lies."""
    named = places.named_areas()
    if layer == "area":
        return {code: named.get(code, code) for code in codes}
    middles = {code: cells.centre(cell) for code in codes if (cell := cells.of_code(code))}
    micro = [(round(x * 1_000_000), round(y * 1_000_000)) for x, y in middles.values()]
    areas = places.finder().areas_at([x for x, _y in micro], [y for _x, y in micro]) if micro else []
    found = {code: code for code in codes}
    for (code, (x, y)), area in zip(middles.items(), areas, strict=True):
        point = f"{y:.2f}, {x:.2f}"
        found[code] = f"{named[area]} ({point})" if area in named else point
    return found


def map_of(hotspots: Sequence[Hotspot]) -> dict[str, Any] | None:
    """A map of several hotspots; None where no boundary is known."""
    drawn = pictures.outlines([(one.layer, one.areas) for one in hotspots])
    boxes = [box for outline in drawn if (box := outline.bounds())]
    if not boxes:
        return None
    whole = atlas.home() or Box(
        min(b.west for b in boxes),
        min(b.south for b in boxes),
        max(b.east for b in boxes),
        max(b.north for b in boxes),
    )
    view = drawing.fitted(whole)
    return {**pictures.ground_of(view), "paths": [outline.path(view, closed=True) for outline in drawn]}


def outlines_in(actor: Actor, view: View) -> list[dict[str, Any]]:
    """The open hotspots that the actor may see, as outlines in a view of the map of incidents."""
    found = list(selectors.hotspots_for(actor, "open").order_by("-id")[:50])
    drawn = pictures.outlines([(one.layer, one.areas) for one in found])
    rows = [
        {"one": one, "path": outline.path(view, closed=True), "title": title_of(one)}
        for one, outline in zip(found, drawn, strict=True)
    ]
    return [row for row in rows if row["path"]]


def title_of(one: Hotspot) -> str:
    """What a hotspot is called; its words may have been erased."""
    return str((one.words or {}).get("title", "")) or _("(its words were erased)")


def series_chart(series: Mapping[str, Any], title: str, ident: str) -> dict[str, Any] | None:
    """The cases of each period as columns, the latest year of them; None where there is no series."""
    starts, counts = list(series.get("starts", ())), list(series.get("counts", ()))
    if len(counts) < 2:
        return None
    step = -(-len(counts) // MOST_BARS)
    if step > 1:  # several periods are one column, counted back from the latest
        rest = len(counts) % step
        edges = [0, *range(rest, len(counts), step)] if rest else list(range(0, len(counts), step))
        counts = [sum(counts[a:b]) for a, b in zip(edges, [*edges[1:], len(counts)], strict=True)]
        starts = [starts[a] for a in edges]
    labels = [_short(one) for one in starts]
    points = [Point(label, number, str(number)) for label, number in zip(labels, counts, strict=True)]
    picture = charts.columns(labels, [(_("Incidents"), points)], str(max(counts)), high=160)
    unit = flow_words.UNITS.get(str(series.get("unit", "")), "")
    said = unit if step == 1 else _("%(n)s periods in each column") % {"n": step}
    return {
        "picture": charts.mirrored(picture) if get_language_bidi() else picture, "ident": ident, "title": title, "unit": said,
        "n": sum(counts), "rows": list(zip([day_words(date.fromisoformat(one)) for one in starts], counts, strict=True)),
    }  # fmt: skip


def effect_chart(one: Effect) -> dict[str, Any]:
    """Cases of each week here, and what comparable places had, with the day on which it began."""
    said = one.series
    here, there = [float(n) for n in said["here"]], [float(n) for n in said["there"]]
    labels = [_short(start) for start in said["starts"]]
    most = max([*here, *there, 1.0])
    picture = charts.courses(
        labels, [(_("Here"), here), (_("Mean of comparable places, for as many places"), there)], f"{most:.0f}",
        at=int(said["at"]), event=_("Begun"),
    )  # fmt: skip
    rows = [
        (day_words(date.fromisoformat(start)), f"{a:.0f}", f"{b:.1f}")
        for start, a, b in zip(said["starts"], here, there, strict=True)
    ]
    return {
        "picture": charts.mirrored(picture) if get_language_bidi() else picture, "ident": f"e-{one.public_id}",
        "title": _("Cases a week, before and after"), "rows": rows,
    }  # fmt: skip


def effect_rows(one: Effect) -> list[dict[str, Any]]:
    """The results of an effect in words, each with what speaks against it."""
    return [
        {
            "name": flow_words.EFFECTS.get(row["name"], row["name"]), "value": row["value"], "low": row["low"], "high": row["high"],
            "doubts": [flow_words.DOUBTS[code] for code in row["caveats"] if code in flow_words.DOUBTS],
            "rose": bool(row["low"]) and float(row["low"]) > 0,
        }
        for row in one.result
    ]  # fmt: skip


def title_of_alert(one: Alert, names: Mapping[str, str]) -> str:
    """Where an alert is: its first places by name."""
    told = "; ".join(names.get(code, code) for code in one.places[:2])
    if len(one.places) > 2:
        return _("%(places)s and %(n)s more") % {"places": told, "n": len(one.places) - 2}
    return told


def _short(text: str) -> str:
    """A day as a chart writes it, in figures alone."""
    return text[2:10]
