"""Servers of these tests' own, below the tests' folder, where the account of root's server can enter."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ifar.embedded import Server
from tests.provision import SERVER, TEST_HOME


@pytest.fixture
def place() -> Iterator[Path]:
    """A data folder (IFAR_HOME) of the test's own."""
    folder = TEST_HOME / "places"
    folder.mkdir(exist_ok=True)
    home = Path(tempfile.mkdtemp(dir=folder))
    home.chmod(0o755)
    try:
        yield home
    finally:
        shutil.rmtree(home)


@pytest.fixture(scope="session")
def unpacked() -> Path:
    """The programs of PostgreSQL, unpacked once for all these tests."""
    SERVER.start()
    SERVER.stop()
    return SERVER.binaries_folder


@pytest.fixture
def server(place: Path, unpacked: Path) -> Iterator[Server]:
    """A durable server of the test's own, not started."""
    folder = place / "postgres"
    folder.mkdir(mode=0o755)
    if unpacked.exists():
        (folder / "binaries").symlink_to(unpacked)
    made = Server(folder)
    try:
        yield made
    finally:
        made.kept = False
        made.stop()
        Server(folder).halt()
