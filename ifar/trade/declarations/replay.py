"""What the verifier asks of declarations of customs besides their records: the match is worked out anew, from the records as they stood when one was taken in.

Which authorisation and which consignment it is, the observation that was recorded of it, and what did not match. The SQL stands here in full and calls no
function of the database's own making.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django.conf import settings
from psycopg import Cursor

from ifar import identifiers
from ifar.acts.database import defaults_of
from ifar.ledger.sources import Difference, Replay
from ifar.placement.roads import reconciling
from ifar.placement.roads.reconciling import Piece, Report, Whole
from ifar.trade import gate
from ifar.trade.acts import ACTS

_ANY: Final = "SELECT FROM public.trade_event e WHERE e.record_type = 'declaration' AND (%(all)s OR e.subject = ANY(%(objects)s) OR ARRAY[e.changes ->> 'under', e.changes ->> 'matched'] && %(objects)s::text[]) LIMIT 1"
_EVENTS: Final = """
SELECT e.record_type, e.subject, e.n, e.kind, e.changes::text, to_char(l.recorded_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD'), l.agency, coalesce(o.country, '')
FROM public.trade_event e JOIN public.ledger_entry l ON l.entry = e.id LEFT JOIN public.accounts_agency o ON o.public_id = l.agency
WHERE e.record_type IN ('authorisation', 'consignment', 'item', 'observation', 'declaration') ORDER BY l.id
"""


class _Event(NamedTuple):
    record_type: str
    subject: str
    n: int
    kind: str
    changes: str
    day: str
    office: str
    home: str


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    asked = {"all": objects is None, "objects": sorted(objects or ())}
    if cursor.execute(_ANY, asked).fetchone() is None:
        return
    result = _History()
    for event in map(_Event._make, cursor.execute(_EVENTS, {"zone": settings.TIME_ZONE}).fetchall()):
        was, now = result.hear(event)
        if event.record_type != "declaration":
            continue
        if objects is None or {event.subject, now["under"], now["matched"]} & objects:
            try:
                wrong = list(result.wrong(event, was, now))
            except (AttributeError, KeyError, TypeError, ValueError):
                wrong = [("it says what cannot be read", "an act that can be")]
            for text, expected in wrong:
                yield Difference("not_allowed", f"declaration {event.subject}, act {event.n}", text, expected)
        result.taken(event, now)


type _Row = dict[str, Any]


class _History:
    """What the log has said up to an act."""

    def __init__(self) -> None:
        self._records: dict[str, _Row] = {}
        self._consignments: dict[str, list[str]] = {}
        self._items: dict[str, list[str]] = {}
        self._declared: dict[tuple[str, str], dict[str, _Row]] = {}

    def hear(self, event: _Event) -> tuple[_Row, _Row]:
        """Take an act in; the record as it was, and as it is then. What was declared counts once it was looked at."""
        was = self._records.get(event.subject) or dict(defaults_of(ACTS, event.record_type))
        now = {**was, **json.loads(event.changes)}
        if event.subject not in self._records and event.record_type == "consignment":
            self._consignments.setdefault(str(now.get("authorisation")), []).append(event.subject)
        if event.subject not in self._records and event.record_type == "item":
            self._items.setdefault(str(now.get("consignment")), []).append(event.subject)
        self._records[event.subject] = now
        return was, now

    def taken(self, event: _Event, now: _Row) -> None:
        """Let a declaration count under the authorisation that it is said to be."""
        for every in self._declared.values():
            every.pop(event.subject, None)
        self._declared.setdefault((str(now["under"]), str(now["way"])), {})[event.subject] = now

    def wrong(self, event: _Event, was: _Row, now: _Row) -> Iterator[tuple[str, str]]:
        """What is wrong with what a declaration is said to match, and what would be right."""
        under = self._named(str(now["authorisation"]), now, "under")
        if now["under"] != under:
            yield f"under {now['under'] or 'nothing'}", f"{under or 'nothing'}, as it was declared"
            return
        matched = self._matched(was, now, under)
        if now["matched"] != matched:
            yield f"of {now['matched'] or 'nothing'}", f"{matched or 'nothing'}, as it was declared"
            return
        is_seen = bool(matched) and now["declared_on"] <= event.day
        if not self._is_observed(event, was, now) if is_seen else now["observation"]:
            yield f"observed as {now['observation'] or 'nothing'}", "what was declared, and nothing else"
        right = [*self._codes(event, now, under, matched)]
        if is_seen:
            right += dict.fromkeys(finding.code for finding in self._findings(event, now, matched))
        if now["differs"] != right:
            yield f"differs by {', '.join(now['differs']) or 'nothing'}", ", ".join(right) or "nothing"

    def _named(self, text: str, now: _Row, words: str) -> str:
        """The record that a declaration names. One of another compartment may be told or not: who sees which does not stand in the log."""
        named = identifiers.parse(text) or ""
        result = self._records.get(named)
        kind = {"under": "applicant", "matched": "exporter"}[words]
        if result is None or kind not in result:
            return ""
        is_kept_apart = result.get("compartment") != now.get("compartment")
        return "" if is_kept_apart and now[words] == "" else named

    def _matched(self, was: _Row, now: _Row, under: str) -> str:
        if now["consignment"]:
            return self._named(str(now["consignment"]), now, "matched")
        if not under:
            return ""
        if was.get("matched"):
            return str(was["matched"])
        results = {row["matched"] for row in self._declared.get((under, str(now["way"])), {}).values()}
        open_ = [
            text
            for text in self._consignments.get(under, ())
            if self._records[text]["state"] in ("closed", "left") and text not in results
        ]
        return open_[0] if len(open_) == 1 else ""

    def _codes(self, event: _Event, now: _Row, under: str, matched: str) -> Iterator[str]:
        of = self._records.get(under, {})
        if not under:
            yield "authorisation"
        else:
            days = (str(of.get("valid_from") or "9999"), str(of.get("valid_to") or ""))
            if of["state"] != "in_force" or not days[0] <= now["declared_on"] <= days[1]:
                yield "not_in_force"
            others = self._declared.get((under, str(now["way"])), {})
            before = sum(
                int(other["quantity"]) for subject, other in others.items() if subject != event.subject
            )
            if before + now["quantity"] > sum(int(line["quantity"] or 0) for line in of["goods"]):
                yield "over_authorised"
        if not matched:
            yield "consignment"
        elif under and self._records[matched]["authorisation"] != under:
            yield "other"
        if now["declared_on"] > event.day:
            yield "ahead"

    def _is_observed(self, event: _Event, was: _Row, now: _Row) -> bool:
        """Whether an observation says what was declared, by the same office; and the one of what was declared before was taken back."""
        seen = self._records.get(str(now["observation"]), {})
        before = self._records.get(str(was.get("observation") or ""), {})
        row = (now["matched"], now["way"], "declared", now["quantity"], event.office)
        names = ("consignment", "leg", "degree", "counted", "office")
        return (
            tuple(seen.get(name) for name in names) == row
            and set(seen["serials"]) == set(now["serials"])
            and seen.get("state") == "recorded"
            and (before is seen or before.get("state") in (None, "withdrawn"))
        )

    def _findings(self, event: _Event, now: _Row, matched: str) -> list[reconciling.Finding]:
        consignment = self._records[matched]
        whole_of = self._records[consignment["authorisation"]]
        of = gate.as_into(whole_of, gate.state_of(whole_of, str(consignment.get("consignee"))))
        items = [(text, self._records[text]) for text in self._items.get(matched, ())]
        whole = Whole(
            [
                Piece(text, row["crate"], row["serial"], row["firearm"], int(row["quantity"]))
                for text, row in items
                if row["state"] == "packed"
            ],
            {},
            through=tuple(leg["country"] for leg in of["through"]),
            from_state=of["from_state"],
            into_state=of["into_state"],
            released=consignment["state"] == "left" or of["kind"] != "export",
        )
        counted, serials = int(now["quantity"]), tuple(now["serials"])
        seen = Report("", now["way"], event.home, "", "declared", counted=counted, serials=serials)
        return reconciling.findings(whole, seen)


MATCHED: Final = Replay(name="trade_declared", check=_check)
