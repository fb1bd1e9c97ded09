"""Acts that take two or three people where no declaration and no life cycle says so, and which offices decide them: all together, `accounts/dual_control.rules`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

DUAL_CONTROL: Final[Mapping[str, int]] = {
    "accounts.grant": 2,
    "accounts.revoke": 2,
    "accounts.agency": 2,
    "accounts.client": 2,
    "accounts.absence": 2,
    "accounts.factor_reset": 2,
    "parties.erased": 2,
    "words.erased": 2,
    "sender.confirmed": 2,
    "lists.taken": 2,
    "returns.frozen": 2,
    "returns.published": 2,
    "registry.import": 2,
    "registry.late": 2,
    "ledger.key_rotated": 2,
}
"""Act -> how many people it takes, for the acts outside the life cycle's own table (`registry/lifecycle` adds its kinds).

Where an act stands here or there, the database refuses it without a decision by somebody other than the proposer.
"""


DECIDES: Final[Mapping[str, frozenset[str]]] = {
    "accounts": frozenset({"security_officer"}),
    "ledger": frozenset({"security_officer"}),
    "licensing": frozenset({"licensing_head"}),
    "books": frozenset({"licensing_head"}),
    "cashier": frozenset({"licensing_head"}),
    "ammunition": frozenset({"licensing_head", "police_supervisor", "armoury_commander"}),
    "trade": frozenset({"licensing_head", "armoury_commander"}),
    "custody": frozenset({"police_supervisor", "customs_supervisor", "judge", "licensing_head"}),
    "parties": frozenset({"licensing_head", "police_supervisor", "judge"}),
    "retention": frozenset({"licensing_head", "police_supervisor", "judge"}),
    "words": frozenset({"licensing_head", "police_supervisor", "customs_supervisor", "judge"}),
    "sender": frozenset({"licensing_head", "police_supervisor", "customs_supervisor", "judge"}),
    "lists": frozenset(
        {"licensing_head", "police_supervisor", "customs_supervisor", "armoury_commander", "judge"}
    ),
    "returns": frozenset({"licensing_head", "police_supervisor"}),
    "community": frozenset({"community_secretary"}),
    "oversight": frozenset({"judge"}),
    "registry": frozenset(
        {"licensing_head", "police_supervisor", "customs_supervisor", "armoury_commander", "judge"}
    ),
}
"""Area of a proposal -> roles that may answer it as the second person."""


UNINSPECTED: Final = frozenset({"community"})
"""Areas whose proposals no inspector reads for being one: who is a member of the community is told to nobody who does not vet."""
OF_THE_STATE: Final = frozenset({"returns", "community", "oversight"})
"""Areas whose proposals speak for the whole State, not for an office: whoever decides in the area answers them, of whatever kind
their own office is and whatever compartments it sees. Elsewhere a kind of office that decides answers for itself."""
