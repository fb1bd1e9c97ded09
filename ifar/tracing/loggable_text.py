"""Which texts are plain enough to stand in the log, in a notice or beside others: no hidden characters, no sentence as a number. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any, Final

_BIDI: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks and isolates of direction: they would turn what stands beside them (Unicode, UAX 9)."""
_LINES: Final = frozenset("\n\r\t")


def spoiled(text: str) -> bool:
    """Whether a text holds characters that nobody sees: controls beside the ends of lines, and marks of direction."""
    return any(
        code in _BIDI or (code not in _LINES and unicodedata.category(code) in ("Cc", "Cs", "Co", "Cn"))
        for code in text
    )


def any_spoiled(value: Any) -> bool:
    """Whether any text of a document is `spoiled`, names of members too."""
    if isinstance(value, str):
        return spoiled(value)
    if isinstance(value, Mapping):
        return any(any_spoiled(part) for pair in value.items() for part in pair)
    if isinstance(value, list | tuple):
        return any(any_spoiled(part) for part in value)
    return False
