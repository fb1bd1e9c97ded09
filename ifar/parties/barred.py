"""What a desk is told about bars: on a person's page, and before somebody is registered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ifar.errors import Reason
from ifar.parties import labels
from ifar.parties.likeness import WORTH
from ifar.parties.selectors.bars import BarMatch
from ifar.reference import selectors as reference


def told_bars(matches: Sequence[BarMatch]) -> list[dict[str, Any]]:
    """What a desk is told: who barred somebody alike, whom to ask, how sure it is and why; no more of the other than it may see."""
    countries = reference.words("country") if matches else {}
    return [
        {
            "bar": match.bar,
            "certain": match.sureness == "certain",
            "sureness": labels.SURENESS[match.sureness],
            "kind": labels.BAR_KINDS[match.bar.kind],
            "country": countries.get(match.bar.country, match.bar.country),
            "reasons": [reason_of(reason) for reason in match.likeness.reasons],
        }
        for match in matches
    ]


def reason_of(reason: Reason) -> dict[str, str]:
    """One reason for or against, in words and with its tone."""
    return {"words": labels.likeness_words(reason), "tone": WORTH[reason.code][1]}
