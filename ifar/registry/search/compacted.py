"""What the files of settled marks say about one question, as the statements for candidates name it, and read from the same files throughout."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from ifar.registry.marks import patterns
from ifar.registry.search import index as mark_index

AT_ONCE: Final = 20_000
"""Marks that the first statement names. What the asker may not see, or was altered, is left out there: of an inscription on every second firearm of a
compartment that is closed there are many pages, and behind them may be what is looked for."""

GROWING: Final = 4
"""How many times more the next one names: where nearly all are left out, each takes as long again."""


class Page(NamedTuple):
    """Parameters of a statement (`refs…` and `lanes…` of its parts, and `told`, which files said so), and the lanes of the marks that it names, from the
    nearest to the farthest; what a further page names is no nearer than that. Whether it is the `last` one."""

    params: dict[str, object]
    lanes: tuple[int, int]
    last: bool


Row = tuple[Any, ...]
ID, N, PLAIN, EDITS, REF = range(5)
"""The first columns of a candidate: the firearm and which of its marks, the mark itself, its errors, its number in the files where it was found
in them."""


class Settled:
    """What the files say about one question."""

    def __init__(self, kinds: Collection[str]) -> None:
        self._index = mark_index.current()
        self._kinds = kinds
        self._met: dict[int, int] = {}
        self._told = "" if self._index is None else self._index.token

    def near(self, plan: patterns.Near) -> Iterator[Page]:
        """The settled marks that a plan may mean, the nearest first."""
        met = mark_index.NONE if self._index is None else self._index.near(plan, self._kinds)
        return self._pages({"": met})

    def fitting(self, plans: Mapping[int, patterns.Pattern]) -> Iterator[Page]:
        """Those that fit patterns whose runs narrow them, each a part."""
        index = self._index
        return self._pages(
            {
                str(part): mark_index.NONE
                if index is None
                else index.fitting(plan.runs, plan.likes, self._kinds)
                for part, plan in plans.items()
            }
        )

    def _pages(self, parts: Mapping[str, mark_index.Met]) -> Iterator[Page]:
        most = max((len(met.refs) for met in parts.values()), default=0)
        end, grown = 0, AT_ONCE
        while end < most or not end:
            first, end, grown = end, end + grown, grown * GROWING
            params: dict[str, object] = {"told": self._told}
            named: list[int] = []
            for part, met in parts.items():
                some = met.some(first, end)
                refs, lanes = some.refs.tolist(), some.lanes.tolist()
                self._met.update(zip(refs, some.rows.tolist(), strict=True))
                params |= {f"refs{part}": integers(refs), f"lanes{part}": integers(lanes)}
                named += lanes
            yield Page(params, (named[0], named[-1]) if named else (0, 0), end >= most)

    def read(self, rows: list[Row]) -> list[Row]:
        """The candidates with the marks themselves, which the register was not asked for where the files have them."""
        places = [self._met[row[REF]] for row in rows if row[REF] is not None]
        if not places or self._index is None:
            return rows
        plain = iter(self._index.plain(places))
        return [row if row[REF] is None else (*row[:PLAIN], next(plain), *row[PLAIN + 1 :]) for row in rows]


def integers(numbers: Iterable[int]) -> str:
    """An array as PostgreSQL reads it; the adaptation of lists takes as long as a look at the index."""
    return f"{{{','.join(map(str, numbers))}}}"
