"""The papers' Django application."""

from django.apps import AppConfig

from ifar.acts import registration
from ifar.papers.acts import ACTS


class PapersConfig(AppConfig):
    """Papers that the register issues: cards and sheets, and whether they still stand."""

    name = "ifar.papers"
    label = "papers"

    def ready(self) -> None:
        """Register the acts of papers."""
        registration.provide(ACTS)
