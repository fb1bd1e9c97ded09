"""The pages of recoveries in a browser: no barriers in three languages, a plain pistol by a few keystrokes, pictures to look at.

`PICTURES=folder` keeps what the pages looked like.
"""

from __future__ import annotations

from pathlib import Path

from ifar.outbox import services as outbox
from ifar.recoveries.models import Item
from ifar.recoveries.services import case_persons, exhibits, items, market, tables
from ifar.registry.occurred import parse
from ifar.registry.services.events import NewEvent, record_event
from tests import cast
from tests.browser.conftest import follow
from tests.browser.looking import PICTURES, look_through
from tests.factories import a_case, a_firearm, an_item

TABLE = "exhibit\ttype\tmake\tmodel\tcalibre\tserial number\n" + "".join(
    f"E-{n}\tpistol\tGlock\t17\t9x19\tAB{n}7Q{n}11\n" for n in range(2, 8)
)


def a_country() -> dict[str, str]:
    """A case of many items, one of them stolen, one hidden, a row that waits; a shooting; the market."""
    alice, dave, grace = (cast.actor(name) for name in ("alice", "dave", "grace"))
    stolen = a_firearm(alice, "KW174838R", identity={"model": "beretta/92fs"}).firearm
    record_event(actor=alice, firearm=stolen, event=NewEvent("stolen", {}))
    a_firearm(alice, "KW174B38R", identity={"make": "glock", "model": "glock/17"})
    a_firearm(grace, "MIL7777DEF", state="in_stock_state")
    case = a_case(
        dave, occurred=parse("2026-05-03"), place="Old port, quay 4", place_precision="street", location="harbours",
        ground="illicit_trafficking", offences=["drug_trafficking", "firearms_trafficking"], threats=["drugs"], concealment="vehicle",
        conveyance="lorry", route=["LY", "TN"], latitude=36_800_000, longitude=10_180_000, report="R-2026-881",
        kept=[{"kind": "phone", "reference": "PH-11"}], price=45_000, currency="USD", price_kind="asked",
        narrative="In the boot of a lorry, below sacks of rice.",
    )  # fmt: skip
    item = an_item(
        dave,
        case,
        "KW174838R",
        exhibit="E-1",
        condition="industrial",
        identity={"make": "beretta", "model": "beretta/92fs"},
    )
    an_item(dave, case, "MIL7777DEF", exhibit="E-8", condition="industrial")
    home = items.NewItem(
        identity={"type": "shotgun_short"}, marks=({"kind": "serial", "text": None, "text_status": "none"},), condition="other_illicit",
        origin="craft", features={"barrel": "Water pipe, 19 mm", "joining": "Arc weld, coarse"}, exhibit="E-9",
    )  # fmt: skip
    made = items.enter_items(actor=dave, case=case, items=[home]).items[0]
    pasted = TABLE + "E-10\tspace gun\tGlock\t17\t9x19\tZZ1\n"
    tables.enter_table(actor=dave, case=case, name="cache.csv", content=[pasted.encode()])
    who = case_persons.Involved(
        "suspect",
        "male",
        "25_34",
        described={"name": "Somebody Suspected"},
        stage="suspected",
        offences=["firearms_trafficking"],
    )
    person = case_persons.name_person(actor=dave, case=case, who=who)
    case_persons.record_stage(
        actor=dave, case_id=case, person=person, stage="arrested", offences=["firearms_trafficking"]
    )
    shooting = a_case(dave, "shooting", place="Rue des Teinturiers", offences=["violent_crime"])
    an_item(dave, shooting, None, kind="cartridge_case", quantity=4, identity={"calibre": "9x19"})
    gun = an_item(dave, shooting, None, kind="unrecovered", identity={"calibre": "9x19", "type": "pistol"})
    for thing, price in (("pistol", 45_000), ("ammunition", 4_000)):
        seen = market.MarketObservation(
            thing,
            parse("2026-05-01").start.date(),
            place="Old port",
            price=price,
            currency="USD",
            price_kind="asked",
            channel="statement",
            availability="days",
        )  # type: ignore[union-attr]
        market.observe(actor=dave, seen=seen)
    while outbox.deliver():
        pass
    assert exhibits
    return {"w": case, "x": item, "made": made, "shooting": shooting, "gun": gun}


def keep(at, name: str) -> None:
    if PICTURES:
        at.page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def test_every_page_of_recoveries_has_no_barriers_in_the_three_languages(visitor):
    known = a_country()
    paths = {
        "list": "/recoveries/",
        "new": "/recoveries/new/",
        "case": "/recoveries/{w}/",
        "item": "/recoveries/items/{x}/",
        "made": "/recoveries/items/{made}/",
        "gun": "/recoveries/items/{gun}/",
        "enter": "/recoveries/{w}/items/new/",
        "edit": "/recoveries/items/{made}/edit/",
        "market": "/recoveries/market/",
    }
    own = {name: path.format(**known) for name, path in paths.items()}
    look_through(visitor, {"dave": own}, "recoveries")


def test_a_plain_pistol_by_a_few_keystrokes(visitor):
    alice = cast.actor("alice")
    a_firearm(alice, "AB71234")
    at = visitor("dave", width=390)
    page = at.open("/recoveries/new/")
    page.fill("[name=number]", "P-2026-17")
    page.fill("[name=item-type]", "pistol")
    page.fill("[name=item-make]", "Beretta")
    page.fill("[name=item-serial]", "AB71234")
    page.click("main form button.button-main")
    page.wait_for_url("**/recoveries/W*/")
    follow(page.get_by_role("button", name="It is the one: link it"))
    page.wait_for_url("**/recoveries/items/X*/")
    assert Item.objects.get().state == "linked"
    assert at.complaints == []
