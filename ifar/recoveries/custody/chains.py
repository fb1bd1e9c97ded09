"""The acts of a chain as they are kept, read as the steps that `custody` judges. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ifar.errors import Reason
from ifar.recoveries.custody.continuity import Gap, Stand, Step, gaps, stands


@dataclass(frozen=True, slots=True)
class Done:
    """An act of a chain: its number and kind, what its details say, who did it for which office."""

    n: int
    kind: str
    details: Mapping[str, Any]
    actor: str
    agency: str


def steps(acts: Iterable[Done]) -> list[Step]:
    """The steps of a chain; an explanation is none."""
    return [_step(act) for act in acts if act.kind != "explained"]


def _step(act: Done) -> Step:
    details = act.details
    return Step(
        act.n,
        act.kind,
        dt.datetime.fromisoformat(details["at"]),
        act.actor,
        act.agency,
        place=details.get("place", ""),
        room=bool(details.get("room")),
        to_place=details.get("to_place", ""),
        to_room=bool(details.get("to_room")),
        seal=details.get("seal", ""),
        whole=details.get("whole", True),
        reason=details.get("reason", ""),
        to_agency=details.get("to_agency", ""),
        on_the_way=dt.timedelta(hours=details.get("seen", {}).get("gap_hours", 0)),
    )


def stand(acts: Iterable[Done]) -> Stand:
    """Where the exhibit is by its acts."""
    return stands(steps(acts))


def open_gaps(acts: Sequence[Done]) -> list[dict[str, Any]]:
    """The gaps that nobody has explained, as they are stored."""
    explained = {act.details["gap"] for act in acts if act.kind == "explained"}
    return [stored(gap) for gap in gaps(steps(acts)) if gap.key not in explained]


def stored(gap: Gap) -> dict[str, Any]:
    """A gap as it is stored."""
    return {"key": gap.key, **asdict(gap)}


def left(result: Any) -> list[Reason]:
    """The gaps that the last act left, as a batch tells them before it is carried out."""
    return [
        Reason(
            f"custody.leaves.{gap['kind']}", params={side: gap[side] or "–" for side in ("expected", "found")}
        )
        for gap in result.gaps
        if gap["n"] == result.n
    ]
