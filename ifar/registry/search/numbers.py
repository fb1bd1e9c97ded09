"""Numbers under which offices know their own cases and requests: typed into the box of marks, they are offered to be opened, beside what the marks give.

They never stand for the answer: whoever opens a case under the mark of a firearm would keep everybody who sees that case from finding it, and a
question that a closed compartment should have heard would be put to nobody. So the search goes on as for every other text, logged and counted.

Only what has the form of such a number is looked for: a year, and signs between it and other figures or letters ("K-2025-114", "PV-2026/0417", "BE-77/2026-1"),
or a few letters, figures and a short number of its own behind a sign ("E98-1", "A-3").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from ifar.rights import Actor

_FORM: Final = re.compile(r"(?=.{6,40}$)(?=.*[-/.])(?=.*(?<!\d)(?:19|20)\d\d(?!\d))\w[\w./ -]*")

_SHORT: Final = re.compile(r"[^\W\d_]{1,4}\d{0,6}[-/.]\d{1,4}")


class Numbered(NamedTuple):
    """What bears a number: what it is, in words, and its page."""

    what: Any
    url: str


Finder = Callable[[Actor, str], Iterable[Numbered]]

_finders: list[Finder] = []
_marked: list[Finder] = []


def provide(finder: Finder) -> None:
    """Have `finder` asked for what bears a number, of what an actor may see."""
    if finder not in _finders:
        _finders.append(finder)


def provide_marked(finder: Finder) -> None:
    """Have `finder` asked for what bears a mark and stands in no record of a firearm, such as an exhibit of the actor's office."""
    if finder not in _marked:
        _marked.append(finder)


def found(actor: Actor, text: str) -> list[Numbered]:
    """What the actor may see under a number, where the text has the form of one; and what their office has that bears it as a mark."""
    numbered = [row for finder in _finders for row in finder(actor, text)] if _is_number(text) else []
    bearing = [row for finder in _marked for row in finder(actor, text)]
    return numbered + [row for row in bearing if row.url not in {other.url for other in numbered}]


def _is_number(text: str) -> bool:
    return bool(_FORM.fullmatch(text) or _SHORT.fullmatch(text))
