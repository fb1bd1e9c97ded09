"""Two phones of one count that send at the same moment: both are noted, and neither is asked again."""

from __future__ import annotations

from typing import Any

import pytest

from ifar.books import shop
from ifar.books.models import Count
from ifar.books.services import counts
from tests import cast
from tests.crossing import crossing

pytestmark = pytest.mark.usefixtures("peopled_db")


def test_two_phones_send_at_once_and_both_are_noted(monkeypatch: Any) -> None:
    ivan = cast.actor("ivan")
    begin = counts.begin(actor=ivan)
    came = crossing(
        monkeypatch,
        lambda: counts.note(actor=ivan, count_id=begin, seen="A100"),
        lambda: counts.note(actor=ivan, count_id=begin, seen="B200\nC300"),
        committing=True,
    )
    count = Count.objects.get()
    assert came == ["done", "done"]
    assert (count.lines, [item.text for item in shop.noted(count)]) == (3, ["A100", "B200", "C300"])
