"""Papers of deliveries: the request to the authority of the importing State, and the certificate that answers one that asks us."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.db import transaction

from ifar import identifiers
from ifar.accounts.services import reads
from ifar.documents import services as documents
from ifar.documents.models import Paper
from ifar.documents.wording import listed, words
from ifar.errors import Reason
from ifar.reference import selectors as reference
from ifar.rights import Actor, require
from ifar.trade import selectors
from ifar.trade.deliveries import selectors as kept
from ifar.trade.deliveries.services.deliveries import DELIVER
from ifar.trade.models import Delivery, Enquiry
from ifar.trade.services import issued
from ifar.trade.services.issued import goods_in_words, state_name
from ifar.trade.services.writing import RECORDER

ANSWERED: Final = ("arrived", "in_part")
"""Answers of which a certificate is given."""


@transaction.atomic
def issue_about_delivery(
    *, actor: Actor, delivery_id: str, kind: str, language: str, replaces: str = ""
) -> Paper:
    """Issue the request to verify a delivery, once it is recorded by which letter the authority abroad is asked.

    Raises:
        NotFound: there is no such delivery for this actor.
        Refused: another office keeps it, that authority was not asked, or no purpose is stated.
    """
    require(actor, "documents:paper:issue")
    require(actor, DELIVER)
    reads.require_purpose(actor)
    delivery = kept.delivery_for(actor, delivery_id)
    if delivery.agency_id != actor.agency_id:
        raise RECORDER.refused(Reason("trade.other_office"))
    if kind != "delivery_request" or not may_request(delivery):
        raise RECORDER.refused(Reason("trade.issued.request"))
    of = delivery.authorisation
    values = issued.content_of(actor, of, language)
    content = {
        **values,
        "addressed_to": state_name(of.state_of(kept.sent_to(delivery)), language),
        "letter": delivery.letter,
        "left_on": delivery.left_on.isoformat() if delivery.left_on else "",
        "goods": goods_in_words(delivery.goods, language),
    }
    return documents.issue_paper(
        actor=actor,
        kind=kind,
        about=delivery.public_id,
        language=language,
        content=content,
        holder=of.applicant,
        compartment=delivery.compartment,
        replaces=replaces,
    )


def may_request(delivery: Delivery) -> bool:
    """Whether the authority of the importing State is asked."""
    return delivery.state == "abroad_asked"


def may_certify(enquiry: Enquiry) -> bool:
    """Whether an enquiry was answered by what a certificate says."""
    return enquiry.answer in ANSWERED


@transaction.atomic
def issue_about_enquiry(
    *, actor: Actor, enquiry_id: str, kind: str, language: str, replaces: str = ""
) -> Paper:
    """Issue the delivery verification certificate of an enquiry that was answered: goods arrived, all or some.

    Raises:
        NotFound: there is no such enquiry for this actor.
        Refused: another office keeps it, it was not answered so, or no purpose is stated.
    """
    require(actor, "documents:paper:issue")
    require(actor, DELIVER)
    reads.require_purpose(actor)
    enquiry = kept.enquiry_for(actor, enquiry_id)
    if enquiry.agency_id != actor.agency_id:
        raise RECORDER.refused(Reason("trade.other_office"))
    if kind != "delivery_verification" or not may_certify(enquiry):
        raise RECORDER.refused(Reason("trade.issued.certificate"))
    of = selectors.authorisation_for(actor, enquiry.authorisation) if enquiry.authorisation else None
    content = issued.content_of(actor, of, language) if of else {}
    recipient: dict[str, Any] = {
        name: content[name] for name in ("transit_countries", "final_recipient") if name in content
    }
    return documents.issue_paper(
        actor=actor,
        kind=kind,
        about=enquiry.public_id,
        language=language,
        content={**_certified(enquiry, language), **recipient},
        holder=of.applicant if of else "",
        compartment=enquiry.compartment,
        replaces=replaces,
    )


def _certified(enquiry: Enquiry, language: str) -> dict[str, Any]:
    home, asking = state_name(settings.IFAR_COUNTRY, language), state_name(enquiry.country, language)
    serials = [item["serial"] for item in enquiry.arrived]
    content = {
        "addressed_to": listed([enquiry.issuer, asking], language),
        "enquiry": identifiers.shown(enquiry.public_id),
        "their_number": enquiry.number,
        "authorisation": identifiers.shown(enquiry.authorisation) if enquiry.authorisation else "",
        "place_of_issue": reference.words("area", language).get(enquiry.agency.area, "") or home,
        "country_of_export": asking,
        "country_of_import": home,
        "delivery_answer": words(f"delivery_{enquiry.answer}", language),
        "arrived_on": enquiry.arrived_on.isoformat() if enquiry.arrived_on else "",
        "serials": serials,
        "not_arrived": sorted(set(enquiry.serials) - set(serials)),
        "goods": goods_in_words(enquiry.received, language),
    }
    return {field: value for field, value in content.items() if value}
