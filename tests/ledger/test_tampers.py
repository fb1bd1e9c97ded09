"""The table of tampers: of every table a row that was altered, taken away or doubled is named by verification, or listed here with the reason.

What is listed is what the threat model says of it. One register is filled by the loader of the demonstration, another by the services that it does not
call; each alteration is taken back, and only what looks into the table is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from ifar import table_classes
from ifar.accounts.services import reads
from ifar.database import INSERT_ONLY, PROJECTED
from ifar.demonstration import loading, strategy
from ifar.reference import tables
from tests.covering import covering
from tests.databases import Database, Databases, ground
from tests.ledger import filling
from tests.ledger.tampering import Tampered
from tests.logs import ORIGIN, Log
from tests.retention.conftest import forget_first_load

PROVED: Final = sorted(
    {
        *table_classes.LEDGER,
        *INSERT_ONLY,
        *PROJECTED,
        *table_classes.PROGRAM,
        *table_classes.DERIVED,
        *(f"reference_{table.table}" for table in tables.TABLES.values()),
        "reference_code",
        "reference_codelist",
        "reference_listversion",
        "reference_revision",
        "accounts_client",
        "accounts_execution",
        "accounts_user",
        "hotspots_incident",
    }
    - set(table_classes.UNPROVED)
)
"""Every table whose rows something proves."""
NOT_FILLED: Final = {
    "ledger_cosignature": "no witness is asked; tests/ledger/test_witness.py",
    "registry_markaltered": "marks settle in a register of thousands; tests/registry/test_index_compaction.py",
    "returns_dispatch": "a package leaves for a hub, for which the register itself would have to stand in; tests/returns/test_hub.py",
}
"""Tables of which neither register has a row, and where they are tampered with instead."""

_CREDENTIALS: Final = "credentials, and how often somebody missed them"
_UNUSED: Final = "what nobody decides by"
_DEPOSITS: Final = "a deposit is no act: the content is proved by its hash"
_COPIES: Final = "nothing in the log speaks of a copy: each that is there is made again, and compared"
_PAIRS: Final = "how alike the rule found two records, and when"
_ORDER: Final = "a load does not tell in which order its codes stand"
_RULES: Final = "by which version of the rules keys were made; the keys are made again, and compared"
_WAITS: Final = "work that waits"
OUT_OF_REACH: Final[dict[str, dict[str, str]]] = {
    "accounts_client": dict.fromkeys(("token_hash", "prefix"), _CREDENTIALS) | {"last_used_at": _UNUSED},
    "accounts_readlog": {"a row copied": "a read of the last minutes, which no batch covers yet"},
    "accounts_user": {
        **dict.fromkeys(
            ("password", "must_change_password", "failed_attempts", "locked_until"), _CREDENTIALS
        ),
        "last_login": _UNUSED,
        "language": "a person's own setting",
        "current_agency_id": "at which of their offices somebody works; each act says its own",
    },
    "files_deposit": dict.fromkeys(
        (
            "file_id",
            "name",
            "purpose",
            "actor",
            "agency_id",
            "compartment",
            "at",
            "a row deleted",
            "a row copied",
        ),
        _DEPOSITS,
    ),
    "files_derivative": dict.fromkeys(("a row deleted", "all rows deleted", "a row copied"), _COPIES),
    "files_file": {"at": _DEPOSITS},
    "files_removal": dict.fromkeys(("at", "last_copy", "last_deposit"), _DEPOSITS),
    "hotspots_incident": {"area": "the next layer finds it anew"},
    "parties_barkey": {"version": _RULES},
    "parties_namekey": {"version": _RULES},
    "reference_codelist": {"title": "a load does not tell what a list is called"},
    "reference_listversion": {"loaded_at": "the time of the entry is the one that counts"},
    "reference_code": {"position": _ORDER},
    **{
        f"reference_{table.table}": {"position": _ORDER}
        for table in tables.TABLES.values()
        if "position" in table.fields
    },
    "registry_restrictedquestion": dict.fromkeys(
        ("folded", "whole", "exhibit"),
        "by what a question is known as the same, and of which number it is one",
    ),
    "registry_duplicate": dict.fromkeys(("score", "reasons", "at"), _PAIRS),
    "registry_markindex": dict.fromkeys(
        ("one", "coming", "marks", "settled_at", "a row deleted", "all rows deleted"),
        "no mark settled yet; tests/registry/test_index_compaction.py",
    ),
    "registry_markkey": {"version": _RULES},
    "registry_savedsearchbacklog": dict.fromkeys(("seen", "exhibit", "read", "why"), _WAITS),
    "ledger_key": dict.fromkeys(("entry", "at"), _UNUSED),
}
"""Of a table the columns that nothing proves, or what may be done to its rows, and why: the threat model says each (19)."""


def _demonstration(database: Database, home: Path) -> None:
    """The demonstration country, small. Its lists are told in the log with its own, as `ifar migrate` does where the log is not a test's."""
    forget_first_load(database)
    with pytest.MonkeyPatch.context() as at:
        at.setattr(strategy, "INDICATORS", 20)
        at.setattr(strategy, "PROJECTS", 10)
        loading.load(firearms=120)
    filling.load_limits(home)
    reads.batch()


def _cast(database: Database, home: Path) -> None:
    filling.fill(home)


@pytest.fixture(scope="module")
def registers(
    databases: Databases,
    template: str,
    peopled_template: str,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[list[Tampered]]:
    """Two filled registers; nothing that a test does to them stays."""
    with ExitStack() as stack:
        made = []
        for fill, origin in ((_demonstration, template), (_cast, peopled_template)):
            home = Path(settings.IFAR_HOME) / f"tampers{fill.__name__}"
            home.mkdir()
            database = stack.enter_context(ground(databases, origin, django_db_blocker))
            with pytest.MonkeyPatch.context() as at:
                at.setattr(settings, "IFAR_HOME", home)
                at.setattr(settings, "IFAR_LEDGER_NAME", ORIGIN)
                fill(database, home)
                Log(database, home).sequence()
                made.append(Tampered(stack.enter_context(database.connect()), home))
        django_db_blocker.block()
        yield made
        django_db_blocker.unblock()


def at(registers: list[Tampered], table: str) -> Tampered | None:
    """The register that has a row of the table: the smaller one, but for lists, whose load its log does not tell, and for files, which were erased."""
    several = registers if table.startswith(("reference_", "files_")) else reversed(registers)
    return next((tampered for tampered in several if table in tampered.filled), None)


def test_every_table_is_asked_or_said_to_be_unproved(registers: list[Tampered]) -> None:
    assert set(registers[0].tables) == {*PROVED, *table_classes.OPERATIONAL, *table_classes.UNPROVED}
    assert {table for table in PROVED if at(registers, table) is None} == set(NOT_FILLED)


@pytest.fixture(scope="module")
def done(registers: list[Tampered]) -> set[tuple[str, str]]:
    """What is done to rows of which table besides altering each column: to each table something, and everything to some table of each class."""
    every = [
        (table, way)
        for table in PROVED
        if (register := at(registers, table)) is not None
        for way in register.ways(table)
    ]
    return set(covering(every, lambda row: (row[0], (table_classes.class_of(row[0]), row[1]))))


@pytest.mark.parametrize("table", PROVED)
def test_what_is_done_to_a_row_is_named(
    registers: list[Tampered], done: set[tuple[str, str]], table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = at(registers, table)
    if register is None:
        assert table in NOT_FILLED
        return
    monkeypatch.setattr(settings, "IFAR_HOME", register.home)
    ways = [way for of, way in done if of == table]
    columns = {column.name for column in register.columns(table)}
    assert register.silent(table, ways) == OUT_OF_REACH.get(table, {}).keys() & {*columns, *ways}


def test_no_constraint_that_lies_hides_a_row_and_each_is_named(
    registers: list[Tampered], monkeypatch: pytest.MonkeyPatch
) -> None:
    register = registers[-1]
    monkeypatch.setattr(settings, "IFAR_HOME", register.home)
    with register.lying() as places:
        assert list(register.everything()) == []
        assert places - {difference.place.partition(", ")[0] for difference in register.catalogue()} == set()
