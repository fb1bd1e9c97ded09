"""Dashboards and open data in a browser: no barriers and nothing cut off in three languages, by a mouse from a chart to its rows.

`PICTURES=folder` keeps what the pages looked like.
"""

from __future__ import annotations

import datetime as dt
import random

from playwright.sync_api import Page

from ifar.accounts.services.proposals import decide
from ifar.recoveries.services import items
from ifar.registry.occurred import day
from ifar.returns.dashboards import counting
from ifar.returns.open_data import publishing
from tests import cast
from tests.browser.looking import look_through
from tests.factories import a_case, a_firearm, a_licence, a_person, an_item


def a_country() -> None:
    """Three years of recoveries of every kind, in several areas, from several countries; a licence; firearms; open data of one year."""
    dave, alice, bob, nina = (cast.actor(name) for name in ("dave", "alice", "bob", "nina"))
    draw = random.Random(5)
    for number in range(24):
        kind = ("seized", "seized", "found", "surrendered")[number % 4]
        on = day(dt.date(2023 + number % 3, 1 + number % 12, 3), "UTC")
        case = a_case(dave, kind, occurred=on, area=draw.choice(("KE-30", "KE-01", "KE-47", "")))
        for at in range(draw.choice((1, 2, 4))):
            what = draw.choice(("pistol_semi_automatic", "revolver", "shotgun_double", "rifle_automatic", "submachine_gun"))  # fmt: skip
            made = draw.choice(("IT", "AT", "CN", "RS"))
            text = an_item(dave, case, f"KD{number}{at}7", identity={"type": what, "country_made": made}, marking=draw.choice(("unique", "altered", "none")))  # fmt: skip
            if at == 3:
                items.note_tracing(actor=dave, item_id=text, outcome="illegitimate_owner_national")
    a_licence(alice, bob, a_person(alice, "Amina Diallo"))
    for number in range(4):
        a_firearm(alice, f"QX{number}71")
    counting.refresh(counting.JOB)
    asked = publishing.propose_publishing(actor=bob, year=2024, note="Without customs.", reason="due")
    decide(actor=nina, proposal=asked.public_id, verdict="approve")


def test_dashboards_and_open_data_in_every_language(visitor):
    a_country()
    judy = visitor("judy")
    page = judy.open("/returns/dashboards/")
    page.locator("#recoveries-types svg a").first.click()
    page.wait_for_url("**/rows/?**")
    assert page.locator("table.queue tbody tr").count() > 0
    paths = {
        "recoveries": "/returns/dashboards/",
        "narrowed": "/returns/dashboards/recoveries/?since=2024&kind=seized",
        "tracing": "/returns/dashboards/tracing/",
        "flows": "/returns/dashboards/flows/",
        "stocks": "/returns/dashboards/stocks/",
        "due": "/returns/dashboards/due/",
        "rows": "/returns/dashboards/recoveries/rows/?kind=seized",
        "desk": "/returns/open/",
        "prepare": "/returns/open/2023/",
        "open": "/open-data/",
        "table": "/open-data/2024/1/recoveries/",
    }

    def unfold(name: str, at: Page) -> None:
        if name in ("recoveries", "flows"):
            at.locator("details.more summary").first.click()

    look_through(visitor, {"erin": paths}, "returns", first=unfold)
