"""Keys: what is left of a name when case, script, separators and the words that carry no meaning are taken away. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from anyascii import anyascii
from rapidfuzz.distance import Levenshtein

from ifar.missingness import KNOWN, NONE, NOT_ASKED, UNKNOWN, Status

_CYRILLIC_TIMES = re.compile(r"(?<=[\d\s])[хХ](?=[\s\d])")
_DECIMAL_COMMA = re.compile(r"(?<=\d)[,٫](?=\d)")
_SIGNS = str.maketrans({"×": "x", "✕": "x", "✖": "x", "∗": "x", "*": "x", "№": " ", "´": "'", "’": "'"})
_WORD = re.compile(r"\d+|[a-z]+")
PARENTHESES = re.compile(r"\(([^()]*)\)")
CALIBRE_TOKEN = re.compile(r"\d+(?:\.\d+)?|[a-z]+|[/+]")
METRIC = re.compile(r"(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)(sr|rb|rs|r)?")
_GAUGE = re.compile(
    r"(?:cal|ga)?\s*(410|36|4|8|10|12|14|16|20|24|28|32)\s*(?P<word>ga|bore|er|k)?\s*"
    r"(?P<chamber>[/x-]?\s*(?:50|51|63\.5|65|67\.5|70|73|76|89|1\s*3/4|2\s*1/2|2\s*3/4|2-3/4|2\.5|2\.75|3\s*1/2|3\.5|3)"
    r"\s*(?:''|\"|in|inch|mm|mag(?:num)?)?)?"
)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_UNKNOWN_WORDS: Final = _set(
    "unknown unbekannt inconnu inconnue desconocido desconocida ignoto unk unbek inconnus indetermine indeterminee "
    "non-identifie neizvestno neizvestnyj neizvestnaya"
) | {
    "?",
    "??",
    "???",
    "غير معروف",
    "غير محدد",
    "مجهول",
    "неизвестно",
    "неизвестен",
    "неизвестный",
    "не установлено",
    "н/д",
    "n/k",
}
_NONE_WORDS: Final = _set("none ohne keine kein sans neant aucun aucune ninguno ninguna nessuno bez") | {
    "néant",
    "بدون",
    "لا يوجد",
    "нет",
    "без",
    "отсутствует",
    "no mark",
    "sans marque",
    "sans numéro",
    "no number",
    "бн",
    "б/н",
}
_NOT_ASKED_WORDS: Final = frozenset({"", "-", "--", "---", "n/a", "na", "null", "nil", "."})

NOISE: Final = _set(
    "mm cal caliber calibre calib kal kaliber kalibr kaliberu kalibra calibro kalibre milim mil millimetre millimeter de "
    "the mlm"
)
CALIBRE_WORDS: Final[Mapping[str, str]] = {
    "parabellum": "luger",
    "parabelum": "luger",
    "para": "luger",
    "lugar": "luger",
    "lyuger": "luger",
    "parabyellum": "luger",
    "remington": "rem",
    "reminton": "rem",
    "winchester": "win",
    "winchster": "win",
    "magnum": "mag",
    "magn": "mag",
    "special": "spl",
    "spezial": "spl",
    "spez": "spl",
    "spc": "spl",
    "spec": "spl",
    "weatherby": "wby",
    "springfield": "spr",
    "sprg": "spr",
    "automatic": "auto",
    "government": "gov",
    "govt": "gov",
    "gauge": "ga",
    "gage": "ga",
    "federal": "fed",
    "makarow": "makarov",
    "tokarew": "tokarev",
    "tok": "tokarev",
    "mauzer": "mauser",
    "ackley": "ai",
    "improved": "",
    "otan": "nato",
    "russian": "russian",
}
OTHER_CARTRIDGE: Final = _set("mag short long super ai wssm wsm rum saum express max r ultra kurz")
_LEGAL_FORMS: Final = _set(
    "inc llc ltd limited corp corporation co company gmbh ag kg sa spa srl sas sarl as sro oy ab ad jsc ojsc cjsc oao pao zao "
    "ooo plc bv nv the and und et y e i ve cie cia fa"
)
_TRADE_WORDS: Final = _set(
    "mfg manufacturing manufacture manufacturers industries industry international usa us firearms firearm arms arm armas armes "
    "armi arma weapons waffen waffenfabrik works factory silah sanayi sanayii ticaret oruzhie group holding made in"
)
_TOO_GENERAL: Final = _set(
    "military defence defense national state ordnance precision central field royal general united small american german "
    "direction societe works production craft government"
)
"""Words that are left of many makers' names, and name none of them."""
MODEL_WORDS: Final = _set("model mod modell modelo modele mle modello modelu")


def answer_status(raw: str) -> Status:
    """Whether a text says "unknown", "none" or nothing at all, in the words that registers use for it."""
    text = " ".join(raw.split()).casefold().strip("<>[]")
    if text in _NOT_ASKED_WORDS:
        return NOT_ASKED
    if text in _UNKNOWN_WORDS:
        return UNKNOWN
    if text in _NONE_WORDS:
        return NONE
    return KNOWN


def fold(raw: str) -> str:
    """Lower-case Latin letters and digits, with separators kept as they are: the common ground of all keys."""
    text = unicodedata.normalize("NFKC", raw)
    text = text if text.isascii() else anyascii(_DECIMAL_COMMA.sub(".", text.translate(_SIGNS)))
    return " ".join(text.casefold().split())


def tokens_of(raw: str) -> list[str]:
    """The words and numbers of a name; initials with points (`F.N.`) stay one word."""
    text = unicodedata.normalize("NFKC", raw).replace("&", " ").replace("'", "").replace("’", "")
    return _WORD.findall(fold(text).replace(".", "" if _has_initials(text) else " "))


def _has_initials(text: str) -> bool:
    return bool(re.search(r"\b\w\.\s?\w\.", text))


def make_keys(raw: str) -> tuple[str, str, str]:
    """Three keys of a maker's name, each coarser than the last: whole, without legal form, without words of the trade."""
    tokens = tokens_of(raw)
    plain = [token for token in tokens if token not in _LEGAL_FORMS] or tokens
    core = [token for token in plain if token not in _TRADE_WORDS] or plain
    return "".join(tokens), "".join(plain), "".join(plain if set(core) <= _TOO_GENERAL else core)


def model_key(raw: str) -> str:
    """The key of a model's name: letters and digits, without the word "model" in the languages of registers."""
    tokens = tokens_of(raw)
    return "".join([token for token in tokens if token not in MODEL_WORDS] or tokens)


def plain_key(raw: str) -> str:
    """The key of a type's or a country's name: letters and digits."""
    return "".join(tokens_of(raw))


def calibre_text(raw: str) -> str:
    """A calibre in Latin letters and digits, with decimal points and one sign between bore and case length."""
    text = unicodedata.normalize("NFKC", raw).translate(_SIGNS)
    text = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)
    text = _CYRILLIC_TIMES.sub("x", _DECIMAL_COMMA.sub(".", text))
    text = text.replace("мм", " mm ").replace("ملم", " mm ").replace("مم", " mm ").replace("عيار", " cal ")
    text = text if text.isascii() else anyascii(text)
    text = re.sub(r"(?<=\d)\s*x\s*(?=\d)", "x", text.casefold())
    text = (
        text.replace("s&w", "sw")
        .replace("s & w", "sw")
        .replace("smith wesson", "sw")
        .replace("smith & wesson", "sw")
    )
    text = text.replace("h&h", "hh").replace("h&r", "hr").replace("long rifle", "lr").replace("l.f.b", "lfb")
    return re.sub(r"\b([a-z])\.(?=[a-z]\b)", r"\1", text)


def calibre_key(raw: str) -> str:
    """The key of a calibre: numbers with their points, words in one spelling, without "cal" and, beside words, without "mm".

    A number that stands alone keeps its "mm", so that 4.5 mm is not .45 and 40 mm is not .40.

    >>> calibre_key("9 mm Para") == calibre_key("9mm Luger") == calibre_key("9 мм Парабеллум")
    True
    """
    return calibre_key_of(CALIBRE_TOKEN.findall(calibre_text(raw)))


def calibre_keys(raw: str) -> tuple[str, str]:
    """The key of a calibre, and a coarser one without points and "mm", for those who leave them out."""
    key = calibre_key(raw)
    return key, key.replace(".", "").removesuffix("mm")


def calibre_key_of(tokens: Sequence[str]) -> str:
    """The key of a calibre from its tokens."""
    out = []
    for token in tokens:
        if token[0].isdigit():
            out.append(token[2:] if token.startswith("0.") else token)
        elif token not in NOISE and token != "+":
            out.append(CALIBRE_WORDS.get(token, token))
    alone = len(out) == 1 and "mm" in tokens and out[0][0].isdigit()
    return out[0] + "mm" if alone else "".join(out)


def gauge(raw: str) -> str | None:
    """The gauge in `12/70`, `12 ga 3"`, `cal. 12`, `12x76`; None where the text is not a shotgun's gauge.

    A bare number is a gauge only where no other cartridge is called so (12, 16, 20, 24, 28, 410).
    """
    text = " ".join(token for token in calibre_text(raw).replace("gauge", "ga").split() if token != "mm")
    text = (
        re.sub(r"\b(calibre|caliber|cal\.?|kal\.?|kaliber|kalibr\w*|ga)\s*", " ga ", text)
        .replace("ga .", "ga")
        .strip()
    )
    text = " ".join(text.split())
    match = _GAUGE.fullmatch(text)
    if match is None:
        return None
    number = match[1]
    bare = not (match["word"] or match["chamber"] or text.startswith("ga "))
    if bare and number in ("10", "32", "36", "8", "4", "14"):
        return None
    if number in ("10", "32", "8", "4", "14") and not (match["word"] or match["chamber"]):
        return None
    return "410" if number in ("36", "410") else f"{number}ga"


def mended(token: str) -> str:
    """A word of cartridge names with one wrong letter (two from nine letters on), put right; anything else as it is."""
    if len(token) < 5 or token in CALIBRE_WORDS:
        return token
    allowed = 2 if len(token) >= 9 else 1
    near = [
        word for word in CALIBRE_WORDS if Levenshtein.distance(token, word, score_cutoff=allowed) <= allowed
    ]
    return near[0] if near else token
