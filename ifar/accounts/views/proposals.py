"""Approvals: what waits for me, with exactly what is going to happen; what I asked for; what is late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from ifar.accounts import approvers, descriptions
from ifar.accounts.inputs import DecideProposal, WithdrawProposal
from ifar.accounts.labels import AGENCY_ACTS, AGENCY_KINDS, ROLES, STATES, VERDICTS
from ifar.accounts.models import Proposal
from ifar.accounts.selectors import agencies, people
from ifar.accounts.selectors import proposals as selectors
from ifar.accounts.selectors.agencies import called
from ifar.accounts.services import proposals as services
from ifar.accounts.services import reads
from ifar.acts.forms import done, form_of
from ifar.cursors import page
from ifar.errors import Invalid
from ifar.form_errors import actor_of
from ifar.reference import selectors as reference
from ifar.rights import Actor, may

TABS: Final[Mapping[str, Any]] = {
    "waiting": lazy("Wait for me"),
    "mine": lazy("Asked by me"),
    "late": lazy("Late"),
    "all": pgettext_lazy("proposals", "All"),
}
_LISTS: Final = {
    "waiting": selectors.waiting_for,
    "mine": selectors.proposed_by,
    "late": selectors.late,
    "all": selectors.proposals_for,
}


TOGETHER: Final = ({"name": "act", "value": "accounts.decided", "label": lazy("Decide on proposals")},)
"""What can be done to several of them in one batch."""


class Row(NamedTuple):
    """A proposal as a list shows it."""

    proposal: Any
    act: Any
    state: Any
    proposer: str
    about: str


def _rows(actor: Actor, found: Iterable[Any]) -> list[Row]:
    found = list(found)
    names = people.names_of({one.proposer for one in found})
    about = descriptions.names_of(actor, [one.object for one in found])
    return [
        Row(
            one,
            descriptions.title(one),
            STATES[one.state],
            names.get(one.proposer, one.proposer),
            about.get(one.object, ""),
        )
        for one in found
    ]


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Proposals, by tab."""
    actor, tab = actor_of(request), request.GET.get("show", "waiting")
    if tab not in TABS:
        raise Invalid("accounts.proposals.list")
    found = page(
        _LISTS[tab](actor),
        order=("-at", "-public_id"),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    context = {
        "rows": _rows(actor, found.items),
        "found": found,
        "tab": tab,
        "tabs": TABS.items(),
        "acts": TOGETHER if tab == "waiting" and may(actor, "accounts:proposal:decide") else (),
    }
    return render(request, "accounts/proposals.html", context)


@require_GET
def proposal(request: HttpRequest, public_id: str) -> HttpResponse:
    """One proposal: who asked, why, what exactly will happen, who said what, and what I may say."""
    actor = actor_of(request)
    found = selectors.proposal_for(actor, public_id)
    said = list(found.decisions.all())
    names = people.names_of(
        {found.proposer, *(one.decider for one in said), *(one.standing_in_for for one in said)}
    )
    is_open = found.state in (selectors.OPEN, selectors.COUNTERSIGN)
    answered = any(one.decider == actor.id for one in said)
    in_the_way = approvers.stands_in_the_way(actor, selectors.asked(found)) if is_open else None
    unnamed = descriptions.names_parties(found) and reads.is_unnamed(actor)
    context = {
        "proposal": found,
        "act": descriptions.title(found),
        "state": STATES[found.state],
        "happened": found.state in selectors.HAPPENED,
        "over": found.state in selectors.OVER,
        "names_parties": descriptions.names_parties(found),
        "lines": descriptions.describe(actor, found),
        "proposer": names.get(found.proposer, found.proposer),
        "decisions": [(VERDICTS[one.verdict], one, names.get(one.decider, one.decider)) for one in said],
        "names": names,
        "may_decide": is_open and not answered and in_the_way is None and not unnamed,
        "unnamed": is_open and not answered and in_the_way is None and unnamed,
        "why_not": services.MESSAGES[in_the_way.code]
        if in_the_way and "accounts:proposal:decide" in actor.permissions
        else "",
        "may_withdraw": found.proposer == actor.id and found.state in (selectors.OPEN, selectors.APPROVED),
        "hindrance": descriptions.hindrance(actor, found)
        if found.state in (selectors.OPEN, selectors.APPROVED)
        else "",
        "missing": found.people - 1 - found.yes,
    }
    return render(request, "accounts/proposal.html", context)


@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say yes or no."""
    actor, outcome = actor_of(request), list[services.Outcome]()
    form = form_of(DecideProposal, request)
    said = _("You refused.") if form.data.get("verdict") == "refuse" else _("You agreed.")
    done(
        request,
        form,
        lambda given: outcome.append(services.decide(actor=actor, proposal=public_id, **dict(given))),
        said,
        above=True,
    )
    if outcome and outcome[0].executed and form.given.verdict == "approve":
        messages.info(request, _("It was carried out."))
    return redirect("accounts:proposal", public_id)


@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take back what I asked for."""
    actor = actor_of(request)
    done(
        request,
        form_of(WithdrawProposal, request),
        lambda given: services.withdraw(actor=actor, proposal=public_id, **dict(given)),
        _("You took it back; nothing will be done."),
        above=True,
    )
    return redirect("accounts:proposal", public_id)


# --- what acts of accounts would do ------------------------------------------------------------------------------------
def describe(actor: Actor, found: Proposal) -> list[descriptions.Line]:
    """What a proposal of accounts would do, in words."""
    said = dict(found.payload)
    what = AGENCY_ACTS.get(said.pop("kind", ""))
    whole = {**said, **said.pop("changes", {}), **said.pop("details", {})}
    lines = [_about(actor, found)] + ([descriptions.Line(lazy("Change"), what)] if what else [])
    for name, value in whole.items():
        if value not in (None, "", found.object) and name not in (
            "changes",
            "details",
            "compartment",
            "reason",
        ):
            lines.append(_line(actor, name, value))
    return lines


_LABELS: Final[Mapping[str, Any]] = {
    "role": lazy("Role"),
    "agency": lazy("Agency"),
    "valid_from": lazy("From"),
    "valid_to": lazy("Until"),
    "expires_at": lazy("Until"),
    "scopes": lazy("What it may do"),
    "name": lazy("Name"),
    "names": lazy("Names in other languages"),
    "kind": lazy("Kind"),
    "country": lazy("Country"),
    "area": lazy("Province or district"),
    "parent": lazy("Office above"),
    "closed": pgettext_lazy("an agency", "Closed"),
    "telephone": lazy("Telephone"),
    "email": lazy("E-mail"),
    "user": lazy("In place of"),
    "grant": lazy("Which role"),
}


def _about(actor: Actor, found: Proposal) -> descriptions.Line:
    if found.object.startswith("U"):
        known = people.people_for(actor).filter(public_id=found.object).values_list("name", flat=True).first()
        url = reverse("accounts:person", args=(found.object,)) if known else ""
        return descriptions.Line(
            lazy("Person"), known or people.names_of({found.object}).get(found.object, found.object), url
        )
    if found.object.startswith("A"):
        name = (
            agencies.agencies_for(actor)
            .filter(public_id=found.object)
            .values_list(called(), flat=True)
            .first()
        )
        return descriptions.Line(lazy("Agency"), name or found.object)
    return descriptions.Line(lazy("About"), found.object)


def _line(actor: Actor, name: str, value: Any) -> descriptions.Line:
    label = _LABELS.get(name, name)
    if name == "role":
        value = ROLES.get(value, value)
    elif name in ("agency", "parent"):
        value = (
            agencies.agencies_for(actor).filter(public_id=value).values_list(called(), flat=True).first()
            or value
        )
    elif name == "names":
        value = " · ".join(
            f"{language}: {value[code]}" for code, language in settings.LANGUAGES if code in value
        )
    elif name == "user":
        value = people.names_of({value}).get(value, value)
    elif name == "area":
        value = reference.area_words(value)
    elif name == "country":
        value = reference.words("country").get(value, value)
    elif name == "kind":
        value = AGENCY_KINDS.get(value, value)
    elif name == "grant":
        value = people.grant_words(value)
    elif name in ("valid_from", "valid_to", "expires_at"):
        value = dt.datetime.fromisoformat(value)
    elif name == "scopes":
        value = ", ".join(value)
    elif name == "closed":
        value = _("yes") if value else _("no")
    return descriptions.Line(label, value)
