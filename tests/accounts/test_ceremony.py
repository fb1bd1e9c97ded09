"""The founding: two people, once, and never again."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from ifar.accounts.models import User
from ifar.accounts.services import ceremony
from ifar.accounts.services.agencies import NewAgency
from ifar.accounts.services.people import NewPerson
from ifar.errors import Refused
from tests import cast


def test_the_cast_has_closed_it(db):
    assert not ceremony.is_open()
    for call in (
        lambda: ceremony.register_agency(NewAgency("court", "Another Court", "XX")),
        lambda: ceremony.register_person(
            NewPerson("eve", "Eve"), cast.agency("court"), "a long enough sentence"
        ),
        lambda: ceremony.grant(cast.user("mallory"), "judge", cast.agency("court")),
        lambda: ceremony.close(administrator=cast.user("ken"), security_officer=cast.user("laura")),
    ):
        with pytest.raises(Refused) as refused:
            call()
        assert refused.value.code == "accounts.ceremony.closed"


def _founded():
    place = ceremony.register_agency(NewAgency("licensing_authority", "Authority", "XX"))
    both = {}
    for name, role in (("admin", "administrator"), ("safety", "security_officer")):
        both[role] = ceremony.register_person(NewPerson(name, name.title()), place, "a long enough sentence")
        ceremony.grant(both[role], role, place)
    return both


def test_it_needs_two_people_in_two_roles(committed_db):
    both = _founded()
    with pytest.raises(Refused):
        ceremony.close(administrator=both["administrator"], security_officer=both["administrator"])
    with pytest.raises(Refused):
        ceremony.close(administrator=both["security_officer"], security_officer=both["administrator"])
    ceremony.close(**both)
    assert not ceremony.is_open()


def test_the_command_founds_and_closes(committed_db, monkeypatch, capsys):
    from ifar.accounts.management.commands import ceremony as command

    answers = iter(
        ["National Authority", "XX", "Ada Admin", "ada", "", "Sam Safe", "sam", ""],
    )
    monkeypatch.setattr(command, "ask", lambda question, default="": next(answers) or default)
    monkeypatch.setattr(command, "ask_password", lambda name: f"the long sentence of {name}")
    call_command("ceremony")
    printed = capsys.readouterr().out
    assert printed.count("otpauth://totp/") == 2
    assert not ceremony.is_open()
    ada = User.objects.get(username="ada")
    assert ada.check_password("the long sentence of Ada Admin")
    assert ada.grants.get().role == "administrator"
    assert ada.authenticator_set.filter(type="totp").exists()
    assert ada.authenticator_set.filter(type="recovery_codes").exists()
    with pytest.raises(CommandError, match="never opens again"):
        call_command("ceremony")
