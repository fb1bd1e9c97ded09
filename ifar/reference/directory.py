"""Where days are counted: zone, days off and hours of a desk as the directory of points of contact says them. Reads."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Final

from babel.core import get_global
from django.conf import settings

from ifar.reference import opening
from ifar.reference import selectors as reference
from ifar.reference.working_days import Where, where_of

_MOST: Final = 20


def where_of_desk(country: str, desk: str, zone: str) -> Where:
    """The desk of a State, or the State where the directory names no such desk."""
    return _where(country, desk, zone, reference.latest_load("trace_desk"))


def where_here() -> Where:
    """Our own State: its weekend and holidays as the directory says them, its zone."""
    return where_of_desk(settings.IFAR_COUNTRY, "", own_zone())


def own_zone() -> str:
    """The zone of our own offices: what the register was told (`IFAR_TIME_ZONE`); the country's own where it has but one and nobody said."""
    return _only_zone(settings.IFAR_COUNTRY) if settings.TIME_ZONE == "UTC" else settings.TIME_ZONE


@functools.cache
def _only_zone(country: str) -> str:
    zones = [zone for zone, of in get_global("zone_territories").items() if of == country]
    return zones[0] if len(zones) == 1 else "UTC"


@functools.lru_cache(maxsize=512)
def _where(country: str, desk: str, zone: str, _load: tuple[int, dt.datetime | None]) -> Where:
    rows = list(reference.rows_of("trace_desk").filter(valid_to__isnull=True, country=country)[:_MOST])
    item = next((row for row in rows if row.code == desk), rows[0] if len(rows) == 1 else None)
    if item is None:
        return where_of(country, zone)
    return where_of(
        country,
        item.zone or zone,
        opening.holidays(item.holidays),
        weekend=opening.weekend(item.weekend),
        hours=opening.hours(item.hours),
        town=item.town,
    )
