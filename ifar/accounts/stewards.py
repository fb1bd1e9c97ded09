"""The roles without which nobody could give a role any more, and how many people should always hold them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ifar.errors import Reason

KEPT: Final[Mapping[str, int]] = {"administrator": 2, "security_officer": 2}
"""Role -> how many people should hold it at any time: one asks for roles, the other decides, and each can fall ill."""


def missing(holders: Mapping[str, int]) -> Mapping[str, int]:
    """Role -> how many people hold it, for the roles that too few hold."""
    return {role: holders.get(role, 0) for role, wanted in KEPT.items() if holders.get(role, 0) < wanted}


def objections(left: Mapping[str, int], *, understood: bool, reversible: bool) -> Sequence[Reason]:
    """Reasons against taking somebody away after whom `left` people hold each role that they held.

    Args:
        left: role -> people who would still hold it and can sign in.
        understood: whether whoever asks has said that they know how few are left.
        reversible: whether it can be undone by one person alone (a lock); what takes a role away for good leaves one at least.
    """
    reasons = []
    for role, others in sorted(missing(left).items()):
        if role in left and not reversible and others == 0:
            reasons.append(Reason("accounts.steward.last", params={"role": role}))
        elif role in left and not understood:
            reasons.append(
                Reason("accounts.steward.few", field="understood", params={"role": role, "left": others})
            )
    return reasons
