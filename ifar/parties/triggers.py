"""Which function of parties runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.triggers import Trigger

TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger("b_parties", "AFTER INSERT", "ledger_erasure", "parties_erase"),
    *(
        Trigger("forget", "AFTER UPDATE OF name", table, "parties_keys_forget", when="(new.name IS NULL)")
        for table in ("parties_bar", "parties_party")
    ),
    Trigger("barred", "BEFORE INSERT OR UPDATE", "parties_namekey", "parties_namekey_barred"),
)
