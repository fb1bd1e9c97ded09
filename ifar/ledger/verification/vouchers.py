"""Vouchers: that a session, a token or a program of this installation made each entry, and that whoever proposes or decides was signed in.

The key comes from the secret key and from nowhere else: what the database says, its superuser says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

import psycopg

from ifar import sealing
from ifar.ledger import vouching
from ifar.ledger.sources import Difference

BY_THEMSELVES: Final = ("accounts.proposed", "accounts.decided")
"""Acts that nobody does in a person's name: who proposes and who decides is signed in."""
_ROWS: Final = 2_000
_ENTRIES: Final = """
SELECT id, entry, act, actor, object, coalesce(canonical, ''), coalesce(voucher, '') FROM ledger_entry
WHERE id > coalesce((SELECT entry_id FROM ledger_leaf WHERE index = %s), -1) ORDER BY id"""
_SIGNED_IN: Final = "SELECT entry, actor, id FROM ledger_entry WHERE entry = ANY(%s) AND act = %s"

Entry = tuple[int, UUID, str, str, str, bytes, bytes]


def check(connection: psycopg.Connection[Any], start: int) -> Iterator[Difference]:
    """Look at every entry from the leaf `start` on, those that wait for the tree too."""
    keys = sealing.keys(vouching.VERIFIER)
    sessions: dict[UUID, tuple[str, int]] = {}
    with connection.cursor("vouchers", binary=True) as cursor:
        cursor.itersize = _ROWS
        cursor.execute(_ENTRIES, (start - 1,))
        while entries := cursor.fetchmany(_ROWS):
            _look_up(connection, entries, sessions)
            for item in entries:
                if wrong := _wrong(item, keys, sessions):
                    number, entry, act, _, of, *_ = item
                    place = f"entry {entry} (ledger_entry {number}, {act} {of})"
                    yield Difference(wrong[0], place, *wrong[1:])


def _session(voucher: bytes) -> UUID | None:
    return UUID(bytes=voucher[1 : vouching.HEAD]) if voucher[:1] == vouching.SESSION else None


def _look_up(
    connection: psycopg.Connection[Any], entries: list[Entry], sessions: dict[UUID, tuple[str, int]]
) -> None:
    """Find the sign-ins that these entries name: whose they are, and which place they have."""
    asked = {
        named
        for *_, voucher in entries
        if len(voucher) == vouching.LENGTH and (named := _session(voucher)) and named not in sessions
    }
    if asked:
        cursor = connection.execute(_SIGNED_IN, (list(asked), vouching.SIGNED_IN))
        sessions.update({entry: (actor, number) for entry, actor, number in cursor})


def _wrong(
    row: Entry, keys: tuple[bytes, ...], sessions: dict[UUID, tuple[str, int]]
) -> tuple[str, str, str] | None:
    number, _, act, actor, _, canonical, voucher = row
    if len(voucher) != vouching.LENGTH:
        return "voucher_missing", "nothing that vouches for it", "a voucher of the process that made it"
    if not vouching.is_good(voucher, canonical, keys):
        return "voucher_false", "a voucher that this installation did not make", "one under its secret key"
    kind, session = voucher[:1], _session(voucher)
    if session is not None:
        whose, begun = sessions.get(session, ("nobody", number))
        if whose != actor or begun > number:
            return "voucher_false", f"made in a session of {whose}", f"in one into which {actor} signed in"
    elif kind == vouching.CLIENT and not actor.startswith("C"):
        return "voucher_false", f"made with a token, and not by {actor}", "an act of the token's owner"
    elif kind == vouching.PROGRAM and act in BY_THEMSELVES and actor.startswith(("U", "C")):
        return "voucher_false", f"said in the name of {actor}, who did not ask", "in a session of theirs"
    return None
