"""Initiatives with communities, women and youth, and who took part in numbers. Each one act, one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.inputs import RecordInput
from ifar.acts.offers import Offers
from ifar.programme import labels, participation
from ifar.programme import people_inputs as inputs
from ifar.programme.models import Initiative, Participation
from ifar.programme.participation import Cell
from ifar.programme.people_inputs import GroupCount
from ifar.programme.selectors import people as selectors
from ifar.programme.selectors import planning
from ifar.programme.services.planning import HEADLINE, LONGEST
from ifar.programme.services.writing import RECORDER, today
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

WRITE: Final = "programme:initiative:write"
KIND: Final = "initiative_kind"
AUDIENCE: Final = "initiative_audience"
INITIATIVE: Final = Offers(RECORDER, "initiative", selectors.initiative_for, page="programme:initiative")
PARTICIPATION: Final = Offers(
    RECORDER,
    "participation",
    selectors.figure_for,
    page="programme:initiative",
    on=attrgetter("initiative"),
)


def _text(value: str, field: str, longest: int = HEADLINE) -> str:
    text = value.strip()
    if not text or len(text) > longest:
        raise labels.invalid("programme.required", field)
    return text


@dataclass(frozen=True)
class NewInitiative:
    """What somebody plans with a community."""

    title: str
    kind: str
    starts_on: dt.date
    ends_on: dt.date | None = None
    audiences: Sequence[str] = ()
    words: str = ""
    project: str = ""
    place: str = ""

    def changes(self) -> dict[str, Any]:
        """What the act sets.

        Raises:
            Invalid: a field is wrong.
        """
        listed = reference.words_of([KIND, AUDIENCE])
        if self.kind not in listed[KIND]:
            raise labels.invalid("programme.choice", "kind")
        if not set(self.audiences) <= listed[AUDIENCE].keys():
            raise labels.invalid("programme.choice", "audiences")
        return {
            "title": _text(self.title, "title"),
            "kind": self.kind,
            "audiences": sorted(set(self.audiences)),
            "words": self.words.strip()[:LONGEST],
            "project": self.project,
            "place": self.place.strip()[:HEADLINE],
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
        }


@transaction.atomic
def open_initiative(*, actor: Actor, new: NewInitiative) -> Initiative:
    """Open an initiative.

    Raises:
        Invalid: a field is wrong.
    """
    require(actor, WRITE)
    made = RECORDER.record(actor, "initiative", "opened", changes=new.changes())
    return Initiative.objects.get(public_id=made.subject)


def _initiative(actor: Actor, public_id: str, n: int | None = None) -> Initiative:
    require(actor, WRITE)
    initiative = selectors.initiative_for(actor, public_id)
    RECORDER.check_expected(initiative, n)
    return initiative


def _choices(actor: Actor, initiative: Initiative | None = None) -> dict[str, Any]:
    """What only the record and the reader know of the form of an initiative."""
    names = () if initiative is None else tuple(field.name for field in fields(NewInitiative))
    return {
        "initial": {name: getattr(initiative, name) for name in names},
        "among": {"project": planning.projects(actor)},
    }


@INITIATIVE.act(
    "started",
    RecordInput,
    _("Begin the initiative"),
    permission=WRITE,
    done=_("The initiative is running."),
    leads=True,
)
@transaction.atomic
def start_initiative(*, actor: Actor, initiative_id: str, expected_n: int | None = None) -> Initiative:
    """Note that an initiative has begun.

    Raises:
        NotFound: there is none.
        Conflict: somebody changed it meanwhile.
        Refused: not from where it stands.
    """
    initiative = _initiative(actor, initiative_id, expected_n)
    RECORDER.record(actor, "initiative", "started", initiative)
    return _initiative(actor, initiative_id)


@INITIATIVE.act(
    "changed",
    inputs.ChangeInitiative,
    _("Change the initiative"),
    permission=WRITE,
    asks=_choices,
)
@transaction.atomic
def change_initiative(
    *, actor: Actor, initiative_id: str, expected_n: int | None = None, **said: Any
) -> Initiative:
    """Change an initiative.

    Args:
        said: as `NewInitiative`.

    Raises:
        NotFound, Conflict: as `start_initiative`.
        Refused: it has ended.
        Invalid: a field is wrong.
    """
    initiative = _initiative(actor, initiative_id, expected_n)
    RECORDER.record(actor, "initiative", "changed", initiative, changes=NewInitiative(**said).changes())
    return _initiative(actor, initiative_id)


@INITIATIVE.act(
    "ended",
    inputs.TellEffect,
    _("End the initiative"),
    permission=WRITE,
    done=_("The initiative is ended."),
)
@transaction.atomic
def end_initiative(
    *, actor: Actor, initiative_id: str, effect: str, expected_n: int | None = None
) -> Initiative:
    """End an initiative and say what changed.

    Raises:
        NotFound, Conflict: as `start_initiative`.
        Refused: it is not under way.
        Invalid: not said what changed.
    """
    initiative = _initiative(actor, initiative_id, expected_n)
    RECORDER.record(
        actor, "initiative", "ended", initiative, changes={"effect": _text(effect, "effect", LONGEST)}
    )
    return _initiative(actor, initiative_id)


@INITIATIVE.act(
    "looked_back",
    inputs.TellEffect,
    _("Say anew what changed"),
    permission=WRITE,
    done=_("The initiative’s effect is noted."),
    asks=lambda _actor, record: {"initial": {"effect": record.effect}},
)
@transaction.atomic
def look_back(*, actor: Actor, initiative_id: str, effect: str, expected_n: int | None = None) -> Initiative:
    """Say anew what changed, when more is known.

    Raises:
        NotFound, Conflict: as `start_initiative`.
        Refused: it has not ended.
        Invalid: not said what changed.
    """
    initiative = _initiative(actor, initiative_id, expected_n)
    RECORDER.record(
        actor, "initiative", "looked_back", initiative, changes={"effect": _text(effect, "effect", LONGEST)}
    )
    return _initiative(actor, initiative_id)


@INITIATIVE.act(
    "cancelled",
    inputs.CancelInitiative,
    _("Cancel the initiative"),
    permission=WRITE,
    done=_("The initiative is cancelled."),
    danger=True,
)
@transaction.atomic
def cancel_initiative(
    *, actor: Actor, initiative_id: str, reason: str, expected_n: int | None = None
) -> Initiative:
    """Cancel an initiative, saying why.

    Raises:
        NotFound, Conflict: as `start_initiative`.
        Refused: not from where it stands.
        Invalid: not said why.
    """
    initiative = _initiative(actor, initiative_id, expected_n)
    note = _text(reason, "reason", LONGEST)
    RECORDER.record(actor, "initiative", "cancelled", initiative, note=note)
    return _initiative(actor, initiative_id)


def _counted(initiative: Initiative, held_on: dt.date, cells: Sequence[Cell]) -> dict[str, Any]:
    wrong = participation.wrong(cells)
    if wrong:
        raise labels.invalid(f"programme.people.{wrong}", "cells")
    if not initiative.starts_on <= held_on <= today():
        raise labels.invalid("programme.people.day", "held_on")
    return {
        "held_on": held_on,
        "total": participation.total(cells),
        "counts": participation.kept(cells),
    }


def _cells(cells: Sequence[Cell | GroupCount]) -> list[Cell]:
    return [Cell(cell.sex, cell.age, cell.number) for cell in cells]


@transaction.atomic
def note_participation(
    *, actor: Actor, initiative_id: str, held_on: dt.date, cells: Sequence[Cell | GroupCount]
) -> Participation:
    """Note how many took part on a day, by sex and age.

    Raises:
        NotFound: there is no such initiative.
        Refused: it has not begun.
        Invalid: the table or the day is wrong.
    """
    of = _initiative(actor, initiative_id)
    changes = {"initiative": initiative_id, **_counted(of, held_on, _cells(cells))}
    made = RECORDER.record(actor, "participation", "noted", changes=changes)
    return Participation.objects.get(public_id=made.subject)


def _figure(actor: Actor, public_id: str, n: int | None) -> Participation:
    require(actor, WRITE)
    record = selectors.figure_for(actor, public_id)
    RECORDER.check_expected(record, n)
    return record


@PARTICIPATION.act(
    "corrected",
    inputs.CorrectParticipation,
    _("Correct the figure"),
    permission=WRITE,
    done=_("The figure is corrected; what it said before is kept."),
    asks=lambda _actor, record: {"initial": {"held_on": record.held_on, "cells": record.counts}},
)
@transaction.atomic
def correct_participation(
    *,
    actor: Actor,
    participation_id: str,
    held_on: dt.date,
    cells: Sequence[Cell | GroupCount],
    reason: str,
    expected_n: int | None = None,
) -> Participation:
    """Correct a figure, saying why; what it said before stays as an act.

    Raises:
        NotFound: there is none.
        Conflict: somebody changed it meanwhile.
        Refused: it was withdrawn.
        Invalid: the table or the day is wrong, or not said why.
    """
    record = _figure(actor, participation_id, expected_n)
    changes = _counted(_initiative(actor, record.initiative), held_on, _cells(cells))
    note = _text(reason, "reason", LONGEST)
    RECORDER.record(actor, "participation", "corrected", record, changes=changes, note=note)
    return Participation.objects.get(pk=record.pk)


@PARTICIPATION.act(
    "withdrawn",
    inputs.WithdrawParticipation,
    _("Withdraw the figure"),
    permission=WRITE,
    done=_("The figure is withdrawn."),
    danger=True,
)
@transaction.atomic
def withdraw_participation(
    *, actor: Actor, participation_id: str, reason: str, expected_n: int | None = None
) -> None:
    """Withdraw a figure that was noted by mistake, saying why.

    Raises:
        NotFound, Conflict, Refused: as `correct_participation`.
        Invalid: not said why.
    """
    record = _figure(actor, participation_id, expected_n)
    RECORDER.record(actor, "participation", "withdrawn", record, note=_text(reason, "reason", LONGEST))
