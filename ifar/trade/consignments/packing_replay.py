"""What the verifier asks of firearms on packing lists: that each was the applicant's when it was packed and when it left, and fits the line on which it counts.

By what the log had said of the firearm and of the licence that names the book in which it stood. Of applicants whose records were ever joined with another's every
record counts: to which of them somebody belonged at a moment nobody is accused of. The SQL stands here in full and calls no function of the database's own making.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from django.conf import settings
from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay
from ifar.typed import bare

_PACKED: Final = """
WITH packed AS (
    SELECT i.subject, i.n, i.changes, l.id AS place, to_char(l.recorded_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD') AS day, c.changes ->> 'authorisation' AS authorisation
    FROM public.trade_event i JOIN public.ledger_entry l ON l.entry = i.id
    JOIN public.trade_event c ON c.record_type = 'consignment' AND c.kind = 'opened' AND c.subject = i.changes ->> 'consignment'
    WHERE i.record_type = 'item' AND i.kind = 'packed' AND i.changes ->> 'firearm' <> ''
      AND (%(all)s OR ARRAY[i.subject::text, i.changes ->> 'firearm', i.changes ->> 'consignment', c.changes ->> 'authorisation'] && %(objects)s::text[])
)
SELECT 'item', p.subject, p.n, p.place, p.day, p.changes ->> 'firearm', p.authorisation, p.changes::text FROM packed p
UNION ALL
SELECT 'consignment', x.subject, x.n, k.id, to_char(k.recorded_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD'), p.changes ->> 'firearm', p.authorisation, NULL
FROM packed p JOIN public.trade_event x ON x.record_type = 'consignment' AND x.kind = 'left' AND x.subject = p.changes ->> 'consignment'
JOIN public.ledger_entry k ON k.entry = x.id
WHERE NOT EXISTS (SELECT FROM public.trade_event u WHERE u.record_type = 'item' AND u.subject = p.subject AND u.kind = 'unpacked')
"""
_FIREARMS: Final = """
SELECT f.public_id, l.id, e.changes::text FROM public.registry_event e JOIN public.registry_firearm f ON f.id = e.firearm_id
JOIN public.ledger_entry l ON l.entry = e.id WHERE f.public_id = ANY(%s) ORDER BY f.public_id, e.n
"""
_APPLICANTS: Final = """
SELECT e.subject, l.id, e.changes ->> 'applicant' FROM public.trade_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'authorisation' AND e.subject = ANY(%s) AND e.changes ? 'applicant' ORDER BY l.id
"""
_LICENCES: Final = """
SELECT e.subject, l.id, e.changes::text FROM public.licensing_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'licence' AND e.subject IN (
    SELECT x.subject FROM public.licensing_event x WHERE x.record_type = 'licence' AND x.changes ->> 'book' = ANY(%s)) ORDER BY l.id
"""
_JOINED: Final = "SELECT e.subject, e.changes ->> 'merged_into' FROM public.parties_event e WHERE e.kind = 'merged' AND e.changes ->> 'merged_into' <> ''"
_TYPES: Final = "SELECT code, coalesce(parent, '') FROM public.reference_firearmtype"
_MAKES: Final = "SELECT code, name FROM public.reference_make WHERE code = ANY(%s)"
_OF_A_BOOK: Final = {"trade", "make"}


class _Act(NamedTuple):
    record_type: str
    subject: str
    n: int
    place: int
    day: str
    firearm: str
    authorisation: str
    line: str | None


class _History:
    """What the log says of the firearms, of whom the authorisations are, and of the licences that name the books."""

    def __init__(self, cursor: Cursor[Any], acts: list[_Act]) -> None:
        self._firearms = _changes_by_subject(
            cursor.execute(_FIREARMS, [sorted({act.firearm for act in acts})]).fetchall()
        )
        owners = {
            str(values["owner"])
            for rows in self._firearms.values()
            for _at, values in rows
            if values.get("owner")
        }
        self._applicants: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        authorisations = sorted({act.authorisation for act in acts})
        for subject, place, applicant in cursor.execute(_APPLICANTS, [authorisations]).fetchall():
            self._applicants[subject].append((place, applicant))
        self._licences = _changes_by_subject(cursor.execute(_LICENCES, [sorted(owners)]).fetchall())
        self._records = _components(cursor.execute(_JOINED).fetchall())
        self._parents: dict[str, str] = dict(cursor.execute(_TYPES).fetchall())
        makes = {
            str(values["make"])
            for rows in self._firearms.values()
            for _at, values in rows
            if values.get("make")
        }
        self._makes: dict[str, str] = dict(cursor.execute(_MAKES, [sorted(makes)]).fetchall())

    def firearm(self, act: _Act) -> Mapping[str, Any]:
        """A firearm as the log had told it by an act."""
        return _by(self._firearms[act.firearm], act.place)

    def is_theirs(self, act: _Act, firearm: Mapping[str, Any]) -> bool:
        """Whether a firearm was the applicant's, or the State's where nobody applied."""
        before = [applicant for place, applicant in self._applicants[act.authorisation] if place < act.place]
        applicant, owner = before[-1] if before else "", str(firearm.get("owner") or "")
        if not applicant:
            return firearm.get("ownership") == "state"
        records = self._records.get(applicant, {applicant})
        return bool(owner) and (
            owner in records
            or any(
                (values.get("book"), values.get("state")) == (owner, "in_force")
                and values.get("holder") in records
                and _OF_A_BOOK & set(values.get("allows") or ())
                and str(values.get("valid_to") or act.day) >= act.day
                for values in (_by(rows, act.place) for rows in self._licences.values())
            )
        )

    def fits(self, firearm: Mapping[str, Any], line: Mapping[str, Any]) -> bool:
        """Whether a firearm is of a line of goods: of its type or one below it; of its calibre, make and model where it names them."""
        kind = str(firearm.get("part_kind" if firearm.get("item") == "part" else "type") or "")
        kinds: list[str] = []
        while kind and kind not in kinds:
            kinds.append(kind)
            kind = self._parents.get(kind, "")
        make, model = str(firearm.get("make") or ""), str(firearm.get("model") or "")
        values = {
            "calibre": (firearm.get("calibre"), firearm.get("calibre_raw")),
            "make": (make, firearm.get("make_raw"), self._makes.get(make)),
            "model": (model, model.partition("/")[2], firearm.get("model_raw")),
        }
        return line["type"] in kinds and all(
            bare(str(line.get(name) or "")) in ("", *(bare(str(text or "")) for text in value))
            for name, value in values.items()
        )


type _Rows = list[tuple[int, dict[str, Any]]]


def _changes_by_subject(rows: Iterable[tuple[str, int, str]]) -> defaultdict[str, _Rows]:
    result: defaultdict[str, _Rows] = defaultdict(list)
    for subject, place, changes in rows:
        result[subject].append((place, json.loads(changes)))
    return result


def _by(rows: _Rows, place: int) -> dict[str, Any]:
    """A record as it was before a place in the log."""
    now: dict[str, Any] = {}
    for at, values in rows:
        if at < place:
            now |= values
    return now


def _components(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Record -> every record that was ever joined with it, over others too."""
    result: dict[str, set[str]] = {}
    for text, other in pairs:
        whole = result.get(text, {text}) | result.get(other, {other})
        result |= dict.fromkeys(whole, whole)
    return result


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    asked = {"all": objects is None, "objects": sorted(objects or ()), "zone": settings.TIME_ZONE}
    acts = [_Act._make(row) for row in cursor.execute(_PACKED, asked).fetchall()]
    if not acts:
        return
    known = _History(cursor, acts)
    for act in sorted(acts, key=lambda row: row.place):
        firearm, place = known.firearm(act), f"{act.record_type} {act.subject}, act {act.n}"
        if not known.is_theirs(act, firearm):
            yield Difference(
                "not_allowed",
                place,
                f"with {act.firearm} of {firearm.get('owner') or 'nobody'}",
                "a firearm of the applicant",
            )
        if act.line is not None and not known.fits(firearm, json.loads(act.line)):
            yield Difference(
                "not_allowed",
                place,
                f"{act.firearm} is something else",
                "a firearm that fits its line of goods",
            )


PACKED: Final = Replay(name="trade_packed", check=_check)
