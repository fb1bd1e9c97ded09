"""Tracing in the demonstration country: what the officer's guide promises is there."""

from __future__ import annotations

import pytest

from ifar.demonstration import tracing
from ifar.recoveries.services import items
from ifar.recoveries.services.items import NewItem
from ifar.registry.occurred import parse
from ifar.tracing.models import Request, Step
from tests import cast
from tests.factories import a_case, a_firearm

pytestmark = pytest.mark.django_db


def test_requests_of_every_direction_stand_somewhere_else(erin):
    alice = cast.actor("alice")
    for number in range(43):
        a_firearm(alice, f"AB7{number:04}")
    case = a_case(erin, place="Old port", occurred=parse("2026-05-03"))
    arms = [
        NewItem(
            identity={"type": "pistol", "calibre": "9x19"},
            marks=({"kind": "serial", "text": f"AB7{number:04}"},),
        )
        for number in range(6)
    ]
    items.enter_items(actor=erin, case=case, items=arms)
    tracing.load({"supervisor": erin})
    tracing.load({"supervisor": cast.actor("mallory")})
    stands = {(request.direction, request.state) for request in Request.objects.all()}
    assert {("incoming", "sent"), ("incoming", "searching"), ("incoming", "delayed")} <= stands
    assert {direction for direction, _state in stands} == {"outgoing", "incoming", "domestic"}
    assert Step.objects.filter(state="asked").exists()
