"""International transfers in the browser: what an authorisation rests on, a paper beside its photograph, in each language and width."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from ifar.accounts.services import proposals
from ifar.recoveries.models import Case
from ifar.trade.consignments.services import arriving, consignments, diverting, observing
from ifar.trade.models import Authorisation, Consignment, Paper
from ifar.trade.services import deciding, papers
from ifar.trade.services.issued import issue_about_authorisation
from ifar.trade.services.writing import today
from tests import cast
from tests.browser.conftest import Visitor
from tests.browser.looking import look_through
from tests.conftest import sign_in
from tests.trade import carrying, making


@pytest.fixture
def transfers(peopled_db) -> list[str]:
    """Pages: the lists, an application of which a letter lacks, one of its papers, the forms; and what is proposed of one that was granted."""
    alice, bob = cast.actor("alice"), cast.actor("bob")
    consignee = making.a_party(alice)
    made = making.an_application(alice, consignee=consignee)
    paper = making.a_paper(alice, made, consignee, *making.PAPERS[0], verifier=bob)
    waiting = making.a_paper(alice, made, consignee, *making.PAPERS[1])
    making.assessed(alice, made)
    given, _consignee, _papers = making.ready(alice, bob)
    making.granted(alice, bob, given)
    issue_about_authorisation(actor=alice, authorisation_id=given, kind="export_authorisation", language="en")
    asked = deciding.propose_amendment(
        actor=alice, authorisation_id=given, goods=making.PISTOLS, through=making.ROUTE[:1], reason="So."
    )
    late = making.a_delivery(alice, given)
    making.proved(alice, late)
    letter = making.an_enquiry(alice, serials=["BER-0001", "BER-0002"])
    making.an_imported_firearm(cast.actor("heidi"), "BER-0001")
    return [
        "/trade/",
        "/trade/new/",
        f"/trade/authorisations/{made}/",
        f"/trade/authorisations/{made}/acts/changed/",
        f"/trade/authorisations/{made}/acts/assessed/",
        f"/trade/authorisations/{made}/papers/new/",
        f"/trade/authorisations/{given}/",
        f"/trade/authorisations/{given}/issued/new/",
        f"/trade/papers/{paper}/",
        f"/trade/papers/{waiting}/",
        f"/trade/papers/{waiting}/acts/corrected/",
        reverse("accounts:proposal", args=[asked.public_id]),
        f"/trade/authorisations/{given}/deliveries/new/",
        "/trade/deliveries/",
        f"/trade/deliveries/{late}/",
        f"/trade/deliveries/{late}/proof/",
        "/trade/enquiries/",
        "/trade/enquiries/new/",
        f"/trade/enquiries/{letter}/",
        "/trade/parties/",
        f"/trade/parties/{consignee}/",
    ]


def test_pages_are_sound(transfers: list[str], visitor: Callable[..., Visitor]) -> None:
    _look(transfers, visitor, "trade")


def _look(paths: list[str], visitor: Callable[..., Visitor], of: str, who: str = "bob") -> None:
    look_through(visitor, {who: {str(number): path for number, path in enumerate(paths)}}, of)


@pytest.fixture
def arrived(peopled_db) -> list[str]:
    """Pages: an import of which some is registered, and what was seized and stolen of it; its forms, a journey and the case; the batch of import marks."""
    alice, bob, ivan, heidi = (cast.actor(name) for name in ("alice", "bob", "ivan", "heidi"))
    company = carrying.an_exporter(alice, bob, ivan)
    made = carrying.an_import(alice, bob, company, ivan, [f"SW {number}" for number in range(1, 7)])
    carrying.seen(heidi, made, ["SW 1", "SW 2"])
    arriving.register(actor=heidi, consignment_id=made, owner_kind="importer")
    carrying.seen(heidi, made, ["SW 1", "SW 2", "SW 3", "ZZ 9"], leg="receipt")
    diverting.divert(actor=heidi, consignment_id=made, what="seized", serials="SW 2\nZZ 9", number="C 7")
    diverting.divert(actor=heidi, consignment_id=made, what="stolen", serials="SW 4", country="DK")
    visit = making.a_visit(alice)
    return [
        f"/trade/consignments/{made}/",
        f"/trade/consignments/{made}/acts/registered/",
        f"/trade/consignments/{made}/acts/diverted/",
        f"/trade/journeys/{visit}/acts/diverted/",
        reverse("recoveries:case", args=[Case.objects.get().public_id]),
        f"{reverse('bulk:new')}?act=registry.import_marked",
        "/trade/declarations/",
        f"/trade/declarations/{making.a_declaration(heidi)}/",
    ]


def test_pages_of_what_came_in_are_sound(arrived: list[str], visitor: Callable[..., Visitor]) -> None:
    _look(arrived, visitor, "arrived", "heidi")


@pytest.fixture
def carried(peopled_db) -> list[str]:
    """Pages: the list, a consignment that is under way with a replaced pistol and two missing, its forms; one that is packed."""
    ivan, heidi = cast.actor("ivan"), cast.actor("heidi")
    made, boxes, _guns = carrying.packed_consignment(6, 2)
    exit_ = {"declaration": "MRN-26-0001", "exit_point": "North", "left_on": today()}
    consignments.release(actor=heidi, consignment_id=made, **exit_)
    seen = {"country": "DK", "by": "customs_abroad"}
    observing.record(actor=heidi, consignment_id=made, leg="transit_entry", degree="seal_intact", **seen)
    read = {"leg": "check", "degree": "serial_read", "seals": ["S-1"], "crate": boxes[0], **seen}
    observing.record(actor=heidi, consignment_id=made, serials="BX00001\nBX00002\nZZ 9", **read)
    observing.record(
        actor=heidi,
        consignment_id=made,
        **{**read, "crate": boxes[1], "serials": "BX00004", "seals": ["S-7"]},
        remark="Two crates were opened; the second seal was broken.",
    )
    other, (box,) = carrying.a_consignment(ivan, _more())
    carrying.packed(ivan, box, carrying.a_stock(ivan, 2, first=70))
    return [
        "/trade/consignments/",
        f"/trade/consignments/{made}/",
        f"/trade/consignments/{made}/observations/new/?crate={boxes[0]}",
        f"/trade/consignments/{other}/",
        f"/trade/consignments/{other}/crates/new/",
        f"/trade/consignments/{other}/goods/new/",
        f"/trade/crates/{box}/acts/changed/",
        f"{reverse('bulk:new')}?act=trade.item_packed&crate={box}",
        "/trade/consignments/new/",
    ]


def _more() -> str:
    """A second authorisation of the same exporter."""
    alice, bob = cast.actor("alice"), cast.actor("bob")
    company = Authorisation.objects.get().applicant
    return carrying.an_authorisation(alice, bob, company, 5)


def test_pages_of_consignments_are_sound(carried: list[str], visitor: Callable[..., Visitor]) -> None:
    _look(carried, visitor, "consignment")


@pytest.fixture
def stopped(peopled_db) -> dict[str, dict[str, str]]:
    """Pages of what was stopped: an authorisation suspended while a consignment is packed, one revoked, a no-objection withdrawn, a consignment refused at entry."""
    alice, bob, ivan, heidi = (cast.actor(name) for name in ("alice", "bob", "ivan", "heidi"))
    sent, _boxes, _guns = carrying.packed_consignment(4, 2)
    consignments.release(actor=heidi, consignment_id=sent, declaration="MRN-26-0001", left_on=today())
    diverting.divert(
        actor=heidi, consignment_id=sent, what="refused", country="SE", reason="The licence was withdrawn."
    )
    under = Authorisation.objects.get()
    paper = Paper.objects.filter(authorisation=under, kind="transit_no_objection").order_by("id")[0].public_id
    waiting, (box,) = carrying.a_consignment(ivan, _more())
    carrying.packed(ivan, box, carrying.a_stock(ivan, 2, first=70))
    consignments.close(actor=ivan, consignment_id=waiting)
    of = Consignment.objects.get(public_id=waiting).authorisation
    papers.withdraw_paper(actor=alice, paper_id=paper, reason="Denmark took its no-objection back.")
    deciding.suspend(actor=alice, authorisation_id=of.public_id, reason="The end user is examined again.")
    asked = deciding.propose_revocation(
        actor=alice, authorisation_id=under.public_id, ground="diversion", reason="The goods were refused."
    )
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    transit, kept = f"/trade/consignments/{sent}/", f"/trade/consignments/{waiting}/"
    suspended, revoked = (f"/trade/authorisations/{one.public_id}/" for one in (of, under))
    return {
        "ivan": {"refused": transit, "waiting": kept},
        "heidi": {"refused": transit, "waiting": kept, "suspended": suspended, "revoked": revoked},
        "alice": {"suspended": suspended, "revoked": revoked, "withdrawn": f"/trade/papers/{paper}/"},
    }


def test_pages_of_what_was_stopped_are_sound(
    stopped: dict[str, dict[str, str]], visitor: Callable[..., Visitor]
) -> None:
    look_through(visitor, stopped, "stopped")
    waiting = sign_in("heidi").get(stopped["heidi"]["waiting"]).content.decode()
    assert "Suspended" in waiting
    assert "Release at exit" not in waiting, "nothing leaves on it"
    assert "Refused at entry" in sign_in("ivan").get(stopped["ivan"]["refused"]).content.decode()
