"""What a verifier remembers between runs, in a file outside the database: the last tree that it found good.

The file is what makes a later verification notice a log that was rolled back or rewritten, even with every witness away.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from ifar.ledger import durable, merkle
from ifar.ledger.checkpoint import VerifierKey


@dataclass(frozen=True, slots=True)
class Remembered:
    """The last tree found good: its border, its checkpoint, the log's first key, and when the whole log was last looked at."""

    origin: str
    frontier: tuple[int, tuple[bytes, ...]]
    root: bytes
    note: str
    first_key: VerifierKey
    verified_at: dt.datetime
    whole_at: dt.datetime | None

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
        said = durable.read_object(self.path)
        if said is None or said["origin"] != origin:
            return None
        whole = said.get("whole_at")
        return Remembered(
            origin=said["origin"],
            frontier=(said["size"], tuple(bytes.fromhex(digest) for digest in said["frontier"])),
            root=bytes.fromhex(said["root"]),
            note=said["note"],
            first_key=VerifierKey.parse(said["first_key"]),
            verified_at=dt.datetime.fromisoformat(said["verified_at"]),
            whole_at=dt.datetime.fromisoformat(whole) if whole else None,
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
            },
        )
