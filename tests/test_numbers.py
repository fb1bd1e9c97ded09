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
from django.utils.safestring import mark_safe
from django.utils.translation import override

import ifar
from ifar.cashier import money
from ifar.documents.wording import figure, labelled
from ifar.hotspots import report_texts
from ifar.hotspots.flow_labels import sentences
from ifar.hotspots.models import Run
from ifar.hotspots.views import runs
from ifar.languages import LANGUAGES
from ifar.numbers import number_words
from ifar.programme.progress import first_words, shown
from ifar.programme.views import presenters, reports
from ifar.templatetags.pieces import colon, unbroken

ROOT: Final = Path(ifar.__file__).parent
PLACES_ON_EARTH: Final = {
    "community/views/chain.py", "hotspots/views/forms.py", "hotspots/views/incidents.py", "hotspots/views/maps.py",
    "programme/views/strategy.py", "recoveries/views/map.py", "recoveries/views/presenters.py",
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
        assert plain(presenters.money(Decimal("1234.5"))) == said
        assert plain(reports.cell(Decimal("1234.50"))) == said
        assert plain(reports.cell(Decimal("0.00125"))) == f"0{said[-3]}00125"
        assert plain(presenters.number("0.5")) == f"0{said[-3]}5"
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


@pytest.mark.parametrize(
    ("language", "both", "open_ended"),
    [("en", "1 Mar 2026 to 30 Nov 2026", "since 1 Mar 2026"), ("fr", "du 1 mars 2026 au 30 nov. 2026", "depuis le 1 mars 2026"), ("ar", "من 1 مارس 2026 إلى 30 نوفمبر 2026", "منذ 1 مارس 2026")],
)  # fmt: skip
def test_w29_a_period_is_a_phrase_of_its_language(language: str, both: str, open_ended: str) -> None:
    first, last = dt.date(2026, 3, 1), dt.date(2026, 11, 30)
    with override(language):
        results = [
            " ".join(plain(re.sub(r"<[^>]*>", "", Template("{% load pieces %}{% period a b %}").render(Context(days)))).split())
            for days in ({"a": first, "b": last}, {"a": first, "b": None})
        ]  # fmt: skip
    assert results == [both, open_ended]


def test_w29_a_run_of_detection_writes_its_table_as_its_reader_does() -> None:
    """Its results are kept as texts with points, to the digit, so that it can be done again."""
    run = Run(
        forecast={"offered": "", "why": "", "scores": [{"model": "mean", "crps": "0.1050", "log": "1.5", "hits": "", "gain": "-31.8", "beats": False}],
                  "places": [{"place": "A", "mean": "1200.5", "low": 1, "high": 3}]},
        risk={"weights": {}, "mean": "", "places": [{"place": "A", "value": "51.8", "low": "49.8", "high": "54.0", "parts": {}}]},
    )  # fmt: skip
    with override("fr"):
        forecast, risk = runs._forecast(run, {}), runs._risk(run, {})
        budget = Template("{% load humanize %}{{ n|intcomma }}").render(Context({"n": "95000"}))
    score, place, index = forecast["scores"][0], forecast["rows"][0], risk["rows"][0]
    assert [score[name] for name in ("crps", "log", "hits", "gain")] == ["0,1050", "1,5", "", "-31,8"]
    assert [plain(place["mean"]), index["value"], index["low"], index["high"]] == [
        "1 200,5",
        "51,8",
        "49,8",
        "54,0",
    ]
    assert plain(budget) == "95 000"


def test_w29_what_a_progress_report_begins_with_is_written_in_its_language() -> None:
    money = {"within": {"spent": shown(Decimal("12388.21")), "allocated": shown(Decimal("13648.93"))}, "currency": "USD"}  # fmt: skip
    facts = {"activities": [], "indicators": [], "risks": [], "issues": [], "ahead": [], "money": money}
    for language in LANGUAGES:
        mark = "." if language in {"en", "zh"} else ","
        assert f"12 388{mark}21" in plain(first_words(facts, language)["summary"])


def test_w29_no_page_writes_separators_of_its_own() -> None:
    """`f"{n:,}"` and `f"{n:.1f}"` are English in every language."""
    results = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted(ROOT.rglob("*.py"))
        if path.parent.name == "views" or path.stem.endswith("views") or path.stem in {"words", "describing"}
        if str(path.relative_to(ROOT)) not in PLACES_ON_EARTH
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FormattedValue)
        and node.format_spec is not None
        and SEPARATED.search(
            "".join(str(item.value) for item in ast.walk(node.format_spec) if isinstance(item, ast.Constant))
        )
    ]
    assert results == []


DAYS_FOR_PROGRAMS: Final = re.compile(
    r'(?:value|min|max|datetime|data-[a-z]+)="[^"<>]*\{\{[^}]*\|date:"Y-m-d"\s*\}\}'
)


def test_w29_days_on_pages_are_words() -> None:
    """`2026-03-01` stands in fields for programs only; whoever reads has the month in words."""
    result = {
        path.name: left
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if (left := DAYS_FOR_PROGRAMS.sub("", path.read_text(encoding="utf-8")).count('|date:"Y-m-d"'))
    }
    assert result == {}


def test_w29_an_identifier_in_a_sentence_runs_left_to_right_and_whole() -> None:
    """Hyphens are places at which a browser breaks lines; an element of its own goes to the next line as a whole."""
    assert unbroken("اقتُرح برقم Q-0123-4567-89AB-C <b>") == (
        'اقتُرح برقم <bdi dir="ltr">Q-0123-4567-89AB-C</bdi> &lt;b&gt;'
    )
    assert unbroken(mark_safe("<b>Q-0123-4567-89AB-C</b>")) == "<b>Q-0123-4567-89AB-C</b>"
    rules = (ROOT / "static/ifar/css/ground.css").read_text(encoding="utf-8")
    assert re.search(r':where\(bdi\[dir="ltr"\]\) \{ display: inline-block;', rules)


@pytest.mark.parametrize(("language", "said"), [("en", ": "), ("ar", ": "), ("fr", "\u00a0: ")])
def test_w29_pages_have_their_languages_colon(language: str, said: str) -> None:
    with override(language):
        assert colon() == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_w29_papers_have_their_languages_comma_and_colon(language: str) -> None:
    """A file that is handed over is read in six languages: `4,2` in four of them, and `De : …` in French."""
    mark = "." if language in {"en", "zh"} else ","
    assert figure("4.2", language) == f"4{mark}2"
    assert figure("<0.1", language) == f"<0{mark}1"
    assert figure("2026-03-01", language) == "2026-03-01"
    assert figure("7.62×39 mm", language) == "7.62×39 mm"
    assert f"3{mark}3" in report_texts.sentence({"code": "risk", "params": {"times": "3.3"}}, language)
    assert labelled("De", "XX", language) == {"fr": "De\u00a0: XX", "zh": "De：XX"}.get(language, "De: XX")


def test_w15_a_number_is_rounded_and_never_cut() -> None:
    """Django cuts what is beyond the places: 18.55 stood as 18.5 beside a sentence with 18.6."""
    result = {
        "18.55": "18.6",
        "18.549": "18.5",
        "0.05": "0.1",
        "0.04": "0.0",
        "9.96": "10.0",
        "-1.25": "-1.3",
        "3": "3.0",
    }
    assert {text: number_words(text, 1, "en") for text in result} == result
    assert number_words("1234567.5", 0, "en") == "1,234,568"
    assert number_words("0.12345678901234567890123456789012345", 2, "en") == "0.12"
