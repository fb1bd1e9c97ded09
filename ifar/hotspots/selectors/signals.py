"""Runs, alerts, hotspots, reports, responses, plans and effects, as an actor may see them: those of their office and below, within their
compartments; an inspector sees all of their compartments. Who may not see precise places sees what looks at areas of the first division alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from ifar.errors import Forbidden, NotFound
from ifar.hotspots import labels
from ifar.hotspots import response as rules
from ifar.hotspots.models import (
    Alert,
    Effect,
    Hotspot,
    Opened,
    Plan,
    Progress,
    Report,
    Response,
    Run,
)
from ifar.hotspots.selectors.places import PRECISE
from ifar.hotspots.statistics import surveillance_bias
from ifar.rights import Actor, may, require

READ: Final = "hotspots:signal:read"
CHECK: Final = "hotspots:response:check"
ALERTS: Final = ("waiting", "watched", "confirmed", "dismissed", "withdrawn", "all")
HOTSPOTS: Final = ("open", "closed", "all")
_ACTS: Final = """
SELECT e.kind, e.n, e.changes, l.recorded_at, l.actor, l.agency, l.id, l.entry::text,
       (SELECT p.value #>> '{}' FROM ledger_personal p WHERE p.entry = e.id AND p.field = 'entry')
FROM hotspots_event e JOIN ledger_entry l ON l.entry = e.id WHERE e.subject = %s ORDER BY e.n DESC
"""


@dataclass(frozen=True, slots=True)
class Done:
    """One act on a record: what, by whom, when; `said` where it is a line of the daily log."""

    kind: str
    n: int
    changes: Mapping[str, Any]
    at: dt.datetime
    actor: str
    agency: str
    leaf: int
    entry: str
    said: str | None


def visible(actor: Actor) -> Q:
    """The one condition."""
    if not may(actor, READ):
        return Q(pk__in=[])
    seen = Q(compartment__in=actor.compartments)
    if may(actor, "oversight:inspection:read"):
        return seen
    return seen & Q(agency_id__in=RawSQL("SELECT unnest(recoveries_offices(%s))", [actor.agency_id]))


def _for[Record: Opened](model: type[Record], actor: Actor) -> QuerySet[Record]:
    result = model.objects.filter(visible(actor)).select_related("agency")  # type: ignore[attr-defined]
    if may(actor, PRECISE):
        return result  # type: ignore[no-any-return]
    # A cell is a precise place, wherever it stands; an area of the first division is none.
    if issubclass(model, Run | Alert | Hotspot):
        return result.filter(layer="area")  # type: ignore[no-any-return]
    if issubclass(model, Report | Effect):
        return result.filter(hotspot__in=Hotspot.objects.filter(layer="area").values("public_id"))  # type: ignore[no-any-return]
    return result  # type: ignore[no-any-return]


def _one[Record: Opened](model: type[Record], actor: Actor, public_id: str) -> Record:
    record = _for(model, actor).filter(public_id=public_id).first()
    if record is None:
        raise NotFound("hotspots.not_found", labels.of("hotspots.not_found"))
    return record


def runs_for(actor: Actor) -> QuerySet[Run]:
    """The runs that `actor` may see."""
    return _for(Run, actor)


def run_for(actor: Actor, public_id: str) -> Run:
    """One run; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    return _one(Run, actor, public_id)


def progress_of(run: Run) -> Progress | None:
    """How far a run has come that is not done."""
    return Progress.objects.filter(pk=run.public_id).first()


def alerts_for(actor: Actor, which: str = "all", *, signal: str = "", level: str = "") -> QuerySet[Alert]:
    """The alerts that `actor` may see; `waiting` are those that somebody has to say something of, watched ones on their day too."""
    alerts = _for(Alert, actor)
    if which == "waiting":
        today = RawSQL("SELECT current_date", [])
        alerts = alerts.filter(Q(state="raised") | Q(state="watched", again_on__lte=today))
    elif which != "all":
        alerts = alerts.filter(state=which)
    if signal:
        alerts = alerts.filter(signal=signal)
    return alerts.filter(level=level) if level else alerts


def by_level(alerts: QuerySet[Alert]) -> QuerySet[Alert]:
    """Alerts with their `rank`, `a` for the most urgent: text, as a cursor carries it."""
    ranks = [
        When(level=level, then=Value(chr(ord("a") + at)))
        for at, level in enumerate(reversed(surveillance_bias.LEVELS))
    ]
    return alerts.annotate(rank=Case(*ranks, default=Value("z")))


def alert_for(actor: Actor, public_id: str) -> Alert:
    """One alert, as `run_for`."""
    return _one(Alert, actor, public_id)


def hotspots_for(actor: Actor, which: str = "all") -> QuerySet[Hotspot]:
    """The hotspots that `actor` may see."""
    hotspots = _for(Hotspot, actor)
    if which == "open":
        return hotspots.exclude(state="closed")
    return hotspots.filter(state="closed") if which == "closed" else hotspots


def hotspot_for(actor: Actor, public_id: str) -> Hotspot:
    """One hotspot, as `run_for`."""
    return _one(Hotspot, actor, public_id)


def reports_for(actor: Actor) -> QuerySet[Report]:
    """The situation reports that `actor` may see."""
    return _for(Report, actor)


def report_for(actor: Actor, public_id: str) -> Report:
    """One situation report, as `run_for`."""
    return _one(Report, actor, public_id)


def responses_for(actor: Actor, which: str = "all") -> QuerySet[Response]:
    """The responses that `actor` may see; whoever answers human-rights checks sees what is proposed, of every office, and what they checked."""
    responses = _for(Response, actor)
    if may(actor, CHECK):
        asked = Response.objects.filter(visible(actor) | Q(state="proposed") | Q(checked_by=actor.id))
        responses = asked.select_related("agency")
    return responses.filter(state__in=rules.OPEN) if which == "open" else responses


def response_for(actor: Actor, public_id: str) -> Response:
    """One response, as `run_for`."""
    response = responses_for(actor).filter(public_id=public_id).first()
    if response is None:
        raise NotFound("hotspots.not_found", labels.of("hotspots.not_found"))
    return response


def unchecked(actor: Actor) -> int:
    """How many responses wait for the human-rights check. One query."""
    require(actor, CHECK)
    return Response.objects.filter(state="proposed", checked_by="").count()


def plans_for(actor: Actor) -> QuerySet[Plan]:
    """The long-term plans that `actor` may see."""
    return _for(Plan, actor)


def plan_for(actor: Actor, public_id: str) -> Plan:
    """One plan, as `run_for`."""
    return _one(Plan, actor, public_id)


def effects_for(actor: Actor) -> QuerySet[Effect]:
    """The effects that were measured, as `actor` may see them."""
    return _for(Effect, actor)


def own[Record: Opened](actor: Actor, record: Record) -> Record:
    """What the actor may change: of their office or one below it.

    Raises:
        Forbidden: it is another office's.
    """
    if record.agency_id != actor.agency_id and not is_own(actor, record):
        raise Forbidden("hotspots.other_office", labels.of("hotspots.other_office"))
    return record


def is_own(actor: Actor, opened: Opened) -> bool:
    """Whether it is of the actor's office or one below it."""
    if opened.agency_id == actor.agency_id:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s = ANY(recoveries_offices(%s))", [opened.agency_id, actor.agency_id])
        return bool(cursor.fetchone()[0])


def acts_of(opened: Opened) -> list[Done]:
    """What was done to a record, the latest first. For pages of a record that the actor may see."""
    with connection.cursor() as cursor:
        cursor.execute(_ACTS, [opened.public_id])
        return [Done(*row) for row in cursor.fetchall()]


def alerts_of(hotspot: Hotspot) -> list[Alert]:
    """The alerts that a hotspot stands on."""
    return list(Alert.objects.filter(hotspot=hotspot.public_id).order_by("id"))


def under_way(hotspot: Hotspot) -> tuple[list[Response], list[Plan]]:
    """All responses and plans of a hotspot."""
    responses = list(Response.objects.filter(hotspot=hotspot.public_id).order_by("-id"))
    return responses, list(Plan.objects.filter(hotspot=hotspot.public_id).order_by("-id"))


def titles_of(actor: Actor, public_ids: Iterable[str]) -> dict[str, str]:
    """Hotspot that the actor may see -> what it is called."""
    rows = hotspots_for(actor).filter(public_id__in=set(public_ids)).values_list("public_id", "words")
    return {public_id: str((value or {}).get("title", "")) for public_id, value in rows}
