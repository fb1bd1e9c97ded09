"""What other States refused: notified to us, matched to a party by a person, and answered before anything is granted to whom it concerns. Pure."""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Another, Filled, NotBefore, OfOffice, Record, to

ARTICLE: Final = "ATT art. 7, 11"
YEARS: Final = 3
"""So long a refusal of our own is asked about (Common Position 2008/944/CFSP art. 4)."""
_REASON: Final = Filled(code="trade.reason", column="kept.note", field="reason")

DENIAL: Final = Record("denial", "T", stamps={"entered_by": "actor", "entered_at": "recorded_at"})
DENIAL_ACTS: Final = (
    Act(
        "denial",
        "notified",
        to("standing", ""),
        ("country", "number", "issuer", "refused_on", "valid_until", "ground", "party"),
        guards=(
            Filled(code="trade.country", column="country", field="country"),
            Filled(code="trade.paper.number", column="number", field="number"),
            Filled(code="trade.paper.issuer", column="issuer", field="issuer"),
            Filled(code="trade.denial.party", column="party", field="party"),
            NotBefore(code="trade.denial.days", column="valid_until", than="refused_on", field="valid_until"),
        ),
        permission="trade:transfer:write",
        article=ARTICLE,
        hears="whoever decides about an application that names the party, on its page",
    ),
    Act(
        "denial",
        "lifted",
        to("lifted", "standing"),
        guards=(
            OfOffice(code="trade.other_office", column="agency"),
            Another(code="trade.denial.yours", than_whoever=("notified",), article="UNCAC art. 7-9"),
            _REASON,
        ),
        permission="trade:transfer:write",
        article=ARTICLE,
        hears="nobody, because nothing is held by it from then on",
    ),
)
"""That another State no longer refuses is recorded by another person than entered the refusal."""
