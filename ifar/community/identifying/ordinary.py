"""Words that are no name, in five languages: in small letters an unknown word where a place or somebody is told is a name.

`ordinary.txt.xz` holds them, one a line and sorted; `tools/ordinary-words` writes it and says of what. Pure.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import Final

from ifar.community.identifying.words import CALLED, ROLES, STREETS

_SHORTEST: Final = 4
"""Letters of a word that is asked about: shorter ones are cut or mistyped more often than they are names."""
_LONGEST: Final = 40
"""Letters of a word at most: longer ones are names of nothing."""
_NEAR: Final = 1024
"""Bytes of the list that are read through at the end of a search; more than twice the longest word has, so that every step comes nearer."""
_ENDING: Final = 3
"""Letters at most by which a Russian word is told in another case, where the list has not all of its cases."""
_BEFORE_ARABIC: Final = re.compile(r"^[وف]?(?:[بلك]?ال|لل|[بلك])")
_AFTER_ARABIC: Final = re.compile(r"(?:هما|ها|هم|نا|كم|ين|ون|ات|ان|ية|ه|ة|ي|ت|ا)$")
_SPANISH: Final = re.compile(r"(?:[aei]r|[aeiáé]ndo)(?:(?:[mts]e|nos)(?:l[aeo]s?)?|l[aeo]s?)$")
"""A verb with its pronouns."""
_RUSSIAN: Final = re.compile(r"(?:[ыи]х|[ыи]ми)$")
"""Adjectives of many: names of places are of one."""
_WORD: Final = r"[^\W\d_]+(?:[-’'][^\W\d_]+){0,4}"
_CANDIDATE: Final = re.compile(rf"(?<![\w-])(?=[^\W\d_-]{{{_SHORTEST}}}|[^\W\d_]{{1,3}}[-’']){_WORD}")
_PREPOSITIONS: Final = (
    "in|at|near|from|outside|around|close to|up to|between|en route to|on the way to|behind|beyond|below|above|opposite|towards?|through|via|"
    "à|près d[eu]|chez|vers|depuis|de|du côté de|autour de|entre|jusqu.à|cerca de|junto a|en|desde|hacia|por|hasta|camino (?:de|a)|rumbo a|"
    "в|во|возле|около|под|из|до|между|за|близ|через|недалеко от|в районе|"
    "في|من|قرب|عند|إلى|نحو|باتجاه|خارج|حول|بين|حتى"
)
_SIDES: Final = (
    "lower|upper|north|south|east|west|northern|southern|eastern|western|old|new|little|great|greater|central|downtown|saint|haute?|basse?|nord|sud|est|ouest|"
    "san|santa|santo|alto|bajo|alta|baja|norte|sur|este|oeste|нижн\\w{2,3}|верхн\\w{2,3}|стар\\w{2,3}|нов\\w{2,3}"
)
_KINDS: Final = (
    "crossing|village|town|city|valley|district|market|harbou?r|port|airport|station|checkpoint|border|road|street|avenue|bridge|camp|forest|province|"
    "county|suburb|prison|barracks"
)
_KINDS_BEFORE: Final = (
    r"depot of|barracks of|border with|frontière avec|frontera con|límite con|hameau de|commune de|douane de|poste de|région de|caserne de|municipio de|comuna de|vereda de|aduana de|provincia de|region of|province of|hamlet of|"
    r"municipality of|lake|river|mount|fort|lac|fleuve|mont|lago|río|monte|озер\w{1,2}|хутор\w{0,2}|аул\w{0,2}|област\w{1,2}"
)
_TITLES: Final = (
    r"officer|m\.|constable|corporal|sergeant|lieutenant|captain|colonel|detective|inspector|mister|mr\.?|mrs\.?|ms\.?|agent|monsieur|madame|mademoiselle|mme|mlle|"
    r"gendarme|brigadier|adjudant|sergent|capitaine|commandant|commissaire|inspecteur|juge|judge|señora?|sra?\.|don|doña|agente|sargento|teniente|capitán|"
    r"comisario|inspectora?|гражданин\w?|гражданк[аиеу]|господин\w?|госпож[аиеу]|г-н|г-жа|товарищ\w?|сержант\w?|лейтенант\w?|капитан\w?|майор\w?|"
    r"полковник\w?|следовател\w|инспектор\w?|участков\w{2,3}"
)
_WHOSE: Final = (
    r"belong\w{0,3} to|property of|owned by|sold (?:it )?to|bought from|(?:statement|report|brought|found|handed in|handed over|kept|carried|"
    r"reported|registered|signed|inherited|fired|stolen) by|appart\w{2,7} à|vendue? à|achetée? à|(?:trouvée?|remise?|apportée?|vendue?|détenue?|volée?|signée?) par|"
    r"(?:encontrad[oa]|entregad[oa]|vendid[oa]|firmad[oa]|robad[oa]) por|pertenec\w{1,3} a|a nombre de|"
    r"vendi(?:ó|d[oa]) a|comprad[oa] a|принадлеж\w{1,4}"
)
_PLACES: Final = (
    re.compile(rf"(?<![\w-])(?i:{_PREPOSITIONS})\s(?:(?:the|la|le|les|el|los|las)\s)?(?i:(?:{_SIDES})\s)?({_WORD})(?![\w@.-]*[\d_@])"),
    re.compile(rf"(?<![\w-])({_WORD})\s(?i:{_KINDS})\b"),
    re.compile(rf"(?<![\w-])(?i:{STREETS}|{_KINDS_BEFORE})\s(?:(?:de la|de|des|du|del|la|las|los|el|of the|of)\s)?({_WORD})"),
)  # fmt: skip
_PERSONS: Final = (
    re.compile(rf"(?<![\w-])(?i:{_TITLES})\s({_WORD})(?:\s({_WORD}))?"),
    re.compile(rf"(?<![\w-])(?i:{ROLES})(?:\s|,\s|\s[-–—]\s)(?:(?i:{CALLED})\s)?({_WORD})(?:\s({_WORD}))?"),
    re.compile(rf"(?<![\w-])(?i:{_WHOSE})\s({_WORD})(?:\s({_WORD}))?"),
    re.compile(
        rf"(?<![\w-])(?i:un certain|une certaine|un tal|una tal|a certain|некий|некая|{CALLED})\s({_WORD})(?:\s({_WORD}))?"
    ),
)


_OF_AN_ARM: Final = re.compile(
    r"(?i)\b(?:copi[ea]s?|clone?s?|mod[eè]l[eo]s?|marques?|marcas?|pistolets?|pistolas?|fusil(?:es|s)?|armes?|armas?|carabin[ea]s?|revolvers?|revólver(?:es)?|"
    r"répliques?|réplicas?|poinçons?|punz[oó]n(?:es)?|logos?|munitions?|municion(?:es)?|usines?|fábricas?|fabrication|fabricación|types?|tipos?|calibres?)\sde\s$"
)
"""Whose make an arm is describes it, whether or not a table knows the maker."""


@lru_cache(maxsize=1)
def _list() -> bytes:
    return lzma.decompress((Path(__file__).parent / "ordinary.txt.xz").read_bytes())


@lru_cache(maxsize=10_000)
def is_ordinary(word: str) -> bool:
    """Whether a word, in whatever letters, is one of those that name nobody and no place; so is one of which every part is."""
    small = word.casefold().replace("’", "'")
    if not _SHORTEST <= len(small) <= _LONGEST or _has(small):
        return True
    parts = [part for part in re.split("[-']", small) if part]
    if len(parts) > 1:
        return all(is_ordinary(part) for part in parts)
    if _SPANISH.search(small):
        return True
    if any(small.endswith(end) and _has(small.removesuffix(end)) for end in ("s", "es", "x")):
        return True
    if "а" <= small[0] <= "я":
        if _RUSSIAN.search(small):
            return True
        stem = small[: max(_SHORTEST, len(small) - _ENDING)]
        return _has(stem, "")
    if "ء" <= small[0] <= "ي":
        bare = _BEFORE_ARABIC.sub("", small)
        forms = {small, bare, _AFTER_ARABIC.sub("", small), _AFTER_ARABIC.sub("", bare)}
        return any(_has(form) for text in forms for form in (text, f"ال{text}", f"{text}ة"))
    return False


def _has(word: str, end: str = "\n") -> bool:
    """Whether the list has a word, or with no `end` one that begins so."""
    words, sought = _list(), f"\n{word}{end}".encode()
    low, high = 0, len(words) - 1
    while high - low > _NEAR:
        middle = words.rfind(b"\n", low, (low + high) // 2)
        if middle <= low:
            break
        if words[middle : middle + len(sought)] < sought:
            low = middle
        else:
            high = middle + len(sought)
    return words.find(sought, low, high + len(sought)) >= 0


def names_in_small_letters(text: str, known: Collection[str]) -> tuple[bool, bool]:
    """Whether a sentence tells a place and somebody by a word in small letters that is none of a language.

    Args:
        text: one sentence.
        known: words of makers, models and countries, in small letters.
    """
    # A word that no pattern could be about spares looking for any.
    if not any(_is_new(word, known) for word in {*_CANDIDATE.findall(text)}):
        return False, False

    def tells(patterns: tuple[re.Pattern[str], ...]) -> bool:
        return any(
            _is_new(word, known)
            for pattern in patterns
            for match in pattern.finditer(text)
            for word in match.groups()
            if word and not _OF_AN_ARM.search(text[max(match.start(1) - 30, 0) : match.start(1)])
        )

    return tells(_PLACES), tells(_PERSONS)


def _is_new(word: str, known: Collection[str]) -> bool:
    parts = re.split("[-’']", word)
    return word == word.lower() and not is_ordinary(word) and not all(part in known for part in parts)
