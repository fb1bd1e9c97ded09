"""Answering at whole steps of time, so that how long an answer took tells nobody what was found."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable


def in_even_time[**P, T](step: Callable[[], float]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Have an act answer, or fail, only at whole steps of so many seconds after it was called."""

    def evenly_timed(act: Callable[P, T]) -> Callable[P, T]:
        @functools.wraps(act)
        def evenly(*args: P.args, **kwargs: P.kwargs) -> T:
            begun = time.monotonic()
            try:
                return act(*args, **kwargs)
            finally:
                seconds = step()
                time.sleep(seconds - (time.monotonic() - begun) % seconds)

        return evenly

    return evenly_timed
