"""What is done to a handover: begun by whoever is on duty, confirmed by whoever arrives, each under their own account (MOSAIC 05.20).

Where whoever is on duty is absent, the office above the unit orders it with a reason. Pure.
"""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Another, Filled, OfOffice, Record, Referenced, Same, to

_LAW: Final = "MOSAIC 05.20"
_OWN: Final = OfOffice(code="stocks.other_office", column="agency", article=_LAW)
_RECORD: Final = "stocks:issue:record"
_BY_OFFICE: Final = OfOffice(code="stocks.handover.other_office", column="office", article=_LAW)
_OPENS: Final = (
    Filled(code="stocks.handover.whom", column="arriving", field="arriving"),
    Referenced(
        code="stocks.armoury",
        column="armoury",
        record_type="armoury",
        states=("kept",),
        same={"agency": "agency"},
        field="armoury",
    ),
)
_ARRIVES: Final = (
    _OWN,
    Same(code="stocks.handover.arriving", as_column="arriving", article=_LAW),
    Another(code="stocks.handover.both_sides", than="leaving", than_whoever=("ordered",), article=_LAW),
)

RECORD: Final = Record("handover", "Z", stamps={"begun_at": "recorded_at"})
HANDOVER: Final = (
    Act(
        "handover",
        "begun",
        to("open", ""),
        ("armoury", "leaving", "arriving", "office", "due_at", "left"),
        guards=(
            _OWN,
            _BY_OFFICE,
            Same(code="stocks.handover.leaving", as_column="leaving", article=_LAW),
            *_OPENS,
        ),
        permission=_RECORD,
        article=_LAW,
        hears="the arriving armourer, by a notice; the unit, by a matter where it is overdue",
    ),
    Act(
        "handover",
        "ordered",
        to("open", ""),
        ("armoury", "leaving", "arriving", "office", "due_at", "left"),
        guards=(
            _BY_OFFICE,
            Another(code="stocks.handover.orders", than="leaving", article=_LAW),
            Another(code="stocks.handover.orders", than="arriving", article=_LAW),
            *_OPENS,
            Filled(code="stocks.handover.reason", column="kept.note", field="reason"),
        ),
        permission="stocks:armoury:manage",
        article=_LAW,
        hears="the arriving armourer and the relieved one, each by a notice; the unit, in its list of handovers",
    ),
    *(
        Act(
            "handover",
            kind,
            to(after, "open"),
            columns,
            guards=_ARRIVES,
            permission=_RECORD,
            article=_LAW,
            hears=hears,
        )
        for kind, after, columns, hears in (
            ("agreed", "agreed", ("stands", "counted"), "the unit, on the page of the armoury"),
            (
                "differed",
                "differs",
                ("stands", "counted", "differences"),
                "the unit, by a matter that neither of the two closes",
            ),
        )
    ),
    Act(
        "handover",
        "withdrawn",
        to("withdrawn", "open"),
        guards=(_BY_OFFICE,),
        permission=_RECORD,
        article=_LAW,
        hears="the unit, on the page of the handover",
    ),
)
