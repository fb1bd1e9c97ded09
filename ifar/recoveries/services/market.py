"""What illicit arms cost and how easily they can be had, as somebody saw or heard it."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Final

from django.db import transaction

from ifar.acts import schemas
from ifar.errors import Reason
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft, timestamp
from ifar.recoveries.acts import ACTS
from ifar.recoveries.models import Observation
from ifar.recoveries.services.cases import price_problems
from ifar.recoveries.services.writing import RECORDER
from ifar.reference import selectors as reference
from ifar.rights import AGENCY_COMPARTMENT, Actor, require


@dataclass(frozen=True, slots=True)
class MarketObservation:
    """One observation: what was on offer, where and when, at which price or how easily.

    `thing` is a type of firearm, `ammunition` or `part`; `price` in the smallest unit of its currency, for one piece or a hundred
    rounds. `remark` is kept apart from the log.
    """

    thing: str
    on: dt.date
    calibre: str = ""
    condition: str = ""
    place: str = ""
    area: str = ""
    price: int | None = None
    currency: str = ""
    price_kind: str = ""
    availability: str = ""
    channel: str = ""
    remark: str = ""


OTHERS = ("ammunition", "part")
SCHEMA: Final = "market.observed/1"


@transaction.atomic
def observe(*, actor: Actor, seen: MarketObservation) -> Observation:
    """Note an observation of the market.

    Raises:
        Invalid: with every reason, at its field.
    """
    require(actor, "recoveries:market:observe")
    now = ledger.now()
    wrong = price_problems(seen.price, seen.currency, seen.price_kind)
    if seen.thing not in OTHERS and not reference.exists("firearm_type", seen.thing):
        wrong.append(Reason("recoveries.thing", field="thing"))
    listed = {
        "calibre": "calibre",
        "condition": "condition",
        "area": "area",
        "availability": "market_availability",
        "channel": "market_channel",
    }
    wrong += [
        Reason("recoveries.code", field=name)
        for name, of in listed.items()
        if (code := getattr(seen, name)) and not reference.exists(of, code)
    ]
    if seen.price is None and not seen.availability:
        wrong.append(Reason("recoveries.observation", field="price"))
    if seen.on > now.date():
        wrong.append(Reason("recoveries.future", field="on"))
    if wrong:
        raise RECORDER.invalid(*wrong)
    columns = {
        **asdict(seen),
        "place": " ".join(seen.place.split())[:200],
        "remark": seen.remark.strip()[:500],
    }
    compartment = AGENCY_COMPARTMENT.get(actor.agency_kind, "civilian")
    payload = {
        **{name: value for name, value in columns.items() if name != "remark"},
        "on": seen.on.isoformat(),
        "agency": actor.agency,
        "compartment": compartment,
        "at": timestamp(now),
    }
    if bad := schemas.validate(ACTS, SCHEMA, payload):
        raise RECORDER.invalid(bad)
    draft = Draft(
        schema=SCHEMA,
        act="recoveries.observed",
        object=actor.agency,
        payload=payload,
        personal={"remark": columns["remark"]} if columns["remark"] else {},
        entry=ledger.new_entry_id(),
    )
    ledger.append(actor=actor, drafts=[draft], recorded_at=now)
    return Observation.objects.create(
        entry=draft.entry,
        agency_id=actor.agency_id,
        compartment=compartment,
        observer=actor.id,
        at=now,
        **columns,
    )
