"""Registers in which many marks lie near each other, filled by chance, beside a slow search that compares every mark with the question.

What it says must be judged is in the answer; where the answer says that there is no more, all of it is; and what lies in closed compartments
shows in nothing.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Collection, Mapping
from math import log
from typing import Any, NamedTuple

import numpy as np
import pytest
from django.test import override_settings

from ifar.errors import Invalid
from ifar.reference import selectors as reference
from ifar.registry.marks import patterns
from ifar.registry.marks.patterns import text_pattern
from ifar.registry.marks.reading import keys_of
from ifar.registry.search import compacted, index_compaction
from ifar.registry.search.candidates import ENOUGH, JUDGED, OF_MAKE, _room, known_facts
from ifar.registry.search.comparing import within
from ifar.registry.search.deletion_keys import ROUTED_BELOW
from ifar.registry.search.finding import search
from ifar.registry.search.index import ALL_JUDGED
from ifar.registry.search.matching import ODDS, FieldName, Question, akin
from ifar.registry.search.ranking import EQUAL
from ifar.rights import Actor
from tests.covering import covering
from tests.registry.test_search import DEALER, OFFICER, SOLDIER, Filling, own_register

MAKES = ("beretta", "glock", "walther", None)
MARKS = ("7788129934", "77881299", "778812", "AB71234")
FACTS: Mapping[FieldName, tuple[str, ...]] = {
    "calibre": ("9x19", "45acp"),
    "type": ("pistol", "rifle"),
    "country": ("ITA", "AUT"),
}
QUESTIONS = 30


class Thing(NamedTuple):
    """A firearm as it was entered."""

    key: str
    marks: list[tuple[str, str]]
    facts: Mapping[str, Any]


class Near(NamedTuple):
    """What the slow search says of a firearm: errors of its nearest mark, about how likely it is, whether it contradicts nothing."""

    errors: int
    likely: float
    fits: bool


def misread(text: str, rng: random.Random, errors: int) -> str:
    signs = list(text)
    for _ in range(errors):
        at = rng.randrange(len(signs))
        move = rng.choice((0, 0, 0, 1, 2, 3))
        if move == 0:
            signs[at] = rng.choice("0123456789AB")
        elif move == 1 and len(signs) > 4:
            del signs[at]
        elif move == 2:
            signs.insert(at, rng.choice("0123456789AB"))
        elif at + 1 < len(signs):
            signs[at : at + 2] = signs[at + 1], signs[at]
    return "".join(signs)


def fill(filling: Filling, rng: random.Random, base: str, number: int, most_marks: int = 1) -> list[Thing]:
    things = []
    errors = rng.choice(((0, 1, 1, 1, 2), (1, 1, 2, 2, 2, 3), (1, 2, 2, 2, 3)))
    for _ in range(number):
        make = rng.choice(MAKES)
        facts = {
            "make": make,
            "model": "beretta/92fs" if make == "beretta" and rng.random() < 0.5 else None,
            **{name: rng.choice((*codes, None)) for name, codes in FACTS.items()},
            "year": rng.choice((1975, 1984, None)),
            "compartment": rng.choice(("civilian", "civilian", "defence")),
            "holder": rng.choice(("", "A2")),
        }
        marks = [
            (rng.choice(("serial", "serial", "import")), misread(base, rng, rng.choice(errors)))
            for _ in range(rng.randint(1, most_marks) if most_marks > 1 else 1)
        ]
        things.append(Thing(filling.firearm(*marks, **facts), marks, facts))
    return things


def asked(rng: random.Random, base: str) -> tuple[Question, dict[str, Any]]:
    text = misread(base, rng, rng.choice((0, 0, 1, 1)))
    if rng.random() < 0.2:
        signs = list(text)
        for _ in range(rng.choice((1, 1, 2, 3))):
            signs[rng.randrange(len(signs))] = "?"
        text = "".join(signs)
    facts: dict[str, Any] = {"make": rng.choice(MAKES)}
    if rng.random() < 0.15:
        facts["model"] = "beretta/92fs"
    facts |= {name: rng.choice(codes) for name, codes in FACTS.items() if rng.random() < 0.2}
    if rng.random() < 0.1:
        facts["year"] = (1980, 1990)
    how = {
        "kinds": rng.choice(((), (), (), {"serial"}, {"import"})),
        "only": rng.choice(((), (), (), {"make"}, {"type", "make"}, {"year"})),
        "edits": rng.choice((None, None, None, 0, 1, 2)),
    }
    return Question(text, **facts), how


# The slow search ---------------------------------------------------------------------------------------------------------


def agrees(name: FieldName, question: Question, thing: Thing) -> bool | None:
    """Whether a fact is as it was asked; None where the register does not know it."""
    held = thing.facts[name]
    if held is None:
        return None
    if name == "year":
        assert question.year is not None
        return question.year[0] <= held <= question.year[1]
    if name == "type":
        return held in akin(str(question.type), reference.wider_types())
    return bool(held == getattr(question, name))


def evidence(name: FieldName, fits: bool | None) -> float:
    same, chance, _near = ODDS[name]
    if fits is None:
        return 0.0
    return round(log(same / chance) if fits else log((1 - same) / (1 - chance)), 3)


def errors_of(question: Question, edits: int | None, thing: Thing, kinds: Collection[str]) -> int | None:
    """Errors of the nearest of a firearm's marks; None where none is meant."""
    make = question.make or (question.model and question.model.partition("/")[0])
    serial = question.serial
    other = make and thing.facts["make"] and thing.facts["make"] != make
    short = min(len(form.folded) for form in keys_of(serial).forms) < ROUTED_BELOW
    results = []
    for kind, text in thing.marks:
        for form in keys_of(text).forms if not kinds or kind in kinds else ():
            if patterns.is_pattern(serial):
                likes = (text_pattern(like) for plan in patterns.patterns(serial) for like in plan.likes)
                results += [0 for like in likes if re.fullmatch(like, form.folded, re.DOTALL)]
                continue
            most = (1 if "?" in serial else 2) if edits is None else edits
            near, errors = within(patterns.near(serial, most, make), [form.folded], None, np.zeros(1, bool))
            if len(near) and not (other and errors[0] and short and len(form.folded) < ROUTED_BELOW):
                results.append(int(errors[0]))
    return min(results, default=None)


def slowly(actor: Actor, question: Question, how: Mapping[str, Any], things: list[Thing]) -> dict[str, Near]:
    """What the actor may see of what the question may mean."""
    result = {}
    names = known_facts(question)
    for thing in things:
        seen = thing.facts["compartment"] in actor.compartments
        if not seen or (actor.own_book_only and thing.facts["holder"] != actor.agency):
            continue
        report = {name: agrees(name, question, thing) for name in names}
        if any(report.get(name) is False for name in how["only"]):
            continue
        errors = errors_of(question, how["edits"], thing, how["kinds"])
        if errors is not None:
            likely = -6.0 * errors + sum(evidence(name, fits) for name, fits in report.items())
            fits = all(fits is not False for name, fits in report.items() if name != "year")
            result[thing.key] = Near(errors, likely, fits)
    return result


def meant(question: Question, edits: int | None, result: Mapping[str, Near]) -> dict[str, Near]:
    """Those of them that are looked at: within two errors only where those within one are not enough."""
    if edits is not None or "?" in question.serial:
        return dict(result)
    row = {key: near for key, near in result.items() if near.errors <= 1}
    fitting = [near for near in row.values() if near.fits]
    return row if len(fitting) >= ENOUGH or any(not near.errors for near in fitting) else dict(result)


def must_be(question: Question, pool: Mapping[str, Near], new: Collection[str]) -> set[str]:
    """Those that are among the likeliest in whatever order equals come; of many new ones, which nobody puts in order, none but by being all."""
    names = known_facts(question)
    room = JUDGED if patterns.is_pattern(question.serial) else _room(names).judged
    if len(pool) <= room:
        return set(pool)
    must = set()
    for key, near in pool.items():
        before = [row for row in pool.values() if row.likely >= near.likely - 1e-6]
        if (
            room == OF_MAKE
        ):  # those of unknown make come with those of the make, in the order of their likeness
            before = [row for row in pool.values() if row.errors <= near.errors or row in before]
        if len(before) + EQUAL <= room:
            must.add(key)
        equal = [row for row in before if not row.errors]
        if not near.errors and len(equal) <= EQUAL and not patterns.is_pattern(question.serial):
            must.add(key)
    return must - set(new) if len(set(new) & set(pool)) > ALL_JUDGED else must


def answer(actor: Actor, question: Question, how: Mapping[str, Any]) -> object:
    try:
        result = search(actor, question, limit=JUDGED, **how)
    except Invalid as error:
        return error.code
    return (
        {hit.firearm: round(hit.match.evidence, 3) for hit in result.hits},
        result.total,
        result.more,
        result.edits,
    )


@pytest.mark.parametrize(
    ("base", "state"), covering(itertools.product(MARKS, ("new", "settled", "few new", "half", "altered")))
)
def test_nothing_hides_what_must_be_judged(databases, template, django_db_blocker, tmp_path, base, state):
    assert not problems_of(databases, template, django_db_blocker, tmp_path, base, state)


@pytest.mark.parametrize(
    ("base", "state"), [("77881299", "few new"), ("AB71234", "settled"), ("778812", "altered")]
)
def test_nor_do_several_marks_of_a_firearm_on_several_pages(
    databases, template, django_db_blocker, tmp_path, monkeypatch, base, state
):
    monkeypatch.setattr(compacted, "AT_ONCE", 40)
    assert not problems_of(databases, template, django_db_blocker, tmp_path, base, state, most_marks=8)


def problems_of(databases, template, blocker, home, base, state, most_marks=1):
    rng = random.Random(f"{base} {state}")
    with own_register(databases, template, blocker) as filling, override_settings(IFAR_HOME=home):
        at = filling.connection
        for trigger in ("altered", "removed"):
            at.execute(f"ALTER TABLE registry_markkey ENABLE ALWAYS TRIGGER {trigger}")
        things = fill(filling, rng, base, rng.choice((40, 100, 200)), most_marks)
        if state != "new":
            index_compaction.settle(grace=0)
        share = {"few new": 12, "half": 50, "altered": 15}.get(state, 0)
        at.execute(
            "UPDATE registry_markkey SET settled = false"
            f" WHERE settled AND abs(hashint8(firearm_id * 7919)) % 100 < {share}"
        )
        keys = "SELECT 'F' || lpad(firearm_id::text, 13, '0') FROM registry_markkey WHERE NOT settled"
        new = {key for (key,) in at.execute(keys)}
        problems = []
        for _ in range(QUESTIONS):
            actor = rng.choice((OFFICER, OFFICER, SOLDIER, DEALER))
            question, how = asked(rng, base)
            result = slowly(actor, question, how, things)
            pool = meant(question, how["edits"], result)
            value = answer(actor, question, how)
            if isinstance(value, str):
                continue
            hits, total, more, edits = value
            lost = must_be(question, pool, new) - hits.keys() if more else pool.keys() - hits.keys()
            extra = hits.keys() - result.keys() if result else ()
            if lost or extra or total != len(hits):
                problems.append((question, how, more, edits, [pool[key] for key in lost], extra))
        return problems


@pytest.mark.parametrize(("base", "state"), covering(itertools.product(MARKS, ("settled", "few new"))))
def test_closed_compartments_show_in_nothing(databases, template, django_db_blocker, tmp_path, base, state):
    rng = random.Random(f"{base} {state} closed")
    with (
        own_register(databases, template, django_db_blocker) as filling,
        override_settings(IFAR_HOME=tmp_path),
    ):
        at = filling.connection
        fill(filling, rng, base, 200)
        questions = [asked(rng, base) for _ in range(QUESTIONS)]
        values = []
        for closed in ("true", "false"):
            if closed == "false":
                at.execute(
                    "DELETE FROM registry_markkey k USING registry_firearm f WHERE f.id = k.firearm_id AND f.compartment = 'defence'"
                )
            at.execute("UPDATE registry_markkey SET settled = false")
            share = 20 if state == "few new" else 0
            at.execute(
                f"CREATE TEMP TABLE later AS SELECT * FROM registry_markkey WHERE firearm_id % 100 < {share}"
            )
            at.execute(f"DELETE FROM registry_markkey WHERE firearm_id % 100 < {share}")
            index_compaction.settle(grace=0)
            at.execute("INSERT INTO registry_markkey SELECT * FROM later")
            at.execute("DROP TABLE later")
            values.append([answer(OFFICER, *question) for question in questions])
        pairs = zip(questions, *values, strict=True)
        assert not [(question, item, other) for question, item, other in pairs if item != other]
