"""Documents that came with an application, as higher apps know them: the page of the application shows what they answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from ifar.rights import Actor


@dataclass(frozen=True, slots=True)
class Attached:
    """A document: for which check it was brought (in words), its own name, its page, its size in bytes, and when it came."""

    item: Any
    name: str
    url: str
    size: int
    at: dt.datetime


Provider = Callable[[Actor, str], list[Attached]]
_providers: Final[list[Provider]] = []


def provide(provider: Provider) -> None:
    """Have `provider(actor, public identifier of an application that this actor sees)` asked."""
    if provider not in _providers:
        _providers.append(provider)


def to(actor: Actor, application: str) -> list[Attached]:
    """The documents that came with an application which the actor sees."""
    return [attached for provider in _providers for attached in provider(actor, application)]
