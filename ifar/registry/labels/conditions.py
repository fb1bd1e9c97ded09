"""What the conditions of the life cycle ask, in words, and what is said where the answer is no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CONDITIONS: Final[Mapping[str, tuple[Promise, Promise]]] = {
    "not_blocked": (
        _("Is it free of a block?"),
        _("It is blocked. Have the block lifted by the authority that laid it."),
    ),
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
    "new_owner": (
        _("Who is the new owner?"),
        _(
            "The new owner is missing. Name the person, the company or the agency that it belongs to from now on."
        ),
    ),
    "borrower": (_("Who borrows it?"), _("The borrower is missing. Name who has it until it is back.")),
    "repairer": (_("Who repairs it?"), _("The repairer is missing. Name who has it until it is back.")),
    "carrier": (_("Who carries it?"), _("The carrier is missing. Name who has it until it is received.")),
    "receiver": (_("To whom does it go?"), _("The trader to whom it goes is missing.")),
    "depositary": (_("Who keeps it?"), _("The depositary is missing. Name who keeps it.")),
    "paper": (
        _("Under which permit?"),
        _("The permit of the new owner is missing. Enter its number: without one nobody may take it over."),
    ),
    "certificate": (
        _("What is the number of the certificate?"),
        _("The number of the certificate is missing. Enter it."),
    ),
    "reason": (_("What is the reason?"), _("The reason is missing. State it.")),
    "purpose": (_("What is the purpose?"), _("The purpose is missing. State it.")),
    "survivor": (_("Which record goes on?"), _("The record that goes on is missing. Name it.")),
    "final_disassembly": (
        _("Is it taken apart for good?"),
        _(
            "Repair, cleaning and planned re-assembly are no disassembly. Record the repair instead, or nothing."
        ),
    ),
    "successor": (
        _("Which record begins with the new leading part?"),
        _("A leading part that was never used begins a record of its own. Name that record."),
    ),
    "part": (
        _("Which part was put in?"),
        _("A used leading part has a record of its own. Name that record."),
    ),
    "firearm": (_("Which firearm is it fitted into?"), _("The firearm is missing. Name it.")),
    "marks_complete": (
        _("Are its marks complete?"),
        _("Its marks are not complete. Have it marked with maker, country and serial number first."),
    ),
    "new_marks_complete": (
        _("Are the new marks complete?"),
        _("The marks are not complete by the rules of this State. What is missing is named below."),
    ),
    "import_mark_complete": (
        _("Is the import mark complete?"),
        _("The marks of import are not complete by the rules of this State. What is missing is named below."),
    ),
    "transfer_mark": (
        _("Does it bear the transfer mark?"),
        _(
            "No mark that identifies the transferring country is on record. Have it marked, and record the mark before the sale."
        ),
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
    "carrier_licence": (
        _("Is the carrier's licence in force?"),
        _("The carrier's licence is not in force. Choose a licensed carrier."),
    ),
    "buyer_permit_covers_category": (
        _("Does the buyer's permit cover this category?"),
        _("The buyer's permit does not cover this category. The buyer must apply for one that does."),
    ),
    "category_known": (
        _("Is its legal category on record?"),
        _(
            "The legal category of this firearm is not on record, and the licence is for certain categories. "
            "Ask the licensing authority to enter it as a correction; then repeat this."
        ),
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
        _(
            "The other party has not confirmed it, or has denied it. Have them confirm the offer or the pending sale first."
        ),
    ),
    "waiting_over": (
        _("Is the buyer's waiting period over?"),
        _(
            "The buyer's waiting period is not over. Enter it as a retail sale; the day on which it may be handed over stands there."
        ),
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
        _(
            "The licence lacks a part of its minimum content: place and dates, countries, final recipient, description."
        ),
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
    "stay_allowed": (
        _("May it stay until then?"),
        _(
            "An extension names a later day than before, and none after the last day of the authorisation or journey."
        ),
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
        _("It is destroyed with a batch: its list is sealed before, and the day is recorded with the list."),
    ),
    "not_the_counter": (
        _("Did somebody else count the stock, and is somebody else in charge of it?"),
        _(
            "Whoever counted the arm or is in charge of its armoury may not write it off. Another person does it."
        ),
    ),
    "proof_not_failed": (
        _("Has it passed proof, if it was proofed?"),
        _(
            "It failed proof. It is neither taken into stock nor sold, lent, inherited or exported until it has passed."
        ),
    ),
    "not_disputed": (
        _("Does nobody want it back?"),
        _("Its former holder objects to how it came here. It is not sold while the office looks into that."),
    ),
    "owner_consents": (
        _("Does its owner let you sell it?"),
        _("It is another's and lies here on consignment. Its owner did not say that it may be sold here."),
    ),
    "owner_withdraws": (
        _("Does its owner withdraw the consent?"),
        _("Its owner alone withdraws the consent to sell it, and only as long as it lies there unsold."),
    ),
    "second_person": (
        _("Has a second person agreed?"),
        _("A second person has to approve before it is recorded. Submit it."),
    ),
    "latest_change": (
        _("Is it the latest change?"),
        _("A later change stands on this event. Have the later one annulled first."),
    ),
}
"""Condition -> (the question that it asks, the refusal where the answer is no)."""
