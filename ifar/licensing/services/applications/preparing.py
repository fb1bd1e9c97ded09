"""An application until it is decided: drafted, handed in, checked, paused, advised on, withdrawn; and appealed against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.services import reads
from ifar.errors import Forbidden, Reason
from ifar.licensing import application, clock, eligibility, labels, licence
from ifar.licensing.inputs import (
    AdviseApplication,
    AmendApplication,
    AnswerCheck,
    AnswerChecks,
    AppealApplication,
    PauseApplication,
    ResumeApplication,
    SubmitApplication,
    WithdrawApplication,
)
from ifar.licensing.kind import CheckItem
from ifar.licensing.models import Application
from ifar.licensing.selectors import records
from ifar.licensing.selectors.kinds import kind_of
from ifar.licensing.services.applications.reading import (
    APPLICATION,
    WRITE,
    applicant_of,
    as_it_stands,
    check_said,
    found_for,
    is_named,
    running,
    standing,
    today,
)
from ifar.licensing.services.writing import RECORDER
from ifar.reference import selectors as reference
from ifar.rights import Actor, require


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
    submitted: bool = False,
) -> str:
    """Take in an application as a draft, or submit it at once; returns its public identifier.

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
    who = applicant_of(actor, applicant)
    quota, months = (
        quota if quota is not None else asked.quota,
        months if months is not None else asked.months,
    )
    wanted = list(dict.fromkeys(categories)) or list(asked.categories)
    if reasons := tuple(eligibility.asking(asked, who.kind, wanted, quota, months)):
        raise RECORDER.invalid(*reasons)
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
    made = RECORDER.record(actor, "application", "drafted", changes=changes, note=note).subject
    if submitted:
        submit(actor=actor, application_id=made)
    return made


@transaction.atomic
def draft_renewal(*, actor: Actor, licence_id: str, note: str = "", expected_n: int | None = None) -> str:
    """Take in the application to renew a licence, for what it covers now; returns its public identifier.

    Raises:
        NotFound: no such licence for this actor.
        Refused: it is not yet, or no longer, to be renewed.
    """
    require(actor, WRITE)
    record = records.licence_for(actor, licence_id)
    RECORDER.check_expected(record, expected_n)
    kind = kind_of(record.kind)
    if not licence.renewable(records.ruled(record), today(), kind.renewal_days):
        raise RECORDER.refused(Reason("licensing.renewal.window", params={"days": kind.renewal_days}))
    changes = {
        "kind": record.kind,
        "purpose": "renewal",
        "applicant": record.holder,
        "applicant_kind": record.holder_kind,
        "book": record.book,
        "licence": record.public_id,
        "categories": record.categories,
        "quota": record.quota,
        "months": kind.months,
        "kind_version": kind.version,
        "clock_days": kind.clock_days,
    }
    return RECORDER.record(actor, "application", "drafted", changes=changes, note=note).subject


@APPLICATION.act(
    "amended",
    AmendApplication,
    _("Change what is asked for"),
    permission=WRITE,
    done=_("What the application asks for is changed."),
    asks=lambda _actor, record: as_it_stands(record, "categories", "quota", "months"),
)
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
    record = standing(actor, application_id, "amended", expected_n)
    wanted = record.categories if categories is None else list(dict.fromkeys(categories))
    quota = record.quota if quota is None else quota
    months = record.months if months is None else months
    if reasons := tuple(
        eligibility.asking(kind_of(record.kind), record.applicant_kind, wanted, quota, months)
    ):
        raise RECORDER.invalid(*reasons)
    sets = {"categories": wanted, "quota": quota, "months": months}
    if all(getattr(record, name) == value for name, value in sets.items()):
        raise RECORDER.invalid(Reason("licensing.nothing", field="categories"))
    RECORDER.record(actor, "application", "amended", record, changes=sets, note=note)


@APPLICATION.act(
    "submitted",
    SubmitApplication,
    _("Submit"),
    permission=WRITE,
    done=_("Submitted. The time limit has begun."),
    leads=True,
)
@transaction.atomic
def submit(*, actor: Actor, application_id: str, note: str = "", expected_n: int | None = None) -> None:
    """Hand in a draft: the statutory clock begins.

    Raises:
        NotFound, Refused, Conflict: as for every act on an application.
    """
    record = standing(actor, application_id, "submitted", expected_n)
    day = today()
    changes = {"submitted_on": day, "due_on": clock.due(day, (), record.clock_days)}
    RECORDER.record(actor, "application", "submitted", record, changes=changes, note=note)


def own_checks(actor: Actor, record: Application) -> list[str]:
    """The checks of an application that an actor's office answers."""
    return [
        check.code for check in kind_of(record.kind).checks if eligibility.answers(check, actor.agency_kind)
    ]


def _checks(actor: Actor, record: Application) -> Mapping[str, Any]:
    spoken = reference.words("check_item")
    return {
        "among": {
            "answers": [
                (own_check, spoken.get(own_check, own_check)) for own_check in own_checks(actor, record)
            ]
        }
    }


@APPLICATION.act(
    "checked",
    AnswerChecks,
    _("Answer the checks"),
    permission="licensing:check:answer",
    done=_("The results are recorded."),
    when=lambda actor, record: is_named(actor, record) and bool(own_checks(actor, record)),
    asks=_checks,
)
@transaction.atomic
def answer_checks(
    *,
    actor: Actor,
    application_id: str,
    answers: Mapping[str, AnswerCheck],
    note: str = "",
    expected_n: int | None = None,
) -> None:
    """Answer several checks of the list: all of them or, where one is refused, none; each is an act of its own.

    Args:
        answers: check of the list -> its answer.
        note: to each of them.

    Raises:
        Forbidden, Invalid, Refused: as for one.
        Conflict: somebody did something meanwhile.
    """
    require(actor, "licensing:check:answer")
    found_for(actor, application_id, "checked", expected_n)
    for item, said in answers.items():
        answer_check(actor=actor, application_id=application_id, item=item, note=note, **dict(said))


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
        Invalid: no such check in this kind, or no such answer.
        Refused: the actor has not said for what purpose they read names, and was not shown the applicant's.
    """
    require(actor, "licensing:check:answer")
    reads.require_named(actor)
    record = found_for(actor, application_id, "checked", expected_n)
    asked = next((check for check in kind_of(record.kind).checks if check.code == item), None)
    if asked is None:
        raise RECORDER.invalid(Reason("licensing.check.none", field="item"))
    if not eligibility.answers(asked, actor.agency_kind):
        raise _asks_others(asked)
    if answer not in application.ANSWERS:
        raise RECORDER.invalid(Reason("licensing.check.answer", field="answer"))
    checks = {**record.checks, item: {"answer": answer, "on": today().isoformat(), "by": actor.id}}
    # The number of an identity card and the name of a doctor are personal: they stand apart from the log and can be erased.
    seen = {"paper": paper.strip()} if paper.strip() else {}
    RECORDER.record(
        actor,
        "application",
        "checked",
        record,
        changes={"checks": checks},
        details={"item": item, "answer": answer},
        note=note,
        personal=seen,
    )


@APPLICATION.act(
    "paused",
    PauseApplication,
    _("Request information"),
    permission=WRITE,
    done=_("The time limit is suspended until the applicant has answered."),
)
@transaction.atomic
def pause(*, actor: Actor, application_id: str, note: str, expected_n: int | None = None) -> None:
    """Ask something of the applicant: the clock stands until `resume`.

    Raises:
        Invalid: nothing says what is asked of the applicant.
    """
    record = standing(actor, application_id, "paused", expected_n)
    check_said(note)
    changes = {"pauses": [*record.pauses, [today().isoformat(), None]], "due_on": None}
    RECORDER.record(actor, "application", "paused", record, changes=changes, note=note)


@APPLICATION.act(
    "resumed",
    ResumeApplication,
    _("The applicant has answered: resume the time limit"),
    permission=WRITE,
    done=_("The time limit runs again."),
    leads=True,
)
@transaction.atomic
def resume(*, actor: Actor, application_id: str, note: str = "", expected_n: int | None = None) -> None:
    """The applicant has answered: the clock runs again."""
    record = standing(actor, application_id, "resumed", expected_n)
    RECORDER.record(actor, "application", "resumed", record, changes=running(record), note=note)


def _is_checked(record: Application) -> bool:
    """Whether nothing but an advice is missing."""
    return record.state == "examination" and not any(
        eligibility.missing(kind_of(record.kind), record.checks, today())
    )


@APPLICATION.act(
    "advised",
    AdviseApplication,
    _("Recommend"),
    permission=WRITE,
    done=_("The advice is recorded. Another person decides."),
    leads=_is_checked,
    when=is_named,
)
@transaction.atomic
def advise(
    *, actor: Actor, application_id: str, advice: str, note: str, expected_n: int | None = None
) -> None:
    """Say what is advised, and why; whoever advises does not decide.

    Raises:
        Invalid: no such advice, or no reason.
        Refused: a grant is advised while the checklist is not complete, or no purpose is stated.
    """
    record = standing(actor, application_id, "advised", expected_n)
    reads.require_named(actor)
    if advice not in application.ADVICE:
        raise RECORDER.invalid(Reason("licensing.advice", field="advice"))
    check_said(note)
    if advice == "grant" and (
        reasons := tuple(eligibility.missing(kind_of(record.kind), record.checks, today()))
    ):
        raise RECORDER.refused(*reasons)
    RECORDER.record(
        actor,
        "application",
        "advised",
        record,
        changes={"advice": advice},
        details={"advice": advice},
        note=note,
    )


@APPLICATION.act(
    "withdrawn",
    WithdrawApplication,
    _("Record its withdrawal"),
    permission=WRITE,
    done=_("The application is withdrawn."),
)
@transaction.atomic
def withdraw(*, actor: Actor, application_id: str, note: str, expected_n: int | None = None) -> None:
    """The applicant takes the application back."""
    record = standing(actor, application_id, "withdrawn", expected_n)
    check_said(note)
    RECORDER.record(actor, "application", "withdrawn", record, changes={"decided_on": today()}, note=note)


@APPLICATION.act(
    "appealed",
    AppealApplication,
    _("Record the appeal"),
    permission=WRITE,
    done=_("The appeal is recorded."),
)
@transaction.atomic
def appeal(*, actor: Actor, application_id: str, note: str, expected_n: int | None = None) -> None:
    """Record that the applicant appeals against a refusal, within the time for it.

    Raises:
        Refused: the time is over.
    """
    record = standing(actor, application_id, "appealed", expected_n)
    check_said(note)
    if record.appeal_until is not None and today() > record.appeal_until:
        raise RECORDER.refused(
            Reason("licensing.appeal.late", params={"until": record.appeal_until.isoformat()})
        )
    RECORDER.record(actor, "application", "appealed", record, note=note)


def _asks_others(item: CheckItem) -> Forbidden:
    """The refusal of an answer that another kind of office gives, which it names."""
    offices = reference.words("agency_kind")
    params = {"offices": ", ".join(offices.get(text, text) for text in item.answered_by)}
    code = "licensing.check.desk"
    return Forbidden(code, labels.of(code, params), article=item.article, field="item")
