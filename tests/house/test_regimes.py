"""Regimes of international transfers are rows: what code does in a transfer depends on no regime's name (decision 0032).

Strings and SQL of `ifar/trade`, which alone reads the list `regime`, are read; docstrings and comments, which cite the law, are not. Elsewhere a refusal cites
the article on which it rests, and a return is that of an instrument.
"""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import ifar

ROOT = Path(ifar.__file__).parent
TABLES = (ROOT / "reference/facts/regime.csv", ROOT / "demonstration/facts/regime.csv")
KNOWN = ("ECOWAS", "CEDEAO", "UEMOA", "Nairobi", "Kinshasa", "SADC", "CIFTA", "Schengen", "Union", "Benelux")
"""Regimes of which the lists say nothing, and other names of those of which they do."""
LETTERS = ("trade/screening/meanings.py", "trade/screening/spelling.py")
"""Tables of words and letters of names, in which "union" and "eu" are no regime."""
_NUMBERED = re.compile(r"\d+/\d+")


def _rows() -> Iterator[dict[str, str]]:
    for table in TABLES:
        yield from csv.DictReader(table.read_text("utf-8").splitlines())


def _names() -> set[str]:
    """What a regime is known by: its code, the codes of its rows, the numbers of its acts, its name."""
    rows = list(_rows())
    return {
        *(row["regime"] for row in rows),
        *(row["code"] for row in rows),
        *(number for row in rows for number in _NUMBERED.findall(row["article"])),
        *KNOWN,
    }


def _strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The strings of a module that are no docstrings."""
    values = {id(item.value) for item in ast.walk(tree) if isinstance(item, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in values:
            yield node.lineno, node.value


def _texts() -> Iterator[tuple[str, str]]:
    """Place and text of each string and each line of SQL of transfers."""
    for path in ROOT.glob("trade/**/*.py"):
        if path.relative_to(ROOT).as_posix() in LETTERS:
            continue
        for line, text in _strings(ast.parse(path.read_text("utf-8"))):
            yield f"{path.relative_to(ROOT)}:{line}", text
    for path in ROOT.glob("trade/**/*.sql"):
        for line, text in enumerate(path.read_text("utf-8").splitlines(), 1):
            yield f"{path.relative_to(ROOT)}:{line}", text.partition("--")[0]


def test_no_regime_is_named_in_code():
    named = re.compile(rf"(?<![\w/])({'|'.join(map(re.escape, sorted(_names())))})(?![\w/])", re.IGNORECASE)
    # UNION is a word of SQL too.
    results = {
        f"{place}: {match[0]}"
        for place, text in _texts()
        for match in named.finditer(text)
        if match[0] != "UNION"
    }
    assert results == set()


def test_nobody_else_reads_the_list():
    """What reads rows of regimes is transfers, and the app that keeps lists."""
    reads = re.compile(r"regimerule|RegimeRule|rows_of\(\"regime\"\)")
    results = {
        path.relative_to(ROOT).parts[0]
        for path in ROOT.glob("**/*")
        if path.suffix in (".py", ".sql") and reads.search(path.read_text("utf-8"))
    }
    assert results == {"reference", "trade"}


def test_the_reader_sees_a_name():
    assert {"ecowas", "eu", "2025/41", "258/2012", "eu_2025_term"} <= _names()
    tree = ast.parse(
        '"""ECOWAS."""\nX = "EU"\n"""Of X: 2025/41."""\ndef f():\n    """EU."""\n    return f"x {X} eu"\n'
    )
    assert [text for _line, text in _strings(tree)] == ["EU", "x ", " eu"]
