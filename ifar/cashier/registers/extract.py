"""An identity register as a file: a SQLite database that `ifar identity-extract` makes of a CSV table.

One table `person` (document, key, name, born, sex, country, status); `key` is the number folded as the register folds identity
numbers. It is opened for reading only, for each question anew, so that a new extract counts from the moment it lies there.
"""

from __future__ import annotations

import csv
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ifar.cashier.identity import FIELDS, Unreachable, person_of
from ifar.errors import Invalid
from ifar.parties.likeness import identity_key

NEEDED: Final = ("document", "number", "name")
_MADE: Final = (
    "CREATE TABLE person (document TEXT, key TEXT, name TEXT, born TEXT, sex TEXT, country TEXT, status TEXT)"
)
_INDEX: Final = "CREATE INDEX person_key ON person (key, document)"
_FIND: Final = "SELECT name, born, sex, country, status FROM person WHERE key = ? AND document = ? LIMIT 1"


@dataclass(frozen=True, slots=True)
class Extract:
    """The extract that lies at a path."""

    path: str

    def look_up(self, document: str, number: str) -> Mapping[str, str] | None:
        """Who has this number; None where nobody has.

        Raises:
            Unreachable: there is no extract, or it is none.
        """
        place = Path(self.path).absolute().as_uri()
        try:
            with closing(sqlite3.connect(f"{place}?mode=ro", uri=True, timeout=2)) as connection:
                row = connection.execute(_FIND, (identity_key(number), document)).fetchone()
        except sqlite3.Error as error:
            raise Unreachable(str(error)) from error
        return person_of({"person": dict(zip(FIELDS, row, strict=True))}) if row else None


def make(source: Iterable[str], target: Path) -> int:
    """Make an extract of the lines of a CSV table in UTF-8, and put it in its place in one step. Returns how many rows it has.

    Columns: document (a code of `identity_document`), number, name; and born, sex, country, status where they are known.

    Raises:
        Invalid: a column is missing, or a line says what cannot be; nothing was changed then.
    """
    reader = csv.DictReader(source, strict=True)
    if missing := [name for name in NEEDED if name not in (reader.fieldnames or ())]:
        raise Invalid("cashier.extract", f"The table has no column {missing[0]}.")
    arriving = target.with_suffix(".incoming")
    arriving.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(arriving)) as connection, connection:
            connection.execute(_MADE)
            connection.executemany("INSERT INTO person VALUES (?, ?, ?, ?, ?, ?, ?)", _rows(reader))
            connection.execute(_INDEX)
            count = int(connection.execute("SELECT count(*) FROM person").fetchone()[0])
        arriving.chmod(0o600)
        os.replace(arriving, target)
    finally:
        arriving.unlink(missing_ok=True)
    return count


def _rows(reader: csv.DictReader[Any]) -> Iterator[tuple[str, ...]]:
    for row in reader:
        key = identity_key(str(row.get("number") or ""))
        try:
            if not key or not row["document"]:
                raise Unreachable("no number")
            person = person_of({"person": {name: str(row.get(name) or "").strip() for name in FIELDS}})
        except Unreachable as error:
            raise Invalid(
                "cashier.extract", f"Line {reader.line_num} says what cannot be of a person."
            ) from error
        yield (str(row["document"]).strip(), key, *(person.get(name, "") for name in FIELDS))
