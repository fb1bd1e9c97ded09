"""People and the roles that they hold."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import NamedTuple

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.accounts import inputs
from ifar.accounts.labels import ROLES, USER_ACTS
from ifar.accounts.models import Grant, User
from ifar.accounts.selectors import agencies, people
from ifar.accounts.selectors.agencies import called
from ifar.accounts.services import absences, grants
from ifar.accounts.services import people as services
from ifar.acts.forms import done, form_of, submitted
from ifar.cursors import page_of
from ifar.form_errors import actor_of, tried
from ifar.rights import Actor, may, require


def _places(actor: Actor) -> list[tuple[str, str]]:
    records = agencies.managed_by(actor).filter(closed=False).order_by("name")
    return list(records.values_list("public_id", called()))


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """People within my reach, with the roles that they hold now."""
    actor = actor_of(request)
    require(actor, "accounts:person:read")
    users, asked = people.listed(actor), request.GET.get("q", "")[:100].replace("\0", "")
    if asked:
        users = users.filter(Q(name__icontains=asked) | Q(username__icontains=asked))
    context = {
        "found": page_of(
            request.GET,
            users,
            order=("name", "id"),
            sorts={"name": None},
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
    user = people.person_for(actor, public_id)
    rows = [_grant_row(record, timezone.now()) for record in people.grants_of(user)]
    context = {
        "person": user,
        "grants": rows,
        "absences": list(people.absences_of(user)),
        "acts": [(USER_ACTS.get(act.kind, act.kind), act) for act in people.acts_about(user)[:20]],
        "roles": ROLES,
        "few": people.is_one_of_few(user, [row.grant.role for row in rows if row.running]),
        "other": user.public_id != actor.id,
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
    form = form_of(inputs.RegisterPerson, request, among={"home": _places(actor)}, required=["language"])
    form.fields["email"].widget.input_type = "email"

    def register(register_person: inputs.RegisterPerson) -> User:
        fresh = services.NewPerson(
            register_person.username, register_person.name, register_person.email, register_person.language
        )
        return services.register(actor=actor, new=fresh, home=register_person.home)

    made = submitted(form, register)
    if made:
        messages.success(request, _("Registered. Give them a one-time link, and ask for a role."))
        return redirect("accounts:person", made.public_id)
    return render(request, "accounts/person_new.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@require_POST
def invite(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make a one-time link and show it, this once."""
    secret = services.invite(actor=actor_of(request), user=public_id)
    link = request.build_absolute_uri(reverse("accounts:first", args=(public_id, secret)))
    user = people.person_for(actor_of(request), public_id)
    return render(request, "accounts/invitation.html", {"link": link, "person": user})


@require_POST
def lock(request: HttpRequest, public_id: str) -> HttpResponse:
    """Stop a person at once."""
    actor = actor_of(request)
    done(
        request,
        form_of(inputs.ConfirmedReason, request),
        lambda given: services.lock(actor=actor, user=public_id, **dict(given)),
        _("Locked: they are signed out everywhere and cannot sign in."),
        above=True,
    )
    return redirect("accounts:person", public_id)


@require_POST
def unlock(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let a person sign in again."""
    actor = actor_of(request)
    done(
        request,
        form_of(inputs.StatedReason, request),
        lambda given: services.unlock(actor=actor, user=public_id, **dict(given)),
        _("Unlocked: they can sign in again."),
        above=True,
    )
    return redirect("accounts:person", public_id)


@require_POST
def factor_reset(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask that a person's lost second factor is removed."""
    actor = actor_of(request)
    done(
        request,
        form_of(inputs.StatedReason, request),
        lambda given: services.propose_factor_reset(actor=actor, user=public_id, **dict(given)),
        _("Submitted. A second person has to approve before the second factor is removed."),
        above=True,
    )
    return redirect("accounts:person", public_id)


@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask that a person gets a role."""
    actor = actor_of(request)
    require(actor, "accounts:grant:propose")
    user = people.person_for(actor, public_id)
    form = form_of(inputs.AskForRole, request, among={"agency": _places(actor)})
    asked = submitted(form, lambda given: grants.propose_grant(actor=actor, user=public_id, **dict(given)))
    if asked:
        messages.success(request, _("Submitted. A second person has to approve before the role is given."))
        return redirect("accounts:proposal", asked.public_id)
    context = {"form": form, "person": user}
    return render(request, "accounts/grant.html", context, status=422 if form.is_bound else 200)


@require_POST
def revoke(request: HttpRequest, public_id: str, entry: uuid.UUID) -> HttpResponse:
    """Ask that a role is taken from a person."""
    actor = actor_of(request)
    done(
        request,
        form_of(inputs.ConfirmedReason, request),
        lambda given: grants.propose_revocation(actor=actor, grant=entry, **dict(given)),
        _(
            "Submitted. A second person has to approve before the role is removed. To stop somebody at once, lock their account."
        ),
        above=True,
    )
    return redirect("accounts:person", public_id)


@require_http_methods(["GET", "POST"])
def absence(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask that somebody stands in for a person."""
    actor = actor_of(request)
    require(actor, "accounts:absence:manage")
    user = people.person_for(actor, public_id)
    held = people.grants_of(user).filter(people.running())
    others = people.people_for(actor).exclude(pk=user.pk).filter(is_active=True).order_by("name")[:500]
    among = {
        "held": [
            (
                f"{record.role} {record.agency.public_id}",
                f"{ROLES.get(record.role, record.role)}, {record.agency.called}",
            )
            for record in held
        ],
        "stand_in": [(other.public_id, other.name) for other in others],
    }
    form = form_of(inputs.EnterAbsence, request, among=among)
    form.order_fields(["held"])
    asked = submitted(form, lambda given: absences.propose(actor=actor, user=public_id, **given.arguments()))
    if asked:
        messages.success(request, _("Submitted. A second person has to approve before the deputy acts."))
        return redirect("accounts:proposal", asked.public_id)
    context = {"form": form, "person": user}
    return render(request, "accounts/absence.html", context, status=422 if form.is_bound else 200)


@require_POST
def absence_end(request: HttpRequest, public_id: str, entry: uuid.UUID) -> HttpResponse:
    """End a cover early."""
    actor = actor_of(request)
    tried(request, lambda: absences.end(actor=actor, absence=entry), _("Ended: nobody stands in any more."))
    return redirect("accounts:person", public_id)
