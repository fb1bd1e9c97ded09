"""Possible duplicates: noted by rule, decided by people, taken back by people.

*Same* merges: the record that does not survive points to the one that does, with an event of its own. *Undone* splits them
again. *Different* only closes the question. A pair never stops an officer at the counter. No join takes an arm off the book of the trader, or out of
the records of the laboratory, that has it: the record that goes on says where it is.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.db import IntegrityError, connection, transaction
from psycopg.types.json import Jsonb

from ifar import identifiers
from ifar.errors import Conflict, Invalid, Reason, Refused
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.registry import kinds
from ifar.registry.labels import words_of
from ifar.registry.selectors import duplicates as selectors
from ifar.registry.services import events
from ifar.registry.services.events import NewEvent
from ifar.rights import Actor, require

Verdict = Literal["same", "different", "undone"]
VERDICTS: Final = ("same", "different", "undone")
INSERT_PAIR: Final = (
    "INSERT INTO registry_duplicate (public_id, older_id, newer_id, score, reasons, at) "
    "VALUES (%s, least(%s, %s), greatest(%s, %s), %s, %s, clock_timestamp()) ON CONFLICT (older_id, newer_id) DO NOTHING"
)
_WAIT: Final = "SELECT registry_lock_for_pair(%s)"
"""Has both records of a pair to oneself: whoever joins one of them to a third waits, and is told that it is joined."""
_INSERT_DECISION: Final = (
    "INSERT INTO registry_duplicatedecision (entry, duplicate_id, n, verdict, survivor, reason, decider, at) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two firearms, by internal key, that may be one: score 0-99 and reasons as `matching` gives them."""

    one: int
    other: int
    score: int
    reasons: Sequence[Mapping[str, Any]]


def note_pairs(pairs: Sequence[Pair]) -> None:
    """Put pairs into the queue, inside the transaction that made them; a pair that is there already stays as it is."""
    rows: list[tuple[Any, ...]] = [
        (
            identifiers.new("D", secrets.token_bytes),
            p.one,
            p.other,
            p.one,
            p.other,
            p.score,
            Jsonb([dict(r) for r in p.reasons]),
        )
        for p in pairs
    ]
    with connection.cursor() as cursor:
        cursor.executemany(INSERT_PAIR, rows)


def _merge(actor: Actor, pair: selectors.Waiting, survivor: str, reason: str) -> None:
    loser = pair.newer if survivor == pair.older else pair.older
    if offices := selectors.left_without(loser, survivor):
        # Whoever has it would see and account for nothing any more, though it is in their shop or under their seal.
        params = {"offices": ", ".join(offices)}
        raise Refused(
            "registry.duplicate.left_without",
            words_of("registry.duplicate.left_without", params),
            article="EU 2021/555 art. 4(4)-(6)",
        )
    details = {"survivor": survivor, "duplicate": pair.public_id, **({"reason": reason} if reason else {})}
    _record(actor, loser, NewEvent(kind="merged", details=details))


def _split(actor: Actor, pair: selectors.Waiting, reason: str) -> None:
    loser = pair.newer if pair.survivor == pair.older else pair.older
    details = {"survivor": pair.survivor, "duplicate": pair.public_id, "reason": reason}
    _record(actor, loser, NewEvent(kind="split", details=details))


def _record(actor: Actor, firearm: str, event: NewEvent) -> None:
    kind = events.checked(event)
    connection.ensure_connection()
    snapshot = events.snapshot_of(actor, firearm)
    outcome = events.decided(actor, snapshot, event, people=frozenset({actor.id}))
    try:
        events.write(events.compose(actor, snapshot, event, kinds.KINDS[kind.name], outcome))
    except IntegrityError as error:
        # The record that was to go on was joined to a third one.
        if "joins what no pair" not in str(error):
            raise
        raise Conflict("registry.duplicate.decided", words_of("registry.duplicate.decided")) from error


def _check(pair: selectors.Waiting, verdict: str, survivor: str, reason: str) -> None:
    reasons = []
    if verdict not in VERDICTS:
        reasons.append(Reason("registry.duplicate.verdict", field="verdict"))
    if verdict == "same" and survivor not in (pair.older, pair.newer):
        reasons.append(
            Reason("registry.duplicate.survivor", words_of("registry.duplicate.survivor"), field="survivor")
        )
    if verdict == "undone" and not reason.strip():
        reasons.append(
            Reason("registry.duplicate.reason", words_of("registry.duplicate.reason"), field="reason")
        )
    if reasons:
        raise Invalid("registry.duplicate.invalid", words_of("registry.duplicate.invalid"), reasons=reasons)
    if (verdict == "undone") == (pair.verdict in ("", "undone")):
        raise Conflict("registry.duplicate.decided", words_of("registry.duplicate.decided"))


@transaction.atomic
def decide_duplicate(
    *, actor: Actor, duplicate: str, verdict: Verdict, survivor: str = "", reason: str = ""
) -> None:
    """Say whether two records are one firearm, or take back what was said.

    Args:
        duplicate: public identifier of the pair.
        survivor: for `same`, the record that goes on.
        reason: needed to take a decision back.

    Raises:
        NotFound: there is no such pair for this actor.
        Conflict: it was decided meanwhile.
        Refused: the life cycle does not allow the merge, or who has the arm would have no record of it.
    """
    require(actor, "registry:duplicate:decide")
    with connection.cursor() as cursor:
        cursor.execute(_WAIT, [duplicate])
    pair = selectors.duplicate_for(actor, duplicate)
    _check(pair, verdict, survivor, reason)
    if verdict == "same":
        _merge(actor, pair, survivor, reason)
    elif verdict == "undone" and pair.verdict == "same":
        _split(actor, pair, reason)
    n = pair.decisions + 1
    survivor = survivor if verdict == "same" else ""
    payload = {
        "duplicate": pair.public_id,
        "firearms": [pair.older, pair.newer],
        "n": n,
        "verdict": verdict,
        "survivor": survivor,
    }
    draft = Draft(
        schema="duplicate.decided/1",
        act="registry.duplicate_decided",
        object=pair.public_id,
        payload=payload,
        personal={"reason": reason} if reason else {},
        previous=pair.last_entry,
        entry=ledger.new_entry_id(),
    )
    written = ledger.append(actor=actor, drafts=[draft])[0]
    row = (draft.entry, pair.id, n, verdict, survivor, reason, actor.id, written.recorded_at)
    try:
        with connection.cursor() as cursor:
            cursor.execute(_INSERT_DECISION, row)
    except IntegrityError as error:
        raise Conflict("registry.duplicate.decided", words_of("registry.duplicate.decided")) from error
