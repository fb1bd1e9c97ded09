"""Words that stand where a serial number should stand, and say that there is none or that nobody could read it.

Legacy registers hold them as if they were serials. They are a *status*: `unknown` (a mark exists or may exist and could
not be ascertained; NWR: *unbekannt*) or `none` (the item has no such mark; NWR: *ohne*), never a serial. The German
register refuses them at declaration ("rostig", "unlesbar"); the other languages were added by us. Pure.
"""

from __future__ import annotations

import unicodedata
from typing import Final, Literal, NamedTuple

Meaning = Literal["unknown", "none"]


class Words(NamedTuple):
    """What is written instead of a serial, in one language (ISO 639-1), and what it means."""

    language: str
    meaning: Meaning
    words: tuple[str, ...]


WORDS: Final[tuple[Words, ...]] = (
    Words("ar", "none", ("بدون رقم", "بلا رقم", "لا يوجد", "لا يوجد رقم", "لا شيء", "بدون")),
    Words("ar", "unknown", ("غير مقروء", "غير معروف", "غير واضح", "مجهول", "ممسوح", "مطموس", "مشطوب")),
    Words("bs", "none", ("bez broja", "nema broja", "nema")),
    Words("bs", "unknown", ("nečitko", "nečitljivo", "nepoznato", "izbrušeno", "zarđalo")),
    Words("de", "none", ("ohne", "keine", "ohne nummer", "keine nummer", "nicht vorhanden")),
    Words(
        "de",
        "unknown",
        (
            "rostig",
            "verrostet",
            "unlesbar",
            "nicht lesbar",
            "unleserlich",
            "unbekannt",
            "ausgeschliffen",
            "entfernt",
        ),
    ),
    Words(
        "en",
        "none",
        (
            "none",
            "nil",
            "no serial",
            "no serial number",
            "no number",
            "without number",
            "unmarked",
            "not marked",
            "unnumbered",
        ),
    ),
    Words(
        "en",
        "unknown",
        (
            "illegible",
            "unreadable",
            "not readable",
            "not legible",
            "unknown",
            "unk",
            "rusty",
            "rusted",
            "worn",
            "n/a",
            "not available",
            "not known",
            "not visible",
            "defaced",
            "obliterated",
            "erased",
            "removed",
            "filed off",
            "ground off",
            "tbd",
            "to be determined",
            "see remarks",
        ),
    ),
    Words("es", "none", ("sin número", "sin numero de serie", "sin serie", "ninguno", "no tiene")),
    Words(
        "es",
        "unknown",
        ("ilegible", "desconocido", "borrado", "limado", "oxidado", "no visible", "no consta"),
    ),
    Words("fr", "none", ("sans", "sans numéro", "sans n°", "aucun", "néant")),
    Words(
        "fr",
        "unknown",
        ("illisible", "non lisible", "inconnu", "effacé", "limé", "meulé", "rouillé", "non communiqué"),
    ),
    Words("it", "none", ("senza numero", "senza matricola", "nessuno", "priva")),
    Words("it", "unknown", ("illeggibile", "sconosciuto", "abrasa", "abraso", "non leggibile")),
    Words("nl", "none", ("geen", "zonder nummer")),
    Words("nl", "unknown", ("onleesbaar", "onbekend")),
    Words("pl", "none", ("brak", "bez numeru")),
    Words("pl", "unknown", ("nieczytelny", "nieznany", "usunięty")),
    Words("pt", "none", ("sem número", "sem numeração")),
    Words("pt", "unknown", ("ilegível", "desconhecido", "raspado", "raspada", "apagado", "suprimida")),
    Words("ru", "none", ("без номера", "б/н", "нет", "нет номера", "отсутствует")),
    Words(
        "ru",
        "unknown",
        (
            "неизвестно",
            "неизвестен",
            "нечитаемый",
            "не читается",
            "нечитаем",
            "неразборчиво",
            "стерт",
            "спилен",
            "ржавый",
        ),
    ),
    Words("sr", "none", ("без броја", "нема")),
    Words("sr", "unknown", ("нечитко", "нечитљиво", "непознато")),
    Words("tr", "none", ("yok", "numarasız")),
    Words("tr", "unknown", ("okunamıyor", "bilinmiyor", "silinmiş")),
    Words("uk", "none", ("без номеру", "немає", "відсутній")),
    Words("uk", "unknown", ("невідомо", "невідомий", "не читається", "нечитабельний", "стертий")),
    Words("zh", "none", ("无", "无编号", "无号")),
    Words("zh", "unknown", ("未知", "不明", "无法辨认", "模糊")),
    # Ambiguous: *sin número* in Spanish, *serial number* in English; either way no number was given.
    Words("es", "unknown", ("s/n",)),
)


def plain_word(text: str) -> str:
    """Return `text` as the table is asked: without case, accents, punctuation and doubled spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = [" " if not c.isalnum() else c for c in decomposed if not unicodedata.combining(c)]
    return " ".join("".join(kept).split())


_MEANING: Final[dict[str, tuple[Meaning, str]]] = {
    plain_word(word): (row.meaning, row.language) for row in WORDS for word in row.words
}
_LONGEST: Final = max(map(len, _MEANING))


def meaning_of(text: str) -> tuple[Meaning, str] | None:
    """Return what the word means and in which language, or None where `text` is no such word."""
    if len(text) > 2 * _LONGEST:
        return None
    return _MEANING.get(plain_word(text))
