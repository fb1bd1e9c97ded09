"""Lives of the demonstration country's firearms: what happened to each, where, when and under which paper.

A life is a list of steps in the words of the life cycle (`registry/lifecycle`), in the order in which they happened. Who is
meant is said by reference (`Ref`), because identifiers come with the loading. The same seed gives the same lives.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from ifar.demonstration.country import CODE, PROVINCES, Province, dealers, licensing_office, police_office
from ifar.demonstration.persons import Holder
from ifar.demonstration.serials import style_of


@dataclass(frozen=True, slots=True)
class Ref:
    """Somebody or some office that a step speaks of: a holder by number, an office by key, an officer by user name."""

    noun: Literal["party", "office", "officer"]
    key: int | str


@dataclass(frozen=True, slots=True)
class Step:
    """One event: its kind, the office that records it, the day, what it says; `second` is the person who approves it."""

    kind: str
    office: str
    day: dt.date
    details: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""
    paper: str = ""
    attested: tuple[str, ...] = ()
    marks: tuple[Mapping[str, Any], ...] = ()
    second: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """A model as the reference data know it, with how often it is met in this country."""

    code: str
    make: str
    type: str
    calibre: str
    country: str
    weight: int
    stock: Literal["civilian", "police", "defence"] = "civilian"


@dataclass(frozen=True, slots=True)
class Life:
    """A firearm: what identifies it, and its steps."""

    number: int
    identity: Mapping[str, Any]
    steps: tuple[Step, ...]


FIRST_YEAR: Final = 1986
ORIGINS: Final[Mapping[str, int]] = {
    "registered": 46,
    "imported": 33,
    "made": 5,
    "police_stock": 5,
    "defence_stock": 5,
    "recovered": 6,
}
"""How records begin, in per cent."""


class _Writer:
    """Writes one life, step by step, while the days go by."""

    def __init__(
        self, draw: random.Random, model: Model, serial: str, people: Sequence[Holder], until: dt.date
    ) -> None:
        self.draw = draw
        self.model = model
        self.serial = serial
        self.people = people
        self.until = until
        self.steps: list[Step] = []
        self.day = dt.date(FIRST_YEAR, 1, 1)
        self.over = False
        self.holder = self.somebody()
        self.number = draw.randrange(10**6)

    @property
    def province(self) -> Province:
        return self.holder.province

    def somebody(self) -> Holder:
        return self.draw.choice(self.people)

    def begin(self, first: int, last: int = 9999) -> None:
        """Begin on a day from the year `first` on, at the latest in the year `last`, and some weeks before today."""
        start = dt.date(first, 1, 1)
        end = min(dt.date(last, 12, 31), self.until - dt.timedelta(days=40))
        self.day = start + dt.timedelta(days=self.draw.randrange((end - start).days))

    def wait(self, least: int, most: int) -> bool:
        """Let days go by; False where the story has come to today."""
        self.day += dt.timedelta(days=self.draw.randint(least, most))
        self.over = self.over or self.day > self.until
        return not self.over

    def step(self, kind: str, office: str, **told: Any) -> None:
        if not self.over:
            self.steps.append(Step(kind, office, self.day, **told))

    def paper(self, kind: str) -> str:
        return f"{kind} {self.draw.randrange(1, 9000)}/{self.day.year}"

    def seal(self) -> str:
        return f"S-{self.draw.randrange(10**6):06d}"

    def owner(self, holder: Holder) -> dict[str, Any]:
        kind = (
            "private"
            if holder.kind == "person"
            else ("museum" if "Musée" in str(holder.values["name"]) else "company")
        )
        return {"owner_kind": kind, "owner": Ref("party", holder.number)}

    def marks(self) -> tuple[dict[str, Any], ...]:
        maker = self.model.make.replace("-", " ").upper()
        place = "frame" if self.model.type.startswith(("pistol", "revolver")) else "receiver"
        return (
            {
                "kind": "serial",
                "text": self.serial,
                "script": "Latn",
                "on_part": "frame_or_receiver",
                "place": place,
                "method": "stamping",
            },
            {
                "kind": "maker",
                "text": maker,
                "script": "Latn",
                "on_part": "frame_or_receiver",
                "place": place,
                "method": "roll_marking",
            },
            {
                "kind": "country",
                "text": self.model.country,
                "script": "Latn",
                "on_part": "barrel",
                "place": "barrel",
                "method": "stamping",
            },
        )


# --- how records begin -------------------------------------------------------------------------------------------------
def _registered(life: _Writer) -> None:
    """Taken over from an old book of an office: the marks that somebody wrote down, and a holder."""
    life.begin(FIRST_YEAR, 2012)
    owner = life.owner(life.holder)
    state = {"private": "held_civilian", "company": "held_company", "museum": "held_museum"}[
        owner["owner_kind"]
    ]
    marks = life.marks() if life.draw.random() < 0.6 else life.marks()[:1]
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


def _imported(life: _Writer) -> None:
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


def _made(life: _Writer) -> None:
    """Made in the country: planned, completed, marked, proofed, declared and sold."""
    life.begin(1999)
    life.step(
        "production_planned", "maker", details={"batch": f"B{life.number % 900 + 100}"}, place="Fosse-Noire"
    )
    if life.wait(20, 60):
        life.step("production_completed", "maker", place="Fosse-Noire")
    if life.wait(0, 1):
        life.step("marked", "maker", place="Fosse-Noire", marks=life.marks(), attested=("serial_unique",))
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


def _through_trade(life: _Writer, seller: str) -> None:
    """From the importer or maker, sometimes over a wholesaler, to a shop, and to its first holder or abroad."""
    if life.draw.random() < 0.08:
        _sold_abroad(life, seller)
        return
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


def _passed_on(life: _Writer, seller: str, buyer: str, kind: str) -> str:
    details = {
        "owner_kind": kind,
        "owner": Ref("office", buyer),
        "invoice": f"G{life.draw.randrange(10**5):05d}",
    }
    life.step("wholesale_transferred", seller, details=details, paper=life.paper("Invoice"))
    return buyer


def _sold_abroad(life: _Writer, seller: str) -> None:
    abroad = life.draw.choice(("SN", "TN", "PT", "RS", "MA", "CI"))
    if life.wait(20, 200):
        life.step(
            "export_licensed",
            "licensing",
            details={
                "country": abroad,
                "import_licence": f"{abroad}-{life.draw.randrange(10**4)}",
                "issued": life.day.isoformat(),
            },
            place="Medina Nova",
            paper=life.paper("Export licence"),
            attested=(
                "import_licence",
                "transit_no_objections",
                "licence_document_complete",
                "end_user_document",
            ),
        )
    if life.wait(10, 60):
        life.step(
            "exported",
            "customs-port",
            details={"country": abroad, "declaration": f"X{life.number:06d}"},
            place="Port-Clair",
        )
    if life.draw.random() < 0.8 and life.wait(10, 80):
        life.step("delivery_confirmed", "licensing", details={"country": abroad}, place="Medina Nova")
    life.over = True


def _police_stock(life: _Writer) -> None:
    _state_stock(life, police_office(life.province), life.province.capital)


def _defence_stock(life: _Writer) -> None:
    _state_stock(life, "defence", "Medina Nova")


def _state_stock(life: _Writer, store: str, town: str) -> None:
    """Received into the State's store, issued, counted, returned, issued again."""
    life.begin(1990)
    details = {"order": life.paper("Order"), "owner": Ref("office", store)}
    life.step("state_stock_received", store, details=details, place=town, marks=life.marks())
    issued = False
    while life.wait(200, 3500) and len(life.steps) < 9:
        if life.draw.random() < 0.25:
            life.step("sighted", store, details={"method": "stock_count", "condition": "good"}, place=town)
        elif issued:
            life.step("state_stock_returned", store, details={"condition": "good"}, place=town)
            issued = False
        else:
            unit = f"Section {life.draw.randint(1, 12)}"
            life.step(
                "state_stock_issued",
                store,
                details={"order": life.paper("Issue order"), "unit": unit},
                place=town,
            )
            issued = True
    life.over = True


def _recovered(life: _Writer) -> None:
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
    _in_custody(life, known=False, taken=kind)
    life.over = True


# --- what happens to a firearm that somebody holds ---------------------------------------------------------------------
def _transferred(life: _Writer) -> None:
    buyer = life.somebody()
    life.step(
        "privately_transferred",
        licensing_office(life.province),
        details=life.owner(buyer),
        place=life.province.capital,
        paper=life.paper("Permit"),
    )
    life.holder = buyer


def _died(life: _Writer) -> None:
    """The holder died: a dealer keeps it until an heir has a permit."""
    if life.holder.kind != "person":
        return
    keeper = life.draw.choice(dealers("retailer", life.province.code))
    details = {"ground": "estate", "depositary": Ref("office", keeper)}
    life.step("deposited", licensing_office(life.province), details=details, place=life.province.capital)
    if life.wait(30, 400):
        heir = life.draw.choice(life.people)
        while heir.kind != "person":
            heir = life.draw.choice(life.people)
        life.step(
            "inherited",
            licensing_office(life.province),
            details={**life.owner(heir), "certificate": life.paper("Certificate of inheritance")},
            place=life.province.capital,
        )
        life.holder = heir


def _repaired(life: _Writer) -> None:
    shop = life.draw.choice(dealers("retailer", life.province.code))
    back = life.day + dt.timedelta(days=40)
    life.step(
        "repair_handed_over",
        shop,
        details={"return_date": back.isoformat(), "repairer": Ref("office", shop)},
        place=life.province.capital,
    )
    if life.wait(5, 60):
        life.step("repair_returned", shop, place=life.province.capital)


def _lent(life: _Writer) -> None:
    back = life.day + dt.timedelta(days=90)
    details = {
        "return_date": back.isoformat(),
        "borrower": Ref("party", life.somebody().number),
        "purpose": "hunting",
    }
    life.step("loaned", licensing_office(life.province), details=details, place=life.province.capital)
    if life.wait(20, 110):
        life.step("loan_returned", licensing_office(life.province), place=life.province.capital)


def _renewed(life: _Writer) -> None:
    details = {"method": "licence_renewal", "condition": "good"}
    life.step("sighted", licensing_office(life.province), details=details, place=life.province.capital)


def _blocked(life: _Writer) -> None:
    life.step(
        "blocked",
        licensing_office(life.province),
        details={"reason": "licence_suspended"},
        place=life.province.capital,
    )
    if life.wait(30, 500):
        order = life.paper("Order")
        life.step(
            "unblocked",
            licensing_office(life.province),
            details={"order": order},
            place=life.province.capital,
            paper=order,
        )


def _stolen(life: _Writer) -> None:
    """Stolen; some turn up again years later, and a few of those are given back."""
    details = {"taken_from": life.draw.choice(("dwelling", "vehicle", "person")), "report": life.paper("PV")}
    life.step(
        "stolen", police_office(life.province), details=details, place=life.draw.choice(life.province.towns)
    )
    if life.draw.random() < 0.4 and life.wait(20, 2500):
        elsewhere = life.draw.choice(PROVINCES)
        told = {
            "ground": "illicit_possession",
            "marking": "unique",
            "condition": "industrial",
            "location": "national_territory",
        }
        life.step(
            "seized",
            police_office(elsewhere),
            details={**told, "report": life.paper("PV")},
            place=elsewhere.capital,
        )
        _in_custody(life, known=True, taken="seized")
    life.over = True


def _lost(life: _Writer) -> None:
    life.step(
        "lost",
        police_office(life.province),
        details={"ground": "loss", "report": life.paper("PV")},
        place=life.draw.choice(life.province.towns),
    )
    if life.draw.random() < 0.3 and life.wait(5, 400):
        life.step(
            "recovered", police_office(life.province), details={"by": "holder"}, place=life.province.capital
        )
        return
    life.over = True


def _revoked(life: _Writer) -> None:
    """The licence was revoked; what the former holder does not sell is confiscated."""
    keeper = life.draw.choice(dealers("retailer", life.province.code))
    details = {"ground": "revoked", "depositary": Ref("office", keeper), "order": life.paper("Order")}
    life.step("deposited", licensing_office(life.province), details=details, place=life.province.capital)
    if not life.wait(60, 500):
        return
    if life.draw.random() < 0.6:
        _transferred(life)
        return
    life.step("confiscated", "court", details={"order": life.paper("Judgment")}, place="Medina Nova")
    _disposed_of(life)
    life.over = True


def _surrendered(life: _Writer) -> None:
    details = {"marking": "unique", "amnesty": f"Amnesty {life.day.year}", "location": "national_territory"}
    life.step("surrendered", police_office(life.province), details=details, place=life.province.capital)
    _disposed_of(life)
    life.over = True


def _deactivated(life: _Writer) -> None:
    certificate = f"DEA-{life.day.year}-{life.draw.randrange(10**4):04d}"
    mark = {
        "kind": "deactivation",
        "text": f"KPH D {life.day.year % 100:02d}",
        "script": "Latn",
        "place": "barrel",
        "method": "stamping",
    }
    life.step(
        "deactivated",
        "proof",
        details={"certificate": certificate, "standard": "national"},
        place="Port-Clair",
        paper=certificate,
        attested=("accredited_body", "standard_met"),
        marks=(mark,),
    )
    life.over = True


# --- custody and disposal ----------------------------------------------------------------------------------------------
def _in_custody(life: _Writer, *, known: bool, taken: str) -> None:
    """From the police to the laboratory and back, then to the owner, to the court, or to the furnace."""
    police = life.steps[-1].office
    if life.draw.random() < 0.7 and life.wait(2, 30):
        told = {
            "seal": life.seal(),
            "laboratory": Ref("office", "laboratory"),
            "exhibit": f"E{life.number:06d}",
        }
        life.step("sent_to_forensics", police, details=told, place="Medina Nova")
        if life.wait(10, 90):
            told = {
                "seal": life.seal(),
                "kept_by": "police",
                "findings": ["functional"],
                "received_by": Ref("office", police),
            }
            life.step("forensics_returned", "laboratory", details=told, place="Medina Nova")
    if known and life.draw.random() < 0.08 and life.wait(30, 300):
        life.step(
            "returned_to_owner",
            police,
            attested=("ownership_proven", "owner_permit_valid", "marks_complete"),
            second="supervisor",
            reason="The owner is on record and holds a valid permit.",
            place=life.province.capital,
        )
        return
    if taken == "seized" and life.draw.random() < 0.7 and life.wait(20, 200):
        told = {
            "seal": life.seal(),
            "kept_by": "court",
            "received_by": Ref("office", "court"),
            "case": f"C {life.number % 4000}/{life.day.year}",
        }
        life.step("evidence_taken", "court", details=told, place="Medina Nova")
        if life.draw.random() < 0.6 and life.wait(60, 600):
            life.step("confiscated", "court", details={"order": life.paper("Judgment")}, place="Medina Nova")
            _disposed_of(life)
    elif taken != "seized":
        _disposed_of(life)


def _disposed_of(life: _Writer) -> None:
    """Destroyed by default (Protocol art. 6(2)): decided by two, carried out before two witnesses."""
    if life.draw.random() > 0.04 or not life.wait(60, 400):
        return
    order = life.paper("Destruction order")
    by_court = life.steps[-1].kind == "confiscated"
    life.step(
        "disposal_decided",
        "court" if by_court else "police",
        details={"order": order, "method": "destruction"},
        paper=order,
        second="judge" if by_court else "supervisor",
        reason="Confiscated for good; destruction is the rule.",
        place="Medina Nova",
    )
    if life.draw.random() < 0.7 and life.wait(20, 200):
        witnesses = [Ref("officer", "inspector"), Ref("officer", "forensics")]
        life.step(
            "destroyed",
            "police",
            details={
                "order": order,
                "method": life.draw.choice(("smelting", "cutting")),
                "witnesses": witnesses,
                "weight_grams": 950,
            },
            paper=order,
            second="supervisor",
            reason="On the sealed list of this destruction.",
            place="Fosse-Noire",
        )


CHAPTERS: Final[Mapping[Callable[[_Writer], None], int]] = {
    _renewed: 40,
    _transferred: 22,
    _repaired: 10,
    _died: 8,
    _lent: 5,
    _blocked: 3,
    _stolen: 5,
    _lost: 2,
    _revoked: 3,
    _surrendered: 1,
    _deactivated: 1,
}
"""What may happen to a firearm in somebody's hands, with weights."""

BEGINNINGS: Final[Mapping[str, Callable[[_Writer], None]]] = {
    "registered": _registered,
    "imported": _imported,
    "made": _made,
    "police_stock": _police_stock,
    "defence_stock": _defence_stock,
    "recovered": _recovered,
}


def lives(
    seed: int, count: int, models: Sequence[Model], people: Sequence[Holder], until: dt.date
) -> Iterator[Life]:
    """Draw `count` lives that have all come to `until`; the same arguments give the same lives.

    Args:
        models: what is met in the country; those with `stock` police or defence are met in the State's stores alone.
        people: who may hold firearms.
        until: the last day of all stories.
    """
    draw = random.Random(seed)  # noqa: S311 - made-up lives need no secrecy, but the same ones each time
    shelves = {
        stock: [model for model in models if model.stock == stock]
        for stock in ("civilian", "police", "defence")
    }
    home = [model for model in models if model.country == CODE]
    numbers: dict[str, int] = {}
    for number in range(count):
        origin = draw.choices(list(ORIGINS), list(ORIGINS.values()))[0]
        shelf = (
            home
            if origin == "made"
            else shelves[origin.removesuffix("_stock") if origin.endswith("_stock") else "civilian"]
        )
        model = draw.choices(shelf, [one.weight for one in shelf])[0]
        start = numbers.setdefault(model.make, draw.randrange(2000, 700_000))
        numbers[model.make] = start + draw.randint(1, 40)
        life = _Writer(draw, model, style_of(model.make, len(model.make))(start), people, until)
        BEGINNINGS[origin](life)
        while not life.over and len(life.steps) < 14 and life.wait(400, 6400):
            draw.choices(list(CHAPTERS), list(CHAPTERS.values()))[0](life)
        yield Life(number, _identity(life), tuple(life.steps))


def _identity(life: _Writer) -> dict[str, Any]:
    model = life.model
    first = life.steps[0].day.year if life.steps else life.until.year
    year = (
        first
        if life.steps and life.steps[0].kind == "production_planned"
        else first - life.draw.randint(0, 12)
    )
    said: dict[str, Any] = {
        "make": model.make,
        "model": model.code,
        "type": model.type,
        "country_made": model.country,
    }
    if model.calibre:
        said["calibre"] = model.calibre
    if life.draw.random() < 0.8:
        said["year"] = year
    return said


def doubles(seed: int, originals: Sequence[Life], first: int, count: int) -> Iterator[Life]:
    """Second records of the same firearms: another office's old book, with a character taken for its look-alike or none.

    Args:
        originals: lives that begin with a registration; each is doubled at most once.
        first: number of the first new life.
    """
    draw = random.Random(seed + 1)  # noqa: S311
    for number, life in enumerate(originals[:count], start=first):
        step = life.steps[0]
        office = licensing_office(
            draw.choice([one for one in PROVINCES if licensing_office(one) != step.office])
        )
        serial = dict(step.marks[0])
        serial["text"] = _misread(str(serial["text"])) if draw.random() < 0.6 else serial["text"]
        details = {**step.details, "source": "Police book", "source_number": str(draw.randrange(10**5))}
        yield Life(number, life.identity, (replace(step, office=office, details=details, marks=(serial,)),))


def _misread(serial: str) -> str:
    for one, other in (("0", "O"), ("5", "S"), ("1", "I"), ("8", "B")):
        if one in serial[1:]:
            return serial[0] + serial[1:].replace(one, other, 1)
    return serial
