"""`ifar recompute-return`: compute a frozen return once more from the ledger as it stood then, and say whether it is the same."""

from __future__ import annotations

import hashlib
import sys
from typing import Any, Final

from django.core.management import CommandParser
from django.core.management.base import BaseCommand

from ifar.errors import IfarError
from ifar.files.tables.writing import csv_pieces
from ifar.returns import selectors
from ifar.returns.official import HEADER, Cell
from ifar.rights import Actor

JOB: Final = Actor(kind="job", id="recompute-return", permissions=frozenset({selectors.PERMISSION}))


class Command(BaseCommand):
    help = "Compute a frozen return again from the ledger as it stood when it was frozen. Exit code 1 where one byte differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument("edition", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            edition = selectors.edition(JOB, options["year"], options["edition"])
            frozen, again = selectors.cells_of(edition.year, edition.country, edition.cells), selectors.recomputed(JOB, edition)  # fmt: skip
        except IfarError as error:
            sys.exit(str(error))
        content, result = (
            b"".join(csv_pieces(HEADER, (cell.row() for cell in cells))) for cells in (frozen, again)
        )
        self.stdout.write(f"frozen     {_hash(content)}  {len(frozen)} figures")
        self.stdout.write(
            f"recomputed {_hash(result)}  {len(again)} figures, from the ledger up to the edition"
        )
        for revision in selectors.changed(frozen, again):
            self.stdout.write(f"{revision.change:10} {revision.key.indicator}, {revision.key.dimension}, {revision.key.category}: {_of(revision.before)} -> {_of(revision.after)}")  # fmt: skip
        self.stdout.write("The same bytes." if content == result else "They differ.")
        if content != result:
            sys.exit(1)


def _hash(document: bytes) -> str:
    return hashlib.sha256(document).hexdigest()


def _of(cell: Cell | None) -> str:
    return "-" if cell is None else str(cell.value)
