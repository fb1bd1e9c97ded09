"""Which function of parties runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.triggers import Trigger

TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger("a_a_wait", "BEFORE INSERT", "ledger_erasure", "parties_lock_for_erasure"),
    Trigger("b_parties", "AFTER INSERT", "ledger_erasure", "parties_erasure_apply"),
    Trigger(
        "forget", "AFTER UPDATE OF name", "parties_bar", "parties_barkey_forget", when="(new.name IS NULL)"
    ),
    Trigger("apply", "BEFORE INSERT", "parties_event", "parties_event_apply", when="new.n <> 1"),
    Trigger(
        "open",
        "AFTER INSERT",
        "parties_event",
        "parties_event_open",
        each="STATEMENT",
        referencing="NEW TABLE AS arrived",
    ),
    Trigger("barred", "BEFORE INSERT OR UPDATE", "parties_namekey", "parties_namekey_barred"),
)
