"""What people do often takes them no more pages and fields than is stated here."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ifar import identifiers
from ifar.accounts.models import ReadLog
from ifar.accounts.services import shifts
from ifar.licensing.models import Offer
from ifar.licensing.services import licences
from ifar.licensing.services.papers import issue_about_licence
from ifar.parties.services import NewBar, enter_bar
from ifar.recoveries.custody.services import chains
from ifar.recoveries.models import Chain, Item
from ifar.recoveries.models import Request as LaboratoryRequest
from ifar.registry.models import Firearm
from ifar.registry.views import roadside
from ifar.tracing.models import Request
from tests import cast
from tests.conftest import sign_in
from tests.counting import Journey
from tests.factories import a_case, a_firearm, a_licence, a_person, a_picture, an_account, an_item
from tests.licensing.test_transfers import of_category
from tests.tracing.conftest import an_exhibit

pytestmark = pytest.mark.django_db


def test_a_theft_is_reported(signed_in, alice):
    """The serial number in the search box, and on the firearm that fits the form of the theft."""
    thing = a_firearm(alice, "QC4711", owner=a_person(alice)).firearm
    officer, journey = signed_in("dave"), Journey()
    page = journey.open(officer, "/search/?q=QC4711", typed=1)
    page = journey.open(officer, f"/firearms/{thing}/record/?kind=stolen", page)
    journey.fill(officer, page, press="record=1", place="Harbour", paper="R-1", taken_from="dwelling")
    assert Firearm.objects.get(public_id=thing).state == "stolen"
    journey.within(3, 4)


def test_a_pistol_is_bought_at_a_dealer(signed_in, alice, bob, ivan):
    """Two scans at the counter, the buyer confirms on a phone, and the dealer's open page says that it may be handed over."""
    amina = a_person(alice)
    thing, licence = of_category(ivan, "SALE0001"), a_licence(alice, bob, amina)
    buyer, dealer, journey = sign_in(an_account(alice, amina)), signed_in("ivan"), Journey()
    page = journey.open(dealer, "/book/sales/")
    page = journey.fill(dealer, page, firearm="SALE0001", buyer=licence)
    journey.fill(buyer, journey.open(buyer, "/mine/offers/"), "/confirmed/")
    assert f"#state-{Offer.objects.get().public_id}" in page, "the row is asked for again by itself"
    journey.fill(dealer, journey.again(dealer, page), "/hand-over/")
    assert Firearm.objects.get(public_id=thing).state == "held_civilian"
    journey.within(5, 5)


def test_a_quick_check_of_a_firearm_a_licence_a_card_and_a_person(signed_in, alice, bob):
    """One field for whatever somebody holds in the hand; nobody's name, and who asks about a person has said why."""
    person = a_person(alice)
    licence = a_licence(alice, bob, person)
    card = issue_about_licence(actor=alice, licence_id=licence, kind="licence_card", language="en").public_id
    a_firearm(alice, "QC4711", owner=person)
    court = {
        "kind": "prohibited",
        "ground": "court_decision",
        "issuer": "Court",
        "country": "XX",
        "paper": "C-1",
    }
    enter_bar(actor=alice, new=NewBar(**court, valid_from="2020-01-01", valid_until="", party=person))
    officer = signed_in("dave")
    held, barred = identifiers.shown(licence), "barred from firearms"
    for asked, shown in (
        ("QC4711", ["QC4711"]),
        (licence, [held]),
        (f"https://register.example/verify/{card}", [held]),
        (person, [held, barred]),
    ):
        journey = Journey()
        page = journey.fill(officer, journey.open(officer, "/roadside/"), q=asked)
        assert [words for words in shown if words not in page] == []
        assert "Amina" not in page
        journey.within(2, 1)
    assert ReadLog.objects.filter(act="parties.party.read", object=person).count() == 1
    for asked in (licence, card):
        assert ReadLog.objects.filter(act="registry.mark.search", object=asked).count() == 1
    nobody = officer.post("/roadside/", {"q": identifiers.new("P", lambda size: bytes(range(size)))})
    assert "There is no record with the identifier" in nobody.content.decode()


def test_a_quick_check_shows_a_suspended_licence_before_newer_ones(signed_in, alice, bob, dave, monkeypatch):
    """What is not shown is counted, what is used of a licence is told, and whoever stated no purpose finds where to."""
    person = a_person(alice)
    stopped, newer = a_licence(alice, bob, person), a_licence(alice, bob, person, "hunting")
    licences.suspend(actor=alice, licence_id=stopped, ground="storage", reason="An open cabinet.")
    monkeypatch.setattr(roadside, "SHOWN", 1)
    officer = signed_in("dave")
    page = officer.post("/roadside/", {"q": person}).content.decode()
    assert identifiers.shown(stopped) in page
    assert identifiers.shown(newer) not in page
    assert "1 more licence is in the record of the person." in page
    assert page.count("Open the record") == 1
    assert re.search(r"0\s+of \d+ used", page)
    shifts.end(actor=dave)
    answer = officer.post("/roadside/", {"q": person}).content.decode().partition("data-answer")[2]
    assert "?next=/roadside/" in answer.partition("</section>")[0]


def test_twelve_arms_of_a_cache_are_entered_and_photographed(signed_in):
    """What they have in common is typed once, their serial numbers are scanned below; each is photographed on the next page."""
    officer, journey = signed_in("dave"), Journey()
    page = journey.open(officer, "/recoveries/new/")
    page = journey.fill(
        officer,
        page,
        number="P-2026-77",
        place="Quay 4",
        **{"item-type": "pistol", "item-make": "Glock", "item-model": "17", "item-calibre": "9x19"},
        **{"alike-things": "\n".join(f"AB{n}7Q{n}11" for n in range(12))},
    )
    names = re.findall(r'name="(photo-[^"]+)"', page)
    pictures = {name: SimpleUploadedFile(f"{n}.jpg", a_picture()[0]) for n, name in enumerate(names)}
    journey.fill(officer, page, **pictures)
    arms = Item.objects.order_by("line")
    assert [len(arm.photos) for arm in arms] == [1] * 12
    assert {arm.identity["model"] for arm in arms} == {"glock/17"}
    assert (arms[11].marks[0]["text"], journey.photographs) == ("AB117Q1111", 12)
    journey.within(4, 8)


def test_what_is_of_one_arm_of_a_cache_is_not_written_to_the_others(signed_in):
    """A line is held to what the field of a serial number takes; the exhibit's number and the other mark are of the first arm alone."""
    officer = signed_in("dave")
    when = {"occurred_precision": "day", "occurred_from": "2026-05-03", "place_precision": "town"}
    said = {"number": "P-2026-78", "place": "Quay 4", "kind": "seized", "item-type": "pistol", **when}
    own = {"item-exhibit": "EX-1", "item-other_kind": "import", "item-other_text": "IM-7"}
    for wrong, why in (
        ({"alike-things": f"AB17Q11\n{'9' * 201}"}, "Line 2 is too long for a serial number."),
        ({"alike-things": "AB17Q11", **own}, "This is of the first item alone"),
    ):
        answer = officer.post("/recoveries/new/", {**said, **wrong})
        assert (answer.status_code, why in answer.content.decode()) == (422, True), why
    made = officer.post(
        "/recoveries/new/", {**said, **own, "item-serial": "AB07Q11", "alike-things": "AB17Q11\nAB27Q11"}
    )
    assert made.status_code == 302, made.content.decode()
    arms = list(Item.objects.order_by("line"))
    assert [(arm.exhibit, [mark["kind"] for mark in arm.marks]) for arm in arms] == [
        ("EX-1", ["serial", "import"]),
        ("", ["serial"]),
        ("", ["serial"]),
    ]


def test_twelve_exhibits_go_to_the_laboratory(signed_in, dave):
    """Labels and seals are scanned into one list; the laboratory is asked about all, and they are handed over with that."""
    case = a_case(dave, ground="illicit_possession")
    exhibits = [an_item(dave, case, f"KX{n:02}44") for n in range(12)]
    for n, exhibit in enumerate(exhibits):
        chains.take_in(actor=dave, exhibit=exhibit, place="locker", seal=f"S-{n}")
    officer, journey = signed_in("dave"), Journey()
    address = "/batches/new/?act=custody.request_asked"
    page = journey.open(officer, address, journey.open(officer, "/batches/"))
    laboratory = cast.agency("laboratory").public_id
    said = {"laboratory": laboratory, "questions": "function", "hand": "on"}
    unsealed = officer.post(address, {**said, "things": "\n".join(exhibits), "at_once": "1"}, follow=True)
    assert "seal" in unsealed.content.decode(), "without a seal nothing goes to a laboratory"
    assert not LaboratoryRequest.objects.exists()
    scanned = "\n".join(f"{exhibit} S-{n}" for n, exhibit in enumerate(exhibits))
    journey.fill(officer, page, press="at_once=1", things=scanned, **said)
    assert LaboratoryRequest.objects.filter(laboratory=laboratory).count() == 12
    assert set(Chain.objects.values_list("state", "to_agency")) == {("handed", laboratory)}
    journey.within(3, 4)


def test_a_letter_is_answered(signed_in, alice):
    """Entered with its acknowledgement and the search, the firearm chosen, and the answer is the next page."""
    a_firearm(alice, "AB71234")
    officer, journey = signed_in("erin"), Journey()
    page = journey.fill(
        officer,
        journey.open(officer, "/tracing/new/?direction=incoming"),
        press="then=searched",
        reference="BE-77/2026",
        country="BE",
        illicit="law",
        recovered_on="2026-03-01",
        circumstances="Found in the boot of a car.",
        use="investigation",
        **{
            "thing-type": "pistol",
            "thing-make": "Beretta",
            "thing-calibre": "9x19",
            "thing-serial": "AB71234",
        },
    )
    [firearm] = set(re.findall(r'name="firearm" value="(F\w+)"', page))
    page = journey.fill(officer, page, "/acts/identified/", press=f"firearm={firearm}")
    assert "What will leave" in page
    journey.fill(officer, page)
    assert Request.objects.get().state == "answered"
    journey.within(4, 10)


def test_an_exhibit_is_traced(signed_in, erin):
    item, officer, journey = an_exhibit(erin), signed_in("erin"), Journey()
    page = journey.open(officer, f"/recoveries/items/{item}/")
    page = journey.fill(officer, page, f"/tracing/from/{item}/", press="direction=own")
    journey.fill(officer, page, "/acts/sent/")
    assert Request.objects.get().state == "sent"
    journey.within(6, 1)
