"""Which characters look alike when they are stamped, engraved, worn or read by somebody of another script.

Tables of facts only; `ifar/registry/marks/reading.py` derives its keys from them. Two steps, kept apart on purpose:

* `SHAPES` brings a character of another script to the Latin letter or the digit that it *looks* like (Cyrillic Р looks
  like P). It says nothing about sound: transliteration (Р sounds like R) is another key.
* `FOLDS` brings Latin letters to the digit that they are most often taken for.

Each row carries its source. `UTS39` = Unicode Technical Standard 39, the confusables of that shape; `stamped` = shapes
that differ by one short stroke in stamped capitals, the classes measured for the mark search; `turned` = the same shape
mirrored or upside down, as a reader of Latin script notes it down; `stroke` = the same letter with a bar or hook added;
`same` = one shape that two other scripts share. Pure.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Shape(NamedTuple):
    """Capitals of other scripts that look like one Latin capital, digit or (source `same`) Greek capital."""

    looks_like: str
    characters: str
    source: str


class Fold(NamedTuple):
    """Latin capitals that are taken for one digit."""

    digit: str
    letters: str
    source: str


SHAPES: Final[tuple[Shape, ...]] = (
    Shape("A", "ΑА", "UTS39"),
    Shape("B", "ΒВ", "UTS39"),
    Shape("B", "Ь", "UTS39"),
    Shape("B", "Ъ", "stroke"),
    Shape("C", "СϹ", "UTS39"),
    Shape("C", "Ҫ", "stroke"),
    Shape("D", "ÐĐ", "stroke"),
    Shape("E", "ΕЕ", "UTS39"),
    Shape("E", "ЄΣ", "turned"),
    Shape("F", "Ϝ", "UTS39"),
    Shape("G", "Ԍ", "UTS39"),
    Shape("H", "ΗНҺ", "UTS39"),
    Shape("H", "ҢӇҤĦ", "stroke"),
    Shape("I", "ΙІӀ", "UTS39"),
    Shape("J", "ЈͿ", "UTS39"),
    Shape("K", "ΚК", "UTS39"),
    Shape("K", "ҚҜҠ", "stroke"),
    Shape("L", "Ł", "stroke"),
    Shape("M", "ΜМϺ", "UTS39"),
    Shape("N", "Ν", "UTS39"),
    Shape("N", "И", "turned"),
    Shape("O", "ΟОՕ", "UTS39"),
    Shape("O", "ØΘΩӨ", "stroke"),
    Shape("P", "ΡР", "UTS39"),
    Shape("P", "Þ", "stroke"),
    Shape("R", "Я", "turned"),
    Shape("S", "ЅՏ", "UTS39"),
    Shape("T", "ΤТ", "UTS39"),
    Shape("T", "ҬŦ", "stroke"),
    Shape("U", "Ս", "UTS39"),
    Shape("U", "ЦЏ", "stroke"),
    Shape("V", "Ѵ", "UTS39"),
    Shape("W", "Ԝ", "UTS39"),
    Shape("W", "ШЩ", "stroke"),
    Shape("X", "ΧХ", "UTS39"),
    Shape("X", "ҲЖ", "stroke"),
    Shape("Y", "ΥУҮ", "UTS39"),
    Shape("Y", "ҰЎ", "stroke"),
    Shape("Z", "ΖƵ", "UTS39"),
    Shape("3", "ЗӠƷ", "UTS39"),
    Shape("3", "Э", "turned"),
    Shape("4", "ЧҶӋ", "stroke"),
    Shape("6", "Б", "UTS39"),
    Shape("Γ", "ГҐҒ", "same"),
    Shape("Δ", "Д", "same"),
    Shape("Λ", "Л", "same"),
    Shape("Π", "П", "same"),
    Shape("Φ", "Ф", "same"),
)

FOLDS: Final[tuple[Fold, ...]] = (
    Fold("0", "OQ", "stamped"),
    Fold("1", "IL", "stamped"),
    Fold("2", "Z", "stamped"),
    Fold("5", "S", "stamped"),
    Fold("6", "G", "stamped"),
    Fold("8", "B", "stamped"),
)

# What a reader who does not know them takes the digits of Arabic script for; by *value* they are plain digits, and that
# reading is the first one. The dot ٠ and the digits that resemble nothing keep their value here.
EASTERN_DIGIT_SHAPES: Final[tuple[Shape, ...]] = (
    Shape("1", "١۱", "UTS39"),
    Shape("O", "٥۵", "UTS39"),
    Shape("V", "٧۷", "UTS39"),
    Shape("7", "٦", "turned"),
    Shape("A", "٨۸", "turned"),
    Shape("E", "٤", "turned"),
)

# Pairs that a reader confuses although the keys keep them apart; they weigh as look-alikes in the comparison.
NEAR_PAIRS: Final[tuple[tuple[str, str, str], ...]] = (
    ("0", "D", "stamped"),
    ("O", "D", "stamped"),
    ("Q", "D", "stamped"),
    ("0", "C", "stamped"),
    ("O", "C", "stamped"),
    ("0", "U", "stamped"),
    ("1", "7", "stamped"),
    ("1", "T", "stamped"),
    ("I", "T", "stamped"),
    ("I", "J", "stamped"),
    ("2", "7", "stamped"),
    ("3", "8", "stamped"),
    ("3", "B", "stamped"),
    ("4", "A", "stamped"),
    ("5", "6", "stamped"),
    ("6", "8", "stamped"),
    ("8", "R", "stamped"),
    ("9", "8", "stamped"),
    ("C", "G", "stamped"),
    ("E", "F", "stamped"),
    ("F", "P", "stamped"),
    ("H", "M", "stamped"),
    ("H", "N", "stamped"),
    ("H", "W", "stamped"),
    ("K", "X", "stamped"),
    ("M", "N", "stamped"),
    ("P", "R", "stamped"),
    ("K", "R", "stamped"),
    ("U", "V", "stamped"),
    ("V", "Y", "stamped"),
    ("6", "9", "turned"),
    ("W", "M", "turned"),
)
