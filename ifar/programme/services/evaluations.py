"""Evaluations: commissioned of somebody independent, carried out by them, answered by management, followed up. Each one act, one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.inputs import Told
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


def _changes(said: Terms, project: Project, commissioner: str) -> dict[str, Any]:
    """What the act sets.

    Raises:
        Invalid: a field is wrong.
        Refused: the evaluator is not independent of the project.
    """
    if not said.criteria or not set(said.criteria) <= set(rules.CRITERIA):
        raise labels.invalid("programme.choice", "criteria")
    changes = {
        "title": text(said.title, "title"),
        "kind": one_of(said.kind, rules.KINDS, "kind"),
        "terms": text(said.terms, "terms", LONGEST),
        "criteria": [one for one in rules.CRITERIA if one in said.criteria],
        "evaluator": text(said.evaluator, "evaluator"),
        "account": said.account,
        "starts_on": said.starts_on,
        "ends_on": said.ends_on,
    }
    if said.account and not _evaluator(said.account):
        raise labels.invalid("programme.evaluation.account", "account")
    check_independent(said.evaluator, said.account, project, commissioner)
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
    found = selectors.evaluation_for(actor, public_id)
    RECORDER.check_expected(found, n)
    return found


@EVALUATION.act(
    "begun",
    Told,
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
    found = _found(actor, evaluation_id, expected_n)
    said = Terms(**{one.name: getattr(found, one.name) for one in fields(Terms)})
    _changes(said, Project.objects.get(public_id=found.project), found.commissioned_by)
    RECORDER.record(actor, "evaluation", "begun", found)


@EVALUATION.act(
    "changed",
    inputs.ChangeTerms,
    _("Change the terms of reference"),
    permission=COMMISSION,
    asks=lambda actor, found: {
        "initial": {one.name: getattr(found, one.name) for one in fields(Terms)},
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
    found = _found(actor, evaluation_id, expected_n)
    of = Project.objects.get(public_id=found.project)
    changes = _changes(Terms(**said), of, found.commissioned_by)
    RECORDER.record(actor, "evaluation", "changed", found, changes=changes)
    return Evaluation.objects.get(pk=found.pk)


def _unanswered(found: Evaluation) -> bool:
    return Recommendation.objects.filter(evaluation=found.public_id, state="made").exists()


@EVALUATION.act(
    "closed",
    Told,
    _("Close the evaluation"),
    permission=COMMISSION,
    done=_("The evaluation is closed."),
    when=lambda _actor, found: not _unanswered(found),
    leads=True,
)
@transaction.atomic
def close(*, actor: Actor, evaluation_id: str, expected_n: int | None = None) -> None:
    """Close an evaluation whose recommendations are answered.

    Raises:
        NotFound, Conflict: as `change`.
        Refused: a recommendation waits for its answer, the actor evaluated, or not from where it stands.
    """
    found = _found(actor, evaluation_id, expected_n)
    if _unanswered(found):
        raise labels.refused("programme.evaluation.unanswered")
    if _evaluated(actor, evaluation_id):
        raise labels.refused("programme.evaluation.own_close")
    RECORDER.record(actor, "evaluation", "closed", found)


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
    found = _found(actor, evaluation_id, expected_n)
    note = text(reason, "reason", LONGEST)
    RECORDER.record(actor, "evaluation", "cancelled", found, note=note)


def may_evaluate(actor: Actor, found: Evaluation) -> bool:
    """Whether this actor states what an evaluation found: its evaluator, or who commissioned it where the evaluator has no account."""
    if found.state != "under_way":
        return False
    if found.account:
        return actor.id == found.account and EVALUATE in actor.permissions
    return actor.id == found.commissioned_by and COMMISSION in actor.permissions


def _evaluating(actor: Actor, evaluation: str) -> Evaluation:
    require(actor, READ)
    found = selectors.evaluation_for(actor, evaluation)
    require(actor, EVALUATE if found.account else COMMISSION)
    if not may_evaluate(actor, found):
        raise labels.refused("programme.evaluation.another" if found.state == "under_way" else "programme.impossible")  # fmt: skip
    return found


@transaction.atomic
def state_finding(*, actor: Actor, evaluation: str, criterion: str, title: str, told: str = "") -> Finding:
    """State what an evaluation found, under one of its criteria.

    Raises:
        NotFound: there is no such evaluation.
        Refused: another evaluates, or nobody does now.
        Invalid: a field is wrong.
    """
    found = _evaluating(actor, evaluation)
    changes = {
        "evaluation": evaluation,
        "criterion": one_of(criterion, found.criteria, "criterion"),
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


def _take_back(actor: Actor, record_type: str, found: Finding | Recommendation, n: int | None, why: str) -> None:  # fmt: skip
    _evaluating(actor, found.evaluation)
    RECORDER.check_expected(found, n)
    RECORDER.record(actor, record_type, "withdrawn", found, note=text(why, "reason", LONGEST))


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
    found = selectors.recommendation_for(actor, recommendation_id)
    _take_back(actor, "recommendation", found, expected_n, reason)


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
    found = _evaluating(actor, evaluation_id)
    RECORDER.check_expected(found, expected_n)
    if not Finding.objects.filter(evaluation=evaluation_id, state="stated").exists():
        raise labels.refused("programme.evaluation.empty")
    of = Project.objects.get(public_id=found.project)
    check_independent(found.evaluator, found.account, of, found.commissioned_by)
    changes = {"summary": text(summary, "summary", LONGEST), "delivered_on": today()}
    RECORDER.record(actor, "evaluation", "delivered", found, changes=changes)


def _recommendation(actor: Actor, public_id: str, n: int | None) -> Recommendation:
    require(actor, ANSWER)
    found = selectors.recommendation_for(actor, public_id)
    RECORDER.check_expected(found, n)
    of = Evaluation.objects.get(public_id=found.evaluation)
    if actor.acts_for(of.account) or _evaluated(actor, of.public_id):
        raise labels.refused("programme.evaluation.own_answer")
    return found


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
    found = _recommendation(actor, recommendation_id, expected_n)
    promised = response in rules.ANSWERED
    changes = {
        "response": response,
        "reasons": reasons.strip()[:LONGEST],
        "owner": owner.strip()[:HEADLINE] if promised else "",
        "due_on": due_on if promised else None,
    }
    RECORDER.record(actor, "recommendation", "answered", found, changes=changes)
    return Recommendation.objects.get(pk=found.pk)


def _promised(_actor: Actor, found: Recommendation) -> bool:
    return found.response in rules.ANSWERED


@RECOMMENDATION.act(
    "followed",
    inputs.TellProgress,
    _("Note how far it has come"),
    permission=ANSWER,
    done=_("It is noted how far the recommendation has come."),
    when=_promised,
    asks=lambda _actor, found: {"initial": {"progress": found.progress}},
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
    found = _recommendation(actor, recommendation_id, expected_n)
    changes = {"progress": text(progress, "progress", LONGEST)}
    RECORDER.record(actor, "recommendation", "followed", found, changes=changes)
    return Recommendation.objects.get(pk=found.pk)


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
    found = _recommendation(actor, recommendation_id, expected_n)
    changes = {"progress": text(progress, "progress", LONGEST), "done_on": today()}
    RECORDER.record(actor, "recommendation", "done", found, changes=changes)
    return Recommendation.objects.get(pk=found.pk)
