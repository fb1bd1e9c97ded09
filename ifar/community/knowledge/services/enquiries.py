"""Peer tracing help: a question about what is seen on an arm, and the formal request that it can become where the member's State runs ifar."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from ifar.community import labels
from ifar.community.knowledge import enquiries
from ifar.community.knowledge.selectors.enquiries import enquiry_for
from ifar.community.models import Enquiry, Topic
from ifar.community.selectors.visible import WRITE
from ifar.community.services.judging import refuse_details
from ifar.community.services.members import reader_needed
from ifar.community.services.talk import Draft, Picture, numbered, open_topic
from ifar.reference import selectors as reference
from ifar.registry.identification import Sighting
from ifar.rights import Actor, may, require
from ifar.tracing.content import Content
from ifar.tracing.selectors import WRITE as TRACE
from ifar.tracing.services.requests import draft_request


@transaction.atomic
def ask(
    *, actor: Actor, space: str, title: str, said: Draft, seen: Sighting, pictures: Sequence[Picture] = ()
) -> Topic:
    """Ask the community about what is seen on an arm. Of a serial number only the form is kept.

    Raises:
        NotFound: there is no such space for this actor.
        Refused: they may not write there.
        Invalid: nothing was seen, something in it could tell who somebody is or which arm it is, or the safety line is crossed.
        TooMany: they wrote very often within the last minutes.
    """
    require(actor, WRITE)
    reader_needed(actor)
    if not seen:
        raise labels.invalid("community.enquiry.nothing", "type")
    pictures = numbered(pictures)
    refuse_details(title, said.text, *(picture.words for picture in pictures))
    refuse_details(*(mark.text for mark in seen.marks), numbers=False)
    topic = open_topic(actor=actor, space=space, title=title, said=said, pictures=pictures)
    Enquiry.objects.create(topic=topic, seen=enquiries.kept(seen))
    return topic


@transaction.atomic
def draft_trace(*, actor: Actor, topic: str, country: str, make: str = "", model: str = "") -> str:
    """Draft a formal trace request from a question, with the member's own rights at their own office; returns its identifier.

    Nothing of the request comes back to the community: neither that it was drafted nor what it says.

    Raises:
        NotFound: there is no such question for this actor, or the actor may not write trace requests here.
        Invalid: the State is none that can be asked.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    enquiry = enquiry_for(reader, topic)
    if not may(actor, TRACE):
        raise labels.refused("community.enquiry.no_desk")
    if country == settings.IFAR_COUNTRY or not reference.exists("country", country):
        raise labels.invalid("community.enquiry.country", "country")
    content = Content(
        country=country,
        identity=enquiries.identity_of(enquiry.seen, make, model),
        marks=enquiries.marks_of(enquiry.seen),
        photos=(),
    )
    return draft_request(actor=actor, said=content)
