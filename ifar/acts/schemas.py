"""What the entries of acts say, version by version: one JSON schema for the details of each, in the app's `schemas.json`.

Released schemas stay for ever, so that an old entry can always be read as it was meant: the file is added to, never changed.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

import fastjsonschema

from ifar.acts.declaration import Acts
from ifar.errors import Reason


@functools.cache
def _checker(acts: Acts, name: str) -> Callable[[Any], Any]:
    check: Callable[[Any], Any] = fastjsonschema.compile(acts.schemas[name], use_default=False)
    return check


def wrong(acts: Acts, name: str, details: Mapping[str, Any]) -> Reason | None:
    """What is wrong with the details of an act by its schema (`till.counted/1`); None where all is well."""
    try:
        _checker(acts, name)(dict(details))
    except fastjsonschema.JsonSchemaValueException as error:
        path = [str(step) for step in error.path[1:]]
        field = path[0] if path else None
        return Reason(f"{acts.prefix}.details", field=field, params={"rule": str(error.rule)})
    return None
