"""The log's keys: the first is trusted, each later one was put in force by its predecessor in an entry of the log."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ifar.ledger import rotation
from ifar.ledger.checkpoint import MalformedNote, VerifierKey
from ifar.ledger.rotation import KeyInForce
from ifar.ledger.sources import Difference

EntryAt = Callable[[int], bytes | None]
"""Index in the tree -> canonical bytes of that entry."""


def follow(
    rows: Sequence[tuple[str, int]], entry_at: EntryAt, trusted: VerifierKey | None
) -> tuple[list[KeyInForce], list[Difference]]:
    """The keys in force, oldest first, and what is wrong with them.

    Args:
        rows: (verifier key, tree size from which on it answers), in order of size.
        entry_at: reads entries of the tree.
        trusted: a key of the log as it is known from elsewhere, or None to trust what stands first. It may be any key of the
            chain: each change of key is signed by both, so whoever trusts one of them has the word of it for all others.
    """
    keys: list[KeyInForce] = []
    wrong: list[Difference] = []
    for text, from_size in rows:
        place = f"key {text}"
        try:
            key = VerifierKey.parse(text)
        except MalformedNote as error:
            wrong.append(Difference("key_false", place, str(error), "a verifier key"))
            continue
        wrong += list(
            _check_first(place, key, from_size)
            if not keys
            else _check_next(place, key, from_size, keys[-1], entry_at)
        )
        keys.append(KeyInForce(key, from_size))
    if trusted is not None and trusted not in [key_in_force.key for key_in_force in keys]:
        if keys:
            first = keys[0].key.encode()
            wrong.append(Difference("key_false", f"key {first}", first, trusted.encode()))
        keys.insert(0, KeyInForce(trusted, 0))
    return keys, wrong


def _check_first(place: str, key: VerifierKey, from_size: int) -> Iterator[Difference]:
    if from_size != 0:
        yield Difference("key_false", place, f"in force from {from_size}", "the first key is in force from 0")


def _check_next(
    place: str, key: VerifierKey, from_size: int, before: KeyInForce, entry_at: EntryAt
) -> Iterator[Difference]:
    data = entry_at(from_size - 1) if from_size > before.from_size else None
    value: Any = None
    if data is not None:
        try:
            value = json.loads(data)
        except ValueError:
            value = None
    if not isinstance(value, dict) or value.get("act") != rotation.ACT:
        yield Difference(
            "key_false", place, f"in force from {from_size}", "an entry of the log that puts it in force"
        )
        return
    try:
        if rotation.successor(value.get("payload"), before.key) != key:
            raise rotation.FalseRotation(message="The entry puts another key in force.")
    except rotation.FalseRotation as error:
        yield Difference("key_false", place, str(error), f"a change of key that {before.key.encode()} signed")
