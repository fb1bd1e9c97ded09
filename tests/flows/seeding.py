"""Fills a register that runs elsewhere: the cast, some firearms, and an API client that may record events; prints what it made."""

from __future__ import annotations

import datetime as dt
import json
import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402

from ifar.accounts.services import clients, proposals  # noqa: E402
from tests import cast  # noqa: E402
from tests.factories import a_firearm  # noqa: E402


def seed(firearms: int) -> dict[str, object]:
    """Found the country; returns the token of the client and the firearms that it may write about."""
    cast.build()
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
    return {"token": clients.take_token(actor=ken, client=asked.object), "firearms": made}


if __name__ == "__main__":
    json.dump(seed(int(sys.argv[1])), sys.stdout)
