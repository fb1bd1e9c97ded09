"""People and the roles that they hold."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Final, NamedTuple

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.accounts.labels import ROLES, USER_ACTS
from ifar.accounts.models import Grant, User
from ifar.accounts.selectors import agencies, people
from ifar.accounts.services import absences, grants
from ifar.accounts.services import people as services
from ifar.cursors import page
from ifar.errors import IfarError
from ifar.form_errors import actor_of, at_fields, tried
from ifar.rights import ROLES as GIVEN
from ifar.rights import Actor, may, require


class PersonForm(forms.Form):
    """A new person."""

    name = forms.CharField(label=lazy("Name"), max_length=300, widget=forms.TextInput(attrs={"dir": "auto"}))
    username = forms.CharField(
        label=lazy("Name for signing in"),
        max_length=60,
        help_text=lazy("Small letters and digits; it cannot be changed later."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    email = forms.EmailField(label=lazy("E-mail address"), required=False)
    language = forms.ChoiceField(label=lazy("Language"), choices=settings.LANGUAGES)
    home = forms.ChoiceField(label=lazy("Agency"), help_text=lazy("It answers for who this person is."))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["home"].choices = [NOTHING, *_places(actor)]  # type: ignore[attr-defined]


NOTHING: Final = ("", "")
"""The first choice where a hasty click on what happened to stand there would give somebody power."""


class GrantForm(forms.Form):
    """A role that somebody is to get."""

    role = forms.ChoiceField(
        label=lazy("Role"),
        choices=[NOTHING, *((code, words) for code, words in ROLES.items() if GIVEN[code].agency_kinds)],
    )
    agency = forms.ChoiceField(label=lazy("Agency"))
    valid_to = forms.DateTimeField(
        label=lazy("Until"),
        required=False,
        help_text=lazy("Leave empty for a role without an end."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    reason = forms.CharField(
        label=lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [NOTHING, *_places(actor)]  # type: ignore[attr-defined]


class AbsenceForm(forms.Form):
    """Who stands in, in which role, from when to when."""

    role = forms.ChoiceField(label=lazy("Role"))
    stand_in = forms.ChoiceField(label=lazy("Who stands in"))
    valid_from = forms.DateTimeField(
        label=lazy("From"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    valid_to = forms.DateTimeField(
        label=lazy("Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    reason = forms.CharField(
        label=lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )

    def __init__(self, actor: Actor, person: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = people.grants_of(person).filter(people.running())
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            NOTHING,
            *(
                (f"{one.role} {one.agency.public_id}", f"{ROLES.get(one.role, one.role)}, {one.agency.name}")
                for one in held
            ),
        ]
        others = people.people_for(actor).exclude(pk=person.pk).filter(is_active=True).order_by("name")[:500]
        self.fields["stand_in"].choices = [NOTHING, *((one.public_id, one.name) for one in others)]  # type: ignore[attr-defined]


def _places(actor: Actor) -> list[tuple[str, str]]:
    found = agencies.managed_by(actor).filter(closed=False).order_by("name")
    return list(found.values_list("public_id", "name"))


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """People within my reach, with the roles that they hold now."""
    actor = actor_of(request)
    require(actor, "accounts:person:read")
    found, asked = people.listed(actor), request.GET.get("q", "")[:100].replace("\0", "")
    if asked:
        found = found.filter(Q(name__icontains=asked) | Q(username__icontains=asked))
    context = {
        "found": page(
            found,
            order=("name", "id"),
            after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
        ),
        "asked": asked,
        "may_register": may(actor, "accounts:person:manage"),
        "roles": ROLES,
    }
    return render(request, "accounts/people.html", context)


class GrantRow(NamedTuple):
    """A grant as the page shows it: whether it is in force or will be, when it ends or ended, the name of its dialog."""

    grant: Grant
    running: bool
    until: dt.datetime | None
    dialog: str


def _grant_row(grant: Grant, now: dt.datetime) -> GrantRow:
    ended = grant.end.at if hasattr(grant, "end") else None
    until = ended or grant.valid_to
    return GrantRow(grant, until is None or until > now, until, f"revoke-{grant.pk}")


@require_GET
def person(request: HttpRequest, public_id: str) -> HttpResponse:
    """One person: how they sign in, the roles that they hold and held, who stands in for them."""
    actor = actor_of(request)
    found = people.person_for(actor, public_id)
    rows = [_grant_row(one, timezone.now()) for one in people.grants_of(found)]
    context = {
        "person": found,
        "grants": rows,
        "absences": list(people.absences_of(found)),
        "acts": [(USER_ACTS.get(act.kind, act.kind), act) for act in people.acts_about(found)[:20]],
        "roles": ROLES,
        "few": people.is_one_of_few(found, [row.grant.role for row in rows if row.running]),
        "other": found.public_id != actor.id,
        "may_grant": may(actor, "accounts:grant:propose"),
        "may_manage": may(actor, "accounts:person:manage"),
        "may_cover": may(actor, "accounts:absence:manage"),
    }
    return render(request, "accounts/person.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a person."""
    actor = actor_of(request)
    require(actor, "accounts:person:manage")
    form = PersonForm(actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            fresh = services.NewPerson(said["username"], said["name"], said["email"], said["language"])
            made = services.register(actor=actor, new=fresh, home=said["home"])
            messages.success(request, _("Registered. Give them a one-time link, and ask for a role."))
            return redirect("accounts:person", made.public_id)
        except IfarError as error:
            at_fields(form, error)
    return render(request, "accounts/person_new.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@require_POST
def invite(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make a one-time link and show it, this once."""
    secret = services.invite(actor=actor_of(request), user=public_id)
    link = request.build_absolute_uri(reverse("accounts:first", args=(public_id, secret)))
    found = people.person_for(actor_of(request), public_id)
    return render(request, "accounts/invitation.html", {"link": link, "person": found})


@require_POST
def lock(request: HttpRequest, public_id: str) -> HttpResponse:
    """Stop a person at once."""
    actor, reason = actor_of(request), request.POST.get("reason", "")[:2000]
    done = _("Locked: they are signed out everywhere and cannot sign in.")
    understood = "understood" in request.POST
    tried(
        request,
        lambda: services.lock(actor=actor, user=public_id, reason=reason, understood=understood),
        done,
    )
    return redirect("accounts:person", public_id)


@require_POST
def unlock(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let a person sign in again."""
    actor, reason = actor_of(request), request.POST.get("reason", "")[:2000]
    tried(
        request,
        lambda: services.unlock(actor=actor, user=public_id, reason=reason),
        _("Unlocked: they can sign in again."),
    )
    return redirect("accounts:person", public_id)


@require_POST
def factor_reset(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask that a person's lost second factor is removed."""
    actor, reason = actor_of(request), request.POST.get("reason", "")[:2000]
    done = _("Asked: another person has to agree before the second factor is removed.")
    tried(request, lambda: services.propose_factor_reset(actor=actor, user=public_id, reason=reason), done)
    return redirect("accounts:person", public_id)


@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask that a person gets a role."""
    actor = actor_of(request)
    require(actor, "accounts:grant:propose")
    found = people.person_for(actor, public_id)
    form = GrantForm(actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = grants.propose_grant(actor=actor, user=public_id, **form.cleaned_data)
            messages.success(request, _("Asked: another person has to agree before the role is given."))
            return redirect("accounts:proposal", asked.public_id)
        except IfarError as error:
            at_fields(form, error)
    context = {"form": form, "person": found}
    return render(request, "accounts/grant.html", context, status=422 if form.is_bound else 200)


@require_POST
def revoke(request: HttpRequest, public_id: str, entry: uuid.UUID) -> HttpResponse:
    """Ask that a role is taken from a person."""
    actor, reason = actor_of(request), request.POST.get("reason", "")[:2000]
    done = _(
        "Asked: another person has to agree before the role is taken. To stop somebody at once, lock them."
    )
    understood = "understood" in request.POST
    tried(
        request,
        lambda: grants.propose_revocation(actor=actor, grant=entry, reason=reason, understood=understood),
        done,
    )
    return redirect("accounts:person", public_id)


@require_http_methods(["GET", "POST"])
def absence(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask that somebody stands in for a person."""
    actor = actor_of(request)
    require(actor, "accounts:absence:manage")
    found = people.person_for(actor, public_id)
    form = AbsenceForm(actor, found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        role, _space, agency = said.pop("role").partition(" ")
        try:
            asked = absences.propose(actor=actor, user=public_id, role=role, agency=agency, **said)
            messages.success(request, _("Asked: another person has to agree before somebody stands in."))
            return redirect("accounts:proposal", asked.public_id)
        except IfarError as error:
            at_fields(form, error)
    context = {"form": form, "person": found}
    return render(request, "accounts/absence.html", context, status=422 if form.is_bound else 200)


@require_POST
def absence_end(request: HttpRequest, public_id: str, entry: uuid.UUID) -> HttpResponse:
    """End a cover early."""
    actor = actor_of(request)
    tried(request, lambda: absences.end(actor=actor, absence=entry), _("Ended: nobody stands in any more."))
    return redirect("accounts:person", public_id)
