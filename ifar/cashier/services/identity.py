"""Asking the identity register about a number, under a purpose and logged; it never blocks the officer."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings

from ifar.accounts import attempts
from ifar.accounts.services import reads
from ifar.cashier import identity
from ifar.cashier.registers.extract import Extract
from ifar.cashier.registers.https import Service
from ifar.rights import Actor, may, require

log = logging.getLogger(__name__)
RATE: Final = "20/m/key,200/h/key"
"""How often one officer asks, as `attempts.count_by` counts it: more than a counter needs, and fewer than a list."""


def is_on(actor: Actor) -> bool:
    """Whether this installation has an identity register that the actor may ask."""
    return bool(settings.IFAR_IDENTITY_REGISTER) and may(actor, "cashier:identity:ask")


def register() -> identity.Register | None:
    """The identity register that the settings name; None where they name none."""
    if settings.IFAR_IDENTITY_REGISTER == "https":
        return Service(
            settings.IFAR_IDENTITY_ADDRESS,
            certificate=settings.IFAR_IDENTITY_CERTIFICATE,
            key=settings.IFAR_IDENTITY_KEY,
            authorities=settings.IFAR_IDENTITY_AUTHORITIES,
            seconds=settings.IFAR_IDENTITY_SECONDS,
        )
    if settings.IFAR_IDENTITY_REGISTER == "extract":
        return Extract(settings.IFAR_IDENTITY_EXTRACT)
    return None


def look_up(actor: Actor, document: str, number: str, typed: Mapping[str, Any]) -> identity.Answer:
    """Ask who has a number of a kind of document, and where that differs from what was typed.

    That it was asked is logged before the register is; an unreachable register is an answer too.

    Raises:
        Refused: no purpose is stated.
        TooMany: the actor asked more often than `RATE` allows: who looks through an identity register does not register people.
    """
    require(actor, "cashier:identity:ask")
    reads.require_purpose(actor)
    asked = register()
    if asked is None:
        return identity.Answer("unreachable")
    attempts.count_by(actor.id, "identity_look_up", RATE)
    reads.log(actor, "cashier.identity.read", number[:60])
    try:
        result = asked.look_up(document, number)
    except identity.Unreachable as error:
        log.warning("the identity register is out of reach: %s", error)
        return identity.Answer("unreachable")
    if result is None:
        return identity.Answer("nobody")
    return identity.Answer("found", result, identity.differences(typed, result))
