"""Numbers and days are written as the reader's language writes them, on pages, in files and in messages."""

from __future__ import annotations

import ast
import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest
from django.contrib.humanize.templatetags.humanize import intcomma
from django.template import Context, Template
from django.utils.translation import override

import ifar
from ifar.counter import money
from ifar.hotspots.flow_words import sentences
from ifar.numbers import number_words
from ifar.programme.views import reports, shown

ROOT: Final = Path(ifar.__file__).parent
PLACES_ON_EARTH: Final = {
    "community/views/chain.py", "hotspots/views/desk.py", "hotspots/views/incidents.py", "hotspots/views/maps.py",
    "programme/views/strategy.py", "recoveries/views/mapped.py", "recoveries/views/shown.py",
}  # fmt: skip
"""Coordinates and strokes of drawings are read by programs, and by people as their maps write them."""
SEPARATED: Final = re.compile(r"[,f%g]$")


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("language", "said"), [("en", "1,234,567.5"), ("fr", "1 234 567,5"), ("ar", "1 234 567,5")]
)
def test_w29_a_number_is_written_as_its_language_writes_it(language: str, said: str) -> None:
    assert plain(number_words("1234567.5", language=language)) == said
    with override(language):
        assert plain(number_words(Decimal("1234567.50"))) == said
        assert plain(str(intcomma(1234567))) == said[:-2]
        assert Template("{{ n|floatformat:1 }}").render(Context({"n": 7.46})) == "7" + said[-2] + "5"


@pytest.mark.parametrize(("language", "said"), [("en", "1,234.50"), ("fr", "1 234,50"), ("ar", "1 234,50")])
def test_w29_money_has_the_separators_of_other_numbers(language: str, said: str) -> None:
    """An amount at the counter, one of the Fund and one on a page do not take a comma for two things."""
    with override(language):
        assert plain(shown.money(Decimal("1234.5"))) == said
        assert plain(reports.cell(Decimal("1234.50"))) == said
        assert plain(reports.cell(Decimal("0.00125"))) == f"0{said[-3]}00125"
        assert plain(shown.number("0.5")) == f"0{said[-3]}5"
        assert plain(money.shown(Decimal("1234.5"), "USD", language)) == f"{said} USD"


@pytest.mark.parametrize(
    ("language", "day", "number"),
    [("en", "1 Mar 2026", "2.5"), ("fr", "1 mars 2026", "2,5"), ("ar", "1 مارس 2026", "2,5")],
)
def test_w29_days_and_numbers_in_a_sentence_are_words_of_its_language(
    language: str, day: str, number: str
) -> None:
    rows = [
        {"code": "observed", "params": {"n": 12, "first": "2026-03-01", "last": "2026-03-08"}},
        {"code": "risk", "params": {"times": "2.5"}},
        {"code": "chance", "params": {"percent": "<0.1"}},
    ]
    with override(language):
        first, second, third = map(plain, sentences(rows))
        assert day in first
        assert "2026-03" not in first
        assert number in second
        assert f"<{number_words('0.1')}" in third
        assert plain(reports.cell(dt.date(2026, 3, 1))) == day


def test_w29_no_page_writes_separators_of_its_own() -> None:
    """`f"{n:,}"` and `f"{n:.1f}"` are English in every language."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted(ROOT.rglob("*.py"))
        if path.parent.name == "views" or path.stem.endswith("views") or path.stem in {"words", "describing"}
        if str(path.relative_to(ROOT)) not in PLACES_ON_EARTH
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FormattedValue)
        and node.format_spec is not None
        and SEPARATED.search(
            "".join(str(one.value) for one in ast.walk(node.format_spec) if isinstance(one, ast.Constant))
        )
    ]
    assert found == []
