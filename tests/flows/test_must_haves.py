"""Must-haves 5, 7, 16, 20, 21, 22, 28 and the golden cases G11 and G12 (`domain.md`): for each a test of its name.

Those that stand elsewhere are named in `ELSEWHERE`, and looked for; 16, 28 and G12 are done here through the real services.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone

from ifar.accounts.services import proposals as approvals
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.licensing.models import Licence
from ifar.licensing.services import licences
from ifar.parties.services.parties import NewParty, register_party
from ifar.registry.models import Firearm
from ifar.registry.search.finding import search
from ifar.registry.search.matching import Question
from ifar.registry.selectors.firearms import firearms_for
from ifar.registry.services.events import NewEvent, record_event
from tests.factories import SEEN, a_firearm, a_licence, a_person

pytestmark = pytest.mark.django_db
TESTS = Path(__file__).resolve().parents[1]
ELSEWHERE = {
    "5": ("retention/test_windows.py", "def test_must_have_5_windows_of_access_on_both_sides_of_each_limit"),
    "5 erasure": (
        "retention/test_lapsing.py",
        "def test_must_have_5_erasure_on_both_sides_of_the_instruments_limit",
    ),
    "7": (
        "licensing/test_transfers.py",
        "def test_musthave_7_an_expired_licence_blocks_and_the_quota_counts_down",
    ),
    "20": (
        "stocks/test_counts.py",
        "def test_must_have_20_each_difference_is_a_matter_that_nobody_closes_who_counted",
    ),
    "20 blind": (
        "stocks/test_seeded_counts.py",
        "def test_must_have_20_a_blind_count_finds_exactly_what_was_planted",
    ),
    "21": (
        "ammunition/test_packing.py",
        "def test_must_have_21_split_and_repacked_quantities_keep_their_sums",
    ),
    "21 movements": (
        "ammunition/test_movements.py",
        "def test_must_have_21_quantities_are_conserved_through_every_movement",
    ),
    "22": ("parties/test_bars.py", "def test_22_refused_applicant_flagged_at_other_office"),
    "22 licences": ("licensing/test_bars.py", "def test_refused_here_flagged_at_the_other_office"),
    "22 dates": ("parties/test_bars.py", "def test_a_bar_stands_on_its_days"),
    "28 stocks": (
        "stocks/test_who_sees_what.py",
        "def test_must_have_28_nothing_of_a_store_is_told_outside_its_force_and_unit",
    ),
    "G11": ("retention/test_lapsing.py", "def test_g11_the_longest_adopted_rule_wins_and_names_its_article"),
    "G11 dates": ("reference/test_retention.py", "def test_golden_windows_of_access_close_the_day_after"),
    "G12": ("registry/test_lifecycle_rules.py", "def test_g12_a_never_used_leading_part_ends_the_record"),
    "G12 serial": (
        "registry/test_marks.py",
        "def test_a_maker_may_not_declare_what_elsewhere_is_only_cleaned",
    ),
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_each_must_have_has_its_test(name):
    file, text = ELSEWHERE[name]
    assert text in (TESTS / file).read_text(encoding="utf-8")


# 16: deactivation -------------------------------------------------------------------------------------------------------


@pytest.fixture
def accredited(alice, bob, ivan):
    """An accreditation to deactivate that stands beside the book of Ivan's agency."""
    body = register_party(
        actor=alice, new=NewParty("entity", {"name": "Ivan's Arms Ltd", "registration": "R-1"})
    )
    return a_licence(alice, bob, body, kind="deactivator", book=ivan.agency)


def of_his_book(ivan):
    return a_firearm(ivan, "DD1", state="in_stock_retail").firearm


DEACTIVATED = NewEvent(
    "deactivated",
    {"standard": "eu_2018_337", "certificate": "DC-1"},
    paper="DC-1",
    attested={"standard_met": SEEN},
)


def reasons(refused):
    return {reason.code for reason in refused.value.reasons} or {refused.value.code}


def test_must_have_16_only_an_accredited_verifier_closes_a_deactivation(ivan):
    """Without an accreditation on record nobody closes it, whatever is attested."""
    gun = of_his_book(ivan)
    with pytest.raises(Refused) as refused:
        record_event(actor=ivan, firearm=gun, event=DEACTIVATED)
    assert {reason.rpartition(".")[2] for reason in reasons(refused)} == {"accredited_body"}
    assert Firearm.objects.get().state == "in_stock_retail"


def test_must_have_16_nobody_attests_an_accreditation_to_themselves_once_the_register_keeps_them(
    alice, ivan, accredited
):
    """Ivan is accredited; Alice's office is not, and a paper in her hand does not make it so."""
    gun = a_firearm(alice, "DD2", owner=a_person(alice)).firearm
    event = NewEvent(
        "deactivated",
        {"standard": "eu_2018_337", "certificate": "DC-2"},
        paper="DC-2",
        attested={"standard_met": SEEN, "accredited_body": SEEN},
    )
    with pytest.raises(Refused) as refused:
        record_event(actor=alice, firearm=gun, event=event)
    assert reasons(refused) == {"registry.precondition.accredited_body"}


def test_must_have_16_the_accredited_verifier_does(ivan, accredited):
    gun = of_his_book(ivan)
    record_event(actor=ivan, firearm=gun, event=DEACTIVATED)
    assert Firearm.objects.get().state == "deactivated"


@pytest.mark.parametrize(("after", "closes"), [(0, True), (1, False)])
def test_must_have_16_on_the_last_day_of_an_accreditation_and_on_the_day_after(
    ivan, accredited, monkeypatch, after, closes
):
    gun = of_his_book(ivan)
    day = Licence.objects.get().valid_to + dt.timedelta(days=after)
    monkeypatch.setattr(timezone, "localdate", lambda *args: day)
    if closes:
        record_event(actor=ivan, firearm=gun, event=DEACTIVATED)
    else:
        with pytest.raises(Refused) as refused:
            record_event(actor=ivan, firearm=gun, event=DEACTIVATED)
        assert "registry.precondition.accredited_body" in reasons(refused)


def test_must_have_16_a_suspended_accreditation_closes_nothing(alice, ivan, accredited):
    gun = of_his_book(ivan)
    licences.suspend(actor=alice, licence_id=accredited, ground="conditions", reason="x")
    with pytest.raises(Refused):
        record_event(actor=ivan, firearm=gun, event=DEACTIVATED)


# 28: compartments ---------------------------------------------------------------------------------------------------------


def test_must_have_28_defence_items_are_invisible_to_a_licensing_clerk_and_in_no_total_of_theirs(
    alice, frank, grace, signed_in
):
    rifle = a_firearm(frank, "DEF-1", state="in_stock_state", owner_kind="state").firearm
    own = a_firearm(alice, "CIV-1").firearm
    assert set(firearms_for(alice).values_list("public_id", flat=True)) == {own}
    assert set(firearms_for(frank).values_list("public_id", flat=True)) == {rifle}
    assert firearms_for(alice).count() == 1
    clerk = signed_in("alice")
    hidden, absent = (clerk.get(f"/api/firearms/{text}") for text in (rifle, "F0000000000000"))
    assert hidden.status_code == absent.status_code == 404
    rows = [{k: v for k, v in item.json()["error"].items() if k != "request"} for item in (hidden, absent)]
    assert rows[0] == rows[1]
    assert rifle not in [hit.firearm for hit in search(alice, Question("DEF-1")).hits]
    assert rifle in [hit.firearm for hit in search(frank, Question("DEF-1")).hits]
    with pytest.raises(NotFound):
        record_event(actor=alice, firearm=rifle, event=NewEvent("noted", {"text": "x"}))
    assert firearms_for(grace).count() == 1


# G12: NWR --------------------------------------------------------------------------------------------------------------------


def test_g12_a_new_frame_ends_the_old_identity_and_the_two_are_linked(alice):
    old = a_firearm(alice, "OLD-1", owner=a_person(alice)).firearm
    new = a_firearm(alice, "NEW-1", owner=a_person(alice, "Owner Again")).firearm
    event = NewEvent("leading_part_exchanged", {"never_used": True, "successor": new})
    record_event(actor=alice, firearm=old, event=event)
    assert Firearm.objects.get(public_id=old).state == "replaced"
    assert Firearm.objects.get(public_id=new).state == "held_civilian"
    deposit = NewEvent("deposited", {"ground": "suspended", "depositary": a_person(alice, "Depot")})
    with pytest.raises(Refused):
        record_event(actor=alice, firearm=old, event=deposit)


def test_g12_a_new_barrel_keeps_the_identity_and_taking_apart_ends_it(alice):
    gun = a_firearm(alice, "BAR-1", owner=a_person(alice)).firearm
    record_event(actor=alice, firearm=gun, event=NewEvent("part_exchanged", {"part_kind": "barrel"}))
    assert Firearm.objects.get().state == "held_civilian"
    with pytest.raises(Refused):
        record_event(actor=alice, firearm=gun, event=NewEvent("disassembled", {"purpose": "cleaning"}))
    record_event(actor=alice, firearm=gun, event=NewEvent("disassembled", {"purpose": "parts_recovery"}))
    assert Firearm.objects.get().state == "disassembled"
    with pytest.raises((Invalid, Refused)):
        record_event(actor=alice, firearm=gun, event=NewEvent("reassembled", {"owner_kind": "private"}))


def test_g12_a_loss_names_its_ground_and_what_is_lost_is_not_sold(alice, bob):
    gun = a_firearm(alice, "LOS-1", owner=a_person(alice)).firearm
    with pytest.raises((Invalid, Refused)):
        record_event(actor=alice, firearm=gun, event=NewEvent("lost", {}))
    record_event(actor=alice, firearm=gun, event=NewEvent("lost", {"ground": "loss"}))
    sale = NewEvent(
        "privately_transferred",
        {"owner_kind": "private", "owner": a_person(alice, "Buyer")},
        paper="P-1",
        attested=dict.fromkeys(("counterparty_confirmed", "background_check", "quota_left"), SEEN),
    )
    with pytest.raises(Refused) as refused:
        record_event(actor=alice, firearm=gun, event=sale)
    assert "registry.transition.impossible" in reasons(refused)


def test_two_people_still_decide(alice, bob):
    """Each of these stands on decisions of two people; the same person again is refused (acceptance line 4)."""
    text = a_licence(alice, bob, a_person(alice))
    asked = licences.propose_revocation(actor=alice, licence_id=text, ground="storage", reason="x")
    with pytest.raises(Forbidden):
        approvals.decide(actor=alice, proposal=asked.public_id, verdict="approve")
    assert Licence.objects.get().state == "in_force"
