"""Inspection rounds: a frozen frame, a seed that nobody chose, one draw. `test_draws` and `test_visits` go on from there."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import timezone

from ifar.errors import Invalid, Refused
from ifar.licensing import draw, inspection
from ifar.licensing.models import Round
from ifar.licensing.selectors import framing
from ifar.licensing.selectors.terms import items
from ifar.licensing.services import applications, licences, rounds
from tests import cast
from tests.databases import ground
from tests.factories import a_licence, a_person

pytestmark = pytest.mark.django_db
VALUE = "7F3A9C0D5E1B2A4470" * 4


def people(alice, bob, number=4, kind="sport"):
    return [a_licence(alice, bob, a_person(alice, f"Holder {n}"), kind=kind) for n in range(number)]


@pytest.fixture(scope="module")
def held(databases, peopled_template, django_db_setup, django_db_blocker) -> Iterator[list[str]]:
    """The licences of three people who hold one in the register of all these tests."""
    with ground(databases, peopled_template, django_db_blocker):
        result = people(cast.actor("alice"), cast.actor("bob"), 3)
        with django_db_blocker.block():
            yield result


def a_round(actor, number=2, *, beacon="National lottery", after=1.6, **changes):
    day = applications.today()
    return rounds.open_round(
        actor=actor,
        **{
            "kinds": ["sport"],
            "number": number,
            "period_from": day,
            "period_to": day + dt.timedelta(days=60),
            "beacon": beacon,
            "seed_after": timezone.now() + dt.timedelta(seconds=after) if beacon else None,
            **changes,
        },
    )


def waited_for(public_id):
    """Wait until the moment of a round's beacon has come."""
    until = Round.objects.get(public_id=public_id).seed_after
    while timezone.now() <= until:
        time.sleep(0.02)


def drawn(actor, public_id, value=VALUE):
    """Draw a round once the moment of its beacon has come."""
    waited_for(public_id)
    return rounds.draw_round(actor=actor, round_id=public_id, value=value)


def answers(**changes):
    asked = inspection.items_for(items(), "sport")
    return {item.code: changes.get(item.code, "good") for item in asked}


def test_the_frame_is_frozen_before_its_seed_exists(alice, held):
    public_id = a_round(alice, 2)
    record = Round.objects.get()
    assert (record.state, record.frame_size, record.seed, record.drawn) == ("frozen", 3, "", [])
    frame = framing.frame_of(public_id)
    assert sorted(framed.licence for framed in frame) == sorted(held)
    assert record.frame_hash == draw.frame_hash(framed.member for framed in frame)
    assert sum(record.counts.values()) == 2
    assert all(framed.stratum == "sport.middle" for framed in frame)
    with pytest.raises(Refused) as early:
        rounds.draw_round(actor=alice, round_id=public_id, value=VALUE)
    assert early.value.code in ("licensing.round.early",)


def test_strata_come_from_the_register(alice, held):
    item, *_ = held
    licences.suspend(actor=alice, licence_id=item, ground="storage", reason="x")
    day = applications.today()
    assert inspection.risk(held=0, findings=0, stopped=True, inspected=None, day=day) == "high"
    assert inspection.risk(held=10, findings=0, stopped=False, inspected=day, day=day) == "high"
    assert inspection.risk(held=9, findings=0, stopped=False, inspected=day, day=day) == "middle"
    assert inspection.risk(held=3, findings=0, stopped=False, inspected=day, day=day) == "low"
    late = day - inspection.OLD - dt.timedelta(days=1)
    assert inspection.risk(held=0, findings=0, stopped=False, inspected=late, day=day) == "middle"
    assert len(framing.candidates(alice.agency_id, ["sport"], "", day, 100)) == 2


def test_a_second_round_of_the_same_licences_is_refused(alice, held):
    a_round(alice)
    with pytest.raises(Refused) as refused:
        a_round(alice)
    assert refused.value.code == "licensing.round.twice"


def test_the_database_refuses_the_second_round_too(alice, held, monkeypatch):
    a_round(alice)
    monkeypatch.setattr(rounds.follow_up, "overlapping", lambda *args: False)
    with pytest.raises(Refused) as refused, transaction.atomic():
        a_round(alice)
    assert "in that time already" in str(refused.value.__cause__)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kinds": []}, "licensing.round.kinds"),
        ({"kinds": ["no_such"]}, "licensing.round.kinds"),
        ({"number": 0}, "licensing.round.number"),
        ({"period_to": dt.date(2020, 1, 1)}, "licensing.round.period"),
        ({"after": -5.0}, "licensing.round.beacon"),
        ({"kinds": ["collector"]}, "licensing.round.empty"),
    ],
)
def test_what_cannot_be_a_round_is_told(alice, held, changes, code):
    with pytest.raises(Invalid) as refused:
        a_round(alice, **changes)
    assert code in {reason.code for reason in refused.value.reasons}


def test_a_round_without_a_beacon_waits_for_a_witness(alice, held):
    public_id = a_round(alice, 1, beacon="")
    with pytest.raises(Refused) as refused:
        rounds.draw_round(actor=alice, round_id=public_id)
    assert refused.value.code == "licensing.round.unwitnessed"


def test_an_area_is_chosen_by_name_and_an_empty_one_says_so_at_its_field(alice, held, signed_in, settings):
    settings.IFAR_COUNTRY = "FR"
    for area, code in (("nowhere", "licensing.round.area"), ("FR-06", "licensing.round.empty_area")):
        with pytest.raises(Invalid) as refused:
            a_round(alice, 1, area=area)
        assert [(reason.code, reason.field) for reason in refused.value.reasons] == [(code, "area")]
    text = signed_in("alice").get("/licensing/rounds/new/").content.decode()
    assert '<option value="FR-06">Alpes-Maritimes</option>' in text
