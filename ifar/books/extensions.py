"""What books answer to the apps below them; what they ask of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.accounts import read_log_labels
from ifar.books import labels


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    read_log_labels.provide(labels.READS)
