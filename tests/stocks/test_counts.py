"""Must-have 20: an armoury is counted blind; exactly what was planted is found, what moved explains itself, and whoever counted closes nothing and writes nothing off."""

from __future__ import annotations

import datetime as dt
import os
import random

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ifar import identifiers
from ifar.errors import Forbidden, Invalid, Refused
from ifar.matters.models import Matter
from ifar.matters.services.matters import close as close_matter
from ifar.placement.models import Placement
from ifar.placement.services import places
from ifar.placement.services.placing import Placing, place_many, take_out
from ifar.registry.services import proposals
from ifar.registry.services.events import NewEvent
from ifar.rights import may
from ifar.stocks.models import Armoury, Count, Issue
from ifar.stocks.services import counts, returns
from tests import cast
from tests.conftest import sign_in
from tests.factories import a_firearm
from tests.placement.making import a_place
from tests.registry.waiting import STOCK
from tests.stocks.making import a_counter, issued, works_at

pytestmark = pytest.mark.django_db


def kinds(count: Count) -> list[tuple[str, str]]:
    return [(difference["kind"], difference["label"]) for difference in count.differences]


def counted(who, armoury: str, *lines: str) -> Count:
    made = counts.begin(actor=who, armoury=armoury, kind="serial")
    counts.note(actor=who, count_id=made, seen="\n".join(lines))
    return counts.close(actor=who, count_id=made)


def test_must_have_20_each_difference_is_a_matter_that_nobody_closes_who_counted():
    draw = random.Random(0)
    at = a_counter(12)
    serials = {arm: f"HB{number:05}" for number, arm in enumerate(at.arms, start=1)}
    count = counted(at.chief, at.armoury, *draw.sample(sorted(serials.values()), 12))
    assert (count.state, count.differences, count.expected, count.found) == ("agreed", [], 12, 12)
    assert Armoury.objects.get().counted_on is not None, "whoever is in charge counted"
    missing, twice, out, other = draw.sample(at.arms, 4)
    issued(at, [out], rounds={})  # read all the same: it is still in the rack
    issued(at, [other], rounds={})
    strange = a_firearm(at.armourer, "ZZ900", **STOCK).firearm  # the unit's, and placed nowhere
    lines = [serials[arm] for arm in at.arms if arm not in (missing, other)]
    lines += [serials[twice], strange, "NOBODY-77"]
    draw.shuffle(lines)
    count = counted(at.armourer, at.armoury, *lines)
    assert sorted(kinds(count)) == sorted(
        [
            ("missing", missing),
            ("doubled", twice),
            ("surplus", out),
            ("surplus", strange),
            ("unknown", "NOBODY-77"),
        ]
    )
    matters = Matter.objects.filter(kind="count_difference")
    assert {matter.about for matter in matters} == {missing, twice, out, strange, count.public_id}
    with pytest.raises(Forbidden):
        close_matter(actor=at.armourer, matter_id=matters.first().public_id, outcome="explained", reason="x")
    close_matter(actor=at.chief, matter_id=matters.first().public_id, outcome="explained", reason="x")


def test_whoever_read_something_by_mistake_takes_it_back_while_the_count_is_open():
    at = a_counter(3)
    made = counts.begin(actor=at.chief, armoury=at.armoury, kind="serial")
    counts.note(actor=at.chief, count_id=made, seen="HB00001\nHB00002\nNOBODY-7\nHB00001")
    counts.note(actor=at.armourer, count_id=made, seen="HB00003")
    for text in ("HB00003", "HB00009"):
        with pytest.raises(Invalid):
            counts.take_back(actor=at.chief, count_id=made, text=text)
    browser = sign_in("rosa")
    page = f"/stocks/counts/{made}/"
    assert "Take a reading back" in browser.get(page).content.decode()
    browser.post(f"{page}acts/taken_back/", {"text": "NOBODY-7"})
    counts.take_back(actor=at.chief, count_id=made, text="HB00001")
    with pytest.raises(Invalid):
        counts.take_back(actor=at.chief, count_id=made, text="NOBODY-7")
    foreign = {"changes": {"lines": 2}, "details": {"seen": [[at.arms[2], "HB00003"]]}}
    with pytest.raises(IntegrityError, match="did not read"), transaction.atomic():
        counts.RECORDER.record(at.chief, "count", "taken_back", Count.objects.get(), **foreign)
    text = browser.get(page).content.decode()
    assert "NOBODY-7" not in text
    count = counts.close(actor=at.chief, count_id=made)
    assert (count.state, count.found, count.lines) == ("agreed", 3, 3)


def test_a_difference_goes_up_where_everybody_who_could_settle_it_counted():
    at = a_counter(2)
    made = counts.begin(actor=at.chief, armoury=at.armoury, kind="serial")
    browser = sign_in("mallory")
    counts.note(actor=at.chief, count_id=made, seen="HB00001")
    counts.note(actor=at.armourer, count_id=made, seen="NOBODY-7")
    text = browser.get(f"/stocks/counts/{made}/").content.decode()
    assert "Rosa" in text, "each line says who read it"
    for who in ("dave", "erin"):
        if may(cast.actor(who), "matters:matter:settle"):
            counts.note(
                actor=works_at(who, "armourer", cast.agency("harbour")), count_id=made, seen="HB00001"
            )
    works_at("quentin", "officer_in_charge", cast.agency("police"))
    counts.close(actor=at.chief, count_id=made)
    raised = Matter.objects.filter(kind="count_difference").order_by("id")
    assert {matter.agency for matter in raised} == {cast.agency("police")}
    text = browser.get(f"/stocks/counts/{made}/").content.decode()
    assert "Settled by: National Police" in text
    assert "goes to the office above" in text
    assert "Open the matter" not in text
    text = sign_in("quentin").get(f"/stocks/counts/{made}/").content.decode()
    assert text.count("Open the matter") == raised.count()
    # An officer is no place into which anything is put.
    issued(at)
    assert not any("P-" in name for _place, name in places.choices(at.armourer))


def test_what_moved_meanwhile_explains_itself_unless_whoever_counts_moved_it():
    at = a_counter(5)
    gone, came, taken = at.arms[:3]
    out = issued(at, [came], rounds={})
    made = counts.begin(actor=at.chief, armoury=at.armoury, kind="serial")
    with pytest.raises(Refused):
        counts.begin(actor=at.armourer, armoury=at.armoury, kind="number")
    counts.note(actor=at.chief, count_id=made, seen="HB00004\nHB00005")
    issued(at, [gone], rounds={})
    returns.take_back(actor=at.armourer, issue_id=out, arms=[came])
    take_out(at.chief, [taken])
    count = counts.close(actor=at.chief, count_id=made)
    assert kinds(count) == [("missing", taken)]
    assert count.moved == [came], "what left meanwhile and was not read agrees; what came is explained"


def test_it_is_blind_and_somebody_from_outside_may_count():
    at = a_counter(3)
    outside = works_at("quentin", "stocks_inspector", cast.agency("police"))
    browser = sign_in("quentin")
    begun = browser.post("/stocks/counts/", {"armoury": at.armoury, "kind": "serial"})
    assert begun.status_code == 302, begun.content.decode()
    made = Count.objects.get()
    assert made.office == outside.agency
    page = sign_in("mallory").get("/stocks/").content.decode()
    assert "Being counted" in page
    rack = Placement.objects.get(public_id=at.arms[0]).place
    places = (f"/places/{rack}/", f"/places/{at.armoury}/", f"/api/places/{rack}/things")
    for who, told in (("quentin", False), ("mallory", True)):
        texts = [sign_in(who).get(address).content.decode() for address in places]
        assert any("HB0000" in text or at.arms[0] in text for text in texts) == told, who
    for who, address in (("quentin", begun.url), ("mallory", begun.url)):
        text = sign_in(who).get(address).content.decode()
        assert "Expected" not in text
        assert "HB0000" not in text
    with pytest.raises(Forbidden):
        counts.note(actor=at.armourer, count_id=made.public_id, seen="HB00001")
    assert browser.post(begun.url, {"seen": "HB00001\nHB00002"}).status_code == 302
    assert browser.post(f"{begun.url}close/").status_code == 302
    text = browser.get(begun.url).content.decode()
    assert "HB00003" in text
    assert "Not found" in text
    assert Armoury.objects.get().counted_on is None
    # By quantity.
    begun = browser.post("/stocks/counts/", {"armoury": at.armoury, "kind": "number"})
    assert browser.post(begun.url, {"number": "2"}).status_code == 302
    last = Count.objects.order_by("-id").first()
    assert (last.expected, last.found, kinds(last)) == (3, 2, [("number", "-1")])
    assert "From outside the unit" in browser.get("/stocks/counts/").content.decode()


def test_while_an_office_counts_nobody_there_who_may_count_reads_what_its_stock_is():
    at = a_counter(3)
    arm, spare = at.arms[:2]
    out = issued(at, [at.arms[2]], rounds={})
    rack = Placement.objects.get(public_id=arm).place
    addresses = (
        "/api/firearms",
        f"/api/firearms/{arm}",
        f"/firearms/{arm}/",
        f"/places/{rack}/",
        f"/api/places/{rack}/things",
        "/search/?q=HB00001",
    )

    def told(who: str) -> list[str]:
        browser = sign_in(who)
        pages = {address: browser.get(address) for address in addresses}
        texts = {address: page.content.decode() for address, page in pages.items() if page.status_code == 200}
        return [
            address for address, text in texts.items() if f"/firearms/{arm}" in text or f'"{arm}"' in text
        ]

    assert told("mallory") == told("rosa") == list(addresses)
    made = counts.begin(actor=at.chief, armoury=at.armoury, kind="serial")
    assert told("rosa") == told("mallory") == [], "who began it, and who may count for the same office"
    assert "/search/?q=HB00001" in told("dave"), "whoever counts nothing searches as before"
    browser = sign_in("mallory")
    with CaptureQueriesContext(connection) as of_closed:
        browser.get(f"/firearms/{arm}/")
    with CaptureQueriesContext(connection) as of_unknown:
        browser.get(f"/firearms/{identifiers.new('F', os.urandom)}/")
    assert len(of_closed) == len(of_unknown)
    # The counter of the armoury goes on: what somebody has in hand is issued and taken back, by its number.
    given = {
        "armoury": at.armoury,
        "scanned": "N-100\nHB00002",
        "due_at": timezone.localtime(timezone.now() + dt.timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M"),
        "kind": "shift",
    }
    assert browser.post("/stocks/issues/", given).status_code == 302
    assert Issue.objects.filter(arms=[spare]).exists()
    returns.take_back(actor=at.armourer, issue_id=out, arms=[at.arms[2]])
    counts.note(actor=at.chief, count_id=made, seen="HB00001\nHB00003")
    assert kinds(counts.close(actor=at.chief, count_id=made)) == []
    assert told("mallory") == list(addresses)


def test_whoever_counted_an_arm_does_not_write_it_off():
    at = a_counter(2)
    event = NewEvent("written_off", {"order": "B-7", "method": "destruction", "ground": "worn_out"})
    second = works_at("quentin", "officer_in_charge", cast.agency("harbour"))

    def propose():
        return proposals.propose_event(actor=second, firearm=at.arms[0], event=event, reason="worn out")

    def is_refused():
        with pytest.raises(Refused) as raised:
            propose()
        assert "registry.precondition.not_the_counter" in {reason.code for reason in raised.value.reasons}

    counted(second, at.armoury, "HB00001", "HB00002")
    is_refused()
    with cast.undone():
        counted(at.armourer, at.armoury, "HB00001", "HB00002")
        assert propose().public_id
    # What they missed they do not write off after it was counted by number, taken out, or placed elsewhere on paper.
    counted(second, at.armoury, "HB00002")
    made = counts.begin(actor=at.armourer, armoury=at.armoury, kind="number")
    counts.close_by_number(actor=at.armourer, count_id=made, number=1)
    is_refused()
    take_out(at.armourer, at.arms[:1])
    is_refused()
    elsewhere = a_place(at.armourer, "Workshop")
    place_many(actor=at.armourer, placements=[Placing(at.arms[0], elsewhere)])
    is_refused()
    counted(at.armourer, at.armoury, "HB00001", "HB00002")
    assert propose().public_id
