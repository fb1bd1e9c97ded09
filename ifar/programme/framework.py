"""The strategy's framework: ambition, outcomes, priority areas × catalysts, benchmarks for action, regions of presence.

Outcomes, benchmarks and regions follow the meaning of UNODC's *Global Strategy on Illicit Firearms and Interconnected Threats 2023-2030*; ifar
is an independent implementation and speaks for nobody. The strategy's own names of its five priority areas and five catalysts are not known to
us: the areas below are inferred from the themes of its introduction and marked so, the catalysts are blanks. Both are data: a theme that
somebody sets (`theme` in `acts.py`) stands in the place of the one that ships. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

KINDS: Final = ("ambition", "outcome", "area", "catalyst", "benchmark", "region", "related")
PREFIX: Final[Mapping[str, str]] = {
    "ambition": "S",
    "outcome": "O",
    "area": "A",
    "catalyst": "C",
    "benchmark": "B",
    "region": "R",
    "related": "F",
}
"""Kind -> the letter with which its codes begin: `A3` is the third priority area, `A3C2` a cell of the matrix."""
WIDE: Final = 5
"""Priority areas, and catalysts: the matrix has 25 cells."""


@dataclass(frozen=True, slots=True)
class Theme:
    """One thing of the framework. `inferred`: the name is ours and not the strategy's own. An empty name is a blank to be filled in."""

    code: str
    kind: str
    name: str
    inferred: bool = False
    names: Mapping[str, str] | None = None
    """Names by language, of a theme that somebody set; the shipped ones are translated with the program."""


SHIPPED: Final[tuple[Theme, ...]] = (
    Theme("S1", "ambition", "Prevent and combat illicit firearms and the threats that they connect with"),
    Theme("O1", "outcome", "Legislative, policy and institutional regimes follow international standards"),
    Theme("O2", "outcome", "Practitioners have the expertise to prevent, detect, investigate and prosecute"),
    Theme("O3", "outcome", "Local communities, women and youth among them, take part and are safer"),
    Theme("O4", "outcome", "Public bodies and private stakeholders act together"),
    Theme("A1", "area", "Legislative and regulatory frameworks", inferred=True),
    Theme("A2", "area", "Criminalization and enforcement", inferred=True),
    Theme("A3", "area", "Disrupting flows and dismantling networks", inferred=True),
    Theme("A4", "area", "People-centred and human-rights approaches", inferred=True),
    Theme("A5", "area", "Advanced cooperation", inferred=True),
    *(Theme(f"C{n}", "catalyst", "", inferred=True) for n in range(1, WIDE + 1)),
    Theme("B1", "benchmark", "Context-specific"),
    Theme("B2", "benchmark", "Interconnected threats"),
    Theme("B3", "benchmark", "People-centred"),
    Theme("B4", "benchmark", "Alliances and partnerships"),
    Theme("R1", "region", "West and Central Africa and the Sahel"),
    Theme("R2", "region", "Latin America and the Caribbean"),
    Theme("R3", "region", "Ukraine"),
    Theme("R4", "region", "Western Balkans"),
    Theme("R5", "region", "Afghanistan, Central Asia and Pakistan"),
    Theme("R6", "region", "Iraq"),
    Theme("F1", "related", "2030 Agenda for Sustainable Development (target 16.4)"),
    Theme("F2", "related", "New Agenda for Peace"),
    Theme("F3", "related", "South-South cooperation"),
)
PRESENCE: Final[Mapping[str, frozenset[str]]] = {
    "R1": frozenset(
        [
            "BF",
            "BJ",
            "CI",
            "CV",
            "GH",
            "GM",
            "GN",
            "GW",
            "LR",
            "ML",
            "MR",
            "NE",
            "NG",
            "SL",
            "SN",
            "TG",
            "AO",
            "CD",
            "CF",
            "CG",
            "CM",
            "GA",
            "GQ",
            "ST",
            "TD",
        ]
    ),
    "R2": frozenset(
        [
            "AG",
            "AR",
            "BB",
            "BO",
            "BR",
            "BS",
            "BZ",
            "CL",
            "CO",
            "CR",
            "CU",
            "DM",
            "DO",
            "EC",
            "GD",
            "GT",
            "GY",
            "HN",
            "HT",
            "JM",
            "KN",
            "LC",
            "MX",
            "NI",
            "PA",
            "PE",
            "PY",
            "SR",
            "SV",
            "TT",
            "UY",
            "VC",
            "VE",
        ]
    ),
    "R3": frozenset({"UA"}),
    "R4": frozenset(["AL", "BA", "ME", "MK", "RS", "XK"]),
    "R5": frozenset(["AF", "KG", "KZ", "PK", "TJ", "TM", "UZ"]),
    "R6": frozenset({"IQ"}),
}
"""Region of presence -> the countries in it (ISO 3166), by the regions of the United Nations' M49 that its name says."""
CODES: Final = frozenset(theme.code for theme in SHIPPED)


def cell(area: int, catalyst: int) -> str:
    """The code of a cell: `A3C2`."""
    return f"A{area}C{catalyst}"


CELLS: Final = tuple(cell(area, catalyst) for area in range(1, WIDE + 1) for catalyst in range(1, WIDE + 1))
"""The 25 cells, row by row."""


def regions(countries: Iterable[str]) -> frozenset[str]:
    """The regions in which a project with these countries is present."""
    there = frozenset(countries)
    return frozenset(code for code, of in PRESENCE.items() if of & there)


def with_set(shipped: Iterable[Theme], given: Iterable[Theme]) -> tuple[Theme, ...]:
    """The framework as it stands: what was set in the place of what ships, and what was added, in the order of the codes."""
    by_code = {theme.code: theme for theme in shipped} | {theme.code: theme for theme in given}
    return tuple(
        sorted(by_code.values(), key=lambda theme: (KINDS.index(theme.kind), len(theme.code), theme.code))
    )


def code_fits(code: str, kind: str) -> bool:
    """Whether a code is one of its kind: the kind's letter and a number. Areas and catalysts are five, outcomes four: the matrix is fixed."""
    letter, number = code[:1], code[1:]
    if PREFIX.get(kind) != letter or not number.isascii() or not number.isdigit() or number[0] == "0":
        return False
    return (kind in ("region", "related", "benchmark") and len(number) <= 2) or code in CODES


def kind_of(code: str) -> str:
    """The kind of a code of the framework; nothing where the matrix has no such place."""
    return next((kind for kind in PREFIX if code_fits(code, kind)), "")
