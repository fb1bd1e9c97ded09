"""Where the acts on the counter's records are offered."""

from __future__ import annotations

from typing import Final

from ifar.acts.edges import Edge
from ifar.counter import selectors
from ifar.counter.services.writing import RECORDER

TILL: Final = Edge(RECORDER, "till", selectors.till_for, "counter:till")
