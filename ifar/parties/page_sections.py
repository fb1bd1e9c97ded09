"""Sections that the apps above show on the page of a party: a template, and what it shows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ifar.parties.models import Party
from ifar.rights import Actor


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its template, which finds `said` under the name `section`."""

    template: str
    said: Mapping[str, Any]


Provider = Callable[[Actor, Party, Collection[str]], Section | None]
_providers: Final[list[Provider]] = []


def provide(provider: Provider) -> None:
    """Have `provider(actor, party, identifiers of all its records)` asked; None where it has nothing to show to this actor."""
    if provider not in _providers:
        _providers.append(provider)


def of(actor: Actor, party: Party, records: Collection[str]) -> list[Section]:
    """The sections of the page of a party that the actor sees."""
    return [section for provider in _providers if (section := provider(actor, party, records)) is not None]
