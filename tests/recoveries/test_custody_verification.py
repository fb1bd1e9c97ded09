"""What verification says of custody: nothing of an honest register, and the row of each alteration; and the certificate, offline."""

from __future__ import annotations

import pytest

from ifar.placement.services import places
from ifar.recoveries.custody.services import chains as custody
from ifar.recoveries.custody.services import destruction, rooms
from ifar.recoveries.models import Batch, Chain
from tests import cast
from tests.altered import Register, filled_once, without_triggers
from tests.factories import a_case, an_item
from tests.recoveries.conftest import somebody
from tests.recoveries.test_destruction import for_destruction, read_all, recorded, sealed

OFF = without_triggers(
    *(f"recoveries_{table}" for table in ("chain", "count", "request", "batch", "series", "custodyevent")),
    "placement_place",
    "placement_placement",
)


def _fill() -> None:
    """A chain with a gap, a counted room, a batch that was destroyed under its list."""
    dave, erin, judy = (cast.actor(name) for name in ("dave", "erin", "judy"))
    ruth = somebody("ruth", "court", "judge")
    case = a_case(dave, ground="illicit_possession")
    room = places.open_place(actor=erin, kind="evidence", name="Room 1")
    text = an_item(dave, case, "AB71234")
    custody.take_in(actor=dave, exhibit=text, room=room, seal="S-1")
    custody.hand_over(actor=dave, chain_id=text, to=erin.agency, purpose="storage", room=room, seal="S-2")
    rooms.enter_count(actor=dave, count_id=rooms.begin_count(actor=dave, room=room), seen=[])
    arms = {
        item: for_destruction(dave, erin, item)
        for item in [an_item(dave, case, f"KX{n}44") for n in range(2)]
    }
    batch = sealed(dave, erin, arms)
    read_all(dave, batch)
    for witness in (judy, ruth):
        destruction.witness(actor=witness, batch_id=batch)
    recorded(dave, batch, counted=2)


country = filled_once(_fill)


def test_an_honest_register_says_nothing(country: Register) -> None:
    assert country.says() == []


@pytest.mark.parametrize(
    ("alteration", "named"),
    [
        ("UPDATE recoveries_chain SET gaps = '[]'", "chain {x}, gaps"),
        ("UPDATE recoveries_chain SET seal = 'S-9'", "chain {x}, seal"),
        ("UPDATE recoveries_batch SET lines = '[]'", "batch {z}, list"),
        ("UPDATE recoveries_batch SET witnesses = '{}'", "batch {z}, witnesses"),
        ("UPDATE recoveries_count SET differences = '[]'", "differences"),
        ("DELETE FROM placement_place", "place"),
        ("UPDATE placement_placement SET place = 'Z0000000000000', state = 'placed'", "placement of {x}"),
        ("DELETE FROM recoveries_custodyevent WHERE kind = 'missed'", "not_allowed count "),
        (
            "UPDATE recoveries_batch SET readings = jsonb_set(readings, ARRAY[lines -> 0 ->> 'exhibit'], '\"OTHER\"')",
            "not_allowed batch {z}, X",
        ),
        (
            "UPDATE acts_act SET transitions = '{}' WHERE prefix = 'custody' AND kind = 'received'",
            "acts_act custody chain received",
        ),
    ],
)
def test_each_alteration_is_named(country: Register, alteration: str, named: str) -> None:
    chain, batch = Chain.objects.exclude(gaps=[]).get().public_id, Batch.objects.get().public_id
    says = country.says(*OFF, alteration)
    if named:
        assert any(named.format(x=chain, z=batch) in text for text in says), says


def test_a_gap_that_an_act_did_not_tell_is_named(country: Register) -> None:
    """Issue 5, line 4: whoever switches the triggers off and writes a hand-over with no gaps is found by the acts themselves."""
    chain = Chain.objects.exclude(gaps=[]).get().public_id
    says = country.says(
        *OFF,
        "UPDATE recoveries_chain SET gaps = '[]' WHERE public_id = %s",
        "UPDATE recoveries_custodyevent SET changes = jsonb_set(changes, '{gaps}', '[]') WHERE subject = %s AND changes ? 'gaps'",
        values=(chain,),
    )
    assert f"state_differs chain {chain}, gaps" in says


def test_a_gap_that_whoever_had_it_explained_is_named(country: Register) -> None:
    chain = Chain.objects.exclude(gaps=[]).get().public_id
    says = country.says(
        *OFF,
        """UPDATE recoveries_custodyevent SET kind = 'explained', details = '{"gap": "2:seal"}',
           changes = jsonb_set(changes, '{state}', '"handed"') WHERE subject = %s AND kind = 'missed'""",
        values=(chain,),
    )
    assert f"not_allowed chain {chain}, act 3" in says


def test_a_destruction_that_no_list_names_is_found(country: Register) -> None:
    """An insider with the database takes an arm off the list afterwards: the destruction stands there without one."""
    says = country.says(
        *OFF,
        "UPDATE recoveries_custodyevent SET changes = jsonb_set(changes, '{lines}', '[]') WHERE changes ? 'lines'",
    )
    assert any("not_allowed destruction of F" in text for text in says)
