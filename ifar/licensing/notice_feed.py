"""Eligibility notices in a file, as a court, a civil registry or a hospital sends them: CSV with a head, or a JSON list. Pure.

Columns: `ground`, `source`, `reference`, `effective_on`, `name`, `born`, `number_kind`, `number`, `sex`, `country`. Dates are ISO 8601. Pure.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ifar.errors import Invalid

COLUMNS: Final = (
    "ground",
    "source",
    "reference",
    "effective_on",
    "name",
    "born",
    "number_kind",
    "number",
    "sex",
    "country",
)
LARGEST: Final = 20_000_000


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows of a feed, each by the names of `COLUMNS`.

    Raises:
        Invalid: it is neither, or has a column that nobody knows.
    """
    if text.lstrip().startswith("["):
        try:
            listed = json.loads(text)
        except ValueError as error:
            raise Invalid("licensing.feed.form", f"The file is no JSON list: {error}") from error
        rows = [{str(key): str(value) for key, value in row.items() if value is not None} for row in listed]
    else:
        rows = [
            {key: (value or "").strip() for key, value in row.items() if key}
            for row in csv.DictReader(text.removeprefix("\ufeff").splitlines())
        ]
    if unknown := sorted({key for row in rows for key in row} - set(COLUMNS)):
        raise Invalid("licensing.feed.column", f"Nobody knows the column {unknown[0]}.")
    return rows


def described(row: Mapping[str, str]) -> dict[str, Any]:
    """Whom a row means, by the names of `parties.party.VALUES`."""
    values: dict[str, Any] = {name: row[name] for name in ("name", "born", "sex", "country") if row.get(name)}
    if row.get("number"):
        values["identity_numbers"] = [
            {"kind": row.get("number_kind") or "national_id", "number": row["number"]}
        ]
    return values


def day(text: str | None) -> dt.date | None:
    """A day, or None where none is given.

    Raises:
        ValueError: it is no day.
    """
    return dt.date.fromisoformat(text) if text else None


def numbered(rows: list[dict[str, str]]) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows with the lines on which they stand in a file with a head."""
    yield from enumerate(rows, start=2)
