"""Rows as the text that PostgreSQL's COPY takes: what the driver does value by value, done in one go for thousands of rows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import orjson
from psycopg.types.json import Jsonb

_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def _text(value: str) -> str:
    return value if value.isprintable() and "\\" not in value else value.translate(_ESCAPES)


def _numbers(value: list[int]) -> str:
    return f"{{{','.join(map(str, value))}}}"


_FORMS: Final[Mapping[type, Callable[[Any], str]]] = {
    str: _text,
    int: str,
    bool: lambda value: "t" if value else "f",
    type(None): lambda _: "\\N",
    bytes: lambda value: "\\\\x" + value.hex(),
    list: _numbers,
    uuid.UUID: lambda value: value.hex,
    dt.datetime: dt.datetime.isoformat,
    Jsonb: lambda value: _text(orjson.dumps(value.obj).decode()),
}
"""Type -> how a value of it is written; a list is one of whole numbers."""


def rows(given: Iterable[Iterable[Any]]) -> bytes:
    """The rows as text, one line each.

    Raises:
        KeyError: a value is of a type that no column of a mass copy has.
    """
    forms = _FORMS
    lines = ["\t".join([forms[type(value)](value) for value in row]) for row in given]
    lines.append("")
    return "\n".join(lines).encode()
