"""The table's last chapter: work on the thing itself, essential parts, and the register's own acts. Pure."""

from __future__ import annotations

from typing import Final

from ifar.registry.lifecycle.acts import Deadline, Proposed
from ifar.registry.lifecycle.changes import (
    end,
    enter,
    exchange_leading_part,
    fit,
    leave_as_deactivated,
    pass_to,
    set_marked,
    stay,
    take_out,
)
from ifar.registry.lifecycle.rule import (
    ADVERSE,
    AGENCIES,
    DEPOSITED,
    ENDS,
    EVERYWHERE,
    FIREARM,
    FREE,
    HELD,
    IN_CUSTODY,
    NOWHERE,
    PART,
    STOCK,
    WORKABLE,
    Rule,
    due,
    recorders,
    states,
)
from ifar.registry.lifecycle.states import HOLDERS, TRADE_OWNERS, Facts, Ownership, Physical, State, state_of


def alarms_of_sighting(current: Facts | None, _: Proposed) -> tuple[str, ...]:
    """Somebody saw what is on record as gone; a deactivated one may well be seen at its owner's."""
    state = state_of(current) if current else None
    if state in ADVERSE:
        return ("hit",)
    return ("resurrection",) if state in ENDS - {State.DEACTIVATED} else ()


def _new_or_used(event: Proposed) -> tuple[str, ...]:
    """A never-used leading part needs the new record, a used one its own record (NWR)."""
    return ("successor",) if event.details.get("never_used") else ("part",)


GUNSMITHS: Final = recorders("maker dealer licensing_authority military")

WORK: Final = (
    Rule(
        "deactivated",
        "Protocol art. 9, EU 2015/2403",
        recorders("proof_house forensic_laboratory maker dealer licensing_authority military"),
        states(STOCK, HELD, State.IN_REPAIR, DEPOSITED, State.PENDING_DISPOSAL),
        leave_as_deactivated,
        needs=(*FREE, "accredited_body", "certificate"),
        expects=("standard_met",),
        needs_from={State.PENDING_DISPOSAL: ("disposal_authority", "second_person")},
    ),
    Rule(
        "converted",
        "EU 2021/555 art. 4(5)(d)",
        GUNSMITHS,
        WORKABLE,
        stay,
        things=FIREARM,
        needs=FREE,
        expects=("gunsmith_licence", "permit_covers_new_category", "category_known"),
        due=due(Deadline("permit_recheck", 30)),
    ),
    Rule(
        "re_marked",
        "Protocol art. 8, ITI para. 9",
        recorders("maker dealer proof_house police customs military forensic_laboratory licensing_authority"),
        states(WORKABLE, State.AT_PROOF_HOUSE, IN_CUSTODY),
        set_marked,
        needs=("order", "new_marks_complete"),
        people=2,
    ),
    Rule(
        "leading_part_exchanged",
        "NWR",
        GUNSMITHS,
        WORKABLE,
        exchange_leading_part,
        things=FIREARM,
        needs=FREE,
        needs_when=_new_or_used,
        expects=("gunsmith_licence",),
    ),
    Rule(
        "part_exchanged",
        "NWR",
        GUNSMITHS,
        WORKABLE,
        stay,
        things=FIREARM,
        needs=FREE,
        expects=("gunsmith_licence",),
    ),
    Rule(
        "disassembled",
        "NWR",
        GUNSMITHS,
        states(STOCK, HELD),
        end(Physical.DISASSEMBLED),
        things=FIREARM,
        needs=(*FREE, "final_disassembly"),
        expects=("gunsmith_licence",),
    ),
    Rule(
        "reassembled",
        "NWR",
        GUNSMITHS,
        NOWHERE,
        pass_to(*HOLDERS, *TRADE_OWNERS, Ownership.STATE),
        creates=True,
        things=FIREARM,
        needs=("new_marks_complete",),
        expects=("gunsmith_licence", "buyer_permit_covers_category", "category_known"),
    ),
)

PARTS: Final = (
    Rule(
        "part_fitted",
        "Protocol art. 3(b), NWR",
        GUNSMITHS | {"police"},
        states(State.MARKED, State.PROOFED, STOCK, HELD),
        fit,
        things=PART,
        needs=(*FREE, "firearm"),
        expects=("marks_complete",),
    ),
    Rule(
        "part_removed",
        "Protocol art. 3(b), NWR",
        GUNSMITHS | {"police"},
        states(State.FITTED),
        take_out,
        things=PART,
    ),
)

RECORDS: Final = (
    Rule(
        "registered",
        "EU 2021/555 art. 4(5)",
        recorders("licensing_authority police customs military maker dealer"),
        NOWHERE,
        enter,
        creates=True,
    ),
    Rule(
        "corrected",
        "EU 2021/555 art. 4(5)",
        recorders("licensing_authority police customs military forensic_laboratory court"),
        EVERYWHERE,
        stay,
        needs=("reason",),
        people=2,
    ),
    Rule(
        "annulled",
        "EU 2021/555 art. 4(5)",
        recorders("licensing_authority police customs military court"),
        EVERYWHERE,
        stay,
        needs=("reason", "latest_change"),
        people=2,
        restores=True,
    ),
    Rule(
        "merged",
        "NWR",
        recorders("licensing_authority police military"),
        EVERYWHERE,
        stay,
        needs=("survivor",),
        identity="merge",
    ),
    Rule(
        "split",
        "NWR",
        recorders("licensing_authority police military"),
        EVERYWHERE,
        stay,
        needs=("reason",),
        identity="split",
        when_merged=True,
    ),
    Rule(
        "sighted",
        "MOSAIC 05.20",
        AGENCIES,
        EVERYWHERE - {State.PLANNED},
        stay,
        informs=True,
        alarms=alarms_of_sighting,
    ),
    Rule(
        "diversion_found",
        "Protocol art. 11, ATT art. 11",
        recorders("police customs licensing_authority inspectorate military court"),
        EVERYWHERE - {State.PLANNED},
        stay,
        informs=True,
    ),
    Rule(
        "trace_requested",
        "ITI para. 14-23, Protocol art. 12",
        recorders("police customs licensing_authority forensic_laboratory military court"),
        EVERYWHERE,
        stay,
        informs=True,
        needs=("purpose",),
        due=due(Deadline("trace_acknowledgement", 7)),
    ),
    Rule(
        "trace_answered",
        "ITI para. 14-23, Protocol art. 12",
        recorders("police customs licensing_authority forensic_laboratory military court"),
        EVERYWHERE,
        stay,
        informs=True,
    ),
    Rule("noted", "register's own rule", AGENCIES, EVERYWHERE, stay, informs=True, when_merged=True),
)
