"""The stage of a benchmark: a PostgreSQL server and a data folder of its own, set before the settings are read.

They lie in `var/bench-NAME`, or in the folder that BENCHMARK_HOME names. Importing it points ifar at them; `running` starts the server,
migrates the database and clears everything away afterwards, unless `keep` or `--kept` says that it is to stay.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import django  # noqa: E402

from ifar.embedded import Server, binaries  # noqa: E402

HOME: Final = Path(os.environ.get("BENCHMARK_HOME") or ROOT / "var" / f"bench-{Path(sys.argv[0]).stem}")
SERVER: Final = Server(HOME / "postgres", durable=True)
VARIABLES: Final = {
    "default": "DATABASE_URL",
    "owner": "DATABASE_OWNER_URL",
    "sequencer": "DATABASE_SEQUENCER_URL",
    "verifier": "DATABASE_VERIFIER_URL",
}
INSIDE: Final = "IFAR_BENCHMARK"
"""Set in the environment of a benchmark and of its processes, so that a child does not clear the stage again."""
KEPT: Final = "--kept" in sys.argv
"""Whether to go on with what an earlier run left behind."""
_LEFT: list[bool] = []


def keep(wanted: bool) -> None:
    """Leave the stage on the disk for the next run, or not."""
    _LEFT[:] = [wanted]


def _set_up() -> None:
    if os.environ.get(INSIDE) != str(HOME):
        if not KEPT:
            shutil.rmtree(HOME, ignore_errors=True)
        addresses = SERVER.prepare()
        os.environ |= {variable: addresses[alias] for alias, variable in VARIABLES.items()}
        os.environ |= {INSIDE: str(HOME), "IFAR_HOME": str(HOME / "home"), "IFAR_TESTING": "1"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "ifar.settings"
    django.setup()


@contextmanager
def running() -> Iterator[None]:
    """The server with a migrated database; gone afterwards."""
    SERVER.start()
    try:
        subprocess.run([sys.executable, "-m", "ifar.cli", "migrate", "--verbosity=0"], check=True, cwd=ROOT)
        yield
    finally:
        SERVER.stop()
        if not (KEPT or any(_LEFT)):
            shutil.rmtree(HOME, ignore_errors=True)


def processor() -> dict[str, float]:
    """Seconds on a processor so far: of this process, of those that it began, of the database's; with what of them has ended.

    On a machine that others use too it says more than the clock.
    """
    tick = os.sysconf("SC_CLK_TCK")
    parents, spent = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        process = int(stat.parent.name)
        parents[process] = int(fields[1])
        spent[process] = [int(field) / tick for field in fields[11:15]]
    postmaster = int(next(SERVER.folder.rglob("postmaster.pid")).read_text().split()[0])

    def below(root: int) -> float:
        """What the descendants of a process took, and those that it saw end."""
        children = [
            process for process, parent in parents.items() if parent == root and process != postmaster
        ]
        return sum(spent[root][2:]) + sum(sum(spent[child][:2]) + below(child) for child in children)

    own = os.getpid()
    return {"this process": sum(spent[own][:2]), "begun by it": below(own), "database": below(postmaster)}


def program(name: str) -> str:
    """The path of one of PostgreSQL's own programs, of the version that the stage runs."""
    return binaries.best(SERVER.binaries_folder).program(name)


def results(name: str) -> Path:
    """The file that keeps what the last run measured."""
    folder = ROOT / "benchmarks" / "results"
    folder.mkdir(exist_ok=True)
    return folder / f"{name}.json"


_set_up()
