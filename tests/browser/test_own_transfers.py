"""An exporter's own pages in a browser: no barriers, nothing cut off, in each language and on a telephone."""

from __future__ import annotations

from collections.abc import Callable

from ifar.trade.models import Crate, Delivery
from ifar.trade.own import applications, consignments, journeys
from ifar.trade.services import authorisations
from ifar.trade.services.writing import today
from tests import cast
from tests.browser.conftest import EVERY_LANGUAGE, Visitor
from tests.browser.looking import look_through
from tests.trade import making
from tests.trade.exporting import Exporter, act, granted_to


def test_an_exporters_pages_have_no_barriers_and_are_not_cut_off(
    peopled_db: object, visitor: Callable[..., Visitor]
) -> None:
    alice, bob = cast.actor("alice"), cast.actor("bob")
    exporter = Exporter(alice, "Kestrel Trading", 1)
    made = granted_to(exporter, alice, bob)
    consignment = consignments.open_consignment(actor=exporter.actor, authorisation=made)
    crate = consignments.add_crate(
        actor=exporter.actor, consignment_id=consignment, number="1", seals=["S-1"]
    )
    consignments.pack(actor=exporter.actor, consignment_id=consignment, crate=crate, things=exporter.guns[:1])
    making.a_delivery(alice, made, days_ago=1)
    waits = exporter.draft(exporter.buyer("Jagdhaus"))
    act(applications.AUTHORISATION, "applied", exporter, waits)
    authorisations.find_incomplete(
        actor=alice, authorisation_id=waits, missing="The import authorisation of Sweden."
    )
    delivery, box = Delivery.objects.get().public_id, Crate.objects.get().public_id
    journey = journeys.announce(
        actor=exporter.actor,
        arms=exporter.guns[2:],
        country="SE",
        purpose="sport",
        crosses_on=today(),
        return_by=today(),
    )
    pages = {
        "listing": "",
        "apply": "new/",
        "party": "parties/new/",
        "granted": f"authorisations/{made}/",
        "incomplete": f"authorisations/{waits}/",
        "change": f"authorisations/{waits}/acts/changed/",
        "request": f"authorisations/{made}/acts/requested/",
        "paper": f"authorisations/{made}/papers/new/",
        "announce": "journeys/new/",
        "journey": f"journeys/{journey}/",
        "consignment": f"consignments/{consignment}/",
        "crate": f"crates/{box}/acts/changed/",
        "pack": f"consignments/{consignment}/firearms/",
        "goods": f"consignments/{consignment}/goods/",
        "proof": f"deliveries/{delivery}/proof/",
    }
    own = {name: f"/mine/transfers/{address}" for name, address in pages.items()}
    look_through(visitor, {exporter.user: own}, "own", looks=EVERY_LANGUAGE)
