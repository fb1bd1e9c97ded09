"""Field capture as a person does it on a phone: without a line, through a reload, with two devices, and each entry once."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from playwright.sync_api import expect

from ifar import identifiers
from ifar.accounts.services import shifts
from ifar.ledger.keys import Keyring
from ifar.placement.models import Placement
from ifar.placement.services.placing import Placing, place_many
from ifar.recoveries.custody.services import chains
from ifar.recoveries.models import Case, Event, Item
from ifar.recoveries.services import cases
from ifar.recoveries.services.cases import Circumstances
from tests import cast
from tests.browser.conftest import PATIENCE
from tests.factories import a_case, a_firearm, an_item
from tests.placement.making import a_place, arms

TAPS = """() => { window.taps = 0; addEventListener("pointerdown", () => window.taps++, true); }"""


@pytest.fixture
def phone(visitor):
    def make(name="dave"):
        at = visitor(name, width=390)
        page = at.open("/field/")
        page.wait_for_selector("#field[data-ready]")
        page.wait_for_selector("#field[data-cached]", state="attached")
        page.wait_for_function("() => caches.match('/field/').then(Boolean)")
        return at

    return make


def enter(page, serial, kind="seized", thing="pistol"):
    page.click(f"label:has([name=kind][value={kind}])")
    page.click(f"label:has([name=type][value={thing}])")
    page.click("#serial")
    page.keyboard.type(serial)
    page.click("form[data-capture] > button:last-of-type")


def waiting(page, state, count, patience=PATIENCE):
    page.wait_for_function(
        "([state, count]) => document.querySelectorAll(`[data-entries] [data-state=${state}]`).length === count",
        arg=[state, count],
        timeout=patience,
    )


EARLY = """() => {
    const named = (text) => [...text.matchAll(/(?:src|href)="([^"]+field[^"]*[.](?:js|css))"/g)].map(([, address]) => address);
    const look = async () => {
        const page = await caches.match("/field/");
        if (!page) return setTimeout(look, 0);
        const kept = await Promise.all(named(await page.text()).map(async (path) => [path, Boolean(await caches.match(path))]));
        window.early = kept;
    };
    look();
}"""


def test_a_page_is_kept_after_all_that_it_names(visitor):
    """The line goes away as soon as the page is on the device: it opens whole, or not at all."""
    page = visitor("dave", width=390, new=True).open("/")
    page.evaluate(EARLY)
    page.evaluate("navigator.serviceWorker.register('/field/worker.js', { scope: '/field/' })")
    page.wait_for_function("() => window.early")
    kept = page.evaluate("window.early")
    assert len(kept) >= 4
    assert [path for path, is_there in kept if not is_there] == []


def test_six_taps_for_a_plain_pistol(phone):
    at = phone()
    at.page.evaluate(TAPS)
    enter(at.page, "AB71234")
    waiting(at.page, "sent", 1)
    taps = at.page.evaluate("window.taps")
    assert taps <= 6, taps
    item = Item.objects.select_related("case").get()
    assert (item.case.kind, item.identity["type"], item.marks[0]["text"]) == ("seized", "pistol", "AB71234")
    assert not at.complaints
    assert at.barriers() == []
    assert not at.is_cut_off()


STORED = """() => new Promise((resolve) => { const asked = indexedDB.open("ifar-field"); asked.onsuccess = () => {
    const t = asked.result.transaction(["entries", "keys"]);
    const found = t.objectStore("entries").getAll(), keys = t.objectStore("keys").getAll();
    t.oncomplete = async () => {
        const open = (one) => crypto.subtle.decrypt({ name: "AES-GCM", iv: one.iv }, keys.result[0].key, one.data);
        resolve((await Promise.all(found.result.map(open))).map((one) => new TextDecoder().decode(one)).join()); }; }; })"""


def test_a_hit_is_told_beside_the_entry_and_not_kept_on_the_device(phone):
    a_firearm(cast.actor("alice"), "KW190401B", state="stolen")
    at = phone()
    enter(at.page, "KW190401B")
    waiting(at.page, "sent", 1)
    at.page.wait_for_selector("[data-state=sent] .told[data-wanted=true]")
    words = at.page.inner_text("[data-state=sent] .told")
    assert "looked for" in words
    assert cast.actor("alice").agency_name in words
    assert at.barriers() == []
    assert not at.is_cut_off()
    kept = at.page.evaluate(STORED)
    assert "KW190401B" in kept
    assert "looked for" not in kept
    assert "stolen" not in kept.lower()
    at.page.reload()
    waiting(at.page, "sent", 1)
    expect(at.page.locator(".told")).to_have_count(0)


def test_network_off_three_recoveries_reload_network_on_exactly_three_arrive_once(phone):
    """Issue 5, line 3."""
    at = phone()
    at.set_offline(True)
    for n in range(3):
        enter(at.page, f"OFF{n}77")
        waiting(at.page, "kept", n + 1)
    assert not Case.objects.exists()
    at.page.reload()
    at.page.wait_for_selector("#field[data-ready]")
    waiting(at.page, "kept", 3)
    at.set_offline(False)
    waiting(at.page, "sent", 3)
    assert sorted(mark["text"] for item in Item.objects.all() for mark in item.marks) == [
        "OFF077",
        "OFF177",
        "OFF277",
    ]
    at.page.reload()
    at.page.wait_for_selector("#field[data-ready]")
    assert Case.objects.count() == Item.objects.count() == 3


def test_power_loss_between_question_and_answer_loses_and_doubles_nothing(phone):
    """Issue 5, line 3: the register took it in, and the answer never came."""
    at = phone()
    lost = []

    def lose(route):
        route.fetch()
        lost.append(route.request.url)
        route.abort()

    at.page.route("**/api/field/captures", lose, times=1)
    enter(at.page, "PWR1")
    at.page.wait_for_function("() => true")
    deadline = 50
    while not lost and deadline:
        at.page.wait_for_timeout(100)
        deadline -= 1
    assert Case.objects.count() == 1
    at.page.reload()
    waiting(at.page, "sent", 1)
    assert Case.objects.count() == Item.objects.count() == 1


def test_what_fails_on_a_line_that_is_there_is_tried_again_soon(phone):
    at = phone()
    at.page.route("**/api/field/captures", lambda route: route.abort(), times=1)
    enter(at.page, "SOON1")
    waiting(at.page, "sent", 1, patience=10_000)  # the page's own round begins every fifteen seconds
    assert Item.objects.count() == 1


def test_a_half_filled_form_survives_a_reload_and_is_not_readable_on_the_device(phone):
    at = phone()
    at.set_offline(True)
    at.page.click("label:has([name=kind][value=found])")
    at.page.fill("#serial", "HALF-7")
    at.page.wait_for_function(
        """() => new Promise((resolve) => { const asked = indexedDB.open("ifar-field"); asked.onsuccess = () => {
            const found = asked.result.transaction("entries").objectStore("entries").getAll();
            found.onsuccess = () => resolve(found.result.some((one) => one.state === "draft")); }; })"""
    )
    stored = at.page.evaluate(
        """() => new Promise((resolve) => { const asked = indexedDB.open("ifar-field"); asked.onsuccess = () => {
            const t = asked.result.transaction(["entries", "keys"]);
            const found = t.objectStore("entries").getAll(), keys = t.objectStore("keys").getAll();
            t.oncomplete = async () => {
                const text = found.result.map((one) => new TextDecoder("latin1").decode(one.data)).join();
                const kept = await crypto.subtle.exportKey("raw", keys.result[0].key).then(() => "taken out", () => "stays");
                resolve([JSON.stringify(found.result), text, kept]); }; }; })"""
    )
    assert "HALF-7" not in stored[0]
    assert "HALF-7" not in stored[1]
    assert stored[2] == "stays"
    at.page.wait_for_timeout(300)
    at.page.reload()
    at.page.wait_for_selector("#field[data-ready]")
    expect(at.page.locator("#serial")).to_have_value("HALF-7")
    expect(at.page.locator("[name=kind][value=found]")).to_be_checked()


def test_two_devices_editing_one_case_meet_a_person(phone):
    """Issue 5, line 3: not a silent overwrite."""
    at = phone()
    enter(at.page, "TWO1")
    waiting(at.page, "sent", 1)
    case = Case.objects.get()
    at.set_offline(True)
    at.page.fill("[data-state=sent] [name=place]", "Harbour, gate 4")
    at.page.click("[data-state=sent] form button")
    waiting(at.page, "kept", 1)
    circumstances = Circumstances(kind=case.kind, number=case.number, place="Market square")
    cases.amend_case(actor=cast.actor("erin"), case=case.public_id, said=circumstances)
    at.set_offline(False)
    waiting(at.page, "conflict", 1)
    shown = at.page.inner_text("[data-state=conflict]")
    assert "Harbour, gate 4" in shown
    assert "Market square" in shown
    case.refresh_from_db()
    assert case.place == "Market square"
    at.page.click("[data-do=mine]")
    waiting(at.page, "sent", 1)
    case.refresh_from_db()
    assert case.place == "Harbour, gate 4"


def test_a_confirmation_that_was_given_up_does_not_hold_the_entry_back(phone):
    """What was typed for a paper and does not fit it is not asked once another way was chosen; a number is taken as it is printed."""
    at = phone()
    page = at.page
    page.click("summary:has-text('Confirmation')")
    page.click("label:has([name=how][value=paper])")
    page.fill("#paper", "№ 552")
    page.click("label:has([name=how][value=''])")
    enter(page, "GIVEN1")
    waiting(page, "sent", 1)
    page.click("label:has([name=how][value=paper])")
    page.fill("#paper", "RCPT 552")
    enter(page, "GIVEN2")
    waiting(page, "sent", 2)
    events = Event.objects.filter(kind="opened").order_by("id").values_list("details", flat=True)
    assert [item.get("confirmed", {}).get("paper") for item in events] == [None, "RCPT 552"]


def test_what_the_register_refuses_is_shown_and_put_back_into_the_form(phone):
    at = phone()
    at.page.route(
        "**/api/field/captures",
        lambda route: route.fulfill(
            status=422,
            content_type="application/json",
            body='{"error": {"code": "x", "message": "This lies in the future.", "reasons": [{"message": "This lies in the future."}]}}',
        ),
        times=1,
    )
    enter(at.page, "REF1")
    waiting(at.page, "refused", 1)
    expect(at.page.locator("[data-state=refused]")).to_contain_text("This lies in the future.")
    assert at.page.inner_text("[data-state=refused]").count("This lies in the future.") == 1
    at.page.click("[data-do=again]")
    at.page.wait_for_function("() => document.querySelector('#serial').value === 'REF1'")


def test_an_entry_waits_for_the_purpose_that_was_not_stated_and_is_no_refusal(phone):
    """A shift that ended meanwhile is no fault of the entry: whoever states a purpose comes back, and it is sent."""
    dave = cast.actor("dave")
    at = phone()
    shifts.end(actor=dave)
    enter(at.page, "PURP1")
    expect(at.page.locator("[data-line]")).to_have_attribute("data-now", "signin")
    waiting(at.page, "kept", 1)
    link = at.page.locator("[data-purpose] a")
    expect(link).to_have_attribute("href", re.compile(r"next=/field/"))
    shifts.start(actor=dave, purpose="investigation", case="P-2026-17", hours=8)
    at.page.reload()
    waiting(at.page, "sent", 1)
    expect(at.page.locator("[data-purpose]")).to_be_hidden()


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_the_page_fits_a_phone_in_every_language(visitor, language):
    """The page of whoever has every part of it: the border, places, recoveries."""
    at = visitor("heidi", language=language, width=390)
    at.open("/field/").wait_for_selector("#field[data-ready]")
    assert not at.is_cut_off()
    assert at.barriers() == []


def ready(page):
    page.wait_for_selector("#field[data-ready]")
    page.wait_for_selector("[data-extract][data-ready]")


def certified():
    """The key of the log, as the running service has it; it certifies the key that signs extracts."""
    Keyring.at(Path(settings.IFAR_HOME)).current(settings.IFAR_LEDGER_NAME)


ALTER = """() => new Promise((resolve) => { const asked = indexedDB.open("ifar-field"); asked.onsuccess = async () => {
    const stores = () => asked.result.transaction(["entries", "keys"], "readwrite");
    const found = (store, key) => new Promise((done) => { const one = stores().objectStore(store).get(key); one.onsuccess = () => done(one.result); });
    const who = document.querySelector("#field").dataset.who;
    const [kept, { key }] = [await found("entries", `extract-${who}`), await found("keys", who)];
    const said = JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.iv }, key, kept.data)));
    said.payload.ends = "2036-01-01T00:00:00+00:00";
    const iv = crypto.getRandomValues(new Uint8Array(12));
    kept.data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(said)));
    stores().objectStore("entries").put({ ...kept, iv }).onsuccess = resolve; }; })"""
EXTRACTS = """() => new Promise((resolve) => { const asked = indexedDB.open("ifar-field"); asked.onsuccess = () => {
    asked.result.transaction("entries").objectStore("entries").getAll().onsuccess = (event) =>
        resolve(event.target.result.map((one) => one.state)); }; })"""


def test_the_extract_is_read_without_a_line_and_is_provisional_and_leaves_with_the_officer(phone):
    certified()
    dave = cast.actor("dave")
    item = an_item(dave, a_case(dave), "ZZ90001")
    chains.take_in(actor=dave, exhibit=item, seal="S-1", place="Strong room")
    at = phone()
    page = at.page
    ready(page)
    locator = page.locator("[data-extract-line]")
    expect(locator).to_have_attribute("data-now", "provisional")
    at.set_offline(True)
    page.reload()
    ready(page)
    expect(locator).to_have_attribute("data-now", "provisional")
    expect(locator).to_contain_text("Provisional")
    page.fill("#find", "ZZ90001")
    expect(page.locator("[data-extract] ul")).to_contain_text(identifiers.shown(item))
    expect(page.locator("[data-extract] ul")).to_contain_text("In your office's store")
    page.fill("#find", "QQ1")
    expect(page.locator("[data-extract] ul")).to_contain_text("Not in the extract")
    assert at.barriers() == []
    assert not at.is_cut_off()
    # One that somebody altered on the device is shown to nobody.
    page.evaluate(ALTER)
    page.reload()
    ready(page)
    expect(locator).to_have_attribute("data-now", "unsigned")
    assert "extract" not in page.evaluate(EXTRACTS)
    at.set_offline(False)
    page.reload()
    ready(page)
    expect(locator).to_have_attribute("data-now", "provisional")
    extract = page.locator("#field").get_attribute("data-extractfrom") or ""
    # After a day it has ended.
    page.clock.set_fixed_time(dt.datetime.now(dt.UTC) + dt.timedelta(hours=30))
    at.set_offline(True)
    page.reload()
    ready(page)
    expect(locator).to_have_attribute("data-now", "ended")
    # It ends by the register's clock, which the device knew at its last contact, and not by its own that is days behind.
    at.set_offline(False)
    page.clock.set_fixed_time(dt.datetime.now(dt.UTC) - dt.timedelta(days=3))
    with page.expect_response(lambda answer: answer.url.endswith(extract) and answer.ok):
        page.reload()
    ready(page)
    expect(locator).to_have_attribute("data-now", "provisional")
    page.clock.set_fixed_time(dt.datetime.now(dt.UTC) - dt.timedelta(days=3) + dt.timedelta(hours=30))
    at.set_offline(True)
    page.reload()
    ready(page)
    expect(locator).to_have_attribute("data-now", "ended")
    at.set_offline(False)
    page.clock.set_fixed_time(dt.datetime.now(dt.UTC))
    page.reload()
    ready(page)
    expect(locator).to_have_attribute("data-now", "provisional")
    assert "extract" in page.evaluate(EXTRACTS)
    at.context.clear_cookies()
    page.goto(f"{at.site}/account/login/")
    page.wait_for_function(f"async () => !(await ({EXTRACTS})()).includes('extract')")


def test_forty_entries_of_one_day_with_wrong_clocks_and_each_way_to_confirm_arrive_once(phone):
    """Issue 25, line 5: forty in a real browser, with a line that comes and goes and answers that are lost."""
    at = phone()
    page = at.page
    page.clock.set_fixed_time(dt.datetime.now(dt.UTC) - dt.timedelta(days=3))
    is_lost = itertools.cycle([True, False, True, False, False, False])
    page.route("**/api/field/captures", lambda route: lose(route) if next(is_lost) else route.continue_())
    ways = {
        "paper": lambda: page.fill("#paper", "77/2026"),
        "glass": lambda: sign(page),
    }
    at.set_offline(True)
    for n in range(40):
        if n == 25:
            at.set_offline(False)
            page.wait_for_timeout(300)
            at.set_offline(True)
        if n in (3, 7):
            how = "paper" if n == 3 else "glass"
            if n == 3:
                page.click("summary:has-text('Confirmation')")
            page.click(f"label:has([name=how][value={how}])")
            ways[how]()
        enter(page, f"DAY{n:02}")
        expect(page.locator("[data-entries] > li")).to_have_count(n + 1)
    page.reload()
    page.wait_for_selector("#field[data-ready]")
    at.set_offline(False)
    waiting(page, "sent", 40, patience=90_000)
    marks = sorted(mark["text"] for item in Item.objects.all() for mark in item.marks)
    assert marks == [f"DAY{n:02}" for n in range(40)]
    details = list(Event.objects.filter(kind="opened").values_list("details", flat=True))
    assert len(details) == 40
    assert all(abs(item["off"] + 3 * 86_400) < 3600 for item in details)
    assert sorted(item["confirmed"]["how"] for item in details if "confirmed" in item) == ["glass", "paper"]
    expect(page.locator("[data-clock]")).to_be_visible()
    signed = Item.objects.get(marks__contains=[{"text": "DAY07"}])
    assert len(signed.photos) == 1


def lose(route):
    """The register took it in, and the answer never came."""
    route.fetch()
    route.abort()


def sign(page):
    box = page.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 40, steps=5)
    page.mouse.up()


def test_a_passkey_confirms_what_was_entered_and_nothing_else(phone):
    """The person's own passkey, without a line: proven by the register when the entry arrives."""
    at = phone()
    page = at.page
    tool = at.context.new_cdp_session(page)
    tool.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    tool.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    made = page.evaluate(MAKE, cast.user("dave").public_id)
    Authenticator.objects.create(
        user=cast.user("dave"), type="webauthn", data={"name": "x", "credential": made}
    )
    at.set_offline(True)
    page.click("summary:has-text('Confirmation')")
    for n in range(2):
        page.click("label:has([name=how][value=passkey])")
        page.fill("#by", cast.user("dave" if n == 0 else "erin").public_id)
        enter(page, f"KEY{n}")
        waiting(page, "kept", n + 1)
    at.set_offline(False)
    waiting(page, "sent", 1)
    waiting(page, "refused", 1)
    [result] = Event.objects.filter(kind="opened").values_list("details", flat=True)
    assert result["confirmed"] == {"how": "passkey", "by": cast.user("dave").public_id}


def test_two_devices_that_place_one_arm_differently_end_at_a_person(phone):
    """Issue 25, line 4: not a silent overwrite, whoever has the line first."""
    certified()
    frank = cast.actor("frank")
    [thing], [text, other, third] = arms(frank), [a_place(frank, name) for name in ("A 1", "B 2", "C 3")]
    place_many(actor=frank, placements=[Placing(thing, third, 0)])
    franks, graces = phone("frank"), phone("grace")
    # One device that puts it down twice does not contradict itself.
    for at, places in ((franks, (other, text)), (graces, (other,))):
        expect(at.page.locator("[data-extract-line]")).to_have_attribute("data-now", "provisional")
        at.set_offline(True)
        at.page.click("#thing")
        for n, place in enumerate(places, 1):
            for scanned in (identifiers.shown(thing), place):  # a scanner types, and ends with Enter
                at.page.keyboard.type(scanned)
                at.page.keyboard.press("Enter")
            waiting(at.page, "kept", n)
        assert at.barriers() == []
    where = Placement.objects.filter(public_id=thing).values_list("place", "n")
    franks.set_offline(False)
    waiting(franks.page, "sent", 2)
    assert where.get() == (text, 3)
    graces.set_offline(False)
    waiting(graces.page, "conflict", 1)
    assert where.get() == (text, 3)
    expect(graces.page.locator("[data-state=conflict]")).to_contain_text("A 1")
    expect(graces.page.locator("[data-state=conflict]")).to_contain_text("B 2")
    graces.page.click("[data-do=mine]")
    waiting(graces.page, "sent", 1)
    assert where.get() == (other, 4)


MAKE = """async (name) => (await navigator.credentials.create({ publicKey: {
    challenge: new Uint8Array(32), rp: { id: location.hostname, name: "ifar" }, user: { id: new TextEncoder().encode(name), name, displayName: name },
    pubKeyCredParams: [{ type: "public-key", alg: -7 }], authenticatorSelection: { residentKey: "required", userVerification: "required" } } })).toJSON()"""
