"""Two people of one trader, or two phones of one receiver, at the same moment: one is refused in words, and nothing that was scanned is lost."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

import pytest

from ifar.errors import Refused
from ifar.trade.despatches.services import despatching
from ifar.trade.models import Box, Despatch
from tests import cast
from tests.bulk.making import a_maker
from tests.crossing import crossing
from tests.trade.despatching import a_carrier, a_stock, offered, received, state_of

pytestmark = pytest.mark.usefixtures("peopled_db")


def test_two_despatches_of_one_arm_and_two_phones_at_one_receipt(monkeypatch: Any) -> None:
    maker, carrier, ivan = a_maker(), a_carrier(), cast.actor("ivan")
    guns = a_stock(maker, 4)
    text, other = offered(maker, ivan, carrier, 4), offered(maker, ivan, carrier, 1)
    pack = partial(despatching.pack, actor=maker, despatch_id=text, seals=["S"])
    crossed = partial(crossing, monkeypatch, committing=True)
    assert (
        crossed(lambda: pack(number="1", things=guns[:3]), lambda: pack(number="2", things=guns[2:]))
        == ["done"] * 2
    )
    packed = Counter(gun for box in Box.objects.all() for gun in box.firearms)
    assert packed == Counter(guns), "and none is in two crates"
    despatching.pack(actor=maker, despatch_id=other, number="1", seals=["S"], things=guns[:1])
    send = partial(despatching.send, actor=maker)
    assert crossed(lambda: send(despatch_id=text), lambda: send(despatch_id=other)) == ["done", "Conflict"]
    assert [Despatch.objects.get(public_id=each).state for each in (text, other)] == ["sent", "accepted"]
    with pytest.raises(Refused) as raised:
        send(despatch_id=other)
    assert [why.code for why in raised.value.reasons] == ["trade.despatch.stopped"]
    scan = partial(received, ivan, text, complete=False)
    assert crossed(lambda: scan(guns[:2]), lambda: scan(guns[1:3])) == ["done"] * 2
    assert sorted(gun for box in Box.objects.all() for gun in box.received) == sorted(guns[:3])
    assert [state_of(gun) for gun in guns] == ["in_stock_retail"] * 3 + ["despatched"]
    assert crossed(lambda: scan(guns), lambda: scan(guns[3:])) == ["done"] * 2, "also of what was the last"
    again = scan(guns[3:])
    assert (again.received, [why.code for each in again.refused for why in each.reasons]) == (
        0,
        ["trade.despatch.came_already"],
    )
    assert Despatch.objects.get(public_id=text).state == "completed"
    with pytest.raises(Refused):
        scan(["DS00009"])
