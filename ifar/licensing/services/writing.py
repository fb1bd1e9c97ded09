"""Writing an act of licensing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ifar.acts.recorder import Recorder, Snapshot, WrittenAct
from ifar.licensing.acts import ACTS
from ifar.rights import Actor


class _Recorder(Recorder):
    """Says of an act whether the holder did it, and not an office."""

    def compose(
        self,
        actor: Actor,
        record_type: str,
        kind: str,
        on: Snapshot | WrittenAct | str | None = None,
        *,
        details: Mapping[str, Any] | None = None,
        **said: Any,
    ) -> WrittenAct:
        """One act, ready to be written."""
        by = {"by": "holder"} if "holder" in actor.roles else {}
        return super().compose(actor, record_type, kind, on, details={**(details or {}), **by}, **said)


RECORDER: Final = _Recorder(
    ACTS,
    conflicts={
        "a licence is suspended because of it": "licensing.notice.stops",
        "there is a round of these licences in that time already": "licensing.round.twice",
        "a visit of it waits": "licensing.round.waits",
        "another one follows in its stratum": "licensing.changed_meanwhile",
        "the applicant is barred": "licensing.changed_meanwhile",
        "a fee is not paid": "licensing.changed_meanwhile",
    },
)
