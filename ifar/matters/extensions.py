"""What matters answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.accounts import notices
from ifar.acts import forms, registration
from ifar.matters import labels
from ifar.matters.acts import ACTS


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    registration.provide(ACTS)
    notices.provide("matters", "ifar.matters.views.notifications.describe")
    forms.provide_choices(lambda _name: labels.KINDS.items(), "matter_kinds")
    forms.provide_choices(lambda _name: labels.OUTCOMES.items(), "matter_outcomes")
