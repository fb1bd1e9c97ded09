"""The frame of an inspection round: which licences of an office stand in it, in which stratum; and where its seed comes from."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from ifar.licensing import holding, inspection
from ifar.licensing.draw import Member

FIVE_YEARS: Final = inspection.OLD
_FRAME: Final = """
SELECT l.public_id, l.kind,
       (SELECT count(*) FROM licensing_finding f JOIN licensing_visit v ON v.public_id = f.visit WHERE f.licence = l.public_id AND v.visited_on >= %(since)s),
       EXISTS (SELECT FROM licensing_event e WHERE e.subject = l.public_id AND e.kind = 'suspended'),
       (SELECT max(v.visited_on) FROM licensing_visit v WHERE v.licence = l.public_id AND v.state = 'visited')
FROM licensing_licence l
WHERE l.agency_id = %(agency)s AND l.kind = ANY(%(kinds)s) AND l.state = 'in_force' AND l.valid_from <= %(day)s
  AND (l.valid_to IS NULL OR l.valid_to >= %(day)s)
  AND (%(area)s = '' OR EXISTS (SELECT FROM parties_party p JOIN parties_address a ON a.party_id = p.id
       WHERE p.public_id = ANY (licensing_records(l.holder)) AND a.valid_to IS NULL AND a.area = %(area)s))
ORDER BY l.id LIMIT %(most)s
"""
_SEED: Final = """
SELECT c.size, encode(c.root, 'hex') FROM ledger_checkpoint c WHERE c.size = licensing_seed(%s, %s)
"""
_OPENED: Final = """
SELECT e.id, p.value::text FROM licensing_event e LEFT JOIN ledger_personal p ON p.entry = e.id AND p.field = 'frame'
WHERE e.subject = %s AND e.record_type = 'round' AND e.n = 1
"""


@dataclass(frozen=True, slots=True)
class Framed:
    """A line of a frame with the licence that it hides."""

    stratum: str
    licence: str
    token: str = ""

    @property
    def member(self) -> Member:
        """What of it is published."""
        return Member(self.stratum, self.token)


def candidates(agency_id: int, kinds: Sequence[str], area: str, day: dt.date, most: int) -> list[Framed]:
    """The licences in force of an office, of some kinds, of holders in an area (empty: everywhere), with their strata; at most `most`.

    Two queries. Whatever anybody may see: a frame leaves nobody out.
    """
    params: dict[str, Any] = {
        "agency": agency_id,
        "kinds": list(kinds),
        "area": area,
        "day": day,
        "since": day - FIVE_YEARS,
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FRAME, params)
        rows = cursor.fetchall()
    used = holding.uses([row[0] for row in rows])
    return [
        Framed(
            inspection.stratum(
                kind,
                inspection.risk(
                    held=used.get(public_id, (0, 0))[0],
                    findings=findings,
                    stopped=stopped,
                    inspected=inspected,
                    day=day,
                ),
            ),
            public_id,
        )
        for public_id, kind, findings, stopped, inspected in rows
    ]


def sizes(frame: Sequence[Framed]) -> Mapping[str, int]:
    """How many stand in each stratum."""
    result: dict[str, int] = {}
    for framed in frame:
        result[framed.stratum] = result.get(framed.stratum, 0) + 1
    return dict(sorted(result.items()))


def frame_of(round_id: str) -> list[Framed]:
    """The frame of a round as it was frozen; empty where it was lawfully erased."""
    with connection.cursor() as cursor:
        cursor.execute(_OPENED, [round_id])
        row = cursor.fetchone()
    rows = json.loads(row[1]) if row and row[1] else []
    return [Framed(stratum, licence, token) for stratum, token, licence in rows]


def seed_of(frame: uuid.UUID, after: dt.datetime) -> tuple[int, str] | None:
    """Size and root of the first witnessed checkpoint after a frame's entry, signed after a moment; None while there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_SEED, [frame, after])
        row = cursor.fetchone()
        return (int(row[0]), str(row[1])) if row else None


def has_seed(frame: uuid.UUID, beacon: str, after: dt.datetime) -> bool:
    """Whether a draw could be made now: whoever draws brings what the beacon said, the log says its own seed."""
    return bool(beacon) or seed_of(frame, after) is not None
