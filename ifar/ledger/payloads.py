"""What entries of the log say, version by version: one JSON schema for each in the app's `schemas.json`, by name (`item.lost/1`).

Released schemas stay for ever, so that an old entry can always be read as it was meant: the file is added to, never changed.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import fastjsonschema


@functools.cache
def released(app: str) -> Mapping[str, Any]:
    """The released schemas of an app by name."""
    file = Path(__file__).parents[1] / app / "schemas.json"
    data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return data


@functools.cache
def _checker(app: str, schema: str) -> Callable[[Any], Any]:
    check: Callable[[Any], Any] = fastjsonschema.compile(released(app)[schema], use_default=False)
    return check


def check(app: str, schema: str, payload: Mapping[str, Any]) -> None:
    """Raise ValueError unless `payload` is what `schema` says: a fault of ours, never of the input."""
    try:
        _checker(app, schema)(dict(payload))
    except fastjsonschema.JsonSchemaValueException as error:
        raise ValueError(f"{schema}: {error.message}") from error
