"""An application is granted, refused or dismissed: asked for by one, carried out by the decision of another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.accounts.models import Proposal
from ifar.accounts.services import proposals, reads
from ifar.errors import Reason
from ifar.licensing import application, barring, eligibility, paying
from ifar.licensing.inputs import DismissAppeal, GrantApplication, RefuseApplication
from ifar.licensing.kind import Kind, ends_after
from ifar.licensing.models import Application, Licence
from ifar.licensing.selectors import records
from ifar.licensing.selectors.kinds import kind_of
from ifar.licensing.services import bars as barred
from ifar.licensing.services.applications.reading import (
    APPLICATION,
    applicant_of,
    is_named,
    running,
    today,
)
from ifar.licensing.services.naming import check_unnamed
from ifar.licensing.services.writing import RECORDER
from ifar.parties import selectors as parties
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

PROPOSE: Final = "licensing:decision:propose"


def against(
    actor: Actor, found: Application, decision: Mapping[str, Any], day: dt.date
) -> tuple[Reason, ...]:
    """Everything that stands against a grant on a day."""
    who = applicant_of(actor, found.applicant)
    whose = parties.records_of(who.public_id)
    return (
        *eligibility.granting(
            kind_of(found.kind),
            applicant_kind=who.kind,
            applicant_status=who.status,
            categories=decision["categories"],
            quota=decision["quota"],
            months=decision["months"],
            checks=found.checks,
            day=day,
            stopped=records.is_stopped(whose, but=found.licence),
            noticed=records.is_noticed(whose),
        ),
        *paying.against(found),
    )


def _may_grant(actor: Actor, found: Application) -> bool:
    """Nobody is granted anything whom the register surely knows as barred."""
    return is_named(actor, found) and not any(
        one.sureness == "certain" for one in barred.asked_once(actor, found)
    )


def _doubts(actor: Actor, found: Application) -> Mapping[str, Any]:
    """The bars of people like the applicant: of each it is said that it means somebody else."""
    told = [one.bar.public_id for one in barred.asked_once(actor, found)]
    if not told:
        return {"without": ("bars",)}
    return {"among": {"bars": [(one, identifiers.shown(one)) for one in told]}}


@APPLICATION.act(
    "granted",
    GrantApplication,
    _("Ask the second person to grant it"),
    permission=PROPOSE,
    hint=_("Another person decides, who neither examined it nor advised on it."),
    leads=lambda found: found.advice == "grant",
    when=_may_grant,
    asks=_doubts,
)
@transaction.atomic
def propose_grant(
    *,
    actor: Actor,
    application_id: str,
    reason: str,
    categories: Sequence[str] | None = None,
    quota: int | None = None,
    months: int | None = None,
    conditions: Sequence[str] = (),
    bars: Sequence[str] = (),
) -> Proposal:
    """Propose to grant an application: another person, who neither examined nor advised, decides.

    Args:
        categories, quota, months: what is granted; what was asked for where None.
        conditions: as they will stand on the licence.
        bars: those whose person is like the applicant, and of which the proposer says that they do not mean the applicant.

    Raises:
        Refused: the checklist is not complete, the applicant is barred, or something else stands against it; every reason with its
            article. Or no purpose was stated for the question after bars.
        Invalid: a condition names the applicant.
    """
    require(actor, "licensing:decision:propose")
    reads.require_named(actor)
    found = records.application_for(actor, application_id)
    RECORDER.state_after("application", "granted", found.state)
    lines = [one.strip() for one in conditions if one.strip()]
    decision = {
        "licence": found.licence or RECORDER.new_id("licence"),
        "categories": found.categories if categories is None else list(categories),
        "quota": found.quota if quota is None else quota,
        "months": found.months if months is None else months,
        "conditions": lines,
    }
    check_unnamed(found.applicant, {"conditions": lines})
    told = barred.told_of(actor, found)
    if reasons := (*against(actor, found, decision, today()), *barring.against(told, bars)):
        raise RECORDER.refused(*reasons)
    # Only what was told: the second person is shown these, and a proposal must be no way to ask what a bar is.
    if named := sorted(told.keys() & set(bars)):
        decision["bars"] = named
    return _propose(actor, found, "granted", decision, reason)


@APPLICATION.act(
    "refused",
    RefuseApplication,
    _("Ask the second person to refuse it"),
    permission=PROPOSE,
    leads=lambda found: found.state == "advised" and found.advice == "refuse",
    when=is_named,
)
@transaction.atomic
def propose_refusal(*, actor: Actor, application_id: str, reason: str, grounds: Sequence[str]) -> Proposal:
    """Propose to refuse an application, on grounds of the list `refusal_ground`; another person decides.

    Raises:
        Invalid: no ground, or none of the list.
    """
    require(actor, "licensing:decision:propose")
    reads.require_named(actor)
    found = records.application_for(actor, application_id)
    RECORDER.state_after("application", "refused", found.state)
    known = {choice.code for choice in reference.choices("refusal_ground")}
    if not grounds or not set(grounds) <= known:
        raise RECORDER.invalid(Reason("licensing.grounds", field="grounds"))
    return _propose(actor, found, "refused", {"grounds": sorted(set(grounds))}, reason)


@APPLICATION.act(
    "dismissed",
    DismissAppeal,
    _("Ask the second person to dismiss it"),
    permission=PROPOSE,
    leads=lambda found: found.advice == "refuse",
    when=is_named,
)
@transaction.atomic
def propose_dismissal(*, actor: Actor, application_id: str, reason: str) -> Proposal:
    """Propose to dismiss an appeal; another person decides."""
    require(actor, "licensing:decision:propose")
    reads.require_named(actor)
    found = records.application_for(actor, application_id)
    RECORDER.state_after("application", "dismissed", found.state)
    return _propose(actor, found, "dismissed", {"outcome": "dismissed"}, reason)


def _propose(
    actor: Actor, found: Application, kind: str, details: Mapping[str, Any], reason: str
) -> Proposal:
    return proposals.propose(
        actor=actor,
        act=f"licensing.application_{kind}",
        object=found.public_id,
        payload={"details": dict(details)},
        reason=reason,
        compartment=found.compartment,
    )


def _decided(actor: Actor, proposal: Proposal, kind: str) -> Application:
    found = records.application_for(actor, proposal.object)
    RECORDER.state_after("application", kind, found.state)
    return found


def carry_out_grant(actor: Actor, proposal: Proposal) -> None:
    """Grant what was approved: the application's event, and the licence that follows from it, or its new term."""
    found = _decided(actor, proposal, "granted")
    decision = proposal.payload["details"]
    day = today()
    told = barred.told_of(actor, found)
    if reasons := (*against(actor, found, decision, day), *barring.against(told, decision.get("bars", ()))):
        raise RECORDER.refused(*reasons)
    sets = {name: decision[name] for name in ("licence", "categories", "quota", "months")}
    RECORDER.record(
        actor,
        "application",
        "granted",
        found,
        changes={**sets, "decided_on": day},
        details=decision,
        proposal=proposal.public_id,
    )
    if found.purpose == "renewal":
        _renew(actor, found, decision, day)
    else:
        _issue(actor, found, kind_of(found.kind), decision, day)


def _issue(actor: Actor, found: Application, kind: Kind, decision: Mapping[str, Any], day: dt.date) -> None:
    sets = {
        "kind": found.kind,
        "holder": found.applicant,
        "holder_kind": found.applicant_kind,
        "book": found.book,
        "allows": kind_allows(kind),
        "categories": decision["categories"],
        "counts": kind.counts,
        "quota": decision["quota"],
        "conditions": decision["conditions"],
        "valid_from": day,
        "valid_to": ends_after(day, decision["months"]) if decision["months"] else None,
        "application": found.public_id,
        "kind_version": kind.version,
    }
    RECORDER.record(
        actor,
        "licence",
        "granted",
        decision["licence"],
        changes=sets,
        details={"application": found.public_id},
        keeper=(found.agency.public_id, found.compartment),
    )


def kind_allows(kind: Kind) -> list[str]:
    """What a kind allows, in the order in which the list says it."""
    row = reference.rows_of("licence_kind").get(code=kind.code)
    return [one for one in row.allows.split("|") if one]


def _renew(actor: Actor, found: Application, decision: Mapping[str, Any], day: dt.date) -> None:
    renewed = Licence.objects.get(public_id=decision["licence"])
    begins = max(renewed.valid_to + dt.timedelta(days=1), day) if renewed.valid_to else day
    sets = {
        "valid_to": ends_after(begins, decision["months"]) if decision["months"] else None,
        "application": found.public_id,
    }
    RECORDER.record(
        actor, "licence", "renewed", renewed, changes=sets, details={"application": found.public_id}
    )


def carry_out_refusal(actor: Actor, proposal: Proposal) -> None:
    """Refuse what was approved to be refused; the time to appeal begins, and every desk hears of it."""
    found = _decided(actor, proposal, "refused")
    day = today()
    sets = {
        "grounds": proposal.payload["details"]["grounds"],
        "decided_on": day,
        "appeal_until": day + dt.timedelta(days=application.APPEAL_DAYS),
    }
    if found.state == "waiting":
        sets |= running(found)
    RECORDER.record(
        actor,
        "application",
        "refused",
        found,
        changes=sets,
        details=proposal.payload["details"],
        note=proposal.reason,
        proposal=proposal.public_id,
    )
    barred.enter_refusal(actor, found, sets["grounds"])


def carry_out_dismissal(actor: Actor, proposal: Proposal) -> None:
    """Dismiss the appeal."""
    found = _decided(actor, proposal, "dismissed")
    RECORDER.record(
        actor,
        "application",
        "dismissed",
        found,
        changes={"decided_on": today()},
        details=proposal.payload["details"],
        note=proposal.reason,
        proposal=proposal.public_id,
    )
