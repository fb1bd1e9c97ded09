"""Forms of the Fund that open a record: a contribution, a movement of money, another amount from which two people are asked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ifar import identifiers
from ifar.acts.forms import form_of, submitted
from ifar.acts.inputs import part_of
from ifar.form_errors import actor_of
from ifar.programme.fund import inputs
from ifar.programme.fund.selectors import fund as selectors
from ifar.programme.fund.services import contributions, fund
from ifar.programme.fund.services.fund import NewMovement
from ifar.programme.services import approvals
from ifar.programme.services.planning import NAME
from ifar.programme.services.writing import today
from ifar.programme.views.asking import form_page, shown
from ifar.rights import require


@require_http_methods(["GET", "POST"])
def contribution(request: HttpRequest) -> HttpResponse:
    """Enter a pledge or an agreement of a donor."""
    actor = actor_of(request)
    require(actor, fund.BOOKS)

    def do(given: inputs.EnterContribution) -> str:
        made = contributions.enter(actor=actor, **given.arguments())
        return reverse("programme:statement", args=(made.public_id,))

    return form_page(
        request,
        form_of(
            inputs.EnterContribution, request, initial={"on": today()}, required=contributions.SAID_ALWAYS
        ),
        do,
        title=_("Enter a contribution"),
        said=_("The agreement that takes the place of a pledge is entered on the donor’s statement."),
        back=reverse("programme:fund"),
    )


@require_http_methods(["GET", "POST"])
def movement(request: HttpRequest) -> HttpResponse:
    """Book a movement of money."""
    actor = actor_of(request)
    require(actor, fund.BOOKS)
    given, projects = selectors.booked_for(actor)
    of = identifiers.parse(request.GET.get("contribution", "")[:20]) or ""
    said = {name: text[:30] for name in ("move", "amount", "currency") if (text := request.GET.get(name))}
    form = form_of(
        inputs.BookMovement,
        request,
        initial={"on": today(), "contribution": of, **said},
        required=("currency", "rate"),
        among={"contribution": given, "project": projects, "to": projects},
    )
    made = submitted(form, lambda given: fund.book(actor=actor, new=part_of(given, NewMovement)))
    if made is None:
        return shown(
            request, form, title=_("Book a movement"), button=_("Book it"), back=reverse("programme:fund")
        )
    if made.state == "waiting":
        messages.info(
            request, _("The movement waits for another person: nothing is booked before they approve it.")
        )
        return redirect("programme:fund")
    messages.success(request, _("The movement is booked."))
    if made.contribution:
        return redirect("programme:statement", made.contribution)
    return redirect("programme:fund")


@require_http_methods(["GET", "POST"])
def limit(request: HttpRequest) -> HttpResponse:
    """Propose the amount from which a movement takes a second person."""
    actor = actor_of(request)
    require(actor, NAME)

    def do(given: inputs.ProposeLimit) -> None:
        approvals.propose_limit(actor=actor, **given.arguments())

    return form_page(
        request,
        form_of(inputs.ProposeLimit, request),
        do,
        title=_("Propose another amount for two people"),
        button=_("Propose it"),
        back=reverse("programme:fund"),
        done=_("The amount waits for another person. Until they approve it, the former one stands."),
    )
