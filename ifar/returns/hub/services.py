"""The hub's side of submissions: packages judged, taken in or refused, and official files read; each is an act of the hub's log."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction

from ifar.documents import keys
from ifar.errors import Conflict, Invalid
from ifar.files import services as files
from ifar.files import store
from ifar.ledger import payloads
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft, timestamp
from ifar.reference import selectors as reference
from ifar.registry.occurred import moment
from ifar.returns import labels
from ifar.returns.hub import package
from ifar.returns.hub.receiving import ReceivedPackages, out_of_order
from ifar.returns.models import Received
from ifar.returns.official import Cell
from ifar.returns.reading import read_returns
from ifar.rights import Actor, require
from ifar.tracing import loggable_text
from ifar.tracing.services import exchange as directory

RECEIVE: Final = "returns:package:receive"
PURPOSE: Final = "return_package"
EMPTY: Final[Mapping[str, Any]] = {
    "kind": "", "sender": "", "register": "", "message": "", "replaces": "", "form": "", "year": 0, "edition": 0, "cells": [], "note": "",
    "consent": [], "conditions": "", "key": "", "made_at": "", "name": "", "reason": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of a package: why it was refused (empty: it was not), and the hub's signed receipt."""

    reason: str
    receipt: bytes


def take_in(*, actor: Actor, data: bytes) -> TakenIn:
    """Take in a package of a State, or refuse it; both are logged, and both get a receipt. The same bytes again get the first verdict.

    Raises:
        Forbidden: the actor receives no packages.
        Unavailable: the hub's paper key is not certified.
    """
    require(actor, RECEIVE)
    judged = package.read(data, hub=settings.IFAR_LEDGER_NAME, keys=directory.known_keys(), now=ledger.now())
    with transaction.atomic():
        country = _alpha3(judged.of("sender.country"))
        _one_at_a_time(judged.hash)
        _one_at_a_time(country)
        row = _before(judged.hash) or _judge(actor, judged, country, data)
    receipt = {
        "format": package.RECEIPT,
        "message": judged.of("message")[:36],
        "hash": judged.hash,
        "verdict": "refused" if row.reason else "accepted",
        "reason": row.reason,
        "hub": settings.IFAR_LEDGER_NAME,
        "country": row.sender,
        "at": moment(row.at),
    }
    paper_key = keys.current(Path(settings.IFAR_HOME), settings.IFAR_LEDGER_NAME)
    return TakenIn(row.reason, package.receipt(receipt, paper_key.key, paper_key.certificate))


def _before(digest: str) -> Received | None:
    """The verdict that these very bytes got when they came first: no second one contradicts it."""
    return Received.objects.exclude(kind="file").filter(hash=digest).order_by("at", "entry").first()


def _judge(actor: Actor, judged: package.Read, country: str, data: bytes) -> Received:
    reason = judged.reason or _unfit(judged.said, country)
    if not reason:
        if (
            taken := _write(actor, {**EMPTY, **package.row_of(judged, country)}, judged.hash, data)
        ) is not None:
            return taken
        reason = "large"
    refused = _write(actor, _refused(judged, country, reason), judged.hash)
    if refused is None:
        raise AssertionError("what is kept of a refused package fits into an entry")
    return refused


def _alpha3(code: str) -> str:
    result = (
        reference.rows_of("country").filter(code=code).values_list("alpha3", flat=True).first()
        if code
        else None
    )
    return result or ""


def _one_at_a_time(country: str) -> None:
    """Two packages of one State at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(1767268731, hashtext(%s))", [country])


def _unfit(values: Mapping[str, Any], country: str) -> str:
    """Why a package that is genuine is refused after all: it is another country's, was here before, is older, or belongs to nothing here."""
    about = values["return"]
    if not country or about["country"] != country:
        return "form"
    here = Received.objects.filter(sender=country, reason="").exclude(kind="file")
    if here.filter(message=values["message"]).exists():
        return "replayed"
    known = known_of(country, about["form"], about["year"])
    return out_of_order(values["form"], values["replaces"], about["edition"], values["made_at"], known)


def known_of(country: str, form: str, year: int) -> ReceivedPackages:
    """What was taken in of a State's form and year, the latest of it holding unless it is a withdrawal."""
    rows = list(
        Received.objects.filter(sender=country, form=form, year=year, reason="")
        .exclude(kind="file")
        .order_by("at", "entry")
        .only("message", "kind", "edition", "made_at")
    )
    if not rows:
        return ReceivedPackages()
    return ReceivedPackages(
        rows[-1].message if rows[-1].kind == "edition" else "",
        {received.message for received in rows},
        max(received.edition for received in rows),
        max(received.made_at for received in rows),
    )


def _refused(judged: package.Read, country: str, reason: str) -> dict[str, Any]:
    """What is kept of a package that was refused: its head, as far as it can be read, and no figure."""
    kind = judged.of("form")
    return {
        **EMPTY,
        "kind": kind if kind in ("edition", "withdrawal") else "",
        "sender": country,
        "register": _plain(judged.of("sender.register")),
        "message": _plain(judged.of("message"))[:36],
        "key": judged.key,
        "reason": reason,
    }


def _plain(text: str) -> str:
    return "" if loggable_text.spoiled(text) else text


def _write(actor: Actor, row: dict[str, Any], digest: str, document: bytes | None = None) -> Received | None:
    """Write what became of a package, and keep the document where it was taken in. None: an entry of the log cannot hold it."""
    act = "returns.turned_away" if row["reason"] else "returns.received"
    now = ledger.now().astimezone(dt.UTC)
    payload = {**row, "at": timestamp(now)}
    payloads.check("returns", f"{act}/1", payload)
    draft = Draft(schema=f"{act}/1", act=act, object=digest, payload=payload, entry=ledger.new_entry_id())
    try:
        ledger.composed(actor, [draft], now)
    except Invalid:
        return None
    if document is not None:
        files.keep(actor=actor, purpose=PURPOSE, name=f"{digest[:16]}.json", content=[document])
    ledger.append(actor=actor, drafts=[draft], recorded_at=now)
    return Received.objects.create(entry=draft.entry, hash=digest, at=now, **row)


@dataclass(frozen=True, slots=True)
class PackageCheck:
    """A package that was kept, looked at again: whether it is there and whole, still signed, and says what stands here of it."""

    there: bool
    signed: bool
    same: bool


def check_again(actor: Actor, received: Received) -> PackageCheck:
    """Look at a kept package once more, under the keys of the directory as it is now."""
    require(actor, "returns:package:read")
    if received.reason or received.kind == "file" or not store.is_whole(received.hash):
        return PackageCheck(False, False, False)
    judged = package.again(store.path_of(received.hash).read_bytes(), directory.known_keys())
    row = package.row_of(judged, received.sender) if judged.said and judged.reason != "form" else {}
    return PackageCheck(
        True,
        not judged.reason,
        all(getattr(received, name) == value for name, value in row.items()) and bool(row),
    )


# Official files -----------------------------------------------------------------------------------------------------


def load_file(*, actor: Actor, path: Path, name: str) -> int:
    """Take in an official file (UNODC's workbook or CSV, or a country's own in the same columns), return by return; how many.

    A hub without any package can start from it. What States send themselves goes before it; no figure of it is signed by anybody.

    Raises:
        Invalid: it is no such file, or it has rows that are not understood.
        Conflict: the same bytes were taken in before.
    """
    require(actor, RECEIVE)
    data = path.read_bytes()
    digest = package.hashed(data)
    returns = read_returns(path, name)
    if returns.faults:
        fault = returns.faults[0]
        raise Invalid(
            "returns.file.fault",
            labels.of("returns.file.fault") % {"line": fault.line, "column": fault.column},
        )
    with transaction.atomic():
        _one_at_a_time(digest)
        if Received.objects.filter(kind="file", hash=digest).exists():
            raise Conflict("returns.file.again", labels.of("returns.file.again"))
        now = ledger.now().astimezone(dt.UTC)
        drafts, rows = [], []
        for (country, year), cells in _by_return(returns.cells).items():
            row = {
                **EMPTY,
                "kind": "file",
                "sender": country,
                "form": "iafq",
                "year": year,
                "cells": cells,
                "name": name[:120],
            }
            payload = {**row, "at": timestamp(now)}
            payloads.check("returns", "returns.received/1", payload)
            entry = ledger.new_entry_id()
            drafts.append(
                Draft(
                    schema="returns.received/1",
                    act="returns.received",
                    object=digest,
                    payload=payload,
                    entry=entry,
                )
            )
            rows.append(Received(entry=entry, hash=digest, at=now, **row))
        ledger.append(actor=actor, drafts=drafts, recorded_at=now)
        Received.objects.bulk_create(rows)
    return len(rows)


def _by_return(cells: tuple[Cell, ...]) -> dict[tuple[str, int], list[list[Any]]]:
    result: dict[tuple[str, int], list[list[Any]]] = defaultdict(list)
    for cell in cells:
        result[cell.key.iso3, cell.key.year].append([*cell.key[2:], cell.value])
    return result
