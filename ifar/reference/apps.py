"""The reference data's Django application."""

from __future__ import annotations

from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    """Countries, areas, makes, models, calibres, code lists and retention rules."""

    name = "ifar.reference"
    label = "reference"

    def ready(self) -> None:
        from ifar.acts import forms
        from ifar.ledger import sources
        from ifar.reference import replay, selectors
        from ifar.reference.area_field import AreaField

        forms.provide_choices(lambda name: [(one.code, one.words) for one in selectors.choices(name)])
        forms.provide_field(
            "area", lambda _entry, told: AreaField(**{n: v for n, v in told.items() if v != ""})
        )
        sources.provide(replay.SOURCE)
        sources.provide_replay(replay.LIVE)
