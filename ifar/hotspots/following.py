"""What apps above make of a long-term plan, for its page: a project that came of it, or a way to make one of it.

Hotspots know nothing of those apps; each registers here what it has to say, and answers for what this actor may be told.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ifar.rights import Actor


class Followed(NamedTuple):
    """A page that a plan leads to: its words, its address, and whether it is something that there is, or something to be done."""

    title: Any
    url: str
    there: bool


Provider = Callable[[Actor, str, str], list[Followed]]
_providers: dict[str, Provider] = {}


def provide(name: str, provider: Provider) -> None:
    """Have `provider(actor, plan, its state)` asked what an app makes of a plan."""
    _providers[name] = provider


def of(actor: Actor, plan: str, state: str) -> list[Followed]:
    """What the apps make of a plan that this actor sees."""
    return [followed for provider in _providers.values() for followed in provider(actor, plan, state)]
