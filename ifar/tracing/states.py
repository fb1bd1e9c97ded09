"""The states of requests, links of chains and files, the directions of requests, and whose their acts are (`acts.py`). Pure."""

from __future__ import annotations

from typing import Final

DIRECTIONS: Final = ("outgoing", "incoming", "domestic")
"""We ask another State; another State asks us; an office of ours asks the tracing desk of ours."""

REQUEST_STATES: Final = (
    "draft", "sent", "acknowledged", "searching", "answered", "not_found", "delayed", "restricted", "refused", "withdrawn",
)  # fmt: skip
STEP_STATES: Final = ("asked", "answered", "failed")
EXCHANGE_STATES: Final = ("sent", "accepted", "refused")
GROUNDED: Final = frozenset({"delayed", "restricted", "refused"})
"""States in which a request stands on a ground that must be told to whoever asked."""
OPEN: Final = frozenset({"sent", "acknowledged", "searching", "delayed"})
"""States in which somebody waits for a word."""
ENDED: Final = frozenset({"answered", "not_found", "restricted", "refused", "withdrawn"})
"""States in which the clock stands still; all but a withdrawal may be taken up again."""
FOLLOWED: Final = ("acknowledged", "searching", "delayed", "answered", "restricted", "not_found")
"""States in which the chain of a request is followed; what a court wants to know may come up after the answer."""
NOTICES: Final = ("authorised", "methods")
"""Forms of a file that belongs to no request: an exchange of experience (`notices.py`; Firearms Protocol art. 12(1) and 12(2))."""
OWNERS: Final = frozenset({"drafted", "received", "amended", "sent", "settled", "withdrawn"})
"""What only the office that asked does, or the one that keeps what came in."""
ANSWERING: Final = frozenset(
    {"acknowledged", "searched", "identified", "answered", "not_found", "delayed", "restricted", "refused", "resumed", "disclosed"}
)  # fmt: skip
"""What the office that was asked does with a request that came in; of one that went out, the asking office notes what it was told."""
