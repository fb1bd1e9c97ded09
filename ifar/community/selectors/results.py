"""What the community achieved, counted by year with lineage to rows: for the programme's indicators (domain.md, section 8).

Each figure is a number and the ledger entries that it was counted of, so that whoever doubts it can walk to the rows. The functions of `SOURCES`
count things of all marks, for the programme, which publishes totals of a whole year; a member's page counts what that member sees.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.db.models import Model

from ifar.community.models import Assistance, Course, Gap, Post, Practice
from ifar.community.selectors.visible import Reader, visible_sql

FIRST: Final = 2023
"""The year in which the strategy begins."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one year, with the identifiers of the ledger entries that it was counted of, and the countries that they are of."""

    code: str
    year: int
    value: int
    entries: tuple[str, ...]
    countries: int = 0


def _acts(
    record_type: str, kinds: tuple[str, ...], *, joins: str, country: str = "''", where: str = "true"
) -> str:
    """Acts of some kinds by year, each subject once a year: the last one of the year stands for it. `joins` bring in the marked object as `o`."""
    return f"""
        SELECT y, subject, max(entry), max(land) FROM (
            SELECT extract(year FROM l.recorded_at AT TIME ZONE 'UTC')::integer AS y, e.subject, e.id::text AS entry, {country} AS land
            FROM community_event e JOIN ledger_entry l ON l.entry = e.id {joins}
            WHERE e.record_type = '{record_type}' AND e.kind = ANY(ARRAY{list(kinds)!r}) AND {where} AND {{seen}}) e GROUP BY y, subject"""


_OF_COURSE: Final = """JOIN community_training t ON t.public_id = e.subject JOIN community_course o ON o.public_id = t.course
    JOIN community_member m ON m.public_id = t.member"""
_TRAINED: Final = _acts(
    "training",
    ("attended",),
    country="m.country",
    joins=_OF_COURSE,
    where="t.state IN ('attended', 'certified')",
)
_USING: Final = _acts(
    "training", ("followed_up",), country="m.country", joins=_OF_COURSE, where="t.used IN ('yes', 'partly')"
)
_ADOPTED: Final = _acts(
    "adoption",
    ("adopted",),
    country="a.country",
    joins="JOIN community_adoption a ON a.public_id = e.subject JOIN community_practice o ON o.public_id = a.practice",
    where="a.state = 'adopted'",
)
_CLOSED: Final = _acts(
    "progress",
    ("closed",),
    joins="JOIN community_progress p ON p.public_id = e.subject JOIN community_gap o ON o.public_id = e.subject",
    where="p.state = 'closed'",
)
_MET: Final = _acts(
    "agreement",
    ("assessed",),
    country="m.country",
    joins="""JOIN community_agreement a ON a.public_id = e.subject JOIN community_assistance o ON o.public_id = a.need
             JOIN community_member m ON m.id = o.author_id""",
    where="a.state = 'assessed' AND a.met IN ('met', 'partly')",
)
_PRACTICES: Final = _acts(
    "appraisal",
    ("cleared",),
    joins="JOIN community_appraisal a ON a.public_id = e.subject JOIN community_practice o ON o.public_id = e.subject",
    where="a.state IN ('anonymous', 'graded')",
)
_ACTIVE: Final = """
SELECT extract(year FROM o.at AT TIME ZONE 'UTC')::integer, m.public_id, max(e.id::text), max(m.country)
FROM community_post o JOIN community_member m ON m.id = o.author_id
JOIN community_event e ON e.record_type = 'member' AND e.subject = m.public_id AND e.n = 1 WHERE {seen} GROUP BY 1, 2
"""
_BEGAN: Final = """
SELECT extract(year FROM l.recorded_at AT TIME ZONE 'UTC')::integer FROM community_member m
JOIN community_event e ON e.record_type = 'member' AND e.subject = m.public_id AND e.n = 1 JOIN ledger_entry l ON l.entry = e.id ORDER BY m.id LIMIT 1
"""
STATEMENTS: Final[Mapping[str, tuple[str, type[Model]]]] = {
    "practitioners_trained": (_TRAINED, Course),
    "training_used": (_USING, Course),
    "practitioners_active": (_ACTIVE, Post),
    "practices_shared": (_PRACTICES, Practice),
    "practices_adopted": (_ADOPTED, Practice),
    "gaps_closed": (_CLOSED, Gap),
    "assistance_met": (_MET, Assistance),
}
"""Code of a figure -> what it is counted of: year, the thing counted once, an entry of the ledger behind it, its country; and the marked object
that decides who may count it."""


def _counted(
    code: str, year: int | None, reader: Reader | None = None, *, all_marks: bool = True
) -> list[Figure]:
    statement, model = STATEMENTS[code]
    seen, values = ("o.state = 'shown'", []) if all_marks else visible_sql(reader, model, "o")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT y, count(*), array_agg(entry ORDER BY entry), count(DISTINCT nullif(land, '')) "
            f"FROM ({statement.format(seen=seen)}) c (y, thing, entry, land) WHERE %s::integer IS NULL OR y = %s GROUP BY y ORDER BY y",
            [*values, year, year],
        )
        return [
            Figure(code, y, value, tuple(entries), lands) for y, value, entries, lands in cursor.fetchall()
        ]


def practitioners_trained(year: int | None = None) -> list[Figure]:
    """Members who were at a course, by the year in which it was noted; each course counts."""
    return _counted("practitioners_trained", year)


def training_used(year: int | None = None) -> list[Figure]:
    """Who said half a year after a course that they use it, wholly or in part."""
    return _counted("training_used", year)


def practitioners_active(year: int | None = None) -> list[Figure]:
    """Members who wrote something, each once a year; behind each stands the act that began the membership."""
    return _counted("practitioners_active", year)


def practices_shared(year: int | None = None) -> list[Figure]:
    """Good practices that were found anonymous and can be read."""
    return _counted("practices_shared", year)


def practices_adopted(year: int | None = None) -> list[Figure]:
    """Organisations that do as a practice says: each practice and organisation once."""
    return _counted("practices_adopted", year)


def gaps_closed(year: int | None = None) -> list[Figure]:
    """Gaps that a practice or a tool closed, and that are closed still."""
    return _counted("gaps_closed", year)


def assistance_met(year: int | None = None) -> list[Figure]:
    """Needs of assistance that whoever had them says were met, wholly or in part."""
    return _counted("assistance_met", year)


SOURCES: Final[Mapping[str, Callable[[int | None], list[Figure]]]] = {
    "practitioners_trained": practitioners_trained,
    "training_used": training_used,
    "practitioners_active": practitioners_active,
    "practices_shared": practices_shared,
    "practices_adopted": practices_adopted,
    "gaps_closed": gaps_closed,
    "assistance_met": assistance_met,
}
"""Code -> selector, for the programme's list of sources."""


def began() -> int | None:
    """The year in which the community has its first act: before it, nothing is not none. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGAN)
        row = cursor.fetchone()
    return row[0] if row else None


def figures_for(reader: Reader | None, today: dt.date) -> dict[str, dict[int, Figure]]:
    """All figures by code and year, from the strategy's first year to this one, of what the reader may see: a count tells no more than a list.

    Seven queries, whoever asks.
    """
    result: dict[str, dict[int, Figure]] = {}
    for code in SOURCES:
        by_year = {figure.year: figure for figure in _counted(code, None, reader, all_marks=False)}
        result[code] = {
            year: by_year.get(year, Figure(code, year, 0, ())) for year in range(FIRST, today.year + 1)
        }
    return result
