"""A journey is extended: asked for by whoever announces journeys, decided by another person; what is under way may stay longer then, here or abroad.

The lives of its firearms say so too, each by an event of its own; of one whose record says that it is elsewhere nothing is said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Proposal
from ifar.accounts.services import proposals
from ifar.acts.recorder import to_json
from ifar.errors import Reason
from ifar.registry.models import Firearm
from ifar.rights import Actor, require
from ifar.trade.consignments.services import carried
from ifar.trade.journeys import inputs, selectors
from ifar.trade.journeys.services.journeys import JOURNEY
from ifar.trade.models import Authorisation, Journey
from ifar.trade.services.writing import ANNOUNCE, RECORDER

EXTENDED: Final = "trade.journey_extended"


def against(journey: Journey, return_by: dt.date) -> list[Reason]:
    """What refuses an extension: it names no later day, or the authorisation under which it goes ends before."""
    if journey.return_by is None or return_by <= journey.return_by:
        return [Reason("trade.journey.sooner", field="return_by")]
    named = Authorisation.objects.exclude(public_id="").filter(public_id=journey.authorisation)
    if any(of.state != "in_force" or not of.valid_to or of.valid_to < return_by for of in named):
        return [Reason("trade.journey.beyond", article="Protocol art. 10(6)")]
    return []


def _asks(_actor: Actor, journey: Journey) -> Mapping[str, Any]:
    return {"initial": {"return_by": journey.return_by}}


@JOURNEY.act(
    "extended",
    inputs.ExtendJourney,
    _("Submit extension for approval"),
    permission=ANNOUNCE,
    hint=_("Another person decides. The firearms are due on the later day then."),
    asks=_asks,
)
@transaction.atomic
def propose(*, actor: Actor, journey_id: str, return_by: dt.date, reason: str) -> Proposal:
    """Propose that the firearms of a journey that are under way stay longer, here or abroad.

    Raises:
        NotFound: there is no such journey for this actor.
        Refused: the day is no later one, or its authorisation ends before.
    """
    require(actor, ANNOUNCE)
    journey = selectors.journey_for(actor, journey_id)
    RECORDER.state_after("journey", "extended", journey.state)
    if reasons := against(journey, return_by):
        raise RECORDER.refused(*reasons)
    return proposals.propose(
        actor=actor,
        act=EXTENDED,
        object=journey.public_id,
        # What the second person reads is what stands now: what came back since asks for another proposal.
        payload={"n": journey.n + 1, "details": to_json({"return_by": return_by})},
        reason=reason,
        compartment=journey.compartment,
    )


def carry_out(actor: Actor, proposal: Proposal) -> None:
    """Do what was approved, if the journey is the one that was read."""
    journey = Journey.objects.select_related("agency").get(public_id=proposal.object)
    RECORDER.check_expected(journey, proposal.payload["n"] - 1)
    decided = proposal.payload["details"]
    until = dt.date.fromisoformat(decided["return_by"])
    if reasons := against(journey, until):
        raise RECORDER.refused(*reasons)
    RECORDER.record(
        actor, "journey", "extended", journey, changes=decided, details=decided, proposal=proposal.public_id
    )
    under_way = [journey.arms[n - 1]["firearm"] for n in journey.missing]
    carried.extend(actor, Firearm.objects.filter(public_id__in=under_way).order_by("id"), until)
