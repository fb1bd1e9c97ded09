"""Writing an act of custody."""

from __future__ import annotations

from typing import Final

from ifar.acts.recorder import Recorder
from ifar.recoveries.custody.acts import ACTS

RECORDER: Final = Recorder(
    ACTS,
    conflicts={
        "takes no part in its destruction": "custody.batch.stands_for",
        "something on its list stands on another": "custody.changed_meanwhile",
        "something on its list does not wait for disposal": "custody.changed_meanwhile",
        "something on its list is no longer in the custody": "custody.changed_meanwhile",
    },
)
