"""What the verifier asks of travellers' journeys besides their records: that whatever crossed the border had what it wanted, by what the log said then, and
that no firearm is abroad for a time but on a journey that crossed with it.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django.conf import settings
from psycopg import Cursor

from ifar.acts.database import defaults_of
from ifar.ledger.sources import Difference, Replay
from ifar.trade.acts import ACTS
from ifar.trade.journeys import travelling
from ifar.trade.replay import RULES_SQL

# Acts in the order of the log. Of some records: the journeys that are meant, their authorisations, and other journeys under the same ones.
_EVENTS: Final = """
WITH said AS (
    SELECT e.id, e.record_type, e.subject, e.n, e.kind, e.changes FROM public.trade_event e WHERE e.record_type IN ('authorisation', 'journey')
       OR (e.record_type, e.kind) IN (('consignment', 'opened'), ('consignment', 'cancelled'))
), asked AS (
    SELECT s.subject FROM said s WHERE s.record_type IN ('journey', 'consignment')
      AND (%(all)s OR ARRAY[s.subject::text, s.changes ->> 'authorisation', s.changes ->> 'holder'] && %(objects)s::text[])
), under AS (
    SELECT s.changes ->> 'authorisation' AS id FROM said s WHERE s.subject IN (SELECT subject FROM asked) AND s.changes ->> 'authorisation' <> ''
), beside AS (
    SELECT subject FROM asked UNION SELECT id FROM under UNION SELECT s.subject FROM said s WHERE s.changes ->> 'authorisation' IN (SELECT id FROM under)
)
SELECT l.id, s.record_type, s.subject, s.n, s.kind, s.changes::text, s.subject IN (SELECT subject FROM asked),
       to_char(l.recorded_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD'), coalesce(o.country, '')
FROM said s JOIN public.ledger_entry l ON l.entry = s.id LEFT JOIN public.accounts_agency o ON o.public_id = l.agency
WHERE s.subject IN (SELECT subject FROM beside) ORDER BY l.id
"""
# Firearms that left for a time, and what the journey that the event names had said until then.
_ABROAD: Final = """
SELECT f.public_id, e.n, coalesce(e.details ->> 'permit', ''), coalesce(e.details ->> 'return_date', ''),
       coalesce((SELECT jsonb_object_agg(p.key, p.value ORDER BY j.n) FROM public.trade_event j
                 JOIN public.ledger_entry k ON k.entry = j.id CROSS JOIN LATERAL jsonb_each(j.changes) AS p
                 WHERE j.record_type = 'journey' AND j.subject = e.details ->> 'permit' AND k.id < l.id), '{}')::text,
       (SELECT o.changes ->> 'owner' FROM public.registry_event o
        WHERE o.firearm_id = e.firearm_id AND o.n < e.n AND o.changes ? 'owner' ORDER BY o.n DESC LIMIT 1)
FROM public.registry_event e JOIN public.registry_firearm f ON f.id = e.firearm_id JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.kind = 'temporarily_exported' AND (%(all)s OR ARRAY[f.public_id::text, e.details ->> 'permit'] && %(objects)s::text[])
ORDER BY l.id
"""


# What crossed on a journey, and the lives of whose firearms do not say so.
_UNSAID: Final = """
SELECT j.subject, j.n, a.line ->> 'firearm', j.place FROM (
    SELECT e.subject, e.n, l.id AS place, e.changes -> 'arms' AS arms, e.changes -> 'gone' AS gone FROM public.trade_event e
    JOIN public.ledger_entry l ON l.entry = e.id WHERE e.record_type = 'journey' AND e.kind = 'crossed' AND (%(all)s OR e.subject = ANY(%(objects)s))
) j CROSS JOIN LATERAL jsonb_array_elements(j.arms) WITH ORDINALITY AS a (line, n)
WHERE j.gone @> to_jsonb(a.n) AND NOT EXISTS (
    SELECT FROM public.registry_event v JOIN public.registry_firearm f ON f.id = v.firearm_id
    WHERE f.public_id = a.line ->> 'firearm' AND v.kind IN ('temporarily_exported', 'temporarily_imported') AND v.details ->> 'permit' = j.subject)
ORDER BY j.place, a.n
"""

# What left on a journey under a licence that the log said then was not in force. A use counts from its event to the one that ended it.
_LICENSED: Final = """
WITH crossed AS (
    SELECT e.subject, e.n, l.id AS place, to_char(l.recorded_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD') AS day, e.changes -> 'arms' AS arms, e.changes -> 'gone' AS gone
    FROM public.trade_event e JOIN public.ledger_entry l ON l.entry = e.id
    WHERE e.record_type = 'journey' AND e.kind = 'crossed' AND (%(all)s OR e.subject = ANY(%(objects)s))
), held AS (
    SELECT j.subject, j.n, j.place, j.day, f.public_id AS firearm, u.licence FROM crossed j
    CROSS JOIN LATERAL jsonb_array_elements(j.arms) WITH ORDINALITY AS a (line, at)
    JOIN public.registry_firearm f ON f.public_id = a.line ->> 'firearm'
    JOIN public.registry_licenceuse u ON u.firearm_id = f.id AND NOT u.void
    JOIN public.ledger_entry b ON b.entry = u.event AND b.id < j.place
    LEFT JOIN public.ledger_entry o ON o.entry = u.ended_by
    WHERE j.gone @> to_jsonb(a.at) AND (o.id IS NULL OR o.id > j.place)
), told AS (
    SELECT h.*, (SELECT jsonb_object_agg(p.key, p.value ORDER BY k.id) FROM public.licensing_event v JOIN public.ledger_entry k ON k.entry = v.id
                 CROSS JOIN LATERAL jsonb_each(v.changes) AS p WHERE v.subject = h.licence AND k.id < h.place) AS said FROM held h
)
SELECT subject, n, firearm, licence FROM told
WHERE NOT (said ->> 'state' = 'in_force' AND coalesce(said ->> 'valid_to', day) >= day) IS TRUE ORDER BY place, firearm
"""


class _Event(NamedTuple):
    place: int
    record_type: str
    subject: str
    n: int
    kind: str
    changes: str
    is_asked: bool
    day: str
    home: str


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(RULES_SQL)
    revisions = [(place, code, json.loads(content)) for place, code, content in cursor.fetchall()]
    cursor.execute(
        _EVENTS, {"all": objects is None, "objects": sorted(objects or ()), "zone": settings.TIME_ZONE}
    )
    records: dict[str, dict[str, Any]] = {}
    for event in map(_Event._make, cursor.fetchall()):
        was = records.get(event.subject) or dict(defaults_of(ACTS, event.record_type))
        now = {**was, **json.loads(event.changes)}
        records[event.subject] = {**now, "record_type": event.record_type}
        if event.record_type == "consignment" and event.kind == "opened" and event.is_asked:
            under = [
                record for record in records.values() if record["record_type"] == "journey" and record["gone"]
            ]
            if now["authorisation"] in {row["authorisation"] for row in under}:
                yield Difference(
                    "not_allowed",
                    f"consignment {event.subject}, act {event.n}",
                    "opened under what travellers crossed the border on",
                    "an authorisation of its own (Protocol art. 10)",
                )
        if event.record_type != "journey" or not event.is_asked:
            continue
        rules = {code: content for at, code, content in revisions if at <= event.place}
        for text in _wrong(event, was, now, records, list(rules.values())):
            yield Difference(
                "not_allowed",
                f"journey {event.subject}, act {event.n}",
                f"{event.kind}: {text}",
                "what the law asks of a traveller (Protocol art. 10)",
            )


def _wrong(
    event: _Event,
    was: dict[str, Any],
    now: dict[str, Any],
    records: dict[str, dict[str, Any]],
    rules: list[dict[str, Any]],
) -> Iterator[str]:
    try:
        day = dt.date.fromisoformat(event.day)
        if travelling.numbers_wrong(now):
            yield "it names other firearms than those of the journey"
        elif event.kind == "announced":
            yield from _announced(event, now, rules)
        elif event.kind == "crossed":
            yield from _crossed(event, was, now, records, rules, day)
        elif event.kind == "extended":
            of = records.get(now["authorisation"])
            if now["return_by"] <= was["return_by"]:
                yield "to no later day"
            elif of is not None and not (
                of["state"] == "in_force" and str(of["valid_to"]) >= str(now["return_by"])
            ):
                yield f"until {now['return_by']}, and its authorisation until {of['valid_to']}"
        elif event.kind in ("returned", "completed"):
            grows = set(was["back"]) < set(now["back"])
            if not grows or (event.kind == "completed") != (set(now["back"]) == set(now["gone"])):
                yield "it names other firearms than those that are under way"
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        yield "it says what cannot be read"


def _announced(event: _Event, now: dict[str, Any], rules: list[dict[str, Any]]) -> Iterator[str]:
    planned = dt.date.fromisoformat(now["crosses_on"])
    wanted = travelling.days_before(travelling.rules_of(now, event.home, rules, planned))
    days = (dt.date.fromisoformat(now["earliest_on"]) - dt.date.fromisoformat(event.day)).days
    if now["announced_on"] != event.day or days < wanted:
        yield f"announced {days} days before it may cross, of {wanted} working days"
    if now["country"] == event.home:
        yield "it leads to no other State"


def _crossed(
    event: _Event,
    was: dict[str, Any],
    now: dict[str, Any],
    records: dict[str, dict[str, Any]],
    rules: list[dict[str, Any]],
    day: dt.date,
) -> Iterator[str]:
    named = [{name: value for name, value in arm.items() if name != "firearm"} for arm in now["arms"]]
    before = [{name: value for name, value in arm.items() if name != "firearm"} for arm in was["arms"]]
    if not now["gone"] or named != before or (now["way"] == travelling.OUT and now["arms"] != was["arms"]):
        yield "it names other firearms than those of the journey"
    if now["crossed_on"] != event.day:
        yield "on another day"
    others = [
        record["arms"][n - 1]
        for subject, record in records.items()
        if record["record_type"] == "journey"
        and subject != event.subject
        and now["authorisation"]
        and (record["authorisation"], record["state"]) == (now["authorisation"], "under_way")
        for n in record["gone"]
        if n not in record["back"]
    ]
    authorisation = records.get(now["authorisation"])
    if authorisation is not None:
        packed_on = [
            record
            for record in records.values()
            if record["record_type"] == "consignment"
            and record["authorisation"] == now["authorisation"]
            and record["state"] != "cancelled"
        ]
        authorisation = {**authorisation, "packed_on": bool(packed_on)}
    for reason in travelling.against(now, event.home, authorisation, others, rules, day):
        yield f"{reason.code} {' '.join(str(param) for param in reason.params.values())}".strip()


def _abroad(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    asked = {"all": objects is None, "objects": sorted(objects or ()), "zone": settings.TIME_ZONE}
    for journey, n, firearm, _place in cursor.execute(_UNSAID, asked).fetchall():
        yield Difference(
            "not_allowed",
            f"journey {journey}, act {n}",
            f"crossed with {firearm}",
            "an event of its firearm that says so",
        )
    for journey, n, firearm, licence in cursor.execute(_LICENSED, asked).fetchall():
        yield Difference(
            "not_allowed",
            f"journey {journey}, act {n}",
            f"crossed with {firearm} under {licence}",
            "a licence that was in force (Protocol art. 10(6))",
        )
    cursor.execute(_ABROAD, asked)
    for firearm, n, permit, until, value, owner in cursor.fetchall():
        journey = json.loads(value)
        try:
            under_way = [journey["arms"][item - 1]["firearm"] for item in journey["gone"]]
            back = [journey["arms"][item - 1]["firearm"] for item in journey.get("back", [])]
            stood = (journey["way"], journey["state"], journey["return_by"]) == ("out", "under_way", until)
            is_named = stood and firearm in under_way and firearm not in back and journey["holder"] == owner
        except (KeyError, TypeError, IndexError):
            is_named = False
        if not is_named:
            yield Difference(
                "not_allowed",
                f"firearm {firearm}, event {n}",
                f"abroad until {until} on {permit or 'nothing'}",
                "a journey that crossed the border with it (Protocol art. 10(6))",
            )


CROSSED: Final = Replay(name="trade_journeys", check=_check)
ABROAD: Final = Replay(name="trade_abroad", check=_abroad)
