"""Changing what an application asks for, and proposing what a licence is to cover from now on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ifar.answers import actor_of, at_fields
from ifar.errors import IfarError
from ifar.licensing.kind import Kind
from ifar.licensing.selectors import records
from ifar.licensing.selectors.kinds import kind_of
from ifar.licensing.services import applications, licences
from ifar.licensing.services.applications import WRITE
from ifar.reference import selectors as reference
from ifar.rights import require


class CoverForm(forms.Form):
    """The categories, how many firearms: as far as the kind of licence knows them."""

    categories = forms.MultipleChoiceField(
        label=gettext_lazy("Categories"), required=False, widget=forms.CheckboxSelectMultiple
    )
    quota = forms.IntegerField(label=gettext_lazy("How many firearms"), required=False, min_value=1)

    def __init__(self, kind: Kind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["categories"]
        chosen.choices = [(one, one) for one in kind.categories]
        if not kind.categories:
            del self.fields["categories"]
        if kind.counts == "none":
            del self.fields["quota"]


class AmendForm(CoverForm):
    """What is asked for."""

    months = forms.IntegerField(label=gettext_lazy("For how many months"), required=False, min_value=1)
    note = forms.CharField(
        label=gettext_lazy("What the applicant says"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, kind: Kind, *args: Any, **kwargs: Any) -> None:
        super().__init__(kind, *args, **kwargs)
        if kind.months is None:
            del self.fields["months"]


class ChangeForm(CoverForm):
    """What a licence is to cover, under which conditions, and why."""

    conditions = forms.CharField(
        label=gettext_lazy("Conditions"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("One a line. They stand in the log: name no person."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change what a draft, or an application that waits for the applicant, asks for."""
    actor = actor_of(request)
    require(actor, WRITE)
    found = records.application_for(actor, public_id)
    before = {"categories": found.categories, "quota": found.quota, "months": found.months}
    form = AmendForm(kind_of(found.kind), request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        done = _done(
            form,
            lambda: applications.amend(
                actor=actor,
                application_id=public_id,
                categories=said.get("categories"),
                quota=said.get("quota"),
                months=said.get("months"),
                note=said["note"],
            ),
        )
        if done:
            messages.success(request, _("What the application asks for is changed."))
            return redirect("licensing:application", public_id)
    context = {
        "one": found,
        "form": form,
        "kind": reference.words("licence_kind").get(found.kind, found.kind),
        "title": _("Change what is asked for"),
        "back": "licensing:application",
    }
    return render(request, "licensing/amend.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Propose what a licence is to cover from now on; a second person decides."""
    actor = actor_of(request)
    require(actor, "licensing:decision:propose")
    found = records.licence_for(actor, public_id)
    before = {
        "categories": found.categories,
        "quota": found.quota,
        "conditions": "\n".join(found.conditions),
    }
    form = ChangeForm(kind_of(found.kind), request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        done = _done(
            form,
            lambda: licences.propose_change(
                actor=actor,
                licence_id=public_id,
                reason=said["reason"],
                categories=said.get("categories"),
                quota=said.get("quota"),
                conditions=said["conditions"].splitlines(),
            ),
        )
        if done:
            messages.success(request, _("Proposed. Nothing is decided yet: a second person must agree."))
            return redirect("licensing:licence", public_id)
    context = {
        "one": found,
        "form": form,
        "kind": reference.words("licence_kind").get(found.kind, found.kind),
        "title": _("Change the licence"),
        "back": "licensing:licence",
        "by_two": True,
    }
    return render(request, "licensing/amend.html", context, status=422 if form.is_bound else 200)


def _done(form: forms.Form, act: Callable[[], Any]) -> bool:
    """Do an act of a form, or put at its fields why not; returns whether it was done."""
    try:
        act()
    except IfarError as error:
        at_fields(form, error)
        return False
    return True
