"""The reference data's Django application."""

from __future__ import annotations

from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    """Countries, areas, makes, models, calibres, code lists and retention rules."""

    name = "ifar.reference"
    label = "reference"

    def ready(self) -> None:
        from ifar.reference import extensions

        extensions.connect()
