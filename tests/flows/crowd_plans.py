"""What the crowd of `test_a_crowd` does to the strategy, its money, its committee, and to hotspots."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction

from ifar.hotspots.models import Alert, Candidate, Delivery, Hotspot, Pair, Response, Source
from ifar.hotspots.services import deliveries, hotspots, plans, response_work, responses
from ifar.hotspots.services import duplicates as incidents
from ifar.licensing.services import applications
from ifar.programme.fund.services import fund
from ifar.programme.fund.services.fund import NewMovement
from ifar.programme.indicators import ReportedValue
from ifar.programme.models import (
    Contribution,
    Decision,
    Diligence,
    Indicator,
    Meeting,
    Period,
    Project,
    Value,
)
from ifar.programme.models import Seat as CommitteeSeat
from ifar.programme.services import committee, diligence, planning, projects, values
from ifar.rights import Actor
from tests.cast import actor
from tests.flows.crowding import WHY, Act, Chance, of, one
from tests.hotspots.flowing import ANSWERS, a_plan, a_proposal, a_told_alert
from tests.hotspots.making import ROWS, a_layer, a_source, loaded
from tests.programme import conftest as strategy
from tests.programme.test_acts import DAY, a_period, a_project, a_result, an_indicator, given, locked
from tests.programme.test_diligence import SAID

D = Decimal


def in_programme() -> list[Act]:
    strategy.give_roles()
    made = [a_project(f"P-{n}", security_forces=n == 0) for n in range(3)]
    for project in made[1:]:
        a_result(project=project.public_id)
    an_indicator()
    for year in ("2025", "2026"):
        a_period(year)
    years = iter(range(2027, 9000))
    for n in range(2):
        agreed = fund.agree(actor=actor("nina"), new=given("1000.00", reference=f"AGR-{n}")).public_id
        fund.book(actor=actor("nina"), new=NewMovement("receipt", D(1000), DAY, agreed))
    for n in range(4):
        committee.fill_seat(actor=actor("bob"), constituency="states", organisation=f"S{n}", starts_on=DAY)

    def officer(c: Chance) -> Any:
        return of(c, "alice", "judy")

    def value(c: Chance) -> Any:
        return one(c, Value.objects.order_by("-id")[:3])

    def project(c: Chance) -> str:
        return str(one(c, Project.objects.all()).public_id)

    def report(c: Chance) -> None:
        values.report(
            actor=officer(c),
            indicator=one(c, Indicator.objects.all()).public_id,
            period=one(c, Period.objects.order_by("-id")[:3]).name,
            said=ReportedValue(D(c.randint(1, 99))),
        )

    def change(c: Chance) -> None:
        result = value(c)
        values.change(
            actor=officer(c),
            value_id=result.public_id,
            expected_n=result.n,
            said=ReportedValue(D(c.randint(1, 99))),
        )

    def submit(c: Chance) -> None:
        result = value(c)
        values.submit(actor=officer(c), value_id=result.public_id, expected_n=result.n)

    def approve(c: Chance) -> None:
        result = value(c)
        values.approve(actor=actor("bob"), value_id=result.public_id, expected_n=result.n)

    def give_back(c: Chance) -> None:
        result = value(c)
        act = c.choice((values.give_back, values.reopen))
        act(actor=actor("bob"), value_id=result.public_id, expected_n=result.n, reason=WHY)

    def period(c: Chance) -> None:
        if c.random() < 0.5:
            a_period(str(next(years)))
        else:
            # The period of the money's days is locked seldom: nothing is booked afterwards.
            latest = Period.objects.order_by("-id")[:3]
            if (name := one(c, latest).name) != "2026" or c.random() < 0.05:
                locked(name, "bob")

    def book(c: Chance) -> None:
        move = c.choice(("receipt", "allocation", "allocation", "reallocation", "release", "obligation"))
        there = one(c, Contribution.objects.all()).public_id
        on = DAY + dt.timedelta(days=c.randint(0, 60))
        from_, to = project(c), project(c)
        fund.book(
            actor=actor("nina"),
            new=NewMovement(
                move,
                D(c.randint(1, 90)),
                on,
                there,
                "" if move == "receipt" else from_,
                to if move == "reallocation" else "",
            ),
        )

    def move(c: Chance) -> None:
        if (
            Project.objects.filter(state__in=("planned", "active", "suspended")).count() < 2
            and c.random() < 0.7
        ):
            a_project(f"P-{c.random()}", security_forces=c.random() < 0.3)
        else:
            do = c.choice((projects.start, projects.start, projects.suspend, projects.close, projects.cancel))
            do(actor=officer(c), project_id=project(c))

    def state(c: Chance) -> None:
        planning.state_result(
            actor=officer(c),
            level="activity",
            title="Arms of a unit",
            outcome="O1",
            project=project(c),
            security_forces=c.random() < 0.5,
        )

    def seat(c: Chance) -> None:
        if CommitteeSeat.objects.filter(state="filled").count() < 5:
            committee.fill_seat(
                actor=actor("bob"), constituency="states", organisation=f"S{c.random()}", starts_on=DAY
            )
        else:
            committee.end_seat(
                actor=actor("bob"), seat_id=one(c, CommitteeSeat.objects.order_by("-id")[:3]).public_id
            )

    def meeting(c: Chance) -> None:
        bob = actor("bob")
        if not Meeting.objects.exclude(state__in=("closed", "cancelled")).exists() or c.random() < 0.2:
            made = committee.plan_meeting(actor=bob, title="M", held_on=DAY).public_id
            committee.table_decision(actor=bob, meeting=made, title="X", rule="majority")
            return
        public_id = one(c, Meeting.objects.order_by("-id")[:2]).public_id
        if c.random() < 0.4:
            committee.table_decision(actor=bob, meeting=public_id, title="Y", rule="majority")
        elif c.random() < 0.7:
            seats = [seat.public_id for seat in CommitteeSeat.objects.filter(state="filled")]
            committee.open_meeting(actor=bob, meeting_id=public_id, present=seats)
        else:
            c.choice((committee.close_meeting, committee.cancel_meeting))(actor=bob, meeting_id=public_id)

    def vote(c: Chance) -> None:
        result = one(c, Decision.objects.order_by("-id")[:2])
        present = Meeting.objects.get(public_id=result.meeting).present
        votes = {seat: c.choice(("yes", "yes", "no")) for seat in present}
        committee.decide(actor=actor("bob"), decision_id=result.public_id, expected_n=result.n, votes=votes)

    def assess(c: Chance) -> None:
        diligence.assess(actor=officer(c), project=project(c), said=SAID)

    def rule(c: Chance) -> None:
        result = one(c, Diligence.objects.order_by("-id")[:3])
        which = {
            "actor": actor("erin"),
            "diligence_id": result.public_id,
            "expected_n": result.n,
            "reason": WHY,
        }
        if c.random() < 0.6:
            diligence.release(**which, until=applications.today() + dt.timedelta(days=100))
        else:
            c.choice((diligence.hold, diligence.withdraw))(**which)

    def mark(c: Chance) -> None:
        if c.random() < 0.5:
            projects.mark(actor=officer(c), project_id=project(c))
        else:
            projects.unmark(actor=of(c, "bob", "erin"), project_id=project(c), reason=WHY)

    def compute(c: Chance) -> None:
        values.compute_all(actor=actor("bob"), period=one(c, Period.objects.order_by("-id")[:3]).name)

    return [report, report, change, submit, approve, give_back, period, book, book, move, state, seat, meeting, vote, assess, rule, mark, compute]  # fmt: skip


@transaction.atomic
def alerted(analyst: Actor) -> str:
    """An alert as a run raises it."""
    return a_told_alert(analyst)


def in_hotspots() -> list[Act]:
    quentin = actor("quentin")
    a_layer()
    made = [a_source(f"Source {n}", place="near") for n in range(2)]
    for n, source in enumerate(made):
        loaded(source, [(f"o{n}-{m}", *row[1:]) for m, row in enumerate(ROWS[:3])])
    for _ in range(3):
        alerted(quentin)
    content = hotspots.Content("The march", drivers=["technology"], basis="One signal.")
    hotspots.open_hotspot(actor=quentin, alerts=[Alert.objects.order_by("id")[0].public_id], content=content)

    def hotspot(c: Chance) -> str:
        return str(one(c, Hotspot.objects.all()).public_id)

    def response(c: Chance) -> str:
        return str(one(c, Response.objects.order_by("-id")[:4]).public_id)

    def load(c: Chance) -> None:
        n = c.randint(0, 1)
        rows = [
            (f"o{n}-{m}", row[1], row[2], row[3], c.randint(0, 5), "Medina")
            for m, row in enumerate(ROWS[: c.randint(1, 4)])
        ]
        loaded(made[n], rows)

    def take_back(c: Chance) -> None:
        if c.random() < 0.3:
            public_id = one(c, Delivery.objects.order_by("-id")[:3]).public_id
            deliveries.withdraw(actor=actor("quentin"), delivery_id=public_id, reason=WHY)

    def judge(c: Chance) -> None:
        pair = one(c, Candidate.objects.order_by("-id")[:5]).pk
        incidents.judge(actor=actor("quentin"), candidate=pair, verdict=c.choice(("one", "other", "two")))

    def part(c: Chance) -> None:
        incidents.part(actor=actor("quentin"), pair_id=one(c, Pair.objects.order_by("-id")[:3]).public_id)

    def join(c: Chance) -> None:
        if Alert.objects.filter(state="raised").count() < 2:
            alerted(actor("quentin"))
        alert = one(c, Alert.objects.order_by("-id")[:3]).public_id
        if c.random() < 0.7:
            hotspots.join_alert(actor=actor("quentin"), hotspot=hotspot(c), alert_id=alert)
        else:
            hotspots.open_hotspot(actor=actor("quentin"), alerts=[alert], content=content, another=True)

    def close(c: Chance) -> None:
        for result in Response.objects.filter(state__in=("proposed", "checked", "approved")):
            responses.withdraw(actor=actor("rosa"), response_id=result.public_id, note=WHY)
        act = c.choice((hotspots.close_hotspot, hotspots.reopen_hotspot, hotspots.reopen_hotspot))
        act(actor=actor("quentin"), hotspot_id=hotspot(c), reason=WHY)

    def propose(c: Chance) -> None:
        rosa = actor("rosa")
        responses.propose(actor=rosa, hotspot=hotspot(c), said=a_proposal(rosa))

    def go_on(c: Chance) -> None:
        how, which = c.randint(0, 3), response(c)
        if how == 0:
            responses.check_rights(actor=actor("erin"), response_id=which, answers=ANSWERS)
        elif how == 1:
            responses.withdraw(actor=actor("rosa"), response_id=which, note=WHY)
        elif how == 2:
            response_work.begin(actor=actor("rosa"), response_id=which)
        else:
            response_work.log(actor=actor("rosa"), response_id=which, entry="Safes came.")

    def plan(c: Chance) -> None:
        plans.draft(actor=actor("rosa"), hotspot=hotspot(c), said=a_plan())

    def level(c: Chance) -> None:
        hotspots.set_level(
            actor=actor("quentin"),
            hotspot_id=hotspot(c),
            level=c.choice(("watch", "response", "urgent")),
            reason=WHY,
        )

    assert Source.objects.count() == 2
    return [
        load,
        load,
        take_back,
        judge,
        judge,
        part,
        join,
        close,
        propose,
        propose,
        go_on,
        go_on,
        plan,
        level,
    ]
