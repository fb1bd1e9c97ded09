"""How records begin: an old book, an import, a maker's bench, the State's stores, or a find."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ifar.demonstration.country import CODE, dealers, licensing_office, police_office
from ifar.demonstration.lives.custody import in_custody
from ifar.demonstration.lives.life import Ref
from ifar.demonstration.lives.writer import FIRST_YEAR, Writer


def _registered(life: Writer) -> None:
    """Taken over from an old book of an office: the marks that somebody wrote down, and a holder, or what became of it before."""
    life.begin(FIRST_YEAR, 2012)
    owner = life.owner(life.holder)
    state = {"private": "held_civilian", "company": "held_company", "museum": "held_museum"}[
        owner["owner_kind"]
    ]
    marks = life.marks() if life.draw.random() < 0.6 else life.marks()[:1]
    ended = life.draw.random()
    if ended < 0.05:
        state, owner = ("exported", {}) if ended < 0.03 else ("deactivated", owner)
    life.step(
        "registered",
        licensing_office(life.province),
        details={
            "state": state,
            **owner,
            "since": life.day.isoformat(),
            "source": "Provincial book",
            "source_number": str(life.number),
        },
        place=life.province.capital,
        marks=marks,
    )
    life.over = ended < 0.05


def _imported(life: Writer) -> None:
    """Imported by a trader, marked, passed down the chain and sold."""
    life.begin(1994)
    importer = life.draw.choice(dealers("importer"))
    life.step(
        "imported",
        importer,
        details={
            "owner_kind": "importer",
            "owner": Ref("office", importer),
            "country": life.model.country if len(life.model.country) == 2 else "BE",
            "declaration": f"D{life.number:06d}",
            "marking": "unique",
        },
        place="Port-Clair",
        paper=life.paper("Import licence"),
        marks=life.marks(),
    )
    if life.wait(5, 28):
        mark = {
            "kind": "import",
            "text": f"{CODE} {life.day.year % 100:02d}",
            "script": "Latn",
            "place": "barrel",
            "method": "laser",
        }
        life.step(
            "import_marked",
            importer,
            details={"country": CODE, "year": life.day.year},
            place="Port-Clair",
            marks=(mark,),
        )
    _through_trade(life, importer)


def _made(life: Writer) -> None:
    """Made in the country: planned, completed, marked, proofed, declared and sold."""
    life.begin(1999)
    life.step(
        "production_planned", "maker", details={"batch": f"B{life.number % 900 + 100}"}, place="Fosse-Noire"
    )
    if life.wait(20, 60):
        life.step("production_completed", "maker", place="Fosse-Noire")
    if life.wait(0, 1):
        book = f"Book of serial numbers BN-{life.day.year}"
        # The whole life is decided before the register holds its first event, so that the maker's own book has to answer.
        life.step(
            "marked",
            "maker",
            place="Fosse-Noire",
            paper=book,
            marks=life.marks(),
            attested={"serial_unique": book},
        )
    if life.wait(3, 20):
        life.step(
            "proof_handed_over", "maker", details={"proof_house": Ref("office", "proof")}, place="Port-Clair"
        )
    if life.wait(4, 30):
        proof = {
            "kind": "proof",
            "text": f"KPH {life.day.year % 100:02d}",
            "script": "Latn",
            "place": "barrel",
            "method": "stamping",
        }
        life.step(
            "proof_returned",
            "proof",
            details={"result": "passed", "certificate": f"P{life.number}"},
            place="Port-Clair",
            marks=(proof,),
        )
    if life.wait(3, 20):
        life.step("stock_declared", "maker", details={"book": f"KAW {life.day.year}"}, place="Fosse-Noire")
    _through_trade(life, "maker")


def _through_trade(life: Writer, seller: str) -> None:
    """From the importer or maker, sometimes over a wholesaler, to a shop, and to its first holder."""
    if life.draw.random() < 0.4 and life.wait(10, 90):
        seller = _passed_on(life, seller, life.draw.choice(dealers("wholesaler")), "wholesaler")
    if life.wait(5, 150):
        seller = _passed_on(
            life, seller, life.draw.choice(dealers("retailer", life.province.code)), "retailer"
        )
    if life.draw.random() < 0.93 and life.wait(5, 700):
        life.step(
            "retail_sold",
            seller,
            details={**life.owner(life.holder), "invoice": f"F{life.draw.randrange(10**5):05d}"},
            place=life.province.capital,
            paper=life.paper("Permit"),
        )
    else:
        life.over = True


def _passed_on(life: Writer, seller: str, buyer: str, kind: str) -> str:
    details = {
        "owner_kind": kind,
        "owner": Ref("office", buyer),
        "invoice": f"G{life.draw.randrange(10**5):05d}",
    }
    life.step("wholesale_transferred", seller, details=details, paper=life.paper("Invoice"))
    return buyer


def _police_stock(life: Writer) -> None:
    _state_stock(life, police_office(life.province), life.province.capital)


def _defence_stock(life: Writer) -> None:
    _state_stock(life, "defence", "Medina Nova")


def _state_stock(life: Writer, store: str, town: str) -> None:
    """Received into the State's store, moved from section to section, counted; what is issued has an issue (`demonstration/stocks.py`)."""
    life.begin(1990)
    details = {"order": life.paper("Order"), "owner": Ref("office", store)}
    life.step("state_stock_received", store, details=details, place=town, marks=life.marks())
    moved = False
    while life.wait(200, 3500) and len(life.steps) < 9:
        if life.draw.random() < 0.25:
            life.step("sighted", store, details={"method": "stock_count", "condition": "good"}, place=town)
        elif moved:
            life.step("sighted", store, details={"method": "stock_count", "condition": "good"}, place=town)
            moved = False
        else:
            unit = f"Section {life.draw.randint(1, 12)}"
            life.step(
                "state_stock_transferred",
                store,
                details={"order": life.paper("Transfer order"), "unit": unit},
                place=town,
            )
            moved = True
    life.over = True


def _recovered(life: Writer) -> None:
    """Taken in by the police without any record of its own."""
    life.begin(2008)
    kind = life.draw.choices(("seized", "found", "surrendered"), (6, 2, 3))[0]
    altered = life.draw.random() < 0.12
    marks = list(life.marks()[: 1 + 2 * (life.draw.random() < 0.5)])
    if altered:
        serial = life.serial[:2] + "?" * 3 + life.serial[5:]
        marks[0] = {**marks[0], "text": serial, "condition": "obliterated", "confidence": 60}
    details: dict[str, Any] = {
        "marking": "altered" if altered else "unique",
        "condition": life.draw.choices(("industrial", "converted", "reactivated"), (20, 2, 1))[0],
        "location": life.draw.choices(("national_territory", "land_borders", "harbours"), (12, 3, 1))[0],
        "report": life.paper("PV"),
    }
    if kind == "seized":
        details["ground"] = life.draw.choice(("illicit_possession", "illicit_trafficking", "illicit_use"))
    if kind == "surrendered":
        details["amnesty"] = f"Amnesty {life.day.year}"
    life.step(
        kind,
        police_office(life.province),
        details=details,
        place=life.draw.choice(life.province.towns),
        marks=tuple(marks),
    )
    in_custody(life, known=False, taken=kind)
    life.over = True


ORIGINS: Final[Mapping[str, int]] = {
    "registered": 46,
    "imported": 33,
    "made": 5,
    "police_stock": 5,
    "defence_stock": 5,
    "recovered": 6,
}
"""How records begin, in per cent."""

BEGINNINGS: Final[Mapping[str, Callable[[Writer], None]]] = {
    "registered": _registered,
    "imported": _imported,
    "made": _made,
    "police_stock": _police_stock,
    "defence_stock": _defence_stock,
    "recovered": _recovered,
}
