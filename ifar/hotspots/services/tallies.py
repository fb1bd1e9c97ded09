"""What the map counts, made anew from the incidents of a source: by cell of each resolution, and by area."""

from __future__ import annotations

from typing import Final

from django.db import connection

from ifar.hotspots import cells
from ifar.hotspots.models import Source

_CELLS: Final = """
INSERT INTO hotspots_tally (source_id, kind, resolution, cell, area, months, counts)
SELECT source_id, kind, {resolution}, at, '', array_agg(month ORDER BY month), array_agg(so_far ORDER BY month) FROM (
    SELECT source_id, kind, {cell} AS at, month, sum(count(*)) OVER (PARTITION BY kind, {cell} ORDER BY month)::integer AS so_far
    FROM hotspots_incident WHERE source_id = %s AND standing = 0 AND month IS NOT NULL AND precision = ANY(%s)
    GROUP BY source_id, kind, {cell}, month) AS counted
GROUP BY source_id, kind, at
"""
_AREAS: Final = """
INSERT INTO hotspots_tally (source_id, kind, resolution, cell, area, months, counts)
SELECT source_id, kind, -1, 0, area, array_agg(month ORDER BY month), array_agg(so_far ORDER BY month) FROM (
    SELECT source_id, kind, area, month, sum(count(*)) OVER (PARTITION BY kind, area ORDER BY month)::integer AS so_far
    FROM hotspots_incident WHERE source_id = %s AND standing = 0 AND month IS NOT NULL AND precision = ANY(%s)
    GROUP BY source_id, kind, area, month) AS counted
GROUP BY source_id, kind, area
"""
IN_AN_AREA: Final = ("exact", "near", "district", "province")
"""How exactly a place must be known, to be counted in an area of the first division."""


def renew(source: Source) -> None:
    """Count the incidents of a source anew, in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM hotspots_tally WHERE source_id = %s", [source.pk])
        for resolution in cells.TALLIED:
            statement = _CELLS.format(resolution=resolution, cell=cells.parent_sql("cell", resolution))
            cursor.execute(statement, [source.pk, list(cells.precisions_for(resolution))])
        cursor.execute(_AREAS, [source.pk, list(IN_AN_AREA)])
