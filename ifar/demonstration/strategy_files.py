"""What comes to a strategy from elsewhere: files of two other organisations, extracts of the own accounts, and what a committee told the public.

Invented from end to end. Everything goes through the services that people use, so that it stands as it would.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Any, Final

from ifar.programme.fund.services import extracts, fund
from ifar.programme.fund.services.fund import NewMovement
from ifar.programme.iati import export, writing
from ifar.programme.iati.export import Activity, Body, ExportedPeriod, Measured, Money, Reached
from ifar.programme.iati.model import Node
from ifar.programme.models import Contribution, Decision, Feed, Journal, OthersFile, Project
from ifar.programme.services import committee, others
from ifar.programme.services import feeds as feeds_of
from ifar.rights import Actor

SEED: Final = 20260611
D = Decimal
NORTHERN: Final = Body("XX-DEMO-NCA", "Northern Cooperation Agency", "10", "en", "EUR")
CITIES: Final = Body("XX-DEMO-SCN", "Safe Cities Network", "21", "en", "USD")
_WORK: Final[Sequence[tuple[Body, str, str, tuple[str, ...], str, str]]] = (
    (NORTHERN, "Prosecutors trained in cases of trafficking", "active", ("XX", "XV"), "15130", "Prosecutors trained"),
    (NORTHERN, "Laboratory for ballistics", "active", ("XX",), "15132", "Exhibits examined within a month"),
    (NORTHERN, "Marking of stocks of the police", "closed", ("XS",), "15210", "Arms marked"),
    (NORTHERN, "Customs at inland ports", "planned", ("XV", "XB"), "15136", "Containers looked into"),
    (NORTHERN, "Regional conference of licensing authorities", "active", ("XX", "XS", "XB", "XV"), "15110", "Authorities that take part"),
    (CITIES, "Young people for quiet streets", "active", ("XX",), "15220", "Young people reached"),
    (CITIES, "Shelters beside the border", "active", ("XB",), "15180", "Women who found shelter"),
    (CITIES, "Voluntary surrender in the lake towns", "active", ("XX", "XS"), "15240", "Arms handed in"),
)  # fmt: skip
_PUBLIC: Final = (
    ("Spring session", 260, (
        ("Continue the tracing desk", "The committee continued the regional tracing desk for two years. It asks for figures on how fast requests are answered.", "adopted"),
        ("Weigh projects by need", "The committee adopted criteria by which new projects are weighed: need, readiness of the State, and effect on communities.", "adopted"),
        ("Open an office at sea", "A proposal for an office of its own at the coast was not adopted; the work goes on with the existing partners.", "rejected"),
    )),
    ("Autumn session", 70, (
        ("Yearly report", "The yearly report was approved. It is published with all indicators and with what was not reached.", "adopted"),
        ("Women in delegations", "At least a third of every delegation that the Fund pays for shall be women.", "adopted"),
        ("Internal procedures", "", "adopted"),
    )),
)  # fmt: skip
_DESCRIBED: Final = (
    "A project of two phases with the authorities of the country. It is followed by one figure: {}."
)
_CARRIED_OUT: Final = (
    "The agreement with the host of the desk was signed, and two analysts were posted to it."
)
_TABLED: Final = "The secretariat lays the plan of work and its budget before the committee a month ahead."
_SEATS: Final = (
    ("donors", "Northern Cooperation Agency"), ("states", "Kestria"), ("states", "Vestmark"), ("civil_society", "Safe Cities Network"),
    ("academia", "University of Medina Nova"),
)  # fmt: skip


def load(officers: Mapping[str, Actor], today: dt.date) -> None:
    """Load all of it where none is there yet."""
    if not OthersFile.objects.exists():
        _others(officers["programme"], today)
    if not Decision.objects.exclude(public_words="").exists():
        _committee(officers["strategist"], today)
    _extract(officers["fund"], today)


# --- others ----------------------------------------------------------------------------------------------------------------


def _others(actor: Actor, today: dt.date) -> None:
    for body, changed in ((NORTHERN, False), (CITIES, False), (NORTHERN, True)):
        name = f"{body.ref.lower()}-activities{'-2' if changed else ''}.xml"
        content = _file(body, today, changed=changed)
        trial = others.begin(actor=actor, name=name, content=[content], whole=changed)
        others.take(actor=actor, trial=str(trial.pk))


def _file(body: Body, today: dt.date, *, changed: bool) -> bytes:
    draw = Random(SEED)  # noqa: S311 - invented figures, the same on every installation
    now = dt.datetime(today.year, today.month, 1, 9, tzinfo=dt.UTC)
    nodes = []
    for n, (of, title, state, countries, sector, measured) in enumerate(_WORK):
        since = dt.date(today.year - draw.choice((1, 2, 3)), draw.choice((1, 4, 7)), 1)
        until = dt.date(since.year + draw.choice((2, 3)), 12, 31)
        given = D(draw.randint(4, 40) * 25_000)
        target, reached = draw.randint(20, 400), draw.randint(10, 300)
        if of is not body or (changed and n == 2):  # what was closed is not published any more
            continue
        ended = min(until, today - dt.timedelta(days=30)) if state == "closed" else None
        results = [
            ExportedPeriod(dt.date(since.year, 1, 1), dt.date(since.year, 12, 31), str(target), str(reached))
        ]
        spent = (given * D("0.35")).quantize(D("0.01"))
        of_this = Activity(
            reference=f"{n + 1:03d}", title=title, words=_DESCRIBED.format(measured.lower()), state=state, planned_start=since, planned_end=until,
            actual_start=None if state == "planned" else since, actual_end=ended, implementing=f"Partner of the {body.name}", countries=countries,
            budgets={since.year: given / 2, since.year + 1: given / 2},
            transactions=() if state == "planned" else [Money("2", since, given), Money("3", since + dt.timedelta(days=120), spent)],
            results=[Reached("output", measured, [Measured(measured, "1", True, "0", since.year - 1, "", results)])] if not (changed and n == 1) else [],
        )  # fmt: skip
        if changed and n == 0:
            of_this = dataclasses.replace(of_this, title=f"{title}, second phase")
        nodes.append(_with_sector(export.activity(of_this, body), sector))
    root = export.activities([], body, now)
    root.children += nodes
    return writing.write(root)


def _with_sector(node: Node, code: str) -> Node:
    for child in node.children:
        if child.name == "sector":
            child.attributes["code"] = code
    return node


# --- the committee ---------------------------------------------------------------------------------------------------------


def _committee(actor: Actor, today: dt.date) -> None:
    began = dt.date(today.year - 1, 1, 1)
    seats = [
        committee.fill_seat(actor=actor, constituency=constituency, organisation=name, starts_on=began).public_id
        for constituency, name in _SEATS
    ]  # fmt: skip
    for title, ago, decisions in _PUBLIC:
        held = today - dt.timedelta(days=ago)
        meeting = committee.plan_meeting(actor=actor, title=title, held_on=held, place="Medina Nova", papers=["Agenda", "Report"])  # fmt: skip
        committee.open_meeting(actor=actor, meeting_id=meeting.public_id, present=seats)
        for name, words, state in decisions:
            decision = committee.table_decision(actor=actor, meeting=meeting.public_id, title=name, rule="majority", owner="Secretariat", due_on=held + dt.timedelta(days=120))  # fmt: skip
            votes = dict.fromkeys(seats, "yes" if state == "adopted" else "no")
            decision = committee.decide(
                actor=actor, decision_id=decision.public_id, expected_n=decision.n, votes=votes
            )
            if words:
                committee.sum_up(
                    actor=actor, decision_id=decision.public_id, expected_n=decision.n, public_words=words
                )
        committee.close_meeting(actor=actor, meeting_id=meeting.public_id)
    # What the first session decided first was carried out; the next session is planned, with a decision on its table.
    first = Decision.objects.filter(state="adopted").earliest("id")
    committee.carry_out(actor=actor, decision_id=first.public_id, expected_n=first.n, how=_CARRIED_OUT)
    held = today + dt.timedelta(days=40)
    planned = committee.plan_meeting(actor=actor, title="Winter session", held_on=held, place="Medina Nova", papers=["Agenda"])  # fmt: skip
    committee.table_decision(actor=actor, meeting=planned.public_id, title="Plan of the coming year", rule="consensus", words=_TABLED, owner="Secretariat", due_on=held + dt.timedelta(days=90))  # fmt: skip


# --- the own accounts ------------------------------------------------------------------------------------------------------


HEAD: Final = "Document,Posting date,Type,Grant,Project,Amount,Currency,Rate"
MAPPING: Final[Mapping[str, Any]] = {
    "columns": {
        "reference": "Document", "day": "Posting date", "move": "Type", "contribution": "Grant", "project": "Project", "amount": "Amount",
        "currency": "Currency", "rate": "Rate",
    },
    "words": {"receipt": "receipt", "commitment": "obligation", "payment": "expenditure"},
}  # fmt: skip
_TYPES: Final = {"receipt": "Receipt", "obligation": "Commitment", "expenditure": "Payment"}


def _extract(actor: Actor, today: dt.date) -> None:
    """An extract of a contribution's last year: most rows agree with the books, one is new, one differs, some cannot be read."""
    if Feed.objects.exists():
        return
    since = dt.date(today.year - 1, 1, 1)
    by: dict[str, list[Journal]] = {}
    for journal in Journal.objects.filter(move__in=_TYPES, booked_on__gte=since).order_by("booked_on", "id"):
        by.setdefault(journal.contribution, []).append(journal)
    for chosen in sorted(by, key=lambda key: -len(by[key])):
        there = {key[2]: -amount for key, amount in fund.balances(chosen).items() if key[0] == "obligated"}
        paying = max(there, key=lambda project: there[project], default="")
        if there.get(paying, D(0)) >= 1000:
            break
    else:
        return
    reference = Contribution.objects.get(public_id=chosen).reference
    projects = dict(Project.objects.values_list("public_id", "reference"))
    day = by[chosen][-1].booked_on
    # A payment that somebody entered by hand, and not as the accounts have it.
    fund.book(
        actor=actor, new=NewMovement("expenditure", D(400), day, chosen, paying, reference="5100077001")
    )
    lines = [HEAD]
    for n, journal in enumerate(by[chosen], 1):
        rate = "" if journal.currency == "USD" else f"{journal.rate.normalize():f}"
        row = (f"51000{n:05d}", journal.booked_on, _TYPES[journal.move], reference, projects.get(journal.project, ""), f"{journal.amount.normalize():f}", journal.currency, rate)  # fmt: skip
        lines.append(",".join(map(str, row)))
    project = projects[paying]
    lines += [
        f"5100077001,{day},Payment,{reference},{project},425,USD,",
        f"5100090001,{day},Payment,{reference},{project},250,USD,",
        f"5100090002,{day},Payment,{reference},GF-999,480,USD,",
        f"5100090003,{day},Journal voucher,{reference},,75,USD,",
        f"5100090004,{day},Payment,AGR-0000-00,,1200,USD,",
    ]
    feed = feeds_of.register_feed(actor=actor, name="Accounts of the secretariat", words="Extract of the ledger of grants, every quarter.", mapping=MAPPING)  # fmt: skip
    begun = extracts.begin(actor=actor, feed=feed.public_id, name="ledger-of-grants.csv", content=["\n".join(lines).encode()])  # fmt: skip
    tried = extracts.try_out(actor=actor, trial=str(begun.pk))
    if tried.state == "tried":
        extracts.take(actor=actor, trial=str(begun.pk))
