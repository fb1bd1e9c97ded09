"""One event of thousands of firearms at once: what is put into deposit (an estate's, those of a holder who may not keep them, the stock of a trader who
is no more), and what a maker takes into stock. Decided once for all that look alike, written together, answered line by line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from django.db import connection, transaction

from ifar.bulk.many import Answer, Look, Many, Write, answer_of, taken_back
from ifar.errors import IfarError
from ifar.registry import facts, kinds
from ifar.registry.labels import words_of
from ifar.registry.lifecycle import RULES, Outcome
from ifar.registry.selectors import licences
from ifar.registry.services import events
from ifar.registry.services.events import Composed, NewEvent, Snapshot, many
from ifar.registry.services.events.writing import in_words
from ifar.registry.services.together import ONLY, TITLES, event_of, input_of
from ifar.rights import Actor, require

RECORD: Final = "registry:event:record"


type Compose = Callable[[Actor, Any, Sequence[str]], list[Composed | Answer]]
"""The actor, what was said and lines in their order -> the event of each, or why there is none."""


def functions(compose: Compose) -> tuple[Look, Write]:
    """How something is looked through without writing, and how it is written; what refuses it of one firearm is the answer of that firearm."""

    def look(actor: Actor, value: Any, things: Sequence[str]) -> list[Answer]:
        require(actor, RECORD)
        return [item if isinstance(item, Answer) else Answer() for item in compose(actor, value, things)]

    def write(actor: Actor, said: Any, things: Sequence[str]) -> list[Answer]:
        require(actor, RECORD)
        results = compose(actor, said, things)
        written = [item for item in results if isinstance(item, Composed)]
        try:
            with transaction.atomic(), in_words():
                many.write_many([item for item in written if item.changes.get("marks")])
                many.write_each([item for item in written if not item.changes.get("marks")])
        except IfarError:
            # What the database refuses it refuses of some: which they are is found one by one.
            return [item if isinstance(item, Answer) else _alone(item) for item in results]
        return [
            item if isinstance(item, Answer) else Answer(item.snapshot.public_id, item.entry.entry)
            for item in results
        ]

    return look, write


def _of_kind(kind: str) -> tuple[Look, Write]:
    return functions(lambda actor, value, firearms: composed(actor, event_of(kind, value), firearms))


def _alone(item: Composed) -> Answer:
    try:
        with transaction.atomic():
            return Answer(item.snapshot.public_id, events.write(item).entry)
    except IfarError as error:
        return answer_of(error)


def composed(actor: Actor, event: NewEvent, firearms: Sequence[str]) -> list[Composed | Answer]:
    """The event of each, or why there is none."""
    kind = events.checked(event)
    connection.ensure_connection()
    snapshots = events.snapshots_of(actor, firearms, event)
    known: dict[tuple[Any, ...], Outcome | IfarError] = {}
    results: list[Composed | Answer] = []
    for firearm in firearms:
        try:
            # One that is not among them is asked for by itself: unseen, or gone from the book, in the words of the single act.
            snapshot = snapshots.get(firearm) or events.snapshot_of(actor, firearm, event)
            outcome = _outcome(actor, event, known, snapshot)
            results.append(events.compose(actor, snapshot, event, kind, outcome))
        except IfarError as error:
            results.append(answer_of(error))
    return results


def _outcome(
    actor: Actor, event: NewEvent, known: dict[tuple[Any, ...], Outcome | IfarError], snapshot: Snapshot
) -> Outcome:
    """What the life cycle decides; asked once for all that give it the same to look at.

    Raises:
        Refused: where it says no.
    """
    key = _looks(event, snapshot)
    if key not in known:
        try:
            known[key] = events.decided(actor, snapshot, event, people=frozenset({actor.id}))
        except IfarError as error:
            known[key] = error
    result = known[key]
    if isinstance(result, IfarError):
        raise result
    return result


def _looks(event: NewEvent, snapshot: Snapshot) -> tuple[Any, ...]:
    """All that the rules of these kinds look at in a firearm: its facts, its marks, and the licences that were read along with it."""
    apart = snapshot.held is None and bool(licences.wanted(event.kind))
    return (
        snapshot.item,
        snapshot.facts,
        snapshot.keeping,
        snapshot.category,
        snapshot.merged_into,
        snapshot.doubtful,
        snapshot.failed,
        snapshot.disputed,
        snapshot.latest_occurred,
        snapshot.n,
        snapshot.held,
        snapshot.public_id if apart else "",
        tuple(facts.inscriptions(snapshot.marks)),
        tuple(mark.get("text_status") for mark in snapshot.marks),
    )


def _batch(kind: str, look: Look, write: Write) -> Many:
    return Many(
        name=kinds.KINDS[kind].act,
        title=TITLES[kind],
        said=input_of(kind),
        permission=RECORD,
        look=look,
        write=write,
        words=words_of,
        letters="FK",
        kinds=ONLY.get(kind, RULES[kind].recorders),
    )


_DEPOSIT: Final = _of_kind("deposited")
_STOCK: Final = _of_kind("stock_declared")[1]
BATCHES: Final = (
    _batch("deposited", *_DEPOSIT),
    # What the database refuses of a maker, such as a closed book, is seen in the preview too.
    _batch("stock_declared", taken_back(_STOCK), _STOCK),
)
"""Kinds of event that thousands of firearms take at once."""
