"""Assessing a State's law against the Firearms Protocol, article by article: written by one, approved by another, versions kept.

Every write says which version it saw (`n`). Each one act, one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.inputs import RecordInput
from ifar.acts.offers import Offers
from ifar.errors import Conflict
from ifar.programme import assessment, labels
from ifar.programme import work_inputs as inputs
from ifar.programme.assessment import Answer
from ifar.programme.conduct_inputs import ChangeAssessment
from ifar.programme.labels import absent
from ifar.programme.models import Assessment
from ifar.programme.selectors import assessments as selectors
from ifar.programme.services.planning import LONGEST
from ifar.programme.services.writing import RECORDER, today
from ifar.reference.protocol import provisions_of
from ifar.rights import Actor, require

WRITE: Final = "programme:protocol:write"
APPROVE: Final = "programme:protocol:approve"
ASSESSMENT: Final = Offers(
    RECORDER,
    "assessment",
    selectors.assessment_for,
    page="programme:protocol_article",
    on=attrgetter("place", "year", "article"),
)


def _answers(article: str, values: Mapping[str, Answer]) -> dict[str, dict[str, str]]:
    """What the act sets of the answers; what nobody answered is left out.

    Raises:
        Invalid: an answer is none, or none of this article; the field is `answers-<key>-<part>`.
    """
    keys = [provision.key for provision in provisions_of(article)]
    if set(values) - set(keys):
        raise labels.invalid("programme.choice", "article")
    for key, answer in values.items():
        field, wrong = assessment.answer_wrong(answer)
        if wrong:
            raise labels.invalid(f"programme.protocol.{wrong}", f"answers-{key}-{field}")
    return {key: values[key].told() for key in keys if key in values}


def place_wrong(place: str) -> bool:
    """Whether it is no code of a State."""
    return len(place) != 2 or not place.isascii() or not place.isalpha() or not place.isupper()


@transaction.atomic
def assess(
    *, actor: Actor, place: str, year: int, article: str, answers: Mapping[str, Answer], submit: bool = True
) -> Assessment:
    """Assess an article of a State's law in a year, or keep a draft of it.

    Raises:
        Invalid: there is no such State, year or article, or an answer is wrong.
        Conflict: somebody assessed it already; nothing of theirs is touched.
    """
    require(actor, WRITE)
    if place_wrong(place):
        raise labels.invalid("programme.choice", "place")
    if assessment.year_wrong(year, today()):
        raise labels.invalid("programme.protocol.year", "year")
    if not assessment.article_known(article):
        raise absent()
    changes: dict[str, Any] = {
        "place": place,
        "year": year,
        "article": article,
        "answers": _answers(article, answers),
    }
    if submit and not changes["answers"]:
        raise labels.invalid("programme.protocol.nothing", "article")
    if Assessment.objects.filter(place=place, year=year, article=article).exists():
        raise Conflict("programme.protocol.there", labels.of("programme.protocol.there"))
    made = RECORDER.record(actor, "assessment", "stated" if submit else "drafted", changes=changes)
    return Assessment.objects.get(public_id=made.subject)


def _found(actor: Actor, public_id: str, n: int | None) -> Assessment:
    record = selectors.assessment_for(actor, public_id)
    RECORDER.check_expected(record, n)
    return record


@ASSESSMENT.act(
    "changed",
    ChangeAssessment,
    _("Change the assessment"),
    permission=WRITE,
    at="programme:assessment_change",
)
@transaction.atomic
def change(
    *, actor: Actor, assessment_id: str, answers: Mapping[str, Answer], expected_n: int | None = None
) -> Assessment:
    """Change a draft, or what waits for approval.

    Raises:
        NotFound: there is none.
        Conflict: somebody did something with it meanwhile.
        Refused: it was approved.
        Invalid: an answer is wrong.
    """
    require(actor, WRITE)
    record = _found(actor, assessment_id, expected_n)
    changes = {"answers": _answers(record.article, answers)}
    if record.state == "submitted" and not changes["answers"]:
        raise labels.invalid("programme.protocol.nothing", "article")
    RECORDER.record(actor, "assessment", "changed", record, changes=changes)
    return Assessment.objects.get(pk=record.pk)


@ASSESSMENT.act(
    "submitted",
    RecordInput,
    _("Submit for approval"),
    permission=WRITE,
    done=_("It is submitted. Another person approves it."),
    leads=True,
)
@transaction.atomic
def submit(*, actor: Actor, assessment_id: str, expected_n: int | None = None) -> Assessment:
    """Submit a draft for approval.

    Raises:
        NotFound, Conflict, Refused: as `change`.
        Invalid: nothing is answered.
    """
    require(actor, WRITE)
    record = _found(actor, assessment_id, expected_n)
    if not record.answers:
        raise labels.invalid("programme.protocol.nothing", "article")
    RECORDER.record(actor, "assessment", "submitted", record)
    return Assessment.objects.get(pk=record.pk)


@ASSESSMENT.act(
    "approved",
    inputs.GiveNote,
    _("Approve the assessment"),
    permission=APPROVE,
    done=_("It is approved."),
    hint=_("Another person than those who wrote it approves."),
    when=lambda actor, record: not RECORDER.refusals(actor, "assessment", "approved", record),
    leads=True,
)
@transaction.atomic
def approve(*, actor: Actor, assessment_id: str, note: str = "", expected_n: int | None = None) -> Assessment:
    """Approve an assessment: another person than all who wrote it.

    Raises:
        NotFound, Conflict: as `change`.
        Forbidden: the actor wrote some of it.
        Refused: it does not wait.
    """
    require(actor, APPROVE)
    record = _found(actor, assessment_id, expected_n)
    RECORDER.record(actor, "assessment", "approved", record, note=note)
    return Assessment.objects.get(pk=record.pk)


@ASSESSMENT.act(
    "returned",
    inputs.GiveReason,
    _("Give the assessment back"),
    permission=APPROVE,
    done=_("It is given back, with the reason."),
)
@transaction.atomic
def give_back(*, actor: Actor, assessment_id: str, reason: str, expected_n: int | None = None) -> Assessment:
    """Give an assessment back to those who wrote it, saying why.

    Raises:
        NotFound, Conflict, Refused: as `approve`.
        Invalid: no reason.
    """
    require(actor, APPROVE)
    record = _found(actor, assessment_id, expected_n)
    RECORDER.record(actor, "assessment", "returned", record, note=reason_of(reason))
    return Assessment.objects.get(pk=record.pk)


@ASSESSMENT.act(
    "reopened",
    inputs.GiveReason,
    _("Open the assessment again"),
    permission=APPROVE,
    done=_("It is open again."),
)
@transaction.atomic
def reopen(*, actor: Actor, assessment_id: str, reason: str, expected_n: int | None = None) -> Assessment:
    """Open an approved assessment again, saying why; what was approved stays as a version.

    Raises:
        NotFound, Conflict, Refused: as `approve`.
        Invalid: no reason.
    """
    require(actor, APPROVE)
    record = _found(actor, assessment_id, expected_n)
    RECORDER.record(actor, "assessment", "reopened", record, note=reason_of(reason))
    return Assessment.objects.get(pk=record.pk)


def reason_of(text: str) -> str:
    """A reason that somebody gave.

    Raises:
        Invalid: there is none.
    """
    message = " ".join(text.split())
    if not message:
        raise labels.invalid("programme.value.reason", "reason")
    return message[:LONGEST]
