"""A State's side of a submission: a frozen edition goes to a hub as a signed package, is confirmed, revised or withdrawn. Services and reads.

Two people have frozen what goes; whoever sends it says what the hub may do with it. Each package and each receipt is an act of the log.
"""

from __future__ import annotations

import datetime as dt
import secrets
import time
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from ifar import identifiers
from ifar.documents import keys
from ifar.errors import Conflict, Invalid, NotFound
from ifar.ledger import payloads
from ifar.ledger import services as ledger
from ifar.ledger.checkpoint import MalformedNote, VerifierKey
from ifar.ledger.entry import Draft, timestamp
from ifar.registry.occurred import moment
from ifar.returns import labels, notes, selectors
from ifar.returns.hub import package
from ifar.returns.models import Dispatch, Edition
from ifar.rights import Actor, require

SEND: Final = "returns:package:send"


@dataclass(frozen=True, slots=True)
class Package:
    """A document that goes to a hub: its name, its bytes, its number."""

    name: str
    document: bytes
    message: str


def hubs() -> dict[str, VerifierKey]:
    """The hubs that this State knows, by the name of their log (setting `IFAR_HUBS`: the keys of their logs)."""
    result = {}
    for text in settings.IFAR_HUBS:
        try:
            key = VerifierKey.parse(text)
        except MalformedNote:
            continue
        result[key.name] = key
    return result


def dispatches(actor: Actor, form: str, year: int, edition: int | None = None) -> list[Dispatch]:
    """What went to hubs of a form's year, and their receipts, the latest first.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, selectors.PERMISSION)
    records = Dispatch.objects.filter(form=form, year=year).order_by("-at")
    return list(records if edition is None else records.filter(edition=edition))


@transaction.atomic
def send(
    *, actor: Actor, form: str, year: int, edition: int, hub: str, consent: Collection[str], conditions: str
) -> Package:
    """Make the signed package of a frozen edition. It takes the place of what went to that hub for the same form and year before.

    Args:
        hub: the name of a hub's log, of those that we know.
        consent: of `package.CONSENTS`.
        conditions: what the State asks for, in words; it stands in the log for ever.

    Raises:
        NotFound: there is no such edition.
        Invalid: the hub is not known, the consent is none, or the conditions or the edition's notes cannot stand in a document.
        Unavailable: the paper key is not certified.
    """
    require(actor, SEND)
    record = selectors.edition(actor, year, edition, form)
    text = " ".join(conditions.split())
    if hub not in hubs():
        raise Invalid("returns.hub", labels.of("returns.hub"), field="hub")
    if not set(consent) <= set(package.CONSENTS) or len(text) > 2000 or notes.spoiled(text):
        raise Invalid("returns.consent", labels.of("returns.consent"), field="conditions")
    if notes.spoiled(record.note) or any(notes.spoiled(cell[7]) for cell in record.cells if len(cell) > 7):
        raise Invalid("returns.note.frozen", labels.of("returns.note.frozen"))
    before = _standing(form, year, hub)
    return _goes(
        actor, record, "sent", hub, sorted(set(consent)), text, str(before.message) if before else ""
    )


@transaction.atomic
def withdraw(*, actor: Actor, message: str, reason: str) -> Package:
    """Make the signed word that a package no longer holds.

    Raises:
        NotFound: no such package went out.
        Conflict: it is withdrawn, or another took its place.
        Invalid: the reason cannot stand in a document.
    """
    require(actor, SEND)
    text = " ".join(reason.split())
    if not text or len(text) > 2000 or notes.spoiled(text):
        raise Invalid("returns.answer.note", labels.of("returns.answer.note"), field="reason")
    dispatch = Dispatch.objects.filter(kind="sent", message=_uuid(message)).first()
    if dispatch is None:
        raise NotFound("returns.package", labels.of("returns.package"))
    standing = _standing(dispatch.form, dispatch.year, dispatch.hub)
    if standing is None or standing.message != dispatch.message:
        raise Conflict("returns.package.over", labels.of("returns.package.over"))
    edition = selectors.edition(actor, dispatch.year, dispatch.edition, dispatch.form)
    return _goes(actor, edition, "withdrawn", dispatch.hub, [], text, str(dispatch.message))


def _uuid(text: str) -> uuid.UUID:
    """The number of a package as a request gives it; one that no package has where it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def _standing(form: str, year: int, hub: str) -> Dispatch | None:
    """The package that holds at a hub now: the latest one that was sent, not withdrawn, and not refused as far as its receipt came."""
    rows = list(Dispatch.objects.filter(form=form, year=year, hub=hub).order_by("-at"))
    refused = {
        dispatch.message
        for dispatch in rows
        if dispatch.kind == "receipted" and dispatch.conditions != "accepted"
    }
    last = next(
        (dispatch for dispatch in rows if dispatch.kind != "receipted" and dispatch.message not in refused),
        None,
    )
    return last if last is not None and last.kind == "sent" else None


def _goes(
    actor: Actor, edition: Edition, kind: str, hub: str, consent: list[str], conditions: str, replaces: str
) -> Package:
    now = ledger.now().astimezone(dt.UTC)
    message = str(identifiers.uuid7(int(time.time() * 1000), secrets.token_bytes))
    payload = {
        "format": package.FORMAT,
        "form": "edition" if kind == "sent" else "withdrawal",
        "message": message,
        "made_at": moment(now),
        "expires_at": moment(now + package.GOOD_FOR),
        "sender": {"country": settings.IFAR_COUNTRY, "register": settings.IFAR_LEDGER_NAME},
        "recipient": {"hub": hub},
        "return": {
            "form": edition.form,
            "year": edition.year,
            "edition": edition.number,
            "country": edition.country,
            "cells": edition.cells if kind == "sent" else [],
            "note": edition.note,
            "frozen_at": moment(edition.at),
            "entry": str(edition.entry),
        },
        "consent": consent,
        "conditions": conditions,
        "replaces": replaces,
    }
    paper_key = keys.current(Path(settings.IFAR_HOME), settings.IFAR_LEDGER_NAME)
    document = package.signed(payload, paper_key.key, paper_key.certificate)
    _write(actor, kind, message, now, {
        "replaces": replaces, "form": edition.form, "year": edition.year, "edition": edition.number, "hub": hub,
        "consent": consent, "conditions": conditions, "hash": package.hashed(document),
    })  # fmt: skip
    what = "return" if kind == "sent" else "withdrawal"
    return Package(
        f"{what}-{edition.form}-{edition.country}-{edition.year}-{edition.number}.json", document, message
    )


def _write(actor: Actor, kind: str, message: str, now: dt.datetime, row: dict[str, Any]) -> None:
    schema = f"returns.{kind}/1"
    payload = {**row, "at": timestamp(now)}
    payloads.check("returns", schema, payload)
    draft = Draft(
        schema=schema, act=f"returns.{kind}", object=message, payload=payload, entry=ledger.new_entry_id()
    )
    ledger.append(actor=actor, drafts=[draft], recorded_at=now)
    Dispatch.objects.create(entry=draft.entry, kind=kind, message=message, at=now, **row)


@transaction.atomic
def take_receipt(*, actor: Actor, data: bytes) -> str:
    """Keep a hub's receipt for a package that went out. Returns what it says: `accepted`, or why it was refused.

    Raises:
        Invalid: it is no receipt, or no hub that we know signed it.
        NotFound: it is for no package of ours.
        Conflict: it was kept before.
    """
    require(actor, SEND)
    read = package.read_receipt(data, keys=hubs())
    if read.reason:
        raise Invalid("returns.receipt", labels.of("returns.receipt"), field="file")
    values = read.said
    dispatch = (
        Dispatch.objects.exclude(kind="receipted")
        .filter(message=_uuid(values["message"]), hash=values["hash"], hub=values["hub"])
        .first()
    )
    if dispatch is None:
        raise NotFound("returns.package", labels.of("returns.package"))
    if Dispatch.objects.filter(kind="receipted", message=dispatch.message).exists():
        raise Conflict("returns.receipt.again", labels.of("returns.receipt.again"))
    verdict = "accepted" if values["verdict"] == "accepted" else values["reason"]
    _write(actor, "receipted", str(dispatch.message), ledger.now().astimezone(dt.UTC), {
        "replaces": "", "form": dispatch.form, "year": dispatch.year, "edition": dispatch.edition, "hub": dispatch.hub, "consent": [],
        "conditions": verdict, "hash": read.hash,
    })  # fmt: skip
    return verdict
