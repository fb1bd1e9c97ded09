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
    rows = selectors.fates_of(record_type, public_id)
    cases = named.things_of(actor, {values["case"] for values, _at in rows if values.get("case")})
    return [
        {
            "words": FATES[values["what"]],
            "country": state_name(values["country"]) if values.get("country") else "",
            "count": values["pieces"] + len(values.get("arms") or ()) + len(values.get("serials") or ()),
            "serials": values.get("serials") or (),
            "number": values.get("number", ""),
            "case": cases.get(values.get("case", "")),
            "at": at,
        }
        for values, at in rows
    ]
