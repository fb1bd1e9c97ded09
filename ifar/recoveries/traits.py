"""What recovered firearms are like, case by case, and what is asked for them: for signals that compare now with before. No name, no number, no mark."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import connection

_OFFICES: Final = "c.compartment = %(compartment)s AND c.agency_id = ANY (recoveries_offices(%(agency)s))"
_TRAITS: Final = f"""
SELECT DISTINCT v.name, c.area, v.value, c.id, (c.occurred_from AT TIME ZONE c.zone)::date
FROM recoveries_case c JOIN recoveries_item i ON i.case_id = c.id CROSS JOIN LATERAL (VALUES
    ('types', i.identity ->> 'type'), ('calibres', i.identity ->> 'calibre'),
    ('made', CASE WHEN i.origin NOT IN ('', 'unknown') THEN i.origin WHEN i.origin = 'unknown' OR i.condition = 'unknown' THEN ''
                  WHEN i.condition IN ('converted', 'modified', 'reactivated', 'assembled') THEN i.condition ELSE 'industrial' END),
    ('parcels', CASE WHEN c.conveyance = 'post' OR c.concealment = 'parcel' THEN 'parcel'
                     WHEN c.conveyance <> '' OR c.concealment <> '' THEN 'not_by_parcel' END)) v(name, value)
WHERE {_OFFICES} AND i.kind = 'firearm' AND i.state <> 'merged' AND c.kind IN ('seized', 'found', 'surrendered') AND c.area <> ''
    AND v.value <> '' AND coalesce(c.occurred_to, c.occurred_from) - c.occurred_from <= interval '32 days'
    AND (c.occurred_from AT TIME ZONE c.zone)::date BETWEEN %(since)s AND %(until)s
ORDER BY 4, 1, 3
"""
_PRICES: Final = f"""
SELECT c.area, c.thing, c.currency || ' ' || c.price_kind, c.price, c."on" FROM recoveries_observation c
WHERE {_OFFICES} AND c.price > 0 AND c.area <> '' AND c."on" BETWEEN %(since)s AND %(until)s ORDER BY c.entry
"""


def traits_of(
    compartment: str, agency: int, since: dt.date, until: dt.date
) -> list[tuple[str, str, str, int, dt.date]]:
    """Signal, area, what was said, number of the case, day: of an office and those below it.

    For services that have asked `require`.
    """
    return _rows(_TRAITS, compartment, agency, since, until)


def prices_of(
    compartment: str, agency: int, since: dt.date, until: dt.date
) -> list[tuple[str, str, str, int, dt.date]]:
    """Area, thing, currency and for what it was asked, price in its smallest unit, day: as `traits_of`."""
    return _rows(_PRICES, compartment, agency, since, until)


def _rows(
    asked: str, compartment: str, agency: int, since: dt.date, until: dt.date
) -> list[tuple[str, str, str, int, dt.date]]:
    params: dict[str, str | int | dt.date] = {
        "compartment": compartment,
        "agency": agency,
        "since": since,
        "until": until,
    }
    with connection.cursor() as cursor:
        cursor.execute(asked, params)
        rows: list[tuple[str, str, str, int, dt.date]] = cursor.fetchall()
    return rows
