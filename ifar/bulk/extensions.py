"""What bulk answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.acts import registration
from ifar.bulk import approvals, many, one_by_one, replay
from ifar.bulk.acts import ACTS
from ifar.ledger import sources


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    registration.provide(ACTS)

    many.adapt(one_by_one.many_offered)
    approvals.provide_many()
    sources.provide_replay(replay.ROWS)
