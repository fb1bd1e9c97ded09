"""Which words of a return may go to others: no hidden characters, but the marks that Arabic and Hebrew need are none of these. Pure.

A mark of direction (U+200E, U+200F, U+061C; Unicode, UAX 9) shows nothing and turns only the neutral characters beside it, so in a sentence
that stands alone it is harmless; a keyboard for Arabic writes it. An embedding, override or isolate turns what others wrote, and is refused.
Whoever writes a note, whoever sends it and the hub that takes it in ask here, so that nothing leaves that a hub refuses for its words. Labels,
names and numbers have no marks at all. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ifar.tracing import loggable_text

_MARKS: Final = dict.fromkeys(map(ord, "\u061c\u200e\u200f"))


def spoiled(text: str) -> bool:
    """Whether a sentence of a return, or of open data, holds characters that would mislead whoever reads it."""
    return loggable_text.spoiled(text.translate(_MARKS))


def said_plainly(values: Mapping[str, Any]) -> bool:
    """Whether a package's payload holds no hidden characters; its sentences may hold marks of direction, nothing else of it may."""
    about = values["return"]
    bare = {
        **values,
        "conditions": _bare(values["conditions"]),
        "return": {**about, "note": _bare(about["note"]), "cells": [[*cell[:7], *map(_bare, cell[7:8]), *cell[8:]] for cell in about["cells"]]},
    }  # fmt: skip
    return not loggable_text.any_spoiled(bare)


def _bare(text: Any) -> Any:
    return text.translate(_MARKS) if isinstance(text, str) else text
