"""What the directory of points of contact says of where a request is answered: zone, days off, hours. Reads.

The clock of a request is counted there (`clock.py`), and its page says when somebody is there again.
"""

from __future__ import annotations

import datetime as dt
import functools
from typing import Final

from babel.core import get_global
from django.conf import settings

from ifar.reference import opening
from ifar.reference import selectors as reference
from ifar.tracing import clock, disclosure
from ifar.tracing.models import Request

_MOST: Final = 20


def where_answered(direction: str, country: str, desk: str = "") -> clock.Where:
    """Where the clock of a request is counted: at the desk that is asked, by our directory; here where we answer.

    Of a State of which the directory says nothing, and of a request that names no desk where it has several, only the weekend is known.
    """
    if direction != "outgoing":
        return where_here()
    return _where(country, desk, "UTC", reference.latest_load("trace_desk"))


def where_here() -> clock.Where:
    """Our own State: its weekend and holidays as the directory says them, its zone."""
    return _where(settings.IFAR_COUNTRY, "", own_zone(), reference.latest_load("trace_desk"))


def own_zone() -> str:
    """The zone of our own offices: what the register was told (`IFAR_TIME_ZONE`); the country's own where it has but one and nobody said."""
    return _only_zone(settings.IFAR_COUNTRY) if settings.TIME_ZONE == "UTC" else settings.TIME_ZONE


@functools.cache
def _only_zone(country: str) -> str:
    zones = [zone for zone, of in get_global("zone_territories").items() if of == country]
    return zones[0] if len(zones) == 1 else "UTC"


def where_of(request: Request) -> clock.Where:
    """Where the clock of a request is counted."""
    return where_answered(request.direction, request.country, request.desk)


def desks() -> list[tuple[str, str]]:
    """The desks that may be asked now: code and State."""
    return list(
        reference.rows_of("trace_desk").filter(valid_to__isnull=True).values_list("code", "country_id")
    )


def is_of(desk: str, country: str) -> bool:
    """Whether a desk is one of a State, by our directory; also one that was asked before it closed."""
    return reference.rows_of("trace_desk").filter(code=desk, country=country).exists()


def agreement_now(country: str) -> str | None:
    """What the directory says now of what covers a State, the weakest where several desks differ; None where it never said anything of it.

    What was said once and is not any more counts as nothing: an agreement that ended covers nothing.
    """
    desks = reference.rows_of("trace_desk").filter(country=country).exclude(agreement="")
    said = list(desks.values_list("agreement", "valid_to"))
    in_force = [agreement for agreement, ended in said if ended is None]
    return disclosure.weakest(*in_force) if in_force else "none" if said else None


@functools.lru_cache(maxsize=512)
def _where(country: str, desk: str, zone: str, _load: tuple[int, dt.datetime | None]) -> clock.Where:
    rows = list(reference.rows_of("trace_desk").filter(valid_to__isnull=True, country=country)[:_MOST])
    one = next((row for row in rows if row.code == desk), rows[0] if len(rows) == 1 else None)
    if one is None:
        return clock.where_of(country, zone)
    return clock.where_of(
        country,
        one.zone or zone,
        opening.holidays(one.holidays),
        weekend=opening.weekend(one.weekend),
        hours=opening.hours(one.hours),
        town=one.town,
    )
