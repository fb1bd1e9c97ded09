"""Keys of an inspectorate, and reports as the pages outside leave them in the folder."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.utils import timezone

from ifar.accounts.services import proposals
from ifar.oversight import envelopes
from ifar.oversight.envelopes import TO_DESK, Box, Envelope, Letter
from ifar.oversight.models import Key, Report
from ifar.oversight.services import outside, outside_keys
from ifar.oversight.services.outside import folder
from ifar.rights import Actor
from tests import cast
from tests.stocks.making import works_at

PASSPHRASE: Final = "a lamp in the harbour by night"
CODE: Final = "1234" * 6


@dataclass(frozen=True)
class KeyFile:
    """A key file and its public key."""

    content: bytes
    public: str


def key_file() -> KeyFile:
    return KeyFile(*envelopes.new_key_file(PASSPHRASE))


def the_judge() -> Actor:
    return works_at("nina", "judge", cast.agency("court"), "court", "C-2026-4")


def published(inspector: Actor, public: str) -> Key:
    """A public key that an inspector proposed and Nina, a judge, agreed to."""
    asked = outside_keys.propose_key(actor=inspector, public=public, reason="The yearly change.")
    assert proposals.decide(actor=cast.actor("nina"), proposal=asked.public_id, verdict="approve").executed
    return Key.objects.get(public=public)


def called_lost(inspector: Actor, key: Key) -> None:
    asked = outside_keys.propose_lost(actor=inspector, key_id=key.public_id, reason="The drawer burnt.")
    assert proposals.decide(actor=cast.actor("nina"), proposal=asked.public_id, verdict="approve").executed


def yesterday() -> dt.date:
    return timezone.localdate() - dt.timedelta(days=1)


def left_outside(box: Box, text: str, public: str, day: dt.date | None = None) -> Envelope:
    """A letter that lies in the folder since a day, yesterday where none is said."""
    sealed = envelopes.seal(Letter(text, category="retaliation", language="ar"), public, TO_DESK)
    envelope = Envelope(box.name, box.public, (day or yesterday()).isoformat(), public, sealed)
    folder().put(envelope)
    return envelope


def fill() -> None:
    """A report that Judy acknowledged, sealed to a first key and then to a second one, the first of which is lost."""
    judy = cast.actor("judy")
    first, second = "11" * 32, "22" * 32
    published(judy, first)
    box = Box("ab" * 16, X25519PrivateKey.from_private_bytes(b"\x07" * 32))
    left_outside(box, "They sell the seized pistols.", first)
    assert outside.take_in() == 1
    outside.acknowledge(actor=judy, report_id=Report.objects.get().public_id, text="We have it.")
    published(judy, second)
    called_lost(judy, Key.objects.get(public=first))
