"""The steering committee over HTTP: seats, meetings, decisions and what became of them."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.programme import people_inputs as inputs
from ifar.programme.api.shapes import Identifier, ListAsked
from ifar.programme.models import Decision, Meeting, Seat
from ifar.programme.selectors import committee as selectors
from ifar.programme.services import committee

router = Router()


class SeatOut(Schema):
    """A seat."""

    id: str
    state: str
    n: int
    constituency: str
    organisation: str
    starts_on: dt.date
    ends_on: dt.date | None


class SeatsOut(Schema):
    """A page of seats."""

    items: list[SeatOut]
    after: str | None


class MeetingOut(Schema):
    """A meeting: its papers, which seats were present, how many were needed."""

    id: str
    state: str
    n: int
    title: str
    held_on: dt.date
    place: str
    papers: list[str]
    present: list[str]
    quorum: int | None


class CommitteeDecisionOut(Schema):
    """A decision: by which rule, about what, how each seat voted, whose it is to carry out; `public_words` is what the public is told."""

    id: str
    meeting: str
    state: str
    n: int
    title: str
    words: str
    rule: str
    about: list[str]
    owner: str
    due_on: dt.date | None
    interests: list[str]
    votes: dict[str, str]
    public_words: str


class MeetingWholeOut(MeetingOut):
    """A meeting with its decisions."""

    decisions: list[CommitteeDecisionOut]


class MeetingsOut(Schema):
    """A page of meetings, the latest first."""

    items: list[MeetingOut]
    after: str | None


class DecisionsOut(Schema):
    """A page of decisions, the latest first."""

    items: list[CommitteeDecisionOut]
    after: str | None


class DecisionsAsked(ListAsked):
    """Which decisions."""

    state: Literal["", "tabled", "adopted", "rejected", "done"] = ""


_SEAT = ("state", "n", "constituency", "organisation", "starts_on", "ends_on")
_MEETING = ("state", "n", "title", "held_on", "place", "papers", "present", "quorum")
_DECISION = (
    "meeting", "state", "n", "title", "words", "rule", "about", "owner", "due_on", "interests", "votes", "public_words",
)  # fmt: skip


def seat_of(seat: Seat) -> SeatOut:
    """A seat as it stands; who sits in it is no matter of programs."""
    return SeatOut(id=seat.public_id, **{name: getattr(seat, name) for name in _SEAT})


def meeting_of(meeting: Meeting) -> MeetingOut:
    """A meeting as it stands."""
    return MeetingOut(id=meeting.public_id, **{name: getattr(meeting, name) for name in _MEETING})


def decision_of(decision: Decision) -> CommitteeDecisionOut:
    """A decision as it stands."""
    return CommitteeDecisionOut(
        id=decision.public_id, **{name: getattr(decision, name) for name in _DECISION}
    )


@router.get("/programme/seats", response=SeatsOut, operation_id="programme_list_seats")
def list_seats(request: HttpRequest, asked: Query[ListAsked]) -> SeatsOut:
    """Seats of the committee."""
    result = page(selectors.seats_for(actor_of(request)), order=("id",), after=asked.after, size=asked.size)
    return SeatsOut(items=[seat_of(seat) for seat in result.items], after=result.after)


@router.post("/programme/seats", response={201: SeatOut}, operation_id="programme_fill_seat")
def fill_seat(request: HttpRequest, data: inputs.FillSeat) -> Status[SeatOut]:
    """Fill a seat."""
    return Status(201, seat_of(committee.fill_seat(actor=actor_of(request), **dict(data))))


@router.get("/programme/meetings", response=MeetingsOut, operation_id="programme_list_meetings")
def list_meetings(request: HttpRequest, asked: Query[ListAsked]) -> MeetingsOut:
    """Meetings, the latest first."""
    result = page(
        selectors.meetings_for(actor_of(request)),
        order=("-held_on", "-id"),
        after=asked.after,
        size=asked.size,
    )
    return MeetingsOut(items=[meeting_of(meeting) for meeting in result.items], after=result.after)


@router.post("/programme/meetings", response={201: MeetingOut}, operation_id="programme_plan_meeting")
def plan_meeting(request: HttpRequest, data: inputs.PlanMeeting) -> Status[MeetingOut]:
    """Plan a meeting."""
    return Status(201, meeting_of(committee.plan_meeting(actor=actor_of(request), **dict(data))))


@router.get("/programme/meetings/{meeting}", response=MeetingWholeOut, operation_id="programme_get_meeting")
def get_meeting(request: HttpRequest, meeting: Identifier) -> MeetingWholeOut:
    """A meeting with its decisions."""
    held = selectors.meeting(actor_of(request), meeting)
    return MeetingWholeOut(
        **meeting_of(held.meeting).dict(), decisions=[decision_of(decision) for decision in held.decisions]
    )


@router.get("/programme/decisions", response=DecisionsOut, operation_id="programme_list_decisions")
def list_decisions(request: HttpRequest, asked: Query[DecisionsAsked]) -> DecisionsOut:
    """Decisions of the committee, the latest first."""
    listed = selectors.decisions_for(actor_of(request), state=asked.state)
    result = page(listed, order=("-id",), after=asked.after, size=asked.size)
    return DecisionsOut(items=[decision_of(decision) for decision in result.items], after=result.after)


@router.post("/programme/meetings/{meeting}/decisions", response={201: CommitteeDecisionOut}, operation_id="programme_table_decision")  # fmt: skip
def table_decision(
    request: HttpRequest, meeting: Identifier, data: inputs.TableDecision
) -> Status[CommitteeDecisionOut]:
    """Table a decision at a meeting."""
    made = committee.table_decision(actor=actor_of(request), meeting=meeting, **dict(data))
    return Status(201, decision_of(made))


@router.get(
    "/programme/decisions/{decision}", response=CommitteeDecisionOut, operation_id="programme_get_decision"
)
def get_decision(request: HttpRequest, decision: Identifier) -> CommitteeDecisionOut:
    """One decision."""
    return decision_of(selectors.decision_for(actor_of(request), decision))


operations(router, committee.SEAT, SeatOut, seat_of, "/programme/seats/{seat}")
operations(router, committee.MEETING, MeetingOut, meeting_of, "/programme/meetings/{meeting}")
operations(router, committee.DECISION, CommitteeDecisionOut, decision_of, "/programme/decisions/{decision}")
