"""An import whose worker is killed in the middle, again and again: nothing is doubled and nothing is lost."""

from __future__ import annotations

import csv
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import connection

from ifar.accounts.services import proposals
from ifar.parties.models import Party
from ifar.registry.intake.mapping import ColumnMapping
from ifar.registry.models import Firearm, Import, ImportedRow, ImportHolder
from ifar.registry.services import imports
from tests import cast

ROWS = 6_000
HOLDERS = 2_500
KILLS = 5
WORKERS = """
import os, sys, traceback, django
django.setup()
from ifar.registry.services import imports
for batch in sys.stdin:
    if worker := os.fork():
        print(worker, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]), flush=True)
        continue
    code = 1
    try:
        imports.work(batch.strip())
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)
"""
"""Each worker is a process of its own; they are forked, because what takes longest of a new one is to load the program."""
COLUMNS = {"serial": (0,), "make": (1,), "model": (2,), "holder_name": (3,), "holder_number": (4,)}


def book(path: Path) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Serial", "Make", "Model", "Holder", "Number"])
        for at in range(ROWS):
            holder = at % HOLDERS
            writer.writerow([f"KX{at * 7:06d}", "Beretta", "92FS", f"Holder {holder}", f"ID{holder:06d}"])


@contextmanager
def workers(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """One worker after the other, as `killed` and `finished` ask for them."""
    with subprocess.Popen(
        [sys.executable, "-c", WORKERS],
        env={**environment, "DJANGO_SETTINGS_MODULE": "ifar.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as origin:
        yield origin
        origin.stdin.close()
        assert origin.wait(30) == 0


def started(origin: subprocess.Popen[str], batch: str) -> int:
    origin.stdin.write(f"{batch}\n")
    origin.stdin.flush()
    return int(origin.stdout.readline())


def ended(origin: subprocess.Popen[str], within: float) -> bool:
    return bool(select.select([origin.stdout], [], [], within)[0])


def killed(origin: subprocess.Popen[str], batch: str, after: float) -> bool:
    """Let a worker go to work and kill it so many seconds after it began to write; whether it was still at work."""
    before = written()
    worker = started(origin, batch)
    while not ended(origin, 0.02) and written() == before:
        pass
    alive = not ended(origin, after)
    if alive:
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)
    code = int(origin.stdout.readline())
    assert code in (0, -signal.SIGKILL)
    return code != 0


def written() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM registry_importedrow), (SELECT count(*) FROM registry_importholder)"
        )
        return cursor.fetchone()


def test_a_worker_that_is_killed_leaves_an_import_that_goes_on_where_it_was(peopled_db, tmp_path):
    path = tmp_path / "book.csv"
    book(path)
    carol, bob = cast.actor("carol"), cast.actor("bob")
    batch = imports.receive(actor=carol, name="book.csv", content=path).public_id
    imports.set_mapping(actor=carol, batch=batch, mapping=ColumnMapping(COLUMNS))
    imports.begin_trial(actor=carol, batch=batch)
    imports.work(batch)
    asked = imports.propose(actor=carol, batch=batch, reason="The book of the province")
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    draw = random.Random(3)
    kills = 0
    with workers(peopled_db.environment) as origin:
        while Import.objects.get(public_id=batch).status == "running" and kills < KILLS:
            kills += killed(origin, batch, draw.uniform(0.0, 0.2))
        assert kills >= 3
        for _again in range(20):
            # The server may not have noticed yet that who was killed last is gone, and then the import is still somebody else's.
            started(origin, batch)
            assert origin.stdout.readline() == "0\n"
            if Import.objects.get(public_id=batch).status != "running":
                break
            time.sleep(0.5)
    imported = Import.objects.get(public_id=batch)
    assert imported.status == "finished"
    assert imported.counts == {"ready": ROWS}
    assert Firearm.objects.count() == ROWS == ImportedRow.objects.count()
    assert Party.objects.count() == HOLDERS == imported.holders
    assert not ImportHolder.objects.exists()
    assert set(Firearm.objects.values_list("owner", flat=True)) == set(
        Party.objects.values_list("public_id", flat=True)
    )
