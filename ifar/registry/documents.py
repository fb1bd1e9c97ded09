"""Whether a text can name a document: a licence, an order, a letter, as somebody else would find it again.

A document is named by its kind and its number. What is said *about* one is no name: that there is none, that nobody knows it, that it was
lost or not shown; and the day on which that was said is no number. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from ifar.registry.marks.placeholders import meaning_of, plain_word

_NOT: Final = frozenset(
    plain_word(word)
    for word in (
        *(
            "no",
            "non",
            "not",
            "none",
            "nothing",
            "never",
            "without",
            "missing",
            "unknown",
            "pending",
            "cannot",
        ),
        *(
            "nobody",
            "neither",
            "nor",
            "unseen",
            "unavailable",
            "absent",
            "lost",
            "mislaid",
            "misplaced",
            "unsure",
        ),
        *("aucun", "aucune", "pas", "sans", "rien", "ne", "ni", "jamais", "néant", "inconnu", "inconnue"),
        *("perdu", "perdue", "égaré", "égarée", "manquant", "manquante", "introuvable"),
        *("sin", "ningún", "ninguno", "ninguna", "nada", "nunca", "desconocido", "desconocida"),
        *("perdido", "perdida", "extraviado", "extraviada"),
        *("нет", "без", "не", "ни", "ничего", "никакого", "неизвестно", "неизвестен", "неизвестна"),
        *("отсутствует", "утерян", "утеряна", "утеряно", "потерян", "потеряна", "утрачен", "утрачена"),
        *("لا", "ولا", "ليس", "ليست", "بدون", "بلا", "دون", "غير", "لم", "ولم", "لن", "مجهول", "مجهولة"),
        *("مفقود", "مفقودة", "ضاع", "ضاعت", "ضائع", "ضائعة"),
        *("kein", "keine", "nicht", "ohne", "sem", "nenhum"),
    )
)
"""Words that say of a document that there is none, that nobody knows it or that it is lost."""
_NOT_WITHIN: Final = re.compile("无|未|不|没有|没见|没看|丢失|遗失|缺失|n[’']t\\b")
"""The same where a script writes no spaces, and at the end of an English verb."""
_NAMES: Final = re.compile(
    "|".join(
        (
            r"\b(no|non|sans|aucune|sin)[ -](objections?|objecion|criminal records?|antecedentes)\b",
            r"\bpas-de-calais\b",
            "لا مانع|无异议|无犯罪",
            r"(\bno|№)[.:º°]?\s*(?=[a-z]{0,4}[-/]?\d)",  # the sign of a number
        )
    )
)
"""Where such a word is part of a document's name."""
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october"),
    *(
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sept",
        "sep",
        "oct",
        "nov",
        "dec",
    ),
    *("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre"),
    *("novembre", "decembre", "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto"),
    *("septiembre", "octubre", "noviembre", "diciembre"),
    *("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября"),
    *("ноября", "декабря", "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август"),
    *("сентябрь", "октябрь", "ноябрь", "декабрь"),
    *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر"),
    *("ديسمبر", "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول"),
    *("تشرين الأول", "تشرين الثاني", "كانون الأول"),
)


def _folded(text: str) -> str:
    """The text without case and accents, in plain digits."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(
        str(unicodedata.decimal(code)) if code.isdecimal() else code
        for code in decomposed
        if not unicodedata.combining(code)
    )


_YEAR: Final = r"(?:19|20)\d\d"
_NTH: Final = r"\d{1,2}(?:st|nd|rd|th|er|e)?\b"
_MONTH: Final = rf"\b(?:{'|'.join(map(_folded, _MONTHS))})\b"
_DATE: Final = re.compile(
    "|".join(
        (
            rf"(?:\b{_NTH}[\s.-]*(?:of |de |du )?)?{_MONTH}\.?(?:[\s-]+{_NTH}(?![/-]))?(?:[\s,.-]*(?:de |del )?{_YEAR}\b)?",
            r"\d{4}年(?:\d{1,2}月)?(?:\d{1,2}[日号])?|\d{1,2}月\d{1,2}[日号]",
            r"(?<![a-z\d/.-])(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d\d))(?![a-z\d/-])",
            r"(?<![a-z\d/.-])\d{1,2}[:h]\d{2}(?![a-z\d/-])",
            r"(?<![a-z\d/.-])\d{1,2}(?:st|nd|rd|th|er)\b",
            # A year alone, unless the sign of a number stands before it.
            rf"(?<![a-z\d/.-])(?<!no )(?<!no\. )(?<!no)(?<!no\.)(?<!n° )(?<!n°)(?<!رقم )(?<!number ){_YEAR}(?![a-z\d/-])",
        )
    )
)
"""A day, a time of day, or a year, as people write them in the register's languages."""
_WORD: Final = re.compile(r"\w+(?:[-–/.]\w+)*")


def says_none(text: str) -> bool:
    """Whether a text is blank or nothing but a day or noughts, or says that there is no document, that nobody knows it or that it is lost."""
    if not plain_word(text) or meaning_of(text) is not None:
        return True
    plain = _DATE.sub(" ", _folded(text))
    values = _NAMES.sub(" 1 ", plain)
    words = plain_word(values).split()
    return not set("".join(words)) - {"0"} or bool(_NOT_WITHIN.search(values)) or not _NOT.isdisjoint(words)


def names_document(text: str) -> bool:
    """Whether it names a document: it has a number, of two signs at least, and says nothing of `says_none`."""
    return not says_none(text) and any(map(_is_number, _WORD.findall(_DATE.sub(" ", _folded(text)))))


def _is_number(word: str) -> bool:
    """Whether a word is the number of a document: `12`, `P-7`, `345/2026`; no `7` and no `00`."""
    signs = [text for text in word if text.isalnum()]
    return len(signs) > 1 and any(sign in "123456789" for sign in signs)
