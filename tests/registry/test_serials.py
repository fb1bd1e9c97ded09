"""A serial number is unique for its make and model: the register answers, and a paper counts only where it cannot know."""

from __future__ import annotations

from typing import Any

import pytest

from ifar.errors import Refused
from ifar.registry.attestations import Attestation
from ifar.registry.models import Event
from ifar.registry.services import preview
from ifar.registry.services.events import NewEvent, Recorded, record_event, register_firearm
from ifar.rights import ROLES, Actor
from tests import cast
from tests.factories import SEEN, a_firearm

pytestmark = pytest.mark.django_db
MARKS = ({"kind": "maker", "text": "Works"}, {"kind": "country", "text": "XX"})


@pytest.fixture
def walter(db: object) -> Actor:
    """Somebody who makes firearms at the Small Arms Works."""
    works = cast.agency("works")
    return Actor(
        kind="person", id=cast.user("mallory").public_id, agency=works.public_id, agency_id=works.pk, agency_kind="maker",
        roles=frozenset({"maker"}), permissions=ROLES["maker"].permissions, compartments=frozenset({"civilian"}),
    )  # fmt: skip


def made(walter: Actor, identity: dict[str, Any]) -> Recorded:
    planned = register_firearm(actor=walter, event=NewEvent("production_planned", identity=identity))
    return record_event(actor=walter, firearm=planned.firearm, event=NewEvent("production_completed"))


def marked(walter: Actor, serial: str, identity: dict[str, Any], **attested: Attestation) -> Recorded:
    event = NewEvent("marked", marks=(*MARKS, {"kind": "serial", "text": serial}), attested=attested)
    return record_event(actor=walter, firearm=made(walter, identity).firearm, event=event)


BERETTA = {"make": "beretta", "model": "beretta/92fs"}


def test_a_new_number_needs_no_paper(walter):
    done = marked(walter, "W-1001", BERETTA)
    assert "attested" not in Event.objects.get(pk=done.entry).checks


def test_a_number_that_stands_already_is_refused_and_no_paper_helps(walter):
    marked(walter, "W-1001", BERETTA)
    with pytest.raises(Refused) as caught:
        marked(walter, "W 1001", BERETTA, serial_unique=SEEN)
    assert caught.value.code == "registry.precondition.serial_unique"


def test_another_model_maker_or_an_ended_life_is_no_obstacle(walter):
    marked(walter, "W-1001", BERETTA)
    marked(walter, "W-1001", {"make": "beretta", "model": "beretta/m9"})
    marked(walter, "W-1001", {"make": "glock", "model": "glock/17"})


def test_where_make_or_model_is_not_known_the_paper_counts(walter, alice):
    with pytest.raises(Refused) as caught:
        marked(walter, "W-1001", {"make": None, "make_status": "unknown"})
    assert caught.value.code == "registry.unknown.serial_unique"
    assert marked(walter, "W-1001", {"make": None, "make_status": "unknown"}, serial_unique=SEEN)
    a_firearm(alice, "W-2002", identity={"make": "beretta"})
    with pytest.raises(Refused):
        marked(walter, "W-2002", BERETTA)
    assert marked(walter, "W-2002", BERETTA, serial_unique=SEEN)


def test_one_that_is_not_the_maker_s_to_see_is_not_named(walter, alice, grace):
    a_firearm(grace, "W-3003", identity=BERETTA)
    assert marked(walter, "W-3003", BERETTA), "another compartment does not exist for a maker"
    a_firearm(alice, "W-4004", identity=BERETTA)
    with pytest.raises(Refused) as caught:
        marked(walter, "W-4004", BERETTA)
    assert caught.value.code == "registry.ask_desk"


def test_the_page_asks_for_no_paper_that_the_register_can_do_without(walter):
    snapshot = preview.snapshot(walter, made(walter, BERETTA).firearm)
    needs, expects, *_ = preview.to_attest(walter, snapshot, "marked")
    assert "serial_unique" not in needs
    assert "serial_unique" in expects, "an offer for where the register cannot know"
