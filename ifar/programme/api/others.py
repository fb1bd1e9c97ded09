"""Work of other organisations over HTTP: what their files of the IATI standard said, and taking such a file over."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Path, Query, Router, Schema, Status
from ninja.files import UploadedFile

from ifar.cursors import page
from ifar.files import uploads
from ifar.form_errors import actor_of
from ifar.programme.api.shapes import ListAsked, Place
from ifar.programme.models import OthersActivity, OthersFile, Trial
from ifar.programme.selectors import others as selectors
from ifar.programme.services import others
from ifar.rights import require

router = Router()
Key = Annotated[int, Path(ge=1, le=2**62)]


class OthersActivityOut(Schema):
    """An activity of another organisation; sums stand by currency, as text, and are never added up across currencies."""

    id: int
    publisher: str
    publisher_name: str
    identifier: str
    title: str
    status: str
    countries: list[str]
    outcomes: list[str]
    cells: list[str]
    start: str
    end: str
    gone: bool
    budgets: dict[str, str]
    transactions: dict[str, dict[str, str]]
    file: str


class OthersActivitiesOut(Schema):
    """A page of activities."""

    items: list[OthersActivityOut]
    after: str | None


class OthersActivityWholeOut(OthersActivityOut):
    """An activity with its words, places, organisations and results, and how many versions of it there are."""

    words: str
    organisations: list[dict[str, Any]]
    places: list[dict[str, Any]]
    results: list[dict[str, Any]]
    versions: int
    taken_at: dt.datetime
    taken_by: str
    sha256: str


class OthersFileOut(Schema):
    """A file that was taken over, and what became of its activities."""

    id: str
    sha256: str
    name: str
    publishers: list[str]
    whole: bool
    activities: int
    fresh: int
    revised: int
    same: int
    own: int
    gone: int


class OthersFilesOut(Schema):
    """A page of files, the latest first."""

    items: list[OthersFileOut]
    after: str | None


class TrialOut(Schema):
    """A file that was tried: what it would change, or why it is refused, by element and line."""

    id: UUID
    state: str
    name: str
    sha256: str
    report: dict[str, Any]
    made: str


class ActivitiesAsked(ListAsked):
    """Which activities."""

    country: Place = ""
    outcome: Literal["", "O1", "O2", "O3", "O4"] = ""
    gone: bool = False


_FILE = ("name", "publishers", "whole", "activities", "fresh", "revised", "same", "own", "gone")


def activity_of(others_activity: OthersActivity) -> OthersActivityOut:
    """An activity as a file said it."""
    value = others_activity.said
    return OthersActivityOut(
        id=others_activity.pk, publisher=others_activity.publisher, publisher_name=value["publisher_name"], identifier=others_activity.identifier, title=others_activity.title,
        status=others_activity.status, countries=others_activity.countries, outcomes=others_activity.outcomes, cells=value["cells"], start=value["start"], end=value["end"],
        gone=others_activity.gone, budgets=value["budgets"], transactions=value["transactions"], file=others_activity.othersfile,
    )  # fmt: skip


def file_of(others_file: OthersFile) -> OthersFileOut:
    """A file that was taken over."""
    return OthersFileOut(
        id=others_file.public_id,
        sha256=others_file.file,
        **{name: getattr(others_file, name) for name in _FILE},
    )


def trial_of(trial: Trial) -> TrialOut:
    """A file that was tried."""
    return TrialOut(
        id=trial.pk,
        state=trial.state,
        name=trial.name,
        sha256=trial.file,
        report=trial.report,
        made=trial.made,
    )


@router.get("/programme/others", response=OthersActivitiesOut, operation_id="programme_list_others")
def list_others(request: HttpRequest, asked: Query[ActivitiesAsked]) -> OthersActivitiesOut:
    """Work of other organisations, as their latest files say it."""
    listed = selectors.activities_for(actor_of(request), country=asked.country, outcome=asked.outcome, gone=asked.gone)  # fmt: skip
    result = page(listed, order=("-id",), after=asked.after, size=asked.size)
    return OthersActivitiesOut(
        items=[activity_of(others_activity) for others_activity in result.items], after=result.after
    )


@router.get("/programme/others/{number}", response=OthersActivityWholeOut, operation_id="programme_get_other")
def get_other(request: HttpRequest, number: Key) -> OthersActivityWholeOut:
    """One activity, with where it came from."""
    activity = selectors.activity(actor_of(request), number)
    others_activity = activity.activity
    at, who = activity.taken[others_activity.othersfile]
    return OthersActivityWholeOut(
        **activity_of(others_activity).dict(), words=others_activity.said["words"], organisations=others_activity.said["organisations"], places=others_activity.said["places"],
        results=others_activity.said["results"], versions=len(activity.versions), taken_at=at, taken_by=who, sha256=activity.files[others_activity.othersfile].file,
    )  # fmt: skip


@router.get("/programme/others-files", response=OthersFilesOut, operation_id="programme_list_others_files")
def list_files(request: HttpRequest, asked: Query[ListAsked]) -> OthersFilesOut:
    """Files that were taken over."""
    result = page(selectors.files_for(actor_of(request)), order=("-id",), after=asked.after, size=asked.size)
    return OthersFilesOut(items=[file_of(others_file) for others_file in result.items], after=result.after)


@router.post("/programme/others-files/trials", response={201: TrialOut}, operation_id="programme_try_others_file")  # fmt: skip
def try_file(request: HttpRequest, file: File[UploadedFile], whole: bool = False) -> Status[TrialOut]:
    """Seal a file and see what it would change. `whole`: it is everything that its publishers have."""
    actor = actor_of(request)
    require(actor, others.TAKE)
    name, arrived = uploads.arrived(request, "file")
    return Status(201, trial_of(others.begin(actor=actor, name=name, content=arrived, whole=whole)))  # fmt: skip


@router.post("/programme/others-files/trials/{trial}", response=OthersFileOut, operation_id="programme_take_others_file")  # fmt: skip
def take_file(request: HttpRequest, trial: UUID) -> OthersFileOut:
    """Take over a file that was tried. The same file again changes nothing."""
    return file_of(others.take(actor=actor_of(request), trial=str(trial)))
