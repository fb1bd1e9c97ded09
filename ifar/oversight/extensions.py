"""What oversight answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.matters import found
from ifar.oversight import labels


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    found.provide_causes(labels.BREACHES)
