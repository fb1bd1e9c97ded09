"""The four facts, the named states, and what holds over all legal combinations."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifar.registry.lifecycle import (
    RULES,
    Custody,
    Facts,
    KnownFacts,
    Legal,
    Outcome,
    Ownership,
    Physical,
    Proposed,
    Refusal,
    State,
    combinations,
    decide,
    is_legal,
    meaning,
    possible,
    state_of,
    typical,
)
from ifar.registry.lifecycle.changes import REGISTRABLE
from tests.registry.lifecycle_cases import ALL_TRUE, EXAMPLES, NOW, example, knowing

LEGAL_FACTS = [facts for _, facts in combinations()]


def test_a_combination_has_one_name_and_every_state_has_one() -> None:
    rows = list(combinations())
    assert len({facts for _, facts in rows}) == len(rows)
    assert {state for state, _ in rows} == set(State)
    for state in State:
        assert state_of(typical(state)) == state
        assert all(state_of(facts) == state for facts in meaning(state))


def test_every_other_combination_is_refused() -> None:
    legal = set(LEGAL_FACTS)
    refused = 0
    for codes in product(Ownership, Custody, Legal, Physical):
        facts = Facts(*codes)
        assert is_legal(facts) == (facts in legal)
        if facts not in legal:
            refused += 1
    assert refused == len(Ownership) * len(Custody) * len(Legal) * len(Physical) - len(legal)
    with pytest.raises(ValueError, match="do not go together"):
        state_of(Facts.of("private", "unlawful", "lawful", "intact"))


def test_the_law_s_own_example_a_stolen_arm_recovered_as_evidence() -> None:
    assert state_of(Facts.of("private", "police", "evidence", "intact")) == State.EVIDENCE


@pytest.mark.parametrize(
    "codes",
    [
        ("private", "holder", "stolen", "intact"),
        ("private", "police", "confiscated", "intact"),
        ("private", "holder", "lawful", "destroyed"),
        ("foreign", "abroad", "lawful", "intact"),
        ("none", "holder", "lawful", "intact"),
        ("maker", "maker", "lawful", "unmarked"),
        ("private", "holder", "lawful", "altered"),
    ],
)
def test_what_cannot_be(codes: tuple[str, str, str, str]) -> None:
    assert not is_legal(Facts.of(*codes))


def test_an_unknown_code_is_no_fact() -> None:
    with pytest.raises(ValueError, match="loaned"):
        Facts.of("private", "holder", "loaned", "intact")


facts_or_none = st.one_of(st.none(), st.sampled_from(LEGAL_FACTS))
loose_details = st.fixed_dictionaries(
    {},
    optional={
        "owner_kind": st.sampled_from([*map(str, Ownership), "queen", ""]),
        "marking": st.sampled_from(["unique", "altered", "none", "unknown", "?"]),
        "condition": st.sampled_from(["reactivated", "industrial"]),
        "ground": st.sampled_from(["crime", "loss", "force_majeure", "estate", "revoked", "x"]),
        "by": st.sampled_from(["holder", "authority"]),
        "kept_by": st.sampled_from([*map(str, Custody), "x"]),
        "state": st.sampled_from([*map(str, State), "x"]),
        "result": st.sampled_from(["passed", "failed", "x"]),
        "never_used": st.booleans(),
        "method": st.sampled_from(["destruction", "sale"]),
    },
)
answers = st.dictionaries(st.sampled_from(sorted(ALL_TRUE)), st.sampled_from([True, False, None]), max_size=4)


@settings(max_examples=500)
@given(facts_or_none, st.sampled_from(sorted(EXAMPLES)), loose_details, answers, st.booleans(), st.booleans())
def test_any_event_on_any_facts_ends_in_legal_facts_or_in_reasons(
    current: Facts | None,
    kind: str,
    details: dict[str, object],
    told: dict[str, bool | None],
    part: bool,
    merged: bool,
) -> None:
    event = example(kind, thing="part" if part else "firearm", **details)
    known = KnownFacts(ALL_TRUE | told, now=NOW, merged=merged, restored=typical(State.HELD_CIVILIAN))
    outcome = decide(current, event, known)
    if isinstance(outcome, Refusal):
        assert outcome.reasons
        assert all(reason.code.startswith("registry.") for reason in outcome.reasons)
        return
    assert outcome.state == state_of(outcome.facts)
    assert part or outcome.state != State.FITTED
    assert outcome.people == 2 or "second_person" not in RULES[kind].all_needs(None, event)


@pytest.mark.parametrize("kind", ["lost", "stolen", "found", "surrendered", "seized"])
def test_a_loss_a_theft_a_find_a_surrender_and_a_seizure_are_never_blocked(kind: str) -> None:
    """Whatever the register says, whatever nobody knows, whoever may record it, and dated before a later event too."""
    event = example(kind)
    for current in [None, *LEGAL_FACTS]:
        for thing in ("firearm", "part"):
            for answer in (True, False, None):
                known = KnownFacts(dict.fromkeys(ALL_TRUE, answer), now=NOW)
                proposed = Proposed(kind, event.recorder, event.details, thing)
                assert isinstance(decide(current, proposed, known), Outcome)


def test_nothing_is_known_and_only_what_the_law_blocks_is_blocked() -> None:
    """A private transfer goes through unverified where nobody knows the buyer's permit; an export licence does not."""
    recorded = KnownFacts(answers={"proof_not_failed": True, "not_disputed": True})
    transfer = decide(typical(State.HELD_CIVILIAN), example("privately_transferred"), recorded)
    assert isinstance(transfer, Outcome)
    assert set(transfer.unverified) == {
        "category_known",
        "buyer_permit_covers_category",
        "quota_left",
        "background_check",
        "marks_complete",
        "counterparty_confirmed",
    }
    licence = decide(typical(State.IN_STOCK_RETAIL), example("export_licensed"), recorded)
    assert isinstance(licence, Refusal)
    assert {"registry.unknown.import_licence", "registry.unknown.transit_no_objections"} <= set(licence.codes)
    assert all(reason.params["desk"] == "licensing_authority" for reason in licence.reasons)


@pytest.mark.parametrize("state", sorted(REGISTRABLE))
def test_an_old_book_may_hand_over_any_state_that_a_book_can_give(state: State) -> None:
    thing = "part" if state == State.FITTED else "firearm"
    outcome = decide(None, example("registered", thing=thing, state=str(state)), knowing())
    assert isinstance(outcome, Outcome)
    assert outcome.state == state


def test_possible_for_nobody_is_nothing() -> None:
    assert possible(typical(State.HELD_CIVILIAN), "un_desk") == ()
    assert possible(None, "un_desk") == ()
