"""Facts out of a register that people filled through its services, and what breaks a rule there becomes a matter of the inspectorate."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from ifar.accounts.services import proposals, reads
from ifar.acts import declared
from ifar.errors import Forbidden
from ifar.matters import selectors as matters
from ifar.matters.models import Matter
from ifar.oversight.facts import Fact
from ifar.oversight.ranking import found, joined
from ifar.oversight.selectors import reading
from ifar.oversight.services import breaches
from ifar.parties.services.readings import REFUSED
from ifar.registry.models import Mark
from ifar.registry.occurred import day
from ifar.registry.services.events import NewEvent, record_event
from ifar.registry.services.proposals import propose_event
from ifar.rights import Actor
from tests import cast
from tests.factories import a_firearm, a_licence, a_person

SINCE = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


def the(act: str) -> list[Fact]:
    """The facts of an act."""
    return reading.read(SINCE).of(act)


def correct(alice: Actor, bob: Actor, firearm: str, serial: str) -> None:
    """A serial number that Alice asks to correct, and Bob agrees to."""
    n = Mark.objects.get(firearm__public_id=firearm, kind="serial").n
    event = NewEvent("corrected", {"reason": "A digit was misread."}, marks=({"n": n, "text": serial},))
    asked = propose_event(actor=alice, firearm=firearm, event=event, reason="It was misread.")
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve", reason="Seen.")


def test_facts_are_the_registers_own_rows(alice: Actor, bob: Actor, dave: Actor) -> None:
    hana = a_person(alice, "Hana Osei", contact={"telephone": "+47 700-1"})
    arm = a_firearm(alice, owner=hana, owner_kind="private").firearm
    correct(alice, bob, arm, "AB1235")
    record_event(
        actor=dave, firearm=arm, event=NewEvent("stolen", {}, occurred=day(dt.date(2026, 3, 1)), paper="P-1")
    )
    licence = a_licence(alice, bob, hana)
    reads.log(dave, "parties.party.read", hana)
    reads.log(dave, "parties.bar.check", hana, 0)
    reads.log(dave, REFUSED, hana, 0)

    [corrected] = the("registry.corrected")
    assert corrected.thing == arm
    assert corrected.actor == bob.id
    assert corrected.people == {"proposer": (alice.id,), "decider": (bob.id,)}
    assert corrected.code("fields") == "marks"

    [stolen] = the("registry.stolen")
    assert (stolen.party, stolen.on, stolen.office) == (hana, dt.date(2026, 3, 1), dave.agency)

    [granted] = the("licensing.application_granted")
    assert granted.party == hana
    assert granted.numbers == {"days": 0.0, "bars": 0.0}
    assert granted.code("kind") == "sport"
    assert alice.id in granted.who("examiner")
    assert granted.people["decider"] == (bob.id,)
    assert licence

    # A check that finds nothing against somebody was answered: only a refused look shows nobody.
    [look, checked, refused] = [fact for fact in the("read") if fact.party == hana and fact.actor == dave.id]
    assert [each.numbers["count"] for each in (look, checked, refused)] == [1, 1, 0]
    assert look.code("case") == "P-2026-17"
    assert look.id.startswith("R")

    standing = reading.read(SINCE).standing
    assert standing.kind_of(dave.agency) == "police"
    assert standing.parties[hana].surname == "osei"
    assert standing.parties[hana].telephone == "477001"
    assert standing.people[alice.id].surname == "province"
    assert standing.held[hana] == 1

    later = timezone.now() + dt.timedelta(hours=1)
    assert len(reading.read(later)) == 0


def test_every_source_reads_its_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each statement fits the tables that are there, though nothing stands in most of them, and the acts are declared there."""
    asked: list[tuple[str, str, str]] = []
    rows = reading._rows

    def noted(table: str, record_type: str, kinds: tuple[str, ...], since: dt.datetime) -> list[reading.Row]:
        asked.extend((table, record_type, kind) for kind in kinds)
        return rows(table, record_type, kinds, since)

    monkeypatch.setattr(reading, "_rows", noted)
    for source in reading.SOURCES:
        list(source(SINCE))
    known = {(acts.table, *name) for acts in declared() for name in acts.acts}
    assert len(asked) > 30
    assert set(asked) <= known


def test_the_first_two_steps_stand_on_the_list_and_the_third_is_refused(alice: Actor, bob: Actor) -> None:
    """G20, in a register: who had the serial number corrected proposes the end of the arm."""
    arm = a_firearm(alice, state="confiscated", owner_kind="state").firearm
    correct(alice, bob, arm, "AB1235")
    event = NewEvent("disposal_decided", {"order": "O-1", "method": "destruction"})
    asked = propose_event(actor=alice, firearm=arm, event=event, reason="It is due.")
    with pytest.raises(Forbidden):
        proposals.decide(actor=alice, proposal=asked.public_id, verdict="approve")
    [row] = [row for row in joined(found(reading.read(SINCE))) if row.who == alice.id]
    assert [signal.rule for signal in row.signals] == ["serial_before_disposal"]
    assert len(row.evidence) == 2


def test_a_breach_is_a_matter_of_the_inspectorate_once_and_nobody_concerned_hears_of_it(
    alice: Actor, bob: Actor, dave: Actor, judy: Actor
) -> None:
    arm = a_firearm(alice).firearm
    long_ago = day(timezone.localdate() - dt.timedelta(days=800))
    record_event(actor=dave, firearm=arm, event=NewEvent("stolen", {}, occurred=long_ago, paper="P-1"))
    assert breaches.look() == 1
    assert breaches.look() == 0
    matter = Matter.objects.get(kind="breach")
    assert matter.about == arm
    assert matter.cause.startswith("oversight.dated_back ")
    assert matter.agency == cast.agency("inspectorate")
    assert matter.barred == [dave.id]
    seen = {
        who.name: matters.matters_for(who).filter(pk=matter.pk).exists() for who in (alice, bob, dave, judy)
    }
    assert [name for name, sees in seen.items() if sees] == [judy.name]
    out = io.StringIO()
    call_command("oversight", stdout=out)
    assert "1" not in out.getvalue()
