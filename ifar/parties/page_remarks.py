"""What the apps above have to say on the page of a party or a firearm, and in the file for the person: they answer here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from ifar.rights import Actor


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence, with its tone (`info`, `warn`), its icon, the article that it stands on, and the page that tells more."""

    words: Any
    tone: str = "info"
    icon: str = "info-circle"
    article: str = ""
    url: str = ""


Provider = Callable[[Actor, str, bool], list[Remark]]
_providers: Final[list[Provider]] = []


def provide(provider: Provider) -> None:
    """Have `provider(actor, public identifier, whether it is said to the person themselves)` asked."""
    if provider not in _providers:
        _providers.append(provider)


def on(actor: Actor, public_id: str, *, to_person: bool = False) -> list[Remark]:
    """What there is to say about a party or a firearm that the actor sees, as far as the actor may know it."""
    return [remark for provider in _providers for remark in provider(actor, public_id, to_person)]
