"""`ifar key`: the keys that sign checkpoints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from ifar.errors import NotFound
from ifar.ledger import rotation, services
from ifar.ledger.keys import Keyring
from ifar.rights import Actor

CEREMONY = Actor(
    kind="job", id="key-ceremony", name="key ceremony", permissions=frozenset({"ledger:key:rotate"})
)
"""Who records the rotation: the machine that holds the keys, on the word of the two people whom the proposal names."""


class Command(BaseCommand):
    help = "The log's keys: show, prepare the next, rotate to it once two people agreed, retire the former."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("show", help="print the verifier keys")
        actions.add_parser("prepare", help="make the next key and print what has to be proposed")
        rotate = actions.add_parser("rotate", help="put the next key in force, by an approved proposal")
        rotate.add_argument("--proposal", required=True, help="public identifier of the approved proposal")
        actions.add_parser("retire", help="destroy the former key, once every witness knows the new one")

    def handle(self, *args: Any, **options: Any) -> None:
        keyring = Keyring.at(Path(settings.IFAR_HOME))
        name = settings.IFAR_LEDGER_NAME
        match options["action"]:
            case "show":
                self._show(keyring, name)
            case "prepare":
                self.stdout.write(
                    f"Propose this key as the log's next one: {keyring.prepare(name).verifier.encode()}"
                )
            case "rotate":
                self._rotate(keyring, options["proposal"])
            case "retire":
                self.stdout.write(f"Destroyed the private half of {keyring.retire().encode()}")

    def _show(self, keyring: Keyring, name: str) -> None:
        for words, key in (
            ("signs", keyring.present() or keyring.current(name)),
            ("signs beside it", keyring.old()),
            ("is prepared", keyring.next()),
        ):
            if key is not None:
                self.stdout.write(f"{words:16} {key.verifier.encode()}")

    def _rotate(self, keyring: Keyring, proposal: str) -> None:
        now, following = keyring.present(), keyring.next()
        if now is None or following is None:
            raise NotFound("ledger.key.none", "No key is prepared; run `ifar key prepare` first.")
        payload = rotation.payload(now, following, proposal)
        entry = services.rotate_key(actor=CEREMONY, payload=payload)
        self.stdout.write(
            f"Recorded as entry {entry.entry}. The sequencer signs with the new key from the next checkpoint on, and with the old "
            "one beside it until `ifar key retire`. Tell every witness the new key."
        )
