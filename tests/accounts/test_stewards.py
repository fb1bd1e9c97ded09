"""Two administrators and two security officers at any time: fewer only if somebody says that they know it, none never."""

from __future__ import annotations

import pytest

from ifar.accounts.selectors import people as selectors
from ifar.accounts.services import grants, people, proposals
from ifar.errors import Refused
from tests import cast


def grant_of(name):
    return cast.user(name).grants.get().pk


def codes(caught):
    return [reason.code for reason in caught.value.reasons]


def take(ken, name, *, decider):
    asked = grants.propose_revocation(actor=ken, grant=grant_of(name), reason="retires", understood=True)
    return proposals.decide(actor=decider, proposal=asked.public_id, verdict="approve")


def test_one_of_two_is_locked_only_by_somebody_who_knows_it(ken):
    with pytest.raises(Refused) as caught:
        people.lock(actor=ken, user=cast.user("oscar").public_id, reason="gone")
    assert codes(caught) == ["accounts.steward.few"]
    assert "only 1 would be left" in str(caught.value.reasons[0].message)
    people.lock(actor=ken, user=cast.user("oscar").public_id, reason="gone", understood=True)
    assert selectors.too_few() == {"security_officer": 1}
    people.lock(actor=ken, user=cast.user("dave").public_id, reason="others are not asked about")


def test_one_of_two_loses_the_role_only_if_whoever_asks_knows_it_and_the_last_one_never(ken, laura):
    with pytest.raises(Refused) as caught:
        grants.propose_revocation(actor=ken, grant=grant_of("oscar"), reason="retires")
    assert codes(caught) == ["accounts.steward.few"]
    assert take(ken, "oscar", decider=laura).executed
    with pytest.raises(Refused) as caught:
        grants.propose_revocation(actor=ken, grant=grant_of("laura"), reason="retires", understood=True)
    assert codes(caught) == ["accounts.steward.last"]


def test_two_proposals_at_once_do_not_take_both(ken, laura):
    proposal, other = (
        grants.propose_revocation(actor=ken, grant=grant_of(name), reason="retires", understood=True)
        for name in ("oscar", "laura")
    )
    assert proposals.decide(actor=laura, proposal=proposal.public_id, verdict="approve").executed
    with pytest.raises(Refused) as caught:
        grants.execute_revocation(laura, other)
    assert codes(caught) == ["accounts.steward.last"]


def test_the_page_asks_for_the_statement(signed_in, ken):
    assert b'name="understood"' in signed_in("ken").get(f"/people/{cast.user('oscar').public_id}/").content
    assert (
        b'name="understood"' not in signed_in("ken").get(f"/people/{cast.user('alice').public_id}/").content
    )
