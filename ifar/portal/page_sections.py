"""Sections that the apps above show on the first page of a holder's account: a template, and what it shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from ifar.parties.page_sections import Section
from ifar.portal.selectors import Own
from ifar.rights import Actor

Provider = Callable[[Actor, Sequence[Own]], Section | None]
_providers: Final[list[Provider]] = []


def provide(provider: Provider) -> None:
    """Have `provider(actor, the parties for which the account stands)` asked; None where it has nothing to show to this holder."""
    if provider not in _providers:
        _providers.append(provider)


def of(actor: Actor, mine: Sequence[Own]) -> list[Section]:
    """The sections of the first page of a holder."""
    return [section for provider in _providers if (section := provider(actor, mine)) is not None]
