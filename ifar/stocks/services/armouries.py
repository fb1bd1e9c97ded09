"""Saying which stores are armouries and who is in charge of them; and that a count which was due was not done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.matters.services import matters
from ifar.placement import selectors as placement
from ifar.reference import selectors as reference
from ifar.rights import Actor, require
from ifar.stocks import inputs, selectors
from ifar.stocks.fitness import COUNT_DUE, due_of
from ifar.stocks.models import Armoury
from ifar.stocks.services.writing import MANAGE, RECORDER, today
from ifar.typed import is_case_number

ARMOURY: Final = Offers(RECORDER, "armoury", selectors.armoury_for, page="stocks:armoury")
TERM: Final = "take_over_count"
UNCOUNTED: Final = "stocks.uncounted"


def days_to_count() -> int:
    """Within how many days a new officer in charge counts everything."""
    rows = reference.rows_of("duty_term").filter(about=TERM, valid_to=None)
    return min((row.days for row in rows), default=COUNT_DUE)


def _people(actor: Actor, armoury: Armoury) -> Mapping[str, Any]:
    values = {
        "charge": armoury.charge,
        "since": today().isoformat(),
        "standing_order": armoury.standing_order,
    }
    return {"initial": values, "among": {"charge": people(actor)}}


def people(actor: Actor) -> list[tuple[str, str]]:
    """Those who may be put in charge: people with a role at the office."""
    return list(placement.people_of(actor).values_list("public_id", "name"))


@transaction.atomic
def take_over(*, actor: Actor, place: str, charge: str, since: dt.date, standing_order: str = "") -> str:
    """Say who is in charge of a store, which is an armoury from then on; returns its identifier.

    Raises:
        Invalid: it is no open store of the office, or the person is none of it, or the day is still to come.
        Conflict: it is an armoury already.
    """
    require(actor, MANAGE)
    if place not in {text for text, _name in selectors.stores_of(actor)}:
        raise RECORDER.invalid(Reason("stocks.place", field="place"))
    sets = _sets(actor, charge, since, standing_order)
    seen = {"days": days_to_count(), "day": today().isoformat()}
    return RECORDER.record(actor, "armoury", "taken_over", place, changes=sets, seen=seen).subject


@ARMOURY.act(
    "taken_over",
    inputs.ChangeCharge,
    _("Take the armoury over"),
    permission=MANAGE,
    hint=_(
        "Whoever is in charge from then on counts everything in it, and learns the expected number only afterwards."
    ),
    asks=_people,
)
@transaction.atomic
def change_charge(
    *,
    actor: Actor,
    armoury_id: str,
    charge: str,
    since: dt.date,
    standing_order: str = "",
    expected_n: int | None = None,
) -> None:
    """Say who is in charge of an armoury from now on.

    Raises:
        NotFound: there is no such armoury for this actor.
        Forbidden: another office runs it.
        Invalid: the person is none of the office, or the day is still to come.
    """
    require(actor, MANAGE)
    armoury = selectors.armoury_for(actor, armoury_id)
    RECORDER.check_expected(armoury, expected_n)
    sets = _sets(actor, charge, since, standing_order)
    was = {name: getattr(armoury, name) for name in ("charge", "count_due", "counted_on")}
    sets["count_due"] = due_of(was, charge, sets["count_due"])
    seen = {"days": days_to_count(), "day": today().isoformat()}
    RECORDER.record(actor, "armoury", "taken_over", armoury, changes=sets, seen=seen)


def _sets(actor: Actor, charge: str, since: dt.date, standing_order: str) -> dict[str, Any]:
    if charge not in {text for text, _name in people(actor)}:
        raise RECORDER.invalid(Reason("stocks.charge", field="charge"))
    order = " ".join(standing_order.split())
    if order and not is_case_number(order):
        raise RECORDER.invalid(Reason("stocks.order", field="standing_order"))
    return {
        "charge": charge,
        "since": since,
        "count_due": since + dt.timedelta(days=days_to_count()),
        "standing_order": order,
    }


def raise_uncounted(day: dt.date) -> int:
    """Raise a matter of each armoury whose new officer in charge has not counted it in time, and again where the last was closed and its day passed. How many it raised."""
    result = 0
    for armoury in selectors.uncounted(day):
        with transaction.atomic():
            cause = matters.next_cause(armoury.public_id, f"{UNCOUNTED} {armoury.n}", day)
            result += bool(
                cause
                and matters.open_matter(
                    "breach", armoury.public_id, cause, armoury.agency, compartment=armoury.compartment
                )
            )
    return result
