"""By which number people know what an identifier of the register means: the number of a case, of an exhibit, of a request.

Apps that give such things register who names them; pages that name things of other apps ask once for all that they show.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.utils.module_loading import import_string

from ifar import identifiers
from ifar.rights import Actor

Namer = Callable[[Actor, Collection[str]], Mapping[str, str]]
"""Called with the actor who reads and with identifiers of one letter; names only what this actor may see."""

_namers: dict[str, Namer | str] = {}


def provide(letter: str, namer: Namer | str) -> None:
    """Have `namer(actor, identifiers)` name what identifiers of a letter mean; by the function or its dotted name, when the programs start."""
    _namers[letter] = namer


def numbers_of(actor: Actor, texts: Iterable[str]) -> dict[str, str]:
    """Text -> number, of those texts that are identifiers of something that the actor may see and that has a number. One query for each letter."""
    by_letter: dict[str, dict[str, str]] = {}
    for text in set(texts):
        if text[:1] in _namers and (identifier := identifiers.parse(text)):
            by_letter.setdefault(identifier[0], {})[text] = identifier
    result: dict[str, str] = {}
    for letter, meant in by_letter.items():
        given = _namers[letter]
        namer: Namer = import_string(given) if isinstance(given, str) else given
        named = namer(actor, set(meant.values()))
        result |= {text: named[identifier] for text, identifier in meant.items() if identifier in named}
    return result


def name_in(actor: Actor, notices: Collection[Any]) -> None:
    """Put the numbers of what notices are about on them, as `known_as`: identifier -> number."""
    texts = {
        text for item in notices for text in (item.object, *item.params.values()) if isinstance(text, str)
    }
    named = numbers_of(actor, texts)
    for notice in notices:
        notice.known_as = named


def shown(notice: Any, identifier: str) -> str:
    """The number by which people know something that a notice names, isolated; its identifier where it has none, or is not theirs to see."""
    named: Mapping[str, str] = getattr(notice, "known_as", {})
    return f"\u2068{named.get(identifier) or identifiers.shown(identifier)}\u2069"
