"""Changing the log's key: what the old and the new key sign, and which key answers for which size of the tree.

The statement is a signed note that both keys sign, and stands in an entry of the log itself. From the tree that contains
that entry on, checkpoints carry the new key's signature; a verifier that trusts the first key follows the chain.

A key carries the name of its log. A new key with another name opens a new log that goes on from the tree of the old one: what
is left to do where signed entries were lost for good, because no log may ever sign two different trees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from ifar.errors import Invalid
from ifar.ledger.checkpoint import (
    ED25519,
    MalformedNote,
    Note,
    SigningKey,
    UnverifiedNote,
    VerifierKey,
    sign_note,
)

ACT: Final = "ledger.key_rotated"
SCHEMA: Final = "ledger.key_rotated/1"
_HEADER: Final = "ifar key rotation"


class FalseRotation(Invalid):
    """An entry claims a change of key that the keys did not both sign."""

    default_code = "ledger.rotation.false"


@dataclass(frozen=True, slots=True)
class KeyInForce:
    """A key and the tree size from which on it answers; `entry` is the rotation's entry, None for the first key."""

    key: VerifierKey
    from_size: int
    entry: str | None = None


def statement(old: SigningKey, new: SigningKey) -> str:
    """The signed note by which `old` hands over to `new`."""
    text = f"{_HEADER}\n{old.verifier.encode()}\n{new.verifier.encode()}\n"
    return sign_note(text, [old, new]).encode().decode()


def payload(old: SigningKey, new: SigningKey, proposal: str) -> dict[str, Any]:
    """The payload of the rotation's entry."""
    return {"new": new.verifier.encode(), "note": statement(old, new), "proposal": proposal}


def successor(value: Any, current: VerifierKey) -> VerifierKey:
    """The key that the payload `value` puts in the place of `current`.

    Raises:
        FalseRotation: the payload is not such a statement, names another old key, or one of both keys did not sign it.
    """
    try:
        note = Note.parse(str(value["note"]).encode())
        header, old, new, *rest = note.text.removesuffix("\n").split("\n")
        key = VerifierKey.parse(new)
        signers = note.verified_by([current, key])
    except (KeyError, TypeError, ValueError, MalformedNote, UnverifiedNote) as error:
        raise FalseRotation(message=f"This is no change of the log's key: {error}.") from error
    if header != _HEADER or rest or old != current.encode() or new != value.get("new"):
        raise FalseRotation(message="This change of key is about other keys.")
    if len(signers) != 2 or key.kind != ED25519:
        raise FalseRotation(message="The old and the new key of the log must both sign a change of key.")
    return key


def in_force(keys: Sequence[KeyInForce], size: int) -> VerifierKey | None:
    """The key that answers for a checkpoint of the tree of `size` leaves, or None before the first key."""
    key_in_forces = [key_in_force for key_in_force in keys if key_in_force.from_size <= size]
    return max(key_in_forces, key=lambda key_in_force: key_in_force.from_size).key if key_in_forces else None
