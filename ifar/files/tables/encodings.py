"""Which encoding a text is in. Pure: bytes in, a name that Python's codecs know out.

A mark at the beginning decides; else the zeros of 16-bit text; else UTF-8, which text of another encoding hardly ever obeys
by accident; else the one of three single-byte encodings whose letters the text uses most plausibly.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from typing import Final, NamedTuple

ENCODINGS: Final = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp1251", "cp1256")
"""What a person may choose instead of the guess."""

_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

# Share in a hundred of each letter in running text, own counts rounded; the remaining letters of the alphabet get `RARE`.
_LETTERS: Final[Mapping[str, Mapping[str, float]]] = {
    "cp1251": {
        "о": 10.9, "е": 8.5, "а": 8.0, "и": 7.4, "н": 6.7, "т": 6.3, "с": 5.5, "р": 4.7, "в": 4.5, "л": 4.3, "к": 3.5, "м": 3.2,
        "д": 3.0, "п": 2.8, "у": 2.6, "я": 2.0, "ы": 1.9, "ь": 1.7, "г": 1.7, "з": 1.6, "б": 1.6, "ч": 1.4, "й": 1.2, "х": 1.0,
        "ж": 0.9, "ш": 0.7, "ю": 0.6, "ц": 0.5, "щ": 0.4, "э": 0.3, "ф": 0.3, "ъ": 0.1, "і": 1.0, "ї": 0.4, "є": 0.3, "ј": 0.5,
    },
    "cp1256": {
        "ا": 13.1, "ل": 12.0, "ي": 8.0, "م": 7.0, "ن": 6.5, "و": 6.2, "ر": 5.3, "ت": 4.8, "ب": 4.3, "ع": 3.9, "د": 3.7, "س": 3.2,
        "ه": 3.1, "ف": 2.9, "ق": 2.7, "ح": 2.6, "ك": 2.3, "ة": 2.6, "ج": 1.6, "ش": 1.4, "ص": 1.3, "أ": 1.9, "ط": 1.1, "خ": 1.1,
        "إ": 0.7, "ى": 0.6, "ض": 0.5, "ز": 0.8, "ذ": 0.5, "غ": 0.4, "ث": 0.4, "ظ": 0.2, "ء": 0.4, "ئ": 0.4, "ؤ": 0.2, "پ": 0.2,
        "گ": 0.2, "چ": 0.1,
    },
    "cp1252": {
        "é": 30.0, "è": 6.0, "à": 7.0, "ü": 9.0, "ö": 6.0, "ä": 7.0, "ß": 3.0, "ç": 4.0, "ñ": 5.0, "ó": 6.0, "á": 6.0, "í": 6.0,
        "ã": 5.0, "ê": 3.0, "ú": 2.0, "ô": 1.5, "î": 1.0, "â": 1.0, "É": 2.0, "Ö": 1.0, "Ü": 1.0, "Ä": 1.0, "õ": 1.0, "ë": 0.5,
        "ï": 0.5, "û": 0.5, "ù": 0.5, "å": 1.0, "ø": 1.0, "æ": 0.7, "°": 1.5, "´": 0.5, "º": 0.5, "ª": 0.3, "–": 1.0, "’": 1.5,
        "×": 1.0,
    },
}  # fmt: skip
_RARE: Final = 0.02
_RUNS: Final = frozenset({"cp1251", "cp1256"})


class DetectedEncoding(NamedTuple):
    """The encoding of a text; `broken` counts places that do not decode."""

    name: str
    broken: int = 0


def by_mark(head: bytes) -> str | None:
    """The encoding that the first bytes announce, or that the zeros of 16-bit text betray."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 5 >= len(head) > 1 and min(even, odd) * 20 <= max(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    return None


class Probe:
    """Reads a whole text piece by piece and tells its encoding at the end; remembers only some of the odd bytes."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._good = 0
        self._broken = 0
        self._odd = bytearray()

    def feed(self, piece: bytes) -> None:
        """Take in the next piece."""
        if piece.isascii() and not self._decoder.getstate()[0]:
            return
        text = self._decoder.decode(piece)
        lost = text.count("�")
        self._broken += lost
        self._good += len(text) - len(text.encode("ascii", "ignore")) - lost
        if len(self._odd) < 200_000:
            self._odd += b" ".join(line for line in piece.split(b"\n") if not line.isascii())[:200_000]

    def result(self) -> DetectedEncoding:
        """The encoding of all that was fed. UTF-8 with a few broken places stays UTF-8: the rows that hold them say so."""
        if self._broken == 0 or self._good > 4 * self._broken:
            return DetectedEncoding("utf-8", self._broken)
        return DetectedEncoding(single_byte(bytes(self._odd)))


def single_byte(sample: bytes) -> str:
    """The single-byte encoding in which the letters above ASCII make most sense."""
    return max(_LETTERS, key=lambda name: (_plausibility(name, sample), name))


def _plausibility(name: str, sample: bytes) -> float:
    """Mean share of the letters above ASCII, halved where a Cyrillic or Arabic letter stands alone between Latin ones."""
    shares = _LETTERS[name]
    text = sample.decode(name, "replace")
    total = count = 0.0
    for at, character in enumerate(text):
        if character.isascii():
            continue
        share = shares.get(character, shares.get(character.lower(), _RARE) * 0.5)
        before = text[at - 1] if at else " "
        after = text[at + 1] if at + 1 < len(text) else " "
        if name in _RUNS and any(c.isascii() and c.isalpha() for c in (before, after)):
            share *= 0.2
        if name not in _RUNS and not (before.isascii() and after.isascii()):
            share *= 0.2
        total += share
        count += 1
    return total / count if count else 0.0
