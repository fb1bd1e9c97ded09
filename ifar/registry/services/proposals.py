"""Events that take a second person: proposed by one, carried out by the approval of another.

Which they are is the life cycle's table; a change that is dated before a later one on record is one too (`registry.late`).
What the second person approves is what the ledger then says, word for word: the database compares the two.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import connection, transaction

from ifar.accounts.models import Proposal
from ifar.accounts.services import proposals
from ifar.errors import Conflict, Refused
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.registry import annulment, attestations, describing, kinds, lateness
from ifar.registry.classifying import require_classifying
from ifar.registry.labels import words_of
from ifar.registry.lifecycle import DUAL_CONTROL, RULES, Facts, Outcome
from ifar.registry.models import Event
from ifar.registry.occurred import read_payload
from ifar.registry.selectors.books import require_in_book
from ifar.registry.services import events
from ifar.registry.services.events import NewEvent, Recorded, Restored, Snapshot
from ifar.rights import Actor, require

LATE = "registry.late"
_LAST = """
SELECT changes, (SELECT jsonb_object_agg(c.key, c.value ORDER BY e.n) FROM registry_event e, jsonb_each(e.changes - 'marks') AS c
                 WHERE e.firearm_id = %(firearm)s AND e.n < %(n)s),
       (SELECT coalesce(jsonb_object_agg(m.value ->> 'n', m.value ORDER BY e.n), '{}')
        FROM registry_event e, jsonb_array_elements(coalesce(e.changes -> 'marks', '[]')) AS m
        WHERE e.firearm_id = %(firearm)s AND e.n < %(n)s)
FROM registry_event WHERE firearm_id = %(firearm)s AND n = %(n)s
"""

_GAVE_BACK = """
SELECT EXISTS (SELECT FROM registry_event b JOIN registry_event a ON a.firearm_id = b.firearm_id AND a.n = b.n - 1
               JOIN registry_licenceuse u ON u.event = a.id
               WHERE b.firearm_id = %(firearm)s AND b.n = %(n)s AND b.kind = 'annulled')
"""


def restored_by_annulment(snapshot: Snapshot) -> Restored | None:
    """What taking back the latest event restores; None where it is the first, which cannot be taken back.

    Raises:
        Refused: the latest event is an annulment that gave a licence back; it may have been used elsewhere since;
            or an issue or a movement between stores says it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_GAVE_BACK, {"firearm": snapshot.id, "n": snapshot.n})
        if cursor.fetchone()[0]:
            code = "registry.annulment.licence_given_back"
            raise Refused(code, words_of(code), article="EU 2021/555 art. 10")
        last = Event.objects.filter(firearm_id=snapshot.id, n=snapshot.n, kind__in=annulment.MOVES)
        if last.exclude(paper="").exists():
            code = "registry.annulment.moved"
            raise Refused(code, words_of(code), article="MOSAIC 05.20")
        is_states = snapshot.facts is not None and snapshot.facts.ownership == "state"
        missing = Event.objects.filter(firearm_id=snapshot.id, n=snapshot.n, kind__in=annulment.MISSING)
        if is_states and missing.exists():
            code = "registry.annulment.missing"
            raise Refused(code, words_of(code), article="MOSAIC 05.20")
        cursor.execute(_LAST, {"firearm": snapshot.id, "n": snapshot.n})
        changed, before, marks = (json.loads(value or "{}") for value in cursor.fetchone())
    if not before:
        return None
    facts = Facts.of(before["ownership"], before["custody"], before["legal"], before["physical"])
    return Restored(facts, annulment.restored(changed, before, {int(n): mark for n, mark in marks.items()}))


def check_latest(snapshot: Snapshot, event: NewEvent) -> None:
    """Refuse an annulment that does not name the latest event: what was recorded after the named one would be taken back in its stead.

    Raises:
        Conflict: something was recorded after the event that it names, or it names none of this firearm.
    """
    if RULES[event.kind].restores and not annulment.names_latest(event.details, snapshot.last_event):
        code = "registry.annulment.not_latest"
        raise Conflict(code, words_of(code))


def _act(kind: kinds.Kind) -> str:
    return kind.act if kind.act in DUAL_CONTROL else LATE


def _payload(kind: kinds.Kind, event: NewEvent, snapshot: Snapshot) -> dict[str, Any]:
    """What the second person approves. Words in a person's own hand stay out: the reason of the proposal says why."""
    personal = kinds.personal_fields(kind.schema)
    changes = describing.description(
        event.identity, kind=event.kind, creates=False, this_year=snapshot.now.year
    )
    if event.marks:
        changes["marks"] = events.numbered(snapshot, event.marks)
    values: dict[str, Any] = {
        "kind": event.kind,
        "occurred": event.occurred.payload(),
        "place": event.place,
        "paper": event.paper,
        "details": {name: value for name, value in event.details.items() if name not in personal},
    }
    if changes:
        values["changes"] = changes
    checks: dict[str, Any] = {}
    if documents := attestations.documents(event.attested):
        checks["attested"] = documents
    if event.lateness:
        checks[lateness.CHECK] = {"ground": event.lateness}
    if checks:
        values["checks"] = checks
    return values


def with_reason(kind: kinds.Kind, event: NewEvent, reason: str) -> NewEvent:
    """The event with the proposal's reason as its own, where its schema asks for one."""
    schema = kinds.SCHEMAS[kind.schema]
    if "reason" in schema.get("required", ()) and not event.details.get("reason"):
        return replace(event, details={**event.details, "reason": reason})
    return event


def _decided(
    recorder: Actor, snapshot: Snapshot, event: NewEvent, people: frozenset[str]
) -> tuple[Outcome, Restored | None]:
    restored = None
    if RULES[event.kind].restores:
        check_latest(snapshot, event)
        restored = restored_by_annulment(snapshot)
    outcome = events.decided(recorder, snapshot, event, people=people, restored=restored, second=True)
    events.late_of(recorder, snapshot, event, outcome, restored)
    return outcome, restored


@transaction.atomic
def propose_event(
    *,
    actor: Actor,
    firearm: str,
    event: NewEvent,
    reason: str,
    emergency: bool = False,
    expected_n: int | None = None,
) -> Proposal:
    """Propose an event that takes another person; the rule is asked now, and again when it is carried out.

    Args:
        expected_n: how many events the firearm's life had when the officer looked; another number is a conflict.

    Raises:
        NotFound, Invalid, Refused, Conflict: as for `record_event`.
        Conflict: it annuls another event than the latest.
    """
    require(actor, "registry:event:propose")
    connection.ensure_connection()
    snapshot = events.snapshot_of(actor, firearm)
    if expected_n is not None and expected_n != snapshot.seen:
        raise Conflict("registry.firearm.changed_meanwhile", words_of("registry.firearm.changed_meanwhile"))
    kind = events.kind_of(event)
    event = with_reason(kind, event, reason)
    events.checked(event)
    events.check_recordable(snapshot, event)
    events.check_mounted(actor, event, snapshot.public_id)
    require_classifying(actor, event.identity, snapshot.compartment)
    _decided(actor, snapshot, event, frozenset({actor.id}))
    return proposals.propose(
        actor=actor,
        act=_act(kind),
        object=snapshot.public_id,
        payload=_payload(kind, event, snapshot),
        reason=reason,
        emergency=emergency,
        compartment=snapshot.compartment,
    )


def event_of(payload: Mapping[str, Any], reason: str) -> NewEvent:
    """The event that a proposal's payload describes."""
    changes = dict(payload.get("changes") or {})
    event = NewEvent(
        kind=payload["kind"],
        details=dict(payload["details"]),
        occurred=read_payload(payload["occurred"]),
        place=payload["place"],
        paper=payload["paper"],
        marks=tuple(changes.pop("marks", ())),
        identity=changes,
        attested={
            name: attestations.with_document(document)
            for name, document in ((payload.get("checks") or {}).get("attested") or {}).items()
        },
        lateness=lateness.lateness_details(payload.get("checks") or {}).get("ground", ""),
    )
    return with_reason(events.kind_of(event), event, reason)


def carry_out(actor: Actor, proposal: Proposal) -> Recorded:
    """Record what was approved, in the name of the office that proposed it; `actor` is who gave the last approval.

    Raises:
        NotFound, Invalid, Refused, Conflict: as for `propose_event`.
    """
    connection.ensure_connection()
    event = event_of(proposal.payload, proposal.reason)
    snapshot = events.snapshot_of(actor, proposal.object)
    check_latest(snapshot, event)
    kind = events.checked(event)
    events.check_recordable(snapshot, event)
    recorder = replace(actor, agency=proposal.agency.public_id, agency_kind=proposal.agency.kind)
    require_in_book(recorder, snapshot.id)
    outcome, restored = _decided(recorder, snapshot, event, frozenset({actor.id, proposal.proposer}))
    if _act(kind) == LATE:
        _release_late(actor, proposal)
    return events.write(
        events.compose(
            actor,
            snapshot,
            event,
            kind,
            outcome,
            proposal=proposal.public_id,
            recorder=recorder,
            restored=restored,
        )
    )


def _release_late(actor: Actor, proposal: Proposal) -> None:
    """The approval of a late assertion is an act of its own, because the event's own act takes one person alone."""
    draft = Draft(
        schema="item.late_released/1",
        act=LATE,
        object=proposal.object,
        payload={**proposal.payload, "proposal": proposal.public_id},
        entry=ledger.new_entry_id(),
    )
    ledger.append(actor=actor, drafts=[draft])


def _execute(actor: Actor, proposal: Proposal) -> None:
    carry_out(actor, proposal)


def register_executors() -> None:
    """Have approvals carry these events out at once."""
    for act in (*DUAL_CONTROL, LATE):
        proposals.register_executor(act, _execute)
