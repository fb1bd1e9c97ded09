"""The registry of kinds: schemas, icons, words, and the page that is made from the table."""

import csv
import re
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from ifar.registry import kinds, labels
from ifar.registry.duties import DATED, FULFILLED_BY, LATE_REASON, WITH_THE_STATE
from ifar.registry.lifecycle import (
    CONDITIONS,
    HOLDER,
    PART_KINDS,
    RULES,
    Custody,
    KnownFacts,
    Legal,
    Ownership,
    Physical,
    Proposed,
    Refusal,
    State,
    decide,
    typical,
)
from ifar.registry.lifecycle.changes import REGISTRABLE
from ifar.registry.lifecycle.publication import markdown
from ifar.rights import AGENCY_COMPARTMENT
from tests.registry.lifecycle_cases import EXAMPLES, example, identifier, knowing

ROOT = Path(__file__).resolve().parents[2]


def test_one_registry_of_kinds() -> None:
    assert list(kinds.KINDS) == list(RULES) == list(labels.KINDS) == list(kinds.ICONS)
    assert len(set(kinds.ICONS.values())) == len(kinds.ICONS)
    assert {kind.schema for kind in kinds.KINDS.values()} == kinds.SCHEMAS.keys()
    assert kinds.KINDS["lost"].act == "registry.lost"
    assert kinds.KINDS["part_fitted"].schema == "part.part_fitted/1"
    assert kinds.KINDS["converted"].schema == "firearm.converted/1"


def test_every_icon_is_among_those_that_set_up_ships() -> None:
    listed = set((ROOT / "tools" / "icons.txt").read_text(encoding="utf-8").splitlines())
    assert set(kinds.ICONS.values()) <= listed


def _inner(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for rule in schema["properties"].values():
        yield rule
        if "items" in rule:
            yield rule["items"]


@pytest.mark.parametrize("name", sorted(kinds.SCHEMAS))
def test_a_schema_is_closed_and_knows_no_floats(name: str) -> None:
    schema = kinds.SCHEMAS[name]
    assert schema["additionalProperties"] is False
    assert set(schema.get("required", ())) <= set(schema["properties"])
    for rule in _inner(schema):
        assert rule["description"].endswith(".")
        assert rule.get("type") != "number"
        assert (
            "maxLength" in rule
            or "pattern" in rule
            or "enum" in rule
            or rule.get("type") != "string"
            or "format" in rule
        )
        assert rule.get("type") != "array" or "maxItems" in rule


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_example_fits_its_schema_and_what_is_required_is_missed(kind: str) -> None:
    schema = kinds.KINDS[kind].schema
    details = dict(EXAMPLES[kind][1])
    assert kinds.check_details(schema, details) == ()
    assert kinds.check_details(schema, {**details, "surprise": 1})
    for name in kinds.SCHEMAS[schema].get("required", ()):
        without = {key: value for key, value in details.items() if key != name}
        assert kinds.check_details(schema, without), name


@pytest.mark.parametrize(
    ("schema", "details", "field"),
    [
        ("item.lost/1", {"ground": "carelessness"}, "ground"),
        ("item.lost/1", {"ground": "loss", "last_seen": "2026-02-30"}, "last_seen"),
        ("item.lost/1", {"ground": "loss", "last_seen": "20260228"}, "last_seen"),
        ("item.lost/1", {"ground": "loss", "report": ""}, "report"),
        ("item.lost/1", {"ground": "loss", "report": "x" * 61}, "report"),
        ("item.loaned/1", {"return_date": "2026-04-01", "borrower": "P000000000000O"}, "borrower"),
        ("item.loaned/1", {"return_date": "2026-04-01", "borrower": identifier("P") + "\n"}, "borrower"),
        (
            "item.destroyed/1",
            {"order": "x", "method": "cutting", "witnesses": [identifier("U")]},
            "witnesses",
        ),
        (
            "item.destroyed/1",
            {"order": "x", "method": "cutting", "witnesses": [identifier("U")] * 2},
            "witnesses",
        ),
        ("item.annulled/1", {"reason": "x", "event": "0195a3c4-0000-4000-8000-000000000001"}, "event"),
        ("item.noted/1", {}, "details"),
    ],
)
def test_a_detail_of_the_wrong_form_is_named(schema: str, details: dict[str, Any], field: str) -> None:
    (reason,) = kinds.check_details(schema, details)
    assert (reason.code, reason.field) == ("registry.details.invalid", field)


def test_a_float_is_refused_even_where_it_is_a_whole_number() -> None:
    details = {**EXAMPLES["destroyed"][1], "weight_grams": 950.0}
    assert [reason.code for reason in kinds.check_details("item.destroyed/1", details)] == [
        "registry.details.float"
    ]


def test_what_a_rule_reads_a_schema_asks_for() -> None:
    """The rule and the schema must not drift apart: where the rule refuses without a detail, the schema knows it."""
    for kind, rule in RULES.items():
        properties = kinds.SCHEMAS[kinds.KINDS[kind].schema]["properties"]
        for name in rule.needs:
            if (
                CONDITIONS[name].read
                and not CONDITIONS[name].narrows
                and name not in {"final_disassembly", "paper"}
            ):
                assert CONDITIONS[name].detail in properties, (kind, name)
        if kind in {"found", "surrendered", "seized", "lost", "stolen", "recovered", "imported"}:
            assert "marking" in properties


def test_enumerated_details_are_the_codes_of_the_four_facts() -> None:
    for kind in kinds.KINDS.values():
        properties = kinds.SCHEMAS[kind.schema]["properties"]
        assert set(properties.get("owner_kind", {}).get("enum", ())) <= set(Ownership)
        assert set(properties.get("kept_by", {}).get("enum", ())) <= set(Custody)
    assert set(kinds.SCHEMAS["item.registered/1"]["properties"]["state"]["enum"]) == set(REGISTRABLE)
    assert set(kinds.SCHEMAS["firearm.part_exchanged/1"]["properties"]["part_kind"]["enum"]) == set(
        PART_KINDS
    )


@pytest.mark.parametrize(
    "kind",
    [kind for kind in EXAMPLES if "owner_kind" in kinds.SCHEMAS[kinds.KINDS[kind].schema]["properties"]],
)
def test_an_owner_that_the_schema_allows_is_one_that_the_rule_allows(kind: str) -> None:
    """A form offers what the schema lists: none of it may then be refused as a kind of owner, from every possible state."""
    thing = "part" if kind == "part_removed" else "firearm"
    for owner in kinds.SCHEMAS[kinds.KINDS[kind].schema]["properties"]["owner_kind"]["enum"]:
        if kind == "registered":
            continue
        places = [None] if RULES[kind].creates else [typical(state) for state in sorted(RULES[kind].states)]
        codes = [
            outcome.codes
            for current in places
            if isinstance(
                outcome := decide(current, example(kind, thing=thing, owner_kind=owner), knowing()), Refusal
            )
        ]
        assert ("registry.detail.owner_kind",) not in codes, (kind, owner)


def test_words_in_a_person_s_own_hand_are_marked_as_personal() -> None:
    assert kinds.personal_fields("item.noted/1") == {"text"}
    assert kinds.personal_fields("item.corrected/1") == {"reason", "remark"}
    assert kinds.personal_fields("item.blocked/1") == {"remark"}


def test_upcast_takes_every_step_and_only_steps_that_there_are() -> None:
    steps = {
        "item.lost/1": lambda details: {**details, "since": None},
        "item.lost/2": lambda details: {key: value for key, value in details.items() if key != "report"},
    }
    old = {"ground": "loss", "report": "R-1"}
    assert kinds.upcast("item.lost/1", old, steps) == ("item.lost/3", {"ground": "loss", "since": None})
    assert kinds.upcast("item.lost/2", old, steps) == ("item.lost/3", {"ground": "loss"})
    assert kinds.upcast("item.found/1", old, steps) == ("item.found/1", old)
    assert old == {"ground": "loss", "report": "R-1"}


def test_every_step_leads_to_a_schema_that_there_is() -> None:
    for schema in kinds.UPCASTS:
        name, _, version = schema.partition("/")
        assert kinds.SCHEMAS[f"{name}/{int(version) + 1}"]
    for kind in kinds.KINDS.values():
        for version in range(1, int(kind.schema.partition("/")[2])):
            assert f"{kind.schema.partition('/')[0]}/{version}" in kinds.UPCASTS


# --- words -------------------------------------------------------------------------------------------------------------


def test_every_code_has_its_words() -> None:
    assert set(labels.STATES) == set(State)
    assert set(labels.OWNERSHIP) == set(Ownership)
    assert set(labels.CUSTODY) == set(Custody)
    assert set(labels.LEGAL) == set(Legal)
    assert set(labels.PHYSICAL) == set(Physical)
    assert set(labels.CONDITIONS) == set(CONDITIONS)
    assert set(labels.ASK) >= {condition.desk for condition in CONDITIONS.values()}
    assert set(labels.RECORDERS) == set(AGENCY_COMPARTMENT) - {"un_desk", "partner", "donor"} | {HOLDER}


def test_every_deadline_and_alarm_has_its_words() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "ifar/registry/lifecycle/table").glob("*.py")
    )
    duties = set(re.findall(r'(?:Deadline|due_back)\("(\w+)"', source))
    terms = csv.DictReader(
        (ROOT / "ifar/reference/facts/duty_term.csv").read_text(encoding="utf-8").splitlines()
    )
    listed = {row["code"]: row["kinds"].split("|") for row in terms if row["about"] == "event"}
    assert set(labels.DEADLINES) == duties | set(listed) | {LATE_REASON}
    assert {kind for some in listed.values() for kind in some} <= DATED & set(RULES), (
        "kinds that the list may date"
    )
    assert set(listed) <= WITH_THE_STATE | set(FULFILLED_BY), "each ends somehow"
    known = KnownFacts(
        knowing().answers | {"custody_chain_whole": False}, restored=typical(State.HELD_CIVILIAN)
    )
    alarms: set[str] = set()
    for kind in RULES:
        for state in State:
            outcome = decide(typical(state), example(kind), known)
            alarms.update(() if isinstance(outcome, Refusal) else outcome.alarms)
    assert alarms == set(labels.ALARMS)


def test_every_refusal_says_a_whole_sentence() -> None:
    """Everything that the life cycle can refuse, in words: no code, no hole, and an end."""
    for kind in RULES:
        for answer in (None, False):
            for current in [None, *(typical(state) for state in State)]:
                for details in ({}, dict(EXAMPLES[kind][1])):
                    event = Proposed(kind, EXAMPLES[kind][0], details)
                    outcome = decide(current, event, KnownFacts(dict.fromkeys(CONDITIONS, answer)))
                    for reason in outcome.reasons if isinstance(outcome, Refusal) else ():
                        sentence = str(labels.words_of(reason.code, reason.params))
                        assert sentence[-1] == ".", reason
                        assert "%(" not in sentence
                        assert "registry." not in sentence
                        assert sentence != "This was refused.", reason


def test_sentences_with_their_parameters() -> None:
    lost = labels.words_of("registry.transition.impossible", {"kind": "retail_sold", "state": "lost"})
    assert str(lost) == (
        "“Retail sale” is not possible while the register says: “Lost”. Record first what happened in between."
    )
    for state in (State.MARKED, State.PROOFED):
        refused = decide(typical(state), Proposed("despatched", "maker"), KnownFacts())
        assert isinstance(refused, Refusal)
        (text,) = (str(labels.words_of(reason.code, reason.params)) for reason in refused.reasons)
        assert text.endswith("Take finished firearms into stock first.")
    asked = labels.words_of("registry.unknown.owner_permit_valid", {"desk": "licensing_authority"})
    assert str(asked).endswith("“Is the owner's permit valid?” Ask the licensing authority.")
    assert str(labels.words_of("registry.nobody.knows")) == "This was refused."


# --- the page ----------------------------------------------------------------------------------------------------------


def test_the_page_is_what_the_table_gives(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "lifecycle.md").read_text(encoding="utf-8")
    assert page == markdown(), "write it anew: ifar lifecycle-table --write docs/lifecycle.md"
    printed = StringIO()
    call_command("lifecycle_table", stdout=printed)
    assert printed.getvalue() == page
    call_command("lifecycle_table", "--write", str(tmp_path / "page.md"))
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == page


def test_the_page_names_every_kind_state_and_condition() -> None:
    page = markdown()
    for name in [*RULES, *State, *CONDITIONS]:
        assert f"`{name}`" in page
    assert not re.search(r"\| *\|", page), "an empty cell"
