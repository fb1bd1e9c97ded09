"""Fees, payments, tills, cards and likenesses as an actor may see them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from ifar.accounts.dual_control import SAME
from ifar.accounts.models import Execution, Proposal
from ifar.cashier import fees, labels
from ifar.cashier.models import Card, Count, Delivery, Likeness, Line, Payment, Till
from ifar.cashier.numbers import Range
from ifar.cashier.owed import Owed
from ifar.errors import NotFound
from ifar.licensing import application
from ifar.licensing.models import Application
from ifar.licensing.selectors import records
from ifar.parties.selectors import parties_for, records_of
from ifar.reference import selectors as reference
from ifar.rights import Actor, may

SETTLED: Final = ("paid", "waived")
_NONE: Final = Q(pk__in=[])


def _one[T](result: T | None, noun: str) -> T:
    if result is None:
        raise NotFound(f"cashier.{noun}.not_found", labels.of("cashier.not_found"))
    return result


def visible_payments(actor: Actor) -> Q:
    """Licensing desks and inspectors, in their compartments: as they see applications."""
    if not may(actor, "cashier:fee:read"):
        return _NONE
    return Q(compartment__in=actor.compartments)


def visible_own(actor: Actor) -> Q:
    """What an office keeps in its own safe and tills; an inspector sees that of every office in their compartments."""
    seen = visible_payments(actor)
    return seen if may(actor, "oversight:inspection:read") else seen & Q(agency=actor.agency_id)


# Fees -------------------------------------------------------------------------------------------------------------------


def rules() -> Sequence[fees.Rule]:
    """Every rule of the table of fees, those that ended included: an old application still asks for one."""
    return _rules(*reference.latest_load("fee_rule"))


@lru_cache(maxsize=4)
def _rules(version: int, _loaded_at: dt.datetime | None) -> Sequence[fees.Rule]:
    return [
        fees.Rule(
            code=row.code,
            act=row.act,
            kinds=frozenset(part for part in row.kinds.split("|") if part),
            holders=frozenset(part for part in row.holders.split("|") if part),
            amount=Decimal(row.amount),
            currency=row.currency,
            stops=row.stops,
            article=row.article,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            version=version,
        )
        for row in reference.rows_of("fee_rule")
    ]


def rule_of(owed: Owed, day: dt.date) -> fees.Rule | None:
    """The rule of what is owed: by those of the day on which it was handed in, or of today while it is a draft."""
    return fees.due(rules(), owed.act, owed.kind, owed.holder, owed.on or day)


def owed_by(record: Application) -> Owed:
    """What may be owed for an application for a licence."""
    return Owed(
        about=record.public_id,
        payer=record.applicant,
        compartment=record.compartment,
        agency=record.agency.public_id,
        act=fees.PURPOSES[record.purpose],
        kind=record.kind,
        holder=record.applicant_kind,
        on=record.submitted_on,
        is_open=record.state in application.OPEN or record.state == "granted",
    )


def owed_for_application(actor: Actor, about: str) -> list[Owed]:
    """The same of one that an actor may see.

    Raises:
        NotFound: there is none for this actor.
    """
    return [owed_by(records.application_for(actor, about))]


def owed_for_licence(actor: Actor, about: str) -> list[Owed]:
    """What may be asked for of a licence that an actor may see, as often as it is wanted.

    Raises:
        NotFound: there is none for this actor.
    """
    held = records.licence_for(actor, about)
    acts = sorted({rule.act for rule in rules()} - fees.OF_RECORDS)
    return [
        Owed(
            about=about,
            payer=held.holder,
            compartment=held.compartment,
            agency=held.agency.public_id,
            act=act,
            kind=held.kind,
            holder=held.holder_kind,
            once=False,
        )
        for act in acts
    ]


# Payments ---------------------------------------------------------------------------------------------------------------


def payments_for(actor: Actor) -> QuerySet[Payment]:
    """The payments and waivers that `actor` may see."""
    return Payment.objects.filter(visible_payments(actor)).select_related("agency")


def payment_for(actor: Actor, public_id: str) -> Payment:
    """One payment; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    return _one(payments_for(actor).filter(public_id=public_id).first(), "payment")


def payments_of(abouts: Collection[str]) -> Mapping[str, list[Payment]]:
    """The payments and waivers for some things, whoever asks, the newest first: for rules, and for pages of those things."""
    result: dict[str, list[Payment]] = {}
    for payment in Payment.objects.filter(about__in=abouts).select_related("agency").order_by("-id"):
        result.setdefault(payment.about, []).append(payment)
    return result


_SINCE: Final = """
SELECT p.id FROM cashier_payment p JOIN cashier_event e ON e.record_type = 'payment' AND e.subject = p.public_id AND e.n = 1
JOIN ledger_entry l ON l.entry = e.id WHERE p.about = %s AND p.act = %s AND p.state IN ('paid', 'waived') AND l.id > %s ORDER BY p.id DESC LIMIT 1
"""


def settled_by(owed: Owed) -> Payment | None:
    """The payment or the waiver by which what is owed once is settled, whoever asks."""
    if not owed.once:
        return None
    if not owed.since:
        paid = Payment.objects.filter(about=owed.about, act=owed.act, state__in=SETTLED)
        return paid.order_by("-id").first()
    return next(iter(Payment.objects.raw(_SINCE, [owed.about, owed.act, owed.since])), None)


MOST: Final = 100
"""As many of one kind of record as are looked through for what waits to be paid."""


def waiting_applications(actor: Actor) -> list[Owed]:
    """What may be owed for the open applications of the actor's desk for which nothing was paid or waived yet; the rule says whether a fee is due."""
    applications = records.applications_for(actor).filter(
        agency=actor.agency_id, state__in=sorted(application.OPEN)
    )
    return [owed_by(record) for record in applications.filter(~Exists(settling())).order_by("-id")[:MOST]]


def settling() -> QuerySet[Payment]:
    """The payments and waivers by which something is settled, of each record of an outer query."""
    return Payment.objects.filter(about=OuterRef("public_id"), state__in=SETTLED)


# Tills ------------------------------------------------------------------------------------------------------------------


def tills_for(actor: Actor) -> QuerySet[Till]:
    """The tills that `actor` may see: those of their own office."""
    return Till.objects.filter(visible_own(actor)).select_related("agency")


def till_for(actor: Actor, public_id: str) -> Till:
    """One till, as `payment_for`."""
    return _one(tills_for(actor).filter(public_id=public_id).first(), "till")


def open_till(actor: Actor) -> Till | None:
    """The actor's own open till at this desk."""
    return Till.objects.filter(agency=actor.agency_id, person=actor.id, state="open").first()


def lines_of(till: Till) -> list[Line]:
    """The lines of a till, in their order."""
    return list(Line.objects.filter(till=till.public_id).order_by("n"))


def next_line(till: Till) -> int:
    """The number of a till's next line."""
    return Line.objects.filter(till=till.public_id).count() + 1


def cash_in(till: Till) -> Decimal:
    """What cash came in, less what went out, beside the float."""
    cash = Line.objects.filter(till=till.public_id, way="cash").aggregate(total=Sum("amount"))["total"]
    return cash if cash is not None else Decimal(0)


# Blank cards ------------------------------------------------------------------------------------------------------------


def deliveries_for(actor: Actor) -> QuerySet[Delivery]:
    """The deliveries to the actor's office."""
    return Delivery.objects.filter(visible_own(actor)).select_related("agency")


def cards_for(actor: Actor) -> QuerySet[Card]:
    """The cards that the actor's office gave out or wrote off."""
    return Card.objects.filter(visible_own(actor)).select_related("agency")


def card_of_paper(actor: Actor, paper: str) -> Card | None:
    """The card on which a paper is printed."""
    return Card.objects.filter(visible_payments(actor), paper=paper, state="issued").first()


def counts_for(actor: Actor) -> QuerySet[Count]:
    """The counts of the actor's office."""
    return Count.objects.filter(visible_own(actor)).select_related("agency")


def on_hand(agency_id: int, prefix: str) -> list[Range]:
    """The numbers of a series that should lie in an office's safe. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cashier_ranges(cashier_on_hand(%s, %s))::text", [agency_id, prefix])
        result = cursor.fetchone()[0]
    return [(first, last) for first, last in json.loads(result)]


def refunded_before(proposal: Proposal, payment: Payment) -> Decimal:
    """What had been paid back of a payment before a proposal to pay it back was carried out; so far, where it was not. One query."""
    done = Execution.objects.filter(
        proposal__object=payment.public_id, proposal__act__in=SAME["cashier.payment_refunded"]
    )
    rows = done.order_by("at", "entry").values_list("proposal_id", "proposal__payload")
    before = Decimal(0)
    for public_id, payload in rows:
        if public_id == proposal.public_id:
            break
        before += Decimal(payload["details"]["amount"])
    return before


# Likenesses -------------------------------------------------------------------------------------------------------------


def likenesses_of(actor: Actor, party: str, records: Collection[str] = ()) -> list[Likeness]:
    """The photo and the signature of a party that stand now, under any of its records, as far as the actor may see them.

    `records` are its records, where the caller knows them.
    """
    if not may(actor, "cashier:likeness:read"):
        return []
    likenesses = Likeness.objects.filter(party__in=records or records_of(party), state="current").exclude(
        file=""
    )
    seen = likenesses.filter(compartment__in=actor.compartments).order_by("-id")
    latest: dict[str, Likeness] = {}
    for likeness in seen:
        latest.setdefault(likeness.what, likeness)
    return list(latest.values())


def likeness_for(actor: Actor, public_id: str) -> Likeness:
    """A photo or a signature of a party that the actor may see.

    Raises:
        NotFound: there is none for this actor, or it was erased.
    """
    seen = parties_for(actor).filter(public_id=OuterRef("party"))
    likeness = Likeness.objects.filter(Exists(seen), public_id=public_id).exclude(file="").first()
    return _one(likeness if may(actor, "cashier:likeness:read") else None, "likeness")
