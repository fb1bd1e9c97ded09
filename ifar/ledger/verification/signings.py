"""The row of checkpoints and cosignatures: that none is gone which stood there at the last good run, and that times fit.

A tree of a thousand entries does not tell at which sizes it was signed on the way. What a verifier remembers does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from ifar.ledger.sources import Difference
from ifar.ledger.verification.memory import CheckpointCounts, Remembered

LATE: Final = dt.timedelta(minutes=5)
"""How far the database lets the time of an entry differ from its clock."""


@dataclass
class Signings:
    """Counts and chains checkpoints on the way.

    Attributes:
        counted: those so far, from the first on.
        known: what stood there at the last good run, up to the size `upto`; None where nothing is remembered.
    """

    counted: CheckpointCounts = field(default_factory=CheckpointCounts)
    known: CheckpointCounts | None = None
    upto: int = 0
    _last: dt.datetime | None = None
    _compared: bool = False

    def check(
        self,
        size: int,
        note: str,
        signed_at: dt.datetime | None,
        recorded_at: dt.datetime | None,
        witnesses: Sequence[str],
    ) -> Iterator[Difference]:
        """Take in the next checkpoint; `recorded_at` is the time of its last entry. None is a time of no calendar: infinity."""
        place = f"checkpoint {size}"
        if self.known is not None and size > self.upto:
            yield from self._compare()
        if signed_at is None:
            yield Difference("checkpoint_time", place, "signed at no time", "a time")
            return
        if recorded_at is not None and signed_at < recorded_at - LATE:
            yield Difference(
                "checkpoint_time", place, f"signed at {signed_at}", f"after its last entry, {recorded_at}"
            )
        if self._last is not None and signed_at < self._last:
            yield Difference(
                "checkpoint_time", place, f"signed at {signed_at}", f"after the one before, {self._last}"
            )
        self._last = signed_at
        self.counted = self.counted.plus(f"{size} {signed_at.isoformat()} {note}", witnesses)

    def end(self) -> Iterator[Difference]:
        """What is left to say when all have been seen."""
        yield from self._compare()

    def _compare(self) -> Iterator[Difference]:
        """Compare with what stood there, once, when the size of that time is reached."""
        if self.known is None or self._compared:
            return
        self._compared = True
        place, now = f"checkpoints up to {self.upto}", self.counted
        if now.checkpoints != self.known.checkpoints:
            yield Difference(
                "checkpoint_missing",
                place,
                f"{now.checkpoints:,} of them",
                f"{self.known.checkpoints:,} of them",
            )
        elif now.digest != self.known.digest:
            yield Difference(
                "checkpoint_differs", place, "other notes or times", "those of the last good run"
            )
        for name, number in self.known.cosignatures.items():
            count = now.cosignatures.get(name, 0)
            if count < number:
                yield Difference(
                    "cosignature_missing", f"{place}, {name}", f"{count:,} of them", f"{number:,} of them"
                )


def begin(remembered: Remembered | None, start: int) -> Signings:
    """For a run that looks at the tree from `start` on."""
    if remembered is None or remembered.counted is None:
        return Signings()
    if start:
        return Signings(counted=remembered.counted)
    return Signings(known=remembered.counted, upto=remembered.size)
