"""The steering committee over HTTP: seats, meetings, decisions and what became of them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.programme.api.shapes import Headline, Identifier, ListAsked, Seen, Words
from ifar.programme.models import Decision, Meeting, Seat
from ifar.programme.selectors import committee as selectors
from ifar.programme.services import committee

router = Router()
Identifiers = Annotated[list[Identifier], Field(max_length=200)]


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


class SeatIn(Schema):
    """A seat of a constituency, and who fills it."""

    constituency: Literal["donors", "states", "united_nations", "civil_society", "academia", "private_sector", "secretariat"]  # fmt: skip
    organisation: Headline
    starts_on: dt.date
    ends_on: dt.date | None = None


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


class MeetingIn(Schema):
    """A meeting with its papers."""

    title: Headline
    held_on: dt.date
    place: Headline = ""
    papers: Annotated[list[Headline], Field(max_length=100)] = []


class OpenIn(Schema):
    """Which seats are present."""

    present: Identifiers


class TabledIn(Schema):
    """What is tabled."""

    title: Headline
    words: Words = ""
    rule: Literal["consensus", "majority", "two_thirds"] = "consensus"
    about: Identifiers = []
    owner: Headline = ""
    due_on: dt.date | None = None


class InterestIn(Schema):
    """Seats that declared an interest, in a decision as it was read."""

    n: Seen
    seats: Identifiers


class VotesIn(Schema):
    """How each seat votes on a decision as it was read."""

    n: Seen
    votes: Annotated[dict[Identifier, Literal["yes", "no", "abstain"]], Field(max_length=200)]


class DoneIn(Schema):
    """How a decision was carried out."""

    n: Seen
    how: Words


class SummaryIn(Schema):
    """What the public is told of a decision."""

    n: Seen
    text: Words


class DecisionsAsked(ListAsked):
    """Which decisions."""

    state: Literal["", "tabled", "adopted", "rejected", "done"] = ""


_SEAT = ("state", "n", "constituency", "organisation", "starts_on", "ends_on")
_MEETING = ("state", "n", "title", "held_on", "place", "papers", "present", "quorum")
_DECISION = (
    "meeting", "state", "n", "title", "words", "rule", "about", "owner", "due_on", "interests", "votes", "public_words",
)  # fmt: skip


def seat_of(one: Seat) -> SeatOut:
    """A seat as it stands; who sits in it is no matter of programs."""
    return SeatOut(id=one.public_id, **{name: getattr(one, name) for name in _SEAT})


def meeting_of(one: Meeting) -> MeetingOut:
    """A meeting as it stands."""
    return MeetingOut(id=one.public_id, **{name: getattr(one, name) for name in _MEETING})


def decision_of(one: Decision) -> CommitteeDecisionOut:
    """A decision as it stands."""
    return CommitteeDecisionOut(id=one.public_id, **{name: getattr(one, name) for name in _DECISION})


@router.get("/programme/seats", response=SeatsOut, operation_id="programme_list_seats")
def list_seats(request: HttpRequest, asked: Query[ListAsked]) -> SeatsOut:
    """Seats of the committee."""
    found = page(selectors.seats_for(actor_of(request)), order=("id",), after=asked.after, size=asked.size)
    return SeatsOut(items=[seat_of(one) for one in found.items], after=found.after)


@router.post("/programme/seats", response={201: SeatOut}, operation_id="programme_fill_seat")
def fill_seat(request: HttpRequest, data: SeatIn) -> Status[SeatOut]:
    """Fill a seat."""
    return Status(201, seat_of(committee.fill_seat(actor=actor_of(request), **data.dict())))


@router.post("/programme/seats/{seat}/end", response={204: None}, operation_id="programme_end_seat")
def end_seat(request: HttpRequest, seat: Identifier) -> Status[None]:
    """End a seat."""
    committee.end_seat(actor=actor_of(request), seat=seat)
    return Status(204, None)


@router.get("/programme/meetings", response=MeetingsOut, operation_id="programme_list_meetings")
def list_meetings(request: HttpRequest, asked: Query[ListAsked]) -> MeetingsOut:
    """Meetings, the latest first."""
    found = page(
        selectors.meetings_for(actor_of(request)),
        order=("-held_on", "-id"),
        after=asked.after,
        size=asked.size,
    )
    return MeetingsOut(items=[meeting_of(one) for one in found.items], after=found.after)


@router.post("/programme/meetings", response={201: MeetingOut}, operation_id="programme_plan_meeting")
def plan_meeting(request: HttpRequest, data: MeetingIn) -> Status[MeetingOut]:
    """Plan a meeting."""
    return Status(201, meeting_of(committee.plan_meeting(actor=actor_of(request), **data.dict())))


@router.get("/programme/meetings/{meeting}", response=MeetingWholeOut, operation_id="programme_get_meeting")
def get_meeting(request: HttpRequest, meeting: Identifier) -> MeetingWholeOut:
    """A meeting with its decisions."""
    held = selectors.meeting(actor_of(request), meeting)
    return MeetingWholeOut(
        **meeting_of(held.meeting).dict(), decisions=[decision_of(one) for one in held.decisions]
    )


@router.post("/programme/meetings/{meeting}/opening", response=MeetingOut, operation_id="programme_open_meeting")  # fmt: skip
def open_meeting(request: HttpRequest, meeting: Identifier, data: OpenIn) -> MeetingOut:
    """Open a meeting with the seats that are present."""
    return meeting_of(committee.open_meeting(actor=actor_of(request), meeting=meeting, present=data.present))


@router.post("/programme/meetings/{meeting}/end/{kind}", response={204: None}, operation_id="programme_end_meeting")  # fmt: skip
def end_meeting(request: HttpRequest, meeting: Identifier, kind: Literal["closed", "cancelled"]) -> Status[None]:  # fmt: skip
    """Close a meeting, or cancel one that was planned."""
    committee.end_meeting(actor=actor_of(request), meeting=meeting, kind=kind)
    return Status(204, None)


@router.get("/programme/decisions", response=DecisionsOut, operation_id="programme_list_decisions")
def list_decisions(request: HttpRequest, asked: Query[DecisionsAsked]) -> DecisionsOut:
    """Decisions of the committee, the latest first."""
    listed = selectors.decisions_for(actor_of(request), state=asked.state)
    found = page(listed, order=("-id",), after=asked.after, size=asked.size)
    return DecisionsOut(items=[decision_of(one) for one in found.items], after=found.after)


@router.post("/programme/meetings/{meeting}/decisions", response={201: CommitteeDecisionOut}, operation_id="programme_table_decision")  # fmt: skip
def table_decision(request: HttpRequest, meeting: Identifier, data: TabledIn) -> Status[CommitteeDecisionOut]:
    """Table a decision at a meeting."""
    said = data.dict(exclude={"words"})
    made = committee.table_decision(actor=actor_of(request), meeting=meeting, text=data.words, **said)
    return Status(201, decision_of(made))


@router.get(
    "/programme/decisions/{decision}", response=CommitteeDecisionOut, operation_id="programme_get_decision"
)
def get_decision(request: HttpRequest, decision: Identifier) -> CommitteeDecisionOut:
    """One decision."""
    return decision_of(selectors.decision(actor_of(request), decision))


@router.post("/programme/decisions/{decision}/interests", response=CommitteeDecisionOut, operation_id="programme_declare_interest")  # fmt: skip
def declare_interest(request: HttpRequest, decision: Identifier, data: InterestIn) -> CommitteeDecisionOut:
    """Note which seats declared an interest: they do not vote on it."""
    return decision_of(committee.declare_interest(actor=actor_of(request), decision=decision, **data.dict()))


@router.post("/programme/decisions/{decision}/votes", response=CommitteeDecisionOut, operation_id="programme_count_votes")  # fmt: skip
def count_votes(request: HttpRequest, decision: Identifier, data: VotesIn) -> CommitteeDecisionOut:
    """Count the votes: the decision is adopted or rejected by its rule."""
    return decision_of(committee.decide(actor=actor_of(request), decision=decision, **data.dict()))


@router.post("/programme/decisions/{decision}/completion", response=CommitteeDecisionOut, operation_id="programme_carry_out_decision")  # fmt: skip
def carry_out(request: HttpRequest, decision: Identifier, data: DoneIn) -> CommitteeDecisionOut:
    """Note that a decision was carried out, and how."""
    return decision_of(committee.carry_out(actor=actor_of(request), decision=decision, **data.dict()))


@router.put("/programme/decisions/{decision}/public", response=CommitteeDecisionOut, operation_id="programme_sum_up_decision")  # fmt: skip
def sum_up(request: HttpRequest, decision: Identifier, data: SummaryIn) -> CommitteeDecisionOut:
    """Write what the public is told of a decision; the public page shows it at once."""
    return decision_of(committee.sum_up(actor=actor_of(request), decision=decision, **data.dict()))
