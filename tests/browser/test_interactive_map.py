"""The interactive map in a browser: what it shows, asks and sends for whoever may see places and for whoever may not, and without WebGL.

`PICTURES=folder` keeps what the pages looked like.
"""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import brotli
from django.conf import settings
from django.db import transaction
from playwright.sync_api import expect

from ifar.hotspots.models import Alert
from tests import cast
from tests.browser.looking import PICTURES
from tests.browser.test_hotspots import a_country
from tests.hotspots import flowing

PACKED = 350_000
NO_WEBGL = "HTMLCanvasElement.prototype.getContext = () => null"
TONES = """() => {
    const map = window.interactiveMap, seen = map.queryRenderedFeatures({ layers: ["cells"] });
    return seen.map((one) => map.getFeatureState({ source: "cells", id: one.id }).tone ?? 0).filter(Boolean).length;
}"""

BLOB = """() => new Promise((resolve) => {
    addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
    try { new Worker(URL.createObjectURL(new Blob(["postMessage(1)"]))).onmessage = () => resolve("none"); } catch { /* the event says it */ }
})"""


def shown(person, path="/hotspots/map/"):
    """The interactive map of somebody, and the answers that it got, by layer."""
    answers: dict[str, dict] = {}
    urls: list[str] = []
    person.page.on("request", lambda request: urls.append(request.url))
    person.page.on(
        "response",
        lambda answer: (
            answers.update({answer.url.split("/map/")[1].split(".")[0]: json.loads(answer.body())})
            if ".json?" in answer.url
            else None
        ),
    )
    page = person.open(path)
    if page.locator("#map-interactive").is_hidden():
        page.get_by_role("button", name="Interactive map").or_(
            page.locator("#map-switch button")
        ).first.click()
    expect(page.locator("#map-interactive")).to_have_attribute("data-ready", "1")
    page.wait_for_timeout(300)
    assert all(url.startswith((person.site, "blob:", "data:")) for url in urls), urls
    return page, answers


def with_a_town(route):
    """The layer of the ground, and a town in the middle of it."""
    answer = route.fetch()
    ground = answer.json()
    west, south, east, north = ground["box"]
    ground["names"].insert(0, [(west + east) / 2, (south + north) / 2, "Harbourtown", "town"])
    route.fulfill(response=answer, json=ground)


def in_time(page, what):
    """What the page says of itself as soon as it is something; the policy lets no waiting of the browser's own evaluate it."""
    for _ in range(60):
        if value := page.evaluate(what):
            return value
        page.wait_for_timeout(250)
    return page.evaluate(what)


def complaints(person):
    """What the browser complained about, but for what its graphics in software say of themselves."""
    return [text for text in person.complaints if "GL Driver Message" not in text]


def picture(page, name):
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"interactive-{name}.png", full_page=True)


def test_an_analyst_plays_selects_and_lists_and_others_receive_no_places(visitor, monkeypatch):
    a_country(monkeypatch)
    analyst = cast.actor("quentin")
    with transaction.atomic():
        told, waiting = (
            flowing.a_told_alert(analyst, places=places) for places in (("XX-EM",), ("XX-NC", "XX-HP"))
        )
    hotspot = flowing.a_hotspot(analyst, Alert.objects.get(public_id=told))
    quentin = visitor("quentin", new=True)
    page, answers = shown(quentin)
    assert answers["cells"]["cells"], "cells came"
    assert answers["areas"]["areas"]
    assert page.evaluate(TONES), "cells are coloured by the classes of the legend"
    page.get_by_label("Incidents known at a point").check()
    assert in_time(page, "window.interactiveMap.querySourceFeatures('points').length")
    assert answers["points"]["ids"]
    found = {kind: (title, url, outlines) for kind, title, url, outlines in answers["findings"]["findings"]}
    assert found["hotspot"][:2] == ("The western march", f"/hotspots/hotspot/{hotspot}/")
    assert found["alert"][1] == f"/hotspots/alerts/{waiting}/"
    assert "Northern Coast; High Plateau" in found["alert"][0]
    assert all(len(ring) > 3 for _title, _url, outlines in found.values() for ring in outlines)
    assert page.evaluate("window.interactiveMap.queryRenderedFeatures({ layers: ['hotspot'] }).length") > 0
    assert page.evaluate("window.interactiveMap.queryRenderedFeatures({ layers: ['alert'] }).length") == 0
    page.get_by_label("Alerts", exact=True).check()
    assert in_time(page, "window.interactiveMap.queryRenderedFeatures({ layers: ['alert'] }).length")
    picture(page, "en")

    before = page.locator("#map-to").input_value()
    with page.expect_response("**/hotspots/map/?**"):
        page.get_by_role("button", name="Previous month").click()
    assert int(page.locator("#map-to").input_value()) == int(before) - 1
    with page.expect_response("**/hotspots/map/?**"):
        page.get_by_label("Compare with the previous period").check()
    expect(page.locator('[data-legend="difference"]')).to_be_visible()
    page.get_by_label("Incidents by area", exact=True).check()
    picture(page, "areas")

    page.get_by_role("button", name="Select a rectangle").click()
    size = page.locator("#map-canvas").bounding_box()
    assert size
    page.mouse.move(size["x"] + 20, size["y"] + 20)
    page.mouse.down()
    page.mouse.move(size["x"] + size["width"] - 20, size["y"] + size["height"] - 20, steps=3)
    page.mouse.up()
    expect(page.locator("#map-list li").first).to_be_visible()
    picture(page, "list")
    page.get_by_role("button", name="Draw an outline").click()
    page.locator("#map-canvas").scroll_into_view_if_needed()
    size = page.locator("#map-canvas").bounding_box()
    assert size
    wide, high = size["width"] * 0.3, size["height"] * 0.3
    middle = (size["x"] + size["width"] / 2, size["y"] + size["height"] / 2)
    page.mouse.move(middle[0], middle[1] - high)
    page.mouse.down()
    for x, y in ((wide, 0), (0, high), (-wide, 0)):
        page.mouse.move(middle[0] + x, middle[1] + y, steps=12)
    with page.expect_response("**/incidents/?shape=**", timeout=30_000) as drawn:
        page.mouse.up()
    assert drawn.value.status == 200
    expect(page.locator("#map-list li").first).to_be_visible()
    assert page.locator("#map-list h2 a").get_attribute("href").startswith("/hotspots/incidents/?shape=")
    assert "fill=areas" in page.url

    before = page.locator("#map-box").input_value()
    page.evaluate("window.kept = true; window.interactiveMap.zoomIn({ animate: false })")
    with page.expect_response("**/hotspots/map/?**"):
        page.get_by_role("button", name="Interactive map").click()
    nearer = page.locator("#map-box").input_value()
    assert nearer != before
    expect(page.locator("#map-now svg.map")).to_be_visible()
    expect(page.locator('[data-legend="cells"]')).to_be_visible()
    expect(page.locator("#map-now [data-map]")).not_to_have_attribute("data-box", before)
    assert f"box={quote(nearer)}" in page.url
    page.route("**/map/ground.json?**", with_a_town)
    page.get_by_role("button", name="Interactive map").click()
    expect(page.locator("#map-interactive")).to_have_attribute("data-ready", "1")
    west = page.evaluate("window.interactiveMap.getBounds().getWest()")
    assert abs(west - float(nearer.split(",")[0])) < 0.5, "the same part of the map"
    assert page.evaluate("window.kept"), "without loading the page again"
    expect(page.locator(".map-name", has_text="Harbourtown")).to_be_visible()
    expect(page.locator("#map-canvas").get_by_text("Towns: GeoNames (CC BY 4.0)")).to_be_visible()
    page.get_by_label("Names of places").uncheck()
    expect(page.locator("#map-canvas").get_by_text("Towns: GeoNames (CC BY 4.0)")).to_be_hidden()
    page.get_by_role("button", name="Interactive map").click()
    assert not complaints(quentin)
    assert quentin.barriers() == []

    for language, width in (("ar", 1280), ("ar", 390), ("en", 390)):
        person = visitor("quentin", language=language, width=width, new=True)
        other, _answers = shown(person)
        assert (
            other.evaluate(
                "getComputedStyle(document.querySelector('.maplibregl-canvas-container')).touchAction"
            )
            == "pan-x pan-y"
        )
        picture(other, f"{language}-{width}")
        assert not person.is_cut_off()
        assert not complaints(person)

    dave = visitor("dave", new=True)
    page, answers = shown(dave)
    assert "points" not in answers
    assert page.locator("#map-list").count() == 0
    assert page.evaluate("fetch('/hotspots/map/points.json').then((answer) => answer.status)") == 403
    least = settings.IFAR_SMALL_CELL
    numbers = [
        n
        for layer in ("cells", "areas")
        for row in answers[layer][layer]
        for n in row[2 if layer == "cells" else 3][1::2]
    ]
    assert numbers
    assert all(n % least == 0 for n in numbers), "rounded down to the threshold"
    assert answers["findings"]["findings"] == [], "a hotspot and its alerts are for those who may see them"

    plain = visitor("quentin", new=True)
    plain.page.add_init_script(NO_WEBGL)
    page = plain.open("/hotspots/map/")
    expect(page.locator("#map-now svg.map")).to_be_visible()
    expect(page.locator("#map-switch")).to_be_hidden()
    with page.expect_response("**/hotspots/map/?**"):
        page.get_by_label("Compare with the previous period").check()
    expect(page.locator("figure.map-figure")).to_have_count(2)
    page.goto(f"{plain.site}/notices/")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Map of incidents")
    assert page.evaluate(BLOB) == "worker-src", "no worker out of a blob"


def test_the_engine_weighs_little():
    folder = Path(settings.ROOT) / "static" / "vendor"
    files = [folder / "maplibre-gl.js", folder / "maplibre-gl-worker.js"]
    assert sum(len(brotli.compress(file.read_bytes())) for file in files) <= PACKED
