"""What the entries of accounts say, version by version: one JSON schema for each (`schemas/<noun>.<kind>.<version>.json`).

Old versions stay for ever, so that an old entry can always be read as it was meant.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import fastjsonschema

SCHEMAS: Final = Path(__file__).parent / "schemas"


@functools.cache
def _checker(schema: str) -> Callable[[Any], Any]:
    file = SCHEMAS / f"{schema.replace('/', '.')}.json"
    check: Callable[[Any], Any] = fastjsonschema.compile(json.loads(file.read_text()))
    return check


def check(schema: str, payload: Mapping[str, Any]) -> None:
    """Raise ValueError unless `payload` is what `schema` (`grant.made/1`) says: a fault of ours, never of the input."""
    try:
        _checker(schema)(dict(payload))
    except fastjsonschema.JsonSchemaValueException as error:
        raise ValueError(f"{schema}: {error.message}") from error
