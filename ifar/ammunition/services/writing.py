"""Writing an act on a lot, or a movement."""

from __future__ import annotations

from typing import Final

from ifar.acts.recorder import Recorder
from ifar.ammunition.acts import ACTS

WRITE: Final = "ammunition:lot:write"
SUSPEND: Final = "ammunition:lot:suspend"
RECORD: Final = "ammunition:movement:record"
ATTEST: Final = "ammunition:movement:attest"
SELL: Final = "books:sale:make"
RECORDER: Final = Recorder(
    ACTS,
    conflicts={
        "it belongs to an issue": "ammunition.of_issue",
        "a lot of it is suspended": "ammunition.suspended",
        "two people say what becomes of it": "ammunition.two_needed",
        "only a maker makes it": "ammunition.maker_alone",
        "its smallest package bears no mark": "ammunition.unmarked",
        "there is less of": "ammunition.short_meanwhile",
        "there is no such open place of the office": "ammunition.place",
        "another authority looks after its office": "ammunition.not_yours_to_stop",
        "what is loose goes into the mixed lot of the other place": "ammunition.mixed_place",
        "a mixed lot is of another place": "ammunition.mixed_place",
        "there is no such licence in force": "ammunition.ask_desk",
        "ammunition_lot_mixed": "ammunition.changed_meanwhile",
        "there was some of it there": "ammunition.begun",
        "what was sent and not counted is said too": "ammunition.counted",
    },
    states_facts=False,
)
