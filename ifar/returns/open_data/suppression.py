"""Which cells of published tables are kept back, so that no small number can be read or worked out from the others.

Principle 6 of the UN Fundamental Principles of Official Statistics: what is published must not tell of anybody. A cell is *small* where
it counts fewer than the threshold, and is not zero (primary suppression). Whoever subtracts the published rest from a published sum would
find it; so further cells are kept back (complementary suppression) until every cell that is kept back can be anything in a range at least
as wide as the threshold. Both kinds are marked alike: which is which would tell too.

How it is made sure of, without a solver: a *move* is a change of cells by +1 and -1 after which every sum still holds. Where all cells of
a move are kept back, all of them may be larger by the smallest of those that shrink, or smaller by the smallest of those that grow: nobody
can tell the true table from these. A cell is safe when it belongs to a move whose range is wide enough; one without a shrinking cell has
no upper limit at all. Moves are products of moves along each dimension: from one leaf to another, with the sums above each of them that
the other does not share, or up from one leaf through all its sums. The search takes the cheapest. Tables that share dimensions share
those sums; what moves such a sum moves in all of them at once. A test asks a linear programme for the bounds of each cell.

Not covered: what somebody knows already (an office knows its own cases), and what the difference of two versions tells
(`docs/threat-model.md`). Pure.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import Final

ALL: Final = "*"
"""The sum over a whole dimension."""

Node = str
Place = tuple[Node, ...]
"""A cell of a table: one node of each of its dimensions."""
Cell = tuple[str, Place]
"""A cell of a family: the name of its table, "" for a sum that all tables share, and the place there."""
Move = Mapping[Cell, int]
"""Cells with +1 or -1."""
_Line = Mapping[Node, int]
_UNLIMITED: Final = 10**18
_GRAND: Final = 10**9
"""What it costs to keep a grand total back: more than all else together."""


@dataclass(frozen=True)
class Axis:
    """A dimension: its leaves, and the sums above them. `parents` = node -> the node whose sum it belongs to, `ALL` at the top."""

    name: str
    parents: Mapping[Node, Node]

    @staticmethod
    def flat(name: str, leaves: Iterable[Node]) -> Axis:
        """A dimension without sums between its leaves and the whole."""
        return Axis(name, dict.fromkeys(leaves, ALL))

    @cached_property
    def children(self) -> dict[Node, list[Node]]:
        """Sum -> what it is the sum of."""
        result: dict[Node, list[Node]] = {}
        for node, parent in self.parents.items():
            result.setdefault(parent, []).append(node)
        return result

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes, leaves and sums."""
        return (*self.parents, ALL)

    @cached_property
    def leaves(self) -> tuple[Node, ...]:
        """The nodes that are no sums."""
        return tuple(node for node in self.parents if node not in self.children)

    def path(self, leaf: Node) -> tuple[Node, ...]:
        """A leaf and the sums above it, up to the whole."""
        results = [leaf]
        while results[-1] != ALL:
            results.append(self.parents[results[-1]])
        return tuple(results)

    @cached_property
    def paths(self) -> dict[Node, tuple[Node, ...]]:
        """Leaf -> its path."""
        return {leaf: self.path(leaf) for leaf in self.leaves}

    @cached_property
    def singles(self) -> tuple[_Line, ...]:
        """Moves along this dimension that change its whole: each leaf with all its sums."""
        return tuple(dict.fromkeys(path, 1) for path in self.paths.values())

    def moves(self, node: Node) -> list[_Line]:
        """Moves along this dimension that raise `node`: to another leaf that does not belong to it, or up through all sums."""
        mine = [leaf for leaf, path in self.paths.items() if node in path]
        lines: list[_Line] = []
        for leaf in mine:
            up = self.paths[leaf]
            for down in self.paths.values():
                if node in down:
                    continue
                lines.append(
                    {text: 1 for text in up if text not in down}
                    | {text: -1 for text in down if text not in up}
                )
            lines.append(dict.fromkeys(up, 1))
        return lines


@dataclass(frozen=True)
class Table:
    """Counts by several dimensions: a tuple of leaves -> how many; what is not there is zero."""

    name: str
    axes: tuple[Axis, ...]
    counts: Mapping[Place, int]

    @cached_property
    def values(self) -> dict[Place, int]:
        """Every cell with its value, all sums included."""
        fromkeys = dict.fromkeys(itertools.product(*(axis.nodes for axis in self.axes)), 0)
        for leaf, number in self.counts.items():
            for place in itertools.product(
                *(axis.paths[node] for axis, node in zip(self.axes, leaf, strict=True))
            ):
                fromkeys[place] += number
        return fromkeys


@dataclass(frozen=True)
class Family:
    """Tables that are published together and begin with the same dimensions; the sums over all others are the same in each."""

    tables: tuple[Table, ...]
    shared: int = 0
    """How many dimensions, from the first, they share; none: they have no sum in common but the whole."""

    @cached_property
    def by_name(self) -> dict[str, Table]:
        """Name -> table."""
        return {table.name: table for table in self.tables}

    def cell(self, table: str, place: Place) -> Cell:
        """The cell at a place of a table."""
        if len(self.tables) > 1 and set(place[self.shared :]) <= {ALL}:
            return ("", place[: self.shared])
        return (table, place)

    @cached_property
    def values(self) -> dict[Cell, int]:
        """Every cell with its value.

        Raises:
            ValueError: two tables say different sums.
        """
        result: dict[Cell, int] = {}
        for table in self.tables:
            for place, value in table.values.items():
                cell = self.cell(table.name, place)
                if result.setdefault(cell, value) != value:
                    raise ValueError(f"{table.name} sums up to {value} at {place}, another table does not")
        return result

    def equations(self) -> Iterator[tuple[Cell, list[Cell]]]:
        """Every sum of every table with what it is the sum of."""
        for table in self.tables:
            for at, axis in enumerate(table.axes):
                others = [ax.nodes for n, ax in enumerate(table.axes) if n != at]
                for parent, children in axis.children.items():
                    for rest in itertools.product(*others):
                        place = [*rest[:at], parent, *rest[at:]]
                        yield (
                            self.cell(table.name, tuple(place)),
                            [self.cell(table.name, (*rest[:at], child, *rest[at:])) for child in children],
                        )


@dataclass(frozen=True)
class Suppression:
    """What is kept back, and the moves that show that it is safe."""

    cells: frozenset[Cell]
    moves: tuple[Move, ...] = field(default=())


def small(value: int, threshold: int) -> bool:
    """Whether a count is too small to be published: not zero, and less than the threshold."""
    return 0 < value < threshold


def suppress(family: Family, threshold: int, earlier: Collection[Cell] = ()) -> Suppression:
    """What must be kept back of tables that are published together.

    Args:
        threshold: the smallest count that is published, and the least width of what anybody can work out of a cell; at least 2.
        earlier: what an earlier version kept back; it stays so, because the difference of two versions would tell it.
    """
    if threshold < 2:
        raise ValueError("a threshold below 2 keeps nothing back")
    values = family.values
    kept = {cell for cell, value in values.items() if small(value, threshold)}
    kept |= {cell for cell in earlier if cell in values}
    safe: set[Cell] = set()
    moves: list[Move] = []
    # Sums first: what protects them protects most of what stands below; then the largest, which the fewest others can balance.
    for cell in sorted(kept, key=lambda row: (-row[1].count(ALL), row[0] != "", -values[row], row)):
        if cell in safe:
            continue
        move = _Search(family, threshold, kept).cheapest(cell)
        moves.append(move)
        kept |= move.keys()
        safe |= move.keys()
    return Suppression(frozenset(kept), tuple(moves))


def width(family: Family, move: Move) -> int | None:
    """How far cells of a move can be from what they are, up and down together; None where there is no limit."""
    up, down = _limits(family.values, move)
    return None if up >= _UNLIMITED else up + down


def _limits(values: Mapping[Cell, int], move: Move) -> tuple[int, int]:
    """How far a move can be followed until a shrinking cell is empty, and how far backwards."""
    up = down = _UNLIMITED
    for cell, sign in move.items():
        if sign > 0:
            down = min(down, values[cell])
        else:
            up = min(up, values[cell])
    return up, down


class _Search:
    """The search for the cheapest move that makes a cell safe; what is kept back already costs nothing."""

    def __init__(self, family: Family, threshold: int, kept: Collection[Cell]) -> None:
        self.family, self.threshold, self.kept = family, threshold, kept
        self.values = family.values

    def cheapest(self, cell: Cell) -> Move:
        """The cheapest move; there is always one, upwards through all sums of all tables."""
        best: Move | None = None
        least = _UNLIMITED
        for move in self._moves(cell):
            cost = self._cost(move, least)
            if cost < least and self._wide(move):
                best, least = move, cost
                if not cost:
                    break
        if best is None:
            raise AssertionError(f"no move for {cell}")
        return best

    def _moves(self, cell: Cell) -> Iterator[Move]:
        name, place = cell
        shared = self.family.shared if len(self.family.tables) > 1 else 0
        if name:
            axes = self.family.by_name[name].axes
            lines = [axis.moves(node) for axis, node in zip(axes, place, strict=True)]
            for chosen in itertools.product(*lines):
                own = chosen[shared:]
                move = self._product(name, chosen)
                if len(self.family.tables) == 1 or any(ALL not in line for line in own):
                    yield move
                else:
                    yield from self._joint(chosen[:shared], {name: move})
        else:
            axes = self.family.tables[0].axes[:shared]
            for chosen in itertools.product(
                *(axis.moves(node) for axis, node in zip(axes, place, strict=True))
            ):
                yield from self._joint(chosen, {})

    def _product(self, table: str, lines: Sequence[_Line]) -> Move:
        return {
            self.family.cell(table, tuple(node for node, _sign in nodes)): prod(sign for _node, sign in nodes)
            for nodes in itertools.product(*(line.items() for line in lines))
        }

    def _joint(self, lines: Sequence[_Line], given: Mapping[str, Move]) -> Iterator[Move]:
        """A change of shared sums, followed in every table up from one leaf of each of its own dimensions."""
        half = self.threshold // 2
        for up, down in ((0, self.threshold), (self.threshold, 0), (half, self.threshold - half)):
            joint: dict[Cell, int] = {}
            for table in self.family.tables:
                part = given.get(table.name) or self._best(table, lines, up, down)
                if part is None:
                    break
                joint |= part
            else:
                yield joint

    def _best(self, table: Table, lines: Sequence[_Line], up: int, down: int) -> Move | None:
        best: Move | None = None
        least = _UNLIMITED
        for own in itertools.product(*(axis.singles for axis in table.axes[self.family.shared :])):
            move = self._product(table.name, (*lines, *own))
            cost = self._cost(move, least)
            if cost < least:
                most, fewest = _limits(self.values, move)
                if most >= _UNLIMITED or (most >= up and fewest >= down):
                    best, least = move, cost
        return best

    def _cost(self, move: Move, least: int) -> int:
        """What a move would keep back anew; sums cost most, those that all tables share above all, and what is large.

        A grand total is kept back only where nothing else is wide enough: it is what readers look for first.
        """
        cost = 0
        for cell in move:
            if cell not in self.kept:
                sums = cell[1].count(ALL)
                cost += (2 + self.values[cell].bit_length()) * 3 ** (sums + (0 if cell[0] else 2))
                if sums == len(cell[1]):
                    cost += _GRAND
                if cost >= least:
                    break
        return cost

    def _wide(self, move: Move) -> bool:
        up, down = _limits(self.values, move)
        return up >= _UNLIMITED or up + down >= self.threshold
