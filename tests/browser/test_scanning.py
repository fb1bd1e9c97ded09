"""Fields that take a thing, as a person with a scanner or a camera uses them. A scanner types, and ends with Enter."""

from __future__ import annotations

import base64
import io

import segno
from playwright.sync_api import expect

from ifar import identifiers
from tests import cast
from tests.factories import a_case, a_firearm

CAMERA = """(picture) => { navigator.mediaDevices.getUserMedia = async () => {
    const canvas = document.createElement("canvas"), drawn = canvas.getContext("2d"), image = new Image();
    canvas.width = 640; canvas.height = 480;
    image.src = picture; await image.decode();
    let turn = 0;
    const draw = () => {
        const moved = 1.7 * turn++, size = 220 + 30 * Math.sin(0.7 * moved);
        drawn.resetTransform(); drawn.fillStyle = "#ddd"; drawn.fillRect(0, 0, 640, 480);
        drawn.translate(320 + 6 * Math.sin(moved), 240 + 6 * Math.cos(moved)); drawn.rotate(0.06 * Math.sin(1.3 * moved));
        drawn.drawImage(image, -size / 2, -size / 2, size, size); };
    draw(); setInterval(draw, 50);
    return canvas.captureStream(20); }; }"""
"""The camera of the device: a picture that a hand holds before it, and no hand is still."""


def wedge(page, text):
    """What a scanner sends: all signs at once, then Enter."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_a_scanner_fills_fields_and_sends_no_half_filled_form(visitor):
    alice = cast.actor("alice")
    firearms = [a_firearm(alice, f"AB7123{n}", identity={"make": "glock"}).firearm for n in range(3)]
    shown = [identifiers.shown(text) for text in firearms]
    at = visitor("alice")

    # One field of several: the code is read, and the next field waits; nothing was sent.
    page = at.open("/matters/new/")
    about = page.locator("[name=about]")
    about.click()
    wedge(page, f"https://register.test/firearms/{firearms[0]}/")
    expect(about).to_have_value(shown[0])
    expect(page.locator("[data-scan-of=id_about] [role=status]")).to_contain_text("AB71230")
    expect(about).not_to_be_focused()
    assert page.url.endswith("/matters/new/")
    expect(page.locator(".field-error")).to_have_count(0)
    # A moment in which the machine is busy cuts no code in two.
    about.fill("")
    page.keyboard.type("h")
    page.wait_for_timeout(150)
    wedge(page, f"ttps://register.test/firearms/{firearms[1]}/")
    expect(about).to_have_value(shown[1])

    # A list: one on each line, doubles left out and said, what is not known said.
    page = at.open("/documents/labels/")
    named = page.locator("[name=named]")
    locator = page.locator("[data-scan-of=id_named] [role=status]")
    named.click()
    for firearm in firearms[:2]:
        wedge(page, firearm)
    expect(named).to_have_value(f"{shown[0]}\n{shown[1]}\n")
    wedge(page, shown[0].lower())
    expect(locator).to_have_attribute("data-now", "twice")
    wedge(page, "]d2010950600013435221AB71232")
    expect(named).to_have_value("\n".join([*shown, ""]))
    stranger = identifiers.new("F", lambda n: b"\x05" * n)
    wedge(page, stranger)
    expect(locator).to_have_attribute("data-now", "unknown")
    assert page.url.endswith("/documents/labels/")
    assert at.barriers() == []
    assert not at.complaints

    # Typed by hand, Enter means what it always means.
    page = at.open("/matters/new/")
    page.locator("[name=about]").click()
    page.keyboard.type("F-12", delay=120)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".field-error").first).to_be_visible()

    # A field that stands alone is sent.
    page = at.open("/")
    page.keyboard.press("/")
    wedge(page, firearms[0])
    page.wait_for_url(f"**/firearms/{firearms[0]}/")


def test_the_camera_reads_labels_and_a_mark_tells_its_look_alikes(visitor):
    alice, dave = cast.actor("alice"), cast.actor("dave")
    firearm = a_firearm(alice, "AB71230", identity={"make": "glock"}).firearm
    drawn = io.BytesIO()
    segno.make(firearm, error="m", micro=False).save(drawn, kind="png", scale=8, border=4)
    at = visitor("alice", width=390)
    page = at.open("/documents/labels/")
    page.evaluate(CAMERA, f"data:image/png;base64,{base64.b64encode(drawn.getvalue()).decode()}")
    page.click("[data-camera]")
    expect(page.locator("[name=named]")).to_have_value(f"{identifiers.shown(firearm)}\n")
    page.click("dialog.camera button")
    expect(page.locator("dialog.camera")).to_have_count(0)
    assert not at.complaints
    assert not at.is_cut_off()

    other = visitor("dave", language="ar", width=390)
    page = other.open(f"/recoveries/{a_case(dave)}/items/new/")
    field = page.locator("input[data-mark]").first
    field.fill("O0I")
    below = f"[data-alike-of='{field.get_attribute('id')}']"
    signs = page.locator(f"{below} .alike")
    expect(signs).to_have_count(3)
    assert [inner_text.split()[0] for inner_text in signs.all_inner_texts()] == ["O", "0", "I"]
    expect(page.locator(f"{below} .alike-figure")).to_have_count(1)
    assert other.barriers() == []
    assert not other.is_cut_off()
