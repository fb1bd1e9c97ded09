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
from ifar.cursors import page_of
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


def _rows(actor: Actor, results: Iterable[Any]) -> list[Row]:
    results = list(results)
    names = people.names_of({item.proposer for item in results})
    about = descriptions.names_of(actor, [item.object for item in results])
    return [
        Row(
            item,
            descriptions.title(item),
            STATES[item.state],
            names.get(item.proposer, item.proposer),
            about.get(item.object, ""),
        )
        for item in results
    ]


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Proposals, by tab."""
    actor, tab = actor_of(request), request.GET.get("show", "waiting")
    if tab not in TABS:
        raise Invalid("accounts.proposals.list")
    result = page_of(request.GET, _LISTS[tab](actor), order=("-at", "-public_id"), sorts={"at": None})
    context = {
        "rows": _rows(actor, result.items),
        "found": result,
        "tab": tab,
        "tabs": TABS.items(),
        "acts": TOGETHER if tab == "waiting" and may(actor, "accounts:proposal:decide") else (),
    }
    return render(request, "accounts/proposals.html", context)


@require_GET
def proposal(request: HttpRequest, public_id: str) -> HttpResponse:
    """One proposal: who asked, why, what exactly will happen, who said what, and what I may say."""
    actor = actor_of(request)
    result = selectors.proposal_for(actor, public_id)
    decisions = list(result.decisions.all())
    names = people.names_of(
        {
            result.proposer,
            *(decision.decider for decision in decisions),
            *(decision.standing_in_for for decision in decisions),
        }
    )
    is_open = result.state in (selectors.OPEN, selectors.COUNTERSIGN)
    answered = any(decision.decider == actor.id for decision in decisions)
    in_the_way = approvers.stands_in_the_way(actor, selectors.pending_proposal(result)) if is_open else None
    unnamed = descriptions.names_parties(result) and reads.is_unnamed(actor)
    context = {
        "proposal": result,
        "act": descriptions.title(result),
        "state": STATES[result.state],
        "happened": result.state in selectors.HAPPENED,
        "over": result.state in selectors.OVER,
        "names_parties": descriptions.names_parties(result),
        "lines": descriptions.describe(actor, result),
        "proposer": names.get(result.proposer, result.proposer),
        "decisions": [
            (VERDICTS[decision.verdict], decision, names.get(decision.decider, decision.decider))
            for decision in decisions
        ],
        "names": names,
        "may_decide": is_open and not answered and in_the_way is None and not unnamed,
        "unnamed": is_open and not answered and in_the_way is None and unnamed,
        "why_not": services.MESSAGES[in_the_way.code]
        if in_the_way and "accounts:proposal:decide" in actor.permissions
        else "",
        "may_withdraw": result.proposer == actor.id and result.state in (selectors.OPEN, selectors.APPROVED),
        "hindrance": descriptions.hindrance(actor, result)
        if result.state in (selectors.OPEN, selectors.APPROVED)
        else "",
        "missing": result.people - 1 - result.yes,
    }
    return render(request, "accounts/proposal.html", context)


@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say yes or no."""
    actor, outcome = actor_of(request), list[services.Outcome]()
    form = form_of(DecideProposal, request)
    text = _("You refused.") if form.data.get("verdict") == "refuse" else _("You approved.")
    done(
        request,
        form,
        lambda given: outcome.append(services.decide(actor=actor, proposal=public_id, **dict(given))),
        text,
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
def describe(actor: Actor, record: Proposal) -> list[descriptions.Line]:
    """What a proposal of accounts would do, in words."""
    payload = dict(record.payload)
    what = AGENCY_ACTS.get(payload.pop("kind", ""))
    whole = {**payload, **payload.pop("changes", {}), **payload.pop("details", {})}
    lines = [_about(actor, record)] + ([descriptions.Line(lazy("Change"), what)] if what else [])
    for name, value in whole.items():
        if value not in (None, "", record.object) and name not in (
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


def _about(actor: Actor, record: Proposal) -> descriptions.Line:
    if record.object.startswith("U"):
        known = (
            people.people_for(actor).filter(public_id=record.object).values_list("name", flat=True).first()
        )
        url = reverse("accounts:person", args=(record.object,)) if known else ""
        return descriptions.Line(
            lazy("Person"), known or people.names_of({record.object}).get(record.object, record.object), url
        )
    if record.object.startswith("A"):
        name = (
            agencies.agencies_for(actor)
            .filter(public_id=record.object)
            .values_list(called(), flat=True)
            .first()
        )
        return descriptions.Line(lazy("Agency"), name or record.object)
    return descriptions.Line(lazy("About"), record.object)


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
