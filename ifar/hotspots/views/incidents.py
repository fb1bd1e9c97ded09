"""Incidents: of a cell, an area or a period, as the map was narrowed; behind an alert, a hotspot or a finding; and each with all that was said of it."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from ifar.cursors import page_of
from ifar.errors import NotFound
from ifar.form_errors import actor_of
from ifar.hotspots import flow_labels, labels
from ifar.hotspots.feeds import labels as fed
from ifar.hotspots.maps import cells
from ifar.hotspots.models import Incident
from ifar.hotspots.selectors import evidence, naming, places
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.views import alerts, charts
from ifar.hotspots.views.maps import box_of
from ifar.rights import Actor, require
from ifar.typed import whole_number

NARROWED: Final = ("kind", "source", "from", "to")
"""What the map and the list narrow by alike; a drill-down keeps it."""
MOST: Final = 40
MOST_CORNERS: Final = 120
"""Corners of an outline that somebody draws."""
"""Kinds, and sources, that are regarded."""


def _missing() -> NotFound:
    return NotFound("hotspots.not_found", labels.of("hotspots.not_found"))


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The incidents of a cell, an area or a period, or behind a finding, each with where it comes from."""
    actor = actor_of(request)
    require(actor, places.PRECISE)
    given = request.GET
    incidents, behind = _behind(actor, given)
    cell = _cell(given.get("cell", ""))
    if cell is not None:
        low, high = cells.range_of(cell)
        incidents = incidents.filter(
            cell__range=(low, high), precision__in=cells.precisions_for(cells.resolution_of(cell))
        )
    if area := given.get("area", "")[:40]:
        incidents = incidents.filter(area=area, precision__in=cells.IN_AN_AREA)
    if (box := box_of(given.get("box", ""))) is not None:
        west, south, east, north = (round(value * 1e6) for value in box)
        incidents = incidents.filter(
            longitude__range=(west, east), latitude__range=(south, north), precision="exact"
        )
    if (shape := _shape(given.get("shape", ""))) is not None:
        inside = RawSQL(
            "%s::polygon @> point(hotspots_incident.longitude, hotspots_incident.latitude)",
            [shape],
            BooleanField(),
        )
        incidents = incidents.filter(inside, longitude__isnull=False, precision="exact")
    since, until = cells.month_from(given.get("from", "")), cells.month_from(given.get("to", ""))
    if since is not None:
        incidents = incidents.filter(month__gte=since)
    if until is not None:
        incidents = incidents.filter(month__lte=until)
    kinds = [kind for kind in dict.fromkeys(given.getlist("kind")[:MOST]) if kind in fed.KINDS]
    if kinds:
        incidents = incidents.filter(kind__in=kinds)
    sources = [fromkey[:14] for fromkey in dict.fromkeys(given.getlist("source")[:MOST]) if fromkey]
    if sources:
        incidents = incidents.filter(source__public_id__in=sources)
    listed = page_of(given, incidents, order=("-first", "-id"), sorts={"first": None})
    names = places.named_areas()
    context = {
        "rows": [_row(incident, names) for incident in listed.items],
        "found": listed,
        "kinds": fed.KINDS.items(),
        "chosen": kinds,
        "since": given.get("from", "")[:7],
        "until": given.get("to", "")[:7],
        "cell": f"{cell:x}" if cell is not None else "",
        "area": area,
        "where": _where(actor, cell, area, names),
        "behind": behind,
        "standing": incidents.count() if behind else None,
        "sources": list(places.sources_for(actor).filter(public_id__in=sources)),
        "kept": [(name, value) for name in ("alert", "hotspot", "run", "finding") if (value := given.get(name, "")[:14])]
        + ([("box", given["box"])] if box is not None else [])
        + ([("shape", given["shape"])] if shape is not None else []),
        "map_query": _kept(given),
    }  # fmt: skip
    return render(request, "hotspots/incidents.html", context)


def _shape(text: str) -> str | None:
    """An outline that somebody drew, `longitude,latitude;…`, as the database writes a polygon in millionths of a degree; None where it is none."""
    points = []
    for part in text.split(";")[: MOST_CORNERS + 1]:
        try:
            x, y = (round(float(value) * 1e6) for value in part.split(","))
        except (ValueError, OverflowError):
            return None
        points.append((x, y))
    if not 3 <= len(points) <= MOST_CORNERS or any(abs(x) > 360e6 or abs(y) > 90e6 for x, y in points):
        return None
    return f"({','.join(f'({x},{y})' for x, y in points)})"


def _row(incident: Incident, names: dict[str, str]) -> dict[str, Any]:
    return {
        "one": incident,
        "kind": fed.KINDS.get(incident.kind, incident.kind),
        "precision": fed.PLACES.get(incident.precision, incident.precision),
        "area": names.get(incident.area, incident.area),
    }


def _kept(given: QueryDict) -> str:
    """What the map narrows by, as part of an address."""
    kept = QueryDict(mutable=True)
    for name in NARROWED:
        if values := [value for value in given.getlist(name)[:MOST] if value]:
            kept.setlist(name, values)
    return kept.urlencode()


def _where(actor: Actor, cell: int | None, area: str, names: dict[str, str]) -> str:
    """Which part of the map the list is of, by its name."""
    if cell is not None:
        code = f"{cell:x}"
        return naming.names_of(actor.compartments, "cell", [code])[code]
    return names.get(area, area)


def _behind(actor: Actor, given: QueryDict) -> tuple[QuerySet[Incident], dict[str, Any] | None]:
    """Incidents, and behind which finding they lie: all of them where none is named.

    Raises:
        NotFound: the finding is not there for this actor.
    """
    incidents = places.incidents_for(actor)
    if alert := given.get("alert", "")[:14]:
        record = selectors.alert_for(actor, alert)
        url = reverse("hotspots:alert", args=(record.public_id,))
        names = charts.names_of(actor, record.layer, record.places)
        result = {"title": charts.title_of_alert(record, names), "url": url, "then": record.observed}
        return evidence.behind(incidents, record), result
    if hotspot := given.get("hotspot", "")[:14]:
        spot = selectors.hotspot_for(actor, hotspot)
        alerts = evidence.alerts_behind(actor, spot)
        url = reverse("hotspots:hotspot", args=(spot.public_id,))
        return evidence.behind_alerts(incidents, alerts), {
            "title": charts.title_of(spot),
            "url": url,
            "then": None,
        }
    if run := given.get("run", "")[:14]:
        looked = selectors.run_for(actor, run)
        at = whole_number(given.get("finding"), most=len(looked.findings) - 1)
        if at is None:
            raise _missing()
        row = looked.findings[at]
        title = str(flow_labels.SIGNALS.get(row["signal"], row["signal"]))
        url = reverse("hotspots:run", args=(looked.public_id,))
        within = evidence.within(incidents, evidence.of_row(looked, row))
        return within, {"title": title, "url": url, "then": row["observed"]}
    return incidents, None


def _cell(text: str) -> int | None:
    if not text:
        return None
    cell = cells.of_code(text[:16])
    if not cell:
        raise _missing()
    return cell


@require_GET
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One incident: what its source said, every version, and where each comes from."""
    actor = actor_of(request)
    require(actor, places.PRECISE)
    incident = places.incidents_for(actor).filter(pk=number).first()
    if incident is None:
        raise _missing()
    versions = places.versions_of(actor, incident.source, incident.external)
    context = {
        "found": incident,
        "kind": fed.KINDS.get(incident.kind, incident.kind),
        "precision": fed.PLACES.get(incident.precision, incident.precision),
        "counts": [(fed.COUNTS.get(name, name), value) for name, value in sorted(incident.counts.items())],
        "texts": [(labels.TEXTS.get(name, name), value) for name, value in sorted(incident.texts.items())],
        "area": places.named_areas().get(incident.area, incident.area),
        "point": ""
        if incident.latitude is None
        else f"{incident.latitude / 1_000_000:.4f}, {(incident.longitude or 0) / 1_000_000:.4f}",
        "versions": [
            {"one": version, "stands": labels.STANDINGS[version.standing]} for version in versions[:50]
        ],
        "alerts": alerts.rows_of(actor, evidence.alerts_with(actor, incident)),
    }
    return render(request, "hotspots/incident.html", context)
