"""Feedback and complaints about the work: within how many days they are to be answered, by whom, and which were in time. Pure.

Whoever is complained about does not look into it, answer it, close it or read it (the usual rule of accountability to affected people:
IASC Commitments on Accountability to Affected People 2017, commitment 3; Core Humanitarian Standard 2024, commitment 5). How many days a kind has is data (list `feedback_kind`).
Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ifar.typed import whole_number

DAYS: Final = 30
"""Days for a kind of which the list says nothing."""
COMPLAINTS: Final = frozenset({"complaint", "misconduct", "sexual_misconduct"})
"""Kinds that are complaints, whose share answered in time is an indicator; others are answered too, and not counted there."""
OPEN: Final = frozenset({"received", "looked_into"})
CLOSINGS: Final = ("settled", "passed_on", "taken_back", "no_way_to_answer", "not_about_us")
"""Why it was closed: it was answered and nothing is left; another authority has it; whoever said it took it back; nobody can be answered; it is about something else."""
SETTLED: Final = "settled"


def days_of(kind: str, listed: Mapping[str, Iterable[str]]) -> int:
    """Days within which a kind is to be answered, by the list's own number."""
    for text in listed.get(kind, ()):
        if days := whole_number(text, least=1, most=366):
            return days
    return DAYS


def due(received_on: dt.date, days: int) -> dt.date:
    """The last day on which an answer is in time."""
    return received_on + dt.timedelta(days=days)


def close_wrong(state: str, why: str) -> str:
    """Why it cannot be closed so, or nothing: `unknown`, `unanswered` (nothing is settled that nobody answered)."""
    if why not in CLOSINGS:
        return "unknown"
    return "unanswered" if why == SETTLED and state != "answered" else ""


def late(state: str, due_on: dt.date, today: dt.date) -> int:
    """Days by which an answer is late; 0 where it was given, or there is time."""
    return max(0, (today - due_on).days) if state in OPEN else 0


@dataclass(frozen=True, slots=True)
class Ended:
    """A complaint whose last day has come: when it was answered, else closed; None: neither."""

    due_on: dt.date
    ended_on: dt.date | None


def in_time(ended: Ended) -> str:
    """How it counts: `in_time`, `late`, or `open` (its day is past and nobody answered)."""
    if ended.ended_on is None:
        return "open"
    return "in_time" if ended.ended_on <= ended.due_on else "late"
