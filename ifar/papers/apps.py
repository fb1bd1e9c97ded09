"""The papers' Django application."""

from django.apps import AppConfig

from ifar.ledger import sources
from ifar.papers import replay


class PapersConfig(AppConfig):
    """Papers that the register issues: cards and sheets, and whether they still stand."""

    name = "ifar.papers"
    label = "papers"

    def ready(self) -> None:
        """Register how papers are verified."""
        sources.register(replay.SOURCE)
        sources.register_replay(replay.STATE)
