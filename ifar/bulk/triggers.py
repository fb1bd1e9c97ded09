"""Which function of bulk acts runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.triggers import Trigger

TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger("admit", "BEFORE INSERT", ("bulk_line", "bulk_answer"), "bulk_row_admit"),
)
