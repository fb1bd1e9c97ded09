"""Freezing a yearly return: what the State says, signed by two people, on the ledger."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db import transaction

from ifar.accounts.models import Proposal
from ifar.accounts.services import proposals
from ifar.errors import Conflict
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft, timestamp
from ifar.returns import payloads, selectors, words
from ifar.returns.models import Edition
from ifar.returns.official import Cell
from ifar.rights import Actor, require

FROZEN: Final = "returns.frozen"


def listed(cells: tuple[Cell, ...]) -> list[list[Any]]:
    """Cells as an edition keeps them."""
    return [[*cell.key[2:], cell.value] for cell in cells]


def object_of(year: int, number: int) -> str:
    """The name of an edition in the ledger."""
    return f"IAFQ-{year}-{number}"


@transaction.atomic
def propose_freezing(*, actor: Actor, year: int, note: str, reason: str) -> Proposal:
    """Propose to freeze the return of a year as it is computed now; a second person decides, and sees the same figures.

    Args:
        note: what the State says of its figures; it stands in the log for ever.
        reason: why now, for whoever decides.

    Raises:
        NotFound: nothing was recovered in that year.
        Conflict: the latest edition says the same already.
    """
    require(actor, "returns:return:prepare")
    found = selectors.yearly_return(actor, year)
    cells = listed(found.cells)
    latest = selectors.editions(actor, year).first()
    if latest is not None and latest.cells == cells:
        raise Conflict("returns.same", words.of("returns.same"))
    number = latest.number + 1 if latest else 1
    payload = {
        "country": found.country.iso3,
        "year": year,
        "edition": number,
        "cells": cells,
        "note": " ".join(note.split()),
    }
    return proposals.propose(
        actor=actor, act=FROZEN, object=object_of(year, number), payload=payload, reason=reason
    )


def freeze(actor: Actor, proposal: Proposal) -> None:
    """Freeze what was approved, where the records still say it.

    Raises:
        Conflict: the figures moved since it was proposed, or another edition came in between.
    """
    asked = proposal.payload
    now = ledger.now().astimezone(dt.UTC)
    if listed(selectors.yearly_return(actor, asked["year"]).cells) != asked["cells"]:
        raise Conflict("returns.moved", words.of("returns.moved"))
    latest = selectors.editions(actor, asked["year"]).first()
    if asked["edition"] != (latest.number + 1 if latest else 1):
        raise Conflict("returns.between", words.of("returns.between"))
    payload = {**asked, "proposal": proposal.public_id, "at": timestamp(now)}
    payloads.check("returns.frozen/1", payload)
    draft = Draft(
        schema="returns.frozen/1",
        act=FROZEN,
        object=proposal.object,
        payload=payload,
        previous=latest.entry if latest else None,
        entry=ledger.new_entry_id(),
    )
    ledger.append(actor=actor, drafts=[draft], recorded_at=now)
    Edition.objects.create(
        entry=draft.entry,
        country=asked["country"],
        year=asked["year"],
        number=asked["edition"],
        cells=asked["cells"],
        note=asked["note"],
        proposal=proposal.public_id,
        at=now,
    )
