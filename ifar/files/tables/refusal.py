"""Why a file is no table that can be read, and the limits that every table keeps."""

from __future__ import annotations

from typing import Any, Final

MOST_COLUMNS: Final = 500
LONGEST_CELL: Final = 10_000
"""Characters of a cell that are kept; a longer one is cut, and its row says so."""

LARGEST_CELL: Final = 1_100_000
LONGEST_LINE: Final = 8 * 1024 * 1024
MOST_LINES_IN_CELL: Final = 200
MOST_ROWS: Final = 20_000_000
SAMPLE_ROWS: Final = 200


class Refusal(Exception):
    """The file cannot be read as a table. The code has its words in `ifar/files/labels.py`."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = f"tables.{code}"
        self.params = params
