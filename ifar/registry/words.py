"""The life cycle in words: whole sentences for kinds of event, states, facts, conditions, refusals, alarms and deadlines.

The rule modules speak in codes; here each code has its words, in the reader's language, and a refusal says what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, Promise]

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
    "export_licensed": (_("License its export"), _("Its export was licensed.")),
    "export_withdrawn": (_("Withdraw its export licence"), _("Its export licence was withdrawn.")),
    "exported": (_("Record its export for good"), _("It left the country for good.")),
    "delivery_confirmed": (_("Record its delivery abroad"), _("The importing State confirmed that it arrived.")),
    "transit_entered": (_("Record its entry in transit"), _("It entered the country in transit.")),
    "transit_exited": (_("Record its exit from transit"), _("It left the country in transit.")),
    "temporarily_exported": (_("Record its export for a time"), _("It left the country for a time.")),
    "temporary_export_returned": (_("Record its return from abroad"), _("It came back from abroad.")),
    "wholesale_transferred": (_("Transfer it within the trade"), _("It went from one trader to another.")),
    "retail_sold": (_("Sell it to its user"), _("A dealer sold it to its user.")),
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
    "state_stock_transferred": (_("Move it to another State stock"), _("It went to another State stock.")),
    "written_off": (_("Write it off"), _("It was written off from a State stock.")),
    "sold_to_civilians": (_("Sell it from State stock"), _("It was sold from a State stock to civilian use.")),
    "lost": (_("Report its loss"), _("Its loss was reported.")),
    "stolen": (_("Report its theft"), _("Its theft was reported.")),
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
    "disposal_decided": (_("Decide what becomes of it"), _("What becomes of it was decided.")),
    "sold_from_disposal": (_("Pass it on instead of destroying it"), _("It was passed on instead of destroyed.")),
    "destroyed": (_("Record its destruction"), _("It was destroyed.")),
    "deactivated": (_("Record its deactivation"), _("It was deactivated.")),
    "converted": (_("Record its conversion"), _("It was converted.")),
    "re_marked": (_("Mark it anew"), _("It was marked anew.")),
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
    "split": (_("Take it out of the joined record"), _("The record was taken out of the one it was joined to.")),
    "sighted": (_("Record that it was seen"), _("It was seen.")),
    "diversion_found": (_("Record the point of diversion"), _("The point of its diversion was established.")),
    "trace_requested": (_("Record a trace request"), _("A trace was requested.")),
    "trace_answered": (_("Record a trace answer"), _("A trace was answered.")),
    "noted": (_("Add a note"), _("A note was added.")),
}
"""Kind of event -> (what an officer does, what happened)."""

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

ASK: Final[Words] = {
    "licensing_authority": _("Ask the licensing authority."),
    "police": _("Ask the police."),
    "military": _("Ask the armed forces' stock office."),
    "court": _("Ask the court."),
    "dealer": _("Ask the other party to confirm it."),
    "proof_house": _("Ask the proof house."),
}
"""Desk -> the sentence that sends an officer there."""

CONDITIONS: Final[Mapping[str, tuple[Promise, Promise]]] = {
    "not_blocked": (_("Is it free of a block?"), _("It is blocked. Have the block lifted by the authority that laid it.")),
    "blocked": (_("Is it blocked?"), _("It is not blocked, so there is no block to lift.")),
    "not_under_export_licence": (
        _("Is it free of an export licence?"),
        _("It is licensed for export. Withdraw the export licence first."),
    ),
    "under_export_licence": (
        _("Is it licensed for export?"),
        _("It is not licensed for export. Obtain the export licence first."),
    ),
    "ground": (_("What is the ground?"), _("The ground is missing. Choose one.")),
    "order": (_("Which order does it stand on?"), _("The order is missing. Enter its reference.")),
    "method": (_("By which method?"), _("The method is missing. Choose one; it must be recorded.")),
    "witnesses": (
        _("Who are the two witnesses?"),
        _("Two witnesses are needed who neither proposed nor approved nor recorded it. Name them."),
    ),
    "seal": (_("What is the number of the seal?"), _("The number of the seal is missing. Enter it.")),
    "return_date": (_("When is it to be back?"), _("The date of return is missing. Enter it.")),
    "certificate": (
        _("What is the number of the certificate?"),
        _("The number of the certificate is missing. Enter it."),
    ),
    "reason": (_("What is the reason?"), _("The reason is missing. State it.")),
    "purpose": (_("What is the purpose?"), _("The purpose is missing. State it.")),
    "survivor": (_("Which record goes on?"), _("The record that goes on is missing. Name it.")),
    "final_disassembly": (
        _("Is it taken apart for good?"),
        _("Repair, cleaning and planned re-assembly are no disassembly. Record the repair instead, or nothing."),
    ),
    "successor": (
        _("Which record begins with the new leading part?"),
        _("A leading part that was never used begins a record of its own. Name that record."),
    ),
    "part": (_("Which part was put in?"), _("A used leading part has a record of its own. Name that record.")),
    "firearm": (_("Which firearm is it fitted into?"), _("The firearm is missing. Name it.")),
    "marks_complete": (
        _("Are its marks complete?"),
        _("Its marks are not complete. Have it marked with maker, country and serial number first."),
    ),
    "new_marks_complete": (
        _("Are the new marks complete?"),
        _("The marks are not complete. Maker, country or place, and serial number are needed, or a symbol with a code."),
    ),
    "import_mark_complete": (
        _("Is the import mark complete?"),
        _("The import mark is not complete. It names the country of import, and a unique mark is there as well."),
    ),
    "transfer_mark": (
        _("Does it bear the transfer mark?"),
        _("It bears no mark that identifies the transferring country. Have it marked before the sale."),
    ),
    "serial_unique": (
        _("Is the serial number the maker's only one of this model and year?"),
        _("The maker has declared this serial number already for this model and year. Choose another one."),
    ),
    "manufacturing_licence": (
        _("Is the manufacturing licence in force?"),
        _("The manufacturing licence is not in force. Have it renewed first."),
    ),
    "seller_licence": (
        _("Is the seller's licence in force?"),
        _("The seller's licence is not in force. Nothing may be sold until it is."),
    ),
    "buyer_licence": (
        _("Is the buyer's licence in force?"),
        _("The buyer's licence is not in force. Nothing may be handed over until it is."),
    ),
    "buyer_permit_covers_category": (
        _("Does the buyer's permit cover this category?"),
        _("The buyer's permit does not cover this category. The buyer must apply for one that does."),
    ),
    "quota_left": (
        _("Is there quota left?"),
        _("The quota of the licence is used up. Apply for more."),
    ),
    "background_check": (
        _("Is the background check clear?"),
        _("The background check is not clear. The licensing authority decides what follows."),
    ),
    "borrower_permit": (
        _("Does the borrower hold a permit?"),
        _("The borrower holds no permit for it. It may not be lent."),
    ),
    "repairer_licence": (
        _("Is the repairer licensed?"),
        _("The repairer is not licensed. Choose a licensed one."),
    ),
    "gunsmith_licence": (
        _("Is the gunsmith licensed?"),
        _("The gunsmith is not licensed for this work. Choose a licensed one."),
    ),
    "permit_covers_new_category": (
        _("Does the holder's permit cover the new category?"),
        _("The holder's permit does not cover the new category. A new permit comes first."),
    ),
    "owner_permit_valid": (
        _("Is the owner's permit valid?"),
        _("The owner's permit is not valid. It cannot be handed to the owner."),
    ),
    "accredited_body": (
        _("Is the body accredited to deactivate?"),
        _("Only an accredited body may deactivate. Send it to one."),
    ),
    "standard_met": (
        _("Does the deactivation meet the standard?"),
        _("The deactivation does not meet the standard. Have it done again."),
    ),
    "counterparty_confirmed": (
        _("Has the other party confirmed?"),
        _("The other party has denied it. Clear up with them what happened."),
    ),
    "import_authorised": (
        _("Is the import licensed?"),
        _("There is no import licence for it. What comes in without one is to be seized."),
    ),
    "import_licence": (
        _("Has the importing State licensed the import?"),
        _("The importing State's licence is not on file. Without it no export may be licensed."),
    ),
    "transit_no_objections": (
        _("Has every transit State given its written no-objection?"),
        _("A transit State's written no-objection is not on file. Without it no export may be licensed."),
    ),
    "licence_document_complete": (
        _("Does the licence carry all that it must?"),
        _("The licence lacks a part of its minimum content: place and dates, countries, final recipient, description."),
    ),
    "end_user_document": (
        _("Is the end-user document on file?"),
        _("The end-user document was not accepted. Obtain another one."),
    ),
    "licence_in_force": (
        _("Is the export licence in force?"),
        _("The export licence has expired or was revoked. It may not leave the country."),
    ),
    "temporary_permit": (
        _("Is there a permit for the time abroad or in the country?"),
        _("There is no permit for this journey. Obtain one first."),
    ),
    "transit_notice": (
        _("Was the transit notice accepted?"),
        _("The transit notice was not accepted. It may not pass."),
    ),
    "ownership_proven": (
        _("Is ownership proven?"),
        _("Ownership is not proven. It stays where it is until it is."),
    ),
    "disposal_authority": (
        _("Was another disposal than destruction officially authorised?"),
        _("Nobody authorised another disposal than destruction. It is to be destroyed."),
    ),
    "list_sealed": (
        _("Was the list sealed?"),
        _("The list was not sealed. Seal it before anything is destroyed."),
    ),
    "not_the_counter": (
        _("Did somebody else count the stock?"),
        _("Whoever counted the stock may not write off from it. Somebody else must propose it."),
    ),
    "second_person": (
        _("Has a second person agreed?"),
        _("A second person must agree before it is recorded. Propose it."),
    ),
    "latest_change": (
        _("Is it the latest change?"),
        _("A later change stands on this event. Have the later one annulled first."),
    ),
}
"""Condition -> (the question that it asks, the refusal where the answer is no)."""

_UNKNOWN: Final = _("The register does not know the answer, and the law asks for it: “%(question)s” %(ask)s")

REFUSALS: Final[Words] = {
    "registry.kind.unknown": _("There is no such kind of event. Choose one of those that are offered."),
    "registry.thing.wrong": _("“%(kind)s” cannot be recorded for this. Open the firearm or the part that it happened to."),
    "registry.recorder.not_allowed": _("“%(kind)s” is not recorded by your kind of office. It is recorded by: %(allowed)s."),
    "registry.record.merged": _("This record was joined to another one. Open that one and record the event there."),
    "registry.record.not_merged": _("This record was not joined to another one, so there is nothing to take apart."),
    "registry.record.missing": _("There is no record of it yet. Enter it first."),
    "registry.record.exists": _("“%(kind)s” begins a record, and there is one already. Choose another event."),
    "registry.transition.impossible": _(
        "“%(kind)s” is not possible while the register says: “%(state)s”. Record first what happened in between."
    ),
    "registry.ask_desk": _("This cannot be recorded now. %(ask)s"),
    "registry.annulment.first_event": _(
        "The first event of a record cannot be annulled. Correct it, or join the record to the right one."
    ),
    "registry.occurred.order": _("The time of its end lies before the time of its beginning. Mend the times."),
    "registry.occurred.future": _("It cannot have happened in the future. Mend the time."),
    "registry.occurred.form": _("The time cannot be read. Enter a date such as 2024-03-01, or only the year or the month."),
    "registry.occurred.reversed": _("The time of its end lies before the time of its beginning. Mend the times."),
    "registry.occurred.zone": _("There is no such time zone. Choose one from the list."),
    "registry.year.impossible": _("In that year it cannot have been made. Mend the year, or say that it is not known."),
    "registry.description.invalid": _("The description is not of the right form. Mend the fields that are marked."),
    "registry.description.not_by_this_event": _("This event does not change the description. Have the record corrected instead."),
    "registry.description.status": _("Say whether the value is known, not known, or does not exist for this item."),
    "registry.mark.form": _("A mark has a field that marks do not have, or lacks its kind. Mend it."),
    "registry.firearm.not_found": _("There is no such firearm or part. Check the identifier."),
    "registry.firearm.changed_meanwhile": _("Somebody else changed the record meanwhile. Look at it again and repeat."),
    "registry.details.float": _("Numbers with a decimal point are not stored. Enter a whole number in a smaller unit."),
    "registry.details.invalid": _("The details of the event are not of the form that its schema asks for. Mend them."),
    "registry.detail.owner_kind": _("The kind of owner is missing, or is none that can hold it. Choose one of: %(allowed)s."),
    "registry.detail.marking": _("With these marks it cannot be held lawfully. Have it marked anew first."),
    "registry.detail.ground": _("A loss or a deposit needs its ground. Choose one of: %(allowed)s."),
    "registry.detail.recorder": _("Your kind of office cannot keep it. Have it recorded by: %(allowed)s."),
    "registry.detail.by": _("It cannot go back to its owner as things stand. Have the police take it in as found."),
    "registry.detail.result": _("The result of the proof test is missing. Choose “passed” or “failed”."),
    "registry.detail.kept_by": _("Who keeps it from now on is missing, or cannot keep it. Choose one of: %(allowed)s."),
    "registry.detail.state": _("The state in the older register is missing or cannot be taken over. Choose one of: %(allowed)s."),
}
"""Code of a refusal -> its sentence; conditions have theirs in CONDITIONS."""

ALARMS: Final[Words] = {
    "wanted": _("It is wanted from now on: every search for its marks will say so."),
    "hit": _("It was reported lost or stolen and has now turned up."),
    "resurrection": _("The register says that its life here had ended, and yet it has turned up."),
    "unreported_loss": _("It was found although nobody had reported its loss."),
    "lost_in_custody": _("It was lost out of the hands of an authority."),
    "custody_gap": _("The chain of custody has a gap."),
    "contradiction": _("The report contradicts the register. Somebody must look into it."),
}

FLAGS: Final[Words] = {
    "late_assertion": _("It was recorded after later changes, though it happened before them."),
}

DEADLINES: Final[Words] = {
    "marking": _("Mark it"),
    "proof_return": _("Take it back from the proof house"),
    "import_mark": _("Put on the import mark"),
    "unique_mark": _("Put on a unique mark"),
    "re_export": _("See that it leaves the country again"),
    "delivery_verification": _("Obtain the confirmation of delivery"),
    "transit_exit": _("See that it leaves the country"),
    "temporary_export_return": _("See that it comes back from abroad"),
    "loan_return": _("See that it comes back from the borrower"),
    "repair_return": _("See that it comes back from repair"),
    "deposit_resolution": _("Decide what becomes of the deposit"),
    "issue_return": _("See that it comes back to the store"),
    "disposal": _("Carry out the disposal"),
    "international_alert": _("Pass the loss on to the international database"),
    "trace": _("Trace it"),
    "forensic_return": _("Take it back from the laboratory"),
    "permit_recheck": _("Check the holder's permit again"),
    "trace_acknowledgement": _("Acknowledge the trace request"),
}

_LISTED: Final[tuple[Words, ...]] = (RECORDERS, OWNERSHIP, STATES, CUSTODY)


def _listed(codes: Iterable[str]) -> str:
    """Codes in words, in one line."""
    found = (next((str(words[code]) for words in _LISTED if code in words), code) for code in codes)
    return gettext(", ").join(found)


def _in_words(params: Mapping[str, Any]) -> dict[str, str]:
    """The parameters of a reason, which are codes, as words."""
    kind, state = str(params.get("kind", "")), str(params.get("state", ""))
    return {
        "kind": str(KINDS[kind][0]) if kind in KINDS else kind,
        "state": str(STATES.get(state, state)),
        "ask": str(ASK.get(str(params.get("desk", "")), "")),
        "allowed": _listed(params.get("allowed", ())),
    }


def _said(code: str, params: Mapping[str, Any]) -> str:
    family, _dot, name = code.rpartition(".")
    words = _in_words(params)
    if family == "registry.unknown" and name in CONDITIONS:
        return str(_UNKNOWN) % {**words, "question": CONDITIONS[name][0]}
    if family == "registry.precondition" and name in CONDITIONS:
        return str(CONDITIONS[name][1])
    return str(REFUSALS[code]) % words if code in REFUSALS else gettext("This was refused.")


_lazily: Final = lazy(_said, str)


def words_of(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The whole sentence of a refusal's code, put into words only when it is read, in the language of whoever reads it."""
    return _lazily(code, dict(params or {}))
