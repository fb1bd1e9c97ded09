"""Threads beside the main one that nobody may miss: where one fails, its process ends and is started again as a whole."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable


def beside(work: Callable[[], None], *, name: str) -> threading.Thread:
    """Start `work` in a thread. If it fails, its words go to stderr and this process is told to end (SIGTERM)."""

    def carry_out() -> None:
        try:
            work()
        except BaseException:
            with contextlib.suppress(OSError):  # a disk that is full takes no words either
                traceback.print_exc(file=sys.stderr)
            os.kill(os.getpid(), signal.SIGTERM)
            raise

    thread = threading.Thread(target=carry_out, name=name, daemon=True)
    thread.start()
    return thread


def say(words: str) -> None:
    """A line on stderr; one that cannot be written, because the disk is full, is lost and stops nobody."""
    with contextlib.suppress(OSError):
        sys.stderr.write(f"{words}\n")
        sys.stderr.flush()
