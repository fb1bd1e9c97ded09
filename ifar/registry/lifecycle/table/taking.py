"""The table's third chapter: loss and theft, what authorities take in, custody, and disposal.

A loss, a theft, a find, a surrender and a seizure are recorded whatever the register says about the thing: the record
that contradicts them raises an alarm, it never stops the officer. Pure.
"""

from __future__ import annotations

from typing import Final

from ifar.registry.lifecycle.acts import Deadline, Proposed
from ifar.registry.lifecycle.changes import (
    await_disposal,
    end,
    forfeit,
    give_back,
    gone,
    hand_over_custody,
    into_evidence,
    lose,
    pass_to,
    recover,
    take_in,
    to_examiner,
)
from ifar.registry.lifecycle.rule import (
    ADVERSE,
    DEPOSITED,
    ENDS,
    EVERYBODY,
    EVERYWHERE,
    FREE,
    HELD_BY_CIVILIANS,
    IN_CUSTODY,
    MAKING,
    TAKEN,
    TRADE_STOCK,
    Rule,
    due,
    recorders,
    states,
)
from ifar.registry.lifecycle.states import (
    HOLDERS,
    TRADE_OWNERS,
    Custody,
    Facts,
    Legal,
    Ownership,
    Physical,
    State,
    state_of,
)


def alarms_of_loss(current: Facts | None, _: Proposed) -> tuple[str, ...]:
    """Every loss starts a saved search; one out of an authority's hands, or of a thing that is no more, wakes more."""
    state = state_of(current) if current else None
    if state in IN_CUSTODY:
        return ("wanted", "lost_in_custody")
    if state == State.PLANNED or state in ENDS - {State.DEACTIVATED}:
        return ("wanted", "contradiction")
    return ("wanted",)


def alarms_of_transit(_current: Facts | None, _: Proposed) -> tuple[str, ...]:
    """What is missing on its way is wanted; that it was on record as exported contradicts nothing."""
    return ("wanted",)


def alarms_of_taking(current: Facts | None, event: Proposed) -> tuple[str, ...]:
    """A hit on a lost thing; a resurrection; a gap in custody; a find of what nobody reported as lost."""
    state = state_of(current) if current else None
    if state is None:
        return ()
    if state in ENDS:
        return ("resurrection",)
    if state in ADVERSE:
        return ("hit",)
    if state in IN_CUSTODY:
        return ("custody_gap",)
    if state == State.PLANNED:
        return ("contradiction",)
    return ("unreported_loss",) if event.kind == "found" else ()


def _transfer_mark_for_civilians(event: Proposed) -> tuple[str, ...]:
    """What the State owned bears the transfer mark before it goes to anybody but the State (Protocol art. 8(1)(c))."""
    return () if event.details.get("owner_kind") in (None, "", "state") else ("transfer_mark",)


def _authority_for_other_use(event: Proposed) -> tuple[str, ...]:
    """Destruction is the rule; any other disposal needs authority and a mark (Protocol art. 6(2)). Before a method is chosen only that is asked."""
    return (
        ()
        if event.details.get("method") in (None, "", "destruction")
        else ("disposal_authority", "marks_complete")
    )


ALERT: Final = due(Deadline("international_alert", 3))
TRACE: Final = due(Deadline("trace", 30))

LOSSES: Final = (
    Rule(
        "lost",
        "Protocol art. 11",
        EVERYBODY,
        EVERYWHERE,
        lose,
        creates=True,
        urgent=True,
        due=ALERT,
        alarms=alarms_of_loss,
    ),
    Rule(
        "stolen",
        "Protocol art. 11",
        EVERYBODY,
        EVERYWHERE,
        gone(Custody.UNLAWFUL, Legal.STOLEN),
        creates=True,
        urgent=True,
        due=ALERT,
        alarms=alarms_of_loss,
    ),
    # What left under an authorisation, or from one trader to another, and was looked for on its way: its owner stays the owner, and a find afterwards is a hit.
    Rule(
        "missing_in_transit",
        "Protocol art. 10, 11, 13",
        recorders("customs licensing_authority military police court"),
        states(State.EXPORTED, State.IN_TRANSIT, State.DESPATCHED, State.UNDER_ESCORT),
        gone(Custody.NOBODY, Legal.MISSING),
        due=ALERT,
        alarms=alarms_of_transit,
    ),
    Rule(
        "recovered",
        "Protocol art. 11",
        recorders("police customs military licensing_authority holder"),
        ADVERSE,
        recover,
        urgent=True,
        alarms=alarms_of_taking,
    ),
)

TAKINGS: Final = (
    Rule(
        "found",
        "Protocol art. 11, 12",
        recorders("police customs military licensing_authority"),
        EVERYWHERE,
        take_in(Legal.FOUND),
        creates=True,
        urgent=True,
        due=TRACE,
        alarms=alarms_of_taking,
    ),
    Rule(
        "surrendered",
        "ITI para. 9",
        recorders("police customs military licensing_authority"),
        EVERYWHERE,
        take_in(Legal.SURRENDERED),
        creates=True,
        urgent=True,
        due=TRACE,
        alarms=alarms_of_taking,
    ),
    Rule(
        "seized",
        "Protocol art. 6",
        recorders("police customs military"),
        EVERYWHERE,
        take_in(Legal.SEIZED),
        creates=True,
        urgent=True,
        due=TRACE,
        alarms=alarms_of_taking,
    ),
)

CUSTODY: Final = (
    Rule(
        "custody_handed_over",
        "Protocol art. 11",
        recorders("police customs military court licensing_authority"),
        states(TAKEN, State.EVIDENCE, State.CONFISCATED),
        hand_over_custody,
        expects=("counterparty_confirmed",),
    ),
    Rule(
        "sent_to_forensics",
        "ITI para. 16",
        recorders("forensic_laboratory police customs military court"),
        states(TAKEN, State.EVIDENCE, State.CONFISCATED),
        to_examiner,
        needs=("seal",),
        expects=("counterparty_confirmed",),
        due=due(Deadline("forensic_return", 90)),
    ),
    Rule(
        "forensics_returned",
        "ITI para. 16",
        recorders("forensic_laboratory police customs military court"),
        states(State.IN_FORENSICS),
        hand_over_custody,
        needs=("seal",),
        expects=("counterparty_confirmed",),
    ),
    Rule(
        "evidence_taken",
        "national law",
        recorders("court police customs forensic_laboratory military"),
        states(TAKEN, State.IN_FORENSICS),
        into_evidence,
        needs=("seal",),
    ),
    Rule(
        "returned_to_owner",
        "national law",
        recorders("court police customs"),
        states(TAKEN, State.EVIDENCE, State.CONFISCATED),
        give_back,
        needs=("ownership_proven", "owner_permit_valid", "marks_complete"),
        expects=("category_known",),
        needs_from={State.CONFISCATED: ("order",)},
        people=2,
    ),
    Rule(
        "confiscated",
        "Protocol art. 6(1)",
        recorders("court licensing_authority police customs"),
        states(TAKEN, State.EVIDENCE, State.DEPOSITED_REVOKED),
        forfeit,
        needs=("order",),
    ),
)

DISPOSAL: Final = (
    Rule(
        "disposal_decided",
        "Protocol art. 6(2)",
        recorders("court licensing_authority police customs military"),
        states(State.FOUND, State.SURRENDERED, State.CONFISCATED),
        await_disposal,
        needs=("order", "method"),
        needs_when=_authority_for_other_use,
        people=2,
        due=due(Deadline("disposal", 180)),
    ),
    Rule(
        "sold_from_disposal",
        "Protocol art. 6(2)",
        recorders("court licensing_authority police customs military"),
        states(State.PENDING_DISPOSAL),
        pass_to(*HOLDERS, *TRADE_OWNERS, Ownership.STATE),
        needs=("order", "disposal_authority", "marks_complete", "new_owner"),
        needs_when=_transfer_mark_for_civilians,
        expects=("buyer_permit_covers_category", "category_known", "quota_left", "background_check"),
        people=2,
    ),
    Rule(
        "destroyed",
        "Protocol art. 6(2)",
        recorders("police customs military licensing_authority court maker dealer"),
        states(
            State.PENDING_DISPOSAL,
            HELD_BY_CIVILIANS,
            TRADE_STOCK,
            DEPOSITED,
            MAKING - {State.PLANNED},
            State.DEACTIVATED,
            State.FITTED,
        ),
        end(Physical.DESTROYED),
        needs=(*FREE, "order", "method", "witnesses"),
        # What was forfeited is destroyed under a sealed list or not at all; what its holder has destroyed stands on one where there is one.
        needs_from={State.PENDING_DISPOSAL: ("list_sealed",)},
        expects=("list_sealed",),
        people=2,
    ),
)
