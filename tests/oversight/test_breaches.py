"""For each breach the two rows that prove it, and a near miss; what is certain is found whatever else there is."""

from __future__ import annotations

import pytest

from ifar.oversight import breaches
from ifar.oversight.facts import Fact
from tests.oversight.making import CLERKS, PLACE, WHO, fact, facts

ALICE, BOB = CLERKS[:2]

Rows = list[Fact]
CASES: dict[str, tuple[Rows, Rows]] = {
    "counted_and_wrote_off": (
        [
            fact("stocks.count_agreed", 10, ALICE, place=PLACE),
            fact(
                "registry.written_off", 40, BOB, place=PLACE, people={"proposer": (ALICE,), "decider": (BOB,)}
            ),
        ],
        [
            fact("stocks.count_agreed", 10, WHO, place=PLACE),
            fact(
                "registry.written_off", 40, BOB, place=PLACE, people={"proposer": (ALICE,), "decider": (BOB,)}
            ),
        ],
    ),
    "exported_after_expiry": (
        [fact("registry.exported", 40, ALICE, behind=0, valid_until="2026-02-13")],
        [fact("registry.exported", 41, ALICE, behind=2, valid_until="2026-02-13")],
    ),
    "closed_own_matter": (
        [
            fact("matters.matter_explained", 1, ALICE, thing="N1"),
            fact("matters.matter_closed", 2, ALICE, thing="N1"),
        ],
        [
            fact("matters.matter_explained", 1, ALICE, thing="N1"),
            fact("matters.matter_closed", 2, BOB, thing="N1"),
        ],
    ),
    "dated_back": (
        [fact("registry.retail_sold", 40, ALICE, behind=366)],
        [
            fact("registry.retail_sold", 40, ALICE, behind=365),
            fact(
                "registry.retail_sold", 40, BOB, behind=900, people={"proposer": (ALICE,), "decider": (BOB,)}
            ),
            fact("registry.registered", 40, ALICE, behind=9000),
        ],
    ),
    "both_sides": (
        [fact("custody.chain_received", 5, ALICE, people={"handed": (ALICE,)})],
        [fact("custody.chain_received", 5, ALICE, people={"handed": (BOB,)})],
    ),
    "decided_own_application": (
        [fact("licensing.application_granted", 5, ALICE, people={"examiner": (ALICE, BOB)})],
        [fact("licensing.application_granted", 5, ALICE, people={"examiner": (BOB,), "proposer": (BOB,)})],
    ),
    "resurrected": (
        [fact("registry.destroyed", 5, ALICE, thing="F1"), fact("registry.seized", 90, BOB, thing="F1")],
        [fact("registry.seized", 5, ALICE, thing="F1"), fact("registry.destroyed", 90, BOB, thing="F1")],
    ),
    "witnessed_own": (
        [fact("registry.destroyed", 5, BOB, people={"proposer": (ALICE,), "witness": (ALICE, WHO)})],
        [fact("registry.destroyed", 5, BOB, people={"proposer": (ALICE,), "witness": (WHO,)})],
    ),
    "not_countersigned": (
        [fact("accounts.emergency", 5, ALICE, people={"proposer": (ALICE,)}, countersign_by="2026-12-30")],
        [
            fact("accounts.emergency", 5, ALICE, people={"proposer": (ALICE,)}, countersign_by="2026-12-31"),
            fact(
                "accounts.emergency",
                5,
                ALICE,
                people={"proposer": (ALICE,), "decider": (BOB,)},
                countersign_by="2026-02-01",
            ),
        ],
    ),
}


def test_every_breach_has_its_case() -> None:
    assert set(CASES) == set(breaches.RULES)


@pytest.mark.parametrize("code", sorted(CASES))
def test_a_breach_is_certain_and_a_near_miss_is_none(code: str) -> None:
    broken, near_miss = CASES[code]
    [breach] = [item for item in breaches.found(facts(*broken)) if item.code == code]
    assert breach.evidence[-1] == broken[-1].id, "the act that broke it"
    assert breach.people
    assert breach.about == broken[-1].thing
    assert [item for item in breaches.found(facts(*near_miss)) if item.code == code] == []


def test_what_somebody_dates_back_on_one_day_is_one_breach_however_much_it_is() -> None:
    heap = [fact("registry.retail_sold", 40 + n / 1000, ALICE, behind=900) for n in range(5)]
    others = [
        fact("registry.retail_sold", 40, BOB, behind=900),
        fact("registry.retail_sold", 41, ALICE, behind=900),
    ]
    results = [item for item in breaches.found(facts(*heap, *others)) if item.code == "dated_back"]
    assert {(item.about, len(item.evidence)) for item in results} == {
        (heap[0].thing, 5),
        (others[0].thing, 1),
        (others[1].thing, 1),
    }
    # More of that day does not make another of it.
    more = breaches.found(facts(*heap, fact("registry.retail_sold", 40.4, ALICE, behind=900)))
    assert [item.cause for item in more] == [item.cause for item in results if item.about == heap[0].thing]
