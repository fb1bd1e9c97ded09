"""The acts on cases and items of recoveries. Pure.

What else an act asks for stands in `recoveries_check`: whose case it is, that nobody is named where nobody may be, that an item that is linked is the
firearm that was taken in. What follows from it beside its record, hits and people, writes `recoveries_after`. Pure.
"""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Acts, Condition, Listed, Record, Referenced, stays, to

CASE_STATES: Final = ("open", "concluded")
ITEM_STATES: Final = ("open", "linked", "merged")
"""Nothing linked yet; it is a firearm of the register; another item is what this one was thought to be."""

CASE_COLUMNS: Final = (
    "number", "occurred_from", "occurred_to", "precision", "zone", "place", "area", "latitude", "longitude",
    "place_precision", "location", "ground", "offences", "threats", "concealment", "conveyance", "route", "kept", "price", "currency",
    "price_kind", "report",
)  # fmt: skip
"""What is said of a case, when it is opened and later."""

SETTLED: Final = ("kind", "anonymous", "capture")
"""What is settled when a case is opened: a promise that nobody will be named (ITI para. 9) is not taken back afterwards."""

ITEM_COLUMNS: Final = (
    "kind", "quantity", "exhibit", "identity", "marks", "marking", "condition", "origin", "features", "photos", "searches", "question",
)  # fmt: skip
"""What is said of an item, when it is entered and later."""

_CASE_OPEN: Final = Referenced(
    code="recoveries.case.concluded", column="case", record_type="case", states=("open",)
)
_FOUND: Final = ("open", "linked")
_OWN: Final = "nobody, because its office itself does it and finds it on the page of the case"

CASE: Final = (
    Act(
        "case",
        "opened",
        to("open", ""),
        (*SETTLED, *CASE_COLUMNS),
        personal={"narrative": "narrative"},
        hears=_OWN,
    ),
    Act("case", "amended", stays("open"), CASE_COLUMNS, personal={"narrative": "narrative"}, hears=_OWN),
    Act("case", "person_named", stays("open"), article="ITI para. 9", hears=_OWN),
    Act("case", "person_changed", stays(*CASE_STATES), hears=_OWN),
    Act(
        "case",
        "shared",
        stays(*CASE_STATES),
        ("shared",),
        hears="nobody, because the office with which it is shared finds it in its list of cases",
    ),
    Act("case", "handed_over", stays(*CASE_STATES), hears=_OWN),
    Act("case", "concluded", to("concluded", "open"), hears=_OWN),
    Act("case", "reopened", to("open", "concluded"), hears=_OWN),
)
ITEM: Final = (
    Act("item", "entered", to("open", ""), ("line", *ITEM_COLUMNS), guards=(_CASE_OPEN,), hears=_OWN),
    Act("item", "amended", stays("open"), ITEM_COLUMNS, guards=(_CASE_OPEN,), hears=_OWN),
    Act("item", "photographed", stays("open", "linked"), ("photos",), guards=(_CASE_OPEN,), hears=_OWN),
    Act(
        "item",
        "hit",
        stays("open"),
        hears=(
            "the officer (the office, where it came up later), the offices that keep the record or reported the loss, and the inspectors nearest to "
            "them where the arm should be no more, in My tasks"
        ),
    ),
    Act("item", "judged", stays("open", "linked"), hears=_OWN),
    Act(
        "item",
        "linked",
        to("linked", "open"),
        ("firearm", "recorded"),
        guards=(_CASE_OPEN,),
        article="Protocol art. 6",
        hears="whoever hears of the event in the firearm's life",
    ),
    Act("item", "unlinked", to("open", "linked"), ("firearm", "recorded"), guards=(_CASE_OPEN,), hears=_OWN),
    Act("item", "traced", stays("open", "linked"), ("tracing",), hears=_OWN),
    Act(
        "item",
        "compared",
        stays("open", "linked"),
        ("weapon",),
        guards=(
            _CASE_OPEN,
            Listed(code="recoveries.fired", column="kind", values=("cartridge_case", "bullet"), field="item"),
            Referenced(
                code="recoveries.weapon",
                column="weapon",
                record_type="item",
                states=_FOUND,
                values={"kind": ("firearm", "unrecovered")},
                field="weapon",
                when=(Condition("weapon", ("",), differs=True),),
            ),
        ),
        hears=_OWN,
    ),
    Act(
        "item",
        "merged",
        to("merged", "open"),
        ("merged_into",),
        guards=(
            _CASE_OPEN,
            Listed(code="recoveries.unrecovered", column="kind", values=("unrecovered",)),
            Referenced(
                code="recoveries.weapon",
                column="merged_into",
                record_type="item",
                states=_FOUND,
                values={"kind": ("firearm",)},
                field="into",
            ),
        ),
        hears=_OWN,
    ),
)

ACTS: Final = Acts(
    "recoveries",
    words="ifar.recoveries.labels",
    records=[
        Record("case", "W", stamps={"opened_by": "actor", "opened_at": "recorded_at"}, words=("place",)),
        Record("item", "X", parent="case", stamps={"entered_at": "recorded_at"}),
    ],
    acts=[*CASE, *ITEM],
    checks=True,
    follows=True,
    locks=True,
)
