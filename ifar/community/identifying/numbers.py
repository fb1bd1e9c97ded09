"""Numbers by which one arm could be looked up. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_MIXED: Final = re.compile(
    r"(?<![\w/.])(?P<before>[^\W\d_]{0,4})[ -]?(?P<digits>\d{4,12})(?P<after>[^\W\d_]{0,3})(?![\w/]|[.,]\d)"
)
_LABELLED: Final = re.compile(
    r"(?i)(?:\b(?:serial|number|no|n°|numéro|número|номер\w{0,2}|сер(?:ия|ийный))\b|№|رقم|الرقم|号码|编号|枪号|序列号)\W{0,4}(?:\w{1,14}\W{1,3}){0,3}?"
    r"(?P<digits>\d{4,12})(?!\d)"
)
_GROUPED: Final = re.compile(
    r"(?i)(?:\b(?:serial|number|no|n°|numéro|número|номер)\b|№|رقم|الرقم|号码|枪号|序列号|(?-i:(?<!\w)[A-ZА-Я]{1,3}))\W{0,3}(?:[A-ZА-Я]{1,3} ){0,2}"
    r"(?P<groups>\d{1,3}(?:[ -]\d{1,3}){2,11})(?!\d)"
)
_STAMPED: Final = re.compile(
    r"(?i)(?:\b(?:stamp|engrav|mark|read|says|frapp|grav|poinç|grabad|troquel|marcad|выбит|цифр|клейм|надпис)|منقوش|محفور|أرقام|刻|打着)\w{0,6}\D{0,20}(?<![\w.,/])"
    r"(?P<digits>\d{2,3}[ -]\d{2,4})(?![\w/×]|[.,]\d|\s?(?:mm|cm|m|kg|g|мм|см|кг)\b)"
)
"""Figures in two groups, where they stand on an arm: elsewhere they may be a quantity."""
_STAMPED_ONE: Final = re.compile(
    r"(?i)(?:\b(?:stamp|engrav|frapp|grav|poinç|grabad|troquel|выбит|нанес)\w{0,6}|منقوش|محفور|刻|打着)\D{0,12}(?<![\w.,/])"
    r"(?P<digits>[^\W\d_]{1,3}[ -]?\d{4,8})(?![\w/×]|[.,]\d)"
)
"""Letters of whatever size before four figures, where they stand on an arm."""
_INSIDE: Final = re.compile(
    r"(?i)(?<![\w/.-])(?!\d{1,2}x)\d{1,3}[A-ZА-Я]{1,3}\d{1,3}-?\d{3,6}(?![\w/]|[.,]\d)"
)
"""Letters amid figures."""
_BESIDE_CHINESE: Final = re.compile(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z\d])|(?<=[A-Za-z\d])(?=[\u4e00-\u9fff])")
_PAIRS: Final = re.compile(
    r"(?<![\w.,/×x-])(?:\d{2}(?:[ -]\d{2}){2,5}|\d(?:[ -]\d){4,11})(?![\w/×]|[.,]\d| (?:mm|cm|kg|g)\b)"
)
"""Figures in pairs or one by one, as many are stamped and told; sizes have units."""
_SMALL: Final = re.compile(
    r"(?<![\w/.@])(?P<letters>[^\W\d_]{1,4})-?(?P<digits>\d{4})(?:[^\W\d_]{1,2})?(?![\w/]|[.,]\d)"
)
"""Letters, of whatever size, that stand against four figures."""
_POINTED: Final = re.compile(
    r"(?<![\w/.,@])(?P<letters>[^\W\d_]{1,4})[._](?P<digits>\d{1,8}(?:[._ -]\d{2,8}){0,4})(?![\w/]|[.,]\d)"
)
_SERIAL: Final = re.compile(
    r"(?i)(?:\b(?:serial(?: number| no\.?)?|s/n|numéro de série|n° de série|número de serie|n° de serie|серийный номер|сер\.? ?номер|заводской номер)|"
    r"الرقم التسلسلي|序列号|枪号)(?:\s(?:is|was|est|es|هو))?\W{0,4}(?:是|为)?(?P<digits>[^\W\d_]{0,3}[ .-]?\d{3})(?![\w.,]?\d|\s?(?:mm|cm|м?м)\b)"
)
"""Three figures, where they are called a serial number."""
_YEAR: Final = re.compile(r"1[6-9]\d\d|20[0-4]\d")
_STANDARDS: Final = frozenset(
    {"iso", "iec", "nij", "cip", "stanag", "гост", "din", "en", "astm", "ansi", "mil"}
)
_MODELS: Final = _STANDARDS | {"m", "mod", "model", "mle", "а", "обр"}
_QUOTED: Final = _MODELS | {
    "p",
    "pp",
    "art",
    "par",
    "para",
    "fig",
    "vol",
    "sec",
    "cal",
    "com",
    "res",
    "conf",
    "eu",
    "ue",
    "pre",
    "post",
    "mid",
}
"""What stands before numbers that are those of standards, models, pages, papers and times."""
_DIGITS: Final = (
    "zero|one|two|three|four|five|six|seven|eight|nine|zéro|un|deux|trois|quatre|cinq|sept|huit|neuf|"
    "cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|ноль|один|два|три|четыре|пять|шесть|семь|восемь|девять|"
    "صفر|واحد|اثنان|اثنين|ثلاثة|أربعة|خمسة|ستة|سبعة|ثمانية|تسعة"
)
_SPELLED: Final = re.compile(
    rf"(?i)\b(?:(?:{_DIGITS})\b[\s,.-]{{1,3}}){{3}}(?:{_DIGITS})\b|[零〇一二三四五六七八九幺]{{5,12}}"
)


def numbers(text: str) -> Iterator[str]:
    """Numbers by which an arm could be looked up: four figures with letters or called a number, five alone, figures told one by one."""
    text = _BESIDE_CHINESE.sub(" ", text)  # Chinese has no spaces around them
    yield from (result[0] for result in _INSIDE.finditer(text))
    for match in _STAMPED_ONE.finditer(text):
        letters, digits = re.match(r"(\D*)(\d+)", match["digits"]).groups()  # type: ignore[union-attr]
        if letters.strip(" -").casefold() not in _QUOTED | {
            "in",
            "en",
            "de",
            "le",
            "el",
            "в",
            "to",
            "on",
        } and digits.strip("0"):
            yield match[0]
    for match in _MIXED.finditer(text):
        digits, letters = match["digits"], match["before"] + match["after"]
        if not digits.strip("0"):
            continue
        year = len(digits) == 4 and bool(_YEAR.fullmatch(digits))
        if letters.casefold() in _STANDARDS:
            continue
        if len(digits) > 4 or (letters.isupper() and not year and letters.casefold() not in _MODELS):
            yield match[0]
    for pattern, least in ((_SMALL, 4), (_POINTED, 5)):
        for match in pattern.finditer(text):
            digits = re.sub(r"\D", "", match["digits"])
            if (
                len(digits) >= least
                and digits.strip("0")
                and match["letters"].casefold() not in _QUOTED
                and not _YEAR.fullmatch(digits)
            ):
                yield match[0]
    yield from (result[0] for result in _SERIAL.finditer(text) if re.search(r"[1-9]", result["digits"]))
    yield from (
        result["digits"] for result in _STAMPED.finditer(text) if not _YEAR.fullmatch(result["digits"][-4:])
    )
    yield from (result[0] for result in _PAIRS.finditer(text))
    for match in _LABELLED.finditer(text):
        if match["digits"].strip("0") and not _YEAR.fullmatch(match["digits"]):
            yield match[0]
    for match in _GROUPED.finditer(text):
        digits = re.sub(r"\D", "", match["groups"])
        if len(digits) > 4 and digits.strip("0"):
            yield match[0]
    yield from (result[0] for result in _SPELLED.finditer(text))
