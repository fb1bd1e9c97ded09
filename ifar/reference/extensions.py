"""What reference answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.acts import forms
from ifar.ledger import sources
from ifar.reference import replay, selectors
from ifar.reference.area_field import AreaField


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    forms.provide_choices(lambda name: [(choice.code, choice.words) for choice in selectors.choices(name)])
    forms.provide_field(
        "area", lambda _entry, result: AreaField(**{n: v for n, v in result.items() if v != ""})
    )
    sources.provide(replay.SOURCE)
    sources.provide_replay(replay.LIVE)
