"""The work of the demonstration's projects: plans with what is late, risks, issues, lessons, documents, progress reports, evaluations.

Invented from end to end, and believable: most of it goes well, some of it is late, and somebody from outside said so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from random import Random
from typing import Final

import typst
from django.conf import settings
from django.db import transaction

from ifar.demonstration.many import Many
from ifar.demonstration.strategy import PLACES
from ifar.files import store
from ifar.programme.models import Activity, Project, Recommendation, Result
from ifar.programme.services import evaluations, reports, work
from ifar.programme.services.evaluations import Terms
from ifar.programme.services.projects import close
from ifar.rights import Actor

SEED: Final = 20230628
_STEPS: Final[Mapping[str, tuple[str, ...]]] = {
    "A1": (
        "Compare national law with the Protocol, article by article", "Draft the regulation with the ministries",
        "Hear dealers, makers and civil society", "Hearing in the committee of parliament", "Guide for licensing officers",
        "Publish and translate the regulation",
    ),
    "A2": (
        "Assess needs with prosecutors and police", "Write the handbook with practitioners", "Train trainers", "Equip the examination room",
        "Accompany the first ten cases", "Visit courts and take their answers in",
    ),
    "A3": (
        "Map routes and crossings with the services", "Sign the plan of the joint operation", "Train border teams to recognise parts in parcels",
        "First joint operation", "Trace what was seized", "Second joint operation",
    ),
    "A4": (
        "Listen to communities in six districts", "Set up safety councils", "Small grants for women’s networks", "Choose and train youth ambassadors",
        "Surrender campaign with health services", "Open points where victims get help",
    ),
    "A5": (
        "Agree on the forms of the exchange", "Secure channel between the desks", "Exchange of liaison officers", "Regional exercise on tracing",
        "Look at the answers together", "Review the agreement",
    ),
}  # fmt: skip
_TEAMS: Final = ("Legal team", "Field team", "Training team", "Liaison team", "Secretariat")
_PARTNERS: Final = (
    ("Ministry of the Interior", "government", "implementing", ""),
    ("Customs service", "government", "implementing", ""),
    ("Regional centre on small arms", "multilateral", "extending", "XI-DEMO-RC1"),
    ("Association of women for safe districts", "national_ngo", "implementing", ""),
    ("Faculty of law", "academia", "implementing", ""),
    ("Chamber of arms dealers", "private_sector", "implementing", ""),
)
_TOWNS: Final = (
    ("Port-Clair", "12.6", "9.4125", "exact"),
    ("Medina Nova", "11.775", "9.45", "exact"),
    ("Northern border posts", "12.9", "10.1", "approximate"),
    ("Les Docks", "11.5613", "9.2475", "exact"),
    ("Districts of the coast", "12.8", "9.05", "approximate"),
)
_RISKS: Final = (
    ("Counterparts are moved to other posts", "Those who were trained leave within the year.", 4, 3, "Field team", "Train two of each office; handbooks stay with the office."),
    ("The law is delayed in parliament", "Elections fall into the period.", 3, 4, "Legal team", "A decree as a first step; briefings for both committees."),
    ("Prices of equipment rise", "Most of it is bought abroad.", 3, 3, "Secretariat", "Framework contracts with a fixed price for two years."),
    ("Communities do not trust the campaign", "An earlier one was followed by arrests.", 2, 5, "Field team", "Amnesty in writing, health workers in front, no uniforms at the points."),
    ("Equipment stands unused", "Nobody pays for its upkeep.", 3, 5, "Training team", "Upkeep in the budget of the office before delivery."),
    ("Insecurity closes the border district", "Travel was stopped twice last year.", 4, 4, "Field team", "Training in the capital; local partners go on."),
    ("Money comes later than agreed", "Two agreements are paid at the end of the year.", 2, 3, "Secretariat", "Activities in the first half are paid from what is not earmarked."),
)  # fmt: skip
_ISSUES: Final = (
    ("Crates are held at customs", "high", "Secretariat", "The exemption was asked for a month too late."),
    ("Room for the examination bench is not ready", "medium", "Field team", "The building is repaired."),
    ("Trainers speak one of the two languages only", "low", "Training team", ""),
    (
        "Two offices report the same arms",
        "medium",
        "Liaison team",
        "Both send a table; nobody compares them.",
    ),
)
_LESSONS: Final = (
    ("Ask the port before buying the scanner", "The first scanner did not fit the lane; it was exchanged at the seller’s cost after five months.", "Have the place measured by those who work there before the order."),
    ("Train the clerk and the officer together", "Records became complete where both sat in one room; where they were trained apart they did not.", "One course, two days, the office’s own cases."),
    ("Women’s networks hear of arms earlier than the police", "Seven of nine surrenders of the spring came through them.", "Give them the telephone of one officer whom they know, and pay their travel."),
)  # fmt: skip
_DOCUMENT: Final = """
#set page(paper: "a4", margin: 2.4cm)
#set text(font: "Noto Sans", size: 11pt, lang: "en")
#text(20pt, weight: "bold")[%(title)s]
#v(0.6em)
#text(fill: luma(90))[%(project)s. Invented for the demonstration.]
#v(1em)
== What was agreed
+ The project is carried out by the offices named in its work plan, in the districts named there.
+ Arms that are recovered are marked, recorded and traced; none goes back without a mark.
+ Each year the parties look at the values of the indicators together and say what they change.

== Who does what
The ministry names a focal point. The secretariat pays by output and asks for records, not for receipts alone.
#pagebreak()
== What is reported
#table(columns: (1fr, 1fr), inset: 8pt, [*What*], [*When*], [Values of the indicators], [By the end of February], [Risks and issues], [Each quarter], [Money], [Each quarter])
"""
_ADVICE: Final = (
    ("Put the upkeep of machines into the offices’ budgets before delivery", "high", "effectiveness", "accepted", "The ministry agreed in writing.", -40, ""),
    ("Train clerks and officers together", "medium", "effectiveness", "accepted", "It costs no more.", -12, "Two of five offices have done it."),
    ("Count surrenders by the way in which they came", "medium", "relevance", "partly", "By channel, yes; by district only where it names nobody.", 60, ""),
    ("Give up the joint operations", "low", "efficiency", "rejected", "They bring a third of what is traced; their cost is shared.", 0, ""),
)  # fmt: skip


def load(officers: Mapping[str, Actor], today: dt.date) -> int:
    """Load the work where there is none yet; how many acts it took in bulk.

    Args:
        officers: `programme` plans and writes, `strategist` approves and commissions, `evaluator` evaluates.
    """
    if Activity.objects.exists():
        return 0
    draw = Random(SEED)  # noqa: S311 - invented work, the same on every installation
    projects = list(Project.objects.order_by("reference"))
    done = _plan(officers["programme"], draw, projects, today)
    # What has come to its end is closed now: no work is planned in what is over.
    for project in projects:
        if _over(project, today):
            close(actor=officers["programme"], project_id=project.public_id)
    projects = list(Project.objects.order_by("reference"))
    _documents(officers["programme"], projects)
    _reports(officers, projects, today)
    _evaluations(officers, projects, today)
    return done


def _over(project: Project, today: dt.date) -> bool:
    return project.ends_on is not None and project.ends_on < today


@transaction.atomic
def _plan(officer: Actor, draw: Random, projects: list[Project], today: dt.date) -> int:
    many = Many()
    outputs: dict[str, list[Result]] = {}
    for result in Result.objects.filter(level="output", state="stated").order_by("id"):
        outputs.setdefault(result.project, []).append(result)
    for n, project in enumerate(projects):
        if project.state == "cancelled":
            continue
        places = _around(many, officer, draw, project, n)
        _activities(many, officer, draw, project, outputs.get(project.public_id, []), places, today)
        _kept(many, officer, draw, project, n, today)
    return many.write()


def _around(many: Many, officer: Actor, draw: Random, project: Project, n: int) -> list[str]:
    for name, kind, role, reference in draw.sample(_PARTNERS, 1 + n % 3):
        changes = {
            "project": project.public_id,
            "name": name,
            "kind": kind,
            "role": role,
            "reference": reference,
        }
        many.add(officer, "partner", "named", changes)
    places = []
    for name, latitude, longitude, exactness in draw.sample(_TOWNS, 1 + n % 2):
        changes = {
            "project": project.public_id, "name": name, "country": draw.choice(project.countries or PLACES), "latitude": latitude,
            "longitude": longitude, "reach": "activity", "exactness": exactness,
        }  # fmt: skip
        places.append(many.add(officer, "location", "named", changes))
    return places


def _activities(many: Many, officer: Actor, draw: Random, project: Project, outputs: list[Result], places: list[str], today: dt.date) -> None:  # fmt: skip
    assert project.starts_on is not None
    assert project.ends_on is not None
    whole = (project.ends_on - project.starts_on).days
    steps = _STEPS[project.cells[0][:2]]
    for k, title in enumerate(steps):
        starts = project.starts_on + dt.timedelta(days=whole * k // len(steps))
        ends = min(starts + dt.timedelta(days=draw.choice((90, 150, 210))), project.ends_on)
        changes = {
            "project": project.public_id, "result": outputs[k * len(outputs) // len(steps)].public_id, "title": title, "words": "",
            "starts_on": starts, "ends_on": ends, "responsible": draw.choice(_TEAMS), "location": draw.choice([*places, ""]),
        }  # fmt: skip
        subject = many.add(officer, "activity", "planned", changes)
        late = draw.random() < 0.14 and not _over(project, today)
        if starts > today or (late and ends > today):
            continue
        begun = min(starts + dt.timedelta(days=draw.randint(0, 20)), today)
        many.add(officer, "activity", "begun", {"begun_on": begun}, on=subject)
        if ends < today and not late:
            done = max(begun, min(ends + dt.timedelta(days=draw.randint(-15, 25)), today))
            many.add(officer, "activity", "finished", {"done_on": done}, on=subject)


def _kept(many: Many, officer: Actor, draw: Random, project: Project, n: int, today: dt.date) -> None:
    of = {"project": project.public_id}
    over = _over(project, today)
    for title, text, likelihood, impact, owner, mitigation in draw.sample(_RISKS, 2 + n % 3):
        changes = {
            **of, "title": title, "words": text, "likelihood": likelihood, "impact": impact, "owner": owner, "mitigation": mitigation,
            "review_on": today + dt.timedelta(days=draw.choice((-20, 30, 90))),
        }  # fmt: skip
        if over:
            continue
        many.add(officer, "risk", "raised", changes)
    for title, severity, owner, text in draw.sample(_ISSUES, n % 3):
        if over:
            continue
        changes = {
            **of, "risk": "", "title": title, "words": text, "severity": severity, "owner": owner,
            "due_on": today + dt.timedelta(days=draw.choice((-25, 20, 45))),
        }  # fmt: skip
        subject = many.add(officer, "issue", "raised", changes)
        if draw.random() < 0.4:
            result = {
                "resolution": "Agreed with the office in writing.",
                "resolved_on": today - dt.timedelta(days=8),
            }
            many.add(officer, "issue", "resolved", result, on=subject)
    for title, text, advice in draw.sample(_LESSONS, 1 if over or n % 2 else 0):
        many.add(officer, "lesson", "noted", {**of, "title": title, "words": text, "advice": advice})


def _documents(officer: Actor, projects: list[Project]) -> None:
    for project, kind, title in zip(projects[:3], ("agreement", "plan", "minutes"), ("Agreement with the ministry", "Plan of the first year", "Minutes of the opening meeting"), strict=False):  # fmt: skip
        source = _DOCUMENT % {"title": title, "project": project.title}
        content = store.receive([typst.compile(source.encode())], settings.IFAR_UPLOAD_LIMIT)
        work.keep(actor=officer, project=project.public_id, title=title, kind=kind, name=f"{kind}.pdf", content=content)  # fmt: skip


def _reports(officers: Mapping[str, Actor], projects: list[Project], today: dt.date) -> None:
    """Reports of last year: most are approved, one waits, one is a draft."""
    year = str(today.year - 1)
    running = [record for record in projects if record.state == "active" and record.starts_on and record.starts_on.year < today.year]  # fmt: skip
    for n, project in enumerate(running[:6]):
        language = ("en", "fr", "ar", "en", "en", "en")[n]
        made = reports.compose(actor=officers["programme"], project=project.public_id, period=year, language=language)  # fmt: skip
        if n < 5:
            reports.hand_in(actor=officers["programme"], report_id=made.public_id, expected_n=1)
        if n < 4:
            reports.approve(actor=officers["strategist"], report_id=made.public_id, expected_n=2)


def _evaluations(officers: Mapping[str, Actor], projects: list[Project], today: dt.date) -> None:
    manager, officer, evaluator = officers["strategist"], officers["programme"], officers["evaluator"]
    running = [record for record in projects if record.state == "active"]
    question = "Does the work reach those whom it is for, at a cost that others would pay, and will it last? Records of the offices, 30 interviews, two visits."
    for n, (project, title, kind) in enumerate(
        zip(
            running[3::6],
            ("Mid-term evaluation", "Mid-term evaluation of the field work", "Final evaluation"),
            ("mid_term", "mid_term", "final"),
            strict=False,
        )
    ):
        terms = Terms(
            title, kind, question, ("relevance", "effectiveness", "efficiency", "sustainability"), "Institute for evaluation in the public service",
            today - dt.timedelta(days=200 - 90 * n), today + dt.timedelta(days=90 * n - 60), evaluator.id,
        )  # fmt: skip
        public_id = evaluations.commission(actor=manager, project=project.public_id, said=terms).public_id
        if n == 2:
            continue
        evaluations.begin(actor=manager, evaluation_id=public_id, expected_n=1)
        finding = evaluations.state_finding(
            actor=evaluator, evaluation=public_id, criterion="effectiveness", title="Machines stand idle where nobody pays for their upkeep",
            told="Three of eleven marking machines were not used for more than four months. In each case no budget line existed.",
        )  # fmt: skip
        evaluations.state_finding(
            actor=evaluator, evaluation=public_id, criterion="relevance", title="The campaign reaches those who would not go to a police station",
            told="Seven of nine surrenders came through women’s networks.",
        )  # fmt: skip
        if n == 1:
            continue
        for words in _ADVICE:
            evaluations.recommend(actor=evaluator, evaluation=public_id, title=words[0], priority=words[1], findings=[finding.public_id], addressee="Programme management")  # fmt: skip
        evaluations.deliver(actor=evaluator, evaluation_id=public_id, expected_n=2, summary="The project does what it set out to do. What it leaves behind is at risk where upkeep is not paid for.")  # fmt: skip
        for recommendation in Recommendation.objects.filter(evaluation=public_id).order_by("id"):
            _title, _priority, _criterion, response, reasons, days, progress = next(each for each in _ADVICE if each[0] == recommendation.title)  # fmt: skip
            owner = "" if response == "rejected" else "Secretariat"
            due = None if response == "rejected" else today + dt.timedelta(days=days)
            evaluations.answer(actor=officer, recommendation_id=recommendation.public_id, expected_n=1, response=response, reasons=reasons, owner=owner, due_on=due)  # fmt: skip
            if progress:
                evaluations.follow_up(
                    actor=officer, recommendation_id=recommendation.public_id, expected_n=2, progress=progress
                )
