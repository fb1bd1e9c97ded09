"""What the map counts, made from the incidents of a source: by cell of each resolution, and by area. Anew, or only where something changed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django.db import connection

from ifar.hotspots.maps import cells
from ifar.hotspots.models import Delivery, Incident, Source

MOST: Final = 5000
"""So many places are counted anew by themselves; where more changed, the whole source is."""
_CELLS: Final = """
INSERT INTO hotspots_tally (source_id, kind, resolution, cell, area, months, counts)
SELECT source_id, kind, {resolution}, at, '', array_agg(month ORDER BY month), array_agg(so_far ORDER BY month) FROM (
    SELECT source_id, kind, {cell} AS at, month, sum(count(*)) OVER (PARTITION BY kind, {cell} ORDER BY month)::integer AS so_far
    FROM hotspots_incident {some} WHERE source_id = %(source)s AND standing = 0 AND month IS NOT NULL AND precision = ANY(%(precisions)s)
    GROUP BY source_id, kind, {cell}, month) AS counted
GROUP BY source_id, kind, at
"""
_SOME: Final = "JOIN unnest(%(low)s::bigint[], %(high)s::bigint[]) AS part (low, high) ON cell BETWEEN part.low AND part.high"
_AREAS: Final = """
INSERT INTO hotspots_tally (source_id, kind, resolution, cell, area, months, counts)
SELECT source_id, kind, -1, 0, area, array_agg(month ORDER BY month), array_agg(so_far ORDER BY month) FROM (
    SELECT source_id, kind, area, month, sum(count(*)) OVER (PARTITION BY kind, area ORDER BY month)::integer AS so_far
    FROM hotspots_incident WHERE source_id = %(source)s AND standing = 0 AND month IS NOT NULL AND precision = ANY(%(precisions)s) {some}
    GROUP BY source_id, kind, area, month) AS counted
GROUP BY source_id, kind, area
"""
_TOUCHED: Final = """
SELECT DISTINCT cell, area FROM hotspots_incident WHERE source_id = %s AND external IN (
    SELECT external FROM hotspots_incident WHERE delivery_id = %s UNION SELECT external FROM hotspots_withdrawal WHERE delivery_id = %s)
LIMIT %s
"""


def renew(source: Source) -> None:
    """Count all incidents of a source anew, in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM hotspots_tally WHERE source_id = %s", [source.pk])
        for resolution in cells.TALLIED:
            statement = _CELLS.format(
                resolution=resolution, cell=cells.parent_sql("cell", resolution), some=""
            )
            params: dict[str, Any] = {
                "source": source.pk,
                "precisions": list(cells.precisions_for(resolution)),
            }
            cursor.execute(statement, params)
        cursor.execute(_AREAS.format(some=""), {"source": source.pk, "precisions": list(cells.IN_AN_AREA)})


def renew_after(source: Source, delivery: Delivery) -> None:
    """Count anew where a delivery brought, revised or took back something."""
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, [source.pk, delivery.pk, delivery.pk, MOST + 1])
        touched = cursor.fetchall()
    if len(touched) > MOST:
        renew(source)
    else:
        _renew_some(source, {cell for cell, _ in touched if cell is not None}, {area for _, area in touched})


def renew_at(incident: Incident) -> None:
    """Count anew where an incident is."""
    _renew_some(incident.source, set() if incident.cell is None else {incident.cell}, {incident.area})


def _renew_some(source: Source, some: Collection[int], areas: Collection[str]) -> None:
    with connection.cursor() as cursor:
        for resolution in cells.TALLIED:
            above = sorted({cells.parent(cell, resolution) for cell in some})
            if not above:
                continue
            ranges = [cells.range_of(cell) for cell in above]
            cursor.execute(
                "DELETE FROM hotspots_tally WHERE source_id = %s AND resolution = %s AND cell = ANY(%s)",
                [source.pk, resolution, above],
            )
            statement = _CELLS.format(
                resolution=resolution, cell=cells.parent_sql("cell", resolution), some=_SOME
            )
            params: dict[str, Any] = {
                "source": source.pk,
                "precisions": list(cells.precisions_for(resolution)),
                "low": [low for low, _ in ranges],
                "high": [high for _, high in ranges],
            }
            cursor.execute(statement, params)
        cursor.execute(
            "DELETE FROM hotspots_tally WHERE source_id = %s AND resolution = -1 AND area = ANY(%s)",
            [source.pk, sorted(areas)],
        )
        params = {"source": source.pk, "precisions": list(cells.IN_AN_AREA), "areas": sorted(areas)}
        cursor.execute(_AREAS.format(some="AND area = ANY(%(areas)s)"), params)
