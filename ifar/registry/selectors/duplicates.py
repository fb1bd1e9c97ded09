"""The queue of possible duplicates, as an actor may see it: a pair is there for those who may see both records."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from ifar.errors import NotFound
from ifar.registry.labels import words_of
from ifar.registry.selectors.firearms import VISIBLE_SQL, visible_params
from ifar.rights import AT_HAND, Actor, require


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pair: the two records by public identifier, why they may be one, and what was last decided (`` = open)."""

    id: int
    public_id: str
    older: str
    newer: str
    score: int
    reasons: Sequence[Mapping[str, Any]]
    at: object
    verdict: str
    survivor: str
    decisions: int
    last_entry: uuid.UUID | None


_BOTH_VISIBLE = (
    VISIBLE_SQL.replace("f.", "o.")
    + " AND "
    + VISIBLE_SQL.replace("f.", "w.").replace(" h ", " h2 ").replace("h.", "h2.")
)
_SELECT = f"""
SELECT d.id, d.public_id, o.public_id, w.public_id, d.score, d.reasons, d.at,
       coalesce(c.verdict, ''), coalesce(c.survivor, ''), coalesce(c.n, 0), c.entry
FROM registry_duplicate d
JOIN registry_firearm o ON o.id = d.older_id
JOIN registry_firearm w ON w.id = d.newer_id
LEFT JOIN LATERAL (SELECT * FROM registry_duplicatedecision x WHERE x.duplicate_id = d.id ORDER BY x.n DESC LIMIT 1) c ON true
WHERE {_BOTH_VISIBLE}
"""
_OPEN = " AND coalesce(c.verdict, 'undone') = 'undone'"
_DONE = " AND c.verdict IN ('same', 'different')"


def _waiting(
    key: int, public_id: str, older: str, newer: str, score: int, reasons: str, *rest: Any
) -> Waiting:
    return Waiting(key, public_id, older, newer, score, json.loads(reasons), *rest)


def _rows(sql: str, params: Mapping[str, Any]) -> list[Waiting]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    return [_waiting(*row) for row in rows]


def duplicates_for(actor: Actor, *, decided: bool = False, after: int = 0, limit: int = 50) -> list[Waiting]:
    """Open pairs, most likely first; or decided ones, newest first. `after` skips that many."""
    require(actor, "registry:duplicate:decide")
    order = " ORDER BY c.at DESC, d.id" if decided else " ORDER BY d.score DESC, d.id"
    sql = _SELECT + (_DONE if decided else _OPEN) + order + " LIMIT %(limit)s OFFSET %(after)s"
    return _rows(sql, {**visible_params(actor), "limit": limit, "after": after})


def count_open(actor: Actor) -> int:
    """How many pairs wait for a decision."""
    require(actor, "registry:duplicate:decide")
    with connection.cursor() as cursor:
        params: dict[str, Any] = dict(visible_params(actor))
        cursor.execute(f"SELECT count(*) FROM ({_SELECT + _OPEN}) AS waiting", params)
        number: int = cursor.fetchone()[0]
    return number


_LEFT_WITHOUT: Final = """
SELECT a.name FROM registry_firearm f JOIN registry_firearm s ON s.public_id = %(survivor)s CROSS JOIN accounts_agency a
WHERE f.public_id = %(joined)s AND (
    EXISTS (SELECT FROM registry_bookline b WHERE b.firearm_id = f.id AND b.holder = a.public_id AND b.until IS NULL)
    AND NOT EXISTS (SELECT FROM registry_bookline b WHERE b.firearm_id = s.id AND b.holder = a.public_id AND b.until IS NULL)
    OR a.kind = ANY(%(at_hand)s) AND f.custodian = a.public_id AND s.custodian <> a.public_id)
ORDER BY a.name
"""


def left_without(joined: str, survivor: str) -> list[str]:
    """Which offices would have the arm and no record of it, were one record joined to another: a trader in whose book it stands, a
    laboratory with which it lies, and of which the record that goes on does not say so. Asked by who decides about both."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFT_WITHOUT, {"joined": joined, "survivor": survivor, "at_hand": sorted(AT_HAND)})
        return [name for (name,) in cursor.fetchall()]


def duplicate_for(actor: Actor, public_id: str) -> Waiting:
    """One pair; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    require(actor, "registry:duplicate:decide")
    waitings = _rows(
        _SELECT + " AND d.public_id = %(public_id)s", {**visible_params(actor), "public_id": public_id}
    )
    if not waitings:
        raise NotFound("registry.duplicate.not_found", words_of("registry.duplicate.not_found"))
    return waitings[0]
