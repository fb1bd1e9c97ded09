"""Who says of a firearm to which category it belongs, and that it is a matter of national security."""

from __future__ import annotations

from typing import Any

import pytest

from ifar.errors import Forbidden
from ifar.registry.models import Firearm
from ifar.registry.services.events import NewEvent
from ifar.registry.services.proposals import propose_event
from tests import cast
from tests.factories import a_firearm

pytestmark = pytest.mark.django_db
CATEGORY: dict[str, Any] = {"category": "B"}
SECURITY: dict[str, Any] = {"national_security": True}


@pytest.mark.parametrize(
    ("name", "identity"), [("alice", CATEGORY), ("grace", CATEGORY), ("grace", SECURITY)]
)
def test_those_whose_work_it_is_set_it(name, identity):
    made = a_firearm(cast.actor(name), identity=identity)
    firearm = Firearm.objects.get(public_id=made.firearm)
    assert {key: getattr(firearm, key) for key in identity} == identity


@pytest.mark.parametrize(
    ("name", "identity", "code"),
    [
        ("ivan", CATEGORY, "registry.category.not_yours"),
        ("frank", CATEGORY, "registry.category.not_yours"),
        ("frank", SECURITY, "registry.security.not_yours"),
        ("alice", SECURITY, "registry.security.not_yours"),
        ("ivan", {"national_security": False}, "registry.security.not_yours"),
    ],
)
def test_nobody_else_does(name, identity, code):
    with pytest.raises(Forbidden) as caught:
        a_firearm(cast.actor(name), identity=identity)
    assert caught.value.code == code
    assert str(caught.value)


def test_nor_by_way_of_a_correction_and_never_of_a_civilian_firearm(alice):
    made = a_firearm(alice)
    for name, identity in (("dave", CATEGORY), ("erin", SECURITY)):
        with pytest.raises(Forbidden):
            propose_event(
                actor=cast.actor(name),
                firearm=made.firearm,
                event=NewEvent("corrected", identity=identity),
                reason="x",
            )
