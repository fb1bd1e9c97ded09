"""What the verifier needs to know about deposited files: that each still lies in its place and hashes to its name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.files import kinds, store
from ifar.ledger.sources import Difference, Replay

_FILES: Final = "SELECT f.sha256, f.size, f.kind, f.media_type, files_erased(f.sha256) FROM files_file f ORDER BY f.sha256"


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Every content, whenever everything is looked at."""
    if objects is not None:
        return
    cursor.execute(_FILES)
    for sha256, size, kind, media_type, erased in cursor.fetchall():
        place = f"file {sha256}"
        if erased:
            if store.path_of(sha256).is_file():
                yield Difference("state_stray", place, "the content", "nothing: it was lawfully erased")
            continue
        if not store.path_of(sha256).is_file():
            yield Difference("file_missing", place, "nothing in the store", "the content that was deposited")
            continue
        seen, head, number = hashlib.sha256(), b"", 0
        for piece in store.pieces(store.path_of(sha256)):
            head, number = head or piece[: kinds.HEAD], number + len(piece)
            seen.update(piece)
        recognised = kinds.recognise(head)
        if seen.hexdigest() != sha256:
            yield Difference("file_differs", place, f"a content with the hash {seen.hexdigest()}", sha256)
        elif (number, recognised.code, recognised.media_type) != (size, kind, media_type):
            yield Difference(
                "state_differs", place, f"{size} bytes, {kind}", f"{number} bytes, {recognised.code}"
            )


CONTENTS: Final = Replay(name="files_file", check=_check)
