"""Where the acts on licensing's records are offered."""

from __future__ import annotations

from typing import Final

from ifar.acts.edges import Edge
from ifar.licensing.selectors import following
from ifar.licensing.services.writing import RECORDER

MOVE: Final = Edge(RECORDER, "move", following.move_for, "licensing:move")
