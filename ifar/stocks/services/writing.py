"""Writing an act on an armoury, an officer or an issue."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils import timezone

from ifar.acts.recorder import Recorder
from ifar.stocks.acts import ACTS

MANAGE: Final = "stocks:armoury:manage"
ENROL: Final = "stocks:roster:write"
ISSUE: Final = "stocks:issue:record"
CONFIRM: Final = "stocks:issue:confirm"
COUNT: Final = "stocks:armoury:count"
RECORDER: Final = Recorder(
    ACTS,
    conflicts={
        "there is no such open store of the office": "stocks.place",
        "the officer may not carry": "stocks.unfit_meanwhile",
        "the officer goes by another account": "stocks.changed_meanwhile",
        "an arm is not in the armoury": "stocks.gone_meanwhile",
        "an arm is not out by this issue": "stocks.gone_meanwhile",
    },
    states_facts=False,
)


def today() -> dt.date:
    """The day of the office."""
    return timezone.localdate()
