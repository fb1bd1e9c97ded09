"""What files answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.files import copies_replay, replay
from ifar.ledger import sources


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    sources.provide_replay(replay.CONTENTS)
    sources.provide_replay(copies_replay.COPIES)
