"""Kinds of event in words: what an officer does, and what happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Final[Mapping[str, tuple[Promise, Promise]]] = {
    "production_planned": (_("Plan its production"), _("Its production was planned.")),
    "production_started": (_("Begin its production"), _("Its production began.")),
    "production_completed": (_("Complete its production"), _("Its production was completed.")),
    "marked": (_("Mark it at manufacture"), _("The maker marked it.")),
    "proof_handed_over": (_("Hand it over to a proof house"), _("It was handed over to a proof house.")),
    "proof_returned": (_("Take it back from the proof house"), _("It came back from the proof house.")),
    "stock_declared": (_("Declare it as stock"), _("It was declared as stock.")),
    "imported": (_("Record its import for good"), _("It was imported for good.")),
    "import_marked": (_("Record its import mark"), _("The import mark was put on.")),
    "temporarily_imported": (_("Record its import for a time"), _("It came into the country for a time.")),
    "reexported": (_("Record that it left after a time"), _("It left the country again after a time.")),
    "stay_extended": (_("Extend its stay"), _("Its stay in the country was extended.")),
    "export_licensed": (_("License its export"), _("Its export was licensed.")),
    "export_withdrawn": (_("Withdraw its export licence"), _("Its export licence was withdrawn.")),
    "exported": (_("Record its export for good"), _("It left the country for good.")),
    "delivery_confirmed": (
        _("Record its delivery abroad"),
        _("The importing State confirmed that it arrived."),
    ),
    "transit_entered": (_("Record its entry in transit"), _("It entered the country in transit.")),
    "transit_exited": (_("Record its exit from transit"), _("It left the country in transit.")),
    "temporarily_exported": (_("Temporary export"), _("It left the country for a time.")),
    "absence_extended": (_("Extend its time abroad"), _("Its time abroad was extended.")),
    "temporary_export_returned": (_("Record its return from abroad"), _("It came back from abroad.")),
    "wholesale_transferred": (_("Wholesale transfer"), _("It was transferred between traders.")),
    "despatched": (_("Despatch it with a carrier"), _("It was despatched with a carrier.")),
    "despatch_received": (
        _("Receive it from the carrier"),
        _("The trader to whom it was sent received it from the carrier."),
    ),
    "consent_withdrawn": (
        _("Withdraw the consent to sell it"),
        _("Its owner withdrew the consent to sell it on consignment."),
    ),
    "retail_sold": (_("Retail sale"), _("It was sold at retail.")),
    "acquired": (_("Record its acquisition"), _("It was acquired.")),
    "privately_transferred": (_("Transfer it between holders"), _("It went from one holder to another.")),
    "inherited": (_("Record its inheritance"), _("It was inherited.")),
    "loaned": (_("Lend it"), _("It was lent.")),
    "loan_returned": (_("Take it back from a loan"), _("It came back from a loan.")),
    "repair_handed_over": (_("Hand it over for repair"), _("It was handed over for repair.")),
    "repair_returned": (_("Take it back from repair"), _("It came back from repair.")),
    "deposited": (_("Put it into deposit"), _("It was put into deposit.")),
    "deposit_released": (_("Release it from deposit"), _("It was released from deposit.")),
    "blocked": (_("Block it"), _("It was blocked.")),
    "unblocked": (_("Lift its block"), _("Its block was lifted.")),
    "state_stock_received": (_("Receive it into a State stock"), _("It was received into a State stock.")),
    "state_stock_issued": (_("Issue it from a State stock"), _("It was issued from a State stock.")),
    "state_stock_returned": (_("Take it back into a State stock"), _("It came back into a State stock.")),
    "state_stock_sent": (
        _("Send it to another store of the force"),
        _("It was sent to another store of the force."),
    ),
    "state_stock_arrived": (
        _("Receive it from another store of the force"),
        _("It came from another store of the force."),
    ),
    "state_stock_transferred": (_("Move it to another State stock"), _("It went to another State stock.")),
    "written_off": (_("Write it off"), _("It was written off from a State stock.")),
    "sold_to_civilians": (
        _("Sell it from State stock"),
        _("It was sold from a State stock to civilian use."),
    ),
    "lost": (_("Report its loss"), _("Its loss was reported.")),
    "stolen": (_("Report its theft"), _("Its theft was reported.")),
    "missing_in_transit": (
        _("Report it missing in transit"),
        _("It was looked for on its way and not there."),
    ),
    "recovered": (_("Record its recovery after a loss"), _("It was recovered after a loss.")),
    "found": (_("Record that it was found"), _("It was found, and nobody seemed to hold it.")),
    "surrendered": (_("Record its surrender"), _("It was surrendered.")),
    "seized": (_("Record its seizure"), _("It was seized.")),
    "custody_handed_over": (_("Hand over its custody"), _("Its custody went to another authority.")),
    "sent_to_forensics": (_("Send it to a laboratory"), _("It was sent to a laboratory.")),
    "forensics_returned": (_("Take it back from a laboratory"), _("It came back from a laboratory.")),
    "evidence_taken": (_("Take it into evidence"), _("It was taken into evidence.")),
    "returned_to_owner": (_("Return it to its owner"), _("It was returned to its owner.")),
    "confiscated": (_("Record its confiscation"), _("It was confiscated.")),
    "disposal_decided": (_("Decide disposal"), _("Its disposal was decided.")),
    "sold_from_disposal": (
        _("Pass it on instead of destroying it"),
        _("It was passed on instead of destroyed."),
    ),
    "destroyed": (_("Record its destruction"), _("It was destroyed.")),
    "deactivated": (_("Record its deactivation"), _("It was deactivated.")),
    "converted": (_("Record its conversion"), _("It was converted.")),
    "re_marked": (_("Re-mark"), _("It was re-marked.")),
    "leading_part_exchanged": (_("Exchange its leading part"), _("Its leading part was exchanged.")),
    "part_exchanged": (_("Exchange another essential part"), _("An essential part was exchanged.")),
    "disassembled": (_("Take it apart for good"), _("It was taken apart for good.")),
    "reassembled": (_("Register it as assembled from parts"), _("It was assembled from parts.")),
    "part_fitted": (_("Fit the part into a firearm"), _("The part was fitted into a firearm.")),
    "part_removed": (_("Take the part out of its firearm"), _("The part was taken out of its firearm.")),
    "registered": (_("Enter it from an older register"), _("It was entered from an older register.")),
    "corrected": (_("Correct the record"), _("The record was corrected.")),
    "annulled": (_("Annul the latest change"), _("An event was annulled.")),
    "merged": (_("Join it to another record"), _("The record was joined to another one.")),
    "split": (
        _("Take it out of the joined record"),
        _("The record was taken out of the one it was joined to."),
    ),
    "sighted": (_("Record that it was seen"), _("It was seen.")),
    "diversion_found": (_("Record the point of diversion"), _("The point of its diversion was established.")),
    "trace_requested": (_("Record a trace request"), _("A trace was requested.")),
    "trace_answered": (_("Record a trace answer"), _("A trace was answered.")),
    "noted": (_("Add a note"), _("A note was added.")),
}
"""Kind of event -> (what an officer does, what happened)."""
FOUND_AT_PROOF: Final[Mapping[str, Promise]] = {
    "passed": _("It passed proof and came back from the proof house."),
    "failed": _("It failed proof and came back from the proof house."),
}
"""Result of proof -> what happened."""
