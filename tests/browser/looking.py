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
from tests.covering import covering

PICTURES: Final = os.environ.get("PICTURES", "")
CLOSEST: Final = ("ar", 390)
"""The look that shows most of what can be wrong: from right to left, on a telephone."""
Look = tuple[str, int]


def looked_at(
    number: int, looks: Iterable[Look] = LOOKS, of: object = ""
) -> Iterator[tuple[Look, list[int]]]:
    """Each look, and the numbers of the pages that are gone through in it.

    By hand that is every page in every look. In the suite it is every page in Arabic on a telephone, and one of four neighbours in
    each of the other looks.
    """

    def tells(row: tuple[Look, int]) -> Iterator[object]:
        look, page = row
        yield look, page if look == CLOSEST else page // 4

    seen = covering(itertools.product(looks, range(number)), tells, of)
    for look, pages in itertools.groupby(seen, key=lambda row: row[0]):
        yield look, [page for _, page in pages]


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
