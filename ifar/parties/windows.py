"""Until when an office may open a party: the apps above know what a party held and when that ended, and answer here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.db.models import Q

from ifar.rights import Actor

Window = Callable[[Actor], Q]
_windows: Final[list[Window]] = []


def provide(window: Window) -> None:
    """Have `window(actor)`, a condition on parties, narrow what every actor sees of them."""
    if window not in _windows:
        _windows.append(window)


def is_open(actor: Actor) -> Q:
    """The parties that the actor's office may still open."""
    result = Q()
    for window in _windows:
        result &= window(actor)
    return result
