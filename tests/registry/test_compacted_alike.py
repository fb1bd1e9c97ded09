"""The search answers alike whether marks are new, settled or half of them settled: random registers, random questions of every sort."""

import random
from collections.abc import Iterator

import pytest
from django.test import override_settings

from ifar.errors import Invalid
from ifar.registry.marks.reading import keys_of
from ifar.registry.search import candidates, compacted, index_compaction
from ifar.registry.search.candidates import JUDGED, NEAREST
from ifar.registry.search.finding import search
from ifar.registry.search.matching import Question
from tests.covering import EVERY_CASE
from tests.registry.test_search import DEALER, OFFICER, SOLDIER, own_register

MAKES = ("beretta", "glock", "walther", "izhmash", None)
KINDS = ("serial", "serial", "serial", "import", "property", "inscription")
SIGNS = (
    "0123456789",
    "0123456789",
    "01",
    "OQ0I1LZS5B8",
    "ABKXЖТРСН01",
    "АВСЕ٤٥٦۴۵12",
    "ΑΒΧ12",
    "𝟙𝔸北京12",
    "12?*A",
)
FIREARMS, QUESTIONS, OF_MARKS = (250, 250, 1) if EVERY_CASE else (250, 80, 4)
"""How many there are, how many questions of every sort, and of how many marks one is misread and looked for."""


def a_text(rng: random.Random) -> str:
    if rng.random() < 0.05:
        return "MADE IN ITALY " + rng.choice(("", "A", "B")) * rng.randrange(40)
    return "".join(rng.choices(rng.choice(SIGNS), k=rng.choice((3, 4, 5, 6, 6, 7, 7, 8, 9, 12, 17, 33))))


def misread(text: str, rng: random.Random, errors: int) -> str:
    signs = list(text)
    for _ in range(errors):
        at = rng.randrange(len(signs))
        move = rng.randrange(4)
        if move == 0:
            signs[at] = rng.choice(rng.choice(SIGNS[:-1]))
        elif move == 1 and len(signs) > 3:
            del signs[at]
        elif move == 2:
            signs.insert(at, rng.choice(rng.choice(SIGNS[:-1])))
        elif at + 1 < len(signs):
            signs[at : at + 2] = signs[at + 1], signs[at]
    return "".join(signs)


def half_read(text: str, rng: random.Random) -> str:
    """The text with some of its characters, or pieces of it, unread."""
    signs = list(text)
    for _ in range(rng.randrange(1, 5)):
        at = rng.randrange(len(signs))
        signs[at : at + rng.choice((1, 1, 2, 3))] = rng.choice("?*")
    return rng.choice(("", "*")) + "".join(signs) + rng.choice(("", "", "*"))


def asked(texts: list[str], rng: random.Random) -> tuple[Question, dict]:
    text = rng.choice(texts) if rng.random() < 0.9 else a_text(rng)
    text = misread(text, rng, rng.choice((0, 0, 1, 1, 2, 2, 3)))
    if rng.random() < 0.4:
        text = half_read(text, rng)
    question = Question(
        text,
        make=rng.choice(MAKES) if rng.random() < 0.5 else None,
        model=rng.choice(("beretta/92fs", None, None, None)),
        type=rng.choice(("pistol", "rifle", None, None)),
        year=rng.choice(((1980, 1990), None, None)),
    )
    how = {
        "kinds": rng.choice(((), (), {"serial"}, {"import", "property"})),
        "only": rng.choice(((), (), {"make"}, {"type", "make"}, {"year"})),
        "edits": rng.choice((None, None, None, 0, 1, 2)),
    }
    return question, how


def answer(actor, question: Question, how: dict) -> object:
    try:
        result = search(actor, question, limit=JUDGED, **how)
    except Invalid as error:
        return error.code
    hits = [(hit.firearm, hit.mark_n, hit.mark_text, hit.match) for hit in result.hits]
    return hits, result.total, result.more, result.edits, result.narrow_by


@pytest.fixture(scope="module")
def register(databases, template, django_db_blocker, tmp_path_factory) -> Iterator[tuple]:
    """A register filled by chance, and the texts of its marks with the firearms that carry them."""
    rng = random.Random(29)
    with (
        own_register(databases, template, django_db_blocker) as filling,
        override_settings(IFAR_HOME=tmp_path_factory.mktemp("home")),
    ):
        held: list[tuple[str, str]] = []
        for _ in range(FIREARMS):
            marks = [(rng.choice(KINDS), a_text(rng)) for _ in range(rng.choice((1, 1, 2, 3)))]
            if held and rng.random() < 0.5:
                marks[0] = ("serial", misread(rng.choice(held)[0], rng, rng.randrange(3)))
            make = rng.choice(MAKES)
            firearm = filling.firearm(
                *marks,
                make=make,
                make_raw="" if make else "BERRETA",
                model="beretta/92fs" if make == "beretta" and rng.random() < 0.5 else None,
                type=rng.choice(("pistol", "rifle", None)),
                year=rng.choice((1975, 1984, 1991, None)),
                compartment=rng.choice(("civilian", "civilian", "civilian", "defence")),
                holder=rng.choice(("", "", "A2")),
            )
            held += [(text, firearm) for _, text in marks]
        yield filling.connection, held


def test_the_answers_are_the_same_whether_none_some_or_all_marks_settled(register, monkeypatch):
    """Beyond as many as are judged new marks stand in another order than settled ones; here they are fewer."""
    at, held = register
    monkeypatch.setattr(candidates, "OF_MAKE", NEAREST)
    rng = random.Random(31)
    texts = [text for text, _ in held]
    questions = [
        (rng.choice((OFFICER, OFFICER, SOLDIER, DEALER)), *asked(texts, rng)) for _ in range(QUESTIONS)
    ]
    values = [answer(*row) for row in questions]
    assert sum(isinstance(item, str) for item in values) < QUESTIONS / 10
    assert sum(bool(item[0]) for item in values if not isinstance(item, str)) > QUESTIONS / 5
    assert index_compaction.settle(grace=0).newly == index_compaction.settle(grace=0).marks > FIREARMS
    for state in ("true", "abs(hashint4(n + form + firearm_id::int)) % 2 = 0"):
        at.execute(f"UPDATE registry_markkey SET settled = {state}")
        for question, before in zip(questions, values, strict=True):
            assert answer(*question) == before, (state, question)
    at.execute("UPDATE registry_markkey SET settled = true")
    monkeypatch.setattr(compacted, "AT_ONCE", 3)
    for question, before in zip(questions, values, strict=True):
        again = answer(*question)
        if isinstance(before, str) or before[2]:
            assert isinstance(before, str) == isinstance(again, str), question
        elif question[2]["edits"] is None:  # whether one error is enough is judged by the nearest
            assert {hit[:3] for hit in again[0]} >= {hit[:3] for hit in before[0]}, question
        else:
            assert again == before, question
    monkeypatch.setattr(compacted, "AT_ONCE", 20_000)
    for text, firearm in held[::OF_MARKS]:
        errors = rng.randrange(3)
        read = misread(text, rng, errors)
        if not 6 <= len(keys_of(text).folded) <= 16 or set("?*") & set(text) or len(keys_of(read).folded) < 6:
            continue
        results = [search(actor, Question(read), edits=2, limit=JUDGED) for actor in (OFFICER, SOLDIER)]
        assert firearm in {hit.firearm for item in results for hit in item.hits}, (text, read)


def test_what_is_closed_to_the_actor_costs_no_statement(register, monkeypatch):
    """The files hold every compartment; whether they say that something is near must not be heard in the time of the answer."""
    at, held = register
    statements: list[str] = []
    fetch = candidates.fetch

    def counted(statement, params):
        statements.append(statement)
        return fetch(statement, params)

    monkeypatch.setattr(candidates, "fetch", counted)
    rng = random.Random(37)
    closed = {
        key for (key,) in at.execute("SELECT public_id FROM registry_firearm WHERE compartment = 'defence'")
    }
    texts = [text for text, firearm in held if firearm in closed]
    questions = [Question(misread(text, rng, rng.randrange(2)), make=rng.choice(MAKES)) for text in texts]

    def asked_for() -> list[tuple[object, int]]:
        counts = []
        for question in questions:
            statements.clear()
            counts.append((answer(OFFICER, question, {}), len(statements)))
        return counts

    index_compaction.settle(grace=0)
    with_them = asked_for()
    at.execute(
        "DELETE FROM registry_markkey k USING registry_firearm f WHERE f.id = k.firearm_id AND f.compartment = 'defence'"
    )
    index_compaction.settle(grace=0)
    assert asked_for() == with_them
