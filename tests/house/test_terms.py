"""A term of the treaties is translated by the term that the same treaty prints in that language.

`ifar/locale/un_terms.csv` holds the terms, each cell as printed in the text that its source names; several printed forms are divided by `;`.
An empty cell was not seen in print and is not compared.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po
from django.conf import settings

from ifar.documents.wording import all_words
from ifar.languages import LANGUAGES, locale_of

TERMS: Final = Path(settings.LOCALE_PATHS[0]) / "un_terms.csv"
FACTS: Final = TERMS.parent.parent / "reference" / "facts"
SHORT_WORD: Final = re.compile("de|las?|el|los|y|et|ou?|les?|[ld]|du|des|и|a|en|sur|sobre")

OTHER_FORMS: Final = {
    ("firearm", "ar"): "سلاح; أسلحة",
    ("firearm", "fr"): "arme",
    ("firearm", "es"): "arma",
    ("firearm", "ru"): "оружие",
    ("licence", "ar"): "رخصة; رخص; تراخيص",
    ("licence", "fr"): "autorisation; permis",
    ("authorisation", "ar"): "أذون",
    ("serial number", "ar"): "الرقم المتسلسل",
    ("marking", "ar"): "علامة; علامات",
    ("marking", "es"): "marca",
    ("destruction", "fr"): "détruire",
    ("disposal", "fr"): "sort",
    ("export authorisation", "ru"): "разрешение на вывоз",
    ("trace", "ru"): "отследить",
    ("State Party", "ar"): "الدول الأطراف",
}
"""What a translation may say too: *arm* where no other arm can be meant; the paper that a holder has by the name that the law of the land
gives it (the treaties' licence is one to export); an Arabic plural or singular that is another word than the other; a marking that is the
mark and no act; a verb; the Russian of goods that leave, since *экспорт* on a screen is of data."""

NOT_THE_TERM: Final = (
    "bank transfer",
    "in transit",  # on the road, through no State
    "export with markings",  # handling marks of information
    "driving licence",
    "trafficking in persons",
    "trafficking in cultural property",
    "drug trafficking",
    "other transactions",
    "finger marks and traces",
    "dealer in firearms",  # one word in French
    "pass firearms on from disposal",
    "transfer from government stock",  # Protocol art. 8(1)(c), in words of its own
    "licence of the text",
    "licence or terms",
    "under which licence",
    "licence cc by",
    "try any model",
    "no model does",
    "use of force and firearms by law enforcement",  # the title of the principles, whose Chinese text says 火器
    "disposal entered",  # a disposal of a trader's book: what left it
    "disposal annulled",
    "acquisitions and disposals",
)
"""Phrases in which the words of a term mean something else."""

OTHER_CONTEXTS: Final = frozenset({"of a forecast"})


def test_terms_are_those_of_the_treaties() -> None:
    terms = Terms()
    assert sorted(set(terms.deviations())) == []


class Terms:
    """The table, ready to be compared: a pattern of all English terms, and by language what a translation must hold."""

    def __init__(self) -> None:
        with TERMS.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.wanted: dict[tuple[str, str], list[list[re.Pattern[str]]]] = {}
        self.known: dict[str, str] = {}
        for row in rows:
            self.known |= dict.fromkeys(_forms(row["en"]), row["en"])
            for language in LANGUAGES[1:]:
                if printed := row[language]:
                    forms = [*printed.split(";"), *OTHER_FORMS.get((row["en"], language), "").split(";")]
                    self.wanted[row["en"], language] = [
                        _stems(form, language) for form in forms if form.strip()
                    ]
        longest = sorted({*self.known, *NOT_THE_TERM}, key=len, reverse=True)
        self.pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b")
        self.found: dict[str, set[str]] = {}

    def deviations(self) -> Iterator[str]:
        for language in LANGUAGES[1:]:
            for english, translated in (*_sentences(language), *_labels(language), *_papers(language)):
                for term in self.of(english):
                    if self._lacks(term, language, translated):
                        yield f"{language}: {term}: {english} = {translated}"

    def of(self, english: str) -> set[str]:
        if english not in self.found:
            plain = re.sub(r"%\(\w+\)s|%\(\w+\)d", "…", english).casefold()
            self.found[english] = {
                self.known[hit] for hit in self.pattern.findall(plain) if hit in self.known
            }
        return self.found[english]

    def _lacks(self, term: str, language: str, translated: str) -> bool:
        forms = self.wanted.get((term, language), [])
        text = _plain(translated)
        if (
            not forms or not text or term.casefold() in translated.casefold()
        ):  # nothing to compare, or a column of a file by its name
            return False
        return not any(all(stem.search(text) for stem in form) for form in forms)


def _sentences(language: str) -> Iterator[tuple[str, str]]:
    path = Path(settings.LOCALE_PATHS[0]) / locale_of(language) / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        for message in read_po(file, locale=locale_of(language)):
            if message.id and message.context not in OTHER_CONTEXTS:
                ids = message.id if isinstance(message.id, tuple) else (message.id,)
                strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
                yield str(ids[-1]), str(strings[-1])


def _labels(language: str) -> Iterator[tuple[str, str]]:
    for path in FACTS.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row.get("label_en") and row.get(f"label_{language}"):
                    yield row["label_en"], row[f"label_{language}"]


def _papers(language: str) -> Iterator[tuple[str, str]]:
    return ((row[0], row[LANGUAGES.index(language)]) for row in all_words().values())


def _forms(term: str) -> set[str]:
    """The singular and the plural, in small letters."""
    small = term.casefold()
    plural = {"state party": "states parties"}.get(
        small, small[:-1] + "ies" if small.endswith("y") else small + "s"
    )
    return {small, plural}


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _stems(term: str, language: str) -> list[re.Pattern[str]]:
    """What each word of a term begins with in all its forms; Chinese words have one."""
    if language == "zh":
        return [re.compile(re.escape(term.strip()))]
    words = [word for word in re.findall(r"\w+", _plain(term)) if not SHORT_WORD.fullmatch(word)]
    if language == "ar":
        bare = [re.sub(r"^و?(?:ال|لل)(?=\w{3})", "", word) for word in words]
        return [re.compile(re.sub(r"(?<=\w{3})(?:ات|ين|ون|ية|ة|ي|ء)$", "", word)) for word in bare]
    return [re.compile(rf"\b{word[: max(4, len(word) * 2 // 3)]}") for word in words]
