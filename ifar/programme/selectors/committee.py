"""The steering committee as pages show it: seats, meetings, decisions, what waits to be carried out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.db.models import Model, QuerySet

from ifar.programme.labels import absent
from ifar.programme.models import Decision, Indicator, Meeting, Project, Seat, Value
from ifar.programme.selectors.strategy import OFFICE
from ifar.rights import Actor, require


@dataclass(frozen=True, slots=True)
class Whole:
    """The committee: filled seats, meetings the latest first, decisions that wait to be carried out, the latest that were taken."""

    seats: Sequence[Seat]
    meetings: Sequence[Meeting]
    waiting: Sequence[Decision]
    taken: Sequence[Decision]


def whole(actor: Actor) -> Whole:
    """The committee. Four queries."""
    require(actor, OFFICE)
    return Whole(
        list(Seat.objects.filter(state="filled").order_by("constituency", "organisation")),
        list(Meeting.objects.order_by("-held_on", "-id")[:20]),
        list(Decision.objects.filter(state="adopted").order_by("due_on", "id")),
        list(Decision.objects.filter(state__in=("rejected", "done")).order_by("-id")[:20]),
    )


_HOW: Final = """
SELECT e.subject, coalesce((SELECT p.value #>> '{}' FROM ledger_personal p WHERE p.entry = e.id AND p.field = 'note'), '') FROM programme_event e WHERE e.record_type = 'decision' AND e.kind = 'done' AND e.subject = ANY(%s)
"""
_VALUE: Final = re.compile(r"/programme/values/([A-Z0-9]{14})/$")


@dataclass(frozen=True, slots=True)
class Held:
    """One meeting with its decisions, the seats, what the decisions are about, how each was carried out, and the values among its papers."""

    meeting: Meeting
    seats: Sequence[Seat]
    decisions: Sequence[Decision]
    about: Mapping[str, tuple[str, str]]
    """Public identifier -> `project` or `indicator`, and its title."""
    how: Mapping[str, str]
    values: Mapping[str, tuple[Value, str]]
    """Paper, as it was entered -> the value that it is, and the title of its indicator."""


def meeting(actor: Actor, public_id: str) -> Held:
    """One meeting. Six queries, and two where values are among its papers.

    Raises:
        NotFound: there is none.
    """
    record = meeting_for(actor, public_id)
    decisions = list(Decision.objects.filter(meeting=public_id).order_by("id"))
    named = {text for decision in decisions for text in decision.about}
    projects = Project.objects.filter(public_id__in=named).values_list("public_id", "title")
    measured = Indicator.objects.filter(public_id__in=named).values_list("public_id", "title")
    about = {text: ("project", title) for text, title in projects}
    about |= {text: ("indicator", title) for text, title in measured}
    with connection.cursor() as cursor:
        cursor.execute(_HOW, [[decision.public_id for decision in decisions]])
        how = dict(cursor.fetchall())
    seats = list(Seat.objects.order_by("constituency", "organisation"))
    return Held(record, seats, decisions, about, how, _values(record.papers))


def _values(papers: Sequence[str]) -> dict[str, tuple[Value, str]]:
    keys = {paper: named[1] for paper in papers if (named := _VALUE.search(paper))}
    if not keys:
        return {}
    result = {value.public_id: value for value in Value.objects.filter(public_id__in=keys.values())}
    of = {value.indicator for value in result.values()}
    titles = dict(Indicator.objects.filter(public_id__in=of).values_list("public_id", "title"))
    return {
        paper: (result[key], titles[result[key].indicator]) for paper, key in keys.items() if key in result
    }


# --- lists for programs ----------------------------------------------------------------------------------------------------


def seats_for(actor: Actor) -> QuerySet[Seat]:
    """Seats, those that ended too."""
    require(actor, OFFICE)
    return Seat.objects.all()


def meetings_for(actor: Actor) -> QuerySet[Meeting]:
    """Meetings."""
    require(actor, OFFICE)
    return Meeting.objects.all()


def decisions_for(actor: Actor, *, state: str = "") -> QuerySet[Decision]:
    """Decisions, in a state or all."""
    require(actor, OFFICE)
    return Decision.objects.filter(state=state) if state else Decision.objects.all()


def decision_for(actor: Actor, public_id: str) -> Decision:
    """One decision.

    Raises:
        NotFound: there is none.
    """
    return _one(decisions_for(actor), public_id)


def meeting_for(actor: Actor, public_id: str) -> Meeting:
    """One meeting, alone.

    Raises:
        NotFound: there is none.
    """
    return _one(meetings_for(actor), public_id)


def seat_for(actor: Actor, public_id: str) -> Seat:
    """One seat.

    Raises:
        NotFound: there is none.
    """
    return _one(seats_for(actor), public_id)


def _one[T: Model](among: QuerySet[T], public_id: str) -> T:
    result = among.filter(public_id=public_id).first()
    if result is None:
        raise absent()
    return result
