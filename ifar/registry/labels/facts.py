"""States, the four facts and recorders in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = Mapping[str, Promise]

ATTESTED: Final = (
    ("yes", pgettext_lazy("answer", "Yes")),
    ("no", pgettext_lazy("answer", "No")),
    ("unknown", _("Not known")),
)
"""What an officer answers with a document in hand (`registry.attestations.SAYS`)."""

STATES: Final[Words] = {
    "planned": pgettext_lazy("state", "Planned"),
    "in_production": pgettext_lazy("state", "In production"),
    "manufactured": pgettext_lazy("state", "Made, not yet marked"),
    "marked": pgettext_lazy("state", "Marked by its maker"),
    "proofed": pgettext_lazy("state", "Proofed"),
    "in_stock_maker": pgettext_lazy("state", "In the maker's stock"),
    "in_stock_importer": pgettext_lazy("state", "In an importer's stock"),
    "in_stock_wholesale": pgettext_lazy("state", "In a wholesaler's stock"),
    "in_stock_retail": pgettext_lazy("state", "In a dealer's stock"),
    "in_stock_state": pgettext_lazy("state", "In a State stock"),
    "held_civilian": pgettext_lazy("state", "Held by a private person"),
    "held_company": pgettext_lazy("state", "Held by a company"),
    "held_museum": pgettext_lazy("state", "Held by a museum"),
    "held_state": pgettext_lazy("state", "Issued to a unit of the State"),
    "on_loan": pgettext_lazy("state", "On loan"),
    "in_repair": pgettext_lazy("state", "In repair"),
    "temp_exported": pgettext_lazy("state", "Abroad for a time"),
    "temp_imported": pgettext_lazy("state", "In the country for a time"),
    "in_transit": pgettext_lazy("state", "In transit"),
    "despatched": pgettext_lazy("state", "On the road between traders"),
    "under_escort": pgettext_lazy("state", "On the road between stores of the State"),
    "consigned": pgettext_lazy("state", "On consignment with a trader"),
    "at_proof_house": pgettext_lazy("state", "At a proof house"),
    "deposited_estate": pgettext_lazy("state", "In deposit for an estate"),
    "deposited_revoked": pgettext_lazy("state", "In deposit, possession not permitted"),
    "lost": pgettext_lazy("state", "Lost"),
    "stolen": pgettext_lazy("state", "Stolen"),
    "missing": pgettext_lazy("state", "Otherwise missing"),
    "seized": pgettext_lazy("state", "Seized"),
    "found": pgettext_lazy("state", "Found"),
    "surrendered": pgettext_lazy("state", "Surrendered"),
    "in_forensics": pgettext_lazy("state", "At a laboratory"),
    "evidence": pgettext_lazy("state", "In evidence"),
    "confiscated": pgettext_lazy("state", "Confiscated"),
    "pending_disposal": pgettext_lazy("state", "Awaiting disposal"),
    "exported": pgettext_lazy("state", "Exported"),
    "deactivated": pgettext_lazy("state", "Deactivated"),
    "destroyed": pgettext_lazy("state", "Destroyed"),
    "disassembled": pgettext_lazy("state", "Taken apart"),
    "replaced": pgettext_lazy("state", "Replaced by another record"),
    "fitted": pgettext_lazy("state", "Fitted into a firearm"),
}

OWNERSHIP: Final[Words] = {
    "maker": pgettext_lazy("owner", "Maker"),
    "importer": pgettext_lazy("owner", "Importer"),
    "wholesaler": pgettext_lazy("owner", "Wholesaler"),
    "retailer": pgettext_lazy("owner", "Dealer"),
    "private": pgettext_lazy("owner", "Private person"),
    "company": pgettext_lazy("owner", "Company"),
    "museum": pgettext_lazy("owner", "Museum"),
    "state": pgettext_lazy("owner", "The State"),
    "estate": pgettext_lazy("owner", "Estate of a dead person"),
    "foreign": pgettext_lazy("owner", "Owner abroad"),
    "unknown": pgettext_lazy("owner", "Unknown owner"),
    "with_firearm": pgettext_lazy("owner", "The firearm's owner"),
    "none": pgettext_lazy("owner", "Nobody"),
}

CUSTODY: Final[Words] = {
    "maker": pgettext_lazy("custody", "With the maker"),
    "importer": pgettext_lazy("custody", "With the importer"),
    "wholesaler": pgettext_lazy("custody", "With the wholesaler"),
    "retailer": pgettext_lazy("custody", "With the dealer"),
    "holder": pgettext_lazy("custody", "With its owner"),
    "store": pgettext_lazy("custody", "In the State's store"),
    "unit": pgettext_lazy("custody", "With a unit of the State"),
    "proof_house": pgettext_lazy("custody", "With a proof house"),
    "repairer": pgettext_lazy("custody", "With a repairer"),
    "borrower": pgettext_lazy("custody", "With a borrower"),
    "carrier": pgettext_lazy("custody", "With a carrier"),
    "consignee": pgettext_lazy("custody", "With the trader that keeps it on consignment"),
    "depositary": pgettext_lazy("custody", "With a depositary"),
    "abroad": pgettext_lazy("custody", "Abroad"),
    "nobody": pgettext_lazy("custody", "In nobody's hands that are known"),
    "unlawful": pgettext_lazy("custody", "In unlawful hands"),
    "licensing_authority": pgettext_lazy("custody", "With the licensing authority"),
    "police": pgettext_lazy("custody", "With the police"),
    "customs": pgettext_lazy("custody", "With customs"),
    "military": pgettext_lazy("custody", "With the armed forces"),
    "laboratory": pgettext_lazy("custody", "With a laboratory"),
    "court": pgettext_lazy("custody", "With a court"),
    "disposal_store": pgettext_lazy("custody", "In the disposal store"),
    "with_firearm": pgettext_lazy("custody", "Inside a firearm"),
    "none": pgettext_lazy("custody", "Nothing to keep"),
}

LEGAL: Final[Words] = {
    "in_manufacture": pgettext_lazy("legal status", "In manufacture"),
    "proof_passed": pgettext_lazy("legal status", "Proof passed"),
    "lawful": pgettext_lazy("legal status", "Lawful"),
    "blocked": pgettext_lazy("legal status", "Blocked"),
    "export_licensed": pgettext_lazy("legal status", "Licensed for export"),
    "temporary_export": pgettext_lazy("legal status", "Exported for a time"),
    "temporary_import": pgettext_lazy("legal status", "Imported for a time"),
    "transit": pgettext_lazy("legal status", "In transit"),
    "in_estate": pgettext_lazy("legal status", "Part of an estate"),
    "possession_revoked": pgettext_lazy("legal status", "Possession not permitted"),
    "lost": pgettext_lazy("legal status", "Lost"),
    "stolen": pgettext_lazy("legal status", "Stolen"),
    "missing": pgettext_lazy("legal status", "Missing"),
    "found": pgettext_lazy("legal status", "Found"),
    "seized": pgettext_lazy("legal status", "Seized"),
    "surrendered": pgettext_lazy("legal status", "Surrendered"),
    "evidence": pgettext_lazy("legal status", "Evidence"),
    "confiscated": pgettext_lazy("legal status", "Confiscated"),
    "for_disposal": pgettext_lazy("legal status", "For disposal"),
    "exported": pgettext_lazy("legal status", "Exported"),
    "ended": pgettext_lazy("legal status", "Ended"),
}

PHYSICAL: Final[Words] = {
    "planned": pgettext_lazy("physical status", "Planned only"),
    "unfinished": pgettext_lazy("physical status", "Unfinished"),
    "unmarked": pgettext_lazy("physical status", "Without a unique mark"),
    "altered": pgettext_lazy("physical status", "Marks removed or altered"),
    "intact": pgettext_lazy("physical status", "Complete and marked"),
    "unknown": pgettext_lazy("physical status", "Not known"),
    "fitted": pgettext_lazy("physical status", "Fitted into a firearm"),
    "deactivated": pgettext_lazy("physical status", "Deactivated"),
    "destroyed": pgettext_lazy("physical status", "Destroyed"),
    "disassembled": pgettext_lazy("physical status", "Taken apart"),
    "replaced": pgettext_lazy("physical status", "Leading part replaced"),
}

FACTS: Final[Mapping[str, Words]] = {
    "ownership": OWNERSHIP,
    "custody": CUSTODY,
    "legal": LEGAL,
    "physical": PHYSICAL,
}
"""The four facts -> the words of their codes."""

RECORDERS: Final[Words] = {
    "licensing_authority": _("licensing authority"),
    "police": _("police"),
    "customs": _("customs"),
    "forensic_laboratory": _("forensic laboratory"),
    "military": _("armed forces"),
    "court": _("court"),
    "maker": _("maker"),
    "dealer": _("dealer"),
    "proof_house": _("proof house"),
    "inspectorate": _("inspectorate"),
    "holder": _("holder"),
}
