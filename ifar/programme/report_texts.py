"""The words of progress reports in the six languages of the United Nations; pages use the same in theirs. Pure.

The table is a file beside this one (`report_texts.csv`), so that a reviewer compares languages line by line. Pure.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ifar.languages import LANGUAGES

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
    return words(f"{group}.{code}", language) if f"{group}.{code}" in all_words() else code
