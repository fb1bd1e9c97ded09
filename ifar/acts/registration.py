"""Making the acts of an app known to the database's set-up, the verifier and the accounts."""

from __future__ import annotations

from ifar.acts import replay
from ifar.acts.declaration import Acts, declare
from ifar.ledger import sources


def provide(acts: Acts) -> None:
    """Make the acts of an app known, in its `extensions.py`."""
    declare(acts)
    sources.provide(replay.source_of(acts))
    sources.provide_replay(replay.replay_of(acts))
