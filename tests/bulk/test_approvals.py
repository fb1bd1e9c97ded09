"""One answer to many proposals: each is decided by itself, and as another person than who asked."""

from __future__ import annotations

import pytest

from ifar.accounts.models import Decision
from ifar.bulk.approvals import DECIDED
from ifar.bulk.many import many_of
from ifar.bulk.services import batches, running
from ifar.errors import NotFound
from ifar.licensing.services import applications
from tests.conftest import sign_in
from tests.factories import a_person, an_application


def test_proposals_are_decided_in_a_queue_each_by_another_person(peopled_db, alice, bob):
    applicant = a_person(alice)
    asked = [
        applications.propose_grant(
            actor=alice, application_id=an_application(alice, applicant, kind), reason="complete"
        ).public_id
        for kind in ("sport", "hunting")
    ]
    head = sign_in("bob")
    listed = head.get("/proposals/").content.decode()
    assert all(f'name="picked" value="{text}"' in listed for text in asked)
    address = f"/batches/new/?act={DECIDED}&" + "&".join(f"picked={text}" for text in asked)
    refused = head.post(
        address, {"things": "\n".join(asked), "verdict": "refuse", "at_once": "1"}, follow=True
    )
    assert refused.context["one"].rejected == 2, "a no has a reason"
    result = {
        "things": "\n".join([*asked, applicant]),
        "verdict": "refuse",
        "reason": "Another order stands.",
    }
    page = head.post(address, result, follow=True)
    assert (page.context["one"].refused, page.context["one"].total) == (1, 3)
    batches.begin(actor=bob, batch_id=page.context["one"].public_id)
    assert set(Decision.objects.filter(decider=bob.id).values_list("proposal", "verdict")) == {
        (text, "refuse") for text in asked
    }
    with pytest.raises(NotFound):
        batches.preview(actor=alice, act=DECIDED, said={"verdict": "approve"}, things=asked)


def test_no_decision_is_left_to_the_worker():
    """`ifar verify` names a decision that a program made: it says yes in nobody's name (decision 0024)."""
    assert many_of(DECIDED).most <= min(running.AT_ONCE, running.ONE_BY_ONE)
