"""From a signal to an effect in the demonstration country: alerts of which some wait, a hotspot with a response under way, one that is over.

Everything is found by the methods in the incidents that are there, and done by the services that everybody uses. A run over what was two years
ago is an analysis, and raises nothing. What is found at the docks of the capital is answered: its response is closed, its plan has ended, its
effect is measured, and is not certain. In the Eastern March it goes on, and a plan runs with which a project of the strategy begins.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

import h3.api.basic_int as h3
from django.utils import timezone

from ifar.demonstration import geography
from ifar.demonstration.recoveries import on_duty
from ifar.hotspots import response
from ifar.hotspots.maps import cells
from ifar.hotspots.models import Alert, Plan, Response, Run
from ifar.hotspots.services import effects, hotspots, plans, reports, response_work, responses, runs, triage
from ifar.hotspots.services.hotspots import Content
from ifar.hotspots.services.plans import Draft, Indicator, Milestone
from ifar.hotspots.services.responses import NewTask, Proposal
from ifar.rights import Actor

CHOSEN: Final[Mapping[str, Any]] = {"replicates": 99}
LOOKED: Final = ("scan_permutation", "gi", "emerging", "groups", "flow")
_RIGHT: Final = dict.fromkeys(response.RIGHTS, "yes")
_DAYS: Final = 365


def load(officers: Mapping[str, Actor]) -> None:
    """Load them, where there are none yet."""
    if Run.objects.exists():
        return
    with (
        on_duty(officers["analyst"]) as analyst,
        on_duty(officers["coordinator"]) as coordinator,
        on_duty(officers["rights"]) as adviser,
        on_duty(officers["supervisor"]) as head,
    ):
        today = timezone.localdate()
        _run(analyst, today - dt.timedelta(days=2 * _DAYS), "cell4", "month", LOOKED)
        _run(analyst, today - dt.timedelta(days=1), "cell4", "month", LOOKED)
        _run(analyst, today - dt.timedelta(days=1), "area", "week", ("scan_permutation", "ears", "cusum"))
        march = _about("Bordj Sabra", 4)
        if march:
            _under_way(analyst, coordinator, adviser, head, march, today)
        # In finer cells the docks show, where it has always been so. The same of the march shows once more: one is told already, one is watched.
        _run(analyst, today - dt.timedelta(days=1), "cell5", "month", ("gi", "emerging"))
        docks = _about("Les Docks", 5)
        if docks:
            _over(analyst, coordinator, adviser, head, docks, today)
        waiting = list(Alert.objects.filter(state="raised").order_by("-observed", "id"))
        if len(waiting) > 1:
            note = "The hotspot of the Eastern March stands on the same incidents."
            triage.dismiss(actor=analyst, alert_id=waiting[0].public_id, reason="duplicate", note=note)
        if len(waiting) > 2:
            day = today + dt.timedelta(days=21)
            triage.watch(
                actor=analyst,
                alert_id=waiting[1].public_id,
                again_on=day,
                note="Until the new patrols are counted.",
            )


def _run(analyst: Actor, last: dt.date, layer: str, unit: str, wanted: Sequence[str]) -> None:
    first = last - dt.timedelta(days=3 * _DAYS if unit == "month" else 2 * _DAYS)
    made = runs.ask_run(
        actor=analyst, layer=layer, unit=unit, first=first, last=last, wanted=wanted, parameters=CHOSEN
    )
    runs.carry_out(Run.objects.select_related("agency").get(public_id=made))


def _about(town: str, size: int) -> list[Alert]:
    """Alerts that wait about the cell of a town, of a resolution, and those around it: the one with most cases first."""
    _code, _name, x, y = next(row for row in geography.towns() if row[1] == town)[:4]
    near = h3.grid_disk(cells.cell_at(round(x * 1e6), round(y * 1e6), size), 1)
    names = [f"{cell:x}" for cell in near]
    return list(
        Alert.objects.filter(state="raised", layer=f"cell{size}", places__overlap=names).order_by(
            "-observed", "id"
        )
    )


def _over(
    analyst: Actor, coordinator: Actor, adviser: Actor, head: Actor, alerts: Sequence[Alert], today: dt.date
) -> None:
    made = hotspots.open_hotspot(
        actor=analyst,
        alerts=[alert.public_id for alert in alerts],
        content=Content(
            title="Docks of the capital", drivers=("demand_price", "technology"), threats=("drugs", "organised_crime"), tlp="green",
            confidence="moderate", basis="The docks hold far more than their share, by two sources.",
            assessment="Converted blank-firing pistols come in with parcels and are sold where the night shifts end.",
        ),
    )  # fmt: skip
    due = today + dt.timedelta(days=30)
    answered = responses.propose(
        actor=coordinator,
        hotspot=made,
        said=Proposal(
            "Trace everything, close the way of blank-firing pistols", coordinator.agency, ("conversion_workshop", "trace_all"),
            {"forensic": {"forensic_traced": "partly", "forensic_links": "yes"}, "legal": {"legal_offences": "no"}},
            {"forensic": "Half of what was seized was not traced.", "legal": "Converting is an offence, keeping blank-firing pistols for it is not."},
            "Customs Service; Prosecutor of the port", "Title 4, article 12", "180000", "EUR",
            [
                NewTask("Trace every converted pistol of the last two years", "trace_all", "Tracing desk", due),
                NewTask("Compare tool marks of all exhibits", "conversion_workshop", "Forensic laboratory", due),
            ],
        ),
    )  # fmt: skip
    _through(coordinator, adviser, head, answered)
    for task in Response.objects.get(public_id=answered).tasks:
        response_work.settle_task(
            actor=coordinator, response_id=answered, task=task["id"], state="done", note="Done, with report."
        )
    response_work.close(
        actor=coordinator,
        response_id=answered,
        intended="To find where pistols are converted, and to stop it.", happened="One workshop was found; 61 pistols were traced to one importer.", worked="Tracing everything, not only what looked interesting.", better="The laboratory should have been asked on the first day.", harm="A docker was held for a day by mistake; he was told how to complain, and did; the case was answered.", lessons="Without the observatory's count nobody would have believed our own.",
    )  # fmt: skip
    plan = plans.draft(
        actor=coordinator,
        hotspot=made,
        said=Draft(
            "Blank-firing pistols like real ones", ("1", "2"), ("legal_amendment", "conversion_workshop"),
            [Milestone("The order on convertible arms is in force", due)],
            [Indicator("Recovered arms that were traced", "of a hundred", 48, 95, "up", due)], ["Every arm recovered at the docks is traced for a year"],
        ),
    )  # fmt: skip
    plans.begin(actor=coordinator, plan_id=plan)
    kept = Plan.objects.get(public_id=plan)
    plans.reach(actor=coordinator, plan_id=plan, milestone=kept.milestones[0]["id"])
    plans.report(actor=coordinator, plan_id=plan, indicator=kept.indicators[0]["id"], value=96)
    plans.judge(
        actor=coordinator,
        plan_id=plan,
        criterion=kept.criteria[0]["id"],
        state="met",
        note="Of a hundred 96 were traced; the others bear no mark.",
    )
    plans.end(actor=coordinator, plan_id=plan)
    effects.measure(actor=coordinator, about=answered, since=today - dt.timedelta(days=400))
    reports.issue(actor=analyst, hotspot=made)
    hotspots.close_hotspot(
        actor=analyst,
        hotspot_id=made,
        reason="The criterion of the plan is met. That shootings fell is not certain.",
    )


def _under_way(
    analyst: Actor, coordinator: Actor, adviser: Actor, head: Actor, alerts: Sequence[Alert], today: dt.date
) -> None:
    made = hotspots.open_hotspot(
        actor=analyst,
        alerts=[alert.public_id for alert in alerts],
        content=Content(
            title="Eastern March by the triangle", drivers=("geopolitics", "accumulation"), threats=("armed_conflict", "smuggling_of_migrants"),
            tlp="amber", basis="Shootings and seizures rise together since last winter, in the police's reports and in the observatory's.",
            assessment="Arms of the disbanded border militia are sold over the ford; the market of Bordj Sabra is where they change hands.",
        ),
    )  # fmt: skip
    reports.issue(actor=analyst, hotspot=made)
    due = today + dt.timedelta(days=12)
    answered = responses.propose(
        actor=coordinator,
        hotspot=made,
        said=Proposal(
            "Safe storage and a joint post at the ford", coordinator.agency, ("stock_inspection", "safe_storage", "joint_border_control", "awareness"),
            {
                "stock_security": {"stock_where": "partly", "stock_losses": "yes", "stock_marked": "no"},
                "border": {"border_routes": "yes", "border_neighbour": "partly"}, "community": {"community_trust": "yes", "community_demand": "partly"},
            },
            {
                "stock_security": "The depot of the former militia was never counted; eleven rifles are missing since March.",
                "community": "Herders keep rifles against raids; the elders ask for a post rather than for searches.",
            },
            "Customs Service; Council of elders of the March", "Title 4, article 15", "95000", "EUR",
            [
                NewTask("Count and mark the depot of the former militia", "stock_inspection", "Armoury inspectorate", due),
                NewTask("Give out sixty safes at cost", "safe_storage", "Licensing office of the March", due + dt.timedelta(days=20)),
                NewTask("Agree on the joint post with the neighbour", "joint_border_control", "Customs Service", due + dt.timedelta(days=40)),
            ],
        ),
    )  # fmt: skip
    _through(coordinator, adviser, head, answered)
    first = Response.objects.get(public_id=answered).tasks[0]
    response_work.settle_task(
        actor=coordinator,
        response_id=answered,
        task=first["id"],
        state="done",
        note="212 rifles counted, 40 marked, 11 missing.",
    )
    response_work.log(
        actor=coordinator,
        response_id=answered,
        entry="The elders were heard; two of them come to the depot's count.",
    )
    response_work.log(
        actor=coordinator,
        response_id=answered,
        entry="The neighbour's customs agree to meet at the ford on Thursday.",
    )
    plan = plans.draft(
        actor=coordinator,
        hotspot=made,
        said=Draft(
            "Safe keeping and trust in the Eastern March", ("2", "3"), ("stock_inspection", "safe_storage", "awareness"),
            [
                Milestone("Every depot of the March is counted and marked", today + dt.timedelta(days=180)),
                Milestone("The joint post at the ford is open day and night", today + dt.timedelta(days=270)),
            ],
            [
                Indicator("Shootings in the March", "a month", 14, 6, "down", today + dt.timedelta(days=400)),
                Indicator("Herders' rifles kept in a safe", "of a hundred", 8, 60, "up", today + dt.timedelta(days=400)),
            ],
            ["Fewer than six shootings a month for half a year", "The elders say that herders hand in what they do not need"],
        ),
    )  # fmt: skip
    plans.begin(actor=coordinator, plan_id=plan)
    kept = Plan.objects.get(public_id=plan)
    for indicator, value in zip(kept.indicators, (11, 21), strict=True):
        plans.report(actor=coordinator, plan_id=plan, indicator=indicator["id"], value=value)


def _through(coordinator: Actor, adviser: Actor, head: Actor, answered: str) -> None:
    """The human-rights check, the approval by another person, the beginning."""
    values = {**_RIGHT, "oversight": "partly"}
    done = {"oversight": "The ombudsperson is told each week what was done."}
    responses.check_rights(actor=adviser, response_id=answered, answers=values, mitigations=done)
    responses.approve(actor=head, response_id=answered, note="Go on; tell me of every search of a home.")
    response_work.begin(actor=coordinator, response_id=answered)
