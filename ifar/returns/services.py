"""Freezing a yearly return: what the State says, signed by two people, on the ledger."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from ifar.accounts.models import Proposal
from ifar.accounts.services import proposals
from ifar.errors import Conflict, Invalid, NotFound, Refused
from ifar.ledger import payloads
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft, timestamp
from ifar.returns import labels, notes, selectors
from ifar.returns.forms import selectors as form_selectors
from ifar.returns.forms.selectors import FormReturn
from ifar.returns.inputs import LONGEST_NOTE, MOST
from ifar.returns.models import Answer, Edition
from ifar.returns.official import TOTAL, Cell
from ifar.returns.selectors import YearlyReturn
from ifar.rights import Actor, require

FROZEN: Final = "returns.frozen"


IAFQ: Final = "iafq"
WITHHELD: Final = {"withhold": "all", "withhold_countries": "countries"}
"""What a page or the API asks for -> what is withheld."""


def listed(cells: tuple[Cell, ...]) -> list[list[Any]]:
    """Cells as an edition keeps them: with the note where somebody said one, and with the source where the figure was stated."""
    return [[*cell.key[2:], cell.value, *([cell.note, cell.source] if cell.note else [])] for cell in cells]


def object_of(form: str, year: int, number: int) -> str:
    """The name of an edition in the ledger."""
    return f"{form.upper()}-{year}-{number}"


def is_over(year: int) -> bool:
    """Whether nothing more happens in a year, in the zone of the installation."""
    return year < timezone.localdate().year


@transaction.atomic
def propose_freezing(*, actor: Actor, year: int, note: str, reason: str, form: str = IAFQ) -> Proposal:
    """Propose to freeze the return of a year as it is computed now; a second person decides, and sees the same figures.

    Args:
        note: what the State says of its figures; it stands in the log for ever.
        form: `iafq`, or a code of `forms.FORMS`.
        reason: why now, for whoever decides.

    Raises:
        NotFound: nothing was recovered in that year, or there is no such form.
        Invalid: no figure of the form is answered, or the note holds hidden characters.
        Refused: the year is not over: what is frozen then counts a part of it.
        Conflict: the latest edition says the same already.
    """
    require(actor, "returns:return:prepare")
    if notes.spoiled(note):
        raise Invalid("returns.note", labels.of("returns.note"), field="note")
    if not is_over(year):
        raise Refused("returns.running", labels.of("returns.running") % {"year": year, "next": year + 1})
    result = computed(actor, form, year)
    if not result.cells:
        raise Invalid("returns.empty", labels.of("returns.empty"))
    cells = listed(result.cells)
    latest = selectors.editions(actor, year, form).first()
    if latest is not None and latest.cells == cells:
        raise Conflict("returns.same", labels.of("returns.same"))
    number = latest.number + 1 if latest else 1
    payload = {
        "country": result.country.iso3,
        "year": year,
        "edition": number,
        "cells": cells,
        "note": " ".join(note.split()),
    } | ({} if form == IAFQ else {"form": form})
    return proposals.propose(
        actor=actor, act=FROZEN, object=object_of(form, year, number), payload=payload, reason=reason
    )


def computed(actor: Actor, form: str, year: int) -> YearlyReturn | FormReturn:
    """A form's return of a year, as the records have it now.

    Raises:
        Forbidden: the actor may not read official figures.
        NotFound: there is nothing to report, or no such form.
    """
    if form == IAFQ:
        return selectors.yearly_return(actor, year)
    return form_selectors.filled_in(actor, form, year)


def freeze(actor: Actor, proposal: Proposal) -> None:
    """Freeze what was approved, where the records still say it.

    Raises:
        Conflict: the figures moved since it was proposed, or another edition came in between.
    """
    asked = proposal.payload
    form = asked.get("form", IAFQ)
    now = ledger.now().astimezone(dt.UTC)
    if listed(computed(actor, form, asked["year"]).cells) != asked["cells"]:
        raise Conflict("returns.moved", labels.of("returns.moved"))
    latest = selectors.editions(actor, asked["year"], form).first()
    if asked["edition"] != (latest.number + 1 if latest else 1):
        raise Conflict("returns.between", labels.of("returns.between"))
    payload = {**asked, "proposal": proposal.public_id, "at": timestamp(now)}
    schema = "returns.frozen/1" if form == IAFQ else "returns.frozen/2"
    payloads.check("returns", schema, payload)
    draft = Draft(
        schema=schema,
        act=FROZEN,
        object=proposal.object,
        payload=payload,
        previous=latest.entry if latest else None,
        entry=ledger.new_entry_id(),
    )
    ledger.append(actor=actor, drafts=[draft], recorded_at=now)
    Edition.objects.create(
        entry=draft.entry,
        form=form,
        country=asked["country"],
        year=asked["year"],
        number=asked["edition"],
        cells=asked["cells"],
        note=asked["note"],
        proposal=proposal.public_id,
        at=now,
    )


# What people say of figures -----------------------------------------------------------------------------------------


def say(
    *,
    actor: Actor,
    form: str,
    year: int,
    name: tuple[str, str, str],
    note: str,
    value: int | None = None,
    what: str = "say",
) -> uuid.UUID:
    """Say something of a figure, with `take_back` that what was said no longer holds, or that it is withheld."""
    if what in WITHHELD:
        return withhold(actor=actor, form=form, year=year, name=name, note=note, what=WITHHELD[what])
    if what == "take_back":
        return take_back(actor=actor, form=form, year=year, name=name, note=note)
    return answer(actor=actor, form=form, year=year, name=name, value=value, note=note)


@transaction.atomic
def answer(
    *, actor: Actor, form: str, year: int, name: tuple[str, str, str], value: int | None, note: str
) -> uuid.UUID:
    """Say something of a figure: a number where no record answers, or only a note; with who said it, for ever.

    Args:
        name: the figure's indicator, dimension and category.
        value: the number; None for a note beside what is counted or missing.

    Raises:
        NotFound: the form has no such figure.
        Invalid: the note is empty or too long, or the number is negative.
        Refused: records answer already, so that nobody states a number.
    """
    require(actor, "returns:return:prepare")
    text = " ".join(note.split())
    if not text or len(text) > LONGEST_NOTE or notes.spoiled(text):
        raise Invalid("returns.answer.note", labels.of("returns.answer.note"), field="note")
    if value is not None and not 0 <= value <= MOST:
        raise Invalid("returns.answer.value", labels.of("returns.answer.value"), field="value")
    counted = _counted(actor, form, year, name)
    if value is not None and (counted or form == IAFQ):
        raise Refused("returns.answer.counted", labels.of("returns.answer.counted"))
    # What is withheld stays so until that is taken back.
    before = selectors.answers(actor, form, year).get(name)
    kept = before.withheld if before else ""
    return _say(actor, form, year, name, value=value, note=text, withdrawn=False, withheld=kept)


@transaction.atomic
def withhold(
    *, actor: Actor, form: str, year: int, name: tuple[str, str, str], note: str, what: str
) -> uuid.UUID:
    """Say that a figure, or the countries of it, leaves the register in no file and no edition (ATT art. 13(3)); whoever reads figures here reads on.

    Args:
        name: the figure's indicator, dimension and `Total`.
        what: `all` or `countries`.
        note: why: commercially sensitive, or national security.

    Raises:
        NotFound: the form has no such figure.
        Invalid: the note is empty or too long.
        Refused: the form is the IAFQ, of which nothing is withheld.
    """
    require(actor, "returns:return:prepare")
    text = " ".join(note.split())
    if not text or len(text) > LONGEST_NOTE or notes.spoiled(text):
        raise Invalid("returns.answer.note", labels.of("returns.answer.note"), field="note")
    if form == IAFQ:
        raise Refused("returns.answer.counted", labels.of("returns.answer.counted"))
    if name[2] != TOTAL:
        raise NotFound("returns.cell", labels.of("returns.cell"))
    _counted(actor, form, year, name)
    before = selectors.answers(actor, form, year).get(name)
    value = before.value if before else None
    return _say(actor, form, year, name, value=value, note=text, withdrawn=False, withheld=what)


@transaction.atomic
def take_back(*, actor: Actor, form: str, year: int, name: tuple[str, str, str], note: str) -> uuid.UUID:
    """Say that what was said of a figure no longer holds, and why.

    Raises:
        NotFound: nothing was said of it.
        Invalid: the note is empty or too long.
    """
    require(actor, "returns:return:prepare")
    text = " ".join(note.split())
    if not text or len(text) > LONGEST_NOTE or notes.spoiled(text):
        raise Invalid("returns.answer.note", labels.of("returns.answer.note"), field="note")
    if name not in selectors.answers(actor, form, year):
        raise NotFound("returns.answer", labels.of("returns.answer"))
    return _say(actor, form, year, name, value=None, note=text, withdrawn=True)


def _counted(actor: Actor, form: str, year: int, name: tuple[str, str, str]) -> bool:
    """Whether records answer the figure.

    Raises:
        NotFound: the form has no such figure.
    """
    if form != IAFQ:
        return form_selectors.figure(actor, form, year, name).counted
    if not any(cell.key[2:5] == name for cell in selectors.yearly_return(actor, year).cells):
        raise NotFound("returns.cell", labels.of("returns.cell"))
    return True


def _say(
    actor: Actor,
    form: str,
    year: int,
    name: tuple[str, str, str],
    *,
    value: int | None,
    note: str,
    withdrawn: bool,
    withheld: str = "",
) -> uuid.UUID:
    now = ledger.now().astimezone(dt.UTC)
    row: dict[str, Any] = {
        "form": form,
        "year": year,
        "cell": [*name, "na", "na", 0],
        "value": value,
        "note": note,
        "withdrawn": withdrawn,
        "withheld": withheld,
    }
    payload = {**row, "at": timestamp(now)}
    payloads.check("returns", "returns.answered/1", payload)
    draft = Draft(
        schema="returns.answered/1",
        act="returns.answered",
        object=f"{form.upper()}-{year}",
        payload=payload,
        entry=ledger.new_entry_id(),
    )
    ledger.append(actor=actor, drafts=[draft], recorded_at=now)
    Answer.objects.create(entry=draft.entry, said_by=actor.id, at=now, **row)
    assert draft.entry is not None
    return draft.entry
