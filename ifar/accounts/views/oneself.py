"""My page: who I am here, for which agency I act, why I read personal data, what I read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.i18n import set_language

from ifar.accounts import case_numbers, read_log_labels
from ifar.accounts.labels import PURPOSES, ROLES
from ifar.accounts.models import User
from ifar.accounts.purposes import PURPOSES as NEEDS_CASE
from ifar.accounts.purposes import of_roles
from ifar.accounts.selectors import actors, agencies, reads
from ifar.accounts.services import people, shifts
from ifar.cursors import page
from ifar.errors import IfarError
from ifar.fields import mark_needed
from ifar.form_errors import actor_of, at_fields, back_to, tried


class PurposeForm(forms.Form):
    """Why personal data are read."""

    purpose = forms.ChoiceField(
        label=lazy("Purpose"),
        widget=forms.RadioSelect,
    )
    case = forms.CharField(
        label=lazy("Case number"),
        required=False,
        max_length=100,
    )
    hours = forms.IntegerField(label=lazy("Valid for (hours)"), min_value=1, max_value=12, initial=8)

    def __init__(self, *args: Any, roles: Iterable[str] = (), **kwargs: Any) -> None:
        """`roles`: of whoever states it; only what fits them is offered."""
        super().__init__(*args, **kwargs)
        offered = of_roles(roles)
        numbered = _(", ").join(str(PURPOSES[text]) for text in offered if NEEDS_CASE[text])
        self.fields["case"].help_text = _("Needed for: %(purposes)s.") % {"purposes": numbered}
        mark_needed(self, "case", _("(needed for some purposes)"))
        self.fields["purpose"].choices = [(text, PURPOSES[text]) for text in offered]  # type: ignore[attr-defined]


class PasswordForm(forms.Form):
    """A password that a person chooses by a one-time link."""

    password = forms.CharField(
        label=lazy("New password"),
        max_length=200,
        help_text=lazy("At least twelve characters; a sentence is easy to remember and hard to guess."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=lazy("The same again"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        cleaned_data = self.cleaned_data
        if (
            cleaned_data.get("password")
            and cleaned_data.get("again")
            and cleaned_data["password"] != cleaned_data["again"]
        ):
            self.add_error("again", _("The two passwords are not the same."))
        return cleaned_data


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Who I am here, and what the register knows of my work."""
    actor = actor_of(request)
    held = actors.holdings(int(request.user.pk or 0))
    places = {holding.agency: holding.called for holding in held}
    context = {
        "actor": actor,
        "roles": [ROLES.get(role, role) for role in sorted(actor.roles)],
        "places": places.items(),
        "purpose": PURPOSES.get(actor.purpose.purpose) if actor.purpose else None,
        "states_purpose": bool(of_roles(actor.roles)),
        "shifts": list(reads.shifts_of(actor)[:5]),
        "reads": list(reads.made_by(actor)[:10]),
        "purposes": PURPOSES,
        "looks": read_log_labels.spoken(),
    }
    return render(request, "accounts/me.html", context)


@require_http_methods(["GET", "POST"])
def purpose(request: HttpRequest) -> HttpResponse:
    """State why I read personal data, and go back to where I was."""
    actor, back = actor_of(request), request.POST.get("next") or request.GET.get("next", "")
    first = {} if request.method == "POST" else {"case": case_numbers.case_at(actor, back)}
    form = PurposeForm(request.POST or None, roles=actor.roles, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            shifts.start(actor=actor, **form.cleaned_data)
            return back_to(request, "accounts:me")
        except IfarError as error:
            at_fields(form, error)
    status = 422 if form.is_bound else 200
    context = {"form": form if of_roles(actor.roles) else None, "next": back}
    return render(request, "accounts/purpose.html", context, status=status)


@require_POST
def purpose_end(request: HttpRequest) -> HttpResponse:
    """End my shift."""
    tried(request, lambda: shifts.end(actor=actor_of(request)), _("Your shift has ended."))
    return redirect("accounts:me")


@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Act for another agency at which I hold a role."""
    people.switch_agency(actor=actor_of(request), agency=request.POST.get("agency", "")[:20])
    return back_to(request, "home")


@require_GET
def my_reads(request: HttpRequest) -> HttpResponse:
    """My own access report: whose personal data I read, when and why; and which offices read what is kept about me, as far as I may know."""
    actor = actor_of(request)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    result = page(reads.made_by(actor), order=("-id",), after=after, before=before)
    of_me = list(reads.about(actor, actor.id)[:50])
    context = {
        "found": result,
        "of_me": of_me,
        "offices": agencies.names_of({read_log.agency for read_log in of_me}),
        "purposes": PURPOSES,
        "looks": read_log_labels.spoken(),
    }
    return render(request, "accounts/my_reads.html", context)


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language, and keep it for a person who is signed in."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and check_for_language(chosen) and chosen in dict(settings.LANGUAGES):
        User.objects.filter(pk=request.user.pk).update(language=chosen)
    response: HttpResponse = set_language(request)
    return response


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
@sensitive_post_parameters()
def first(request: HttpRequest, user: str, secret: str) -> HttpResponse:
    """Choose a password by a one-time link, then sign in with it."""
    person = people.person_of_link(user, secret)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            people.choose_password(user=user, secret=secret, password=form.cleaned_data["password"])
            return redirect("account_login")
        except IfarError as error:
            at_fields(form, error)
    context = {"form": form, "username": person.username}
    return render(request, "accounts/first.html", context, status=422 if form.is_bound else 200)
