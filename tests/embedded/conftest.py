"""Servers of these tests' own, below the tests' folder, where the account of root's server can enter."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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


def folder_in(home: Path, unpacked: Path) -> Path:
    """The server's folder in a data folder, where the programs of PostgreSQL need not be unpacked again."""
    folder = home / "postgres"
    folder.mkdir(mode=0o755)
    if unpacked.exists():
        (folder / "binaries").symlink_to(unpacked)
    return folder


@contextmanager
def ended(server: Server) -> Iterator[Server]:
    """Whatever the block did with it, nothing of it runs afterwards."""
    try:
        yield server
    finally:
        server.kept = False
        server.stop()
        Server(server.folder).halt()


@pytest.fixture
def server(place: Path, unpacked: Path) -> Iterator[Server]:
    """A durable server of the test's own, never started."""
    with ended(Server(folder_in(place, unpacked))) as made:
        yield made


@pytest.fixture(scope="session")
def used_before(unpacked: Path) -> Iterator[Path]:
    """The folder of a durable server that was started once and ended: its cluster and its passwords are there to be copied."""
    folder = TEST_HOME / "places"
    folder.mkdir(exist_ok=True)
    home = Path(tempfile.mkdtemp(dir=folder))
    home.chmod(0o755)
    with ended(Server(folder_in(home, unpacked))) as made:
        made.start()
    try:
        yield made.folder
    finally:
        shutil.rmtree(home)


@pytest.fixture
def again(place: Path, used_before: Path) -> Iterator[Server]:
    """A durable server of the test's own that was started before; to make a cluster takes longer than most of these tests."""
    subprocess.run(["cp", "-a", used_before, place / "postgres"], check=True)
    with ended(Server(place / "postgres")) as made:
        yield made
