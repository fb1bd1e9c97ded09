"""Proposals that hardly are the one stand folded where they are many, and never what somebody judged."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ifar.recoveries.views.presenters import FOLDED_FROM, unfolded


def row(unlikely, verdict=""):
    return {"unlikely": unlikely, "hit": SimpleNamespace(verdict=verdict)}


@pytest.mark.parametrize("many", [FOLDED_FROM - 1, FOLDED_FROM, 12])
def test_many_unlikely_ones_are_folded_and_a_few_are_not(many):
    likely, judged = row(False), row(True, "rejected")
    hardly = [row(True) for _ in range(many)]
    shown, folded = unfolded([hardly[0], likely, judged, *hardly[1:]], lambda item: item)
    if many < FOLDED_FROM:
        assert (len(shown), folded) == (many + 2, [])
    else:
        assert shown == [likely, judged]
        assert folded == hardly
