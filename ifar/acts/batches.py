"""Of which batch acts are written: one act on many things leaves an entry of each thing, and each names the batch.

It stands where an entry names the proposal that it carries out; an act of several people names its proposal there, batch or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

_BATCH: Final = ContextVar("batch", default="")


def current() -> str:
    """The public identifier of the batch of which acts are written now; empty where it is none."""
    return _BATCH.get()


@contextmanager
def under(batch: str) -> Iterator[None]:
    """Have every act that is written meanwhile name the batch."""
    was = _BATCH.set(batch)
    try:
        yield
    finally:
        _BATCH.reset(was)
