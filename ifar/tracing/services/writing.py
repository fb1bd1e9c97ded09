"""Writing an act of tracing: whose it is to do, and when the next word is due."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from ifar.acts.recorder import Recorder
from ifar.errors import Forbidden
from ifar.registry.occurred import moment
from ifar.rights import Actor
from ifar.tracing import clock, directory, labels, states
from ifar.tracing.acts import ACTS
from ifar.tracing.models import Request, Step

RECORDER: Final = Recorder(
    ACTS,
    conflicts={
        "its chain or its state says otherwise": "tracing.changed_meanwhile",
        "it does not follow on itself": "tracing.parent",
    },
)


def other_office() -> Forbidden:
    """It is another office's to do."""
    return Forbidden("tracing.other_office", labels.of("tracing.other_office"))


def check_office(actor: Actor, found: Request, kind: str) -> None:
    """Refuse an act that is another office's: what answers is done where it is answered, what asks where it was asked.

    Raises:
        Forbidden: it is another office's to do.
    """
    owner = found.agency_id == actor.agency_id
    answers = found.office == actor.agency
    asking = kind in states.OWNERS
    follows = kind in (*states.ANSWERING, "followed", "stated")
    answering = follows and found.direction != "outgoing"
    if (asking and not owner) or (answering and not answers) or not (owner or answers):
        raise other_office()


def due_from(
    now: dt.datetime, term: clock.Term, urgency: str, direction: str, country: str, desk: str = ""
) -> str | None:
    """When the next word is due, as an event holds it: counted at the desk that is asked where another State answers, here where we do."""
    return moment(clock.due(now, term, urgency, directory.where_answered(direction, country, desk)))


def again(found: Request | Step) -> Any:
    """The same record as it stands after an act."""
    return type(found).objects.get(pk=found.pk)
