"""What the verifier asks of trade besides its records: that the gate was open whenever an act went through it, by what the log said then.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django.conf import settings
from psycopg import Cursor

from ifar.acts.database import defaults_of
from ifar.ledger.sources import Difference, Replay
from ifar.placement.roads.reconciling import folded
from ifar.trade import gate
from ifar.trade.acts import ACTS, GATED, KINDS_OF, STATE
from ifar.trade.consignments.acts import MOST_DAYS
from ifar.typed import bare

# Acts in the order of the log. Of some records: those of the authorisations and parties that are meant, and of those beside them: the parties that
# they name, and authorisations whose papers have the same number.
_EVENTS: Final = """
WITH said AS (
    SELECT e.id, e.record_type, e.subject, e.n, e.kind, e.changes, coalesce(m.whole, e.subject) AS whole
    FROM public.trade_event e LEFT JOIN (
        SELECT p.record_type, p.subject, p.changes ->> 'authorisation' AS whole FROM public.trade_event p
        WHERE (p.record_type, p.kind) IN (('paper', 'entered'), ('consignment', 'opened'))
        UNION ALL SELECT i.record_type, i.subject, c.changes ->> 'authorisation' FROM public.trade_event i
        JOIN public.trade_event c ON c.subject = i.changes ->> 'consignment' AND c.record_type = 'consignment' AND c.kind = 'opened'
        WHERE (i.record_type, i.kind) IN (('item', 'packed'), ('crate', 'added'))
    ) m ON m.record_type = e.record_type AND m.subject = e.subject
    WHERE e.record_type IN ('party', 'authorisation', 'paper', 'consignment', 'crate', 'item')
), asked AS (
    SELECT s.whole FROM said s
    WHERE %(all)s OR ARRAY[s.subject::text, s.whole, s.changes ->> 'consignee', s.changes ->> 'end_user'] && %(objects)s::text[] OR s.changes -> 'further' ?| %(objects)s::text[]
), beside AS (
    SELECT whole FROM asked
    UNION SELECT unnest(ARRAY[s.changes ->> 'consignee', s.changes ->> 'end_user']) FROM said s WHERE s.whole IN (SELECT whole FROM asked)
    UNION SELECT jsonb_array_elements_text(s.changes -> 'further') FROM said s WHERE s.whole IN (SELECT whole FROM asked) AND s.changes ? 'further'
    UNION SELECT o.whole FROM asked s JOIN unnest(%(papers)s::text[], %(numbers)s::text[]) AS p (whole, number) ON p.whole = s.whole
    JOIN unnest(%(papers)s::text[], %(numbers)s::text[]) AS o (whole, number) ON o.number = p.number
)
SELECT l.id, s.record_type, s.subject, s.n, s.kind, s.changes::text, s.whole, s.whole IN (SELECT whole FROM asked),
       to_char(l.recorded_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD'), l.agency,
       (SELECT o.country FROM public.accounts_agency o WHERE o.public_id = l.agency),
       coalesce((SELECT o.kind FROM public.accounts_agency o WHERE o.public_id = l.agency), ''),
       (SELECT jsonb_object_agg(p.field, p.value)::text FROM public.ledger_personal p
        WHERE s.record_type = 'party' AND p.entry = l.entry AND p.field IN ('who', 'number'))
FROM said s JOIN public.ledger_entry l ON l.entry = s.id WHERE s.whole IN (SELECT whole FROM beside WHERE whole IS NOT NULL)
ORDER BY l.id
"""
# The authorisations that papers are part of, and what numbers the papers have borne.
_PAPERS: Final = """
SELECT DISTINCT o.changes ->> 'authorisation', e.changes ->> 'number' FROM public.trade_event e
JOIN public.trade_event o ON o.subject = e.subject AND o.record_type = 'paper' AND o.kind = 'entered'
WHERE e.record_type = 'paper' AND e.changes ? 'number' AND NOT %s
"""
# Every version of every row of regimes, with the place in the log of the load that brought it.
RULES_SQL: Final = """
SELECT coalesce(l.id, 0), r.code, r.content::text FROM public.reference_revision r
JOIN public.reference_listversion v ON v.list_id = r.list_id AND v.version = r.version
LEFT JOIN public.ledger_entry l ON l.entry = v.entry
WHERE r.list_id = 'regime' ORDER BY r.version, r.code
"""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(RULES_SQL)
    revisions = [(place, code, json.loads(content)) for place, code, content in cursor.fetchall()]
    cursor.execute(RULES_SQL.replace("'regime'", "'transfer_purpose'"))
    purposes = [(place, code, json.loads(content)) for place, code, content in cursor.fetchall()]
    cursor.execute(_PAPERS, [objects is None])
    numbered = [(whole, bare(number)) for whole, number in cursor.fetchall()]
    asked = {"all": objects is None, "objects": sorted(objects or ()), "zone": settings.TIME_ZONE}
    beside = {"papers": [whole for whole, _ in numbered], "numbers": [number for _, number in numbered]}
    cursor.execute(_EVENTS, {**asked, **beside})
    result = _History(revisions, purposes)
    for event in map(_Event._make, cursor.fetchall()):
        for text, expected in result.hear(event):
            if event.is_asked:
                yield Difference(
                    "not_allowed", f"{event.record_type} {event.subject}, act {event.n}", text, expected
                )


class _Event(NamedTuple):
    place: int
    record_type: str
    subject: str
    n: int
    kind: str
    changes: str
    whole: str
    is_asked: bool
    day: str
    office: str
    home: str
    office_kind: str
    personal: str | None


type _Key = tuple[str, str]
"""What two papers are compared by besides the State that gave them, where one is said: what they answer, number."""
type _Line = tuple[str, str, str, str]
"""By what a line of goods is known: type, calibre, make and model."""


class _History:
    """What the log has said up to an act."""

    def __init__(
        self,
        revisions: list[tuple[int, str, dict[str, Any]]],
        purposes: list[tuple[int, str, dict[str, Any]]],
    ) -> None:
        self._revisions, self._purposes = revisions, purposes
        self._records: dict[str, dict[str, Any]] = {}
        self._papers: defaultdict[str, set[str]] = defaultdict(set)
        self._naming: defaultdict[str, set[str]] = defaultdict(set)
        self._counted: defaultdict[_Key, dict[str, str]] = defaultdict(dict)
        self._packed: defaultdict[str, Counter[_Line]] = defaultdict(Counter)
        self._packed_to: defaultdict[tuple[str, str], Counter[_Line]] = defaultdict(Counter)
        self._consignments: defaultdict[str, set[str]] = defaultdict(set)
        self._in_crates: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def hear(self, event: _Event) -> Iterator[tuple[str, str]]:
        """What is wrong with an act, and what would be right."""
        was = self._records.get(event.subject) or dict(defaults_of(ACTS, event.record_type))
        now = {**was, **json.loads(event.changes), **json.loads(event.personal or "{}")}
        self._records[event.subject] = now
        for party in (now.get("consignee"), now.get("end_user"), *(now.get("further") or ())):
            self._naming[str(party or "")].add(event.subject)
        if event.record_type == "party":
            yield from self._party(event, was, now)
        elif event.record_type == "paper":
            self._papers[event.whole].add(event.subject)
            if event.kind == "entered" and event.office != self._of(event.whole).get("agency"):
                yield f"by {event.office}", "the office that keeps it"
        elif event.record_type == "item":
            yield from self._item(event, was, now)
        elif event.record_type == "crate":
            yield from self._crate(event, now)
        elif event.record_type == "consignment":
            yield from self._consignment(event, now)
        elif event.kind in ("drafted", "changed"):
            text = f"{now['kind']} from {now['from_state']} into {now['into_state']}"
            if now["kind"] not in KINDS_OF.get(str(now.get("compartment")), ()):
                yield f"{text}, of {now.get('compartment')}", "the compartment that authorises it"
            elif now["kind"] == STATE and now["applicant"]:
                yield f"{text}, for {now['applicant']}", "a transfer that no party asks for"
            elif now["kind"] == STATE and event.home not in (now["from_state"], now["into_state"]):
                yield text, "from our own State, or into it"
            elif now["kind"] not in ("export", STATE) and now["from_state"] == event.home:
                yield text, "an export"
            elif event.home != {"export": now["from_state"], "import": now["into_state"]}.get(
                now["kind"], event.home
            ):
                yield text, "an export from our own State, an import into it"
            elif now["from_state"] == now["into_state"]:
                yield text, "another State"
            elif _names_more(now):
                yield text, "types of goods alone, because it is general"
            elif now.get("further") and (
                now["extent"] == "single"
                or not all(gate.consignees(now))
                or len(set(gate.consignees(now))) < len(gate.consignees(now))
            ):
                yield f"{text}, to {', '.join(gate.consignees(now))}", "each consignee once"
            else:
                yield from _destined(now)
        elif event.kind in GATED:
            yield from self._gate(event, now, event.day)

    def _of(self, public_id: str) -> dict[str, Any]:
        return self._records.get(public_id, {})

    def _party(self, event: _Event, was: dict[str, Any], now: dict[str, Any]) -> Iterator[tuple[str, str]]:
        if event.kind != "changed":
            return
        # What was lawfully erased says nothing of what it was.
        changed = [name for name in ("country", "number") if was[name] and was[name] != now[name]]
        if was["who"] and now["who"]:
            changed += [item for item in ("name", "address") if was["who"].get(item) != now["who"].get(item)]
        naming = [self._of(text).get("state") for text in self._naming[event.subject]]
        if changed and not {"verified", "in_force", "suspended"}.isdisjoint(naming):
            yield f"another {', '.join(changed)}", "the party that a verified paper or an authorisation names"

    def _is_in_force(self, event: _Event) -> bool:
        of = self._of(event.whole)
        return (
            of.get("state") == "in_force"
            and str(of.get("valid_from")) <= event.day <= str(of.get("valid_to"))
            and of.get("kind") in ("export", "import")
        )

    def _consignment(self, event: _Event, now: dict[str, Any]) -> Iterator[tuple[str, str]]:
        crates = [key for key, number in self._in_crates[event.subject].items() if number > 0]
        if event.kind == "opened":
            others = [self._of(text).get("state") for text in self._consignments[event.whole]]
            self._consignments[event.whole].add(event.subject)
            if now.get("consignee") not in gate.consignees({"consignee": "", **self._of(event.whole)}):
                yield f"to {now.get('consignee') or 'nobody'}", "a consignee whom its authorisation names"
            if self._of(event.whole).get("extent") == "single" and set(others) - {"cancelled"}:
                yield event.kind, "one consignment, because the authorisation is individual"
        if event.kind in ("opened", "left") and not self._is_in_force(event):
            yield event.kind, "an authorisation in force"
        elif event.kind == "left":
            of = self._of(event.whole)
            if event.office != of.get("agency") and event.office_kind != "customs":
                yield f"by {event.office}", "the office that keeps it, or customs"
            elif of.get("kind") != "export" or not _is_lately(str(now["left_on"]), event.day):
                yield f"left on {now['left_on']}", f"an export, at most {MOST_DAYS} days before"
            elif str(now["left_on"]) < str(of.get("valid_from")):
                yield f"left on {now['left_on']}", "an authorisation in force"
            # What leaves on a packing list leaves for good, whatever is lifted for a purpose of going for a time.
            of = self._to_one(event.whole, str(now.get("consignee")))
            as_leaving = [of, {**of, "purpose": ""}] if self._is_for_a_time(event) else [of]
            for day in {event.day, str(now["left_on"])}:
                for leaving in as_leaving:
                    yield from self._gate(event, leaving, day)
        elif event.kind == "closed" and not (
            crates and all(self._of(crate).get("seals") for crate in crates)
        ):
            yield "closed", "something packed, in crates with seals"
        elif event.kind == "cancelled" and crates:
            yield "cancelled", "nothing packed"

    def _to_one(self, whole: str, whom: str) -> dict[str, Any]:
        """An authorisation as a consignment leaves on it: of several consignees for the one to whom it goes, with all that is packed for that one."""
        of = self._of(whole)
        if not of.get("further"):
            return of
        names = ("type", "calibre", "make", "model")
        packed = self._packed_to[whole, whom].items()
        goods = [
            dict(zip(names, line, strict=True)) | {"quantity": number} for line, number in packed if number
        ]
        return dict(gate.as_to_one(of, whom, goods))

    def _is_for_a_time(self, event: _Event) -> bool:
        """Whether what goes for the purpose of an authorisation is to come back, by the list as it stood then."""
        return _is_temporary(self._purposes, self._of(event.whole).get("purpose"), event.place)

    def _crate(self, event: _Event, now: dict[str, Any]) -> Iterator[tuple[str, str]]:
        if self._of(str(now.get("consignment"))).get("state") != "packing":
            yield event.kind, "a packing list that is open"
        elif event.kind == "removed" and self._in_crates[str(now["consignment"])][event.subject] > 0:
            yield event.kind, "an empty crate"

    def _item(self, event: _Event, was: dict[str, Any], now: dict[str, Any]) -> Iterator[tuple[str, str]]:
        if event.kind == "registered":
            of, state = self._of(event.whole), self._of(str(now.get("consignment"))).get("state")
            if (of.get("kind"), state, was["firearm"]) != ("import", "closed", ""):
                yield event.kind, "once, of an import whose packing list is closed"
            return
        key, packed = _line_of(now), self._packed[event.whole]
        within, crate = str(now.get("consignment")), str(now.get("crate"))
        self._in_crates[within][crate] += 1 if event.kind == "packed" else -1
        number = int(now["quantity"]) if event.kind == "packed" else -int(was["quantity"])
        packed[key] += number
        self._packed_to[event.whole, str(self._of(within).get("consignee"))][key] += number
        if self._of(within).get("state") != "packing":
            yield event.kind, "a packing list that is open"
        if event.kind != "packed":
            return
        if not self._is_in_force(event):
            yield event.kind, "an authorisation in force"
        if (self._of(crate).get("consignment"), self._of(crate).get("state")) != (within, "open"):
            yield f"packed in {crate}", "a crate of the consignment"
        if packed[key] > _allowed(self._of(event.whole))[key]:
            yield f"{packed[key]} packed of {' '.join(filter(None, key))}", "what the line of goods says"

    def _gate(self, event: _Event, now: dict[str, Any], day: str) -> Iterator[tuple[str, str]]:
        rules = {code: content for at, code, content in self._revisions if at <= event.place}
        standing = [self._of(text) for text in sorted(self._papers[event.whole])]
        wrong = _against(now, standing, list(rules.values()), day, event.home)
        if any(self._of(party).get("state") != "open" for party in gate.consignees(now) if party):
            wrong.append("trade.gate.closed")
        if event.kind == "amended":
            wrong += ["trade.extent.class"] if _names_more(now) else []
            wrong += [text for text, _expected in _destined(now)]
            packed, allowed = self._packed[event.whole], _allowed(now)
            wrong += ["trade.packed_more" for key, number in packed.items() if number > allowed[key]]
        for paper in standing:
            if paper["state"] == "verified":
                kind = str(paper["kind"])
                key, country = (gate.SAME.get(kind, kind), bare(str(paper["number"]))), str(paper["country"])
                counted = self._counted[key]
                same = {
                    value for state, value in counted.items() if state == country or "" in (state, country)
                }
                counted.setdefault(country, event.whole)
                if same - {event.whole}:
                    wrong.append(f"trade.paper.twice {paper['number']}")
        for reason in wrong:
            yield f"{event.kind}: {reason}", "an open gate (Protocol art. 10)"


def _destined(now: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with the States to which goods go, and with the ways there."""
    others, further = now.get("destinations") or {}, now.get("further") or ()
    states = {str(now.get("into_state")), *others.values()}
    if (
        (others and now["kind"] != "export")
        or not set(others) <= set(further)
        or not {"", now["from_state"], now["into_state"]}.isdisjoint(others.values())
    ):
        yield f"to {', '.join(sorted(states))}", "of an export, further consignees in another State"
    if any(leg.get("into") not in (None, "", *states) for leg in now.get("through") or ()):
        yield "on the way to another State", "a State in which a consignee receives the goods"


def _names_more(now: dict[str, Any]) -> bool:
    """Whether a general authorisation names more of its goods than their types."""
    parts = ("calibre", "make", "model")
    return now.get("extent") == "general" and any(line.get(part) for line in now["goods"] for part in parts)


def _is_temporary(purposes: list[tuple[int, str, dict[str, Any]]], purpose: str | None, place: int) -> bool:
    """Whether what goes for a purpose is to come back, by the list as it stood at a place in the log."""
    rows = [values for at, code, values in purposes if code == purpose and at <= place]
    return bool(rows) and ["transfer", "temporary"] in (rows[-1].get("mappings") or [])


def _is_lately(left_on: str, day: str) -> bool:
    """Whether it left lately: on the day on which it is said, or some days before."""
    value, here = dt.date.fromisoformat(left_on), dt.date.fromisoformat(day)
    return 0 <= (here - value).days <= MOST_DAYS


def _line_of(line: dict[str, Any]) -> _Line:
    kind, calibre, make, model = (str(line.get(name) or "") for name in ("type", "calibre", "make", "model"))
    return kind, calibre, make, model


def _allowed(authorisation: dict[str, Any]) -> Counter[_Line]:
    """How many of each line an authorisation allows."""
    result: Counter[_Line] = Counter()
    for line in authorisation.get("goods") or ():
        result[_line_of(line)] += int(line.get("quantity") or 0)
    return result


def _against(
    authorisation: dict[str, Any],
    papers: list[dict[str, Any]],
    rules: list[dict[str, Any]],
    day: str,
    home: str,
) -> list[str]:
    try:
        reasons = gate.against(authorisation, papers, rules, dt.date.fromisoformat(day), home)
    except (KeyError, TypeError, ValueError, AttributeError):
        return ["it says what cannot be read"]
    return [
        f"{reason.code} {' '.join(str(param) for param in reason.params.values())}".strip()
        for reason in reasons
    ]


GATE: Final = Replay(name="trade_gate", check=_check)

# What a life says without the packing list that carries it, and what a packing list says without the life: by the order of the log.
_CARRIED: Final = """
WITH packed AS (
    SELECT i.changes ->> 'firearm' AS firearm, i.changes ->> 'consignment' AS consignment, l.id AS place, i.subject
    FROM public.trade_event i JOIN public.ledger_entry l ON l.entry = i.id
    WHERE i.record_type = 'item' AND i.kind = 'packed' AND i.changes ->> 'firearm' <> ''
), lived AS (
    SELECT f.public_id AS firearm, upper(regexp_replace(e.details ->> CASE e.kind WHEN 'temporarily_imported' THEN 'permit' ELSE 'consignment' END, '[^[:alnum:]]', '', 'g')) AS consignment,
           e.kind, e.n, l.id AS place
    FROM public.registry_event e JOIN public.registry_firearm f ON f.id = e.firearm_id JOIN public.ledger_entry l ON l.entry = e.id
    WHERE e.kind IN ('export_licensed', 'exported', 'imported', 'temporarily_imported')
), registered AS (
    SELECT i.subject, i.changes ->> 'firearm' AS firearm, p.changes ->> 'consignment' AS consignment, l.id AS place
    FROM public.trade_event i JOIN public.ledger_entry l ON l.entry = i.id
    JOIN public.trade_event p ON p.record_type = 'item' AND p.subject = i.subject AND p.kind = 'packed'
    WHERE i.record_type = 'item' AND i.kind = 'registered'
), released AS (
    SELECT c.subject AS consignment, l.id AS place FROM public.trade_event c JOIN public.ledger_entry l ON l.entry = c.id
    WHERE c.record_type = 'consignment' AND c.kind = 'left'
)
SELECT 'firearm ' || v.firearm || ', event ' || v.n, v.kind, 'the packing list of a consignment' FROM lived v
WHERE v.kind IN ('export_licensed', 'exported') AND (%(all)s OR v.firearm = ANY(%(objects)s) OR v.consignment = ANY(%(objects)s))
  AND NOT EXISTS (SELECT FROM packed p WHERE p.firearm = v.firearm AND p.consignment = v.consignment AND p.place < v.place
                  AND (v.kind = 'export_licensed' OR EXISTS (SELECT FROM released r WHERE r.consignment = p.consignment AND r.place < v.place)))
UNION ALL
SELECT 'firearm ' || v.firearm || ', event ' || v.n, v.kind || ' with ' || v.consignment, 'the packing list of a consignment' FROM lived v
WHERE v.kind IN ('imported', 'temporarily_imported') AND (%(all)s OR v.firearm = ANY(%(objects)s) OR v.consignment = ANY(%(objects)s))
  AND EXISTS (SELECT FROM public.trade_event c WHERE c.record_type = 'consignment' AND c.kind = 'opened' AND c.subject = v.consignment)
  AND NOT EXISTS (SELECT FROM packed p WHERE p.firearm = v.firearm AND p.consignment = v.consignment)
  AND NOT EXISTS (SELECT FROM registered g WHERE g.firearm = v.firearm AND g.consignment = v.consignment)
UNION ALL
SELECT 'item ' || p.subject, 'packed', 'an event of its firearm that says so' FROM packed p
WHERE (%(all)s OR p.firearm = ANY(%(objects)s) OR p.consignment = ANY(%(objects)s) OR p.subject = ANY(%(objects)s))
  AND NOT EXISTS (SELECT FROM lived v WHERE v.firearm = p.firearm AND v.consignment = p.consignment AND v.kind = 'export_licensed' AND v.place > p.place)
UNION ALL
SELECT 'item ' || g.subject, 'registered', 'an event of its firearm that says so' FROM registered g
WHERE (%(all)s OR g.firearm = ANY(%(objects)s) OR g.consignment = ANY(%(objects)s) OR g.subject = ANY(%(objects)s))
  AND NOT EXISTS (SELECT FROM lived v WHERE v.firearm = g.firearm AND v.consignment = g.consignment AND v.kind IN ('imported', 'temporarily_imported') AND v.place < g.place)
UNION ALL
SELECT 'consignment ' || r.consignment, 'left without ' || p.firearm, 'an event of each of its firearms that says so'
FROM released r JOIN packed p ON p.consignment = r.consignment
WHERE (%(all)s OR p.firearm = ANY(%(objects)s) OR p.consignment = ANY(%(objects)s) OR p.subject = ANY(%(objects)s))
  AND NOT EXISTS (SELECT FROM public.trade_event u WHERE u.record_type = 'item' AND u.subject = p.subject AND u.kind = 'unpacked')
  AND NOT EXISTS (SELECT FROM lived v WHERE v.firearm = p.firearm AND v.consignment = p.consignment AND v.kind = 'exported')
"""

# What was registered of what came in: with which number, and what its life and its authorisation said then.
_REGISTERED: Final = """
SELECT i.subject, p.changes ->> 'consignment', coalesce(p.changes ->> 'serial', ''), l.id, (
    SELECT v.kind || coalesce(' until ' || (v.details ->> 'return_date'), '') FROM public.registry_event v
    JOIN public.registry_firearm f ON f.id = v.firearm_id JOIN public.ledger_entry w ON w.entry = v.id
    WHERE f.public_id = i.changes ->> 'firearm' AND w.id < l.id AND upper(regexp_replace(
        v.details ->> CASE v.kind WHEN 'imported' THEN 'consignment' WHEN 'temporarily_imported' THEN 'permit' END, '[^[:alnum:]]', '', 'g')) = p.changes ->> 'consignment'
    ORDER BY w.id DESC LIMIT 1), (
    SELECT jsonb_object_agg(s.key, s.value ORDER BY a.n) FROM public.trade_event c JOIN public.trade_event a
        ON a.record_type = 'authorisation' AND a.subject = c.changes ->> 'authorisation' JOIN public.ledger_entry w ON w.entry = a.id, jsonb_each_text(a.changes) s
    WHERE c.record_type = 'consignment' AND c.kind = 'opened' AND c.subject = p.changes ->> 'consignment' AND w.id < l.id AND s.key IN ('purpose', 'valid_to'))::text
FROM public.trade_event i JOIN public.ledger_entry l ON l.entry = i.id
JOIN public.trade_event p ON p.record_type = 'item' AND p.subject = i.subject AND p.kind = 'packed'
WHERE i.record_type = 'item' AND i.kind = 'registered'
  AND (%(all)s OR ARRAY[i.subject::text, i.changes ->> 'firearm', p.changes ->> 'consignment'] && %(objects)s::text[]) ORDER BY l.id
"""
# What offices read, from the place in the log at which they said so to the one at which they took it back.
_READ: Final = """
SELECT o.changes ->> 'consignment', l.id, coalesce((
           SELECT min(w.id) FROM public.trade_event t JOIN public.ledger_entry w ON w.entry = t.id
           WHERE t.record_type = 'observation' AND t.subject = o.subject AND t.kind = 'withdrawn'), 9223372036854775807),
       ARRAY(SELECT jsonb_array_elements_text(o.changes -> 'serials'))
FROM public.trade_event o JOIN public.ledger_entry l ON l.entry = o.id
WHERE o.record_type = 'observation' AND o.kind = 'recorded' AND o.changes ->> 'consignment' = ANY(%s)
  AND o.changes ->> 'by' IN ('own', 'customs_abroad', 'authority_abroad') AND o.changes ->> 'degree' IN ('counted', 'serial_read')
"""


def _check_carried(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether what stands on packing lists, what was released, and what the lives of firearms say of their export is the same."""
    asked = {"all": objects is None, "objects": sorted(objects or ())}
    cursor.execute(_CARRIED, asked)
    for place, result, expected in cursor:
        yield Difference("not_allowed", place, result, expected)
    cursor.execute(_REGISTERED, asked)
    registered = cursor.fetchall()
    cursor.execute(RULES_SQL.replace("'regime'", "'transfer_purpose'"))
    purposes = [(place, code, json.loads(content)) for place, code, content in cursor.fetchall()]
    cursor.execute(_READ, [sorted({within for _item, within, *_said in registered})])
    read: defaultdict[str, list[tuple[int, int, frozenset[str]]]] = defaultdict(list)
    for within, since, until, serials in cursor.fetchall():
        read[within].append((since, until, frozenset(map(folded, serials))))
    for item, within, serial, at, lived, value in registered:
        authorised = json.loads(value or "{}")
        for_a_time = _is_temporary(purposes, authorised.get("purpose"), at)
        expected = f"temporarily_imported until {authorised.get('valid_to')}" if for_a_time else "imported"
        if lived is not None and lived != expected:
            yield Difference("not_allowed", f"item {item}", f"registered: {lived}", expected)
        if not any(
            since < at < until and folded(serial) in numbers for since, until, numbers in read[within]
        ):
            yield Difference(
                "not_allowed", f"item {item}", "registered", "its serial number as an office read it before"
            )


CARRIED: Final = Replay(name="trade_carried", check=_check_carried)
