"""What an event would do, before anybody records it. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from django.db import connection

from ifar.errors import Reason, Refused
from ifar.ledger import services as ledger
from ifar.registry import facts
from ifar.registry.labels import RECORDS, words_of
from ifar.registry.lifecycle import KnownFacts, Outcome, Proposed, State, Thing, possible, state_of
from ifar.registry.lifecycle.conditions import CONDITIONS
from ifar.registry.lifecycle.decision import answer
from ifar.registry.lifecycle.table import RULES
from ifar.registry.services import events
from ifar.registry.services.events import NewEvent, Snapshot
from ifar.registry.services.proposals import restored_by_annulment
from ifar.rights import Actor, may, require

ANSWERED_LATER: frozenset[str] = frozenset({"serial_unique"})
"""Conditions that it answers from what the page still asks for, where make and model are known."""


ANOTHER: Final = "sale"
"""A method of disposal that is not destruction."""


class ToAttest(NamedTuple):
    """Conditions that nobody answers: those that block, those that are only noted as unverified, and those that only a record answers and
    that block as long as there is none. `perhaps` block or not as the details say, which are not yet there."""

    needs: list[str]
    expects: list[str]
    closed: list[str]
    perhaps: list[str]


@dataclass(frozen=True, slots=True)
class Preview:
    """What the rule says, and what would be set in the state."""

    outcome: Outcome
    changes: Mapping[str, Any]


def snapshot(actor: Actor, firearm: str) -> Snapshot:
    """A firearm as it stands now.

    Raises:
        NotFound: there is none for this actor.
    """
    connection.ensure_connection()
    return events.snapshot_of(actor, firearm)


def require_sellable(result: Snapshot) -> None:
    """Refuse what is sold to nobody as it stands, whoever buys it, in the life cycle's words.

    Raises:
        Refused: it failed proof, or its former holder objects to how it came here.
    """
    against = [name for name, holds in facts.standing(result).items() if not holds]
    if against:
        reasons = [
            Reason(code, words_of(code), CONDITIONS[name].article, "firearm")
            for name in against
            for code in (f"registry.precondition.{name}",)
        ]
        raise Refused(
            reasons[0].code,
            str(reasons[0].message),
            article=reasons[0].article,
            field="firearm",
            reasons=reasons,
        )


def nothing_yet(item: Thing = "firearm") -> Snapshot:
    """The snapshot of a firearm or part that the register does not have: what a page for a new record starts from."""
    connection.ensure_connection()
    return events.nothing_yet(0, item, ledger.now())


def possible_now(actor: Actor, result: Snapshot) -> tuple[str, ...]:
    """The kinds of event that this actor may record, or propose, for the firearm as it stands."""
    kinds = possible(result.facts, actor.agency_kind, thing=_thing(result), merged=bool(result.merged_into))
    alone, together = may(actor, "registry:event:record"), may(actor, "registry:event:propose")
    return tuple(kind for kind in kinds if (alone if RULES[kind].people == 1 else together and result.n > 0))


def _thing(result: Snapshot) -> Thing:
    return "part" if result.item == "part" else "firearm"


def to_attest(actor: Actor, result: Snapshot, kind: str, values: Mapping[str, Any] | None = None) -> ToAttest:
    """Conditions of this kind that nobody answers.

    Args:
        values: details that are known before the page is filled in, such as the licence and the owner of a confirmed offer: with them
            the register may answer by itself.
    """
    rule = RULES[kind]
    proposed = Proposed(
        kind,
        actor.agency_kind,
        details=values or {},
        thing=_thing(result),
        people=frozenset({actor.id}),
        occurred_from=result.now,
        occurred_until=result.now,
    )
    gathered = facts.gather(actor, result, proposed, marks=result.marks, new_marks=(), attested={})
    known = KnownFacts(answers=gathered.answers, now=result.now)
    state: State | None = state_of(result.facts) if result.facts else None

    def open_ones(names: Iterable[str]) -> list[str]:
        return [name for name in dict.fromkeys(names) if answer(name, result.facts, proposed, known) is None]

    if rule.urgent:
        return ToAttest([], [], [], [])
    blocking, expects = open_ones(rule.all_needs(state, proposed)), open_ones(rule.expects)
    # The register answers these as soon as it is told what the page asks for; a document counts where it still cannot know.
    later = [name for name in blocking if name in ANSWERED_LATER]
    needs = _attestable(name for name in blocking if name not in later)
    perhaps: list[str] = []
    if not proposed.details.get("method"):
        another = replace(proposed, details={**proposed.details, "method": ANOTHER})
        perhaps = _attestable(name for name in open_ones(rule.needs_when(another)) if name not in needs)
    closed = [name for name in blocking if name in RECORDS]
    return ToAttest(needs, _attestable([*later, *expects]), closed, perhaps)


def _attestable(names: Iterable[str]) -> list[str]:
    return [name for name in names if not CONDITIONS[name].by_record]


def preview(actor: Actor, result: Snapshot, event: NewEvent) -> Preview:
    """Ask the rule about an event as if everybody whom it takes had agreed.

    Raises:
        Invalid: the details are not of the right form.
        Refused: the life cycle says no, with every reason; or it is late in the book, and nobody says why.
    """
    require(actor, "registry:firearm:read")
    events.checked(event)
    events.check_recordable(result, event)
    events.check_mounted(actor, event, result.public_id)
    restored = restored_by_annulment(result) if RULES[event.kind].restores else None
    outcome = events.decided(
        actor, result, event, people=frozenset({actor.id}), restored=restored, second=True
    )
    events.late_of(actor, result, event, outcome, restored)
    return Preview(outcome, events.changes_of(actor, result, event, outcome, restored))
