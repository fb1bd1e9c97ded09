"""House rules of the templates: nothing that the content security policy refuses, only icons and pieces that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import get_template

from ifar.page_context import AREAS, MINE
from ifar.registry.kinds import ICONS
from ifar.templatetags.pieces import PROOF

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "ifar").rglob("templates/**/*.html"))
SCRIPTS = sorted((ROOT / "ifar" / "static" / "ifar").rglob("*.js"))
SHEETS = sorted((ROOT / "ifar" / "static" / "ifar").rglob("*.css"))
LISTED = {
    name
    for line in (ROOT / "tools" / "icons.txt").read_text().splitlines()
    if (name := line.split("#")[0].strip())
}


TAGS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}")
"""What Django reads in one line: it cannot be broken."""


def name_of(path):
    return str(path).partition("templates/")[2]


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_compiles_and_keeps_to_the_policy(path):
    get_template(name_of(path))
    text = path.read_text()
    for line in text.splitlines():
        left = re.sub(r'"[^"]*"', "", TAGS.sub("", line)).strip()
        assert len(line) <= 140 or (len(line) <= 300 and len(left) <= 60), f"a long line: {line.strip()[:60]}"
    assert not re.search(r"^(<{7}|={7}|>{7})", text, re.M), "two versions that nobody joined"
    assert not re.search(r"\sstyle=", text), "a style attribute"
    assert not re.search(r"\son[a-z]+=", text), "an inline handler"
    assert not re.search(r"hx-on|hx-vals=.js:|\[[^\]]*\]\s+from:", text), "htmx that evaluates"
    for attributes in re.findall(r"<script([^>]*)>", text):
        assert "src=" in attributes or 'type="application/json"' in attributes, "an inline script"
    assert not re.search(r"(margin|padding|float|text-align)\s*[-:]\s*(left|right)", text)
    assert not re.search(r"https?://", text), "an address elsewhere"


WORDED = re.compile(r"{% (comment|blocktranslate)\b.*?{% end\1 %}|<script.*?</script>", re.S)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_w29_what_stands_between_a_label_and_its_value_is_that_of_the_language(path):
    assert not re.search(r"(%}|}}|</\w+>): ", WORDED.sub("{%%}", path.read_text())), (
        "{% colon %} stands there"
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_icons_of_a_template_are_listed(path):
    used = set(re.findall(r'{% icon "([a-z0-9-]+)"', path.read_text())) | set(
        re.findall(r'icon="([a-z0-9-]+)"', path.read_text())
    )
    assert used <= LISTED


def test_rows_of_a_page_post_to_acts_that_are_offered():
    """A name that is not there is silent in a template: the row would post to the page itself, or not be shown."""
    code = "".join(path.read_text() for path in (ROOT / "ifar").rglob("services/*.py"))
    kinds = set(re.findall(r'^@\w[\w.]*\.act\(\s*"(\w+)"', code, re.M))
    for path in TEMPLATES:
        named = re.findall(
            r"(?<!/)\boffered\.(\w+)(?:\.(\w+))?",
            re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.S),
        )
        for part, kind in named:
            assert part in ("next", "more", "acts", "waiting"), path
            assert part != "acts" or kind in kinds, path


def test_icons_named_in_code_are_listed():
    used = set(ICONS.values()) | {words.icon for words in PROOF.values()} | {place.icon for place in MINE}
    used |= {place.icon for area in AREAS for place in area.places}
    for path in (ROOT / "ifar").rglob("*.py"):
        used |= set(re.findall(r'"icon": "([a-z0-9-]+)"', path.read_text()))
    assert used <= LISTED


def test_sides_in_style_sheets_are_logical():
    """Right-to-left pages mirror because no side is called left or right."""
    for path in SHEETS:
        for line in path.read_text().splitlines():
            rule = re.sub(r"/\*.*?\*/", "", line)
            assert not re.search(r"(?<![\w-])(margin|padding|border|inset)?-?(left|right)\s*:", rule), (
                path.name,
                line,
            )
            assert not re.search(r"text-align:\s*(left|right)|float:", rule), (path.name, line)


def test_scripts_evaluate_nothing_and_write_no_markup():
    for path in SCRIPTS:
        text = path.read_text()
        assert not re.search(r"\beval\(|new Function|innerHTML|document\.write|setAttribute\(.style", text), (
            path.name
        )


def test_pieces_say_what_they_want():
    for path in (ROOT / "ifar" / "templates" / "pieces").glob("*.html"):
        assert path.read_text().startswith("{% comment %}\n"), path.name


def test_the_engine_escapes():
    assert engines["django"].engine.autoescape


def test_w23_no_template_writes_the_colon_after_a_translated_label_itself() -> None:
    """In French a space stands before it: `colon` of `templatetags/pieces.py` knows."""
    after_a_label = re.compile(r"\{% translate \"[^\"]*\"(?: context \"[^\"]*\")? %\}(?:</[a-z]+>)?:")
    found = [str(path) for path in TEMPLATES if after_a_label.search(path.read_text())]
    assert found == []
