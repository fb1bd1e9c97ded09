"""International transfers of the demonstration country: what was authorised with its papers, a delivery that is followed up, a letter that is answered.

The papers of other States are pictures that a program draws, and say so.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import Final

from django.db import transaction
from PIL import Image, ImageDraw, ImageFont

from ifar.accounts.services import proposals
from ifar.demonstration import cashier, transfers
from ifar.demonstration.cashier import LATIN
from ifar.demonstration.licences import on_duty
from ifar.demonstration.transfers import nothing_known
from ifar.documents.request_form import own_language
from ifar.parties.models import Party as Person
from ifar.registry.models import Event, Mark
from ifar.rights import Actor
from ifar.trade.consignments.services import consignments, observing, packing
from ifar.trade.deliveries.services import deliveries, enquiries
from ifar.trade.deliveries.services.papers import issue_about_delivery, issue_about_enquiry
from ifar.trade.inputs import GoodsLine, Through
from ifar.trade.models import Authorisation
from ifar.trade.services import abroad, authorisations, deciding, papers
from ifar.trade.services.issued import issue_about_authorisation
from ifar.trade.services.writing import today

DAY: Final = dt.timedelta(days=1)
RIFLES: Final = (GoodsLine(type="rifle", calibre=".308 Winchester", quantity=40, make="Tikka", model="T3x"),)
PISTOLS: Final = (GoodsLine(type="pistol", calibre="9x19", quantity=60, make="Glock", model="17"),)
ENTERED: Final = 20
"""Pistols of the import authorisation that have come in."""
ASKED: Final = 3
"""Serial numbers about which another State asks, beside one that nobody knows."""


def load(officers: Mapping[str, Actor]) -> None:
    """Load the consignment under way, and then what was authorised besides, where nothing is there yet."""
    transfers.load(officers)
    if Authorisation.objects.exclude(kind="export").exists():
        return
    with on_duty(officers["clerk"]) as clerk, on_duty(officers["head"]) as head, transaction.atomic():
        traders = list(
            Person.objects.filter(kind="entity", merged_into="", name__isnull=False, compartment="civilian")
            .order_by("id")
            .values_list("public_id", flat=True)[:3]
        )
        company = traders[0] if traders else ""
        gone = _export(clerk, head, company)
        _issued(clerk, gone, "export_authorisation")
        _follow(clerk, gone)
        came = _granted(
            clerk, head, "import", "XB", "XX", PISTOLS, company, "Belmora Arms Trading", "BM-2201"
        )
        for kind in ("import_authorisation", "end_use_certificate"):
            _issued(clerk, came, kind)
        _came(clerk, officers["customs"], came)
        _refused(clerk, head, company)
        through = _granted(clerk, head, "transit", "XB", "XV", RIFLES, "", "Rifle Club of Vestby", "VM-88")
        _issued(clerk, through, "transit_no_objection")
        _enquiries(clerk, head)
        _waiting(clerk)


def _export(clerk: Actor, head: Actor, company: str) -> str:
    """Rifles to Vestmark through Soltara, on papers that one entered and another verified."""
    to = abroad.enter_party(
        actor=clerk,
        name="Vestmark Hunting Union",
        country="XV",
        deals=["buyer", "consignee"],
        number="VM-3390",
        address="Harbour Street 12, Vestby",
    )
    made = _applied(clerk, "export", "XX", "XV", RIFLES, company, to, [Through(country="XS", way="road")])
    for kind, country, number in (
        ("import_authorisation", "XV", "VM-IMP-2026-204"),
        ("transit_no_objection", "XS", "SOL/TR/2077"),
    ):
        kept = papers.keep_file(actor=clerk, name="paper.png", content=[_drawn(number)])
        paper = papers.enter_paper(
            actor=clerk,
            authorisation_id=made,
            kind=kind,
            country=country,
            number=number,
            issuer="Ministry of the Interior",
            issued_on=today() - 150 * DAY,
            expires_on=today() + 300 * DAY,
            consignee=to,
            goods=RIFLES,
            file=kept,
        )
        papers.verify_paper(actor=head, paper_id=paper, verified_by="contact")
    return _decided(clerk, head, made)


def _granted(
    clerk: Actor,
    head: Actor,
    kind: str,
    from_state: str,
    into_state: str,
    goods: tuple[GoodsLine, ...],
    company: str,
    name: str,
    number: str,
) -> str:
    """One that asks for no paper of another State."""
    party = abroad.enter_party(
        actor=clerk,
        name=name,
        country=from_state if kind == "import" else into_state,
        deals=["seller" if kind == "import" else "consignee"],
        number=number,
    )
    return _decided(clerk, head, _applied(clerk, kind, from_state, into_state, goods, company, party, []))


def _applied(
    clerk: Actor,
    kind: str,
    from_state: str,
    into_state: str,
    goods: tuple[GoodsLine, ...],
    company: str,
    party: str,
    through: list[Through],
) -> str:
    made = authorisations.draft(
        actor=clerk,
        kind=kind,
        from_state=from_state,
        into_state=into_state,
        purpose="sale",
        applicant=company,
        consignee=party,
        through=through,
        goods=goods,
    )
    authorisations.apply(actor=clerk, authorisation_id=made)
    if company:
        cashier.pay(clerk, made, 1)
    authorisations.complete(actor=clerk, authorisation_id=made)
    return made


def _decided(clerk: Actor, head: Actor, made: str) -> str:
    authorisations.assess(
        actor=clerk,
        authorisation_id=made,
        risk="acceptable",
        assessment="No embargo; the buyer is known and the end use is plausible.",
        criteria=nothing_known(made),
    )
    asked = deciding.propose_grant(
        actor=clerk,
        authorisation_id=made,
        valid_from=today(),
        valid_to=today() + 180 * DAY,
        reason="Complete.",
    )
    proposals.decide(actor=head, proposal=asked.public_id, verdict="approve")
    return made


def _came(clerk: Actor, customs: Actor, made: str) -> None:
    """A third of what may come in is at the border: customs counts it."""
    consignment = consignments.open_consignment(actor=clerk, authorisation=made)
    crate = consignments.add_crate(actor=clerk, consignment_id=consignment, number="BM-1", seals=["BM-S-118"])
    packing.pack_goods(actor=clerk, crate=crate, line="0", quantity=ENTERED)
    consignments.close(actor=clerk, consignment_id=consignment)
    observing.record(
        actor=customs,
        consignment_id=consignment,
        leg="entry",
        country="XX",
        degree="counted",
        counted=ENTERED,
    )


def _refused(clerk: Actor, head: Actor, company: str) -> None:
    """Rifles to Soltara that would be sold on: refused."""
    to = abroad.enter_party(
        actor=clerk, name="Soltara General Trading", country="XS", deals=["consignee"], number="SG-17"
    )
    made = _applied(clerk, "export", "XX", "XS", RIFLES, company, to, [])
    asked = deciding.propose_refusal(
        actor=clerk,
        authorisation_id=made,
        ground="diversion",
        reason="The buyer sold arms on to a third State before.",
    )
    proposals.decide(actor=head, proposal=asked.public_id, verdict="approve")


def _issued(clerk: Actor, made: str, kind: str) -> None:
    issue_about_authorisation(actor=clerk, authorisation_id=made, kind=kind, language=own_language())


def _follow(clerk: Actor, made: str) -> None:
    """Half of the rifles left long ago; the authority abroad is asked whether they arrived."""
    left = deliveries.expect_delivery(
        actor=clerk,
        authorisation_id=made,
        left_on=today() - 70 * DAY,
        goods=[RIFLES[0].model_copy(update={"quantity": 20})],
    )
    deliveries.ask_abroad(actor=clerk, delivery_id=left, letter="PLO 2026/31")
    issue_about_delivery(actor=clerk, delivery_id=left, kind="delivery_request", language=own_language())


def _enquiries(clerk: Actor, head: Actor) -> None:
    """Another State asks about firearms that the register holds as imported from it, and one that it does not; the answer goes out with a certificate."""
    first = Event.objects.filter(kind="imported", details__country__isnull=False).order_by("id").first()
    if first is None:
        return
    country = first.details["country"]
    serials = Mark.objects.filter(
        kind="serial",
        text__isnull=False,
        retired=False,
        firearm__compartment="civilian",
        firearm__events__kind="imported",
        firearm__events__details__country=country,
    )
    results = [mark.text or "" for mark in serials.order_by("firearm_id", "n")[:ASKED]]
    made = enquiries.receive_enquiry(
        actor=clerk,
        country=country,
        issuer="Export control office",
        number="EXP 2026/77",
        asked_on=today() - 9 * DAY,
        serials=[*results, "ZZ-990001"],
    )
    enquiries.answer_enquiry(actor=head, enquiry_id=made, answer="in_part")
    issue_about_enquiry(actor=clerk, enquiry_id=made, kind="delivery_verification", language=own_language())


def _waiting(clerk: Actor) -> None:
    """An application whose papers are not there yet."""
    party = abroad.enter_party(
        actor=clerk, name="Soltara Outdoor", country="XS", deals=["consignee"], number="SOL-71"
    )
    _applied(clerk, "export", "XX", "XS", PISTOLS, "", party, [Through(country="XB", way="rail")])


def _drawn(number: str) -> bytes:
    """A paper that a program draws, and that says so."""
    picture = Image.new("RGB", (900, 640), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((30, 30, 870, 610), outline="#35507a", width=4)
    draw.text((80, 90), number, fill="#14213d", font=ImageFont.truetype(str(LATIN), 54))
    draw.text((80, 190), "Drawn by a program", fill="#4a5568", font=ImageFont.truetype(str(LATIN), 36))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
