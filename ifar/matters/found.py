"""What matters are about and why a program raised them: the apps above name their records and what they found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.module_loading import import_string

from ifar.rights import Actor


@dataclass(frozen=True, slots=True)
class Thing:
    """A record as one of its readers knows it: what it is called, where it stands, and which outcomes of a matter (`acts.LINKED`) it shows."""

    title: Any
    url: str
    shows: frozenset[str] = frozenset()


Namer = Callable[[Actor, Collection[str]], Mapping[str, Thing]]
"""Called with the actor who reads and identifiers of one letter; names only what this actor may see."""

_namers: Final[dict[str, list[Namer | str]]] = {}
_causes: Final[dict[str, Any]] = {}


def provide_records(letters: str, namer: Namer | str) -> None:
    """Have `namer(actor, identifiers)` name the records of some letters; by the function or its dotted name, when the programs start. Records of several apps may bear one letter."""
    for letter in letters:
        known = _namers.setdefault(letter, [])
        if namer not in known:
            known.append(namer)


def provide_causes(words: Mapping[str, Any]) -> None:
    """Have what programs of an app find (`custody.gap_seal`) said in these words."""
    _causes.update(words)


def things_of(actor: Actor, public_ids: Iterable[str]) -> dict[str, Thing]:
    """Those of some records that the actor may see, by identifier. What nobody names is seen by nobody."""
    asked: dict[Namer | str, set[str]] = {}
    for text in public_ids:
        for namer in _namers.get(text[:1], ()):
            asked.setdefault(namer, set()).add(text)
    result: dict[str, Thing] = {}
    for namer, meant in asked.items():
        resolved: Namer = import_string(namer) if isinstance(namer, str) else namer
        result |= resolved(actor, meant)
    return result


def words_of(cause: str) -> Any:
    """What a program found, in words; `cause` is its code and, after a space, which one of its kind."""
    return _causes.get(cause.partition(" ")[0], "")
