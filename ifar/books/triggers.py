"""Which function of books runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.triggers import Trigger

TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger("d_closed", "BEFORE INSERT", "ledger_entry", "books_entry_refuse"),
    Trigger("a_closed", "BEFORE INSERT", "registry_bookline", "books_line_refuse"),
)
