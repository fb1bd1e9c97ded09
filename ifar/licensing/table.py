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
SIDES: Final[Mapping[str, str]] = {
    "licensing.application_checked": "licensing:check:answer",
    "licensing.application_advised": "licensing:application:write",
    "licensing.visit_visited": "licensing:visit:record",
    "licensing.offer_made": "licensing:transfer:offer",
    "licensing.offer_confirmed": "licensing:transfer:offer",
}
"""Acts whose other side another person does: who examined does not decide, who granted does not inspect (UNCAC art. 7-9), who offers does
not confirm (Directive (EU) 2021/555 art. 4(6)) -> the permission to do them."""
