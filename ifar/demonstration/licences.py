"""Licences of the demonstration country: applications in every state, licences in force, a suspended holder whose firearms must leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from django.db import transaction

from ifar.accounts.services import proposals, shifts
from ifar.licensing import clock, holding
from ifar.licensing.models import Application
from ifar.licensing.selectors.kinds import kind_of
from ifar.licensing.services import applications, licences, notices
from ifar.licensing.services.applications import today
from ifar.licensing.services.notices import NewNotice
from ifar.licensing.services.writing import write
from ifar.parties import selectors as parties
from ifar.rights import Actor, Purpose

GRANTED: Final = ("sport", "hunting", "possession", "collector", "hunting", "sport", "possession", "hunting")
RUNNING: Final = (
    ("sport", "submitted", 3),
    ("hunting", "examination", 21),
    ("possession", "examination", 74),
    ("collector", "waiting", 40),
    ("hunting", "advised", 55),
    ("sport", "advised", 88),
    ("possession", "examination", 97),
    ("hunting", "draft", 0),
)
"""Kind, state, and how many days ago it was handed in: one is past its time."""
_PEOPLE: Final = 200


def load(officers: Mapping[str, Actor]) -> None:
    """Load the licences, where there are none yet."""
    if Application.objects.exists():
        return
    with on_duty(officers["clerk"]) as clerk, on_duty(officers["head"]) as head:
        _load(clerk, head, officers["police"])


@contextmanager
def on_duty(officer: Actor) -> Iterator[Actor]:
    """The officer with a stated purpose: a grant asks after bars, which is a read of personal data."""
    shift = shifts.start(actor=officer, purpose="licensing")
    yield replace(officer, purpose=Purpose(shift.public_id, shift.purpose, shift.case))
    shifts.end(actor=officer)


def _load(clerk: Actor, head: Actor, police: Actor) -> None:
    who = _people(clerk)
    taken = iter(who)
    held = [(_granted(clerk, head, next(taken), kind)) for kind in GRANTED]
    for kind, state, days in RUNNING:
        _running(clerk, next(taken), kind, state, days)
    _refused(clerk, head, next(taken))
    licences.suspend(
        actor=clerk,
        licence_id=held[2],
        ground="storage",
        note="The safe was open when the storage was inspected.",
    )
    _report(police, who[0], certain=True)
    _report(police, who[4], certain=False)


def _people(clerk: Actor) -> Sequence[str]:
    """People who keep firearms first, because a removal without any would show little; then others."""
    found = parties.listed(clerk, "person").exclude(born=None).exclude(identity_numbers=None).order_by("id")
    ids = list(found.values_list("public_id", flat=True)[:_PEOPLE])
    keepers = holding.keepers(ids)
    return sorted(ids, key=lambda one: (one not in keepers, ids.index(one)))


def handed_in(clerk: Actor, applicant: str, kind: str, days: int) -> str:
    """An application that was handed in some days ago: a demonstration has a past."""
    found = applications.draft(actor=clerk, kind=kind, applicant=applicant)
    drafted = Application.objects.get(public_id=found)
    day = today() - dt.timedelta(days=days)
    due = clock.due(day, (), drafted.clock_days)
    write(clerk, "application", "submitted", drafted, changes={"submitted_on": day, "due_on": due})
    return found


def checked(clerk: Actor, application: str, kind: str, of: int | None = None) -> None:
    """Answer the checks of an application, or the first `of` of them, as passed."""
    for item in kind_of(kind).checks[:of]:
        applications.answer_check(actor=clerk, application_id=application, item=item.code, answer="passed")


@transaction.atomic
def _granted(clerk: Actor, head: Actor, applicant: str, kind: str) -> str:
    found = handed_in(clerk, applicant, kind, 30)
    checked(clerk, found, kind)
    applications.advise(actor=clerk, application_id=found, advice="grant", note="Nothing stands against it.")
    asked = applications.propose_grant(
        actor=clerk, application_id=found, reason="Complete.", conditions=["Kept in a safe, unloaded."]
    )
    proposals.decide(actor=head, proposal=asked.public_id, verdict="approve")
    return str(asked.payload["details"]["licence"])


@transaction.atomic
def _running(clerk: Actor, applicant: str, kind: str, state: str, days: int) -> None:
    if state == "draft":
        applications.draft(actor=clerk, kind=kind, applicant=applicant)
        return
    found = handed_in(clerk, applicant, kind, days)
    if state == "submitted":
        return
    checked(clerk, found, kind, None if state == "advised" else 2)
    if state == "waiting":
        applications.pause(
            actor=clerk, application_id=found, note="The plan of the room in which the collection is kept."
        )
    if state == "advised":
        applications.advise(
            actor=clerk, application_id=found, advice="grant", note="Nothing stands against it."
        )
        applications.propose_grant(actor=clerk, application_id=found, reason="Complete.")


@transaction.atomic
def _refused(clerk: Actor, head: Actor, applicant: str) -> None:
    found = handed_in(clerk, applicant, "carry", 25)
    checked(clerk, found, "carry", 2)
    asked = applications.propose_refusal(
        actor=clerk, application_id=found, reason="No need was shown.", grounds=["no_good_cause"]
    )
    proposals.decide(actor=head, proposal=asked.public_id, verdict="approve")


def _report(police: Actor, public_id: str, *, certain: bool) -> None:
    party = parties.party_for(police, public_id)
    described: dict[str, Any] = {"name": party.name, "born": party.born.isoformat() if party.born else ""}
    if certain:
        described["identity_numbers"] = party.identity_numbers
    ground, source = (
        ("protection_order", "Family court of Medina Nova") if certain else ("medical", "Hôpital de Belrive")
    )
    new = NewNotice(ground, source, f"2026-{1 if certain else 2:04}", described)
    notices.take(actor=police, new=new)
