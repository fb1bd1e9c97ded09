"""What becomes of goods that left: proof of receipt, asking for it, its confirmation; and what other States ask us of goods that came here. Pure.

Who exports may bring a proof; a delivery is confirmed by the authority or by customs, by another person than brought the proof, and on a document of an
authority alone (Protocol art. 10(4)). What is not confirmed in time holds the next authorisation to the same consignee (`trade_unverified`).
"""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Another, Filled, Listed, NotBefore, OfOffice, Record, stays, to

PROOFS: Final = ("import_document", "authority", "receipt")
"""What shows that goods arrived: a customs document of the importing State, a letter of its authority, a receipt of whoever received them."""
CONFIRMING: Final = PROOFS[:2]
"""Proofs on which a delivery is confirmed."""
EXITS: Final = ("left", "not_left")
"""What customs say of the exit when they are asked."""
ANSWERS: Final = ("arrived", "in_part", "not_arrived", "not_known")
"""What is answered to another State: all arrived, some of it, nothing of it, or nothing is known of it."""
OPEN: Final = ("awaited", "customs_asked", "customs_answered", "abroad_asked")
"""States of a delivery in which a confirmation is waited for."""
CUSTOMS_DAYS: Final = 14
"""In how many days customs answer whether goods left: the house's own proposal, as no instrument names a number."""
ABROAD_DAYS: Final = 30
"""In how many days an authority abroad is expected to answer, and we answer one: the house's own proposal."""

_RECEIPT: Final = "Protocol art. 10(4)"
_DUTIES: Final = "UNCAC art. 7-9"
_REASON: Final = Filled(code="trade.reason", column="kept.note", field="reason")
_PLAIN: Final = "nobody, because the page shows it"

DELIVERY: Final = (
    Act(
        "delivery",
        "expected",
        to("awaited", ""),
        ("consignment", "left_on", "due_on", "chase_on", "goods"),
        guards=(Filled(code="trade.delivery.left_on", column="left_on", field="left_on"),),
        article=_RECEIPT,
        hears="the desk, in its list of deliveries, by the day on which the proof is due",
    ),
    Act(
        "delivery",
        "proved",
        stays(*OPEN, "unverified"),
        ("proof", "file"),
        guards=(
            Listed(code="trade.delivery.proof", column="proof", values=PROOFS, field="proof"),
            Filled(code="trade.delivery.file", column="file", field="file"),
        ),
        permission="trade:delivery:write",
        article=_RECEIPT,
        hears="nobody, because whoever confirms it finds it in the list of deliveries",
    ),
    Act(
        "delivery",
        "customs_asked",
        to("customs_asked", "awaited"),
        ("asks_office", "chase_on"),
        guards=(Filled(code="trade.office", column="asks_office", field="office"),),
        article=_RECEIPT,
        hears="the customs office that is asked, in its list of deliveries",
    ),
    Act(
        "delivery",
        "customs_answered",
        to("customs_answered", "customs_asked"),
        ("exit_said", "chase_on"),
        personal={"remark": "remark"},
        clears=("asks_office",),
        guards=(
            OfOffice(code="trade.not_asked", column="was.asks_office"),
            Listed(code="trade.delivery.exit", column="exit_said", values=EXITS, field="exit_said"),
        ),
        article=_RECEIPT,
        hears="the desk that asked, in its list of deliveries",
    ),
    Act(
        "delivery",
        "abroad_asked",
        to("abroad_asked", "awaited", "customs_answered"),
        ("letter", "chase_on"),
        guards=(Filled(code="trade.delivery.letter", column="letter", field="letter"),),
        article=_RECEIPT,
        hears="the desk, in its list of deliveries, by the day on which an answer is due",
    ),
    Act(
        "delivery",
        "confirmed",
        to("confirmed", *OPEN, "unverified"),
        ("received_on", "received"),
        clears=("asks_office",),
        guards=(
            Another(code="trade.delivery.yours", than_whoever=("proved",), article=_DUTIES),
            Listed(code="trade.delivery.confirming", column="proof", values=CONFIRMING, article=_RECEIPT),
            Filled(code="trade.delivery.received_on", column="received_on", field="received_on"),
            NotBefore(
                code="trade.delivery.earlier", column="received_on", than="left_on", field="received_on"
            ),
        ),
        permission="trade:delivery:confirm",
        article=_RECEIPT,
        hears="nobody, because the next authorisation to the consignee is no longer held by it",
    ),
    Act(
        "delivery",
        "unverified",
        to("unverified", *OPEN),
        clears=("asks_office",),
        guards=(_REASON,),
        article=_RECEIPT,
        hears="whoever proposes the next authorisation to the consignee, on its page",
    ),
    Act(
        "delivery",
        "released",
        stays(*OPEN, "unverified", "confirmed"),
        ("released",),
        guards=(
            _REASON,
            Another(code="trade.delivery.yours", than_whoever=("proved",), article=_DUTIES),
        ),
        permission="trade:delivery:confirm",
        article=_DUTIES,
        hears="whoever decides the next authorisation to the consignee, on its page",
    ),
)
_ASKED: Final = ("country", "issuer", "number", "asked_on", "due_on", "authorisation", "goods", "serials")
_ON_ENQUIRY: Final = (
    Filled(code="trade.country", column="country", field="country"),
    Filled(code="trade.paper.number", column="number", field="number"),
    Filled(code="trade.paper.issuer", column="issuer", field="issuer"),
)
_OWN: Final = OfOffice(code="trade.other_office", column="agency")
ENQUIRY: Final = (
    Act(
        "enquiry",
        "received",
        to("open", ""),
        _ASKED,
        guards=_ON_ENQUIRY,
        permission="trade:delivery:write",
        article=_RECEIPT,
        hears="the desk, in its list of enquiries, by the day on which the answer is due",
    ),
    Act(
        "enquiry",
        "corrected",
        stays("open"),
        _ASKED,
        guards=(_OWN, *_ON_ENQUIRY),
        permission="trade:delivery:write",
        hears=_PLAIN,
    ),
    Act(
        "enquiry",
        "answered",
        to("answered", "open"),
        ("answer", "arrived", "received", "arrived_on"),
        personal={"remark": "remark"},
        guards=(
            _OWN,
            Another(code="trade.enquiry.yours", than_whoever=("received", "corrected"), article=_DUTIES),
            Listed(code="trade.enquiry.answer", column="answer", values=ANSWERS, field="answer"),
        ),
        permission="trade:delivery:confirm",
        article=_RECEIPT,
        hears="nobody, because the office sends the certificate",
    ),
)
DELIVERY_ACTS: Final = (*DELIVERY, *ENQUIRY)
DELIVERY_RECORDS: Final = (
    Record(
        "delivery", "T", parent="authorisation", stamps={"entered_by": "actor", "entered_at": "recorded_at"}
    ),
    Record("enquiry", "T", stamps={"entered_by": "actor", "entered_at": "recorded_at"}),
)
