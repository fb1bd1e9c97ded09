"""What somebody does who follows a how-to: the blocks of its page, each put where the sentence before it says.

A sentence names the file and the place: "In `file`, at the end", "below `line`", "instead of `line`", or "New: `file`".
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_NEW = re.compile(r"New: `([^`]+)`")
_PLACE = re.compile(r"In `([^`]+)`, (at the end|(?:below|instead of) `(.+?)`)(?=[:;,.]|$)", re.MULTILINE)
_FUTURE = "from __future__ import annotations\n"


@dataclass(frozen=True)
class Step:
    """One block: the file, how it goes there ("new", "end", "below", "instead"), beside which line, and its text."""

    file: str
    how: str
    line: str
    text: str


def steps(page: str) -> Iterator[Step]:
    """The blocks of a page in their order.

    Raises:
        AssertionError: nothing before a block says where it goes.
    """
    end = 0
    for block in _BLOCK.finditer(page):
        before, end = page[end : block.start()], block.end()
        new, placed = list(_NEW.finditer(before)), list(_PLACE.finditer(before))
        assert len(new) + len(placed) == 1, f"where does it go?\n{before}{block.group()}"
        if new:
            yield Step(new[0].group(1), "new", "", block.group(1))
        else:
            file, place, line = placed[0].groups()
            yield Step(
                file, place.split()[1] if line is None else place.split()[0], line or "", block.group(1)
            )


def follow(scratch: Path, step: Step) -> None:
    """Put a block where it goes.

    Raises:
        AssertionError: the line beside which it goes is not there, or the file of a new one is.
    """
    path = scratch / step.file
    if step.how == "new":
        assert not path.exists(), step.file
        path.write_text(step.text, "utf-8")
        return
    text = path.read_text("utf-8")
    imports, block = _imports(step.text)
    if step.how == "the":
        text = f"{text}\n\n{block}"
    else:
        assert step.line in text, f"{step.file} has no line {step.line}"
        lines = text.splitlines(keepends=True)
        at = next(n for n, line in enumerate(lines) if step.line in line)
        indent = " " * (len(lines[at]) - len(lines[at].lstrip()))
        beside = lines[at].rstrip()
        if step.how == "below" and beside.endswith(("[", "{", "(")):
            indent += " " * 4
        # An item of a list or of a mapping, which a block shows without the comma behind it.
        if beside.endswith(("[", "{", "(", ",")):
            block = block.rstrip().removesuffix(",") + ",\n"
        lines[at if step.how == "instead" else at + 1 : at + 1] = [textwrap.indent(block, indent)]
        text = "".join(lines)
    path.write_text(text.replace(_FUTURE, _FUTURE + "\n" + imports, 1) if imports else text, "utf-8")


def _imports(block: str) -> tuple[str, str]:
    """The imports with which a block begins, which go to the top of the file, and the rest."""
    lines = block.splitlines(keepends=True)
    first = next((n for n, line in enumerate(lines) if not line.startswith(("from ", "import "))), len(lines))
    return "".join(lines[:first]), "".join(lines[first:]).lstrip("\n")
