"""What entries of the log say, version by version: one JSON schema for each in a folder of the app (`<noun>.<kind>.<version>.json`).

Old versions stay for ever, so that an old entry can always be read as it was meant.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import fastjsonschema


@functools.cache
def _checker(folder: Path, schema: str) -> Callable[[Any], Any]:
    name, _, version = schema.partition("/")
    document = json.loads((folder / f"{name}.{version}.json").read_text(encoding="utf-8"))
    check: Callable[[Any], Any] = fastjsonschema.compile(document, use_default=False)
    return check


def check(folder: Path, schema: str, payload: Mapping[str, Any]) -> None:
    """Raise ValueError unless `payload` is what `schema` (`item.linked/1`) says: a fault of ours, never of the input."""
    try:
        _checker(folder, schema)(dict(payload))
    except fastjsonschema.JsonSchemaValueException as error:
        raise ValueError(f"{schema}: {error.message}") from error
