"""Who receives the support of a project, on its page: named by a form, confirmed or taken off by a button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from ifar.form_errors import actor_of, tried
from ifar.programme import conduct_labels
from ifar.programme.selectors import diligence as selectors
from ifar.programme.selectors import work as projects
from ifar.programme.services import recipients as services
from ifar.programme.services.planning import PLAN
from ifar.programme.services.recipients import NewRecipient
from ifar.programme.views import act_messages
from ifar.programme.views.planning import answered
from ifar.rights import require
from ifar.typed import whole_number


class RecipientForm(forms.Form):
    """A recipient."""

    name = forms.CharField(
        label=lazy("Unit or office"), max_length=400, help_text=lazy("As it is called. No names of persons.")
    )
    kind = forms.ChoiceField(
        label=lazy("What it is"), choices=[("", "–"), *conduct_labels.RECIPIENTS.items()]
    )
    support = forms.MultipleChoiceField(
        label=lazy("What it receives"),
        choices=list(conduct_labels.GIVEN.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=lazy(
            "What security forces receive needs human-rights due diligence, unless only the last four."
        ),
    )
    activity = forms.ChoiceField(label=lazy("Through which activity"), required=False)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Name who receives support of a project."""
    actor = actor_of(request)
    require(actor, PLAN)
    of = projects.project(actor, public_id)
    form = RecipientForm(request.POST or None)
    field = form.fields["activity"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", _("The whole project")), *((one.public_id, one.title) for one in selectors.activities(actor, of))]  # fmt: skip

    def act(told: Mapping[str, Any]) -> str:
        services.name(actor=actor, project=public_id, new=NewRecipient(**told))
        return reverse("programme:project", args=(public_id,))

    return answered(request, form, act, title=_("Name who receives support"), said=of.title, button=_("Name it"), back=reverse("programme:project", args=(public_id,)))  # fmt: skip


@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    """Confirm a recipient, or take it off."""
    actor = actor_of(request)
    found = selectors.recipient_for(actor, public_id)
    n = whole_number(request.POST.get("n"), otherwise=0)
    asked = "end" if request.POST.get("act") == "end" else "confirm"
    if asked == "end":
        reason = request.POST.get("reason", "")[:2000]
        tried(
            request,
            lambda: services.end(actor=actor, recipient=public_id, n=n, reason=reason),
            act_messages.said("recipient", asked),
        )
    else:
        tried(
            request,
            lambda: services.confirm(actor=actor, recipient=public_id, n=n),
            act_messages.said("recipient", asked),
        )
    return redirect("programme:project", found.project)
