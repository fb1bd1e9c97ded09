"""What the demonstration country publishes: open data of the last year that is over, by its two heads; and its dashboards, counted once."""

from __future__ import annotations

from collections.abc import Mapping

from ifar.accounts.services import proposals
from ifar.errors import NotFound
from ifar.ledger import services as ledger
from ifar.returns.dashboards import counting
from ifar.returns.open_data import publishing
from ifar.returns.open_data import selectors as open_selectors
from ifar.rights import Actor


def load(officers: Mapping[str, Actor]) -> None:
    """Publish the last year, unless that was done, and count the dashboards."""
    year = ledger.now().year - 1
    if not open_selectors.publications().filter(year=year).exists():
        try:
            asked = publishing.propose_publishing(
                actor=officers["head"],
                year=year,
                note="Figures of a country that does not exist.",
                reason="Every year, once it is over.",
            )
        except NotFound:
            pass  # a country so small that nothing was recovered in that year
        else:
            proposals.decide(actor=officers["supervisor"], proposal=asked.public_id, verdict="approve")
    counting.refresh(counting.JOB)
