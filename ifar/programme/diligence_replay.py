"""What the verifier asks of beginnings: nothing began without a release or against a hold.

Worked out from the acts alone, in the order of the log, by the rules that the services ask (`diligence.py`): a row that somebody put past the
triggers is named here.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.acts.people import PEOPLE
from ifar.ledger.sources import Difference, Replay
from ifar.programme import diligence
from ifar.programme.fund import postings

_ACTS: Final = f"""
SELECT e.record_type, e.subject, e.n, e.kind, e.changes, l.actor, (l.recorded_at AT TIME ZONE 'UTC')::date, e.details, {PEOPLE}
FROM programme_event e JOIN ledger_entry l ON l.entry = e.id
WHERE e.record_type IN ('diligence', 'project', 'recipient') OR (e.record_type = 'result' AND e.changes ? 'security_forces')
   OR (e.record_type = 'result' AND e.kind = 'withdrawn') OR e.record_type = 'journal'
ORDER BY l.id
"""
WRITES: Final = frozenset({"drafted", "assessed", "changed", "submitted", "reviewed"})


class _World:
    """What the acts so far made: who needs a release, who has one, who wrote what."""

    def __init__(self) -> None:
        self.needs: dict[str, set[str]] = defaultdict(set)
        self.of: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        self.records: dict[str, dict[str, Any]] = {}
        self.wrote: dict[str, set[str]] = defaultdict(set)
        self.projects: dict[str, str] = {}
        self.decided: dict[str, str] = {}
        self.gone: set[str] = set()
        self.recipients: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        self.moves: dict[str, str] = {}

    def open_without(self, project: str, day: dt.date) -> list[str]:
        """What of a project needs a release on a day and has none."""
        of = self.of[project]
        current = [
            row
            for row in of.values()
            if diligence.current(row["state"], _day(row.get("released_until")), day)
        ]
        carried = {str(row["activity"]) for row in current}
        holds = {str(value["activity"]) for subject, value in of.items() if self.held(subject)}
        receive = [(str(row["activity"]), row["kind"], row["support"]) for row in self.receiving(project)]
        asks = {activity for activity, kind, support in receive if diligence.asks_release(kind, support)}
        given = [(str(row["activity"]), row.get("forces", ()), row.get("support", ())) for row in current]
        needed = diligence.uncovered(self.needs[project] | asks, carried, holds - self.gone)
        return sorted({*needed, *diligence.beyond(receive, given)})

    def receiving(self, project: str) -> list[dict[str, Any]]:
        """Those who receive the support of a project."""
        return [row for row in self.recipients[project].values() if row["state"] != "ended"]

    def without_recipients(self, project: str) -> str:
        """Why nothing begins in a project with those who are named as its recipients, or nothing."""
        return diligence.recipients_wrong(
            [(row["kind"], row["support"], row["state"]) for row in self.receiving(project)]
        )

    def misnamed(self, subject: str, kind: str) -> bool:
        """Whether a recipient was confirmed although its support needs a release."""
        row = self.recipients[self.projects.get(subject, "")].get(subject, {"kind": "", "support": []})
        return kind == "confirmed" and diligence.asks_release(row["kind"], row["support"])

    def held(self, subject: str) -> bool:
        """Whether an assessment is held."""
        return diligence.held(str(self.records[subject]["state"]), self.decided.get(subject, ""))

    def doubled(self, subject: str, values: dict[str, Any]) -> bool:
        """Whether what an assessment is about is assessed by another one."""
        return any(
            other != subject and value["state"] != "withdrawn" and value["activity"] == values.get("activity")
            for other, value in self.of[str(values.get("project"))].items()
        )

    def begins(
        self, record_type: str, subject: str, kind: str, changes: dict[str, Any], details: dict[str, Any]
    ) -> list[str]:
        """Projects that an act starts or gives something new."""
        if record_type == "project":
            return [subject] if kind == "started" else []
        move = str(changes.get("move") or self.moves.get(subject, ""))
        if record_type != "journal" or move not in postings.GIVES or kind not in ("posted", "approved"):
            return []
        given = {
            str(line["project"])
            for line in details["lines"]
            if line["account"] in ("allocated", "obligated") and line["amount"].startswith("-")
        }
        return sorted(given)

    def may_drop(self, activity: str) -> bool:
        """Whether an activity may be withdrawn: it is not marked, or what was assessed of it allows it."""
        project = self.projects.get(activity, "")
        states = {
            "held" if self.held(subject) else str(value["state"])
            for subject, value in self.of[project].items()
            if value["activity"] == activity
        }
        return activity not in self.needs[project] or diligence.may_drop(states)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_ACTS)
    world = _World()
    for record_type, subject, n, kind, changes, who, day, details, people in cursor.fetchall():
        place = f"{record_type} {subject}, act {n}"
        if objects is not None and subject not in objects:
            _follow(world, record_type, subject, kind, changes, who)
            continue
        if record_type == "diligence" and kind in ("released", "renewed"):
            item = world.records.get(subject, {}) | changes
            until = _day(item.get("released_until")) or day
            wrong = diligence.release_wrong(
                item.get("risks", []),
                _day(item.get("assessed_on")) or day,
                until,
                day,
            )
            if wrong:
                yield Difference("not_allowed", place, f"released: {wrong}", "what its assessment carries")
        elif record_type == "diligence" and (wrong := _assessed(world, subject, n, kind, changes, people)):
            yield Difference("not_allowed", place, wrong, "an assessment that may stand")
        elif record_type == "recipient" and world.misnamed(subject, kind):
            yield Difference("not_allowed", place, "confirmed what needs a release", "a release")  # fmt: skip
        elif record_type == "result" and kind == "withdrawn" and not world.may_drop(subject):
            yield Difference("not_allowed", place, "withdrawn with its mark", "a hold, or its assessment withdrawn")  # fmt: skip
        else:
            for project in world.begins(record_type, subject, kind, changes, details):
                if wrong := world.without_recipients(project):
                    yield Difference("not_allowed", place, f"{project} has {wrong}", "recipients on record")
                elif world.open_without(project, day):
                    yield Difference("not_allowed", place, f"{project} supports security forces", "a release")
        _follow(world, record_type, subject, kind, changes, who)


def _assessed(
    world: _World, subject: str, n: int, kind: str, changes: dict[str, Any], people: Collection[str]
) -> str:
    """What an act of those who assess does wrong, or nothing."""
    if kind == "withdrawn":
        if subject in world.records and world.held(subject) and not world.wrote[subject].isdisjoint(people):
            return "withdrawn by somebody who wrote it, while it is held"
        return ""
    row = world.records.get(subject, {}) | changes
    if n == 1 and world.doubled(subject, row):
        return "assessed a second time"
    if kind in WRITES and row.get("state") != "draft" and not diligence.whole(row.get("risks", [])):
        return f"{kind} without every risk, or with one twice"
    was = world.records.get(subject, {}).get("risks", [])
    if kind == "reviewed" and diligence.graver(was, row.get("risks", [])):
        return "reviewed with a graver risk"
    return ""


def _follow(
    world: _World, record_type: str, subject: str, kind: str, changes: dict[str, Any], who: str
) -> None:
    if record_type == "project" and "security_forces" in changes:
        (world.needs[subject].add if changes["security_forces"] else world.needs[subject].discard)("")
    elif record_type == "journal" and "move" in changes:
        world.moves[subject] = str(changes["move"])
    elif record_type == "recipient":
        project = str(changes.get("project") or world.projects.get(subject, ""))
        world.projects[subject] = project
        world.recipients[project].setdefault(subject, {}).update(changes)
    elif record_type == "result":
        project = str(changes.get("project") or world.projects.get(subject, ""))
        world.projects[subject] = project
        if changes.get("security_forces"):
            world.needs[project].add(subject)
        elif kind == "withdrawn":
            world.needs[project].discard(subject)
            world.gone.add(subject)
    elif record_type == "diligence":
        record = world.records.setdefault(subject, {})
        record |= changes
        world.of[str(record["project"])][subject] = record
        if kind in diligence.DECISIONS:
            world.decided[subject] = kind
        if kind in WRITES:
            world.wrote[subject].add(who)


REPLAYS: Final = (Replay(name="programme_diligence", check=_check),)
"""No beginning without a release."""
