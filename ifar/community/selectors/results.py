"""What the community achieved, counted by year with lineage to rows: for the programme's indicators (domain.md, section 8).

Each figure is a number and the ledger entries that it was counted of, so that whoever doubts it can walk to the rows. Nobody is named, and no
title is told: a figure holds whatever marks the things bear, and is therefore only a count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import connection

from ifar.community.selectors.visible import READ
from ifar.rights import Actor, require

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


def _acts(noun: str, kinds: tuple[str, ...], *, country: str = "''", joins: str = "", where: str = "true", once: str = "e.subject") -> str:
    """Acts of some kinds by year, each subject once a year: the last one of the year stands for it."""
    return f"""
        SELECT y, {once} AS thing, max(entry::text), max(land) FROM (
            SELECT extract(year FROM l.recorded_at AT TIME ZONE 'UTC')::integer AS y, e.*, e.id AS entry, {country} AS land
            FROM community_event e JOIN ledger_entry l ON l.entry = e.id {joins}
            WHERE e.noun = '{noun}' AND e.kind = ANY(ARRAY{list(kinds)!r}) AND {where}) e GROUP BY y, {once}"""


_TRAINED: Final = _acts(
    "training",
    ("attended",),
    country="m.country",
    joins="JOIN community_training t ON t.public_id = e.subject AND t.state IN ('attended', 'certified') JOIN community_member m ON m.public_id = t.member",
)
_USING: Final = _acts(
    "training",
    ("followed_up",),
    country="m.country",
    joins="JOIN community_training t ON t.public_id = e.subject AND t.used IN ('yes', 'partly') JOIN community_member m ON m.public_id = t.member",
)
_ADOPTED: Final = _acts(
    "adoption",
    ("adopted",),
    country="a.country",
    joins="JOIN community_adoption a ON a.public_id = e.subject AND a.state = 'adopted'",
)
_CLOSED: Final = _acts(
    "progress", ("closed",), joins="JOIN community_progress p ON p.public_id = e.subject AND p.state = 'closed'"
)
_MET: Final = _acts(
    "agreement",
    ("assessed",),
    country="m.country",
    joins="""JOIN community_agreement a ON a.public_id = e.subject AND a.state = 'assessed' AND a.met IN ('met', 'partly')
             JOIN community_assistance n ON n.public_id = a.need JOIN community_member m ON m.id = n.author_id""",
)
_PRACTICES: Final = _acts("appraisal", ("cleared",), joins="JOIN community_appraisal a ON a.public_id = e.subject AND a.state IN ('anonymous', 'graded')")
_ACTIVE: Final = """
SELECT y, thing, max(entry), max(land) FROM (
    SELECT extract(year FROM p.at AT TIME ZONE 'UTC')::integer AS y, m.public_id AS thing, m.last_event::text AS entry, m.country AS land
    FROM community_post p JOIN community_member m ON m.id = p.author_id WHERE p.state = 'shown'
    UNION ALL
    SELECT extract(year FROM l.recorded_at AT TIME ZONE 'UTC')::integer, m.public_id, m.last_event::text, m.country
    FROM community_event e JOIN ledger_entry l ON l.entry = e.id JOIN community_member m ON m."user" = l.actor
    WHERE e.noun IN ('review', 'appraisal', 'adoption', 'progress', 'agreement', 'training')) a GROUP BY y, thing
"""
STATEMENTS: Final[Mapping[str, str]] = {
    "practitioners_trained": _TRAINED,
    "training_used": _USING,
    "practitioners_active": _ACTIVE,
    "practices_shared": _PRACTICES,
    "practices_adopted": _ADOPTED,
    "gaps_closed": _CLOSED,
    "assistance_met": _MET,
}
"""Code of a figure -> what it is counted of: year, the thing counted once, an entry of the ledger behind it, its country."""


def _counted(code: str, year: int | None) -> list[Figure]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT y, count(*), array_agg(entry ORDER BY entry), count(DISTINCT nullif(land, '')) FROM ({STATEMENTS[code]}) c (y, thing, entry, land) "
            "WHERE %s::integer IS NULL OR y = %s GROUP BY y ORDER BY y",
            [year, year],
        )
        return [Figure(code, y, value, tuple(entries), lands) for y, value, entries, lands in cursor.fetchall()]


def practitioners_trained(year: int | None = None) -> list[Figure]:
    """Members who were at a course, by the year in which it was noted; each course counts."""
    return _counted("practitioners_trained", year)


def training_used(year: int | None = None) -> list[Figure]:
    """Who said half a year after a course that they use it, wholly or in part."""
    return _counted("training_used", year)


def practitioners_active(year: int | None = None) -> list[Figure]:
    """Members who wrote something or did an accountable act, each once a year; behind each stands the last act on the membership."""
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


def figures_for(actor: Actor, today: dt.date) -> dict[str, dict[int, Figure]]:
    """All figures by code and year, from the strategy's first year to this one: counts alone, for whoever may see the community. Seven queries."""
    require(actor, READ)
    found: dict[str, dict[int, Figure]] = {}
    for code, source in SOURCES.items():
        by_year = {figure.year: figure for figure in source(None)}
        found[code] = {
            year: by_year.get(year, Figure(code, year, 0, ())) for year in range(FIRST, today.year + 1)
        }
    return found
