"""What the database refuses by its own hand, read from the files of its functions: `ifar acts` publishes it in `docs/acts/database.md`.

A function refuses that raises an exception, or that returns to such a one the words that say why not (`*_check*`, `*_wrong*`). Above its CREATE its
file says, as the last line of the comment, why the database states this rule too: `-- By its own hand: <reason>.`
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_APPS: Final = Path(__file__).resolve().parents[1]
_REASON: Final = re.compile(r"^-- By its own hand: (.+)\.\nCREATE OR REPLACE FUNCTION ", re.MULTILINE)
_SAID: Final = r"'((?:[^']|'')+)'"
_WORDS: Final = re.compile(
    rf"(?:RAISE EXCEPTION|RETURN(?= '|\s+\w+ \|\|)(?:\s+\w+ \|\|)?|(?:THEN|wrong :=)(?= '[^']* ))\s+{_SAID}"
)
"""Literals that a function says where it refuses: after THEN those that are words, not values."""
_COMMENT: Final = re.compile(r"--[^\n]*")


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the database and what its file says of it."""

    name: str
    app: str
    text: str

    @property
    def raises(self) -> bool:
        """Whether it stops what is done."""
        return "RAISE EXCEPTION" in self.code

    @property
    def refuses(self) -> bool:
        """Whether it stops what is done, or says to the one that does why not."""
        return self.raises or bool(self.answers and re.search(r"_(?:check|wrong)(?:_|$)", self.name))

    @property
    def answers(self) -> bool:
        """Whether it returns words."""
        return bool(re.search(r"\bRETURNS\s+text\b(?!\[)", self.code))

    @property
    def code(self) -> str:
        """Its text without comments."""
        return _COMMENT.sub("", self.text)

    @property
    def reason(self) -> str:
        """Why the database states this by its own hand; empty where the file does not say."""
        match = _REASON.search(self.text)
        return match[1] if match else ""

    @property
    def words(self) -> list[str]:
        """What it says where it refuses; where a value comes in, dots stand."""
        values = (item.removeprefix("ifar: ").replace("''", "'") for item in _WORDS.findall(self.code))
        return list(dict.fromkeys(re.sub("%|^(?= )|(?<= )$", "…", item) for item in values))


def functions() -> list[Function]:
    """Every function that has a file, by app and name."""
    paths = sorted(_APPS.glob("*/sql/*.sql"))
    return [Function(path.stem, path.parts[-3], path.read_text("utf-8")) for path in paths]


def page() -> Iterator[str]:
    """The lines of the page of what the database refuses by its own hand."""
    refusing = [item for item in functions() if item.refuses]
    yield "# What the database refuses by its own hand"
    yield ""
    yield (
        "Made by `ifar acts` from `ifar/*/sql/`; do not edit. Guards, which follow from the declared acts, stand on the pages of the apps; "
        "[why a rule stands here too](../decisions/0028-what-the-database-states-itself.md)."
    )
    for app in dict.fromkeys(item.app for item in refusing):
        yield from (
            "",
            f"## {app}",
            "",
            "| Function | What it refuses | Why by its own hand |",
            "|---|---|---|",
        )
        for function in refusing:
            if function.app == app:
                yield f"| `{function.name}` | {_refused(function, refusing)} | {function.reason} |"


def _refused(function: Function, refusing: list[Function]) -> str:
    asked = [
        f"`{other.name}`" for other in refusing if other is not function and f"{other.name}(" in function.code
    ]
    passed = [f"asks {', '.join(asked)}"] if asked else []
    return "<br>".join([word.replace("|", "\\|") for word in function.words] + passed)
