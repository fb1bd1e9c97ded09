"""Into which cell of which block of UNODC's IAFQ a recovered item counts, once; and which cells of criminal justice a person.

Pure. The blocks and labels are those of UNODC's public data file, spelling errors included, because they are the keys by which it is
read (`as_iafq` of the reference lists gives the labels; this module gives the cells). *Unknown* is an answer and has a cell in most
blocks; *missing* (nobody looked) has none: a block that was not filled in says nothing, and zero is something else (G5, Mexico 2021).

The file has two different rows with the same label "otherwise illicitly manufactured" and no row for an unknown condition; real
submissions add up to their totals only with both (236 of 251). Own reading, not confirmed by UNODC: the first is what was made
otherwise, the second what nobody could tell. `Cell.n` keeps them apart. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

Labels = Mapping[str, Mapping[str, str]]
"""Reference list -> code -> its label in the IAFQ."""

ARMS: Final[Mapping[str, str]] = {
    "seized": "Arms seized",
    "found": "Arms found",
    "surrendered": "Arms surrendered",
}
"""Kind of case -> indicator of its arms."""

BY_TYPE: Final = "by type"
BY_MARKING: Final = "by marking"
BY_CONDITION: Final = "by condition"
BY_GROUND: Final = "by legal justification of seizure"
BY_LOCATION: Final = "by location"
BY_OFFENCE: Final = "by other suspected offences"
BY_TRACING: Final = "by location (tracing)"
"""The file mislabels the tables of tracing "by location"; here they are told apart, an export writes "by location"."""
TOTAL: Final = "Total"

NOT_UNIQUE: Final[Mapping[str, str]] = {
    "altered": "erased_or_altered",
    "none": "no_information",
    "unknown": "marking_unknown",
}
"""What was seen of the marks -> outcome of tracing, where the thing cannot be told by its marks."""
ILLICITLY_MADE: Final = frozenset({"assembled", "converted", "modified", "reactivated", "other_illicit"})

LIST_OF: Final[Mapping[str, str]] = {
    BY_TYPE: "firearm_type",
    BY_MARKING: "marking",
    BY_CONDITION: "condition",
    BY_GROUND: "seizure_ground",
    BY_LOCATION: "recovery_location",
    BY_OFFENCE: "suspected_offence",
    BY_TRACING: "trace_outcome",
}
"""Block -> the reference list whose labels it has."""

SEIZED_ONLY: Final = frozenset({BY_CONDITION, BY_GROUND, BY_LOCATION, BY_OFFENCE})
SEVERAL_ANSWERS: Final = frozenset({BY_OFFENCE})
"""Blocks whose sum may pass the total."""
UNKNOWN_TYPE: Final = "Unknown status on type"
OTHERWISE_MADE: Final = "otherwise illicitly manufactured"


class Cell(NamedTuple):
    """A cell: indicator, dimension, category; `n` tells two rows with one label apart."""

    indicator: str
    block: str
    category: str
    n: int = 1


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    """What of an item, and of its case, decides where it counts. Empty means that nobody said it."""

    case_kind: str
    kind: str
    quantity: int = 1
    type: str = ""
    type_status: str = "not_asked"
    marking: str = ""
    condition: str = ""
    ground: str = ""
    location: str = ""
    offences: Sequence[str] = ()
    tracing: str = ""


def cells_of(item: CategoryFacts, labels: Labels) -> dict[Cell, int]:
    """The cells in which an item counts, with how many pieces: one in each block that was answered, in offences one for each.

    What is no recovery (a shooting without a gun), and the firearm that was not found, counts nowhere.
    """
    indicator = ARMS.get(item.case_kind)
    if indicator is None:
        return {}
    if item.kind == "part":
        return (
            {Cell("Parts and components seized", TOTAL, TOTAL): item.quantity}
            if item.case_kind == "seized"
            else {}
        )
    if item.kind == "ammunition":
        return {Cell("Ammunition seized", TOTAL, TOTAL): item.quantity} if item.case_kind == "seized" else {}
    if item.kind != "firearm":
        return {}
    result: dict[Cell, int] = {Cell(indicator, TOTAL, TOTAL): 1}
    for block in LIST_OF:
        if block in SEIZED_ONLY and item.case_kind != "seized":
            continue
        for cell in _in_block(indicator, block, item, labels):
            result[cell] = 1
    return result


def _in_block(indicator: str, block: str, item: CategoryFacts, labels: Labels) -> list[Cell]:
    values = labels[LIST_OF[block]]
    if block == BY_TYPE:
        label = values.get(item.type) if item.type else None
        if label is None and item.type_status in ("unknown", "none"):
            label = UNKNOWN_TYPE
        return [Cell(indicator, block, label)] if label else []
    if block == BY_CONDITION and item.condition == "unknown":
        return [Cell(indicator, block, OTHERWISE_MADE, 2)]
    if block == BY_OFFENCE:
        return [
            Cell(indicator, block, values[code]) for code in dict.fromkeys(item.offences) if code in values
        ]
    code = {
        BY_MARKING: item.marking,
        BY_CONDITION: item.condition,
        BY_GROUND: item.ground,
        BY_LOCATION: item.location,
        BY_TRACING: tracing_of(item),
    }[block]
    return [Cell(indicator, block, values[code])] if code in values else []


def tracing_of(item: CategoryFacts) -> str:
    """The outcome of tracing (tables 5.1-5.3): what was noted; else what follows from the marks; empty where nobody looked at them.

    A uniquely marked arm of which nothing is noted has had no tracing. One without marks that no factory made was illicitly made.
    """
    if item.tracing or not item.marking:
        return item.tracing
    if item.marking == "unique":
        return "not_initiated"
    if item.marking == "none" and item.condition in ILLICITLY_MADE:
        return "illicitly_manufactured"
    return NOT_UNIQUE[item.marking]


def table(items: Iterable[CategoryFacts], labels: Labels, seizures: int = 0) -> Counter[Cell]:
    """All cells with their sums; `seizures` = cases of seizure, which have a cell of their own."""
    sums: Counter[Cell] = Counter()
    for item in items:
        sums.update(cells_of(item, labels))
    if seizures:
        sums[Cell("Instances/cases of seizures", TOTAL, TOTAL)] = seizures
    return sums


class Gap(NamedTuple):
    """A block whose cells do not come to the total: real submissions have such, so it is said and not refused."""

    indicator: str
    block: str
    total: int
    sum: int


def gaps(sums: Mapping[Cell, int]) -> list[Gap]:
    """The blocks that were filled in and whose sum is not the total of the arms (IAFQ's own check; offences may be more)."""
    results = []
    for indicator in ARMS.values():
        total = sums.get(Cell(indicator, TOTAL, TOTAL), 0)
        for block in LIST_OF:
            filled = [
                number for cell, number in sums.items() if cell.indicator == indicator and cell.block == block
            ]
            together = sum(filled)
            apart = together < total if block in SEVERAL_ANSWERS else together != total
            if filled and apart:
                results.append(Gap(indicator, block, total, together))
    return results


# Criminal justice -----------------------------------------------------------------------------------------------------------

TRAFFICKING: Final = "firearms_trafficking"
STAGES: Final[Mapping[str, str]] = {
    "suspected": "Individuals arrested/suspected",
    "arrested": "Individuals arrested/suspected",
    "prosecuted": "Individuals prosecuted",
    "convicted": "Individuals convicted",
}
"""How far proceedings came -> indicator. Whoever was convicted was prosecuted and suspected before."""
REACHED: Final[Mapping[str, tuple[str, ...]]] = {
    "suspected": ("suspected",),
    "arrested": ("suspected",),
    "prosecuted": ("suspected", "prosecuted"),
    "acquitted": ("suspected", "prosecuted"),
    "convicted": ("suspected", "prosecuted", "convicted"),
    "dropped": ("suspected",),
}
SEXES: Final[Mapping[str, str]] = {"male": "Male", "female": "Female", "unknown": "Unknown"}
COMBINED: Final[Mapping[str, str]] = {
    "possession": "Illicit trafficking andIllicit possession/use of arms",
    "other_arms_offences": "Illicit trafficking and other arms offences",
    "drug_trafficking": "Illicit trafficking of arms and drug trafficking",
    "other_trafficking": "Illicit trafficking of arms and other types of trafficking",
    "violent_crime": "Illicit trafficking of arms and violent crime",
    "terrorism": "Illicit trafficking of arms and terrorism",
    "organised_crime": "Illicit trafficking of arms and other offences",
    "other": "Illicit trafficking of arms and other offences",
}
"""Other offence -> the category of those who are suspected of it beside trafficking, verbatim."""
ONLY: Final = "Only for illicit trafficking in arms"


class Justice(NamedTuple):
    """A cell of criminal justice: indicator, dimension, category, sex."""

    indicator: str
    block: str
    category: str
    sex: str


@dataclass(frozen=True, slots=True)
class Accused:
    """What of a person decides where they count: how far proceedings came, for which offences, their sex, the case's ground."""

    stage: str
    sex: str
    offences: Sequence[str] = ()
    ground: str = ""


def justice_of(accused: Accused) -> set[Justice]:
    """The cells in which a person counts, each once: by stage and sex, and in one combination of offences for each other offence."""
    if TRAFFICKING not in accused.offences or accused.stage not in REACHED:
        return set()
    justices = {
        Justice(
            "Individuals targeted by criminal justice system due to illicit trafficking in weapons",
            TOTAL,
            TOTAL,
            TOTAL,
        )
    }
    for stage in REACHED[accused.stage]:
        indicator = f"{STAGES[stage]} for illicit trafficking in weapons"
        justices |= {Justice(indicator, TOTAL, TOTAL, sex) for sex in (SEXES[accused.sex], TOTAL)}
    others = {COMBINED[code] for code in accused.offences if code in COMBINED}
    if accused.ground in ("illicit_possession", "illicit_use"):
        others.add(COMBINED["possession"])
    return justices | {
        Justice("Individuals arrested/suspected", "by type of offences", category, TOTAL)
        for category in others or {ONLY}
    }
