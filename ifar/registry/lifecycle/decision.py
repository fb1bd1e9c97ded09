"""The decision: may this event be recorded now, and what does it do; and what is possible at all.

Pure. `decide` checks in this order: is there such a kind, may this recorder record it, can it happen from the state on
record, what becomes of the four facts, do the conditions hold, can it have happened then. All reasons of one step come
together, so that an officer mends them in one go. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from ifar.errors import Reason
from ifar.registry.lifecycle.acts import KnownFacts, Outcome, Proposed, Refusal, Thing
from ifar.registry.lifecycle.conditions import CONDITIONS, Answer
from ifar.registry.lifecycle.rule import Rule
from ifar.registry.lifecycle.states import ENDS, Facts, State, is_legal, state_of
from ifar.registry.lifecycle.table import RULES

LATE: Final = "late_assertion"
EAST: Final = dt.timedelta(hours=14)
"""How far a place's own day may be ahead of the universal one."""


def decide(current: Facts | None, event: Proposed, known: KnownFacts) -> Outcome | Refusal:
    """Decide about one event on a thing whose facts are `current` (None where it has no record yet).

    Facts that are themselves illegal raise ValueError: the register would be broken. A service that only prepares a
    proposal answers `second_person` with True and asks again, with the truth, when the second person has decided.
    """
    rule = RULES.get(event.kind)
    if rule is None:
        return Refusal((Reason("registry.kind.unknown", field="kind", params={"kind": event.kind}),))
    state = state_of(current) if current else None
    refused = tuple(_out_of_place(rule, state, event, known))
    if refused:
        return Refusal(refused)
    facts = _facts_after(rule, current, event, known)
    if isinstance(facts, Reason):
        return Refusal((replace(facts, article=facts.article or rule.article),))
    if not _belongs(facts, event.thing):
        return Refusal((_impossible(rule, state),))
    late = _is_late(event, known)
    needs = _needs(rule, state, event, late=late)
    refused = _once((*_unmet(rule, needs, current, event, known), *_untimely(event, known)))
    if refused:
        return Refusal(refused)
    return _outcome(rule, current, facts, event, known, needs, late)


def _once(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """Each reason once: how often a desk is named would tell how many facts stand against it that one may not see."""
    return tuple(reason for at, reason in enumerate(reasons) if reason not in reasons[:at])


def possible(
    current: Facts | None, recorder: str, *, thing: Thing = "firearm", merged: bool = False
) -> tuple[str, ...]:
    """The kinds of event that `recorder` may try to record now, in the order of a life: what a screen offers.

    Everything is offered that the state and the legal status allow; conditions that only a licence, a mark or a second
    person can answer are asked when the event is proposed.
    """
    state = state_of(current) if current else None
    known = KnownFacts(merged=merged)
    return tuple(
        rule.kind
        for rule in RULES.values()
        if not any(_out_of_place(rule, state, Proposed(rule.kind, recorder, thing=thing), known))
        and _is_open(rule, current)
    )


def demanded(current: Facts | None, event: Proposed) -> str:
    """The detail without which the four facts do not follow from this event: what a form asks for is what the rule would refuse for.

    Empty where nothing is missing, or where something else stands in the way.
    """
    rule = RULES[event.kind]
    if rule.restores or (current is None and not rule.creates):
        return ""
    change = rule.change(current, event)
    return (
        (change.field or "")
        if isinstance(change, Reason) and change.code.startswith("registry.detail.")
        else ""
    )


def _is_open(rule: Rule, current: Facts | None) -> bool:
    """Whether the conditions that stand on the four facts alone hold."""
    event = Proposed(rule.kind, "")
    narrow = (CONDITIONS[name] for name in rule.needs if CONDITIONS[name].narrows)
    return all(condition.read is None or condition.read(current, event) is not False for condition in narrow)


def _out_of_place(rule: Rule, state: State | None, event: Proposed, known: KnownFacts) -> Iterator[Reason]:
    """Why this event cannot be recorded here at all: wrong thing, wrong recorder, merged record, wrong state."""
    if event.thing not in rule.things:
        yield Reason("registry.thing.wrong", params={"kind": rule.kind, "thing": event.thing})
    if event.recorder not in rule.recorders:
        params = {"kind": rule.kind, "recorder": event.recorder, "allowed": sorted(rule.recorders)}
        yield Reason("registry.recorder.not_allowed", article=rule.article, params=params)
    if known.merged and not rule.when_merged:
        yield Reason("registry.record.merged", article="NWR", params={"kind": rule.kind})
    if rule.identity == "split" and not known.merged:
        yield Reason("registry.record.not_merged", article="NWR", params={"kind": rule.kind})
    if state is None and not rule.creates:
        yield Reason("registry.record.missing", article=rule.article, params={"kind": rule.kind})
    if state is not None and state not in rule.states:
        yield _impossible(rule, state)


def _impossible(rule: Rule, state: State | None) -> Reason:
    code = "registry.transition.impossible" if rule.states or state is None else "registry.record.exists"
    params = {"kind": rule.kind, "state": str(state) if state else ""}
    if state in (State.MARKED, State.PROOFED) and State.IN_STOCK_MAKER in rule.states:
        params["first"] = "stock_declared"
    return Reason(code, article=rule.article, params=params)


def _facts_after(rule: Rule, current: Facts | None, event: Proposed, known: KnownFacts) -> Facts | Reason:
    if not rule.restores:
        return rule.change(current, event)
    if known.restored is None or not is_legal(known.restored):
        return Reason("registry.annulment.first_event", article=rule.article)
    return known.restored


def _belongs(facts: Facts, thing: Thing) -> bool:
    """Whether the facts may stand together, and for this thing: only a part is fitted."""
    return is_legal(facts) and (thing == "part" or state_of(facts) != State.FITTED)


def _needs(rule: Rule, state: State | None, event: Proposed, *, late: bool) -> tuple[str, ...]:
    """The blocking conditions. A change that is dated before a later one on record takes a second person too."""
    if rule.urgent:
        return ()
    needs = rule.all_needs(state, event)
    if late and not rule.informs and "second_person" not in needs:
        return (*needs, "second_person")
    return needs


def answer(name: str, current: Facts | None, event: Proposed, known: KnownFacts) -> Answer:
    """True, False or None: from the four facts and the details where they tell, else from what the caller knows.

    A False from either side stands: nobody can declare complete the marks of what is on record as unmarked.
    """
    read = CONDITIONS[name].read
    result = known.answers.get(name)
    if read is None:
        return result
    is_found = read(current, event)
    if is_found is None or (is_found and result is False):
        return result
    return is_found


def _unmet(
    rule: Rule, needs: tuple[str, ...], current: Facts | None, event: Proposed, known: KnownFacts
) -> Iterator[Reason]:
    for name in needs:
        is_found = answer(name, current, event, known)
        if is_found is not True:
            yield _unmet_reason(rule, name, is_found, known)
    for name in () if rule.urgent else rule.expects:
        if name not in needs and answer(name, current, event, known) is False:
            yield _unmet_reason(rule, name, False, known)


def _unmet_reason(rule: Rule, name: str, is_found: Answer, known: KnownFacts) -> Reason:
    """The reason by name where the fact is known and may be seen; else only which desk to ask."""
    condition = CONDITIONS[name]
    params: dict[str, Any] = {"kind": rule.kind, "desk": condition.desk}
    if name in known.hidden:
        return Reason("registry.ask_desk", params=params)
    code = "registry.unknown" if is_found is None and name != "second_person" else "registry.precondition"
    return Reason(f"{code}.{name}", article=condition.article, field=condition.detail, params=params)


def _untimely(event: Proposed, known: KnownFacts) -> Iterator[Reason]:
    """Nothing can have happened after now, nor have ended before it began."""
    start, end = event.occurred_from, event.occurred_until
    if start and end and end < start:
        yield Reason("registry.occurred.order", field="occurred")
    if start and known.now and start > known.now:
        yield Reason("registry.occurred.future", field="occurred")
    happened = end or known.now
    last_seen = str(event.details.get("last_seen") or "")
    if happened and last_seen > (happened + EAST).date().isoformat():
        yield Reason("registry.occurred.last_seen", field="last_seen")


def _is_late(event: Proposed, known: KnownFacts) -> bool:
    """Whether it surely happened before the latest change on record: a late assertion. Replay keeps the recorded order."""
    end = event.occurred_until or event.occurred_from
    return bool(end and known.latest_occurred and end < known.latest_occurred)


def _outcome(
    rule: Rule,
    current: Facts | None,
    facts: Facts,
    event: Proposed,
    known: KnownFacts,
    needs: tuple[str, ...],
    late: bool,
) -> Outcome:
    state = state_of(facts)
    was_ended = current is not None and state_of(current) in ENDS
    unverified = tuple(name for name in rule.expects if answer(name, current, event, known) is None)
    return Outcome(
        facts=facts,
        state=state,
        changed=not rule.informs,
        ends=state in ENDS and not was_ended,
        people=2 if "second_person" in needs else 1,
        merged=rule.identity == "merge" or (known.merged and rule.identity != "split"),
        alarms=(*rule.alarms(current, event), *_custody_alarm(rule, known)),
        flags=(LATE,) if late else (),
        unverified=unverified,
        deadlines=rule.due(event),
    )


def _custody_alarm(rule: Rule, known: KnownFacts) -> tuple[str, ...]:
    """A gap in the chain of custody never stops a hand-over; it is an alarm."""
    return ("custody_gap",) if known.answers.get("custody_chain_whole") is False and not rule.urgent else ()
