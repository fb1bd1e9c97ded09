"""The acts of papers: they are issued, and withdrawn once. Pure."""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Acts, Filled, OfOffice, Record, to

ACTS: Final = Acts(
    "documents",
    words="ifar.documents.labels",
    records=[Record("paper", "V", words=("reason",))],
    acts=[
        Act(
            "paper",
            "issued",
            to("issued", ""),
            ("kind", "about", "holder", "language", "content", "valid_from", "valid_to"),
            stamps={"issued": "entry", "issued_at": "recorded_at"},
            guards=(OfOffice(code="documents.other_office", column="agency"),),
            hears="whoever issues it, who hands it over; anybody who verifies it, on the public page",
        ),
        Act(
            "paper",
            "withdrawn",
            to("withdrawn", "issued"),
            ("reason", "superseded_by"),
            stamps={"withdrawn_at": "recorded_at"},
            guards=(Filled(code="documents.reason", column="reason", field="reason"),),
            hears="anybody who verifies it, on the public page",
        ),
    ],
)
