"""Peer tracing help as a reader sees it: the question, what the tables say of it, the directory of points of contact."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from ifar.community.knowledge import enquiries
from ifar.community.models import Enquiry
from ifar.community.selectors.visible import Reader, absent, visible
from ifar.reference import selectors as reference
from ifar.registry.identification import Identified, Sighting, identify
from ifar.registry.selectors.identification import known


def enquiries_for(reader: Reader | None) -> QuerySet[Enquiry]:
    """The questions that a reader may see, the newest first."""
    return (
        Enquiry.objects.filter(visible(reader, Enquiry))
        .select_related("topic", "topic__space")
        .order_by("-id")
    )


def enquiry_for(reader: Reader | None, topic: str) -> Enquiry:
    """One question by its topic; unknown and hidden answer alike.

    Raises:
        NotFound: there is none for this reader.
    """
    enquiry = enquiries_for(reader).filter(topic__public_id=topic).first()
    if enquiry is None:
        raise absent()
    return enquiry


def likely(seen: Sighting) -> Identified:
    """What an arm may be by the tables of facts alone: nothing of any register is asked, so that members without one get the same answer."""
    return identify(seen, known(), ()) if seen else Identified()


def likely_of(enquiry: Enquiry) -> Identified:
    """What the arm of a question may be."""
    return likely(enquiries.seen_of(enquiry.seen))


def points_of_contact(country: str = "") -> list[Any]:
    """National points of contact (ITI 25; Programme of Action; Firearms Protocol, article 13(2)), by country and name."""
    rows = reference.rows_of("trace_desk").filter(valid_to__isnull=True)
    if country:
        rows = rows.filter(country=country)
    return list(rows.order_by("country", "code")[:500])
