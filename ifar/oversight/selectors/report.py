"""What the integrity report of a year counts, read from the register's own rows; and the reports that two people released, which are for everybody."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.utils import timezone

from ifar.errors import NotFound
from ifar.ledger.models import Entry
from ifar.ledger.selectors import state
from ifar.matters.models import Matter
from ifar.oversight import labels, report
from ifar.oversight.models import Integrity
from ifar.oversight.report import CaseAct
from ifar.oversight.selectors.cases import DESK
from ifar.registry import figures as registry
from ifar.registry import quality
from ifar.returns.open_data.tables import Published
from ifar.rights import Actor, require

_ACTS: Final = """
SELECT e.record_type, e.subject, e.kind, (l.recorded_at AT TIME ZONE %s)::date, e.details || e.changes
FROM oversight_event e JOIN ledger_entry l ON l.entry = e.id
WHERE e.record_type IN ('inspection', 'request', 'file') AND l.recorded_at < %s ORDER BY l.id
"""


def _year(year: int) -> tuple[dt.datetime, dt.datetime]:
    zone = timezone.get_default_timezone()
    return dt.datetime(year, 1, 1, tzinfo=zone), dt.datetime(year + 1, 1, 1, tzinfo=zone)


def _acts(until: dt.datetime) -> Iterator[CaseAct]:
    with connection.cursor() as cursor:
        cursor.execute(_ACTS, [settings.TIME_ZONE, until])
        for record_type, subject, kind, on, says in cursor.fetchall():
            yield CaseAct(record_type, subject, kind, on, json.loads(says))


def tables(year: int) -> tuple[Published, list[int]]:
    """The tables of a year, small numbers kept back, and the days of the cases that were closed in it.

    It counts every case, also those of which whoever prepares the report must not know: they read what is published and nothing else.
    """
    since, until = _year(year)
    counts, days = report.counted(_acts(until), year)
    raised = Matter.objects.filter(kind="breach", raised_at__gte=since, raised_at__lt=until)
    counts["breaches"] = Counter(
        (cause.partition(" ")[0], report.quarter(timezone.localtime(at, since.tzinfo).date()))
        for cause, at in raised.values_list("cause", "raised_at")
        if cause.partition(" ")[0] in labels.BREACHES
    )
    return report.published(counts, sorted(labels.BREACHES), settings.IFAR_SMALL_CELL), days


def prepared(actor: Actor, year: int) -> dict[str, Any]:
    """The report of a year as it would be released now.

    Returns:
        The columns of the record but for its state. Completeness and the checkpoint are as of today (`as_of`), all else as of the end of the year.

    Raises:
        Forbidden: the actor is no inspector.
        NotFound: the register held nothing by the end of that year.
    """
    require(actor, DESK)
    since, until = _year(year)
    recorded, log = Entry.objects.filter(recorded_at__lt=until), state(actor=actor)
    if not recorded.exists():
        raise NotFound("oversight.report_nothing", labels.of("oversight.report_nothing"))
    of_year, days = tables(year)
    filled = [row for row in quality.measures(actor) if row.dimension == "completeness"]
    figures: list[list[Any]] = [
        ["firearms", registry.on_record(actor, year)],
        ["acts", recorded.filter(recorded_at__gte=since).count()],
        ["values_asked", sum(row.asked for row in filled)],
        ["values_answered", sum(row.good for row in filled)],
        ["case_days", report.usual_days(days, settings.IFAR_SMALL_CELL)],
        ["breach_days", report.usual_days(_breach_days(since, until), settings.IFAR_SMALL_CELL)],
        ["log_entries", log.size],
    ]
    return {
        "year": year,
        "as_of": timezone.localdate(),
        "threshold": settings.IFAR_SMALL_CELL,
        "tables": of_year,
        "figures": figures,
        "checkpoint": log.root.hex(),
    }


def _breach_days(since: dt.datetime, until: dt.datetime) -> list[int]:
    """In how many days each breach was settled that was settled in a period."""
    settled = dict(
        Matter.objects.filter(kind="breach", state="closed").values_list("last_event", "raised_at")
    )
    closed = Entry.objects.filter(entry__in=settled, recorded_at__gte=since, recorded_at__lt=until)
    return [(at - settled[entry]).days for entry, at in closed.values_list("entry", "recorded_at")]


def released() -> list[Integrity]:
    """Every report that was released, the latest year first."""
    return list(Integrity.objects.order_by("-year"))


def released_of(year: int) -> Integrity:
    """The report of a year.

    Raises:
        NotFound: none was released.
    """
    record = Integrity.objects.filter(year=year).first()
    if record is None:
        raise NotFound("oversight.not_found", labels.of("oversight.not_found"))
    return record
