"""What the verifier asks of the Fund's books: every journal is the movement that it says, by the rule that books it, and is covered.

Worked out from the acts alone, in the order of the log: lines made again by `postings.py` from the movement, its amount and its rate, with what
the contribution said and what stood in the books at that entry; no balance below zero after any entry nor on any day; open days, and projects
and contributions that go on.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay
from ifar.programme import framework
from ifar.programme.fund import money, postings
from ifar.programme.fund.postings import ZERO, Line, Movement, Short

_ACTS: Final = """
SELECT e.record_type, e.subject, e.n, e.kind, e.changes, (l.recorded_at AT TIME ZONE 'UTC')::date, e.details, l.actor, l.recorded_at
FROM programme_event e JOIN ledger_entry l ON l.entry = e.id
WHERE e.record_type IN ('contribution', 'journal', 'limit', 'period', 'project') OR (e.record_type = 'result' AND e.changes ->> 'level' = 'output') ORDER BY l.id
"""


class _Alone(NamedTuple):
    """What one person booked alone: when it was entered, for which contribution and project, and how much in the Fund's currency."""

    at: dt.datetime
    who: str
    of: tuple[str, str]
    amount: Decimal


class _Books:
    """What the acts so far made: contributions, projects, periods as they stand, and every balance."""

    def __init__(self) -> None:
        self.records: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
        self.balances: dict[postings.Key, Decimal] = {}
        self.cash = ZERO
        self.settled: dict[str, Decimal] = defaultdict(Decimal)
        self.first: dict[str, dt.date] = {}
        self.days: dict[str, dict[dt.date, list[Line]]] = defaultdict(lambda: defaultdict(list))
        self.outputs: dict[str, set[str]] = defaultdict(set)
        self.promised: set[tuple[str, str]] = set()
        self.limit = postings.LIMIT
        self.alone: dict[str, list[_Alone]] = defaultdict(list)
        self.proposed: dict[str, Mapping[str, Any]] = {}

    def locked(self, day: str) -> bool:
        """Whether a day lies in a period that is locked."""
        periods = (record for (record_type, _), record in self.records.items() if record_type == "period")
        return any(
            period["state"] == "locked" and period["starts_on"] <= day <= period["ends_on"]
            for period in periods
        )

    def one_person(
        self, values: Mapping[str, Any], details: Mapping[str, Any], who: str, at: dt.datetime
    ) -> bool:
        """Whether what one person booked takes two; what they booked counts with what they enter later."""
        move, of = str(values["move"]), (str(values["contribution"]), str(values["project"]))
        amount = abs(Decimal(details["fund_amount"]))
        since = at - dt.timedelta(days=postings.SPLIT_DAYS)
        late = [alone for alone in self.alone[move] if alone.at > since]
        self.alone[move] = [*late, _Alone(at, who, of, amount)]
        before = sum((alone.amount for alone in late if alone.who == who or alone.of == of), ZERO)
        return postings.takes_two(move, amount, before, self.limit)

    def set_limit(self, subject: str, changes: Mapping[str, Any]) -> str:
        """Take another limit into account; why it is not the one that was proposed, or nothing."""
        values = self.proposed.get(subject, {})
        self.limit = Decimal(changes["amount"])
        return "" if values and Decimal(values["asked"]) == self.limit else "another amount than was proposed"

    def not_proposed(self, subject: str, details: Mapping[str, Any]) -> str:
        """Why an approval is none of what was proposed, or nothing."""
        values = self.proposed.get(subject)
        if not values:
            return "approved without a proposal"
        same = all(str(values.get(name, "")) == str(details.get(name, "")) for name in ("to", "reference"))
        loss = str(values["fund_amount"]).startswith("-") == str(details["fund_amount"]).startswith("-")
        return "" if same and loss else "another movement than was proposed"

    def movement(self, values: Mapping[str, Any], details: Mapping[str, Any]) -> Movement:
        """The movement that a journal says, with what the contribution and the books add to it."""
        move, of = str(values["move"]), str(values["contribution"])
        amount = Decimal(values["amount"])
        fund = money.converted(amount, Decimal(values["rate"]))
        if move == "revaluation" and str(details["fund_amount"]).startswith("-"):
            fund = -fund
        terms = self.records["contribution", of]
        percent = Decimal(terms.get("support_percent") or 0)
        clears = lapses = ZERO
        if move == "receipt":
            owed, agreed = self.balances.get(("receivable", of, ""), ZERO), terms.get("agreed")
            if agreed is None or values["currency"] != terms["currency"]:
                clears = min(owed, fund)
            else:
                clears = postings.settled(owed, Decimal(agreed) - self.settled[of], amount)
        elif move == "refund":
            clears = money.support_of(fund, percent)
        elif move == "agreement":
            lapses = self.balances.get(("pledges", of, ""), ZERO)
        return Movement(move, fund, of, str(values["project"]), str(details.get("to", "")), clears, lapses, percent)  # fmt: skip

    def wrong(self, values: Mapping[str, Any], details: Mapping[str, Any], today: dt.date) -> str:
        """What of a journal could not be when it was booked; empty where nothing."""
        move, of, day = (
            str(values["move"]),
            str(values["contribution"]),
            dt.date.fromisoformat(values["booked_on"]),
        )
        terms = self.records["contribution", of]
        try:
            made = postings.lines(self.movement(values, details))
        except (ValueError, KeyError, InvalidOperation):
            return "no such movement"
        if [_key(line) for line in made] != [_key(line) for line in lines_of(details)]:
            return "other lines than its movement makes"
        if Decimal(details["fund_amount"]) != self.movement(values, details).amount:
            return "another amount than at its rate"
        if move in ("pledge", "agreement"):
            promised = terms.get("pledged" if move == "pledge" else "agreed")
            if promised is None or Decimal(promised) != Decimal(values["amount"]) or terms["currency"] != values["currency"] or (of, move) in self.promised:  # fmt: skip
                return "another amount than the donor said"
        if day > today or day < self.first.get(of, day):
            return "a day that had not come, or before anything was promised"
        if self.locked(values["booked_on"]):
            return "a day whose books were closed"
        to = str(details["to"] if move == "reallocation" else values["project"])
        given = self.records["project", to]
        if move in postings.GIVEN_TO and given.get("state") not in postings.GIVEN_TO[move]:
            return "money for what has not started, or is over"
        if move in postings.GIVES:
            if terms.get("state") not in ("pledged", "agreed"):
                return "money of what is over"
            if not money.may_fund(
                terms["grade"],
                terms["earmark"],
                project=to,
                outcomes=given["outcomes"],
                cells=given["cells"],
                regions=framework.regions(given["countries"]),
                outputs=self.outputs[to],
            ):
                return "money that its donor bound to something else"
        return ""

    def post(self, values: Mapping[str, Any], details: Mapping[str, Any]) -> str:
        """Post a journal's lines; what they bring below zero, empty where nothing."""
        move, of, day = (
            str(values["move"]),
            str(values["contribution"]),
            dt.date.fromisoformat(values["booked_on"]),
        )
        made, short = lines_of(details), ""
        try:
            postings.after(self.balances, made)
        except (Short, KeyError) as error:
            short = str(error)
        for line in made:
            self.balances[line.key] = self.balances.get(line.key, ZERO) + line.amount
        cash = sum((line.amount for line in made if line.account == "cash"), ZERO)
        self.cash += cash
        if cash < 0 and self.cash < 0:
            short = short or "cash of the Fund"
        if of:
            self.first[of] = min(day, self.first.get(of, day))
            self.days[of][day] += made
            self.promised.add((of, move))
        if move in ("receipt", "agreement_cut") and values["currency"] == self.records["contribution", of].get("currency"):  # fmt: skip
            self.settled[of] += Decimal(values["amount"])
        return short


def lines_of(details: Mapping[str, Any]) -> list[Line]:
    """The lines that a journal's act says."""
    return [
        Line(line["account"], line.get("contribution", ""), line.get("project", ""), Decimal(line["amount"]))
        for line in details["lines"]
    ]


def _key(line: Line) -> tuple[Any, ...]:
    return (*line.key, line.amount)


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_ACTS)
    books = _Books()
    for record_type, subject, n, kind, changes, today, details, who, at in cursor.fetchall():
        books.records[record_type, subject] |= changes
        asks = objects is None or subject in objects
        if (
            asks
            and kind == "locked"
            and str(books.records[record_type, subject]["ends_on"]) >= today.isoformat()
        ):
            yield Difference("not_allowed", f"period {subject}, act {n}", "locked before its end", "a day after it")  # fmt: skip
        if record_type == "limit" and kind == "proposed":
            books.proposed[subject] = changes
        elif (
            record_type == "limit" and kind == "set" and (wrong := books.set_limit(subject, changes)) and asks
        ):
            yield Difference("not_allowed", f"limit {subject}, act {n}", wrong, "what was proposed")
        if record_type == "result":
            books.outputs[str(changes["project"])].add(subject)
        if record_type != "journal" or kind == "refused":
            continue
        if kind == "proposed":
            books.proposed[subject] = details
            continue
        record = books.records[record_type, subject]
        asked = objects is None or subject in objects or str(record["contribution"]) in objects
        place = f"journal {subject}, act {n}"
        wrong = books.wrong(record, details, today)
        if kind == "approved":
            wrong = wrong or books.not_proposed(subject, details)
        elif books.one_person(record, details, who, at):
            wrong = wrong or "booked by one person"
        short = books.post(record, details)
        if asked and wrong:
            yield Difference("not_allowed", place, wrong, "a movement that its rule books")
        if asked and short:
            yield Difference("not_allowed", place, f"below zero: {short}", "no more than there is")
    for of, days in sorted(books.days.items()):
        if objects is not None and of not in objects:
            continue
        standing: dict[postings.Key, Decimal] = {}
        for day, made in sorted(days.items()):
            try:
                standing |= postings.after(standing, made)
            except (Short, KeyError) as error:
                yield Difference(
                    "not_allowed",
                    f"contribution {of}, {day}",
                    f"below zero: {error}",
                    "no more than there was",
                )
                break


REPLAYS: Final = (Replay(name="programme_money", check=_check),)
"""The Fund's journals, as the rule books them."""
