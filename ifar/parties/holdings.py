"""What parties own and keep, as higher apps know it: the register of firearms stands above the parties and answers here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from ifar.rights import Actor


@dataclass(frozen=True, slots=True)
class Possession:
    """Something that a party owns or keeps now.

    Attributes:
        public_id, title, mark: what it is.
        state: where its life stands, in words.
        owns, keeps: in which way it is the party's; neither where it was so once.
        holder: the record of the party that is named, of several that were joined.
        url: its page.
    """

    public_id: str
    title: str
    mark: str
    state: Any
    owns: bool
    keeps: bool
    holder: str
    url: str


Provider = Callable[[Actor, Collection[str], bool], list[Possession]]
_providers: list[Provider] = []


def provide(provider: Provider) -> None:
    """Have `provider(actor, public identifiers of one party, whether past ones count)` asked for what that actor may see."""
    if provider not in _providers:
        _providers.append(provider)


def of(actor: Actor, public_ids: Collection[str], *, ever: bool = False) -> list[Possession]:
    """Everything that these records of one party own or keep now (or `ever` did), as far as `actor` may see it."""
    return [possession for provider in _providers for possession in provider(actor, public_ids, ever)]
