"""Pictures of alerts and hotspots: a small map of their places, the series of their cases, and an effect beside what is compared."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final

from django.utils.translation import get_language_bidi, pgettext
from django.utils.translation import gettext as _

from ifar import charts
from ifar.charts import Point
from ifar.hotspots import brief, flow_labels
from ifar.hotspots.maps import atlas, drawing, pictures
from ifar.hotspots.maps.cells import Box
from ifar.hotspots.maps.drawing import View
from ifar.hotspots.models import Alert, Effect, Hotspot
from ifar.hotspots.selectors import naming
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.statistics import findings, intervention_effect
from ifar.numbers import number_words
from ifar.rights import Actor
from ifar.templatetags.days import day_words

MOST_BARS: Final = 120
NAMED: Final = 2
"""Places that are named where a finding is told of in one line."""
LOOKED: Final = 8
"""Places of a finding that are looked up for it: several may share a name."""


def names_of(actor: Actor, layer: str, codes: Iterable[str]) -> dict[str, str]:
    """What places are called, as the sources of the actor's compartments and the boundaries that stand name them."""
    return naming.names_of(actor.compartments, layer, codes)


def map_of(hotspots: Sequence[Hotspot]) -> dict[str, Any] | None:
    """A map of several hotspots; None where no boundary is known."""
    drawn = pictures.outlines([(hotspot.layer, hotspot.areas) for hotspot in hotspots])
    boxes = [box for outline in drawn if (box := outline.bounds())]
    if not boxes:
        return None
    spots = Box(
        min(b.west for b in boxes),
        min(b.south for b in boxes),
        max(b.east for b in boxes),
        max(b.north for b in boxes),
    )
    home = atlas.home()
    view = drawing.fitted(home if home is not None and home.holds(spots) else spots.grown(pictures.AROUND))
    return {**pictures.ground_of(view), "paths": [outline.path(view, closed=True) for outline in drawn]}


def outlines_in(actor: Actor, view: View) -> list[dict[str, Any]]:
    """The open hotspots that the actor may see, as outlines in a view of the map of incidents."""
    hotspots = list(selectors.hotspots_for(actor, "open").order_by("-id")[:50])
    drawn = pictures.outlines([(hotspot.layer, hotspot.areas) for hotspot in hotspots])
    rows = [
        {"one": hotspot, "path": outline.path(view, closed=True), "title": title_of(hotspot)}
        for hotspot, outline in zip(hotspots, drawn, strict=True)
    ]
    return [row for row in rows if row["path"]]


def title_of(hotspot: Hotspot) -> str:
    """What a hotspot is called; its words may have been erased."""
    return str((hotspot.words or {}).get("title", "")) or _("(its words were erased)")


def series_chart(series: Mapping[str, Any], title: str, ident: str) -> dict[str, Any] | None:
    """The cases of each step as columns, those of the finding set apart, and what was expected in each; None where there is no series."""
    counts = [int(count) for count in series.get("counts", ())]
    if len(counts) < 2:
        return None
    first, last = int(series.get("first", len(counts))), int(series.get("last", len(counts)))
    wanted = [float(item) if item else None for item in series.get("expected") or [""] * len(counts)]
    edges = _edges(len(counts), first, last)
    parts = list(pairwise(edges))
    labels = [_label(series["starts"][a], str(series.get("unit", ""))) for a, _b in parts]
    sums = [sum(counts[a:b]) for a, b in parts]
    expected = [_sum(wanted[a:b]) for a, b in parts]
    inside = [first <= a <= last for a, _b in parts]
    rows = [
        (_("Before it"), [Point(label, 0 if at else n, number_words(n)) for label, n, at in zip(labels, sums, inside, strict=True)]),
        (_("This finding"), [Point(label, n if at else 0, number_words(n)) for label, n, at in zip(labels, sums, inside, strict=True)]),
    ]  # fmt: skip
    if not any(inside):
        rows = [
            (
                _("Incidents"),
                [Point(label, n, number_words(n)) for label, n in zip(labels, sums, strict=True)],
            )
        ]
    most = max([*sums, *(math.ceil(item) for item in expected if item is not None)])
    picture = charts.columns(labels, rows, number_words(most), high=160, levels=(_("Expected"), expected))
    unit = flow_labels.UNITS.get(str(series.get("unit", "")), "")
    number = int(series.get("span", 1)) * (edges[-1] - edges[-2])
    text = unit if number == 1 else f"{unit} · {_('%(n)s periods in each column') % {'n': number}}"
    days = [_day(series["starts"][a]) for a, _b in parts]
    results = ["" if item is None else number_words(brief.short(findings.number(item))) for item in expected]
    return {
        "picture": charts.mirrored(picture) if get_language_bidi() else picture, "ident": ident, "title": title, "unit": text,
        "n": sum(counts), "has_expected": any(results), "rows": list(zip(days, sums, results, inside, strict=True)),
    }  # fmt: skip


def _edges(number: int, first: int, last: int) -> list[int]:
    """Where columns begin, and where the last one ends: each lies wholly inside or outside of what was found."""
    step = -(-number // MOST_BARS)
    marks = sorted({0, min(first, number), min(last + 1, number), number})
    results = {number, *(at for a, b in pairwise(marks) for at in range(b, a, -step)), 0}
    return sorted(results | set(marks))


def _sum(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def effect_chart(effect: Effect) -> dict[str, Any]:
    """Cases of each week here, and what comparable places had, with the day on which it began."""
    series = effect.series
    here, there = [float(n) for n in series["here"]], [float(n) for n in series["there"]]
    labels = [_label(start, effect.unit) for start in series["starts"]]
    most = max([*here, *there, 1.0])
    picture = charts.courses(
        labels, [(_("Here"), here), (_("Mean of comparable places, for as many places"), there)], number_words(most, 0),
        at=int(series["at"]), event=pgettext("a response", "Begun"),
    )  # fmt: skip
    rows = [
        (_day(start), number_words(a, 0), number_words(b, 1))
        for start, a, b in zip(series["starts"], here, there, strict=True)
    ]
    return {
        "picture": charts.mirrored(picture) if get_language_bidi() else picture, "ident": f"e-{effect.public_id}",
        "title": _("Cases a week, before and after"), "rows": rows,
    }  # fmt: skip


def effect_rows(effect: Effect) -> list[dict[str, Any]]:
    """The results of an effect in words, each with what speaks against it."""
    return [
        {
            "name": flow_labels.EFFECTS.get(row["name"], row["name"]),
            **{name: number_words(row[name], 2) if row[name] else "" for name in ("value", "low", "high")},
            "doubts": [flow_labels.DOUBTS[code] for code in row["caveats"] if code in flow_labels.DOUBTS],
        }
        for row in effect.result
    ]  # fmt: skip


def effect_verdict(effect: Effect) -> dict[str, str]:
    """What a measured effect shows, in words that its own interval bears out: its tone, icon and words."""
    first, *others = effect.result
    shown = intervention_effect.shown(first)
    results = [flow_labels.SHOWN[shown, effect.weak]]
    if shown == "nothing" and any(intervention_effect.shown(row) in ("fell", "rose") for row in others):
        results.append(flow_labels.ALONE)
    certain = shown == "fell" and not effect.weak
    return {
        "tone": "good" if certain else "warn", "icon": "circle-check" if certain else "alert-triangle",
        "words": " ".join(map(str, results)),
    }  # fmt: skip


def title_of_alert(alert: Alert, names: Mapping[str, str]) -> str:
    """Where an alert is: its first places by name."""
    return where(alert.places, names)


def where(codes: Sequence[str], names: Mapping[str, str]) -> str:
    """The first two names of some places, and how many places more there are; of the first `LOOKED` those that share a name are named once."""
    result: dict[str, int] = {}
    for code in codes[:LOOKED]:
        name = names.get(code, code)
        if name in result or len(result) < NAMED:
            result[name] = result.get(name, 0) + 1
    more = len(codes) - sum(result.values())
    text = "; ".join(result)
    return _("%(places)s and %(n)s more") % {"places": text, "n": more} if more else text


def _label(text: str, unit: str) -> str:
    """A day, or the month that begins with it, below a chart: pictures run from left to right, and so it says where its own words do not."""
    words = day_words(date.fromisoformat(text), "month" if unit == "month" else "day")
    return f"\u2067{words}\u2069" if get_language_bidi() else words


def _day(text: str) -> str:
    """A day as a chart and its table write it."""
    return day_words(date.fromisoformat(text))
