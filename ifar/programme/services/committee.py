"""Keeping the steering committee: seats, meetings, interests, votes, decisions and what became of them. Each one act, one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ifar.acts.inputs import RecordInput
from ifar.acts.offers import Offers
from ifar.errors import Refused
from ifar.programme import committee, labels
from ifar.programme import people_inputs as inputs
from ifar.programme.models import Decision, Indicator, Meeting, Project, Seat
from ifar.programme.selectors import committee as selectors
from ifar.programme.services.planning import HEADLINE, LONGEST
from ifar.programme.services.writing import RECORDER
from ifar.rights import Actor, require

KEEP: Final = "programme:committee:keep"
SEAT: Final = Offers(RECORDER, "seat", selectors.seat_for, page="programme:committee", on=lambda _found: ())
MEETING: Final = Offers(RECORDER, "meeting", selectors.meeting_for, page="programme:meeting")
DECISION: Final = Offers(
    RECORDER, "decision", selectors.decision_for, page="programme:meeting", on=attrgetter("meeting")
)


def _text(value: str, field: str, longest: int = HEADLINE) -> str:
    text = value.strip()
    if not text or len(text) > longest:
        raise labels.invalid("programme.required", field)
    return text


@transaction.atomic
def fill_seat(*, actor: Actor, constituency: str, organisation: str, starts_on: dt.date, ends_on: dt.date | None = None, member: str = "", alternate: str = "") -> Seat:  # fmt: skip
    """Fill a seat of a constituency with an organisation.

    Raises:
        Invalid: a field is wrong.
    """
    require(actor, KEEP)
    if constituency not in committee.CONSTITUENCIES:
        raise labels.invalid("programme.choice", "constituency")
    changes = {
        "constituency": constituency,
        "organisation": _text(organisation, "organisation"),
        "member": member,
        "alternate": alternate,
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    made = RECORDER.record(actor, "seat", "filled", changes=changes)
    return Seat.objects.get(public_id=made.subject)


@SEAT.act("ended", RecordInput, _("End the seat"), permission=KEEP, danger=True)
@transaction.atomic
def end_seat(*, actor: Actor, seat_id: str, expected_n: int | None = None) -> None:
    """End a seat.

    Raises:
        NotFound: there is none.
        Conflict: somebody changed it meanwhile.
        Refused: it has ended.
    """
    require(actor, KEEP)
    seat = selectors.seat_for(actor, seat_id)
    RECORDER.check_expected(seat, expected_n)
    RECORDER.record(actor, "seat", "ended", seat)


@transaction.atomic
def plan_meeting(*, actor: Actor, title: str, held_on: dt.date, place: str = "", papers: Sequence[str] = ()) -> Meeting:  # fmt: skip
    """Plan a meeting with its papers.

    Raises:
        Invalid: a field is wrong.
    """
    require(actor, KEEP)
    changes = {
        "title": _text(title, "title"),
        "held_on": held_on,
        "place": place.strip()[:HEADLINE],
        "papers": [paper.strip()[:HEADLINE] for paper in papers if paper.strip()],
    }
    made = RECORDER.record(actor, "meeting", "planned", changes=changes)
    return Meeting.objects.get(public_id=made.subject)


def _meeting(actor: Actor, public_id: str, n: int | None = None) -> Meeting:
    require(actor, KEEP)
    meeting = selectors.meeting_for(actor, public_id)
    RECORDER.check_expected(meeting, n)
    return meeting


def _sitting(day: dt.date) -> set[str]:
    """The seats that are filled, and whose term a day lies in."""
    seats = Seat.objects.filter(state="filled").values_list("public_id", "starts_on", "ends_on")
    return {seat for seat, starts_on, ends_on in seats if committee.sits(day, starts_on, ends_on)}


def _seats(keys: Collection[str]) -> list[tuple[str, str]]:
    seats = Seat.objects.filter(public_id__in=keys).order_by("constituency", "organisation")
    return list(seats.values_list("public_id", "organisation"))


def _needed(meeting: Meeting) -> str:
    needed = committee.quorum(len(_sitting(meeting.held_on)))
    return ngettext("%(n)s is needed for a quorum.", "%(n)s are needed for a quorum.", needed) % {"n": needed}


@MEETING.act(
    "opened",
    inputs.OpenMeeting,
    _("Open the meeting"),
    permission=KEEP,
    done=_("The meeting is open."),
    hint=_needed,
    leads=True,
    asks=lambda _actor, record: {"among": {"present": _seats(_sitting(record.held_on))}},
)
@transaction.atomic
def open_meeting(
    *, actor: Actor, meeting_id: str, present: Sequence[str], expected_n: int | None = None
) -> Meeting:
    """Open a meeting with the seats that are present: not below the quorum, which is noted, and asked again with each decision.

    Raises:
        NotFound: there is no such meeting.
        Conflict: somebody changed it meanwhile.
        Invalid: somebody who is present has no seat.
        Refused: it is not planned, or too few are present.
    """
    meeting = _meeting(actor, meeting_id, expected_n)
    filled = _sitting(meeting.held_on)
    if not set(present) <= filled:
        raise labels.invalid("programme.choice", "present")
    needed = committee.quorum(len(filled))
    if len(set(present)) < needed:
        text = str(labels.of("programme.meeting.quorum")) % {"present": len(set(present)), "needed": needed}
        raise Refused("programme.meeting.quorum", text)
    changes = {"present": sorted(set(present)), "quorum": needed}
    RECORDER.record(actor, "meeting", "opened", meeting, changes=changes)
    return _meeting(actor, meeting_id)


@MEETING.act("closed", RecordInput, _("Close the meeting"), permission=KEEP, done=_("The meeting is closed."))
@transaction.atomic
def close_meeting(*, actor: Actor, meeting_id: str, expected_n: int | None = None) -> None:
    """Close a meeting.

    Raises:
        NotFound, Conflict: as `open_meeting`.
        Refused: it is not open.
    """
    RECORDER.record(actor, "meeting", "closed", _meeting(actor, meeting_id, expected_n))


@MEETING.act(
    "cancelled",
    RecordInput,
    _("Cancel the meeting"),
    permission=KEEP,
    done=_("The meeting is cancelled."),
    danger=True,
)
@transaction.atomic
def cancel_meeting(*, actor: Actor, meeting_id: str, expected_n: int | None = None) -> None:
    """Cancel a meeting that was planned.

    Raises:
        NotFound, Conflict: as `open_meeting`.
        Refused: it is not planned.
    """
    RECORDER.record(actor, "meeting", "cancelled", _meeting(actor, meeting_id, expected_n))


@transaction.atomic
def table_decision(
    *,
    actor: Actor,
    meeting: str,
    title: str,
    rule: str = "consensus",
    words: str = "",
    about: Sequence[str] = (),
    owner: str = "",
    due_on: dt.date | None = None,
) -> Decision:
    """Table a decision at a meeting: what, about which projects and indicators, whose it would be to carry out and by when.

    Raises:
        NotFound: there is no such meeting, project or indicator.
        Refused: the meeting is over.
        Invalid: a field is wrong.
    """
    _meeting(actor, meeting)
    if rule not in committee.RULES:
        raise labels.invalid("programme.choice", "rule")
    known = set(Project.objects.filter(public_id__in=about).values_list("public_id", flat=True))
    known |= set(Indicator.objects.filter(public_id__in=about).values_list("public_id", flat=True))
    if set(about) - known:
        raise labels.invalid("programme.choice", "about")
    changes = {
        "meeting": meeting,
        "title": _text(title, "title"),
        "words": words.strip()[:LONGEST],
        "rule": rule,
        "about": sorted(set(about)),
        "owner": owner.strip()[:HEADLINE],
        "due_on": due_on,
    }
    made = RECORDER.record(actor, "decision", "tabled", changes=changes)
    return Decision.objects.get(public_id=made.subject)


def _decision(actor: Actor, public_id: str, n: int | None) -> Decision:
    require(actor, KEEP)
    decision = selectors.decision_for(actor, public_id)
    RECORDER.check_expected(decision, n)
    return decision


def _filled() -> set[str]:
    return set(Seat.objects.filter(state="filled").values_list("public_id", flat=True))


@DECISION.act(
    "interest_declared",
    inputs.DeclareInterest,
    _("Note interests"),
    permission=KEEP,
    done=_("The interests are noted."),
    asks=lambda _actor, record: {
        "initial": {"seats": record.interests},
        "among": {"seats": _seats(_filled())},
    },
)
@transaction.atomic
def declare_interest(
    *, actor: Actor, decision_id: str, seats: Sequence[str], expected_n: int | None = None
) -> Decision:
    """Note which seats declared an interest, beside those that did: they do not vote on it, and nobody takes it back.

    Raises:
        NotFound, Conflict, Refused: as `decide`.
        Invalid: there is no such seat.
    """
    decision = _decision(actor, decision_id, expected_n)
    if set(seats) - _filled():
        raise labels.invalid("programme.choice", "seats")
    RECORDER.record(
        actor,
        "decision",
        "interest_declared",
        decision,
        changes={"interests": sorted({*decision.interests, *seats})},
    )
    return Decision.objects.get(pk=decision.pk)


def _voters(actor: Actor, decision: Decision) -> dict[str, Any]:
    present = selectors.meeting_for(actor, decision.meeting).present
    return {"among": {"votes": _seats(set(present) - set(decision.interests))}}


@DECISION.act(
    "adopted",
    inputs.CountVotes,
    _("Count the votes"),
    permission=KEEP,
    done=_("The votes are counted. What came of them stands at the decision."),
    asks=_voters,
)
@transaction.atomic
def decide(
    *, actor: Actor, decision_id: str, votes: Mapping[str, str], expected_n: int | None = None
) -> Decision:
    """Count the votes of those who are present: the decision is adopted or rejected by its rule.

    Args:
        votes: seat -> `yes`, `no` or `abstain`.

    Raises:
        NotFound: there is no such decision.
        Conflict: somebody did something with it meanwhile.
        Refused: the committee is not met, it was decided, or somebody voted who may not.
    """
    decision = _decision(actor, decision_id, expected_n)
    held = _meeting(actor, decision.meeting)
    present = _sitting(held.held_on) & set(held.present)
    if held.state != "open" or held.quorum is None or len(present) < held.quorum:
        raise labels.refused("programme.committee.quorum")
    wrong = committee.votes_wrong(votes, present, decision.interests)
    if wrong:
        raise labels.refused(f"programme.committee.{wrong}")
    kind = "adopted" if committee.carries(decision.rule, votes) else "rejected"
    RECORDER.record(actor, "decision", kind, decision, changes={"votes": dict(sorted(votes.items()))})
    return Decision.objects.get(pk=decision.pk)


@DECISION.act(
    "done",
    inputs.CarryOut,
    _("Note that it was carried out"),
    permission=KEEP,
    done=_("It is noted that the decision was carried out."),
)
@transaction.atomic
def carry_out(*, actor: Actor, decision_id: str, how: str, expected_n: int | None = None) -> Decision:
    """Note that a decision was carried out, and how.

    Raises:
        NotFound, Conflict: as `decide`.
        Refused: it was not adopted, or is done.
        Invalid: not said how.
    """
    decision = _decision(actor, decision_id, expected_n)
    RECORDER.record(actor, "decision", "done", decision, note=_text(how, "how", LONGEST))
    return Decision.objects.get(pk=decision.pk)


@DECISION.act(
    "summed_up",
    inputs.SumUp,
    _("Write what the public is told"),
    permission=KEEP,
    done=_("What the public is told is written."),
    asks=lambda _actor, record: {"initial": {"public_words": record.public_words}},
)
@transaction.atomic
def sum_up(*, actor: Actor, decision_id: str, public_words: str, expected_n: int | None = None) -> Decision:
    """Write what the public is told of a decision.

    Raises:
        NotFound, Conflict: as `decide`.
        Refused: nothing was decided yet.
        Invalid: it says nothing.
    """
    decision = _decision(actor, decision_id, expected_n)
    changes = {"public_words": _text(public_words, "public_words", LONGEST)}
    RECORDER.record(actor, "decision", "summed_up", decision, changes=changes)
    return Decision.objects.get(pk=decision.pk)
