"""Which function of returns runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.accounts.triggers import says
from ifar.triggers import Trigger

TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger("c_admit", "BEFORE INSERT", "returns_answer", "returns_answer_admit"),
    says(
        "returns_answer",
        act="'returns.answered'",
        object="upper(r.form) || '-' || r.year",
        payload=(
            "jsonb_build_object('form', r.form, 'year', r.year, 'cell', r.cell, 'value', r.value, 'note', "
            "r.note, 'withdrawn', r.withdrawn, 'withheld', r.withheld, 'at', accounts_time(r.at))"
        ),
        actor="r.said_by",
    ),
    Trigger("c_admit", "BEFORE INSERT", "returns_dispatch", "returns_dispatch_admit"),
    says(
        "returns_dispatch",
        act="'returns.' || r.kind",
        object="r.message::text",
        payload=(
            "jsonb_build_object('replaces', r.replaces, 'form', r.form, 'year', r.year, 'edition', r.edition, "
            "'hub', r.hub, 'consent', r.consent, 'conditions', r.conditions, 'hash', r.hash, 'at', "
            "accounts_time(r.at))"
        ),
    ),
    Trigger("c_follow", "BEFORE INSERT", "returns_edition", "returns_edition_follow"),
    says(
        "returns_edition",
        act="'returns.frozen'",
        object="upper(r.form) || '-' || r.year || '-' || r.number",
        payload=(
            "jsonb_build_object('country', r.country, 'year', r.year, 'edition', r.number, 'cells', r.cells, "
            "'note', r.note, 'proposal', r.proposal, 'at', "
            "accounts_time(r.at)) || CASE r.form WHEN 'iafq' THEN '{}' ELSE jsonb_build_object('form', "
            "r.form) END"
        ),
    ),
    Trigger("c_follow", "BEFORE INSERT", "returns_publication", "returns_publication_follow"),
    says(
        "returns_publication",
        act="'returns.published'",
        object="'OPEN-' || r.year || '-' || r.number",
        payload=(
            "jsonb_build_object('country', r.country, 'year', r.year, 'version', r.number, 'threshold', "
            "r.threshold, 'tables', r.tables, 'digests', r.digests, 'note', r.note, 'proposal', r.proposal)"
        ),
    ),
    Trigger("c_admit", "BEFORE INSERT", "returns_received", "returns_received_admit"),
    says(
        "returns_received",
        act="CASE r.reason WHEN '' THEN 'returns.received' ELSE 'returns.turned_away' END",
        object="r.hash",
        payload=(
            "jsonb_build_object('kind', r.kind, 'sender', r.sender, 'register', r.register, 'message', "
            "r.message, 'replaces', r.replaces, 'form', r.form, 'year', r.year, 'edition', r.edition, 'cells', "
            "r.cells, 'note', r.note, 'consent', r.consent, 'conditions', r.conditions, 'key', r.key, 'made_at', "
            "r.made_at, 'name', r.name, 'reason', r.reason, 'at', accounts_time(r.at))"
        ),
    ),
)
