"""What follows a party when its record is joined to another one, and comes back when they are separated.

Whatever an app keeps about a party stands under the record it was entered for, and is asked for under all records that stand for one
party (`selectors.records_of`). So nothing is moved by a join, and nothing has to be moved back. Apps register here what they keep:
bars here, licences and papers above.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from ifar.rights import Actor


@dataclass(frozen=True, slots=True)
class Followed:
    """Something that stands under a record.

    Attributes:
        kind: what it is, as a code (`bar`, `licence`).
        title, state: in words.
        holder: the record that it was entered for.
        url: its page, or nothing where the actor may not open it.
        tone: how it stands: `good`, `warn`, `bad`, `info`, or nothing.
        until: its last day, or the day on which it is due; None where there is none.
        public_id: its identifier, where it has a page of its own to be looked up by.
    """

    kind: str
    title: Any
    state: Any
    holder: str
    url: str
    tone: str = ""
    until: dt.date | None = None
    public_id: str = ""


Provider = Callable[[Actor, Collection[str]], list[Followed]]
_providers: dict[str, Provider] = {}


def provide(kind: str, provider: Provider) -> None:
    """Have `provider(actor, records of one party)` asked for things of one kind that this actor may see."""
    _providers[kind] = provider


def of(actor: Actor, public_ids: Collection[str], *, without: Collection[str] = ()) -> list[Followed]:
    """What stands under these records of one party, as far as `actor` may see it; kinds of `without` are not asked for."""
    return [
        followed
        for kind, provider in _providers.items()
        if kind not in without
        for followed in provider(actor, public_ids)
    ]
