"""A backup comes back whole, or says what is wrong with it."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from ifar.errors import Conflict, IfarError
from ifar.ledger import backup, sessions
from ifar.ledger.management import programs
from tests.databases import Database, settings_at
from tests.ledger.conftest import RIGHTS, Copying, Filling, Register
from tests.logs import NOW, ORIGIN


@pytest.fixture(scope="module")
def original(filled: Filling) -> Register:
    """A register with 20 signed entries, two that wait, and two files; and its backup, in its own folder."""

    def fill(register: Register) -> None:
        register.append(19)
        register.append(personal={"name": "Amal"})
        register.sequence()
        register.append(2)
        files = register.home / "files"
        (files / "ab").mkdir(parents=True)
        (files / "ab" / "abcd").write_bytes(b"one")
        (files / "plain").write_bytes(b"two" * 100_000)
        (files / "incoming").mkdir()
        (files / "incoming" / "half").write_bytes(b"not whole yet")
        take(register, register.home / "register.backup")

    return filled(fill)


@pytest.fixture
def register(original: Register, copied: Copying) -> Register:
    """A copy of that register for this test."""
    return copied(original)


@pytest.fixture
def kept(register: Register) -> Path:
    """Its backup."""
    return register.home / "register.backup"


def take(register: Register, path: Path) -> Path:
    address = sessions.address("owner")
    backup.back_up(
        path, address, register.home / "files", origin=ORIGIN, programs=programs.folder(address), now=NOW
    )
    return path


@contextmanager
def elsewhere(database: Database, home: Path, settings: Settings) -> Iterator[None]:
    """Another machine: an empty database and an empty data folder."""
    home.mkdir()
    settings.IFAR_HOME = home
    with settings_at(database.name):
        yield


def test_what_a_backup_says_of_itself(kept: Path) -> None:
    manifest = backup.read_manifest(kept)
    checkpoint = manifest.checkpoint()
    assert checkpoint is not None
    assert (manifest.origin, manifest.entries, checkpoint.size) == (ORIGIN, 22, 20)
    assert {name: size for name, (size, _) in manifest.members.items() if name != "database.dump"} == {
        "files/ab/abcd": 3,
        "files/plain": 300_000,
    }
    assert kept.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(kept) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
    assert b"PRIVATE+KEY" not in whole


def test_it_comes_back_on_another_machine_and_is_verified(
    register: Register,
    kept: Path,
    empty_db: Database,
    tmp_path: Path,
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
) -> None:
    home = tmp_path / "elsewhere"
    with elsewhere(empty_db, home, settings):
        with pytest.raises(SystemExit) as ended:
            call_command("restore", str(kept))
        out = capsys.readouterr().out
        assert "Restored 22 entries and 2 files" in out
        # The two tables of these tests are no part of the program; nothing else differs from a register that was never restored.
        assert ended.value.code == 1
        assert re.findall(r"DIFFERS\s+(.*?):", out) == [
            "table public.sample_act",
            "table public.sample_state",
        ]
        with empty_db.connect() as superuser:
            superuser.execute(RIGHTS)
            assert superuser.execute("SELECT count(*) FROM ledger_entry").fetchone() == (22,)
            assert superuser.execute("SELECT value FROM ledger_personal").fetchone() == ("Amal",)
        with empty_db.connect("default") as app, pytest.raises(Exception, match="permission denied"):
            app.execute("DELETE FROM ledger_entry")
        assert (home / "files" / "ab" / "abcd").read_bytes() == b"one"
        assert (home / "files" / "plain").stat().st_mode & 0o777 == 0o600
        moved = Register(empty_db, home, list(register.entries))
        with pytest.raises(IfarError, match="private half"):
            moved.sequence()
        (register.home / "keys").rename(home / "keys")
        assert moved.sequence() == 2
        moved.append(1)
        assert moved.sequence() == 1


def test_an_older_backup_is_measured_against_what_was_verified_later(
    register: Register, kept: Path, empty_db: Database, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    register.append(5)
    register.sequence()
    assert register.verify().good
    with settings_at(empty_db.name):
        with pytest.raises(SystemExit) as ended:
            call_command("restore", str(kept))
        assert ended.value.code == 1
    out = capsys.readouterr().out
    assert "Entries that were signed after this backup are missing" in out
    assert "at least 27 entries" in out


def test_a_tampered_backup_is_found_out(
    register: Register,
    kept: Path,
    empty_db: Database,
    tmp_path: Path,
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Whoever alters rows before the backup is taken is found by the restore's own verification."""
    register.tamper("UPDATE sample_act SET note = 'forged' WHERE n = 7")
    take(register, kept)
    with elsewhere(empty_db, tmp_path / "elsewhere", settings):
        with pytest.raises(SystemExit) as ended:
            call_command("restore", str(kept))
        assert ended.value.code == 1
    assert "row_differs" in capsys.readouterr().out


def test_a_restore_goes_into_an_empty_database_only(register: Register, kept: Path) -> None:
    with pytest.raises(Conflict, match="not empty"):
        restore(register, kept)


def test_a_backup_of_another_log_is_refused(kept: Path, settings: Settings) -> None:
    settings.IFAR_LEDGER_NAME = "another/log"
    with pytest.raises(Conflict, match="backup of the log"):
        call_command("restore", str(kept))


def restore(register: Register, path: Path) -> None:
    address = sessions.address("owner")
    backup.restore(path, address, register.home / "files", programs=programs.folder(address))


@pytest.mark.parametrize("damage", ["dump", "file", "missing", "escape", "manifest"])
def test_a_damaged_backup_changes_nothing(
    kept: Path, empty_db: Database, tmp_path: Path, settings: Settings, damage: str
) -> None:
    with zipfile.ZipFile(kept) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members["manifest.json"])
    match damage:
        case "dump":
            members["database.dump"] = members["database.dump"][:-10] + b"0123456789"
        case "file":
            members["files/plain"] = b"x"
        case "missing":
            del members["files/plain"]
        case "escape":
            manifest["members"]["files/../../escaped"] = manifest["members"]["files/plain"]
            members["files/../../escaped"] = members["files/plain"]
        case _:
            manifest["members"] = 5
    members["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    with elsewhere(empty_db, tmp_path / "elsewhere", settings), pytest.raises(IfarError):
        call_command("restore", str(kept))
    with empty_db.connect() as superuser:
        row = superuser.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        )
        assert row.fetchone() == (0,)
    assert not list(tmp_path.rglob("escaped"))


def test_other_files_are_no_backup(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for data in (b"", b"not a zip"):
        path.write_bytes(data)
        with pytest.raises(IfarError):
            backup.read_manifest(path)


def test_a_failing_dump_leaves_no_file(register: Register, tmp_path: Path) -> None:
    bad = tmp_path / "programs"
    bad.mkdir()
    (bad / "pg_dump").write_text("#!/bin/sh\necho no space left >&2\nexit 1\n")
    (bad / "pg_dump").chmod(0o755)
    with pytest.raises(IfarError, match="no space left"):
        backup.back_up(
            tmp_path / "x.backup",
            sessions.address("owner"),
            register.home / "files",
            origin=ORIGIN,
            programs=bad,
            now=NOW,
        )
    assert list(tmp_path.glob("*x.backup*")) == []
