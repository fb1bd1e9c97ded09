"""Writing an act on a book, or on a production order."""

from __future__ import annotations

from typing import Final

from ifar.acts.recorder import Recorder
from ifar.books.acts import ACTS

MANAGE: Final = "books:order:manage"
RECORDER: Final = Recorder(
    ACTS,
    conflicts={
        "it is no trader": "books.not_found",
        "another authority is over this trader": "books.closing.office",
        "no office is this depositary": "books.closing.depositary",
        "its day lies in the future": "books.closing.future",
        "the book is not closed": "books.not_found",
        "no maker declares it": "books.order.maker",
        "books_count_running": "books.count.running",
        "books_day_once": "books.day.closed",
        "a number is reserved by another order": "books.order.meanwhile",
        "a number stands in it twice": "books.order.meanwhile",
    },
    states_facts=False,
)
