"""The photo and the signature on the page of a person: parties asks here (`parties/page_sections.py`)."""

from __future__ import annotations

from collections.abc import Collection

from ifar.cashier import labels, selectors
from ifar.cashier.acts import WHAT
from ifar.parties.models import Party
from ifar.parties.page_sections import Section
from ifar.rights import Actor, may


def section_of(actor: Actor, party: Party, records: Collection[str]) -> Section | None:
    """What there is of both; nothing for actors who see neither, and for companies."""
    if party.kind != "person" or not may(actor, "cashier:likeness:read"):
        return None
    result = {
        likeness.what: likeness for likeness in selectors.likenesses_of(actor, party.public_id, records)
    }
    values = {
        "rows": [{"what": what, "label": labels.WHAT[what], "one": result.get(what)} for what in WHAT],
        "party": party,
        "may_take": may(actor, "cashier:likeness:take") and not party.merged_into,
    }
    return Section("cashier/likenesses.html", values)
