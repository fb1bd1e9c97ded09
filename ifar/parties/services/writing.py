"""Writing an act on a party or on a bar."""

from __future__ import annotations

from typing import Final

from ifar.acts.recorder import Recorder
from ifar.parties.acts import ACTS

RECORDER: Final = Recorder(ACTS, states_facts=False)
