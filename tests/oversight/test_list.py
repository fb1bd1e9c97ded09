"""The inspector's list: who sees it, what it says, and that the same finding ages as one."""

from __future__ import annotations

import datetime as dt

import pytest

from ifar.accounts.services import grants, proposals
from ifar.errors import Forbidden
from ifar.oversight import words
from ifar.oversight.models import Signal
from ifar.oversight.rules import BY_CODE
from ifar.oversight.selectors import signals
from ifar.oversight.services.signals import refresh
from ifar.rights import Actor, require
from tests import cast
from tests.conftest import sign_in
from tests.oversight.casework import serial_then_destruction
from tests.oversight.making import each, fact, facts

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 12, 1)


def test_every_rule_has_its_words() -> None:
    assert set(words.RULES) == set(BY_CODE)


def test_an_inspector_sees_signals_of_other_offices_and_nobody_else_any(
    alice: Actor, bob: Actor, judy: Actor
) -> None:
    refresh(facts(*serial_then_destruction(alice), *serial_then_destruction(judy, "F2")), TODAY)
    assert Signal.objects.count() == 2
    office = cast.agency("inspectorate")
    given = grants.propose_grant(
        actor=cast.actor("ken"),
        user=judy.id,
        role="oversight_inspector",
        agency=office.public_id,
        reason="new",
    )
    assert proposals.decide(actor=cast.actor("laura"), proposal=given.public_id, verdict="approve").executed
    inspector = cast.actor("judy")
    rows, more = signals.rows_for(inspector)
    # What is asked about the inspector's own office, or themselves, they do not see, nor that there is more.
    assert [(row.who, row.name) for row in rows] == [(alice.id, "Alice Province")]
    assert more == 0
    for name in ("alice", "bob", "ken", "laura", "erin"):
        somebody = cast.actor(name)
        assert signals.rows_for(somebody) == ([], 0)
        with pytest.raises(Forbidden):
            require(somebody, signals.READ)
    assert judy.agency == inspector.agency

    page = sign_in("judy").get("/oversight/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Alice Province" in text
    assert "Marks altered before a disposal" in text
    assert "an old mistake is found" in text
    assert "<h2><bdi>Alice" in text
    assert "<h2><bdi>Judy" not in text
    for name in ("alice", "ken", "laura"):
        assert sign_in(name).get("/oversight/").status_code == 403


def test_the_same_finding_ages_as_one_and_is_gone_when_it_is_found_no_more(alice: Actor) -> None:
    rows = serial_then_destruction(alice)
    refresh(facts(*rows), TODAY)
    more = fact("registry.written_off", 130, alice.id, alice.agency, thing="F1")
    refresh(facts(*rows, more), TODAY + dt.timedelta(days=3))
    one = Signal.objects.get()
    assert (one.first_on, one.last_on) == (TODAY, TODAY + dt.timedelta(days=3))
    assert [item["act"] for item in one.evidence] == [
        "registry.corrected",
        "accounts.proposed",
        "registry.written_off",
    ]
    refresh(facts(*each("registry.corrected", 2)), TODAY + dt.timedelta(days=4))
    assert Signal.objects.get().gone
