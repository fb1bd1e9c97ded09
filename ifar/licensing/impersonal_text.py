"""What may stand in the log in somebody's own words: numbers and terms, never who somebody is.

A personal value stands apart from the log and can be erased (decision 0004): what was seen for a check, who reports something and by which
number, every remark. The conditions of a licence stand in the log itself and on the licence. So a condition that names the holder,
anybody by a title, or anybody on record by a whole name, is refused, with a hint where the name belongs. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from ifar.errors import Reason
from ifar.parties import likeness, names

SHORTEST: Final = 3
"""Letters of a name below which a word of a line may be anything else."""
_WORD: Final = re.compile(r"[^\W\d_](?:[\w-]|['’](?!s\b))*")
_TITLED: Final = re.compile(
    r"\b(?:(?i:dr|prof|doctor|docteur|docteure|professor|professeur|mr|mrs|ms|mme|mlle|messrs|maître)(?:\.\s{0,3}|\s{1,3})|M\.\s{1,3})(?-i:[A-ZÀ-ÖØ-Þ]\.?[\w’'-]{0,30})"
    r"|(?:الدكتورة?|دكتورة?|د\.|السيدة?|الأستاذة?|الطبيبة?)\s{1,3}(?!ال|(?:في|من|على|أو|عن|إلى|كل|لا)\b)\w{2}"
)
"""A title with the name after it, in the languages of the register."""


def names_somebody(line: str, people: Collection[Mapping[str, Any]]) -> bool:
    """Whether a line says a word of the name, in any script, or an identity number of one of some people, or names anybody by a title.

    Args:
        people: descriptions by the names of `parties.party.VALUES`.
    """
    if _TITLED.search(line):
        return True
    words, key, bones = set(names.folded(line).split()), likeness.identity_key(line), _bones(line)
    for person in people:
        called = [
            word
            for word in names.folded(str(person.get("name") or "")).split()
            if len(word) >= SHORTEST and word not in names.PARTICLES
        ]
        if words & set(called) or bones & {names.skeleton(word) for word in called}:
            return True
        numbers = (
            likeness.identity_key(str(identity_number.get("number", "")))
            for identity_number in person.get("identity_numbers") or ()
        )
        if any(len(number) > SHORTEST and number in key for number in numbers):
            return True
    return False


def _bones(line: str) -> frozenset[str]:
    """The consonants of the words that are not written in Latin letters: no spelling of a name in another script is the only one."""
    foreign = [
        word
        for word in line.split()
        if any(text.isalpha() and "LATIN" not in unicodedata.name(text, "") for text in word)
    ]
    return frozenset(names.skeleton(part) for word in foreign for part in names.folded(word).split())


def runs(text: str | Collection[str]) -> Iterator[str]:
    """The search keys of two to four words of a line that stand together: of a whole name, where they are one."""
    for line in [text] if isinstance(text, str) else text:
        words = _WORD.findall(line)
        for length in (2, 3, 4):
            for at in range(len(words) - length + 1):
                yield names.folded(" ".join(words[at : at + length]))


def against(
    lines: Mapping[str, str | Collection[str]],
    people: Collection[Mapping[str, Any]],
    called: Collection[str] = frozenset(),
) -> Iterator[Reason]:
    """The lines, by field, that name one of some people.

    Args:
        called: search keys of whole names that people on record bear.
    """
    for field, text in lines.items():
        named = any(names_somebody(line, people) for line in ([text] if isinstance(text, str) else text))
        if named or any(run in called for run in runs(text)):
            yield Reason("licensing.named", field=field)
