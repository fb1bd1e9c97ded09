"""Taking a fee at the counter, by keyboard; its receipt; waiving it, and paying it back, which a second person decides."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar import identifiers
from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.cashier import fees, labels, selectors
from ifar.cashier.charging import fee_form, shown
from ifar.cashier.inputs import PayFee, WaiveFee
from ifar.cashier.models import Payment
from ifar.cashier.services import payments
from ifar.cashier.views.day import address_of
from ifar.form_errors import actor_of
from ifar.licensing.paying import WAITS
from ifar.licensing.selectors import records
from ifar.parties.services.naming import names_of
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require
from ifar.typed import whole_number


def _acts() -> list[tuple[str, str]]:
    """What a fee on a licence may be for."""
    known = {rule.act for rule in selectors.rules()} - fees.OF_RECORDS
    return [(choice.code, choice.words) for choice in reference.choices("fee_act") if choice.code in known]


@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, about: str) -> HttpResponse:
    """Take the whole fee; the receipt is issued with it."""
    actor = actor_of(request)
    require(actor, "cashier:payment:take")
    act = (request.POST.get("act") or request.GET.get("act") or "")[:60]
    if about.startswith("L") and not act:
        records.licence_for(actor, about)
        return render(request, "cashier/choose.html", {"about": about, "acts": _acts()})
    charge = payments.charge_for(actor, about, act)
    form = fee_form(actor, charge.payer, request)
    shown_by = {"act": act, "rule_version": _version_shown(request)}
    made = submitted(
        form,
        lambda given: payments.take_payment(actor=actor, about=about, **{**given.model_dump(), **shown_by}),
    )
    if made:
        messages.success(request, _("Taken. The receipt can be printed as soon as the log has taken it in."))
        return redirect("cashier:payment", made)
    context = {**_head(actor, charge), "act": act, "form": form, "waiver": form_of(WaiveFee)}
    return render(request, "cashier/pay.html", context, status=422 if form.is_bound else 200)


def _version_shown(request: HttpRequest) -> int:
    """By which version of the table of fees the page showed the fee; 0, which is none, where it does not say so.

    It is no field of the forms: a page that is shown again shows the fee anew, and its version with it.
    """
    rule_version = request.POST.get("rule_version", "")
    return whole_number(rule_version, otherwise=0)


def _head(actor: Actor, charge: payments.Charge) -> dict[str, Any]:
    """What is due, for whom, by which rule, and whether it is settled; the name is a read under the actor's purpose."""
    rule = charge.rule
    names = names_of(actor, {charge.payer}, act="cashier.payment.read", object=charge.about)
    return {
        "charge": charge,
        "waits": WAITS.get(rule.stops, ""),
        "about_url": address_of(charge.about),
        "payer": names.get(charge.payer, ""),
        "what": reference.words("fee_act").get(rule.act, rule.act),
        "amount": shown(rule.amount, rule.currency),
        "settled": payments.settled(charge),
        "till": selectors.open_till(actor),
        "may_propose": may(actor, "cashier:decision:propose"),
        "proposals": _named(payments.waiver_waiting(charge)),
    }


def _named(waiting: QuerySet[Any]) -> list[str]:
    return list(waiting.values_list("public_id", flat=True))


@require_POST
def waive(request: HttpRequest, about: str) -> HttpResponse:
    """Propose that the fee is waived."""
    actor = actor_of(request)
    require(actor, "cashier:decision:propose")
    form = form_of(WaiveFee, request)
    act = request.POST.get("act", "")[:60]
    charge = payments.charge_for(actor, about, act)
    shown_by = {"act": act, "rule_version": _version_shown(request)}
    asked = submitted(
        form,
        lambda given: payments.propose_waiver(actor=actor, about=about, **{**given.model_dump(), **shown_by}),
    )
    if asked is None:
        context = {**_head(actor, charge), "act": act, "form": form_of(PayFee), "waiver": form}
        return render(request, "cashier/pay.html", context, status=422)
    text = _("Proposed as %(id)s. The fee stays due until a second person has agreed.")
    messages.success(request, text % {"id": identifiers.shown(asked.public_id)})
    return redirect(f"{reverse('cashier:pay', args=(about,))}?{urlencode({'act': act})}")


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One payment: what it was for, its receipt, what was paid back of it."""
    actor = actor_of(request)
    require(actor, "cashier:fee:read")
    payment = selectors.payment_for(actor, public_id)
    return render(request, "cashier/payment.html", _payment(actor, payment))


def _payment(actor: Actor, payment: Payment) -> dict[str, Any]:
    names = names_of(actor, {payment.payer}, act="cashier.payment.read", object=payment.public_id)
    return {
        "one": payment,
        "payer": names.get(payment.payer, ""),
        "about_url": address_of(payment.about),
        "what": reference.words("fee_act").get(payment.act, payment.act),
        "amount": shown(payment.amount, payment.currency),
        "refunded": shown(payment.refunded, payment.currency) if payment.refunded else "",
        "way": labels.WAYS.get(payment.way, ""),
        "ground": reference.words("waiver_ground").get(payment.ground, payment.ground),
        "state": labels.PAYMENT[payment.state],
        "tone": labels.TONES[payment.state],
        "may_open_paper": may(actor, "documents:paper:read"),
        "offered": offered(actor, payments.PAYMENT, payment),
    }
