"""The words of international transfers: states, acts, refusals. Codes are stable, words are translated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.errors import Sentences
from ifar.trade import extents
from ifar.trade.consignments import labels as consignment_labels
from ifar.trade.declarations import labels as declaration_labels
from ifar.trade.despatches import labels as despatch_labels
from ifar.trade.journeys import labels as journey_labels
from ifar.trade.own import labels as own_labels
from ifar.trade.refusals import labels as refusal_labels
from ifar.trade.screening.labels import REFUSED

KINDS: Final[Mapping[str, Any]] = {
    "export": _("Export"),
    "import": _("Import"),
    "transit": _("Transit"),
    "brokering": _("Brokering"),
    "state": _("State-to-State transfer"),
}
RISKS: Final[Mapping[str, Any]] = {
    "acceptable": _("No overriding risk"),
    "mitigated": _("No overriding risk with mitigation measures"),
    "overriding": _("Overriding risk"),
}
WEIGHED: Final[Mapping[str, Any]] = {
    "no": pgettext_lazy("a risk", "No"),
    "yes": pgettext_lazy("a risk", "Yes"),
    "not_known": pgettext_lazy("a risk", "Not known"),
}
VERIFIED_BY: Final[Mapping[str, Any]] = {
    "issuer": _("Asked the authority that issued it"),
    "diplomatic": _("Through diplomatic channels"),
    "register": _("In a public register of that State"),
    "contact": _("Through the national point of contact"),
}
LEGS: Final[Mapping[str, Any]] = {
    "exit": _("At exit"),
    "transit_entry": _("Entry into a transit State"),
    "transit_exit": _("Exit from a transit State"),
    "entry": _("Entry into the State of destination"),
    "receipt": _("Final receipt"),
    "check": _("A check on the way"),
}
"""Where a consignment was seen."""
DEGREES: Final[Mapping[str, Any]] = {
    "declared": pgettext_lazy("how closely", "Declared only"),
    "seal_intact": pgettext_lazy("how closely", "Seals intact"),
    "counted": pgettext_lazy("how closely", "Counted"),
    "serial_read": pgettext_lazy("how closely", "Serial numbers read"),
}
"""How closely it was looked at."""
BY: Final[Mapping[str, Any]] = {
    "own": _("Own office"),
    "customs_abroad": _("Customs of another State"),
    "authority_abroad": _("Licensing authority of another State"),
    "carrier": _("Carrier"),
    "consignee": _("Consignee"),
    "other": _("Somebody else"),
}
"""Whose report it is."""
STANDINGS: Final[Mapping[str, Any]] = {
    "missing": pgettext_lazy("a piece", "Missing"),
    "substituted": pgettext_lazy("a piece", "Another serial number in its place"),
    "declared": pgettext_lazy("a piece", "Declared only"),
    "seal_intact": pgettext_lazy("a piece", "Under intact seals"),
    "counted": pgettext_lazy("a piece", "Counted"),
    "serial_read": pgettext_lazy("a piece", "Serial number read"),
    "packed": pgettext_lazy("a piece", "Packed"),
}
"""What is known of a piece."""
STANDING_TONES: Final[Mapping[str, str]] = {
    "missing": "bad",
    "substituted": "warn",
    "seal_intact": "info",
    "counted": "info",
    "serial_read": "good",
}
CAUSES: Final[Mapping[str, Any]] = {
    "trade.missing": _("Serial numbers of the packing list were looked for and not there."),
    "trade.substituted": _("Other serial numbers are in the place of those of the packing list."),
    "trade.unknown": _("A serial number that stands on no packing list was read."),
    "trade.searched": _(
        "A serial number was read that a lost or stolen firearm of this register bears. Search for it."
    ),
    "trade.seal": _("The seals are others than those of the packing list."),
    "trade.short": _("Fewer pieces were counted than were packed."),
    "trade.over": _("More pieces were counted than were packed."),
    "trade.recipient": _("Somebody else than the consignee received it."),
    "trade.off_route": _("It was seen in a State that does not lie on its route."),
    "trade.unreleased": _("It was seen on its way and was never released at exit."),
    "trade.transit": _("It entered a transit State and nobody saw it leave in time."),
    "trade.delivery_late": _("An answer on a delivery is overdue."),
    "trade.delivery_missed": _(
        "The arrival of all goods was confirmed, though some were missing on their way."
    ),
    "trade.delivery_short": _("Fewer goods arrived than left."),
    **consignment_labels.CAUSES,
    **declaration_labels.CAUSES,
}
"""What programs find of consignments and deliveries (`matters.found`)."""
TONES: Final[Mapping[str, str]] = {
    "received": "info",
    "incomplete": "warn",
    "examination": "info",
    "in_force": "good",
    "suspended": "warn",
    "refused": "bad",
    "revoked": "bad",
    "expired": "bad",
    "same": "bad",
    "another": "good",
    "current": "good",
    "entered": "warn",
    "verified": "good",
    "awaited": "info",
    "customs_asked": "warn",
    "customs_answered": "warn",
    "abroad_asked": "warn",
    "confirmed": "good",
    "unverified": "bad",
    "open": "warn",
    "answered": "good",
    "rejected": "bad",
    "packing": "info",
    "closed": "good",
    "left": "warn",
}
LACKS: Final[Mapping[str, Any]] = {
    "missing": pgettext_lazy("a paper", "missing"),
    "unverified": pgettext_lazy("a paper", "not verified"),
    "expired": pgettext_lazy("a paper", "expired"),
    "later": pgettext_lazy("a paper", "not yet issued"),
    "ends_before": pgettext_lazy("a paper", "ends before the authorisation"),
    "consignee": pgettext_lazy("a paper", "for another consignee"),
    "goods": pgettext_lazy("a paper", "covers fewer goods"),
}
"""What keeps a paper that is wanted from being there."""
PROOFS: Final[Mapping[str, Any]] = {
    "import_document": _("Customs document of the importing State"),
    "authority": _("Letter of the authority of the importing State"),
    "receipt": _("Receipt of the recipient"),
}
EXITS: Final[Mapping[str, Any]] = {"left": _("They left"), "not_left": _("They did not leave")}
ANSWERS: Final[Mapping[str, Any]] = {
    "arrived": _("Everything arrived"),
    "in_part": _("Part of it arrived"),
    "not_arrived": _("Nothing of it arrived"),
    "not_known": _("Nothing is known of it here"),
}
DONE: Final[Mapping[str, Any]] = {
    "expected": _("Goods left, proof awaited"),
    "proved": _("Proof entered"),
    "customs_asked": _("Customs asked"),
    "customs_answered": _("Customs answered"),
    "abroad_asked": _("Authority abroad asked"),
    "confirmed": _("Delivery confirmed"),
    "unverified": _("Closed as unverified"),
    "released": _("Hold released"),
    "received": _("Enquiry recorded"),
    "answered": _("Other State answered"),
    "drafted": _("Draft created"),
    "changed": _("Application changed"),
    "applied": _("Application submitted"),
    "completed": _("Found complete"),
    "found_incomplete": _("Found incomplete"),
    **refusal_labels.DONE,
    "supplied": _("Applicant supplied what was missing"),
    "requested": _("Applicant requested a change"),
    "declined": _("Request declined"),
    "consulted": _("Advice requested"),
    "advised": _("Advice given"),
    "assessed": _("Risk assessed"),
    "granted": pgettext_lazy("an authorisation", "Granted"),
    "refused": pgettext_lazy("an authorisation", "Refused"),
    "withdrawn": pgettext_lazy("an authorisation", "Withdrawn"),
    "suspended": pgettext_lazy("an authorisation", "Suspended"),
    "resumed": _("Suspension lifted"),
    "amended": _("Goods or route changed"),
    "extended": pgettext_lazy("an authorisation", "Extended"),
    "revoked": pgettext_lazy("an authorisation", "Revoked"),
    "included": _("Included in official figures"),
    "left_out": _("Left out of official figures"),
    "entered": _("Document entered"),
    "corrected": _("Entry corrected"),
    "verified": _("Document verified"),
    "rejected": _("Document rejected"),
    "opened": pgettext_lazy("a consignment", "Opened"),
    "closed": _("Packing list closed"),
    "reopened": _("Packing list opened again"),
    "cancelled": pgettext_lazy("a consignment", "Cancelled"),
    "left": _("Released at exit"),
    **consignment_labels.DONE,
    "found": _("Found on the list"),
    "same": _("Decided: the same person"),
    "another": _("Decided: another person"),
    "lapsed": _("The entry is on the list no more"),
}
TITLES: Final[Mapping[str, Any]] = {
    "trade.authorisation_granted": _("Grant an authorisation"),
    "trade.authorisation_refused": _("Refuse an authorisation"),
    "trade.authorisation_resumed": _("Lift the suspension of an authorisation"),
    "trade.authorisation_amended": _("Change goods or route of an authorisation"),
    "trade.authorisation_extended": _("Extend an authorisation"),
    "trade.authorisation_revoked": _("Revoke an authorisation"),
}
STATES: Final[Mapping[str, Mapping[str, Any]]] = {
    "authorisation": {
        "draft": pgettext_lazy("an authorisation", "Draft"),
        "received": pgettext_lazy("an authorisation", "Received"),
        "incomplete": pgettext_lazy("an authorisation", "Incomplete"),
        "examination": pgettext_lazy("an authorisation", "Under examination"),
        "in_force": pgettext_lazy("an authorisation", "Granted"),
        "suspended": pgettext_lazy("an authorisation", "Suspended"),
        "refused": pgettext_lazy("an authorisation", "Refused"),
        "withdrawn": pgettext_lazy("an authorisation", "Withdrawn"),
        "revoked": pgettext_lazy("an authorisation", "Revoked"),
        "expired": pgettext_lazy("an authorisation", "Expired"),
    },
    "paper": {
        "entered": pgettext_lazy("a paper", "Not verified"),
        "verified": pgettext_lazy("a paper", "Verified"),
        "rejected": pgettext_lazy("a paper", "Rejected"),
        "withdrawn": pgettext_lazy("a paper", "Withdrawn"),
    },
    "consignment": {
        "packing": pgettext_lazy("a consignment", "Being packed"),
        "closed": pgettext_lazy("a consignment", "Packed and sealed"),
        "left": pgettext_lazy("a consignment", "Under way"),
        "cancelled": pgettext_lazy("a consignment", "Cancelled"),
    },
    "observation": {
        "recorded": pgettext_lazy("an observation", "On record"),
        "withdrawn": pgettext_lazy("an observation", "Withdrawn"),
    },
    "crate": {
        "open": pgettext_lazy("a crate", "On the packing list"),
        "removed": pgettext_lazy("a crate", "Removed"),
    },
    "item": {
        "packed": pgettext_lazy("an item", "Packed"),
        "unpacked": pgettext_lazy("an item", "Taken off"),
    },
    "delivery": {
        "awaited": pgettext_lazy("a delivery", "Proof awaited"),
        "customs_asked": pgettext_lazy("a delivery", "Customs asked"),
        "customs_answered": pgettext_lazy("a delivery", "Customs answered"),
        "abroad_asked": pgettext_lazy("a delivery", "Authority abroad asked"),
        "confirmed": pgettext_lazy("a delivery", "Confirmed"),
        "unverified": pgettext_lazy("a delivery", "Not verified"),
    },
    "enquiry": {
        "open": pgettext_lazy("an enquiry", "To be answered"),
        "answered": pgettext_lazy("an enquiry", "Answered"),
    },
    "watchlist": {
        "current": pgettext_lazy("a list", "In use"),
        "ended": pgettext_lazy("a list", "Not in use"),
    },
    "match": {
        "open": pgettext_lazy("a match", "To be decided"),
        "same": pgettext_lazy("a match", "The same person"),
        "another": pgettext_lazy("a match", "Another person"),
        "decided": pgettext_lazy("a match", "Decided"),
        "lapsed": pgettext_lazy("a match", "No longer on the list"),
    },
    "party": {
        "open": pgettext_lazy("a party abroad", "Current"),
        "closed": pgettext_lazy("a party abroad", "Closed"),
    },
    "journey": journey_labels.STATES,
    "declaration": declaration_labels.STATES,
    "denial": refusal_labels.STATES,
    **despatch_labels.RECORDS,
}
REFUSALS: Final[Mapping[str, Any]] = {
    "trade.consignment.authorisation": _(
        "Choose an authorisation of the list. It must be in force and yours to pack on."
    ),
    "trade.leg": _("Choose where it was seen."),
    "trade.degree": _("Choose the degree of verification."),
    "trade.by": _("Choose who reported it."),
    "trade.at": _("Enter when it was seen."),
    "trade.at_ahead": _("It lies ahead. Enter when it was seen, or leave it empty for now."),
    "trade.serials_none": _("Enter the serial numbers that were read, or choose another degree."),
    "trade.serials_many": _(
        "More than %(most)s serial numbers are too many for one observation. Record the rest as a second one."
    ),
    "trade.counted_none": _("Enter how many pieces were counted, or choose another degree."),
    "trade.crate.none": _("The consignment has no such crate. Choose one of the list."),
    "trade.not_in_force": _(
        "The authorisation is not in force. Nothing is packed or leaves on it until the licensing office has granted it or lifted its suspension."
    ),
    "trade.not_valid": _(
        "Today lies outside the days of the authorisation. Ask the licensing office to extend it, or wait for its first day."
    ),
    "trade.pack.other": _("Another office packs this consignment. Ask that office."),
    "trade.exit.licence": _(
        "The licence whose book these firearms stand in is not in force. Ask the licensing authority about it, then repeat; or open the packing list again and take them off."
    ),
    "trade.pack.owner": _(
        "It is not the applicant's, nor in the stock of their licence. Check its record, or ask for another authorisation."
    ),
    "trade.pack.import": _(
        "What comes in stands in no record of this register yet. Enter it by lines of goods with its serial numbers."
    ),
    "trade.pack.by_record": _(
        "Firearms leave by their records. Scan their labels, or enter their serial numbers, under Pack firearms."
    ),
    "trade.pack.serials": _("Enter as many serial numbers as the quantity says, each once."),
    "trade.list_closed": _("The packing list is closed. Open it again first."),
    "trade.line": _("There is no such line of goods. Choose one of the list."),
    "trade.line_full": _(
        "As many are packed as the line of the authorisation allows. Pack less, or have the authorisation changed."
    ),
    "trade.fits_no_line": _(
        "It fits no line of the authorisation by type, calibre, make and model. Check its record, or have the authorisation changed."
    ),
    "trade.packed_more": _(
        "More is packed than the goods would say then. Have it taken off the packing list first."
    ),
    "trade.not_packed": _(
        "It stands on no packing list that is open to you. Check the number, or ask the office that packs it."
    ),
    "trade.nothing_packed": _("Nothing is packed. Pack something first."),
    "trade.still_packed": _("Something is still packed. Take everything off the packing list first."),
    "trade.no_seal": _("These crates bear no seal: %(crates)s. Enter the numbers of their seals."),
    "trade.unsealed": _("A crate bears no seal. Enter the numbers of its seals."),
    "trade.crate.number": _("Enter the number of the crate."),
    "trade.crate.twice": _("The consignment has a crate of this number. Enter another one."),
    "trade.crate.full": _("Something is packed in this crate. Take it off the packing list first."),
    "trade.declaration": _("Enter the number of the customs declaration."),
    "trade.left_on": _("Enter today or a day of the last 30."),
    "trade.exit.office": _(
        "Customs release at exit, or the licensing office from the document of customs. Ask them."
    ),
    "trade.exit.yours": _("You closed the packing list. Another person releases the consignment."),
    "trade.firearm.unseen": _("Your office does not see %(firearm)s. Check the number."),
    "trade.firearm.refused": _("%(serial)s: %(why)s"),
    "trade.not_found": _("Not found. Check the number."),
    "trade.changed_meanwhile": _(
        "Somebody else did something with this after you opened it. Look at it again, then repeat."
    ),
    "trade.impossible": _("This cannot be done now: it is %(state)s."),
    "trade.details": _("A value cannot be read. Correct it and send it again."),
    "trade.other_office": _("Another office keeps this record. Ask that office."),
    "trade.reason": _("Enter a reason."),
    "trade.risk.unanswered": _("Answer each prohibition and criterion that is asked."),
    "trade.risk.reason": _("Enter the reason why a risk is found or is not known."),
    "trade.risk.unknown": _(
        "Something is answered that is not asked of this transfer today. Open the page again."
    ),
    "trade.risk.prohibited": _(
        "A prohibition applies, or it is not known whether it does: %(criterion)s. Conclude “Overriding risk”, and submit a refusal."
    ),
    "trade.risk.open": _(
        "A risk is found or not known, and no mitigation measure is named: %(criterion)s. Name one, or conclude “Overriding risk”."
    ),
    "trade.risk.concluded": _(
        "A risk is found or not known: %(criterion)s. Conclude “No overriding risk with mitigation measures”."
    ),
    "trade.risk.refused": _("The risk assessment refuses it. Look at its answers, and assess again."),
    "trade.gate.delivery": _(
        "An earlier delivery to this consignee is not verified. Have it confirmed, or decide on its page that it is no obstacle."
    ),
    "trade.delivery.none": _("Nothing can have left on it: it is no export authorisation that was granted."),
    "trade.delivery.consignment": _("That consignment did not leave, or its delivery is on record already."),
    "trade.delivery.future": _("That day has not come yet. Enter today or an earlier day."),
    "trade.delivery.left_on": _("Enter the day on which the goods left."),
    "trade.delivery.received_on": _("Enter the day on which the goods arrived."),
    "trade.delivery.earlier": _("They cannot have arrived before they left. Check both days."),
    "trade.delivery.proof": _("Choose what shows that the goods arrived."),
    "trade.delivery.file": _("Photograph the proof."),
    "trade.delivery.customs": _("This is no customs office. Choose the one at the exit."),
    "trade.delivery.exit": _("Choose whether the goods left."),
    "trade.delivery.letter": _("Enter the number of the letter."),
    "trade.delivery.yours": _("You entered the proof. Another person decides on it."),
    "trade.delivery.confirming": _(
        "A receipt alone confirms no delivery. Enter a customs document or a letter of the authority of the importing State first."
    ),
    "trade.enquiry.yours": _("You recorded the enquiry. Another person answers it."),
    "trade.enquiry.answer": _("Choose an answer."),
    "trade.enquiry.authorisation": _(
        "There is no such import authorisation. Check the number, or leave it empty."
    ),
    "trade.enquiry.which": _("Enter which goods arrived, and when."),
    "trade.enquiry.register": _(
        "The register says something else of these serial numbers. Answer what it says; it is shown on the page."
    ),
    "trade.issued.request": _("Record first by which letter the authority abroad is asked."),
    "trade.issued.certificate": _("A certificate is given once it is answered that goods arrived."),
    "trade.issued.ground": _(
        "No such document can be issued: the authorisation is not in force, or it gives no ground for this one. Check its status and its kind."
    ),
    "trade.issued.recipient": _(
        "Nobody is named who receives the goods. Name the consignee, and of an import the applicant, first."
    ),
    "trade.country": _("There is no such State on the list. Choose one from the list."),
    "trade.party.country": _("Choose the State in which it is."),
    "trade.party.home": _("This State is our own. Register somebody here as a person or a legal entity."),
    "trade.party.named": _(
        "An authorisation or a verified document names this party. Enter who it is now as another party."
    ),
    "trade.compartment": _(
        "Your office does not authorise this. Transfers from State to State are the defence’s, all others the licensing office’s."
    ),
    "trade.way": _("Choose from the list how the goods pass."),
    "trade.not_home": _(
        "An export leaves our own State, and an import comes to it. Choose our own State here."
    ),
    "trade.is_export": _("What leaves our own State is an export. Choose export."),
    "trade.same_state": _("The goods must go to another State than the one that they leave."),
    "trade.purpose": _("Choose a purpose from the list."),
    "trade.applicant": _("There is no such applicant that you may see. Register the applicant first."),
    "trade.no_applicant": _("Leave the applicant out: a transfer between States has none."),
    "trade.party": _("There is no such party abroad at your office. Enter it first."),
    "trade.goods.type": _("Choose the type of goods from the list."),
    "trade.figures.kind": _(
        "Only a State-to-State transfer is included by its office. Others count by themselves."
    ),
    "trade.figures.day": _("Give the day of the transfer: not before the authorisation, and not ahead."),
    "trade.goods.currency": _("Say in which currency the value is."),
    "trade.empty": _("Enter the goods and the consignee first."),
    "trade.ended": _("This application or authorisation has ended. It takes no more documents."),
    "trade.office": _("Choose another office from the list."),
    "trade.consulted_already": _(
        "Another office has not given its advice yet. Wait for it, then ask the next."
    ),
    "trade.not_asked": _("Your office is not asked for advice about this. Ask the office that keeps it."),
    "trade.consultation_open": _("An office has not given its advice yet. Wait for it."),
    "trade.risk.conclusion": _("Choose how the assessment concludes."),
    "trade.risk": _("The risk is not assessed, or it is overriding. Assess it first, or submit a refusal."),
    "trade.assessed_by_you": _("You assessed the risk. Another person must decide."),
    "trade.suspended_by_you": _("You suspended it. Another person must decide."),
    "trade.ground": _("Choose a ground from the list."),
    "trade.valid_from": _("Enter from which day it holds."),
    "trade.valid_to": _("Enter until which day it holds."),
    "trade.days": _("It must not end before it begins."),
    "trade.earlier": _("The new day must not be earlier than the old one."),
    "trade.paper.kind": _("Choose the kind of document from the list."),
    "trade.paper.number": _("Enter the number of the document."),
    "trade.paper.issuer": _("Enter the authority that issued it."),
    "trade.paper.issued_on": _("Enter the day on which it was issued."),
    "trade.paper.expires_on": _("Enter until which day it stands."),
    "trade.paper.consignee": _("Choose the consignee that the document names."),
    "trade.paper.days": _("It must not end before it was issued."),
    "trade.paper.file": _("Add a photograph of the document."),
    "trade.paper.twice": _(
        "This document is on file already, or an authorisation was granted on it. One document serves one authorisation; ask for another one."
    ),
    "trade.paper.yours": _("You entered this document. Another person must verify it."),
    "trade.paper.verified_by": _("Choose how it was verified."),
    "trade.gate": _(
        "Something that the law asks for is not there. Look at the documents, then propose it again."
    ),
    "trade.gate.from": _("The State that the goods leave is not said. Add it to the application."),
    "trade.gate.into": _("The State to which the goods go is not said. Add it to the application."),
    "trade.gate.recipient": _("The final recipient is not said. Add it to the application."),
    "trade.gate.goods_none": _("The goods are not said. Add them to the application."),
    "trade.gate.quantity": _("A line of the goods does not say of what and how many. Correct it."),
    "trade.gate.closed": _(
        "The record of the consignee is closed. Ask for an authorisation for another consignee."
    ),
    "trade.gate.begins": _("The first day is not said. Add it to the application."),
    "trade.gate.ends": _("The day of expiry is not said. Add it to the application."),
    "trade.gate.over": _("The last day has passed. Choose a later one."),
    "trade.gate.missing": _("%(paper)s is not there. Obtain and enter it."),
    "trade.gate.unverified": _("%(paper)s is not verified. Another person than who entered it verifies it."),
    "trade.gate.expired": _("%(paper)s has expired. Obtain a new one."),
    "trade.gate.later": _("%(paper)s is dated later than today. Check its day."),
    "trade.gate.ends_before": _("%(paper)s ends before the authorisation would. Choose an earlier last day."),
    "trade.gate.consignee": _("%(paper)s names another consignee. Obtain one for this consignee."),
    "trade.gate.goods": _("%(paper)s covers fewer goods, or others. Authorise no more than it covers."),
    **REFUSED,
    **extents.REFUSALS,
    **consignment_labels.REFUSALS,
    **declaration_labels.REFUSALS,
    "trade.party.deals": _("There is no such role in deals. Choose one from the list."),
    **journey_labels.REFUSALS,
    **own_labels.REFUSALS,
    **refusal_labels.REFUSALS,
    **despatch_labels.REFUSALS,
}


_SENTENCES: Final = Sentences(REFUSALS)
of = _SENTENCES.of
explained = _SENTENCES.explained


def state_words(record_type: str, state: str) -> Any:
    """A state in words; what is not there yet is `new`."""
    return STATES[record_type].get(state, state) if state else pgettext_lazy("a transfer", "new")
