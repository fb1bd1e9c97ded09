"""What is known of each piece of a consignment, from what was packed and what was seen of it on its way.

Nothing counts as arrived that nobody saw: where it is said to be, and to which degree anybody saw it there, are told apart. A serial number that was
looked for and not read is missing; another one in its place is a substitution, and where it cannot be told in whose place it stands, both are said. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ifar.typed import bare

LEGS: Final = ("exit", "transit_entry", "transit_exit", "entry", "receipt", "check")
"""Where it was seen: at exit, into and out of a transit State, into the State of destination, by the consignee; `check` is anywhere between."""
DEGREES: Final = ("declared", "seal_intact", "counted", "serial_read")
"""How closely it was looked at, the least first (domain: degree of verification)."""
BY: Final = ("own", "customs_abroad", "authority_abroad", "carrier", "consignee", "other")
"""Whose report it is: of one's own office, or of whom."""
FINDINGS: Final = (
    "missing",
    "substituted",
    "unknown",
    "seal",
    "short",
    "over",
    "recipient",
    "off_route",
    "unreleased",
)
"""What an observation may show that somebody must answer for."""
_ALIKE: Final = str.maketrans("OI", "01")


def folded(number: str) -> str:
    """A serial number as it is compared where none bears it exactly: letters and digits that look alike are one."""
    return bare(number).translate(_ALIKE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A firearm, a serial number or so many of one kind, as it was packed."""

    id: str
    crate: str
    serial: str
    firearm: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Box:
    """A crate and its seals, as they were packed."""

    id: str
    seals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reports of a consignment, or of one crate of it (`crate`; empty for all)."""

    id: str
    leg: str
    country: str
    at: Any
    degree: str
    crate: str = ""
    seals: tuple[str, ...] = ()
    counted: int | None = None
    serials: tuple[str, ...] = ()
    other_recipient: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What an observation shows that differs: the pieces that it is about, and the serial numbers that were read beside them."""

    code: str
    pieces: tuple[str, ...] = ()
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a piece.

    Attributes:
        leg, country, degree, at: how far it is said to have come, and to which degree anybody saw it there; an empty leg while it is packed.
        seen: the observation that saw it last, to a degree above `declared`.
        verdict: `missing`, `substituted`, or empty.
        others: serial numbers that were read in its place, or perhaps in its place.
        by: the observation that says so.
    """

    leg: str = ""
    country: str = ""
    degree: str = ""
    at: Any = None
    seen: Report | None = None
    verdict: str = ""
    others: tuple[str, ...] = ()
    by: str = ""

    @property
    def told(self) -> str:
        """In one word: `missing`, `substituted`, the degree, or `packed`."""
        return self.verdict or self.degree or "packed"


@dataclass(frozen=True, slots=True)
class Read:
    """How serial numbers that were read compare with those that were packed; `found` is what was read of each piece."""

    found: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Whole:
    """A consignment as it was packed, and its route."""

    pieces: Sequence[Piece]
    boxes: Mapping[str, Box]
    through: Sequence[str] = ()
    from_state: str = ""
    into_state: str = ""
    released: bool = True
    _exact: dict[str, list[Piece]] = field(default_factory=dict)
    _alike: dict[str, list[Piece]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for piece in self.pieces:
            for text in {bare(piece.serial), bare(piece.firearm)} - {""}:
                self._exact.setdefault(text, []).append(piece)
                self._alike.setdefault(folded(text), []).append(piece)

    def bearing(self, text: str) -> list[Piece]:
        """The pieces that bear a serial number or an identifier, letters and digits that look alike taken for the same where none bears it exactly."""
        words = bare(text)
        return self._exact.get(words) or self._alike.get(folded(words), [])

    def covered(self, seen: Report) -> list[Piece]:
        """The pieces at which somebody looked."""
        return [piece for piece in self.pieces if seen.crate in ("", piece.crate)]

    def is_on_route(self, country: str) -> bool:
        """Whether a State lies on the route; what names none does."""
        return not country or country in (self.from_state, self.into_state, *self.through)

    def rank(self, leg: str, country: str) -> int | None:
        """How far on its way a leg is; None for what lies on no leg of the route."""
        if leg in ("transit_entry", "transit_exit"):
            if country not in self.through:
                return None
            return 1 + 2 * list(self.through).index(country) + (leg == "transit_exit")
        return {"exit": 0, "entry": 1000, "receipt": 1001}.get(leg)


def read(whole: Whole, seen: Report) -> Read:
    """Compare the serial numbers that were read with those that were packed where somebody looked.

    Where several pieces bear one number, each reading of it stands for one of them, those that were looked at first. Numbers read beside a count are
    seen, and nothing is missing by them; what a declaration says was seen by nobody, yet a number that was not packed differs there too.
    """
    result, unknown = dict[str, str](), dict[str, None]()
    for text in seen.serials:
        bearing = whole.bearing(text)
        if not bearing:
            unknown[text] = None
        free = [item for item in bearing if item.id not in result]
        for piece in sorted(free, key=lambda item: seen.crate not in ("", item.crate))[:1]:
            result[piece.id] = text
    if seen.degree not in ("serial_read", "counted"):
        return Read(unknown=tuple(unknown))
    looked_for = whole.covered(seen) if seen.degree == "serial_read" else []
    missing = tuple(item.id for item in looked_for if item.serial and item.id not in result)
    return Read(result, missing, tuple(unknown))


@dataclass(frozen=True, slots=True)
class Arrived:
    """That somebody read the serial number of a piece in the State of destination: as it was read, and when."""

    serial: str
    at: Any


def arrived(whole: Whole, observations: Sequence[Report]) -> dict[str, Arrived]:
    """The pieces whose numbers somebody read where they were to go, and that were not looked for in vain since."""
    result: dict[str, Arrived] = {}
    report = standings(whole, observations)
    for seen in observations:
        is_there = seen.country == whole.into_state or (seen.leg in ("entry", "receipt") and not seen.country)
        if is_there:
            for piece, text in read(whole, seen).found.items():
                result.setdefault(piece, Arrived(text, seen.at))
    return {piece: value for piece, value in result.items() if not report[piece].verdict}


def are_other_seals(whole: Whole, seen: Report) -> bool:
    """Whether the seals that were read are others than those of the crate, or of all crates."""
    if not seen.seals:
        return False
    boxes = [box for box in whole.boxes.values() if seen.crate in ("", box.id)]
    return {bare(seal) for seal in seen.seals} != {bare(seal) for box in boxes for seal in box.seals}


def findings(whole: Whole, seen: Report) -> list[Finding]:
    """What an observation shows that differs from what was packed and authorised."""
    results, compared = [], read(whole, seen)
    if compared.unknown and 0 < len(compared.missing) <= len(compared.unknown):
        results.append(Finding("substituted", compared.missing, compared.unknown))
    else:
        if compared.missing:
            results.append(Finding("missing", compared.missing, compared.unknown))
        if compared.unknown:
            results.append(Finding("unknown", (), compared.unknown))
    if are_other_seals(whole, seen):
        results.append(Finding("seal", (), seen.seals))
    expected = sum(piece.quantity for piece in whole.covered(seen))
    if seen.counted is not None and seen.counted != expected:
        results.append(Finding("short" if seen.counted < expected else "over"))
    if seen.other_recipient:
        results.append(Finding("recipient"))
    if not whole.is_on_route(seen.country):
        results.append(Finding("off_route"))
    if not whole.released and seen.leg != "check":
        results.append(Finding("unreleased"))
    return results


def _degree(whole: Whole, seen: Report) -> str:
    """To which degree an observation saw the pieces at which it looked and whose serial numbers it does not tell."""
    if seen.degree == "counted":
        expected = sum(item.quantity for item in whole.covered(seen))
        return "counted" if seen.counted in (None, expected) else "declared"
    if seen.degree == "seal_intact":
        # Who calls seals intact and reads none of their numbers saw no seal of this consignment.
        return "seal_intact" if seen.seals and not are_other_seals(whole, seen) else "declared"
    return "declared"


def standings(whole: Whole, observations: Iterable[Report], left_at: Any = None) -> dict[str, Standing]:
    """What is known of each piece, from every observation in the order of its time.

    Args:
        left_at: when it was released at exit; None where it was not.
    """
    begun = Standing() if left_at is None else Standing("exit", whole.from_state, "declared", left_at)
    result = {item.id: begun for item in whole.pieces}
    for seen in observations:
        compared, degree = read(whole, seen), _degree(whole, seen)
        covered, missing = {item.id for item in whole.covered(seen)}, frozenset(compared.missing)
        # What stood alike and was seen alike stands alike: of thousands of pieces few are worked out.
        after: dict[tuple[int, bool, bool], Standing] = {}
        for piece in whole.pieces:
            is_found = piece.id in compared.found
            if not is_found and piece.id not in covered:
                continue
            was = result[piece.id]
            key = (id(was), is_found, piece.id in missing)
            if key not in after:
                after[key] = _after(whole, was, seen, "serial_read" if is_found else degree)
                after[key] = _judged(after[key], seen, compared, is_found=is_found, is_missing=key[2])
            result[piece.id] = after[key]
    return result


def _is_there(was: Standing, seen: Report) -> bool:
    """Whether a check between the legs says how closely a piece was seen where it is said to be; it says of no consignee that they received it."""
    if seen.leg != "check" or was.leg == "receipt":
        return False
    return not was.leg or seen.country == was.country or (was.leg == "exit" and not seen.country)


def _after(whole: Whole, was: Standing, seen: Report, degree: str) -> Standing:
    """How a piece stands once it was seen to a degree."""
    now, rank = was, whole.rank(seen.leg, seen.country)
    before = whole.rank(was.leg, was.country) if was.leg else -1
    if rank is not None and before is not None and rank > before:
        now = replace(now, leg=seen.leg, country=seen.country, degree=degree, at=seen.at)
    elif (rank == before or _is_there(was, seen)) and DEGREES.index(degree) > DEGREES.index(
        was.degree or "declared"
    ):
        now = replace(now, degree=degree, at=seen.at)
    return replace(now, seen=seen) if degree != "declared" else now


def _judged(now: Standing, seen: Report, compared: Read, *, is_found: bool, is_missing: bool) -> Standing:
    """The same with what the serial numbers that were read say of it."""
    if is_found:
        return replace(now, verdict="", others=(), by="")
    if is_missing:
        is_replaced = compared.unknown and len(compared.missing) <= len(compared.unknown)
        verdict = "substituted" if is_replaced else "missing"
        return replace(now, verdict=verdict, others=compared.unknown, by=seen.id)
    return now
