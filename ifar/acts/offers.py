"""Acts that somebody chooses on the page of a record that is there: what they say, and which service does them. Pure.

`edges.py` makes the page, the button on the record's page and the operation of the API. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from ifar.acts.declaration import Act, Acts
from ifar.acts.inputs import Input


@dataclass(frozen=True, slots=True)
class Offer:
    """An act as it is offered.

    Attributes:
        said: what somebody says when they do it.
        permission: to do it; the service asks for the same on its first line.
        do: the service; it takes `actor`, `<record_type>_id` and what was said.
    """

    acts: Acts
    act: Act
    said: type[Input]
    permission: str
    do: Callable[..., object]

    @property
    def title(self) -> Any:
        """The act as an imperative, in the reader's language."""
        return self.acts.words.TITLES[self.acts.name(self.act)]


_offers: Final[dict[str, Offer]] = {}


def offered[**P, T](
    acts: Acts, record_type: str, kind: str, said: type[Input], *, permission: str
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Offer an act, on the page of its record and over HTTP, that the service below does."""

    def keep(do: Callable[P, T]) -> Callable[P, T]:
        act = acts[record_type, kind]
        _offers[acts.name(act)] = Offer(acts, act, said, permission, do)
        return do

    return keep


def offers_on(acts: Acts, record_type: str) -> list[Offer]:
    """What is offered on a type of record."""
    return [one for one in _offers.values() if one.acts is acts and one.act.record_type == record_type]
