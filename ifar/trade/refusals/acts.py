"""What other States refused: notified to us, matched to a party by one person and verified by another, and answered before anything is granted. Pure."""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Another, Filled, NotBefore, OfOffice, Record, to

ARTICLE: Final = "ATT art. 7, 11"
YEARS: Final = 3
"""So long a refusal of our own is asked about (Common Position 2008/944/CFSP art. 4)."""
_OWN: Final = OfOffice(code="trade.other_office", column="agency")
_NOT_MINE: Final = Another(code="trade.denial.entered", than_whoever=("notified",), article="UNCAC art. 7-9")
_REASON: Final = Filled(code="trade.reason", column="kept.note", field="reason")

DENIAL: Final = Record("denial", "T", stamps={"entered_by": "actor", "entered_at": "recorded_at"})
DENIAL_ACTS: Final = (
    Act(
        "denial",
        "notified",
        to("entered", ""),
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
        hears="whoever verifies it, in the list of refusals, and whoever decides about an application that names the party, on its page",
    ),
    Act(
        "denial",
        "verified",
        to("standing", "entered"),
        guards=(_OWN, _NOT_MINE),
        permission="trade:paper:verify",
        article=ARTICLE,
        hears="whoever decides about an application that names the party, on its page",
    ),
    Act(
        "denial",
        "rejected",
        to("rejected", "entered"),
        guards=(_OWN, _NOT_MINE, _REASON),
        permission="trade:paper:verify",
        article=ARTICLE,
        hears="nobody, because nothing is held by it from then on",
    ),
    Act(
        "denial",
        "lifted",
        to("lifted", "standing"),
        guards=(
            _OWN,
            Another(code="trade.denial.yours", than_whoever=("notified",), article="UNCAC art. 7-9"),
            _REASON,
        ),
        permission="trade:transfer:write",
        article=ARTICLE,
        hears="nobody, because nothing is held by it from then on",
    ),
)
"""What one person entered another verifies or rejects; until then it holds a grant and cannot be answered. That another State no longer refuses is recorded by
another person, too."""
