"""Reads of the ledger: how the log stands, what is late, and the proof of an entry."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from django.conf import settings
from django.db import connection

from ifar.errors import NotFound
from ifar.ledger import cosigning, merkle, tiles
from ifar.ledger.checkpoint import Note, Signature
from ifar.ledger.export import cosigned
from ifar.ledger.proof import Proof
from ifar.ledger.witness import Policy, Verdict, judge
from ifar.rights import Actor, require

SEQUENCED_WITHIN: Final = dt.timedelta(seconds=60)
"""An entry that waits longer for the sequencer raises an alarm."""

AlarmKind = Literal["sequencing_late", "witnessing_late", "nothing_witnessed"]


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something about the log that somebody has to look at: what, since when, how many entries it concerns."""

    kind: AlarmKind
    since: dt.datetime
    entries: int


@dataclass(frozen=True, slots=True)
class WitnessStatus:
    """A witness with its public key, and the last checkpoint that it cosigned (0 and None: none yet)."""

    name: str
    key: str
    url: str
    size: int
    at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class LedgerState:
    """How the log stands.

    Attributes:
        key: the verifier key with which the newest checkpoint is checked; empty before the first.
        size, root, signed_at, note: the newest checkpoint; 0 and nothing before the first.
        verdict: how it stands under the witness policy.
        witnessed_size: the greatest tree for which the policy is met; what stands below it is witnessed.
        unsequenced: committed entries that are not in the tree yet, and since when the oldest waits.
    """

    origin: str
    key: str
    size: int
    root: bytes
    signed_at: dt.datetime | None
    note: str
    verdict: Verdict | None
    witnessed_size: int
    witnesses: tuple[WitnessStatus, ...]
    unsequenced: int
    oldest_unsequenced: dt.datetime | None
    alarms: tuple[Alarm, ...]


def witnesses() -> tuple[cosigning.Witness, ...]:
    """The witnesses that the settings name, or the demonstration's own."""
    return cosigning.witnesses(settings.IFAR_WITNESSES, Path(settings.IFAR_HOME))


def policy(known: Sequence[cosigning.Witness] | None = None) -> Policy:
    """The witness policy of the settings. One that asks for more witnesses than are named is never met, and says so."""
    named = witnesses() if known is None else known
    within = dt.timedelta(minutes=settings.IFAR_WITNESS_MINUTES)
    return Policy(tuple(witness.key for witness in named), settings.IFAR_WITNESSES_NEEDED, within)


def state(*, actor: Actor) -> LedgerState:
    """How the log stands now, with its alarms.

    Raises:
        Forbidden: the actor may not see checkpoints.
    """
    require(actor, "ledger:checkpoint:read")
    known = witnesses()
    now, unsequenced, oldest = _waiting()
    newest = _one("SELECT size, root, note, signed_at FROM ledger_checkpoint ORDER BY size DESC LIMIT 1")
    size, root, note, signed_at = newest or (0, b"", "", None)
    asked = policy(known)
    verdict = judge_checkpoint(asked, size, note, signed_at, now) if signed_at else None
    witnessed = witnessed_size(asked)
    return LedgerState(
        origin=settings.IFAR_LEDGER_NAME,
        key=str((_one("SELECT vkey FROM ledger_key ORDER BY from_size DESC, id DESC LIMIT 1") or ("",))[0]),
        size=size,
        root=bytes(root),
        signed_at=signed_at,
        note=note,
        verdict=verdict,
        witnessed_size=witnessed,
        witnesses=tuple(_standing(witness) for witness in known),
        unsequenced=unsequenced,
        oldest_unsequenced=oldest,
        alarms=_alarms(asked, now, size, witnessed, unsequenced, oldest),
    )


def alarms() -> tuple[Alarm, ...]:
    """What is late now: entries that wait for the sequencer, checkpoints that wait for witnesses. For screens and jobs."""
    asked = policy()
    now, unsequenced, oldest = _waiting()
    size = int((_one("SELECT coalesce(max(size), 0) FROM ledger_checkpoint") or (0,))[0])
    return _alarms(asked, now, size, witnessed_size(asked), unsequenced, oldest)


def judge_checkpoint(
    asked: Policy, size: int, note: str, signed_at: dt.datetime, now: dt.datetime
) -> Verdict:
    """How the checkpoint of `size` entries stands under the policy."""
    lines = [Signature.parse(line.removesuffix("\n")) for line in _lines(size)]
    return judge(asked, Note.parse(note.encode()).text, lines, signed_at=signed_at, now=now)


def witnessed_size(asked: Policy) -> int:
    """The greatest tree for which the policy is met; 0 where none is. Looks at the latest thousand cosigned checkpoints."""
    if asked.needed == 0:
        return 0
    rows = _all(
        """SELECT c.size, c.note, c.signed_at FROM ledger_checkpoint c
           JOIN (SELECT size FROM (SELECT size FROM ledger_cosignature WHERE witness = ANY(%s) ORDER BY size DESC LIMIT 3000) l
                 GROUP BY size HAVING count(*) >= %s) s ON s.size = c.size ORDER BY c.size DESC""",
        [key.name for key in asked.witnesses],
        asked.needed,
    )
    for size, note, signed_at in rows:
        if judge_checkpoint(asked, size, note, signed_at, signed_at).standing == "witnessed":
            return int(size)
    return 0


def index_of(entry: uuid.UUID) -> int | None:
    """The place of an entry in the tree, or None while it waits for the sequencer (or does not exist)."""
    row = _one(
        "SELECT l.index FROM ledger_leaf l JOIN ledger_entry e ON e.id = l.entry_id WHERE e.entry = %s", entry
    )
    return int(row[0]) if row else None


def entries() -> int:
    """How many entries stand in the ledger now; what is derived from records says by it how far it had come, and whether more came since."""
    return int(
        _one(
            """SELECT coalesce((SELECT max(index) + 1 FROM ledger_leaf), 0) + (SELECT count(*) FROM ledger_entry WHERE id >
               coalesce((SELECT entry_id FROM ledger_leaf ORDER BY index DESC LIMIT 1), 0))"""
        )[0]
    )


def place_of(entry: uuid.UUID) -> int:
    """The place of an entry in the order in which entries were written; it has one.

    Raises:
        NotFound: there is no such entry.
    """
    result = _one("SELECT id FROM ledger_entry WHERE entry = %s", entry)
    if result is None:
        raise NotFound("ledger.entry.not_found", "There is no such entry.")
    return int(result[0])


def proof_of(*, actor: Actor, entry: uuid.UUID) -> Proof:
    """The proof of an entry under the newest witnessed checkpoint that contains it, else under the newest one.

    Whether the actor may see what the entry is about is decided by the app that asks: the ledger knows no objects.

    Raises:
        NotFound: there is no such entry, or it waits for the sequencer.
    """
    require(actor, "ledger:proof:read")
    index = index_of(entry)
    if index is None:
        raise NotFound("ledger.proof.none", "There is no proof of this entry yet.")
    witnessed = witnessed_size(policy())
    row = _one(
        "SELECT size, note FROM ledger_checkpoint WHERE size > %s ORDER BY size = %s DESC, size DESC LIMIT 1",
        index,
        witnessed,
    )
    if row is None:
        raise NotFound("ledger.proof.none", "There is no proof of this entry yet.")
    size, note = row
    inclusion = merkle.inclusion_proof(index, size, tiles.Reader(_read_tile))
    checkpoint = Note.parse(cosigned(note, _lines(size)).encode())
    data = bytes(_one("SELECT canonical FROM ledger_entry WHERE entry = %s", entry)[0])
    return Proof(data, index, tuple(inclusion), checkpoint)


@dataclass(frozen=True, slots=True)
class Recorded:
    """How, when and by whom an entry was recorded, and how far its proof has come."""

    entry: uuid.UUID
    act: str
    actor: str
    agency: str
    recorded_at: dt.datetime
    index: int | None
    witnessed: bool

    @property
    def proof(self) -> Literal["recorded", "in_tree", "witnessed"]:
        """`recorded`, `in_tree` or `witnessed`: what the proof badge shows."""
        if self.index is None:
            return "recorded"
        return "witnessed" if self.witnessed else "in_tree"


_RECORDED: Final = """
SELECT e.entry, e.act, e.actor, e.agency, e.recorded_at, l.index,
       coalesce(l.index < (SELECT max(size) FROM (
           SELECT size FROM ledger_cosignature GROUP BY size HAVING count(DISTINCT witness) >= %s) AS enough), false)
FROM ledger_entry e LEFT JOIN ledger_leaf l ON l.entry_id = e.id
"""


def recorded(entries: Iterable[uuid.UUID], witnesses_needed: int) -> Mapping[uuid.UUID, Recorded]:
    """Who recorded each entry, and how far its proof has come; one query."""
    rows = _all(_RECORDED + "WHERE e.entry = ANY(%s)", witnesses_needed, list(entries))
    return {row[0]: Recorded(*row) for row in rows}


def recorded_about(object: str, acts: str, witnesses_needed: int) -> list[Recorded]:
    """Every entry about an object whose act begins with `acts`, in recorded order; one query."""
    return [
        Recorded(*row)
        for row in _all(
            _RECORDED + "WHERE e.object = %s AND starts_with(e.act, %s) ORDER BY e.id",
            witnesses_needed,
            object,
            acts,
        )
    ]


def newest_checkpoint(*, actor: Actor) -> tuple[int, str]:
    """The newest checkpoint with its cosignatures, as others may keep and compare it: its size, and the signed note.

    Raises:
        Forbidden: the actor may not see checkpoints.
        NotFound: there is none yet.
    """
    require(actor, "ledger:checkpoint:read")
    row = _one("SELECT size, note FROM ledger_checkpoint ORDER BY size DESC LIMIT 1")
    if row is None:
        raise NotFound("ledger.checkpoint.none")
    return int(row[0]), cosigned(row[1], _lines(row[0]))


def _alarms(
    asked: Policy,
    now: dt.datetime,
    size: int,
    witnessed: int,
    unsequenced: int,
    oldest: dt.datetime | None,
) -> tuple[Alarm, ...]:
    results: list[Alarm] = []
    if oldest is not None and now - oldest > SEQUENCED_WITHIN:
        results.append(Alarm("sequencing_late", oldest, unsequenced))
    waiting = _one("SELECT signed_at FROM ledger_checkpoint WHERE size > %s ORDER BY size LIMIT 1", witnessed)
    if asked.needed and waiting is not None and now - waiting[0] > asked.within:
        results.append(
            Alarm("witnessing_late" if witnessed else "nothing_witnessed", waiting[0], size - witnessed)
        )
    return tuple(results)


def _waiting() -> tuple[dt.datetime, int, dt.datetime | None]:
    row = _one(
        """SELECT clock_timestamp(), count(id), min(recorded_at) FROM ledger_entry
           WHERE id > coalesce((SELECT entry_id FROM ledger_leaf ORDER BY index DESC LIMIT 1), 0)"""
    )
    return row or (dt.datetime.now(dt.UTC), 0, None)


def _standing(witness: cosigning.Witness) -> WitnessStatus:
    row = _one(
        "SELECT size, at FROM ledger_cosignature WHERE witness = %s ORDER BY size DESC LIMIT 1",
        witness.key.name,
    )
    size, at = row or (0, None)
    return WitnessStatus(witness.key.name, witness.key.encode(), witness.url, size, at)


def _lines(size: int) -> list[str]:
    return [line for (line,) in _all("SELECT line FROM ledger_cosignature WHERE size = %s ORDER BY id", size)]


def _read_tile(level: int, index: int) -> bytes:
    row = _one("SELECT hashes FROM ledger_tile WHERE level = %s AND index = %s", level, index)
    return bytes(row[0]) if row else b""


def _all(query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def _one(query: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()
