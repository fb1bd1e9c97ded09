"""In which area of the first division incidents lie: found when they come, and anew when other boundaries take the place of those that stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import connection

from ifar.hotspots.models import Incident, Source
from ifar.hotspots.selectors import places
from ifar.hotspots.services import tallies

PIECE: Final = 20_000
_MOVE: Final = """
UPDATE hotspots_incident i SET area = m.area FROM unnest(%s::bigint[], %s::text[]) AS m (id, area) WHERE i.id = m.id AND i.area <> m.area
"""


class Located:
    """Areas by the layers that stand now."""

    def __init__(self) -> None:
        self._finder = places.finder()
        self._by_name = {name.casefold(): code for code, name in places.named_areas().items()}

    def areas(self, values: Sequence[tuple[int | None, int | None, Mapping[Any, str]]]) -> list[str]:
        """The area of each: of its point; else the one that its source names as its province; empty where neither is one."""
        points = [at for at, (x, _y, _texts) in enumerate(values) if x is not None]
        areas = self._finder.areas_at(
            [values[at][0] or 0 for at in points], [values[at][1] or 0 for at in points]
        )
        at_points = dict(zip(points, areas, strict=True))
        return [
            at_points.get(at) or self._by_name.get(texts.get("province", "").casefold(), "")
            for at, (_x, _y, texts) in enumerate(values)
        ]


def anew() -> None:
    """Find the area of every incident once more, in the caller's transaction, and count by area anew."""
    located = Located()
    moved: set[int] = set()
    last = 0
    while rows := list(
        Incident.objects.filter(pk__gt=last)
        .order_by("pk")
        .values_list("pk", "longitude", "latitude", "texts", "source_id")[:PIECE]
    ):
        areas = located.areas([(x, y, texts) for _pk, x, y, texts, _source in rows])
        with connection.cursor() as cursor:
            cursor.execute(_MOVE, [[row[0] for row in rows], areas])
            if cursor.rowcount:
                moved |= {row[4] for row in rows}
        last = rows[-1][0]
    for source in Source.objects.filter(pk__in=moved):
        tallies.renew(source)
