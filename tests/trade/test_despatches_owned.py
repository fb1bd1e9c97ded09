"""Whose a firearm is that goes from one trader to another, and what becomes of it where one of the two has closed."""

from __future__ import annotations

from dataclasses import replace
from unittest import mock

import pytest
from django.db import IntegrityError, connection, transaction
from psycopg import errors

from ifar.books import stock
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.matters.models import Matter
from ifar.placement.roads import crates
from ifar.registry.models import BookLine, Firearm
from ifar.registry.occurred import day
from ifar.registry.search.finding import search
from ifar.registry.search.matching import Question
from ifar.registry.selectors import firearm_for
from ifar.registry.selectors.consents import consented
from ifar.registry.services.events import NewEvent, record_event, register_firearm
from ifar.registry.sold_replay import SOLD
from ifar.trade.despatches import selectors
from ifar.trade.despatches.services import despatching, receiving
from ifar.trade.models import Despatch
from ifar.trade.services.writing import today
from tests import cast
from tests.acting import altered
from tests.books.story import a_buyer, recorded
from tests.books.test_closing import closed
from tests.bulk.making import a_maker
from tests.trade.despatching import a_carrier, a_dealer, a_stock, offered, packed, received, sent, state_of

pytestmark = pytest.mark.django_db
STOPPED = (Refused, IntegrityError, errors.CheckViolation)


@pytest.fixture
def maker():
    return a_maker()


@pytest.fixture
def carrier():
    return a_carrier()


def another(of):
    """A second person at somebody's office."""
    return replace(of, id=cast.user("nina").public_id)


def pack(sender, made, guns):
    pieces = despatching.pack(actor=sender, despatch_id=made, number="1", seals=["S-1"], things=guns)
    return [[why.code for why in item.reasons] for item in pieces]


def test_a_consignee_sells_nothing_that_is_not_its_own(maker, carrier, ivan):
    (gun,) = a_stock(maker, 1)
    (own,) = a_stock(ivan, 1, 10, "retailer")
    received(ivan, sent(maker, ivan, carrier, [[gun]], terms="consignment"), [gun], seals=["S-1"])
    other = a_dealer("Olga's Arms")
    for terms, code in (
        ("sale", "trade.despatch.not_owned"),
        ("consignment", "trade.despatch.not_owned"),
        ("return", "trade.despatch.not_owners"),
    ):
        assert pack(ivan, offered(ivan, other, carrier, 2, terms), [gun, own]) == [[code], []], terms
    made = offered(ivan, other, carrier, 1)
    with mock.patch.object(despatching, "not_on_these_terms", return_value=""):
        assert pack(ivan, made, [gun]) == [[]]
        with pytest.raises(STOPPED), transaction.atomic():
            despatching.send(actor=ivan, despatch_id=made)
    with pytest.raises(Refused) as stopped:
        despatching.send(actor=ivan, despatch_id=made)
    assert [reason.code for reason in stopped.value.reasons] == ["trade.despatch.stopped"]
    assert Firearm.objects.get(public_id=gun).owner == maker.agency


def test_nothing_leaves_for_a_trader_that_has_closed(maker, carrier, ivan, alice, bob):
    guns = a_stock(maker, 2)
    made = offered(maker, ivan, carrier, 1)
    assert pack(maker, made, guns[:1]) == [[]]
    asked = despatching.offer(
        actor=ivan, receiver=maker.agency, carrier=carrier.agency, terms="sale", quantity=1,
        due_on=Despatch.objects.get(public_id=made).due_on,
    )  # fmt: skip
    closed(alice, bob, ivan.agency)
    with pytest.raises(Refused) as raised:
        despatching.send(actor=maker, despatch_id=made)
    assert [reason.code for reason in raised.value.reasons] == ["trade.despatch.closed"]
    with pytest.raises(Refused):
        despatching.accept(actor=maker, despatch_id=asked, owner_kind="maker")
    with pytest.raises(Invalid):
        offered(maker, ivan, carrier, 1)
    with mock.patch.object(despatching, "closed_among", return_value=frozenset()):
        for act in (
            lambda: despatching.send(actor=maker, despatch_id=made),
            lambda: despatching.accept(actor=maker, despatch_id=asked, owner_kind="maker"),
            lambda: offered(maker, ivan, carrier, 1),
        ):
            with pytest.raises(STOPPED), transaction.atomic():
                act()
    assert state_of(guns[0]) == "in_stock_maker"


def test_what_is_on_the_road_to_a_trader_that_has_closed_is_reported_by_the_authority(
    maker, carrier, ivan, alice, bob
):
    guns = a_stock(maker, 2)
    made = sent(maker, ivan, carrier, [guns])
    with pytest.raises(Refused):
        receiving.report(actor=bob, despatch_id=made)
    closed(alice, bob, ivan.agency)
    receiving.report(actor=bob, despatch_id=made)
    assert ([state_of(gun) for gun in guns], Despatch.objects.get(public_id=made).state) == (
        ["missing", "missing"],
        "completed",
    )


def test_what_a_trader_sent_before_it_closed_is_received_and_stays_its_own(carrier, ivan, alice, bob):
    guns = a_stock(ivan, 2, kind="retailer")
    other = a_dealer("Olga's Arms")
    made = sent(ivan, other, carrier, [guns])
    closed(alice, bob, ivan.agency)
    as_sold = {"despatch": made, "sender": ivan.agency, "receiver": other.agency, "terms": "sale",
               "owner_kind": "retailer", "owner": other.agency}  # fmt: skip
    forged = receiving.NewEvent(
        "despatch_received", as_sold, occurred=receiving.instant(receiving.ledger.now()), paper=made
    )
    with (
        mock.patch.object(receiving, "_event", return_value=forged),
        pytest.raises(STOPPED),
        transaction.atomic(),
    ):
        received(other, made, guns[:1], seals=["S-1"], complete=False)
    assert received(other, made, guns[:1], seals=["S-1"]).received == 1
    came = Firearm.objects.get(public_id=guns[0])
    assert (came.state, came.owner, came.custodian) == ("consigned", ivan.agency, other.agency)
    despatch = selectors.despatch_for(bob, made)
    assert crates.on_the_road(despatch.crates) == guns[1:]


def test_what_its_receiver_cannot_take_is_turned_back_and_stands_with_its_sender_as_before(
    maker, carrier, ivan, alice, bob
):
    """Closed on the way: what was received stays received, the rest comes home by scan; what is missing then is the carrier's."""
    guns = a_stock(maker, 4)
    made = sent(maker, ivan, carrier, [guns[:2], guns[2:]])
    assert received(ivan, made, guns[:1], crate="1", seals=["S-1"], complete=False).received == 1
    for other in (ivan, carrier):
        with pytest.raises(Forbidden):
            despatching.turn_back(actor=other, despatch_id=made, reason="Closed.")
    with pytest.raises(Forbidden):
        received(maker, made, guns[1:], complete=False)
    closed(alice, bob, ivan.agency)
    despatching.turn_back(actor=maker, despatch_id=made, reason="The receiver has closed.")
    assert [despatch.public_id for despatch in selectors.open_for(carrier)] == [made]
    assert {state_of(gun) for gun in guns[1:]} == {"despatched"}, "until it is scanned the carrier has it"
    with pytest.raises((Forbidden, *STOPPED)):
        received(ivan, made, guns[1:2], complete=False)
    result = received(another(maker), made, [*guns[:2], guns[2]], crate="", seals=["S-1", "S-9"])
    assert (result.received, [each.given for each in result.refused]) == (2, [guns[0]])
    assert {(differs.code, differs.answers) for differs in result.differs} == {
        ("missing", "carrier"),
        ("seal", "carrier"),
    }
    assert {matter.explainer for matter in Matter.objects.filter(about=made)} == {carrier.agency}
    home = Firearm.objects.get(public_id=guns[1])
    assert (home.state, home.owner, home.custodian) == ("in_stock_maker", maker.agency, maker.agency)
    lines = BookLine.objects.filter(holder=maker.agency, firearm__public_id=guns[1])
    assert [book_line.until for book_line in lines] == [None], "it never left the book"
    receiving.report(actor=bob, despatch_id=made)
    assert (state_of(guns[3]), Despatch.objects.get(public_id=made).state) == ("missing", "completed")
    # On consignment it goes back to whom it lay with, and stays its owner's.
    other = a_dealer("Olga's Arms")
    received(other, sent(maker, other, carrier, [[guns[1]]], terms="consignment"), [guns[1]], seals=["S-1"])
    back = sent(other, maker, carrier, [[guns[1]]], terms="return")
    despatching.turn_back(actor=other, despatch_id=back, reason="The wrong consignee.")
    assert received(another(other), back, [guns[1]], seals=["S-1"]).received == 1
    lent = Firearm.objects.get(public_id=guns[1])
    assert (lent.state, lent.owner, lent.custodian) == ("consigned", maker.agency, other.agency)


def test_what_was_bought_goes_back_as_a_sale_back(maker, carrier, ivan):
    (gun,) = a_stock(maker, 1)
    received(ivan, sent(maker, ivan, carrier, [[gun]]), [gun], seals=["S-1"])
    back = offered(ivan, maker, carrier, 1, "return")
    packed(ivan, back, [[gun]])
    assert received(maker, back, [gun], seals=["S-1"]).received == 1
    assert Firearm.objects.get(public_id=gun).owner == maker.agency


def test_a_fitted_part_goes_with_its_firearm(maker, carrier, ivan, signed_in):
    """Seen and taken out by whoever has the firearm in hand, and by nobody else."""
    guns = a_stock(maker, 2)
    identity = {"part_kind": "barrel", "make": "glock", "make_status": "known"}
    marks = ({"kind": "serial", "text": "BRL-77"},)
    declared = NewEvent(
        "stock_declared", {"owner_kind": "maker"}, day(today()), identity=identity, marks=marks
    )
    barrel = register_firearm(actor=maker, event=declared, item="part").firearm

    def done(who, kind, gun=guns[0], **details):
        event = NewEvent(kind, {"firearm": gun, **details}, day(today()))
        return record_event(actor=who, firearm=barrel, event=event)

    def refused(who, kind="part_removed", code="registry.part.elsewhere", **details):
        with pytest.raises(Refused) as raised:
            done(who, kind, **details)
        assert raised.value.code == code

    done(maker, "part_fitted")
    with pytest.raises(NotFound):
        firearm_for(ivan, barrel)
    made = sent(maker, ivan, carrier, [guns])
    refused(maker, owner_kind="maker", owner=maker.agency)
    assert received(ivan, made, guns[:1], seals=["S-1"], complete=False).received == 1
    refused(maker, code="registry.book.left", owner_kind="maker", owner=maker.agency)
    browser = signed_in("ivan")
    page = browser.get(f"/firearms/{barrel}/")
    assert page.context["assembly"]["root"]["public_id"] == guns[0]
    assert "0 events" not in page.content.decode()
    assert "within a firearm" in page.content.decode()
    # By its number it is found by whoever has the firearm, and by no other trader.
    assert barrel in [hit.firearm for hit in search(ivan, Question(serial="BRL-77")).hits]
    assert not search(a_dealer("Otto's Arms"), Question(serial="BRL-77")).hits
    pieces = browser.get(f"/firearms/{guns[0]}/").context["assembly"]["pieces"]
    assert [piece.public_id for piece in pieces] == [barrel]
    refused(ivan, code="registry.part.other_owner", owner_kind="retailer", owner=maker.agency)
    done(ivan, "part_removed", owner_kind="retailer", owner=ivan.agency)
    assert list(BookLine.objects.filter(firearm__public_id=barrel, until=None).values_list("holder")) == [
        (ivan.agency,)
    ]
    done(ivan, "part_fitted")
    sold = {"owner_kind": "private", "owner": a_buyer(cast.actor("alice"), "Rosa Owner", "Mill Lane 1")}
    recorded(ivan, guns[0], "retail_sold", today(), **sold, paper="P 1")
    refused(ivan, code="registry.book.left", owner_kind="retailer", owner=ivan.agency)
    assert firearm_for(ivan, barrel), "as it left the book"


def test_a_keeper_sells_what_its_owner_lets_it_sell_and_nothing_else(maker, carrier, ivan):
    """Standing consent: the terms on which it was sent. Its owner's book shows the disposal, the keeper's the sale; the database asks the same."""
    let, kept = a_stock(maker, 2)
    received(ivan, sent(maker, ivan, carrier, [[let]], terms="commission"), [let], seals=["S-1"])
    received(ivan, sent(maker, ivan, carrier, [[kept]], terms="consignment"), [kept], seals=["S-1"])
    buyer = a_buyer(cast.actor("alice"), "Rosa Owner", "Mill Lane 1")
    sold = {"owner_kind": "private", "owner": buyer, "paper": "P 1"}
    assert stock.stock_for(ivan, let).public_id == let
    for who, gun in ((ivan, kept), (maker, let), (maker, kept)):
        with pytest.raises(Refused) as raised:
            recorded(who, gun, "retail_sold", today(), **sold)
        assert "registry.precondition.owner_consents" in {reason.code for reason in raised.value.reasons}
        with (
            mock.patch("ifar.registry.facts._owner_consents", return_value=True),
            pytest.raises(STOPPED),
            transaction.atomic(),
        ):
            recorded(who, gun, "retail_sold", today(), **sold)
    with pytest.raises(Refused):
        stock.stock_for(ivan, kept)
    # Its owner may withdraw it, and nobody else; what is sold afterwards the verifier names, as it does what was never let.
    (other,) = a_stock(maker, 1, 20)
    received(ivan, sent(maker, ivan, carrier, [[other]], terms="commission"), [other], seals=["S-1"])
    for who, gun in ((ivan, other), (maker, kept)):
        with pytest.raises(Refused):
            recorded(who, gun, "consent_withdrawn", today())
    recorded(maker, other, "consent_withdrawn", today())
    assert not consented([other], ivan.agency)
    with pytest.raises(Refused):
        recorded(ivan, other, "retail_sold", today(), **sold)
    recorded(ivan, let, "retail_sold", today(), **sold)
    with connection.cursor() as cursor:
        assert list(SOLD.check(cursor.cursor, None)) == []
    for where, values in (
        (
            "t.kind = 'despatch_received'",
            "jsonb_build_object('details', t.details || '{\"terms\": \"consignment\"}')",
        ),
        ("t.kind = 'consent_withdrawn'", "jsonb_build_object('kind', 'retail_sold')"),
        (
            "t.kind = 'despatched'",
            "jsonb_build_object('kind', 'proof_returned', 'details', jsonb_build_object('result', 'failed'))",
        ),
    ):
        assert altered(SOLD, "registry_event", where, values) == {"sold_unsound"}
    lines = BookLine.objects.filter(firearm__public_id=let, until__isnull=False)
    assert set(lines.values_list("holder", "went_to")) == {(maker.agency, buyer), (ivan.agency, buyer)}
    passed = {"owner_kind": "retailer", "owner": ivan.agency}
    recorded(maker, kept, "wholesale_transferred", today(), **passed)
    assert state_of(kept) == "in_stock_retail"
