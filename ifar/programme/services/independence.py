"""Whether an evaluator is independent of a project: asked when an evaluation is commissioned, changed, begun and delivered."""

from __future__ import annotations

from typing import Any

from django.db import connection

from ifar.programme import evaluation as rules
from ifar.programme import labels
from ifar.programme.models import Activity, Partner, Project, Result, Risk


def concerned(project: Project) -> set[str]:
    """Names of those who answer for a project, its results, activities and risks, and of its partners. Four queries."""
    of = project.public_id
    results = {project.responsible}
    results |= set(Result.objects.filter(project=of).values_list("responsible", flat=True))
    results |= set(Activity.objects.filter(project=of).values_list("responsible", flat=True))
    results |= set(Risk.objects.filter(project=of).values_list("owner", flat=True))
    return results | set(Partner.objects.filter(project=of).values_list("name", flat=True))


def says(question: str, *results: Any) -> bool:
    """What a function of the database answers."""
    with connection.cursor() as cursor:
        cursor.execute(question, results)
        return bool(cursor.fetchone()[0])


def _worked(account: str, project: str) -> bool:
    return says("SELECT programme_worked(%s, %s)", account, project)


def _commissioner_worked(account: str, project: str) -> bool:
    return says("SELECT programme_commissioner_worked(%s, %s)", account, project)


def _names(project: str, commissioner: str) -> set[str]:
    """The names of the accounts that did anything in a project, and of who commissions."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT programme_names(%s, %s)", [project, commissioner])
        return {name for (name,) in cursor.fetchall()}


def check_independent(evaluator: str, account: str, project: Project, commissioner: str) -> None:
    """Refuse an evaluator who is not independent.

    Raises:
        Refused: they answer for the project, worked in it, or commission it.
    """
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
