"""The triggers: that each of the program's is there, on, and word for word what the program made, and that there is no other.

What they should be stands in `triggers.txt`, as a freshly migrated database gives it; a house test holds the two together. A trigger that never
fires, calls something else or swallows rows makes no row false that verification could see: reads that were never kept, alarms that were never sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import psycopg

from ifar.ledger.sources import Difference

OTHERS: Final = ("procrastinate_",)
"""Prefixes of what another package's migrations made: not compared."""
LISTED: Final = Path(__file__).with_name("triggers.txt")

# The server marks those of foreign keys as its own; whoever marks another one so hides it. A partition's are copies of its table's.
_TRIGGERS: Final = """
SELECT c.relname, t.tgname, t.tgenabled, pg_get_triggerdef(t.oid), p.relname, n.nspname FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc f ON f.oid = t.tgfoid JOIN pg_namespace n ON n.oid = f.pronamespace
LEFT JOIN pg_trigger of ON of.oid = t.tgparentid LEFT JOIN pg_class p ON p.oid = of.tgrelid
WHERE c.relnamespace = 'public'::regnamespace AND (NOT t.tgisinternal OR n.nspname <> 'pg_catalog' OR f.proname !~ '^RI_FKey_')
ORDER BY c.relname, t.tgname"""


_WHEN: Final = re.compile(r"(.*? WHEN \()(.*)(\) EXECUTE FUNCTION .*)", re.DOTALL)
_PIECES: Final = re.compile(r"'(?:[^']|'')*'|[()]|[^()']+")
_JOINED: Final = re.compile(r"\b(OR|AND)\b")

type Piece = str | list[Piece]
"""Of a condition: words, or what stands in brackets."""


class Trigger(NamedTuple):
    """A trigger of a table: its name, whether it is always on, and its definition; `copied` from a table where that is a partition."""

    table: str
    name: str
    is_on: bool
    definition: str
    copied: str | None


def found(connection: psycopg.Connection[Any]) -> list[Trigger]:
    """The triggers of a database, but those of another package."""
    return [
        Trigger(
            table, name, state == "A", definition if schema == "public" else f"{definition} of {schema}", of
        )
        for table, name, state, definition, of, schema in connection.execute(_TRIGGERS)
        if not (table.startswith(OTHERS) and name.startswith(OTHERS))
    ]


def written(triggers: list[Trigger]) -> str:
    """Triggers as `triggers.txt` has them: a line each, without copies of partitions, whose number grows."""
    lines = [one.definition for one in triggers if one.copied is None]
    return "".join(f"{line.replace('\\', '\\\\').replace('\n', '\\n')}\n" for line in lines)


def in_one_form(definition: str) -> str:
    """A definition with its condition written in one way.

    The server keeps a condition as it was read: what compares two rows stands in more brackets than the same once it was restored from a dump.
    """
    found = _WHEN.fullmatch(definition)
    if found is None:
        return definition
    pieces: list[Piece] = []
    open_ones = [pieces]
    for piece in _PIECES.findall(found[2]):
        if piece == "(":
            inner: list[Piece] = []
            open_ones[-1].append(inner)
            open_ones.append(inner)
        elif piece == ")":
            open_ones.pop()
        else:
            open_ones[-1].append(piece)
    return f"{found[1]}{_together(*_parts(pieces))}{found[3]}"


def _parts(pieces: Sequence[Piece]) -> tuple[str, list[str]]:
    """By what the parts of a condition are joined (nothing where it is one), and the parts, those that are joined by the same beside each other."""
    parts: list[list[Piece]] = [[]]
    joined = set()
    for piece in pieces:
        words = [piece] if isinstance(piece, list) or piece.startswith("'") else _JOINED.split(piece)
        for word in words:
            if isinstance(word, str) and _JOINED.fullmatch(word):
                joined.add(word)
                parts.append([])
            elif isinstance(word, list) or word.strip():
                parts[-1].append(word)
    if len(joined) > 1:  # the server writes none such
        return "", ["".join(map(_text, pieces)).strip()]
    if len(parts) == 1:
        only = parts[0]
        return (
            _parts(only[0])
            if len(only) == 1 and isinstance(only[0], list)
            else ("", ["".join(map(_text, only)).strip()])
        )
    by, told = joined.pop(), list[str]()
    for part in parts:
        inner, some = _parts(part)
        told += some if inner in ("", by) else [f"({_together(inner, some)})"]
    return by, told


def _text(piece: Piece) -> str:
    return piece if isinstance(piece, str) else f"({_together(*_parts(piece))})"


def _together(by: str, parts: Sequence[str]) -> str:
    return f" {by} ".join(parts)


@cache
def listed() -> Mapping[tuple[str, str], str]:
    """The definitions of the program's triggers, by table and name, as `written` wrote them."""
    definitions = {}
    for line in LISTED.read_text(encoding="utf-8").splitlines():
        table, name = _named(line)
        definitions[table, name] = line
    return definitions


def _named(line: str) -> tuple[str, str]:
    words = line.split(" ")
    name = words[words.index("TRIGGER") + 1]
    return words[words.index("ON") + 1].removeprefix("public."), name


def check(connection: psycopg.Connection[Any]) -> Iterator[Difference]:
    """Every trigger that is not as the program made it, is none of its own, or is not there."""
    should, seen = listed(), set()
    for one in found(connection):
        place = f"trigger {one.name} of {one.table}"
        seen.add((one.table, one.name))
        if not one.is_on:
            yield Difference("catalogue_differs", place, "switched off or loosened", "always on")
        of = one.copied or one.table
        wanted = should.get((of, one.name))
        told = one.definition.replace(f" ON public.{one.table} ", f" ON public.{of} ")
        has = written([one._replace(definition=told, copied=None)]).rstrip("\n")
        if wanted is None:
            yield Difference("catalogue_differs", place, has, "no trigger: no migration made it")
        elif in_one_form(has) != in_one_form(wanted):
            yield Difference("catalogue_differs", place, has, wanted)
    for table, name in sorted(should.keys() - seen):
        yield Difference("catalogue_differs", f"trigger {name} of {table}", "nothing", should[table, name])
