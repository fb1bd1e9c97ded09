"""All acts of licensing in one table: noun and kind -> act. What `ifar migrate` copies into the database. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ifar.licensing import application, eligibility, inspection, licence, move, offer, reminder
from ifar.licensing.acts import Act

TABLE: Final[Mapping[tuple[str, str], Act]] = {
    (act.noun, act.kind): act
    for acts in (
        application.ACTS,
        licence.ACTS,
        eligibility.NOTICES,
        eligibility.REMOVALS,
        offer.ACTS,
        inspection.ROUNDS,
        inspection.VISITS,
        inspection.FINDINGS,
        move.ACTS,
        reminder.ACTS,
    )
    for act in acts.values()
}
EYES: Final[Mapping[str, int]] = {
    act.name: act.people for act in TABLE.values() if act.people > 1 and not act.by
}
"""Acts that take several people. A licence's grant and renewal follow from the application's, which took two."""
