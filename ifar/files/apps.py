"""The files' Django application."""

from __future__ import annotations

from django.apps import AppConfig

from ifar.files import replay
from ifar.ledger import sources


class FilesConfig(AppConfig):
    """Deposited files, sealed under the hash of their content."""

    name = "ifar.files"
    label = "files"

    def ready(self) -> None:
        """Register how the store is verified."""
        from ifar.files import copies_replay

        sources.provide_replay(replay.CONTENTS)
        sources.provide_replay(copies_replay.COPIES)
