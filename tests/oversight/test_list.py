"""The inspector's list: who sees it, what it says, and that the same finding ages as one."""

from __future__ import annotations

import datetime as dt
import os

import pytest

from ifar import identifiers
from ifar.accounts.labels import PURPOSES
from ifar.accounts.models import ReadLog
from ifar.accounts.selectors.reads import reads_for, told
from ifar.accounts.services import grants, proposals, reads
from ifar.errors import Forbidden
from ifar.oversight import words
from ifar.oversight.models import Inspection, Signal
from ifar.oversight.rules import BY_CODE
from ifar.oversight.selectors import signals
from ifar.oversight.services.signals import refresh
from ifar.rights import Actor, require
from tests import cast
from tests.conftest import sign_in
from tests.oversight.casework import in_days, serial_then_destruction, the_inspectorate
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


def test_a_look_on_which_a_signal_stands_is_opened_by_whoever_inquires_and_a_case_by_its_form(
    dave: Actor,
) -> None:
    judy, mallory, _heidi = the_inspectorate()
    party = identifiers.new("P", os.urandom)
    number = reads.log(dave, "parties.party.read", party)
    signal = Signal.objects.create(
        finding="f" * 64,
        family="corruption",
        rule="looks_without_case",
        who=dave.id,
        offices=[dave.agency],
        weight=9,
        figures={"hits": 6, "exposure": 7, "expected": 1.2, "ratio": 5, "p": 0.001},
        evidence=[{"id": f"R{number}", "act": "read", "on": "2026-12-01", "thing": party}],
        first_on=TODAY,
        last_on=TODAY,
    )
    line = f"/oversight/signals/{signal.finding}/reads/{number}/"
    purpose = str(PURPOSES[ReadLog.objects.get(id=number).purpose])
    listed = sign_in("judy").get("/oversight/").content.decode()
    assert line in listed
    assert purpose in listed

    # The one look that it stands on, for whoever sees the signal; that it was opened is logged, and nobody concerned is told of it.
    opened = sign_in("judy").get(line)
    assert opened.status_code == 200
    assert all(text in opened.content.decode() for text in (dave.name, identifiers.shown(party), purpose))
    look = ReadLog.objects.filter(act="oversight.look.read", object=party).get()
    assert (look.actor, look.purpose) == (judy.id, "inspection")
    assert not ReadLog.objects.filter(told(), act="oversight.look.read").exists()
    # Nor does whoever looks after the log of reads at another office learn by it that somebody inquires.
    laura = cast.actor("laura")
    assert reads_for(laura).filter(actor=dave.id, object=party).exists()
    assert not reads_for(laura).filter(actor=judy.id, purpose="inspection").exists()
    other = reads.log(dave, "parties.party.read", party)
    for name, status in {"judy": 404, "erin": 404, "dave": 403, "ken": 403}.items():
        address = line.replace(str(number), str(other)) if name == "judy" else line
        assert sign_in(name).get(address).status_code == status, name

    # A case says whom it concerns and who may lead it before it is opened; opened, its lead keeps what the list shows no more.
    form = f"/oversight/signals/of/{dave.id}/case/"
    asked = sign_in("judy").get(form)
    assert all(name in asked.content.decode() for name in (cast.agency("harbour").name, dave.name))
    assert b"Erin" not in asked.content.partition(b"<form")[2]
    assert not Inspection.objects.exists()
    wrong = {"text": "Who asked for it?", "due_on": in_days(-1).isoformat()}
    assert sign_in("judy").post(form, wrong).status_code == 422
    sent = {"text": "Who asked for it?", "due_on": in_days(9).isoformat(), "lead": mallory.id}
    assert sign_in("judy").post(form, sent).status_code == 302
    case = Inspection.objects.get()
    assert (case.state, case.lead, case.text, case.due_on) == (
        "assigned",
        mallory.id,
        sent["text"],
        in_days(9),
    )
    Signal.objects.update(gone=True)
    assert line in sign_in("mallory").get(f"/oversight/cases/{case.public_id}/").content.decode()
    assert sign_in("mallory").get(line).status_code == 200
    assert sign_in("heidi").get(line).status_code == 404
    # A member in whose name the evidence stands by now reads it no more.
    Signal.objects.update(others=[mallory.id])
    assert line not in sign_in("mallory").get(f"/oversight/cases/{case.public_id}/").content.decode()
    assert sign_in("mallory").get(line).status_code == 404
