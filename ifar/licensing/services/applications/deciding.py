"""An application is granted, refused or dismissed: asked for by one, carried out by the decision of another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.accounts.models import Proposal
from ifar.accounts.services import notices, proposals, reads
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
    actor: Actor, record: Application, decision: Mapping[str, Any], day: dt.date
) -> tuple[Reason, ...]:
    """Everything that stands against a grant on a day."""
    who = applicant_of(actor, record.applicant)
    whose = parties.records_of(who.public_id)
    return (
        *eligibility.granting(
            kind_of(record.kind),
            applicant_kind=who.kind,
            applicant_status=who.status,
            categories=decision["categories"],
            quota=decision["quota"],
            months=decision["months"],
            checks=record.checks,
            day=day,
            stopped=records.is_stopped(whose, but=record.licence),
            noticed=records.is_noticed(whose),
        ),
        *paying.against(record),
    )


def _may_grant(actor: Actor, record: Application) -> bool:
    """Nobody is granted anything whom the register surely knows as barred."""
    return is_named(actor, record) and not any(
        bar_match.sureness == "certain" for bar_match in barred.asked_once(actor, record)
    )


def _doubts(actor: Actor, record: Application) -> Mapping[str, Any]:
    """The bars of people like the applicant: of each it is said that it means somebody else. The reason begins as that of the advice."""
    results = [bar_match.bar.public_id for bar_match in barred.asked_once(actor, record)]
    if not results:
        return {"without": ("bars",), **_advised(actor, record)}
    return {
        "among": {"bars": [(text, identifiers.shown(text)) for text in results]},
        **_advised(actor, record),
    }


def _advised(_actor: Actor, record: Application) -> Mapping[str, Any]:
    """The reason with which a proposal begins: what was written with the advice, so that nobody writes it twice."""
    return {"initial": {"reason": records.advice_of(record.public_id)}}


@APPLICATION.act(
    "granted",
    GrantApplication,
    _("Submit for approval"),
    permission=PROPOSE,
    hint=_("Another person decides, who neither examined it nor advised on it."),
    leads=lambda record: record.advice == "grant",
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
    record = records.application_for(actor, application_id)
    RECORDER.state_after("application", "granted", record.state)
    lines = [condition.strip() for condition in conditions if condition.strip()]
    decision = {
        "licence": record.licence or RECORDER.new_id("licence"),
        "categories": record.categories if categories is None else list(categories),
        "quota": record.quota if quota is None else quota,
        "months": record.months if months is None else months,
        "conditions": lines,
    }
    check_unnamed(record.applicant, {"conditions": lines})
    result = barred.bars_like(actor, record)
    if reasons := (*against(actor, record, decision, today()), *barring.against(result, bars)):
        raise RECORDER.refused(*reasons)
    # Only what was told: the second person is shown these, and a proposal must be no way to ask what a bar is.
    if named := sorted(result.keys() & set(bars)):
        decision["bars"] = named
    return _propose(actor, record, "granted", decision, reason)


@APPLICATION.act(
    "refused",
    RefuseApplication,
    _("Submit refusal for approval"),
    permission=PROPOSE,
    leads=lambda record: record.state == "advised" and record.advice == "refuse",
    when=is_named,
    asks=_advised,
)
@transaction.atomic
def propose_refusal(*, actor: Actor, application_id: str, reason: str, grounds: Sequence[str]) -> Proposal:
    """Propose to refuse an application, on grounds of the list `refusal_ground`; another person decides.

    Raises:
        Invalid: no ground, or none of the list.
    """
    require(actor, "licensing:decision:propose")
    reads.require_named(actor)
    record = records.application_for(actor, application_id)
    RECORDER.state_after("application", "refused", record.state)
    known = {choice.code for choice in reference.choices("refusal_ground")}
    if not grounds or not set(grounds) <= known:
        raise RECORDER.invalid(Reason("licensing.grounds", field="grounds"))
    return _propose(actor, record, "refused", {"grounds": sorted(set(grounds))}, reason)


@APPLICATION.act(
    "dismissed",
    DismissAppeal,
    _("Submit dismissal for approval"),
    permission=PROPOSE,
    leads=lambda record: record.advice == "refuse",
    when=is_named,
)
@transaction.atomic
def propose_dismissal(*, actor: Actor, application_id: str, reason: str) -> Proposal:
    """Propose to dismiss an appeal; another person decides."""
    require(actor, "licensing:decision:propose")
    reads.require_named(actor)
    record = records.application_for(actor, application_id)
    RECORDER.state_after("application", "dismissed", record.state)
    return _propose(actor, record, "dismissed", {"outcome": "dismissed"}, reason)


def _propose(
    actor: Actor, record: Application, kind: str, details: Mapping[str, Any], reason: str
) -> Proposal:
    return proposals.propose(
        actor=actor,
        act=f"licensing.application_{kind}",
        object=record.public_id,
        payload={"details": dict(details)},
        reason=reason,
        compartment=record.compartment,
    )


def _decided(actor: Actor, proposal: Proposal, kind: str) -> Application:
    record = records.application_for(actor, proposal.object)
    RECORDER.state_after("application", kind, record.state)
    return record


def carry_out_grant(actor: Actor, proposal: Proposal) -> None:
    """Grant what was approved: the application's event, and the licence that follows from it, or its new term."""
    record = _decided(actor, proposal, "granted")
    decision = proposal.payload["details"]
    day = today()
    result = barred.bars_like(actor, record)
    if reasons := (
        *against(actor, record, decision, day),
        *barring.against(result, decision.get("bars", ())),
    ):
        raise RECORDER.refused(*reasons)
    sets = {name: decision[name] for name in ("licence", "categories", "quota", "months")}
    RECORDER.record(
        actor,
        "application",
        "granted",
        record,
        changes={**sets, "decided_on": day},
        details=decision,
        proposal=proposal.public_id,
    )
    if record.purpose == "renewal":
        _renew(actor, record, decision, day)
    else:
        _issue(actor, record, kind_of(record.kind), decision, day)
    notices.tell(
        kind="licensing.granted",
        object=record.public_id,
        agency_id=proposal.agency_id,
        once=f"licensing.granted {proposal.public_id}",
        user=proposal.proposer,
    )


def _issue(actor: Actor, record: Application, kind: Kind, decision: Mapping[str, Any], day: dt.date) -> None:
    sets = {
        "kind": record.kind,
        "holder": record.applicant,
        "holder_kind": record.applicant_kind,
        "book": record.book,
        "allows": kind_allows(kind),
        "categories": decision["categories"],
        "counts": kind.counts,
        "quota": decision["quota"],
        "conditions": decision["conditions"],
        "valid_from": day,
        "valid_to": ends_after(day, decision["months"]) if decision["months"] else None,
        "application": record.public_id,
        "kind_version": kind.version,
    }
    RECORDER.record(
        actor,
        "licence",
        "granted",
        decision["licence"],
        changes=sets,
        details={"application": record.public_id},
        keeper=(record.agency.public_id, record.compartment),
    )


def kind_allows(kind: Kind) -> list[str]:
    """What a kind allows, in the order in which the list says it."""
    row = reference.rows_of("licence_kind").get(code=kind.code)
    return [part for part in row.allows.split("|") if part]


def _renew(actor: Actor, record: Application, decision: Mapping[str, Any], day: dt.date) -> None:
    renewed = Licence.objects.get(public_id=decision["licence"])
    begins = max(renewed.valid_to + dt.timedelta(days=1), day) if renewed.valid_to else day
    sets = {
        "valid_to": ends_after(begins, decision["months"]) if decision["months"] else None,
        "application": record.public_id,
    }
    RECORDER.record(
        actor, "licence", "renewed", renewed, changes=sets, details={"application": record.public_id}
    )


def carry_out_refusal(actor: Actor, proposal: Proposal) -> None:
    """Refuse what was approved to be refused; the time to appeal begins, and every desk hears of it."""
    record = _decided(actor, proposal, "refused")
    day = today()
    sets = {
        "grounds": proposal.payload["details"]["grounds"],
        "decided_on": day,
        "appeal_until": day + dt.timedelta(days=application.APPEAL_DAYS),
    }
    if record.state == "waiting":
        sets |= running(record)
    RECORDER.record(
        actor,
        "application",
        "refused",
        record,
        changes=sets,
        details=proposal.payload["details"],
        note=proposal.reason,
        proposal=proposal.public_id,
    )
    barred.enter_refusal(actor, record, sets["grounds"])


def carry_out_dismissal(actor: Actor, proposal: Proposal) -> None:
    """Dismiss the appeal."""
    record = _decided(actor, proposal, "dismissed")
    RECORDER.record(
        actor,
        "application",
        "dismissed",
        record,
        changes={"decided_on": today()},
        details=proposal.payload["details"],
        note=proposal.reason,
        proposal=proposal.public_id,
    )
