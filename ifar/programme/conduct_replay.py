"""What the verifier asks of values, the committee and evaluations beside the guards of their acts: who did what they may not do.

Worked out from the acts alone, in the order of the log, by the rules that the services ask (`indicators.py`, `committee.py`,
`evaluation.py`): a row that somebody put past the triggers is named here. Which roles somebody held at the time is not asked again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from psycopg import Cursor

from ifar.acts.people import PEOPLE
from ifar.ledger.sources import Difference, Replay
from ifar.programme import committee, evaluation, indicators

OF_A_PROJECT: Final = (
    "project", "result", "indicator", "value", "activity", "partner", "recipient", "location", "risk", "issue", "lesson", "document", "report",
    "diligence", "commitment", "initiative", "participation", "feedback", "journal",
)  # fmt: skip
"""Types of record by which somebody works in a project, as the database counts them (`programme_worked`)."""
MANAGED: Final = {"evaluation": frozenset({"delivered"}), "recommendation": frozenset({"made", "withdrawn"})}
"""Types of record by which somebody works in a project who manages its evaluations, with the acts that are the evaluator's."""
RECORD_TYPES: Final = (*OF_A_PROJECT, "period", "seat", "meeting", "decision", "evaluation", "finding", "recommendation")  # fmt: skip
BULKY: Final = ("lineage", "facts", "texts", "words", "parts", "evidence", "targets")
"""Columns that no rule here reads, and that are long."""
_ACTS: Final = f"""
SELECT e.record_type, e.subject, e.n, e.kind, (e.changes || coalesce(
    (SELECT jsonb_object_agg(p.field, p.value) FROM ledger_personal p WHERE p.entry = e.id AND p.field = ANY(%(names)s)), '{{}}'
)) - %(bulky)s::text[], l.actor, {PEOPLE}
FROM programme_event e JOIN ledger_entry l ON l.entry = e.id
WHERE e.record_type = ANY(%(record_types)s) ORDER BY l.id
"""
OWNERS: Final = {"project": "responsible", "result": "responsible", "activity": "responsible", "risk": "owner", "partner": "name"}  # fmt: skip
"""Types of record with the column that names who answers for it."""
NAMES: Final = {*OWNERS.values(), "evaluator", "addressee"} - {"name"}
"""Columns that name people: they stand apart from the log."""
Record = dict[str, Any]


class World:
    """What the acts so far made, how each period stands, who wrote what, and who did anything in which project."""

    def __init__(self) -> None:
        self.records: dict[str, dict[str, Record]] = defaultdict(dict)
        self.workers: dict[str, set[str]] = defaultdict(set)
        self.managers: dict[str, set[str]] = defaultdict(set)
        self.evaluated: dict[str, set[str]] = defaultdict(set)
        self.parts: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self.periods: dict[str, str] = {}
        self.people: frozenset[str] = frozenset()
        """Who does the act that is asked about now, and everybody for whom they stand in."""

    def of(self, record_type: str, subject: Any) -> Record:
        """A record as it stands; empty where there is none."""
        return self.records[record_type].get(str(subject), {})

    def project_of(self, record_type: str, subject: str) -> str:
        """The project to which something belongs, or nothing."""
        if record_type == "project":
            return subject
        row = self.of(record_type, subject)
        if record_type == "value":
            return self.project_of("indicator", str(row.get("indicator", "")))
        if record_type == "indicator":
            return self.project_of("result", str(row.get("result", "")))
        if record_type == "participation" or (record_type == "feedback" and row.get("initiative")):
            return self.project_of("initiative", str(row.get("initiative", "")))
        if record_type == "recommendation":
            return self.project_of("evaluation", str(row.get("evaluation", "")))
        return str(row.get("project", ""))

    def concerned(self, project: str) -> set[str]:
        """Names of those who answer for a project and what belongs to it, and of its partners."""
        return {
            str(self.of(record_type, subject).get(OWNERS[record_type]) or "")
            for record_type, subject in self.parts[project]
            if record_type in OWNERS
        }

    def follow(self, record_type: str, subject: str, kind: str, changes: Record, who: str) -> None:
        """Take an act into account."""
        before = self.of(record_type, subject)
        if record_type == "decision" and "interests" in changes:
            # Who declared an interest once has it.
            both = {*before.get("interests", ()), *changes["interests"]}
            changes = changes | {"interests": sorted(both)}
        if record_type == "evaluation" and kind == "commissioned":
            changes = changes | {"commissioned_by": who}
        self.records[record_type][subject] = before | changes
        if record_type == "period":
            # Values name their period, and its name never changes.
            row = self.records[record_type][subject]
            self.periods[str(row.get("name", ""))] = str(row["state"])
        if record_type in OF_A_PROJECT and (project := self.project_of(record_type, subject)):
            self.workers[project].add(who)
            self.parts[project].add((record_type, subject))
        if record_type in MANAGED and kind not in MANAGED[record_type]:
            self.managers[self.project_of(record_type, subject)].add(who)
        elif record_type in MANAGED or record_type == "finding":
            self.evaluated[str(self.of(record_type, subject).get("evaluation", subject))].add(who)


def _value(world: World, _subject: str, _kind: str, record: Record, _who: str) -> str:
    if not indicators.may_move(str(world.periods.get(str(record.get("period")), ""))):
        return "moved in a period that is locked, or that there is not"
    return ""


def _seated(world: World, seat: str, held_on: Any) -> bool:
    """Whether a seat is filled, and its term runs on the day of a meeting. Days are compared as they are written."""
    row = world.of("seat", seat)
    day, last = str(held_on or ""), str(row.get("ends_on") or "9999")
    return row.get("state") == "filled" and str(row.get("starts_on") or "") <= day <= last


def _meeting(world: World, _subject: str, kind: str, record: Record, _who: str) -> str:
    if kind != "opened":
        return ""
    held_on, present = record.get("held_on"), record.get("present", [])
    if len(set(present)) != len(present) or any(not _seated(world, seat, held_on) for seat in present):
        return "opened with somebody who has no seat"
    seats = sum(_seated(world, seat, held_on) for seat in world.records["seat"])
    return "opened with a smaller quorum" if (record.get("quorum") or 0) < committee.quorum(seats) else ""


def _decision(world: World, _subject: str, kind: str, record: Record, _who: str) -> str:
    if kind not in ("adopted", "rejected"):
        return ""
    held = world.of("meeting", record.get("meeting"))
    present, votes = held.get("present", []), record.get("votes", {})
    if held.get("state") != "open":
        return ""
    if len(set(present)) < (held.get("quorum") or 0):
        return f"{kind} while the committee is not met"
    if any(not _seated(world, seat, held.get("held_on")) for seat in votes):
        return f"{kind} by the vote of somebody who has no seat"
    if wrong := committee.votes_wrong(votes, present, record.get("interests", [])):
        return f"{kind} by votes that do not count: {wrong}"
    carried = committee.carries(str(record.get("rule")), votes)
    return "" if carried == (kind == "adopted") else f"{kind} by votes that come to something else"


def _evaluates(of: Record) -> str:
    """The account that states what an evaluation found."""
    return str(of.get("account") or of.get("commissioned_by") or "")


def _belonging(world: World, record_type: str, subject: str, state: str) -> set[str]:
    """Findings or recommendations of an evaluation in a state."""
    known = world.records[record_type].items()
    return {key for key, row in known if row.get("evaluation") == subject and row.get("state") == state}


def _evaluation(world: World, subject: str, kind: str, record: Record, _who: str) -> str:
    if kind == "delivered" and not _belonging(world, "finding", subject, "stated"):
        return "delivered without a finding"
    if kind == "closed" and _belonging(world, "recommendation", subject, "made"):
        return "closed while a recommendation waits for an answer"
    if kind == "closed" and not world.people.isdisjoint(world.evaluated[subject]):
        return "closed by who evaluated"
    if kind in ("commissioned", "changed", "begun", "delivered"):
        wrong = _dependence(world, record)
        return f"{kind} of somebody who is not independent: {wrong}" if wrong else ""
    return ""


def _dependence(world: World, record: Record) -> str:
    """Why the evaluator is not independent, or nothing. To manage evaluations is work in a project for whoever evaluates by their own account."""
    project, account = str(record.get("project", "")), str(record.get("account", ""))
    return evaluation.dependence(
        str(record.get("evaluator", "")),
        account,
        concerned=world.concerned(project),
        workers=world.workers[project] | (world.managers[project] if account else set()),
        commissioner=str(record.get("commissioned_by", "")),
    )


def _finding(world: World, _subject: str, kind: str, record: Record, who: str) -> str:
    of = world.of("evaluation", record.get("evaluation"))
    return "" if who == _evaluates(of) else f"{kind} by another than the evaluator"


def _recommendation(world: World, subject: str, kind: str, record: Record, who: str) -> str:
    if kind in ("made", "withdrawn"):
        known = _belonging(world, "finding", str(record.get("evaluation")), "stated")
        if kind == "made" and not set(record.get("findings", ())) <= known:
            return "made out of findings that there are not"
        return _finding(world, subject, kind, record, who)
    of = world.of("evaluation", record.get("evaluation"))
    if not world.people.isdisjoint({str(of.get("account")), *world.evaluated[str(record.get("evaluation"))]}):
        return f"{kind} by the evaluator"
    return ""


RULES: Final[Mapping[str, Callable[[World, str, str, Record, str], str]]] = {
    "value": _value,
    "meeting": _meeting,
    "decision": _decision,
    "evaluation": _evaluation,
    "finding": _finding,
    "recommendation": _recommendation,
}
"""Type of record -> what an act on it does wrong, or nothing; from the world before it and the record as the act leaves it."""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_ACTS, {"record_types": list(RECORD_TYPES), "bulky": list(BULKY), "names": [*NAMES]})
    world = World()
    for record_type, subject, n, kind, changes, who, people in cursor.fetchall():
        asked = objects is None or subject in objects
        if asked and (rule := RULES.get(record_type)):
            world.people = frozenset(people)
            before = world.of(record_type, subject)
            item = before | changes
            if kind == "commissioned":
                item["commissioned_by"] = who
            if record_type == "decision":
                item["interests"] = sorted({*before.get("interests", ()), *item.get("interests", ())})
            if wrong := rule(world, subject, kind, item, who):
                yield Difference(
                    "not_allowed", f"{record_type} {subject}, act {n}", wrong, "what its rule allows"
                )
        world.follow(record_type, subject, kind, changes, who)


REPLAYS: Final = (Replay(name="programme_conduct", check=_check),)
"""No value of a locked period moves, the committee decides where it is met, nobody judges their own."""
