"""Sets the stage for the tests before the settings are read: a PostgreSQL server of their own, and a data folder of their own.

Loaded with `-p tests.provision`. The server stands in IFAR_TEST_HOME (by default `var/test`) and is shared by all test
processes of the machine that use that folder; it is started by the first that needs it and stopped by the last.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from ifar import embedded
from ifar.embedded import Server

TEST_HOME = Path(os.environ.get("IFAR_TEST_HOME") or Path(__file__).resolve().parents[1] / "var" / "test")
HOMES = TEST_HOME / "homes"
SERVER = Server(embedded.folder_for(TEST_HOME), durable=False)
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
        name for name in os.environ if name.startswith(("IFAR_", "DATABASE_")) and name != "IFAR_TEST_HOME"
    ]:
        del os.environ[name]
    addresses = SERVER.prepare()
    home = HOMES / str(os.getpid())
    (home / "files" / "incoming").mkdir(parents=True)
    os.environ |= {**environment(addresses), "IFAR_HOME": str(home), "IFAR_TESTING": "1"}


def sweep_homes() -> None:
    """Remove the data folders of test processes that live no more."""
    for folder in HOMES.glob("[0-9]*"):
        if not Path(f"/proc/{folder.name}").exists():
            shutil.rmtree(folder, ignore_errors=True)


def pytest_configure(config: pytest.Config) -> None:
    """Register the fixtures after pytest-django's, because the later registration is the one that counts."""
    from tests import databases

    config.pluginmanager.register(databases, "ifar-databases")


def pytest_unconfigure() -> None:
    """Remove this process's data folder."""
    shutil.rmtree(HOMES / str(os.getpid()), ignore_errors=True)


sweep_homes()
set_environment()
