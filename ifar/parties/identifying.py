"""Asking an identity register about somebody who is being registered: an app above knows whether there is one, and asks it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from ifar.rights import Actor


class Different(Protocol):
    """A value that was typed, and what the identity register says."""

    @property
    def name(self) -> str:
        """Which value, by the names of `party.VALUES`."""

    @property
    def typed(self) -> str:
        """What was typed."""

    @property
    def said(self) -> str:
        """What the identity register says."""


class Answered(Protocol):
    """What came of asking: `found`, `nobody` or `unreachable`; who; and what differs from what was typed."""

    @property
    def state(self) -> str:
        """Whether somebody was found."""

    @property
    def person(self) -> Mapping[str, str]:
        """Who was found, by the names of `party.VALUES`."""

    @property
    def differences(self) -> tuple[Different, ...]:
        """Where that differs from what was typed."""


LookUp = Callable[[Actor, str, str, Mapping[str, Any]], Answered]
IsOn = Callable[[Actor], bool]
_suppliers: Final[list[tuple[LookUp, IsOn]]] = []


def provide(look_up: LookUp, is_on: IsOn) -> None:
    """Have `look_up(actor, document, number, what was typed)` asked where `is_on(actor)`; called in `extensions.py`."""
    _suppliers[:] = [(look_up, is_on)]


def is_on(actor: Actor) -> bool:
    """Whether there is an identity register that the actor may ask."""
    return any(on(actor) for _, on in _suppliers)


def look_up(actor: Actor, document: str, number: str, typed: Mapping[str, Any]) -> Answered:
    """Ask it; under the actor's purpose, and logged."""
    return _suppliers[0][0](actor, document, number, typed)
