"""What a proposal would do, in words: apps say it of their own acts, so that nobody agrees to what they cannot read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what is going to happen: label and value in words, and where the thing itself is."""

    label: Any
    value: Any
    url: str = ""


Describer = Callable[..., Sequence[Line]]
"""Called with the actor who reads and the proposal; says only what this actor may see."""

_describers: dict[str, Describer | str] = {}


def register(act: str, describer: Describer | str) -> None:
    """Have `describer(actor, proposal)` describe proposals of `act`, or of all acts of an area (`registry`).

    By the function or its dotted name, in `AppConfig.ready`.
    """
    _describers[act] = describer


def describe(actor: Any, proposal: Any) -> Sequence[Line]:
    """What `proposal` would do. Without a describer: its payload, key by key."""
    found = _describers.get(proposal.act) or _describers.get(proposal.act.partition(".")[0])
    if found is None:
        return [Line(name, value) for name, value in sorted(proposal.payload.items())]
    describer: Describer = import_string(found) if isinstance(found, str) else found
    return describer(actor, proposal)
