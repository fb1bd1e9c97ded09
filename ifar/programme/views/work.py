"""Pages of the work of projects: the list, the work plan with its picture, the theory of change, risks, issues, lessons."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any, Final

from babel.dates import format_skeleton
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ifar.acts.edges import offered
from ifar.acts.offers import Offers
from ifar.charts import Picture, mirrored
from ifar.form_errors import actor_of
from ifar.programme import acts, gantt, indicators, labels, theory, work, work_labels
from ifar.programme.gantt import Bar, Words
from ifar.programme.models import Activity, Location, Project
from ifar.programme.plan_acts import OPEN
from ifar.programme.selectors import strategy
from ifar.programme.selectors import work as selectors
from ifar.programme.selectors.strategy import OFFICE
from ifar.programme.selectors.work import Plan
from ifar.programme.services import planning, working
from ifar.programme.services.writing import today
from ifar.programme.theory import Thing
from ifar.programme.views.strategy import named
from ifar.rights import Actor, may
from ifar.templatetags.days import day_words
from ifar.typed import whole_number

TONES: Final = {"planned": "", "under_way": "info", "late": "warn", "done": "good", "cancelled": "quiet"}
ICONS: Final = {"late": "alert-triangle", "done": "circle-check", "under_way": "clock", "planned": "calendar", "cancelled": "ban"}  # fmt: skip
STATES_OF_PROJECT_TONES: Final = {"active": "info", "closed": "good", "suspended": "warn"}


def late_words(days: int) -> str:
    """By how much something is late, in words; nothing where it is not."""
    return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days} if days else ""


def tabs(actor: Actor, of: Project, here: str) -> dict[str, Any]:
    """The context of every page of a project: it, its state, and the pages beside this one that the actor may open."""
    pages = (
        ("project", _("Overview")),
        ("plan", _("Work plan")),
        ("theory", _("Theory of change")),
        ("risks", _("Risks, issues, lessons")),
        *([("documents", _("Documents"))] if may(actor, OFFICE) else []),
        ("reports", _("Progress reports")),
        ("project_evaluations", _("Evaluations")),
    )
    return {
        "project": of,
        "project_state": labels.PROJECT_STATES[of.state],
        "tabs": [(reverse(f"programme:{name}", args=(of.public_id,)), text, name == here) for name, text in pages],
    }  # fmt: skip


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The projects: by state, and those where something is late."""
    actor = actor_of(request)
    state = request.GET.get("state", "")
    state = state if state in acts.STATES["project"] else ""
    late = request.GET.get("late") == "1"
    page = whole_number(request.GET.get("page"), least=1, most=9999, otherwise=1)
    lines, total = selectors.listed(actor, state=state, late=late, page=page, today=today())
    context = {
        "rows": [(line, labels.PROJECT_STATES[line.state], STATES_OF_PROJECT_TONES.get(line.state, "")) for line in lines],
        "total": total,
        "state": state,
        "late": late,
        "states": list(labels.PROJECT_STATES.items()),
        "before": page - 1 if page > 1 else 0,
        "after": page + 1 if selectors.PER_PAGE * page < total else 0,
        "may_plan": may(actor, planning.PLAN),
    }  # fmt: skip
    return render(request, "programme/projects.html", context)


def _acts(actor: Actor, offers: Offers, result: Any) -> list[dict[str, Any]]:
    """What can be done to something that stands on the page of its project."""
    return list(offered(actor, offers, result)["acts"].values())


def _row(actor: Actor, activity: Activity, result: Plan, now: dt.date) -> dict[str, Any]:
    standing = work.standing(activity.state, activity.starts_on, activity.ends_on, now)
    places = {place.public_id: place.name for place in result.locations}
    return {
        "one": activity,
        "standing": work_labels.STANDINGS[standing],
        "tone": TONES[standing],
        "icon": ICONS[standing],
        "late": late_words(work.days_late(activity.state, activity.starts_on, activity.ends_on, now)),
        "place": places.get(activity.location, ""),
        "acts": _acts(actor, working.ACTIVITY, activity),
    }  # fmt: skip


def _month(day: dt.date) -> str:
    language = (get_language() or "en").replace("-", "_")
    return format_skeleton("yMMM", day, locale=language)


def _picture(outcome: Plan, now: dt.date, wide: bool) -> Picture:
    words = Words(
        {key: str(value) for key, value in work_labels.STANDINGS.items()},
        _("Today, %(day)s") % {"day": day_words(now)},
        _month,
    )
    groups = [
        (
            result.title,
            [_bar(activity, now) for activity in outcome.activities if activity.result == result.public_id],
        )
        for result in outcome.results
    ]
    picture = gantt.chart(groups, now, words, wide=wide)
    return mirrored(picture) if get_language_bidi() else picture


def _bar(activity: Activity, now: dt.date) -> Bar:
    standing = work.standing(activity.state, activity.starts_on, activity.ends_on, now)
    late = late_words(work.days_late(activity.state, activity.starts_on, activity.ends_on, now))
    days = f"{day_words(activity.starts_on)} – {day_words(activity.ends_on)}"
    shown = f"{activity.title}. {days}. {late or work_labels.STANDINGS[standing]}"
    return Bar(
        activity.title, activity.starts_on, activity.ends_on, standing, late, f"#{activity.public_id}", shown
    )


def _point(location: Location) -> str:
    """Coordinates as they were given; nothing where there are none."""
    if location.latitude is None or location.longitude is None:
        return ""
    return f"{indicators.written(location.latitude)}, {indicators.written(location.longitude)}"


@require_GET
def plan(request: HttpRequest, public_id: str) -> HttpResponse:
    """The work plan of a project: bars over time, and the same as a table."""
    actor = actor_of(request)
    outcome = selectors.plan(actor, public_id)
    now = today()
    rows = [_row(actor, activity, outcome, now) for activity in outcome.activities]
    counted = Counter(
        work.standing(activity.state, activity.starts_on, activity.ends_on, now)
        for activity in outcome.activities
    )
    results = [
        (result, [row for row in rows if row["one"].result == result.public_id]) for result in outcome.results
    ]
    context = {
        **tabs(actor, outcome.project, "plan"),
        "groups": [(result, within) for result, within in results if within],
        "pictures": [("wide", _picture(outcome, now, True)), ("narrow", _picture(outcome, now, False))] if rows else [],
        "sums": [(name, counted[code]) for code, name in work_labels.STANDINGS.items() if counted[code]],
        "partners": [
            (
                work_labels.PARTNER_ROLES[partner.role],
                partner,
                work_labels.PARTNER_KINDS[partner.kind],
                _acts(actor, working.PARTNER, partner),
            )
            for partner in outcome.partners
        ],
        "locations": [
            (
                location,
                _point(location),
                work_labels.REACHES[location.reach],
                work_labels.EXACTNESS[location.exactness],
                _acts(actor, working.LOCATION, location),
            )
            for location in outcome.locations
        ],
        "may_add": may(actor, planning.PLAN) and outcome.project.state in OPEN,
    }  # fmt: skip
    return render(request, "programme/plan.html", context)


def _thing(
    key: str, layer: str, title: str, assumptions: str = "", standing: str = "", text: str = ""
) -> Thing:
    return Thing(key, layer, title, assumptions, standing, text, str(work_labels.LAYERS[layer]))


def _theory(actor: Actor, outcome: Plan, now: dt.date) -> Thing:
    names = named(strategy.themes(actor))
    root = _thing("S1", "ambition", str(names["S1"]["name"]))
    things = [("S1", _thing(code, "strategy", str(names[code]["name"]))) for code in outcome.project.outcomes]
    for level in ("outcome", "output", "activity"):
        things += [
            (
                result.parent or result.outcome,
                _thing(result.public_id, level, result.title, result.assumptions),
            )
            for result in outcome.results
            if result.level == level
        ]
    for activity in outcome.activities:
        if activity.state == "cancelled":
            continue
        standing = work.standing(activity.state, activity.starts_on, activity.ends_on, now)
        late = late_words(work.days_late(activity.state, activity.starts_on, activity.ends_on, now))
        text = f"▲ {late}" if late else str(work_labels.STANDINGS[standing])
        things.append(
            (activity.result, _thing(activity.public_id, "activity", activity.title, "", standing, text))
        )
    return theory.tree(root, things)


@require_GET
def change_theory(request: HttpRequest, public_id: str) -> HttpResponse:
    """The theory of change of a project: from its activities to the strategy's ambition, as a graph and as a list."""
    actor = actor_of(request)
    result = selectors.plan(actor, public_id)
    root = _theory(actor, result, today())
    bidi = get_language_bidi()
    heads = [
        (theory.WIDTH - x - theory.COLUMN / 2 if bidi else x + theory.COLUMN / 2, work_labels.LAYERS[layer])
        for x, layer in ((at * (theory.COLUMN + theory.SPACE), layer) for at, layer in enumerate(theory.LAYERS))
    ]  # fmt: skip
    context = {
        **tabs(actor, result.project, "theory"),
        "root": root,
        "picture": theory.draw(root, mirrored=bidi),
        "anchor": "end" if bidi else "start",
        "heads": heads,
        "may_plan": may(actor, planning.PLAN),
    }
    return render(request, "programme/theory.html", context)


@require_GET
def risks(request: HttpRequest, public_id: str) -> HttpResponse:
    """What could go wrong in a project, what did, and what was learned."""
    actor = actor_of(request)
    record = selectors.kept(actor, public_id)
    now = today()
    open_risks = [risk for risk in record.risks if risk.state == "open"]
    cells = Counter((open_risk.likelihood, open_risk.impact) for open_risk in open_risks)
    matrix = [
        (
            work_labels.LIKELIHOODS[likelihood],
            [(work.level(likelihood, impact), work_labels.RISK_LEVELS[work.level(likelihood, impact)], cells[likelihood, impact]) for impact in work.GRADES],
        )
        for likelihood in reversed(work.GRADES)
    ]  # fmt: skip
    context = {
        **tabs(actor, record.project, "risks"),
        "matrix": matrix if open_risks else [],
        "impacts": [work_labels.IMPACTS[grade] for grade in work.GRADES],
        "risks": [
            {
                "one": risk, "level": work_labels.RISK_LEVELS[work.level(risk.likelihood, risk.impact)],
                "tone": work_labels.RISK_TONES[work.level(risk.likelihood, risk.impact)] if risk.state == "open" else "",
                "state": work_labels.RISK_STATES[risk.state], "review": risk.state == "open" and risk.review_on is not None and risk.review_on < now,
                "acts": _acts(actor, working.RISK, risk),
            }
            for risk in record.risks
        ],
        "issues": [
            {
                "one": issue, "severity": work_labels.SEVERITIES[issue.severity], "state": work_labels.ISSUE_STATES[issue.state],
                "late": late_words(work.overdue(issue.state, issue.due_on, now)), "acts": _acts(actor, working.ISSUE, issue),
            }
            for issue in record.issues
        ],
        "lessons": [(lesson, _acts(actor, working.LESSON, lesson)) for lesson in record.lessons],
        "may_plan": may(actor, planning.PLAN),
        "may_add": may(actor, planning.PLAN) and record.project.state in OPEN,
    }  # fmt: skip
    return render(request, "programme/risks.html", context)
