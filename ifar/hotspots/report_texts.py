"""The words of situation reports in the six languages of the United Nations; pages use the same in theirs. Pure.

The table is a file beside this one (`report_texts.csv`), so that a reviewer compares languages line by line. Pure.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ifar.documents.wording import figure
from ifar.languages import LANGUAGES

CODED: Final = ("kind", "baseline", "trait")
"""What a sentence puts in that is a code, with words of its own."""
FACTS: Final = Path(__file__).parent.parent / "reference" / "facts"
TABLE: Final = Path(__file__).parent / "spoken.csv"


@functools.cache
def all_words() -> Mapping[str, tuple[str, ...]]:
    """Every key with its words, in the order of `LANGUAGES`."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return {row["key"]: tuple(row[language] for language in LANGUAGES) for row in csv.DictReader(lines)}


def words(key: str, language: str, params: Mapping[str, Any] | None = None) -> str:
    """The words of `key` in a language of papers, with what is put into them; English in another language.

    Raises:
        KeyError: no such words.
    """
    text = all_words()[key][LANGUAGES.index(language) if language in LANGUAGES else 0]
    return text % dict(params) if params else text


def coded(group: str, code: str, language: str) -> str:
    """The words of a code of a group; the code itself where the table has none."""
    if f"{group}.{code}" in all_words():
        return words(f"{group}.{code}", language)
    return _listed(language).get(code, code) if group == "trait" else code


@functools.cache
def _listed(language: str) -> Mapping[str, str]:
    """Types of firearms and ways of making them, as the lists of the register call them."""
    result: dict[str, str] = {}
    for name in ("made_how", "firearm_type"):
        with (FACTS / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                result[row["code"]] = row.get(f"label_{language}") or row["label_en"]
    return result


def sentence(row: Mapping[str, Any], language: str) -> str:
    """A sentence of a brief (`brief.Sentence` as it is kept)."""
    params = {name: figure(str(value), language) for name, value in row["params"].items()}
    for name in CODED:
        if name in params:
            params[name] = coded(name, params[name], language)
    return words(f"sentence.{row['code']}", language, params)


def place(kept: str | Mapping[str, str], language: str) -> str:
    """The name of a place as it is kept: itself, or what it is near and in which area."""
    if isinstance(kept, str):
        return kept
    return words(
        "label.near" if kept["in"] else "label.near_sea",
        language,
        {"place": kept["near"], "area": kept["in"]},
    )
