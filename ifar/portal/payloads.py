"""What the entries of holders say, version by version (`schemas/`)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ifar.ledger import payloads

SCHEMAS: Final = Path(__file__).parent / "schemas"


def check(schema: str, payload: Mapping[str, Any]) -> None:
    """Raise ValueError unless `payload` is what `schema` says: a fault of ours, never of the input."""
    payloads.check(SCHEMAS, schema, payload)
