"""How good the register's data are, as figures: completeness, validity, uniqueness, timeliness, consistency, by office and field.

Only of the firearms that the reader may see: an office's stock is not told by how well it is described. Each figure is a part of a whole,
and leads to the list of the records that it lacks, for whoever may open and mend them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import get_language

from ifar.registry.models import Firearm
from ifar.registry.models.firearms import DESCRIBED
from ifar.registry.selectors.firearms import VISIBLE_SQL, firearms_for, visible_params
from ifar.rights import Actor, require

PERMISSION: Final = "returns:quality:read"
LATE_DAYS: Final = 7
"""Within how many days what happened should be on record: the house's own measure."""
CODED: Final = DESCRIBED[:-1]
PRIVATE: Final = "f.state IN ('held_civilian', 'held_company', 'held_museum')"

_LACKS: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    **{("completeness", name): (f"f.{name}_status = 'not_asked'", "true") for name in DESCRIBED},
    ("completeness", "category"): ("f.category = ''", PRIVATE),
    ("completeness", "serial"): (
        "NOT EXISTS (SELECT FROM registry_mark m WHERE m.firearm_id = f.id AND m.kind = 'serial' AND NOT m.retired)",
        "f.physical <> 'unmarked'",
    ),
    **{
        ("validity", name): (f"f.{name} IS NULL", f"(f.{name} IS NOT NULL OR f.{name}_raw <> '')")
        for name in CODED
    },
    ("uniqueness", "record"): (
        """EXISTS (SELECT FROM registry_duplicate d WHERE f.id IN (d.older_id, d.newer_id) AND NOT EXISTS (
            SELECT FROM registry_duplicatedecision x WHERE x.duplicate_id = d.id))""",
        "true",
    ),
    ("consistency", "owner"): ("f.owner = ''", PRIVATE),
    ("consistency", "year"): ("f.year > extract(year FROM f.registered_at)", "f.year IS NOT NULL"),
    ("timeliness", "event"): (
        f"""coalesce((SELECT uuid_extract_timestamp(e.id) - e.occurred_to > interval '{LATE_DAYS} days'
            FROM registry_event e WHERE e.id = f.last_event), false)""",
        "true",
    ),
}
"""(dimension, field) -> SQL that tells a record that lacks it, and SQL that tells the records of which it is asked."""
MEASURES: Final = tuple(_LACKS)


class Measure(NamedTuple):
    """A figure: of `asked` records, `good` have what the dimension asks of the field. `agency` is the office's row, its name and identifier."""

    agency: int
    name: str
    dimension: str
    field: str
    asked: int
    good: int


def measures(actor: Actor) -> list[Measure]:
    """Every dimension and field of every office, of the records that the actor may see. One statement.

    Raises:
        Forbidden: the actor may not see figures of data quality.
    """
    require(actor, PERMISSION)
    parts = ", ".join(
        f"count(*) FILTER (WHERE {of}), count(*) FILTER (WHERE {of} AND NOT ({lacks}))"
        for lacks, of in _LACKS.values()
    )
    results = []
    sql = f"""SELECT a.id, coalesce(a.names ->> %(language)s, a.name), {parts} FROM registry_firearm f JOIN accounts_agency a ON a.id = f.agency_id
              WHERE {VISIBLE_SQL} AND f.item = 'firearm' AND f.merged_into = '' GROUP BY a.id, a.name, a.names ORDER BY a.name"""
    params = visible_params(actor) | {"language": (get_language() or "")[:2]}
    for agency, name, *counts in _ask(sql, params):
        for (dimension, field), asked, good in zip(MEASURES, counts[::2], counts[1::2], strict=True):
            if asked:
                results.append(Measure(agency, name, dimension, field, asked, good))
    return results


def trend(actor: Actor, months: int = 12) -> list[tuple[str, int, int]]:
    """Month of registration -> how many values were asked for (six for each firearm), and how many were answered; the last months.

    Raises:
        Forbidden: the actor may not see figures of data quality.
    """
    require(actor, PERMISSION)
    answered = " + ".join(f"count(*) FILTER (WHERE f.{name}_status <> 'not_asked')" for name in DESCRIBED)
    sql = f"""SELECT to_char(date_trunc('month', f.registered_at AT TIME ZONE 'UTC'), 'YYYY-MM'), {len(DESCRIBED)} * count(*), {answered}
              FROM registry_firearm f WHERE {VISIBLE_SQL} AND f.item = 'firearm' AND f.merged_into = ''
              AND f.registered_at >= date_trunc('month', now()) - make_interval(months => %(months)s) GROUP BY 1 ORDER BY 1"""
    return [
        (month, asked, good)
        for month, asked, good in _ask(sql, visible_params(actor) | {"months": months - 1})
    ]


def lacking(actor: Actor, dimension: str, field: str, agency: int | None) -> QuerySet[Firearm]:
    """The records that lack what a dimension asks of a field, of those that the actor may see; of one office where it is named.

    Raises:
        Forbidden: the actor may not see figures of data quality.
        KeyError: there is no such measure.
    """
    require(actor, PERMISSION)
    lacks, of = _LACKS[dimension, field]
    inside = RawSQL(f"SELECT f.id FROM registry_firearm f WHERE {of} AND ({lacks})", ())  # noqa: S611 - put together from constants
    firearms = firearms_for(actor).filter(Q(item="firearm", merged_into="", pk__in=inside))
    return firearms if agency is None else firearms.filter(agency_id=agency)


def _ask(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
