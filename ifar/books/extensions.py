"""What books answer to the apps below them; what they ask of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.accounts import read_log_labels
from ifar.acts import forms
from ifar.books import labels
from ifar.registry import detail_labels


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    read_log_labels.provide(labels.READS)
    forms.provide_choices(
        lambda _name: [(one, detail_labels.code_words("owner_kind", one)) for one in labels.STOCK_OF],
        "books.owner_kinds",
    )
