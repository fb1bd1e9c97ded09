"""Which holds stand, and until when the personal data of parties are kept: set by set, never party by party."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.functions import Now, TruncDate

from ifar.errors import NotFound
from ifar.ledger import services as ledger
from ifar.licensing.selectors import ending as licences
from ifar.parties.selectors import records_of
from ifar.reference import selectors as reference
from ifar.reference.retention import Hold as Order
from ifar.retention.lapsing import Link, Outlook, outlook
from ifar.retention.models import Hold
from ifar.rights import Actor, may

CHUNK: Final = 5000
"""How many parties one step looks through: what a page may cost is bounded, however large the register is."""
MOST: Final = 100
"""How many lapsed ones one page shows."""


def today() -> dt.date:
    """The day by the database's clock, in UTC."""
    return ledger.now().astimezone(dt.UTC).date()


# Holds ------------------------------------------------------------------------------------------------------------


def _stands() -> Q:
    return Q(state="standing") & (Q(until__isnull=True) | Q(until__gte=TruncDate(Now(), tzinfo=dt.UTC)))


def holds_for(actor: Actor) -> QuerySet[Hold]:
    """The holds that `actor` may see: those on things of compartments that are open to them."""
    if not may(actor, "retention:hold:read"):
        return Hold.objects.none()
    return with_state(Hold.objects.filter(compartment__in=actor.compartments).select_related("agency"))


def with_state(holds: QuerySet[Hold]) -> QuerySet[Hold]:
    """Holds with `stands`: whether they do today."""
    return holds.annotate(stands=Case(When(_stands(), then=Value(True)), default=Value(False)))


def standing_for(actor: Actor) -> QuerySet[Hold]:
    """Those of them that stand today."""
    return holds_for(actor).filter(_stands())


def hold_for(actor: Actor, public_id: str) -> Hold:
    """One hold; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    hold = holds_for(actor).filter(public_id=public_id).first()
    if hold is None:
        raise NotFound("retention.hold.not_found")
    return hold


def is_standing(hold: Hold) -> bool:
    """Whether a hold stands today, by the database's clock."""
    return Hold.objects.filter(_stands(), pk=hold.pk).exists()


def for_decision(actor: Actor, public_id: str) -> Hold | None:
    """A hold whose lifting the actor is asked about, where it lies in a compartment that they see."""
    seen = Hold.objects.filter(compartment__in=actor.compartments, public_id=public_id)
    return seen.select_related("agency").first()


def standing_on(objects: Collection[str]) -> list[Hold]:
    """The holds that stand today on some firearms and parties, whoever asks: for rules that decide, never to be shown."""
    return list(Hold.objects.filter(_stands(), object__in=objects).select_related("agency"))


# What may lapse ---------------------------------------------------------------------------------------------------

# The next parties that stand for themselves, each with every record that was joined to it; `now` where it owns or keeps something.
_CHUNK: Final = """
WITH RECURSIVE chunk AS (
    SELECT p.id, p.public_id FROM parties_party p
    WHERE p.id > %(after)s AND p.merged_into = '' AND p.compartment = ANY(%(compartments)s)
      AND (%(only)s::text[] IS NULL OR p.public_id = ANY(%(only)s::text[])) ORDER BY p.id LIMIT %(limit)s
), whole AS (
    SELECT c.id, c.public_id AS root, c.public_id AS record FROM chunk c
    UNION ALL SELECT w.id, w.root, p.public_id FROM whole w JOIN parties_party p ON p.merged_into = w.record AND p.merged_into <> ''
)
SELECT w.id, w.root, array_agg(w.record ORDER BY w.record),
       bool_or(EXISTS (SELECT FROM parties_event e JOIN ledger_personal v ON v.entry = e.id WHERE e.subject = w.record)),
       bool_or(EXISTS (SELECT FROM registry_holding h JOIN registry_firearm f ON f.id = h.firearm_id
                       WHERE h.holder = w.record AND f.merged_into = '' AND (f.owner = w.record OR f.custodian = w.record)))
FROM whole w GROUP BY w.id, w.root ORDER BY w.id
"""
# Every firearm that was ever theirs, with the events that made it so or ended it. What an older book took over without a date
# happened before the next change that has one. Of a record that was joined to another one, the destruction of that one counts. A chain of several joins counts as not destroyed, which keeps longer.
_LINKS: Final = """
WITH record AS (
    SELECT * FROM unnest(%(records)s::text[], %(roots)s::text[]) AS r (record, root)
), held AS (
    SELECT DISTINCT r.root, r.record, h.firearm_id FROM record r JOIN registry_holding h ON h.holder = r.record
), said AS (
    SELECT e.firearm_id, e.kind, e.changes ->> fact AS becomes,
           lag(e.changes ->> fact) OVER (PARTITION BY e.firearm_id, fact ORDER BY e.n) AS was,
           registry_ended_on(coalesce(e.occurred_to, min(e.occurred_to) OVER (
               PARTITION BY e.firearm_id, fact ORDER BY e.n ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)), e.zone, e.id) AS day
    FROM (SELECT DISTINCT firearm_id FROM held) d JOIN registry_event e ON e.firearm_id = d.firearm_id
    CROSS JOIN (VALUES ('owner'), ('custodian')) AS v (fact) WHERE e.changes ? fact
), named AS (
    SELECT h.root, h.firearm_id, s.kind, max(s.day) AS day FROM held h JOIN said s ON s.firearm_id = h.firearm_id
    AND (s.becomes = h.record OR s.was = h.record) GROUP BY h.root, h.firearm_id, s.kind
)
SELECT n.root, f.public_id,
       CASE WHEN coalesce(o.physical, f.physical) = 'destroyed' THEN (
           SELECT registry_ended_on(e.occurred_to, e.zone, e.id) FROM registry_event e
           WHERE e.id = coalesce(o.physical_event, f.physical_event)) END,
       array_agg(n.kind ORDER BY n.kind), array_agg(n.day ORDER BY n.kind)
FROM named n JOIN registry_firearm f ON f.id = n.firearm_id
LEFT JOIN registry_firearm o ON o.public_id = f.merged_into AND f.merged_into <> ''
GROUP BY n.root, f.id, o.id ORDER BY n.root, f.id
"""
_RECORDED: Final = """
SELECT r.root, max(registry_ended_on(NULL, 'UTC', p.last_event)) FROM unnest(%(records)s::text[], %(roots)s::text[]) AS r (record, root)
JOIN parties_party p ON p.public_id = r.record GROUP BY r.root
"""


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A party whose personal data no adopted rule and no hold keeps any longer, with all its records, and why."""

    public_id: str
    records: Sequence[str]
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class Step:
    """What one step through the parties found, how many it looked at, and the key after which the next one begins."""

    found: Sequence[Lapsed]
    looked: int
    after: int | None


def lapsed_after(actor: Actor, after: int = 0, *, limit: int = CHUNK, most: int = MOST) -> Step:
    """The lapsed ones among the next `limit` parties of the actor's compartments, whoever may still open them: it names nobody."""
    return _look(actor, after, limit, None, most)


def _look(actor: Actor, after: int, limit: int, only: list[str] | None, most: int) -> Step:
    if not may(actor, "retention:lapsed:read"):
        return Step((), 0, None)
    params: dict[str, Any] = {
        "after": after,
        "compartments": sorted(actor.compartments),
        "limit": limit,
        "only": only,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CHUNK, params)
        rows = cursor.fetchall()
    free = {root: records for _, root, records, is_left, holds in rows if is_left and not holds}
    ahead = outlooks(free) if free else {}
    day = today()
    gone = [root for root in free if ahead[root].lapsed(day)]
    lapses = [Lapsed(root, free[root], ahead[root]) for root in gone[:most]]
    if len(gone) > most:
        at = next(n for n, row in enumerate(rows) if row[1] == gone[most - 1])
        return Step(lapses, at + 1, rows[at][0])
    return Step(lapses, len(rows), rows[-1][0] if len(rows) == limit else None)


def lapsed(actor: Actor) -> Iterator[Lapsed]:
    """All of them, step by step."""
    after: int | None = 0
    while after is not None:
        step = lapsed_after(actor, after, most=CHUNK)
        yield from step.found
        after = step.after


def lapsed_among(actor: Actor, public_ids: Collection[str]) -> list[Lapsed]:
    """Those of some parties that have lapsed, of the actor's compartments."""
    return list(_look(actor, 0, CHUNK, list(public_ids), CHUNK).found) if public_ids else []


def outlooks(records: Mapping[str, Collection[str]], *, holds: bool = True) -> dict[str, Outlook]:
    """How long parties are kept: party -> its outlook; `records` gives the records of each, `holds` whether legal holds count.

    Five queries, however many.
    """
    rules = reference.retention_rules()
    pairs = [(record, root) for root, some in records.items() for record in some]
    params = {"records": [text for text, _ in pairs], "roots": [root for _, root in pairs]}
    links: dict[str, list[Link]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_LINKS, params)
        for root, firearm, destroyed, kinds, days in cursor.fetchall():
            links[root].append(Link(firearm, destroyed, tuple(zip(kinds, days, strict=True))))
        cursor.execute(_RECORDED, params)
        recorded = dict(cursor.fetchall())
    orders = _orders(records, links) if holds else {}
    ends = licences.ends_of({record for record, _ in pairs})
    return {
        root: outlook(
            rules,
            links[root],
            recorded=recorded[root],
            holds=orders.get(root, ()),
            licences=[end for record in records[root] for end in ends.get(record, ())],
        )
        for root in records
        if root in recorded
    }


def _orders(
    records: Mapping[str, Collection[str]], links: Mapping[str, Sequence[Link]]
) -> dict[str, list[Order]]:
    things = {
        root: {*some, *(link.firearm for link in links.get(root, ()))} for root, some in records.items()
    }
    standing = standing_on({text for some in things.values() for text in some})
    orders: dict[str, list[Order]] = defaultdict(list)
    by_object: dict[str, list[Hold]] = defaultdict(list)
    for hold in standing:
        by_object[hold.object].append(hold)
    for root, some in things.items():
        orders[root] = [
            Order(hold.at.date(), hold.until) for text in some for hold in by_object.get(text, ())
        ]
    return orders


def outlook_of(public_id: str) -> Outlook | None:
    """How long the rules keep one party, under all its records, holds apart; None where there is none."""
    return outlooks({public_id: records_of(public_id)}, holds=False).get(public_id)


def holds_against(public_id: str) -> list[Hold]:
    """The holds that stand against an erasure of a party: on it, under any record, and on every firearm that it ever held."""
    records = records_of(public_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT f.public_id FROM registry_holding h JOIN registry_firearm f ON f.id = h.firearm_id WHERE h.holder = ANY(%s)",
            [list(records)],
        )
        return standing_on({*records, *(row[0] for row in cursor.fetchall())})
