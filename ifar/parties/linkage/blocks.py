"""Which rows are worth comparing: those that share a key. Rare coincidences come first, and a file of a million is not squared. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

from ifar.parties.linkage.rows import Row, bones

PAIRS_A_ROW: Final = 25
FEWEST_PAIRS: Final = 200_000
"""How many pairs are compared closely: so many for each row, but never fewer than this."""


def keys_of(row: Row) -> Iterator[str]:
    """The keys of a row: whatever two rows of one person are likely to share, one error in any of the values notwithstanding."""
    values = row.values
    given, surname, born = values.get("given", ""), values.get("surname", ""), values.get("born", "")
    names = [name for name in (given, surname) if name]
    for role in ("identity", "phone", "email"):
        if value := values.get(role):
            yield f"{role}:{value}"
            if role == "email":
                yield f"local:{value.partition('@')[0]}"
            elif len(value) > 5:
                half = len(value) // 2
                yield f"{role}<{value[:half]}:{born[:4]}"
                yield f"{role}>{value[half:]}:{born[:4]}"
    if born:
        yield f"born:{born}"
        yield f"born~{born[:4]}{''.join(sorted((born[4:6], born[6:])))}"
    for name in names:
        yield f"name:{name}"
        yield f"bones:{bones(name)[:4]}:{born[:4]}"
        yield f"bones:{bones(name)[:4]}:{born[4:]}"
        yield f"start:{name[:3]}:{born[:6]}"
        for role in ("postcode", "suburb", "city", "street", "house", "birthplace", "age"):
            if value := values.get(role):
                yield f"{role}:{value}:{name[:4]}"
    if len(names) == 2:
        yield "names:" + ":".join(sorted(bones(name)[:3] for name in names))
        yield "names:" + ":".join(sorted(name[:2] for name in names)) + born[2:4]
    streets = [value for role in ("street", "street_2") if (value := values.get(role))]
    for street in streets:
        yield f"street:{street}"
        yield f"at:{street[:5]}:{values.get('house', '')}:{values.get('postcode', '')[:2]}"


def candidates(rows: Sequence[Row]) -> set[tuple[int, int]]:
    """Pairs of positions (the smaller first) that share a key, those of the rarest keys first, up to the budget."""
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        for key in set(keys_of(row)):
            blocks[key].append(row.at)
    budget = max(FEWEST_PAIRS, PAIRS_A_ROW * len(rows))
    results: set[tuple[int, int]] = set()
    for block in sorted(_several(blocks.values()), key=len):
        if len(results) + len(block) * (len(block) - 1) // 2 > budget:
            break
        results.update(combinations(block, 2))
    return results


def _several(blocks: Iterable[list[int]]) -> Iterator[list[int]]:
    return (block for block in blocks if len(block) > 1)
