"""The number of the case that a page is about: offered where a purpose is stated, so that nobody types it again from memory."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from ifar import identifiers
from ifar.rights import Actor

Finder = Callable[[Actor, str], str]
"""Called with the actor and an identifier; gives the number of its case, or nothing where the actor sees none."""

_PIECES: Final = re.compile(r"[/?&=]")
_finders: dict[str, Finder] = {}


def provide(kind: str, finder: Finder) -> None:
    """Have `finder` asked for the case of what is known by identifiers of a kind (`W`). When the programs start."""
    _finders[kind] = finder


def case_at(actor: Actor, address: str) -> str:
    """The number of the case that the page at an address is about, of what the actor may see; nothing where there is none.

    One query where the address names something that may have a case, else none.
    """
    for piece in _PIECES.split(address[:500]):
        if (public_id := identifiers.parse(piece)) and (finder := _finders.get(public_id[0])):
            return finder(actor, public_id)
    return ""
