"""What was reported of a consignment or journey that did not go on as it was authorised, as its page shows it."""

from __future__ import annotations

from typing import Any

from ifar.matters import found as named
from ifar.rights import Actor
from ifar.trade import selectors
from ifar.trade.consignments.labels import FATES
from ifar.trade.views.states import state_name


def rows_of(actor: Actor, record_type: str, public_id: str) -> list[dict[str, Any]]:
    """What happened, where, to how many and which others, and the case that followed, as far as the reader sees it."""
    told = selectors.fates_of(record_type, public_id)
    cases = named.things_of(actor, {said["case"] for said, _at in told if said.get("case")})
    return [
        {
            "words": FATES[said["what"]],
            "country": state_name(said["country"]) if said.get("country") else "",
            "count": said["pieces"] + len(said.get("arms") or ()) + len(said.get("serials") or ()),
            "serials": said.get("serials") or (),
            "number": said.get("number", ""),
            "case": cases.get(said.get("case", "")),
            "at": at,
        }
        for said, at in told
    ]
