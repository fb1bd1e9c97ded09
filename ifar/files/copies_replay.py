"""What the verifier asks of every copy that is shown of a file: that it is what the program makes of it.

Nothing in the log speaks of a copy, so each is made again, in a process of its own, as it was when it was made. Another release of a library may write
other bytes of the same picture: then the two pictures are compared. Those that were found good are remembered by one number and the digest of all rows
up to it; where everything is looked at, all are made again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from psycopg import Cursor

from ifar.files import documents, kinds, selectors, services, store
from ifar.files.confinement import Unreadable, run
from ifar.ledger import durable
from ifar.ledger.sources import Difference, Replay

MOST: Final = 1_000
"""How many copies a quick run makes again; the oldest that are not known yet come first."""
_COPIES: Final = """
SELECT d.id, d.original_id, d.form, d.file_id, files_erased(d.original_id) OR files_erased(d.file_id) FROM files_derivative d
WHERE d.id > %s ORDER BY d.id LIMIT %s"""
_UP_TO: Final = """
SELECT coalesce(encode(sha256(convert_to(string_agg(concat_ws(' ', d.id, d.original_id, d.form, d.file_id), E'\\n' ORDER BY d.id), 'UTF8')), 'hex'), '')
FROM files_derivative d WHERE d.id <= %s"""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Copies that nobody has found good yet; every one, where everything is looked at."""
    memory = durable.private_folder(Path(settings.IFAR_HOME) / "verifier") / "copies.json"
    known = 0 if objects is None else _known(cursor, memory)
    cursor.execute(_COPIES, (known, None if objects is None else MOST))
    good, last = True, known
    for number, original, form, file, erased in cursor.fetchall():
        last = number
        if erased or not (store.path_of(original).is_file() and store.path_of(file).is_file()):
            continue  # what is missing is named by itself
        if (wrong := _wrong(original, form, file)) is not None:
            good = False
            yield Difference("file_differs", f"{form} of file {original}", f"the copy {file}", wrong)
    if good and last != known:
        durable.write_object(memory, {"last": last, "digest": _digest(cursor, last)})


def _known(cursor: Cursor[Any], memory: Path) -> int:
    values = durable.read_object(memory)
    return int(values["last"]) if values and _digest(cursor, int(values["last"])) == values["digest"] else 0


def _digest(cursor: Cursor[Any], last: int) -> str:
    row = cursor.execute(_UP_TO, (last,)).fetchone()
    return str(row[0]) if row else ""


def _wrong(original: str, form: str, file: str) -> str | None:
    """What a copy should be where it is not what is made of the original; None where it is, or where nothing here reads such an original."""
    target = store.incoming() / f"{original}.{form}.again"
    source, number = store.path_of(original), form.removeprefix("page-")
    try:
        if form == selectors.CLEAN:
            run("ifar.files.picture", [str(source), str(target)], services.PICTURE_LIMITS)
        elif form.startswith("page-"):
            run("ifar.files.document", ["draw", str(source), number, str(target)], documents.READING)
        else:
            return "no copy: nothing is made in this form"
        made = hashlib.sha256(target.read_bytes()).hexdigest()
        if made == file or _alike(target, store.path_of(file)):
            return None
        return f"{made}, which is made of it"
    except Unreadable as error:
        return None if error.code == kinds.HEIC.code else "no copy: nothing can be made of it"
    finally:
        target.unlink(missing_ok=True)


def _alike(made: Path, shown: Path) -> bool:
    try:
        return bool(run("ifar.files.picture", ["alike", str(made), str(shown)], services.PICTURE_LIMITS))
    except Unreadable:
        return False


COPIES: Final = Replay(name="files_derivative", check=_check)
