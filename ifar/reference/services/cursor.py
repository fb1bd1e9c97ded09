"""What the loading asks of a database cursor, and the one fast way in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol


class Cursor(Protocol):
    """A cursor of Django on psycopg 3."""

    def execute(self, query: str, params: Any = None) -> Any:
        """Run a statement."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows of the last statement."""

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row of the last statement."""

    def copy(self, statement: str) -> Any:
        """Open a COPY."""


def copy_rows(cursor: Cursor, table: str, columns: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write rows with COPY."""
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
