"""Essential parts in the browser: entered, fitted, taken out, sold, found by their number; and the golden case G12 by its pages (domain.md)."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ifar import identifiers
from ifar.registry.models import Event, Firearm
from tests.factories import a_firearm, a_person
from tests.pages.test_register import circumstances, text_of


@pytest.fixture
def owner(alice):
    return a_person(alice, "Rosa Owner")


@pytest.fixture
def rifle(alice, owner):
    return a_firearm(alice, "RIFLE100", owner=owner).firearm


def confirmed(browser: Any, path: str, **said: Any) -> Any:
    """Record what a page asks, with a yes to what nobody can verify."""
    answer = browser.post(path, said | {"record": "1"})
    if answer.status_code == 200 and (confirms := answer.context["confirms"]):
        answer = browser.post(path, said | {"record": "1", "confirmed": confirms})
    return answer


def done(browser: Any, path: str, **said: Any) -> str:
    """The record that a page leads to when it was recorded."""
    answer = confirmed(browser, path, **said)
    assert answer.status_code == 302, text_of(answer).partition("This was refused")[2][:600] or text_of(
        answer
    )
    return str(answer["Location"]).split("/")[2]


def refused(browser: Any, path: str, **said: Any) -> str:
    """What a page says when it was refused; nothing was recorded."""
    before = Event.objects.count()
    answer = confirmed(browser, path, **said)
    assert answer.status_code == 200
    assert Event.objects.count() == before
    return text_of(answer)


def a_part(browser: Any, serial: str, kind: str = "barrel", **said: Any) -> str:
    marks = {"mark-TOTAL_FORMS": "1", "mark-0-kind": "serial", "mark-0-text": serial}
    result = {"part-kind": kind, "is-make": "Beretta", "is-make_status": "known", **marks}
    result |= {"state": "held_civilian", "owner_kind": "private"} | said
    return done(browser, "/firearms/new/?item=part&kind=registered", **circumstances(**result))


def recorded(firearm: str) -> str:
    return f"/firearms/{firearm}/record/?kind="


def test_a_part_is_entered_fitted_and_taken_out_and_both_pages_lead_to_each_other(signed_in, rifle, owner):
    browser = signed_in("alice")
    barrel = a_part(browser, "BRL7700")
    assert barrel[0] == "K"
    page = browser.get(f"/firearms/{barrel}/")
    assert "Fit it into a firearm" in text_of(page)
    assert page.context["title"] == "Barrel, Fabbrica d'Armi Pietro Beretta"
    named = browser.post(f"/firearms/{rifle}/parts/fit/", {"part": "BRL7700"})
    assert named.status_code == 302, "a part is named by its number"
    assert parse_qs(urlsplit(named["Location"]).query) == {"kind": ["part_fitted"], "firearm": [rifle]}
    form = browser.get(named["Location"])
    assert form.context["details"]["firearm"].value() == rifle
    done(browser, named["Location"], **circumstances(firearm=rifle))
    assert Firearm.objects.get(public_id=barrel).mounted_in == rifle
    whole, part = browser.get(f"/firearms/{rifle}/"), browser.get(f"/firearms/{barrel}/")
    for page in (whole, part):
        drawn = page.context["assembly"]
        assert drawn["root"]["public_id"] == rifle
        assert [(piece.public_id, piece.way, piece.mark) for piece in drawn["pieces"]] == [
            (barrel, "in", "BRL7700")
        ]
    assert f'href="/firearms/{barrel}/"' in whole.content.decode()
    assert f'href="/firearms/{rifle}/"' in part.content.decode()
    take_out = whole.context["assembly"]["pieces"][0].take_out
    form = browser.get(take_out)
    offered = {name: form.context["details"][name].value() for name in ("owner_kind", "owner", "firearm")}
    assert offered == {
        "owner_kind": "private",
        "owner": identifiers.shown(owner),
        "firearm": identifiers.shown(rifle),
    }
    done(browser, take_out, **circumstances(seen="2", **offered))
    part = Firearm.objects.get(public_id=barrel)
    assert (part.mounted_in, part.owner, part.state) == ("", owner, "held_civilian")
    related = browser.get(f"/firearms/{barrel}/").context["related"]
    assert [(item["firearm"].public_id, str(item["why"])) for item in related] == [
        (rifle, "It was fitted into this firearm before")
    ]
    assert browser.get(f"/firearms/{rifle}/").context["assembly"]["pieces"] == []


def test_a_part_is_entered_as_fitted_where_it_is(signed_in, rifle):
    browser = signed_in("alice")
    path = f"/firearms/new/?item=part&kind=registered&firearm={rifle}"
    form = browser.get(path)
    assert (form.context["part"]["firearm"].value(), form.context["details"]["state"].value()) == (
        rifle,
        "fitted",
    )
    slide = a_part(
        browser, "SLD1", "slide_or_cylinder", state="fitted", owner_kind="", **{"part-firearm": rifle}
    )
    assert [
        piece.public_id for piece in browser.get(f"/firearms/{rifle}/").context["assembly"]["pieces"]
    ] == [slide]
    value = circumstances(
        **{"part-kind": "barrel", "state": "fitted", "mark-0-kind": "serial", "mark-0-text": "X1"}
    )
    assert "Name the firearm" in refused(browser, path, **value)


def test_nothing_is_fitted_into_what_is_no_firearm_or_has_ended_and_unseen_is_as_unknown(
    signed_in, rifle, frank
):
    browser = signed_in("alice")
    barrel, other = a_part(browser, "BRL7701"), a_part(browser, "BRL7702")
    service, unknown = a_firearm(frank, "ARMY1").firearm, identifiers.new("F", secrets.token_bytes)
    path = f"{recorded(barrel)}part_fitted"
    values = [refused(browser, path, **circumstances(firearm=text)) for text in (service, unknown)]
    assert all("There is no such firearm" in text for text in values)
    answers = [
        browser.post(
            f"/api/firearms/{barrel}/events",
            {"kind": "part_fitted", "details": {"firearm": text}},
            content_type="application/json",
        )
        for text in (service, unknown)
    ]
    rows = [{k: v for k, v in answer.json()["error"].items() if k != "request"} for answer in answers]
    assert rows[0] == rows[1]
    done(browser, f"{recorded(rifle)}disassembled", **circumstances(purpose="scrap"))
    assert "has ended" in refused(browser, path, **circumstances(firearm=rifle))
    assert browser.post(f"/firearms/{rifle}/parts/fit/", {"part": other}).status_code == 302
    assert browser.post(f"/firearms/{rifle}/parts/fit/", {"part": "NOSUCH99"}).status_code == 422


def test_a_part_is_found_by_its_number(signed_in):
    browser = signed_in("alice")
    barrel = a_part(browser, "BRL-4711")
    assert f"/firearms/{barrel}/" in browser.get("/search/?q=BRL4711").content.decode()


def test_a_dealer_receives_sells_and_fits_parts_by_its_book(signed_in, alice, owner):
    browser = signed_in("ivan")
    path = "/firearms/new/?item=part&kind=stock_declared"
    parts = {}
    for serial, kind in (("BRL81", "barrel"), ("FRM82", "frame_or_receiver")):
        marks = {"mark-0-kind": "serial", "mark-0-text": serial}
        value = circumstances(**{"part-kind": kind, "owner_kind": "retailer", **marks})
        parts[serial] = done(browser, path, **value)
    arm = done(browser, "/firearms/new/?kind=stock_declared", **circumstances(**{
        "owner_kind": "retailer", "mark-0-kind": "serial", "mark-0-text": "ARM83", "is-make": "Beretta", "is-make_status": "known",
    }))  # fmt: skip
    done(
        browser,
        f"{recorded(parts['BRL81'])}retail_sold",
        **circumstances(owner_kind="private", owner=owner, paper="P 1", occurred_from="2020-03-15"),
    )
    done(
        browser,
        f"{recorded(parts['FRM82'])}part_fitted",
        **circumstances(firearm=arm, occurred_from="2020-03-15"),
    )
    rows = {row.original["serial"]: row for row, _acts in browser.get("/book/").context["rows"]}
    assert rows["BRL81"].original["type"] == "Barrel"
    assert rows["FRM82"].original["type"] == "Frame or receiver"
    assert (rows["BRL81"].left.name, rows["BRL81"].left.how) == (
        "Rosa Owner",
        "It was sold at retail.",
    )
    assert (rows["FRM82"].left.how, rows["FRM82"].left.reference) == (
        "The part was fitted into a firearm.",
        identifiers.shown(arm),
    )
    assert rows["ARM83"].left is None
    drawn = browser.get(f"/firearms/{arm}/").context["assembly"]
    assert [piece.public_id for piece in drawn["pieces"]] == [parts["FRM82"]]


# G12 -------------------------------------------------------------------------------------------------------------------------


def test_g12_a_new_frame_ends_the_record_and_a_new_barrel_does_not(signed_in, alice, rifle, owner):
    browser = signed_in("alice")
    barrel = a_part(browser, "NEWBRL1")
    done(
        browser,
        f"{recorded(rifle)}part_exchanged",
        **circumstances(part_kind="barrel", part=barrel, never_used="on"),
    )
    assert Firearm.objects.get(public_id=rifle).state == "held_civilian", "the same record goes on"
    new = a_firearm(alice, "NEWFRAME1", owner=owner).firearm
    path = f"{recorded(rifle)}leading_part_exchanged"
    assert "record" in refused(browser, path, **circumstances(never_used="yes", seen="2"))
    done(browser, path, **circumstances(never_used="yes", successor=new, seen="2"))
    assert Firearm.objects.get(public_id=rifle).state == "replaced"
    old, later = browser.get(f"/firearms/{rifle}/"), browser.get(f"/firearms/{new}/")
    assert (new, "Its life goes on in this record") in linked(old)
    assert (rifle, "Its life before this record") in linked(later)


def linked(page: Any) -> list[tuple[str, str]]:
    return [(item["firearm"].public_id, str(item["why"])) for item in page.context["related"]]


def test_g12_taking_apart_ends_cleaning_is_no_event_and_assembling_begins_anew(signed_in, rifle, owner):
    browser = signed_in("alice")
    path = f"{recorded(rifle)}disassembled"
    for purpose in ("cleaning", "repair", "planned_reassembly"):
        refused(browser, path, **circumstances(purpose=purpose))
    done(browser, path, **circumstances(purpose="parts_recovery"))
    assert Firearm.objects.get(public_id=rifle).state == "disassembled"
    marks = {f"mark-{n}-{name}": text for n, row in enumerate((
        ("serial", "REASM1"), ("maker", "Works"), ("country", "XX"), ("year", "2020"),
    )) for name, text in zip(("kind", "text"), row, strict=True)}  # fmt: skip
    seen = {"attest-new_marks_complete": "Report 4/2020", "attest-new_marks_complete_status": "yes"}
    value = circumstances(owner_kind="private", owner=owner, predecessors=rifle, **marks, **seen)
    again = done(browser, "/firearms/new/?kind=reassembled", **(value | {"mark-TOTAL_FORMS": "4"}))
    assert again != rifle
    assert Firearm.objects.get(public_id=again).state == "held_civilian"
    assert linked(browser.get(f"/firearms/{again}/")) == [(rifle, "Its parts come from this record")]


def test_g12_a_loss_names_its_reason_and_what_is_lost_is_not_sold(signed_in, rifle, owner):
    browser = signed_in("alice")
    path = f"{recorded(rifle)}lost"
    refused(browser, path, **circumstances())
    done(browser, path, **circumstances(ground="loss"))
    for kind in ("retail_sold", "privately_transferred"):
        assert browser.get(f"{recorded(rifle)}{kind}").status_code == 404, "it is not even offered"
        result = browser.post(
            f"/api/firearms/{rifle}/events",
            {"kind": kind, "details": {"owner_kind": "private", "owner": owner}, "paper": "P 1"},
            content_type="application/json",
        )
        assert result.status_code == 409, result.content


@pytest.mark.parametrize("serial", ["unlesbar", "AB  12"])
def test_g12_no_serial_number_that_is_none(signed_in, owner, serial):
    marks = {"mark-0-kind": "serial", "mark-0-text": serial}
    value = circumstances(state="held_civilian", owner_kind="private", owner=owner, **marks)
    for path, more in (("?kind=registered", {}), ("?item=part&kind=registered", {"part-kind": "barrel"})):
        refused(signed_in("alice"), f"/firearms/new/{path}", **value, **more)
