"""What becomes of a project's activities, partners, places, risks, issues, lessons and documents. Each one act, one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import fields
from functools import partial
from operator import attrgetter
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.inputs import RecordInput
from ifar.acts.models import Projected
from ifar.acts.offers import Offers
from ifar.programme import labels
from ifar.programme import work_inputs as inputs
from ifar.programme.models import (
    Activity,
    Document,
    Issue,
    Lesson,
    Location,
    Partner,
    Risk,
)
from ifar.programme.selectors import work as selectors
from ifar.programme.services.planning import LONGEST, PLAN
from ifar.programme.services.work import (
    New,
    NewActivity,
    NewIssue,
    NewLesson,
    NewRisk,
    text,
)
from ifar.programme.services.writing import RECORDER, today
from ifar.rights import Actor, require


def _offers(model: type[Projected], record_type: str, page: str) -> Offers:
    """The acts of something that stands on a page of its project."""
    find = partial(selectors.one, model=model)
    return Offers(
        RECORDER,
        record_type,
        lambda actor, public_id: find(actor=actor, public_id=public_id),
        page=f"programme:{page}",
        on=attrgetter("project"),
    )


ACTIVITY: Final = _offers(Activity, "activity", "plan")
PARTNER: Final = _offers(Partner, "partner", "plan")
LOCATION: Final = _offers(Location, "location", "plan")
RISK: Final = _offers(Risk, "risk", "risks")
ISSUE: Final = _offers(Issue, "issue", "risks")
LESSON: Final = _offers(Lesson, "lesson", "risks")
DOCUMENT: Final = _offers(Document, "document", "documents")


def _found(actor: Actor, offers: Offers, public_id: str, n: int | None) -> Any:
    """One that may be worked on.

    Raises:
        Forbidden: the actor plans nothing.
        NotFound: there is none.
        Conflict: somebody did something with it meanwhile.
    """
    require(actor, PLAN)
    result = offers.find(actor, public_id)
    RECORDER.check_expected(result, n)
    return result


def _day(on: dt.date | None) -> dt.date:
    """A day that has come; today where none is given."""
    day = on or today()
    if day > today():
        raise labels.invalid("programme.work.future", "on")
    return day


def _reason(reason: str) -> str:
    return text(reason, "reason", LONGEST)


def _as_it_stands(new: Callable[..., New]) -> Callable[[Actor, Any], dict[str, Any]]:
    """A form that begins with what the record says."""
    names = [field.name for field in fields(new)]  # type: ignore[arg-type]
    return lambda _actor, record: {"initial": {name: getattr(record, name) for name in names}}


def of_project(actor: Actor, project: str) -> dict[str, Any]:
    """Which results and places of a project an activity may name."""
    plan = selectors.plan(actor, project)
    return {
        "result": [(result.public_id, result.title) for result in plan.results],
        "location": [(location.public_id, location.name) for location in plan.locations],
    }


@ACTIVITY.act(
    "begun",
    inputs.SayDay,
    _("Note that the activity has begun"),
    permission=PLAN,
    done=_("The activity has begun."),
    asks=lambda _actor, _found: {"initial": {"on": today()}},
)
@transaction.atomic
def begin_activity(
    *, actor: Actor, activity_id: str, on: dt.date | None = None, expected_n: int | None = None
) -> None:
    """Note on which day an activity began; today where none is given."""
    result = _found(actor, ACTIVITY, activity_id, expected_n)
    RECORDER.record(actor, "activity", "begun", result, changes={"begun_on": _day(on)})


@ACTIVITY.act(
    "finished",
    inputs.SayDay,
    _("Note that the activity is done"),
    permission=PLAN,
    done=_("The activity is done."),
    asks=lambda _actor, _found: {"initial": {"on": today()}},
)
@transaction.atomic
def finish_activity(
    *, actor: Actor, activity_id: str, on: dt.date | None = None, expected_n: int | None = None
) -> None:
    """Note on which day an activity was done; today where none is given."""
    result = _found(actor, ACTIVITY, activity_id, expected_n)
    RECORDER.record(actor, "activity", "finished", result, changes={"done_on": _day(on)})


@ACTIVITY.act(
    "changed",
    inputs.ChangeActivity,
    _("Change the activity"),
    permission=PLAN,
    asks=lambda actor, record: {
        **_as_it_stands(NewActivity)(actor, record),
        "among": of_project(actor, record.project),
    },
)
@transaction.atomic
def change_activity(*, actor: Actor, activity_id: str, expected_n: int | None = None, **said: Any) -> None:
    """Change an activity; `said` as `NewActivity`."""
    result = _found(actor, ACTIVITY, activity_id, expected_n)
    RECORDER.record(actor, "activity", "changed", result, changes=NewActivity(**said).changes(result.project))


@ACTIVITY.act(
    "cancelled",
    inputs.GiveReason,
    _("Cancel the activity"),
    permission=PLAN,
    done=_("The activity is cancelled."),
    danger=True,
)
@transaction.atomic
def cancel_activity(*, actor: Actor, activity_id: str, reason: str, expected_n: int | None = None) -> None:
    """Cancel an activity, saying why."""
    result = _found(actor, ACTIVITY, activity_id, expected_n)
    RECORDER.record(actor, "activity", "cancelled", result, note=_reason(reason))


@PARTNER.act(
    "ended",
    RecordInput,
    _("End the part of the partner"),
    permission=PLAN,
    done=_("The partner’s part is ended."),
    hint=_("It leaves the list of partners. It cannot be taken back, only named anew."),
    danger=True,
)
@transaction.atomic
def end_partner(*, actor: Actor, partner_id: str, expected_n: int | None = None) -> None:
    """End the part that a partner has in a project."""
    RECORDER.record(actor, "partner", "ended", _found(actor, PARTNER, partner_id, expected_n))


@LOCATION.act(
    "removed",
    RecordInput,
    _("Remove the place"),
    permission=PLAN,
    done=_("The place is removed."),
    hint=_("It leaves the places of the project. It cannot be taken back, only named anew."),
    danger=True,
)
@transaction.atomic
def remove_location(*, actor: Actor, location_id: str, expected_n: int | None = None) -> None:
    """Remove a place from a project."""
    RECORDER.record(actor, "location", "removed", _found(actor, LOCATION, location_id, expected_n))


@RISK.act(
    "changed",
    inputs.AssessRisk,
    _("Assess the risk anew"),
    permission=PLAN,
    asks=_as_it_stands(NewRisk),
)
@transaction.atomic
def assess_risk(*, actor: Actor, risk_id: str, expected_n: int | None = None, **said: Any) -> None:
    """Assess a risk anew; `said` as `NewRisk`."""
    result = _found(actor, RISK, risk_id, expected_n)
    RECORDER.record(actor, "risk", "changed", result, changes=NewRisk(**said).changes(result.project))


@RISK.act(
    "occurred",
    inputs.ChangeIssue,
    _("Raise the issue that it is now"),
    permission=PLAN,
    done=_("The issue is raised."),
    hint=_("The risk occurred."),
    asks=lambda _actor, record: {"initial": {"title": record.title, "owner": record.owner}},
)
@transaction.atomic
def risk_occurred(*, actor: Actor, risk_id: str, expected_n: int | None = None, **said: Any) -> str:
    """Note that a risk occurred, and raise the issue that it is now (`said` as `NewIssue`); returns the issue's identifier."""
    result = _found(actor, RISK, risk_id, expected_n)
    RECORDER.record(actor, "risk", "occurred", result)
    changes = {"project": result.project, "risk": risk_id, **NewIssue(**said).changes(result.project)}
    return RECORDER.record(actor, "issue", "raised", changes=changes).subject


@RISK.act("closed", inputs.GiveReason, _("Close the risk"), permission=PLAN, done=_("The risk is closed."))
@transaction.atomic
def close_risk(*, actor: Actor, risk_id: str, reason: str, expected_n: int | None = None) -> None:
    """Close a risk, saying why."""
    result = _found(actor, RISK, risk_id, expected_n)
    RECORDER.record(actor, "risk", "closed", result, note=_reason(reason))


@ISSUE.act(
    "resolved",
    inputs.ResolveIssue,
    _("Note that the issue is solved"),
    permission=PLAN,
    done=_("The issue is resolved."),
    asks=lambda _actor, _found: {"initial": {"on": today()}},
)
@transaction.atomic
def resolve_issue(
    *,
    actor: Actor,
    issue_id: str,
    resolution: str,
    on: dt.date | None = None,
    expected_n: int | None = None,
) -> None:
    """Note how an issue was resolved, and on which day; today where none is given."""
    result = _found(actor, ISSUE, issue_id, expected_n)
    changes = {"resolution": text(resolution, "resolution", LONGEST), "resolved_on": _day(on)}
    RECORDER.record(actor, "issue", "resolved", result, changes=changes)


@ISSUE.act(
    "changed",
    inputs.ChangeIssue,
    _("Change the issue"),
    permission=PLAN,
    asks=_as_it_stands(NewIssue),
)
@transaction.atomic
def change_issue(*, actor: Actor, issue_id: str, expected_n: int | None = None, **said: Any) -> None:
    """Change an issue; `said` as `NewIssue`."""
    result = _found(actor, ISSUE, issue_id, expected_n)
    RECORDER.record(actor, "issue", "changed", result, changes=NewIssue(**said).changes(result.project))


@LESSON.act(
    "changed",
    inputs.ChangeLesson,
    _("Change the lesson"),
    permission=PLAN,
    asks=_as_it_stands(NewLesson),
)
@transaction.atomic
def change_lesson(*, actor: Actor, lesson_id: str, expected_n: int | None = None, **said: Any) -> None:
    """Change a lesson; `said` as `NewLesson`."""
    result = _found(actor, LESSON, lesson_id, expected_n)
    RECORDER.record(actor, "lesson", "changed", result, changes=NewLesson(**said).changes(result.project))


@LESSON.act(
    "withdrawn",
    inputs.GiveReason,
    _("Withdraw the lesson"),
    permission=PLAN,
    done=_("The lesson is withdrawn."),
)
@transaction.atomic
def withdraw_lesson(*, actor: Actor, lesson_id: str, reason: str, expected_n: int | None = None) -> None:
    """Withdraw a lesson, saying why."""
    result = _found(actor, LESSON, lesson_id, expected_n)
    RECORDER.record(actor, "lesson", "withdrawn", result, note=_reason(reason))


@DOCUMENT.act(
    "withdrawn",
    inputs.GiveReason,
    _("Withdraw the document"),
    permission=PLAN,
    done=_("The document is withdrawn."),
)
@transaction.atomic
def withdraw_document(*, actor: Actor, document_id: str, reason: str, expected_n: int | None = None) -> None:
    """Withdraw a document, saying why."""
    result = _found(actor, DOCUMENT, document_id, expected_n)
    RECORDER.record(actor, "document", "withdrawn", result, note=_reason(reason))
