"""Sets the stage for the tests before the settings are read: a PostgreSQL server of their own, and a data folder of their own.

Loaded with `-p tests.provision`. The server stands in IFAR_TEST_HOME and is shared by all test processes of the machine that
use that folder; it is started by the first that needs it and stopped by the last. Without that variable the folder is one in
memory, which the next run finds again, or `var/test` where memory is short.
"""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
import sys
from pathlib import Path

import pytest

from ifar import embedded
from ifar.embedded import Server

ROOT = Path(__file__).resolve().parents[1]
MEMORY = Path("/dev/shm")
MEMORY_NEEDED = 4 * 2**30
"""Bytes that must be free; a run takes about a tenth of it."""


def test_home() -> Path:
    """Where the tests' server and data folders stand.

    A database is hundreds of files, and a run makes and removes three hundred databases: in memory that costs a tenth.
    """
    if given := os.environ.get("IFAR_TEST_HOME"):
        return Path(given)
    on_disk = ROOT / "var" / "test"
    if min(free_in_memory(), available_memory()) < MEMORY_NEEDED:
        return on_disk
    folder = MEMORY / f"ifar-{os.geteuid()}-{hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:12]}"
    folder.mkdir(mode=0o755, exist_ok=True)
    is_ours = not folder.is_symlink() and folder.stat().st_uid == os.geteuid()
    return folder if is_ours else on_disk


def free_in_memory() -> int:
    """Bytes that files in `MEMORY` may still take; 0 where it is no such file system."""
    if not os.path.ismount(MEMORY):
        return 0
    statvfs = os.statvfs(MEMORY)
    return statvfs.f_bavail * statvfs.f_frsize


def available_memory() -> int:
    """Bytes of memory that programs can have without anything being swapped out."""
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return 0


TEST_HOME = test_home()
HOMES = TEST_HOME / "homes"
SERVER = Server(embedded.folder_for(TEST_HOME), durable=False)
OF_TESTS = ("IFAR_TEST_HOME", "IFAR_REAL_DATA")
"""Variables of ifar's that a person sets for the tests; every other one is taken away."""
VARIABLES = {
    "default": "DATABASE_URL",
    "owner": "DATABASE_OWNER_URL",
    "sequencer": "DATABASE_SEQUENCER_URL",
    "verifier": "DATABASE_VERIFIER_URL",
}


def environment(addresses: dict[str, str]) -> dict[str, str]:
    """The variables that point ifar at these addresses."""
    return {variable: addresses[alias] for alias, variable in VARIABLES.items()}


def set_environment() -> None:
    """Point the settings at the tests' server and at a fresh data folder of this process; no address of a person's is used."""
    for name in [
        name for name in os.environ if name.startswith(("IFAR_", "DATABASE_")) and name not in OF_TESTS
    ]:
        del os.environ[name]
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = (
        False  # a hundred processes of ifar start in these tests; each would compile every library again
    )
    addresses = SERVER.prepare()
    home = HOMES / str(os.getpid())
    (home / "files" / "incoming").mkdir(parents=True)
    os.environ |= {
        **environment(addresses),
        "IFAR_HOME": str(home),
        "IFAR_TESTING": "1",
        # One of all processes of the tests: they copy their databases from one template, which knows the codes that it makes.
        "IFAR_SECRET_KEY": "the tests' own",
        "IFAR_TEST_HOME": str(TEST_HOME),
        # Folders of the tests stand there too: what the product writes to the disk for sure is then written to memory.
        "PYTEST_DEBUG_TEMPROOT": str(home),
    }


def sweep_homes() -> None:
    """Remove the data folders of test processes that live no more."""
    for folder in HOMES.glob("[0-9]*"):
        if not Path(f"/proc/{folder.name}").exists():
            shutil.rmtree(folder, ignore_errors=True)


def pytest_configure(config: pytest.Config) -> None:
    """Register the fixtures after pytest-django's, because the later registration is the one that counts."""
    from tests import databases

    config.pluginmanager.register(databases, "ifar-databases")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Before several processes begin, compile what each of them would compile."""
    from tests import compiled

    if getattr(session.config.option, "numprocesses", None):
        compiled.compile_once()


def pytest_unconfigure() -> None:
    """Remove this process's data folder."""
    shutil.rmtree(HOMES / str(os.getpid()), ignore_errors=True)


gc.disable()  # until everything is imported and collected (tests/conftest.py)
sweep_homes()
set_environment()
