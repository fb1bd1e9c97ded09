"""Incidents in a browser: a file from the form to the map, and the map gone through by mouse, keys and slider; no barriers, nothing cut off.

`PICTURES=folder` keeps what the pages looked like.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from ifar.demonstration import geography, hotspots
from ifar.hotspots.services import layers
from tests import cast
from tests.browser.conftest import follow
from tests.browser.looking import PICTURES, look_through
from tests.hotspots.making import ROWS, a_source, loaded, table


def a_country(monkeypatch) -> None:
    """The demonstration's provinces, neighbours and populations, and fewer incidents than it has."""
    quentin = cast.actor("quentin")
    hotspots._places(quentin)
    monkeypatch.setattr(hotspots, "POLICE", 900)
    monkeypatch.setattr(hotspots, "OBSERVED", 150)
    draw = hotspots.random.Random(7)
    rows = sorted(hotspots._happened(draw, hotspots.timezone.localdate()), key=lambda row: row[0])
    hotspots._police(quentin, draw, rows)
    hotspots._observatory(quentin, draw, rows)
    assert geography.states()
    assert layers.WHATS


def test_a_file_goes_from_the_form_to_the_map_in_every_language(visitor, tmp_path, monkeypatch):
    a_country(monkeypatch)
    source = a_source("Harbour reports")
    loaded(source, ROWS[:4])
    file = tmp_path / "harbour.csv"
    bad = [
        "x1,2026-02-30,9.5,11.7,0,Docks",
        "x2,2026-02-03,611234.5,1294567.0,0,Docks",
        "r1,2026-01-11,9.21,11.3,1,Medina",
    ]
    file.write_bytes(table(ROWS) + ("\n".join(bad) + "\n").encode())
    quentin = visitor("quentin")
    page = quentin.open(f"/hotspots/sources/{source}/")
    page.locator("#file").set_input_files(file)
    follow(page.get_by_role("button", name="Check the file"))
    trial = page.url
    expect(
        page.get_by_text("looks like metres or feet").or_(page.get_by_text("look like metres or feet"))
    ).to_be_visible()

    quentin.open("/hotspots/map/")
    frame = page.locator("#map-now [data-map]")
    before = frame.get_attribute("data-box")
    frame.focus()
    with page.expect_response("**/hotspots/map/?**"):
        page.keyboard.press("+")
    expect(page.locator("#map-now [data-map]")).not_to_have_attribute("data-box", before or "")
    nearer = page.locator("#map-now [data-map]").get_attribute("data-box")
    size = page.locator("#map-now svg.map").bounding_box()
    assert size
    with page.expect_response("**/hotspots/map/?**"):
        page.mouse.move(size["x"] + 300, size["y"] + 200)
        page.mouse.down()
        page.mouse.move(size["x"] + 200, size["y"] + 150, steps=4)
        page.mouse.up()
    expect(page.locator("#map-now [data-map]")).not_to_have_attribute("data-box", nearer or "")
    with page.expect_response("**/hotspots/map/?**"):
        page.locator("#map-from").fill(page.locator("#map-from").get_attribute("min") or "0")
    with page.expect_response("**/hotspots/map/?**"):
        page.get_by_label("Compare with the previous period").check()
    assert not quentin.complaints

    paths = {
        "map": "/hotspots/map/",
        "versus": "/hotspots/map/?versus=1&box=10.5,9.5,12.5,11",
        "sources": "/hotspots/sources/",
        "source": f"/hotspots/sources/{source}/",
        "trial": trial.replace(trial.split("/hotspots/")[0], ""),
        "incidents": "/hotspots/incidents/",
        "layers": "/hotspots/layers/",
        "duplicates": "/hotspots/duplicates/",
        "tip": "/hotspots/tips/new/",
    }
    look_through(visitor, {"quentin": paths}, "hotspots")
    officer = visitor("dave")
    officer.open("/hotspots/map/")
    if PICTURES:
        officer.page.screenshot(path=Path(PICTURES) / "hotspots-coarse.png", full_page=True)
    expect(officer.page.get_by_text("You see a fixed grid and whole years")).to_be_visible()
    assert officer.barriers() == []
