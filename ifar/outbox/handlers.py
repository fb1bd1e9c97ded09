"""Who wants to hear of which facts. Higher apps register their handlers in `extensions.py`.

A handler must be idempotent: it may be called again after a crash or a failure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact as a handler gets it."""

    id: int
    topic: str
    key: str
    payload: Mapping[str, Any]


Handler = Callable[[Fact], None]
_handlers: dict[str, dict[str, Handler]] = {}


def provide(topic: str, name: str, handler: Handler) -> None:
    """Have `handler` called for every fact of `topic`; `name` is stable and unique, it is stored with each delivery."""
    _handlers.setdefault(topic, {})[name] = handler


def names_for(topic: str) -> tuple[str, ...]:
    """Names of the handlers of a topic."""
    return tuple(_handlers.get(topic, {}))


def get(topic: str, name: str) -> Handler | None:
    """The handler itself, or None where the code no longer has it."""
    return _handlers.get(topic, {}).get(name)
