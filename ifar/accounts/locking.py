"""How failed sign-ins close the door: for a while, longer each time, never for good."""

from __future__ import annotations

import datetime as dt
from typing import Final

ALLOWED: Final = 5
FIRST: Final = dt.timedelta(minutes=5)
LONGEST: Final = dt.timedelta(hours=12)


def locked_until(failures: int, now: dt.datetime) -> dt.datetime | None:
    """Until when sign-in is closed after `failures` in a row, or None while attempts are left.

    The fifth failure closes it for five minutes, each further one for twice as long, at most twelve hours.
    """
    if failures < ALLOWED:
        return None
    times: int = 2 ** min(failures - ALLOWED, 20)
    return now + min(FIRST * times, LONGEST)
