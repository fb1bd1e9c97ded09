"""What trade gives the official returns: what was authorised and refused in a year, what left and what came in; each as it counts.

Counts of the whole State for whoever may read official figures (`returns:figure:read`). Of transfers from State to State those count that
their office includes (decision 0032); a firearm that is a matter of national security does not. A year is that of the installation's zone: the day on which an act was decided, on which goods
left as customs say, and on which somebody first saw them come in. What each figure means is said by `returns/forms/labels.py`.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from ifar.placement.roads.reconciling import Box, Piece, Whole
from ifar.reference import selectors as reference
from ifar.rights import Actor, require
from ifar.trade import selectors
from ifar.trade.acts import COMMERCIAL, STATE
from ifar.trade.consignments.entering import entered
from ifar.trade.consignments.selectors import consignments_for, key_of, seen_of
from ifar.trade.models import Authorisation, Consignment, Crate, Item, Observation

PERMISSION: Final = "returns:figure:read"
FOR_GOOD: Final = "for_good"
"""What a purpose is called, in the scheme `transfer`, for which goods change hands; others are `temporary` or `return`."""
SEVERAL: Final = "Several States"
"""The partner of an authorisation for consignees in several States: how much of its goods is for which, it does not say."""
SEEN: Final = ("seal_intact", "counted", "serial_read")
"""Degrees of verification at which somebody saw something."""


class Moved(NamedTuple):
    """Things of a year that count alike.

    `source` is `decision` (one authorisation), `line` (what one is for), `exit` or `entry`; `kind` is `granted_export`, `refused_import` and so on, else
    the source. `key` is the public identifier of the authorisation or consignment, `through` are transit States, `amount` what it is worth in `currency`
    where that was told, `compartment` is `defence` of a transfer from State to State. Countries are ISO 3166-1 alpha-2; `partner` may be `SEVERAL`.
    """

    source: str
    kind: str
    number: int
    key: str
    type: str = ""
    partner: str = ""
    origin: str = ""
    through: tuple[str, ...] = ()
    category: str = ""
    ground: str = ""
    compartment: str = ""
    is_for_good: bool = True
    amount: Fraction = Fraction(0)
    currency: str = ""


def for_a_time() -> list[str]:
    """The purposes for which goods change hands for no good: temporary, or sent back."""
    return [
        code
        for code, mapping in reference.mappings("transfer_purpose", "transfer").items()
        if mapping[0] != FOR_GOOD
    ]


def _route(through: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The transit States, each once."""
    return tuple(dict.fromkeys(str(leg["country"]) for leg in through))


def _of_state(kind: str, into_state: str) -> tuple[str, str]:
    """As what a kind of authorisation counts, and in which compartment it stands apart: what States transfer themselves leaves or comes in."""
    if kind != STATE:
        return kind, ""
    return "import" if into_state == settings.IFAR_COUNTRY else "export", "defence"


# Decisions ------------------------------------------------------------------------------------------------------------

_DECIDED: Final = """
SELECT a.public_id, a.kind, a.purpose, a.from_state, CASE a.destinations WHEN '{}' THEN a.into_state ELSE %s END, a.through, e.kind, e.changes -> 'goods', coalesce(e.changes ->> 'ground', ''),
       extract(year FROM l.recorded_at AT TIME ZONE %s)::integer
FROM trade_event e JOIN ledger_entry l ON l.entry = e.id JOIN trade_authorisation a ON a.public_id = e.subject
WHERE e.record_type = 'authorisation' AND (a.kind = ANY(%s) OR a.counts_on IS NOT NULL) AND (e.changes ? 'goods' OR e.kind IN ('granted', 'refused'))
  AND e.subject IN (
    SELECT d.subject FROM trade_event d JOIN ledger_entry w ON w.entry = d.id
    WHERE d.record_type = 'authorisation' AND d.kind IN ('granted', 'refused', 'amended') AND extract(year FROM w.recorded_at AT TIME ZONE %s) = %s)
ORDER BY e.subject, e.n
"""


def decisions(actor: Actor, year: int) -> list[Moved]:
    """What was granted and refused in a year: each authorisation once, and what its lines say. What an amendment adds counts in its own year.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    zone, not_for_good = settings.TIME_ZONE, for_a_time()
    with connection.cursor() as cursor:
        cursor.execute(_DECIDED, [SEVERAL, zone, list(COMMERCIAL), zone, year])
        rows = cursor.fetchall()
    results: list[Moved] = []
    goods: dict[str, list[dict[str, Any]]] = {}
    so_far: dict[str, dict[str, _Line]] = {}
    for key, kind_, purpose, from_state, into_state, through, act, value, ground, of_year in rows:
        kind, compartment = _of_state(kind_, into_state)
        goods[key] = json.loads(value) if value is not None else goods.get(key, [])
        if act not in ("granted", "refused", "amended"):
            continue
        lines = _lines(goods[key])
        before = so_far.get(key, {})
        so_far[key] = {text: _more(before.get(text), line) for text, line in lines.items()} | {
            text: line for text, line in before.items() if text not in lines
        }
        if of_year != year:
            continue
        row = Moved(
            "decision",
            f"{'refused' if act == 'refused' else 'granted'}_{kind}",
            1,
            key,
            partner=from_state if kind == "import" else into_state,
            through=_route(json.loads(through)),
            ground=ground,
            compartment=compartment,
            is_for_good=purpose not in not_for_good,
        )
        results += [row] if act != "amended" else []
        for type_, line in lines.items():
            results += line.beyond(before.get(type_)).moved(row._replace(source="line"), type_)
    return results


@dataclass(frozen=True, slots=True)
class _Line:
    """How many of one type, and what they are worth by currency."""

    number: int = 0
    worth: Mapping[str, int] = field(default_factory=dict)

    def beyond(self, before: _Line | None) -> _Line:
        """What it says more than before."""
        if before is None:
            return self
        worth = {
            key: more for key, value in self.worth.items() if (more := value - before.worth.get(key, 0)) > 0
        }
        return _Line(max(0, self.number - before.number), worth)

    def moved(self, row: Moved, type_: str) -> Iterator[Moved]:
        if self.number:
            yield row._replace(number=self.number, type=type_)
        for currency, amount in self.worth.items():
            yield row._replace(number=0, type=type_, amount=Fraction(amount), currency=currency)


def _more(before: _Line | None, now: _Line) -> _Line:
    if before is None:
        return now
    worth = {
        text: max(before.worth.get(text, 0), now.worth.get(text, 0)) for text in {*before.worth, *now.worth}
    }
    return _Line(max(before.number, now.number), worth)


def _lines(goods: Iterable[Mapping[str, Any]]) -> dict[str, _Line]:
    """Lines of goods by their type."""
    result: dict[str, _Line] = {}
    for line in goods:
        was = result.get(str(line["type"]), _Line())
        worth = dict(was.worth)
        if line.get("value"):
            worth[str(line["currency"])] = worth.get(str(line["currency"]), 0) + int(line["value"])
        result[str(line["type"])] = _Line(was.number + int(line["quantity"] or 0), worth)
    return result


def worth_of(goods: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str, str, str], dict[str, Fraction]]:
    """What one piece of each line of goods is worth, by currency, where that was told."""
    number: dict[tuple[str, str, str, str], int] = defaultdict(int)
    worth: dict[tuple[str, str, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in goods:
        number[key_of(line)] += int(line["quantity"] or 0)
        if line.get("value"):
            worth[key_of(line)][str(line["currency"])] += int(line["value"])
    return {
        key: {currency: Fraction(amount, number[key]) for currency, amount in value.items()}
        for key, value in worth.items()
        if number[key]
    }


# What left ------------------------------------------------------------------------------------------------------------

_EXITS: Final = """
SELECT c.public_id, coalesce(a.destinations ->> c.consignee, a.into_state), (trade_into(to_jsonb(a), coalesce(a.destinations ->> c.consignee, a.into_state)) -> 'through')::text, a.goods, i.type, i.calibre, i.make, i.model, coalesce(nullif(f.type, ''), i.type), coalesce(f.country_made, ''),
       coalesce(left(f.category, 1), ''), sum(i.quantity)
FROM trade_consignment c JOIN trade_authorisation a ON a.id = c.authorisation_id
JOIN trade_item i ON i.consignment_id = c.id AND i.state = 'packed' LEFT JOIN registry_firearm f ON f.public_id = i.firearm
WHERE c.state = 'left' AND c.left_on >= %s AND c.left_on < %s AND a.kind = 'export' AND NOT a.purpose = ANY(%s) AND NOT coalesce(f.national_security, false)
  AND NOT ((
    i.firearm = '' AND EXISTS (SELECT FROM trade_event d WHERE d.record_type = 'consignment' AND d.subject = c.public_id AND d.kind = 'diverted'
            AND d.details ->> 'what' = 'returned' AND d.details ->> 'country' IN ('', %s) AND d.details -> 'items' ? i.public_id
            AND d.n > (SELECT x.n FROM trade_event x WHERE x.record_type = 'consignment' AND x.subject = c.public_id AND x.kind = 'left'))
    OR EXISTS (SELECT FROM registry_event e WHERE e.firearm_id = f.id AND e.kind = 'imported' AND trade_plain(e.details ->> 'consignment') = c.public_id
            AND NOT EXISTS (SELECT FROM registry_event x WHERE x.firearm_id = e.firearm_id AND x.n = e.n + 1 AND x.kind = 'annulled')))
    AND NOT EXISTS (SELECT FROM trade_observation o WHERE o.consignment_id = c.id AND o.leg = 'receipt' AND o.state = 'recorded' AND NOT o.other_recipient
            AND CASE o.degree WHEN 'serial_read' THEN i.serial = ANY(o.serials) ELSE o.crate IN ('', i.crate) END))
GROUP BY c.id, a.id, 5, 6, 7, 8, 9, 10, 11 ORDER BY c.id
"""
"""What left in a year for good. A piece that came back and that nobody received was transferred to nobody: of a firearm its life says so (it is on record as
imported under the consignment in which it left), of what has no record the report that it was returned to this State."""


def exits(actor: Actor, year: int) -> list[Moved]:
    """What left in a year for good, by consignment; without what came back undelivered.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    with connection.cursor() as cursor:
        cursor.execute(
            _EXITS, [dt.date(year, 1, 1), dt.date(year + 1, 1, 1), for_a_time(), settings.IFAR_COUNTRY]
        )
        rows = cursor.fetchall()
    results = []
    for key, into, through, goods, kind, calibre, make, model, type_, origin, category, number in rows:
        route = _route(json.loads(through))
        row = Moved("exit", "exit", int(number), key, type_, into, origin, route, category)
        each = worth_of(json.loads(goods)).get((kind, calibre, make, model), {})
        results += [row, *_valued(row, each)]
    return [*results, *_between_states("exit", year)]


def _between_states(source: str, year: int) -> Iterator[Moved]:
    """What States transferred themselves in a year, as their offices include it: as it was authorised."""
    rows = Authorisation.objects.filter(kind=STATE, counts_on__year=year).exclude(purpose__in=for_a_time())
    for authorisation in rows.order_by("id"):
        kind, compartment = _of_state(authorisation.kind, authorisation.into_state)
        if kind != {"exit": "export", "entry": "import"}[source]:
            continue
        partner = authorisation.into_state if source == "exit" else authorisation.from_state
        row = Moved(
            source,
            source,
            0,
            authorisation.public_id,
            partner=partner,
            through=_route(authorisation.through),
            compartment=compartment,
        )
        for type_, line in _lines(authorisation.goods).items():
            yield from line.moved(row, type_)


def _valued(row: Moved, each: Mapping[str, Fraction]) -> Iterator[Moved]:
    for currency, worth in each.items():
        yield row._replace(number=0, amount=worth * row.number, currency=currency)


# What came in ---------------------------------------------------------------------------------------------------------

_ARRIVED: Final = """EXISTS (SELECT FROM trade_observation o WHERE o.consignment_id = c.id AND o.state = 'recorded' AND o.leg IN ('entry', 'receipt')
    AND o.country IN ('', a.into_state) AND (o.degree IN ('counted', 'serial_read') OR o.degree = 'seal_intact' AND o.seals <> '{}'
        AND o.seals <@ (SELECT array_agg(seal) FROM trade_crate k, unnest(k.seals) AS seal WHERE k.consignment_id = c.id AND k.state = 'open')))"""
_NO_IMPORT: Final = f"""
SELECT e.id FROM registry_event e
WHERE e.kind = 'imported' AND coalesce(e.occurred_from, %s) BETWEEN %s AND %s AND (
    EXISTS (SELECT FROM trade_consignment c JOIN trade_authorisation a ON a.id = c.authorisation_id
            WHERE c.public_id = trade_plain(e.details ->> 'consignment') AND CASE a.kind
                WHEN 'export' THEN EXISTS (SELECT FROM trade_item i JOIN registry_firearm f ON f.public_id = i.firearm WHERE i.consignment_id = c.id AND f.id = e.firearm_id)
                ELSE a.purpose = ANY(%s) OR {_ARRIVED} END)
    OR EXISTS (SELECT FROM registry_mark m JOIN trade_item i ON i.serial = m.text AND i.serial <> '' AND i.firearm = '' AND i.state = 'packed'
               JOIN trade_consignment c ON c.id = i.consignment_id JOIN trade_authorisation a ON a.id = c.authorisation_id
               WHERE m.firearm_id = e.firearm_id AND m.kind = 'serial' AND NOT m.retired AND a.kind = 'import'
                 AND a.from_state = coalesce(e.details ->> 'country', a.from_state) AND {_ARRIVED}))
"""


def no_imports(actor: Actor, year: int) -> list[uuid.UUID]:
    """Events `imported` of about a year that bring in nothing of their own: what came back as it left, what came for a time, and what counts with the
    consignment in which it came.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    first = dt.datetime(year, 1, 1, tzinfo=dt.UTC) - dt.timedelta(days=2)
    last = dt.datetime(year + 1, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=2)
    with connection.cursor() as cursor:
        cursor.execute(_NO_IMPORT, [first, first, last, for_a_time()])
        return [item for (item,) in cursor.fetchall()]


_IN_YEAR: Final = """
SELECT c.id FROM trade_consignment c JOIN trade_authorisation a ON a.id = c.authorisation_id
WHERE a.kind = 'import' AND NOT a.purpose = ANY(%s) AND EXISTS (
    SELECT FROM trade_observation o WHERE o.consignment_id = c.id AND o.state = 'recorded' AND o.leg IN ('entry', 'receipt') AND o.degree = ANY(%s)
      AND o.country IN ('', a.into_state) AND extract(year FROM o.at AT TIME ZONE %s) = %s)
"""
_AT_ONCE: Final = 1_000


def entries(actor: Actor, year: int) -> list[Moved]:
    """What somebody saw come in, in a year and for good, by consignment.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    with connection.cursor() as cursor:
        cursor.execute(_IN_YEAR, [for_a_time(), list(SEEN), settings.TIME_ZONE, year])
        ids = [item for (item,) in cursor.fetchall()]
    starts = range(0, len(ids), _AT_ONCE)
    came = [row for first in starts for row in _entered(ids[first : first + _AT_ONCE], year)]
    return [*came, *_between_states("entry", year)]


def _entered(ids: Sequence[int], year: int) -> Iterator[Moved]:
    items = _by_consignment(Item.objects.filter(consignment__in=ids, state="packed"))
    crates = _by_consignment(Crate.objects.filter(consignment__in=ids, state="open"))
    seen = _by_consignment(Observation.objects.filter(consignment__in=ids, state="recorded"))
    for consignment in Consignment.objects.filter(pk__in=ids).select_related("authorisation").order_by("id"):
        of, packed = consignment.authorisation, items.get(consignment.pk, [])
        whole = Whole(
            [
                Piece(record.public_id, record.crate, record.serial, record.firearm, record.quantity)
                for record in packed
            ],
            {
                crate.public_id: Box(crate.public_id, tuple(crate.seals))
                for crate in crates.get(consignment.pk, [])
            },
        )
        reports = [
            observation
            for observation in seen.get(consignment.pk, [])
            if observation.country in ("", of.into_state)
        ]
        there = entered(
            whole, map(seen_of, sorted(reports, key=lambda observation: (observation.at, observation.pk)))
        )
        route, each = _route(of.through), worth_of(of.goods)
        for item in packed:
            number = sum(many for at, many in there.get(item.public_id, ()) if _year_of(at) == year)
            if number:
                row = Moved(
                    "entry", "entry", number, consignment.public_id, item.type, of.from_state, "", route
                )
                yield row
                yield from _valued(row, each.get((item.type, item.calibre, item.make, item.model), {}))


def _by_consignment[T: (Item, Crate, Observation)](rows: QuerySet[T]) -> dict[int, list[T]]:
    result: dict[int, list[T]] = {}
    for item in rows.order_by("id"):
        result.setdefault(item.consignment_id, []).append(item)
    return result


def _year_of(at: dt.datetime) -> int:
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).year


# Rows -----------------------------------------------------------------------------------------------------------------


def authorisations_behind(actor: Actor, keys: Collection[str]) -> QuerySet[Authorisation]:
    """The authorisations of a figure, of those that the actor sees."""
    require(actor, PERMISSION)
    return selectors.authorisations_for(actor).filter(public_id__in=keys)


def consignments_behind(actor: Actor, keys: Collection[str]) -> QuerySet[Consignment]:
    """The consignments of a figure, of those that the actor sees."""
    require(actor, PERMISSION)
    return consignments_for(actor).filter(public_id__in=keys)
