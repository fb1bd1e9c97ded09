"""Whom initiatives reached, as pages show it, and what a project does with people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils import timezone

from ifar.programme import participation, people_labels
from ifar.programme.participation import Reached
from ifar.programme.selectors import feedback, people
from ifar.programme.services.people import KIND, WRITE
from ifar.reference import selectors as reference
from ifar.rights import Actor, may

TONES: Final = {"planned": "info", "running": "good", "ended": "quiet", "cancelled": "quiet"}


def reached_words(reached: Reached) -> dict[str, Any]:
    """Whom something reached, as pages show it: in all, by sex and by age with shares, and the shares of women and of youth."""
    divisions = []
    for by, counted in (("sex", reached.sex), ("age", reached.age)):
        rows = [
            {
                "words": people_labels.PARTS[by][name],
                "number": counted.get(name, 0),
                "share": reached.share(by, name) if name != "not_said" else None,
            }
            for name in participation.PARTS[by]
            if counted.get(name, 0)
        ]
        divisions.append({"words": people_labels.DIVISIONS[by], "rows": rows})
    return {
        "total": reached.total,
        "divisions": divisions,
        "women": reached.share("sex", "female"),
        "youth": reached.share("age", participation.YOUTH),
    }


def line_of(line: people.Line, kinds: Mapping[str, str]) -> dict[str, Any]:
    """An initiative as a list shows it."""
    return {
        "one": line.one,
        "kind": kinds.get(line.one.kind, line.one.kind),
        "project": line.project,
        "state": people_labels.INITIATIVES[line.one.state],
        "tone": TONES[line.one.state],
        "total": line.reached.total,
        "women": line.reached.share("sex", "female"),
        "youth": line.reached.share("age", participation.YOUTH),
    }


def with_people(actor: Actor, project: str) -> dict[str, Any]:
    """What a project's page says of people: its initiatives, and for whoever may answer it what people say. At most seven queries."""
    lines = people.of_project(actor, project)
    kinds = reference.words(KIND) if lines else {}
    today = timezone.now().date()
    return {
        "initiatives": [line_of(line, kinds) for line in lines],
        "heard": feedback.listed(actor, "open", today, project=project)
        if may(actor, feedback.ANSWER)
        else None,
        "may_write_people": may(actor, WRITE),
    }
