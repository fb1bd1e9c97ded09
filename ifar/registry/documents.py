"""Whether a text can name a document: a licence, an order, a letter, as somebody else would find it again. Pure."""

from __future__ import annotations

from typing import Final

from ifar.registry.marks.placeholders import meaning_of, plain_word

_NOT: Final = frozenset(
    plain_word(word)
    for word in (
        *("no", "non", "not", "none", "nothing", "never", "without", "missing", "unknown", "pending"),
        *("aucun", "aucune", "pas", "sans", "rien", "ne", "néant", "inconnu", "inconnue"),
        *("kein", "keine", "nicht", "ohne", "sin", "ningún", "ninguno", "ninguna", "nada", "sem", "nenhum"),
        *("нет", "без", "не", "لا", "ليس", "بدون", "بلا", "دون", "غير", "لم", "لن"),
        *("无", "没", "不", "未"),
    )
)
"""Words that a document's name does not begin with, unless it has a number."""


def _words(plain: str) -> list[str]:
    """Its words; where a script writes no spaces, its characters."""
    return [one for part in plain.split() for one in (part if part[0] >= "\u3400" else [part])]


def says_none(text: str) -> bool:
    """Whether a text is blank, or says in one of the register's languages that there is no document or that nobody knows it."""
    plain = plain_word(text)
    if not plain or meaning_of(text) is not None:
        return True
    return not any(map(str.isdigit, plain)) and _words(plain)[0] in _NOT


def names_document(text: str) -> bool:
    """Whether it names a document: it has a number, or at least two words that do not say that there is none."""
    plain = plain_word(text)
    if says_none(text):
        return False
    return any(map(str.isdigit, plain)) or (len(_words(plain)) > 1 and max(map(len, plain.split())) > 1)
