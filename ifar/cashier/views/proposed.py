"""What a proposed act of the counter would do, in words: for the person who is asked to agree to it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ifar import identifiers
from ifar.accounts.descriptions import Line
from ifar.accounts.selectors import people
from ifar.cashier import labels, numbers, selectors
from ifar.cashier.charging import shown
from ifar.cashier.models import Delivery, Till
from ifar.cashier.views.day import address_of
from ifar.errors import NotFound
from ifar.parties.services.naming import names_of
from ifar.reference import selectors as reference
from ifar.rights import Actor
from ifar.templatetags.days import day_words


def title(proposal: Any) -> Any:
    """The act in words."""
    return labels.TITLES.get(proposal.act, proposal.act)


def describe(actor: Actor, proposal: Any) -> list[Line]:
    """What it is about, and everything that would be decided."""
    details = proposal.payload["details"]
    tell = {
        "cashier.payment_waived": _waiver,
        "cashier.payment_reduced": _refund,
        "cashier.payment_refunded": _refund,
        "cashier.till_closed": _closing,
        "cashier.card_spoiled": _write_off,
    }[proposal.act]
    return list(tell(actor, proposal, details))


def _ground(name: str, code: str) -> Line:
    return Line(_("Ground"), reference.words(name).get(code, code))


def _waiver(actor: Actor, proposal: Any, details: dict[str, Any]) -> Iterator[Line]:
    act = details["act"]
    yield Line(_("Fee for"), reference.words("fee_act").get(act, act))
    yield Line(_("About"), identifiers.shown(details["about"]), address_of(details["about"]))
    yield _payer(actor, proposal, details["payer"])
    yield Line(_("Amount"), shown(Decimal(details["amount"]), details["currency"]))
    yield _ground("waiver_ground", details["ground"])


def _payer(actor: Actor, proposal: Any, payer: str) -> Line:
    names = names_of(actor, {payer}, act="accounts.proposal.read", object=proposal.public_id)
    return Line(_("Whose"), names.get(payer) or identifiers.shown(payer))


def _refund(actor: Actor, proposal: Any, details: dict[str, Any]) -> Iterator[Line]:
    number = identifiers.shown(proposal.object)
    try:
        payment = selectors.payment_for(actor, proposal.object)
    except NotFound:
        yield Line(_("Payment"), number)
        yield Line(_("Amount that is paid back"), details["amount"])
    else:
        yield Line(_("Payment"), number, reverse("cashier:payment", args=(payment.public_id,)))
        yield _payer(actor, proposal, payment.payer)
        yield Line(_("Amount that was paid"), shown(payment.amount, payment.currency))
        before = selectors.refunded_before(proposal, payment)
        if before:
            yield Line(_("Paid back before"), shown(before, payment.currency))
        yield Line(
            _("Amount that is paid back"),
            shown(Decimal(details["amount"]), payment.currency),
        )
        yield Line(_("How it is paid"), labels.WAYS[payment.way])
    yield _ground("refund_ground", details["ground"])


def _closing(actor: Actor, proposal: Any, details: dict[str, Any]) -> Iterator[Line]:
    till = Till.objects.filter(public_id=proposal.object, compartment__in=actor.compartments).first()
    if till is not None and till.counted is not None and till.expected is not None:
        whose = people.names_of({till.person}).get(till.person, till.person)
        seen = selectors.tills_for(actor).filter(pk=till.pk).exists()
        yield Line(
            _("Till"),
            f"{whose}, {day_words(till.day)}",
            reverse("cashier:till", args=(till.public_id,)) if seen else "",
        )
        yield Line(_("Counted"), shown(till.counted, till.currency))
        yield Line(_("Expected"), shown(till.expected, till.currency))
        if till.difference:
            yield Line(_("Difference"), shown(till.difference, till.currency))
    if explanation := proposal.words.get("explanation"):
        yield Line(_("What explains the difference"), explanation)


def _write_off(actor: Actor, proposal: Any, details: dict[str, Any]) -> Iterator[Line]:
    delivery = Delivery.objects.filter(public_id=details["delivery"]).first()
    width = delivery.width if delivery else 1
    yield Line(_("Card"), numbers.shown(details["prefix"], details["number"], width))
    card = selectors.cards_for(actor).filter(public_id=proposal.object).first()
    if card is not None and card.paper:
        yield Line(_("Document"), identifiers.shown(card.paper))
    yield _ground("card_ground", details["ground"])
