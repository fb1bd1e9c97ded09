"""Feedback and complaints: noted by whoever hears them, answered by another than the one they are about. Each one act, one transaction.

What was said, how its giver may be reached, and what was answered are personal values of the acts: they stand apart from the log, and each
reading of them is logged under its purpose.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.selectors import people
from ifar.accounts.services import reads
from ifar.acts.offers import Offers
from ifar.programme import feedback as rules
from ifar.programme import labels, people_labels
from ifar.programme import people_inputs as inputs
from ifar.programme.labels import absent
from ifar.programme.models import Feedback, Initiative, Project
from ifar.programme.selectors import feedback as selectors
from ifar.programme.selectors import personal
from ifar.programme.services.planning import LONGEST
from ifar.programme.services.writing import RECORDER, today
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

NOTE: Final = "programme:feedback:note"
ANSWER: Final = selectors.ANSWER
FEEDBACK: Final = Offers(RECORDER, "feedback", selectors.feedback_for, page="programme:feedback_one")
KIND: Final = "feedback_kind"
STAFF: Final = ("programme_officer", "programme_manager", "fund_officer", "rights_adviser", "evaluator")
"""Roles whose holders a complaint may be about by name."""


def staff(actor: Actor) -> list[tuple[str, str]]:
    """Whom a complaint may be about: public identifier and name. One query."""
    require(actor, NOTE)
    return people.holding(STAFF)


@dataclass(frozen=True)
class NewFeedback:
    """What somebody said of the work."""

    kind: str
    channel: str
    received_on: dt.date
    said: str
    project: str = ""
    initiative: str = ""
    about: str = ""
    reach: str = ""
    """How its giver may be reached, if they want an answer; nothing where they gave nothing."""


@transaction.atomic
def note(*, actor: Actor, new: NewFeedback) -> str:
    """Note feedback or a complaint that was received; returns its identifier, and shows nothing of it.

    Raises:
        Invalid: a field is wrong.
    """
    require(actor, NOTE)
    if new.kind not in reference.words(KIND):
        raise labels.invalid("programme.choice", "kind")
    if new.channel not in people_labels.CHANNELS:
        raise labels.invalid("programme.choice", "channel")
    if new.received_on > today():
        raise labels.invalid("programme.people.day", "received_on")
    if not new.said.strip():
        raise labels.invalid("programme.feedback.words", "said")
    project = new.project
    if new.initiative:
        of = Initiative.objects.filter(public_id=new.initiative).first()
        if of is None:
            raise absent()
        project = of.project
    if project and not Project.objects.filter(public_id=project).exists():
        raise absent()
    if new.about and new.about not in dict(staff(actor)):
        raise labels.invalid("programme.choice", "about")
    days = rules.days_of(new.kind, reference.mappings(KIND, "days"))
    changes = {
        "project": project,
        "initiative": new.initiative,
        "kind": new.kind,
        "channel": new.channel,
        "received_on": new.received_on,
        "due_on": rules.due(new.received_on, days),
        "about": new.about,
    }
    kept = {"words": new.said.strip()[:LONGEST], "reach": new.reach.strip()[:400]}
    return RECORDER.record(actor, "feedback", "received", changes=changes, personal=kept).subject


def _feedback(actor: Actor, public_id: str, n: int | None) -> Feedback:
    """One that the actor may handle; what is about them answers like what is not there.

    Raises:
        NotFound: there is none for this actor.
        Conflict: somebody did something with it meanwhile.
    """
    require(actor, ANSWER)
    feedback = selectors.feedback_for(actor, public_id)
    RECORDER.check_expected(feedback, n)
    return feedback


@FEEDBACK.act(
    "looked_into",
    inputs.LookInto,
    _("Look into it"),
    permission=ANSWER,
    done=_("It is noted that somebody looks into it."),
    leads=True,
)
@transaction.atomic
def look_into(*, actor: Actor, feedback_id: str, note: str = "", expected_n: int | None = None) -> None:
    """Say that one looks into it.

    Raises:
        NotFound: there is none for this actor: it may be about them.
        Conflict: somebody did something with it meanwhile.
        Refused: somebody looks into it already, or it has ended.
    """
    feedback = _feedback(actor, feedback_id, expected_n)
    RECORDER.record(actor, "feedback", "looked_into", feedback, note=note[:LONGEST])


@FEEDBACK.act(
    "closed",
    inputs.CloseFeedback,
    _("Close the feedback"),
    permission=ANSWER,
    done=_("The feedback is closed."),
    leads=lambda record: record.state == "answered",
    asks=lambda _actor, record: {
        "among": {
            "why": [
                (code, words)
                for code, words in people_labels.CLOSINGS.items()
                if not rules.close_wrong(record.state, code)
            ]
        }
    },
)
@transaction.atomic
def close(*, actor: Actor, feedback_id: str, why: str, note: str = "", expected_n: int | None = None) -> None:
    """Close it, saying why.

    Raises:
        NotFound, Conflict: as `look_into`.
        Refused: nobody looked into it, it is closed, or it is to be settled and nobody answered.
        Invalid: this is no reason.
    """
    feedback = _feedback(actor, feedback_id, expected_n)
    changes = {"closed_on": today(), "why": why}
    RECORDER.record(actor, "feedback", "closed", feedback, changes=changes, note=note[:LONGEST])


@FEEDBACK.act(
    "answered",
    inputs.Answer,
    _("Note the answer"),
    permission=ANSWER,
    done=_("The answer is noted."),
    leads=True,
)
@transaction.atomic
def answer(*, actor: Actor, feedback_id: str, told: str, expected_n: int | None = None) -> None:
    """Note what was answered to whoever said it.

    Raises:
        NotFound, Conflict: as `look_into`.
        Refused: nobody looked into it, or it was answered.
        Invalid: not said what was answered.
    """
    feedback = _feedback(actor, feedback_id, expected_n)
    if not told.strip():
        raise labels.invalid("programme.feedback.answer", "told")
    kept = {"answer": told.strip()[:LONGEST]}
    RECORDER.record(actor, "feedback", "answered", feedback, changes={"answered_on": today()}, personal=kept)


def read(actor: Actor, feedback: str) -> tuple[Feedback, Sequence[personal.Done]]:
    """One with its acts and their words; the read is logged under its purpose before anything is given out. Three queries.

    Raises:
        NotFound: there is none for this actor.
        Refused: no purpose was stated.
    """
    require(actor, ANSWER)
    record = selectors.feedback_for(actor, feedback)
    reads.log(actor, "programme.feedback.read", record.public_id, 1)
    return record, personal.acts_of("feedback", record.public_id)
