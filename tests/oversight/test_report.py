"""The integrity report: what it counts, what it keeps back, who prepares and who releases it, and what everybody and the programme read of it."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.test import Client
from django.utils import timezone

from ifar.accounts.services import proposals
from ifar.errors import Conflict, Forbidden, IfarError, Invalid
from ifar.oversight import report
from ifar.oversight.report import CaseAct
from ifar.oversight.selectors import report as reports
from ifar.oversight.services import cases as work
from ifar.oversight.services.report import propose_release
from ifar.programme.computed.records import SOURCES
from tests import cast
from tests.conftest import sign_in
from tests.oversight.casework import a_report, in_days, the_inspectorate, the_judge, to_the_end


def _case(name: str, month: int, grade: str = "major", outcome: str = "measures") -> list[CaseAct]:
    """A case of 2025 that asks for an explanation and recommends something, with days in a month."""
    day = dt.date(2025, month, 3)
    asks = {"inspection": name, "due_on": "2025-12-20"}
    return [
        CaseAct("inspection", name, "opened", day, {"origin": "signal"}),
        CaseAct("request", f"{name}e", "asked", day, {**asks, "kind": "explanation"}),
        CaseAct("request", f"{name}e", "answered", day, {"done": "yes"}),
        CaseAct("request", f"{name}r", "asked", day, {**asks, "kind": "recommendation"}),
        CaseAct("inspection", name, "found", day, {"class": grade}),
        CaseAct("inspection", name, "closed", day + dt.timedelta(days=10), {"outcome": outcome}),
    ]


def test_a_year_is_counted_as_it_stood_at_its_end() -> None:
    acts = [act for n in range(6) for act in _case(f"M{n}", 2)]
    acts += _case("MX", 11)[:-1]
    acts += _case("MY", 5)
    acts += [
        CaseAct("inspection", "MY", "reopened", dt.date(2025, 8, 1), {}),
        CaseAct("inspection", "MX", "closed", dt.date(2026, 1, 2), {"outcome": "measures"}),
        CaseAct("request", "M0r", "answered", dt.date(2026, 2, 1), {"done": "yes"}),
    ]
    counts, days = report.counted(acts, 2025)
    assert counts["opened"] == {
        ("signal", "Q1"): 6,
        ("signal", "Q4"): 1,
        ("signal", "Q2"): 1,
        ("reopened", "Q3"): 1,
    }
    assert counts["closed"] == {("measures", "Q1"): 6}, "one closed in 2026, one was opened again"
    assert counts["findings"] == {("major", "Q1"): 6}, (
        "nothing is told of an open case but that it was opened"
    )
    assert counts["requests"] == {("explanation", "yes"): 6, ("recommendation", "overdue"): 6}
    assert counts["recommendations"] == {("overdue", "Q4"): 6}
    assert days == [10] * 6
    assert report.counted(acts, 2026)[0]["closed"] == {("measures", "Q1"): 1}
    assert report.counted(acts, 2026)[0]["recommendations"] == {}, "their day fell in 2025"
    # A day that falls later is told in the year in which it falls, as it stood then.
    later = [
        CaseAct(act.record_type, act.subject, act.kind, act.on, {**act.says, "due_on": "2026-05-20"})
        if act.kind == "asked"
        else act
        for act in acts
    ]
    assert report.counted(later, 2025)[0]["recommendations"] == {}
    assert report.counted(later, 2025)[0]["requests"]["recommendation", "pending"] == 6
    assert report.counted(later, 2026)[0]["recommendations"] == {("yes", "Q2"): 1, ("overdue", "Q2"): 6}

    tables = report.published(counts, ["oversight.dated_back"], 5)
    assert report.value(tables, "closed", "measures", "Q1") == 6
    assert report.value(tables, "opened", "signal", "Q4") is None, "one case is kept back"
    assert report.value(tables, "opened", column="Q4") is None, "and the sum that tells it"
    assert report.value(tables, "requests", "recommendation", "overdue") == 6
    assert report.value(tables, "breaches") == 0
    assert (report.usual_days([3, 4, 9, 9], 5), report.usual_days([1, 2, 3, 4, 90], 5)) == (None, 3)


@pytest.mark.django_db
def test_an_inspector_proposes_a_judge_releases_and_everybody_reads(
    monkeypatch: pytest.MonkeyPatch, settings
) -> None:
    judy, mallory, heidi = the_inspectorate()
    to_the_end(judy, mallory, heidi, cast.actor("dave"))
    year, everybody = timezone.localdate().year, Client()
    whole_year = dt.date(year, 1, 1), dt.date(year, 12, 31)
    assert "held nothing" in sign_in("judy").get("/oversight/report/").content.decode()
    assert "No report has been released" in everybody.get("/integrity/").content.decode()
    assert SOURCES["inspections_closed"].compute(judy, *whole_year) is None
    with pytest.raises(Forbidden):
        propose_release(actor=cast.actor("bob"), year=year, reason="Why.")
    with pytest.raises(Invalid, match="not over"):
        propose_release(actor=judy, year=year, reason="Why.")

    monkeypatch.setattr("ifar.oversight.services.report.is_over", lambda _year: True)
    settings.IFAR_SMALL_CELL = 2
    asked = propose_release(actor=judy, year=year, reason="The year is over.")
    with pytest.raises(Conflict):
        propose_release(actor=mallory, year=year, reason="The year is over.")
    nina = the_judge()
    for actor in (judy, mallory, cast.actor("bob"), cast.actor("laura")):
        with pytest.raises(IfarError):
            proposals.decide(actor=actor, proposal=asked.public_id, verdict="approve")
    # Three cases more: what was proposed is no longer what the records say, and of each origin there are two.
    for origin in ("signal", "draw", "draw"):
        work.open_case(actor=judy, origin=origin, text="Look.", due_on=in_days(9))
    with pytest.raises(Conflict, match="changed after"):
        proposals.decide(actor=nina, proposal=asked.public_id, verdict="approve")
    proposals.decide(actor=nina, proposal=asked.public_id, verdict="refuse", reason="Propose it again.")
    a_report(judy, year)

    page = everybody.get(f"/integrity/{year}/").content.decode()
    assert "withheld" in page
    rows = list(
        csv.DictReader(io.StringIO(everybody.get(f"/integrity/{year}/integrity-{year}.csv").content.decode()))
    )
    told = {(row["table"], row["row"], row["column"]): (row["value"], row["status"]) for row in rows}
    assert told["opened", "draw", "Total"] == ("2", "published")
    assert told["closed", "measures", "Total"] == told["findings", "major", "Total"] == ("", "suppressed")
    assert told["figures", "case_days", ""] == ("", "suppressed")
    data = everybody.get(f"/integrity/{year}/integrity-{year}.json").json()
    assert data["threshold"] == 2
    assert everybody.get(f"/integrity/{year}/integrity-{year}.pdf").status_code == 404
    with pytest.raises(Invalid, match="is released"):
        propose_release(actor=judy, year=year, reason="Once more.")

    # The programme reads the report and nothing beside it: what is kept back is no value.
    assert SOURCES["rules_breached"].compute(judy, *whole_year).number == 0
    assert SOURCES["inspections_closed"].compute(judy, *whole_year) is None
    settings.IFAR_SMALL_CELL = 5
    assert report.value(reports.tables(year)[0], "opened") is None


@pytest.mark.django_db
def test_the_numbers_of_a_journey_from_signal_to_reopening_stand_in_report_and_indicators(
    settings,
) -> None:
    judy, mallory, heidi = the_inspectorate()
    settings.IFAR_SMALL_CELL, year = 2, timezone.localdate().year
    made = [to_the_end(judy, mallory, heidi, cast.actor("dave")) for _ in range(4)]
    for case in made[:2]:
        work.reopen(actor=judy, inspection_id=case, due_on=in_days(9), reason="More came in.")
    a_report(judy, year)
    data = Client().get(f"/integrity/{year}/integrity-{year}.json").json()
    tables = {
        table["name"]: {tuple(list(row.values())[:2]): row["value"] for row in table["rows"]}
        for table in data["tables"]
    }
    assert tables["opened"]["signal", "Total"] == 4
    assert tables["opened"]["reopened", "Total"] == 2
    assert tables["closed"]["measures", "Total"] == 2, "what was opened again is no longer closed"
    assert tables["findings"]["major", "Total"] == 2
    assert tables["requests"]["explanation", "yes"] == tables["requests"]["secure_evidence", "yes"] == 2
    assert tables["requests"]["recommendation", "Total"] == 2
    whole_year = dt.date(year, 1, 1), dt.date(year, 12, 31)
    assert SOURCES["inspections_opened"].compute(judy, *whole_year).number == 6
    assert SOURCES["inspections_closed"].compute(judy, *whole_year).number == 2
    done = SOURCES["inspection_requests_done"].compute(judy, *whole_year)
    assert (done.numerator, done.denominator) == (4, 6)
