"""Which function of programme runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.triggers import Trigger

TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger(
        "before_act", "BEFORE INSERT", "programme_extractrow", "programme_rows_before", arguments=("extract",)
    ),
    Trigger(
        "before_act",
        "BEFORE INSERT",
        "programme_othersactivity",
        "programme_rows_before",
        arguments=("othersfile",),
    ),
    Trigger(
        "balance", "AFTER INSERT", "programme_posting", "acts_balances", arguments=("journal",), deferred=True
    ),
)
