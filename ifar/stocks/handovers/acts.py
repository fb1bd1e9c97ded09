"""What is done to a handover: begun by whoever leaves, confirmed by whoever arrives, each under their own account (MOSAIC 05.20). Pure."""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Another, Filled, OfOffice, Record, Referenced, Same, to

_LAW: Final = "MOSAIC 05.20"
_OWN: Final = OfOffice(code="stocks.other_office", column="agency", article=_LAW)
_RECORD: Final = "stocks:issue:record"
_ARRIVES: Final = (
    _OWN,
    Same(code="stocks.handover.arriving", as_column="arriving", article=_LAW),
    Another(code="stocks.handover.both_sides", than="leaving", article=_LAW),
)

RECORD: Final = Record("handover", "Z", stamps={"begun_at": "recorded_at"})
HANDOVER: Final = (
    Act(
        "handover",
        "begun",
        to("open", ""),
        ("armoury", "leaving", "arriving", "due_at", "left"),
        guards=(
            _OWN,
            Same(code="stocks.handover.leaving", as_column="leaving", article=_LAW),
            Filled(code="stocks.handover.whom", column="arriving", field="arriving"),
            Referenced(
                code="stocks.armoury",
                column="armoury",
                record_type="armoury",
                states=("kept",),
                same={"agency": "agency"},
                field="armoury",
            ),
        ),
        permission=_RECORD,
        article=_LAW,
        hears="the arriving armourer, by a notice; the unit, by a matter where it is overdue",
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
        guards=(_OWN,),
        permission=_RECORD,
        article=_LAW,
        hears="the unit, on the page of the handover",
    ),
)
