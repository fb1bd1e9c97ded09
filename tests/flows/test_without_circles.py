"""What the crowd of `test_a_crowd` found, each by itself: two who wait for each other, or of whom the second was told nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from ifar.accounts.models import Absence
from ifar.accounts.services import absences
from ifar.recoveries.models import Hit
from ifar.recoveries.services import links
from tests import cast
from tests.cast import actor
from tests.crossing import crossing
from tests.databases import Database
from tests.factories import a_case, a_firearm, an_item
from tests.flows.test_in_order import decided, differences


@pytest.fixture(autouse=True)
def honest(peopled_db: Database) -> Iterator[None]:
    """A register of the test's own, in which the verifier finds nothing afterwards."""
    yield
    assert differences(peopled_db) == []


@pytest.mark.parametrize("of", [0, 1], ids=["the same item", "another item of the case"])
def test_a_hit_is_confirmed_while_an_item_is_linked_with_its_firearm(monkeypatch: Any, of: int) -> None:
    """Neither holds what the other waits for."""
    dave, erin = actor("dave"), actor("erin")
    arm = a_firearm(actor("alice"), "KX4471").firearm
    case = a_case(dave, ground="illicit_possession")
    items = [an_item(dave, case, "KX4471") for _ in range(2)]
    hit = Hit.objects.get(item__public_id=items[0])
    came = crossing(
        monkeypatch,
        lambda: links.judge_hit(actor=dave, item_id=items[0], hit=hit.pk, verdict="confirmed"),
        lambda: links.link_item(actor=erin, item_id=items[of], firearm=arm),
    )
    assert came == ["done", ("Refused", "done")[of]]


def test_two_end_one_absence_at_once(monkeypatch: Any) -> None:
    now = dt.datetime.now(dt.UTC)
    authority = cast.agency("authority").public_id
    asked = absences.propose(
        actor=actor("ken"),
        user=cast.user("laura").public_id,
        stand_in=cast.user("mallory").public_id,
        role="security_officer",
        agency=authority,
        valid_from=now,
        valid_to=now + dt.timedelta(days=3),
        reason="is away",
    )
    decided("oscar", asked.public_id)
    key = Absence.objects.get().pk
    came = crossing(
        monkeypatch,
        lambda: absences.end(actor=actor("ken"), absence=key),
        lambda: absences.end(actor=actor("laura"), absence=key),
        committing=True,
    )
    assert came == ["done", "Conflict"]
