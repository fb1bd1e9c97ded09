"""Drawing lives: which firearm, how its record begins, what happens to it, and its doubles."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from ifar.demonstration.country import CODE, PROVINCES, licensing_office
from ifar.demonstration.lives.beginnings import BEGINNINGS, ORIGINS
from ifar.demonstration.lives.chapters import CHAPTERS
from ifar.demonstration.lives.life import Life, Model
from ifar.demonstration.lives.writer import Writer
from ifar.demonstration.persons import Holder
from ifar.demonstration.serials import style_of


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
        model = draw.choices(shelf, [record.weight for record in shelf])[0]
        start = numbers.setdefault(model.make, draw.randrange(2000, 700_000))
        numbers[model.make] = start + draw.randint(1, 40)
        life = Writer(draw, model, style_of(model.make, len(model.make))(start), people, until)
        BEGINNINGS[origin](life)
        while not life.over and len(life.steps) < 14 and life.wait(500, 9000):
            draw.choices(list(CHAPTERS), list(CHAPTERS.values()))[0](life)
        yield Life(number, _identity(life), tuple(life.steps))


_AUTOMATIC: Final = (
    "rifle_automatic",
    "rifle_anti_materiel",
    "shotgun_automatic",
    "submachine_gun",
    "machine_",
    "grenade_launcher",
)
_LONG_BY_HAND: Final = frozenset(
    {
        "rifle_single_shot", "rifle_bolt_action", "rifle_lever_action", "rifle_pump_action", "rifle_double", "shotgun_single_shot",
        "shotgun_double", "shotgun_bolt_action", "shotgun_lever_action", "combination_gun", "muzzle_loading_long_gun",
    }
)  # fmt: skip


def category(type: str) -> str:
    """The legal category of a type of firearm, coarsely by annex I of Directive (EU) 2021/555: A automatic, C long and loaded by hand, else B."""
    if type.startswith(_AUTOMATIC):
        return "A"
    return "C" if type in _LONG_BY_HAND else "B"


def _identity(life: Writer) -> dict[str, Any]:
    model = life.model
    first = life.steps[0].day.year if life.steps else life.until.year
    year = (
        first
        if life.steps and life.steps[0].kind == "production_planned"
        else first - life.draw.randint(0, 12)
    )
    values: dict[str, Any] = {
        "make": model.make,
        "model": model.code,
        "type": model.type,
        "country_made": model.country,
    }
    if model.calibre:
        values["calibre"] = model.calibre
    values["category"] = category(model.type)
    if life.draw.random() < 0.8:
        values["year"] = year
    return values


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
            draw.choice([province for province in PROVINCES if licensing_office(province) != step.office])
        )
        serial = dict(step.marks[0])
        serial["text"] = _misread(str(serial["text"])) if draw.random() < 0.6 else serial["text"]
        details = {**step.details, "source": "Police book", "source_number": str(draw.randrange(10**5))}
        yield Life(number, life.identity, (replace(step, office=office, details=details, marks=(serial,)),))


def _misread(serial: str) -> str:
    for text, other in (("0", "O"), ("5", "S"), ("1", "I"), ("8", "B")):
        if text in serial[1:]:
            return serial[0] + serial[1:].replace(text, other, 1)
    return serial
