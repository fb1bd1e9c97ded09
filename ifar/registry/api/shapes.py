"""Shapes of the registry's JSON: what comes in, what goes out."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import AliasChoices

Text = Field("", max_length=300)
After = Annotated[str, Field(max_length=24)]
Skip = Annotated[int, Field(ge=0, le=1_000_000)]
Limit = Annotated[int, Field(ge=1, le=200)]


class OccurredIn(Schema):
    """When: `2024`, `2024-03`, `2024-03-17`, `2024-03-17T10:30`, or empty where nobody knows; and the zone it is meant in."""

    at: str = Field("", max_length=40)
    zone: str = Field("UTC", max_length=60)


class MarkIn(Schema):
    """A mark as read; with the `n` of one on record it changes that one."""

    n: int | None = Field(None, ge=1, le=500)
    kind: str | None = Field(None, max_length=40)
    text: str | None = Field(None, max_length=200)
    text_status: Literal["known", "unknown", "none", "not_asked"] | None = None
    script: str | None = Field(None, max_length=10)
    on_part: str | None = Field(None, max_length=40)
    place: str | None = Field(None, max_length=40)
    method: str | None = Field(None, max_length=40)
    condition: str | None = Field(None, max_length=40)
    confidence: int | None = Field(None, ge=0, le=100)
    height_um: int | None = Field(None, ge=0, le=100_000)
    depth_nm: int | None = Field(None, ge=0, le=100_000_000)


class AttestedIn(Schema):
    """What an officer says of a condition that no record answers; a yes names the document that they saw, by kind and number."""

    answer: Literal["yes", "no", "unknown"]
    document: str = Field("", max_length=120)


class EventIn(Schema):
    """An event: its kind, what the kind's schema asks for, when, where, under which paper, and what it says about identity: codes, or words that are
    looked up as those are which somebody types. `lateness` = why a line of your own book is entered after the State's term, by the list `late_ground`."""

    kind: str = Field(..., max_length=60)
    details: dict[str, Any] = {}
    occurred: OccurredIn = Field(default_factory=lambda: OccurredIn(at="", zone="UTC"))
    place: str = Text
    paper: str = Text
    identity: dict[str, str | int | bool | None] = {}
    marks: list[MarkIn] = Field([], max_length=100)
    attested: dict[str, AttestedIn] = Field({}, max_length=40)
    lateness: str = Field("", max_length=40)


class NextEventIn(EventIn):
    """An event of a firearm on record; `expected_n` = how many events its life had when you looked."""

    expected_n: int | None = Field(None, ge=1, le=1_000_000)


class FirstEventIn(EventIn):
    """The event that opens a record."""

    item: Literal["firearm", "part"] = "firearm"


class ProposalIn(EventIn):
    """An event that takes another person, and why it is asked for; `expected_n` = how many events its life had when you looked."""

    reason: str = Field(..., min_length=1, max_length=1000)
    emergency: bool = False
    expected_n: int | None = Field(None, ge=1, le=1_000_000)


class RecordedOut(Schema):
    """What was recorded."""

    firearm: str
    entry: uuid.UUID
    n: int
    recorded_at: dt.datetime
    state: str
    alarms: list[str]
    flags: list[str]
    unverified: list[str]


class ProposedOut(Schema):
    """What waits for another person."""

    proposal: str
    act: str
    object: str
    expires_at: dt.datetime
    countersign_by: dt.datetime | None


class AnswerOut(Schema):
    """A value that may be missing: `value` is there exactly when `status` is `known`; `raw` is what the source said, `former` what
    the record said before it was changed."""

    value: str | int | None
    status: str
    raw: str = ""
    former: list[str] = []


class MarkOut(Schema):
    """A mark as it stands; a former reading of one, which it said before it was corrected, names that one in `former_of`."""

    n: int
    kind: str
    text: str | None
    text_status: str
    script: str
    on_part: str
    place: str
    method: str
    condition: str
    confidence: int
    height_um: int | None
    depth_nm: int | None
    retired: bool
    former_of: int


class FactOut(Schema):
    """One of the four facts, who it names, and the entry since which it stands."""

    value: str
    by: str = ""
    since: uuid.UUID


class EventOut(Schema):
    """One event of a life, with how far its proof has come."""

    entry: uuid.UUID
    n: int
    kind: str
    schema_: str = Field(
        ..., validation_alias=AliasChoices("schema_", "schema"), serialization_alias="schema"
    )
    occurred: dict[str, str | None]
    place: str
    paper: str
    proposal: str
    details: dict[str, Any]
    checks: dict[str, Any]
    changes: dict[str, Any]
    actor: str
    agency: str
    recorded_at: dt.datetime
    proof: Literal["recorded", "in_tree", "witnessed"]


class FirearmOut(Schema):
    """A firearm or part in a list."""

    id: str
    item: str
    make: AnswerOut
    model: AnswerOut
    calibre: AnswerOut
    type: AnswerOut
    country_made: AnswerOut
    year: AnswerOut
    state: str
    compartment: str
    merged_into: str
    n: int


class FirearmWholeOut(FirearmOut):
    """A firearm or part with everything that belongs to it."""

    ownership: FactOut
    custody: FactOut
    legal: FactOut
    physical: FactOut
    category: str
    part_kind: str
    mounted_in: str
    successor: str
    agency: str
    registered_at: dt.datetime
    marks: list[MarkOut]
    events: list[EventOut]
    possible: list[str]


class FirearmPage(Schema):
    """One page of a list; `next` goes into `after`."""

    items: list[FirearmOut]
    next: str | None


class SearchIn(Schema):
    """What was read and is known; `serial` may hold `?` for one and `*` for several characters that nobody could read.

    `elsewhere` = put the question to compartments closed to you as well, if your desk is one that is told whom to ask: each such
    question counts and is logged, and the answer waits for it. Leave it out while somebody still types.
    """

    elsewhere: bool = True
    serial: str = Field("", max_length=200)
    make: str | None = Field(None, max_length=80)
    model: str | None = Field(None, max_length=120)
    calibre: str | None = Field(None, max_length=80)
    type: str | None = Field(None, max_length=80)
    country: str | None = Field(None, max_length=80)
    edits: int | None = Field(None, ge=0, le=2)
    limit: int = Field(20, ge=1, le=100)


class HitOut(Schema):
    """A firearm that may be the one, and why.

    Where the `mark` by which it is met is one that was `formerly` on record, `today` tells what stands there now.
    """

    firearm: str
    probability: float
    mark: dict[str, Any]
    facts: dict[str, str | int | None]
    state: str
    merged_into: str
    reasons: list[dict[str, Any]]


class DeskOut(Schema):
    """Whom to ask, and how its desk is reached."""

    agency: str
    name: str
    kind: str
    telephone: str = ""
    email: str = ""


class ElsewhereOut(Schema):
    """Whether compartments closed to you were asked, why not (`gap`), and whom to ask; `filling` hides how much this says."""

    asked: bool
    gap: Literal["", "incomplete", "purpose", "rate"]
    ask: list[DeskOut]
    filling: str


class FoundOut(Schema):
    """The likeliest first; `narrow_by` = facts that would make the list shorter.

    `elsewhere` is there for recovery and tracing desks: a *no* above it is one only for what they may see.
    """

    hits: list[HitOut]
    total: int
    more: bool
    edits: int
    narrow_by: list[str]
    elsewhere: ElsewhereOut | None = None


class DuplicateOut(Schema):
    """Two records that may be one firearm."""

    id: str
    older: str
    newer: str
    score: int
    reasons: list[dict[str, Any]]
    verdict: str
    survivor: str


class DuplicatePage(Schema):
    """One page of the queue; `next` goes into `after`."""

    items: list[DuplicateOut]
    next: int | None
