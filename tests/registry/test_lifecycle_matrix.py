"""Every state x every event, against the table that was written by hand from the law."""

from dataclasses import replace
from pathlib import Path

import pytest

from ifar.registry.lifecycle import (
    RULES,
    KnownFacts,
    Outcome,
    Refusal,
    State,
    Thing,
    decide,
    possible,
    state_of,
)
from ifar.registry.lifecycle import typical as typical_facts
from tests.registry.lifecycle_cases import (
    EXAMPLES,
    FIREARM_ONLY,
    PART_ONLY,
    SHORT,
    example,
    knowing,
    matrix,
    refused,
    typical_for,
)

MATRIX = matrix()


def test_the_matrix_names_every_kind_and_every_state() -> None:
    assert list(MATRIX) == list(RULES) == list(EXAMPLES)
    assert sorted(SHORT.values()) == sorted(State)
    assert len(SHORT) == 41


def known_for(kind: str) -> KnownFacts:
    return replace(knowing(), merged=kind == "split")


def result(kind: str, source: str, thing: Thing) -> str:
    """The short state after the event, or the code of the refusal."""
    current = None if source == "NW" else typical_for(kind, State(SHORT[source]))
    outcome = decide(current, example(kind, thing=thing), known_for(kind))
    if isinstance(outcome, Refusal):
        return outcome.codes[0]
    assert state_of(outcome.facts) == outcome.state
    return next(short for short, state in SHORT.items() if state == outcome.state)


@pytest.mark.parametrize("thing", ["firearm", "part"])
@pytest.mark.parametrize("kind", MATRIX)
def test_every_state(kind: str, thing: Thing) -> None:
    """39 x 72 cells for firearms and again for parts; what is not in the hand-written table is refused."""
    mine = thing == "part" if kind in PART_ONLY else thing == "firearm" if kind in FIREARM_ONLY else True
    for source in ["NW", *SHORT]:
        if (source, thing) == ("FT", "firearm"):
            continue  # A whole firearm is never fitted into one; the next test.
        got, expected = result(kind, source, thing), MATRIX[kind].get(source)
        if not mine:
            assert got == "registry.thing.wrong"
        elif expected is None:
            assert got in {
                "registry.transition.impossible",
                "registry.record.missing",
                "registry.record.exists",
            }, (kind, source, got)
        else:
            assert got == expected, (kind, source, got, expected)


def test_a_whole_firearm_is_never_fitted_into_one() -> None:
    for kind in RULES:
        outcome = decide(typical_facts(State.FITTED), example(kind), known_for(kind))
        assert isinstance(outcome, Refusal) or outcome.state != State.FITTED
    assert "registry.transition.impossible" in refused(None, example("registered", state="fitted"))


@pytest.mark.parametrize("source", ["NW", *SHORT])
def test_possible_offers_what_can_be_done_and_nothing_else(source: str) -> None:
    """What a screen offers to a recorder is the row of the matrix, less what the legal status rules out."""
    current = None if source == "NW" else typical_facts(State(SHORT[source]))
    thing: Thing = "part" if source == "FT" else "firearm"
    for recorder in {who for rule in RULES.values() for who in rule.recorders}:
        offered = possible(current, recorder, thing=thing)
        for kind in RULES:
            outcome = decide(current, example(kind, thing=thing, recorder=recorder), knowing())
            if isinstance(outcome, Outcome):
                assert kind in offered, (source, recorder, kind)
            elif kind in offered:
                # Only a detail that this example lacks for this recorder may stand in the way.
                assert all(code.startswith("registry.detail.") for code in outcome.codes), (
                    kind,
                    outcome.codes,
                )


def test_nobody_records_what_is_not_his() -> None:
    for rule in RULES.values():
        for recorder in {"", "un_desk", "holder", "court", "maker"} - rule.recorders:
            outcome = decide(None, example(rule.kind, recorder=recorder or "nobody"), knowing())
            assert isinstance(outcome, Refusal)
            assert "registry.recorder.not_allowed" in outcome.codes


# --- who, on what conditions, how many ----------------------------------------------------------------------------------

GROUPS = {
    "FREE": "not_blocked not_under_export_licence",
    "OFFICES": "licensing_authority police customs military",
    "ALL": "licensing_authority police customs military maker dealer forensic_laboratory court proof_house inspectorate",
}


def words(text: str) -> set[str]:
    """The words of a cell, groups written out."""
    return {word for name in text.split() for word in GROUPS.get(name, name).split()}


def conditions() -> dict[str, list[str]]:
    """The hand-written file: kind -> its cells."""
    text = (Path(__file__).parent / "lifecycle_conditions.txt").read_text(encoding="utf-8")
    lines = filter(None, (line.partition("#")[0].strip() for line in text.splitlines()))
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    assert len({row[0] for row in rows}) == len(rows)
    return {row[0]: row[1:] for row in rows}


def test_the_conditions_name_every_kind() -> None:
    assert list(conditions()) == list(RULES)


@pytest.mark.parametrize(("kind", "cells"), conditions().items())
def test_who_and_on_what_conditions(kind: str, cells: list[str]) -> None:
    recorders, needs, expects, people = cells
    rule = RULES[kind]
    assert rule.recorders == words(recorders)
    assert set(rule.expects) == words(expects)
    assert rule.people == int(people)
    assert rule.urgent == (needs == "urgent")
    always, *more = needs.split(";")
    if not rule.urgent:
        assert set(rule.all_needs(None, example(kind))) == words(always)
    states = set()
    for clause in more:
        where, _, names = clause.partition(":")
        how, what = where.split()
        if how == "from":
            states.add(State(what))
            assert set(rule.needs_from[State(what)]) == words(names)
        else:
            detail, _, value = what.partition("=")
            assert set(rule.needs_when(example(kind, **{detail: value or None}))) == words(names)
    assert set(rule.needs_from) == states
