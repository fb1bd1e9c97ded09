"""An application as it stands before an act on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.utils import timezone

from ifar.accounts.services import reads
from ifar.acts.offers import Offers
from ifar.errors import NotFound, Reason
from ifar.licensing import clock, labels
from ifar.licensing.models import Application, Licence
from ifar.licensing.selectors import records
from ifar.licensing.selectors.kinds import kind_of
from ifar.licensing.services.writing import RECORDER
from ifar.parties import selectors as parties
from ifar.rights import Actor, require

WRITE = "licensing:application:write"
APPLICATION: Final = Offers(RECORDER, "application", records.application_for, page="licensing:application")


def today() -> dt.date:
    """The day of the office."""
    return timezone.localdate()


def pauses_of(application: Application) -> list[clock.Pause]:
    """The days on which the clock stood."""
    return [
        (dt.date.fromisoformat(start), dt.date.fromisoformat(end) if end else None)
        for start, end in application.pauses
    ]


def is_named(actor: Actor, _found: Application) -> bool:
    """Whether an actor was shown whom an application is about."""
    return not reads.is_unnamed(actor)


def as_it_stands(result: Application | Licence, *names: str) -> Mapping[str, Any]:
    """How the form of a change is made: as the record stands, without what its kind does not know."""
    kind = kind_of(result.kind)
    known = {"categories": kind.categories, "quota": kind.counts != "none", "months": kind.months is not None}
    return {
        "initial": {name: getattr(result, name) for name in names},
        "without": [name for name, is_known in known.items() if not is_known],
        "among": {"categories": [(category, category) for category in kind.categories]},
    }


def standing(actor: Actor, public_id: str, kind: str, expected_n: int | None) -> Application:
    """The application before an act of the desk on it.

    Raises:
        Forbidden: the actor does not work on applications.
        NotFound: there is none for this actor. Conflict: somebody did something meanwhile. Refused: it does not stand so.
    """
    require(actor, WRITE)
    return found_for(actor, public_id, kind, expected_n)


def found_for(actor: Actor, public_id: str, kind: str, expected_n: int | None) -> Application:
    """The application before an act under another permission, which the caller has asked for."""
    application = records.application_for(actor, public_id)
    RECORDER.check_expected(application, expected_n)
    RECORDER.state_after("application", kind, application.state)
    return application


def check_said(note: str) -> None:
    """Refuse an act of which nothing is said."""
    if not note.strip():
        raise RECORDER.invalid(Reason("licensing.note", field="note"))


def applicant_of(actor: Actor, public_id: str) -> Any:
    """The person or company that applies."""
    party = parties.parties_for(actor).filter(public_id=public_id).first()
    if party is None:
        raise NotFound("parties.party.not_found", labels.of("licensing.not_found"))
    stands = parties.survivors([public_id]).get(public_id, public_id) if party.merged_into else public_id
    return party if stands == public_id else parties.party_for(actor, stands)


def running(application: Application) -> dict[str, Any]:
    """Pauses, the last one ended today, and the day on which it is due now."""
    pauses = [[start, end or today().isoformat()] for start, end in application.pauses]
    rows = [(dt.date.fromisoformat(start), dt.date.fromisoformat(end)) for start, end in pauses]
    due = (
        clock.due(application.submitted_on, rows, application.clock_days)
        if application.submitted_on
        else None
    )
    return {"pauses": pauses, "due_on": due}
