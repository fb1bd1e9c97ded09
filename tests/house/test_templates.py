"""House rules of the templates: nothing that the content security policy refuses, only icons and pieces that there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

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


def faults(of: Callable[[str], Iterator[str]]) -> list[str]:
    """What `of` finds in the text of each template, with the template's name."""
    return [f"{name_of(path)}: {fault}" for path in TEMPLATES for fault in of(path.read_text())]


def test_templates_compile():
    assert TEMPLATES
    for path in TEMPLATES:
        get_template(name_of(path))


REFUSED = {
    r"(?m)^(<{7}|={7}|>{7})": "two versions that nobody joined",
    r"[%}]\}·": "a dot without the space before it",
    r"\sstyle=": "a style attribute",
    r"\son[a-z]+=": "an inline handler",
    r"hx-on|hx-vals=.js:|\[[^\]]*\]\s+from:": "htmx that evaluates",
    r"(margin|padding|float|text-align)\s*[-:]\s*(left|right)": "a side that is not logical",
    r"https?://": "an address elsewhere",
}
"""What no template has, and what it is called."""


def test_templates_keep_to_the_policy():
    def refused(text: str) -> Iterator[str]:
        for line in text.splitlines():
            left = re.sub(r'"[^"]*"', "", TAGS.sub("", line)).strip()
            if len(line) > 140 and (len(line) > 300 or len(left) > 60):
                yield f"a long line: {line.strip()[:60]}"
        yield from (fault for pattern, fault in REFUSED.items() if re.search(pattern, text))
        for attributes in re.findall(r"<script([^>]*)>", text):
            if "src=" not in attributes and 'type="application/json"' not in attributes:
                yield "an inline script"

    assert faults(refused) == []


WORDED = re.compile(r"{% (comment|blocktranslate)\b.*?{% end\1 %}|<script.*?</script>", re.S)


def test_w29_what_stands_between_a_label_and_its_value_is_that_of_the_language():
    def colons(text: str) -> Iterator[str]:
        if re.search(r"(%}|}}|</\w+>): ", WORDED.sub("{%%}", text)):
            yield "{% colon %} stands there"

    assert faults(colons) == []


def test_icons_of_templates_are_listed():
    def unlisted(text: str) -> Iterator[str]:
        used = {*re.findall(r'{% icon "([a-z0-9-]+)"', text), *re.findall(r'icon="([a-z0-9-]+)"', text)}
        yield from sorted(used - LISTED)

    assert faults(unlisted) == []


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
    results = [str(path) for path in TEMPLATES if after_a_label.search(path.read_text())]
    assert results == []


POSTING = re.compile(r'<form\b[^>]*\bmethod="post"[^>]*>(.*?)</form>', re.S)
TYPED_INTO = re.compile(r"<(?:input|textarea)\b([^>]*)>")
NOT_TYPED = re.compile(r'type="(?:hidden|checkbox|radio)"|\bhidden\b|\bvalue="§|\brequired\b|placeholder=')
"""What is ticked or holds a value already, is marked as required, or says in its place what happens where it stays empty."""
SAID_OTHERWISE = {
    "trade/border.html: other": "of a firearm that is searched for",
    "cashier/take.html: file": "or the camera",
    "outside/report.html: text": "or files",
    "outside/answers.html: text": "or files",
}
"""Of what is neither required nor optional by itself, its label says when it is needed."""


def test_what_is_typed_into_a_form_is_required_or_marked_as_optional():
    """Of the fields that templates write themselves; those of forms are tried in `test_optional_marks`."""

    def unmarked(text: str) -> Iterator[str]:
        for form in POSTING.findall(TAGS.sub("§", text)):
            for written in TYPED_INTO.finditer(form):
                label = form[: written.start()].rpartition("<label")[2]
                if not NOT_TYPED.search(written[1]) and 'class="optional"' not in label:
                    name = re.search(r'name="([^"]*)"', written[1])
                    yield name[1] if name else written[0]

    assert set(faults(unmarked)) == set(SAID_OTHERWISE)
