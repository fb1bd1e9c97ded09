"""Every category of the IAFQ (domain 4.1) is reached by one answer and counted once; its own sums (G5) come out."""

from __future__ import annotations

import csv
from collections import Counter
from itertools import chain, repeat
from pathlib import Path

import pytest

from ifar import reference
from ifar.recoveries import categories
from ifar.recoveries.categories import Accused, CategoryFacts, Cell, cells_of, gaps, justice_of, table

FACTS = Path(reference.__file__).parent / "facts"


def _labels(name):
    with (FACTS / f"{name}.csv").open(encoding="utf-8") as lines:
        return {row["code"]: row["as_iafq"] for row in csv.DictReader(lines) if row["as_iafq"]}


LABELS = {name: _labels(name) for name in categories.LIST_OF.values()}

# As they stand in UNODC's data file, spelling included; block -> (field, code -> label).
VERBATIM = {
    "by type": ("type", {
        "pistol": "pistol", "revolver": "revolver", "rifle": "rifle (Inlcuding Carbine)", "shotgun": "shotgun (Including Short Carbine)",
        "submachine_gun": "submachine gun", "machine_gun": "machine gun", "grenade_launcher": "other weapons", "long_gun": "Unknown status on type",
    }),
    "by marking": ("marking", {
        "unique": "uniquely marked", "altered": "altered marking", "none": "no marking", "unknown": "unknown Status On Marking",
    }),
    "by condition": ("condition", {
        "industrial": "Industrially manufactured arms", "assembled": "Assembled arms", "converted": "Converted arms",
        "modified": "Modified arms", "reactivated": "Reactivated arms", "other_illicit": "otherwise illicitly manufactured",
        "unknown": "otherwise illicitly manufactured",
    }),
    "by legal justification of seizure": ("ground", {
        "illicit_possession": "illicit posession", "illicit_use": "illicit use", "illicit_trafficking": "illicit trafficking",
        "illicit_manufacture": "illicit manufacture", "altered_marks": "Altered markings", "other": "other", "unknown": "unknown",
    }),
    "by location": ("location", {
        "national_territory": "national territory", "land_borders": "land borders", "airports": "planes and airports",
        "harbours": "vessels and harbours", "other": "other", "unknown": "unknown",
    }),
    "by other suspected offences": ("offences", {
        "firearms_trafficking": "Illicit trafficking of firearms", "other_arms_offences": "Other arms offences",
        "drug_trafficking": "Drug trafficking", "other_trafficking": "Other type of trafficking", "violent_crime": "Violent crime",
        "terrorism": "Acts of terrorism", "organised_crime": "Other forms of organized crime", "other": "Other",
    }),
    "by location (tracing)": ("tracing", {
        "legitimate_owner_national": "Uniquely identifiable - from legitimate owner in national registry",
        "illegitimate_owner_national": "Uniquely identifiable - from illegitimate owner in national registry",
        "illegitimate_owner_foreign": "Uniquely identifiable - from illegitimate owner in foreign registry",
        "diversion_otherwise_identified": "Uniquely identifiable - point of diversion otherwise identified",
        "attempted_no_result": "Uniquely identifiable - tracing attempted, no point of diversion identified",
        "pending": "Uniquely identifiable - tracing procedure pending",
        "not_initiated": "Uniquely identifiable - no tracing procedure initiated",
        "illicitly_manufactured": "Not uniquely identifiable - Illicitly manufactured",
        "erased_or_altered": "Not uniquely identifiable - Erased or altered marking",
        "no_information": "Not uniquely identifiable - No further information available",
        "marking_unknown": "Unknown status regarding marking",
    }),
}  # fmt: skip
ANSWERS = [
    (block, field, code, label) for block, (field, codes) in VERBATIM.items() for code, label in codes.items()
]


@pytest.mark.parametrize(("block", "field", "code", "label"), ANSWERS, ids=lambda item: str(item)[:40])
def test_each_answer_counts_once_in_its_own_cell(block, field, code, label):
    values = {field: (code,) if field == "offences" else code}
    cells = cells_of(CategoryFacts("seized", "firearm", **values), LABELS)
    n = 2 if (block, code) == ("by condition", "unknown") else 1
    assert cells[Cell("Arms seized", block, label, n)] == 1
    assert sum(cell.block == block for cell in cells) == 1
    assert cells[Cell("Arms seized", "Total", "Total")] == 1


def test_every_category_of_the_lists_has_its_answer():
    for block, (_field, codes) in VERBATIM.items():
        assert set(LABELS[categories.LIST_OF[block]].values()) == set(codes.values())
    assert len({(block, label) for block, _, _, label in ANSWERS}) == len(ANSWERS) - 1


@pytest.mark.parametrize(("kind", "indicator"), categories.ARMS.items())
def test_finds_and_surrenders_have_their_own_blocks(kind, indicator):
    cells = cells_of(
        CategoryFacts(
            kind,
            "firearm",
            type="pistol",
            marking="unique",
            condition="industrial",
            ground="other",
            location="other",
        ),
        LABELS,
    )
    blocks = {cell.block for cell in cells}
    assert {cell.indicator for cell in cells} == {indicator}
    assert ("by condition" in blocks) == (kind == "seized")
    assert blocks >= {"Total", "by type", "by marking", "by location (tracing)"}


def test_what_nobody_looked_at_is_missing_and_not_unknown():
    assert set(cells_of(CategoryFacts("seized", "firearm"), LABELS)) == {
        Cell("Arms seized", "Total", "Total")
    }
    unknown = CategoryFacts(
        "seized",
        "firearm",
        type_status="unknown",
        marking="unknown",
        condition="unknown",
        ground="unknown",
        location="unknown",
    )
    assert {(cell.block, cell.category) for cell in cells_of(unknown, LABELS)} == {
        ("Total", "Total"),
        ("by type", "Unknown status on type"),
        ("by marking", "unknown Status On Marking"),
        ("by condition", "otherwise illicitly manufactured"),
        ("by legal justification of seizure", "unknown"),
        ("by location", "unknown"),
        ("by location (tracing)", "Unknown status regarding marking"),
    }


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ({"marking": "unique"}, "not_initiated"),
        ({"marking": "unique", "tracing": "pending"}, "pending"),
        ({"marking": "altered"}, "erased_or_altered"),
        ({"marking": "none", "condition": "converted"}, "illicitly_manufactured"),
        ({"marking": "none", "condition": "industrial"}, "no_information"),
        ({"marking": "unknown"}, "marking_unknown"),
        ({}, ""),
    ],
)
def test_the_outcome_of_tracing_follows_from_the_marks_where_nothing_is_noted(said, outcome):
    assert categories.tracing_of(CategoryFacts("seized", "firearm", **said)) == outcome


def test_parts_and_ammunition_count_by_their_pieces_and_what_was_not_recovered_nowhere():
    sums = table(
        [
            CategoryFacts("seized", "ammunition", 250),
            CategoryFacts("seized", "part", 3),
            CategoryFacts("found", "ammunition", 9),
            CategoryFacts("shooting", "cartridge_case", 5),
            CategoryFacts("shooting", "unrecovered"),
            CategoryFacts("seized", "bullet"),
        ],
        LABELS,
        seizures=2,
    )
    assert sums == {
        Cell("Ammunition seized", "Total", "Total"): 250,
        Cell("Parts and components seized", "Total", "Total"): 3,
        Cell("Instances/cases of seizures", "Total", "Total"): 2,
    }


def _spread(**counts):
    return list(chain.from_iterable(repeat(code, number) for code, number in counts.items()))


def test_g5_the_sums_of_spain_2021():
    types = _spread(
        pistol=3163,
        revolver=914,
        rifle=1177,
        shotgun=2640,
        submachine_gun=125,
        machine_gun=15,
        grenade_launcher=27,
    )
    markings = _spread(unique=6769, altered=138, none=1154)
    conditions = _spread(
        industrial=7812, assembled=4, converted=95, modified=66, reactivated=42, other_illicit=32, unknown=10
    )
    grounds = _spread(
        illicit_possession=13,
        illicit_use=14,
        illicit_trafficking=941,
        illicit_manufacture=183,
        altered_marks=909,
        other=6001,
    )
    arms = [
        CategoryFacts(
            "seized",
            "firearm",
            type=t,
            marking=m,
            condition=c,
            ground=g,
            offences=("violent_crime", "other") if n < 1412 else ("other",),
        )
        for n, (t, m, c, g) in enumerate(zip(types, markings, conditions, grounds, strict=True))
    ]
    sums = table(arms, LABELS)
    by_block = Counter()
    for cell, number in sums.items():
        by_block[cell.block] += number
    for block in (
        "Total",
        "by type",
        "by marking",
        "by condition",
        "by legal justification of seizure",
        "by location (tracing)",
    ):
        assert by_block[block] == 8061, block
    assert by_block["by other suspected offences"] == 9473
    assert by_block["by location"] == 0
    assert sums[Cell("Arms seized", "by condition", "otherwise illicitly manufactured", 1)] == 32
    assert sums[Cell("Arms seized", "by condition", "otherwise illicitly manufactured", 2)] == 10
    assert gaps(sums) == []


def test_a_block_that_does_not_come_to_its_total_is_said_and_one_that_nobody_filled_in_is_not():
    sums = table(
        [
            CategoryFacts("seized", "firearm", marking="unknown"),
            CategoryFacts("seized", "firearm", marking="unknown", type="pistol"),
        ],
        LABELS,
    )
    assert [(gap.block, gap.total, gap.sum) for gap in gaps(sums)] == [("by type", 2, 1)]


# Criminal justice -----------------------------------------------------------------------------------------------------------

WEAPONS = "for illicit trafficking in weapons"


@pytest.mark.parametrize(
    ("stage", "indicators"),
    [
        ("noted", set()),
        ("suspected", {"arrested/suspected"}),
        ("arrested", {"arrested/suspected"}),
        ("prosecuted", {"arrested/suspected", "prosecuted"}),
        ("acquitted", {"arrested/suspected", "prosecuted"}),
        ("convicted", {"arrested/suspected", "prosecuted", "convicted"}),
        ("dropped", {"arrested/suspected"}),
    ],
)
@pytest.mark.parametrize(("sex", "said"), [("male", "Male"), ("female", "Female"), ("unknown", "Unknown")])
def test_a_person_counts_by_stage_and_sex(stage, indicators, sex, said):
    cells = justice_of(Accused(stage, sex, ["firearms_trafficking"]))
    rows = {(cell.indicator, cell.sex) for cell in cells if WEAPONS in cell.indicator}
    assert rows == {
        (f"Individuals {indicator} {WEAPONS}", which) for indicator in indicators for which in (said, "Total")
    }


@pytest.mark.parametrize(
    ("offences", "ground", "categories_said"),
    [
        ([], "", {"Only for illicit trafficking in arms"}),
        ([], "illicit_possession", {"Illicit trafficking andIllicit possession/use of arms"}),
        (["other_arms_offences"], "", {"Illicit trafficking and other arms offences"}),
        (["drug_trafficking"], "", {"Illicit trafficking of arms and drug trafficking"}),
        (["other_trafficking"], "", {"Illicit trafficking of arms and other types of trafficking"}),
        (["violent_crime"], "", {"Illicit trafficking of arms and violent crime"}),
        (["terrorism"], "", {"Illicit trafficking of arms and terrorism"}),
        (["organised_crime", "other"], "", {"Illicit trafficking of arms and other offences"}),
    ],
)
def test_the_eight_combinations_of_offences(offences, ground, categories_said):
    cells = justice_of(Accused("suspected", "male", ["firearms_trafficking", *offences], ground))
    assert {cell.category for cell in cells if cell.block == "by type of offences"} == categories_said


def test_whoever_is_not_suspected_of_trafficking_counts_nowhere():
    assert justice_of(Accused("convicted", "male", ["violent_crime"])) == set()
