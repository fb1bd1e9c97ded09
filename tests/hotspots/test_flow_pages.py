"""Pages and addresses from an alert to an effect: what they say, what each costs, what they refuse."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ifar.accounts.models import Notice, User
from ifar.acts.forms import form_of
from ifar.hotspots import brief, flow_labels, plan, record, report_texts, response, situation
from ifar.hotspots.maps import cells, pictures
from ifar.hotspots.models import Alert, Effect, Plan, Report, Response, Run
from ifar.hotspots.response_inputs import CheckRights
from ifar.hotspots.services import hotspots, plans, reports, responses, runs
from ifar.hotspots.statistics import surveillance_bias
from ifar.hotspots.views import charts
from ifar.hotspots.views.flow_notifications import describe
from ifar.ledger.keys import Keyring
from ifar.rights import Actor
from ifar.templatetags.days import day_in
from tests import cast
from tests.conftest import sign_in
from tests.hotspots.flowing import (
    ANSWERS,
    a_hotspot,
    a_plan,
    a_proposal,
    a_run,
    a_told_alert,
    an_adviser,
    an_alert,
    an_approver,
    incidents,
)
from tests.hotspots.making import a_layer, square

SignedIn = Callable[[str], Client]


@pytest.fixture
def confirmed(quentin: Actor) -> str:
    """A hotspot that was confirmed from an alert, and another alert that waits."""
    a_told_alert(quentin)
    alert = Alert.objects.get(public_id=a_told_alert(quentin))
    return a_hotspot(quentin, alert)


def queries(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def _answered(**other: str) -> dict[str, str]:
    """The human-rights check as its form says it."""
    return {f"answers-{name}": answer for name, answer in {**ANSWERS, **other}.items()}


def test_an_alert_says_why_and_what_speaks_against_it(signed_in: SignedIn, quentin: Actor) -> None:
    incidents()
    a_run(quentin, own=True)
    alert, browser = an_alert(), signed_in("quentin")
    page = browser.get("/hotspots/alerts/").content.decode()
    assert f"/hotspots/alerts/{alert.public_id}/" in page
    page = browser.get(f"/hotspots/alerts/{alert.public_id}/").content.decode()
    assert str(flow_labels.MEANINGS[alert.signal]) in page
    assert "which rise where we look" in page
    assert "map-spot" in page
    assert 'class="chart"' in page
    again = {"again_on": "2020-01-01", "note": "Wait for the harvest"}
    refused = browser.post(f"/hotspots/alerts/{alert.public_id}/acts/watched/", again)
    assert refused.status_code == 422
    assert "Wait for the harvest" in refused.content.decode()
    day = (timezone.localdate() + dt.timedelta(days=9)).isoformat()
    assert (
        browser.post(f"/hotspots/alerts/{alert.public_id}/acts/watched/", {"again_on": day}).status_code
        == 302
    )
    assert an_alert(alert).state == "watched"
    assert (
        browser.post(f"/hotspots/alerts/{alert.public_id}/acts/dismissed/", {"reason": "chance"}).status_code
        == 302
    )
    assert "Too few cases" in browser.get(f"/hotspots/alerts/{alert.public_id}/").content.decode()


def test_a_run_shows_its_progress_and_then_its_findings(signed_in: SignedIn, quentin: Actor) -> None:
    incidents()
    browser, today = signed_in("quentin"), timezone.localdate()
    values = {
        "layer": "area", "unit": "week", "first": (today - dt.timedelta(days=400)).isoformat(), "last": (today - dt.timedelta(days=1)).isoformat(),
        "signals": ["scan_permutation", "ears"], "alpha": "0.05", "least": 5, "seed": 1, "ahead": 1, "mean": "geometric", "weights-rate": 2,
        "weights-growth": 1, "weights-persistence": 1, "weights-findings": 1,
    }  # fmt: skip
    assert browser.post("/hotspots/runs/new/", values | {"last": values["first"]}).status_code == 422
    answer = browser.post("/hotspots/runs/new/", values)
    assert answer.status_code == 302
    page = browser.get(answer["Location"]).content.decode()
    assert "The run goes on" in page
    runs.carry_out(Run.objects.select_related("agency").get())
    page = browser.get(answer["Location"]).content.decode()
    assert Run.objects.get().result in page
    assert str(flow_labels.SIGNALS["scan_permutation"]) in page
    assert "Risk index" in page
    assert "forecast" in page.lower()


def test_from_a_response_to_an_effect(
    signed_in: SignedIn, quentin: Actor, rosa: Actor, confirmed: str
) -> None:
    incidents()
    browser = signed_in("rosa")
    assert browser.get(f"/hotspots/hotspot/{confirmed}/response/").status_code == 200
    day = (timezone.localdate() + dt.timedelta(days=20)).isoformat()
    values = {
        "title": "Safes", "owner": rosa.agency, "measures": ["safe_storage"], "needs-stock_security-stock_where": "partly", "assessment-stock_security": "Uncounted.",
        "tasks-0-words": "Give out 40 safes", "tasks-0-measure": "safe_storage", "tasks-0-owner": "Post", "tasks-0-due": day,
    }  # fmt: skip
    refused = browser.post(f"/hotspots/hotspot/{confirmed}/response/", values | {"tasks-0-due": "2020-01-01"})
    assert refused.status_code == 422
    assert refused.context["form"].errors.keys() == {"tasks-0-due"}  # said at the task that it is about
    answer = browser.post(f"/hotspots/hotspot/{confirmed}/response/", values)
    assert answer.status_code == 302
    at = answer["Location"]
    assert browser.post(f"{at}acts/checked/", _answered()).status_code == 403
    adviser = sign_in(User.objects.get(public_id=an_adviser().id))
    assert adviser.post(f"{at}acts/checked/", _answered(force="no")).status_code == 422
    half = adviser.post(f"{at}acts/checked/", {"answers-privacy": "yes"})
    assert half.status_code == 422
    assert half.context["act"]["form"].errors.keys() == {
        f"answers-{name}" for name in response.RIGHTS if name != "privacy"
    }
    assert adviser.post(f"{at}acts/checked/", _answered()).status_code == 302
    assert browser.post(f"{at}acts/approved/", {}).status_code == 403
    response_id = Response.objects.get().public_id
    responses.approve(actor=an_approver(), response_id=response_id)
    assert browser.post(f"{at}acts/begun/").status_code == 302
    assert browser.post(f"{at}acts/logged/", {"entry": "Twelve were given out."}).status_code == 302
    assert '<span dir="auto">Twelve were given out.</span>' in browser.get(at).content.decode()
    task = Response.objects.get().tasks[0]["id"]
    assert browser.post(f"{at}acts/worked/", {"task": task, "state": "done"}).status_code == 302
    assert browser.post(f"{at}acts/closed/", dict.fromkeys(response.REVIEW, "")).status_code == 422
    assert (
        browser.post(f"{at}acts/closed/", dict.fromkeys(response.REVIEW, "As it should be.")).status_code
        == 302
    )
    assert "As it should be." in browser.get(at).content.decode()
    drafted = {
        "title": "Law", "outcomes": ["2"], "measures": ["safe_storage"], "milestones-0-words": "In force", "milestones-0-due": day, "indicators-0-name": "Shootings",
        "indicators-0-unit": "a month", "indicators-0-baseline": 20, "indicators-0-target": 10, "indicators-0-direction": "down", "indicators-0-due": day, "criteria-0-words": "Below ten",
    }  # fmt: skip
    assert (
        browser.post(
            f"/hotspots/hotspot/{confirmed}/plan/", drafted | {"indicators-0-target": 30}
        ).status_code
        == 422
    )
    at = browser.post(f"/hotspots/hotspot/{confirmed}/plan/", drafted)["Location"]
    assert 'value="20"' in browser.get(f"{at}edit/").content.decode()
    unnamed = browser.post(f"{at}edit/", drafted | {"indicators-1-baseline": 3})
    assert (
        unnamed.status_code == 422
    )  # what was typed of an indicator without a name is not dropped in silence
    assert browser.post(f"{at}edit/", drafted | {"title": "Law and safes"}).status_code == 302
    assert "Law and safes" in browser.get(at).content.decode()
    assert browser.post(f"{at}acts/begun/").status_code == 302
    assert browser.get(f"{at}edit/").status_code == 404
    kept = Plan.objects.get()
    browser.post(f"{at}acts/reported/", {"indicator": kept.indicators[0]["id"], "value": "15"})
    browser.post(f"{at}acts/reached/", {"milestone": kept.milestones[0]["id"]})
    assert "50 %" in browser.get(at).content.decode()
    since = (timezone.localdate() - dt.timedelta(days=60)).isoformat()
    assert (
        browser.post(
            f"/hotspots/hotspot/{confirmed}/effect/", {"about": response_id, "since": since}
        ).status_code
        == 302
    )
    page = browser.get(f"/hotspots/hotspot/{confirmed}/").content.decode()
    assert "95 % interval" in page
    assert "return to what is usual" in page
    assert Effect.objects.count() == 1


def test_what_each_page_costs(signed_in: SignedIn, quentin: Actor, rosa: Actor, confirmed: str) -> None:
    """A list costs as much with two as with one, and every page a fixed number of queries."""
    analyst = signed_in("quentin")
    first = responses.propose(actor=rosa, hotspot=confirmed, said=a_proposal(rosa))
    running = plans.draft(actor=rosa, hotspot=confirmed, said=a_plan())
    reports.issue(actor=quentin, hotspot=confirmed)
    lists = ("/hotspots/", "/hotspots/alerts/?show=all", "/hotspots/responses/", "/hotspots/runs/")
    before = [queries(analyst, address) for address in lists]
    a_hotspot(quentin, Alert.objects.get(public_id=a_told_alert(quentin)), title="Another")
    responses.propose(actor=rosa, hotspot=confirmed, said=a_proposal(rosa))
    assert [queries(analyst, address) for address in lists] == before
    assert max(before) <= 24
    alert = Alert.objects.filter(hotspot=confirmed)[0]
    pages = {
        f"/hotspots/alerts/{alert.public_id}/": 32,
        f"/hotspots/runs/{Run.objects.order_by('id')[0].public_id}/": 18,
        f"/hotspots/hotspot/{confirmed}/": 36,
        f"/hotspots/responses/{first}/": 28,
        f"/hotspots/plans/{running}/": 22,
    }
    cost = {address: queries(analyst, address) for address in pages}
    assert all(cost[address] <= most for address, most in pages.items()), cost


def test_a_report_is_a_sealed_pdf_in_six_languages(
    signed_in: SignedIn, quentin: Actor, confirmed: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("django.conf.settings.IFAR_HOME", tmp_path, raising=False)
    Keyring.at(tmp_path).current(settings.IFAR_LEDGER_NAME)
    browser = signed_in("quentin")
    assert browser.post(f"/hotspots/hotspot/{confirmed}/report/", {"tlp": "clear"}).status_code == 422
    assert browser.post(f"/hotspots/hotspot/{confirmed}/report/", {"tlp": "amber"}).status_code == 302
    at = f"/hotspots/reports/{Report.objects.get().public_id}/pdf/"
    assert browser.post(at, {"language": "xx"}).status_code == 422
    today = timezone.localdate()
    expected = {
        "en": ("14 cases from", f"{today:%b %Y}"),
        "ru": ("Случаев: 14", f"{day_in(today.isoformat(), 'ru')}"),
        "zh": ("2026", "月"),
    }
    for language, (words, day) in expected.items():
        answer = browser.post(at, {"language": language})
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        document = pypdfium2.PdfDocument(answer.content)
        text = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
        assert words in text
        assert "TLP:AMBER" in text
        head = text[: text.index("TLP:AMBER")]
        assert Report.objects.get().agency.name in head, "who says so, below the title"
        assert day in head, "and when"
        assert not re.search(r"\d{4}-\d\d-\d\d", text), "days are written as the language writes them"
        assert "United Nations" not in text  # nobody supplied a boundary: there is no map
    a_layer(square("P0-0", 9, 3), square("P0-1", 9, 4), square("P0-2", 9, 5))
    drawn_on = pypdfium2.PdfDocument(browser.post(at, {"language": "en"}).content)
    assert "acceptance by the United Nations" in " ".join(
        drawn_on[0].get_textpage().get_text_bounded().split()
    )
    shape = pictures.small_map("area", Report.objects.get().content["places"])
    assert shape is not None
    assert pictures.svg_of(shape).count('fill="#b3451d"') == 1  # one outline of both places


def test_every_sentence_of_reports_is_there_in_six_languages() -> None:
    for key, word in report_texts.all_words().items():
        assert len(word) == 6, key
        assert all(word), key
        assert len({tuple(sorted(re.findall(r"%\((\w+)\)s", text))) for text in word}) == 1, key
    codes = {f"sentence.{sentence}" for sentence in brief.SENTENCES} | {
        f"caveat.{code}" for code in surveillance_bias.CODES
    }
    codes |= (
        {f"driver.{driver}" for driver in record.DRIVERS}
        | {f"tlp.{item}" for item in record.TLP}
        | {f"level.{level}" for level in surveillance_bias.LEVELS}
    )
    codes |= {f"state.hotspot.{state}" for state in record.STATES} | {
        f"state.response.{state}" for state in response.STATES
    }
    assert codes | {f"state.plan.{state}" for state in plan.STATES} <= report_texts.all_words().keys()


def test_what_anybody_may_read_keeps_small_numbers_back() -> None:
    values = {
        "areas": ["A"], "layer": "area", "places": ["P1"], "first": "2026-01-01", "last": "", "state": "active", "level": "watch", "confidence": "low", "drivers": [], "threats": [],
        "version": 1, "caveats": [], "office": "Police", "tlp": "clear", "sources": [], "own": False,
        "brief": [
            {"code": "observed", "params": {"n": 3, "first": "2026-01-01", "last": "2026-02-01"}}, {"code": "expected", "params": {"expected": "1.0", "n": 3}},
            {"code": "risk", "params": {"times": "3.0"}},
        ],
    }  # fmt: skip
    content = situation.content(values, responses=[], plans=[], least=5)
    assert [(item["code"], item["params"].get("n")) for item in content["brief"]] == [("observed", "<5")]
    kept = situation.content(values | {"tlp": "amber"}, responses=[], plans=[], least=5)
    assert [item["code"] for item in kept["brief"]] == ["observed", "expected", "risk"]


def test_the_same_over_http(signed_in: SignedIn, quentin: Actor, rosa: Actor, confirmed: str) -> None:
    analyst, coordinator = signed_in("quentin"), signed_in("rosa")

    def post(browser: Client, address: str, value: object) -> tuple[int, dict[str, object]]:
        answer = browser.post(f"/api{address}", json.dumps(value), content_type="application/json")
        return answer.status_code, answer.json()

    listed = analyst.get("/api/hotspot-alerts?list=waiting").json()["items"]
    assert listed
    assert {"caveats", "finding", "held_back"} <= listed[0].keys()
    status, _said = post(analyst, f"/hotspot-alerts/{listed[0]['id']}/dismissed", {"reason": "chance"})
    assert status == 200
    assert post(analyst, f"/hotspot-alerts/{listed[0]['id']}/dismissed", {"reason": "chance"})[0] == 409
    assert analyst.get(f"/api/hotspots/{confirmed}").json()["version"] == 1
    day = (timezone.localdate() + dt.timedelta(days=20)).isoformat()
    task = {"words": "Count", "measure": "trace_all", "owner": "Desk", "due": day}
    values = {
        "title": "Trace",
        "owner": rosa.agency,
        "measures": ["trace_all"],
        "needs": {"forensic": {"forensic_traced": "no"}},
        "tasks": [task],
    }
    status, made = post(coordinator, f"/hotspots/{confirmed}/responses", values)
    assert status == 201
    at = f"/hotspot-responses/{made['id']}"
    assert post(coordinator, f"{at}/checked", {"answers": ANSWERS})[0] == 403
    adviser = sign_in(User.objects.get(public_id=an_adviser().id))
    assert post(adviser, f"{at}/checked", {"answers": ANSWERS})[0] == 200
    assert post(coordinator, f"{at}/approved", {})[0] == 403
    responses.approve(actor=an_approver(), response_id=str(made["id"]))
    assert post(coordinator, f"{at}/begun", {})[0] == 200
    assert post(coordinator, f"{at}/logged", {"entry": "Begun."})[0] == 200
    tasks = coordinator.get(f"/api{at}").json()["tasks"]
    assert post(coordinator, f"{at}/worked", {"task": tasks[0]["id"], "state": "done"})[0] == 200
    assert post(coordinator, f"{at}/closed", dict.fromkeys(response.REVIEW, "Said."))[1]["state"] == "closed"


def test_a_plan_over_http(signed_in: SignedIn, rosa: Actor, confirmed: str) -> None:
    coordinator, reader = signed_in("rosa"), signed_in("judy")

    def send(address: str, said: object, method: str = "post") -> tuple[int, dict[str, Any]]:
        ask = getattr(coordinator, method)
        answer = ask(f"/api{address}", json.dumps(said), content_type="application/json")
        return answer.status_code, answer.json()

    due = (timezone.localdate() + dt.timedelta(days=365)).isoformat()
    counted = {
        "name": "Shootings",
        "unit": "a month",
        "baseline": 20,
        "target": 10,
        "direction": "down",
        "due": due,
    }
    values = {
        "title": "Law and safes", "outcomes": ["2"], "measures": ["safe_storage"], "milestones": [{"words": "In force", "due": due}],
        "indicators": [counted], "criteria": [{"words": "Fewer than ten a month for a year"}],
    }  # fmt: skip
    status, made = send(f"/hotspots/{confirmed}/plans", values)
    assert status == 201
    at = f"/hotspot-plans/{made['id']}"
    read = reader.get(f"/api{at}").json()
    status, changed = send(at, {**values, "title": "Law", "expected_n": read["n"]}, "put")
    assert (status, changed["words"]["title"]) == (200, "Law")
    assert send(at, {**values, "expected_n": read["n"]}, "put")[0] == 409
    assert send(f"{at}/begun", {})[1]["state"] == "running"
    part = {name: changed[name][0]["id"] for name in ("milestones", "indicators", "criteria")}
    assert send(f"{at}/reached", {"milestone": part["milestones"]})[1]["milestones"][0]["reached_on"]
    assert (
        send(f"{at}/reported", {"indicator": part["indicators"], "value": 9})[1]["indicators"][0]["values"][
            0
        ]["value"]
        == 9
    )
    assert send(f"{at}/ended", {})[0] == 409
    assert send(f"{at}/judged", {"criterion": part["criteria"], "state": "met"})[0] == 200
    assert send(f"{at}/ended", {})[1]["state"] == "ended"
    assert [item["id"] for item in reader.get("/api/hotspot-plans").json()["items"]] == [made["id"]]
    assert reader.get("/api/hotspot-effects").json()["items"] == []
    assert send(f"/hotspot-effects/{made['id']}", {})[0] in (409, 422)
    few = queries(reader, "/api/hotspot-plans")
    plans.draft(actor=rosa, hotspot=confirmed, said=a_plan())
    assert queries(reader, "/api/hotspot-plans") == few


def test_whoever_works_on_responses_is_told_of_a_hotspot_that_asks_for_one(quentin: Actor) -> None:
    """Once for each level at which something is due; nothing is left to do about it when a response was proposed."""
    alert = Alert.objects.get(public_id=a_told_alert(quentin))
    text = a_hotspot(quentin, alert, level="response", level_reason="Two offices report the same.")
    notices = Notice.objects.filter(kind="hotspots.respond", object=text, permission="hotspots:response:work")
    words = describe(cast.actor("rosa"), notices.get())
    assert "14 days" in str(words.text)
    assert text in words.url
    assert not words.grave
    hotspots.set_level(actor=quentin, hotspot_id=text, level="watch", reason="Quiet.")
    assert notices.count() == 1
    hotspots.set_level(actor=quentin, hotspot_id=text, level="urgent", reason="A third office too.")
    assert notices.count() == 2
    rosa = cast.actor("rosa")
    responses.propose(actor=rosa, hotspot=text, said=a_proposal(rosa))
    assert not notices.filter(done_at=None).exists()


def test_the_most_urgent_alert_that_waits_longest_stands_first(signed_in: SignedIn, quentin: Actor) -> None:
    watch, first, urgent, second = (
        a_told_alert(quentin, level=level) for level in ("watch", "response", "urgent", "response")
    )
    page = signed_in("quentin").get("/hotspots/alerts/").content.decode()
    assert sorted((page.index(text), text) for text in (watch, first, urgent, second)) == [
        (page.index(text), text) for text in (urgent, first, second, watch)
    ]
    narrow = signed_in("quentin").get("/hotspots/alerts/?after=WyJhYmMiLCJ4Il0")
    assert narrow.status_code == 422


def test_an_alert_of_cells_names_the_area_in_which_they_lie(signed_in: SignedIn, quentin: Actor) -> None:
    a_layer(square("P1", 9, 3))
    inside, outside = (f"{cells.cell_at(x * 1_000_000, 3_500_000, 5):x}" for x in (9.5, 20.5))
    names = charts.names_of(quentin, "cell5", [inside, outside, "none"])
    assert names == {inside: "Province P1", outside: "Dem. Rep. Congo", "none": "none"}
    text = a_told_alert(quentin, layer="cell5", places=(inside, outside))
    page = signed_in("quentin").get(f"/hotspots/alerts/{text}/").content.decode()
    assert "Province P1" in page
    assert inside not in page
    assert "3.5" not in re.sub(r"<svg.*?</svg>", "", page, flags=re.S)


def test_w08_what_the_check_of_rights_asks_its_marks_say_and_its_refusal_names() -> None:
    form = form_of(CheckRights, among=dict(responses.rights_questions()))
    assert all(form.fields[f"answers-{name}"].required for name in response.RIGHTS)
    wanted = {wanted for wanted, stops in response.RIGHTS.values() if not stops}
    assert wanted == {"yes"}  # as the mark says
    assert "unless" in form.fields["mitigations-privacy"].needed  # type: ignore[attr-defined]
    assert [reason.code for reason in response.checked({}, {})] == [response.UNANSWERED] * len(
        response.RIGHTS
    )
