"""What a decided event sets, and its ledger entry and row, unwritten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from psycopg.types.json import Jsonb

from ifar.acts import batches
from ifar.errors import Reason, Refused
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.reference import selectors as reference
from ifar.registry import attestations, describing, kinds, lateness
from ifar.registry.duties import LATE_REASON
from ifar.registry.labels import words_of
from ifar.registry.lifecycle import Outcome
from ifar.registry.occurred import local_moment
from ifar.registry.possession import keeping, stays_with
from ifar.registry.search.former_marks import facts_left, is_former, left_behind
from ifar.registry.selectors import terms as duty_terms
from ifar.registry.services.events.shapes import Composed, NewEvent, Restored, Snapshot, kept_by
from ifar.rights import AGENCY_COMPARTMENT, OWN_BOOK, Actor


def numbered(snapshot: Snapshot, marks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Marks with their numbers: one that names the number of a mark on record changes it, any other is new."""
    known = {mark["n"] for mark in snapshot.marks if not is_former(mark["n"])}
    following = max(known, default=0)
    rows = []
    for mark in marks:
        if mark.get("n") in known:
            rows.append(dict(mark))
        else:
            following += 1
            rows.append({**mark, "n": following})
    return rows


def changes_of(
    actor: Actor, snapshot: Snapshot, event: NewEvent, outcome: Outcome, restored: Restored | None = None
) -> dict[str, Any]:
    """What the event sets in the state: identity, marks, the four facts where they change, owner and custodian."""
    if restored is not None:
        return dict(restored.sets)
    sets: dict[str, Any] = describing.description(
        event.identity, kind=event.kind, creates=snapshot.n == 0, this_year=snapshot.now.year
    )
    sets |= describing.derived(event.kind, event.details)
    if event.marks:
        sets["marks"] = numbered(snapshot, event.marks)
    after = outcome.facts
    kept = keeping(
        snapshot.keeping,
        snapshot.facts,
        after,
        event.details,
        agency=actor.agency,
        agency_kind=actor.agency_kind,
    )
    was = snapshot.facts
    for name in ("ownership", "custody", "legal", "physical"):
        if was is None or getattr(was, name) != getattr(after, name):
            sets[name] = str(getattr(after, name))
    if was is None or "ownership" in sets or kept.owner != snapshot.keeping.owner:
        sets |= {"ownership": str(after.ownership), "owner": kept.owner}
    if was is None or "custody" in sets or kept.custodian != snapshot.keeping.custodian:
        sets |= {"custody": str(after.custody), "custodian": kept.custodian}
    if was is None or sets.keys() & {"ownership", "custody", "legal", "physical"}:
        sets["state"] = str(outcome.state)
    if snapshot.n == 0:
        compartment = AGENCY_COMPARTMENT.get(actor.agency_kind, "civilian")
        sets |= {"item": snapshot.item, "compartment": compartment, "agency": actor.agency}
    trader = snapshot.kept_by
    if trader is None and snapshot.n == 0 and actor.own_book_only:
        trader = kept_by(actor.agency)
    if trader and not stays_with(trader.trader, kind=event.kind, owner=kept.owner, legal=after.legal):
        sets["agency"] = trader.authority
    return sets


def late_of(
    actor: Actor, snapshot: Snapshot, event: NewEvent, outcome: Outcome, restored: Restored | None = None
) -> Mapping[str, str]:
    """What an event notes of its lateness: the last day on which its line of the trader's own book would have been in time, and why it was not; nothing
    where it writes none, or in time, or where the State says nothing of it. Where no day is told it counts from the earliest on which it can have been:
    the first of the month or year, or the day of what happened before it.

    Raises:
        Refused: it is late, and nobody says why. What is urgent is recorded all the same.
    """
    earliest = event.occurred.start or snapshot.latest_occurred
    if actor.agency_kind not in OWN_BOOK or restored is not None or earliest is None:
        return {}
    if snapshot.n == 0 and event.kind == lateness.OPENING:
        return {}
    terms, where = duty_terms.of_books()
    if not terms:
        return {}
    kept = keeping(
        snapshot.keeping,
        snapshot.facts,
        outcome.facts,
        event.details,
        agency=actor.agency,
        agency_kind=actor.agency_kind,
    )
    side = lateness.side_of(actor.agency, (snapshot.keeping, snapshot.facts), (kept, outcome.facts))
    term = lateness.term_for(terms, side, event.kind) if side else None
    if term is None:
        return {}
    happened = local_moment(earliest, event.occurred.zone).date()
    due = term.last_day(happened, where)
    if timezone.localdate(snapshot.now) <= due:
        return {}
    if event.lateness not in {choice.code for choice in reference.choices("late_ground")}:
        if kinds.KINDS[event.kind].rule.urgent:
            return {"due": str(due)}
        code, result = "registry.lateness", {"due": str(due)}
        reason = Reason(code, words_of(code, result), term.article, lateness.CHECK, result)
        raise Refused(code, words_of(code, result), article=term.article, reasons=[reason])
    return {"due": str(due), "ground": event.lateness}


def _checks(event: NewEvent, outcome: Outcome, late: Mapping[str, str], now: dt.datetime) -> dict[str, Any]:
    """What the rule could not verify, flagged, alarmed and opened; what the officer attested and by which paper; why a book is written late."""
    happened = event.occurred.start.date() if event.occurred.start else None
    deadlines = [
        {
            "name": d.name,
            "due": d.on
            or (str(happened + dt.timedelta(days=d.days)) if happened and d.days is not None else None),
        }
        for d in duty_terms.with_terms(event.kind, outcome.deadlines)
    ]
    if late and "ground" not in late:
        # First, because the queue of duties goes by the first day of an event.
        deadlines.insert(0, {"name": LATE_REASON, "due": str(timezone.localdate(now))})
    result = {
        "unverified": list(outcome.unverified),
        "flags": list(outcome.flags),
        "alarms": list(outcome.alarms),
        "deadlines": deadlines,
        "attested": attestations.documents(event.attested),
        lateness.CHECK: dict(late),
    }
    return {name: value for name, value in result.items() if value}


def compose(
    actor: Actor,
    snapshot: Snapshot,
    event: NewEvent,
    kind: kinds.Kind,
    outcome: Outcome,
    *,
    proposal: str = "",
    recorder: Actor | None = None,
    restored: Restored | None = None,
) -> Composed:
    """Make the ledger entry and the row of a decided event, unwritten; the bulk import composes thousands at once.

    `recorder` is the one whose office the event speaks for, where another person's approval carries it out.
    """
    personal_names = kinds.personal_fields(kind.schema)
    personal = {name: value for name, value in event.details.items() if name in personal_names}
    details = {name: value for name, value in event.details.items() if name not in personal_names}
    changes = changes_of(recorder or actor, snapshot, event, outcome, restored)
    late = late_of(recorder or actor, snapshot, event, outcome, restored)
    checks = _checks(event, outcome, late, snapshot.now)
    n = snapshot.n + 1
    proposal = proposal or batches.current()
    entry_id = ledger.new_entry_id()
    draft = Draft(
        schema=kind.schema,
        act=kind.act,
        object=snapshot.public_id,
        payload={
            "kind": event.kind,
            "n": n,
            "occurred": event.occurred.payload(),
            "place": event.place,
            "paper": event.paper,
            "proposal": proposal,
            "details": details,
            "checks": checks,
            "changes": changes,
        },
        personal=personal,
        previous=snapshot.last_event,
        entry=entry_id,
    )
    entry = ledger.composed(actor, [draft], snapshot.now)[0]
    row = (
        entry_id, snapshot.id, n, event.kind, kind.schema, event.occurred.start, event.occurred.end, event.occurred.precision,
        event.occurred.zone, event.place, event.paper, proposal, Jsonb(details), Jsonb(checks), Jsonb(changes),
    )  # fmt: skip
    return Composed(snapshot, event, outcome, entry, row, changes)


def make_after(snapshot: Snapshot, changes: Mapping[str, Any]) -> str | None:
    """The firearm's make after an event that sets `changes`; None where the register does not know it."""
    return changes.get("make", snapshot.make) or None


def former_after(snapshot: Snapshot, changes: Mapping[str, Any]) -> list[str] | None:
    """What is kept of its former makes after such an event, with what is kept of its other facts."""
    return facts_left({"make": snapshot.make}, snapshot.former, changes)


def rekeyed(snapshot: Snapshot, changes: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Marks whose search keys the event changes, as they stand after it: what it says over what was on record.

    The make is inside the keys, so an event that sets another make changes those of every mark. A reading that a correction leaves behind gets
    keys of its own.
    """
    before = {mark["n"]: mark for mark in snapshot.marks}
    left = left_behind(snapshot.marks, changes.get("marks", ()))
    result: dict[int, Mapping[str, Any]] = {
        mark["n"]: {**before.get(mark["n"], {}), **mark} for mark in changes.get("marks", ())
    }
    changed = before | result if make_after(snapshot, changes) != snapshot.make else result
    return [*changed.values(), *left]
