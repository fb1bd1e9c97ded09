"""The incidents behind a finding: those that its run counted in its places and days, as they stand now.

A run keeps what it asked for and not which rows it read; so the same conditions are asked again (`mapped.study`, `tables.look`). A group of
events is the exception: its incidents are kept by number, and each is looked for as its source tells of it now. A flow is made of
links of traces, and has no incident.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

from django.db.models import BigIntegerField, Count, Exists, F, Func, OuterRef, Q, QuerySet, Value

from ifar.hotspots import detection_run, feeding
from ifar.hotspots.maps import cells
from ifar.hotspots.models import Alert, Hotspot, Incident, Run, Source
from ifar.hotspots.selectors import map_data, places, tables
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.selectors.tables import RunScope
from ifar.rights import Actor

MOST_ALERTS: Final = 50
"""Alerts near an incident that are asked at most whether it lies behind them."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a finding covers: places and days of a run, its sources, and its incidents by number where it is made of events."""

    run: Run
    places: Sequence[str]
    first: dt.date
    last: dt.date
    sources: Sequence[str]
    incidents: Sequence[int]


def of_alert(alert: Alert, run: Run | None = None) -> Scope:
    """What an alert covers, as the run that found it last saw it."""
    run = run or Run.objects.get(public_id=alert.run)
    first = dt.date.fromisoformat(alert.finding["first"])
    return Scope(run, alert.places, first, alert.last, sorted(alert.sources), alert.incidents)


def of_row(run: Run, row: Mapping[str, Any]) -> Scope:
    """What a finding of a run covers, from its row."""
    first, last = (dt.date.fromisoformat(row[name]) for name in ("first", "last"))
    return Scope(run, row["members"], first, last, sorted(row["sources"]), list(accumulate(row["incidents"])))


def within(incidents: QuerySet[Incident], scope: Scope) -> QuerySet[Incident]:
    """Those of some incidents that lie behind a finding."""
    incidents = incidents.filter(source__public_id__in=scope.sources)
    if scope.incidents:
        same = Incident.objects.filter(
            pk__in=scope.incidents, source=OuterRef("source"), external=OuterRef("external")
        )
        return incidents.filter(Exists(same))
    run = scope.run
    bounds = tables.bounds_of(RunScope(run.compartment, run.layer, run.unit, run.first, run.last))
    resolution = tables.LAYERS[run.layer]
    incidents = incidents.filter(
        precision__in=map_data.precisions_of(resolution),
        last__lt=F("first") + dt.timedelta(days=map_data.SPANS[run.unit]),
        first__gte=bounds[0],
        last__lte=bounds[-1] - dt.timedelta(days=1),
    )
    if run.kinds:
        incidents = incidents.filter(kind__in=run.kinds)
    if run.unit == "month":
        incidents = incidents.filter(month__range=(cells.month_of(scope.first), cells.month_of(scope.last)))
    else:
        incidents = incidents.filter(first__range=(scope.first, scope.last))
    if resolution is None:
        return incidents.filter(area__in=scope.places)
    above = cells.parent_sql("%(expressions)s", resolution)
    at = Func(F("cell"), template=above, output_field=BigIntegerField())
    return incidents.alias(at=at).filter(at__in=[cells.of_code(code) for code in scope.places])


def counted(scope: Scope) -> dict[str, int]:
    """Source -> how many incidents behind a finding stand now. For services: what of it is shown is theirs to judge."""
    standing = within(Incident.objects.filter(standing=Incident.CURRENT), scope)
    rows = standing.order_by().values_list("source__public_id").annotate(n=Count("pk"))
    return dict(rows)


def behind(incidents: QuerySet[Incident], alert: Alert) -> QuerySet[Incident]:
    """Those of some incidents that lie behind an alert; none behind a flow."""
    return within(incidents, of_alert(alert)) if alert.sources else incidents.none()


def alerts_with(actor: Actor, incident: Incident) -> list[Alert]:
    """The latest alerts that the actor may see behind which an incident lies, the latest first."""
    if incident.standing != Incident.CURRENT:
        return []
    versions = Incident.objects.filter(source=incident.source_id, external=incident.external)
    lies = Q(incidents__overlap=list(versions.values_list("pk", flat=True)))
    for layer, resolution in tables.LAYERS.items():
        if resolution is None:
            lies |= Q(layer=layer, places__contains=[incident.area])
        elif incident.cell is not None:
            lies |= Q(layer=layer, places__contains=[f"{cells.parent(incident.cell, resolution):x}"])
    near = selectors.alerts_for(actor).filter(
        lies, sources__has_key=incident.source.public_id, last__gte=incident.first
    )
    some = list(near.order_by("-id")[:MOST_ALERTS])
    runs = Run.objects.in_bulk({alert.run for alert in some}, field_name="public_id")
    itself = Incident.objects.filter(pk=incident.pk).order_by()
    counted = [
        within(itself, of_alert(alert, runs[alert.run])).values_list(Value(alert.pk), flat=True)
        for alert in some
    ]
    there = set(counted[0].union(*counted[1:], all=True)) if counted else set()
    return [alert for alert in some if alert.pk in there]


def behind_alerts(incidents: QuerySet[Incident], alerts: Iterable[Alert]) -> QuerySet[Incident]:
    """Those of some incidents that lie behind alerts that stand."""
    some = Q(pk__in=[])
    for alert in alerts:
        if alert.state != "withdrawn":
            some |= Q(pk__in=behind(incidents, alert).values("pk"))
    return incidents.filter(some)


def standing_in(alert: Alert) -> dict[str, int]:
    """Source -> cases of an alert that stand: those that it was raised on, without what was taken back since. A source of which nothing stands is none."""
    if alert.still is None:
        return dict(alert.sources)
    now = counted(of_alert(alert)) if alert.sources else {}
    left = {source: min(result, now.get(source, 0)) for source, result in alert.sources.items()}
    return {source: number for source, number in left.items() if number}


def sources_of(actor: Actor, alerts: Iterable[Alert]) -> list[tuple[str, int]]:
    """Name -> cases of the sources whose incidents are in alerts that stand, for who may see sources; of several alerts the most that one has.

    Where incidents were taken back, cases are those that still stand.
    """
    cases: dict[str, int] = {}
    for alert in alerts:
        if alert.state == "withdrawn":
            continue
        for source, number in standing_in(alert).items():
            cases[source] = max(cases.get(source, 0), number)
    return named(actor, cases)


def named(actor: Actor, cases: Mapping[str, int]) -> list[tuple[str, int]]:
    """Cases by source as cases by its name, the most first: of the sources that the actor may see."""
    rows = places.sources_for(actor).filter(public_id__in=cases).values_list("public_id", "name")
    return sorted(((name, cases[source]) for source, name in rows), key=lambda row: (-row[1], row[0]))


def credits_of(alerts: Iterable[Alert]) -> dict[str, Any]:
    """Whose incidents are in alerts that stand, for a report: `sources` as they ask to be named, those that ask for nothing left out; `own`, whether this
    register's own records are among them."""
    standing = [alert for alert in alerts if alert.state != "withdrawn"]
    there = {source for alert in standing for source in standing_in(alert)}
    sources = Source.objects.filter(public_id__in=there).values_list("kind", "attribution")
    return {
        "sources": sorted({attribution for _kind, attribution in sources if attribution}),
        "own": any(kind in feeding.OWN for kind, _attribution in sources)
        or any(alert.signal in detection_run.REGISTERED for alert in standing),
    }


def alerts_behind(actor: Actor, hotspot: Hotspot) -> list[Alert]:
    """The alerts that a hotspot stands on, that the actor may see."""
    seen = set(selectors.alerts_for(actor).filter(hotspot=hotspot.public_id).values_list("pk", flat=True))
    return [alert for alert in selectors.alerts_of(hotspot) if alert.pk in seen]
