"""Keeping the work of a project: activities, partners, places, risks, issues, lessons, documents. Each one act, one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from ifar.files.documents import keep_document
from ifar.files.store import Arrived
from ifar.programme import indicators, labels, work
from ifar.programme.labels import absent
from ifar.programme.models import (
    Document,
    Project,
)
from ifar.programme.services.planning import HEADLINE, LONGEST, PLAN
from ifar.programme.services.writing import RECORDER
from ifar.rights import Actor, require

PURPOSE: Final = "programme_document"
OPENS: Final[Mapping[str, str]] = {
    "activity": "planned",
    "partner": "named",
    "location": "named",
    "risk": "raised",
    "issue": "raised",
    "lesson": "noted",
    "document": "kept",
}
"""Type of record -> the act that opens one."""


def text(value: str, field: str, longest: int = HEADLINE) -> str:
    """What somebody typed and is needed.

    Raises:
        Invalid: nothing, or too long.
    """
    message = " ".join(value.split()) if longest == HEADLINE else value.strip()
    if not message or len(message) > longest:
        raise labels.invalid("programme.required", field)
    return message


def one_of(value: Any, known: Any, field: str) -> Any:
    """A choice.

    Raises:
        Invalid: there is no such one.
    """
    if value not in known:
        raise labels.invalid("programme.choice", field)
    return value


@dataclass(frozen=True)
class NewActivity:
    """An activity of the work plan: the output that it serves, its days, who is responsible, at which place of the project."""

    result: str
    title: str
    starts_on: dt.date
    ends_on: dt.date
    words: str = ""
    responsible: str = ""
    location: str = ""

    def changes(self, project: str) -> dict[str, Any]:
        """What the act sets.

        Raises:
            Invalid: a field is wrong.
        """
        return {
            "result": self.result,
            "title": text(self.title, "title"),
            "words": self.words.strip()[:LONGEST],
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
            "responsible": self.responsible.strip()[:HEADLINE],
            "location": self.location,
        }


@dataclass(frozen=True)
class NewPartner:
    """An organisation with a part in a project."""

    name: str
    kind: str
    role: str
    reference: str = ""

    def changes(self, project: str) -> dict[str, Any]:
        """What the act sets.

        Raises:
            Invalid: a field is wrong.
        """
        reference = self.reference.strip()
        if any(code.isspace() or code in "/&|?" for code in reference) or len(reference) > 100:
            raise labels.invalid("programme.partner.reference", "reference")
        return {
            "name": text(self.name, "name"),
            "kind": one_of(self.kind, work.PARTNER_KINDS, "kind"),
            "role": one_of(self.role, work.PARTNER_ROLES, "role"),
            "reference": reference,
        }


@dataclass(frozen=True)
class NewLocation:
    """A place where a project works; coordinates both or none."""

    name: str
    country: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    reach: str = "activity"
    exactness: str = "approximate"

    def changes(self, project: str) -> dict[str, Any]:
        """What the act sets.

        Raises:
            Invalid: a field is wrong.
        """
        wrong = work.coordinates_wrong(self.latitude, self.longitude)
        if wrong:
            raise labels.invalid("programme.location.point", wrong)
        land = self.country.strip().upper()
        if land and (len(land) != 2 or not land.isascii() or not land.isalpha()):
            raise labels.invalid("programme.choice", "country")
        return {
            "name": text(self.name, "name"),
            "country": land,
            "latitude": _coordinate(self.latitude),
            "longitude": _coordinate(self.longitude),
            "reach": one_of(self.reach, work.REACHES, "reach"),
            "exactness": one_of(self.exactness, work.EXACTNESS, "exactness"),
        }


def _coordinate(value: Decimal | None) -> str | None:
    return indicators.written(value.quantize(work.PLACES)) if value is not None else None


@dataclass(frozen=True)
class NewRisk:
    """What could go wrong."""

    title: str
    likelihood: int
    impact: int
    owner: str
    mitigation: str
    words: str = ""
    review_on: dt.date | None = None

    def changes(self, project: str) -> dict[str, Any]:
        """What the act sets.

        Raises:
            Invalid: a field is wrong.
        """
        return {
            "title": text(self.title, "title"),
            "words": self.words.strip()[:LONGEST],
            "likelihood": one_of(self.likelihood, work.GRADES, "likelihood"),
            "impact": one_of(self.impact, work.GRADES, "impact"),
            "owner": text(self.owner, "owner"),
            "mitigation": text(self.mitigation, "mitigation", LONGEST),
            "review_on": self.review_on,
        }


@dataclass(frozen=True)
class NewIssue:
    """What did go wrong."""

    title: str
    severity: str
    owner: str
    words: str = ""
    due_on: dt.date | None = None

    def changes(self, project: str) -> dict[str, Any]:
        """What the act sets.

        Raises:
            Invalid: a field is wrong.
        """
        return {
            "title": text(self.title, "title"),
            "words": self.words.strip()[:LONGEST],
            "severity": one_of(self.severity, work.SEVERITIES, "severity"),
            "owner": text(self.owner, "owner"),
            "due_on": self.due_on,
        }


@dataclass(frozen=True)
class NewLesson:
    """What was learned."""

    title: str
    words: str
    advice: str = ""

    def changes(self, project: str) -> dict[str, Any]:
        """What the act sets.

        Raises:
            Invalid: a field is wrong.
        """
        return {
            "title": text(self.title, "title"),
            "words": text(self.words, "words", LONGEST),
            "advice": self.advice.strip()[:LONGEST],
        }


New = NewActivity | NewPartner | NewLocation | NewRisk | NewIssue | NewLesson
RECORD_TYPES: Final[Mapping[type[New], str]] = {
    NewActivity: "activity",
    NewPartner: "partner",
    NewLocation: "location",
    NewRisk: "risk",
    NewIssue: "issue",
    NewLesson: "lesson",
}


def _check_there(project: str) -> None:
    if not Project.objects.filter(public_id=project).exists():
        raise absent()


@transaction.atomic
def add(*, actor: Actor, project: str, new: New) -> str:
    """Put something to the work of a project; returns its identifier. What was learned may be noted when the project is closed, too.

    Raises:
        NotFound: there is no such project.
        Refused: the project is closed or cancelled.
        Invalid: a field is wrong.
    """
    require(actor, PLAN)
    record_type = RECORD_TYPES[type(new)]
    _check_there(project)
    more = {"risk": ""} if record_type == "issue" else {}
    changes = {"project": project, **more, **new.changes(project)}
    return RECORDER.record(actor, record_type, OPENS[record_type], changes=changes).subject


@transaction.atomic
def keep(*, actor: Actor, project: str, title: str, kind: str, name: str, content: Arrived) -> Document:
    """Keep a document of a project: a PDF that only shows pages, read here and nowhere as a program.

    Raises:
        NotFound: there is no such project.
        Invalid: a field is wrong, or the file is of another kind, does more than show pages, or cannot be read.
        TooLarge: it passes the limit.
    """
    require(actor, PLAN)
    _check_there(project)
    result = {
        "title": text(title, "title"),
        "kind": one_of(kind, work.DOCUMENT_KINDS, "kind"),
    }
    read = keep_document(actor=actor, purpose=PURPOSE, name=name, content=content)
    changes = {
        "project": project, **result, "sha256": read.kept.sha256, "name": read.kept.name, "pages": read.pages, "size": read.kept.size,
    }  # fmt: skip
    made = RECORDER.record(actor, "document", "kept", changes=changes)
    return Document.objects.get(public_id=made.subject)
