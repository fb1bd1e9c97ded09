"""Sections that the apps above show on the page of a firearm: a template, and what it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ifar.parties.page_sections import Section
from ifar.registry.models import Firearm
from ifar.rights import Actor

Provider = Callable[[Actor, Firearm], Section | None]
_providers: Final[list[Provider]] = []


def provide(provider: Provider) -> None:
    """Have `provider(actor, firearm)` asked; None where it has nothing to show to this actor."""
    if provider not in _providers:
        _providers.append(provider)


def of(actor: Actor, firearm: Firearm) -> list[Section]:
    """The sections of the page of a firearm that the actor sees."""
    return [section for provider in _providers if (section := provider(actor, firearm)) is not None]
