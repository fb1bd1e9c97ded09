"""`ifar ceremony`: the first administrator and the first security officer, at the console, together, once."""

from __future__ import annotations

import getpass
import io
from typing import Any

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from ifar.accounts.models import Agency, User
from ifar.accounts.services import ceremony
from ifar.accounts.services.agencies import NewAgency
from ifar.accounts.services.people import NewPerson
from ifar.errors import IfarError

WELCOME = """
This founds the register. Two people are needed at this console, each with a telephone that makes sign-in codes:
the administrator, who will ask for roles, and the security officer, who will decide about them.
Each types a password that the other does not see. Afterwards the founding is closed and never opens again.
"""
ROLES = {"administrator": "Administrator", "security_officer": "Security officer"}


def ask(question: str, default: str = "") -> str:
    """Ask at the console until something is said; an empty line takes the default."""
    shown = f"{question} [{default}]: " if default else f"{question}: "
    while not (text := input(shown).strip() or default):
        continue
    return text


def ask_password(name: str) -> str:
    """Ask a person for a password twice, unseen."""
    while True:
        first = getpass.getpass(f"{name}, choose a password of at least 12 characters: ")
        if first == getpass.getpass("The same again: "):
            return first


class Command(BaseCommand):
    help = "Found the register: the first agency, administrator and security officer. Two people, once."

    def handle(self, *args: Any, **options: Any) -> None:
        if not ceremony.is_open():
            raise CommandError(
                "The founding was closed; it never opens again. An administrator registers people now."
            )
        self.stdout.write(WELCOME)
        try:
            with transaction.atomic():
                self._found()
        except IfarError as error:
            reasons = "; ".join(str(reason.message) for reason in error.reasons)
            raise CommandError(f"Nothing was done: {reasons or error}") from error

    def _found(self) -> None:
        name = ask("Name of the national licensing authority")
        country = ask("Country, as its two-letter code", settings.IFAR_COUNTRY).upper()
        place = ceremony.register_agency(NewAgency("licensing_authority", name, country))
        both = {role: self._person(words, role, place) for role, words in ROLES.items()}
        ceremony.close(**both)
        self.stdout.write(
            "\nThe founding is closed. Both sign in with their name, their password and a code."
        )

    def _person(self, words: str, role: str, place: Agency) -> User:
        self.stdout.write(f"\n{words}")
        name, username = ask("Name"), ask("Name for signing in").lower()
        language = ask("Language", settings.LANGUAGE_CODE)
        person = ceremony.register_person(
            NewPerson(username, name, language=language), place, ask_password(name)
        )
        ceremony.grant(person, role, place)
        self._second_factor(person)
        return person

    def _second_factor(self, person: User) -> None:
        secret = generate_totp_secret()
        TOTP.activate(person, secret)
        address = get_adapter().build_totp_url(person, secret)
        picture = io.StringIO()
        segno.make(address).terminal(out=picture, compact=True)
        self.stdout.write("Take this into the telephone now; it is shown this once:\n")
        self.stdout.write(picture.getvalue())
        self.stdout.write(address)
        codes = RecoveryCodes.activate(person).generate_codes()
        self.stdout.write(
            "Should the telephone be lost, each of these codes opens the register once; lock them away:"
        )
        self.stdout.write("  ".join(codes))
