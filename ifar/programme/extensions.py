"""What programme answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.accounts import notices
from ifar.acts import forms, registration
from ifar.hotspots import following
from ifar.ledger import sources
from ifar.programme import fields, replay
from ifar.programme.acts import ACTS
from ifar.programme.computed import community as sources_community  # noqa: F401
from ifar.programme.computed import hotspots as sources_hotspots  # noqa: F401
from ifar.programme.computed import oversight as sources_oversight  # noqa: F401
from ifar.programme.computed import people as people_sources  # noqa: F401 - makes its sources known
from ifar.programme.selectors import plans


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    notices.provide("programme", "ifar.programme.views.notifications.describe")
    following.provide("programme", plans.following)

    registration.provide(ACTS)
    for name in fields.LISTS:
        forms.provide_choices(fields.choices, name)
    forms.provide_field("people", fields.people)
    forms.provide_field("countries", fields.countries)
    for check in replay.REPLAYS:
        sources.provide_replay(check)
