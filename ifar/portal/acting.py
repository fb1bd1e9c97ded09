"""A holder as the services below know them: at the office that serves the account, with what one act takes and nothing else.

The services of licensing, of the register and of papers ask `require` of whoever acts. A holder has none of their permissions, so that
no door of theirs opens; this app looks first whether the thing is the holder's own, and then acts with exactly what that act needs. The
log names the holder, and every act keeps that it came from a holder's account.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ifar.rights import Actor

_SEEING: Final = frozenset({"registry:firearm:read", "parties:party:read", "licensing:licence:read"})
APPLY: Final = _SEEING | {"licensing:application:read", "licensing:application:write"}
REPORT: Final = _SEEING | {"registry:event:record"}
OFFER: Final = _SEEING | {"licensing:transfer:offer"}
PRINT: Final = _SEEING | {"documents:paper:read", "ledger:proof:read", "cashier:fee:read"}
FILE: Final = _SEEING | {"parties:file:give", "accounts:agency:read"}
DEPOSIT: Final = frozenset({"portal:own:act"})
KIND: Final = "holder"
"""The kind of recorder that the life cycle knows a holder by."""


def within(actor: Actor, takes: frozenset[str]) -> Actor:
    """The holder, for one act that takes these permissions, among what is civilian."""
    return replace(actor, agency_kind=KIND, permissions=takes, compartments=frozenset({"civilian"}))
