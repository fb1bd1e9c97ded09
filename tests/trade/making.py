"""Records of international transfers, through the services."""

from __future__ import annotations

import datetime as dt
import secrets

from ifar.accounts.services import proposals
from ifar.registry.services.events import NewEvent, register_firearm
from ifar.trade.consignments.services import observing
from ifar.trade.declarations import services
from ifar.trade.declarations.inputs import Declared
from ifar.trade.deliveries.services import deliveries, enquiries
from ifar.trade.inputs import GoodsLine, Through, WeighCriterion
from ifar.trade.journeys.inputs import ForeignFirearm
from ifar.trade.journeys.services import journeys
from ifar.trade.models import Authorisation, Watchlist
from ifar.trade.refusals import services as denials
from ifar.trade.screening.services import screening
from ifar.trade.services import abroad, authorisations, deciding, papers
from ifar.trade.services.writing import today
from tests.factories import a_picture

DAY = dt.timedelta(days=1)
PISTOLS = (GoodsLine(type="pistol", calibre="9x19mm", quantity=100, make="Beretta", model="92FS"),)
ROUTE = (Through(country="DK", way="road"), Through(country="Germany", way="rail"))


def a_list(content, code="national", title="Invented list", columns=""):
    """A sanctions list, or a new version of it: proposed by the one who keeps lists, decided by the head of licensing."""
    from tests import cast

    asked = screening.propose_list(
        actor=cast.actor("carol"), content=content, code=code, title=title, columns=columns, reason="New."
    )
    proposals.decide(actor=cast.actor("bob"), proposal=asked.public_id, verdict="approve")
    return Watchlist.objects.get(code=code)


def a_party(actor, **said):
    """A buyer in another State; its identifier."""
    known = {
        "name": "Norrland Vapen AB",
        "country": "SE",
        "deals": ["consignee", "buyer"],
        "number": "SE-4711",
    }
    return abroad.enter_party(actor=actor, **{**known, **said})


def an_application(actor, **said):
    """An application to export a hundred pistols to Sweden through two States, found complete; its identifier."""
    known = {
        "kind": "export",
        "from_state": "XX",
        "into_state": "SE",
        "purpose": "sale",
        "consignee": said.pop("consignee", "") or a_party(actor),
        "through": ROUTE,
        "goods": PISTOLS,
    }
    made = authorisations.draft(actor=actor, **{**known, **said})
    authorisations.apply(actor=actor, authorisation_id=made)
    authorisations.complete(actor=actor, authorisation_id=made)
    return made


def a_file(actor):
    """The photograph of a paper; its hash."""
    return papers.keep_file(actor=actor, name="paper.png", content=a_picture("white"))


def a_paper(actor, authorisation, consignee, kind, country, verifier=None, **said):
    """A paper of another State, verified by another person where one is named; its identifier."""
    known = {
        "number": secrets.token_hex(6),
        "issuer": "Ministry of the Interior",
        "issued_on": today() - 30 * DAY,
        "expires_on": today() + 300 * DAY,
        "goods": PISTOLS,
    }
    made = papers.enter_paper(
        actor=actor,
        authorisation_id=authorisation,
        kind=kind,
        country=country,
        consignee=consignee,
        **{**known, "file": said.pop("file", "") or a_file(actor), **said},
    )
    if verifier is not None:
        papers.verify_paper(actor=verifier, paper_id=made, verified_by="issuer")
    return made


PAPERS = (("import_authorisation", "SE"), ("transit_no_objection", "DK"), ("transit_no_objection", "DE"))
"""What an application of `an_application` rests on."""


def weighed(authorisation, **said):
    """An answer to everything that is asked of an application today: no, but for what is said, by code."""
    record = Authorisation.objects.select_related("agency").get(public_id=authorisation)
    return {
        row["code"]: WeighCriterion(**{"answer": "no", "reason": "None known.", **said.get(row["code"], {})})
        for row in authorisations.criteria_of(record)
    }


def assessed(actor, authorisation, risk="acceptable", **said):
    """The risk is assessed."""
    authorisations.assess(
        actor=actor,
        authorisation_id=authorisation,
        risk=risk,
        assessment="No embargo; the end use is plausible.",
        criteria=weighed(authorisation, **said),
    )


def ready(alice, bob, **said):
    """An application with all its papers verified, and its risk assessed: identifier, consignee, papers by kind and State."""
    consignee = a_party(alice)
    made, file = an_application(alice, consignee=consignee, **said), a_file(alice)
    result = {
        (kind, country): a_paper(
            alice, made, consignee, kind, country, verifier=bob, file=file, goods=said.get("goods", PISTOLS)
        )
        for kind, country in PAPERS
    }
    assessed(alice, made)
    return made, consignee, result


def granted(alice, bob, authorisation, days=200):
    """It is granted: asked for by one, decided by another."""
    asked = deciding.propose_grant(
        actor=alice,
        authorisation_id=authorisation,
        valid_from=today(),
        valid_to=today() + days * DAY,
        reason="Complete.",
    )
    return proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")


def a_visit(actor, serials=("VT 1", "VT 2"), **said):
    """A visitor from Sweden who is to bring rifles for a competition; its identifier."""
    known = {
        "name": "Maja Lind",
        "document": "SE 123",
        "country": "SE",
        "purpose": "sport",
        "crosses_on": today(),
        "return_by": today() + 3 * DAY,
    }
    arms = [ForeignFirearm(type="rifle", serial=serial, make="Sako", calibre="308 Win") for serial in serials]
    return journeys.announce_entering(actor=actor, arms=arms, **{**known, **said})


def fill():
    """A consignment that is packed under an authorisation, goods that left on another, and a letter of another State and a journey, for tests that want a row in every table."""
    from tests import cast
    from tests.trade.carrying import packed_consignment

    consignment, _crates, _guns = packed_consignment(1, 1)
    observing.record(actor=cast.actor("heidi"), consignment_id=consignment, leg="check", degree="seal_intact")
    alice, bob = cast.actor("alice"), cast.actor("bob")
    made, _consignee, _papers = ready(alice, bob)
    granted(alice, bob, made)
    a_delivery(alice, made, days_ago=3)
    an_enquiry(alice)
    a_visit(alice)
    a_declaration(cast.actor("heidi"))
    denials.notify(
        actor=alice,
        country="DK",
        issuer="Police",
        number="1",
        refused_on=today(),
        ground="diversion",
        party=a_party(alice, number="SE-9"),
    )


def a_declaration(actor, **said):
    """What the system of customs declares of goods that nobody knows; its identifier."""
    known = {"declaration": "MRN-9", "way": "exit", "authorisation": "EX 1", "day": today(), "quantity": 1}
    return services.take(actor=actor, declared=[Declared(**{**known, **said})])[0].id


def a_proof(actor):
    """The photograph of a proof of delivery; its hash."""
    return deliveries.keep_proof(actor=actor, name="proof.png", content=a_picture("white"))


def a_delivery(actor, authorisation, days_ago=60, **said):
    """Goods that left on an authorisation so many days ago; the identifier of the delivery."""
    return deliveries.expect_delivery(
        actor=actor, authorisation_id=authorisation, left_on=today() - days_ago * DAY, **said
    )


def proved(actor, delivery, proof="authority"):
    """A proof of it is entered."""
    deliveries.prove(actor=actor, delivery_id=delivery, proof=proof, file=a_proof(actor))


def an_imported_firearm(actor, serial, country="SE"):
    """A pistol that the register holds as imported for good; its identifier."""
    event = NewEvent(
        kind="imported",
        details={"owner_kind": "importer", "country": country},
        identity={"make": "beretta", "model": "92FS", "type": "pistol", "calibre": "9x19mm"},
        marks=({"kind": "serial", "text": serial},),
    )
    return register_firearm(actor=actor, event=event).firearm


def an_enquiry(actor, **said):
    """A letter of Sweden that asks whether goods arrived; its identifier."""
    known = {"country": "SE", "issuer": "ISP", "number": "ISP 2026-4", "asked_on": today() - 3 * DAY}
    return enquiries.receive_enquiry(actor=actor, **{**known, **said})
