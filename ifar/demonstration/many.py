"""Thousands of acts of the programme at once, over COPY: the database checks each like any other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ifar.acts.recorder import WrittenAct
from ifar.programme.services.writing import RECORDER
from ifar.rights import Actor


class Many:
    """Acts in the order in which they are written; what is read meanwhile does not show them."""

    def __init__(self) -> None:
        self._latest: dict[str, WrittenAct] = {}
        self._acts: list[tuple[Actor, WrittenAct]] = []

    def add(
        self,
        actor: Actor,
        record_type: str,
        kind: str,
        changes: Mapping[str, Any] | None = None,
        details: Mapping[str, Any] | None = None,
        *,
        on: str = "",
        **said: Any,
    ) -> str:
        """Put one more act at the end: on a record of which an act was put before, or on a new one. The identifier of its record."""
        last = self._latest[on] if on else None
        written = RECORDER.compose(
            actor, record_type, kind, last, changes=changes, details=details, together=True, **said
        )
        self._latest[written.subject] = written
        self._acts.append((actor, written))
        return written.subject

    def write(self) -> int:
        """Write them; how many there were."""
        done = RECORDER.write_many(self._acts)
        self._acts = []
        return done
