"""The pages of official returns in a browser: no barriers in three languages; frozen by two people, and read again.

`PICTURES=folder` keeps what the pages looked like.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ifar.accounts.services.proposals import decide
from ifar.recoveries.services import case_persons, items
from ifar.registry.occurred import parse
from ifar.returns import services
from ifar.returns.hub import selectors as hub_selectors
from ifar.returns.hub import services as hub
from tests import cast
from tests.browser.conftest import follow
from tests.browser.looking import PICTURES, look_through
from tests.factories import a_case, a_firearm, an_item
from tests.returns.test_hub import OFFICER, a_file, become_officer, traced


def a_year() -> None:
    """Arms of two years: seized on several grounds and at several places, one surrendered, people, one traced."""
    dave = cast.actor("dave")
    for day, ground, place in (
        ("03", "illicit_possession", "national_territory"),
        ("04", "illicit_use", "airports"),
    ):
        case = a_case(
            dave,
            occurred=parse(f"2025-05-{day}"),
            ground=ground,
            location=place,
            offences=["drug_trafficking"],
        )
        for number in range(4):
            kind = ("pistol", "revolver", "rifle", "shotgun")[number]
            an_item(
                dave,
                case,
                f"AB7{day}{number}",
                identity={"type": kind, "make": "beretta"},
                condition="industrial",
            )
        an_item(dave, case, None, identity={"type": "shotgun"}, marking="none", condition="assembled")
        who = case_persons.Involved(
            "suspect", "male", "25_34", stage="suspected", offences=["firearms_trafficking"]
        )
        case_persons.name_person(actor=dave, case=case, who=who)
    handed = a_case(dave, "surrendered", occurred=parse("2025-06-01"))
    first = an_item(dave, handed, "KK2")
    old = a_case(dave, occurred=parse("2024-06-01"))
    traced = an_item(dave, old, "OLD1")
    items.note_tracing(actor=dave, item_id=traced, outcome="illegitimate_owner_national")
    items.note_tracing(actor=dave, item_id=first, outcome="legitimate_owner_national")


def keep(at, name: str) -> None:
    if PICTURES:
        at.page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def test_a_return_is_read_frozen_by_two_and_read_again(visitor):
    a_year()
    bob = visitor("bob")
    page = bob.open("/returns/")
    follow(page.get_by_role("link", name="2025"))
    follow(page.get_by_role("link", name="Freeze it"))
    page.fill("[name=note]", "Without customs.")
    page.fill("[name=reason]", "It is due.")
    page.click("main form button.button-main")
    page.wait_for_url("**/returns/iafq/2025/")
    nina = visitor("nina")
    page = nina.open("/proposals/")
    keep(nina, "approvals")
    follow(page.get_by_role("link", name="Freeze a yearly return").first)
    keep(nina, "approval")
    follow(page.get_by_role("button", name="Approve and carry out"))
    paths = {
        "years": "/returns/",
        "year": "/returns/iafq/2025/",
        "behind": "/returns/iafq/2025/behind/?indicator=Arms+seized&block=by+type&category=pistol",
        "freeze": "/returns/iafq/2024/freeze/",
        "edition": "/returns/iafq/2025/editions/1/",
    }
    look_through(visitor, {"erin": paths}, "returns")


def test_forms_quality_and_hub_are_read(visitor, tmp_path):
    """Forms with a stated figure, data quality, why arms are not traced; and what a hub shows of files, without barriers."""
    a_year()
    bob = cast.actor("bob")
    arms = [("AF1", "pistol"), ("AF2", "rifle_automatic"), ("AF3", "shotgun")]
    for serial, kind in arms:
        a_firearm(
            cast.actor("grace"), serial, state="in_stock_state", identity={"type": kind, "category": ""}
        )
    a_firearm(cast.actor("alice"), None, identity={"calibre": None, "calibre_status": "not_asked"})
    name = ("Stocks of the State", "Declared surplus", "Total")
    services.answer(actor=bob, form="poa", year=2025, name=name, value=40, note="By order 7 of the ministry.")
    asked = services.propose_freezing(actor=bob, year=2025, note="", reason="due")
    decide(actor=cast.actor("nina"), proposal=asked.public_id, verdict="approve")
    files = [
        [*traced("FRA", 2025, 10, 30), *traced("ITA", 2025, 900, 100), *traced("GHA", 2023, 1, 1)],
        traced("FRA", 2025, 11, 30),
    ]
    for number, rows in enumerate(files):
        hub.load_file(
            actor=OFFICER, path=a_file(tmp_path, f"edition-{number}.csv", rows), name=f"edition-{number}.csv"
        )
    older, newer = (file["hash"] for file in reversed(hub_selectors.files(OFFICER)))
    become_officer()
    this_year = dt.datetime.now(dt.UTC).year
    asked_for = "?table=Stocks+of+the+State&question=Declared+surplus&category=Total"
    paths = {
        "bob": {
            "forms": "/returns/forms/",
            "poa": "/returns/forms/poa/2025/",
            "unroca": f"/returns/forms/unroca/{this_year}/",
            "answer": f"/returns/forms/poa/2025/answer/{asked_for}",
            "form-edition": "/returns/forms/iafq/2025/editions/1/",
            "send": "/returns/forms/iafq/2025/editions/1/send/",
            "quality": "/returns/quality/",
            "quality-list": "/returns/quality/list/?dimension=completeness&field=calibre",
            "why": "/returns/why-not-traced/?year=2025",
        },
        "mallory": {
            "hub": "/returns/hub/",
            "received": "/returns/hub/received/",
            "files": f"/returns/hub/files/?older={older}&newer={newer}",
            "state": "/returns/hub/FRA/iafq/2025/",
        },
    }
    look_through(visitor, paths, "returns")
