"""What the events of the programme say, version by version: one JSON schema for the details of each (`schemas/<noun>.<kind>.<version>.json`).

Old versions stay for ever, so that an old entry can always be read as it was meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ifar.ledger import payloads

SCHEMAS: Final = Path(__file__).parent / "schemas"
VERSION: Final = 1


def check(schema: str, details: Mapping[str, Any]) -> None:
    """Raise ValueError unless `details` is what `schema` says: a fault of ours, never of the input."""
    payloads.check(SCHEMAS, schema, details)
