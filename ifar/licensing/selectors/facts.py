"""What the life cycle asks of licences: the facts for one event, gathered in at most one query, judged by the rules.

What no licence on record answers is not known (None), as before this register knew licences: an older book's holder has none here. An
answer whose licence the actor may not see is *hidden*: a refusal then names the desk to ask and not the fact.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final

import orjson
from django.db import connection

from ifar.licensing import licence, move, offer
from ifar.licensing.selectors.kinds import kinds
from ifar.licensing.selectors.terms import terms
from ifar.rights import Actor, may

ANSWERS: Final = frozenset(
    {
        "buyer_licence",
        "seller_licence",
        "carrier_licence",
        "buyer_permit_covers_category",
        "category_known",
        "quota_left",
        "background_check",
        "owner_permit_valid",
        "borrower_permit",
        "repairer_licence",
        "gunsmith_licence",
        "manufacturing_licence",
        "accredited_body",
        "permit_covers_new_category",
        "counterparty_confirmed",
        "waiting_over",
    }
)
"""The conditions of the life cycle that are answered here."""

STOOD: Final = """coalesce((SELECT CASE WHEN EXISTS (SELECT FROM registry_event s WHERE s.firearm_id = g.id AND s.n > {offer}.firearm_n
    AND s.kind NOT IN ('trace_requested', 'trace_answered')) THEN {offer}.firearm_n ELSE g.n END
    FROM registry_firearm g WHERE g.public_id = {offer}.firearm), {offer}.firearm_n)"""
"""The number of the last event of the firearm for which an offer is good. That it is traced meanwhile changes nothing of the firearm, and no trader may hear of it."""
_OFFER: Final = f"to_jsonb(o) || jsonb_build_object('firearm_n', {STOOD.format(offer='o')})"
_SQL: Final = f"""
WITH whose AS MATERIALIZED (
    SELECT r.role, r.id, licensing_records(r.id) AS records FROM unnest(%(roles)s::text[], %(ids)s::text[]) AS r (role, id)
), held AS (
    SELECT w.role, l.id FROM whose w CROSS JOIN LATERAL unnest(w.records) AS one JOIN licensing_licence l ON l.holder = one
    UNION SELECT w.role, l.id FROM whose w JOIN licensing_licence l ON l.book = w.id AND l.book <> ''
    UNION SELECT w.role, l.id FROM whose w JOIN licensing_licence l ON l.public_id = w.id WHERE w.role = 'named'
)
SELECT (SELECT coalesce(jsonb_agg(to_jsonb(l) || jsonb_build_object('whose', h.role) ORDER BY l.id), '[]')
        FROM held h JOIN licensing_licence l ON l.id = h.id),
       (SELECT records FROM whose WHERE role = 'buyer'),
       (SELECT coalesce(jsonb_agg({_OFFER} ORDER BY o.id), '[]') FROM licensing_offer o WHERE o.firearm = %(firearm)s),
       (SELECT coalesce(jsonb_agg(to_jsonb(b)), '[]') FROM whose w JOIN parties_bar b ON b.party = ANY (w.records)
        WHERE w.role = 'buyer' AND b.party <> '' AND b.state = 'standing')
"""
HELD_SQL: Final = f"""(SELECT CASE
    WHEN EXISTS (SELECT FROM parties_party p WHERE p.public_id = ANY (a.ids) AND p.merged_into <> '')
      OR EXISTS (SELECT FROM parties_party p WHERE p.merged_into = ANY (a.ids) AND p.merged_into <> '') THEN NULL
    ELSE jsonb_build_array(
        (SELECT coalesce(jsonb_agg(to_jsonb(l)), '[]') FROM licensing_licence l
         WHERE l.holder = ANY (a.ids) OR (l.book = ANY (a.ids) AND l.book <> '') OR l.public_id = ANY (a.ids)),
        (SELECT coalesce(jsonb_agg({_OFFER}), '[]') FROM licensing_offer o WHERE o.firearm = f.public_id),
        (SELECT coalesce(jsonb_agg(to_jsonb(b)), '[]') FROM parties_bar b
         WHERE b.party = ANY (a.ids) AND b.party <> '' AND b.state = 'standing'))::text END
    FROM (SELECT %(ids)s::text[] || f.owner::text AS ids) AS a)"""
"""The same for hand-written SQL that reads a firearm as `f` anyway: licences of `ids` and of the owner, the firearm's offers, and bars of those.

Null where the records of any of them were joined to others: then `_SQL` follows the joins, which it takes more to do.
"""


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What is known of an event: the firearm as it stands, who takes part in it, and what the details name.

    Attributes:
        category: of the firearm; empty where none is on record. `category_after` of a conversion.
        n: how many events the firearm's life has.
        owner: who owns it now; `buyer` who is to own it; `borrower`, `repairer` who is to keep it.
        recorder: the agency that records the event.
        named: the licence that the details name.
        used: licence -> how many firearms are held under it, and how many ever were acquired.
        held: what `HELD_SQL` read with the firearm, for `parties`; None where nobody asked, or it takes more.
    """

    firearm: str
    category: str = ""
    category_after: str = ""
    n: int = 0
    owner: str = ""
    buyer: str = ""
    borrower: str = ""
    repairer: str = ""
    carrier: str = ""
    recorder: str = ""
    named: str = ""
    used: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    held: str | None = None

    def roles(self) -> dict[str, str]:
        """Who takes part in which role, and the licence that is named."""
        roles = {
            "buyer": self.buyer,
            "owner": self.owner,
            "borrower": self.borrower,
            "repairer": self.repairer,
            "carrier": self.carrier,
            "recorder": self.recorder,
            "named": self.named,
        }
        return {role: text for role, text in roles.items() if text}


@dataclass(frozen=True, slots=True)
class Answered:
    """Answers by condition (True, False; what is not known is missing), and those whose fact the actor may not see."""

    answers: Mapping[str, bool]
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _LicenceFacts:
    """The licences of everybody who takes part, by their role, the buyer's records, the offers of the firearm, and the bars that stand against the buyer."""

    licences: Mapping[str, Sequence[Mapping[str, Any]]]
    buyers: frozenset[str]
    offers: Sequence[Mapping[str, Any]]
    bars: Sequence[Mapping[str, Any]] = ()


def answers(actor: Actor, asked: EventFacts, wanted: Collection[str], day: dt.date) -> Answered:
    """The answers to those of `wanted` that licences can give on a day. One query, or none where the firearm brought them along."""
    result = _find(asked) if asked.held is None else _read(asked, asked.held)
    report: dict[str, bool] = {}
    hidden: set[str] = set()
    for name in ANSWERS & set(wanted):
        value, by = _ANSWER[name](asked, result, day)
        if value is None and name == "counterparty_confirmed" and asked.named and "waiting_over" in wanted:
            # Who is sold to by a trader under a licence confirms it themselves; of that no trader's word is enough.
            value = False
        if value is None:
            continue
        report[name] = value
        if not value and by and not all(_sees(actor, item) for item in by):
            hidden.add(name)
    if "category_known" in wanted and _asks_restricted(actor, asked):
        # Who may not see the buyer's licence is told what is missing on their own side, whatever that licence says, or whether there is one.
        return Answered(
            {name: item for name, item in report.items() if name not in hidden} | {"category_known": False}
        )
    return Answered(report, frozenset(hidden))


def _asks_restricted(actor: Actor, asked: EventFacts) -> bool:
    """Whether somebody who sees no licences but their own book's names one for a firearm whose category is not on record."""
    blind = actor.own_book_only or not may(actor, "licensing:licence:read")
    return blind and bool(asked.named) and not (asked.category_after or asked.category)


def _read(asked: EventFacts, held: str) -> _LicenceFacts:
    """What came along with the firearm, by role: nobody's records were joined, so that each stands for itself."""
    licences, offers, bars = (sorted(rows, key=itemgetter("id")) for rows in orjson.loads(held))
    by_role: dict[str, list[Mapping[str, Any]]] = {}
    if licences:
        for role, text in asked.roles().items():
            by_role[role] = [
                row
                for row in licences
                if text in (row["holder"], row["book"]) or (role == "named" and row["public_id"] == text)
            ]
    mine = [bar for bar in bars if bar["party"] == asked.buyer]
    return _LicenceFacts(by_role, frozenset({asked.buyer} - {""}), offers, mine)


def _find(asked: EventFacts) -> _LicenceFacts:
    given = asked.roles()
    with connection.cursor() as cursor:
        params: dict[str, Any] = {
            "roles": list(given),
            "ids": list(given.values()),
            "firearm": asked.firearm,
        }
        cursor.execute(_SQL, params)
        licences, buyers, offers, bars = cursor.fetchone()
    by_role: dict[str, list[Mapping[str, Any]]] = {}
    for item in orjson.loads(licences):
        by_role.setdefault(item["whose"], []).append(item)
    return _LicenceFacts(by_role, frozenset(buyers or ()), orjson.loads(offers), orjson.loads(bars))


def _sees(actor: Actor, row: Mapping[str, Any]) -> bool:
    """The condition of `records.visible_licences`, for a row that is here already."""
    if not may(actor, "licensing:licence:read") or row["compartment"] not in actor.compartments:
        return False
    return not actor.own_book_only or row["book"] == actor.agency


def _rule(row: Mapping[str, Any]) -> licence.Licence:
    return licence.Licence(
        row["public_id"],
        row["state"],
        tuple(row["allows"]),
        tuple(row["categories"]),
        row["counts"],
        row["quota"],
        dt.date.fromisoformat(row["valid_from"]),
        dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    )


_Answer = tuple[bool | None, Sequence[Mapping[str, Any]]]
_UNKNOWN: Final[_Answer] = (None, ())


def _judged(
    rows: Iterable[Mapping[str, Any]], activities: Collection[str], category: str, day: dt.date
) -> _Answer:
    """Whether any of some licences permits one of the activities; not known where none of them is about it.

    Where no category is on record `category_known` says so by itself: here the rest is judged.
    """
    about = [row for row in rows if set(row["allows"]) & set(activities)]
    if not about:
        return _UNKNOWN
    good = [
        row
        for row in about
        if any(licence.permits(_rule(row), activity, category or None, day) for activity in activities)
    ]
    return bool(good), good or about


def _buyers(asked: EventFacts, result: _LicenceFacts) -> Sequence[Mapping[str, Any]] | None:
    """The licence under which the buyer acquires, as the event names it; None where the event names none."""
    if not asked.named:
        return None
    return [
        row
        for row in result.licences.get("named", ())
        if row["public_id"] == asked.named
        and (not asked.buyer or row["holder"] in result.buyers or row["book"] == asked.buyer)
    ]


_ACQUIRE: Final = ("possess", "trade", "make")


def _buyer_permit(asked: EventFacts, result: _LicenceFacts, day: dt.date) -> _Answer:
    named = _buyers(asked, result)
    if named is None:
        # Whoever has a licence here acquires under it: otherwise nobody could count.
        on_record = [row for row in result.licences.get("buyer", ()) if set(row["allows"]) & set(_ACQUIRE)]
        return (False, on_record) if on_record else _UNKNOWN
    if not named:
        return False, result.licences.get("named", ()) or ({"compartment": "", "book": ""},)
    return _judged(named, _ACQUIRE, asked.category, day)


def _category_known(asked: EventFacts, result: _LicenceFacts, _day: dt.date) -> _Answer:
    """True where one is on record; False where none is and the licence under which it would be held names categories: unknown is not any."""
    if asked.category_after or asked.category:
        return True, ()
    if asked.named:
        about: Sequence[Mapping[str, Any]] = _buyers(asked, result) or ()
    elif asked.buyer:
        return _UNKNOWN
    else:
        about = result.licences.get("borrower" if asked.borrower else "owner", ())
    asking = [row for row in about if row["categories"] and set(row["allows"]) & {*_ACQUIRE, "carry"}]
    if not asking:
        return _UNKNOWN
    # That a licence asks for categories is a fact of that licence: whoever may not see it is not told by this either.
    return False, asking


def _quota(asked: EventFacts, result: _LicenceFacts, day: dt.date) -> _Answer:
    named = _buyers(asked, result)
    if not named:
        return _UNKNOWN
    rule = _rule(named[0])
    held, spent = asked.used.get(rule.public_id, (0, 0))
    left = licence.left(rule, spent if rule.counts == "spent" else held)
    return (left is None or left > 0), named


def _background(asked: EventFacts, result: _LicenceFacts, day: dt.date) -> _Answer:
    """Whoever was granted a licence was checked, if its kind asks for it, and was found clean since while it is in force and nobody has barred them."""
    if not asked.named:
        return (False, _of_buyer(asked, result)) if _is_barred(result, day) else _UNKNOWN
    # The kinds are asked for whatever is found: how long it takes tells nothing of the licence.
    known, named = kinds(), _buyers(asked, result)
    if _is_barred(result, day):
        return False, _of_buyer(asked, result)
    if not named:
        return _UNKNOWN
    kind = known.get(named[0]["kind"])
    if kind is None or "criminal_record" not in {item.code for item in kind.checks}:
        return _UNKNOWN
    return licence.in_force(_rule(named[0]), day), named


def _is_barred(result: _LicenceFacts, day: dt.date) -> bool:
    """Whether a bar against the buyer stands on a day."""
    on = day.isoformat()
    return any(
        bar["valid_from"] <= on and (bar["valid_until"] is None or bar["valid_until"] >= on)
        for bar in result.bars
    )


def _of_buyer(asked: EventFacts, result: _LicenceFacts) -> Sequence[Mapping[str, Any]]:
    """By whose sight it is told that something stands against the buyer: the licence's, or else a desk's."""
    return (
        result.licences.get("named")
        or result.licences.get("buyer")
        or ({"compartment": "civilian", "book": ""},)
    )


def _waiting(asked: EventFacts, result: _LicenceFacts, day: dt.date) -> _Answer:
    """Whether the buyer has waited as long as the law wants under such a licence; where it wants nothing, there is nothing to wait for."""
    if not asked.named:
        return (
            True,
            (),
        )  # what is not known of a buyer whose licence is not on record, the other conditions say
    known, named = terms(), _buyers(asked, result)
    if not named or move.term_for(known, move.WAITING, [named[0]["kind"]]) is None:
        return True, ()
    own = [row for row in result.offers if row["licence"] == asked.named and row["firearm_n"] == asked.n]
    return any(offer.is_over(row, asked.named, asked.n, day) for row in own), () if own else named


def _of(role: str, *activities: str, categorised: bool = False) -> Any:
    def judge(asked: EventFacts, result: _LicenceFacts, day: dt.date) -> _Answer:
        return _judged(result.licences.get(role, ()), activities, asked.category if categorised else "", day)

    return judge


def _buyer_trade(asked: EventFacts, result: _LicenceFacts, day: dt.date) -> _Answer:
    named = _buyers(asked, result)
    return _judged(result.licences.get("buyer", ()) if named is None else named, ("trade", "make"), "", day)


def _borrower(asked: EventFacts, result: _LicenceFacts, day: dt.date) -> _Answer:
    return _judged(result.licences.get("borrower", ()), ("possess", "carry"), asked.category, day)


_ACCREDITS: Final = (
    "SELECT EXISTS (SELECT FROM licensing_licence WHERE 'deactivate' = ANY(allows) AND state = 'in_force')"
)


def _accredited(asked: EventFacts, result: _LicenceFacts, day: dt.date) -> _Answer:
    """Whether whoever records a deactivation is accredited. Once the register keeps accreditations, whoever has none is not.

    Before, it is not known, and an officer may attest it by a paper (Protocol art. 9; Reg. (EU) 2015/2403 art. 3).
    """
    told, by = _judged(result.licences.get("recorder", ()), ("deactivate",), "", day)
    if told is not None:
        return told, by
    with connection.cursor() as cursor:
        cursor.execute(_ACCREDITS)
        return (False, ()) if cursor.fetchone()[0] else _UNKNOWN


def _new_category(asked: EventFacts, result: _LicenceFacts, day: dt.date) -> _Answer:
    return _judged(result.licences.get("owner", ()), ("possess",), asked.category_after, day)


def _confirmed(asked: EventFacts, result: _LicenceFacts, day: dt.date) -> _Answer:
    """The latest offer of this firearm to this buyer that still holds."""
    for item in reversed(result.offers):
        if item["buyer"] in result.buyers or item["buyer"] == asked.buyer:
            told = offer.answer(
                item["state"], dt.date.fromisoformat(item["good_until"]), item["firearm_n"], asked.n, day
            )
            if told is not None:
                return told, ()
    return _UNKNOWN


_ANSWER: Final[Mapping[str, Any]] = {
    "buyer_licence": _buyer_trade,
    "seller_licence": _of("recorder", "trade", "make"),
    "buyer_permit_covers_category": _buyer_permit,
    "category_known": _category_known,
    "quota_left": _quota,
    "background_check": _background,
    "owner_permit_valid": _of("owner", "possess", categorised=True),
    "borrower_permit": _borrower,
    "repairer_licence": _of("repairer", "repair"),
    "carrier_licence": _of("carrier", "transport"),
    "gunsmith_licence": _of("recorder", "convert"),
    "manufacturing_licence": _of("recorder", "make"),
    "accredited_body": _accredited,
    "permit_covers_new_category": _new_category,
    "counterparty_confirmed": _confirmed,
    "waiting_over": _waiting,
}
