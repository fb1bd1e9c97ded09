"""What invented States say to the demonstration country: a signed answer to one of its requests, and returns sent to it as a hub.

Their keys are made from `loading.SEED`, so that everybody who loads the demonstration has the same: nothing that they sign is worth
anything anywhere else. Their desks, with the public halves of the keys of their logs, stand in `facts/trace_desk.csv`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from ifar import identifiers
from ifar.demonstration.recoveries import on_duty
from ifar.documents import seal
from ifar.ledger import keys
from ifar.ledger import services as ledger
from ifar.ledger.checkpoint import ED25519, SigningKey
from ifar.registry.occurred import moment
from ifar.returns.hub import package
from ifar.returns.hub import services as hub
from ifar.returns.models import Received
from ifar.returns.official import BY_LOCATION, SEIZED, TOTAL, UNIQUE, UNIQUE_TOTAL
from ifar.rights import Actor
from ifar.tracing import envelope
from ifar.tracing.content import Content
from ifar.tracing.models import Exchange
from ifar.tracing.services import exchange, requests

SEED: Final = "kestria 1"
HUB: Final = "hub.region.example"
"""The hub that the demonstration country knows: invented, and nobody has its key but this module."""
GOOD_FOR: Final = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class State:
    """An invented State: its codes, and what its latest return says; `consent` is what a hub may do with it."""

    code: str
    alpha3: str
    outcomes: Mapping[str, int]
    consent: Sequence[str] = ("compare",)

    @property
    def register(self) -> str:
        """The name of its register's log."""
        return f"register.{self.code.lower()}.example"

    @property
    def log(self) -> SigningKey:
        """The key of its register's log."""
        return key(self.register)


STATES: Final = (
    State("XV", "XVM", {"LEG": 21, "ILN": 64, "ILF": 38, "POD": 12, "ATT": 71, "PEN": 9, "NOT": 30}, ("compare", "share")),
    State("XS", "XSL", {"ILN": 7, "ILF": 11, "POD": 2, "ATT": 19, "PEN": 6, "NOT": 44}),
    State("XB", "XBM", {"ILN": 3, "ATT": 5, "NOT": 12}, ()),
)  # fmt: skip


def key(name: str) -> SigningKey:
    """The key of an invented log or of its papers."""
    return SigningKey(name, ED25519, _drawn(name)(32))


def _drawn(name: str) -> Callable[[int], bytes]:
    """Bytes that are always the same for a name."""
    return lambda number: hashlib.sha256(f"{SEED} {name}".encode()).digest()[:number]


def load(officers: Mapping[str, Actor]) -> None:
    """Have one request answered by a signed file, and a return of each State taken in, unless that was done."""
    # Files and receipts are signed by the paper key, which the key of the log certifies: in a demonstration both are here.
    keys.Keyring.at(Path(settings.IFAR_HOME)).current(settings.IFAR_LEDGER_NAME)
    if not Exchange.objects.filter(state="accepted", sender=STATES[0].code).exists():
        with on_duty(officers["supervisor"]) as head:
            _answered(head, STATES[0])
    for state in STATES:
        if not Received.objects.filter(sender=state.alpha3).exists():
            hub.take_in(actor=officers["hub"], data=_return(state, ledger.now()))


def _answered(head: Actor, state: State) -> None:
    content = Content(
        country=state.code, number="V-2026/7", identity={"type": "pistol", "calibre": "9x19"}, illicit=("law",),
        marks=({"kind": "serial", "text": "VM310552"},), recovered_on=dt.date(2026, 3, 11), use="investigation",
        circumstances="Found at a control of the coast road.",
    )  # fmt: skip
    sent = requests.draft_request(actor=head, said=content)
    requests.send_request(actor=head, request_id=sent)
    exchange.take_out(actor=head, request=sent)
    now = ledger.now()
    answer = {
        "state": "answered",
        "data": {"status": "exported", "first_sale": "2019-05-06"},
        "remark": "Exported to a dealer of your State with a licence of 2019.",
    }
    payload = {
        "format": envelope.FORMAT, "form": "answer", "message": _number(state, 1), "made_at": moment(now), "expires_at": moment(now + GOOD_FOR),
        "sender": {"country": state.code, "register": state.register}, "recipient": {"country": settings.IFAR_COUNTRY},
        "request": sent, "their_request": identifiers.new("O", _drawn(state.code)), "answer": answer,
    }  # fmt: skip
    papers = key(f"{state.register}/papers")
    document = envelope.signed(payload, papers, seal.certificate(papers.verifier, state.log))
    exchange.take_in(actor=head, data=document)


def _return(state: State, now: dt.datetime) -> bytes:
    counted = sum(state.outcomes.values())
    labels = [(BY_LOCATION, UNIQUE[code], number) for code, number in state.outcomes.items()]
    labels += [(BY_LOCATION, UNIQUE_TOTAL, counted), (TOTAL, TOTAL, counted)]
    payload: dict[str, Any] = {
        "format": package.FORMAT, "form": "edition", "message": _number(state, 2), "made_at": moment(now), "expires_at": moment(now + GOOD_FOR),
        "sender": {"country": state.code, "register": state.register}, "recipient": {"hub": settings.IFAR_LEDGER_NAME},
        "return": {
            "form": "iafq", "year": now.year - 1, "edition": 1, "country": state.alpha3, "frozen_at": moment(now), "entry": _number(state, 3),
            "cells": [[SEIZED, dimension, label, "na", "na", 0, number] for dimension, label, number in labels],
            "note": "Figures of a country that does not exist.",
        },
        "consent": list(state.consent), "conditions": "", "replaces": "",
    }  # fmt: skip
    papers = key(f"{state.register}/papers")
    return package.signed(payload, papers, seal.certificate(papers.verifier, state.log))


def _number(state: State, at: int) -> str:
    """A number for what a State sends, always the same."""
    return str(identifiers.uuid7(1_780_000_000_000 + at, _drawn(f"{state.code} {at}")))
