"""A program is never one of two people: no API client gets a permission by which it could be, however many acts are added.

Both tables are walked whole: acts that take several people (`eyes.rules`), and acts whose other side somebody else does (`eyes.sides`).
That the second is complete is held against every refusal in the code that compares people.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import ifar
from ifar import rights
from ifar.accounts import dual_control, scopes
from ifar.acts import Another, Same, declared

KINDS: Final = sorted(rights.AGENCY_COMPARTMENT)
ROOT: Final = Path(ifar.__file__).parent

COMPARES_PEOPLE: Final = {
    "trade.assessed_by_you": {"trade.authorisation_assessed"},
    "trade.suspended_by_you": {"trade.authorisation_suspended"},
    "trade.delivery.yours": {"trade.delivery_proved", "trade.delivery_confirmed"},
    "trade.enquiry.yours": {"trade.enquiry_received", "trade.enquiry_answered"},
    "trade.exit.yours": {"trade.consignment_closed", "trade.consignment_left"},
    "trade.paper.yours": {"trade.paper_entered", "trade.paper_verified"},
    "trade.denial.entered": {"trade.denial_notified", "trade.denial_verified", "trade.denial_rejected"},
    "trade.denial.yours": {"trade.denial_notified", "trade.denial_lifted"},
    "trade.refusal.yours": {
        "trade.authorisation_refusal_weighed",
        "trade.authorisation_granted",
        "trade.authorisation_resumed",
        "trade.authorisation_amended",
        "trade.authorisation_extended",
    },
    "ammunition.suspended_by_you": {"ammunition.lot_suspended", "ammunition.lot_resumed"},
    "ammunition.own_witness": {"ammunition.movement_spent"},
    "cashier.till.not_yours": {"cashier.till_opened", "cashier.till_counted"},
    "cashier.till.yours": {"cashier.till_opened", "cashier.till_counted"},
    "cashier.taken_by_you": {"cashier.payment_paid"},
    "bulk.own_list": {"bulk.batch_struck", "bulk.batch_released"},
    "matters.barred": {"matters.matter_explained", "matters.matter_closed"},
    "matters.closed_by_you": {"matters.matter_closed"},
    "licensing.examined_by_you": {"licensing.application_checked", "licensing.application_advised"},
    "licensing.visit.granted_by_you": {"licensing.visit_visited"},
    "licensing.offer.other_side": {"licensing.offer_made", "licensing.offer_confirmed"},
    "hotspots.response.own_check": {"hotspots.response_proposed", "hotspots.response_checked"},
    "hotspots.response.same_person": {"hotspots.response_checked", "hotspots.response_approved"},
    "custody.count.blind": {"custody.count_begun"},
    "custody.count.yours": {"custody.count_begun"},
    "custody.count.yours_to_end": {"custody.count_begun"},
    "custody.count.own": {"custody.count_settled"},
    "trade.despatch.both_sides": {"trade.despatch_accepted", "trade.despatch_sent", "trade.despatch_received", "trade.despatch_brought_back", "trade.despatch_taken_back"},
    "trade.despatch.own_return": {"trade.despatch_taken_back"},
    "stocks.both_sides": {
        "stocks.issue_issued", "stocks.issue_confirmed", "stocks.issue_countersigned", "stocks.issue_returned", "stocks.issue_returned_in_part",
    },
    "stocks.campaign.executed": {
        "stocks.campaign_sent_back", "stocks.campaign_closed", "stocks.campaign_abandoned",
    },
    "stocks.movement.both_sides": {
        "stocks.movement_sent", "stocks.movement_received", "stocks.movement_taken_back", "stocks.movement_reported",
    },
    "stocks.serviceability.own_repair": {
        "stocks.serviceability_repaired", "stocks.serviceability_passed", "stocks.serviceability_found_repairable", "stocks.serviceability_condemned",
    },
    "stocks.erasure.asked": {"stocks.officer_erased"},
    "stocks.handover.leaving": {"stocks.handover_begun"},
    "stocks.handover.orders": {"stocks.handover_ordered"},
    "stocks.handover.arriving": {"stocks.handover_agreed", "stocks.handover_differed"},
    "stocks.handover.both_sides": {"stocks.handover_agreed", "stocks.handover_differed"},
    "stocks.count.named": {"stocks.count_begun"},
    "stocks.not_enterer": {"stocks.observation_observed", "stocks.observation_waited"},
    "stocks.not_receiver": {"stocks.issue_issued", "stocks.issue_confirmed"},
    "books.count.named": {"books.count_begun"},
    "books.count.yours": {"books.count_begun"},
    "custody.both_sides": {"custody.chain_handed", "custody.chain_received"},
    "custody.gap.own": {"custody.chain_explained"},
    "custody.named": {"custody.chain_handed", "custody.count_begun"},
    "custody.witness.concerned": {"custody.batch_sealed", "custody.batch_witnessed"},
    "custody.witness.twice": {"custody.batch_witnessed"},
    "custody.witness.recorder": {"custody.batch_witnessed", "custody.batch_destroyed"},
    "oversight.concerned": {"oversight.inspection_opened", "oversight.inspection_closed", "oversight.verdict_given"},
    "oversight.not_auditor": {"oversight.file_assigned", "oversight.file_audited"},
    "oversight.not_lead": {"oversight.inspection_assigned", "oversight.inspection_declared"},
    "oversight.not_of_case": {"oversight.inspection_found", "oversight.inspection_closed"},
    "oversight.lead_closes": {"oversight.inspection_closed"},
    "oversight.closed_by_you": {"oversight.inspection_closed", "oversight.inspection_reopened"},
    "community.member.self": {
        "community.member_admitted", "community.member_refused", "community.member_renewed", "community.member_reinstated",
    },
    "programme.value.own": {"programme.value_approved", "programme.assessment_approved", "programme.report_approved"},
    "programme.report.author": {"programme.report_approved"},
    "programme.fund.own": {"programme.journal_approved", "programme.limit_set"},
    "programme.diligence.own": {"programme.diligence_released", "programme.diligence_renewed"},
    "programme.diligence.named": {"programme.recipient_confirmed"},
    "programme.feedback.own": {"programme.feedback_answered", "programme.feedback_closed"},
    "programme.evaluation.own": {"programme.evaluation_commissioned", "programme.finding_stated"},
    "programme.evaluation.another": {"programme.evaluation_commissioned", "programme.finding_stated"},
}  # fmt: skip
"""Why a service refuses somebody because of who they are -> the acts of both sides."""
COMPARES_OFFICES: Final = {
    "matters.not_yours", "matters.not_asked", "trade.not_asked", "placement.other_office", "stocks.handover.superior",
    "registry.category.not_yours", "registry.security.not_yours", "licensing.check.desk", "licensing.move.other", "recoveries.shared_only",
}  # fmt: skip
"""Why a service refuses an office, whoever acts for it; so does every code that ends with `.other_office`."""
OF_MEMBERS: Final = {"community.member.own", "community.member.seconding"}
"""Why one member is refused what another does; a program is no member (`community.services.members.reader_needed`)."""
OF_ACCOUNTS: Final = ("accounts.", "csrf")
"""What accounts itself compares: it is rights over rights, closed to programs by `scopes.OWN_REASONS` and the sign-in."""


def test_no_program_proposes_what_takes_several_people():
    for act, rule in dual_control.rules().items():
        for kind in KINDS:
            assert rule.permission not in scopes.allowed(kind), (act, kind)


def test_no_program_does_one_side_of_what_two_people_do():
    assert dual_control.sides(), "the areas have told their acts"
    for act, permission in dual_control.sides().items():
        assert permission in rights.PERMISSIONS, act
        for kind in KINDS:
            assert permission not in scopes.allowed(kind), (act, kind)


def test_an_act_that_is_added_is_closed_by_that_alone(monkeypatch):
    before = {kind: scopes.allowed(kind) for kind in KINDS}
    assert "documents:paper:issue" in before["police"]
    assert "documents:paper:read" in before["police"]
    monkeypatch.setitem(
        dual_control._more,
        "documents.added",
        dual_control.Rule(2, frozenset(), False, "documents:paper:issue"),
    )
    monkeypatch.setitem(dual_control._sides, "documents.other", "documents:paper:read")
    assert before["police"] - scopes.allowed("police") == {"documents:paper:issue", "documents:paper:read"}


def refusals() -> Iterator[tuple[str, str]]:
    """Where somebody is refused altogether, and by which code: guards that compare people, and every `Forbidden(…)` with a code of its own."""
    for acts in declared():
        for act in acts.acts.values():
            for guard in act.guards:
                if isinstance(guard, Another | Same):
                    yield acts.name(act), guard.code
    for file in sorted(ROOT.rglob("*.py")):
        text = file.read_text()
        if "Forbidden" not in text:
            continue
        for function in (item for item in ast.walk(ast.parse(text)) if isinstance(item, ast.FunctionDef)):
            named = {
                target.id: node.value.value
                for node in ast.walk(function)
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
                for target in node.targets
                if isinstance(target, ast.Name)
            }
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Forbidden" and node.args:
                    code = node.args[0]
                    value = (
                        code.value if isinstance(code, ast.Constant) else named.get(getattr(code, "id", ""))
                    )
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", str(value)


def test_every_refusal_that_compares_people_names_its_acts():
    known = COMPARES_PEOPLE.keys() | COMPARES_OFFICES | OF_MEMBERS
    for place, code in refusals():
        # A code that is worked out belongs to a rule of its own; the recorder's is a guard's, `deciding` is the table of acts.
        if code == "None":
            assert place.split(":")[0] in (
                "acts/recorder.py",
                "accounts/services/proposals.py",
            ), place
        elif not code.startswith(OF_ACCOUNTS) and not code.endswith(".other_office"):
            assert code in known, (place, code)
    for code, acts in COMPARES_PEOPLE.items():
        assert acts <= dual_control.sides().keys() | dual_control.rules().keys(), code


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_program_may_is_part_of_what_roles_there_may(kind):
    roles = frozenset(name for name, role in rights.ROLES.items() if kind in role.agency_kinds)
    assert scopes.allowed(kind) <= rights.permissions_of(roles)
