"""Parts, corrections, time, and what a refusal may tell."""

import datetime as dt
from dataclasses import replace

import pytest

from ifar import rights
from ifar.registry.lifecycle import (
    DUAL_CONTROL,
    RULES,
    Ownership,
    Physical,
    Refusal,
    State,
    decide,
    meaning,
    possible,
    state_of,
    typical,
)
from tests.registry.lifecycle_cases import (
    NOW,
    done,
    example,
    knowing,
    refused,
)

HELD = typical(State.HELD_CIVILIAN)
DISPOSAL = typical(State.PENDING_DISPOSAL)


# --- parts -------------------------------------------------------------------------------------------------------------


def test_a_part_has_a_life_of_its_own() -> None:
    part = done(None, example("registered", thing="part", state="in_stock_retail")).facts
    fitted = done(part, example("part_fitted", thing="part")).facts
    assert state_of(fitted) == State.FITTED
    assert refused(fitted, example("retail_sold", thing="part")) == ("registry.transition.impossible",)
    removed = done(fitted, example("part_removed", thing="part", owner_kind="museum")).facts
    assert state_of(removed) == State.HELD_MUSEUM
    assert refused(removed, example("disassembled", thing="part")) == ("registry.thing.wrong",)
    lost = done(fitted, example("stolen", thing="part", owner_kind="company")).facts
    assert (state_of(lost), lost.ownership) == (State.STOLEN, Ownership.COMPANY)


# --- corrections, annulment, merging -----------------------------------------------------------------------------------


def test_annulment_brings_back_the_facts_of_before_and_only_of_the_latest_change() -> None:
    destroyed = done(DISPOSAL, example("destroyed")).facts
    outcome = done(destroyed, example("annulled"), replace(knowing(), restored=DISPOSAL))
    assert (outcome.facts, outcome.ends, outcome.people) == (DISPOSAL, False, 2)
    assert refused(destroyed, example("annulled"), knowing(latest_change=False)) == (
        "registry.precondition.latest_change",
    )
    assert refused(HELD, example("annulled"), replace(knowing(), restored=None)) == (
        "registry.annulment.first_event",
    )


def test_a_merged_record_takes_only_the_split_and_notes() -> None:
    merged = replace(knowing(), merged=True)
    assert done(HELD, example("merged")).merged
    assert possible(HELD, "police", merged=True) == ("split", "noted")
    assert refused(HELD, example("stolen"), merged) == ("registry.record.merged",)
    assert not done(HELD, example("split"), merged).merged
    assert refused(HELD, example("split")) == ("registry.record.not_merged",)
    assert done(HELD, example("noted"), merged).merged


def test_a_correction_takes_two_people() -> None:
    assert refused(HELD, example("corrected"), knowing(second_person=False)) == (
        "registry.precondition.second_person",
    )
    assert refused(HELD, example("corrected"), knowing(second_person=None)) == (
        "registry.precondition.second_person",
    )


def test_eyes_agree_with_the_rights_of_the_whole_house() -> None:
    assert all(rights.DUAL_CONTROL.get(act, number) == number for act, number in DUAL_CONTROL.items())
    assert {act.removeprefix("registry.") for act in DUAL_CONTROL} == {
        "written_off",
        "sold_to_civilians",
        "returned_to_owner",
        "disposal_decided",
        "sold_from_disposal",
        "destroyed",
        "re_marked",
        "corrected",
        "annulled",
    }


def test_recorders_are_kinds_of_agency() -> None:
    known = set(rights.AGENCY_COMPARTMENT) | {"holder"}
    assert all(rule.recorders <= known and rule.recorders for rule in RULES.values())


# --- time --------------------------------------------------------------------------------------------------------------


def _at(day: int, month: int = 2) -> dict[str, dt.datetime]:
    start = dt.datetime(2026, month, day, tzinfo=dt.UTC)
    return {"occurred_from": start, "occurred_until": start + dt.timedelta(hours=23)}


@pytest.mark.parametrize("kind", ["lost", "stolen"])
def test_nothing_is_last_seen_after_it_was_gone_nor_in_the_future(kind: str) -> None:
    gone = replace(example(kind, last_seen="2026-01-09"), **_at(9, month=1))
    assert done(HELD, gone).changed
    later = replace(example(kind, last_seen="2026-01-11"), **_at(9, month=1))
    assert refused(HELD, later) == ("registry.occurred.last_seen",)
    assert refused(HELD, example(kind, last_seen="2026-12-24")) == ("registry.occurred.last_seen",)


def test_nothing_happened_in_the_future_but_something_may_have_happened_today() -> None:
    event = example("sighted")
    today, tomorrow = _at(1, 3), _at(2, 3)
    assert done(HELD, replace(event, **today)).flags == ()
    assert refused(HELD, replace(event, **tomorrow)) == ("registry.occurred.future",)
    turned = {"occurred_from": today["occurred_until"], "occurred_until": today["occurred_from"]}
    assert "registry.occurred.order" in refused(HELD, replace(event, **turned))


def test_the_very_moment_is_neither_the_future_nor_late() -> None:
    event = replace(example("privately_transferred"), occurred_from=NOW, occurred_until=NOW)
    assert done(HELD, event, replace(knowing(), latest_occurred=NOW)).flags == ()


def test_what_is_dated_before_a_later_change_is_a_late_assertion_and_takes_a_second_person() -> None:
    latest = replace(knowing(), latest_occurred=dt.datetime(2026, 2, 10, tzinfo=dt.UTC))
    alone = replace(latest, answers={**latest.answers, "second_person": None})
    transfer = replace(example("privately_transferred"), **_at(9))
    assert done(HELD, transfer, latest).flags == ("late_assertion",)
    assert done(HELD, transfer, latest).people == 2
    assert refused(HELD, transfer, alone) == ("registry.precondition.second_person",)
    assert done(HELD, replace(transfer, **_at(10)), alone).flags == ()
    for kind in ("stolen", "seized", "sighted"):
        late = done(HELD, replace(example(kind), **_at(9)), alone)
        assert (late.flags, late.people) == (("late_assertion",), 1)


def test_an_unknown_moment_is_neither_late_nor_future() -> None:
    latest = replace(knowing(), latest_occurred=NOW)
    assert done(HELD, example("privately_transferred"), latest).flags == ()


# --- what a refusal may tell -------------------------------------------------------------------------------------------


def test_a_hidden_fact_is_not_betrayed_by_its_refusal() -> None:
    known = replace(knowing(background_check=False), hidden=frozenset({"background_check"}))
    refusal = decide(HELD, example("privately_transferred"), known)
    assert isinstance(refusal, Refusal)
    (reason,) = refusal.reasons
    assert reason.code == "registry.ask_desk"
    assert "background" not in repr(reason)
    assert reason.params["desk"] == "licensing_authority"


def test_all_reasons_come_together_and_each_has_its_article() -> None:
    known = knowing(buyer_permit_covers_category=False, quota_left=False)
    refusal = decide(HELD, example("privately_transferred"), known)
    assert isinstance(refusal, Refusal)
    assert refusal.codes == (
        "registry.precondition.buyer_permit_covers_category",
        "registry.precondition.quota_left",
    )
    assert all(reason.article for reason in refusal.reasons)


def test_a_no_from_a_desk_stands_against_what_the_details_say() -> None:
    assert refused(DISPOSAL, example("destroyed"), knowing(order=False)) == ("registry.precondition.order",)


def test_a_life_ends_once() -> None:
    gone = done(DISPOSAL, example("destroyed"))
    assert gone.ends
    assert not done(gone.facts, example("noted")).ends


def test_an_unknown_kind_is_refused() -> None:
    assert refused(HELD, replace(example("noted"), kind="teleported")) == ("registry.kind.unknown",)


def test_nobody_can_declare_complete_the_marks_of_what_is_on_record_as_unmarked() -> None:
    for physical in (Physical.UNMARKED, Physical.ALTERED):
        for facts in meaning(State.PENDING_DISPOSAL):
            if facts.physical == physical:
                assert refused(facts, example("sold_from_disposal")) in {
                    ("registry.precondition.marks_complete",),
                    ("registry.detail.marking",),
                }
