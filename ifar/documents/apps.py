"""The papers' Django application."""

from django.apps import AppConfig

from ifar.acts import registration
from ifar.documents import things
from ifar.documents.acts import ACTS


class DocumentsConfig(AppConfig):
    """Papers that the register issues: cards and sheets, and whether they still stand."""

    name = "ifar.documents"
    label = "documents"

    def ready(self) -> None:
        """Register the acts of papers, and what papers and cards are where their codes are scanned."""
        from ifar.documents import paper_things

        registration.provide(ACTS)
        things.provide("V", paper_things.named, paper_things.bearer)
