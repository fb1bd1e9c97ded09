"""The papers' Django application."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Papers that the register issues: cards and sheets, and whether they still stand."""

    name = "ifar.documents"
    label = "documents"

    def ready(self) -> None:
        """Register the acts of papers, and what papers and cards are where their codes are scanned."""
        from ifar.documents import extensions

        extensions.connect()
