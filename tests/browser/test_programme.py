"""The strategy in a browser: no barriers and nothing cut off; a value is reported by one person and approved by another.

`PICTURES=folder` keeps what the pages looked like.
"""

from __future__ import annotations

import datetime as dt

from ifar.demonstration import strategy, strategy_files, workplan
from ifar.programme.models import (
    Contribution,
    Document,
    Evaluation,
    Extract,
    Indicator,
    OthersActivity,
    Report,
    Value,
)
from tests import cast
from tests.browser.conftest import follow
from tests.browser.looking import look_through
from tests.programme.conftest import give, give_roles


def pages_of_work() -> dict[str, str]:
    """Pages of a project's work, of a report that waits, of an evaluation that was answered."""
    answered = Evaluation.objects.get(state="delivered")
    project = f"/programme/projects/{answered.project}/"
    pages = ("plan", "theory", "risks", "reports", "risks/new", "activities/new")
    return {
        "projects": "/programme/projects/",
        "project": project,
        **{page.replace("/", "-"): f"{project}{page}/" for page in pages},
        "documents": f"/programme/projects/{Document.objects.first().project}/documents/",
        "document": f"/programme/documents/{Document.objects.first().public_id}/",
        "report-waits": f"/programme/reports/{Report.objects.get(state='draft').public_id}/",
        "evaluations": "/programme/evaluations/",
        "evaluation": f"/programme/evaluations/{answered.public_id}/",
    }


def test_the_strategy_in_every_language(visitor, monkeypatch):
    monkeypatch.setattr(strategy, "INDICATORS", 130)  # of 400, which tests/programme loads
    give_roles()
    people = {
        "strategist": cast.actor("bob"),
        "programme": cast.actor("alice"),
        "fund": cast.actor("nina"),
        "rights": cast.actor("erin"),
    }
    strategy.load(people, dt.date(2026, 11, 27))
    give("dave", "evaluator")
    workplan.load({**people, "evaluator": cast.actor("dave")}, dt.date(2026, 11, 27))
    strategy_files.load(people, dt.date(2026, 11, 27))
    reported = set(Value.objects.filter(period="2026").values_list("indicator", flat=True))
    open_one = (
        Indicator.objects.exclude(public_id__in=reported)
        .filter(aggregation="sum", source="")
        .first()
        .public_id
    )

    alice = visitor("alice")
    page = alice.open(f"/programme/indicators/{open_one}/")
    follow(page.get_by_role("link", name="Report a value"))
    page.locator("#id_number").fill("12")
    page.locator("#id_evidence").fill("Letter of 3 November")
    follow(page.get_by_role("button", name="Submit for approval"))
    address = page.url.removeprefix(alice.site)
    bob = visitor("bob")
    page = bob.open(address)
    follow(page.get_by_role("button", name="Approve"))
    assert "Approved" in page.locator(".page-state").inner_text()
    assert alice.complaints == bob.complaints == []
    for public_id in (alice, bob):
        public_id.leave()

    value = Value.objects.filter(state="approved", period="2024").first()
    public_id = Contribution.objects.filter(state="agreed").first().public_id
    paths = {
        "strategy": "/programme/",
        "indicators": "/programme/indicators/",
        "indicator": f"/programme/indicators/{value.indicator}/",
        "value": f"/programme/values/{value.public_id}/",
        "report": f"/programme/indicators/{value.indicator}/report/",
        "fund": "/programme/fund/",
        "law": "/programme/protocol/",
        "rights": "/programme/diligence/",
        "statement": f"/programme/fund/{public_id}/",
        **pages_of_work(),
        "others": "/programme/others/",
        "other": f"/programme/others/{OthersActivity.objects.latest('id').pk}/",
        "extract": f"/programme/fund/accounts/extracts/{Extract.objects.get().public_id}/",
        "decisions": "/decisions/",
    }
    look_through(visitor, {"alice": paths}, "strategy")
