"""Writing an act on a place or a placement."""

from __future__ import annotations

from typing import Final

from ifar.acts.recorder import Recorder
from ifar.placement.acts import ACTS

MANAGE: Final = "placement:place:manage"
PLACE: Final = "placement:thing:place"
RECORDER: Final = Recorder(
    ACTS,
    conflicts={
        "something is in it": "placement.not_empty",
        "there are open places in it": "placement.places_inside",
        "it would be inside itself": "placement.around",
        "is being counted": "placement.counted",
        "another office has custody of it": "placement.other_office",
    },
    states_facts=False,
)
