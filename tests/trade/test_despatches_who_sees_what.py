"""Who sees what of a despatch (issue 27, must-show 7): every page and operation, asked by both traders, another one, the carrier, another carrier, the authority,
the inspectorate and the police.

What each answers is written down in `despatches_who_sees_what.txt` (`tests/who_sees.py`). Whatever the receiver, the carrier and another trader may read names no
firearm of what is on the road, and what is another's costs the same statements as what is nobody's.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ifar import identifiers
from ifar.accounts.services import shifts
from ifar.errors import Refused
from ifar.licensing.models import Licence
from ifar.licensing.services import licences as services
from ifar.parties.services import NewParty, register_party
from ifar.trade.despatches.services import despatching
from ifar.trade.models import Box
from tests import cast
from tests.books.story import another_trader
from tests.bulk.making import a_maker
from tests.conftest import sign_in
from tests.factories import a_licence
from tests.programme.partnering import somebody
from tests.trade.despatching import a_carrier, a_stock, an_office, offered, received, sent
from tests.trade.test_despatch_pages import a_driver
from tests.who_sees import Address, asked, check_written, filled, operations_of, pages_of

pytestmark = pytest.mark.django_db
WRITTEN = Path(__file__).parent / "despatches_who_sees_what.txt"
ASKING = (
    "sender",
    "receiver",
    "another trader",
    "carrier",
    "another carrier",
    "authority",
    "inspectorate",
    "police",
)
PEOPLE = ("mallory", "ivan", "olga", "rosa", "zane", "alice", "judy", "dave")


def despatch_addresses() -> list[Address]:
    """Every page, opened and posted to, and every operation."""
    rows = [*pages_of("trade", "/trade/", ("get", "post")), *operations_of("/api/trade/")]
    return [row for row in rows if "/trade/despatch" in row[1]]


@pytest.fixture
def road(ivan):
    """A despatch on the road from the works to Ivan's, and everybody who asks; its identifier and its firearms."""
    another_trader()
    a_driver()
    somebody("olga", an_office("dealer", "Olga's Arms").public_id, "dealer")
    somebody("zane", an_office("partner", "Zane Haulage").public_id, "carrier")
    shifts.start(actor=cast.actor("olga"), purpose="stock", case="", hours=12)
    guns = a_stock(a_maker(), 2)
    return sent(a_maker(), ivan, cast.actor("rosa"), [guns]), guns


def test_who_sees_what_is_written_down_for_every_operation(road):
    browsers = [sign_in(person) for person in PEOPLE]
    result = {"despatches": road[0], "despatch-crates": Box.objects.get().public_id}
    acts = {"despatches": "sent", "despatch-crates": "unpacked"}
    report = asked(
        browsers,
        despatch_addresses(),
        lambda text: filled(text, result, acts),
    )
    for operation, answers in report.items():
        if "{}" in operation:
            _sender, _receiver, another, _carrier, stranger, *_rest = answers
            assert {another, stranger} <= {403, 404, 405, 422}, operation
    check_written(report, ASKING, WRITTEN)


def test_nobody_on_the_road_reads_which_firearms_go(road):
    made, guns = road
    secrets = {*guns, *map(identifiers.shown, guns), "DS00001", "DS00002"}
    for who in ("ivan", "rosa", "olga", "zane"):
        browser = sign_in(who)
        for address in (
            "/trade/despatches/", "/trade/despatches/?list=all", f"/trade/despatches/{made}/", f"/trade/despatches/{made}/receipts/new/",
            "/api/trade/despatches", f"/api/trade/despatches/{made}", "/matters/", "/book/", "/book/?q=DS00001", "/search/?q=DS00001",
        ):  # fmt: skip
            with cast.undone():
                text = browser.get(address).content.decode("utf-8", "replace")
            assert not [secret for secret in secrets if secret in text and secret not in address], (
                who,
                address,
            )


def test_anothers_despatch_costs_what_none_costs(road):
    browser, rows = sign_in("olga"), set()
    browser.get("/trade/despatches/")
    for number in (road[0], identifiers.new("T", bytes)):
        for method, place in (
            ("get", ""),
            ("get", "receipts/new/"),
            ("post", "receipts/new/"),
            ("post", "acts/accepted/"),
        ):
            with cast.undone(), CaptureQueriesContext(connection) as statements:
                answer = getattr(browser, method)(f"/trade/despatches/{number}/{place}")
            rows.add((method, place, answer.status_code, len(statements)))
    assert {row[2] for row in rows} == {404}
    assert len(rows) == 4, rows


def test_a_suspended_licence_stops_at_despatch_and_again_at_receipt(ivan, alice, bob):
    maker, carrier = a_maker(), a_carrier()
    licences = {
        office: a_licence(
            alice,
            bob,
            register_party(actor=alice, new=NewParty(kind="entity", values={"name": name})),
            kind,
            book=office,
        )
        for office, name, kind in (
            (maker.agency, "Small Arms Works Ltd", "maker"),
            (ivan.agency, "Ivan's Arms Ltd", "dealer"),
        )
    }
    licences[carrier.agency] = Licence.objects.get(book=carrier.agency).public_id
    guns = a_stock(maker, 2)
    made = offered(maker, ivan, carrier, 2)
    despatching.pack(actor=maker, despatch_id=made, number="1", seals=["S-1"], things=guns)
    for office, licence in licences.items():
        with cast.undone():
            services.suspend(actor=alice, licence_id=licence, ground="storage", reason="Open safe.")
            with pytest.raises(Refused) as stopped:
                despatching.send(actor=maker, despatch_id=made)
            assert stopped.value.reasons[0].code == "trade.despatch.stopped", office
    despatching.send(actor=maker, despatch_id=made)
    for office in (maker.agency, ivan.agency):
        with cast.undone():
            services.suspend(actor=alice, licence_id=licences[office], ground="storage", reason="Open safe.")
            result = received(ivan, made, guns, seals=["S-1"])
            assert (result.received, len(result.refused)) == (0, 2), office
    assert received(ivan, made, guns, seals=["S-1"]).received == 2
