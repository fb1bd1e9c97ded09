"""Which function of files runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.triggers import Trigger

TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger("b_one", "BEFORE INSERT", "files_derivative", "files_derivative_one"),
    Trigger("a_admit", "BEFORE INSERT", "files_removal", "files_removal_admit"),
    Trigger("b_reach", "BEFORE INSERT", "files_removal", "files_removal_reach"),
    Trigger("c_fits", "BEFORE INSERT", "files_removal", "files_removal_fits"),
)
