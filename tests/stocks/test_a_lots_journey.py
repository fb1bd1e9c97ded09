"""A lot from its maker over two dealers and a unit to a seizure; a request from abroad answered from it; and suspended, it stops at each of them within one commit."""

from __future__ import annotations

import pytest

from ifar.accounts.models import Notice
from ifar.ammunition.asked_replay import ASKED
from ifar.ammunition.replay import REPLAYS
from ifar.ammunition.services import lots, movements, sales
from ifar.errors import Refused
from ifar.registry.occurred import day
from ifar.rights import Actor
from ifar.stocks.rounds_replay import ROUNDS
from ifar.stocks.services import returns
from ifar.tracing.models import Step
from ifar.tracing.services import answering, chains, from_exhibit
from tests.ammunition.making import a_lot, lies, move, verified
from tests.bulk.making import a_maker
from tests.factories import a_case, an_item
from tests.placement.making import a_place
from tests.stocks.making import a_counter, issued
from tests.tracing.conftest import FOUND, row, searching
from tests.trade.despatching import acting_at, an_office

pytestmark = pytest.mark.django_db
LOT = {"headstamp": "AW 26", "lot": "AW-26/014", "calibre": "9x19"}


def test_a_lot_from_its_maker_to_a_seizure_and_stopped_everywhere_at_once(erin, ivan, bob):
    at, works = a_counter(), a_maker()
    second = acting_at(an_office("dealer", "Second Shop"), "dealer", "oscar")
    store, lot = a_place(works, "Store"), a_lot(works, "AW 26-014", mark="AW 26-014")
    shop, yard, rack = (
        a_place(ivan, "Shop"),
        a_place(second, "Yard"),
        a_place(at.armourer, "Shelf", inside=at.armoury),
    )

    def passes(sender: Actor, place: str, to: Actor, to_place: str, many: int) -> None:
        sent = move(sender, "sent", place, (lot, many), to_office=to.agency)
        movements.receive_movement(actor=to, movement_id=sent, to_place=to_place, counted={lot: many})

    move(works, "manufactured", store, (lot, 10_000))
    passes(works, store, ivan, shop, 5_000)
    passes(ivan, shop, second, yard, 2_000)
    passes(second, yard, at.armourer, rack, 1_000)
    made = issued(at, rounds={lot: 60})
    stolen = returns.Spending("stolen", reference="LR-4")
    returns.take_back(actor=at.armourer, issue_id=made, arms=at.arms[:1], rounds={lot: 40}, spending=stolen)
    assert [lies(place, lot) for place in (store, shop, yard, rack, at.armoury)] == [
        5_000,
        3_000,
        1_000,
        940,
        40,
    ]
    # Twelve of the stolen ones are seized: the lot read on the package leads to those books.
    marks = ({"kind": "code", "text": "AW 26"}, {"kind": "lot", "text": "AW26/014"})
    case = a_case(erin, occurred=day(FOUND), place="Harbour")
    item = an_item(erin, case, kind="ammunition", quantity=12, marks=marks, identity={"calibre": "9x19"})
    assert row(from_exhibit.open_from_item(actor=erin, item=item, direction="own")).lot["lot"] == "AW26/014"
    # Another State asks about the lot.
    text = searching(erin, thing="ammunition", identity={}, marks=(), lot=LOT)
    chains.take_from_life(actor=erin, request_id=text)
    links = Step.objects.filter(request__public_id=text).values_list("role", "result", "to_role", "quantity")
    assert {
        ("maker", "passed_on", "dealer", 5_000),
        ("dealer", "passed_on", "dealer", 2_000),
        ("dealer", "passed_on", "holder", 1_000),
        ("holder", "diverted", "", 20),
        ("holder", "kept", "", 980),
    } <= set(links)
    assert answering.answer(actor=erin, request_id=text)
    assert row(text).state == "answered"
    # Suspended where it was made, it stops at every one of them.
    out = issued(at, at.arms[1:2], rounds={lot: 10})
    lots.suspend_lot(actor=bob, lot_id=lot, ground="recall")
    told = set(
        Notice.objects.filter(kind="ammunition.suspended", object=lot).values_list(
            "agency__public_id", flat=True
        )
    )
    assert told == {actor.agency for actor in (works, ivan, second, at.armourer)}
    here = ((works, store), (ivan, shop), (second, yard), (at.armourer, rack))
    for actor, place in here:
        other = a_place(actor, "Elsewhere")
        to = ivan.agency if actor is not ivan else works.agency
        for kind, values in (("moved", {"to_place": other}), ("sent", {"to_office": to}), ("repacked", {})):
            with pytest.raises(Refused) as refused:
                move(actor, kind, place, (lot, 1), **values)
            assert refused.value.code == "ammunition.suspended", (kind, actor.agency)
    with pytest.raises(Refused) as refused:
        sales.sell(actor=ivan, lot=lot, quantity=1, buyer="", place=shop)
    assert refused.value.code == "ammunition.suspended"
    with pytest.raises(Refused) as refused:
        issued(at, at.arms[:1], rounds={lot: 5})
    assert refused.value.code == "ammunition.suspended"
    back = returns.take_back(actor=at.armourer, issue_id=out, arms=at.arms[1:2], rounds={lot: 10})
    assert (back.state, lies(at.armoury, lot)) == ("returned", 40)
    assert verified(*REPLAYS, ASKED, ROUNDS) == []
