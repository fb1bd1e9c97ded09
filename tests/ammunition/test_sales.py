"""Ammunition sold at the counter: within the State's limits, to whoever has an arm that takes it, and answered alike whatever stands against the buyer."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ifar import identifiers
from ifar.accounts.models import ReadLog
from ifar.ammunition import asked_replay, limits, replay, selectors
from ifar.ammunition.limits import Bought, Limit
from ifar.ammunition.models import Event, Movement
from ifar.ammunition.services import lots, movements, sales
from ifar.ammunition.services.writing import RECORDER
from ifar.errors import Invalid, Refused
from ifar.ledger.models import Personal
from ifar.licensing.services import licences
from ifar.matters.models import Matter
from ifar.parties.erasing import values_elsewhere
from ifar.reference.management.commands.load_reference import JOB
from ifar.reference.services import load_folder
from tests import cast
from tests.acting import without_guards
from tests.ammunition.making import a_lot, lies, move, verified
from tests.ammunition.test_movements import codes
from tests.books.test_sales import barred
from tests.conftest import sign_in
from tests.databases import ground
from tests.factories import a_firearm, a_licence, a_person
from tests.placement.making import a_place
from tests.registry.test_under_licence import bought

pytestmark = pytest.mark.django_db
NOBODYS = identifiers.new("L", lambda size: bytes(range(size)))
NO_CARD = identifiers.new("V", lambda size: bytes(range(size)))
ASK = "It cannot be sold to this licence. Ask the licensing office."


def test_a_limit_counts_what_came_in_within_its_days():
    today = dt.date(2026, 12, 1)
    limit = Limit(frozenset({"cartridge"}), frozenset({"possession"}), 100, 30)
    before = [
        Bought("cartridge", 90, dt.date(2026, 11, 2)),
        Bought("cartridge", 50, dt.date(2026, 11, 1)),
        Bought("primer", 500, today),
    ]

    def over(amount: int, kind: str = "cartridge", licence: str = "possession") -> bool:
        return limits.beyond([limit], licence, before, Bought(kind, amount, today))

    assert [over(10), over(11), over(999, "primer"), over(999, "cartridge", "collector")] == [
        False,
        True,
        False,
        False,
    ]


@pytest.fixture
def shop(ivan):
    """A dealer's safe with 1,000 rounds of a lot in packages of fifty."""
    place, lot = a_place(ivan, "Safe"), a_lot(ivan, pieces=50, packages=20)
    move(ivan, "opened", place, (lot, 1000))
    return place, lot


@pytest.fixture(scope="module", autouse=True)
def where_rounds_are_limited(
    databases, peopled_template, django_db_setup, django_db_blocker, tmp_path_factory
) -> Iterator[None]:
    """A State in which 200 rounds may come to a holder within 30 days."""
    head = "code,of,kinds,most,days,article,label_en,label_ar,label_fr,source\n"
    row = "monthly,cartridge,,200,30,Arms Act s. 12,Rounds in a month,طلقات الشهر,Cartouches par mois,Arms Act\n"
    folder = tmp_path_factory.mktemp("rows")
    (folder / "ammunition_limit.csv").write_text(head + row, "utf-8")
    with ground(databases, peopled_template, django_db_blocker):
        with django_db_blocker.unblock():
            load_folder(actor=JOB, folder=folder, origin="xland")
        yield


def with_arm(alice, bob, name: str, calibre: str = "9x19", **asked) -> tuple[str, str]:
    """A person and a licence of theirs, under which they hold an arm of a calibre."""
    person = a_person(alice, name)
    licence = a_licence(alice, bob, person, **asked)
    arm = a_firearm(
        alice, f"ARM{name}", owner=a_person(alice, f"Before {name}"), identity={"calibre": calibre}
    )
    bought(alice, arm.firearm, person, licence)
    return person, licence


def test_ammunition_is_sold_by_two_scans_and_one_press_until_the_limit(alice, bob, ivan, shop):
    place, lot = shop
    person, licence = with_arm(alice, bob, "Amina")
    browser = sign_in("ivan")

    def press(**said: str):
        return browser.post("/ammunition/sales/", {"buyer": licence, "packed": "single", **said}, follow=True)

    page = press(lot="]d20104012345678901\x1d10PP-24-117", quantity="3", packed="package").content.decode()
    assert all(text in page for text in ("Sold. Hand it over.", "150 pieces", identifiers.shown(licence)))
    refused = press(lot=lot, quantity="51")
    assert refused.status_code == 422
    assert ASK in refused.content.decode()
    sold = Movement.objects.get(move="sold")
    assert (sold.licence, lies(place, lot)) == (licence, 850)
    # What its trader undid counts on: nobody sells a limit's worth again and again by undoing each sale, and the authority asks about it.
    movements.undo_movement(actor=ivan, movement_id=sold.public_id, ground="quantity")
    found = Matter.objects.get(cause="ammunition.entry_undone")
    assert (found.agency.name, found.barred) == ("Provincial Licensing Office", [ivan.id])
    body = {"lot": "pp24117", "quantity": 51, "buyer": licence}
    made = browser.post("/api/ammunition/sales", json.dumps(body), content_type="application/json")
    assert made.status_code == 409, made.content
    body["quantity"] = 50
    made = browser.post("/api/ammunition/sales", json.dumps(body), content_type="application/json")
    assert made.status_code == 201, made.content
    assert lies(place, lot) == 950
    assert sum(item.amount for item in selectors.bought(licence)) == 200
    # Whose licence it was stands in no entry, and goes with an erasure.
    message = json.dumps(list(Event.objects.filter(kind="sold").values("details", "changes")))
    assert licence not in message
    assert len([row for row in values_elsewhere(person) if row[1] == "licence"]) == 2
    assert Personal.objects.filter(field="licence").count() == 2
    assert verified(*replay.REPLAYS, asked_replay.ASKED) == []
    clerk = sign_in("alice").get(f"/ammunition/movements/{sold.public_id}/").content.decode()
    assert identifiers.shown(licence) not in clerk
    assert licence not in clerk


def test_whatever_stands_against_the_buyer_is_answered_alike(alice, bob, ivan, shop):
    _place, lot = shop
    _a, suspended = with_arm(alice, bob, "Amina")
    licences.suspend(actor=alice, licence_id=suspended, ground="inquiry", reason="x")
    _b, full = with_arm(alice, bob, "Bilal")
    sales.sell(actor=ivan, lot=lot, quantity=200, buyer=full)
    prohibited, bars = with_arm(alice, bob, "Chike")
    barred(bob, prohibited)
    _d, other = with_arm(alice, bob, "Dana", calibre="308-win")
    unarmed = a_licence(alice, bob, a_person(alice, "Edem"))
    trade = a_licence(alice, bob, a_person(alice, "Farah"), kind="dealer")
    numbers = (suspended, full, bars, other, unarmed, trade, NOBODYS, NO_CARD)
    browser = sign_in("ivan")
    asked = {"lot": lot, "quantity": "1", "packed": "single"}
    browser.post("/ammunition/sales/", {**asked, "buyer": NOBODYS})

    def ask() -> set[tuple[int, str, int]]:
        results = set()
        for number in numbers:
            with CaptureQueriesContext(connection) as statements:
                page = browser.post("/ammunition/sales/", {**asked, "buyer": number})
            words = page.content.decode()
            assert ASK in words, number
            # What the dealer itself sold stands below, with the number of the licence that is used up.
            words = (
                words.partition('id="sold"')[0].replace(number, "–").replace(identifiers.shown(number), "–")
            )
            results.add((page.status_code, re.sub("[A-Za-z0-9]{64}", "", words), len(statements)))
        return results

    rows = ask()
    # A minute that ends between two answers shows in the page's foot, and lists are read again.
    assert len(rows if len(rows) == 1 else ask()) == 1
    assert Movement.objects.filter(move="sold").count() == 1
    assert set(numbers) <= set(ReadLog.objects.filter(act=sales.ASKED).values_list("object", flat=True))
    for number in (suspended, NOBODYS):
        with without_guards(RECORDER), pytest.raises((IntegrityError, Refused)), transaction.atomic():
            RECORDER.record(
                ivan,
                "movement",
                "sold",
                changes={"move": "sold", "place": shop[0], "reference": ""},
                personal={"licence": number},
                details={"lines": [{"lot": lot, "quantity": 1}]},
            )


def test_what_is_the_dealers_own_is_told_plainly(alice, bob, ivan, shop):
    place, lot = shop
    _person, licence = with_arm(alice, bob, "Amina")

    def refused(**said) -> list[str]:
        with pytest.raises((Invalid, Refused)) as error:
            sales.sell(actor=ivan, buyer=licence, **{"lot": lot, "quantity": 1, **said})
        return codes(error)

    assert refused(lot="nothing") == ["ammunition.lot"]
    assert refused(quantity=1001) == ["ammunition.short"]
    assert refused(place=a_place(ivan, "Yard")) == ["ammunition.sale.place"]
    move(ivan, "repacked", place, (lot, 5))
    loose = lots.open_mixed(actor=ivan, place=place, calibre="9x19")
    assert refused(lot=loose) == ["ammunition.mixed_stays"]
    move(ivan, "moved", place, (lot, 5), to_place=a_place(ivan, "Counter"))
    assert refused() == ["ammunition.sale.place"]
    unknown = replace(ivan, purpose=None)
    with pytest.raises(Refused) as nameless:
        sales.sell(actor=unknown, lot=lot, quantity=1, buyer=licence, place=place)
    assert nameless.value.code == "accounts.purpose.missing"
    lots.suspend_lot(actor=cast.actor("bob"), lot_id=lot, ground="recall")
    assert refused(place=place) == ["ammunition.suspended"]
