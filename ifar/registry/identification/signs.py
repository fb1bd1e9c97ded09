"""What a mark is taken for: its symbols, letters and kind against the table of signs. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ifar.reference import inscriptions
from ifar.registry.identification.seen import TRUST, RecognisedMark, ReferenceTables, SeenMark, Sighting, Sign

_TELLS: Final[Mapping[str, frozenset[str]]] = {
    "proof": frozenset({"proof"}),
    "proof_date": frozenset({"proof", "code", "year"}),
    "factory": frozenset({"maker", "symbol", "place", "code", "acceptance"}),
    "made_in": frozenset({"country", "place"}),
    "made_elsewhere": frozenset({"proof", "country", "inscription"}),
    "import": frozenset({"import", "import_year", "transfer"}),
    "regional": frozenset({"classification", "security", "property", "transfer"}),
    "property": frozenset({"property", "acceptance", "inventory", "symbol"}),
}
"""Kind of sign -> kinds of marks that it may be."""
_KIND_OPEN: Final[Mapping[str, float]] = {"made_in": 0.5, "import": 0.5, "proof_date": 0.6, "regional": 1.0}
"""Trust in signs that are told from others by what kind of mark they are, where nobody said which kind it is."""
_BARE: Final = frozenset({"made_in", "import"})
"""Codes of countries that stand alone: two letters under a crown are none."""
_KIND_OTHER: Final = 0.3
_PARTLY: Final = 0.5
_NOT_SEEN: Final = 0.4
_MORE_SEEN: Final = 0.85
_MORE_READ: Final = 0.3
_OTHER_PLACE: Final = 0.5
_OTHER_TIME: Final = 0.2


def recognise(seen: Sighting, known: ReferenceTables) -> tuple[RecognisedMark, ...]:
    """Return what each mark may be, the surest first.

    The readings of one mark exclude each other: their trusts add up to that of the surest, which leaves little to the others.
    """
    marks = []
    for at, mark in enumerate(seen.marks):
        readings = [
            recognised for sign in known.signs if (recognised := _as_sign(at, mark, sign, seen.year, known))
        ]
        surest = max((reading.trust for reading in readings), default=0.0)
        whole = sum(reading.trust**2 for reading in readings)
        marks += [reading._replace(trust=surest * reading.trust**2 / whole) for reading in readings]
    return tuple(sorted(marks, key=lambda row: (-row.trust, row.mark, row.sign.code)))


def _as_sign(
    at: int, mark: SeenMark, sign: Sign, year: int | None, known: ReferenceTables
) -> RecognisedMark | None:
    mark = with_star(mark)
    trust = TRUST.get(sign.confidence, 0.0) * _kind_trust(mark, sign)
    values = inscriptions.InscriptionFit()
    if sign.reads and mark.text:
        row = inscriptions.find(sign.reads, mark.text, known.countries)
        if row is None or not row.read:
            return None
        values = row
    elif sign.reads:
        if not sign.symbols & mark.symbols:
            return None
        trust *= _NOT_SEEN
    elif mark.text:
        trust *= _MORE_READ
    if sign.symbols and mark.symbols:
        if not sign.symbols & mark.symbols:
            return None
        trust *= _PARTLY if sign.symbols - mark.symbols else 1.0
        trust *= _MORE_SEEN if mark.symbols - sign.symbols else 1.0
    elif sign.symbols:
        is_told = sign.reads and mark.text and (sign.kind != "regional" or mark.kind)
        trust *= _NOT_SEEN if is_told else 0.0
    elif mark.symbols:
        trust *= (_MORE_READ if sign.kind in _BARE else _MORE_SEEN) if mark.text else 0.0
    if year and not (sign.since or year) <= year <= (sign.until or year):
        trust *= _OTHER_TIME
    if mark.place and sign.places and mark.place not in sign.places:
        trust *= _OTHER_PLACE
    country = known.countries.get(values.country) or sign.country
    return RecognisedMark(at, sign, country, values.year, trust) if trust and (country or sign.make) else None


def with_star(mark: SeenMark) -> SeenMark:
    """The same with a typed star before letters as the symbol that it is (`*KE`)."""
    text = mark.text.strip()
    if text[:1] in ("*", "★", "☆") and text[1:2].isalpha():
        return replace(mark, text=text[1:], symbols=mark.symbols | {"star"})
    return mark


def _kind_trust(mark: SeenMark, sign: Sign) -> float:
    if not mark.kind:
        return _KIND_OPEN.get(sign.kind, 1.0)
    if mark.kind in _TELLS[sign.kind]:
        return 1.0
    return 0.0 if sign.kind in _KIND_OPEN else _KIND_OTHER
