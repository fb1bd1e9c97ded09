"""What the events of tracing say, version by version: one JSON schema for the details of each (`schemas/<noun>.<kind>.<version>.json`).

Old versions stay for ever, so that an old entry can always be read as it was meant.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import fastjsonschema

from ifar.errors import Reason

SCHEMAS: Final = Path(__file__).parent / "schemas"
VERSION: Final = 1


@functools.cache
def _checker(schema: str) -> Callable[[Any], Any]:
    name, _, version = schema.partition("/")
    document = json.loads((SCHEMAS / f"{name}.{version}.json").read_text(encoding="utf-8"))
    check: Callable[[Any], Any] = fastjsonschema.compile(document, use_default=False)
    return check


def wrong(schema: str, details: Mapping[str, Any]) -> Reason | None:
    """What is wrong with the details of an event by its schema (`request.answered/1`); None where all is well."""
    try:
        _checker(schema)(dict(details))
    except fastjsonschema.JsonSchemaValueException as error:
        path = [str(step) for step in error.path[1:]]
        return Reason("tracing.details", field=path[0] if path else None, params={"rule": str(error.rule)})
    return None
