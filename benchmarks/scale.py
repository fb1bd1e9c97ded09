"""A legacy register of a million firearms, taken in with flat memory, found again, and verified. `--rows` takes another size."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from django.conf import settings
from django.db import connections
from stage import HOME, ROOT, results, running
from stage.registers import REAL, said, taken_in

from ifar.ledger import sequencer, sessions
from ifar.ledger.keys import Keyring
from ifar.registry.models import MarkKey
from ifar.registry.search import finding as search
from ifar.registry.search import index_compaction
from ifar.registry.search.matching import Question
from tests import cast
from tests.realdata import legacy

SEARCHES = 200


def searched() -> dict[str, float]:
    """Milliseconds of searches for serials of the register with one character that nobody could read."""
    dave = cast.actor("dave")
    serials = MarkKey.objects.filter(kind="serial", form=0).order_by("keys")[:SEARCHES]
    took = []
    for serial in [key.plain for key in serials if len(key.plain) >= 6]:
        half_read = serial[:3] + "?" + serial[4:]
        began = time.perf_counter()
        search.search(dave, Question(serial=half_read))
        took.append((time.perf_counter() - began) * 1000)
    return {"searches": len(took), "p50 ms": round(median(took), 1), "max ms": round(max(took), 1)}


def settled() -> float:
    """Seconds that the index of marks takes and all of them to settle, without the wait for questions that are under way."""
    began = time.monotonic()
    index_compaction.settle(grace=0)
    return round(time.monotonic() - began, 1)


def verified() -> float:
    """Seconds of a whole verification."""
    item = sequencer.Sequencer(
        sessions.connect("sequencer"),
        origin=settings.IFAR_LEDGER_NAME,
        keyring=Keyring.at(Path(settings.IFAR_HOME)),
    )
    if not item.alone():
        raise SystemExit("another sequencer runs")
    while item.step():
        pass
    began = time.monotonic()
    subprocess.run([sys.executable, "-m", "ifar.cli", "verify", "--all", "--offline"], check=True, cwd=ROOT)
    return round(time.monotonic() - began, 1)


def main() -> None:
    """Build, take in, take in again, search, settle, search, verify; print and keep what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with running():
        cast.build()
        book = HOME / "register.csv"
        legacy.write_csv(book, REAL, rows)
        measured: dict[str, object] = {"first": said(taken_in(book, rows))}
        print(json.dumps(measured["first"], indent=1), flush=True)
        measured["the same file again"] = said(taken_in(book, rows))
        measured["search, nothing settled"] = searched()
        measured["marks settle, seconds"] = settled()
        measured["search"] = searched()
        connections.close_all()
        measured["verify, seconds"] = verified()
    print(json.dumps(measured, indent=1))
    results("scale").write_text(json.dumps(measured, indent=1) + "\n")


if __name__ == "__main__":
    main()
