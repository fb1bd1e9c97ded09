"""The shapes of rounds, visits, findings, moves and reminders over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from ninja import Schema

from ifar.licensing.api.shapes import LicensingAsked


class RoundOut(Schema):
    """A round: its frame's hash and size, how many of each stratum, its seed once it is drawn, what was drawn as stratum and token."""

    id: str
    state: str
    agency: str
    area: str
    kinds: list[str]
    period_from: dt.date
    period_to: dt.date
    counts: dict[str, int]
    frame_hash: str
    frame_size: int
    seed_by: str
    beacon: str
    seed_after: dt.datetime
    seed: str
    seed_size: int
    drawn: list[list[str]]
    n: int


class RoundPage(Schema):
    """A page of rounds, the newest first."""

    items: list[RoundOut]
    after: str | None


class DrawOut(Schema):
    """Enough to do the draw again, and nothing that names a person or a licence."""

    format: str
    round: str
    rule: str
    frame: list[list[str]]
    frame_hash: str
    counts: dict[str, int]
    seed: str
    seed_from: str
    seed_after: str
    drawn: list[list[str]]


class VisitOut(Schema):
    """A visit."""

    id: str
    state: str
    round: str
    token: str
    stratum: str
    licence: str
    holder: str
    why: str
    due_on: dt.date
    finding: str
    missed: int
    answers: dict[str, Any]
    result: str
    visited_on: dt.date | None
    replacement: str
    n: int


class VisitPage(Schema):
    """A page of visits, the most urgent first."""

    items: list[VisitOut]
    after: str | None


class FindingOut(Schema):
    """A fault that is to be mended by a day."""

    id: str
    state: str
    visit: str
    licence: str
    holder: str
    item: str
    due_on: dt.date
    by_visit: str
    n: int


class FindingPage(Schema):
    """A page of findings, the most urgent first."""

    items: list[FindingOut]
    after: str | None


class MoveHandingOut(Schema):
    """A holder who moved, and whether it was reported in time."""

    id: str
    state: str
    holder: str
    moved_on: dt.date
    reported_on: dt.date
    reported_by: str
    due_on: dt.date
    late: bool
    to_agency: str
    n: int


class MoveHandingPage(Schema):
    """A page of moves, the newest first."""

    items: list[MoveHandingOut]
    after: str | None


class RemindersAsked(LicensingAsked):
    """Those that reached nobody, letters, those on their way, or all."""

    list: Literal["unreached", "letters", "queued", "all"] = "unreached"


class ReminderOut(Schema):
    """A reminder: of what, by which channel, what became of it."""

    id: str
    state: str
    rule: str
    about: str
    licence: str
    holder: str
    due_on: dt.date
    channel: str
    language: str
    tried: list[str]
    sent_on: dt.date | None
    failure: str
    how: str
    n: int


class ReminderPage(Schema):
    """A page of reminders, the newest first."""

    items: list[ReminderOut]
    after: str | None
