"""Facts for the rules of oversight, out of the register's own tables: the entry of the log says who and when, the row of the act what. Jobs alone read them."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from ifar.oversight.facts import READ, Fact, Facts
from ifar.oversight.selectors.standing import standing
from ifar.parties.services.readings import REFUSED

_PEOPLE: Final = """p.proposer, (SELECT array_agg(d.decider ORDER BY d.at) FROM accounts_decision d
    WHERE d.proposal_id = e.proposal AND d.verdict = 'approve') AS deciders"""
_KERNEL: Final = """
SELECT e.id, e.kind, l.recorded_at, l.actor, l.agency, e.subject, e.details, e.changes, {people}
FROM {table} e JOIN ledger_entry l ON l.entry = e.id
LEFT JOIN accounts_proposal p ON e.proposal <> '' AND p.public_id = e.proposal
WHERE e.id >= %s AND e.record_type = %s AND e.kind = ANY (%s)"""

_REGISTRY: Final = f"""
SELECT e.id, e.kind, l.recorded_at, l.actor, l.agency, f.public_id, e.details, e.changes, {_PEOPLE},
    CASE WHEN e.precision IN ('instant', 'day') THEN e.occurred_from END, e.checks #>> '{{lateness,due}}',
    (SELECT q.changes ->> 'owner' FROM registry_event q
        WHERE q.firearm_id = e.firearm_id AND q.n < e.n AND q.changes ? 'owner' ORDER BY q.n DESC LIMIT 1),
    CASE WHEN e.kind = ANY (%s) THEN (SELECT q.changes ->> 'custodian' FROM registry_event q
        WHERE q.firearm_id = e.firearm_id AND q.n < e.n AND q.changes ? 'custodian' ORDER BY q.n DESC LIMIT 1) END,
    CASE WHEN e.kind = ANY (%s) THEN (SELECT q.changes ->> 'place' FROM placement_event q
        WHERE q.record_type = 'placement' AND q.subject = f.public_id AND q.kind = 'placed' AND q.id < e.id ORDER BY q.n DESC LIMIT 1) END,
    CASE WHEN e.kind = 'exported' THEN (SELECT coalesce(
            (SELECT a.valid_to FROM trade_consignment c JOIN trade_authorisation a ON a.id = c.authorisation_id
                WHERE c.public_id = e.details ->> 'consignment'),
            (SELECT v.valid_to FROM licensing_licence v WHERE v.public_id = e.details ->> 'licence'),
            (SELECT (q.details ->> 'expires')::date FROM registry_event q WHERE q.firearm_id = e.firearm_id AND q.n < e.n
                AND q.kind = 'export_licensed' ORDER BY q.n DESC LIMIT 1))) END,
    CASE WHEN e.kind = 'exported' THEN (SELECT a.public_id FROM trade_consignment c JOIN trade_authorisation a ON a.id = c.authorisation_id
        WHERE c.public_id = e.details ->> 'consignment') END
FROM registry_event e JOIN ledger_entry l ON l.entry = e.id JOIN registry_firearm f ON f.id = e.firearm_id
LEFT JOIN accounts_proposal p ON e.proposal <> '' AND p.public_id = e.proposal
WHERE """
_LATELY: Final = "e.id >= %s"
_GONE: Final = """e.id < %s AND e.kind = 'destroyed' AND e.firearm_id IN
    (SELECT t.firearm_id FROM registry_event t WHERE t.id >= %s AND t.kind IN ('seized', 'found', 'surrendered', 'recovered'))"""
"""What was destroyed long ago, of arms that turned up lately."""
_LOST: Final = ["lost", "stolen", "missing_in_transit"]
_DESCRIBED: Final = ("make", "model", "calibre", "type", "country_made", "year")

_PROPOSED: Final = """
SELECT p.entry, p.act, p.object, p.proposer, g.public_id, p.at, p.emergency, p.countersign_by,
    (SELECT array_agg(d.decider) FROM accounts_decision d WHERE d.proposal_id = p.public_id AND d.verdict = 'approve')
FROM accounts_proposal p JOIN accounts_agency g ON g.id = p.agency_id WHERE p.entry >= %s"""

_READS: Final = """
SELECT id, at, actor, agency, purpose, "case", act, object, count FROM accounts_readlog WHERE at >= %s"""


@dataclass(frozen=True, slots=True)
class Row:
    """One act of an app's table of events, with its entry."""

    id: uuid.UUID
    kind: str
    at: dt.datetime
    actor: str
    office: str
    subject: str
    details: Mapping[str, Any]
    changes: Mapping[str, Any]
    proposer: str | None
    deciders: Sequence[str] | None

    @property
    def people(self) -> dict[str, tuple[str, ...]]:
        """Who proposed it and who agreed, where it took several."""
        found = {"proposer": (self.proposer,) if self.proposer else (), "decider": tuple(self.deciders or ())}
        return {role: people for role, people in found.items() if people}

    def fact(self, prefix: str, **values: Any) -> Fact:
        """The fact of it; `people` of the caller stand beside who proposed and decided."""
        also = {role: tuple(filter(None, names)) for role, names in values.pop("people", {}).items()}
        people = self.people | {role: names for role, names in also.items() if names}
        plain: dict[str, str] = {
            name: values.pop(name) or "" for name in ("party", "other", "place") if name in values
        }
        plain |= {"thing": values.pop("thing", "") or self.subject}
        on = values.pop("on", None)
        numbers = {
            n: float(v) for n, v in values.items() if isinstance(v, int | float) and not isinstance(v, bool)
        }
        codes = {name: value for name, value in values.items() if isinstance(value, str) and value}
        at = timezone.localtime(self.at)
        return Fact(
            str(self.id),
            f"{prefix}{self.kind}",
            at,
            self.actor,
            self.office,
            on=on,
            people=people,
            numbers=numbers,
            codes=codes,
            **plain,
        )


def read(since: dt.datetime, until: dt.date | None = None) -> Facts:
    """What was recorded since a moment, with what stands beside it. Nothing is kept of it."""
    facts = [fact for source in SOURCES for fact in source(since)]
    return Facts(facts, standing(), until or timezone.localdate())


def _first(since: dt.datetime) -> uuid.UUID:
    """The lowest identifier of an entry of that moment: they are UUIDs of version 7, a minute before lest a clock lagged."""
    milliseconds = int((since.timestamp() - 60) * 1000)
    return uuid.UUID(int=max(milliseconds, 0) << 80)


def _query(sql: str, given: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(given))
        return list(cursor.fetchall())


def _rows(table: str, record_type: str, kinds: Iterable[str], since: dt.datetime) -> list[Row]:
    rows = _query(_KERNEL.format(table=table, people=_PEOPLE), [_first(since), record_type, list(kinds)])
    return [_row(row) for row in rows]


def _row(values: Sequence[Any]) -> Row:
    id, kind, at, actor, office, subject, details, changes, proposer, deciders = values
    return Row(id, kind, at, actor, office, subject, _json(details), _json(changes), proposer, deciders)


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _known(sql: str, ids: Iterable[str]) -> dict[str, tuple[Any, ...]]:
    """Rows of records by their public identifier, which is the first column."""
    return {row[0]: row[1:] for row in _query(sql, [list(set(ids))])}


def _day(value: Any) -> dt.date | None:
    if value is None or value == "":
        return None
    return (
        timezone.localtime(value).date()
        if isinstance(value, dt.datetime)
        else dt.date.fromisoformat(str(value))
    )


def registry(since: dt.datetime) -> Iterator[Fact]:
    """Events in the life of firearms and parts."""
    placed, first = [_LOST, [*_LOST, "written_off", "sighted"]], _first(since)
    rows = _query(_REGISTRY + _LATELY, [*placed, first]) + _query(_REGISTRY + _GONE, [*placed, first, first])
    for *plain, on, late, owner, keeper, place, valid, authorisation in rows:
        row = _row(plain)
        details, changes = row.details, row.changes
        fields = [*details.get("fields", []), *(["marks"] if "marks" in changes else [])]
        fields += [name for name in _DESCRIBED if name in changes.get("identity", changes)]
        now = changes.get("owner") or ""
        lost = row.kind in _LOST
        yield row.fact(
            "registry.",
            on=_day(on),
            party=(
                owner
                if lost or row.kind in ("exported", "delivery_confirmed", "import_marked")
                else now or owner
            ),
            other=(keeper if row.kind == "missing_in_transit" else owner if now and owner != now else ""),
            place=place or "",
            people={"witness": [w for w in details.get("witnesses", []) if isinstance(w, str)]},
            late_due=late or "",
            fields=" ".join(dict.fromkeys(fields)) if row.kind == "corrected" else "",
            method=details.get("method", ""),
            country=details.get("country", ""),
            authorisation=authorisation or "",
            valid_until=valid.isoformat() if valid else "",
            weight_grams=details.get("weight_grams"),
        )


def licensing(since: dt.datetime) -> Iterator[Fact]:
    """Applications and visits."""
    rows = _rows(
        "licensing_event", "application", ("submitted", "checked", "advised", "granted", "refused"), since
    )
    known = _known(
        "SELECT public_id, applicant, kind, submitted_on, decided_on FROM licensing_application WHERE public_id = ANY (%s)",
        (row.subject for row in rows),
    )
    examined = _known(
        """SELECT e.subject, array_agg(DISTINCT l.actor) FROM licensing_event e JOIN ledger_entry l ON l.entry = e.id
        WHERE e.record_type = 'application' AND e.kind IN ('checked', 'advised') AND e.subject = ANY (%s) GROUP BY e.subject""",
        (row.subject for row in rows if row.kind in ("granted", "refused")),
    )
    for row in rows:
        applicant, kind, submitted, decided = known[row.subject]
        ends = row.kind in ("granted", "refused")
        yield row.fact(
            "licensing.application_",
            party=applicant,
            people={"examiner": examined.get(row.subject, ([],))[0]} if ends else {},
            kind=kind,
            days=(decided - submitted).days if ends and decided and submitted else None,
            bars=len(row.details.get("bars", [])) if ends else None,
            item=row.details.get("item", ""),
            answer=row.details.get("answer", ""),
            advice=row.details.get("advice", ""),
        )
    visits = _rows("licensing_event", "visit", ("visited",), since)
    whose = _known(
        """SELECT v.public_id, v.holder, l.book, v.visited_on FROM licensing_visit v JOIN licensing_licence l ON l.public_id = v.licence
        WHERE v.public_id = ANY (%s)""",
        (row.subject for row in visits),
    )
    for row in visits:
        holder, book, visited = whose[row.subject]
        yield row.fact("licensing.visit_", party=book or holder, on=visited)


def cashier(since: dt.datetime) -> Iterator[Fact]:
    """Fees that were paid or waived."""
    for row in _rows("cashier_event", "payment", ("paid", "waived"), since):
        amount = row.changes.get("amount")
        yield row.fact(
            "cashier.payment_", party=row.changes.get("payer"), amount=float(amount) if amount else 0.0
        )


def _counts(app: str, table: str, of: str, events: str = "event") -> Callable[[dt.datetime], Iterator[Fact]]:
    """Blind counts of an app: `of` is the column of what is counted."""

    def source(since: dt.datetime) -> Iterator[Fact]:
        rows = _rows(f"{table}_{events}", "count", ("agreed", "differed"), since)
        known = _known(
            f"""SELECT c.public_id, {of}, c.counter, c.expected, c.found, (SELECT l.recorded_at FROM {table}_{events} e
                JOIN ledger_entry l ON l.entry = e.id WHERE e.record_type = 'count' AND e.subject = c.public_id AND e.n = 1)
            FROM {table}_count c JOIN accounts_agency g ON g.id = c.agency_id WHERE c.public_id = ANY (%s)""",
            (row.subject for row in rows),
        )
        for row in rows:
            place, counter, expected, found, begun = known[row.subject]
            yield row.fact(
                f"{app}.count_",
                place=place,
                people={"counter": [counter]},
                expected=expected,
                found=found,
                minutes=(row.at - begun).total_seconds() / 60 if begun else None,
            )

    return source


def issues(since: dt.datetime) -> Iterator[Fact]:
    """What armouries hand out, and by which account it is received."""
    rows = _rows("stocks_event", "issue", ("issued", "confirmed"), since)
    known = _known(
        """SELECT i.public_id, i.armoury, o.account FROM stocks_issue i LEFT JOIN stocks_officer o ON o.public_id = i.officer
        WHERE i.public_id = ANY (%s)""",
        (row.subject for row in rows),
    )
    for row in rows:
        armoury, account = known[row.subject]
        yield row.fact("stocks.issue_", place=armoury, people={"received": [account]})


def custody(since: dt.datetime) -> Iterator[Fact]:
    """The chain of custody of exhibits, and lists of what is destroyed."""
    kinds = ("handed", "received", "moved", "sealed", "released", "missed")
    rows = _rows("recoveries_custodyevent", "chain", kinds, since)
    known = _known(
        """SELECT c.public_id, c.firearm, (SELECT jsonb_object_agg(e.n + 1, l.actor) FROM recoveries_custodyevent e
            JOIN ledger_entry l ON l.entry = e.id WHERE e.record_type = 'chain' AND e.subject = c.public_id AND e.kind = 'handed')
        FROM recoveries_chain c WHERE c.public_id = ANY (%s)""",
        (row.subject for row in rows),
    )
    numbers = {
        str(entry): n
        for entry, n in _query(
            "SELECT id, n FROM recoveries_custodyevent WHERE id = ANY (%s)", [[row.id for row in rows]]
        )
    }
    for row in rows:
        firearm, handed = known[row.subject]
        before = (_json(handed) or {}).get(str(numbers[str(row.id)]))
        room = row.changes.get("room") or row.details.get("to_room")
        room = room if isinstance(room, str) else ""
        people = {"handed": [before]} if row.kind == "received" and before else {}
        yield row.fact("custody.chain_", other=firearm, place=room, people=people)
    lists = _rows("recoveries_custodyevent", "batch", ("sealed", "witnessed", "destroyed"), since)
    of = _known(
        "SELECT public_id, proposer, approver, witnesses, weight_grams FROM recoveries_batch WHERE public_id = ANY (%s)",
        (row.subject for row in lists),
    )
    for row in lists:
        proposer, approver, witnesses, weight = of[row.subject]
        agreed: dict[str, list[str]] = {"proposer": [proposer], "decider": [approver]}
        agreed |= (
            {}
            if row.kind == "sealed"
            else {"witness": [row.actor] if row.kind == "witnessed" else list(witnesses)}
        )
        yield row.fact(
            "custody.batch_", people=agreed, weight_grams=weight if row.kind == "destroyed" else None
        )


def ammunition(since: dt.datetime) -> Iterator[Fact]:
    """Movements of rounds; of a receipt also how many were sent."""
    kinds = ("spent", "lost", "sold", "sent", "received")
    rows = _rows("ammunition_event", "movement", kinds, since)
    sent = _known(
        """SELECT e.subject, e.details, l.agency FROM ammunition_event e JOIN ledger_entry l ON l.entry = e.id
        WHERE e.record_type = 'movement' AND e.kind = 'sent' AND e.subject = ANY (%s)""",
        (row.subject for row in rows if row.kind == "received"),
    )
    for row in rows:
        lines, office = sent.get(row.subject, ({}, "")) if row.kind == "received" else ({}, "")
        yield row.fact(
            "ammunition.movement_",
            party=row.changes.get("buyer"),
            other=office,
            place=row.changes.get("place") or row.changes.get("to_place"),
            people={"witness": [row.changes.get("witness")]},
            quantity=_rounds(row.details),
            sent=_rounds(_json(lines)) if lines else None,
        )


def _rounds(details: Mapping[str, Any]) -> float:
    return float(sum(float(line["quantity"]) for line in details.get("lines", [])))


def trade(since: dt.datetime) -> Iterator[Fact]:
    """Authorisations, what was seen of consignments, and despatches between traders."""
    rows = _rows("trade_event", "authorisation", ("granted",), since)
    known = _known(
        "SELECT public_id, applicant, end_user, through, into_state, valid_to FROM trade_authorisation WHERE public_id = ANY (%s)",
        (row.subject for row in rows),
    )
    for row in rows:
        applicant, user, through, into, last = known[row.subject]
        route = " ".join(line["country"] for line in _json(through) or [])
        until = last.isoformat() if last else ""
        yield row.fact(
            "trade.authorisation_", party=applicant, other=user, route=route, into=into, valid_until=until
        )
    seen = _rows("trade_event", "observation", ("recorded",), since)
    of = _known(
        """SELECT o.public_id, c.public_id, a.public_id, c.exporter, a.carrier, o.country, o.office,
            (SELECT count(*) FROM unnest(o.serials) s WHERE NOT EXISTS (SELECT FROM trade_item i
                WHERE i.consignment_id = c.id AND upper(i.serial) = upper(s)))
        FROM trade_observation o JOIN trade_consignment c ON c.id = o.consignment_id JOIN trade_authorisation a ON a.id = c.authorisation_id
        WHERE o.public_id = ANY (%s)""",
        (row.subject for row in seen),
    )
    for row in seen:
        consignment, authorisation, exporter, carrier, country, _office, other = of[row.subject]
        yield row.fact(
            "trade.observation_",
            thing=consignment,
            party=exporter,
            other=carrier,
            country=country,
            authorisation=authorisation,
            substituted=other,
        )
    sent = _rows("trade_event", "despatch", ("sent", "received"), since)
    despatch = _known(
        "SELECT public_id, receiver, carrier, quantity, packers FROM trade_despatch WHERE public_id = ANY (%s)",
        (row.subject for row in sent),
    )
    for row in sent:
        receiver, carrier, quantity, packers = despatch[row.subject]
        yield row.fact(
            "trade.despatch_",
            party=receiver,
            other=carrier,
            quantity=quantity,
            people={"packer": list(_json(packers) or [])},
        )


def matters(since: dt.datetime) -> Iterator[Fact]:
    """Explanations and closings of matters."""
    rows = _rows("matters_event", "matter", ("explained", "closed"), since)
    known = _known(
        "SELECT public_id, barred FROM matters_matter WHERE public_id = ANY (%s)",
        (row.subject for row in rows),
    )
    for row in rows:
        yield row.fact("matters.matter_", people={"barred": known[row.subject][0]})


def days(since: dt.datetime) -> Iterator[Fact]:
    """Closed days of traders."""
    for row in _rows("books_event", "day", ("closed",), since):
        changes = row.changes
        yield row.fact(
            "books.day_", party=row.office, came=changes["came"], went=changes["went"], stock=changes["stock"]
        )


def proposals(since: dt.datetime) -> Iterator[Fact]:
    """What was proposed, whatever became of it; emergencies as acts of their own."""
    for entry, act, subject, proposer, office, at, emergency, due, deciders in _query(
        _PROPOSED, [_first(since)]
    ):
        people = {"proposer": (proposer,), "decider": tuple(deciders or ())}
        codes = {"act": act} | ({"countersign_by": timezone.localtime(due).date().isoformat()} if due else {})
        name = "accounts.emergency" if emergency else "accounts.proposed"
        yield Fact(
            str(entry), name, timezone.localtime(at), proposer, office, subject, people=people, codes=codes
        )


def reads(since: dt.datetime) -> Iterator[Fact]:
    """Looks at personal data; of nobody where the look was refused, of one at least where an answer was given, though it were that nothing stands against them."""
    for number, at, actor, office, purpose, case, act, whose, count in _query(_READS, [since]):
        codes = {
            name: value for name, value in (("what", act), ("purpose", purpose), ("case", case)) if value
        }
        party = whose if len(whose) == 14 and whose.startswith("P") else ""
        yield Fact(
            f"R{number}",
            READ,
            timezone.localtime(at),
            actor,
            office,
            party=party,
            numbers={"count": 0.0 if act == REFUSED else max(1.0, float(count))},
            codes=codes,
        )


SOURCES: Final[tuple[Callable[[dt.datetime], Iterator[Fact]], ...]] = (
    registry,
    licensing,
    cashier,
    _counts("stocks", "stocks", "c.armoury"),
    _counts("books", "books", "g.public_id"),
    _counts("custody", "recoveries", "c.room", "custodyevent"),
    issues,
    custody,
    ammunition,
    trade,
    matters,
    days,
    proposals,
    reads,
)
"""Where facts come from; each says what was recorded since a moment."""
