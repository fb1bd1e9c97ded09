"""A list that shows the keys below it is moved through with them: what the foot says is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ifar

TEMPLATES = Path(ifar.__file__).parent / "templates"
TELLING = sorted(
    str(path.relative_to(TEMPLATES))
    for path in TEMPLATES.rglob("*.html")
    if '"pieces/queue_foot.html"' in path.read_text()
)


def whole(name: str, seen: frozenset[str] = frozenset()) -> str:
    """The text of a template with the templates that it extends and includes."""
    text = (TEMPLATES / name).read_text()
    named = re.findall(r'{% (?:extends|include) "([^"]+)"', text)
    others = {item for item in named if not item.startswith("pieces/") and item != "base.html"} - seen
    return text + "".join(whole(other, seen | {name}) for other in others)


def heirs(name: str) -> list[str]:
    """The templates that extend one; itself where none does."""
    return [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if f'{{% extends "{name}" %}}' in path.read_text()
    ] or [name]


def test_what_shows_the_keys_brings_what_listens():
    assert len(TELLING) > 20
    assert "ifar/js/queue.js" in (TEMPLATES / "pieces/queue_foot.html").read_text()


@pytest.mark.parametrize("name", TELLING)
def test_keys_that_a_list_shows_are_alive(name):
    for each in heirs(name):
        text = whole(each)
        assert "data-queue" in text, f"{each} shows j and k, and nothing listens"
        opens = all(
            "keep_closed=True" in tag
            for tag in re.findall(r'{% include "pieces/queue_foot.html"[^%]*%}', text)
        )
        assert ("row-link" in text) is not opens, f"{each} shows Enter where and only where rows open"
