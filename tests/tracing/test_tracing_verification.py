"""What verification says of tracing: nothing of an honest register, and the row of each alteration."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from ifar.tracing.models import Exchange, Request, Step
from ifar.tracing.services import answering, chains, exchange, requests, statement
from ifar.tracing.steps import Answer
from tests import cast
from tests.altered import Register, filled_once, without_triggers
from tests.factories import a_firearm
from tests.tracing.conftest import WORDS, a_request, came_in, searching
from tests.tracing.test_exchange import made as made_file
from tests.tracing.test_notices import _tracer
from tests.tracing.test_senders import confirmed, held


def _fill() -> None:
    """Requests of every direction, with a chain, an outcome, a refusal, one that was taken up again."""
    dave, erin, ivan = _tracer(), cast.actor("erin"), cast.actor("ivan")
    arm = a_firearm(cast.actor("alice"), "AB71234").firearm
    text = searching(erin, agreement="bilateral", justification="An order of the court.")
    answering.identify(actor=erin, request_id=text, firearm=arm)
    asked = chains.ask_trader(actor=erin, request_id=text, trader=ivan.agency)
    answer = Answer("passed_on", dt.date(2021, 2, 28), "holder", described={"name": "Wei Zhang"})
    chains.answer_question(actor=ivan, step_id=asked, said=answer)
    answering.answer(actor=erin, request_id=text)
    answering.resume(actor=erin, request_id=text)
    refused = came_in(erin)
    answering.refuse(actor=erin, request_id=refused, ground="investigation", note=WORDS)
    out = a_request(dave)
    answering.acknowledge(actor=dave, request_id=out, reference="BE-1")
    chains.settle(actor=dave, request_id=out, outcome="pending")
    requests.message(actor=dave, request_id=out, text="Please hurry.")
    late = searching(
        erin, thing="ammunition", lot={"headstamp": "KW 71"}, identity={}, marks=(), handling="secret"
    )
    answering.delay(actor=erin, request_id=late, ground="investigation", note=WORDS)
    answering.resume(actor=erin, request_id=late)
    requests.let_in(actor=erin, request_id=late, offices=[cast.agency("customs").public_id])
    made = Answer("passed_on", dt.date(2020, 1, 1), "dealer", source="Book 1", quantity=100)
    chains.note_link(actor=erin, request_id=late, role="maker", said=made)
    stated = searching(erin, agreement="bilateral")
    chains.note_link(actor=erin, request_id=stated, role="maker", said=replace(made, quantity=None))
    statement.issue_statement(actor=erin, request=stated, language="en")
    a_request(dave, "domestic", sent=False, recovered_on=None, office=cast.agency("customs").public_id)
    confirmed(dave, held(dave))
    assert exchange.take_in(actor=dave, data=made_file()).reason == ""


country = filled_once(_fill)


def test_an_honest_register_says_nothing(country: Register) -> None:
    assert country.says() == []


@pytest.mark.parametrize(
    "alteration",
    [
        """UPDATE tracing_event SET details = details || '{"proposal": "Q0000000000000"}' WHERE details ? 'proposal'""",
        """UPDATE tracing_event SET details = details || '{"log": "another"}' WHERE details ? 'proposal'""",
        "DELETE FROM ledger_entry WHERE act = 'sender.confirmed'",
    ],
)
def test_w07_a_file_that_was_taken_in_by_a_key_that_nobody_confirmed_is_named(
    country: Register, alteration: str
) -> None:
    taken = Exchange.objects.get(state="accepted").public_id
    off = without_triggers("tracing_event", "ledger_entry")
    assert f"not_allowed exchange {taken}" in country.says(*off, alteration, of=("tracing_sender",))
    assert country.says(of=("tracing_sender",)) == []


def _columns(connection: psycopg.Connection[Any], table: str) -> list[str]:
    rows = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
        [table],
    )
    keys = {"id", "public_id"} | ({"request_id"} if table == "tracing_measure" else set())
    return [name for (name,) in rows.fetchall() if name not in keys]


OFF = without_triggers(
    "tracing_request",
    "tracing_step",
    "tracing_event",
    "tracing_measure",
    "tracing_delay",
    "tracing_late",
    "documents_paper",
)
OTHER = {
    "smallint": "5", "integer": "8", "bigint": None, "uuid": "gen_random_uuid()", "jsonb": """'{"other": 1}'""", "date": "'2011-01-01'",
    "timestamp with time zone": "'2011-01-01T00:00:00Z'", "text[]": "'{other}'", "character varying[]": "'{other}'",
}  # fmt: skip


@pytest.mark.parametrize(
    "table",
    [
        "tracing_request",
        "tracing_step",
        "tracing_measure",
        "tracing_delay",
        "tracing_scope",
        "tracing_alike",
        "tracing_late",
    ],
)
def test_every_column_is_verified(country: Register, table: str) -> None:
    """Each column of each row, altered behind the back of the triggers, is named by the verifier."""
    silent = []
    connection = country.connection
    with connection.transaction(force_rollback=True):
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        connection.execute("DROP INDEX tracing_request_entered")
        for (check,) in connection.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'u')",
            [table],
        ).fetchall():
            connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{check}"')
        for name in _columns(connection, table):
            [kind] = connection.execute(
                "SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s",
                [table, name],
            ).fetchone()
            if name == "agency_id":
                other = (
                    f"(SELECT id FROM accounts_agency WHERE public_id = '{cast.agency('customs').public_id}')"
                )
            elif name == "quantity":
                other = "8"
            elif kind == "boolean":
                other = f'NOT "{name}"'
            elif name == "scope_id":
                other = "(SELECT s.id FROM tracing_scope s WHERE s.id <> scope_id LIMIT 1)"
            elif name == "alike_id":
                other = "(SELECT max(id) FROM tracing_alike)"
            elif name == "request_id":
                other = "(SELECT max(id) FROM tracing_request)"
            else:
                other = OTHER.get(kind, "'other'")
            if not country.says(f'UPDATE {table} SET "{name}" = {other}', of=("tracing",)):
                silent.append(name)
    assert silent == []


@pytest.mark.parametrize(
    ("alteration", "named"),
    [
        ("DELETE FROM tracing_step", "step {s}"),
        (
            "UPDATE acts_act SET transitions = '{{}}' WHERE prefix = 'tracing' AND kind = 'refused' AND record_type = 'request'",
            "acts_act tracing request refused",
        ),
        (
            "UPDATE acts_act SET columns = columns || 'direction'::text WHERE prefix = 'tracing' AND kind = 'sent' AND record_type = 'request'",
            "acts_act tracing request sent",
        ),
        ("DELETE FROM tracing_event WHERE kind = 'refused'", "request {r}"),
        ("DELETE FROM tracing_measure", "tracing_measure of {r}"),
        ("DELETE FROM tracing_delay", "tracing_delay of"),
        ("DELETE FROM tracing_late", "tracing_late of"),
        ("UPDATE tracing_step SET quantity = 7 WHERE quantity IS NULL", "step {s}"),
        ("UPDATE tracing_request SET named = '{{}}'", "request"),
        ("DELETE FROM documents_paper", "request"),
    ],
)
def test_each_alteration_is_named(country: Register, alteration: str, named: str) -> None:
    refused, step = Request.objects.get(state="refused"), Step.objects.get(state="answered", asked__gt="")
    says = country.says(*OFF, alteration.format())
    assert any(named.format(s=step.public_id, r=refused.public_id) in text for text in says), says
