"""Recoveries of the demonstration country: cases of the last three years with believable items, some of them on the register.

Most of what police and customs take in is on no register; some was stolen here, one thing was destroyed on paper, one belongs to the
armed forces, and one gun fired in three streets before anybody found it.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final

from django.db import transaction

from ifar.accounts.purposes import of_roles
from ifar.accounts.services import shifts
from ifar.demonstration.country import PROVINCES, Province, police_office
from ifar.errors import Conflict
from ifar.recoveries import selectors
from ifar.recoveries.models import Case, Hit, Item
from ifar.recoveries.services import case_persons, cases, exhibits, items, links, market
from ifar.recoveries.services.case_persons import Involved
from ifar.recoveries.services.cases import Circumstances
from ifar.recoveries.services.items import NewItem
from ifar.recoveries.services.market import MarketObservation
from ifar.registry.models import Mark
from ifar.registry.occurred import day
from ifar.rights import Actor, Purpose

SEED: Final = 5
CASES: Final = 150
DAYS: Final = 1100
FROM_REGISTER: Final = 14
"""Items that were stolen or lost in this country."""
OBSERVED: Final = 40
PISTOLS: Final = (
    ("glock", "glock/17", "9x19", "pistol_semi_automatic"),
    ("beretta", "beretta/92fs", "9x19", "pistol_semi_automatic"),
    ("cz", None, "9x19", "pistol_semi_automatic"),
    ("walther", None, "9x19", "pistol_semi_automatic"),
    ("smith-wesson", None, "38special", "revolver"),
    ("zastava", None, "7.62x39", "rifle_semi_automatic"),
)
HANDMADE: Final = (
    ("craft", "other_illicit", "shotgun_short", {"barrel": "Water pipe, 19 mm, not rifled", "joining": "Arc weld, coarse", "material": "Mild steel"}),
    ("craft", "other_illicit", "pistol_single_shot", {"font": "Punched digits, the 4 open", "tool_marks": "Hand file, 12 strokes to the centimetre"}),
    ("printed", "other_illicit", "pistol", {"print": "Layers of 0.2 mm, black filament", "base": "Published file of a frame"}),
    ("converted_blank", "converted", "pistol", {"barrel": "Bored through, new liner of 9 mm", "base": "Blank-firing pistol"}),
    ("kit", "assembled", "pistol", {"base": "Unmarked frame of a kit", "finish": "Phosphate"}),
)  # fmt: skip
KINDS: Final = ("seized",) * 12 + ("found",) * 4 + ("surrendered",) * 3
GROUNDS: Final = (
    ("illicit_possession",) * 6
    + ("illicit_trafficking",) * 3
    + ("illicit_use", "illicit_manufacture", "altered_marks")
)
OFFENCES: Final = (
    "drug_trafficking",
    "violent_crime",
    "other_arms_offences",
    "firearms_trafficking",
    "organised_crime",
)
TRACED: Final = (
    "illegitimate_owner_foreign", "pending", "", "attempted_no_result", "diversion_otherwise_identified", "", "pending",
    "illegitimate_owner_foreign",
)  # fmt: skip
"""What came of tracing what is on no register here; nothing where nobody traced it."""
PLACES: Final = (
    "market hall",
    "bus station",
    "farmhouse",
    "garage",
    "river bank",
    "flat in the old town",
    "warehouse",
    "checkpoint",
)


@dataclass(frozen=True, slots=True)
class _KnownFirearm:
    """A firearm of the register whose mark turns up."""

    serial: str
    make: str | None
    type: str | None


def load(officers: Mapping[str, Actor], by_office: Mapping[str, Actor], number: int = CASES) -> None:
    """Load the cases, where there are none yet; `number` of them."""
    if Case.objects.exists():
        return
    draw = Random(SEED)  # noqa: S311 - a demonstration is the same everywhere
    with ExitStack() as duty:
        police, head = (duty.enter_context(on_duty(officers[name])) for name in ("police", "supervisor"))
        provincial = [
            duty.enter_context(on_duty(actor)) if actor else police
            for actor in (by_office.get(police_office(province)) for province in PROVINCES)
        ]
        stolen = iter(_known(("stolen", "lost"), FROM_REGISTER))
        for at in range(number):
            province = PROVINCES[at % len(PROVINCES)]
            _case(draw, police if at % 3 else provincial[at % len(PROVINCES)], province, at, stolen)
        _destroyed_and_hidden(police)
        _three_streets(draw, police, officers["forensics"])
        _linked(police)
        _traced(police)
        for at in range(min(OBSERVED, number)):
            _observed(draw, head, at)


@contextmanager
def on_duty(officer: Actor) -> Iterator[Actor]:
    """An officer for whom a purpose is stated, until the block ends: an investigation, or what their role reads personal data for, if any."""
    theirs = of_roles(officer.roles)
    if not theirs:
        yield officer
        return
    purpose = "investigation" if "investigation" in theirs else theirs[0]
    shift = shifts.start(actor=officer, purpose=purpose, case="K-2026-1")
    yield replace(officer, purpose=Purpose(shift.public_id, shift.purpose, shift.case))
    shifts.end(actor=officer)


def _known(states: Sequence[str], most: int, compartment: str = "civilian") -> list[_KnownFirearm]:
    marks = (
        Mark.objects.filter(
            kind="serial",
            text__regex=r"^[A-Z0-9-]{7,}$",
            firearm__state__in=states,
            firearm__compartment=compartment,
            retired=False,
        )
        .select_related("firearm")
        .order_by("firearm_id")[:most]
    )
    return [_KnownFirearm(str(mark.text), mark.firearm.make, mark.firearm.type) for mark in marks]


def _when(draw: Random, back: int = DAYS) -> dt.date:
    return dt.datetime.now(dt.UTC).date() - dt.timedelta(days=draw.randrange(2, back))


@transaction.atomic
def _case(draw: Random, officer: Actor, province: Province, at: int, stolen: Iterator[_KnownFirearm]) -> None:
    kind = draw.choice(KINDS)
    on = _when(draw)
    town = draw.choice(province.towns)
    seizure = kind == "seized"
    circumstances = Circumstances(
        kind=kind,
        number=f"K-{on.year}-{at + 101}",
        anonymous=kind == "surrendered" and draw.random() < 0.6,
        occurred=day(on),
        place=f"{town}, {draw.choice(PLACES)}",
        area=province.code,
        latitude=9_000_000 + draw.randrange(4_000_000),
        longitude=7_000_000 + draw.randrange(5_000_000),
        place_precision=draw.choice(("exact", "street", "town", "town")),
        location=draw.choice(("national_territory",) * 6 + ("land_borders", "airports", "harbours")),
        ground=draw.choice(GROUNDS) if seizure else "",
        offences=draw.sample(OFFENCES, draw.randrange(1, 3)) if seizure else (),
        threats=draw.sample(
            ("drugs", "gang", "trafficking_in_persons", "wildlife", "organised_crime"), draw.randrange(2)
        ),
        concealment=draw.choice(("vehicle", "on_body", "building", "luggage", "buried", ""))
        if seizure
        else "",
        conveyance=draw.choice(("car", "on_foot", "bus", "lorry", "")) if seizure else "",
        kept=[{"kind": "phone", "reference": f"PH-{at + 11}"}] if seizure and at % 5 == 0 else (),
    )
    case = cases.open_case(actor=officer, said=circumstances)
    items.enter_items(actor=officer, case=case, items=list(_things(draw, at, stolen)))
    if seizure and draw.random() < 0.6:
        stage = draw.choice(("suspected", "arrested", "arrested", "prosecuted", "convicted", "acquitted"))
        who = Involved(
            "suspect",
            draw.choice(("male",) * 9 + ("female",)),
            draw.choice(("18_24", "25_34", "25_34", "35_59")),
            stage=stage,
            stage_on=min(on + dt.timedelta(days=draw.randrange(1, 200)), dt.datetime.now(dt.UTC).date()),
            offences=circumstances.offences,
        )
        case_persons.name_person(actor=officer, case=case, who=who)
    # A case is concluded when what it may be has been judged.
    if draw.random() < 0.25 and not Hit.objects.filter(item__case__public_id=case).exists():
        cases.conclude_case(actor=officer, case_id=case, reason="Judged; nothing more is to be expected.")


def _things(draw: Random, at: int, stolen: Iterator[_KnownFirearm]) -> Iterator[NewItem]:
    known = next(stolen, None) if at % 9 == 4 else None
    if known:
        yield _pistol(known.serial, known.make, None, None, known.type, f"E{at}-1")
    elif at % 6 == 1:
        origin, condition, type, features = draw.choice(HANDMADE)
        marks = ({"kind": "serial", "text": None, "text_status": "none"},)
        yield NewItem(
            identity={"type": type},
            marks=marks,
            condition=condition,
            origin=origin,
            features=features,
            exhibit=f"E{at}-1",
        )
    for number in range(
        draw.choice((0, 1, 1, 2, 3)) if known or at % 6 == 1 else draw.choice((1, 1, 1, 2, 4))
    ):
        make, model, calibre, type = draw.choice(PISTOLS)
        serial = f"{draw.choice('ABCDEFGHKLMN')}{draw.choice('PRSTUVWXYZ')}{draw.randrange(10_000, 999_999)}"
        yield _pistol(serial, make, model, calibre, type, f"E{at}-{number + 2}")
    if draw.random() < 0.4:
        yield NewItem(kind="ammunition", quantity=draw.randrange(6, 400), identity={"calibre": "9x19"})


def _pistol(
    serial: str, make: str | None, model: str | None, calibre: str | None, type: str | None, exhibit: str
) -> NewItem:
    values = {"make": make, "model": model, "calibre": calibre, "type": type}
    return NewItem(
        identity={name: code for name, code in values.items() if code},
        marks=({"kind": "serial", "text": serial},),
        condition="industrial",
        exhibit=exhibit,
    )


def _destroyed_and_hidden(police: Actor) -> None:
    """Something that was destroyed on paper, and something that the armed forces keep."""
    things = [*_known(("destroyed",), 1), *_known(("in_stock_state",), 1, "defence")]
    on = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=9)
    circumstances = Circumstances(
        "seized", f"K-{on.year}-98", occurred=day(on), place="Bordj Sabra, checkpoint", area="XX-EM", location="land_borders",
        ground="illicit_trafficking", offences=["firearms_trafficking"], concealment="vehicle", conveyance="lorry",
    )  # fmt: skip
    case = cases.open_case(actor=police, said=circumstances)
    new_items = [
        _pistol(item.serial, item.make, None, None, item.type, f"E98-{n}") for n, item in enumerate(things, 1)
    ]
    if new_items:
        items.enter_items(actor=police, case=case, items=new_items)


def _three_streets(draw: Random, police: Actor, lab: Actor) -> None:
    """Three shootings without a gun, whose cartridge cases one firearm left."""
    shells: list[str] = []
    weapon = ""
    for number, place in enumerate(("Rue des Teinturiers", "Old port, quay 4", "Avenue de la Gare"), 1):
        on = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=90 - 25 * number)
        case = cases.open_case(
            actor=police,
            said=Circumstances(
                "shooting",
                f"K-{on.year}-S{number}",
                occurred=day(on),
                place=place,
                area="XX-CA",
                offences=["violent_crime"],
            ),
        )
        new = [
            NewItem(
                kind="cartridge_case",
                quantity=draw.randrange(2, 7),
                identity={"calibre": "9x19"},
                exhibit=f"S{number}-1",
            )
        ]
        if number == 1:
            new.append(NewItem(kind="unrecovered", identity={"calibre": "9x19", "type": "pistol"}))
        entered = items.enter_items(actor=police, case=case, items=new).items
        shells.append(entered[0])
        weapon = weapon or entered[-1]
        cases.share_case(
            actor=police, case_id=case, office=lab.agency, reason="Comparison of cartridge cases"
        )
    for shell in shells:
        exhibits.compare_item(
            actor=lab, item_id=shell, weapon=weapon, method="Comparison microscope, report L-77"
        )


def _linked(police: Actor) -> None:
    """Half of what is surely on the register is linked; the other half waits for somebody's word."""
    sure = Hit.objects.filter(
        percent__gte=80, was__in=("stolen", "lost"), item__state="open", item__case__state="open"
    )
    own: list[Any] = list(
        sure.filter(item__agency_id=police.agency_id).select_related("item").order_by("item_id")
    )
    for hit in own[::2]:
        if Item.objects.get(pk=hit.item_id).state == "open":
            _confirmed(police, hit)


def _confirmed(police: Actor, hit: Any) -> None:
    """Confirm a proposal; where the register proposes something for the same item at that moment, look again, as an officer would."""
    for left in reversed(range(20)):
        try:
            links.judge_hit(actor=police, item_id=hit.item.public_id, hit=hit.pk, verdict="confirmed")
            return
        except Conflict:
            if not left:
                raise
            time.sleep(0.25)


def _traced(police: Actor) -> None:
    """Outcomes of tracing (IAFQ tables 5.1-5.3): what the register says of linked items, and what others answered of the rest.

    One linked item keeps its proposal, for somebody to confirm.
    """
    own = Item.objects.filter(agency_id=police.agency_id, kind="firearm", tracing="")
    for item in list(own.filter(state="linked").order_by("id"))[1:]:
        if outcome := selectors.proposed_outcome(police, item):
            items.note_tracing(actor=police, item_id=item.public_id, outcome=outcome)
    marked = own.filter(state="open", marking="unique", case__kind="seized", hits=None)
    # What the armed forces keep is for somebody to ask about first.
    marked = marked.exclude(exhibit__startswith="E98-").order_by("id")
    for at, item in enumerate(marked):
        if outcome := TRACED[at % len(TRACED)]:
            items.note_tracing(actor=police, item_id=item.public_id, outcome=outcome)


def _observed(draw: Random, head: Actor, at: int) -> None:
    thing, low = draw.choice(
        (("pistol_semi_automatic", 350), ("revolver", 220), ("rifle_semi_automatic", 900), ("ammunition", 40))
    )
    province = PROVINCES[at % len(PROVINCES)]
    asked: dict[str, Any] = {
        "price": draw.randrange(low, low * 2) * 100,
        "currency": "USD",
        "price_kind": draw.choice(("asked", "paid")),
    }
    seen = MarketObservation(
        thing=thing,
        on=_when(draw, 500),
        place=draw.choice(province.towns),
        area=province.code,
        availability=draw.choice(("at_once", "days", "on_order", "rare")),
        channel=draw.choice(("informant", "statement", "online_open", "survey")),
        **(asked if draw.random() < 0.8 else {}),
    )
    market.observe(actor=head, seen=seen)
