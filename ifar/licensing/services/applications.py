"""Applications: taken in, examined, paused, advised on, decided by a second person, appealed. Each is one act of the log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from ifar.accounts.models import Proposal
from ifar.accounts.services import proposals
from ifar.errors import Forbidden, NotFound, Reason
from ifar.licensing import application, barring, clock, eligibility, licence, paying, words
from ifar.licensing.kind import CheckItem, Kind, ends_after
from ifar.licensing.models import Application, Licence
from ifar.licensing.selectors import records
from ifar.licensing.selectors.kinds import kind_of
from ifar.licensing.services import bars as barred
from ifar.licensing.services.naming import check_unnamed
from ifar.licensing.services.writing import (
    check_expected,
    invalid,
    new_id,
    not_examiner,
    refused,
    state_after,
    write,
)
from ifar.parties import selectors as parties
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

WRITE = "licensing:application:write"


def today() -> dt.date:
    """The day of the office."""
    return timezone.localdate()


def pauses_of(found: Application) -> list[clock.Pause]:
    """The days on which the clock stood."""
    return [
        (dt.date.fromisoformat(start), dt.date.fromisoformat(end) if end else None)
        for start, end in found.pauses
    ]


@transaction.atomic
def draft(
    *,
    actor: Actor,
    kind: str,
    applicant: str,
    categories: Sequence[str] = (),
    quota: int | None = None,
    months: int | None = None,
    book: str = "",
    note: str = "",
) -> str:
    """Take in an application as a draft; returns its public identifier.

    Args:
        kind: code of the list `licence_kind`.
        applicant: public identifier of a party that the actor may see.
        quota, months: at most what the kind allows; as much as it allows where None.
        book: the agency whose book a trade licence would cover.
        note: what the applicant says.

    Raises:
        NotFound: no such kind or party.
        Invalid: what is asked for cannot be granted to such an applicant.
    """
    require(actor, WRITE)
    asked = kind_of(kind)
    who = _applicant(actor, applicant)
    quota, months = (
        quota if quota is not None else asked.quota,
        months if months is not None else asked.months,
    )
    wanted = list(dict.fromkeys(categories)) or list(asked.categories)
    if reasons := tuple(eligibility.asking(asked, who.kind, wanted, quota, months)):
        raise invalid(*reasons)
    changes = {
        "kind": asked.code,
        "purpose": "new",
        "applicant": who.public_id,
        "applicant_kind": who.kind,
        "book": book if asked.is_trade else "",
        "categories": wanted,
        "quota": quota,
        "months": months,
        "kind_version": asked.version,
        "clock_days": asked.clock_days,
    }
    return write(actor, "application", "drafted", new_id("application"), changes=changes, note=note)


def _applicant(actor: Actor, public_id: str) -> Any:
    found = parties.parties_for(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("parties.party.not_found", words.of("licensing.not_found"))
    stands = parties.survivors([public_id]).get(public_id, public_id) if found.merged_into else public_id
    return found if stands == public_id else parties.party_for(actor, stands)


@transaction.atomic
def draft_renewal(*, actor: Actor, licence_id: str, note: str = "") -> str:
    """Take in the application to renew a licence, for what it covers now; returns its public identifier.

    Raises:
        NotFound: no such licence for this actor.
        Refused: it is not yet, or no longer, to be renewed.
    """
    require(actor, WRITE)
    found = records.licence_for(actor, licence_id)
    kind = kind_of(found.kind)
    if not licence.renewable(records.ruled(found), today(), kind.renewal_days):
        raise refused(Reason("licensing.renewal.window", params={"days": kind.renewal_days}))
    changes = {
        "kind": found.kind,
        "purpose": "renewal",
        "applicant": found.holder,
        "applicant_kind": found.holder_kind,
        "book": found.book,
        "licence": found.public_id,
        "categories": found.categories,
        "quota": found.quota,
        "months": kind.months,
        "kind_version": kind.version,
        "clock_days": kind.clock_days,
    }
    return write(actor, "application", "drafted", new_id("application"), changes=changes, note=note)


@transaction.atomic
def amend(
    *,
    actor: Actor,
    application_id: str,
    categories: Sequence[str] | None = None,
    quota: int | None = None,
    months: int | None = None,
    note: str = "",
    expected_n: int | None = None,
) -> None:
    """Change what a draft, or an application that waits for the applicant, asks for; what is None stays.

    Raises:
        Invalid: what is asked for cannot be granted to such an applicant, or nothing changes.
    """
    found = _standing(actor, application_id, "amended", expected_n)
    wanted = found.categories if categories is None else list(dict.fromkeys(categories))
    quota = found.quota if quota is None else quota
    months = found.months if months is None else months
    if reasons := tuple(eligibility.asking(kind_of(found.kind), found.applicant_kind, wanted, quota, months)):
        raise invalid(*reasons)
    sets = {"categories": wanted, "quota": quota, "months": months}
    if all(getattr(found, name) == value for name, value in sets.items()):
        raise invalid(Reason("licensing.nothing", field="categories"))
    write(actor, "application", "amended", found, changes=sets, note=note)


@transaction.atomic
def submit(*, actor: Actor, application_id: str, expected_n: int | None = None) -> None:
    """Hand in a draft: the statutory clock begins.

    Raises:
        NotFound, Refused, Conflict: as for every act on an application.
    """
    found = _standing(actor, application_id, "submitted", expected_n)
    day = today()
    changes = {"submitted_on": day, "due_on": clock.due(day, (), found.clock_days)}
    write(actor, "application", "submitted", found, changes=changes)


@transaction.atomic
def answer_check(
    *,
    actor: Actor,
    application_id: str,
    item: str,
    answer: str,
    paper: str = "",
    note: str = "",
    expected_n: int | None = None,
) -> None:
    """Answer a check of the list: it is passed or failed, on which paper; a later answer replaces an earlier one.

    Raises:
        Forbidden: another kind of office answers this check.
        Invalid: no such check in this kind, no such answer, or the paper names the applicant.
    """
    require(actor, "licensing:check:answer")
    found = _found(actor, application_id, "checked", expected_n)
    asked = next((one for one in kind_of(found.kind).checks if one.code == item), None)
    if asked is None:
        raise invalid(Reason("licensing.check.none", field="item"))
    if not eligibility.answers(asked, actor.agency_kind):
        raise _asks_others(asked)
    if answer not in application.ANSWERS:
        raise invalid(Reason("licensing.check.answer", field="answer"))
    check_unnamed(found.applicant, {"paper": paper})
    checks = {**found.checks, item: {"answer": answer, "on": today().isoformat(), "by": actor.id}}
    details = {"item": item, "answer": answer} | ({"paper": paper.strip()} if paper.strip() else {})
    write(actor, "application", "checked", found, changes={"checks": checks}, details=details, note=note)


@transaction.atomic
def pause(*, actor: Actor, application_id: str, note: str, expected_n: int | None = None) -> None:
    """Ask something of the applicant: the clock stands until `resume`.

    Raises:
        Invalid: nothing says what is asked of the applicant.
    """
    found = _standing(actor, application_id, "paused", expected_n)
    _said(note)
    changes = {"pauses": [*found.pauses, [today().isoformat(), None]], "due_on": None}
    write(actor, "application", "paused", found, changes=changes, note=note)


@transaction.atomic
def resume(*, actor: Actor, application_id: str, note: str = "", expected_n: int | None = None) -> None:
    """The applicant has answered: the clock runs again."""
    found = _standing(actor, application_id, "resumed", expected_n)
    write(actor, "application", "resumed", found, changes=_running(found), note=note)


def _running(found: Application) -> dict[str, Any]:
    """Pauses, the last one ended today, and the day on which it is due now."""
    pauses = [[start, end or today().isoformat()] for start, end in found.pauses]
    told = [(dt.date.fromisoformat(start), dt.date.fromisoformat(end)) for start, end in pauses]
    due = clock.due(found.submitted_on, told, found.clock_days) if found.submitted_on else None
    return {"pauses": pauses, "due_on": due}


@transaction.atomic
def advise(
    *, actor: Actor, application_id: str, advice: str, note: str, expected_n: int | None = None
) -> None:
    """Say what is advised, and why; whoever advises does not decide.

    Raises:
        Invalid: no such advice, or no reason.
        Refused: a grant is advised while the checklist is not complete.
    """
    found = _standing(actor, application_id, "advised", expected_n)
    if advice not in application.ADVICE:
        raise invalid(Reason("licensing.advice", field="advice"))
    _said(note)
    if advice == "grant" and (
        reasons := tuple(eligibility.missing(kind_of(found.kind), found.checks, today()))
    ):
        raise refused(*reasons)
    write(
        actor,
        "application",
        "advised",
        found,
        changes={"advice": advice},
        details={"advice": advice},
        note=note,
    )


@transaction.atomic
def withdraw(*, actor: Actor, application_id: str, note: str, expected_n: int | None = None) -> None:
    """The applicant takes the application back."""
    found = _standing(actor, application_id, "withdrawn", expected_n)
    _said(note)
    write(actor, "application", "withdrawn", found, changes={"decided_on": today()}, note=note)


@transaction.atomic
def appeal(*, actor: Actor, application_id: str, note: str, expected_n: int | None = None) -> None:
    """Record that the applicant appeals against a refusal, within the time for it.

    Raises:
        Refused: the time is over.
    """
    found = _standing(actor, application_id, "appealed", expected_n)
    _said(note)
    if found.appeal_until is not None and today() > found.appeal_until:
        raise refused(Reason("licensing.appeal.late", params={"until": found.appeal_until.isoformat()}))
    write(actor, "application", "appealed", found, note=note)


def _asks_others(item: CheckItem) -> Forbidden:
    """The refusal of an answer that another kind of office gives, which it names."""
    offices = reference.words("agency_kind")
    params = {"offices": ", ".join(offices.get(one, one) for one in item.answered_by)}
    code = "licensing.check.desk"
    return Forbidden(code, words.of(code, params), article=item.article, field="item")


def _standing(actor: Actor, public_id: str, kind: str, expected_n: int | None) -> Application:
    require(actor, WRITE)
    return _found(actor, public_id, kind, expected_n)


def _found(actor: Actor, public_id: str, kind: str, expected_n: int | None) -> Application:
    found = records.application_for(actor, public_id)
    check_expected(found, expected_n)
    state_after("application", kind, found.state)
    return found


def _said(note: str) -> None:
    if not note.strip():
        raise invalid(Reason("licensing.note", field="note"))


# Decisions ------------------------------------------------------------------------------------------------------------


def against(
    actor: Actor, found: Application, decision: Mapping[str, Any], day: dt.date
) -> tuple[Reason, ...]:
    """Everything that stands against a grant on a day."""
    who = _applicant(actor, found.applicant)
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
    found = records.application_for(actor, application_id)
    state_after("application", "granted", found.state)
    lines = [one.strip() for one in conditions if one.strip()]
    decision = {
        "licence": found.licence or new_id("licence"),
        "categories": found.categories if categories is None else list(categories),
        "quota": found.quota if quota is None else quota,
        "months": found.months if months is None else months,
        "conditions": lines,
    }
    check_unnamed(found.applicant, {"conditions": lines})
    told = barred.told_of(actor, found)
    if reasons := (*against(actor, found, decision, today()), *barring.against(told, bars)):
        raise refused(*reasons)
    # Only what was told: the second person is shown these, and a proposal must be no way to ask what a bar is.
    if named := sorted(told.keys() & set(bars)):
        decision["bars"] = named
    return _propose(actor, found, "granted", decision, reason)


@transaction.atomic
def propose_refusal(*, actor: Actor, application_id: str, reason: str, grounds: Sequence[str]) -> Proposal:
    """Propose to refuse an application, on grounds of the list `refusal_ground`; another person decides.

    Raises:
        Invalid: no ground, or none of the list.
    """
    require(actor, "licensing:decision:propose")
    found = records.application_for(actor, application_id)
    state_after("application", "refused", found.state)
    known = {choice.code for choice in reference.choices("refusal_ground")}
    if not grounds or not set(grounds) <= known:
        raise invalid(Reason("licensing.grounds", field="grounds"))
    return _propose(actor, found, "refused", {"grounds": sorted(set(grounds))}, reason)


@transaction.atomic
def propose_dismissal(*, actor: Actor, application_id: str, reason: str) -> Proposal:
    """Propose to dismiss an appeal; another person decides."""
    require(actor, "licensing:decision:propose")
    found = records.application_for(actor, application_id)
    state_after("application", "dismissed", found.state)
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
    not_examiner(actor, records.examiners_of(found.public_id))
    state_after("application", kind, found.state)
    return found


def carry_out_grant(actor: Actor, proposal: Proposal) -> None:
    """Grant what was approved: the application's event, and the licence that follows from it, or its new term."""
    found = _decided(actor, proposal, "granted")
    decision = proposal.payload["details"]
    day = today()
    told = barred.told_of(actor, found)
    if reasons := (*against(actor, found, decision, day), *barring.against(told, decision.get("bars", ()))):
        raise refused(*reasons)
    sets = {name: decision[name] for name in ("licence", "categories", "quota", "months")}
    write(
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
    write(
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
    write(actor, "licence", "renewed", renewed, changes=sets, details={"application": found.public_id})


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
        sets |= _running(found)
    write(
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
    write(
        actor,
        "application",
        "dismissed",
        found,
        changes={"decided_on": today()},
        details=proposal.payload["details"],
        note=proposal.reason,
        proposal=proposal.public_id,
    )
