"""Custody in the demonstration country: what the officer's guide promises is there."""

from __future__ import annotations

import pytest

from ifar.demonstration import custody
from ifar.documents.models import Paper
from ifar.placement.models import Place
from ifar.recoveries.models import Batch, Chain, Count, Series
from tests import cast
from tests.recoveries.conftest import somebody

pytestmark = pytest.mark.django_db


def test_a_room_with_a_gap_two_batches_and_two_series(dave, erin, judy):
    officers = {
        "police": dave,
        "supervisor": erin,
        "custodian": somebody("carl", "harbour", "evidence_custodian"),
        "inspector": judy,
        "judge": somebody("ruth", "court", "judge"),
    }
    custody.load(officers)
    custody.load({name: cast.actor("mallory") for name in officers})
    assert Place.objects.count() == 2
    assert {gap["kind"] for chain in Chain.objects.exclude(gaps=[]) for gap in chain.gaps} == {
        "seal",
        "place",
    }
    assert Count.objects.get().state == "differs"
    assert sorted(Batch.objects.values_list("state", flat=True)) == ["destroyed", "sealed"]
    assert Paper.objects.filter(kind="destruction_certificate").count() == 1
    assert sorted(len(series.members) for series in Series.objects.filter(state="proposed")) == [4, 5]
