"""What a record costs, for its own page and for its decision: licensing asks here (`licensing/paying.py`), and the apps above."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ifar.acts.forms import ActForm, form_of
from ifar.cashier import labels, money, selectors
from ifar.cashier.fees import Rule
from ifar.cashier.inputs import PayFee
from ifar.cashier.models import Payment
from ifar.cashier.owed import Owed
from ifar.cashier.services.writing import today
from ifar.documents.request_form import own_language
from ifar.languages import NAMES
from ifar.licensing.models import Application
from ifar.licensing.paying import Charge
from ifar.parties.selectors import language_of
from ifar.reference import selectors as reference
from ifar.rights import Actor, may


def shown(amount: Decimal, currency: str) -> str:
    """An amount in the reader's language."""
    return money.shown(amount, currency, (get_language() or "en").replace("-", "_"))


def charges_of(application: Application) -> Sequence[Charge]:
    """The fee of an application for a licence."""
    return charges([selectors.owed_by(application)])


def charges(owed: Iterable[Owed]) -> list[Charge]:
    """What is owed: paid, waived, or open; one that is open stops what its rule says."""
    return [charge for item in owed if (charge := _charge(item)) is not None]


def _charge(owed: Owed) -> Charge | None:
    if paid := selectors.settled_by(owed):
        return _settled(paid)
    rule = selectors.rule_of(owed, today())
    if rule is None:
        return None
    return Charge(
        title=reference.words("fee_act").get(rule.act, rule.act),
        state=_("Not paid"),
        tone="warn" if owed.is_open else "",
        amount=shown(rule.amount, rule.currency),
        article=rule.article,
        url=f"{reverse('cashier:pay', args=(owed.about,))}?act={rule.act}" if owed.is_open else "",
        permission="cashier:payment:take",
        stops=rule.stops if owed.is_open else "no",
        reference=owed.about if owed.is_open else "",
        code=rule.act,
        counter=lambda actor: _at_counter(actor, owed, rule),
    )


def _at_counter(actor: Actor, owed: Owed, rule: Rule) -> dict[str, Any] | None:
    """The form by which somebody whose till is open takes an open fee."""
    if not owed.is_open or not may(actor, "cashier:payment:take") or selectors.open_till(actor) is None:
        return None
    return {"form": fee_form(actor, owed.payer, ids=f"fee-{rule.act}"), "version": rule.version}


def fee_form(actor: Actor, payer: str, request: HttpRequest | None = None, ids: str = "") -> ActForm:
    """The form of a payment: the receipt is in the language of whoever pays, where it is known."""
    language = language_of(actor, payer)
    initial = {"language": language if language in NAMES else own_language()}
    return form_of(PayFee, request, initial=initial, ids=ids)


def _settled(payment: Payment) -> Charge:
    return Charge(
        title=reference.words("fee_act").get(payment.act, payment.act),
        state=labels.PAYMENT[payment.state],
        tone=labels.TONES[payment.state],
        amount=shown(payment.amount, payment.currency),
        article="",
        url=reverse("cashier:payment", args=(payment.public_id,)),
        permission="cashier:fee:read",
        stops="no",
        code=payment.act,
        settled=payment.state,
        receipt=payment.receipt,
    )
