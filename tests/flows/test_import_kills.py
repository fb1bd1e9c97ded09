"""An import whose worker is killed in the middle, again and again: nothing is doubled and nothing is lost."""

from __future__ import annotations

import csv
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection

from ifar.accounts.services import proposals
from ifar.parties.models import Party
from ifar.registry.intake.mapping import ColumnMapping
from ifar.registry.models import Firearm, Import, ImportedRow, ImportHolder
from ifar.registry.services import imports
from tests import cast

ROWS = 12_000
HOLDERS = 5_000
KILLS = 5
WORK = "import django; django.setup(); from ifar.registry.services import imports; imports.work('{}')"
COLUMNS = {"serial": (0,), "make": (1,), "model": (2,), "holder_name": (3,), "holder_number": (4,)}


def book(path: Path) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Serial", "Make", "Model", "Holder", "Number"])
        for at in range(ROWS):
            holder = at % HOLDERS
            writer.writerow([f"KX{at * 7:06d}", "Beretta", "92FS", f"Holder {holder}", f"ID{holder:06d}"])


def started(batch: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", WORK.format(batch)],
        env={**environment, "DJANGO_SETTINGS_MODULE": "ifar.settings"},
    )


def killed(batch: str, environment: dict[str, str], after: float) -> bool:
    """Let a worker go to work and kill it so many seconds after it began to write; whether it was still at work."""
    worker = started(batch, environment)
    before = written()
    while worker.poll() is None and written() == before:
        time.sleep(0.02)
    time.sleep(after)
    alive = worker.poll() is None
    if alive:
        os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    return alive


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
    while Import.objects.get(public_id=batch).status == "running" and kills < KILLS:
        kills += killed(batch, peopled_db.environment, draw.uniform(0.0, 0.2))
    assert kills >= 3
    started(batch, peopled_db.environment).wait()
    found = Import.objects.get(public_id=batch)
    assert found.status == "finished"
    assert found.counts == {"ready": ROWS}
    assert Firearm.objects.count() == ROWS == ImportedRow.objects.count()
    assert Party.objects.count() == HOLDERS == found.holders
    assert not ImportHolder.objects.exists()
    assert set(Firearm.objects.values_list("owner", flat=True)) == set(
        Party.objects.values_list("public_id", flat=True)
    )
