"""What acts answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.acts import database
from ifar.ledger import sources


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    for program in database.PROGRAMS:
        sources.provide_replay(program)
