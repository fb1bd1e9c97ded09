"""Firearms of a traveller that were detained or seized at the border, or stolen on the journey: reported in one act, from what the journey says of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.bulk.given import things_of
from ifar.errors import Reason
from ifar.matters.services import matters
from ifar.rights import Actor, require
from ifar.trade.consignments.inputs import TellFateOfArms
from ifar.trade.journeys import selectors
from ifar.trade.journeys.services import border
from ifar.trade.journeys.services.journeys import JOURNEY
from ifar.trade.models import Journey
from ifar.trade.services import taking
from ifar.trade.services.taking import Arm, Fate
from ifar.trade.services.writing import CHECK, RECORDER

_SAID = ("firearm", "serial", "type", "make", "model", "calibre")


def _form_options(_actor: Actor, journey: Journey) -> Mapping[str, Any]:
    among = [(str(n), border.words_of(line)) for n, line in enumerate(journey.arms, 1)]
    return {"among": {"arms": among}, "initial": {"country": settings.IFAR_COUNTRY}}


@JOURNEY.act(
    "diverted",
    TellFateOfArms,
    _("Report seizure or theft"),
    permission=CHECK,
    done=_("Recorded. It is a matter of the office that announced the journey."),
    hint=_(
        "What was detained or seized in this State becomes a case of recoveries with each firearm; what was stolen is searched for at once. Nothing is typed again."
    ),
    asks=_form_options,
)
@transaction.atomic
def divert(
    *,
    actor: Actor,
    journey_id: str,
    what: str,
    country: str = "",
    arms: Collection[int] = (),
    serials: str | Sequence[str] = (),
    number: str = "",
    ground: str = "",
    reason: str = "",
    expected_n: int | None = None,
) -> None:
    """Report what became of firearms of a journey, and do what follows: a case, a search, the life of each.

    Args:
        what: one of the codes of `taking.TAKEN`, or `stolen`.
        arms: their numbers on the list, from 1; all where neither they nor other firearms are named.
        serials: of other firearms that were found.
        number: of the case or report at the office.

    Raises:
        NotFound: there is no such journey for this actor.
        Invalid: a case has no number, or there is no such firearm on the list.
        Refused: the office has a case of that number, or the life cycle says no of a firearm.
    """
    require(actor, CHECK)
    journey = selectors.journey_for(actor, journey_id)
    RECORDER.check_expected(journey, expected_n)
    RECORDER.state_after("journey", "diverted", journey.state)
    others = things_of(serials, numbers=True) if isinstance(serials, str) else list(serials)
    every = range(1, len(journey.arms) + 1)
    chosen = sorted(set(arms) or ([] if others else every))
    if not set(chosen) <= set(every) or not (chosen or others):
        raise RECORDER.invalid(Reason("trade.journey.arms", field="arms"))
    lines = [journey.arms[n - 1] for n in chosen]
    known: list[dict[str, Any]] = [{name: line.get(name) or "" for name in _SAID} for line in lines]
    named = [Arm(**row) for row in known]
    named += [Arm(serial=text[:80]) for text in others]
    fate = Fate(what, country, number, ground)
    taking.check(actor, fate, len(named))
    case = taking.follow(actor, journey.public_id, fate, named)
    details = {
        "what": what,
        "country": country,
        "number": " ".join(number.split()),
        "case": case,
        "arms": chosen,
        "serials": [text[:80] for text in others],
    }
    RECORDER.record(actor, "journey", "diverted", journey, details=details, note=reason.strip())
    cause = f"trade.fate_{what} {journey.n + 1}"
    matters.open_matter("conflict", journey.public_id, cause, journey.agency, compartment=journey.compartment)
