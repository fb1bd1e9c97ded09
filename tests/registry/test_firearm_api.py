"""A firearm over the API, by somebody who may see it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from ifar.accounts.models import Proposal
from ifar.rights import Actor
from tests.factories import a_firearm

pytestmark = pytest.mark.django_db


def test_the_whole_record_is_given_with_every_event_and_its_schema(
    alice: Actor, signed_in: Callable[[str], Client]
) -> None:
    firearm = a_firearm(alice, "PX4-778").firearm
    answer = signed_in("alice").get(f"/api/firearms/{firearm}")
    assert answer.status_code == 200
    (event,) = answer.json()["events"]
    assert event["n"] == 1
    assert event["schema"].startswith("item.")


def test_a_host_that_is_not_ours_is_a_bad_request_and_no_error_of_the_server(client: Client) -> None:
    assert client.get("/account/login/", headers={"host": "evil.example"}).status_code == 400


def test_a_proposal_says_how_many_events_its_proposer_saw(
    signed_in: Callable[..., Client], alice: Actor
) -> None:
    firearm = a_firearm(alice).firearm
    asked = {
        "kind": "corrected",
        "details": {"fields": ["year"]},
        "identity": {"year": 1999},
        "reason": "misread at intake",
    }
    post = {"content_type": "application/json"}
    place = f"/api/firearms/{firearm}/proposals"
    late = signed_in("alice").post(place, {**asked, "expected_n": 7}, **post)
    assert (late.status_code, late.json()["error"]["code"]) == (409, "registry.firearm.changed_meanwhile")
    assert not Proposal.objects.exists()
    assert signed_in("alice").post(place, {**asked, "expected_n": 1}, **post).status_code == 201
