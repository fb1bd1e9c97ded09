"""A word that French and Arabic inflect says what it is said of: one sentence for two nouns cannot agree with both. Pure."""

from __future__ import annotations

import ast
import gettext
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from django.utils.translation import override, pgettext

import ifar
from ifar.documents import labels as documents
from ifar.licensing import labels as licensing
from ifar.programme import labels as programme
from ifar.programme import people_labels as people

ROOT: Final = Path(ifar.__file__).parent
MARKS: Final = ("_", "lazy", "gettext", "gettext_lazy")
PARTICIPLE: Final = re.compile(
    r"(?:Non |Pas encore |Déjà )?\w*?(?:[^t]é|ée|és|ées|rit|rite|is|ise|ises|[çunvd]u|[çunvd]ue|ert|erte|erts|ertes|[cl]os|close|"
    r"ait|aite|rti|rtie|ntenu|ntenue)s?\b",
    re.IGNORECASE,
)
"""What a French word of a state or an act begins with, where it agrees with its noun."""
NOUNS: Final = re.compile(
    r"(?:Mois|Année|Société|Idée|Armée|Durée|Entrée|Tournée|Arrivée|Donnée|Musée|Lycée|Avis|Permis|Mis|Marquée?)s?\b"
)

OF_AN_ANSWER: Final = {"Unknown", "Not known", "Spent"}
"""Said of an answer or of a sum, whatever it is that is asked: these agree with nothing."""


@cache
def french() -> dict[str, str]:
    """Every sentence without a context and its French one."""
    catalogue = gettext.translation("django", ROOT / "locale", ["fr"])
    assert isinstance(catalogue, gettext.GNUTranslations)
    return {
        key: words
        for key, words in catalogue._catalog.items()  # type: ignore[attr-defined]
        if isinstance(key, str) and "\x04" not in key
    }


def without_context(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The table (a name of the module) and the sentence of each sentence without a context that a table of words has."""
    for node in tree.body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        for call in ast.walk(node.value):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in MARKS and call.args:
                first = call.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield ast.unparse(target), first.value


def agreeing(words: str) -> bool:
    """Whether a French sentence begins with a word that agrees with its noun."""
    return PARTICIPLE.match(words) is not None and NOUNS.match(words) is None


@pytest.fixture(scope="module")
def tables() -> dict[str, set[str]]:
    """Sentence without a context -> tables of words that have it."""
    result: dict[str, set[str]] = defaultdict(set)
    for path in sorted(ROOT.rglob("*.py")):
        for table, sentence in without_context(ast.parse(path.read_text(encoding="utf-8"))):
            result[sentence].add(f"{path.relative_to(ROOT)}:{table}")
    return result


def test_w29_no_table_of_words_shares_a_word_that_agrees(tables: dict[str, set[str]]) -> None:
    """ "Planned" is "Prévu" of a project and "Prévue" of a visit: each table says of what it speaks."""
    shared = {
        sentence: sorted(where)
        for sentence, where in tables.items()
        if len(where) > 1 and sentence not in OF_AN_ANSWER and agreeing(french().get(sentence, ""))
    }
    assert shared == {}


def test_w29_what_was_told_apart_once_is_told_apart_everywhere(tables: dict[str, set[str]]) -> None:
    """A word that stands in a context because it agrees stands nowhere in a table, a tab or a badge without one."""
    catalogue = gettext.translation("django", ROOT / "locale", ["fr"])
    forms: dict[str, set[str]] = defaultdict(set)
    for key, words in catalogue._catalog.items():  # type: ignore[attr-defined]
        if isinstance(key, str) and "\x04" in key:
            forms[key.partition("\x04")[2]].add(words)
    inflected = {
        sentence
        for sentence, words in forms.items()
        if len(words) > 1 and all(map(agreeing, words)) and len({word.rstrip("es") for word in words}) == 1
    }
    badges: set[tuple[str, str]] = set()
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for sentence in re.findall(
            r'(?:class="badge[^"]*">(?:{% icon "[^"]+" %})?|<option value="">|aria-current="page"{% endif %}>)'
            r'{% translate "([^"]+)" %}',
            path.read_text(encoding="utf-8"),
        ):
            if sentence in inflected:
                badges.add((path.name, sentence))
    assert {sentence: tables[sentence] for sentence in sorted(inflected) if sentence in tables} == {}
    assert badges == set()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (lambda: programme.PROJECT_STATES["planned"], "Prévu"),
        (lambda: programme.PROJECT_STATES["closed"], "Clos"),
        (lambda: programme.MEETINGS["planned"], "Prévue"),
        (lambda: programme.MEETINGS["closed"], "Close"),
        (lambda: licensing.VISIT["planned"], "Prévue"),
        (lambda: people.INITIATIVES["cancelled"], "Annulée"),
        (lambda: people.STANDINGS["kept"], "Tenu"),
        (lambda: documents.STANDS["withdrawn"], "Retiré"),
        (lambda: pgettext("projects", "All"), "Tous"),
        (lambda: pgettext("responses", "All"), "Toutes"),
    ],
)
def test_w29_a_state_agrees_with_its_noun(words: Callable[[], object], said: str) -> None:
    """Projects are planned in the masculine, meetings and visits in the feminine."""
    with override("fr"):
        assert str(words()) == said


AS_IN_ENGLISH: Final = re.compile(r"(?<![\d.])\d+\.\d+(?![\d.])|\d,\d{3}(?!\d)")
NAMES_WITH_NUMBERS: Final = ("TLP 2.0", "CC BY 4.0", "16.4", "44.366")
"""Names of standards and aims, and coordinates as a file has them."""


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_w29_a_number_in_a_sentence_is_written_as_its_language_does(language: str) -> None:
    """1,770 is a little more than one in French and Arabic."""
    catalogue = gettext.translation("django", ROOT / "locale", [language])
    assert isinstance(catalogue, gettext.GNUTranslations)
    words = {
        value
        for key, value in catalogue._catalog.items()
        if key and not any(names_with_number in value for names_with_number in NAMES_WITH_NUMBERS)
    }  # type: ignore[attr-defined]
    assert sorted(word for word in words if AS_IN_ENGLISH.search(word)) == []
