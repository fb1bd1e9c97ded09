"""A holder reports that a firearm is gone: recorded at once, whatever else stands, and wanted from that moment on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ifar.errors import Conflict
from ifar.portal import acting, selectors
from ifar.portal.labels import invalid, words_of
from ifar.registry.lifecycle.rule import ADVERSE
from ifar.registry.occurred import UNKNOWN, Occurred, day
from ifar.registry.services.events import NewEvent, Recorded, record_event
from ifar.rights import Actor, require

HOW: Final = ("crime", "loss", "force_majeure")
"""The three reasons of the law (NWR; Protocol art. 11)."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What a holder says of it: how, where, between which days, when it was last seen, what else."""

    how: str
    place: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    last_seen: dt.date | None = None
    taken_from: str = ""
    remark: str = ""


def report_loss(*, actor: Actor, firearm: str, loss: Loss, zone: str = "UTC") -> Recorded:
    """Report a loss or a theft. No licence, no bar and no state of the firearm stops it: every search says so from now on.

    Raises:
        NotFound: it is not the holder's, or there is none.
        Invalid: nothing says how, or the days cannot be.
        Conflict: it is reported already.
    """
    require(actor, "portal:own:act")
    record = selectors.firearm_for(selectors.own(actor), firearm)
    if loss.how not in HOW:
        raise invalid("portal.how", "how")
    if loss.first and loss.last and loss.last < loss.first:
        raise invalid("portal.days", "last")
    if record.state in ADVERSE:
        raise Conflict("portal.gone", words_of("portal.gone"))
    # Where it was lost is often where somebody lives: kept apart from the log, like the remark.
    values: dict[str, Any] = {"where": loss.place.strip()[:200], "remark": loss.remark.strip()[:2000]}
    if loss.last_seen:
        values["last_seen"] = loss.last_seen.isoformat()
    if loss.how == "crime":
        kind, values["taken_from"] = "stolen", loss.taken_from
    else:
        kind, values["ground"] = "lost", loss.how
    details: Mapping[str, Any] = {name: value for name, value in values.items() if value}
    event = NewEvent(kind, details, occurred=_between(loss.first, loss.last, zone))
    return record_event(actor=acting.within(actor, acting.REPORT), firearm=firearm, event=event)


def _between(first: dt.date | None, last: dt.date | None, zone: str) -> Occurred:
    """When it happened; what a person in haste leaves out is not known."""
    if first is None:
        first, last = last, None
    if first is None:
        return UNKNOWN
    if last is None or last == first:
        return day(first, zone)
    return Occurred(day(first, zone).start, day(last, zone).end, "range", zone)
