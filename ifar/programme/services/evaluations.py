"""Evaluations: commissioned of somebody independent, carried out by them, answered by management, followed up. Each one act, one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.inputs import RecordInput
from ifar.acts.offers import Offers
from ifar.programme import evaluation as rules
from ifar.programme import labels
from ifar.programme import work_inputs as inputs
from ifar.programme.labels import absent
from ifar.programme.models import (
    Evaluation,
    Finding,
    Project,
    Recommendation,
)
from ifar.programme.selectors import evaluations as selectors
from ifar.programme.selectors.strategy import READ
from ifar.programme.services.independence import check_independent, says
from ifar.programme.services.planning import HEADLINE, LONGEST
from ifar.programme.services.work import one_of, text
from ifar.programme.services.writing import RECORDER, today
from ifar.rights import Actor, require

COMMISSION: Final = "programme:evaluation:commission"
EVALUATE: Final = "programme:evaluation:carry_out"
ANSWER: Final = "programme:evaluation:answer"
EVALUATION: Final = Offers(RECORDER, "evaluation", selectors.evaluation_for, page="programme:evaluation")
FINDING: Final = Offers(
    RECORDER,
    "finding",
    selectors.finding_for,
    page="programme:evaluation",
    on=attrgetter("evaluation"),
)
RECOMMENDATION: Final = Offers(
    RECORDER,
    "recommendation",
    selectors.recommendation_for,
    page="programme:evaluation",
    on=attrgetter("evaluation"),
)


@dataclass(frozen=True)
class Terms:
    """Terms of reference: what is evaluated by which criteria, by whom (`account`: theirs, where they have one), from when to when."""

    title: str
    kind: str
    terms: str
    criteria: Sequence[str]
    evaluator: str
    starts_on: dt.date
    ends_on: dt.date
    account: str = ""


def _evaluated(actor: Actor, evaluation: str) -> bool:
    """Whether the actor, or whoever they stand in for, wrote what an evaluation found or recommended, or delivered it."""
    return says("SELECT programme_evaluated(%s, %s)", list(actor.people), evaluation)


def _evaluator(account: str) -> bool:
    return says("SELECT accounts_holds(%s, ARRAY['evaluator'])", account)


def _changes(terms: Terms, project: Project, commissioner: str) -> dict[str, Any]:
    """What the act sets.

    Raises:
        Invalid: a field is wrong.
        Refused: the evaluator is not independent of the project.
    """
    if not terms.criteria or not set(terms.criteria) <= set(rules.CRITERIA):
        raise labels.invalid("programme.choice", "criteria")
    changes = {
        "title": text(terms.title, "title"),
        "kind": one_of(terms.kind, rules.KINDS, "kind"),
        "terms": text(terms.terms, "terms", LONGEST),
        "criteria": [criterion for criterion in rules.CRITERIA if criterion in terms.criteria],
        "evaluator": text(terms.evaluator, "evaluator"),
        "account": terms.account,
        "starts_on": terms.starts_on,
        "ends_on": terms.ends_on,
    }
    if terms.account and not _evaluator(terms.account):
        raise labels.invalid("programme.evaluation.account", "account")
    check_independent(terms.evaluator, terms.account, project, commissioner)
    return changes


@transaction.atomic
def commission(*, actor: Actor, project: str, said: Terms) -> Evaluation:
    """Commission an evaluation of a project of somebody who is independent of it.

    Raises:
        NotFound: there is no such project.
        Invalid: a field is wrong.
        Refused: the evaluator answers for the project, worked in it, or commissions it.
    """
    require(actor, COMMISSION)
    of = Project.objects.filter(public_id=project).first()
    if of is None:
        raise absent()
    changes = {"project": project, **_changes(said, of, actor.id)}
    made = RECORDER.record(actor, "evaluation", "commissioned", changes=changes)
    return Evaluation.objects.get(public_id=made.subject)


def _found(actor: Actor, public_id: str, n: int | None) -> Evaluation:
    require(actor, COMMISSION)
    evaluation = selectors.evaluation_for(actor, public_id)
    RECORDER.check_expected(evaluation, n)
    return evaluation


@EVALUATION.act(
    "begun",
    RecordInput,
    _("Begin the evaluation"),
    permission=COMMISSION,
    done=_("The evaluation is under way."),
    leads=True,
)
@transaction.atomic
def begin(*, actor: Actor, evaluation_id: str, expected_n: int | None = None) -> None:
    """Begin an evaluation: from here on its evaluator states findings. Whether they are independent is asked once more.

    Raises:
        NotFound, Conflict, Refused: as `change`.
    """
    evaluation = _found(actor, evaluation_id, expected_n)
    terms = Terms(**{field.name: getattr(evaluation, field.name) for field in fields(Terms)})
    _changes(terms, Project.objects.get(public_id=evaluation.project), evaluation.commissioned_by)
    RECORDER.record(actor, "evaluation", "begun", evaluation)


@EVALUATION.act(
    "changed",
    inputs.ChangeTerms,
    _("Change the terms of reference"),
    permission=COMMISSION,
    asks=lambda actor, record: {
        "initial": {field.name: getattr(record, field.name) for field in fields(Terms)},
        "among": {"account": selectors.evaluators(actor)},
    },
)
@transaction.atomic
def change(*, actor: Actor, evaluation_id: str, expected_n: int | None = None, **said: Any) -> Evaluation:
    """Change the terms of reference before the evaluation begins.

    Args:
        said: as `Terms`.

    Raises:
        NotFound: there is none.
        Conflict: somebody did something with it meanwhile.
        Invalid, Refused: as `commission`; or it has begun.
    """
    evaluation = _found(actor, evaluation_id, expected_n)
    of = Project.objects.get(public_id=evaluation.project)
    changes = _changes(Terms(**said), of, evaluation.commissioned_by)
    RECORDER.record(actor, "evaluation", "changed", evaluation, changes=changes)
    return Evaluation.objects.get(pk=evaluation.pk)


def _unanswered(evaluation: Evaluation) -> bool:
    return Recommendation.objects.filter(evaluation=evaluation.public_id, state="made").exists()


@EVALUATION.act(
    "closed",
    RecordInput,
    _("Close the evaluation"),
    permission=COMMISSION,
    done=_("The evaluation is closed."),
    when=lambda _actor, record: not _unanswered(record),
    leads=True,
)
@transaction.atomic
def close(*, actor: Actor, evaluation_id: str, expected_n: int | None = None) -> None:
    """Close an evaluation whose recommendations are answered.

    Raises:
        NotFound, Conflict: as `change`.
        Refused: a recommendation waits for its answer, the actor evaluated, or not from where it stands.
    """
    evaluation = _found(actor, evaluation_id, expected_n)
    if _unanswered(evaluation):
        raise labels.refused("programme.evaluation.unanswered")
    if _evaluated(actor, evaluation_id):
        raise labels.refused("programme.evaluation.own_close")
    RECORDER.record(actor, "evaluation", "closed", evaluation)


@EVALUATION.act(
    "cancelled",
    inputs.GiveReason,
    _("Cancel the evaluation"),
    permission=COMMISSION,
    done=_("The evaluation is cancelled."),
    danger=True,
)
@transaction.atomic
def cancel(*, actor: Actor, evaluation_id: str, reason: str, expected_n: int | None = None) -> None:
    """Cancel an evaluation, saying why.

    Raises:
        NotFound, Conflict: as `change`.
        Refused: not from where it stands.
        Invalid: no reason.
    """
    evaluation = _found(actor, evaluation_id, expected_n)
    note = text(reason, "reason", LONGEST)
    RECORDER.record(actor, "evaluation", "cancelled", evaluation, note=note)


def may_evaluate(actor: Actor, evaluation: Evaluation) -> bool:
    """Whether this actor states what an evaluation found: its evaluator, or who commissioned it where the evaluator has no account."""
    if evaluation.state != "under_way":
        return False
    if evaluation.account:
        return actor.id == evaluation.account and EVALUATE in actor.permissions
    return actor.id == evaluation.commissioned_by and COMMISSION in actor.permissions


def _evaluating(actor: Actor, evaluation: str) -> Evaluation:
    require(actor, READ)
    record = selectors.evaluation_for(actor, evaluation)
    require(actor, EVALUATE if record.account else COMMISSION)
    if not may_evaluate(actor, record):
        raise labels.refused("programme.evaluation.another" if record.state == "under_way" else "programme.impossible")  # fmt: skip
    return record


@transaction.atomic
def state_finding(*, actor: Actor, evaluation: str, criterion: str, title: str, told: str = "") -> Finding:
    """State what an evaluation found, under one of its criteria.

    Raises:
        NotFound: there is no such evaluation.
        Refused: another evaluates, or nobody does now.
        Invalid: a field is wrong.
    """
    record = _evaluating(actor, evaluation)
    changes = {
        "evaluation": evaluation,
        "criterion": one_of(criterion, record.criteria, "criterion"),
        "title": text(title, "title"),
        "words": told.strip()[:LONGEST],
    }
    made = RECORDER.record(actor, "finding", "stated", changes=changes)
    return Finding.objects.get(public_id=made.subject)


@transaction.atomic
def recommend(*, actor: Actor, evaluation: str, title: str, priority: str, told: str = "", findings: Collection[str] = (), addressee: str = "") -> Recommendation:  # fmt: skip
    """Recommend something, out of findings of the same evaluation.

    Raises:
        NotFound, Refused, Invalid: as `state_finding`.
    """
    _evaluating(actor, evaluation)
    known = set(
        Finding.objects.filter(evaluation=evaluation, state="stated").values_list("public_id", flat=True)
    )
    if not set(findings) <= known:
        raise labels.invalid("programme.choice", "findings")
    changes = {
        "evaluation": evaluation,
        "title": text(title, "title"),
        "words": told.strip()[:LONGEST],
        "priority": one_of(priority, rules.PRIORITIES, "priority"),
        "findings": sorted(set(findings)),
        "addressee": addressee.strip()[:HEADLINE],
    }
    made = RECORDER.record(actor, "recommendation", "made", changes=changes)
    return Recommendation.objects.get(public_id=made.subject)


def _take_back(actor: Actor, record_type: str, result: Finding | Recommendation, n: int | None, why: str) -> None:  # fmt: skip
    _evaluating(actor, result.evaluation)
    RECORDER.check_expected(result, n)
    RECORDER.record(actor, record_type, "withdrawn", result, note=text(why, "reason", LONGEST))


@FINDING.act(
    "withdrawn",
    inputs.GiveReason,
    _("Withdraw the finding"),
    permission=READ,
    done=_("The finding is withdrawn."),
)
@transaction.atomic
def take_back_finding(*, actor: Actor, finding_id: str, reason: str, expected_n: int | None = None) -> None:
    """Withdraw a finding while the evaluation is under way, saying why.

    Raises:
        NotFound, Conflict, Refused, Invalid: as `state_finding`.
    """
    require(actor, READ)
    _take_back(actor, "finding", selectors.finding_for(actor, finding_id), expected_n, reason)


@RECOMMENDATION.act(
    "withdrawn",
    inputs.GiveReason,
    _("Withdraw the recommendation"),
    permission=READ,
    done=_("The recommendation is withdrawn."),
)
@transaction.atomic
def take_back_recommendation(
    *, actor: Actor, recommendation_id: str, reason: str, expected_n: int | None = None
) -> None:
    """Withdraw a recommendation while the evaluation is under way, saying why.

    Raises:
        NotFound, Conflict, Refused, Invalid: as `state_finding`.
    """
    require(actor, READ)
    recommendation = selectors.recommendation_for(actor, recommendation_id)
    _take_back(actor, "recommendation", recommendation, expected_n, reason)


@EVALUATION.act(
    "delivered",
    inputs.DeliverEvaluation,
    _("Deliver the evaluation"),
    permission=READ,
    done=_("The evaluation is delivered."),
    hint=_("Findings and recommendations do not move any more then; the management answers."),
    when=may_evaluate,
    leads=True,
)
@transaction.atomic
def deliver(*, actor: Actor, evaluation_id: str, summary: str, expected_n: int | None = None) -> None:
    """Deliver an evaluation with its summary: management answers from here on.

    Raises:
        NotFound, Conflict, Refused: as `state_finding`; or it found nothing yet, or the evaluator is not independent any more.
        Invalid: no summary.
    """
    evaluation = _evaluating(actor, evaluation_id)
    RECORDER.check_expected(evaluation, expected_n)
    if not Finding.objects.filter(evaluation=evaluation_id, state="stated").exists():
        raise labels.refused("programme.evaluation.empty")
    of = Project.objects.get(public_id=evaluation.project)
    check_independent(evaluation.evaluator, evaluation.account, of, evaluation.commissioned_by)
    changes = {"summary": text(summary, "summary", LONGEST), "delivered_on": today()}
    RECORDER.record(actor, "evaluation", "delivered", evaluation, changes=changes)


def _recommendation(actor: Actor, public_id: str, n: int | None) -> Recommendation:
    require(actor, ANSWER)
    recommendation = selectors.recommendation_for(actor, public_id)
    RECORDER.check_expected(recommendation, n)
    of = Evaluation.objects.get(public_id=recommendation.evaluation)
    if actor.acts_for(of.account) or _evaluated(actor, of.public_id):
        raise labels.refused("programme.evaluation.own_answer")
    return recommendation


@RECOMMENDATION.act(
    "answered",
    inputs.AnswerRecommendation,
    _("Answer the recommendation"),
    permission=ANSWER,
    done=_("The answer is noted."),
)
@transaction.atomic
def answer(
    *,
    actor: Actor,
    recommendation_id: str,
    response: str,
    reasons: str,
    owner: str = "",
    due_on: dt.date | None = None,
    expected_n: int | None = None,
) -> Recommendation:
    """Answer a recommendation for the management: accepted, partly or rejected, with reasons; who does it and by when.

    Raises:
        NotFound, Conflict: as `change`.
        Refused: the evaluation is not delivered, it is answered, or the actor evaluated.
        Invalid: a part of the answer is missing.
    """
    recommendation = _recommendation(actor, recommendation_id, expected_n)
    promised = response in rules.ANSWERED
    changes = {
        "response": response,
        "reasons": reasons.strip()[:LONGEST],
        "owner": owner.strip()[:HEADLINE] if promised else "",
        "due_on": due_on if promised else None,
    }
    RECORDER.record(actor, "recommendation", "answered", recommendation, changes=changes)
    return Recommendation.objects.get(pk=recommendation.pk)


def _promised(_actor: Actor, recommendation: Recommendation) -> bool:
    return recommendation.response in rules.ANSWERED


@RECOMMENDATION.act(
    "followed",
    inputs.TellProgress,
    _("Note how far it has come"),
    permission=ANSWER,
    done=_("It is noted how far the recommendation has come."),
    when=_promised,
    asks=lambda _actor, record: {"initial": {"progress": record.progress}},
)
@transaction.atomic
def follow_up(
    *, actor: Actor, recommendation_id: str, progress: str, expected_n: int | None = None
) -> Recommendation:
    """Note how far what was promised has come.

    Raises:
        NotFound, Conflict: as `change`.
        Refused: nothing was promised, it is done, or the actor evaluated.
        Invalid: nothing is said.
    """
    recommendation = _recommendation(actor, recommendation_id, expected_n)
    changes = {"progress": text(progress, "progress", LONGEST)}
    RECORDER.record(actor, "recommendation", "followed", recommendation, changes=changes)
    return Recommendation.objects.get(pk=recommendation.pk)


@RECOMMENDATION.act(
    "done",
    inputs.TellProgress,
    _("Note that it is carried out"),
    permission=ANSWER,
    done=_("It is noted that the recommendation is carried out."),
    when=_promised,
)
@transaction.atomic
def carry_out(
    *, actor: Actor, recommendation_id: str, progress: str, expected_n: int | None = None
) -> Recommendation:
    """Note that what was promised is done, and how.

    Raises:
        NotFound, Conflict, Refused, Invalid: as `follow_up`.
    """
    recommendation = _recommendation(actor, recommendation_id, expected_n)
    changes = {"progress": text(progress, "progress", LONGEST), "done_on": today()}
    RECORDER.record(actor, "recommendation", "done", recommendation, changes=changes)
    return Recommendation.objects.get(pk=recommendation.pk)
