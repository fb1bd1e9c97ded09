"""What an application costs, for its own page and for the decision: licensing asks here (`licensing/paying.py`)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ifar.cashier import labels, money, selectors
from ifar.cashier.models import Payment
from ifar.cashier.services.writing import today
from ifar.licensing import application
from ifar.licensing.models import Application
from ifar.licensing.paying import Charge
from ifar.reference import selectors as reference


def shown(amount: Decimal, currency: str) -> str:
    """An amount in the reader's language."""
    return money.shown(amount, currency, (get_language() or "en").replace("-", "_"))


def charges_of(found: Application) -> Sequence[Charge]:
    """The fee of an application: paid, waived, or open; one that is open stops a grant where its rule says so."""
    paid = selectors.payments_of([found.public_id]).get(found.public_id, [])
    if settled := next((one for one in paid if one.state in selectors.SETTLED), None):
        return [_settled(settled)]
    rule = selectors.due_with(found, today())
    if rule is None:
        return []
    is_open = found.state in application.OPEN
    return [
        Charge(
            title=reference.words("fee_act").get(rule.act, rule.act),
            state=_("Not paid"),
            tone="warn" if is_open else "",
            amount=shown(rule.amount, rule.currency),
            article=rule.article,
            url=reverse("cashier:pay", args=(found.public_id,)) if is_open else "",
            permission="cashier:payment:take",
            stops=rule.stops and is_open,
        )
    ]


def _settled(found: Payment) -> Charge:
    return Charge(
        title=reference.words("fee_act").get(found.act, found.act),
        state=labels.PAYMENT[found.state],
        tone=labels.TONES[found.state],
        amount=shown(found.amount, found.currency),
        article="",
        url=reverse("cashier:payment", args=(found.public_id,)),
        permission="cashier:fee:read",
        stops=False,
    )
