"""Who may be the other person: not the proposer, not the one concerned, in the right role at the right office.

An office of two has its approvers elsewhere: any office up the chain, or any office of the same kind, answers. Where no
office of that kind can hold a deciding role, every office that sees the compartment does.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from ifar import rights
from ifar.accounts import dual_control
from ifar.errors import Reason
from ifar.rights import Actor


@dataclass(frozen=True, slots=True)
class PendingProposal:
    """A proposal as far as it matters for who may decide about it. `chain`: its agency and all above it, by key."""

    act: str
    proposer: str
    concerned: Set[str]
    agency_kind: str
    chain: Set[int]
    compartment: str


def answers_for(agency_kind: str, act: str) -> frozenset[str]:
    """The kinds of agency whose offices answer for each other in what an office of `agency_kind` proposes."""
    area = dual_control.area_of(act)
    kinds = dual_control.kinds_deciding(area)
    return frozenset({agency_kind}) if agency_kind in kinds and area not in rights.OF_THE_STATE else kinds


def stands_in_the_way(actor: Actor, asked: PendingProposal) -> Reason | None:
    """Why `actor` may not decide about `asked`, or None where they may."""
    rule = dual_control.rule_of(asked.act)
    if actor.kind != "person" or rule is None or not rule.deciders & actor.roles:
        return Reason("accounts.decision.role")
    if actor.id == asked.proposer:
        return Reason("accounts.decision.proposer")
    if actor.acts_for(asked.proposer):
        return Reason("accounts.decision.stand_in")
    if actor.id in asked.concerned:
        return Reason("accounts.decision.concerned")
    if (
        asked.compartment not in actor.compartments
        and dual_control.area_of(asked.act) not in rights.OF_THE_STATE
    ):
        return Reason("accounts.decision.compartment")
    if actor.agency_id not in asked.chain and actor.agency_kind not in answers_for(
        asked.agency_kind, asked.act
    ):
        return Reason("accounts.decision.office")
    return None
