"""How one of a crowd chooses: somebody, something, one of the questions that wait. See `test_a_crowd`."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any, Final

from ifar.accounts.models import Proposal
from ifar.accounts.services import proposals
from tests.cast import actor

Chance = random.Random
Act = Callable[[Chance], object]
WHY: Final = "as it should be"


class Nothing(Exception):
    """There is nothing that could be done so now."""


def one(chance: Chance, rows: Any) -> Any:
    """One of some rows as they stand now."""
    results = list(rows)
    if not results:
        raise Nothing
    return chance.choice(results)


def of(chance: Chance, *names: str) -> Any:
    """Somebody of the cast, with the rights that they have now."""
    return actor(chance.choice(names))


def decide(chance: Chance, *prefixes: str, deciders: Sequence[str]) -> None:
    """Answer one of the latest questions that wait for a second person."""
    waiting = [
        proposal.public_id
        for proposal in Proposal.objects.filter(decisions__isnull=True).order_by("-at")[:24]
        if proposal.act.startswith(prefixes)
    ][:4]
    verdict = chance.choice(("approve",) * 5 + ("refuse",))
    proposals.decide(
        actor=of(chance, *deciders),
        proposal=one(chance, waiting),
        verdict=verdict,  # type: ignore[arg-type]
        reason="" if verdict == "approve" else "not now",
    )
