"""Writing an act of tracing: whose it is to do, and when the next word is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from ifar.acts.offers import Offers
from ifar.acts.recorder import Recorder
from ifar.errors import Forbidden
from ifar.registry.occurred import moment
from ifar.rights import Actor, may
from ifar.tracing import clock, directory, labels, selectors, states
from ifar.tracing.acts import ACTS, goes
from ifar.tracing.models import Request, Step
from ifar.tracing.selectors import ANSWER, WRITE

RECORDER: Final = Recorder(
    ACTS,
    conflicts={
        "its chain or its state says otherwise": "tracing.changed_meanwhile",
        "it does not follow on itself": "tracing.parent",
    },
)
REQUEST: Final = Offers(RECORDER, "request", selectors.request_for, page="tracing:request")
QUESTION: Final = Offers(
    RECORDER, "step", selectors.question_for, page="tracing:question", name="trace_question"
)
"""A link as the trader sees it whose book is asked."""
LINK: Final = Offers(
    RECORDER,
    "step",
    selectors.step_for,
    page="tracing:request",
    on=lambda record: record.request.public_id,
    name="trace_link",
)
"""A link as the office sees it that follows the chain."""


def right_of(request: Request, kind: str) -> str:
    """What an act on a request takes: answering is the desk's; what another State said notes whoever asked."""
    return ANSWER if request.direction != "outgoing" and kind in states.ANSWERING else WRITE


def fits(kind: str) -> Callable[[Actor, Request], bool]:
    """Whether an act is one of requests of this direction, and this person has the right to it."""
    act = ACTS["request", kind]
    return lambda actor, request: goes(act, request.direction) and may(actor, right_of(request, kind))


def called(outgoing: Any) -> Callable[[Request], Any]:
    """How an act is called of a request to another State, where it notes what was told."""
    return lambda request: outgoing if request.direction == "outgoing" else ""


def other_office() -> Forbidden:
    """It is another office's to do."""
    return Forbidden("tracing.other_office", labels.of("tracing.other_office"))


def check_office(actor: Actor, request: Request, kind: str) -> None:
    """Refuse an act that is another office's: what answers is done where it is answered, what asks where it was asked.

    Raises:
        Forbidden: it is another office's to do.
    """
    owner = request.agency_id == actor.agency_id
    answers = request.office == actor.agency
    asking = kind in states.OWNERS
    follows = kind in (*states.ANSWERING, "followed", "stated")
    answering = follows and request.direction != "outgoing"
    if (asking and not owner) or (answering and not answers) or not (owner or answers):
        raise other_office()


def due_from(
    now: dt.datetime, term: clock.Term, urgency: str, direction: str, country: str, desk: str = ""
) -> str | None:
    """When the next word is due, as an event holds it: counted at the desk that is asked where another State answers, here where we do."""
    return moment(clock.due(now, term, urgency, directory.where_answered(direction, country, desk)))


def again(result: Request | Step) -> Any:
    """The same record as it stands after an act."""
    return type(result).objects.get(pk=result.pk)
