"""The pages of official returns in a browser: no barriers in three languages; frozen by two people, and read again.

`PICTURES=folder` keeps what the pages looked like.
"""

from __future__ import annotations

import os
from pathlib import Path

from ifar.recoveries.services import cases, items
from ifar.registry.occurred import parse
from tests import cast
from tests.browser.conftest import LOOKS, follow
from tests.factories import a_case, an_item

PICTURES = os.environ.get("PICTURES", "")


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
        who = cases.Involved("suspect", "male", "25_34", stage="suspected", offences=["firearms_trafficking"])
        cases.name_person(actor=dave, case=case, who=who)
    handed = a_case(dave, "surrendered", occurred=parse("2025-06-01"))
    first = an_item(dave, handed, "KK2")
    old = a_case(dave, occurred=parse("2024-06-01"))
    traced = an_item(dave, old, "OLD1")
    items.note_tracing(actor=dave, item=traced, outcome="illegitimate_owner_national")
    items.note_tracing(actor=dave, item=first, outcome="legitimate_owner_national")


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
    follow(page.get_by_role("button", name="Agree and carry it out"))
    paths = {
        "years": "/returns/",
        "year": "/returns/iafq/2025/",
        "behind": "/returns/iafq/2025/behind/?indicator=Arms+seized&block=by+type&category=pistol",
        "freeze": "/returns/iafq/2024/freeze/",
        "edition": "/returns/iafq/2025/editions/1/",
    }
    found: list[object] = []
    for language, width in LOOKS:
        at = visitor("erin", language=language, width=width)
        for name, path in paths.items():
            at.open(path)
            keep(at, f"{name}-{language}-{width}")
            found += [(language, width, name, barrier) for barrier in at.barriers()]
            found += [(language, width, name, "cut off")] if at.is_cut_off() else []
        found += [(language, width, one) for one in at.complaints]
        at.context.close()
    assert found == []
