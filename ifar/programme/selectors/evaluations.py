"""Evaluations as pages show them: all of them, what was promised and is late, one with its findings and recommendations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.db.models import Model, QuerySet

from ifar.programme.labels import absent
from ifar.programme.models import Evaluation, Finding, Project, Recommendation
from ifar.programme.selectors.strategy import READ
from ifar.rights import Actor, require

MOST: Final = 100
_EVALUATORS: Final = """
SELECT u.public_id, u.name FROM accounts_user u WHERE u.is_active AND accounts_holds(u.public_id, ARRAY['evaluator']) ORDER BY u.name
"""


@dataclass(frozen=True, slots=True)
class Whole:
    """Evaluations the latest first, with titles of projects; what waits: recommendations without an answer, and promised ones by their day."""

    evaluations: Sequence[Evaluation]
    projects: Mapping[str, str]
    unanswered: Sequence[Recommendation]
    promised: Sequence[Recommendation]


def whole(actor: Actor) -> Whole:
    """All evaluations and the list to follow up. Four queries."""
    require(actor, READ)
    evaluations = list(Evaluation.objects.defer("terms", "summary").order_by("-starts_on", "-id")[:MOST])
    of = [record.project for record in evaluations]
    delivered = [record.public_id for record in evaluations if record.state in ("delivered", "closed")]
    return Whole(
        evaluations,
        dict(Project.objects.filter(public_id__in=of).values_list("public_id", "title")),
        list(Recommendation.objects.filter(state="made", evaluation__in=delivered).order_by("id")),
        list(
            Recommendation.objects.filter(state="answered")
            .exclude(response="rejected")
            .order_by("due_on", "id")
        ),
    )


def of_project(actor: Actor, project: str) -> list[Evaluation]:
    """The evaluations of a project. One query."""
    require(actor, READ)
    return list(Evaluation.objects.filter(project=project).defer("terms", "summary").order_by("-starts_on"))


@dataclass(frozen=True, slots=True)
class EvaluationPage:
    """One evaluation with its project, findings and recommendations."""

    evaluation: Evaluation
    project: Project
    findings: Sequence[Finding]
    recommendations: Sequence[Recommendation]


def evaluation(actor: Actor, public_id: str) -> EvaluationPage:
    """One evaluation. Four queries.

    Raises:
        NotFound: there is none.
    """
    record = evaluation_for(actor, public_id)
    return EvaluationPage(
        record,
        Project.objects.get(public_id=record.project),
        list(Finding.objects.filter(evaluation=public_id, state="stated").order_by("id")),
        list(Recommendation.objects.filter(evaluation=public_id).exclude(state="withdrawn").order_by("id")),
    )


def evaluators(actor: Actor) -> list[tuple[str, str]]:
    """Accounts that may be commissioned: identifier and name of each. One query."""
    require(actor, "programme:evaluation:commission")
    with connection.cursor() as cursor:
        cursor.execute(_EVALUATORS)
        return [(public_id, name) for public_id, name in cursor.fetchall()]


def evaluation_for(actor: Actor, public_id: str) -> Evaluation:
    """One evaluation, alone. One query.

    Raises:
        NotFound: there is none.
    """
    return _one(actor, Evaluation.objects.all(), public_id)


def finding_for(actor: Actor, public_id: str) -> Finding:
    """One finding. One query.

    Raises:
        NotFound: there is none.
    """
    return _one(actor, Finding.objects.all(), public_id)


def recommendation_for(actor: Actor, public_id: str) -> Recommendation:
    """One recommendation. One query.

    Raises:
        NotFound: there is none.
    """
    return _one(actor, Recommendation.objects.all(), public_id)


def _one[T: Model](actor: Actor, among: QuerySet[T], public_id: str) -> T:
    require(actor, READ)
    result = among.filter(public_id=public_id).first()
    if result is None:
        raise absent()
    return result
