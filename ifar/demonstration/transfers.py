"""International transfers of the demonstration country: twelve pistols on their way to Vestmark through two States, one replaced by another on the way,
and three more in the exporter's stock."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Final

from PIL import Image, ImageDraw

from ifar.accounts.services import proposals
from ifar.demonstration import accounts, cashier, licences, travellers
from ifar.demonstration.recoveries import on_duty as investigating
from ifar.licensing.services import applications
from ifar.parties.services import NewParty, register_party
from ifar.registry.services.events import NewEvent, register_firearm
from ifar.rights import Actor
from ifar.trade.consignments.inputs import PackFirearms
from ifar.trade.consignments.services import consignments, observing, packing
from ifar.trade.inputs import GoodsLine, Through, ValuedLine, WeighCriterion
from ifar.trade.models import Authorisation, Consignment
from ifar.trade.services import abroad, authorisations, deciding, papers
from ifar.trade.services.writing import today

PIECES, CRATES, SPARE = 12, 4, 3
"""Pistols under way and their crates; and pistols in stock that may still be packed on the same authorisation, for whoever walks the story."""
GOODS: Final = (
    GoodsLine(
        type="pistol_semi_automatic",
        calibre="9x19",
        quantity=PIECES + SPARE,
        make="Kestrian Arms Works",
        model="K9",
    ),
)
WORTH: Final = (ValuedLine(**dict(GOODS[0]), value=9_750, currency="EUR"),)
ROUTE: Final = (Through(country="XS", way="road"), Through(country="XB", way="rail"))
PAPERS: Final = (
    ("import_authorisation", "XV", "VM-IMP-2026-118", "Ministry of the Interior of Vestmark"),
    ("transit_no_objection", "XS", "SOL/TR/2041", "Customs of Soltara"),
    ("transit_no_objection", "XB", "BM-77/26", "Ministry of Trade of Belmora"),
)
EXPORTER: Final = "exporter"
"""The sign-in of who acts for the company in its own account."""
OTHER: Final = "K9-90417"
"""The serial number that was read in the place of one that was packed."""
DAY: Final = dt.timedelta(days=1)


def load(officers: Mapping[str, Actor]) -> None:
    """Load the transfer and the travellers with firearms, where there are none yet."""
    travellers.load(officers)
    if Consignment.objects.exists():
        return
    with (
        licences.on_duty(officers["clerk"]) as clerk,
        licences.on_duty(officers["head"]) as head,
        investigating(officers["police"]) as police,
    ):
        company = _licensed(clerk, head, police, "Kestrian Arms Works SA", "maker", officers["maker"], 1)
        _licensed(clerk, head, police, "Kestria Post and Parcels SA", "carrier", officers["carrier"], 5)
        accounts.open_for(clerk, company, EXPORTER, "en", name="Rana Adler")
        authorisation = _granted(clerk, head, company)
        _asked_anew(clerk, company)
        guns = [_pistol(clerk, officers["maker"], _serial(n)) for n in range(PIECES + SPARE)]
    _under_way(officers["maker"], officers["customs"], authorisation, guns[:PIECES])


def _licensed(clerk: Actor, head: Actor, police: Actor, name: str, kind: str, of: Actor, number: int) -> str:
    """A maker or a carrier as a legal entity, with the licence that names its office; its identifier."""
    company = register_party(actor=clerk, new=NewParty(kind="entity", values={"name": name}))
    draft = applications.draft(actor=clerk, kind=kind, applicant=company, book=of.agency)
    applications.submit(actor=clerk, application_id=draft)
    cashier.pay(clerk, draft, number)
    licences.checked(clerk, police, draft, kind)
    applications.advise(actor=clerk, application_id=draft, advice="grant", note="Nothing stands against it.")
    asked = applications.propose_grant(actor=clerk, application_id=draft, reason="Complete.")
    proposals.decide(actor=head, proposal=asked.public_id, verdict="approve")
    return company


def _granted(clerk: Actor, head: Actor, company: str) -> str:
    """An authorisation on its papers, each entered by one and verified by another; its identifier."""
    buyer = abroad.enter_party(
        actor=clerk,
        name="Vestmark Sporting Goods",
        country="XV",
        deals=["consignee", "buyer"],
        number="VM-4471",
    )
    made = authorisations.draft(
        actor=clerk,
        kind="export",
        from_state="XX",
        into_state="XV",
        purpose="sale",
        applicant=company,
        consignee=buyer,
        through=ROUTE,
        goods=WORTH,
    )
    authorisations.apply(actor=clerk, authorisation_id=made)
    cashier.pay(clerk, made, 3)
    authorisations.complete(actor=clerk, authorisation_id=made)
    picture = papers.keep_file(actor=clerk, name="paper.png", content=[_picture()])
    for kind, country, number, issuer in PAPERS:
        paper = papers.enter_paper(
            actor=clerk,
            authorisation_id=made,
            kind=kind,
            country=country,
            number=number,
            issuer=issuer,
            issued_on=today() - 40 * DAY,
            expires_on=today() + 320 * DAY,
            consignee=buyer,
            goods=GOODS,
            file=picture,
        )
        papers.verify_paper(actor=head, paper_id=paper, verified_by="contact")
    authorisations.assess(
        actor=clerk,
        authorisation_id=made,
        risk="acceptable",
        assessment="No embargo; the buyer is known to the authority of Vestmark and sells to clubs.",
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


def _asked_anew(clerk: Actor, company: str) -> None:
    """Another export that the company asks for: its fee waits to be paid at the counter."""
    made = authorisations.draft(
        actor=clerk,
        kind="export",
        from_state="XX",
        into_state="XV",
        purpose="sale",
        applicant=company,
        through=ROUTE,
        goods=WORTH,
    )
    authorisations.apply(actor=clerk, authorisation_id=made)


def nothing_known(made: str) -> dict[str, WeighCriterion]:
    """No to each prohibition and criterion that is asked of an application."""
    authorisation = Authorisation.objects.select_related("agency").get(public_id=made)
    return {
        str(row["code"]): WeighCriterion(answer="no", reason="Nothing of the kind is known.")
        for row in authorisations.criteria_of(authorisation)
    }


def _under_way(maker: Actor, customs: Actor, authorisation: str, guns: Sequence[str]) -> None:
    """Packed into four crates, released; in Soltara three crates were opened, and one serial number was another."""
    consignment = consignments.open_consignment(actor=maker, authorisation=authorisation)
    each = PIECES // CRATES
    crates = []
    for number in range(CRATES):
        crate = consignments.add_crate(
            actor=maker,
            consignment_id=consignment,
            number=f"KAW-{number + 1}",
            seals=[f"KST-S-{2201 + number}"],
        )
        packing.pack(maker, PackFirearms(crate=crate), guns[number * each : (number + 1) * each])
        crates.append(crate)
    consignments.close(actor=maker, consignment_id=consignment)
    consignments.release(
        actor=customs,
        consignment_id=consignment,
        declaration="26KST000871",
        exit_point="Oued Semra",
        left_on=today(),
    )
    observing.record(
        actor=customs,
        consignment_id=consignment,
        leg="transit_entry",
        country="XS",
        degree="declared",
        by="customs_abroad",
    )
    for number, crate in enumerate(crates[:3]):
        read = [_serial(number * each + n) for n in range(each)]
        observing.record(
            actor=customs,
            consignment_id=consignment,
            leg="check",
            country="XS",
            crate=crate,
            degree="serial_read",
            seals=[f"KST-S-{2201 + number}"],
            serials=[*read[:-1], OTHER] if number == 1 else read,
            by="customs_abroad",
        )


def _serial(number: int) -> str:
    return f"K9-{40311 + number}"


def _pistol(clerk: Actor, maker: Actor, serial: str) -> str:
    """A pistol in the maker's stock, as its older book says."""
    marks = (("serial", serial), ("maker", "KAW"), ("country", "KST"))
    identity = {
        "make": "kestrian-works",
        "model": "kestrian-works/k9",
        "type": "pistol_semi_automatic",
        "calibre": "9x19",
        "category": "B",
    }
    event = NewEvent(
        "registered",
        {"state": "in_stock_maker", "owner_kind": "maker", "owner": maker.agency},
        identity=identity,
        marks=tuple({"kind": kind, "text": text} for kind, text in marks),
    )
    return register_firearm(actor=clerk, event=event).firearm


def _picture() -> bytes:
    """A picture that plainly is none of a real paper."""
    picture = Image.new("RGB", (640, 400), "#dde2da")
    ImageDraw.Draw(picture).text((200, 190), "demonstration: no paper", fill="#43536a")
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()
