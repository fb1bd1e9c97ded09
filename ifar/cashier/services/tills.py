"""The till of a person's day: begun with a float, counted blind, closed by a second person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Proposal
from ifar.accounts.services import proposals
from ifar.acts.offers import Offers
from ifar.cashier import money, selectors
from ifar.cashier.inputs import CloseTill, CountTill
from ifar.cashier.models import Till
from ifar.cashier.services.writing import RECORDER, today
from ifar.errors import Reason
from ifar.rights import Actor, require

LONGEST = 500
CLOSED = "cashier.till_closed"
TILL: Final = Offers(RECORDER, "till", selectors.till_for, page="cashier:till")


@transaction.atomic
def open_till(*, actor: Actor, currency: str, opening: Decimal) -> str:
    """Begin one's own till of today with what lies in it; returns its public identifier.

    Raises:
        Refused: one's till at this desk is open already.
        Invalid: no rule asks for this currency, or it cannot say such an amount.
    """
    require(actor, "cashier:payment:take")
    return begin(actor, currency, opening, today())


def begin(actor: Actor, currency: str, opening: Decimal, day: dt.date) -> str:
    """Begin a till of a day; for `open_till`, and for the past of a demonstration."""
    if currency not in currencies():
        raise RECORDER.invalid(Reason("cashier.currency", field="currency"))
    if not money.fits(opening, currency):
        raise RECORDER.invalid(Reason("cashier.amount", field="opening"))
    if selectors.open_till(actor) is not None:
        raise RECORDER.refused(Reason("cashier.till.open"))
    sets = {
        "person": actor.id,
        "day": day,
        "currency": currency,
        "opening": money.written(opening, currency),
    }
    return RECORDER.record(actor, "till", "opened", changes=sets).subject


def currencies() -> list[str]:
    """The currencies in which fees are asked for."""
    return sorted({rule.currency for rule in selectors.rules()})


def lock(till: Till) -> None:
    """Have a till to oneself until the transaction ends, and `till` as it is by then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cashier_till_lock(%s)", [till.public_id])
    till.refresh_from_db(fields=["state", "n", "last_event", "counted", "expected", "difference"])


@TILL.act(
    "counted",
    CountTill,
    _("Count the till"),
    permission="cashier:payment:take",
    hint=_("From then on it takes no more money."),
    leads=True,
)
@transaction.atomic
def count_till(*, actor: Actor, till_id: str, counted: Decimal) -> Till:
    """Say what cash is in one's till. Only now is it reckoned what should be; the till takes no more money, and is not counted again.

    Raises:
        NotFound: there is no such till for this actor.
        Forbidden: it is another person's.
        Refused: it was counted already.
        Conflict: money moved through it meanwhile.
    """
    require(actor, "cashier:payment:take")
    till = selectors.till_for(actor, till_id)
    if not money.fits(counted, till.currency):
        raise RECORDER.invalid(Reason("cashier.amount", field="counted"))
    # Whoever takes money through it, or counts it too, waits here: what should be in it is read when nobody else moves anything.
    lock(till)
    expected = till.opening + selectors.cash_in(till)
    difference = counted - expected
    sets = {
        "counted": money.written(counted, till.currency),
        "expected": money.written(expected, till.currency),
        "difference": money.written(difference, till.currency),
    }
    RECORDER.record(actor, "till", "counted", till, changes=sets)
    return selectors.till_for(actor, till_id)


def _unexplained(_actor: Actor, till: Till) -> Mapping[str, Any]:
    """What there is no need to explain is not asked."""
    return {} if till.difference else {"without": ("explanation",)}


@TILL.act(
    "closed",
    CloseTill,
    _("Submit closure for approval"),
    permission="cashier:decision:propose",
    hint=_("A second person closes it, whose till it is not."),
    leads=True,
    asks=_unexplained,
)
@transaction.atomic
def propose_closing(*, actor: Actor, till_id: str, explanation: str = "", reason: str) -> Proposal:
    """Propose to close a till that was counted; another person than whose till it is decides.

    Args:
        explanation: of a difference.

    Raises:
        NotFound: there is no such till for this actor.
        Refused: it is not counted yet, or closed already.
        Invalid: there is a difference and nothing explains it.
    """
    require(actor, "cashier:decision:propose")
    till = selectors.till_for(actor, till_id)
    if till.state != "counted":
        raise RECORDER.refused(Reason("cashier.till.not_counted"))
    explanation = " ".join(explanation.split())[:LONGEST]
    if till.difference and not explanation:
        raise RECORDER.invalid(Reason("cashier.till.explanation", field="explanation"))
    return proposals.propose(
        actor=actor,
        act=CLOSED,
        object=till.public_id,
        payload={"details": {}},
        words={"explanation": explanation},
        reason=reason,
        compartment=till.compartment,
    )


def carry_out(actor: Actor, proposal: Proposal) -> None:
    """Close a till as it was approved, by somebody whose till it is not."""
    till = Till.objects.get(public_id=proposal.object)
    RECORDER.record(actor, "till", "closed", till, personal=proposal.words, proposal=proposal.public_id)
