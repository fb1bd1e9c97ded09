"""Known, unknown, none and not asked: four answers that a register must keep apart.

`unknown` = it exists or may exist but cannot be ascertained with reasonable effort; `none` = it does not exist for this
item (NWR: *unbekannt*, *ohne*; IAFQ: "unknown status on marking" is not "no marking"); `not_asked` = nobody looked. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeVar

Status = Literal["known", "unknown", "none", "not_asked"]
KNOWN: Status = "known"
UNKNOWN: Status = "unknown"
NONE: Status = "none"
NOT_ASKED: Status = "not_asked"
STATUSES: tuple[Status, ...] = (KNOWN, UNKNOWN, NONE, NOT_ASKED)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer[T]:
    """A value with its status; `value` is there exactly when the status is `known`."""

    value: T | None
    status: Status

    def __post_init__(self) -> None:
        if (self.value is not None) != (self.status == KNOWN):
            raise ValueError(
                f"a value belongs to 'known' and only to it, got {self.value!r} with {self.status!r}"
            )


def known[T](value: T) -> Answer[T]:
    """An answer that is known."""
    return Answer(value, KNOWN)
