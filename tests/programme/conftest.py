"""The people of the strategy: Bob manages it, Carol and Judy work under it, Nina keeps the books of the Fund, Oscar reads."""

from __future__ import annotations

import pytest

from ifar.accounts.services import grants
from ifar.accounts.services.proposals import decide
from tests import cast

ROLES = (
    ("bob", "programme_manager"),
    ("alice", "programme_officer"),
    ("judy", "programme_officer"),
    ("nina", "fund_officer"),
    ("dave", "strategy_reader"),
)


def give_roles() -> None:
    """Ken and Laura give the roles that the cast lacks."""
    for name, role in ROLES:
        person = cast.user(name)
        asked = grants.propose_grant(
            actor=cast.actor("ken"),
            user=person.public_id,
            role=role,
            agency=person.home.public_id,
            reason="for the strategy",
        )
        assert decide(actor=cast.actor("laura"), proposal=asked.public_id, verdict="approve").executed


@pytest.fixture
def roles(db: None) -> None:
    """The roles are given."""
    give_roles()
