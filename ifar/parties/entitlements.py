"""Under which licences a party stands, as higher apps know it: licensing stands above the parties and answers here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from ifar.rights import Actor


@dataclass(frozen=True, slots=True)
class Entitlement:
    """A licence, or an application for one, in a line: what it is, how it stands (`tone` good, warn, bad, info), until when, where."""

    public_id: str
    title: str
    state: Any
    tone: str
    until: Any
    url: str


Provider = Callable[[Actor, Collection[str]], list[Entitlement]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Have `provider(actor, public identifiers of one party)` asked for what that actor may see."""
    if provider not in _providers:
        _providers.append(provider)


def of(actor: Actor, public_ids: Collection[str]) -> list[Entitlement]:
    """Everything that these records of one party hold or ask for, as far as `actor` may see it."""
    return [one for provider in _providers for one in provider(actor, public_ids)]
