"""What the events of hotspots say in their details, version by version (`schemas/<noun>.<kind>.<version>.json`).

Old versions stay for ever. An act without a schema of its own has no details.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ifar.ledger import payloads

SCHEMAS: Final = Path(__file__).parent / "schemas"
VERSION: Final = 1


def check(schema: str, details: Mapping[str, Any]) -> None:
    """Raise ValueError unless `details` are what `schema` (`delivery.loaded/1`) says: a fault of ours, never of the input."""
    name, _, version = schema.partition("/")
    if (SCHEMAS / f"{name}.{version}.json").is_file():
        payloads.check(SCHEMAS, schema, details)
    elif details:
        raise ValueError(f"{schema}: an act without a schema has no details")
