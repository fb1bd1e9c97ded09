"""What becomes of a project: changed, started, suspended, closed, cancelled; whether it supports security forces. Each one act, one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, Final

from django.db import transaction
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from ifar.acts.inputs import RecordInput
from ifar.acts.offers import Offers
from ifar.programme import framework, labels
from ifar.programme import plan_inputs as inputs
from ifar.programme.models import Activity, Diligence, Project, Report
from ifar.programme.selectors import plans, strategy
from ifar.programme.selectors import work as selectors
from ifar.programme.services.assessments import reason_of
from ifar.programme.services.diligence import DECIDE
from ifar.programme.services.planning import PLAN, NewProject, seen
from ifar.programme.services.releases import released
from ifar.programme.services.writing import RECORDER
from ifar.programme.work_inputs import GiveReason
from ifar.rights import Actor, require

PROJECT: Final = Offers(RECORDER, "project", selectors.project, page="programme:project")


def choices(actor: Actor) -> dict[str, Any]:
    """What the form of a project offers this actor; no hotspot is asked of whoever sees none. Two queries."""
    themes = strategy.themes(actor)
    language = get_language() or "en"
    names = {theme.code: str(labels.theme_name(theme, language)) for theme in themes}
    of = {kind: [(theme.code, names[theme.code]) for theme in themes if theme.kind == kind] for kind in framework.KINDS}  # fmt: skip
    hotspots = plans.choices(actor)
    return {
        "among": {
            "outcomes": of["outcome"],
            "cells": [(code, f"{names[code[:2]]} × {names[code[2:]]}") for code in framework.CELLS],
            "benchmarks": of["benchmark"],
            "hotspot": hotspots,
        },
        "without": () if hotspots else ("hotspot",),
    }


def _as_it_stands(actor: Actor, project: Project) -> dict[str, Any]:
    result = choices(actor)
    if project.hotspot and project.hotspot not in dict(result["among"]["hotspot"]):
        result["without"] = ("hotspot",)
    names = [field.name for field in fields(NewProject)]
    return {**result, "initial": {name: getattr(project, name) for name in names}}


def _found(actor: Actor, public_id: str, n: int | None) -> Project:
    project = selectors.project(actor, public_id)
    RECORDER.check_expected(project, n)
    return project


def _moved(actor: Actor, public_id: str, n: int | None, kind: str) -> Project:
    require(actor, PLAN)
    project = _found(actor, public_id, n)
    if kind == "started":
        released(project)
    RECORDER.record(actor, "project", kind, project)
    return Project.objects.get(pk=project.pk)


def _unfinished(project: str) -> list[str]:
    """What stands open, in words; nothing of what is finished. Three queries."""
    activities = Activity.objects.filter(project=project, state__in=("planned", "under_way")).count()
    reports = Report.objects.filter(project=project, state__in=("draft", "submitted")).count()
    diligences = Diligence.objects.filter(project=project, state__in=("draft", "waiting")).count()
    row = (
        (
            activities,
            ngettext(
                "%(n)d activity that is neither done nor cancelled",
                "%(n)d activities that are neither done nor cancelled",
                activities,
            ),
        ),
        (
            reports,
            ngettext(
                "%(n)d progress report that is not approved",
                "%(n)d progress reports that are not approved",
                reports,
            ),
        ),
        (
            diligences,
            ngettext(
                "%(n)d human-rights assessment without a decision",
                "%(n)d human-rights assessments without a decision",
                diligences,
            ),
        ),
    )
    return [words % {"n": n} for n, words in row if n]


def _ends(follows: Any) -> Callable[[Project], str]:
    """What follows when a project ends, and what it would leave unfinished."""

    def told(project: Project) -> str:
        lines = _unfinished(project.public_id)
        return " ".join([str(follows), *([str(_("This would stay unfinished:")), " · ".join(lines)] if lines else [])])  # fmt: skip

    return told


@PROJECT.act(
    "started",
    RecordInput,
    _("Start the project"),
    permission=PLAN,
    done=_("The project is under way."),
    leads=lambda record: record.state == "planned",
)
@transaction.atomic
def start(*, actor: Actor, project_id: str, expected_n: int | None = None) -> Project:
    """Start a project, or start one again that was suspended.

    Raises:
        NotFound: there is none.
        Conflict: somebody did something with it meanwhile.
        Refused: not from where it stands, or it supports security forces and is not released.
    """
    return _moved(actor, project_id, expected_n, "started")


@PROJECT.act(
    "changed",
    inputs.ChangeProject,
    _("Change the project"),
    permission=PLAN,
    done=_("The project is changed."),
    asks=_as_it_stands,
)
@transaction.atomic
def change(*, actor: Actor, project_id: str, expected_n: int | None = None, **said: Any) -> Project:
    """Change what is said of a project; `said` as `NewProject`. Whoever does not see its hotspot does not take it off.

    Raises:
        NotFound: there is none.
        Conflict: somebody changed it meanwhile.
        Invalid: a field is wrong.
    """
    require(actor, PLAN)
    project = _found(actor, project_id, expected_n)
    new = NewProject(project.reference, **said)
    changes = new.changes()
    if not new.hotspot and project.hotspot and project.hotspot not in dict(plans.choices(actor)):
        changes["hotspot"] = project.hotspot
    elif new.hotspot != project.hotspot:
        seen(actor, new.hotspot)
    RECORDER.record(actor, "project", "changed", project, changes=changes)
    return Project.objects.get(pk=project.pk)


@PROJECT.act(
    "marked",
    RecordInput,
    _("Mark that it supports security forces"),
    permission=PLAN,
    done=_("The project is marked: human-rights due diligence comes first."),
    hint=_(
        "It then needs human-rights due diligence: an assessment, and a decision of somebody else, before it starts. Only whoever decides on releases can take the mark off, with a reason."
    ),
    when=lambda _actor, record: not record.security_forces,
)
@transaction.atomic
def mark(*, actor: Actor, project_id: str, expected_n: int | None = None) -> Project:
    """Say that a project supports security forces.

    Raises:
        NotFound: there is none.
        Conflict: somebody did something with it meanwhile.
        Refused: it is marked so, or is over.
    """
    require(actor, PLAN)
    return _marked(actor, project_id, expected_n, security_forces=True)


@PROJECT.act(
    "unmarked",
    GiveReason,
    _("Take off the mark of security forces"),
    permission=DECIDE,
    done=_("The mark is taken off the project."),
    hint=_("It does not support security forces."),
    when=lambda _actor, record: record.security_forces,
)
@transaction.atomic
def unmark(*, actor: Actor, project_id: str, reason: str, expected_n: int | None = None) -> Project:
    """Say that a project does not support security forces: whoever decides on releases says so, not whoever plans.

    Raises:
        NotFound, Conflict: as `mark`.
        Refused: it is not marked, or is over.
        Invalid: no reason.
    """
    require(actor, DECIDE)
    return _marked(actor, project_id, expected_n, security_forces=False, reason=reason_of(reason))


def _marked(
    actor: Actor, public_id: str, n: int | None, *, security_forces: bool, reason: str = ""
) -> Project:
    project = _found(actor, public_id, n)
    if project.security_forces == security_forces:
        raise labels.refused("programme.impossible")
    kind = "marked" if security_forces else "unmarked"
    RECORDER.record(
        actor, "project", kind, project, changes={"security_forces": security_forces}, note=reason
    )
    return Project.objects.get(pk=project.pk)


@PROJECT.act(
    "suspended",
    RecordInput,
    _("Suspend the project"),
    permission=PLAN,
    done=_("The project is suspended."),
    hint=_(
        "Its state says suspended until somebody starts it again. Its plan, its reports and its money stay as they are."
    ),
)
@transaction.atomic
def suspend(*, actor: Actor, project_id: str, expected_n: int | None = None) -> Project:
    """Suspend a project.

    Raises:
        NotFound, Conflict: as `start`.
        Refused: it is not under way.
    """
    return _moved(actor, project_id, expected_n, "suspended")


@PROJECT.act(
    "closed",
    RecordInput,
    _("Close the project"),
    permission=PLAN,
    done=_("The project is closed."),
    hint=_ends(
        _(
            "It cannot be opened again: no result, indicator or activity can be added to it, and it leaves the list of projects under way. Everything in it stays to be read."
        )
    ),
    danger=True,
)
@transaction.atomic
def close(*, actor: Actor, project_id: str, expected_n: int | None = None) -> Project:
    """Close a project for good.

    Raises:
        NotFound, Conflict: as `start`.
        Refused: it has not started, or is over.
    """
    return _moved(actor, project_id, expected_n, "closed")


@PROJECT.act(
    "cancelled",
    RecordInput,
    _("Cancel the project"),
    permission=PLAN,
    done=_("The project is cancelled."),
    hint=_ends(
        _(
            "It cannot be opened again: no result, indicator or activity can be added to it. Everything in it stays to be read."
        )
    ),
    danger=True,
)
@transaction.atomic
def cancel(*, actor: Actor, project_id: str, expected_n: int | None = None) -> Project:
    """Cancel a project that is planned or suspended.

    Raises:
        NotFound, Conflict: as `start`.
        Refused: it is under way, or is over.
    """
    return _moved(actor, project_id, expected_n, "cancelled")
