"""Who sees what, generated: the operations of an app as its addresses and the description of the API name them, asked by several people and written down.

What each answers stands in a file beside the test: an operation that is new, or answers otherwise, fails until somebody wrote its answer down
(`WRITE_DOWN=1`) and read what differs.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from django.urls import get_resolver

from ifar.api import api
from tests import cast

PLACE: Final = re.compile(r"[(<{][^)>}]*[)>}]")
type Address = tuple[str, str]
"""Method, and the address with its places."""


def pages_of(namespace: str, prefix: str = "/", methods: Sequence[str] = ("get",)) -> list[Address]:
    """Every page of an app, opened, and posted to where that is asked for."""
    (result,) = (
        url_pattern
        for url_pattern in get_resolver().url_patterns
        if getattr(url_pattern, "namespace", "") == namespace
    )
    return [
        (method, f"{prefix}{url_pattern.pattern}")
        for url_pattern in result.url_patterns
        for method in methods
    ]


def operations_of(of: str) -> list[Address]:
    """Every operation of the API whose address begins so, as a pattern."""
    tree = api.get_openapi_schema()["paths"]
    return [(method, path) for path, methods in tree.items() for method in methods if re.match(of, path)]


def filled(address: str, result: Mapping[str, str], acts: Mapping[str, str] = {}) -> str:
    """An address with its places filled: by the name of the place, or by the word that stands before it; of `acts`, by what it is an act on."""
    parts, values = [text for text in address.split("/") if text], list[str]()
    for number, part in enumerate(parts):
        before = parts[number - 1]

        def told(place: re.Match[str], before: str = before, number: int = number) -> str:
            name = place.group().strip("<>{}()").rpartition(":")[2]
            if before == "acts":
                return acts[parts[number - 3]]
            return result[name] if name in result else result[before]

        values.append(PLACE.sub(told, part))
    return "/" + "/".join(values) + ("/" if address.endswith("/") else "")


def shown(method: str, address: str) -> str:
    """How an operation is written down."""
    return f"{method.upper()} {PLACE.sub('{}', address)}"


def asked(
    browsers: Sequence[Any],
    addresses: Iterable[Address],
    where: Callable[[str], str],
    bodies: Mapping[str, Mapping[str, Any]] = {},
) -> dict[str, tuple[int, ...]]:
    """What each operation answers to each, all of it undone.

    Args:
        bodies: what an operation, as it is written down, is told, so that who may not is refused for that; nothing else is told anything.
    """
    result: dict[str, tuple[int, ...]] = {}
    for method, address in addresses:
        data = bodies.get(shown(method, address), {})
        kind = {} if method == "get" else {"data": data, "content_type": "application/json"}
        answers = []
        for browser in browsers:
            with cast.undone():
                answers.append(getattr(browser, method)(where(address), **kind).status_code)
        result[shown(method, address)] = tuple(answers)
    return result


def check_written(result: Mapping[str, tuple[int, ...]], asking: Sequence[str], written: Path) -> None:
    """Compare what was answered with what was written down; write it down anew where that is asked for."""
    lines = [
        f"{operation}  " + "  ".join(f"{who} {code}" for who, code in zip(asking, codes, strict=True))
        for operation, codes in sorted(result.items())
    ]
    if os.environ.get("WRITE_DOWN"):
        written.write_text("\n".join(lines) + "\n", "utf-8")
    stands = written.read_text("utf-8").splitlines()
    differs = "\n".join(difflib.unified_diff(stands, lines, "written down", "answered now", lineterm="", n=0))
    assert lines == stands, f"read what differs, then write it down (WRITE_DOWN=1):\n{differs}"
