"""Fills a register that is going to run elsewhere: some firearms, and an API client that may record events."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from ifar.accounts.services import clients, proposals
from tests import cast
from tests.factories import a_firearm


@dataclass(frozen=True)
class Seeded:
    """The token of the client and the firearms that it may write about."""

    token: str
    firearms: list[str]


def seed(firearms: int) -> Seeded:
    """What the cast does in its country before somebody else writes there."""
    ken, laura, alice = (cast.actor(name) for name in ("ken", "laura", "alice"))
    asked = clients.propose(
        actor=ken,
        name="Writer",
        agency=cast.agency("province").public_id,
        scopes=["registry:event:record", "registry:firearm:read"],
        expires_at=timezone.now() + dt.timedelta(days=30),
        reason="Writes under kills",
    )
    proposals.decide(actor=laura, proposal=asked.public_id, verdict="approve")
    made = [a_firearm(alice, f"KILL{number}").firearm for number in range(firearms)]
    return Seeded(clients.take_token(actor=ken, client=asked.object), made)
