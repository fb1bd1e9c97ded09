"""What people tell: noted by an officer, without who told it.

The words stand apart from the log, so that they can be erased; the log holds a commitment, the day, and a place no finer than a cell. No field
asks for a giver, and the officer's own name, which the log does hold as of every act, is shown to nobody who reads tips.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

from django.db import transaction

from ifar.errors import Reason
from ifar.hotspots.feeds.incident import Incident as Said
from ifar.hotspots.feeds.incident import Place
from ifar.hotspots.models import Source
from ifar.hotspots.selectors import places
from ifar.hotspots.services import deliveries
from ifar.hotspots.services.writing import RECORDER
from ifar.ledger import services as ledger
from ifar.rights import Actor, require

PERMISSION: Final = "hotspots:tip:write"
NAME: Final = "Tips"
PARTNERS: Final = "Reports of carriers and marketplaces"
"""The source under which tips stand that were made of what partners of the strategy reported."""
STEP: Final = Decimal("0.01")
"""Degrees to which a tip's place is rounded: about a kilometre, so that no house is told of."""


@transaction.atomic
def note(
    *,
    actor: Actor,
    day: dt.date,
    longitude: Decimal | None,
    latitude: Decimal | None,
    area: str,
    told: str,
    of: str = NAME,
) -> str:
    """Note a tip; returns the identifier of its delivery.

    Args:
        of: the source under which it stands: what people tell, or what partners report.

    Raises:
        Invalid: it says no place, its day has not come yet, or nothing was told.
    """
    require(actor, PERMISSION)
    wrong: list[Reason] = []
    names = places.named_areas()
    if (longitude is None) != (latitude is None) or (longitude is None and area not in names):
        wrong.append(Reason("hotspots.tip.place", field="area"))
    if day > ledger.now().date():
        wrong.append(Reason("hotspots.tip.day", field="day"))
    if len(told.strip()) < 10:
        wrong.append(Reason("hotspots.tip.told", field="told"))
    if wrong:
        raise RECORDER.invalid(*wrong)
    place: Place = "exact" if longitude is not None else "province"
    incident = Said(
        _source(actor, of),
        RECORDER.new_id("delivery"),
        day,
        day,
        None if longitude is None else float(round(longitude / STEP) * STEP),
        None if latitude is None else float(round(latitude / STEP) * STEP),
        place,
        "tip",
        {},
        {"province": names[area]} if area in names else {},
    )
    return deliveries.load_said(
        actor=actor, source=incident.source, incidents=[incident], told=told.strip(), permission=PERMISSION
    )


def _source(actor: Actor, name: str) -> str:
    """The source under which an office's tips stand; made with the first."""
    theirs = Source.objects.filter(kind="tips", agency_id=actor.agency_id, state="open").order_by("id")
    source = (theirs.filter(name=PARTNERS) if name == PARTNERS else theirs.exclude(name=PARTNERS)).first()
    if source is not None:
        return source.public_id
    values = {"kind": "tips", "name": name, "reliability": "F", "credibility": "6", "redistribution": False}
    return RECORDER.record(actor, "source", "registered", changes=values).subject
