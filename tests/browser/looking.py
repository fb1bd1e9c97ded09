"""Going through pages as those who read them: no barriers, nothing cut off, no complaints of the browser.

`PICTURES=folder` keeps what the pages looked like, in all languages and widths.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from playwright.sync_api import Page

from ifar.accounts.models import User
from tests.browser.conftest import LOOKS, Visitor
from tests.covering import EVERY_CASE, some

PICTURES: Final = os.environ.get("PICTURES", "")
Look = tuple[str, int]


def looked_at(
    number: int, looks: Iterable[Look] = LOOKS, of: object = ""
) -> Iterator[tuple[Look, list[int]]]:
    """Each look, and the numbers of the pages that are gone through in it.

    By hand that is every page in every look. In the suite one of two neighbours is gone through, each in one look by turns: what
    stands around a page, and the pieces of which it is made, are the same on all.
    """
    is_whole = EVERY_CASE or bool(PICTURES)
    every = list(reversed(list(looks)))
    for at, look in enumerate(every):
        yield look, list(range(number)) if is_whole else some(range(number), 2, of)[at :: len(every)]


def picture(at: Visitor, name: str) -> None:
    """Keep a picture of the page, for whoever wants to look at it."""
    if PICTURES:
        at.page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def look_through(
    visitor: Callable[..., Visitor],
    pages: Mapping[str | User, Mapping[str, str]],
    of: str,
    *,
    looks: Iterable[Look] = LOOKS,
    first: Callable[[str, Page], None] = lambda name, page: None,
) -> None:
    """Go through pages, reader -> name -> address, and say all that is found on them.

    Args:
        of: what the pictures are called by.
        first: is done to a page before it is judged; it is given the page's name.
    """
    every = [(who, name, path) for who, some in pages.items() for name, path in some.items()]
    results: list[object] = []
    for (language, width), seen in looked_at(len(every), looks, of):
        for who, theirs in itertools.groupby((every[number] for number in seen), key=lambda row: row[0]):
            at = visitor(who, language=language, width=width)
            for _, name, path in theirs:
                first(name, at.open(path))
                picture(at, f"{of}-{name}-{language}-{width}")
                where = (name, language, width)
                results += [(*where, barrier) for barrier in at.barriers()]
                results += [(*where, "cut off")] if at.is_cut_off() else []
                results += [(*where, complaint) for complaint in at.complaints]
                at.complaints.clear()
            at.leave()
    assert results == [], "\n".join(map(str, results))
