"""What the law says of single events: each test names the rule and does what a reviewer would try."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ifar.registry import triggers
from ifar.registry.lifecycle import (
    CONDITIONS,
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
    decide,
    possible,
    state_of,
    typical,
)
from ifar.registry.lifecycle.states import HOLDERS
from ifar.rights import ROLES
from tests.covering import covering
from tests.registry.lifecycle_cases import (
    EXAMPLES,
    WITNESSES,
    done,
    example,
    identifier,
    knowing,
    refused,
    typical_for,
)

HELD = typical(State.HELD_CIVILIAN)
CONFISCATED = typical(State.CONFISCATED)
DISPOSAL = typical(State.PENDING_DISPOSAL)


# --- every condition of every rule can block, and with its own reason ---------------------------------------------------


def _places(kind: str) -> Iterator[Facts | None]:
    rule = RULES[kind]
    if rule.creates:
        yield None
    for state in State:
        if state in rule.states:
            yield typical_for(kind, state)


@pytest.mark.parametrize("kind", [kind for kind, rule in RULES.items() if not rule.urgent])
def test_a_condition_that_fails_blocks_and_says_so(kind: str) -> None:
    rule = RULES[kind]
    thing = "part" if kind.startswith("part_") and kind != "part_exchanged" else "firearm"
    known = replace(knowing(), merged=kind == "split")
    for current in _places(kind):
        here = "part" if current and state_of(current) == State.FITTED else thing
        event = example(kind, thing=here)
        state = state_of(current) if current else None
        needs, expects = rule.all_needs(state, event), rule.expects
        for name in (*needs, *expects):
            if CONDITIONS[name].read is not None and name not in {"marks_complete"}:
                continue  # Read from the facts or the details: tested below.
            no = replace(known, answers={**known.answers, name: False})
            assert f"registry.precondition.{name}" in refused(current, event, no)
            unknown = replace(known, answers={**known.answers, name: None})
            if name in needs:
                assert refused(current, event, unknown)[0].endswith(f".{name}")
            else:
                assert name in done(current, event, unknown).unverified


@pytest.mark.parametrize(
    ("kind", "state", "detail", "code"),
    [
        ("lost", "held_civilian", "ground", "registry.detail.ground"),
        ("temporarily_exported", "held_civilian", "return_date", "registry.precondition.return_date"),
        ("loaned", "held_civilian", "return_date", "registry.precondition.return_date"),
        ("repair_handed_over", "held_civilian", "return_date", "registry.precondition.return_date"),
        ("repair_handed_over", "held_civilian", "repairer", "registry.precondition.repairer"),
        ("privately_transferred", "held_civilian", "owner", "registry.precondition.new_owner"),
        ("privately_transferred", "held_civilian", "licence", "registry.precondition.paper"),
        ("inherited", "held_civilian", "owner", "registry.precondition.new_owner"),
        ("retail_sold", "in_stock_retail", "owner", "registry.precondition.new_owner"),
        ("wholesale_transferred", "in_stock_retail", "owner", "registry.precondition.new_owner"),
        ("loaned", "held_civilian", "borrower", "registry.precondition.borrower"),
        ("deposited", "held_civilian", "depositary", "registry.precondition.depositary"),
        ("deposited", "held_civilian", "ground", "registry.detail.ground"),
        ("blocked", "held_civilian", "reason", "registry.precondition.reason"),
        ("sent_to_forensics", "seized", "seal", "registry.precondition.seal"),
        ("evidence_taken", "seized", "seal", "registry.precondition.seal"),
        ("confiscated", "seized", "order", "registry.precondition.order"),
        ("disposal_decided", "confiscated", "order", "registry.precondition.order"),
        ("disposal_decided", "confiscated", "method", "registry.precondition.method"),
        ("destroyed", "pending_disposal", "order", "registry.precondition.order"),
        ("destroyed", "pending_disposal", "method", "registry.precondition.method"),
        ("destroyed", "pending_disposal", "witnesses", "registry.precondition.witnesses"),
        ("deactivated", "held_civilian", "certificate", "registry.precondition.certificate"),
        ("state_stock_issued", "in_stock_state", "order", "registry.precondition.order"),
        ("written_off", "in_stock_state", "order", "registry.precondition.order"),
        ("corrected", "held_civilian", "reason", "registry.precondition.reason"),
        ("annulled", "held_civilian", "reason", "registry.precondition.reason"),
        ("merged", "held_civilian", "survivor", "registry.precondition.survivor"),
        ("trace_requested", "held_civilian", "purpose", "registry.precondition.purpose"),
        ("retail_sold", "in_stock_retail", "owner_kind", "registry.detail.owner_kind"),
        ("forensics_returned", "in_forensics", "kept_by", "registry.detail.kept_by"),
        ("proof_returned", "at_proof_house", "result", "registry.detail.result"),
    ],
)
def test_what_the_law_wants_said_must_be_said(kind: str, state: str, detail: str, code: str) -> None:
    assert code in refused(typical(State(state)), example(kind, **{detail: None}))


# --- G7, G8: borders ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["import_licence", "transit_no_objections", "licence_document_complete"])
@pytest.mark.parametrize("answer", [False, None])
def test_g7_no_export_licence_without_the_importer_the_transit_states_and_the_minimum_content(
    missing: str, answer: bool | None
) -> None:
    stock = typical(State.IN_STOCK_RETAIL)
    assert done(stock, example("export_licensed")).facts.legal == Legal.EXPORT_LICENSED
    refusal = decide(stock, example("export_licensed"), knowing(**{missing: answer}))
    assert isinstance(refusal, Refusal)
    (reason,) = refusal.reasons
    assert reason.code.endswith(missing)
    assert str(reason.article).startswith("Protocol art. 10(")


def test_nothing_is_exported_or_sold_past_the_licence() -> None:
    stock = typical(State.IN_STOCK_RETAIL)
    assert refused(stock, example("exported")) == ("registry.precondition.under_export_licence",)
    licensed = done(stock, example("export_licensed")).facts
    assert refused(licensed, example("retail_sold")) == ("registry.precondition.not_under_export_licence",)
    gone = done(licensed, example("exported"))
    assert (gone.state, gone.ends) == (State.EXPORTED, True)
    assert [duty.name for duty in gone.deadlines] == ["delivery_verification"]


def test_g8_marks_due_on_import() -> None:
    def due(kind: str, **details: Any) -> list[str]:
        return [duty.name for duty in done(None, example(kind, **details)).deadlines]

    assert due("imported") == ["import_mark"]
    assert due("imported", marking="none") == ["import_mark", "unique_mark"]
    assert due("temporarily_imported") == ["re_export"]
    sale = example("sold_to_civilians")
    assert refused(typical(State.IN_STOCK_STATE), sale, knowing(transfer_mark=False)) == (
        "registry.precondition.transfer_mark",
    )


def test_an_unmarked_import_is_stock_but_cannot_be_sold_before_it_is_marked() -> None:
    unmarked = done(None, example("imported", owner_kind="retailer", marking="none")).facts
    assert (state_of(unmarked), unmarked.physical) == (State.IN_STOCK_RETAIL, Physical.UNMARKED)
    assert refused(unmarked, example("retail_sold")) == ("registry.precondition.marks_complete",)
    marked = done(unmarked, example("import_marked")).facts
    assert done(marked, example("retail_sold")).state == State.HELD_CIVILIAN


def test_an_import_with_altered_marks_is_not_lawful_stock() -> None:
    assert refused(None, example("imported", marking="altered")) == ("registry.detail.marking",)


# --- G12: NWR ----------------------------------------------------------------------------------------------------------


def test_g12_a_never_used_leading_part_ends_the_record_and_names_its_successor() -> None:
    end = done(HELD, example("leading_part_exchanged"))
    assert (end.state, end.ends) == (State.REPLACED, True)
    assert "registry.precondition.successor" in refused(
        HELD, example("leading_part_exchanged", successor=None)
    )


def test_g12_a_used_leading_part_and_a_new_barrel_keep_the_record() -> None:
    used = example("leading_part_exchanged", never_used=False, part=identifier("K"))
    assert done(HELD, used).facts == HELD
    assert "registry.precondition.part" in refused(HELD, example("leading_part_exchanged", never_used=False))
    assert done(HELD, example("part_exchanged")).facts == HELD


@pytest.mark.parametrize("purpose", ["repair", "cleaning", "planned_reassembly"])
def test_g12_cleaning_repair_and_planned_reassembly_are_no_disassembly(purpose: str) -> None:
    assert refused(HELD, example("disassembled", purpose=purpose)) == (
        "registry.precondition.final_disassembly",
    )
    assert done(HELD, example("disassembled")).ends


def test_g12_what_was_taken_apart_comes_back_only_under_a_new_record() -> None:
    apart = done(HELD, example("disassembled")).facts
    assert refused(apart, example("reassembled")) == ("registry.record.exists",)
    assert done(None, example("reassembled")).state == State.HELD_CIVILIAN


def test_g12_no_sale_from_lost() -> None:
    for kind in ("retail_sold", "wholesale_transferred", "privately_transferred", "acquired"):
        assert refused(typical(State.LOST), example(kind)) == ("registry.transition.impossible",)


@pytest.mark.parametrize(
    ("ground", "state"), [("crime", State.STOLEN), ("loss", State.LOST), ("force_majeure", State.MISSING)]
)
def test_g12_a_loss_has_one_of_three_grounds(ground: str, state: State) -> None:
    assert done(HELD, example("lost", ground=ground)).state == state
    assert refused(HELD, example("lost", ground="unknown")) == ("registry.detail.ground",)


def test_new_stock_is_never_declared_as_exported_missing_or_in_production() -> None:
    for state in ("exported", "lost", "in_production"):
        assert done(None, example("stock_declared", state=state)).state == State.IN_STOCK_RETAIL
    assert refused(None, example("registered", state="in_production")) == ("registry.detail.state",)


# --- art. 6: seizure, disposal, return ---------------------------------------------------------------------------------


def test_a_confiscated_unmarked_arm_cannot_be_sold_by_any_path() -> None:
    """From there, with every question answered with yes, no chain of events makes it anybody's but the State's.

    Searched over every event and every kind of new owner; only a new mark would open the way, and is left out.
    """
    start = replace(CONFISCATED, physical=Physical.UNMARKED)
    lawful = {Legal.LAWFUL, Legal.BLOCKED, Legal.EXPORT_LICENSED, Legal.IN_ESTATE, Legal.POSSESSION_REVOKED}
    seen, open_ends = {start}, [start]
    while open_ends:
        facts = open_ends.pop()
        for kind, after in _all_ways(facts):
            if kind in {"re_marked", "import_marked", "returned_to_owner", "annulled"}:
                continue
            assert after.legal not in lawful or after.ownership == Ownership.STATE, (facts, kind, after)
            if after not in seen:
                seen.add(after)
                open_ends.append(after)
    assert Facts.of("none", "none", "ended", "destroyed") in seen
    assert "sold_from_disposal" not in possible(replace(DISPOSAL, physical=Physical.UNMARKED), "police")


@cache
def _all_events() -> list[tuple[str, Proposed]]:
    """Every kind of event, by each who may record it, with each new owner; in the suite some of both together."""
    every = [
        (kind, recorder, owner, by)
        for kind in EXAMPLES
        for recorder in RULES[kind].recorders
        for owner in (None, *HOLDERS, Ownership.WHOLESALER, Ownership.RETAILER)
        for by in ("holder", "authority")
    ]
    return [
        (kind, example(kind, recorder=recorder, owner_kind=owner and str(owner), kept_by="police", method="sale", by=by))
        for kind, recorder, owner, by in covering(every, lambda row: [(row[0], text) for text in row[1:]])
    ]  # fmt: skip


def _all_ways(facts: Facts) -> Iterator[tuple[str, Facts]]:
    known = knowing()
    for kind, event in _all_events():
        outcome = decide(facts, event, known)
        if isinstance(outcome, Outcome):
            yield kind, outcome.facts


def test_disposal_destroys_unless_another_way_was_authorised_and_the_arm_is_marked() -> None:
    unmarked = replace(CONFISCATED, physical=Physical.UNMARKED)
    assert (
        done(unmarked, example("disposal_decided"), knowing(disposal_authority=None)).state
        == State.PENDING_DISPOSAL
    )
    sale = example("disposal_decided", method="sale")
    assert refused(unmarked, sale, knowing(disposal_authority=None)) == (
        "registry.unknown.disposal_authority",
        "registry.precondition.marks_complete",
    )
    assert done(CONFISCATED, sale).state == State.PENDING_DISPOSAL
    assert "registry.precondition.disposal_authority" in refused(
        DISPOSAL, example("state_stock_received"), knowing(disposal_authority=False)
    )


def test_destruction_takes_two_witnesses_who_did_not_act_themselves() -> None:
    for witnesses in ([WITNESSES[0]], [WITNESSES[0]] * 2, [WITNESSES[0], identifier("U", 1)]):
        assert refused(DISPOSAL, example("destroyed", witnesses=witnesses)) == (
            "registry.precondition.witnesses",
        )
    gone = done(DISPOSAL, example("destroyed"))
    assert (gone.state, gone.ends, gone.people) == (State.DESTROYED, True, 2)


def test_return_to_owner_takes_a_second_person_ownership_permit_and_marks() -> None:
    seized = typical(State.SEIZED)
    for name in ("second_person", "ownership_proven", "owner_permit_valid", "marks_complete"):
        assert refused(seized, example("returned_to_owner"), knowing(**{name: False})) == (
            f"registry.precondition.{name}",
        )
    ownerless = replace(seized, ownership=Ownership.UNKNOWN)
    assert refused(ownerless, example("returned_to_owner", owner_kind=None)) == (
        "registry.detail.owner_kind",
    )


def test_a_museum_s_stolen_rifle_comes_back_to_the_museum() -> None:
    life = typical(State.HELD_MUSEUM)
    for kind in (
        "stolen",
        "found",
        "sent_to_forensics",
        "forensics_returned",
        "evidence_taken",
        "returned_to_owner",
    ):
        life = done(life, example(kind)).facts
        assert life.ownership == Ownership.MUSEUM
    assert state_of(life) == State.HELD_MUSEUM


def test_confiscation_passes_ownership_to_the_state_and_an_appeal_needs_an_order() -> None:
    taken = done(typical(State.SEIZED), example("confiscated")).facts
    assert (taken.ownership, taken.custody) == (Ownership.STATE, Custody.POLICE)
    assert "registry.precondition.order" in refused(taken, example("returned_to_owner", order=None))
    assert "registry.detail.owner_kind" in refused(taken, example("returned_to_owner", owner_kind=None))


def test_a_confiscated_arm_stays_with_whoever_keeps_it() -> None:
    for keeper in ("customs", "military"):
        seized = replace(typical(State.SEIZED), custody=Custody(keeper))
        assert done(seized, example("confiscated")).facts.custody == keeper
    assert done(typical(State.DEPOSITED_REVOKED), example("confiscated")).facts.custody == Custody.POLICE


def test_custody_follows_the_authority_that_took_it() -> None:
    for recorder in ("police", "customs", "military"):
        assert done(HELD, example("seized", recorder=recorder)).facts.custody == recorder
    moved = done(typical(State.SEIZED), example("custody_handed_over", kept_by="military")).facts
    assert moved.custody == Custody.MILITARY
    assert refused(typical(State.SEIZED), example("custody_handed_over", kept_by="holder")) == (
        "registry.detail.kept_by",
    )


def test_deactivation_only_by_an_accredited_body() -> None:
    for answer in (False, None):
        codes = refused(HELD, example("deactivated"), knowing(accredited_body=answer))
        assert codes[0].endswith("accredited_body")
    ended = done(HELD, example("deactivated"))
    assert (ended.state, ended.facts.ownership) == (State.DEACTIVATED, Ownership.PRIVATE)
    assert refused(DISPOSAL, example("deactivated"), knowing(second_person=False)) == (
        "registry.precondition.second_person",
    )


# --- alarms ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["seized", "found", "surrendered"])
@pytest.mark.parametrize("state", ["destroyed", "exported", "deactivated", "disassembled", "replaced"])
def test_resurrection_is_recorded_and_raises_an_alarm(kind: str, state: str) -> None:
    outcome = done(typical(State(state)), example(kind), KnownFacts())
    assert "resurrection" in outcome.alarms
    assert outcome.state == kind


def test_a_deactivated_arm_stays_deactivated_unless_it_was_reactivated() -> None:
    ended = typical(State.DEACTIVATED)
    for marking in ("unique", "altered", None):
        assert done(ended, example("seized", marking=marking)).facts.physical == Physical.DEACTIVATED
    assert (
        done(ended, example("seized", condition="reactivated", marking="unique")).facts.physical
        == Physical.INTACT
    )
    assert done(ended, example("sighted")).alarms == ()
    assert done(typical(State.DESTROYED), example("sighted")).alarms == ("resurrection",)


@pytest.mark.parametrize(
    ("kind", "state", "alarms"),
    [
        ("found", "stolen", ("hit",)),
        ("seized", "lost", ("hit",)),
        ("sighted", "missing", ("hit",)),
        ("recovered", "stolen", ("hit",)),
        ("found", "held_civilian", ("unreported_loss",)),
        ("seized", "held_civilian", ()),
        ("surrendered", "held_civilian", ()),
        ("seized", "evidence", ("custody_gap",)),
        ("found", "planned", ("contradiction",)),
        ("stolen", "held_civilian", ("wanted",)),
        ("stolen", "evidence", ("wanted", "lost_in_custody")),
        ("lost", "destroyed", ("wanted", "contradiction")),
        ("lost", "deactivated", ("wanted",)),
    ],
)
def test_alarms(kind: str, state: str, alarms: tuple[str, ...]) -> None:
    assert done(typical(State(state)), example(kind)).alarms == alarms


def test_a_gap_in_the_chain_of_custody_is_an_alarm_and_stops_nobody() -> None:
    known = replace(knowing(), answers={**knowing().answers, "custody_chain_whole": False})
    assert done(typical(State.SEIZED), example("sent_to_forensics"), known).alarms == ("custody_gap",)


def test_a_loss_report_does_not_weaken_a_theft() -> None:
    stolen = done(HELD, example("stolen")).facts
    assert done(stolen, example("lost")).facts == stolen
    assert done(typical(State.LOST), example("stolen")).state == State.STOLEN


# --- possession, deposit, blocks ---------------------------------------------------------------------------------------


def test_a_blocked_firearm_moves_nowhere_but_can_be_seized_deposited_and_unblocked() -> None:
    blocked = done(HELD, example("blocked")).facts
    assert blocked.legal == Legal.BLOCKED
    for kind in ("privately_transferred", "inherited", "loaned", "destroyed", "disassembled", "deactivated"):
        assert "registry.precondition.not_blocked" in refused(blocked, example(kind))
        assert kind not in possible(blocked, "licensing_authority")
    assert "unblocked" in possible(blocked, "licensing_authority")
    assert "unblocked" not in possible(HELD, "licensing_authority")
    assert done(blocked, example("seized")).state == State.SEIZED
    assert done(blocked, example("deposited")).state == State.DEPOSITED_REVOKED
    assert done(blocked, example("unblocked")).facts == HELD


def test_a_block_laid_during_a_loan_is_still_there_when_it_comes_back() -> None:
    lent = done(HELD, example("loaned")).facts
    back = done(done(lent, example("blocked")).facts, example("loan_returned")).facts
    assert back == replace(HELD, legal=Legal.BLOCKED)


@pytest.mark.parametrize(
    ("state", "owner"),
    [
        ("in_stock_maker", "maker"),
        ("in_stock_retail", "retailer"),
        ("in_stock_state", "state"),
        ("held_company", "company"),
        ("held_museum", "museum"),
    ],
)
def test_repair_brings_it_back_to_whose_it_is(state: str, owner: str) -> None:
    repaired = done(typical(State(state)), example("repair_handed_over")).facts
    assert (repaired.ownership, state_of(repaired)) == (owner, State.IN_REPAIR)
    assert done(repaired, example("repair_returned")).state == state


def test_an_estate_is_deposited_and_inherited_not_released() -> None:
    estate = done(HELD, example("deposited", ground="estate")).facts
    assert state_of(estate) == State.DEPOSITED_ESTATE
    assert refused(estate, example("deposit_released")) == ("registry.transition.impossible",)
    assert done(estate, example("inherited")).facts == HELD
    museum = typical(State.HELD_MUSEUM)
    assert refused(museum, example("deposited", ground="estate")) == ("registry.detail.ground",)


def test_new_production_passes_proof_or_goes_back_to_the_bench() -> None:
    at_house = done(typical(State.MARKED), example("proof_handed_over")).facts
    assert done(at_house, example("proof_returned")).state == State.PROOFED
    assert done(at_house, example("proof_returned", result="failed")).state == State.MARKED
    assert done(typical(State.PROOFED), example("stock_declared")).state == State.IN_STOCK_MAKER


@pytest.mark.parametrize("owner", ["maker", "state", "foreign", "unknown", "none", None])
def test_a_private_transfer_goes_to_a_holder(owner: str | None) -> None:
    assert refused(HELD, example("privately_transferred", owner_kind=owner)) == (
        "registry.detail.owner_kind",
    )


def test_the_duty_to_bring_back_falls_on_the_day_that_was_named() -> None:
    (duty,) = done(HELD, example("loaned")).deadlines
    assert (duty.name, duty.on, duty.days) == ("loan_return", "2026-04-01", None)


def test_a_writer_off_is_not_the_counter() -> None:
    codes = refused(typical(State.IN_STOCK_STATE), example("written_off"), knowing(not_the_counter=False))
    assert codes == ("registry.precondition.not_the_counter",)


def test_whoever_may_record_what_takes_two_people_has_somebody_who_may_propose_it() -> None:
    proposing = {
        kind
        for role in ROLES.values()
        if "registry:event:propose" in role.permissions
        for kind in role.agency_kinds
    }
    nobody = {
        rule.kind: rule.recorders - proposing - {"holder"}
        for rule in RULES.values()
        if rule.people > 1 or any("second_person" in needs for needs in rule.needs_from.values())
    }
    assert not {kind: kinds for kind, kinds in nobody.items() if kinds}


def test_the_database_asks_of_what_is_passed_on_what_the_table_asks() -> None:
    """The kinds for which `registry_event_sound` runs, and those of which it asks nothing of a dispute."""
    when = next(trigger.when for trigger in triggers.TRIGGERS if trigger.name == "a_sound")
    sql = (Path(triggers.__file__).parent / "sql/registry_event_sound.sql").read_text("utf-8")
    spared = re.search(r"NEW.kind NOT IN \((.*)\)", sql)
    assert spared
    kinds = {
        name: {rule.kind for rule in RULES.values() if name in {*rule.needs}.union(*rule.needs_from.values())}
        for name in ("proof_not_failed", "not_disputed")
    }
    asked = set(re.findall(r"'(\w+)'::text", when))
    assert asked == kinds["proof_not_failed"]
    assert asked - set(re.findall(r"'(\w+)'", spared[1])) == kinds["not_disputed"]
