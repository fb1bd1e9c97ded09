"""What verification says of licensing: nothing of an honest register, and the row of each alteration."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from ifar.licensing.models import Licence
from ifar.licensing.services import licences, notices
from ifar.licensing.services.notices import NewNotice
from ifar.registry.services.events import NewEvent, record_event
from tests import cast
from tests.altered import Register, filled_once, without_triggers
from tests.factories import a_firearm, a_licence, a_person, an_application

OFF = without_triggers(
    "licensing_licence",
    "licensing_removal",
    "licensing_application",
    "licensing_notice",
    "registry_licenceuse",
)
NUMBER = {"kind": "national_id", "number": "ID-1984-7731"}


def _fill() -> None:
    """A licence under which a firearm is held, a suspended one, a notice that waits, an application that runs."""
    alice, bob, dave = (cast.actor(name) for name in ("alice", "bob", "dave"))
    amina = a_person(alice, born="1984-03-02", identity_numbers=[NUMBER])
    text = a_licence(alice, bob, amina)
    thing = a_firearm(alice, owner=a_person(alice, "Old Owner")).firearm
    sale = {"owner_kind": "private", "owner": amina, "licence": text}
    record_event(actor=alice, firearm=thing, event=NewEvent("privately_transferred", sale))
    notices.take(
        actor=dave,
        new=NewNotice("medical", "hospital", "M-1", {"name": "Amina Diallo", "born": "1984-03-02"}),
    )
    an_application(alice, amina, "hunting")
    licences.suspend(actor=alice, licence_id=text, ground="storage", reason="x")


country = filled_once(_fill)


def test_an_honest_register_says_nothing(country: Register) -> None:
    assert country.says() == []


@pytest.mark.parametrize(
    ("alteration", "named"),
    [
        ("UPDATE licensing_licence SET state = 'in_force'", "licence {l}, state"),
        ("UPDATE licensing_licence SET quota = 99", "licence {l}, quota"),
        ("DELETE FROM licensing_removal", "removal"),
        ("DELETE FROM registry_licenceuse", "use of a licence"),
        ("UPDATE registry_licenceuse SET void = true", "use of a licence"),
        ("UPDATE licensing_application SET advice = 'refuse'", "advice"),
        ("UPDATE licensing_notice SET described = NULL", "described"),
    ],
)
def test_each_alteration_is_named(country: Register, alteration: str, named: str) -> None:
    licence = Licence.objects.get().public_id
    says = country.says(*OFF, alteration)
    assert any(named.format(l=licence) in text for text in says), says


def test_a_feed_of_notices_from_the_console(country: Register, tmp_path) -> None:
    """The last one: what the console takes in is committed."""
    office = cast.agency("province").public_id
    file = tmp_path / "deaths.csv"
    file.write_text(
        "ground,source,reference,name,born,number\n"
        "death,registry,1,Amina Diallo,1984-03-02,ID-1984-7731\n"
        "death,registry,2,Wei Zhang,1950-01-01,XX-1\n"
    )
    buffer = io.StringIO()
    call_command("take_notices", str(file), office=office, stdout=buffer)
    assert (
        "2 notices: 1 acted upon (1 licences stopped), 0 wait for a person, 1 mean nobody on record"
        in buffer.getvalue()
    )
    assert Licence.objects.get().state == "suspended"
    assert country.says() == []
    with pytest.raises(CommandError):
        call_command("take_notices", str(file), office="A0000000000000")
