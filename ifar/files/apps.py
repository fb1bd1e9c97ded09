"""The files' Django application."""

from __future__ import annotations

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Deposited files, sealed under the hash of their content."""

    name = "ifar.files"
    label = "files"

    def ready(self) -> None:
        """Register how the store is verified."""
        from ifar.files import extensions

        extensions.connect()
