"""A despatch from one trader to another: offered, accepted, packed, with a carrier, received by scan; what differs is somebody's matter."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from unittest import mock

import pytest

from ifar.accounts.notices import describe
from ifar.accounts.selectors import notices
from ifar.acts.recorder import Recorder
from ifar.books.presenters import stands
from ifar.books.selectors import book_for, composed, lines_for
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.home import retail
from ifar.matters.found import things_of
from ifar.matters.models import Matter
from ifar.matters.services import matters
from ifar.registry.models import Firearm
from ifar.registry.services.events import NewEvent, record_event
from ifar.trade.despatches import selectors
from ifar.trade.despatches.services import despatching, receiving
from ifar.trade.models import Despatch
from ifar.trade.services.writing import today
from tests import cast
from tests.bulk.making import a_maker
from tests.trade.despatching import (
    a_carrier,
    a_stock,
    acting_at,
    an_office,
    offered,
    packed,
    received,
    sent,
    state_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker():
    return a_maker()


@pytest.fixture
def carrier():
    return a_carrier()


def test_what_is_sent_is_the_carriers_to_keep_and_the_receivers_once_it_is_scanned(
    maker, carrier, ivan, alice
):
    guns = a_stock(maker, 3)
    made = sent(maker, ivan, carrier, [guns[:2], guns[2:]])
    on_the_road = Firearm.objects.get(public_id=guns[0])
    assert (on_the_road.state, on_the_road.owner, on_the_road.custodian) == (
        "despatched",
        maker.agency,
        carrier.agency,
    )
    assert [despatch.public_id for despatch in selectors.open_for(carrier)] == [made]
    result = received(ivan, made, ["DS00001", guns[1]], crate="1", seals=["S-1"])
    assert (result.received, result.road, result.differs, result.refused) == (2, 1, (), ())
    assert received(ivan, made, ["DS00003"], crate="2", seals=["S-2"]).road == 0
    assert Despatch.objects.get(public_id=made).state == "completed"
    mine = Firearm.objects.get(public_id=guns[0])
    assert (mine.state, mine.owner, mine.custodian) == ("in_stock_retail", ivan.agency, ivan.agency)
    assert mine.agency.public_id != maker.agency, "its record passed to the authority with it"
    came = composed(ivan, book_for(ivan, ivan.agency), list(lines_for(ivan, book_for(ivan, ivan.agency))))
    assert {line.acquisition.whom for _key, line in came} == {maker.agency}
    left = composed(
        alice, book_for(alice, maker.agency), list(lines_for(alice, book_for(alice, maker.agency)))
    )
    assert {line.disposal.whom for _key, line in left} == {ivan.agency}
    assert not Matter.objects.exists()


def test_what_is_missing_is_the_carriers_unless_its_seals_were_whole(maker, carrier, ivan, bob):
    guns = a_stock(maker, 6)
    made = sent(maker, ivan, carrier, [guns[:3], guns[3:]])
    first = received(ivan, made, guns[:2], crate="1", seals=["S-9"])
    assert [(differs.code, differs.answers) for differs in first.differs] == [
        ("missing", "carrier"),
        ("seal", "carrier"),
    ]
    second = received(ivan, made, [guns[3], guns[4], "QX-1"], crate="2", seals=["S-2"])
    assert [(differs.code, differs.answers) for differs in second.differs] == [("substituted", "sender")]
    raised = list(Matter.objects.order_by("id"))
    assert [matter.explainer for matter in raised] == [carrier.agency, carrier.agency, maker.agency]
    assert all(matter.state == "asked" and matter.answer_by for matter in raised)
    matters.explain(actor=carrier, matter_id=raised[0].public_id, explanation="The van was opened at night.")
    assert Matter.objects.get(pk=raised[0].pk).state == "explained"
    receiving.report(actor=bob, despatch_id=made)
    assert (state_of(guns[2]), state_of(guns[5])) == ("missing", "missing")
    assert Despatch.objects.get(public_id=made).state == "completed"


def test_what_is_wrong_in_a_list_is_said_before_that_it_is_too_long(maker, carrier, ivan):
    guns = a_stock(maker, 4)
    made = offered(maker, ivan, carrier, 2)

    def pack(number, things):
        return despatching.pack(actor=maker, despatch_id=made, number=number, seals=["S"], things=things)

    pack("1", guns[:1])
    with pytest.raises(Invalid) as raised:
        pack("2", [guns[0], "NO-1", *guns[1:]])
    assert [reason.code for reason in raised.value.reasons] == [
        "trade.despatch.twice", "trade.despatch.not_held", "trade.despatch.many"]  # fmt: skip
    assert {reason.field for reason in raised.value.reasons} == {"things"}
    refused = [item.given for item in pack("2", [guns[0], "NO-1", guns[1]]) if item.reasons]
    assert refused == [guns[0], "NO-1"], "and the one that fits is packed"


def test_whoever_did_one_side_does_not_do_the_other(maker, carrier, ivan):
    """The same person with a grant at both traders: neither by the pages nor past them."""
    guns = a_stock(maker, 2)

    def also(who, trader):
        return replace(trader, id=cast.user(who).public_id)

    packer, dealer = also("oscar", maker), also("oscar", ivan)
    made = despatching.offer(
        actor=maker, receiver=ivan.agency, carrier=carrier.agency, terms="sale", quantity=2, due_on=today()
    )
    both = also("mallory", ivan)
    stopped(lambda: despatching.accept(actor=both, despatch_id=made, owner_kind="retailer"))
    despatching.accept(actor=ivan, despatch_id=made, owner_kind="retailer")
    despatching.pack(actor=packer, despatch_id=made, number="1", seals=["S"], things=guns[:1])
    despatching.pack(actor=maker, despatch_id=made, number="2", seals=["T"], things=guns[1:])
    stopped(lambda: despatching.send(actor=also("ivan", maker), despatch_id=made))
    despatching.send(actor=also("nina", maker), despatch_id=made)
    assert Despatch.objects.get().packers == sorted({packer.id, maker.id})
    for wrong in (dealer, both, also("nina", ivan)):
        for crate in ("1", "2"):
            stopped(partial(received, wrong, made, guns[:1], crate=crate))
    assert received(ivan, made, guns).received == 2


def test_who_packed_handed_over_or_turned_back_does_not_take_it_in_again(maker, carrier, ivan):
    """What is missing behind seals that nobody broke is the sender's to explain too: it was packed there."""
    guns = a_stock(maker, 3)
    packer, sender, turner = (
        replace(maker, id=cast.user(who).public_id) for who in ("oscar", "nina", "ivan")
    )
    made = offered(maker, ivan, carrier, 3)
    despatching.pack(actor=packer, despatch_id=made, number="1", seals=["S-1"], things=guns)
    despatching.send(actor=sender, despatch_id=made)
    despatching.turn_back(actor=turner, despatch_id=made, reason="The wrong consignee.")
    for wrong in (packer, sender, turner):
        stopped(partial(received, wrong, made, guns[:2], seals=["S-1"]), "trade.despatch.own_return")
    result = received(maker, made, guns[:1], seals=["S-1"])
    asked = [(differs.code, differs.answers) for differs in result.differs]
    assert (result.received, asked) == (1, [("missing", "carrier"), ("missing", "sender")])
    explainers = Matter.objects.filter(about=made).values_list("explainer", flat=True)
    assert set(explainers) == {carrier.agency, maker.agency}


def test_who_is_alone_takes_in_again_what_the_carrier_says_that_it_handed_over(maker, carrier, ivan):
    """A trader of one person packed, sent and turned back; whoever of the carrier confirms the hand-over is the second one."""
    guns = a_stock(maker, 2)
    made = sent(maker, ivan, carrier, [guns])
    with pytest.raises(Refused):
        despatching.bring_back(actor=carrier, despatch_id=made)
    despatching.turn_back(actor=maker, despatch_id=made, reason="The wrong receiver.")
    stopped(partial(received, maker, made, guns, seals=["S-1"]), "trade.despatch.own_return")
    for wrong in (
        replace(carrier, id=maker.id),
        replace(carrier, id=cast.user("nina").public_id, agency=maker.agency),
    ):
        with pytest.raises((Forbidden, NotFound)):
            despatching.bring_back(actor=wrong, despatch_id=made)
        with (
            mock.patch.object(Recorder, "_failing", return_value=()),
            pytest.raises((Forbidden, NotFound)),
            cast.undone(),
        ):
            despatching.bring_back(actor=wrong, despatch_id=made)
    despatching.bring_back(actor=carrier, despatch_id=made)
    assert told_of(made, maker)[-1:] == ["trade.despatch_brought_back"]
    with pytest.raises(Refused):
        despatching.bring_back(actor=carrier, despatch_id=made)
    # Whoever confirmed it for the carrier is not whoever takes it in under another account.
    stopped(partial(received, replace(maker, id=carrier.id), made, guns, seals=["S-1"]))
    assert received(maker, made, guns, seals=["S-1"]).received == 2
    assert Despatch.objects.get().state == "completed"


def stopped(act, code="trade.despatch.both_sides"):
    """It is refused in words; and by the database alone where nobody asks before."""
    with pytest.raises(Forbidden) as raised:
        act()
    assert raised.value.code == code
    with mock.patch.object(Recorder, "_failing", return_value=()), pytest.raises(Forbidden), cast.undone():
        act()


def told_of(made, who):
    """The kinds of open notices about a despatch at somebody's office."""
    return list(notices.notices_for(who).filter(object=made).values_list("kind", flat=True))


def test_each_side_is_told_what_it_must_do_and_what_did_not_arrive(maker, carrier, ivan):
    guns = a_stock(maker, 4)
    values = {
        "actor": maker,
        "receiver": ivan.agency,
        "carrier": carrier.agency,
        "terms": "sale",
        "due_on": today(),
    }
    declined, made = (despatching.offer(quantity=4, **values) for _ in range(2))
    assert (told_of(made, ivan), told_of(made, maker)) == (["trade.despatch_offered"], [])
    assert [row["count"] for row in retail.waiting(ivan)][-1:] == [2]
    despatching.decline(actor=ivan, despatch_id=declined, reason="Not ordered.")
    assert (told_of(declined, ivan), told_of(declined, maker)) == ([], ["trade.despatch_declined"])
    despatching.accept(actor=ivan, despatch_id=made, owner_kind="retailer")
    assert [row["count"] for row in retail.waiting(ivan)][-1:] == [0]
    assert (told_of(made, ivan), told_of(made, maker)) == ([], ["trade.despatch_accepted"])
    packed(maker, made, [guns[:2], guns[2:]])
    assert told_of(made, maker) == [], "there is nothing to pack any more"
    received(ivan, made, guns[:1], crate="1", seals=["S-9"])
    assert (told_of(made, maker), told_of(made, carrier)) == (["trade.despatch_missing"], [])
    received(ivan, made, guns[2:3], crate="2", seals=["S-2"])
    assert told_of(made, carrier) == ["trade.despatch_missing"], "as the sender is asked of the second crate"
    asked = Matter.objects.filter(about=made, explainer=carrier.agency).values_list("public_id", flat=True)
    assert {"matters.asked"} == {kind for text in asked for kind in told_of(text, carrier)}
    for who in (maker, carrier, ivan):
        for notice in notices.notices_for(who).filter(object=made):
            assert made in describe(who, notice).url


def test_only_whose_licence_to_transport_is_in_force_is_a_carrier(maker, carrier, ivan):
    market = an_office("partner", "Marketplace of Kestria").public_id
    assert [agency.public_id for agency in selectors.carriers(today())] == [carrier.agency]
    assert selectors.carriers(today() + dt.timedelta(days=4 * 366)) == [], "its licence has run out then"
    values = {"receiver": ivan.agency, "terms": "sale", "quantity": 1, "due_on": today()}
    with pytest.raises(Invalid) as raised:
        despatching.offer(actor=maker, carrier=market, **values)
    assert raised.value.reasons[0].code == "trade.despatch.carrier"


def test_a_broken_seal_is_the_carriers_whatever_number_was_read(maker, carrier, ivan):
    guns = a_stock(maker, 6)
    made = sent(maker, ivan, carrier, [guns[:2], guns[2:4], guns[4:]])
    broken = received(ivan, made, guns[:1], crate="1", seals=["S-1"], seal_broken=True)
    assert [(differs.code, differs.answers) for differs in broken.differs] == [
        ("missing", "carrier"),
        ("seal", "carrier"),
    ]
    replaced = received(ivan, made, guns[2:4], crate="2", seals=["S-9"], seal_broken=True)
    assert [(differs.code, differs.answers) for differs in replaced.differs] == [("seal", "carrier")]
    unread = received(ivan, made, guns[4:5], crate="3")
    assert [(differs.code, differs.answers) for differs in unread.differs] == [("missing", "carrier")]
    assert {matter.explainer for matter in Matter.objects.all()} == {carrier.agency}
    assert Matter.objects.count() == 4


def test_a_dealer_sends_what_it_holds_and_nothing_else(maker, carrier, ivan, alice):
    mine, (theirs,) = a_stock(maker, 2), a_stock(ivan, 1, 10, "retailer")
    made = offered(maker, ivan, carrier, 3)
    pieces = despatching.pack(
        actor=maker, despatch_id=made, number="1", seals=["S"], things=[mine[0], theirs, "DS00010"]
    )
    assert [bool(item.reasons) for item in pieces] == [False, True, True]
    assert {item.reasons[0].code for item in pieces[1:]} == {"trade.despatch.not_held"}
    with pytest.raises(Invalid):
        despatching.pack(actor=maker, despatch_id=made, number="1", things=[mine[1]])
    record_event(actor=alice, firearm=mine[0], event=NewEvent("blocked", {"reason": "investigation"}))
    with pytest.raises(Refused) as stopped:
        despatching.send(actor=maker, despatch_id=made)
    assert stopped.value.reasons[0].code == "trade.despatch.stopped"
    assert (state_of(mine[0]), Despatch.objects.get(public_id=made).state) == ("in_stock_maker", "accepted")


def test_what_is_stolen_or_blocked_on_the_road_is_not_received(maker, carrier, ivan, alice):
    guns = a_stock(maker, 3)
    made = sent(maker, ivan, carrier, [guns])
    record_event(actor=alice, firearm=guns[0], event=NewEvent("blocked", {"reason": "investigation"}))
    record_event(actor=maker, firearm=guns[1], event=NewEvent("stolen", {"taken_from": "transport"}))
    result = received(ivan, made, guns, seals=["S-1"])
    assert (result.received, result.differs, {item.firearm for item in result.refused}) == (
        1,
        (),
        set(guns[:2]),
    )
    assert {why.code for item in result.refused for why in item.reasons} == {"trade.despatch.not_on_road"}
    assert [matter.cause.split()[0] for matter in Matter.objects.all()] == ["trade.despatch_refused"]


def test_nobody_records_by_hand_that_something_is_on_the_road(maker, carrier, ivan):
    (gun,) = a_stock(maker, 1)
    details = {"despatch": "T0000000000000", "carrier": carrier.agency, "receiver": ivan.agency, "crate": "1"}
    with pytest.raises(Refused):
        record_event(actor=maker, firearm=gun, event=NewEvent("despatched", details))


def test_on_consignment_it_stays_its_owners_and_comes_home(maker, carrier, ivan):
    def said(trader):
        book = book_for(trader, trader.agency)
        return [stands(line) for _key, line in composed(trader, book, list(lines_for(trader, book)))]

    guns = a_stock(maker, 2)
    made = sent(maker, ivan, carrier, [guns], terms="consignment")
    assert said(maker) == ["On the road between traders"] * 2
    assert received(ivan, made, guns, seals=["S-1"]).received == 2
    assert said(maker) == ["On consignment with a trader"] * 2
    assert said(ivan) == ["Kept on consignment: it belongs to whom it came from"] * 2
    lent = Firearm.objects.get(public_id=guns[0])
    assert (lent.state, lent.owner, lent.custodian) == ("consigned", maker.agency, ivan.agency)
    back = offered(ivan, maker, carrier, 1, "return")
    packed(ivan, back, [guns[:1]])
    assert received(maker, back, guns[:1], seals=["S-1"]).received == 1
    home = Firearm.objects.get(public_id=guns[0])
    assert (home.state, home.owner, home.custodian) == ("in_stock_maker", maker.agency, maker.agency)


def test_each_sees_its_own_side(maker, carrier, ivan, alice, judy, dave):
    guns = a_stock(maker, 2)
    made = offered(maker, ivan, carrier, 2)
    with pytest.raises(NotFound):
        selectors.despatch_for(carrier, made)
    packed(maker, made, [guns])
    for item in (maker, ivan, carrier, alice, judy):
        assert selectors.despatch_for(item, made)
    with pytest.raises(NotFound):
        selectors.despatch_for(dave, made)
    despatch = selectors.despatch_for(ivan, made)
    assert (selectors.named_to(ivan, despatch), selectors.named_to(carrier, despatch)) == ([], [])
    with pytest.raises(Forbidden):
        receiving.receive(actor=maker, despatch_id=made, things=guns)
    with pytest.raises(Forbidden):
        receiving.receive(actor=carrier, despatch_id=made, things=guns)


def test_what_nobody_received_by_its_day_is_the_carriers_matter_once(maker, carrier, ivan):
    made = sent(maker, ivan, carrier, [a_stock(maker, 1)], days=1)
    due_on = Despatch.objects.get(public_id=made).due_on
    day = dt.timedelta(days=1)
    assert [receiving.raise_overdue(item) for item in (due_on, due_on + day, due_on + day)] == [0, 1, 0]
    late = Matter.objects.get(about=made)
    assert (late.cause, late.explainer, late.state) == ("trade.despatch_late", carrier.agency, "asked")
    assert late.answer_by


def test_a_trader_below_no_authority_is_looked_after_by_the_topmost(maker, carrier, alice, nina, ivan):
    """Whoever the database names as the authority over a trader reads its book and its despatches, and no other authority does."""
    alone = acting_at(an_office("dealer", "Dealer by Itself", above=""), "dealer", "oscar")
    made = sent(maker, alone, carrier, [a_stock(maker, 1)])
    topmost = acting_at(cast.agency("authority"), "licensing_head", "ken")
    named = selectors.authority_over(alone.agency)
    assert named is not None
    assert named.public_id == topmost.agency
    assert book_for(topmost, alone.agency).public_id == alone.agency
    assert selectors.despatch_for(topmost, made).public_id == made
    assert list(things_of(topmost, [made])) == [made], "and its matters name them"
    assert book_for(topmost, ivan.agency), "and so are those below the offices below it"
    for other in (alice, nina):
        with pytest.raises(NotFound):
            book_for(other, alone.agency)
    with pytest.raises(NotFound):
        selectors.despatch_for(nina, made)
