"""What alerts say after incidents were taken back: an alert of which too little is left is withdrawn, and whoever was told of it is told.

A delivery that is undone, one that takes back or revises what its source told, and a judgement that two incidents are one: each may
leave an alert without the cases that it stood on. In the same transaction the alerts on that ground are counted anew. A flow stands on links of
traces: it is counted anew when a trace request is withdrawn, by the outbox. What says that recovered firearms are of another kind is counted
anew each night.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from django.db import connection, transaction

from ifar.accounts.services import notices
from ifar.hotspots import alert as rules
from ifar.hotspots import composition, flow
from ifar.hotspots.maps import cells
from ifar.hotspots.models import Alert, Delivery, Hotspot, Incident, Run, Source
from ifar.hotspots.selectors import evidence, tables
from ifar.hotspots.services.writing import RECORDER
from ifar.rights import Actor

JOB: Final = Actor(kind="job", id="hotspots", name="hotspots", permissions=frozenset({"hotspots:run:make"}))
"""Who looks for signals, and counts what is left of them."""
TRIAGE: Final = "hotspots:alert:triage"
WORK: Final = "hotspots:response:work"
_GONE: Final = """
SELECT i.cell, i.area, min(i.first) FROM hotspots_incident i WHERE i.source_id = %s AND i.standing <> 0 AND i.external IN (
    SELECT external FROM hotspots_incident WHERE delivery_id = %s UNION SELECT external FROM hotspots_withdrawal WHERE delivery_id = %s)
GROUP BY i.cell, i.area
"""
_ALONE: Final = "SELECT pg_advisory_xact_lock(1767268740, %s)"
Gone = tuple[int | None, str, dt.date]
"""Cell, area and first day of what counts no more."""


def alone(offices: Iterable[int]) -> None:
    """Have the alerts of some offices to oneself until the transaction ends: a run that raises them, or whoever takes back what they stand on."""
    with connection.cursor() as cursor:
        for office in sorted(set(offices)):
            cursor.execute(_ALONE, [office])


def follow(source: Source, delivery: Delivery) -> None:
    """Count anew the alerts that stood on what a delivery took back or revised, or on what it had brought before it was undone."""
    with connection.cursor() as cursor:
        cursor.execute(_GONE, [source.pk, delivery.pk, delivery.pk])
        _look_again(source, cursor.fetchall())


def follow_one(incident: Incident) -> None:
    """Count anew the alerts on the ground of one incident."""
    _look_again(incident.source, [(incident.cell, incident.area, incident.first)])


@transaction.atomic
def follow_traces(compartment: str) -> None:
    """Count anew the flows of a compartment, of which a trace request was withdrawn."""
    alerts = Alert.objects.filter(compartment=compartment, signal="flow").exclude(state="withdrawn")
    running = Run.objects.filter(compartment=compartment, state="asked", signals__contains=["flow"])
    alone([*alerts.values_list("agency", flat=True), *running.values_list("agency", flat=True)])
    count_anew(alerts.select_related("agency").order_by("id"))


@transaction.atomic
def follow_firearms() -> None:
    """Count anew the alerts of firearms themselves: their cases may have been corrected, or found to be of another area or kind."""
    alerts = Alert.objects.filter(signal__in=composition.SIGNALS).exclude(state="withdrawn")
    alone(alerts.values_list("agency", flat=True))
    count_anew(alerts.select_related("agency").order_by("id"))


def _look_again(source: Source, gone: Iterable[Gone]) -> None:
    there = list(gone)
    if not there:
        return
    alerts = Alert.objects.filter(
        compartment=source.compartment,
        sources__has_key=source.public_id,
        last__gte=min(first for _cell, _area, first in there),
    ).exclude(state="withdrawn")
    running = Run.objects.filter(compartment=source.compartment, state="asked")
    # A run that is about to raise an alert of what is gone waits, and then counts what is left; or it has raised it by now.
    alone([*alerts.values_list("agency", flat=True), *running.values_list("agency", flat=True)])
    ground: dict[str, set[str]] = {}
    for alert in alerts.select_related("agency").order_by("id"):
        if alert.layer not in ground:
            ground[alert.layer] = _places(alert.layer, there)
        # Events of a group lie where its places are nearest, and not in them.
        if alert.incidents or not ground[alert.layer].isdisjoint(alert.places):
            count_anew([alert])


def _places(layer: str, gone: Iterable[Gone]) -> set[str]:
    """The places of a layer in which something was that is gone."""
    size = tables.LAYERS[layer]
    if size is None:
        return {area for _cell, area, _first in gone}
    return {f"{cells.parent(cell, size):x}" for cell, _area, _first in gone if cell is not None}


def count_anew(alerts: Iterable[Alert]) -> None:
    """Count what is left of some alerts, and say so where it is less than was found."""
    for alert in alerts:
        _counted(alert)


def _counted(alert: Alert) -> None:
    run = Run.objects.get(public_id=alert.run)
    if alert.signal == "flow":
        left, least = _links_of(alert), flow.LEAST
    elif alert.signal in composition.SIGNALS:
        left, least = _of_firearms(alert), 1
    elif alert.sources:
        left = rules.still(alert.sources, evidence.counted(evidence.of_alert(alert)))
        least = int(run.parameters["least"])
    else:
        return
    if left == (alert.observed if alert.still is None else alert.still):
        return
    expected = float(alert.finding.get("expected") or 0)
    kept = [code for code in alert.caveats if code != "withdrawn"]
    whole = left == alert.observed
    changes: dict[str, Any] = {
        "still": None if whole else left, "caveats": kept if whole else [*kept, "withdrawn"],
    }  # fmt: skip
    if rules.stands(left, alert.observed, least=least, expected=expected):
        if alert.state != "dismissed":
            RECORDER.record(JOB, "alert", "lessened", alert, changes=changes)
        return
    result = alert.state != "dismissed"
    RECORDER.record(JOB, "alert", "withdrawn", alert, changes=changes)
    notices.close(actor=JOB, object=alert.public_id, agencies=[alert.agency.public_id])
    if result:
        _tell(alert, left)


def _links_of(alert: Alert) -> int:
    """How many links of traces of a flow's route still stand, of those that were found."""
    value, first = alert.finding["said"], dt.date.fromisoformat(alert.finding["first"])
    return min(
        alert.observed,
        sum(
            (link.source, link.target) == (value["source"], value["target"]) and link.on >= first
            for link in tables.links(alert.compartment, alert.last)
        ),
    )


def _of_firearms(alert: Alert) -> int:
    """How many cases, or prices, of an alert of firearms themselves are there now, of those that were found."""
    whose = (alert.compartment, alert.agency_id, alert.last)
    first = dt.date.fromisoformat(alert.finding["first"])
    now = composition.still(
        alert.signal, alert.finding["said"], alert.places[0], tables.traits(*whose), tables.prices(*whose), first, alert.last
    )  # fmt: skip
    return min(alert.observed, now)


def _tell(alert: Alert, left: int) -> None:
    """Tell those who were told of the alert; and, where it became a hotspot, those who work on responses to it."""
    params = {"signal": alert.signal, "observed": alert.observed, "still": left}
    notices.tell(
        kind="hotspots.withdrawn", object=alert.public_id, agency_id=alert.agency_id, permission=TRIAGE, params=params,
        once=f"hotspots withdrawn {alert.public_id}",
    )  # fmt: skip
    hotspot = Hotspot.objects.filter(public_id=alert.hotspot).exclude(state="closed").first()
    if hotspot is not None:
        notices.tell(
            kind="hotspots.unfounded", object=hotspot.public_id, agency_id=hotspot.agency_id, permission=WORK, params=params,
            once=f"hotspots unfounded {alert.public_id}",
        )  # fmt: skip
