"""The shapes of licensing over HTTP, and how a record becomes one."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from ifar.cursors import LARGEST, SIZE
from ifar.licensing import holding, licence
from ifar.licensing.models import Application, Licence
from ifar.licensing.selectors import records
from ifar.licensing.services.applications import today
from ifar.licensing.views.presenters import reading_of

Identifier = Annotated[str, Field(max_length=20)]


class LicensingAsked(Schema):
    """How a list is read: page by page."""

    after: Annotated[str, Field(max_length=500, description="The cursor that the page before gave.")] = ""
    size: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE


class QueueAsked(LicensingAsked):
    """Which applications: my desk's that run, that wait for the applicant, that are to be decided, that are over; or all that are open.

    `checks`: those of every desk with a check that your kind of office has not answered yet.
    """

    list: Literal["mine", "checks", "waiting", "decide", "ended", "all"] = "mine"


class RemovalsAsked(LicensingAsked):
    """Open removals, of one ground where it is given."""

    ground: Annotated[str, Field(max_length=40)] = ""


class MadeOut(Schema):
    """What an act was done to, or made."""

    id: str


class ActOut(Schema):
    """One act: what, by whom, when, with how far its proof has come."""

    entry: str
    n: int
    kind: str
    details: dict[str, Any]
    actor: str
    agency: str
    recorded_at: dt.datetime
    proof: Literal["recorded", "in_tree", "witnessed"]


class ApplicationOut(Schema):
    """An application. `elapsed`, `left` = days of the statutory clock; `due_on` is empty while it stands."""

    id: str
    kind: str
    purpose: str
    state: str
    applicant: str
    book: str
    licence: str
    categories: list[str]
    quota: int | None
    months: int | None
    checks: dict[str, Any]
    advice: str
    grounds: list[str]
    submitted_on: dt.date | None
    due_on: dt.date | None
    elapsed: int | None
    left: int | None
    decided_on: dt.date | None
    appeal_until: dt.date | None
    agency: str
    n: int


class ApplicationWholeOut(ApplicationOut):
    """An application with everything that was done to it."""

    acts: list[ActOut]


class ApplicationPage(Schema):
    """A page of applications."""

    items: list[ApplicationOut]
    after: str | None


class LicenceOut(Schema):
    """A licence. `stands` = how it stands today: its state, or `expired` or `not_yet`; `used`, `left` by what its quota counts."""

    id: str
    kind: str
    state: str
    stands: str
    holder: str
    book: str
    allows: list[str]
    categories: list[str]
    counts: str
    quota: int | None
    used: int
    left: int | None
    conditions: list[str]
    valid_from: dt.date
    valid_to: dt.date | None
    agency: str
    n: int


class EligibilityNoticeOut(Schema):
    """An eligibility notice; `party` = whom it means, once somebody, or the rule, has said so."""

    id: str
    ground: str
    source: str
    reference: str
    effective_on: dt.date | None
    state: str
    party: str
    n: int


class EligibilityNoticePage(Schema):
    """A page of notices."""

    items: list[EligibilityNoticeOut]
    after: str | None


class TakenOut(Schema):
    """What became of a notice, and the licences that it stopped. `nobody`: nothing was kept."""

    outcome: Literal["applied", "waiting", "known", "nobody"]
    notice: str
    licences: list[str]


class RemovalOut(Schema):
    """Firearms that must leave a holder."""

    id: str
    holder: str
    ground: str
    licence: str
    notice: str
    state: str
    due_on: dt.date
    way: str
    proof: str
    n: int


class RemovalPage(Schema):
    """A page of removals, the most urgent first."""

    items: list[RemovalOut]
    after: str | None


class OfferOut(Schema):
    """A firearm that is offered to a buyer; for the firearm as it stood after `firearm_n` events."""

    id: str
    firearm: str
    firearm_n: int
    seller: str
    buyer: str
    licence: str
    transfer: str
    state: str
    good_until: dt.date
    hand_over_from: dt.date
    n: int


class OfferPage(Schema):
    """A page of offers, the newest first."""

    items: list[OfferOut]
    after: str | None


def fields(result: Any, shape: type[Schema], **more: Any) -> dict[str, Any]:
    """What a shape shows of a row, by the names of its columns; `more` wins."""
    plain = {name: getattr(result, name) for name in shape.model_fields if hasattr(result, name)}
    return {**plain, "id": result.public_id, **more}


def application_of(application: Application) -> dict[str, Any]:
    """An application with its clock of today."""
    reading = reading_of(application, today())
    return fields(
        application,
        ApplicationOut,
        agency=application.agency.public_id,
        elapsed=reading.elapsed if reading else None,
        left=reading.left if reading else None,
    )


def licence_of(record: Licence) -> dict[str, Any]:
    """A licence as it stands today, with what is used of it."""
    held, ever = holding.uses([record.public_id]).get(record.public_id, (0, 0))
    used = ever if record.counts == "spent" else held
    rule = records.ruled(record)
    return fields(
        record,
        LicenceOut,
        agency=record.agency.public_id,
        stands=licence.stands(rule, today()),
        used=used,
        left=licence.left(rule, used),
    )
