"""Raising a matter, asking for an explanation and giving it, more time, evidence, the office above, closing it, opening it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Agency
from ifar.accounts.selectors import agencies
from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.matters import inputs, selectors
from ifar.matters.acts import LINKED
from ifar.matters.models import Matter
from ifar.matters.services.writing import EXPLAIN, RECORDER, SETTLE
from ifar.rights import Actor, require

JOB: Final = Actor(kind="job", id="matters_overdue", name="matters_overdue")
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
        Invalid: no such kind, or a day that has passed, or there is no such office.
    """
    require(actor, "matters:matter:raise")
    office = _office(actor, owner or actor.agency, "owner")
    if explainer:
        _office(actor, explainer, "explainer")
    return open_matter(
        actor, kind, office, due_on=due_on, text=text, about=about, explainer=explainer, barred=barred
    )


def open_matter(
    actor: Actor,
    kind: str,
    office: Agency,
    *,
    due_on: dt.date,
    text: str = "",
    about: str = "",
    explainer: str = "",
    barred: Collection[str] = (),
) -> str:
    """Open a matter in the transaction of the act that shows it; for the services of other apps. Of one that is open already the identifier."""
    if about and (open_one := selectors.open_about(about, kind, office)):
        return open_one.public_id
    if due_on < today():
        raise RECORDER.invalid(Reason("matters.due_passed", field="due_on"))
    changes = {
        "kind": kind,
        "about": about,
        "due_on": due_on,
        "explainer": explainer,
        "barred": sorted(barred),
    }
    return RECORDER.record(
        actor,
        "matter",
        "raised",
        changes=changes,
        personal={"text": text},
        keeper=(office.public_id, office.compartment),
    ).subject


def _office(actor: Actor, public_id: str, field: str) -> Agency:
    """An office that the actor may know of."""
    found = agencies.agencies_for(actor).filter(public_id=public_id).first()
    if found is None:
        raise RECORDER.invalid(Reason("matters.office", field=field))
    return found


def _mine(actor: Actor, matter_id: str, permission: str, expected_n: int | None) -> Matter:
    require(actor, permission)
    found = selectors.matter_for(actor, matter_id)
    RECORDER.check_expected(found, expected_n)
    return found


@MATTER.act(
    "asked",
    inputs.AskToExplain,
    _("Request an explanation"),
    permission=SETTLE,
)
@transaction.atomic
def ask(
    *,
    actor: Actor,
    matter_id: str,
    explainer: str,
    answer_by: dt.date,
    question: str,
    expected_n: int | None = None,
) -> None:
    """Ask an office to explain by a day; it sees the question and what the matter is about, and nothing else.

    Raises:
        NotFound: there is no such matter for this actor.
        Forbidden: another office owns it.
        Invalid: there is no such office, or the day has passed.
    """
    found = _mine(actor, matter_id, SETTLE, expected_n)
    _office(actor, explainer, "explainer")
    if answer_by < today():
        raise RECORDER.invalid(Reason("matters.due_passed", field="answer_by"))
    sets = {"explainer": explainer, "answer_by": answer_by}
    RECORDER.record(actor, "matter", "asked", found, changes=sets, personal={"question": question})


@MATTER.act(
    "explained",
    inputs.Explain,
    _("Explain"),
    permission=EXPLAIN,
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
    found = _mine(actor, matter_id, EXPLAIN, expected_n)
    RECORDER.record(actor, "matter", "explained", found, personal={"explanation": explanation})


@MATTER.act(
    "extended",
    inputs.ExtendDeadline,
    _("Extend the deadline"),
    permission=SETTLE,
)
@transaction.atomic
def extend(
    *, actor: Actor, matter_id: str, due_on: dt.date, reason: str, expected_n: int | None = None
) -> None:
    """Give more time; the reason stands in the log and names nobody."""
    found = _mine(actor, matter_id, SETTLE, expected_n)
    RECORDER.record(
        actor, "matter", "extended", found, changes={"due_on": due_on}, details={"reason": reason}
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
    """Name a record that says something about it."""
    found = _mine(actor, matter_id, SETTLE, expected_n)
    RECORDER.record(actor, "matter", "evidenced", found, details={"object": object}, note=note)


@MATTER.act(
    "closed",
    inputs.CloseMatter,
    _("Close the matter"),
    permission=SETTLE,
    leads=lambda found: found.state in ("open", "explained"),
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
        Invalid: the outcome is not of the list, or names no record where it must.
    """
    found = _mine(actor, matter_id, SETTLE, expected_n)
    sets = {"outcome": outcome, "leads_to": leads_to if outcome in LINKED else ""}
    RECORDER.record(actor, "matter", "closed", found, changes=sets, personal={"reason": reason})


@MATTER.act(
    "reopened",
    inputs.ReopenMatter,
    _("Reopen the matter"),
    permission=SETTLE,
)
@transaction.atomic
def reopen(
    *, actor: Actor, matter_id: str, due_on: dt.date, reason: str, expected_n: int | None = None
) -> None:
    """Open a closed matter again, by another person than closed it."""
    found = _mine(actor, matter_id, SETTLE, expected_n)
    if due_on < today():
        raise RECORDER.invalid(Reason("matters.due_passed", field="due_on"))
    RECORDER.record(
        actor, "matter", "reopened", found, changes={"due_on": due_on}, details={"reason": reason}
    )


def escalate_overdue(day: dt.date) -> int:
    """Give each matter whose day has passed to the office above its own too; once for each day that was set. How many."""
    told = 0
    for found in selectors.overdue_without_escalation(day):
        above = found.agency.parent
        if above is None:
            continue
        with transaction.atomic():
            sets = {"escalated_to": above.public_id, "escalated_on": day}
            RECORDER.record(JOB, "matter", "escalated", found, changes=sets)
            told += 1
    return told
