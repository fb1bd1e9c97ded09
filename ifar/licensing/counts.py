"""What roll-ups of licences count, and the licences behind a cell of them.

The cells carry their compartment: whoever reads them adds up those that their office may see and no others.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet

from ifar.licensing.models import Licence, Visit
from ifar.licensing.selectors.records import licences_for
from ifar.rights import Actor, require

PERMISSION: Final = "returns:figure:read"
ENDED: Final = "over"
ENDS: Final = ("over", "month", "quarter", "year", "later", "never")
"""When the term of a licence in force or suspended ends, counted from the day of the count; the others are `over`."""
_DAYS: Final[Mapping[str, int]] = {"month": 30, "quarter": 90, "year": 365}
_STATEMENT: Final = """
SELECT compartment, kind, state, holder_kind,
       CASE WHEN state NOT IN ('in_force', 'suspended') OR valid_to < %(day)s THEN 'over' WHEN valid_to IS NULL THEN 'never'
            WHEN valid_to <= %(month)s THEN 'month' WHEN valid_to <= %(quarter)s THEN 'quarter' WHEN valid_to <= %(year)s THEN 'year'
            ELSE 'later' END, count(*)
FROM licensing_licence GROUP BY 1, 2, 3, 4, 5
"""
_DECIDED: Final = """
SELECT extract(year FROM decided_on)::int, kind, state, count(*) FROM licensing_application
WHERE decided_on IS NOT NULL AND state IN ('granted', 'refused') AND compartment = 'civilian' GROUP BY 1, 2, 3
"""


class Licences(NamedTuple):
    """Licences that count alike: compartment, kind, state, kind of holder, when their term ends (`ENDS`)."""

    compartment: str
    kind: str
    state: str
    holder: str
    ends: str


@dataclass(frozen=True, slots=True)
class LicenceFilter:
    """Which licences; None asks for any."""

    kind: str | None = None
    state: str | None = None
    holder: str | None = None
    ends: str | None = None


def _limits(day: dt.date) -> dict[str, dt.date]:
    return {"day": day} | {name: day + dt.timedelta(days=days) for name, days in _DAYS.items()}


def licences(actor: Actor, day: dt.date) -> Counter[Licences]:
    """All licences by what a dashboard shows of them, on a day. One statement.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, _limits(day))
        return Counter({Licences(*row[:-1]): row[-1] for row in cursor.fetchall()})


def decided(actor: Actor) -> Counter[tuple[int, str, str]]:
    """Applications of civilians that were decided: year of the decision, kind of licence, granted or refused. One statement.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    with connection.cursor() as cursor:
        cursor.execute(_DECIDED)
        return Counter({(year, kind, state): number for year, kind, state, number in cursor.fetchall()})


def licences_behind(actor: Actor, wanted: LicenceFilter, day: dt.date) -> tuple[int, QuerySet[Licence]]:
    """How many licences of the actor's compartments are wanted, and those that they may open. One statement, and the query.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    values = {"kind": wanted.kind, "state": wanted.state, "holder_kind": wanted.holder}
    asked = Q(**{name: value for name, value in values.items() if value is not None})
    if wanted.ends is not None:
        asked &= _ending(wanted.ends, day)
    number = Licence.objects.filter(asked, compartment__in=actor.compartments).count()
    return number, licences_for(actor).filter(asked)


def visits(actor: Actor, since: dt.date, until: dt.date) -> list[tuple[str, bool]]:
    """The inspections of civilians' storage that were due between two days: public identifier, whether it took place. One statement.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    records = Visit.objects.filter(due_on__gte=since, due_on__lte=until, compartment="civilian")
    return [(text, bool(result)) for text, result in records.values_list("public_id", "result")]


def _ending(ends: str, day: dt.date) -> Q:
    alive = Q(state__in=("in_force", "suspended"))
    limits = _limits(day)
    order = ("day", *_DAYS)
    if ends == ENDED:
        return ~alive | Q(valid_to__lt=day)
    if ends == "never":
        return alive & Q(valid_to__isnull=True)
    if ends == "later":
        return alive & Q(valid_to__gt=limits["year"])
    if ends not in _DAYS:
        return Q(pk__in=[])
    before = order[order.index(ends) - 1]
    first = Q(valid_to__gte=day) if before == "day" else Q(valid_to__gt=limits[before])
    return alive & first & Q(valid_to__lte=limits[ends])
