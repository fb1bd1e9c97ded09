"""What the verifier needs to know about the registry: how a payload follows from an event's live row, and state from events.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter
functions too.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay, Source, ties
from ifar.registry.lifecycle import RULES
from ifar.registry.search import index as mark_index
from ifar.registry.search import index_files
from ifar.registry.search import keys as search_keys

_TIME = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
# Written as text at once: the verifier reads it as text, and a jsonb on the way takes a third longer; a row's columns are looked at once
# for all rows, the arguments of json_build_object anew for each.
_PAYLOAD = f"""(SELECT row_to_json(p) FROM (
    SELECT e.kind, e.n, e.place, e.paper, e.proposal,
           (SELECT o FROM (SELECT {_TIME.format("e.occurred_from")} AS "from", {_TIME.format("e.occurred_to")} AS "to", e.precision, e.zone) AS o)
           AS occurred, e.details, e.checks, e.changes) AS p)"""

SOURCE = Source(
    name="registry_event",
    acts=tuple(f"registry.{kind}" for kind in RULES),
    rows=f"SELECT e.id, {_PAYLOAD} FROM registry_event e WHERE e.id = ANY(%s)",
    strays="""SELECT e.id, 'event ' || e.n || ' of firearm ' || coalesce(f.public_id, e.firearm_id::text)
              FROM registry_event e LEFT JOIN registry_firearm f ON f.id = e.firearm_id
              WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = e.id)""",
    ties=ties(
        "registry_event",
        {"object": "f.public_id", "act": "'registry.' || r.kind", "schema": "r.schema", "previous": "b.id"},
        key="id",
        joins="""LEFT JOIN registry_firearm f ON f.id = r.firearm_id
                 LEFT JOIN registry_event b ON b.firearm_id = r.firearm_id AND b.n = r.n - 1""",
    ),
)
DECISION_SOURCE = Source(
    name="registry_duplicatedecision",
    acts=("registry.duplicate_decided",),
    rows="""SELECT e.entry, jsonb_build_object('duplicate', d.public_id, 'firearms', jsonb_build_array(o.public_id, y.public_id), 'n', e.n,
            'verdict', e.verdict, 'survivor', e.survivor)
            FROM registry_duplicatedecision e JOIN registry_duplicate d ON d.id = e.duplicate_id
            LEFT JOIN registry_firearm o ON o.id = d.older_id LEFT JOIN registry_firearm y ON y.id = d.newer_id
            WHERE e.entry = ANY(%s)""",
    strays="""SELECT e.entry, 'decision about a duplicate' FROM registry_duplicatedecision e
              WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = e.entry)""",
    ties=ties(
        "registry_duplicatedecision",
        {"object": "d.public_id", "actor": "r.decider", "recorded_at": "r.at", "previous": "b.entry"},
        joins="""LEFT JOIN registry_duplicate d ON d.id = r.duplicate_id
                 LEFT JOIN registry_duplicatedecision b ON b.duplicate_id = r.duplicate_id AND b.n = r.n - 1""",
    ),
)

IMPORT_SOURCE = Source(
    name="registry_importact",
    acts=("registry.import", "registry.import_finished"),
    rows="""SELECT a.entry, a.details || jsonb_build_object('proposal', a.proposal) FROM registry_importact a
            WHERE a.entry = ANY(%s)""",
    strays="""SELECT a.entry, 'import ' || a.batch_id || ' ' || a.kind FROM registry_importact a
              WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = a.entry)""",
    ties=ties(
        "registry_importact",
        {
            "object": "r.batch_id",
            "act": "CASE r.kind WHEN 'released' THEN 'registry.import' ELSE 'registry.import_' || r.kind END",
        },
    ),
)

_STATE = """
WITH touched AS (
    SELECT id FROM registry_firearm WHERE %(all)s OR public_id = ANY(%(objects)s)
    UNION SELECT firearm_id FROM registry_event WHERE %(all)s
), folded AS (
    SELECT e.firearm_id AS id, max(e.n) AS n, count(*) AS events,
           (array_agg(e.id ORDER BY e.n))[1] AS first_event, (array_agg(e.id ORDER BY e.n DESC))[1] AS last_event,
           (array_agg(e.id ORDER BY e.n DESC) FILTER (WHERE e.changes ? 'ownership' OR e.changes ? 'owner'))[1] AS ownership_event,
           (array_agg(e.id ORDER BY e.n DESC) FILTER (WHERE e.changes ? 'custody' OR e.changes ? 'custodian'))[1] AS custody_event,
           (array_agg(e.id ORDER BY e.n DESC) FILTER (WHERE e.changes ? 'legal'))[1] AS legal_event,
           (array_agg(e.id ORDER BY e.n DESC) FILTER (WHERE e.changes ? 'physical'))[1] AS physical_event
    FROM registry_event e JOIN touched t ON t.id = e.firearm_id GROUP BY e.firearm_id
), said AS (
    SELECT e.firearm_id AS id, jsonb_object_agg(c.key, c.value ORDER BY e.n) AS sets
    FROM registry_event e JOIN touched t ON t.id = e.firearm_id, jsonb_each(e.changes - 'marks') AS c GROUP BY e.firearm_id
), facts AS (
    SELECT e.firearm_id AS id, c.key, c.value, lead(c.value) OVER told AS next, lead(e.n) OVER told IS NOT NULL AS changed
    FROM registry_event e JOIN touched t ON t.id = e.firearm_id, jsonb_each_text(e.changes) AS c
    WHERE c.key = ANY('{make,model,calibre,type,country_made,year}') AND e.firearm_id IN (
        SELECT a.firearm_id FROM registry_event a WHERE a.n > 1 AND a.changes ?| '{make,model,calibre,type,country_made,year}')
    WINDOW told AS (PARTITION BY e.firearm_id, c.key ORDER BY e.n)
), former AS (
    SELECT id, array_agg(DISTINCT (key || ':' || value) COLLATE "C" ORDER BY (key || ':' || value) COLLATE "C") AS said
    FROM facts WHERE changed AND value IS DISTINCT FROM next AND value IS NOT NULL GROUP BY id
)
SELECT f.public_id, fo.id, to_jsonb(f) - 'agency_id' || jsonb_build_object('agency', a.public_id),
       s.sets || jsonb_build_object('n', fo.n, 'last_event', fo.last_event, 'ownership_event', fo.ownership_event,
           'custody_event', fo.custody_event, 'legal_event', fo.legal_event, 'physical_event', fo.physical_event,
           'public_id', l.object, 'former', fm.said),
       fo.events, extract(epoch FROM f.registered_at - l.recorded_at) = 0
FROM touched t
LEFT JOIN registry_firearm f ON f.id = t.id
LEFT JOIN accounts_agency a ON a.id = f.agency_id
LEFT JOIN folded fo ON fo.id = t.id
LEFT JOIN said s ON s.id = t.id
LEFT JOIN former fm ON fm.id = t.id
LEFT JOIN ledger_entry l ON l.entry = fo.first_event
WHERE f.id IS NULL OR fo.id IS NULL OR l.id IS NULL OR fo.events <> fo.n
   OR f.registered_at IS DISTINCT FROM l.recorded_at
   OR (to_jsonb(f) - 'agency_id' || jsonb_build_object('agency', a.public_id)) IS DISTINCT FROM
      (%(defaults)s::jsonb || s.sets || jsonb_build_object('id', f.id, 'registered_at', f.registered_at, 'n', fo.n,
          'last_event', fo.last_event, 'ownership_event', fo.ownership_event, 'custody_event', fo.custody_event,
          'legal_event', fo.legal_event, 'physical_event', fo.physical_event, 'public_id', l.object, 'former', fm.said))
"""
_DEFAULTS = """{"part_kind": "", "make": null, "make_status": "not_asked", "make_raw": "", "model": null, "model_status": "not_asked",
"model_raw": "", "calibre": null, "calibre_status": "not_asked", "calibre_raw": "", "type": null, "type_status": "not_asked",
"type_raw": "", "country_made": null, "country_made_status": "not_asked", "country_made_raw": "", "year": null,
"year_status": "not_asked", "category": "", "owner": "", "custodian": "", "mounted_in": "", "successor": "", "merged_into": "",
"national_security": false}"""

# Of marks that were told more than once, every reading that an event took off: as it stood before, in the order in which they were left behind.
_MARKS = """
WITH told AS (
    SELECT e.firearm_id, (m.value ->> 'n')::smallint AS n, e.n AS at, m.ordinality AS place, e.id AS event, m.value
    FROM registry_event e JOIN registry_firearm f ON f.id = e.firearm_id,
         jsonb_array_elements(coalesce(e.changes -> 'marks', '[]')) WITH ORDINALITY AS m
    WHERE %(all)s OR f.public_id = ANY(%(objects)s)
), again AS MATERIALIZED (
    SELECT t.* FROM told t JOIN (SELECT firearm_id, n FROM told GROUP BY 1, 2 HAVING count(*) > 1) AS several USING (firearm_id, n)
), was AS (
    SELECT t.firearm_id, t.n, t.at, t.place, t.event, t.value, %(bare)s::jsonb || jsonb_object_agg(c.key, c.value ORDER BY p.at, p.place) AS before
    FROM again t JOIN again p ON p.firearm_id = t.firearm_id AND p.n = t.n AND (p.at, p.place) < (t.at, t.place), jsonb_each(p.value) AS c
    GROUP BY 1, 2, 3, 4, 5, 6
), taken AS (
    SELECT DISTINCT ON (firearm_id, n, before -> 'kind', before -> 'text') * FROM was
    WHERE before ->> 'text' IS NOT NULL
      AND (before -> 'kind', before -> 'text') IS DISTINCT FROM ((before || value) -> 'kind', (before || value) -> 'text')
    ORDER BY firearm_id, n, before -> 'kind', before -> 'text', at, place
), said AS (
    SELECT t.firearm_id, t.n, jsonb_object_agg(c.key, c.value ORDER BY t.at, t.place) AS sets,
           (array_agg(t.event ORDER BY t.at DESC))[1] AS event
    FROM told t, jsonb_each(t.value) AS c GROUP BY 1, 2
    UNION ALL SELECT l.firearm_id, l.number::smallint, jsonb_build_object(
        'n', l.number, 'former_of', l.n, 'kind', l.before -> 'kind', 'text', l.before -> 'text', 'script', l.before -> 'script',
        'on_part', l.before -> 'on_part', 'place', l.before -> 'place', 'confidence', l.before -> 'confidence', 'retired', true), l.event
    FROM (SELECT *, 10000 + row_number() OVER (PARTITION BY firearm_id ORDER BY at, place) AS number FROM taken) AS l
), live AS (
    SELECT k.* FROM registry_mark k LEFT JOIN registry_firearm f ON f.id = k.firearm_id
    WHERE %(all)s OR f.public_id = ANY(%(objects)s)
)
SELECT coalesce(f.public_id, 'number ' || k.firearm_id), coalesce(k.n, s.n), to_jsonb(k) - 'firearm_id', s.sets || jsonb_build_object('event', s.event)
FROM live k FULL JOIN said s ON s.firearm_id = k.firearm_id AND s.n = k.n
LEFT JOIN registry_firearm f ON f.id = coalesce(k.firearm_id, s.firearm_id)
WHERE k.firearm_id IS NULL OR s.firearm_id IS NULL OR (to_jsonb(k) - 'firearm_id') IS DISTINCT FROM
    (%(bare)s::jsonb || s.sets || jsonb_build_object('event', s.event))
"""
_BARE = """{"text": null, "text_status": "known", "script": "", "on_part": "", "place": "", "method": "", "condition": "intact",
"confidence": 100, "height_um": null, "depth_nm": null, "image": "", "retired": false, "former_of": 0}"""


def _differing(
    place: str, live: dict[str, Any] | None, values: dict[str, Any] | None
) -> Iterator[Difference]:
    if live is None:
        yield Difference("state_missing", place, "no row", "a row that its events made")
        return
    if values is None:
        yield Difference("state_stray", place, "a row", "no row: no event made it")
        return
    for name in sorted(values):
        if live.get(name) != values[name]:
            yield Difference("state_differs", f"{place}, {name}", repr(live.get(name)), repr(values[name]))


def _check_state(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_STATE, {"all": objects is None, "objects": sorted(objects or ()), "defaults": _DEFAULTS})
    for public_id, _, live, value, _, same_time in cursor:
        place = f"firearm {public_id or (value or {}).get('public_id')}"
        differences = list(_differing(place, live if public_id else None, value))
        if not differences and not same_time:
            differences = [
                Difference(
                    "state_differs", f"{place}, registered_at", "another time", "its first entry's time"
                )
            ]
        yield from differences or [
            Difference("state_differs", place, "a value no event set", "what its events set")
        ]


def _check_marks(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_MARKS, {"all": objects is None, "objects": sorted(objects or ()), "bare": _BARE})
    for public_id, n, live, value in cursor:
        place = f"mark {n} of firearm {public_id}"
        differences = list(_differing(place, live, value))
        yield from differences or [
            Difference("state_differs", place, "a value no event set", "what its events set")
        ]


_KEYS = """
SELECT f.id, f.public_id, f.make, f.former, m.n, m.kind, m.text, m.retired,
       coalesce(jsonb_agg(jsonb_build_array(k.form, k.kind, k.plain, k.folded, k.keys, k.settled, a.ref IS NOT NULL) ORDER BY k.form)
                FILTER (WHERE k.form IS NOT NULL), '[]')
FROM registry_mark m JOIN registry_firearm f ON f.id = m.firearm_id
LEFT JOIN registry_markkey k ON k.firearm_id = m.firearm_id AND k.n = m.n
LEFT JOIN registry_markaltered a ON a.ref = (k.firearm_id << 16 | k.n) << 4 | k.form
WHERE %(all)s OR f.public_id = ANY(%(objects)s)
GROUP BY f.id, f.public_id, f.make, f.former, m.firearm_id, m.n
"""


def _check_keys(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Search keys are derived; a mark whose keys were removed or altered would not be found any more.

    Neither would one that settled and does not stand in the files through which those are found, or is said to have been altered since;
    a new one that the index of keys left out (it was switched off for a moment, or a disk lost a page of it); nor one behind keys of marks
    that there are not: they come before it where a question has too many answers, or end the search within one error before it looks within
    two. So would what the files hold of marks that were altered or removed since, were it not said of them.
    """
    cursor.execute("SELECT token, coming FROM registry_markindex")
    counted_on, coming = cursor.fetchone() or ("", "")
    indexes = {token: mark_index.named(token) for token in (counted_on, coming) if token}
    if counted_on and indexes[counted_on] is None:
        yield _without_files(counted_on)
    yield from _strays(cursor, objects)
    settled: list[_Snapshot] = []
    fresh: list[_Snapshot] = []
    new: list[_New] = []
    known = array("q")
    any_settled = False
    cursor.execute(_KEYS, {"all": objects is None, "objects": sorted(objects or ())})
    for firearm_id, public_id, make, former, n, kind, text, retired, forms in cursor:
        mark = {"n": n, "kind": kind, "text": text, "retired": retired}
        live = [form[:-2] for form in forms]
        for form, of, plain, folded, keys, is_settled, is_altered in forms:
            place = f"mark {n} of firearm {public_id}"
            words = index_files.Words(of, plain, folded, make or "")
            row = _Snapshot(index_files.ref_of(firearm_id, n, form), words, keys, place)
            known.append(row.ref)
            if is_settled and is_altered:
                yield Difference(
                    "keys_differ",
                    f"search keys of {place}",
                    "settled, and altered since",
                    "found by its keys",
                )
            if is_settled:
                settled.append(row)
            else:
                if keys:
                    new.append((firearm_id, n, form, keys[-1], place))
                if not is_altered:
                    fresh.append(row)
        any_settled = any_settled or bool(settled)
        if len(settled) >= _CHUNK:
            yield from _not_found(indexes, settled)
            settled.clear()
        if len(new) >= _CHUNK:
            yield from _not_met(cursor, new)
            new.clear()
        if len(fresh) >= _CHUNK:
            yield from _found_as_they_were(indexes, fresh)
            fresh.clear()
        values = [
            [form, of, plain, folded, keys]
            for _, _, form, of, plain, folded, keys, _ in search_keys.rows(
                0, [mark], make=make, former=former
            )
        ]
        if live != values:
            yield Difference(
                "keys_differ",
                f"search keys of mark {n} of firearm {public_id}",
                "other keys",
                "the keys of the mark's text",
            )
    yield from _not_found(indexes, settled)
    yield from _not_met(cursor, new)
    yield from _found_as_they_were(indexes, fresh)
    if objects is None:
        yield from _found_no_more(cursor, indexes, known)
    if any_settled and not counted_on:
        yield _without_files("of no name")
    if any_settled or objects is None:
        for token, index in indexes.items():
            if index is not None and (fault := index.faults()):
                yield Difference(
                    "keys_differ", f"index of marks {token}", fault, "what `ifar settle-marks` makes"
                )


def _without_files(token: str) -> Difference:
    text = "files of all settled marks: `ifar settle-marks` makes them"
    return Difference("keys_differ", f"index of marks {token}", "no whole files", text)


class _Snapshot(NamedTuple):
    ref: int
    words: index_files.Words
    keys: list[int]
    place: str


_CHUNK: Final = 2_000


def _not_found(
    indexes: Mapping[str, mark_index.MarkIndex | None], settled: list[_Snapshot]
) -> Iterator[Difference]:
    """Say which of these settled marks are not found by the files that a search may look into; where there are none, the search says so."""
    if not settled:
        return
    lost: set[int] = set()
    for index in filter(None, indexes.values()):
        lost |= index.lacking(
            [item.ref for item in settled],
            [item.words for item in settled],
            np.asarray([key for item in settled for key in item.keys]),
            np.asarray([len(item.keys) for item in settled]),
        )
    for row in settled:
        if row.ref in lost:
            text = "settled, and not in the index of marks"
            yield Difference("keys_differ", f"search keys of {row.place}", text, "found by its keys")


def _found_as_they_were(
    indexes: Mapping[str, mark_index.MarkIndex | None], fresh: list[_Snapshot]
) -> Iterator[Difference]:
    """Say which of these new marks, of which nobody says that they were altered, are found as something else by the files."""
    for index in filter(None, indexes.values()):
        others = index.otherwise([item.ref for item in fresh], [item.words for item in fresh])
        for row in fresh:
            if row.ref in others:
                text = "found as it was before"
                yield Difference("keys_differ", f"search keys of {row.place}", text, "found as it is")


def _found_no_more(
    cursor: Cursor[Any], indexes: Mapping[str, mark_index.MarkIndex | None], known: array[int]
) -> Iterator[Difference]:
    """Say which marks the files hold that the register does not, and of which nobody says that they were removed."""
    for token, index in indexes.items():
        if index is None or not len(others := index.others(np.frombuffer(known, "<i8"))):
            continue
        with cursor.connection.cursor() as asking:
            asking.execute(_UNSAID, [others.tolist()])
            for firearm_id, n in asking.fetchall():
                place = f"mark {n} of firearm with the number {firearm_id} in the index of marks {token}"
                yield Difference("keys_differ", place, "found", "no mark")


_UNSAID: Final = """
SELECT r.ref >> 20, r.ref >> 4 & 65535 FROM unnest(%s::bigint[]) AS r (ref)
WHERE NOT EXISTS (SELECT FROM registry_markaltered a WHERE a.ref = r.ref) ORDER BY r.ref
"""
_New = tuple[int, int, int, int, str]
_NOT_MET = """
SELECT a.place FROM unnest(%s::bigint[], %s::smallint[], %s::smallint[], %s::integer[], %s::text[]) AS a (firearm_id, n, form, key, place)
WHERE NOT EXISTS (
    SELECT FROM (SELECT k.firearm_id, k.n, k.form FROM registry_markkey k WHERE k.keys && ARRAY[a.key] AND NOT k.settled OFFSET 0) AS k
    WHERE k.firearm_id = a.firearm_id AND k.n = a.n AND k.form = a.form)
"""


def _not_met(cursor: Cursor[Any], new: list[_New]) -> Iterator[Difference]:
    """Say which of these new marks the index of keys does not give for their last key, which is one that few others carry."""
    if not new:
        return
    with cursor.connection.cursor() as asking:
        asking.execute(
            "SET enable_seqscan = off; SET enable_indexscan = off"
        )  # nothing is left but that index
        asking.execute(_NOT_MET, [list(column) for column in zip(*new, strict=True)])
        lost = [place for (place,) in asking.fetchall()]
        asking.execute("RESET enable_seqscan; RESET enable_indexscan")
    for place in lost:
        text = "new, and not in the index of keys"
        yield Difference("keys_differ", f"search keys of {place}", text, "found by its keys")


_STRAYS = """
SELECT f.public_id, k.firearm_id, k.n FROM registry_markkey k LEFT JOIN registry_firearm f ON f.id = k.firearm_id
WHERE (%(all)s OR f.public_id = ANY(%(objects)s))
AND NOT EXISTS (SELECT FROM registry_mark m WHERE m.firearm_id = k.firearm_id AND m.n = k.n)
"""


def _strays(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Keys of marks that no firearm has."""
    cursor.execute(_STRAYS, {"all": objects is None, "objects": sorted(objects or ())})
    for public_id, firearm_id, n in cursor:
        place = f"search keys of mark {n} of firearm {public_id or firearm_id}"
        yield Difference("keys_differ", place, "keys", "no mark")


KEYS = Replay(name="registry_markkey", check=_check_keys)
STATE = Replay(name="registry_firearm", check=_check_state)
MARKS = Replay(name="registry_mark", check=_check_marks)
