"""Reports as those see them who decide about them, and decisions as those see them whom they concern."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from ifar.community import reports
from ifar.community.models import (
    Assistance,
    Collection,
    Course,
    Event,
    Gap,
    Guide,
    MarkedObject,
    Member,
    Post,
    Practice,
    Report,
    Seat,
)
from ifar.community.models.marked import HELD
from ifar.community.selectors.visible import Reader, absent, visible
from ifar.rights import Actor, may

WAITING: Final = ("open", "appealed")
MOST: Final = 50
LOOKED_AT: Final[dict[str, type[MarkedObject]]] = {
    "post": Post,
    "guide": Guide,
    "collection": Collection,
    "gap": Gap,
    "assistance": Assistance,
    "course": Course,
}
"""What may be held until a moderator has looked."""
REPORTED: Final[dict[str, type[MarkedObject]]] = {**LOOKED_AT, "practice": Practice}
"""What is reported: a topic is its first post."""


@dataclass(frozen=True, slots=True)
class Held:
    """Something that waits to be looked at, and of which kind it is."""

    object_type: str
    one: MarkedObject


MANAGE: Final = "community:space:manage"
_HEARD_HERE: Final = (
    "community_heard_here(community_report.space, community_report.author, community_report.by,"
    " community_report.decided_by)"
)


def _for_the_secretariat(actor: Actor) -> Q:
    """Appeals that the secretariat hears, since nobody else who moderates the space may, and those that this secretary heard; none of what
    they decided, wrote or reported themselves."""
    if not may(actor, MANAGE):
        return Q(pk__in=[])
    mine = list(Member.objects.filter(user=actor.id).values_list("public_id", flat=True))
    unheard = Q(RawSQL(f"NOT {_HEARD_HERE}", [], output_field=BooleanField()), state="appealed")  # noqa: S611 - our own words
    concerned = Q(author__in=mine) | Q(by__in=mine) | Q(decided_by__in=mine)
    return unheard & ~concerned | Q(appeal_by__in=[actor.id, *mine])


def is_heard_here(report: Report) -> bool:
    """Whether another who moderates the space may hear an appeal against this; else the secretariat does."""
    heard = RawSQL(_HEARD_HERE, [], output_field=BooleanField())  # noqa: S611 - our own words
    return bool(Report.objects.filter(pk=report.pk).values_list(heard, flat=True).first())


def to_decide(actor: Actor, reader: Reader | None) -> QuerySet[Report]:
    """Reports and appeals that wait for this actor: not what they wrote, reported or decided themselves."""
    me = reader.public_id if reader else actor.id
    records = reports_for(reader, actor).filter(state__in=WAITING).exclude(author=me).exclude(by=me)
    return records.exclude(state="appealed", decided_by=me)


def reports_for(reader: Reader | None, actor: Actor | None = None) -> QuerySet[Report]:
    """Reports of the spaces that a member moderates; where `actor` is said, also the appeals that they hear for the secretariat."""
    spaces = (
        [space.public_id for space in reader.spaces.values() if space.moderates]
        if reader and not reader.program
        else []
    )
    seen = Q(space__in=spaces)
    return Report.objects.filter(seen | _for_the_secretariat(actor) if actor else seen).order_by("-id")


def report_for(reader: Reader | None, public_id: str, actor: Actor | None = None) -> Report:
    """One of them; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this reader.
    """
    report = reports_for(reader, actor).filter(public_id=public_id).first()
    if report is None:
        raise absent()
    return report


def by_me(reader: Reader | None, public_id: str) -> Report:
    """A report that one made oneself, of a space that one still reads.

    Raises:
        NotFound: there is none.
    """
    spaces = [space.public_id for space in reader.spaces.values()] if reader and not reader.program else []
    mine = Report.objects.filter(by=reader.public_id if reader else "", space__in=spaces)
    report = mine.filter(public_id=public_id).first()
    if report is None:
        raise absent()
    return report


def about_me(reader: Reader | None) -> QuerySet[Report]:
    """Decisions about what one wrote; who reported is not told."""
    records = Report.objects.filter(author=reader.public_id if reader and not reader.program else "")
    return records.exclude(state__in=("open", "dismissed")).order_by("-id")


def decision_for(reader: Reader | None, public_id: str) -> Report:
    """A decision about what the reader wrote.

    Raises:
        NotFound: there is none about them.
    """
    report = about_me(reader).filter(public_id=public_id).first()
    if report is None:
        raise absent()
    return report


def things_of(reader: Reader | None, records: Sequence[Report]) -> dict[str, MarkedObject]:
    """What some reports are about, as far as the reader sees it, by public identifier. One query for each kind among them."""
    things: dict[str, MarkedObject] = {}
    for object_type in sorted({report.object_type or "post" for report in records}):
        model = REPORTED[object_type]
        manager: Any = model._default_manager
        rows = manager.filter(
            visible(reader, model),
            public_id__in=[report.about for report in records if report.object_type == object_type],
        )
        if model is Post:
            rows = rows.select_related("topic")
        things |= {row.public_id: row for row in rows}
    return things


_REASONS: Final = """
SELECT e.subject, string_agg(p.value #>> '{}', ' · ' ORDER BY e.n) FROM community_event e
JOIN ledger_personal p ON p.entry = e.id AND p.field = 'note'
WHERE e.record_type = 'report' AND e.kind IN ('hidden', 'warned', 'frozen', 'upheld', 'overturned') AND e.subject = ANY(%s) GROUP BY e.subject
"""


def reasons_of(records: Sequence[Report]) -> dict[str, str]:
    """Why something was decided, for whom it was decided about, by report: nothing of what the reporter said. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_REASONS, [[report.public_id for report in records]])
        return dict(cursor.fetchall())


def beside(reader: Reader | None, report: Report) -> tuple[list[Report], list[Report]]:
    """What else was reported of the same thing, and what was decided against its author in the same space; as who moderates it reads it."""
    others = reports_for(reader).filter(space=report.space).exclude(pk=report.pk)
    against = others.filter(author=report.author, state__in=("hidden", "warned", "frozen", "upheld"))
    return list(others.filter(about=report.about)[:MOST]), list(against.exclude(about=report.about)[:MOST])


def held_for(reader: Reader | None) -> list[Held]:
    """What waits to be looked at, of spaces that a member moderates and as far as its mark lets them read; not what was reported, nor practices,
    which wait for their check, nor what they wrote. One query for each kind."""
    moderated = (
        [space.id for space in reader.spaces.values() if space.moderates]
        if reader and not reader.program
        else []
    )
    if not moderated or reader is None:
        return []
    reported = Report.objects.filter(state__in=WAITING).values("about")
    results: list[Held] = []
    for object_type, model in LOOKED_AT.items():
        manager: Any = model._default_manager
        waiting = manager.filter(visible(reader, model), state=HELD, space__in=moderated).exclude(
            public_id__in=reported
        )
        if model is Post:
            waiting = waiting.select_related("topic")
        results += [
            Held(object_type, item) for item in waiting.exclude(author=reader.member).order_by("pk")[:MOST]
        ]
    return results


@dataclass(frozen=True, slots=True)
class Made(reports.Past):
    """A report that a member made before, with its ground."""

    ground: str


_MADE: Final = """
SELECT r.about, r.state, l.recorded_at, r.ground FROM community_report r
JOIN community_event e ON e.subject = r.public_id AND e.record_type = 'report' AND e.n = 1 JOIN ledger_entry l ON l.entry = e.id
WHERE r.by = %s AND (r.about = %s OR l.recorded_at > %s) ORDER BY r.id
"""


def made_by(reader: Reader, about: str, since: dt.datetime) -> list[Made]:
    """A member's reports since a moment, and all of theirs about one thing. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_MADE, [reader.public_id, about, since])
        return [Made(*row) for row in cursor.fetchall()]


_STANDING: Final = """
SELECT r.state, r.ground, coalesce((SELECT e.kind FROM community_event e WHERE e.subject = r.public_id AND e.record_type = 'report'
    AND e.kind IN ('hidden', 'warned', 'frozen') ORDER BY e.n DESC LIMIT 1), '')
FROM community_report r WHERE r.about = %s ORDER BY r.id
"""


def standing(about: str) -> list[reports.ReportStatus]:
    """All reports about a thing as they stand. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [about])
        return [reports.ReportStatus(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Freeze:
    """By which report somebody was kept from writing, and until when."""

    report: str
    until: str


def _freezes(seat: Seat) -> list[Freeze]:
    """The freezes of a seat, the last first."""
    events = Event.objects.filter(record_type="seat", kind="frozen", subject=seat.public_id).order_by("-n")
    return [Freeze(event.details["report"], event.changes["until"]) for event in events]


def frozen_for(seat: Seat) -> str:
    """The report for which a seat was frozen last."""
    return next((freeze.report for freeze in _freezes(seat)), "")


def other_freeze(seat: Seat, but: str, now: dt.datetime) -> Freeze | None:
    """The freeze that still stands when that of one report is overturned: of another decision that stands, and not over."""
    freezes = [
        freeze
        for freeze in _freezes(seat)
        if freeze.report != but and dt.datetime.fromisoformat(freeze.until) > now
    ]
    # A decision that an appeal overturned freezes nobody any more.
    stand = Report.objects.filter(public_id__in=[freeze.report for freeze in freezes]).exclude(
        state="overturned"
    )
    kept = set(stand.values_list("public_id", flat=True))
    return max(
        (freeze for freeze in freezes if freeze.report in kept), key=lambda freeze: freeze.until, default=None
    )
