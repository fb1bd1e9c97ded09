"""Serviceability of arms: inspected, repaired, inspected by somebody else; what is not serviceable is not issued."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pytest
from django.db import Error, transaction

from ifar.errors import Forbidden, IfarError, Invalid
from ifar.placement.models import Placement
from ifar.placement.services.placing import Placing, place_many
from ifar.reference.management.commands.load_reference import JOB
from ifar.reference.services import load_folder
from ifar.registry.models import Firearm
from ifar.registry.services.events import NewEvent, record_event, register_firearm
from ifar.stocks.models import Event, Serviceability
from ifar.stocks.serviceability import selectors, services
from ifar.stocks.serviceability.acts import FAULTS, KINDS
from ifar.stocks.serviceability.labels import ACTS
from ifar.stocks.serviceability.labels import FAULTS as FAULT_WORDS
from ifar.stocks.services import issues
from ifar.stocks.services.writing import today
from tests.conftest import sign_in
from tests.databases import ground
from tests.factories import a_firearm
from tests.registry.waiting import STOCK
from tests.stocks.making import a_counter, an_armoury, in_days, issued

pytestmark = pytest.mark.django_db


HEAD = "code,about,kinds,days,article,label_en,source"
TERM = "inspected,arm_inspection,,30,Arms Act s. 4,Inspect an arm before its issue,Arms Act"


@pytest.fixture(scope="module", autouse=True)
def where_arms_are_inspected(
    databases, peopled_template, django_db_setup, django_db_blocker, tmp_path_factory
) -> Iterator[None]:
    """A State that issues an arm within thirty days of its last inspection."""
    folder = tmp_path_factory.mktemp("terms")
    (folder / "duty_term.csv").write_text(f"{HEAD}\n{TERM}\n", "utf-8")
    with ground(databases, peopled_template, django_db_blocker):
        with django_db_blocker.unblock():
            load_folder(actor=JOB, folder=folder, origin="inspecting")
        yield


def test_where_the_term_asks_for_an_inspection_no_arm_is_issued_without_one(monkeypatch):
    at = a_counter(4)
    passed = {"actor": at.armourer, "kind": "passed", "mark": "I-26"}
    services.record(**passed, things=at.arms[1:2], inspected_on=in_days(-31))
    services.record(**passed, things=at.arms[2:3], inspected_on=in_days(-30))
    browser = sign_in("mallory")
    address = f"/stocks/armouries/{at.armoury}/serviceability/"
    # Without a choice the page opens on the first list that has arms, and names each arm by its make and model too.
    page = browser.get(address).content.decode()
    assert 'href="?state=never_inspected" aria-current="page"' in page
    assert page.count('<bdi class="soft">Fabbrica d&#x27;Armi Pietro Beretta</bdi>') == 2

    def listed(state: str) -> tuple[list[str], str]:
        page = browser.get(f"{address}?state={state}").content.decode()
        tab = page.partition(f'href="?state={state}"')[2].partition("</a>")[0]
        return re.findall(r"HB0000\d", page), re.sub(r"<[^>]*>|\s+", " ", tab.partition(">")[2]).split()[-1]

    # What was never inspected is listed and counted, on the page of the armoury, that of the arm, and over HTTP.
    assert listed("never_inspected") == (["HB00004", "HB00001"], "2")
    assert listed("serviceable") == (["HB00003", "HB00002"], "2")
    assert "Never inspected" in browser.get(f"/firearms/{at.arms[0]}/").content.decode()
    assert "Never inspected" not in browser.get(f"/firearms/{at.arms[1]}/").content.decode()
    items = browser.get("/api/stocks/serviceability?state=never_inspected").json()["items"]
    assert [(item["id"], item["state"], item["n"]) for item in items] == [
        (arm, "never_inspected", 0) for arm in (at.arms[3], at.arms[0])
    ]
    assert listed("inspection_overdue") == (["HB00002"], "1")
    # The State issues an arm within thirty days of its last inspection, and no other one.
    for arm in at.arms[:2]:
        with pytest.raises(Invalid, match="never inspected, or too long ago"):
            issued(at, [arm], rounds={})
    # Nor past the service: whatever it says that it saw.
    for saw in (
        {"within": None, "day": in_days(0), "inspected": {}},
        {"within": 30, "day": in_days(0), "inspected": {at.arms[1]: in_days(-30)}},
        {"within": 30, "day": in_days(-1), "inspected": {at.arms[1]: in_days(-31)}},
    ):
        with monkeypatch.context() as patch:
            patch.setattr(issues.serviceability, "inspections_of", lambda _arms, _day, saw=saw: saw)
            with pytest.raises((Error, IfarError), match="did something"), transaction.atomic():
                issued(at, at.arms[1:2], rounds={})
    made = issued(at, at.arms[2:3], rounds={})
    [entry] = Event.objects.filter(subject=made, kind="issued")
    assert entry.details["seen"] == {
        "within": 30,
        "day": str(in_days(0)),
        "inspected": {at.arms[2]: str(in_days(-30))},
    }


def test_an_arm_is_issued_once_somebody_who_did_not_repair_it_found_it_serviceable(monkeypatch):
    at = a_counter(4)
    one, other = at.arms[:2]
    assert (tuple(ACTS), tuple(FAULT_WORDS)) == (KINDS, FAULTS)
    found = {"actor": at.armourer, "inspected_on": in_days(0)}
    # Of dozens by their numbers at once; nothing of another's, nothing in the future, nothing that says not what is wanting.
    for wrong in (
        {"kind": "passed", "things": "HB00001\nXX9", "mark": "M-1"},
        {"kind": "passed", "things": "HB00001"},
        {"kind": "condemned", "things": "HB00001"},
        {"kind": "condemned", "things": "HB00001", "fault": "barrel", "inspected_on": in_days(1)},
        {"kind": "repair_begun", "things": "HB00001", "workshop": at.officer},
        {"kind": "repaired", "things": "HB00001"},
    ):
        with pytest.raises(IfarError):
            services.record(**{**found, **wrong})
    assert not Serviceability.objects.exists()
    elsewhere = a_firearm(at.armourer, "RV00001").firearm
    with pytest.raises(Invalid):
        services.record(**found, kind="set_aside", things=elsewhere)
    assert services.record(**found, kind="found_repairable", things="HB00001-HB00002", fault="trigger") == 2
    assert services.record(**found, kind="passed", things="HB00003", mark="I-26") == 1
    # What is repairable is not issued: neither by the service nor past it.
    with pytest.raises(Invalid, match="not serviceable"):
        issued(at, [one], rounds={})
    with monkeypatch.context() as patch:
        patch.setattr(issues.serviceability, "not_serviceable", lambda _arms: [])
        with pytest.raises((Error, IfarError)), transaction.atomic():
            issued(at, [one], rounds={})
    issued(at, at.arms[2:3], rounds={})
    # Sent for repair, out of it, and inspected by another person.
    workshop = an_armoury(at.armourer, at.chief, "Workshop")
    services.record(actor=at.armourer, kind="repair_begun", things=[one, other], workshop=workshop)
    assert {row.place for row in Placement.objects.filter(public_id__in=[one, other])} == {workshop}
    services.record(actor=at.armourer, kind="repaired", things=[one])
    with pytest.raises(Forbidden, match="You repaired it"):
        services.record(**found, kind="passed", things=[one], mark="I-26")
    services.record(**{**found, "actor": at.chief}, kind="passed", things=[one], mark="I-26")
    record = Serviceability.objects.get(public_id=one)
    assert (record.state, record.inspector, record.mark, record.fault) == (
        "serviceable",
        at.chief.id,
        "I-26",
        "",
    )
    place_many(actor=at.armourer, placements=[Placing(one, at.armoury)])
    # The page of the arm and the list of the armoury tell it, filtered; a form records it.
    browser = sign_in("mallory")
    page = browser.get(f"/stocks/armouries/{workshop}/serviceability/").content.decode()
    assert "HB00002" in page
    assert "In repair" in page
    address = f"/stocks/armouries/{at.armoury}/serviceability/"
    assert "HB00001" not in browser.get(address).content.decode()
    assert "HB00001" in browser.get(f"{address}?state=serviceable").content.decode()
    assert "I-26" in browser.get(f"/firearms/{one}/").content.decode()
    made = browser.post(f"{address}new/", {"kind": "set_aside", "things": "HB00001"})
    assert made.status_code == 302, made.content.decode()
    assert "HB00001" in browser.get(address).content.decode()
    with pytest.raises(Invalid):
        issued(at, [one], rounds={})
    assert selectors.not_serviceable(at.arms) == [one, other]
    # The unit has no say of what it does not have in its stock.
    monkeypatch.setattr(selectors, "stock_of", lambda _actor, arms: set(arms))
    with pytest.raises(psycopg.Error, match="nothing of the stock of the unit"), transaction.atomic():
        services.record(actor=at.chief, kind="set_aside", things=[at.arms[2]])


def test_a_part_of_an_arm_that_is_beyond_repair_goes_into_another_one():
    """What is cannibalised stays on record: whose part it was, when it was taken out, into which arm it went."""
    at = a_counter(2)
    donor, other = at.arms
    services.record(actor=at.armourer, kind="condemned", things=[donor], inspected_on=today(), fault="action")
    identity = {"part_kind": "barrel", "make": "beretta", "make_status": "known"}
    entered = NewEvent("registered", STOCK, identity=identity, marks=({"kind": "serial", "text": "BRL-7"},))
    barrel = register_firearm(actor=at.armourer, event=entered, item="part").firearm
    for kind, arm in (("part_fitted", donor), ("part_removed", donor), ("part_fitted", other)):
        details = {"firearm": arm} if kind == "part_fitted" else {"owner_kind": "state", "firearm": arm}
        record_event(actor=at.armourer, firearm=barrel, event=NewEvent(kind, details))
    assert Firearm.objects.get(public_id=barrel).mounted_in == other
    assert Serviceability.objects.get(public_id=donor).state == "unserviceable"
    page = sign_in("mallory").get(f"/firearms/{other}/").content.decode()
    assert "BRL-7" in page
