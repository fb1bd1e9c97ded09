"""Fees paid at the counter, waived, and paid back. Each is one act of the log; money moves through an open till only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.accounts.models import Proposal
from ifar.accounts.selectors import proposals as asked
from ifar.accounts.selectors.proposals import ProposalWithStatus
from ifar.accounts.services import proposals
from ifar.acts.offers import Offers
from ifar.cashier import fees, labels, money, selectors
from ifar.cashier.acts import WAYS
from ifar.cashier.inputs import PayBack
from ifar.cashier.models import Payment, Till
from ifar.cashier.owed import Owed, thing_of
from ifar.cashier.services import tills
from ifar.cashier.services.writing import RECORDER, today
from ifar.documents import services as documents
from ifar.documents.models import Paper
from ifar.errors import Conflict, Forbidden, NotFound, Reason
from ifar.languages import LANGUAGES
from ifar.ledger.models import Entry
from ifar.parties.selectors import language_of
from ifar.parties.services.naming import names_of
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

LONGEST_REFERENCE: Final = 60
WAIVED: Final = "cashier.payment_waived"


@dataclass(frozen=True, slots=True)
class Charge:
    """What somebody owes for something, and by which rule."""

    of: Owed
    rule: fees.Rule

    @property
    def about(self) -> str:
        """The thing."""
        return self.of.about

    @property
    def payer(self) -> str:
        """Who pays."""
        return self.of.payer

    @property
    def compartment(self) -> str:
        """Of the thing."""
        return self.of.compartment


def charge_for(actor: Actor, about: str, act: str = "") -> Charge:
    """What is due for a record that the actor may see; of a licence for the act that is said (`card`, `duplicate_card` …).

    Where a record owes several fees and none is said, it is the first that nobody settled.

    Raises:
        NotFound: there is no such thing for this actor.
        Invalid: this is nothing that such a record costs.
        Refused: nothing is due for it.
    """
    thing = thing_of(about)
    if thing is None:
        raise NotFound("cashier.not_found", labels.of("cashier.not_found"))
    debts = thing.owed(actor, about)
    # What is asked for again and again is named; of what a record owes by itself it says which.
    asked = [owed for owed in debts if owed.act == act or (not act and owed.once)]
    if not asked:
        raise RECORDER.invalid(Reason("cashier.act", field="act"))
    due = [
        Charge(owed, rule)
        for owed in asked
        if owed.is_open and (rule := selectors.rule_of(owed, today())) is not None
    ]
    if not due:
        raise RECORDER.refused(Reason("cashier.nothing_due"))
    return next((charge for charge in due if not settled(charge)), due[0])


def settled(charge: Charge) -> Payment | None:
    """The payment or the waiver by which a charge that is due once is settled."""
    return selectors.settled_by(charge.of)


def _owed(actor: Actor, about: str, act: str) -> Charge:
    charge = charge_for(actor, about, act)
    if settled(charge):
        raise RECORDER.refused(Reason("cashier.settled"))
    return charge


def _charged(charge: Charge) -> dict[str, Any]:
    rule = charge.rule
    return {
        "about": charge.about,
        "act": rule.act,
        "rule": rule.code,
        "rule_version": rule.version,
        "payer": charge.payer,
        "amount": money.written(rule.amount, rule.currency),
        "currency": rule.currency,
    }


@transaction.atomic
def take_payment(
    *,
    actor: Actor,
    about: str,
    act: str = "",
    way: str,
    amount: Decimal | None = None,
    rule_version: int | None = None,
    reference: str = "",
    language: str = "",
) -> str:
    """Take the whole fee for a record, or for an act on a licence; returns the payment's public identifier.

    A receipt is issued with it: a paper that verifies on the public page.

    Args:
        way: one of `table.WAYS`.
        amount: what was handed over, where it is said; it must be the whole fee, a part is refused.
        rule_version: of the table of fees by which the fee was shown, where it is said; under another one it is shown anew.
        reference: of the card terminal or of the bank; not for cash.
        language: of the receipt; the payer's where empty, else the reader's.

    Raises:
        NotFound: there is no such thing for this actor.
        Refused: nothing is due, it is paid or waived already, or the actor has no open till of today.
        Invalid: another amount, no reference where one must be.
        Conflict: somebody else took it meanwhile, or the table of fees was loaded anew since the fee was shown.
    """
    require(actor, "cashier:payment:take")
    charge = _owed(actor, about, act)
    _as_shown(charge, rule_version)
    return take(actor, charge, today(), way, amount, reference, language)


def _as_shown(charge: Charge, rule_version: int | None) -> None:
    """Refuse a fee that was shown by another table of fees: nobody pays, or waives, what they did not see."""
    if rule_version is not None and rule_version != charge.rule.version:
        params = {
            "amount": f"{money.written(charge.rule.amount, charge.rule.currency)} {charge.rule.currency}"
        }
        raise Conflict("cashier.fee.changed", labels.of("cashier.fee.changed", params), params=params)


def take(
    actor: Actor,
    charge: Charge,
    day: dt.date,
    way: str,
    amount: Decimal | None = None,
    reference: str = "",
    language: str = "",
) -> str:
    """Take a fee that is owed on a day; for `take_payment`, and for the past of a demonstration."""
    reference = " ".join(reference.split())
    if reasons := tuple(_wrong(charge, way, amount, reference)):
        raise RECORDER.invalid(*reasons)
    till = _till_of(actor, charge.rule.currency, day)
    tills.lock(till)
    payment, line = RECORDER.new_id("payment"), selectors.next_line(till)
    sets = {**_charged(charge), "paid_on": day}
    receipt = _receipt(actor, payment, charge, sets, way, reference, f"{till.public_id} {line}", language)
    sets |= {
        "way": way,
        "reference": reference,
        "till": till.public_id,
        "line": line,
        "receipt": receipt.public_id,
    }
    return RECORDER.record(
        actor, "payment", "paid", payment, changes=sets, keeper=(actor.agency, charge.compartment)
    ).subject


def _wrong(charge: Charge, way: str, amount: Decimal | None, reference: str) -> Any:
    if way not in WAYS:
        yield Reason("cashier.way", field="way")
    if amount is not None and amount != charge.rule.amount:
        shown = f"{money.written(charge.rule.amount, charge.rule.currency)} {charge.rule.currency}"
        yield Reason("cashier.whole", field="amount", params={"amount": shown})
    if (way == "cash") != (not reference) or len(reference) > LONGEST_REFERENCE:
        yield Reason("cashier.reference.none" if way == "cash" else "cashier.reference", field="reference")


def _till_of(actor: Actor, currency: str, day: dt.date) -> Till:
    till = selectors.open_till(actor)
    if till is None:
        raise RECORDER.refused(Reason("cashier.till.none"))
    if till.day != day:
        raise RECORDER.refused(Reason("cashier.till.old"))
    if till.currency != currency:
        raise RECORDER.refused(Reason("cashier.till.currency", params={"currency": till.currency}))
    return till


def _receipt(
    actor: Actor,
    payment: str,
    charge: Charge,
    sets: Mapping[str, Any],
    way: str,
    given: str,
    line: str,
    language: str,
) -> Paper:
    """The receipt, in the language of the paper; the payer's name only where the actor may read it under a purpose."""
    spoken = language or language_of(actor, charge.payer) or (get_language() or settings.LANGUAGE_CODE)[:2]
    spoken = spoken if spoken in LANGUAGES else "en"
    name = names_of(actor, [charge.payer], act="documents.paper.issue", object=payment).get(charge.payer, "")
    till, _sep, number = line.partition(" ")
    content = {
        "payment": identifiers.shown(payment),
        "fee": reference.words("fee_act", spoken).get(charge.rule.act, charge.rule.act),
        "paid_for": identifiers.shown(charge.about),
        "amount": f"{sets['amount']} {sets['currency']}",
        "way": labels.way_on_paper(way, spoken),
        "reference": given,
        "payer": name,
        "paid_on": sets["paid_on"].isoformat(),
        "till": f"{identifiers.shown(till)} / {number}",
        "received_by": actor.agency_name,
        "legal_ground": charge.rule.article,
    }
    return documents.issue_paper(
        actor=actor,
        kind="payment_receipt",
        about=payment,
        language=spoken,
        content={field: value for field, value in content.items() if value},
        holder=charge.payer if name else "",
        compartment=charge.compartment,
    )


# Waived -----------------------------------------------------------------------------------------------------------------


@transaction.atomic
def propose_waiver(
    *, actor: Actor, about: str, act: str = "", ground: str, reason: str, rule_version: int | None = None
) -> Proposal:
    """Propose that a fee is waived, on a ground of the list `waiver_ground`; another person decides.

    Raises:
        NotFound, Refused, Conflict: as `take_payment`.
        Invalid: no ground of the list, or no reason.
    """
    require(actor, "cashier:decision:propose")
    charge = _owed(actor, about, act)
    _as_shown(charge, rule_version)
    _ground("waiver_ground", ground)
    proposals.ask_once(actor, f"{WAIVED} {charge.about} {charge.rule.act}", waiver_waiting(charge))
    return proposals.propose(
        actor=actor,
        act=WAIVED,
        object=RECORDER.new_id("payment"),
        payload={"details": {**_charged(charge), "ground": ground}},
        reason=reason,
        compartment=charge.compartment,
    )


def waiver_waiting(charge: Charge) -> QuerySet[ProposalWithStatus]:
    """What somebody proposed about waiving this fee and nobody answered: the payment itself has no number before it is decided."""
    details = {"payload__details__about": charge.about, "payload__details__act": charge.rule.act}
    return asked.waiting_about("", (WAIVED,), **details)


def _ground(name: str, code: str) -> None:
    if code not in {choice.code for choice in reference.choices(name)}:
        raise RECORDER.invalid(Reason("cashier.ground", field="ground"))


def carry_out_waiver(actor: Actor, proposal: Proposal) -> None:
    """Waive what was approved, unless it was paid meanwhile."""
    decided = proposal.payload["details"]
    charge = _owed(actor, decided["about"], decided["act"])
    since = charge.of.since
    is_for_another = since and not Entry.objects.filter(entry=proposal.entry, pk__gt=since).exists()
    if is_for_another or _charged(charge) != {
        name: value for name, value in decided.items() if name != "ground"
    }:
        raise RECORDER.changed_meanwhile()
    if any(
        actor.acts_for(taken_by(payment.public_id))
        for payment in selectors.payments_of([charge.about]).get(charge.about, [])
    ):
        raise Forbidden("cashier.taken_by_you", labels.of("cashier.taken_by_you"), article="UNCAC art. 9, 10")
    RECORDER.record(
        actor,
        "payment",
        "waived",
        proposal.object,
        changes={**decided, "paid_on": today()},
        details=decided,
        proposal=proposal.public_id,
        keeper=(proposal.agency.public_id, charge.compartment),
    )


# Paid back --------------------------------------------------------------------------------------------------------------


PAYMENT: Final = Offers(RECORDER, "payment", selectors.payment_for, page="cashier:payment")


def _left(_actor: Actor, payment: Payment) -> Mapping[str, Any]:
    """All that is left of it stands in the form."""
    return {"initial": {"amount": money.written(payment.amount - payment.refunded, payment.currency)}}


@PAYMENT.act(
    "refunded",
    PayBack,
    _("Propose to pay it back"),
    permission="cashier:decision:propose",
    hint=_("Out of your open till. Another person decides, who did not take the money."),
    asks=_left,
)
@transaction.atomic
def propose_refund(
    *, actor: Actor, payment_id: str, amount: Decimal | None = None, ground: str, reason: str
) -> Proposal:
    """Propose that a payment is paid back, all of what is left of it or a part, out of the actor's open till; another person decides.

    Raises:
        NotFound: there is no such payment for this actor.
        Invalid: nothing, or more than is left of what was paid; no ground of the list `refund_ground`.
        Refused: nothing is left of it, or the actor has no open till of today.
    """
    require(actor, "cashier:decision:propose")
    payment = selectors.payment_for(actor, payment_id)
    left = payment.amount - payment.refunded
    if payment.state != "paid":
        raise RECORDER.refused(Reason("cashier.refund.nothing"))
    wanted = left if amount is None else amount
    if not 0 < wanted <= left or not money.fits(wanted, payment.currency):
        shown = f"{money.written(left, payment.currency)} {payment.currency}"
        raise RECORDER.invalid(Reason("cashier.refund.more", field="amount", params={"amount": shown}))
    _ground("refund_ground", ground)
    till = _till_of(actor, payment.currency, today())
    details = {
        "amount": money.written(wanted, payment.currency),
        "till": till.public_id,
        "ground": ground,
    }
    return proposals.propose(
        actor=actor,
        act=f"cashier.payment_{'refunded' if wanted == left else 'reduced'}",
        object=payment.public_id,
        payload={"details": details},
        reason=reason,
        compartment=payment.compartment,
    )


def carry_out_refund(actor: Actor, proposal: Proposal) -> None:
    """Pay back what was approved out of the proposer's till, which must still be open; never more than was paid."""
    payment = selectors.payment_for(actor, proposal.object)
    decided = proposal.payload["details"]
    refunded = payment.refunded + Decimal(decided["amount"])
    kind = proposal.act.removeprefix("cashier.payment_")
    if refunded > payment.amount or (kind == "refunded") != (refunded == payment.amount):
        raise RECORDER.refused(Reason("cashier.refund.changed"))
    if not Till.objects.filter(public_id=decided["till"], state="open").exists():
        raise RECORDER.refused(Reason("cashier.refund.till"))
    RECORDER.record(
        actor,
        "payment",
        kind,
        payment,
        changes={"refunded": money.written(refunded, payment.currency)},
        details=decided,
        proposal=proposal.public_id,
    )


_TAKEN_BY: Final = "SELECT actor FROM ledger_entry WHERE object = %s AND act = 'cashier.payment_paid'"


def taken_by(payment_id: str) -> str:
    """Who took the money of a payment."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN_BY, [payment_id])
        row = cursor.fetchone()
    return str(row[0]) if row else ""


# Whether receipts still stand -------------------------------------------------------------------------------------------

_FALLEN: Final = """
SELECT p.paper, l.recorded_at FROM unnest(%(papers)s::text[], %(payments)s::text[]) AS p (paper, payment)
JOIN cashier_event e ON e.subject = p.payment AND e.kind = 'refunded' JOIN ledger_entry l ON l.entry = e.id
"""


def fallen_since(asked: Collection[Paper]) -> Mapping[str, dt.datetime]:
    """Since when receipts no longer stand: those whose whole payment was paid back; one query."""
    params: dict[str, Any] = {
        "papers": [paper.public_id for paper in asked],
        "payments": [paper.about for paper in asked],
    }
    with connection.cursor() as cursor:
        cursor.execute(_FALLEN, params)
        return dict(cursor.fetchall())
