"""The border without a line, on a phone: an exit, a return and what was seen of a consignment are recorded with the network off, and arrive once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings

from ifar.ledger.keys import Keyring
from ifar.matters.models import Matter
from ifar.trade.consignments.services import consignments
from ifar.trade.models import Journey, Observation
from ifar.trade.services import deciding
from ifar.trade.services.writing import today
from tests import cast
from tests.browser.test_field import TAPS, phone, waiting  # noqa: F401
from tests.factories import a_person
from tests.trade import test_journeys
from tests.trade.carrying import packed_consignment

GOT = "() => document.querySelector('[data-extract-line]').dataset.now === 'provisional'"


@pytest.fixture
def leaving(peopled_db):
    """Two journeys to Denmark with two rifles each, each under its own authorisation: journeys and authorisations."""
    alice, bob = cast.actor("alice"), cast.actor("bob")
    Keyring.at(Path(settings.IFAR_HOME)).current(settings.IFAR_LEDGER_NAME)
    rows = []
    for serials in (("RB 4411", "RB 4412"), ("RB 5511", "RB 5512")):
        holder = a_person(alice)
        guns = test_journeys._rifles(alice, holder, serials)
        licence = test_journeys._licence(alice, bob, holder, quantity=2)
        made = test_journeys._announced(alice, holder, guns, country="DK", authorisation=licence)
        rows.append((made, licence))
    return rows


def look(at, name):
    assert at.barriers() == []
    assert not at.is_cut_off()
    if folder := os.environ.get("PICTURES"):
        at.page.screenshot(path=Path(folder) / f"border_{name}.png", full_page=True)


def test_exits_and_returns_are_recorded_with_the_network_off_and_arrive_once(leaving, phone):  # noqa: F811
    (first, _licence), (second, revoked) = leaving
    at = phone("heidi")
    page = at.page
    page.wait_for_function(GOT)
    page.reload()
    page.wait_for_function(GOT)
    at.set_offline(True)
    page.evaluate(TAPS)
    page.click("#border")
    page.keyboard.type("RB4412")
    look(at, "journey")
    page.click("[data-found] button:visible")
    waiting(page, "kept", 1)
    # A field, a number that is scanned or typed, and one button.
    assert page.evaluate("window.taps") == 2
    # What left is offered as what comes back, before the register knows of it.
    page.keyboard.type("RB4411")
    assert page.locator("[data-found] button:visible").inner_text() == "Record return"
    page.fill("#border", "RB 5511")
    page.click("[data-found] button:visible")
    waiting(page, "kept", 2)
    # Meanwhile the authorisation of the second is suspended; and the page is closed and opened again.
    deciding.suspend(actor=cast.actor("alice"), authorisation_id=revoked, reason="A doubt.")
    page.reload()
    page.wait_for_selector("#field[data-ready]")
    waiting(page, "kept", 2)
    assert not Journey.objects.filter(state="under_way").exists()
    at.set_offline(False)
    waiting(page, "sent", 2)
    assert Journey.objects.get(public_id=first).gone == [1, 2]
    assert Journey.objects.get(public_id=second).state == "announced"
    assert [matter.about for matter in Matter.objects.filter(cause__startswith="trade.journey_observed")] == [
        second
    ]
    assert "observation" in page.inner_text("[data-entries] .bad")
    look(at, "sent")
    # The way back: nothing stands ticked, and what is not ticked is not recorded.
    page.evaluate("() => dispatchEvent(new Event('online'))")
    page.wait_for_function(
        "() => document.getElementById('field').known.crossings.rows.some((one) => one.act === 'return')"
    )
    at.set_offline(True)
    page.fill("#border", "RB 4411")
    page.click("[data-found] button:visible")
    page.wait_for_selector("[data-none]:visible")
    page.click("[data-found] .arms label:first-of-type")
    page.click("[data-found] button:visible")
    waiting(page, "kept", 1)
    at.set_offline(False)
    waiting(page, "sent", 3)
    journey = Journey.objects.get(public_id=first)
    assert (journey.back, journey.state) == ([1], "under_way")


def test_what_is_seen_of_a_consignment_with_the_network_off_arrives_as_it_was_read(leaving, phone):  # noqa: F811
    made, (crate, _other), _guns = packed_consignment(4, 2)
    consignments.release(
        actor=cast.actor("heidi"), consignment_id=made, declaration="MRN-26-1", left_on=today()
    )
    at = phone("heidi")
    page = at.page
    page.wait_for_function(GOT)
    at.set_offline(True)
    page.fill("#border", "MRN-26-1")
    assert page.input_value("[name=crate]") == ""
    # A number in a crate, or its seal, chooses the crate: nothing of the others is called missing.
    page.fill("#border", "BX00001")
    assert page.input_value("[name=crate]") == crate
    page.click("[data-found] form button")
    page.wait_for_selector("[data-lacks]:visible")
    page.fill("[name=serials]", "BX00001\nZZ 9")
    assert page.inner_text("[data-unknown] bdi") == "ZZ 9"
    assert page.inner_text("[data-missing] bdi") == "BX00002"
    page.fill("[name=seals]", "S-1")
    look(at, "consignment")
    page.click("[data-found] form button")
    waiting(page, "kept", 1)
    at.set_offline(False)
    waiting(page, "sent", 1)
    observation = Observation.objects.get()
    assert (observation.consignment.public_id, observation.crate, observation.degree) == (
        made,
        crate,
        "serial_read",
    )
    assert (observation.serials, observation.seals) == (["BX00001", "ZZ 9"], ["S-1"])
    assert Matter.objects.filter(about=made, cause__startswith="trade.substituted").exists()
    # An authorisation of the extract says whether it stands.
    page.fill("#border", leaving[0][1])
    assert "In force until" in page.inner_text("[data-found]")
