"""Writing an act of a batch."""

from __future__ import annotations

from typing import Final

from ifar.acts.recorder import Recorder
from ifar.bulk.acts import ACTS

RECORDER: Final = Recorder(ACTS)
