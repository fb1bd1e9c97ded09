"""Writing an act on an armoury, an officer or an issue."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils import timezone

from ifar.acts.recorder import Recorder
from ifar.errors import Forbidden, Reason
from ifar.rights import Actor
from ifar.stocks import labels, selectors
from ifar.stocks.acts import ACTS
from ifar.stocks.models import Officer

MANAGE: Final = "stocks:armoury:manage"
ENROL: Final = "stocks:roster:write"
ISSUE: Final = "stocks:issue:record"
CONFIRM: Final = "stocks:issue:confirm"
COUNT: Final = selectors.COUNT
RECORDER: Final = Recorder(
    ACTS,
    conflicts={
        "there is no such open store of the office": "stocks.place",
        "something is out with the officer": "stocks.erasure.out",
        "the officer may not carry": "stocks.unfit_meanwhile",
        "the officer goes by another account": "stocks.changed_meanwhile",
        "the officer stands on both sides of it": "stocks.both_sides",
        "the escort stands on another side of it": "stocks.movement.both_sides",
        "whoever entered the officer stands on no side of it": "stocks.vouched",
        "an arm is not in the armoury": "stocks.gone_meanwhile",
        "nothing is packed": "stocks.movement.none_packed",
        "there is no such unit of the force": "stocks.movement.receiver",
        "there is no such armoury of the unit": "stocks.armoury",
        "the day is over": "stocks.movement.due_on",
        "it is on the road": "stocks.changed_meanwhile",
        "an arm is not serviceable": "stocks.gone_meanwhile",
        "an arm was not inspected": "stocks.changed_meanwhile",
        "it is nothing of the stock of the unit": "stocks.gone_meanwhile",
        "an arm is not out by this issue": "stocks.gone_meanwhile",
        "its numbers are those of another campaign": "stocks.campaign.range_taken",
        "it is nothing that the campaign is to mark": "stocks.gone_meanwhile",
        "something moved in the armoury": "stocks.changed_meanwhile",
        "somebody else is on duty": "stocks.handover.on_duty",
        "arms are left to mark": "stocks.gone_meanwhile",
        "its gaps are not those of its numbers": "stocks.changed_meanwhile",
        "whoever carried it out does not close it": "stocks.campaign.executed",
    },
    states_facts=False,
)


def today() -> dt.date:
    """The day of the office."""
    return timezone.localdate()


def check_sides(actor: Actor, officer: str) -> None:
    """Refuse an issue to an officer, or a return or sheet of theirs, by whoever answers for what the roster says of them.

    Raises:
        Refused: the actor enrolled, corrected or checked the officer last, ended their suspension, or set their PIN.
        Forbidden: the actor's account was the officer's own once.
    """
    if officer and actor.id in selectors.vouching_for(officer):
        raise RECORDER.refused(Reason("stocks.vouched", article="MOSAIC 05.20"))
    check_account(actor, officer)


def check_account(actor: Actor, officer: str) -> None:
    """Refuse an act of which an officer is the other side by whoever's account was the officer's own once; whose it is now, the act's guard asks.

    Raises:
        Forbidden: it was.
    """
    is_own = Officer.objects.filter(public_id=officer, account=actor.id).exists()
    if officer and not is_own and actor.id in selectors.accounts_of(officer):
        raise Forbidden("stocks.both_sides", labels.of("stocks.both_sides"), article="MOSAIC 05.20")
