"""What documents answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.acts import registration
from ifar.documents import paper_things, things
from ifar.documents.acts import ACTS


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    registration.provide(ACTS)
    things.provide("V", paper_things.named, paper_things.bearer)
