"""A verification that somebody starts from a page: one at a time, in a process of its own, its report kept beside the memory.

It is `ifar verify` itself, so the page and the command line cannot say different things.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from ifar.errors import Conflict
from ifar.ledger import durable
from ifar.rights import Actor, require

FOLDER: Final = "verifier"


@dataclass(frozen=True, slots=True)
class Run:
    """A verification that was asked for: by whom, when, over all or only what is new; `report` once it has ended."""

    actor: str
    started: dt.datetime
    whole: bool
    running: bool
    report: dict[str, Any] | None

    @property
    def failed(self) -> bool:
        """Whether it ended without a report."""
        return not self.running and self.report is None


def _paths() -> tuple[Path, Path, Path]:
    folder = durable.private_folder(Path(settings.IFAR_HOME) / FOLDER)
    return folder / "asked.json", folder / "asked.report.json", folder / "asked.lock"


def start(*, actor: Actor, whole: bool, now: dt.datetime) -> None:
    """Begin a verification; it goes on when the page is left.

    Raises:
        Forbidden: the actor may not run one.
        Conflict: one is running.
    """
    require(actor, "ledger:verify:run")
    asked, report, lock = _paths()
    held = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(held)
        raise Conflict("ledger.verify.running") from error
    report.unlink(missing_ok=True)
    durable.write_object(asked, {"actor": actor.id, "started": now.isoformat(), "whole": whole})
    command = [sys.executable, "-m", "ifar.cli", "verify", "--json", *(["--all"] if whole else [])]
    subprocess.Popen(
        [sys.executable, "-m", "ifar.ledger.verifying", str(report), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(held,),
        start_new_session=True,
    )
    os.close(held)


def latest() -> Run | None:
    """The verification that was asked for last, or None."""
    asked, report, lock = _paths()
    values = durable.read_object(asked)
    if values is None:
        return None
    running = _is_held(lock)  # asked before the report is: one that ends in between has written it
    result = durable.read_object(report)
    return Run(
        values["actor"], dt.datetime.fromisoformat(values["started"]), values["whole"], running, result
    )


def _is_held(lock: Path) -> bool:
    if not lock.exists():
        return False
    with lock.open("rb+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _run(report: Path, command: list[str]) -> None:
    """The child: run the command, keep what it says if it is a report; the lock ends with this process."""
    done = subprocess.run(command, capture_output=True, check=False)
    try:
        durable.write_object(report, json.loads(done.stdout))
    except ValueError:
        return


if __name__ == "__main__":
    _run(Path(sys.argv[1]), sys.argv[2:])
