"""The demonstration country holds together: offices, people, holders, and lives that the life cycle allows."""

import collections
import datetime as dt
import re
import uuid
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ifar.demonstration import country
from ifar.demonstration.lives import Ref, lives
from ifar.demonstration.persons import holders
from ifar.missingness import KNOWN
from ifar.parties import party
from ifar.registry import facts, kinds
from ifar.registry.lifecycle import RULES, KnownFacts, Outcome, Proposed, decide, state_of
from ifar.registry.marks.reading import keys_of
from ifar.rights import ROLES
from tests.demonstration.conftest import TODAY

OFFICES = {office.key: office for office in country.offices()}


def test_offices_stand_below_offices_that_exist_already():
    seen = set()
    for office in country.offices():
        assert office.parent == "" or office.parent in seen
        assert office.area in {province.code for province in country.PROVINCES}
        seen.add(office.key)
    assert len(seen) == len(OFFICES)


def test_every_role_is_held_by_somebody_who_signs_in_at_an_office_where_it_may_be_held():
    people = list(country.people())
    assert {role for person in people if person.shown for role in person.roles} == set(ROLES) - {"holder"}
    assert len({person.username for person in people}) == len(people)
    assert len({person.name for person in people}) == len(people)
    for person in people:
        for role in person.roles:
            assert OFFICES[person.office].kind in ROLES[role].agency_kinds


def test_holders_are_of_age_and_of_the_right_form(people):
    assert {holder.kind for holder in people} == {"person", "entity"}
    for holder in people:
        party.check(holder.kind, holder.values, TODAY)
        if holder.kind == "person":
            assert dt.date.fromisoformat(str(holder.values["born"])) < TODAY - dt.timedelta(days=18 * 365)
    scripts = {
        "arab" if "\u0600" <= str(holder.values["name"])[0] <= "\u06ff" else "latin" for holder in people
    }
    assert scripts == {"arab", "latin"}


def test_the_first_search_of_the_readme_finds_a_firearm_of_the_country(models, people):
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (typed,) = re.findall(r"Type `([^`]+)` into the search box", readme)
    first = next(iter(lives(1, 1, models, people, TODAY)))
    serials = [mark["text"] for mark in first.steps[0].marks if mark["kind"] == "serial"]
    assert "?" in typed
    assert any(re.fullmatch(typed.replace("?", "."), serial) for serial in serials), serials


def test_who_signs_in_by_the_readme_has_an_account_and_its_password():
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (password,) = re.findall(r"Everybody's password is `([^`]+)`", readme)
    assert password == country.PASSWORD
    _, table = readme.split("| Sign in as | Who that is |")
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("   | `")]
    named = re.findall(r"`([^`]+)`", " ".join(rows))
    assert len(named) > 10
    assert set(named) <= {person.username for person in country.people() if person.shown}


def resolved(value):
    if isinstance(value, Ref):
        letter = {"party": "P", "office": "A", "officer": "U"}[value.noun]
        return letter + f"{uuid.uuid5(uuid.NAMESPACE_OID, f'{value.noun}/{value.key}').int % 10**13:013d}"
    if isinstance(value, list):
        return [resolved(item) for item in value]
    return value


def played(life):
    """Play a life through the life cycle as the register does; returns the states it went through."""
    current, marks, latest, states = None, [], None, []
    for number, step in enumerate(life.steps):
        details = {name: resolved(value) for name, value in step.details.items()}
        assert kinds.check_details(kinds.KINDS[step.kind].schema, details) == (), (life, step)
        start = dt.datetime.combine(step.day, dt.time(), ZoneInfo(country.ZONE))
        people = frozenset(
            {
                resolved(Ref("officer", step.office)),
                *([resolved(Ref("officer", step.second))] if step.second else []),
            }
        )
        event = Proposed(
            step.kind,
            OFFICES[step.office].kind,
            details,
            people=people,
            occurred_from=start,
            occurred_until=start + dt.timedelta(hours=23),
            paper=step.paper,
        )
        rows = [{"text_status": KNOWN, **mark} for mark in step.marks]
        answers = {
            **facts.about_marks(marks, rows),
            "second_person": bool(step.second),
            "serial_unique": True,
            "proof_not_failed": True,
            "not_disputed": True,
        }
        answers.update({name: True for name in step.attested if answers.get(name) is None})
        now = dt.datetime.combine(TODAY, dt.time(23), ZoneInfo(country.ZONE))
        outcome = decide(current, event, KnownFacts(answers=answers, now=now, latest_occurred=latest))
        assert isinstance(outcome, Outcome), (number, step, current and state_of(current), outcome)
        assert outcome.flags == (), step
        assert outcome.people == (2 if step.second else 1), step
        current, latest = outcome.facts, start
        marks += rows
        states.append(str(outcome.state))
    return states


def test_every_life_is_one_that_the_life_cycle_allows(drawn, db):
    states = collections.Counter(state for life in drawn for state in played(life))
    assert set(states) >= {
        "held_civilian",
        "held_company",
        "in_stock_retail",
        "in_stock_state",
        "stolen",
        "lost",
        "seized",
        "found",
        "surrendered",
        "in_forensics",
        "evidence",
        "confiscated",
        "deactivated",
        "exported",
        "deposited_estate",
        "on_loan",
        "in_repair",
        "pending_disposal",
        "destroyed",
    }


def test_lives_are_long_enough_to_be_looked_at_and_few_take_two_people(drawn):
    lengths = [len(life.steps) for life in drawn]
    assert 3.2 < sum(lengths) / len(lengths) < 6
    assert max(lengths) >= 10
    assert min(lengths) >= 1
    assert 0.001 < sum(any(step.second for step in life.steps) for life in drawn) / len(drawn) < 0.02


def test_days_run_forward_and_never_past_today(drawn):
    for life in drawn:
        days = [step.day for step in life.steps]
        assert days == sorted(days)
        assert days[-1] <= TODAY
        assert life.identity.get("year", 1900) <= days[0].year


def test_no_two_firearms_of_one_make_bear_one_serial(drawn):
    seen = set()
    for life in drawn:
        for step in life.steps[:4]:
            for mark in step.marks:
                if mark["kind"] == "serial" and "?" not in mark["text"]:
                    key = (life.identity["make"], keys_of(mark["text"]).folded)
                    assert key not in seen, key
                    seen.add(key)


def test_kinds_and_offices_are_those_of_the_register(drawn):
    for life in drawn:
        for step in life.steps:
            assert OFFICES[step.office].kind in RULES[step.kind].recorders


@pytest.mark.parametrize("seed", [2, 3])
def test_the_same_seed_tells_the_same_lives(models, people, seed):
    first = list(lives(seed, 50, models, people, TODAY))
    assert first == list(lives(seed, 50, models, people, TODAY))
    assert first != list(lives(seed + 10, 50, models, people, TODAY))
    assert list(holders(seed, 20, 2, TODAY)) == list(holders(seed, 20, 2, TODAY))


def test_whoever_marks_a_firearm_answers_whether_its_serial_is_unique(drawn):
    """A life is decided before the register holds it, so the register itself cannot answer."""
    marked = [step for life in drawn for step in life.steps if step.kind == "marked"]
    assert marked
    assert all("serial_unique" in step.attested and step.paper for step in marked)
