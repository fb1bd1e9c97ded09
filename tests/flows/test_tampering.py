"""A real register, altered by its database's superuser with every trigger off and the witness out of reach: each is named.

And the runtime role, which cannot alter anything to begin with.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import connections
from pytest_django import DjangoDbBlocker, Settings

from ifar.accounts.services import proposals
from ifar.ledger.checkpoint import COSIGNATURE, SigningKey
from ifar.ledger.cosigning import Witness
from ifar.ledger.verification import Report
from ifar.registry import annulment
from ifar.registry.services.events import NewEvent, Recorded, record_event
from ifar.registry.services.proposals import propose_event
from tests import cast
from tests.databases import Databases, settings_at
from tests.factories import a_firearm, a_person
from tests.logs import ORIGIN, Log
from tests.registry.test_allowances import DESTROYED, forge

OUT_OF_REACH = Witness(
    SigningKey("witness.test/w1", COSIGNATURE, b"\x09" * 32).verifier, "http://127.0.0.1:9"
)


@dataclass
class Life:
    """A signed register and one firearm's life in it."""

    log: Log
    firearm: str
    first: Recorded
    second: Recorded
    third: Recorded


@pytest.fixture(scope="module")
def original(
    databases: Databases,
    peopled_template: str,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Life]:
    """Two checkpoints; a firearm that was registered, transferred and noted, with a remark that is a personal value."""
    home = tmp_path_factory.mktemp("home")
    with (
        databases.clone(peopled_template) as database,
        django_db_blocker.unblock(),
        settings_at(database.name),
    ):
        alice, log = cast.actor("alice"), Log(database, home)
        first = a_firearm(alice, "AB1234", owner=a_person(alice), owner_kind="private")
        for number in range(5):
            a_firearm(alice, f"CD{number}")
        log.sequence()
        bought = NewEvent(
            "privately_transferred",
            {"owner_kind": "private", "owner": a_person(alice, "Jean Mbeki")},
            paper="P-1",
        )
        second = record_event(actor=alice, firearm=first.firearm, event=bought)
        third = record_event(
            actor=alice, firearm=first.firearm, event=NewEvent("noted", {"text": "seen at the range"})
        )
        log.sequence()
        connections.close_all()
        yield Life(log, first.firearm, first, second, third)


@contextlib.contextmanager
def lived(life: Life, settings: Any, blocker: DjangoDbBlocker) -> Iterator[None]:
    """The settings lead to that register inside the block."""
    settings.IFAR_HOME, settings.IFAR_LEDGER_NAME = life.log.home, ORIGIN
    with blocker.unblock(), settings_at(life.log.database.name):
        yield


@contextlib.contextmanager
def copy_of(original: Life, databases: Databases, home: Path) -> Iterator[Life]:
    """Another register of the same life: its database, its keys, its memory."""
    shutil.copytree(original.log.home, home)
    with databases.clone(original.log.database.name) as database:
        yield replace(original, log=Log(database, home))


@pytest.fixture
def life(
    original: Life,
    databases: Databases,
    django_db_blocker: DjangoDbBlocker,
    tmp_path: Path,
    settings: Settings,
) -> Iterator[Life]:
    """A copy of that register for one test."""
    with copy_of(original, databases, tmp_path / "home") as copy, lived(copy, settings, django_db_blocker):
        yield copy


@pytest.fixture(scope="module")
def standing(
    original: Life,
    databases: Databases,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Life]:
    """A copy for all those that try and may not: it verifies after each of them when it verifies after the last."""
    with (
        copy_of(original, databases, tmp_path_factory.mktemp("standing") / "home") as copy,
        pytest.MonkeyPatch.context() as patch,
    ):
        yield copy
        patch.setattr(django_settings, "IFAR_HOME", copy.log.home)
        patch.setattr(django_settings, "IFAR_LEDGER_NAME", ORIGIN)
        with django_db_blocker.unblock(), settings_at(copy.log.database.name):
            report = verified(copy)
            assert report.good, named(report)


@pytest.fixture
def refusing(standing: Life, django_db_blocker: DjangoDbBlocker, settings: Settings) -> Iterator[Life]:
    """The register that nobody has altered, for one more who tries."""
    with lived(standing, settings, django_db_blocker):
        yield standing


def verified(life: Life) -> Report:
    return life.log.verify(witnesses=[OUT_OF_REACH])


def named(report: Report) -> list[str]:
    return [f"{difference.kind}: {difference.place}" for difference in report.differences]


def test_the_untouched_register_is_good(life: Life) -> None:
    report = verified(life)
    assert report.good, named(report)
    assert any("does not answer" in note for note in report.notes)
    life.log.sequence()
    assert life.log.verify(whole=False).good


def test_one_changed_byte_of_an_event(life: Life) -> None:
    life.log.tamper(
        "UPDATE registry_event SET details = jsonb_set(details, '{owner}', '\"P0000000000000\"') WHERE id = %s",
        life.second.entry,
    )
    assert f"row_differs: registry_event {life.second.entry}, details.owner" in named(verified(life))


def test_one_changed_byte_of_an_entry(life: Life) -> None:
    life.log.tamper(
        "UPDATE ledger_entry SET canonical = set_byte(canonical, 60, get_byte(canonical, 60) # 1) WHERE entry = %s",
        life.second.entry,
    )
    assert any(f"entry_altered: entry {life.second.entry}" in place for place in named(verified(life)))


def test_a_deleted_event(life: Life) -> None:
    life.log.tamper("DELETE FROM registry_event WHERE id = %s", life.second.entry)
    results = named(verified(life))
    assert f"row_missing: registry_event {life.second.entry}" in results


def test_an_event_deleted_with_its_entry_and_the_state_put_back(life: Life) -> None:
    life.log.tamper("DELETE FROM registry_event WHERE id = %s", life.third.entry)
    life.log.tamper("DELETE FROM ledger_personal WHERE entry = %s", life.third.entry)
    life.log.tamper("DELETE FROM ledger_entry WHERE entry = %s", life.third.entry)
    life.log.tamper(
        "UPDATE registry_firearm SET n = 2, last_event = %s WHERE public_id = %s",
        life.second.entry,
        life.firearm,
    )
    assert [place.split(":")[0] for place in named(verified(life))] == ["entry_missing"]


def test_an_event_inserted_in_between(life: Life) -> None:
    life.log.tamper("UPDATE registry_event SET n = n + 1 WHERE n > 1 AND id = %s", life.third.entry)
    life.log.tamper(
        """INSERT INTO registry_event SELECT (r).* FROM (SELECT jsonb_populate_record(e, '{"id":
           "01890000-0000-7000-8000-000000000000", "n": 3}') AS r FROM registry_event e WHERE id = %s) AS made""",
        life.second.entry,
    )
    results = named(verified(life))
    assert "row_stray: registry_event 01890000-0000-7000-8000-000000000000" in results
    assert f"row_differs: registry_event {life.third.entry}, n" in results


@pytest.mark.parametrize(
    ("column", "value"),
    [("owner", "'P0000000000000'"), ("calibre", "'22lr'"), ("physical", "'destroyed'"), ("n", "9")],
)
def test_a_changed_state_row(life: Life, column: str, value: str) -> None:
    life.log.tamper(f"UPDATE registry_firearm SET {column} = {value} WHERE public_id = %s", life.firearm)
    assert named(verified(life)) == [f"state_differs: firearm {life.firearm}, {column}"]


def test_a_changed_mark(life: Life) -> None:
    life.log.tamper("UPDATE registry_mark SET text = 'AB1235' WHERE text = 'AB1234'")
    assert named(verified(life)) == [
        f"state_differs: mark 1 of firearm {life.firearm}, text",
        f"keys_differ: search keys of mark 1 of firearm {life.firearm}",
    ]


def test_an_event_that_does_more_than_its_kind_may(life: Life) -> None:
    """With the table of what kinds may do altered, one person's sighting makes a destruction and another serial of it: the verifier
    asks the program's own table."""
    with life.log.database.connect() as superuser:
        superuser.execute(
            "UPDATE registry_allowance AS r SET becomes = NULL, facts = a.facts, columns = a.columns, changes_marks = true"
            " FROM registry_allowance a WHERE r.kind = 'sighted' AND a.kind = 'annulled'"
        )
    alice = cast.actor("alice")
    forge(alice, life.firearm, "sighted", {**DESTROYED, "marks": [{"n": 1, "text": "FORGED"}]})
    life.log.sequence()
    assert f"event_beyond_its_kind: event 4 of firearm {life.firearm}" in named(verified(life))


def test_an_annulment_that_takes_back_another_event_than_two_people_approved(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the check taken away, in the program and in the database."""
    alice, bob = cast.actor("alice"), cast.actor("bob")
    event = NewEvent("annulled", {"event": str(life.third.entry)})
    asked = propose_event(actor=alice, firearm=life.firearm, event=event, reason="x")
    record_event(actor=alice, firearm=life.firearm, event=NewEvent("noted", {"text": "y"}))
    monkeypatch.setattr(annulment, "names_latest", lambda details, latest: True)
    with life.log.database.connect() as superuser:
        superuser.execute(
            "CREATE OR REPLACE FUNCTION registry_event_use(e registry_event) RETURNS void LANGUAGE sql AS 'SELECT'"
        )
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    life.log.sequence()
    assert named(verified(life)) == [f"annulled_another: event 5 of firearm {life.firearm}"]


def test_search_keys_taken_away_to_hide_a_mark(life: Life) -> None:
    life.log.tamper("DELETE FROM registry_markkey WHERE plain = 'AB1234'")
    assert named(verified(life)) == [f"keys_differ: search keys of mark 1 of firearm {life.firearm}"]


def test_a_state_row_without_events_and_events_without_a_state_row(life: Life) -> None:
    life.log.tamper("DELETE FROM registry_firearm WHERE public_id = %s", life.firearm)
    results = named(verified(life))
    assert f"state_missing: firearm {life.firearm}" in results


def test_two_swapped_leaves(life: Life) -> None:
    last = life.log.value("SELECT max(index) FROM ledger_leaf")
    item, other = (
        life.log.value("SELECT entry_id FROM ledger_leaf WHERE index = %s", n) for n in (last - 1, last)
    )
    life.log.tamper("UPDATE ledger_leaf SET entry_id = -index WHERE index >= %s", last - 1)
    life.log.tamper(
        "UPDATE ledger_leaf SET entry_id = CASE index WHEN %s THEN %s::bigint ELSE %s END WHERE index >= %s",
        last,
        item,
        other,
        last - 1,
    )
    results = named(verified(life))
    assert f"leaf_order: leaf {last}" in results
    assert sum(place.startswith("entry_altered") for place in results) == 2


def test_a_rolled_back_checkpoint(life: Life) -> None:
    assert verified(life).good
    size, newest = life.log.value("SELECT ARRAY[min(size), max(size)] FROM ledger_checkpoint")
    life.log.tamper("DELETE FROM ledger_checkpoint WHERE size > %s", size)
    results = named(verified(life))
    assert results == [f"leaf_unsigned: leaf {size}", f"checkpoint_missing: checkpoints up to {newest}"]
    life.log.tamper("DELETE FROM ledger_leaf WHERE index >= %s", size)
    life.log.tamper("UPDATE ledger_tile SET hashes = substr(hashes, 1, %s)", size * 32)
    assert [place.split(":")[0] for place in named(verified(life))] == ["rolled_back"]


def test_a_salt_deleted_without_an_erasure(life: Life) -> None:
    life.log.tamper("DELETE FROM ledger_personal WHERE entry = %s", life.third.entry)
    (text,) = named(verified(life))
    assert text.startswith(f"salt_missing: text of entry {life.third.entry}")


def test_a_forged_approval(life: Life) -> None:
    """Four eyes are part of the log: whoever makes two people out of one afterwards is found."""
    life.log.tamper("UPDATE accounts_grant SET role = 'licensing_head' WHERE role = 'licensing_clerk'")
    assert any(place.startswith("row_differs: accounts_grant") for place in named(verified(life)))


def test_a_changed_reading_of_personal_data(life: Life) -> None:
    alice = cast.actor("alice")
    proposal = proposals.propose(
        actor=cast.actor("ken"),
        act="accounts.revoke",
        object=alice.id,
        payload={"role": "licensing_clerk"},
        reason="leaves the office",
    )
    life.log.sequence()
    life.log.tamper(
        "UPDATE accounts_proposal SET reason = 'another reason' WHERE public_id = %s", proposal.public_id
    )
    assert any("accounts_proposal" in place for place in named(verified(life)))


# --- the runtime role -------------------------------------------------------------------------------------------------------
PROTECTED = (
    "ledger_entry",
    "ledger_entry_p0",
    "ledger_personal",
    "ledger_erasure",
    "ledger_leaf",
    "ledger_tile",
    "ledger_checkpoint",
    "ledger_cosignature",
    "ledger_key",
    "registry_event",
    "registry_firearm",
    "registry_mark",
    "registry_holding",
    "registry_duplicatedecision",
    "parties_event",
    "parties_party",
    "parties_address",
    "parties_formerkey",
    "accounts_agency",
    "accounts_agencyact",
    "accounts_grant",
    "accounts_proposal",
    "accounts_decision",
    "accounts_execution",
    "accounts_readlog",
)
SETTINGS = (
    "",
    "SET session_replication_role = replica",
    "SET row_security = off",
    "SET ROLE ifar_owner",
    "SET SESSION AUTHORIZATION ifar_owner",
    "SET search_path = pg_temp, public",
    "SET default_transaction_read_only = off",
    "CREATE TEMPORARY TABLE ledger_entry (id bigint)",
    "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
    "GRANT ALL ON ledger_entry TO ifar_app",
    "CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE OR REPLACE FUNCTION public.ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "DROP TRIGGER refuse_change ON ledger_entry",
)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting[:40] or "none")
def test_the_runtime_role_alters_nothing_whatever_it_sets(refusing: Life, setting: str) -> None:
    with refusing.log.database.connect() as superuser:
        columns = superuser.execute(
            "SELECT name, (SELECT attname FROM pg_attribute WHERE attrelid = ('public.' || name)::regclass AND attnum > 1"
            " AND NOT attisdropped LIMIT 1) FROM unnest(%s::text[]) AS name",
            [list(PROTECTED)],
        ).fetchall()
    assert len(columns) == len(PROTECTED)
    with refusing.log.database.connect("default") as app:
        with contextlib.suppress(psycopg.Error):
            app.execute(setting or "SELECT 1")
        for table, column in columns:
            for statement in (
                f'UPDATE public.{table} SET "{column}" = "{column}"',
                f"DELETE FROM public.{table}",
                f"TRUNCATE public.{table}",
                f"TRUNCATE public.{table} CASCADE",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    app.execute(statement)


@pytest.mark.parametrize("alias", ["sequencer", "verifier"])
def test_the_other_roles_alter_no_act_either(refusing: Life, alias: str) -> None:
    with refusing.log.database.connect(alias) as role:
        for table in (
            "ledger_entry",
            "registry_event",
            "registry_firearm",
            "parties_party",
            "ledger_personal",
            "accounts_grant",
        ):
            for statement in (f"UPDATE {table} SET ctid = ctid", f"DELETE FROM {table}", f"TRUNCATE {table}"):
                with pytest.raises(
                    (psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported)
                ):
                    role.execute(statement)


def test_not_even_the_owner_alters_by_plain_statements(refusing: Life) -> None:
    with refusing.log.database.connect("owner") as owner, refusing.log.database.connect() as superuser:
        for table in PROTECTED:
            statements = [f"TRUNCATE {table} CASCADE"]
            if superuser.execute(f"SELECT FROM {table} LIMIT 1").fetchone() is not None:
                statements.append(f"DELETE FROM {table}")
            for statement in statements:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    owner.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO registry_firearm SELECT * FROM registry_firearm",
        "INSERT INTO registry_mark SELECT * FROM registry_mark",
        "INSERT INTO ledger_leaf VALUES (1000, 1000)",
        "INSERT INTO ledger_checkpoint VALUES (1000, sha256(''), '', now())",
        "INSERT INTO ledger_entry SELECT * FROM ledger_entry",
        "INSERT INTO registry_event SELECT * FROM registry_event",
    ],
)
def test_the_runtime_role_inserts_no_state_and_no_event_without_an_entry(
    refusing: Life, statement: str
) -> None:
    with refusing.log.database.connect("default") as app, pytest.raises(psycopg.Error):
        app.execute(statement)
