"""Pages of alliances: stakeholders, who speaks for them, what they committed themselves to and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.form_errors import actor_of, tried
from ifar.programme import commitment as rules
from ifar.programme import labels as programme_labels
from ifar.programme import people_labels
from ifar.programme.models import Commitment
from ifar.programme.selectors import partners as selectors
from ifar.programme.selectors import planning
from ifar.programme.services import partners as services
from ifar.programme.services.partners import NewCommitment, NewStakeholder
from ifar.programme.views import act_messages
from ifar.programme.views.planning import answered
from ifar.rights import Actor, may, require
from ifar.typed import whole_number

_LINES: Final = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
_DAY: Final = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _row(one: Commitment, of: str) -> dict[str, Any]:
    today = timezone.now().date()
    standing = rules.standing(one.state, one.due_on, one.kept_on, today)
    return {
        "one": one,
        "of": of,
        "standing": people_labels.STANDINGS[standing],
        "tone": people_labels.STANDING_TONES[standing],
        "late": rules.late(one.state, one.due_on, today),
    }


@require_GET
def whole(request: HttpRequest) -> HttpResponse:
    """Stakeholders and the commitments that wait, the most urgent first."""
    actor = actor_of(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in rules.KINDS else ""
    found = selectors.whole(actor, kind)
    waiting = [_row(one, name) for one, name in found.waiting]
    context = {
        "rows": [
            {
                "one": one,
                "kind": people_labels.STAKEHOLDERS[one.kind],
                "open": found.open.get(one.public_id, 0),
            }
            for one in found.rows
        ],
        "waiting": waiting,
        "late": sum(1 for row in waiting if row["late"]),
        "kind": kind,
        "kinds": list(people_labels.STAKEHOLDERS.items()),
        "may_keep": may(actor, services.KEEP),
    }
    return render(request, "programme/partners.html", context)


@require_GET
def partner(request: HttpRequest, public_id: str) -> HttpResponse:
    """One stakeholder with its commitments and what became of them; who its focal point is stands behind a button, whose use is noted."""
    actor = actor_of(request)
    told = selectors.stakeholder(actor, public_id)
    keeps = may(actor, services.KEEP)
    shown = services.contact(actor, public_id) if keeps and request.GET.get("show") == "contact" else {}
    labels = ContactForm.base_fields
    context = {
        "one": told.one,
        "kind": people_labels.STAKEHOLDERS[told.one.kind],
        "state": people_labels.STAKEHOLDER_STATES[told.one.state],
        "listed": told.one.state == "listed",
        "office": dict(services.offices(actor)).get(told.one.agency, "") if keeps and told.one.agency else "",
        "contact": [(labels[name].label, value) for name, value in shown.items()],
        "commitments": [
            {
                **_row(each, told.one.name),
                "project": told.projects.get(each.project, ""),
                "acts": [
                    {
                        "at": done.at,
                        "words": people_labels.COMMITMENT_ACTS[done.kind],
                        "who": done.who,
                        "text": (done.said.get("note", "") if keeps else "")
                        or done.details.get("reason", ""),
                    }
                    for done in told.acts.get(each.public_id, ())
                ],
            }
            for each in told.commitments
        ],
        "today": timezone.now().date().isoformat(),
        "may_keep": keeps,
    }
    return render(request, "programme/partner.html", context)


class PartnerForm(forms.Form):
    """A stakeholder."""

    name = forms.CharField(label=lazy("Name"), max_length=400)
    kind = forms.ChoiceField(label=lazy("Kind"), choices=list(people_labels.STAKEHOLDERS.items()))
    country = forms.CharField(
        label=lazy("Country"), required=False, max_length=2, help_text=lazy("Two-letter code.")
    )
    agency = forms.ChoiceField(
        label=lazy("Office under which it signs in"),
        required=False,
        help_text=lazy(
            "Only where it reports suspicious parcels or listings. An administrator registers the office first."
        ),
    )
    words = forms.CharField(label=lazy("What it does"), required=False, max_length=4000, widget=_LINES)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [("", lazy("none")), *services.offices(actor)]  # type: ignore[attr-defined]

    def new(self) -> NewStakeholder:
        """What was typed."""
        told = self.cleaned_data
        return NewStakeholder(**{**told, "country": told["country"].strip().upper()})


@require_http_methods(["GET", "POST"])
def new_partner(request: HttpRequest) -> HttpResponse:
    """Enter a stakeholder."""
    actor = actor_of(request)
    require(actor, services.KEEP)
    form = PartnerForm(actor, request.POST or None)

    def act(_told: Mapping[str, Any]) -> str:
        made = services.enter(actor=actor, new=form.new())
        return reverse("programme:partner", args=(made.public_id,))

    return answered(
        request,
        form,
        act,
        title=_("Enter a stakeholder"),
        button=_("Enter it"),
        back=reverse("programme:partners"),
    )


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise programme_labels.invalid("programme.commitment.day", "kept_on") from None


def _n(request: HttpRequest, otherwise: int = 0) -> int:
    asked = request.POST.get("n", "")
    return whole_number(asked, otherwise=otherwise)


@require_http_methods(["GET", "POST"])
def change_partner(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change a stakeholder, as it stood when it was read."""
    actor = actor_of(request)
    require(actor, services.KEEP)
    found = selectors.entered(actor, public_id)
    initial = {name: getattr(found, name) for name in ("name", "kind", "country", "agency", "words")}
    form, n = PartnerForm(actor, request.POST or None, initial=initial), _n(request, found.n)
    back = reverse("programme:partner", args=(public_id,))

    def act(_told: Mapping[str, Any]) -> str:
        services.change(actor=actor, stakeholder=public_id, n=n, new=form.new())
        return back

    return answered(
        request,
        form,
        act,
        title=_("Change a stakeholder"),
        said=found.name,
        button=_("Change it"),
        back=back,
        n=n,
    )


class ContactForm(forms.Form):
    """A focal point."""

    name = forms.CharField(label=lazy("Name"), max_length=400)
    function = forms.CharField(label=lazy("Function"), required=False, max_length=400)
    email = forms.EmailField(label=lazy("E-mail"), required=False, max_length=400)
    phone = forms.CharField(label=lazy("Telephone"), required=False, max_length=60)


@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say who the focal point is."""
    actor = actor_of(request)
    require(actor, services.KEEP)
    found = selectors.entered(actor, public_id)
    n, back = _n(request, found.n), reverse("programme:partner", args=(public_id,))

    def act(told: Mapping[str, Any]) -> str:
        services.set_contact(actor=actor, stakeholder=public_id, n=n, contact=told)
        return back

    form = ContactForm(request.POST or None)
    return answered(
        request,
        form,
        act,
        title=_("Name the focal point"),
        said=found.name,
        button=_("Name them"),
        back=back,
        n=n,
    )


class CommitmentForm(forms.Form):
    """A commitment."""

    title = forms.CharField(label=lazy("What it commits itself to"), max_length=400)
    words = forms.CharField(label=lazy("In words"), required=False, max_length=4000, widget=_LINES)
    project = forms.ChoiceField(label=lazy("Project"), required=False)
    made_on = forms.DateField(label=lazy("Made on"), widget=_DAY)
    due_on = forms.DateField(label=lazy("To be kept by"), widget=_DAY)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].choices = [("", "–"), *planning.projects(actor)]  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def commitment(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note a commitment of a stakeholder."""
    actor = actor_of(request)
    require(actor, services.KEEP)
    found = selectors.entered(actor, public_id)
    back = reverse("programme:partner", args=(public_id,))
    form = CommitmentForm(actor, request.POST or None, initial={"made_on": timezone.now().date()})

    def act(told: Mapping[str, Any]) -> str:
        services.commit(actor=actor, stakeholder=public_id, new=NewCommitment(**told))
        return back

    return answered(
        request, form, act, title=_("Note a commitment"), said=found.name, button=_("Note it"), back=back
    )


@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    """Follow a commitment up, note that it was kept or withdrawn; take a focal point off, or end the work together."""
    actor = actor_of(request)
    require(actor, services.KEEP)
    told = request.POST
    asked, of, n, text = told.get("act", ""), told.get("commitment", ""), _n(request), told.get("text", "")

    def do() -> None:
        if asked == "follow":
            services.follow_up(actor=actor, commitment=of, n=n, note=text)
        elif asked == "keep":
            services.keep(actor=actor, commitment=of, n=n, kept_on=_day(told.get("kept_on", "")), note=text)
        elif asked == "withdraw":
            services.withdraw(actor=actor, commitment=of, n=n, reason=text)
        elif asked == "no_contact":
            services.remove_contact(actor=actor, stakeholder=public_id, n=n)
        else:
            services.end(actor=actor, stakeholder=public_id, n=n)

    tried(request, do, act_messages.said("partner", asked or "end"))
    return redirect("programme:partner", public_id)
