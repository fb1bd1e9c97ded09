"""What the entries of acts say, version by version: one JSON schema for the details of each, in the app's `schemas.json`.

Released schemas stay for ever, so that an old entry can always be read as it was meant: the file is added to, never changed.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from typing import Any

import fastjsonschema

from ifar.acts.declaration import Act, Acts
from ifar.errors import Reason


@functools.cache
def _checker(acts: Acts, name: str) -> Callable[[Any], Any]:
    check: Callable[[Any], Any] = fastjsonschema.compile(acts.schemas[name], use_default=False)
    return check


def first(act: Act) -> dict[str, Any]:
    """The schema of an act whose entry says nothing besides what it sets: the one that is written down where the app gives none."""
    title = f"{act.record_type} {act.kind}"
    return {"title": title, "type": "object", "additionalProperties": False, "required": [], "properties": {}}


def written_down(acts: Acts) -> str | None:
    """The app's file with a first schema for each act that has none yet, in its order of names; None where nothing lacks."""
    released: dict[str, Any] = json.loads(acts.schema_file.read_text("utf-8"))
    results = {name.partition("/")[0] for name in released}
    acts_of = {f"{act.record_type}.{act.kind}": act for act in acts.acts.values()}
    new = {f"{name}/1": first(act) for name, act in acts_of.items() if name not in results}
    if not new:
        return None
    result = {**released, **new}
    lines = (
        f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"
        for name, value in sorted(result.items())
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def validate(acts: Acts, name: str, details: Mapping[str, Any]) -> Reason | None:
    """What is wrong with the details of an act by its schema (`till.counted/1`); None where all is well."""
    try:
        _checker(acts, name)(dict(details))
    except fastjsonschema.JsonSchemaValueException as error:
        path = [str(step) for step in error.path[1:]]
        field = path[0] if path else None
        return Reason(f"{acts.prefix}.details", field=field, params={"rule": str(error.rule)})
    return None
