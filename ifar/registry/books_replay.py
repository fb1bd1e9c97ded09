"""What the verifier needs to know about the books of holders and traders, who keeps which record, the table of states, the queue of duplicates and imports.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter
functions too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay
from ifar.registry.possession import FIRST_STOCK, IN_THE_BOOK, OF_THE_HAND, REGISTRATION
from ifar.rights import OWN_BOOK

_HOLDINGS: Final = """
WITH told AS (
    SELECT e.firearm_id, h.holder, h.fact, e.id AS event, e.n FROM registry_event e
    JOIN registry_firearm f ON f.id = e.firearm_id
    CROSS JOIN LATERAL (VALUES (e.changes ->> 'owner', 'ownership'), (e.changes ->> 'custodian', 'custody')) AS h(holder, fact)
    WHERE h.holder <> '' AND (%(all)s OR f.public_id = ANY(%(objects)s))
), said AS (
    SELECT DISTINCT ON (firearm_id, holder, fact) firearm_id, holder, fact, event FROM told ORDER BY firearm_id, holder, fact, n
), live AS (
    SELECT h.* FROM registry_holding h LEFT JOIN registry_firearm f ON f.id = h.firearm_id
    WHERE %(all)s OR f.public_id = ANY(%(objects)s)
)
SELECT coalesce(f.public_id, 'number ' || l.firearm_id), coalesce(l.holder, s.holder), coalesce(l.fact, s.fact), l.event::text, s.event::text
FROM live l FULL JOIN said s ON s.firearm_id = l.firearm_id AND s.holder = l.holder AND s.fact = l.fact
LEFT JOIN registry_firearm f ON f.id = coalesce(l.firearm_id, s.firearm_id)
WHERE l.event IS DISTINCT FROM s.event
"""
# Each event's owner, custodian and legal status as they stand after it, and who keeps the record: what the last event that said so said.
_LIVES: Final = """
WITH told AS (
    SELECT e.firearm_id, e.n, e.kind, e.changes,
           count(e.changes ->> 'owner') OVER life AS owners, count(e.changes ->> 'custodian') OVER life AS custodians,
           count(e.changes ->> 'legal') OVER life AS legals, count(e.changes ->> 'agency') OVER life AS agencies
    FROM registry_event e JOIN registry_firearm f ON f.id = e.firearm_id
    WHERE %(all)s OR f.public_id = ANY(%(objects)s) WINDOW life AS (PARTITION BY e.firearm_id ORDER BY e.n)
), lived AS (
    SELECT firearm_id, n, kind, max(changes ->> 'owner') OVER (PARTITION BY firearm_id, owners) AS owner,
           max(changes ->> 'custodian') OVER (PARTITION BY firearm_id, custodians) AS custodian,
           max(changes ->> 'legal') OVER (PARTITION BY firearm_id, legals) AS legal,
           max(changes ->> 'agency') OVER (PARTITION BY firearm_id, agencies) AS agency FROM told
)"""
# Lines of books as the events make them: who had it before and after the event that put it in, and the one that took it out.
_LINES: Final = f"""{_LIVES}, known AS (
    SELECT l.*, e.id AS event, (e.occurred_from AT TIME ZONE e.zone)::date AS happened, lag(l.owner) OVER life AS owned, lag(l.custodian) OVER life AS kept
    FROM lived l JOIN registry_event e ON e.firearm_id = l.firearm_id AND e.n = l.n WINDOW life AS (PARTITION BY l.firearm_id ORDER BY l.n)
), there AS (
    SELECT DISTINCT l.firearm_id, l.n, h.holder FROM lived l CROSS JOIN LATERAL (VALUES (l.owner, true), (l.custodian, false)) AS h (holder, owns)
    JOIN accounts_agency a ON a.public_id = h.holder AND a.kind = ANY(%(traders)s)
    WHERE l.legal = ANY(%(legal)s) AND NOT (h.owns AND l.legal = ANY(%(hand)s))
), begun AS (
    SELECT t.*, row_number() OVER (PARTITION BY firearm_id, holder ORDER BY n) AS at FROM there t
), runs AS (
    SELECT firearm_id, holder, min(n) AS since, CASE WHEN max(n) < (SELECT max(l.n) FROM lived l WHERE l.firearm_id = begun.firearm_id) THEN max(n) + 1 END AS until
    FROM begun GROUP BY firearm_id, holder, n - at
), said AS (
    SELECT r.*, i.event AS entered, i.happened AS came_on, o.event AS left_by, o.happened AS left_on,
        coalesce(nullif(CASE WHEN i.owner = r.holder AND i.owned IS DISTINCT FROM r.holder THEN coalesce(nullif(i.owned, ''), i.kept)
                             ELSE coalesce(nullif(i.kept, ''), i.owned) END, r.holder), '') AS came_from,
        coalesce(nullif(CASE WHEN o.owned = r.holder AND o.owner IS DISTINCT FROM r.holder THEN coalesce(nullif(o.owner, ''), o.custodian)
                             ELSE coalesce(nullif(o.custodian, ''), o.owner) END, r.holder), '') AS went_to
    FROM runs r JOIN known i ON i.firearm_id = r.firearm_id AND i.n = r.since LEFT JOIN known o ON o.firearm_id = r.firearm_id AND o.n = r.until
), live AS (
    SELECT b.* FROM registry_bookline b JOIN registry_firearm f ON f.id = b.firearm_id WHERE %(all)s OR f.public_id = ANY(%(objects)s)
)
SELECT f.public_id, coalesce(l.holder, s.holder), coalesce(l.since, s.since), l.holder IS NOT NULL, s.holder IS NOT NULL,
    ARRAY[l.until::text, l.entered::text, l.came_on::text, l.came_from, l.left_by::text, l.left_on::text, l.went_to],
    ARRAY[s.until::text, s.entered::text, s.came_on::text, s.came_from, s.left_by::text, s.left_on::text, s.went_to]
FROM live l FULL JOIN said s ON s.firearm_id = l.firearm_id AND s.holder = l.holder AND s.since = l.since
LEFT JOIN registry_firearm f ON f.id = coalesce(l.firearm_id, s.firearm_id)
WHERE l.holder IS NULL OR s.holder IS NULL OR (l.until, l.entered, l.came_on, l.came_from, l.left_by, l.left_on, l.went_to)
    IS DISTINCT FROM (s.until, s.entered, s.came_on, s.came_from, s.left_by, s.left_on, s.went_to)
"""
_COLUMNS: Final = ("until", "entered", "came_on", "came_from", "left_by", "left_on", "went_to")
_KEEPERS: Final = f"""{_LIVES}, kept AS (
    SELECT l.*, a.kind AS is_of, lag(l.agency) OVER life AS before, lag(a.kind) OVER life AS was_of FROM lived l
    LEFT JOIN accounts_agency a ON a.public_id = l.agency
    WINDOW life AS (PARTITION BY l.firearm_id ORDER BY l.n)
)
SELECT f.public_id, k.n, k.agency FROM kept k JOIN registry_firearm f ON f.id = k.firearm_id
WHERE k.is_of = ANY(%(traders)s) AND NOT (k.kind <> %(registration)s AND k.owner = k.agency AND k.legal = ANY(%(legal)s))
      AND EXISTS (SELECT FROM accounts_agency o WHERE o.kind = 'licensing_authority' AND NOT o.closed)
   OR k.agency <> k.before AND NOT (coalesce(k.was_of = ANY(%(traders)s), false) AND k.is_of = 'licensing_authority'
                                    AND NOT (k.owner = k.before AND k.legal = ANY(%(legal)s)))
"""
# A pair that somebody decided about, or that an event names as its ground, was in the queue.
_PAIRS: Final = """
SELECT DISTINCT l.object FROM ledger_entry l WHERE l.act = 'registry.duplicate_decided'
AND NOT EXISTS (SELECT FROM registry_duplicate d WHERE d.public_id = l.object)
UNION
SELECT DISTINCT e.details ->> 'duplicate' FROM registry_event e JOIN registry_firearm f ON f.id = e.firearm_id
LEFT JOIN registry_duplicate d ON d.public_id = e.details ->> 'duplicate'
LEFT JOIN registry_firearm o ON o.id = d.older_id LEFT JOIN registry_firearm n ON n.id = d.newer_id
WHERE e.kind IN ('merged', 'split') AND e.details ? 'duplicate'
  AND (f.public_id IN (o.public_id, n.public_id) AND e.details ->> 'survivor' IN (o.public_id, n.public_id)) IS NOT TRUE
"""
_IMPORTS: Final = """
SELECT i.public_id, t.name, t.says, t.should FROM registry_import i JOIN accounts_agency a ON a.id = i.agency_id
JOIN LATERAL (SELECT q.* FROM accounts_proposal q WHERE q.act = 'registry.import' AND q.object = i.public_id
              ORDER BY q.at DESC LIMIT 1) AS q ON true
CROSS JOIN LATERAL (VALUES ('file', i.file_id::text, q.payload ->> 'file'), ('rows', i.rows::text, q.payload ->> 'rows'),
    ('compartment', i.compartment, q.compartment)) AS t(name, says, should)
WHERE t.should IS NOT NULL AND t.says IS DISTINCT FROM t.should
"""


def _holdings(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_HOLDINGS, {"all": objects is None, "objects": sorted(objects or ())})
    for firearm, holder, fact, live, value in cursor:
        place = f"{fact} of {holder} in the book of firearm {firearm}"
        if live is None:
            yield Difference("state_missing", place, "no row", f"a row that event {value} made")
        elif value is None:
            yield Difference("state_stray", place, f"a row of event {live}", "no row: no event made it")
        else:
            yield Difference("state_differs", place, f"from event {live} on", f"from event {value} on")


def _lines(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    asked = {"all": objects is None, "objects": sorted(objects or ()), "traders": sorted(OWN_BOOK)}
    cursor.execute(
        _LINES, asked | {"legal": sorted(map(str, IN_THE_BOOK)), "hand": sorted(map(str, OF_THE_HAND))}
    )
    for firearm, holder, since, is_live, is_said, live, value in cursor:
        place = f"line of {holder} in its book, firearm {firearm}, from event {since} on"
        if not is_live:
            yield Difference("state_missing", place, "no row", "a row that its events made")
        elif not is_said:
            yield Difference("state_stray", place, "a row", "no row: it does not begin to stand there")
        else:
            for name, item, should in zip(_COLUMNS, live, value, strict=True):
                if item != should:
                    yield Difference("state_differs", f"{place}, {name}", str(item), str(should))


def _keepers(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    asked = {"all": objects is None, "objects": sorted(objects or ()), "traders": sorted(OWN_BOOK)}
    cursor.execute(_KEEPERS, asked | {"legal": sorted(map(str, FIRST_STOCK)), "registration": REGISTRATION})
    for firearm, n, agency in cursor:
        yield Difference(
            "state_differs",
            f"who keeps the record of firearm {firearm} after event {n}",
            agency,
            "a trader with its own first stock, and an authority from the first sale or registration on",
        )


def _pairs(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    if objects is None:
        cursor.execute(_PAIRS)
        for (pair,) in cursor:
            yield Difference(
                "state_differs", f"possible duplicate {pair}", "no such pair", "the pair that was decided"
            )


def _imports(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    if objects is None:
        cursor.execute(_IMPORTS)
        for batch, name, says, should in cursor:
            yield Difference(
                "state_differs", f"import {batch}, {name}", says, f"{should}, as it was proposed"
            )


REPLAYS: Final = (
    Replay(name="registry_holding", check=_holdings),
    Replay(name="registry_bookline", check=_lines),
    Replay(name="registry_keeper", check=_keepers),
    Replay(name="registry_duplicate", check=_pairs),
    Replay(name="registry_import", check=_imports),
)
