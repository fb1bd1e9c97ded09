"""Which function of papers runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.accounts.triggers import says
from ifar.triggers import Trigger

TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger("project", "AFTER INSERT", "papers_act", "papers_act_project"),
    says(
        "papers_act",
        act="'papers.' || r.kind",
        object="r.paper",
        payload="jsonb_build_object('paper', r.paper, 'n', r.n, 'kind', r.kind, 'details', r.details)",
    ),
    Trigger("state_keep", "BEFORE INSERT OR DELETE OR UPDATE", "papers_paper", "papers_state_keep"),
)
