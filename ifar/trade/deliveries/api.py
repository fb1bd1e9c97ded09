"""Deliveries, and what other States ask of goods that came here, over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, File, Query, Router, Schema, Status
from ninja.files import UploadedFile

from ifar.acts.edges import operations
from ifar.cursors import page
from ifar.documents.api import PaperOut, papers_as_json
from ifar.files.uploads import arrived
from ifar.form_errors import actor_of
from ifar.rights import require
from ifar.trade import selectors
from ifar.trade.api import FileKeptOut, GoodsOut
from ifar.trade.deliveries import selectors as kept
from ifar.trade.deliveries.inputs import ExpectDelivery, IssueDeliveryPaper, ReceiveEnquiry
from ifar.trade.deliveries.services import deliveries, enquiries
from ifar.trade.deliveries.services import papers as delivery_papers
from ifar.trade.models import Delivery, Enquiry

router = Router(tags=["trade"])
_Identifier = Annotated[str, Field(max_length=20)]
_Cursor = Annotated[str, Query("", max_length=500)]


class DeliveryOut(Schema):
    """Goods that left on an authorisation; `chase_on` is the day by which what is waited for now is due, `received` what is confirmed to have arrived."""

    id: str
    authorisation: str
    consignment: str
    left_on: dt.date | None
    due_on: dt.date | None
    chase_on: dt.date | None
    goods: list[GoodsOut]
    proof: str
    file: str
    asks_office: str
    exit_said: str
    letter: str
    received_on: dt.date | None
    received: list[GoodsOut]
    released: bool
    office: str
    state: str
    n: int


class DeliveriesOut(Schema):
    """A page of deliveries, and the cursor of the next one."""

    items: list[DeliveryOut]
    after: str | None


class ArrivedOut(Schema):
    """A serial number that arrived, and the firearm of the register that bears it."""

    serial: str
    firearm: str


class EnquiryOut(Schema):
    """What another State asks; `answer` is `arrived`, `in_part`, `not_arrived` or `not_known`, empty until it is answered."""

    id: str
    country: str
    issuer: str
    number: str
    asked_on: dt.date | None
    due_on: dt.date | None
    authorisation: str
    goods: list[GoodsOut]
    serials: list[str]
    answer: str
    arrived: list[ArrivedOut]
    received: list[GoodsOut]
    arrived_on: dt.date | None
    office: str
    state: str
    n: int


class EnquiriesOut(Schema):
    """A page of enquiries, and the cursor of the next one."""

    items: list[EnquiryOut]
    after: str | None


_ON_DELIVERY = (
    "consignment", "left_on", "due_on", "chase_on", "goods", "proof", "file", "asks_office", "exit_said", "letter", "received_on", "received",
    "released", "state", "n",
)  # fmt: skip
_ON_ENQUIRY = (
    "country", "issuer", "number", "asked_on", "due_on", "authorisation", "goods", "serials", "answer", "arrived", "received", "arrived_on",
    "state", "n",
)  # fmt: skip


def delivery_of(delivery: Delivery) -> dict[str, Any]:
    """A delivery as it stands."""
    return {
        **{name: getattr(delivery, name) for name in _ON_DELIVERY},
        "id": delivery.public_id,
        "authorisation": delivery.authorisation.public_id,
        "office": delivery.agency.public_id,
    }


def enquiry_of(record: Enquiry) -> dict[str, Any]:
    """An enquiry as it stands."""
    return {
        **{name: getattr(record, name) for name in _ON_ENQUIRY},
        "id": record.public_id,
        "office": record.agency.public_id,
    }


@router.get(
    "/trade/deliveries",
    response=DeliveriesOut,
    summary="Deliveries of goods that left",
    operation_id="deliveries",
)
def listed(request: HttpRequest, after: _Cursor) -> dict[str, Any]:
    """Those of the authorisations that I see, the most urgent first."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    result = page(kept.deliveries_for(actor), order=("chase_on", "id"), after=after)
    return {"items": [delivery_of(delivery) for delivery in result.items], "after": result.after}


@router.get(
    "/trade/deliveries/{delivery}", response=DeliveryOut, summary="A delivery", operation_id="delivery"
)
def one(request: HttpRequest, delivery: _Identifier) -> dict[str, Any]:
    """As it stands."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    return delivery_of(kept.delivery_for(actor, delivery))


@router.post(
    "/trade/authorisations/{authorisation}/deliveries",
    response={201: DeliveryOut},
    summary="Record that goods left on an authorisation",
    operation_id="expect_delivery",
)
def expect(request: HttpRequest, authorisation: _Identifier, body: ExpectDelivery) -> Status[dict[str, Any]]:
    """A proof that they arrived is due by the day that the regimes say."""
    actor = actor_of(request)
    made = deliveries.expect_delivery(actor=actor, authorisation_id=authorisation, **body.arguments())
    return Status(201, delivery_of(kept.delivery_for(actor, made)))


@router.post(
    "/trade/proofs",
    response={201: FileKeptOut},
    summary="Keep the photograph of a proof of delivery",
    operation_id="keep_delivery_proof",
)
def keep_proof(request: HttpRequest, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """A picture; the proof is then entered with its hash."""
    actor = actor_of(request)
    require(actor, deliveries.DELIVER)
    name, content = arrived(request, "file")
    return Status(201, {"file": deliveries.keep_proof(actor=actor, name=name, content=content)})


@router.post(
    "/trade/deliveries/{delivery}/issued",
    response={201: PaperOut},
    summary="Issue the request to verify a delivery",
    operation_id="issue_delivery_request",
)
def request_paper(request: HttpRequest, delivery: _Identifier, body: IssueDeliveryPaper) -> Status[Any]:
    """To the authority of the importing State, once it is recorded by which letter it is asked."""
    paper = delivery_papers.issue_about_delivery(
        actor=actor_of(request), delivery_id=delivery, kind="delivery_request", **body.model_dump()
    )
    return Status(201, papers_as_json([paper])[0])


@router.get(
    "/trade/enquiries",
    response=EnquiriesOut,
    summary="Enquiries of other States",
    operation_id="delivery_enquiries",
)
def enquiries_listed(request: HttpRequest, after: _Cursor) -> dict[str, Any]:
    """Those of my office and those below it; the newest first."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    result = page(kept.enquiries_for(actor), order=("-id",), after=after)
    return {"items": [enquiry_of(record) for record in result.items], "after": result.after}


@router.post(
    "/trade/enquiries",
    response={201: EnquiryOut},
    summary="Take in what another State asks",
    operation_id="receive_delivery_enquiry",
)
def receive(request: HttpRequest, body: ReceiveEnquiry) -> Status[dict[str, Any]]:
    """Whether goods that it let go arrived here. Another person answers it."""
    actor = actor_of(request)
    made = enquiries.receive_enquiry(actor=actor, **body.arguments())
    return Status(201, enquiry_of(kept.enquiry_for(actor, made)))


@router.get(
    "/trade/enquiries/{enquiry}",
    response=EnquiryOut,
    summary="An enquiry of another State",
    operation_id="delivery_enquiry",
)
def enquiry(request: HttpRequest, enquiry: _Identifier) -> dict[str, Any]:
    """As it stands."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    return enquiry_of(kept.enquiry_for(actor, enquiry))


@router.post(
    "/trade/enquiries/{enquiry}/issued",
    response={201: PaperOut},
    summary="Issue a delivery verification certificate",
    operation_id="issue_delivery_certificate",
)
def certificate(request: HttpRequest, enquiry: _Identifier, body: IssueDeliveryPaper) -> Status[Any]:
    """Once it is answered that goods arrived."""
    paper = delivery_papers.issue_about_enquiry(
        actor=actor_of(request), enquiry_id=enquiry, kind="delivery_verification", **body.model_dump()
    )
    return Status(201, papers_as_json([paper])[0])


operations(router, deliveries.DELIVERY, DeliveryOut, delivery_of, "/trade/deliveries/{delivery}")
operations(router, enquiries.ENQUIRY, EnquiryOut, enquiry_of, "/trade/enquiries/{enquiry}")
