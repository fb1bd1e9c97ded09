"""What speaks for and against a maker: marks, type, calibre, names that were read, the serial number's form, the register's own records. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from math import log
from typing import Final, NamedTuple

from ifar.reference import inscriptions
from ifar.registry.identification.seen import (
    TRUST,
    ModelCount,
    Reason,
    RecognisedMark,
    ReferenceTables,
    Sighting,
    Style,
)
from ifar.registry.search.matching import ODDS, Odds

PROOFED: Final = Odds(0.70, 0.03, 0.0)
"""A firearm is proofed where it was made, or where it was first imported (C.I.P. Convention of 1969)."""
MADE_IN: Final = Odds(0.95, 0.04, 0.0)
FACTORY: Final = Odds(0.97, 0.03, 0.0)
MAKE_READ: Final = Odds(0.97, 0.05, 0.0)
MAKERS_SIGN: Final = 60.0
"""How many times likelier a maker's own sign is on this maker's firearms than on others."""
SAME_COUNTRY: Final = 0.35
"""The same for other makers of the country: signs are confused, and works of one State share them."""
ELSEWHERE: Final = 0.08
IMPORTED_HOME: Final = 0.3
"""The ratio for a country that bears its own import mark: what is made at home is seldom imported."""
NOT_MADE_HERE: Final = 0.05
MADE_ABROAD: Final = 1.05
STYLE_OF_MAKE: Final = 8.0
STYLE_OF_COUNTRY: Final = 5.0
NO_STYLE_FITS: Final = 0.5
FEWEST_READ: Final = 3
"""Characters of a serial number that must have been read before its form tells anything."""
DOUBT: Final = 20.0
"""Records that the register must have of a make before its own habits count half."""


class Leaf(NamedTuple):
    """Something that it may be: a model, another model of a make (no `model`), another maker of a country (no `make`), or neither."""

    country: str | None
    make: str | None
    model: str | None
    type: str | None
    calibre: str | None
    prior: float


def weigher(
    seen: Sighting,
    known: ReferenceTables,
    recognised: Sequence[RecognisedMark],
    counted: Collection[ModelCount],
) -> Callable[[Leaf], list[Reason]]:
    """Return what gives the reasons for and against something; many things share a country, a type, a calibre, so it remembers."""
    by_mark = [
        [row for row in recognised if row.mark == mark] for mark in sorted({row.mark for row in recognised})
    ]
    serial = _serial_weigher(seen, known)
    habits = _habits(counted)

    @cache
    def of_marks(country: str | None, make: str | None) -> tuple[Reason, ...]:
        reasons = (_of_mark(readings, country, make) for readings in by_mark)
        return tuple(reason for reason in reasons if reason is not None)

    @cache
    def of_type(held: str | None) -> Reason:
        same = held is not None and (
            held in [*_widened(seen.type, known.wider)] or seen.type in [*_widened(held, known.wider)]
        )
        return _compared("type", ODDS["type"], seen.type, held, same=same)

    @cache
    def of_calibre(held: str | None) -> Reason:
        return _compared("calibre", ODDS["calibre"], seen.calibre, held, same=held == seen.calibre)

    def weigh(leaf: Leaf) -> list[Reason]:
        reasons = list(of_marks(leaf.country, leaf.make))
        if seen.country:
            reasons.append(
                _compared("country", MADE_IN, seen.country, leaf.country, same=leaf.country == seen.country)
            )
        if seen.make:
            reasons.append(_compared("make", MAKE_READ, seen.make, leaf.make, same=leaf.make == seen.make))
        if seen.type:
            reasons.append(of_type(leaf.type))
        if seen.calibre:
            reasons.append(of_calibre(leaf.calibre))
        if (styled := serial(leaf)) is not None:
            reasons.append(styled)
        if leaf.make in habits:
            reasons.append(habits[leaf.make])
        return reasons  # fmt: skip

    return weigh


def _widened(code: str | None, wider: Mapping[str, str]) -> Iterator[str]:
    """A type and everything that it is a kind of."""
    seen: set[str] = set()
    while code and code not in seen:
        seen.add(code)
        yield code
        code = wider.get(code)


def _compared(name: str, odds: Odds, asked: str | None, held: str | None, *, same: bool) -> Reason:
    if held is None:
        return Reason(f"{name}.unknown", 0.0, {"asked": asked})
    if same:
        return Reason(f"{name}.agrees", log(odds.same / odds.chance), {"held": held})
    return Reason(f"{name}.differs", log((1 - odds.same) / (1 - odds.chance)), {"asked": asked, "held": held})


def _of_mark(readings: Sequence[RecognisedMark], country: str | None, make: str | None) -> Reason | None:
    """What one mark says of a country and make: its readings exclude each other, and it may be none of them."""
    ratios = [(reading, *_of_reading(reading, country, make)) for reading in readings]
    mixed = (
        sum(recognised.trust * ratio for recognised, _code, ratio in ratios)
        + 1
        - sum(reading.trust for reading in readings)
    )
    rows = [(recognised, code) for recognised, code, ratio in ratios if code]
    if not rows:
        return None
    if mixed >= 1:
        weighed = [
            (recognised.trust * ratio, -at) for at, (recognised, code, ratio) in enumerate(ratios) if code
        ]
    else:
        weighed = [
            (recognised.trust * (1 - ratio), -at)
            for at, (recognised, code, ratio) in enumerate(ratios)
            if code
        ]
    leading, code, _ratio = ratios[-max(weighed)[1]]
    params = {"sign": leading.sign.code, "country": leading.country, "make": leading.sign.make}
    return Reason(code, 0.0 if code.endswith(".unknown") else log(mixed), params)


def _of_reading(recognised: RecognisedMark, country: str | None, make: str | None) -> tuple[str, float]:
    """The code of the reason and the likelihood ratio of a mark if it is this sign; no code where the sign says nothing of it."""
    kind = recognised.sign.kind
    if kind in ("regional", "property"):
        return "", 1.0
    if kind == "import":
        return ("import.differs", IMPORTED_HOME) if country and country == recognised.country else ("", 1.0)
    if kind == "factory" and recognised.sign.make:
        if make == recognised.sign.make:
            return "factory.agrees", MAKERS_SIGN
        if country is None:
            return "factory.unknown", 1.0
        return (
            ("factory.near", SAME_COUNTRY)
            if country == recognised.country
            else ("factory.differs", ELSEWHERE)
        )
    name, odds = _ABOUT.get(kind, ("proof", PROOFED))
    if country is None:
        return f"{name}.unknown", 1.0
    same = country == recognised.country
    if kind == "made_elsewhere":
        return (f"{name}.differs", NOT_MADE_HERE) if same else (f"{name}.agrees", MADE_ABROAD)
    ratio = odds.same / odds.chance if same else (1 - odds.same) / (1 - odds.chance)
    return f"{name}.{'agrees' if same else 'differs'}", ratio


_ABOUT: Final[Mapping[str, tuple[str, Odds]]] = {
    "made_in": ("country", MADE_IN),
    "factory": ("factory", FACTORY),
    "made_elsewhere": ("made_elsewhere", PROOFED),
}
"""Kind of sign -> what its reasons are about, and its odds; all others are proofs."""


def _serial_weigher(seen: Sighting, known: ReferenceTables) -> Callable[[Leaf], Reason | None]:
    """Return what says whether a serial number has a form that a make (or the makers of a country) uses."""
    read = sum(character.isalnum() for character in seen.serial)
    if read < FEWEST_READ:
        return lambda _leaf: None
    fitting = {
        style.code
        for style in known.styles
        if (row := inscriptions.find(style.shapes, seen.serial)) is not None and row.read >= FEWEST_READ
    }
    styled: dict[str, list[Style]] = {}
    for style in known.styles:
        for key in (style.make, None if style.make else style.country):
            if key is not None:
                styled.setdefault(key, []).append(style)
    partly = any(character in "?*" for character in seen.serial)

    def weigh(leaf: Leaf) -> Reason | None:
        of_make = [
            style
            for style in styled.get(leaf.make or "", ())
            if style.model is None or style.model == leaf.model
        ]
        of_country = [
            style
            for style in styled.get(leaf.country or "", ())
            if style.type is None or leaf.type is None or style.type in _widened(leaf.type, known.wider)
        ]
        for styles, text, ratio in (
            (of_make, "agrees", STYLE_OF_MAKE),
            (of_country, "near", STYLE_OF_COUNTRY),
        ):
            fits = [style for style in styles if style.code in fitting]
            if fits:
                best = max(fits, key=lambda style: (TRUST.get(style.confidence, 0.0), style.code))
                trust = TRUST.get(best.confidence, 0.0)
                return Reason(f"serial.{text}", log(trust * ratio + 1 - trust), {"style": best.code})
        if of_make and not partly:
            return Reason("serial.differs", log(NO_STYLE_FITS), {"style": of_make[0].code})
        return Reason("serial.unknown", 0.0, {}) if leaf.make else None

    return weigh


def _habits(counted: Collection[ModelCount]) -> dict[str | None, Reason]:
    """Make -> what the register's own records say: whether serial numbers of this form are its habit; few records say little."""
    fits = sum(item.fits for item in counted)
    if not fits:
        return {}
    usual = (fits + 1) / (sum(item.all for item in counted) + 2)
    by_make: dict[str, tuple[int, int]] = {}
    for row in counted:
        before = by_make.get(row.make, (0, 0))
        by_make[row.make] = (before[0] + row.fits, before[1] + row.all)
    result: dict[str | None, Reason] = {}
    for make, (fitting, held) in by_make.items():
        evidence = log((fitting + DOUBT * usual) / (held + DOUBT) / usual)
        text = "agrees" if evidence >= 0 else "differs"
        result[make] = Reason(f"register.{text}", evidence, {"fits": fitting, "all": held})
    return result
