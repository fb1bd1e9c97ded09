"""Writing an act on an armoury or an officer."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils import timezone

from ifar.acts.recorder import Recorder
from ifar.stocks.acts import ACTS

MANAGE: Final = "stocks:armoury:manage"
ENROL: Final = "stocks:roster:write"
RECORDER: Final = Recorder(
    ACTS,
    conflicts={"there is no such open store of the office": "stocks.place"},
    states_facts=False,
)


def today() -> dt.date:
    """The day of the office."""
    return timezone.localdate()
