"""Writing an act of the counter."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils import timezone

from ifar.acts.recorder import Recorder
from ifar.cashier.acts import ACTS

RECORDER: Final = Recorder(ACTS, conflicts={"it is paid or waived": "cashier.settled"})


def today() -> dt.date:
    """The day of the office."""
    return timezone.localdate()
