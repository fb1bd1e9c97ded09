"""A legacy register of real makers and models, built and taken in on the stage, phase by phase."""

from __future__ import annotations

import os
import resource
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ifar.accounts.services import proposals
from ifar.files.tables.layout import Look
from ifar.registry.models import Import
from ifar.registry.selectors import imports as selectors
from ifar.registry.services import imports
from tests import cast

from . import ROOT

REAL = Path(os.environ.get("IFAR_REAL_DATA") or ROOT.parent / "shared" / "data")
MEGABYTE = 1024 * 1024


@dataclass
class Measured:
    """What an import took: seconds by phase, megabytes of this process at each million-th of the way, rows by outcome."""

    rows: int
    seconds: dict[str, float] = field(default_factory=dict)
    memory: list[int] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    flagged: int = 0
    holders: int = 0

    @property
    def total(self) -> float:
        """Seconds from the file's arrival to the end of the import."""
        return sum(self.seconds.values())


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // MEGABYTE


@contextmanager
def _sampling(into: list[int], every: float = 2.0) -> Iterator[None]:
    stop = threading.Event()

    def sample() -> None:
        while not stop.wait(every):
            into.append(_resident())

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@contextmanager
def _timed(measured: Measured, phase: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    measured.seconds[phase] = time.monotonic() - began


def taken_in(file: Path, rows: int) -> Measured:
    """Take a file in as `ifar import-register` does: received, mapped, tried, released by another person, written."""
    carol, bob = cast.actor("carol"), cast.actor("bob")
    measured = Measured(rows)
    with _sampling(measured.memory):
        with _timed(measured, "receive and map"):
            batch = imports.receive(actor=carol, name=file.name, content=file)
            mapping, _ = selectors.proposed_mapping(carol, Look.of(batch.look))
            imports.set_mapping(actor=carol, batch=batch.public_id, mapping=mapping)
        with _timed(measured, "stage and validate"):
            imports.begin_trial(actor=carol, batch=batch.public_id)
            imports.work(batch.public_id)
        result = Import.objects.get(pk=batch.pk)
        if result.counts.get("ready"):
            with _timed(measured, "write into the register"):
                asked = imports.propose(actor=carol, batch=batch.public_id, reason="benchmark")
                proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
                imports.work(batch.public_id)
    result = Import.objects.get(pk=batch.pk)
    measured.counts, measured.flagged, measured.holders = dict(result.counts), result.flagged, result.holders
    if sum(measured.counts.values()) != rows:
        raise SystemExit(f"the report does not add up: {measured.counts} for {rows} rows")
    return measured


def said(measured: Measured) -> dict[str, Any]:
    """The measurement as results keep it."""
    return {
        "rows": measured.rows,
        "seconds": {phase: round(seconds, 2) for phase, seconds in measured.seconds.items()},
        "total seconds": round(measured.total, 1),
        "rows a second": round(measured.rows / measured.total),
        "memory of the process, MB": {
            "a quarter of the way": measured.memory[len(measured.memory) // 4] if measured.memory else None,
            "at most": max(measured.memory, default=None),
        },
        "counts": measured.counts,
        "flagged": measured.flagged,
        "holders": measured.holders,
    }
