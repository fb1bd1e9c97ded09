"""What a verifier remembers between runs, in a file outside the database: the last tree that it found good.

The file is what makes a later verification notice a log that was rolled back or rewritten, even with every witness away.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ifar.ledger import durable, merkle
from ifar.ledger.checkpoint import VerifierKey


@dataclass(frozen=True, slots=True)
class CheckpointCounts:
    """How many checkpoints and cosignatures there are up to a size, and the chained digest of the checkpoints' notes and times.

    Cosignatures are counted by witness: one that was out of reach may still add to them.
    """

    checkpoints: int = 0
    digest: str = ""
    cosignatures: Mapping[str, int] = field(default_factory=dict)

    def plus(self, text: str, witnesses: Sequence[str]) -> CheckpointCounts:
        """With one more checkpoint and the cosignatures below it."""
        chained = hashlib.sha256(f"{self.digest} {text}".encode()).hexdigest()
        return CheckpointCounts(
            self.checkpoints + 1, chained, Counter(self.cosignatures) + Counter(witnesses)
        )


@dataclass(frozen=True, slots=True)
class Remembered:
    """The last tree found good: its border, its checkpoint, the log's first key, and when the whole log was last looked at.

    `counted` is None where an earlier version of ifar wrote the file, or where an exported log was verified.
    """

    origin: str
    frontier: tuple[int, tuple[bytes, ...]]
    root: bytes
    note: str
    first_key: VerifierKey
    verified_at: dt.datetime
    whole_at: dt.datetime | None
    counted: CheckpointCounts | None = None

    @property
    def size(self) -> int:
        """Number of entries."""
        return self.frontier[0]

    def border(self) -> merkle.Frontier:
        """The border of that tree, to grow on from."""
        return merkle.Frontier(*self.frontier)


@dataclass(frozen=True, slots=True)
class Memory:
    """The file."""

    path: Path

    @classmethod
    def at(cls, home: Path) -> Memory:
        """The verifier's memory below the runtime data folder."""
        return cls(durable.private_folder(home / "verifier") / "memory.json")

    def read(self, origin: str) -> Remembered | None:
        """What is remembered of this log, or None."""
        values = durable.read_object(self.path)
        if values is None or values["origin"] != origin:
            return None
        whole = values.get("whole_at")
        return Remembered(
            origin=values["origin"],
            frontier=(values["size"], tuple(bytes.fromhex(digest) for digest in values["frontier"])),
            root=bytes.fromhex(values["root"]),
            note=values["note"],
            first_key=VerifierKey.parse(values["first_key"]),
            verified_at=dt.datetime.fromisoformat(values["verified_at"]),
            whole_at=dt.datetime.fromisoformat(whole) if whole else None,
            counted=CheckpointCounts(**values["counted"]) if values.get("counted") else None,
        )

    def write(self, remembered: Remembered) -> None:
        """Keep a tree that was found good."""
        durable.write_object(
            self.path,
            {
                "origin": remembered.origin,
                "size": remembered.size,
                "frontier": [digest.hex() for digest in remembered.frontier[1]],
                "root": remembered.root.hex(),
                "note": remembered.note,
                "first_key": remembered.first_key.encode(),
                "verified_at": remembered.verified_at.isoformat(),
                "whole_at": remembered.whole_at.isoformat() if remembered.whole_at else None,
                "counted": None
                if remembered.counted is None
                else {
                    "checkpoints": remembered.counted.checkpoints,
                    "digest": remembered.counted.digest,
                    "cosignatures": dict(remembered.counted.cosignatures),
                },
            },
        )
