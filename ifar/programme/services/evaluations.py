"""Evaluations: commissioned of somebody independent, carried out by them, answered by management, followed up. Each one act, one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction

from ifar.programme import evaluation as rules
from ifar.programme import labels
from ifar.programme.models import (
    Activity,
    Evaluation,
    Finding,
    Partner,
    Project,
    Recommendation,
    Result,
    Risk,
)
from ifar.programme.services.planning import HEADLINE, LONGEST, absent
from ifar.programme.services.work import one_of, text
from ifar.programme.services.writing import RECORDER, today
from ifar.rights import Actor, require

COMMISSION: Final = "programme:evaluation:commission"
EVALUATE: Final = "programme:evaluation:carry_out"
ANSWER: Final = "programme:evaluation:answer"


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


def concerned(project: Project) -> set[str]:
    """Names of those who answer for a project, its results, activities and risks, and of its partners. Four queries."""
    of = project.public_id
    found = {project.responsible}
    found |= set(Result.objects.filter(project=of).values_list("responsible", flat=True))
    found |= set(Activity.objects.filter(project=of).values_list("responsible", flat=True))
    found |= set(Risk.objects.filter(project=of).values_list("owner", flat=True))
    return found | set(Partner.objects.filter(project=of).values_list("name", flat=True))


def _worked(account: str, project: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT programme_worked(%s, %s)", [account, project])
        return bool(cursor.fetchone()[0])


def _commissioner_worked(account: str, project: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT programme_commissioner_worked(%s, %s)", [account, project])
        return bool(cursor.fetchone()[0])


def _names(project: str, commissioner: str) -> set[str]:
    """The names of the accounts that did anything in a project, and of who commissions."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT programme_names(%s, %s)", [project, commissioner])
        return {name for (name,) in cursor.fetchall()}


def _evaluated(actor: Actor, evaluation: str) -> bool:
    """Whether the actor, or whoever they stand in for, wrote what an evaluation found or recommended, or delivered it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT programme_evaluated(%s, %s)", [list(actor.people), evaluation])
        return bool(cursor.fetchone()[0])


def _evaluator(account: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_holds(%s, ARRAY['evaluator'])", [account])
        return bool(cursor.fetchone()[0])


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
    _independent(said.evaluator, said.account, project, commissioner)
    return changes


def _independent(evaluator: str, account: str, project: Project, commissioner: str) -> None:
    of = project.public_id
    worked = _worked(account, of) if account else _commissioner_worked(commissioner, of)
    wrong = rules.dependence(
        evaluator,
        account,
        concerned=concerned(project),
        workers={account or commissioner} if worked else (),
        commissioner=commissioner,
        names=_names(of, commissioner),
    )
    if wrong:
        raise labels.refused(f"programme.evaluation.{wrong}")


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


def _found(public_id: str, n: int) -> Evaluation:
    found = Evaluation.objects.filter(public_id=public_id).first()
    if found is None:
        raise absent()
    RECORDER.check_expected(found, n)
    return found


@transaction.atomic
def change(*, actor: Actor, evaluation: str, n: int, said: Terms) -> Evaluation:
    """Change the terms of reference before the evaluation begins.

    Raises:
        NotFound: there is none.
        Conflict: somebody did something with it meanwhile.
        Invalid, Refused: as `commission`; or it has begun.
    """
    require(actor, COMMISSION)
    found = _found(evaluation, n)
    of = Project.objects.get(public_id=found.project)
    RECORDER.record(actor, "evaluation", "changed", found, changes=_changes(said, of, found.commissioned_by))
    return Evaluation.objects.get(pk=found.pk)


@transaction.atomic
def begin(*, actor: Actor, evaluation: str, n: int) -> None:
    """Begin an evaluation: from here on its evaluator states findings. Whether they are independent is asked once more.

    Raises:
        NotFound, Conflict, Refused: as `change`.
    """
    require(actor, COMMISSION)
    found = _found(evaluation, n)
    of = Project.objects.get(public_id=found.project)
    said = Terms(
        found.title,
        found.kind,
        found.terms,
        found.criteria,
        found.evaluator,
        found.starts_on,
        found.ends_on,
        found.account,
    )
    _changes(said, of, found.commissioned_by)
    RECORDER.record(actor, "evaluation", "begun", found)


@transaction.atomic
def end(*, actor: Actor, evaluation: str, n: int, kind: str, reason: str = "") -> None:
    """Close an evaluation whose recommendations are answered, or cancel one, saying why.

    Raises:
        NotFound, Conflict: as `change`.
        Refused: a recommendation waits for its answer, the actor evaluated, or not from where it stands.
        Invalid: no reason.
    """
    require(actor, COMMISSION)
    if kind not in ("closed", "cancelled"):
        raise absent()
    found = _found(evaluation, n)
    if kind == "closed" and Recommendation.objects.filter(evaluation=evaluation, state="made").exists():
        raise labels.refused("programme.evaluation.unanswered")
    if kind == "closed" and _evaluated(actor, evaluation):
        raise labels.refused("programme.evaluation.own_close")
    details = {"reason": text(reason, "reason", LONGEST)} if kind == "cancelled" else {}
    RECORDER.record(actor, "evaluation", kind, found, details=details)


def may_evaluate(actor: Actor, found: Evaluation) -> bool:
    """Whether this actor states what an evaluation found: its evaluator, or who commissioned it where the evaluator has no account."""
    if found.state != "under_way":
        return False
    if found.account:
        return actor.id == found.account and EVALUATE in actor.permissions
    return actor.id == found.commissioned_by and COMMISSION in actor.permissions


def _evaluating(actor: Actor, evaluation: str) -> Evaluation:
    found = Evaluation.objects.filter(public_id=evaluation).first()
    if found is None:
        raise absent()
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
    require(actor, "programme:strategy:read")
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
    require(actor, "programme:strategy:read")
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


@transaction.atomic
def take_back(*, actor: Actor, record_type: str, subject: str, n: int, reason: str) -> str:
    """Withdraw a finding or recommendation while the evaluation is under way, saying why; returns the evaluation's identifier.

    Raises:
        NotFound, Conflict, Refused, Invalid: as `state_finding`.
    """
    require(actor, "programme:strategy:read")
    model: Any = {"finding": Finding, "recommendation": Recommendation}.get(record_type)
    found = model.objects.filter(public_id=subject).first() if model else None
    if found is None:
        raise absent()
    RECORDER.check_expected(found, n)
    _evaluating(actor, found.evaluation)
    RECORDER.record(
        actor, record_type, "withdrawn", found, details={"reason": text(reason, "reason", LONGEST)}
    )
    return str(found.evaluation)


@transaction.atomic
def deliver(*, actor: Actor, evaluation: str, n: int, summary: str) -> None:
    """Deliver an evaluation with its summary: management answers from here on.

    Raises:
        NotFound, Conflict, Refused: as `state_finding`; or it found nothing yet, or the evaluator is not independent any more.
        Invalid: no summary.
    """
    require(actor, "programme:strategy:read")
    found = _evaluating(actor, evaluation)
    RECORDER.check_expected(found, n)
    if not Finding.objects.filter(evaluation=evaluation, state="stated").exists():
        raise labels.refused("programme.evaluation.empty")
    of = Project.objects.get(public_id=found.project)
    _independent(found.evaluator, found.account, of, found.commissioned_by)
    changes = {"summary": text(summary, "summary", LONGEST), "delivered_on": today()}
    RECORDER.record(actor, "evaluation", "delivered", found, changes=changes)


def _recommendation(actor: Actor, public_id: str, n: int) -> Recommendation:
    found = Recommendation.objects.filter(public_id=public_id).first()
    if found is None:
        raise absent()
    RECORDER.check_expected(found, n)
    of = Evaluation.objects.get(public_id=found.evaluation)
    if actor.acts_for(of.account) or _evaluated(actor, of.public_id):
        raise labels.refused("programme.evaluation.own_answer")
    return found


@transaction.atomic
def answer(*, actor: Actor, recommendation: str, n: int, response: str, reasons: str, owner: str = "", due_on: dt.date | None = None) -> Recommendation:  # fmt: skip
    """Answer a recommendation for the management: accepted, partly or rejected, with reasons; who does it and by when.

    Raises:
        NotFound, Conflict: as `change`.
        Refused: the evaluation is not delivered, it is answered, or the actor evaluated.
        Invalid: a part of the answer is missing.
    """
    require(actor, ANSWER)
    found = _recommendation(actor, recommendation, n)
    promised = response in rules.ANSWERED
    changes = {
        "response": response,
        "reasons": reasons.strip()[:LONGEST],
        "owner": owner.strip()[:HEADLINE] if promised else "",
        "due_on": due_on if promised else None,
    }
    RECORDER.record(actor, "recommendation", "answered", found, changes=changes)
    return Recommendation.objects.get(pk=found.pk)


@transaction.atomic
def follow_up(*, actor: Actor, recommendation: str, n: int, progress: str, done: bool = False) -> Recommendation:  # fmt: skip
    """Note how far what was promised has come, or that it is done.

    Raises:
        NotFound, Conflict: as `change`.
        Refused: nothing was promised, it is done, or the actor evaluated.
        Invalid: nothing is said.
    """
    require(actor, ANSWER)
    found = _recommendation(actor, recommendation, n)
    changes: dict[str, Any] = {"progress": text(progress, "progress", LONGEST)}
    if done:
        changes["done_on"] = today()
    RECORDER.record(actor, "recommendation", "done" if done else "followed", found, changes=changes)
    return Recommendation.objects.get(pk=found.pk)
