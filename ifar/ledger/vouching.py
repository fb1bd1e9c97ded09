"""What an entry carries of who made it: a voucher, which only a process makes that holds the secret key, for the session that it serves.

65 bytes beside the entry: kind of voucher (1), the sign-in or token that it was made in (16), and two codes over both and the entry's own
bytes. The first (16) the database checks where the entry is written, with a key that the runtime role cannot read: whoever has that role's
password writes no entry at all, in nobody's name. The second (32) the verifier checks, with a key that the database never holds: whoever
is superuser can make the first and not the second. Decision 0024.
"""

from __future__ import annotations

import hmac
import uuid
from typing import Final

from ifar import sealing
from ifar.rights import Actor

SESSION: Final = b"S"
"""A person, in the session of one sign-in; what follows is the sign-in's entry."""
CLIENT: Final = b"C"
"""A program of somebody's, with its token; what follows is the beginning of the token's hash."""
PROGRAM: Final = b"P"
"""ifar itself: a job, a command, or what a job carries out in the name of whoever asked for it. Nothing follows."""
SIGNED_IN: Final = "accounts.signed_in"
"""The act by which a session begins."""
NONE: Final = uuid.UUID(int=0)
DATABASE: Final = "vouchers, as the database checks them"
VERIFIER: Final = "vouchers, as the verifier checks them"
"""Purposes of the two keys."""
HEAD: Final = 17
SHORT: Final = 16
LENGTH: Final = HEAD + SHORT + 32
_BLOCK: Final = 64
"""Bytes of a block of SHA-256."""


def vouch(actor: Actor, canonical: bytes) -> bytes:
    """The voucher of an entry of `actor`'s, made by this process."""
    kind = CLIENT if actor.kind == "client" else SESSION if actor.session else PROGRAM
    content = kind + (actor.session or NONE).bytes + canonical
    return (
        content[:HEAD]
        + hmac.digest(sealing.keys(DATABASE)[0], content, "sha256")[:SHORT]
        + hmac.digest(sealing.keys(VERIFIER)[0], content, "sha256")
    )


def is_good(voucher: bytes, canonical: bytes, keys: tuple[bytes, ...]) -> bool:
    """Whether the code for the verifier is right under one of its `keys`."""
    content = voucher[:HEAD] + canonical
    return any(
        hmac.compare_digest(voucher[HEAD + SHORT :], hmac.digest(key, content, "sha256")) for key in keys
    )


def pads() -> list[tuple[bytes, bytes]]:
    """The database's keys as HMAC begins with them (RFC 2104): inner and outer block."""
    keys = [key.ljust(_BLOCK, b"\0") for key in sealing.keys(DATABASE)]
    return [(bytes(number ^ 0x36 for number in key), bytes(number ^ 0x5C for number in key)) for key in keys]
