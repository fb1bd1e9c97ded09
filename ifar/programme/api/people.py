"""People and alliances over HTTP: initiatives with who took part, feedback without its words, stakeholders with what they committed themselves to."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from ifar.acts.edges import operations
from ifar.acts.inputs import part_of
from ifar.form_errors import actor_of
from ifar.programme import people_inputs as inputs
from ifar.programme.api.shapes import Identifier, ProgrammeMadeOut
from ifar.programme.selectors import partners as alliances
from ifar.programme.selectors import people as selectors
from ifar.programme.services import feedback, partners, people

router = Router()


class InitiativeOut(Schema):
    """An initiative; `effect` is what changed."""

    id: str
    state: str
    n: int
    title: str
    kind: str
    audiences: list[str]
    words: str
    project: str
    place: str
    starts_on: dt.date
    ends_on: dt.date | None
    effect: str


class ParticipationOut(Schema):
    """How many took part on a day: `counts` by sex and age."""

    id: str
    state: str
    n: int
    initiative: str
    held_on: dt.date
    total: int
    counts: list[inputs.GroupCount]


class FeedbackOut(Schema):
    """Feedback or a complaint as it stands, without its words: each reading of those is noted, and they stand on its page."""

    id: str
    state: str
    n: int
    kind: str
    received_on: dt.date
    due_on: dt.date


class StakeholderOut(Schema):
    """A stakeholder; `contact` says whether a focal point is named."""

    id: str
    state: str
    n: int
    name: str
    kind: str
    country: str
    agency: str
    words: str
    contact: bool


class CommitmentOut(Schema):
    """What a stakeholder committed itself to, and on which day it was kept."""

    id: str
    state: str
    n: int
    stakeholder: str
    project: str
    title: str
    words: str
    made_on: dt.date
    due_on: dt.date
    kept_on: dt.date | None


def _as_json(shape: type[Schema], result: Any) -> dict[str, Any]:
    return {name: getattr(result, "public_id" if name == "id" else name) for name in shape.model_fields}


def _made(made: str) -> Status[dict[str, str]]:
    return Status(201, {"id": made})


@router.post("/programme/initiatives", response={201: ProgrammeMadeOut}, operation_id="open_initiative")
def open_initiative(request: HttpRequest, body: inputs.PlanInitiative) -> Status[dict[str, str]]:
    """Open an initiative."""
    new = part_of(body, people.NewInitiative)
    return _made(people.open_initiative(actor=actor_of(request), new=new).public_id)


@router.get("/programme/initiatives/{initiative}", response=InitiativeOut, operation_id="get_initiative")
def get_initiative(request: HttpRequest, initiative: Identifier) -> dict[str, Any]:
    """An initiative."""
    return _as_json(InitiativeOut, selectors.initiative_for(actor_of(request), initiative))


@router.post(
    "/programme/initiatives/{initiative}/participation",
    response={201: ProgrammeMadeOut},
    operation_id="note_participation",
)
def note_participation(
    request: HttpRequest, initiative: Identifier, body: inputs.NoteParticipation
) -> Status[dict[str, str]]:
    """Note how many took part on a day."""
    made = people.note_participation(actor=actor_of(request), initiative_id=initiative, **dict(body))
    return _made(made.public_id)


@router.post("/programme/feedback", response={201: ProgrammeMadeOut}, operation_id="note_feedback")
def note_feedback(request: HttpRequest, body: inputs.NoteFeedback) -> Status[dict[str, str]]:
    """Note feedback or a complaint."""
    return _made(feedback.note(actor=actor_of(request), new=part_of(body, feedback.NewFeedback)))


@router.post("/programme/stakeholders", response={201: ProgrammeMadeOut}, operation_id="enter_stakeholder")
def enter_stakeholder(request: HttpRequest, body: inputs.EnterStakeholder) -> Status[dict[str, str]]:
    """Enter a stakeholder."""
    new = part_of(body, partners.NewStakeholder)
    return _made(partners.enter(actor=actor_of(request), new=new).public_id)


@router.get("/programme/stakeholders/{stakeholder}", response=StakeholderOut, operation_id="get_stakeholder")
def get_stakeholder(request: HttpRequest, stakeholder: Identifier) -> dict[str, Any]:
    """A stakeholder."""
    return _as_json(StakeholderOut, alliances.stakeholder_for(actor_of(request), stakeholder))


@router.post(
    "/programme/stakeholders/{stakeholder}/commitments",
    response={201: ProgrammeMadeOut},
    operation_id="note_commitment",
)
def note_commitment(
    request: HttpRequest, stakeholder: Identifier, body: inputs.NoteCommitment
) -> Status[dict[str, str]]:
    """Note what a stakeholder commits itself to."""
    new = part_of(body, partners.NewCommitment)
    return _made(partners.commit(actor=actor_of(request), stakeholder=stakeholder, new=new).public_id)


operations(
    router,
    people.INITIATIVE,
    InitiativeOut,
    partial(_as_json, InitiativeOut),
    "/programme/initiatives/{initiative}",
)
operations(
    router,
    people.PARTICIPATION,
    ParticipationOut,
    partial(_as_json, ParticipationOut),
    "/programme/participation/{participation}",
)
operations(
    router, feedback.FEEDBACK, FeedbackOut, partial(_as_json, FeedbackOut), "/programme/feedback/{feedback}"
)
operations(
    router,
    partners.STAKEHOLDER,
    StakeholderOut,
    partial(_as_json, StakeholderOut),
    "/programme/stakeholders/{stakeholder}",
)
operations(
    router,
    partners.COMMITMENT,
    CommitmentOut,
    partial(_as_json, CommitmentOut),
    "/programme/commitments/{commitment}",
)
