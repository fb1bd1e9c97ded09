"""What verification says from a signal to an effect: nothing of an honest register, and the row of each alteration."""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import transaction

from ifar.hotspots.models import Response
from ifar.ledger.sources import all_replays
from tests.databases import Database
from tests.hotspots.flowing import a_flow

ALTERATIONS = {
    "UPDATE hotspots_alert SET observed = 1": ", observed",
    "UPDATE hotspots_alert SET caveats = '{}'": ", caveats",
    "UPDATE hotspots_hotspot SET level = 'urgent'": ", level",
    "UPDATE hotspots_hotspot SET held = true": ", held",
    "UPDATE hotspots_response SET approved_by = opened_by WHERE state = 'active'": ", approved_by",
    "UPDATE hotspots_response SET rights = '{}' WHERE state = 'active'": ", rights",
    'UPDATE hotspots_response SET words = words || \'{"title": "Other"}\'': ", words",
    "UPDATE hotspots_plan SET indicators = '[]'": ", indicators",
    "UPDATE hotspots_run SET findings = '[]'": ", findings",
    "DELETE FROM hotspots_report": "state_missing report",
    "UPDATE hotspots_event SET changes = changes || '{\"kinds\": [\"recoveries\"]}' WHERE kind = 'raised'": "own recoveries",
    "UPDATE hotspots_event SET changes = changes || '{\"last\": \"2014-06-30\"}' WHERE record_type = 'run' AND kind = 'asked'": "raised by a run over the past",
    "UPDATE hotspots_event SET changes = changes || '{\"last\": \"some day\"}' WHERE record_type = 'run' AND kind = 'asked'": "raised by a run over the past",
    "UPDATE hotspots_event SET changes = changes || '{\"run\": \"H00000000000XX\"}' WHERE record_type = 'alert' AND kind = 'raised'": "hotspots.alert.run",
    "UPDATE ledger_entry SET actor = (SELECT opened_by FROM hotspots_response LIMIT 1) WHERE act = 'hotspots.response_approved'": "hotspots.response.same_person",
    "UPDATE ledger_entry SET actor = (SELECT opened_by FROM hotspots_response LIMIT 1) WHERE act = 'hotspots.response_checked'": "hotspots.response.own_check",
    "UPDATE hotspots_event SET changes = changes || '{\"version\": 9}' WHERE record_type = 'report'": "hotspots.changed_meanwhile",
    "UPDATE ledger_entry SET agency = '' WHERE act = 'hotspots.hotspot_opened'": "hotspots.other_office",
    "UPDATE hotspots_event SET kind = 'returned' WHERE kind = 'checked'": "it sets checked_on, rights",
    "DELETE FROM hotspots_event WHERE kind = 'checked'": "hotspots.response.unchecked",
    "UPDATE hotspots_event SET changes = jsonb_set(changes, '{rights,force}', '\"no\"') WHERE kind = 'checked'": "without the human-rights check",
    "UPDATE hotspots_event SET changes = changes || '{\"findings\": []}' WHERE record_type = 'run' AND kind = 'done'": "another result",
    "UPDATE hotspots_event SET changes = jsonb_set(changes, '{content,level}', '\"none\"') WHERE record_type = 'report'": "another content",
    "UPDATE acts_act SET transitions = '{\"proposed\": \"active\"}' WHERE prefix = 'hotspots' AND record_type = 'response' AND kind = 'begun'": "acts_act hotspots response begun",
}
"""Statement of whoever owns the database -> what is named."""


def said(connection: psycopg.Connection[Any]) -> list[str]:
    with connection.cursor() as cursor:
        return [
            f"{difference.kind} {difference.place} {difference.says} {difference.should}"
            for check in all_replays()
            if check.name.startswith(("hotspots", "acts_"))
            for difference in check.check(cursor, None)
        ]


def test_each_alteration_is_named_and_an_honest_register_says_nothing(peopled_db: Database) -> None:
    with transaction.atomic():
        a_flow()
    assert Response.objects.filter(state="active").exists()
    with peopled_db.connect() as connection, connection.transaction(force_rollback=True):
        assert said(connection) == []
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relname LIKE 'hotspots\\_%' AND relkind = 'r'"
        ).fetchall()
        for (table,) in [*tables, ("ledger_entry",), ("acts_act",)]:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL".encode())
        for alteration, named in ALTERATIONS.items():
            with connection.transaction(force_rollback=True):
                connection.execute(alteration.encode())
                results = said(connection)
            assert any(named in text for text in results), (alteration, results)
