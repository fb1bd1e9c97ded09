"""The command `ifar`: starts the embedded server where rows are touched, and refuses in one sentence."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import ProgrammingError

from ifar import cli
from ifar.embedded import Server
from ifar.errors import Refused
from ifar.rights import Actor, require
from tests.embedded.conftest import folder_in

NOBODY_IN_PARTICULAR = Actor(kind="job", id="anything")


def ifar(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in an environment that names no database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "IFAR_"))}
    command = [sys.executable, "-m", "ifar.cli", *words]
    return subprocess.run(
        command, capture_output=True, text=True, env=kept | environment, timeout=60, check=False
    )


@pytest.fixture
def home(place: Path, unpacked: Path) -> str:
    """A data folder without a cluster, where the programs of PostgreSQL need not be unpacked again."""
    folder_in(place, unpacked)
    return str(place)


def test_alone_it_lists_its_commands(home: str) -> None:
    done = ifar(IFAR_HOME=home, IFAR_TESTING="1")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    for name in ("run", "db", "migrate", "work"):
        assert [line for line in lines if line.startswith(f"  {name} ")], name
    assert "Traceback" not in done.stderr


def test_the_server_lives_as_long_as_the_commands_that_need_it(home: str) -> None:
    assert "not running" in ifar("db", "status", IFAR_HOME=home).stdout
    asked = ifar("db", "psql", "-Atc", "SELECT current_user", IFAR_HOME=home)
    assert (asked.stdout, asked.returncode) == ("ifar_app\n", 0)
    assert "not running" in ifar("db", "status", IFAR_HOME=home).stdout
    assert "Started" in ifar("db", "start", IFAR_HOME=home).stdout
    assert ifar("db", "status", IFAR_HOME=home).stdout.startswith("running")
    assert "runs already" in ifar("db", "start", IFAR_HOME=home).stdout
    asked = ifar("db", "psql", "--as", "superuser", "-Atc", "SELECT current_user", IFAR_HOME=home)
    assert asked.stdout == "postgres\n"
    assert ifar("db", "upgrade", IFAR_HOME=home).stdout.startswith("Nothing newer")
    assert ifar("db", "stop", IFAR_HOME=home).returncode == 0
    assert "not running" in ifar("db", "status", IFAR_HOME=home).stdout


def test_without_demonstration_it_names_what_is_not_set(home: str) -> None:
    done = ifar("migrate", IFAR_HOME=home)
    assert done.returncode == 1
    assert done.stderr.startswith("ifar: IFAR_SECRET_KEY is not set")
    assert "Traceback" not in done.stderr


def test_a_database_that_is_away_is_named_in_a_sentence(home: str) -> None:
    nowhere = "postgresql://ifar_app@127.0.0.1:1/ifar"
    done = ifar("migrate", IFAR_HOME=home, IFAR_TESTING="1", DATABASE_URL=nowhere, DATABASE_OWNER_URL=nowhere)
    assert done.returncode == 1
    assert done.stderr.startswith("ifar: The database does not answer")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [("demo",), ("verify",)], ids=lambda words: words[0])
def test_a_database_that_is_not_set_up_is_named_in_a_sentence(again: Server, words: tuple[str, ...]) -> None:
    done = ifar(*words, IFAR_HOME=str(again.folder.parent), IFAR_DEMO="1")
    assert done.returncode == 1
    assert (
        done.stderr
        == "ifar: The database is not set up for this version of ifar. Run `ifar migrate` first.\n"
    )


def test_a_fault_of_ours_in_a_database_that_is_set_up_is_no_matter_of_migrations(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stumbles(self: object) -> None:
        raise ProgrammingError("no such column")

    monkeypatch.setattr(cli.ManagementUtility, "execute", stumbles)
    for waits, name in ((False, "verify"), (True, "migrate")):
        monkeypatch.setattr(cli, "_waits_for_migrations", lambda waits=waits: waits)
        with pytest.raises(ProgrammingError):
            cli._execute(name, [])
    assert cli._execute("verify", []) == 1


def test_another_server_takes_the_place_of_the_embedded_one(home: str) -> None:
    done = ifar("db", "start", IFAR_HOME=home, DATABASE_URL="postgresql://ifar_app@127.0.0.1:1/ifar")
    assert done.returncode == 1
    assert "DATABASE_URL is set" in done.stderr


def test_run_says_that_the_port_is_busy_before_it_starts_anything(home: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = ifar("run", IFAR_HOME=home, IFAR_DEMO="1", PORT=port)
    assert done.returncode == 1
    assert f"Port {port} is in use" in done.stderr
    assert not (Path(home) / "postgres" / "current").exists()


@pytest.mark.parametrize(("words", "code", "said"), [(["--help"], 0, "HOST and PORT"), (["anew"], 2, "anew")])
def test_run_is_not_begun_by_a_question_or_a_mistake(
    home: str, words: list[str], code: int, said: str
) -> None:
    done = ifar("run", *words, IFAR_HOME=home, IFAR_DEMO="1")
    assert (done.returncode, said in done.stdout + done.stderr) == (code, True)
    assert not (Path(home) / "postgres" / "current").exists()


def test_a_refusal_is_its_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(words: list[str]) -> int:
        raise Refused("registry.transition.impossible", "A destroyed firearm cannot be transferred.")

    monkeypatch.setattr(cli, "_dispatch", refuse)
    assert cli.main(["anything"]) == 1
    assert capsys.readouterr().err == "ifar: A destroyed firearm cannot be transferred.\n"


def test_a_refusal_without_words_of_its_own_has_those_of_its_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "_dispatch", lambda words: require(NOBODY_IN_PARTICULAR, "ledger:verify:run"))
    assert cli.main(["anything"]) == 1
    assert capsys.readouterr().err.startswith("ifar: Your roles do not allow this act.")


@pytest.mark.parametrize(
    ("name", "rest", "expected"),
    [
        ("migrate", [], True),
        ("verify", ["--all"], True),
        ("openapi", [], False),
        ("work", ["--help"], False),
        ("--version", [], False),
    ],
)
def test_commands_on_files_start_no_server(name: str, rest: list[str], expected: bool) -> None:
    assert cli._works_on_rows(name, rest) is expected
