"""What the public is told of the steering committee. It is for everybody: no actor is asked for, and nothing else of a decision is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection

PER_PAGE: Final = 50
# Only the words that were released, what came of it, and the day: neither titles nor votes nor who sits where.
_RELEASED: Final = """
SELECT d.id, d.public_id, d.state, m.held_on, d.public_words FROM programme_decision d JOIN programme_meeting m ON m.public_id = d.meeting
WHERE d.public_words <> '' AND d.state IN ('adopted', 'rejected', 'done') AND (%(before)s = 0 OR d.id < %(before)s)
ORDER BY d.id DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Released:
    """A decision as the public is told of it."""

    number: int
    id: str
    state: str
    on: dt.date
    words: str


def decisions(before: int = 0, limit: int = PER_PAGE + 1) -> Sequence[Released]:
    """Decisions with words for the public, the latest first. One query.

    Args:
        before: only those that are older than this one.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RELEASED, {"before": before, "limit": limit})
        return [Released(*row) for row in cursor.fetchall()]
