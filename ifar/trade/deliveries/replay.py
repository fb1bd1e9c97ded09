"""What the verifier asks of deliveries and enquiries besides their records, by what the log said then.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.conf import settings
from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay
from ifar.trade import gate
from ifar.trade.acts import GATED
from ifar.trade.replay import RULES_SQL
from ifar.typed import bare

# Acts by which something leaves, arrives or is granted, in the order of the log, with the office that wrote each.
_EVENTS: Final = """
SELECT e.record_type, e.subject, e.n, e.kind, e.changes::text, to_char(l.recorded_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD'), l.agency,
       coalesce((SELECT o.kind FROM public.accounts_agency o WHERE o.public_id = l.agency), ''),
       (SELECT pg_catalog.jsonb_object_agg(p.field, p.value)::text FROM public.ledger_personal p
        WHERE e.record_type = 'party' AND p.entry = l.entry AND p.field IN ('who', 'number')), l.id
FROM public.trade_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type IN ('party', 'authorisation', 'consignment', 'delivery', 'enquiry') ORDER BY l.id
"""
_IMPORTED: Final = """
SELECT f.public_id, v.details ->> 'country', l.id,
       ARRAY(SELECT m.text FROM public.registry_mark m WHERE m.firearm_id = f.id AND m.kind = 'serial' AND m.text IS NOT NULL)
FROM public.registry_event v JOIN public.registry_firearm f ON f.id = v.firearm_id JOIN public.ledger_entry l ON l.entry = v.id WHERE v.kind IN ('imported', 'temporarily_imported') AND f.public_id = ANY(%s)
"""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    if objects is not None and not any(code.startswith("T") for code in objects):
        return
    cursor.execute(_EVENTS, {"zone": settings.TIME_ZONE})
    events = cursor.fetchall()
    named = [
        str(item.get("firearm"))
        for record_type, _subject, _n, _kind, changes, *_rest in events
        if record_type == "enquiry"
        for item in json.loads(changes).get("arrived") or ()
    ]
    cursor.execute(_IMPORTED, [named])
    imported: _Imported = defaultdict(list)
    for firearm, country, place, serials in cursor.fetchall():
        imported[firearm].append((country, place, frozenset(map(bare, serials))))
    cursor.execute(RULES_SQL)
    result = _History(
        imported, [(place, code, json.loads(content)) for place, code, content in cursor.fetchall()]
    )
    for record_type, subject, n, kind, changes, day, office, office_kind, personal, place in events:
        now = result.hear(record_type, subject, {**json.loads(changes), **json.loads(personal or "{}")})
        if objects is not None and subject not in objects and str(now.get("authorisation")) not in objects:
            continue
        for text, expected in result.against(record_type, subject, kind, day, office, office_kind, place):
            yield Difference("not_allowed", f"{record_type} {subject}, act {n}", text, expected)


type _Imported = defaultdict[str, list[tuple[str | None, int, frozenset[str]]]]
"""Firearm -> each time it was imported: from which State, at which place in the log, and the serial numbers that it bears."""


class _History:
    """What the log has said up to an act."""

    def __init__(self, imported: _Imported, revisions: list[tuple[int, str, dict[str, Any]]]) -> None:
        self._imported = imported
        self._revisions = revisions
        self._records: dict[str, dict[str, Any]] = {}
        self._deliveries: list[str] = []
        self._consignments: list[str] = []

    def hear(self, record_type: str, subject: str, values: dict[str, Any]) -> dict[str, Any]:
        """Take an act in; returns the record as it is then."""
        if subject not in self._records:
            {"delivery": self._deliveries, "consignment": self._consignments}.get(record_type, []).append(
                subject
            )
        now = self._records[subject] = {**self._records.get(subject, {}), **values}
        return now

    def against(
        self,
        record_type: str,
        subject: str,
        kind: str,
        day: str,
        office: str,
        office_kind: str,
        place: int,
    ) -> Iterator[tuple[str, str]]:
        """What is wrong with an act that was heard last, and what would be right."""
        now = self._records[subject]
        try:
            if record_type == "delivery":
                yield from self._delivery(now, kind, day, office, office_kind, place)
            elif record_type == "enquiry" and kind == "answered":
                yield from self._answer(now, place)
            elif record_type == "authorisation" and kind in GATED and now.get("kind") != "import":
                for delivery in [*self._deliveries, *self._unknown()]:
                    if self._holds(delivery, gate.consignees({"consignee": "", **now}), day, place):
                        yield f"{kind}: {delivery} is not verified", "an open gate (Protocol art. 10(4))"
        except (AttributeError, KeyError, TypeError, ValueError):
            yield "it says what cannot be read", "an act that can be"

    def _delivery(
        self, now: dict[str, Any], kind: str, day: str, office: str, office_kind: str, place: int
    ) -> Iterator[tuple[str, str]]:
        of = self._records.get(str(now.get("authorisation")), {})
        if office != of.get("agency") and office_kind != "customs":
            yield f"by {office}", "the office that keeps it, or customs"
        if kind == "expected":
            if of.get("kind") != "export" or not of.get("valid_from"):
                yield "goods that left on nothing", "an export authorisation that was granted"
            if not now["goods"] or not gate.are_counted(now["goods"]):
                yield "goods that are not counted", "so many of each"
            left = self._records.get(str(now.get("consignment")), {})
            if now.get("consignment") and (left.get("left_on"), left.get("authorisation")) != (
                now["left_on"],
                now["authorisation"],
            ):
                yield (
                    f"consignment {now['consignment']} that left",
                    "one that left that day on the authorisation",
                )
            due = self._due_on(of, left, now["left_on"], place)
            if now["due_on"] != due or (not now.get("consignment") and now["left_on"] > day):
                yield f"due on {now['due_on']}", f"due on {due}, after the exit"
        elif kind == "confirmed" and now["received_on"] > day:
            yield f"received on {now['received_on']}", "a day that is not yet to come"
        elif kind == "released" and now.get("released") is not True:
            yield "nothing decided", "a decision"

    def _answer(self, now: dict[str, Any], place: int) -> Iterator[tuple[str, str]]:
        serials, arrived = list(now.get("serials") or ()), list(now.get("arrived") or ())
        for item in arrived:
            known = self._imported.get(str(item.get("firearm")), ())
            if item.get("serial") not in serials or not any(
                country in (None, now["country"]) and at < place and bare(str(item.get("serial"))) in borne
                for country, at, borne in known
            ):
                yield f"{item.get('serial')} arrived", "what the register held as imported"
        held = len({value.get("serial") for value in arrived})
        right = (
            ("not_arrived", "not_known")
            if not held
            else ("arrived",)
            if held == len(serials)
            else ("in_part",)
        )
        if serials and now["answer"] not in right:
            yield f"the answer {now['answer']}", " or ".join(right)

    def _unknown(self) -> Iterator[str]:
        """Consignments that left and of which no delivery is on record."""
        known = {self._records[delivery].get("consignment") for delivery in self._deliveries}
        yield from (
            consignment
            for consignment in self._consignments
            if self._records[consignment].get("left_on") and consignment not in known
        )

    def _due_on(self, authorisation: dict[str, Any], within: dict[str, Any], left_on: str, place: int) -> str:
        """By which day the receipt of a consignment is proved, by the rows of regimes that were loaded by then."""
        of = gate.as_into(authorisation, gate.state_of(authorisation, str(within.get("consignee"))))
        rules = {code: content for at, code, content in self._revisions if at <= place}
        left = dt.date.fromisoformat(left_on)
        days = gate.proof_days(of, rules.values(), left)
        return (left + dt.timedelta(days=days)).isoformat()

    def _holds(self, subject: str, consignees: list[str], day: str, place: int) -> bool:
        delivery = self._records[subject]
        of = self._records.get(str(delivery.get("authorisation")), {})
        if delivery.get("released") or of.get("kind") != "export":
            return False
        # What left without a delivery on record is the consignment itself.
        due = delivery.get("due_on") or self._due_on(of, delivery, delivery["left_on"], place)
        whole = delivery.get("state") == "confirmed" and gate.covers(delivery["received"], delivery["goods"])
        if str(due) >= day or whole:
            return False
        # What was expected of a consignment was sent to the consignee of that one, whomever else its authorisation names.
        sent = delivery if "left_on" in delivery and "consignee" in delivery else None
        sent = sent or self._records.get(str(delivery.get("consignment") or ""))
        sent_to = [str(sent.get("consignee"))] if sent else gate.consignees({"consignee": "", **of})
        return any(self._is_same(whom, other) for whom in sent_to for other in consignees if other)

    def _is_same(self, text: str, other: str) -> bool:
        return text == other or is_same_party(self._records.get(text, {}), self._records.get(other, {}))


def is_same_party(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """Whether two records of parties abroad are one of one State, by its number there or its name."""
    if not first or not second or first.get("country") != second.get("country"):
        return False
    numbers = [bare(str(party.get("number") or "")) for party in (first, second)]
    names = [str((party.get("who") or {}).get("name") or "").strip(" ").lower() for party in (first, second)]
    return (numbers[0] == numbers[1] and bool(numbers[0])) or (names[0] == names[1] and bool(names[0]))


DELIVERIES: Final = Replay(name="trade_deliveries", check=_check)
