"""What a notice says, in words: apps say it of their own kinds, in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import import_string

from ifar.rights import Actor


@dataclass(frozen=True, slots=True)
class Words:
    """A notice in words: what it is, what exactly, where to look into it; `grave` where it should not wait."""

    title: Any
    text: Any = ""
    url: str = ""
    icon: str = "bell"
    grave: bool = False


Describer = Callable[[Actor, Any], Words]
"""Called with the actor who reads and the notice; says only what this actor may see."""

_describers: dict[str, Describer | str] = {}


def provide(kind: str, describer: Describer | str) -> None:
    """Have `describer(actor, notice)` put notices of `kind`, or of all kinds of an area (`registry`), into words.

    By the function or its dotted name, when the programs start.
    """
    _describers[kind] = describer


def describe(actor: Actor, notice: Any) -> Words:
    """A notice in words."""
    result = _describers.get(notice.kind) or _describers.get(notice.kind.partition(".")[0])
    describer: Describer | None = import_string(result) if isinstance(result, str) else result
    return describer(actor, notice) if describer else Words(notice.kind, notice.object)
