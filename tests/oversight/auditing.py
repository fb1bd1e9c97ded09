"""An audit plan of decisions that a licensing office made, adopted and drawn."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any, Final

from django.utils import timezone

from ifar.accounts.services import proposals
from ifar.oversight.audit_acts import ITEMS
from ifar.oversight.models import File, Plan
from ifar.oversight.services import audits
from ifar.rights import Actor
from tests import cast
from tests.factories import a_licence, a_person
from tests.oversight.casework import in_days, the_judge

VALUE: Final = "7F3A9C0D5E1B2A4470" * 4
SOUND: Final = dict.fromkeys(ITEMS, "yes")


def decided(number: int = 3) -> list[str]:
    """Licences that Alice examined and Bob granted."""
    alice, bob = cast.actor("alice"), cast.actor("bob")
    return [a_licence(alice, bob, a_person(alice, f"Holder {n}")) for n in range(number)]


def a_draft(actor: Actor, number: int = 2, *, after: float = 3, **changes: Any) -> str:
    """A plan of what the licensing office granted and refused today, with a beacon that speaks in a moment; it is adopted before that."""
    the_judge()
    today = timezone.now().date()
    said = {
        "year": today.year,
        "offices": [cast.actor("alice").agency],
        "decisions": ["granted", "refused"],
        "number": number,
        "period_from": today - dt.timedelta(days=30),
        "period_to": today,
        "due_on": in_days(60),
        "beacon": "National lottery",
        "seed_after": timezone.now() + dt.timedelta(seconds=after),
    }
    return audits.draft_plan(actor=actor, **{**said, **changes})


def adopted(actor: Actor, plan: str) -> None:
    """Nina, a judge, adopts what an inspector proposes."""
    asked = audits.propose_plan(actor=actor, plan_id=plan, reason="The plan of the year.")
    assert proposals.decide(actor=the_judge(), proposal=asked.public_id, verdict="approve").executed


def drawn(actor: Actor, plan: str) -> list[File]:
    """Draw it once the moment of its beacon has come."""
    until = Plan.objects.get(public_id=plan).seed_after
    while timezone.now() <= until:
        time.sleep(0.02)
    made = audits.draw_plan(actor=actor, plan_id=plan, value=VALUE)
    return list(File.objects.filter(public_id__in=made).order_by("id"))


def audited(judy: Actor, auditor: Actor, file: File, grade: str = "none", **answers: str) -> str:
    """Judy names the auditor, who records what was found."""
    audits.assign_file(actor=judy, file_id=file.public_id, auditor=auditor.id)
    said = {"answers": {**SOUND, **answers}, "grade": grade, "note": "The file as it lies there."}
    return audits.audit_file(actor=auditor, file_id=file.public_id, **said)


def fill(judy: Actor) -> None:
    """A plan with two files, of which one had a fault; another plan whose draft was discarded."""
    decided()
    plan = a_draft(judy)
    adopted(judy, plan)
    sound, faulty = drawn(judy, plan)
    audited(judy, judy, sound)
    audited(judy, judy, faulty, "major", reasons="no")
    audits.close_plan(actor=judy, plan_id=plan)
    audits.drop_plan(actor=judy, plan_id=a_draft(judy))
