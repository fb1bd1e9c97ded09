"""The words of tracing's papers in the six languages of the United Nations: what goes to another State is complete in each. Pure.

The table is a file beside this one (`document_texts.csv`), because an authority abroad reads these papers and a reviewer compares languages line
by line. Where the interface has the same word, English, Arabic and French are the same here; a test holds them together. Pure.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ifar.languages import LANGUAGES

Spoken = Mapping[str, Mapping[str, str]]
"""Reference list -> code -> words, in one language."""
TABLE: Final = Path(__file__).parent / "spoken.csv"


@functools.cache
def all_words() -> Mapping[str, tuple[str, ...]]:
    """Every key with its words, in the order of `LANGUAGES`."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return {row["key"]: tuple(row[language] for language in LANGUAGES) for row in csv.DictReader(lines)}


def words(key: str, language: str) -> str:
    """The words of `key` in a language of papers.

    Raises:
        KeyError: no such words.
    """
    return all_words()[key][LANGUAGES.index(language)]


def coded(group: str, code: str, language: str) -> str:
    """The words of a code of a group (`role`, `state` …); the code itself where the table has none, which another State's may be."""
    results = all_words().get(f"{group}.{code}")
    return results[LANGUAGES.index(language)] if results else code
