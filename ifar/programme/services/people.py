"""Initiatives with communities, women and youth, and who took part in numbers. Each one act, one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from ifar.programme import acts, labels, participation
from ifar.programme.models import Initiative, Participation
from ifar.programme.participation import Cell
from ifar.programme.services.planning import HEADLINE, LONGEST, absent
from ifar.programme.services.writing import RECORDER, today
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

WRITE: Final = "programme:initiative:write"
KIND: Final = "initiative_kind"
AUDIENCE: Final = "initiative_audience"
MOVES: Final = ("started", "cancelled")


def may_move(state: str, kind: str) -> bool:
    """Whether an initiative in this state may be moved so."""
    return acts.ACTS.after("initiative", kind, state) is not None


def _text(value: str, field: str, longest: int = HEADLINE) -> str:
    told = value.strip()
    if not told or len(told) > longest:
        raise labels.invalid("programme.required", field)
    return told


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


def _initiative(public_id: str, n: int | None = None) -> Initiative:
    found = Initiative.objects.filter(public_id=public_id).first()
    if found is None:
        raise absent()
    RECORDER.check_expected(found, n)
    return found


@transaction.atomic
def change_initiative(*, actor: Actor, initiative: str, n: int, new: NewInitiative) -> Initiative:
    """Change an initiative, as it stood when it was read (`n`).

    Raises:
        NotFound: there is none.
        Conflict: somebody changed it meanwhile.
        Refused: it has ended.
        Invalid: a field is wrong.
    """
    require(actor, WRITE)
    found = _initiative(initiative, n)
    RECORDER.record(actor, "initiative", "changed", found, changes=new.changes())
    return _initiative(initiative)


@transaction.atomic
def move_initiative(*, actor: Actor, initiative: str, kind: str, reason: str = "") -> Initiative:
    """Start or cancel an initiative; who cancels says why.

    Raises:
        NotFound: there is none.
        Refused: not from where it stands.
        Invalid: not said why.
    """
    require(actor, WRITE)
    found = _initiative(initiative)
    if kind not in MOVES:
        raise absent()
    details = {"reason": _text(reason, "reason", LONGEST)} if kind == "cancelled" else {}
    RECORDER.record(actor, "initiative", kind, found, details=details)
    return _initiative(initiative)


@transaction.atomic
def end_initiative(*, actor: Actor, initiative: str, n: int, effect: str) -> Initiative:
    """End an initiative and say what changed; or say it anew, later, when more is known.

    Raises:
        NotFound, Conflict: as `change_initiative`.
        Refused: it is not under way.
        Invalid: not said what changed.
    """
    require(actor, WRITE)
    found = _initiative(initiative, n)
    kind = "looked_back" if found.state == "ended" else "ended"
    RECORDER.record(actor, "initiative", kind, found, changes={"effect": _text(effect, "effect", LONGEST)})
    return _initiative(initiative)


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


@transaction.atomic
def note_participation(*, actor: Actor, initiative: str, held_on: dt.date, cells: Sequence[Cell]) -> Participation:  # fmt: skip
    """Note how many took part on a day, by sex and age.

    Raises:
        NotFound: there is no such initiative.
        Refused: it has not begun.
        Invalid: the table or the day is wrong.
    """
    require(actor, WRITE)
    of = _initiative(initiative)
    changes = {"initiative": initiative, **_counted(of, held_on, cells)}
    made = RECORDER.record(actor, "participation", "noted", changes=changes)
    return Participation.objects.get(public_id=made.subject)


def _figure(public_id: str, n: int) -> Participation:
    found = Participation.objects.filter(public_id=public_id).first()
    if found is None:
        raise absent()
    RECORDER.check_expected(found, n)
    return found


@transaction.atomic
def correct_participation(*, actor: Actor, figure: str, n: int, held_on: dt.date, cells: Sequence[Cell], reason: str) -> Participation:  # fmt: skip
    """Correct a figure, saying why; what it said before stays as an act.

    Raises:
        NotFound: there is none.
        Conflict: somebody changed it meanwhile.
        Refused: it was withdrawn.
        Invalid: the table or the day is wrong, or not said why.
    """
    require(actor, WRITE)
    found = _figure(figure, n)
    changes = _counted(_initiative(found.initiative), held_on, cells)
    details = {"reason": _text(reason, "reason", LONGEST)}
    RECORDER.record(actor, "participation", "corrected", found, changes=changes, details=details)
    return Participation.objects.get(pk=found.pk)


@transaction.atomic
def withdraw_participation(*, actor: Actor, figure: str, n: int, reason: str) -> None:
    """Withdraw a figure that was noted by mistake, saying why.

    Raises:
        NotFound, Conflict, Refused: as `correct_participation`.
        Invalid: not said why.
    """
    require(actor, WRITE)
    found = _figure(figure, n)
    RECORDER.record(
        actor, "participation", "withdrawn", found, details={"reason": _text(reason, "reason", LONGEST)}
    )
