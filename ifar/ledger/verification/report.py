"""What a verification found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg

from ifar.ledger.sources import Difference

LIMIT: Final = 100
"""How many differences a report names; all are counted."""

KINDS: Final = {
    "approval_missing": "an act of several people without the agreement of the others",
    "catalogue_differs": "a trigger, a function or a right is not the program's",
    "checkpoint_beyond": "a checkpoint is of more entries than there are",
    "checkpoint_differs": "the columns of a checkpoint differ from what was signed",
    "checkpoint_missing": "checkpoints are gone, or others were put between them",
    "checkpoint_root": "the tree is not the one that this checkpoint states",
    "checkpoint_signature": "a checkpoint is not signed by the key that answers for it",
    "checkpoint_time": "a checkpoint says that it was signed at a time at which it cannot have been",
    "constraint_broken": "a row breaks a constraint of its table",
    "column_differs": "a column of an entry differs from what was signed",
    "commitment_differs": "a personal value or its salt is not the one that the entry commits to",
    "cosignature_false": "a cosignature is not good",
    "cosignature_missing": "cosignatures are gone",
    "entry_altered": "the bytes of an entry are not those in the tree",
    "entry_inserted": "an entry was put between entries that were signed",
    "entry_missing": "an entry of the tree is gone",
    "erasure_false": "an erasure stands without an entry that names it",
    "file_differs": "a deposited file is not the one that was deposited",
    "file_missing": "a deposited file is gone",
    "key_false": "a key of the log was not put in force by its predecessor",
    "key_unknown": "nothing but the database says that this is the log's key",
    "keys_differ": "search keys do not follow from what they were made of",
    "leaf_differs": "the leaf hash beside an entry is not that of its bytes",
    "leaf_missing": "a place of the tree has no entry",
    "leaf_order": "entries stand in the tree in another order than they were recorded in",
    "sold_unsound": "something passed on that failed proof, to which its former holder objected, or that its owner did not let be sold",
    "stay_unfounded": "a stay in the country was extended further than its authorisation says, or to no later day",
    "annulled_another": "an annulment takes back another event than it names",
    "event_beyond_its_kind": "an event does more than its kind may",
    "leaf_unsigned": "leaves stand in the tree that no checkpoint covers",
    "not_canonical": "the bytes of an entry are not canonical",
    "personal_stray": "a personal value stands without an entry that commits to it",
    "rolled_back": "the log is shorter than it was, or another",
    "row_differs": "a row differs from what was signed",
    "row_missing": "the row of an entry is gone",
    "row_stray": "a row stands without an entry",
    "salt_missing": "a personal value is gone without an erasure",
    "state_differs": "a state does not follow from its events",
    "state_missing": "a state that follows from events is gone",
    "state_stray": "a state stands without events",
    "tile_differs": "a tile of the tree is not what was signed",
    "tile_missing": "a tile of the tree is gone",
    "tile_stray": "a tile stands that no tree has",
    "unreadable": "a check came upon a value of no form that any program writes",
    "unsequenced": "an entry waits for the tree for too long",
    "voucher_false": "an entry was not made where it says that it was: in a session, by a token or a program of this installation",
    "voucher_missing": "nothing vouches for an entry: no process of this installation made it",
    "witness_differs": "a witness cosigned another tree",
}
"""Kind of a difference -> what it means."""


@dataclass
class Report:
    """The result of a verification.

    Attributes:
        differences: the first ones, in the order found, at most `limit`; the first one is `differences[0]`.
        number: how many there are in all.
        size: entries in the tree; `start`: from where on they were looked at (0: the whole log).
        unsequenced: committed entries that wait for the sequencer: they are not proved yet.
        notes: what a reader should know and is no difference (a witness out of reach, a key trusted for the first time).
    """

    limit: int = LIMIT
    differences: list[Difference] = field(default_factory=list)
    number: int = 0
    origin: str = ""
    start: int = 0
    size: int = 0
    root: bytes = b""
    entries: int = 0
    checkpoints: int = 0
    unsequenced: int = 0
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)
    witnessed: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether nothing differs."""
        return self.number == 0

    def merge(self, other: Report) -> None:
        """Take in the differences of another report."""
        self.differences += other.differences[: max(0, self.limit - len(self.differences))]
        self.number += other.number

    def add(self, differences: Iterable[Difference]) -> None:
        """Count differences and name those within the limit."""
        for difference in differences:
            self.number += 1
            if len(self.differences) < self.limit:
                self.differences.append(difference)


def tried(
    connection: psycopg.Connection[Any], name: str, check: Callable[[], Iterable[Difference]]
) -> Iterator[Difference]:
    """What the check `name` finds; one that raises is itself a difference, and the checks after it go on.

    Nothing stops for a value that no program writes: whoever altered one would hide all other alterations behind it. What
    is wrong with the value is not repeated, because the report may be read by people who may not see it.

    Raises:
        psycopg.OperationalError: the connection is gone, and with it the snapshot.
    """
    try:
        with connection.transaction():
            yield from check()
    except Exception as error:
        if connection.closed:
            raise
        yield unreadable(name, error)


def unreadable(place: str, error: Exception) -> Difference:
    """That a check ended in an error, by the error's kind."""
    return Difference(
        "unreadable", place, f"cannot be read ({type(error).__name__})", "values that can be read"
    )
