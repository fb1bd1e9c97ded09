"""What the system of customs declares: exits and entries under authorisations, each once, however often it is sent. Pure."""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Filled, Listed, OfOffice, Record, stays, to

EXIT: Final = "exit"
ENTRY: Final = "entry"
WAYS: Final = (EXIT, ENTRY)
_SAID: Final = (
    "authorisation",
    "consignment",
    "declared_on",
    "office",
    "quantity",
    "serials",
    "under",
    "matched",
    "observation",
    "differs",
)
_ARTICLE: Final = "Protocol art. 10, 11"

DECLARATION_RECORD: Final = Record("declaration", "T", stamps={"received_at": "recorded_at"})
DECLARATION: Final = (
    Act(
        "declaration",
        "received",
        to("received", ""),
        ("number", "way", *_SAID),
        guards=(
            Listed(code="trade.declaration.way", column="way", values=WAYS, field="way"),
            Filled(code="trade.declaration", column="number", field="number"),
        ),
        article=_ARTICLE,
        hears="the office that keeps the authorisation, by a matter where something does not match",
    ),
    Act(
        "declaration",
        "corrected",
        stays("received"),
        _SAID,
        guards=(OfOffice(code="trade.other_office", column="agency"),),
        article=_ARTICLE,
        hears="the office that keeps the authorisation, by a matter where something does not match",
    ),
)
"""What was declared is recorded whatever it says."""
