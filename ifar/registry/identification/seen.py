"""What is given and what is answered: the shapes of identification. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

Why = Literal["held", "imported", "made", "proofed"]
WHYS: Final[tuple[Why, ...]] = ("held", "imported", "made", "proofed")
"""Why a State may know the firearm, the freshest knowledge first: whose stock it was, who imported it last, who made it, who proofed it."""

TRUST: Final[Mapping[str, float]] = {"high": 0.95, "medium": 0.75, "low": 0.45}
"""How far a row of the tables is believed (`reference.columns.CONFIDENCES`)."""


@dataclass(frozen=True, slots=True)
class SeenMark:
    """One mark as it was seen: what is written in it, its kind and place where known (codes), the symbols in it (codes)."""

    text: str = ""
    kind: str = ""
    place: str = ""
    symbols: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sighting:
    """What an officer sees; everything may be missing. Codes are those of the reference data, `serial` may hold `?` and `*`."""

    type: str | None = None
    calibre: str | None = None
    make: str | None = None
    country: str | None = None
    year: int | None = None
    serial: str = ""
    marks: tuple[SeenMark, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything was seen."""
        named = (self.type, self.calibre, self.make, self.country, self.serial)
        return any(named) or any(mark.text or mark.symbols for mark in self.marks)


class Sign(NamedTuple):
    """A row of the table of signs: what a mark of this look tells."""

    code: str
    kind: str
    symbols: frozenset[str]
    reads: str
    places: frozenset[str]
    country: str | None
    make: str | None
    since: int | None
    until: int | None
    confidence: str


class Style(NamedTuple):
    """A row of the table of serial numbers' forms."""

    code: str
    shapes: str
    make: str | None
    model: str | None
    type: str | None
    country: str | None
    confidence: str


class Built(NamedTuple):
    """A model: its make, type and calibre as the tables know them."""

    code: str
    make: str
    type: str | None
    calibre: str | None


@dataclass(frozen=True)
class ReferenceTables:
    """The tables: signs, forms of serial numbers, make -> country, models, type -> its wider type, ISO code -> country."""

    signs: tuple[Sign, ...]
    styles: tuple[Style, ...]
    makes: Mapping[str, str | None]
    models: tuple[Built, ...]
    wider: Mapping[str, str]
    countries: Mapping[str, str]


class ModelCount(NamedTuple):
    """Records of a make and model that the register holds: those whose serial number has the form, and all of them."""

    make: str
    model: str | None
    fits: int
    all: int


class RecognisedMark(NamedTuple):
    """A mark taken for a sign: the mark's place in what was seen, country and year as read, trust from 0 to 1."""

    mark: int
    sign: Sign
    country: str | None
    year: int | None
    trust: float


class Reason(NamedTuple):
    """One reason (`REASONS`) with its evidence and what the words need."""

    code: str
    evidence: float
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Likely:
    """A country, make or model (`code`) that it may be, with its reasons; `country` and `make` where they are known."""

    code: str
    probability: float
    reasons: tuple[Reason, ...]
    country: str | None = None
    make: str | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A State to ask and why; `year` of the import, `probability` that it is the country of manufacture."""

    country: str
    why: Why
    year: int | None = None
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Identified:
    """The answer: what the marks were taken for, what it may be (the likeliest first), and whom to ask."""

    recognised: tuple[RecognisedMark, ...] = ()
    countries: tuple[Likely, ...] = ()
    makes: tuple[Likely, ...] = ()
    models: tuple[Likely, ...] = ()
    ask: tuple[Ask, ...] = ()
    records: int = 0


REASONS: Final[tuple[str, ...]] = (
    *(f"{name}.{value}" for name in ("type", "calibre", "make", "country") for value in ("agrees", "differs", "unknown")),
    *(f"proof.{value}" for value in ("agrees", "differs", "unknown")),
    *(f"factory.{value}" for value in ("agrees", "near", "differs", "unknown")),
    *(f"made_elsewhere.{value}" for value in ("agrees", "differs", "unknown")),
    "import.differs",
    *(f"serial.{value}" for value in ("agrees", "near", "differs", "unknown")),
    "register.agrees",
    "register.differs",
)  # fmt: skip
"""Every code that a reason may have, for the edge to have words for."""
