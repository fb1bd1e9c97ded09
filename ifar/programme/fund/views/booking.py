"""Forms of the Fund: a pledge, an agreement, a movement of money. One form, one act each."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from ifar.fields import mark_needed
from ifar.form_errors import actor_of, tried
from ifar.programme import labels
from ifar.programme.fund import money
from ifar.programme.fund.services import fund
from ifar.programme.fund.services.fund import NewContribution, NewMovement
from ifar.programme.models import Contribution, Project
from ifar.programme.services import approvals
from ifar.programme.services.planning import NAME, number
from ifar.programme.views import act_messages
from ifar.programme.views.planning import Waiting, answered
from ifar.rights import require
from ifar.typed import whole_number

_DAY: Final = forms.DateInput(attrs={"type": "date"})


class Amounts(forms.Form):
    """An amount in a currency, at the rate of a day."""

    amount = forms.DecimalField(label=lazy("Amount"), max_digits=18, decimal_places=3)
    currency = forms.CharField(
        label=lazy("Currency"), max_length=3, min_length=3, initial=money.FUND_CURRENCY
    )
    rate = forms.DecimalField(
        label=lazy("Units to one dollar of the United States"),
        max_digits=18,
        decimal_places=8,
        initial=Decimal(1),
    )
    rate_source = forms.CharField(label=lazy("Where the rate is from"), required=False, max_length=200)
    on = forms.DateField(label=lazy("Day"), widget=_DAY)  # fmt: skip


class ContributionForm(Amounts):
    """A pledge or an agreement."""

    kind = forms.ChoiceField(
        label=lazy("What"), choices=[("pledge", lazy("Pledge")), ("agreement", lazy("Agreement"))]
    )
    donor = forms.CharField(label=lazy("Donor"), max_length=400)
    reference = forms.CharField(label=lazy("Reference"), max_length=80)
    grade = forms.ChoiceField(label=lazy("Earmarking"), choices=list(labels.GRADES.items()))
    earmark = forms.CharField(
        label=lazy("Earmarked for"),
        required=False,
        max_length=30,
        help_text=lazy("Code of a theme or region, identifier of a project, or project/output."),
    )
    support_percent = forms.DecimalField(
        label=lazy("Programme support, per cent"),
        max_digits=5,
        decimal_places=2,
        initial=money.STANDARD_SUPPORT,
    )
    field_order = ("kind", "donor", "reference", "amount", "currency", "rate", "rate_source", "on", "grade", "earmark", "support_percent")  # fmt: skip


@require_http_methods(["GET", "POST"])
def contribution(request: HttpRequest) -> HttpResponse:
    """Enter a pledge or an agreement of a donor."""
    actor = actor_of(request)
    require(actor, fund.POST)
    form = ContributionForm(request.POST or None, initial={"on": timezone.now().date()})

    def act(told: Mapping[str, Any]) -> str:
        said = {name: value for name, value in told.items() if name != "kind"}
        new = NewContribution(**{**said, "currency": told["currency"].upper()})
        before = Contribution.objects.filter(reference=new.reference.strip(), state="pledged").first()
        if told["kind"] == "pledge":
            made = fund.pledge(actor=actor, new=new)
        else:
            made = fund.agree(actor=actor, new=new, contribution=before.public_id if before else "", n=before.n if before else 0)  # fmt: skip
        return reverse("programme:statement", args=(made.public_id,))

    return answered(request, form, act, title=_("Enter a contribution"), said=_("An agreement with the reference of a pledge takes its place."), button=_("Enter it"), back=reverse("programme:fund"))  # fmt: skip


class MovementForm(Amounts):
    """A movement of money."""

    move = forms.ChoiceField(label=lazy("What"), choices=[(one, labels.MOVES[one]) for one in fund.BOOKED])
    contribution = forms.ChoiceField(label=lazy("Contribution"), required=False)
    project = forms.ChoiceField(label=lazy("Project"), required=False)
    to = forms.ChoiceField(label=lazy("To the project"), required=False)
    loss = forms.BooleanField(label=lazy("It is a loss of exchange"), required=False)
    reference = forms.CharField(label=lazy("Voucher"), required=False, max_length=200)
    field_order = ("move", "contribution", "project", "to", "amount", "currency", "rate", "rate_source", "on", "loss", "reference")  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mark_needed(self, "contribution", _("(needed, except for a gain or loss of exchange)"))
        mark_needed(self, "project", _("(needed where money of a project is moved)"))
        mark_needed(self, "to", _("(needed to move an allocation to another project)"))


@require_http_methods(["GET", "POST"])
def movement(request: HttpRequest) -> HttpResponse:
    """Book a movement of money."""
    actor = actor_of(request)
    require(actor, fund.POST)
    form = MovementForm(request.POST or None, initial={"on": timezone.now().date(), "contribution": request.GET.get("contribution", "")[:14]})  # fmt: skip
    given = [
        (one.public_id, f"{one.reference} – {one.donor}")
        for one in Contribution.objects.order_by("reference")
    ]
    projects = [
        (one.public_id, f"{one.reference} – {one.title}") for one in Project.objects.order_by("reference")
    ]
    for name, known in (("contribution", given), ("project", projects), ("to", projects)):
        field = form.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *known]

    def act(told: Mapping[str, Any]) -> str | Waiting:
        made = fund.book(actor=actor, new=NewMovement(**{**told, "currency": told["currency"].upper()}))
        if made.state == "waiting":
            return Waiting(
                reverse("programme:fund"),
                _("The movement waits for another person: nothing is booked before they approve it."),
            )
        return reverse("programme:statement", args=(made.contribution,)) if made.contribution else reverse("programme:fund")  # fmt: skip

    return answered(request, form, act, title=_("Book a movement"), button=_("Book it"), back=reverse("programme:fund"))  # fmt: skip


@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Approve or refuse a movement that another person proposed."""
    actor = actor_of(request)
    require(actor, approvals.APPROVE)
    n = whole_number(request.POST.get("n"), otherwise=0)
    if request.POST.get("act") == "refuse":
        reason = request.POST.get("reason", "")[:400]
        tried(
            request,
            lambda: approvals.refuse(actor=actor, journal=public_id, n=n, reason=reason),
            act_messages.said("movement", "refuse"),
        )
    else:
        tried(
            request,
            lambda: approvals.approve(actor=actor, journal=public_id, n=n),
            act_messages.said("movement", "approve"),
        )
    return redirect("programme:fund")


@require_POST
def limit(request: HttpRequest) -> HttpResponse:
    """Propose the amount from which a movement takes a second person, or answer what another person proposed."""
    actor = actor_of(request)
    said = request.POST
    reason = said.get("reason", "")[:400]
    if answer := said.get("act"):
        require(actor, approvals.APPROVE)
        n, agrees = whole_number(said.get("n"), otherwise=0), answer == "approve"
        tried(
            request,
            lambda: approvals.answer_limit(actor=actor, n=n, agrees=agrees, reason=reason),
            act_messages.said("limit", "approve" if agrees else "refuse"),
        )
    else:
        require(actor, NAME)
        tried(
            request,
            lambda: approvals.propose_limit(
                actor=actor, amount=number(said.get("amount", "")[:30], "amount") or Decimal(0), reason=reason
            ),
            _("The amount waits for another person. Until they approve it, the former one stands."),
        )
    return redirect("programme:fund")
