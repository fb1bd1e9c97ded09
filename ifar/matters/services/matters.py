"""Raising a matter, asking for an explanation and giving it, more time, evidence, the office above, closing it, opening it again."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Agency
from ifar.accounts.selectors import agencies
from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.matters import inputs, selectors
from ifar.matters.acts import ANSWER, DAYS, LINKED, MOST_DAYS, OTHERWISE
from ifar.matters.found import Thing, things_of
from ifar.matters.models import Matter
from ifar.matters.services.writing import EXPLAIN, RECORDER, SETTLE, remind_of
from ifar.rights import Actor, may, require

JOB: Final = Actor(kind="job", id="matters_overdue", name="matters_overdue")
FINDER: Final = Actor(kind="job", id="matters_found", name="matters_found")
RAISE: Final = "matters:matter:raise"
MATTER: Final = Offers(RECORDER, "matter", selectors.matter_for, page="matters:matter")


def today() -> dt.date:
    """The day of the office."""
    return timezone.localdate()


@transaction.atomic
def raise_matter(
    *,
    actor: Actor,
    kind: str,
    due_on: dt.date,
    text: str,
    about: str = "",
    owner: str = "",
    explainer: str = "",
    barred: Collection[str] = (),
) -> str:
    """Raise a matter; returns its public identifier.

    Args:
        about: public identifier of what it is about.
        owner: the office that settles it; the actor's own where empty.
        explainer: the office that will have to explain, where it is known already.
        barred: public identifiers of the people who may not close it.

    Raises:
        Invalid: no such kind, or a day that has passed or lies too far ahead, or there is no such office or record.
    """
    require(actor, RAISE)
    _seen(actor, about, "about")
    _day(due_on)
    office = _office(actor, owner or actor.agency, "owner")
    if explainer:
        _office(actor, explainer, "explainer")
    if about and (open_one := selectors.open_about(about, kind, office)):
        return open_one.public_id
    changes = {
        "kind": kind,
        "about": about,
        "due_on": due_on,
        "explainer": explainer,
        "barred": sorted(barred),
    }
    keeper = (office.public_id, office.compartment)
    written = RECORDER.record(
        actor, "matter", "raised", changes=changes, personal={"text": text}, keeper=keeper
    )
    return written.subject


@transaction.atomic
def open_matter(
    kind: str,
    about: str,
    cause: str,
    office: Agency,
    *,
    compartment: str = "",
    explainer: str = "",
    question: str = "",
    barred: Collection[str] = (),
) -> str:
    """Raise what a program found, in the transaction of the act that shows it or by the clock; once for ever. Empty where it was raised already.

    Args:
        about: public identifier of the record.
        cause: code of what was found there (`found.provide_causes`) and, after a space, which one of its kind.
        compartment: of that record; the office's own where empty.
        explainer, barred: as in `raise_matter`.
        question: what the office that must explain is asked at once, to be answered by the day on which the matter is to be settled, or within
            `ANSWER` days; empty where whoever settles it asks later.
    """
    if selectors.found_already([(about, cause)]):
        return ""
    changes = {
        "kind": kind,
        "about": about,
        "cause": cause,
        "due_on": today() + dt.timedelta(days=DAYS.get(kind, OTHERWISE)),
        "explainer": explainer,
        "barred": sorted(barred),
    }
    keeper = (office.public_id, compartment or office.compartment)
    raised = RECORDER.record(FINDER, "matter", "raised", changes=changes, keeper=keeper)
    if explainer and question:
        asks = {"explainer": explainer, "answer_by": today() + dt.timedelta(days=ANSWER)}
        RECORDER.record(FINDER, "matter", "asked", raised, changes=asks, personal={"question": question})
    return raised.subject


def next_cause(about: str, cause: str, day: dt.date) -> str:
    """The cause by which a program raises anew what lasts: empty while a matter of it is open, or while the day by which the last was to be settled has not passed."""
    one_of_many = Q(cause=cause) | Q(cause__regex=rf"^{re.escape(cause)} [0-9]+$")
    earlier = Matter.objects.filter(one_of_many, about=about)
    if earlier.filter(selectors.OPEN | Q(due_on__gte=day)).exists():
        return ""
    many = earlier.count()
    return f"{cause} {many + 1}" if many else cause


def settle_found(actor: Actor, about: str, cause: str, outcome: str, reason: str) -> None:
    """Close what a program found, in the transaction of the act by which the actor settles it there.

    It stays open for another person where the actor may not close it: where another office owns it, or they are involved.

    Args:
        cause: as in `open_matter`; its code alone for all of that code.
    """
    meant = Q(cause=cause) | Q(cause__startswith=f"{cause} ")
    for matter in Matter.objects.filter(selectors.OPEN, meant, about=about).select_related("agency"):
        if may(actor, SETTLE) and RECORDER.lets(actor, "matter", "closed", matter):
            sets, words = {"outcome": outcome}, {"reason": reason}
            RECORDER.record(actor, "matter", "closed", matter, changes=sets, personal=words)


def _seen(actor: Actor, public_id: str, field: str) -> Thing | None:
    """A record that a person names, as they may see it."""
    result = things_of(actor, [public_id]).get(public_id)
    if public_id and result is None:
        raise RECORDER.invalid(Reason("matters.record", field=field))
    return result


def _day(due_on: dt.date) -> None:
    """Refuse a deadline that has passed, or that nobody will meet."""
    if due_on < today():
        raise RECORDER.invalid(Reason("matters.due_passed", field="due_on"))
    if due_on > today() + dt.timedelta(days=MOST_DAYS):
        raise RECORDER.invalid(Reason("matters.due_far", field="due_on"))


def _office(actor: Actor, public_id: str, field: str) -> Agency:
    """An office that the actor may know of."""
    agency = agencies.agencies_for(actor).filter(public_id=public_id).first()
    if agency is None:
        raise RECORDER.invalid(Reason("matters.office", field=field))
    return agency


def _mine(actor: Actor, matter_id: str, permission: str, expected_n: int | None) -> Matter:
    require(actor, permission)
    matter = selectors.matter_for(actor, matter_id)
    RECORDER.check_expected(matter, expected_n)
    return matter


def _public_name(matter: Matter) -> str:
    """By what name an office that must explain is told of the record; empty where it is none that may be named to everybody."""
    return str(matter.tells)  # type: ignore[attr-defined]


def _form_options(_actor: Actor, matter: Matter) -> Mapping[str, Any]:
    """A question begins with a day before the matter's own; of what cannot be named nobody is asked whether it is."""
    day = max(today(), min(today() + dt.timedelta(days=ANSWER), matter.due_on))
    initial = {"answer_by": day, **({"explainer": matter.explainer} if matter.explainer else {})}
    return {"initial": initial, "without": [] if _public_name(matter) else ["names"]}


def _seen_by_office(matter: Matter) -> Any:
    """What whoever asks is told of what the other side will see."""
    if text := _public_name(matter):
        return _("The office sees your question, and of the record, where you name it: %(record)s.") % {
            "record": text
        }
    if matter.about:
        return _(
            "The office sees your question. It sees the record concerned only where it may open it: say in the question what it is."
        )
    return _("The office sees your question, and nothing else.")


def days_of(kind: str) -> int:
    """In how many days a matter of a kind is to be settled, where nobody says otherwise."""
    return DAYS.get(kind, OTHERWISE)


def _later(_actor: Actor, matter: Matter) -> Mapping[str, Any]:
    return {"initial": {"due_on": max(matter.due_on, today()) + dt.timedelta(days=7)}}


def _anew(_actor: Actor, matter: Matter) -> Mapping[str, Any]:
    return {"initial": {"due_on": today() + dt.timedelta(days=days_of(matter.kind))}}


@MATTER.act(
    "asked",
    inputs.AskToExplain,
    _("Request an explanation"),
    permission=SETTLE,
    done=_("The office is asked. It sees the question, and what you named."),
    hint=_seen_by_office,
    leads=lambda record: record.state == "open",
    asks=_form_options,
)
@transaction.atomic
def ask(
    *,
    actor: Actor,
    matter_id: str,
    explainer: str,
    answer_by: dt.date,
    question: str,
    names: bool = True,
    expected_n: int | None = None,
) -> None:
    """Ask an office to explain by a day; it sees the question and what the matter is about as far as it may see that itself, and nothing else.

    Args:
        names: whether a firearm, part or exhibit is named to it by make, model and marks, whether or not it may see the record.

    Raises:
        NotFound: there is no such matter for this actor.
        Forbidden: another office owns it.
        Invalid: there is no such office, or the day has passed.
    """
    matter = _mine(actor, matter_id, SETTLE, expected_n)
    _office(actor, explainer, "explainer")
    if answer_by < today():
        raise RECORDER.invalid(Reason("matters.due_passed", field="answer_by"))
    sets = {"explainer": explainer, "answer_by": answer_by, "named": _public_name(matter) if names else ""}
    RECORDER.record(actor, "matter", "asked", matter, changes=sets, personal={"question": question})


@MATTER.act(
    "explained",
    inputs.Explain,
    _("Explain"),
    permission=EXPLAIN,
    done=_("Your explanation is given. It stays on this page."),
    hint=lambda record: (
        _("You are asked: %(question)s") % {"question": record.question} if record.question else ""
    ),
    leads=True,
)
@transaction.atomic
def explain(*, actor: Actor, matter_id: str, explanation: str, expected_n: int | None = None) -> None:
    """Explain, for the office that was asked.

    Raises:
        NotFound: there is no such matter for this actor.
        Forbidden: another office was asked.
        Refused: nobody asks, or the matter is closed.
    """
    matter = _mine(actor, matter_id, EXPLAIN, expected_n)
    RECORDER.record(actor, "matter", "explained", matter, personal={"explanation": explanation})


@MATTER.act(
    "extended",
    inputs.ExtendDeadline,
    _("Extend the deadline"),
    permission=SETTLE,
    asks=_later,
)
@transaction.atomic
def extend(
    *, actor: Actor, matter_id: str, due_on: dt.date, reason: str, expected_n: int | None = None
) -> None:
    """Give more time."""
    matter = _mine(actor, matter_id, SETTLE, expected_n)
    _day(due_on)
    RECORDER.record(
        actor, "matter", "extended", matter, changes={"due_on": due_on}, personal={"reason": reason}
    )


@MATTER.act(
    "evidenced",
    inputs.AddEvidence,
    _("Add evidence"),
    permission=SETTLE,
)
@transaction.atomic
def add_evidence(
    *, actor: Actor, matter_id: str, object: str, note: str = "", expected_n: int | None = None
) -> None:
    """Name a record that says something about it.

    Raises:
        Invalid: there is no such record for this actor.
    """
    matter = _mine(actor, matter_id, SETTLE, expected_n)
    _seen(actor, object, "object")
    RECORDER.record(actor, "matter", "evidenced", matter, details={"object": object}, note=note)


@MATTER.act(
    "closed",
    inputs.CloseMatter,
    _("Close the matter"),
    permission=SETTLE,
    hint=lambda record: _("What was explained: %(words)s") % {"words": record.given} if record.given else "",
    leads=lambda record: record.state == "explained",
)
@transaction.atomic
def close(
    *,
    actor: Actor,
    matter_id: str,
    outcome: str,
    reason: str,
    leads_to: str = "",
    expected_n: int | None = None,
) -> None:
    """Close a matter with one of the outcomes of the list; nobody who must explain it, or is named as one who may not.

    Raises:
        NotFound: there is no such matter for this actor.
        Forbidden: another office owns it, or this person may not close it.
        Invalid: the outcome is not of the list, or names no record where it must, or one that does not show it.
    """
    matter = _mine(actor, matter_id, SETTLE, expected_n)
    if outcome in LINKED and (shown := _seen(actor, leads_to, "leads_to")) and outcome not in shown.shows:
        raise RECORDER.invalid(Reason("matters.not_shown", field="leads_to"))
    sets = {"outcome": outcome, "leads_to": leads_to if outcome in LINKED else ""}
    RECORDER.record(actor, "matter", "closed", matter, changes=sets, personal={"reason": reason})


@MATTER.act(
    "reopened",
    inputs.ReopenMatter,
    _("Reopen the matter"),
    permission=SETTLE,
    asks=_anew,
)
@transaction.atomic
def reopen(
    *, actor: Actor, matter_id: str, due_on: dt.date, reason: str, expected_n: int | None = None
) -> None:
    """Open a closed matter again, by another person than closed it."""
    matter = _mine(actor, matter_id, SETTLE, expected_n)
    _day(due_on)
    if not matter.cause and matter.about and selectors.open_about(matter.about, matter.kind, matter.agency):
        raise RECORDER.refused(Reason("matters.open_already"))
    RECORDER.record(
        actor, "matter", "reopened", matter, changes={"due_on": due_on}, personal={"reason": reason}
    )


def escalate_overdue(day: dt.date) -> int:
    """Give each matter whose day has passed to the office above its own too; once for each day that was set. How many.

    The office that must explain settles nothing: where it is the one above, the next above it does.
    """
    result = 0
    for matter in selectors.overdue_without_escalation(day):
        above = _above(matter)
        if above is None:
            continue
        with transaction.atomic():
            sets = {"escalated_to": above.public_id, "escalated_on": day}
            RECORDER.record(JOB, "matter", "escalated", matter, changes=sets)
            result += 1
    return result


def _above(matter: Matter) -> Agency | None:
    above = matter.agency.parent
    while above is not None and (above.closed or above.public_id == matter.explainer):
        above = above.parent
    return above


def remind(day: dt.date) -> int:
    """Tell the desks on the day of what they must settle or explain by it, each once. How many are told."""
    return sum(remind_of(matter, day) for matter in selectors.to_remind_of(day))
