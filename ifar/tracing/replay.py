"""What the verifier asks of tracing besides its records: whether each act could lawfully be done, and what the figures are counted from.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from psycopg import Cursor, sql

from ifar.ledger.sources import Difference, Program, Replay
from ifar.tracing import disclosure, steps, time_to_crime
from ifar.tracing.act_guards import Around, Link, LoggedAct, wrongs

_EVENTS: Final = """
SELECT e.subject, e.record_type, e.kind, e.n, e.changes, e.details, l.agency, l.recorded_at,
       (SELECT coalesce(jsonb_object_agg(p.field, p.value), '{}') FROM ledger_personal p WHERE p.entry = e.id),
       (SELECT coalesce(array_agg(k), '{}') FROM jsonb_object_keys(l.commitments) k)
FROM tracing_event e JOIN ledger_entry l ON l.entry = e.id
WHERE %(all)s OR e.subject = ANY(%(objects)s) ORDER BY e.subject, e.n
"""
# The offices whose the request of a link or a file is.
_OFFICES: Final = """
SELECT e.subject, ARRAY[a.public_id, r.office]
FROM tracing_event e JOIN tracing_request r ON r.public_id = e.changes ->> 'request' JOIN accounts_agency a ON a.id = r.agency_id
WHERE e.n = 1 AND e.record_type IN ('step', 'exchange') AND (%(all)s OR e.subject = ANY(%(objects)s))
"""
_FILES: Final = """
SELECT x.request, x.state, x.form, x.hash FROM tracing_exchange x
WHERE x.request <> '' AND x.state <> 'refused' AND (%(all)s OR x.request = ANY(%(objects)s))
"""
# What the links of a chain said, and when: whether they name a holder, and whether the arm was diverted.
_LINKS: Final = """
SELECT r.public_id, l.recorded_at, 'holder' IN (s.role, s.to_role), s.result = 'diverted'
FROM tracing_step s JOIN tracing_request r ON r.id = s.request_id JOIN tracing_event e ON e.subject = s.public_id
    JOIN ledger_entry l ON l.entry = e.id
WHERE e.changes ->> 'state' = 'answered' AND (%(all)s OR r.public_id = ANY(%(objects)s))
"""
# Statements about a request, by the hash of the entry that issued each.
_PAPERS: Final = """
SELECT p.about, encode(sha256(l.canonical), 'hex') FROM documents_paper p JOIN ledger_entry l ON l.entry = p.issued
WHERE p.kind = 'trace_statement' AND (%(all)s OR p.about = ANY(%(objects)s))
"""
_MISSING: Final = """
SELECT DISTINCT v.named FROM tracing_event e,
    LATERAL (VALUES (e.changes ->> 'office'), (e.changes ->> 'item'), (e.changes ->> 'firearm'), (e.changes ->> 'to_whom')) v (named)
WHERE (%(all)s OR e.subject = ANY(%(objects)s)) AND v.named <> ''
  AND NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = v.named) AND NOT EXISTS (SELECT FROM recoveries_item i WHERE i.public_id = v.named)
  AND NOT EXISTS (SELECT FROM registry_firearm f WHERE f.public_id = v.named) AND NOT EXISTS (SELECT FROM parties_party p WHERE p.public_id = v.named)
"""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    params = {"all": objects is None, "objects": sorted(objects or ())}
    cursor.execute("SELECT public_id, kind FROM accounts_agency")
    kinds = dict(cursor.fetchall())
    cursor.execute(_OFFICES, params)
    offices = dict(cursor.fetchall())
    cursor.execute(_FILES, params)
    went, came = defaultdict[str, set[str]](set), set[str]()
    for request, state, form, digest in cursor.fetchall():
        if (state, form) == ("sent", "answer"):
            went[request].add(digest)
        elif (state, form) == ("accepted", "request"):
            came.add(request)
    links = defaultdict[str, list[Link]](list)
    cursor.execute(_LINKS, params)
    for request, *value in cursor.fetchall():
        links[request].append(Link(*value))
    stated = defaultdict[str, set[str]](set)
    cursor.execute(_PAPERS, params)
    for request, digest in cursor.fetchall():
        stated[request].add(digest)
    cursor.execute(_MISSING, params)
    missing = frozenset(named for (named,) in cursor.fetchall())
    cursor.execute(_EVENTS, params)
    for (subject, record_type), rows in groupby(cursor.fetchall(), key=lambda row: row[:2]):
        around = Around(
            kinds,
            offices.get(subject, ()),
            went.get(subject, ()),
            subject in came,
            missing,
            links.get(subject, ()),
            stated.get(subject, ()),
        )
        for n, what, should in wrongs(record_type, [LoggedAct(*row[2:]) for row in rows], around):
            yield Difference("not_allowed", f"{record_type} {subject}, act {n}", what, should)


# What the figures need of each request, computed once more from requests and links, and who sees it.
_MEASURES: Final = """
WITH said AS (
    SELECT r.id, r.public_id, to_jsonb(ARRAY[r.agency_id::text, r.office, r.compartment, r.direction, r.country, r.handling, array_to_string(r.named, ' '),
        r.sent_at::text, (extract(epoch FROM r.acknowledged_at - r.sent_at)::bigint / 86400)::text,
        (extract(epoch FROM r.ended_at - r.sent_at)::bigint / 86400)::text, r.state, r.ground, (r.firearm <> '')::text, coalesce(l.reached, 0)::text,
        coalesce(l.diverted, false)::text, (CASE WHEN r.thing <> 'firearm' THEN -3 WHEN r.recovered_on IS NULL OR l.sold_on IS NULL THEN -2
            WHEN r.recovered_on < l.sold_on THEN -1 ELSE (SELECT count(*) FROM unnest(%(months)s::integer[]) m
                WHERE r.recovered_on > (l.sold_on + make_interval(months => m))::date) END)::text, l.failures]) AS facts
    FROM tracing_request r LEFT JOIN LATERAL (
        SELECT max(greatest(array_position(%(roles)s::text[], s.role), array_position(%(roles)s::text[], s.to_role)))
                   FILTER (WHERE s.state = 'answered') AS reached,
               bool_or(s.result = 'diverted') FILTER (WHERE s.state = 'answered') AS diverted,
               min(s."on") FILTER (WHERE s.state = 'answered' AND s.to_role = 'holder' AND s.role <> 'holder') AS sold_on,
               coalesce(string_agg(s.failure, ' ' ORDER BY s.failure) FILTER (WHERE s.failure <> ''), '') AS failures
        FROM tracing_step s WHERE s.request_id = r.id) l ON true
    WHERE r.sent_at IS NOT NULL AND (%(all)s OR r.public_id = ANY(%(objects)s))
), live AS (
    SELECT r.id, r.public_id, to_jsonb(ARRAY[c.agency_id::text, c.office, c.compartment, c.direction, c.country, c.handling, array_to_string(c.named, ' '),
        m.sent_at::text, m.acknowledged::text, m.ended::text, a.state, a.ground, a.identified::text, a.reached::text, a.diverted::text, a.band::text,
        array_to_string(a.failures, ' ')]) AS facts
    FROM tracing_measure m JOIN tracing_scope c ON c.id = m.scope_id JOIN tracing_alike a ON a.id = m.alike_id JOIN tracing_request r ON r.id = m.request_id
    WHERE %(all)s OR r.public_id = ANY(%(objects)s)
)
SELECT coalesce(s.public_id, l.public_id) FROM said s FULL JOIN live l USING (id) WHERE s.facts IS DISTINCT FROM l.facts ORDER BY 1
"""
_DELAYS: Final = """
WITH said AS (
    SELECT e.id, jsonb_build_array(e.subject, e.changes -> 'ground', l.recorded_at,
        (SELECT m.recorded_at FROM tracing_event n JOIN ledger_entry m ON m.entry = n.id
         WHERE n.subject = e.subject AND n.n > e.n AND n.changes ->> 'state' <> 'delayed' ORDER BY n.n LIMIT 1)) AS facts, e.subject
    FROM tracing_event e JOIN ledger_entry l ON l.entry = e.id WHERE e.kind = 'delayed' AND (%(all)s OR e.subject = ANY(%(objects)s))
), live AS (
    SELECT d.id, jsonb_build_array(r.public_id, d.ground, d.began_at, d.ended_at) AS facts, r.public_id AS subject
    FROM tracing_delay d JOIN tracing_request r ON r.id = d.request_id WHERE %(all)s OR r.public_id = ANY(%(objects)s)
)
SELECT DISTINCT coalesce(s.subject, l.subject) FROM said s FULL JOIN live l USING (id) WHERE s.facts IS DISTINCT FROM l.facts ORDER BY 1
"""
# What is over of delays, computed once more, and counted under the request's own time and scope.
_LATES: Final = """
WITH said AS (
    SELECT r.id, r.public_id, array_agg((m.scope_id, r.sent_at, l.code, l.days)::text ORDER BY l.code, l.days) AS facts
    FROM tracing_request r JOIN tracing_measure m ON m.request_id = r.id CROSS JOIN LATERAL (
        SELECT 'ground:' || d.ground AS code, ceil(extract(epoch FROM d.ended_at - d.began_at) / 86400)::integer AS days
        FROM tracing_delay d WHERE d.request_id = r.id AND d.ended_at IS NOT NULL
        UNION ALL SELECT 'link:' || s.role, ceil(extract(epoch FROM s.answered_at - s.due_at) / 86400)::integer
        FROM tracing_step s WHERE s.request_id = r.id AND s.answered_at > s.due_at) l
    WHERE %(all)s OR r.public_id = ANY(%(objects)s) GROUP BY r.id
), live AS (
    SELECT r.id, r.public_id, array_agg((l.scope_id, l.sent_at, l.code, l.days)::text ORDER BY l.code, l.days) AS facts
    FROM tracing_late l JOIN tracing_request r ON r.id = l.request_id WHERE %(all)s OR r.public_id = ANY(%(objects)s) GROUP BY r.id
)
SELECT coalesce(s.public_id, l.public_id) FROM said s FULL JOIN live l USING (id) WHERE s.facts IS DISTINCT FROM l.facts ORDER BY 1
"""


def _check_measures(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether the rows from which the figures are counted say what requests, links and delays say."""
    months = [months for _name, months in time_to_crime.BANDS]
    params: dict[str, Any] = {"months": months, "roles": list(steps.ROLES)}
    params |= {"all": objects is None, "objects": sorted(objects or ())}
    for table, asked in (
        ("tracing_measure", _MEASURES),
        ("tracing_delay", _DELAYS),
        ("tracing_late", _LATES),
    ):
        cursor.execute(sql.SQL(asked), params)
        for (public_id,) in cursor.fetchall():
            yield Difference("state_differs", f"{table} of {public_id}", "other figures", "what its acts say")


# A file that was taken in by a key which two people confirmed, of which no such act was entered before.
_UNCONFIRMED: Final = """
SELECT e.subject, e.details ->> 'log' FROM tracing_event e JOIN ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'exchange' AND e.kind = 'accepted' AND e.details ? 'proposal' AND (%(all)s OR e.subject = ANY(%(objects)s))
  AND NOT EXISTS (SELECT FROM ledger_entry s, LATERAL (SELECT convert_from(s.canonical, 'UTF8')::jsonb -> 'payload' AS said) p
                  WHERE s.act = 'sender.confirmed' AND s.id < l.id AND p.said ->> 'proposal' = e.details ->> 'proposal'
                    AND p.said ->> 'key' = e.details ->> 'log' AND p.said ->> 'country' = e.changes ->> 'sender')
"""


def _check_senders(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_UNCONFIRMED, {"all": objects is None, "objects": sorted(objects or ())})
    for subject, key in cursor.fetchall():
        yield Difference(
            "not_allowed", f"exchange {subject}", f"the key {key}", "a key that two people confirmed"
        )


REPLAYS: Final = (
    Replay(name="tracing_measure", check=_check_measures),
    Replay(name="tracing_lawful", check=_check),
    Replay(name="tracing_sender", check=_check_senders),
    Program("tracing_rule", ("datum",), ("datum", "agreements", "held_by"), disclosure.rows),
)
"""What the figures are counted from; whether the acts were lawful; the keys of senders; and the database's table of what may leave."""
