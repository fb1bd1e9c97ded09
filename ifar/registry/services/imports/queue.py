"""Handing an import to the background, in the transaction that began it; and finding those that nobody works on any more."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models import Q
from django.db.models.functions import Now
from procrastinate.contrib.django import app

from ifar.registry.models import Import

TASK: Final = "registry.import"
SILENCE: Final = dt.timedelta(seconds=60)
"""A worker writes how far it has come at least this often; one that does not is taken for dead."""


def hand_over(batch: str) -> None:
    """Have the background work on an import once the present transaction commits."""
    app.configure_task(TASK, queue="imports").defer(batch=batch)


def left() -> list[str]:
    """Imports that are under way but of which nothing has been heard for `SILENCE`."""
    silent = Q(beat_at__lt=Now() - SILENCE) | Q(beat_at__isnull=True, at__lt=Now() - SILENCE)
    return list(
        Import.objects.filter(silent, status__in=("trying", "running"))
        .order_by("id")
        .values_list("public_id", flat=True)
    )
