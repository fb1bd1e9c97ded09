"""What stands behind an alert: whose incidents are in it, how they are opened, what becomes of it when they are taken back, and when one is raised."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone, translation
from psycopg.types.json import JsonbLoader

from ifar.accounts.models import Notice
from ifar.errors import Invalid
from ifar.hotspots import situation
from ifar.hotspots.maps import cells
from ifar.hotspots.models import Alert, Hotspot, Incident, Report, Run
from ifar.hotspots.selectors import evidence, overlap, places
from ifar.hotspots.services import deliveries, duplicates, hotspots, reports, runs, sources
from ifar.hotspots.services.writing import RECORDER
from ifar.hotspots.statistics import surveillance_bias
from ifar.hotspots.views import charts
from ifar.ledger.sources import all_replays
from ifar.rights import Actor
from tests import cast
from tests.databases import Database, Told, told_once
from tests.hotspots.flowing import (
    CHOSEN,
    HOT,
    a_hotspot,
    a_run,
    a_told_alert,
    an_alert,
    incidents,
    provinces,
    rows,
)
from tests.hotspots.making import SAID, a_source, loaded, tried

SignedIn = Callable[[str], Client]
TODAY = timezone.localdate()
WANTED = ("gi", "emerging", "groups", "cusum")


told = told_once(incidents)


@pytest.fixture
def source(told: Told, peopled_db: Database) -> str:
    """The source of the provinces' incidents."""
    return str(told.made)


def _text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def _is_honest() -> None:
    """What the verifier replays differs in nothing."""
    with connection.connection.cursor() as cursor:
        cursor.adapters.register_loader("jsonb", JsonbLoader)
        checks = [replay for replay in all_replays() if replay.name.startswith("hotspots")]
        assert [
            (difference.place, difference.says)
            for check in checks
            for difference in check.check(cursor, None)
        ] == []


def _discarded(actor: Actor) -> str:
    """A source of the same kind of which a file was tried, nothing was loaded, and which was closed."""
    made = a_source("Discarded list")
    trial = tried(made, [("d1", TODAY.isoformat(), 9.5, 3.5, 0, "Town")])
    deliveries.give_up(actor=actor, trial=str(trial.pk))
    sources.close_source(actor=actor, source_id=made, reason="Its numbers were invented.")
    return made


def _elsewhere() -> str:
    """A source with incidents far from where it rises, and of years ago."""
    made = a_source("Harbour list")
    day = TODAY - dt.timedelta(days=40)
    loaded(
        made, [(f"h{n}", (day - dt.timedelta(days=n)).isoformat(), 13.5, 7.5, 0, "Port") for n in range(3)]
    )
    return made


# 13: whose incidents are in it -------------------------------------------------------------------------------------------


def test_w13_a_finding_names_the_sources_whose_incidents_are_in_it(
    source: str, signed_in: SignedIn, quentin: Actor
) -> None:
    discarded, elsewhere = _discarded(quentin), _elsewhere()
    run = a_run(quentin, wanted=WANTED)
    assert run.raised
    assert set(run.counted["by_source"]) == {source, elsewhere}
    for row in run.findings:
        assert discarded not in row["sources"]
        assert sum(row["sources"].values()) == row["observed"], row["signal"]
    for record in Alert.objects.all():
        shown = {name: float(value) for name, value in record.indicators.items()}
        assert (
            surveillance_bias.capped(surveillance_bias.level_of(shown, runs.thresholds())[0], record.kinds)[0]
            == record.level
        )
        first, last = record.series["first"], record.series["last"]
        assert sum(record.series["counts"][first : last + 1]) == record.observed
    alert = an_alert()
    assert set(alert.sources) == {source}
    made = a_hotspot(quentin, alert)
    browser = signed_in("quentin")
    for url in (f"alerts/{alert.public_id}", f"hotspot/{made}"):
        page = _text(browser.get(f"/hotspots/{url}/"))
        assert f"Police reports</bdi> ({alert.observed})" in page
        assert "Discarded list" not in page
        assert "Harbour list" not in page
    page = _text(browser.get(f"/hotspots/runs/{run.public_id}/"))
    assert "Harbour list" in page
    assert "Discarded list" not in page
    hotspots.close_hotspot(actor=quentin, hotspot_id=made, reason="Over.")
    assert "Discarded list" not in _text(browser.get(f"/hotspots/hotspot/{made}/"))
    answer = browser.get(f"/api/hotspot-alerts/{alert.public_id}").json()
    assert answer["sources"] == {source: alert.observed}


def test_w13_a_source_of_another_kind_lifts_no_finding_that_it_is_not_in(source: str, quentin: Actor) -> None:
    """A kind carries what its own incidents are in: else a list of the harbour would free what our own recoveries alone say of the march."""
    kind = a_source("Harbour reports", kind="ucdp")
    run = a_run(quentin, wanted=WANTED)
    for row in run.findings:
        assert row["kinds"] == ["table"]
        assert kind not in row["sources"]


def test_w13_a_source_that_took_back_what_it_told_is_named_no_more(
    source: str, signed_in: SignedIn, quentin: Actor
) -> None:
    """Neither on the page, nor over the API, nor in a report of the hotspot: nothing of it stands behind the alert."""
    hasty = a_source("Hasty list")
    values = {**SAID, "name": "Hasty list", "attribution": "The Hasty Institute"}
    sources.amend_source(actor=quentin, source_id=hasty, said=values)
    new = [(f"x{n}", (TODAY - dt.timedelta(days=1 + n)).isoformat(), 9.5, 3.5, 0, "Town") for n in range(2)]
    delivery = loaded(hasty, new)
    a_run(quentin, wanted=WANTED)
    alert = next(record for record in Alert.objects.all() if hasty in record.sources)
    made = a_hotspot(quentin, alert)
    browser = signed_in("quentin")
    assert "Hasty list" in _text(browser.get(f"/hotspots/alerts/{alert.public_id}/"))
    assert evidence.credits_of([alert])["sources"] == ["The Hasty Institute", "The police"]
    deliveries.withdraw(actor=quentin, delivery_id=delivery, reason="Invented.")
    now = an_alert(alert)
    assert (now.state, now.still) == ("confirmed", alert.observed - 2)
    for url in (f"alerts/{alert.public_id}", f"hotspot/{made}"):
        page = _text(browser.get(f"/hotspots/{url}/"))
        assert "Hasty list" not in page
        assert f"Police reports</bdi> ({now.still})" in page
    assert browser.get(f"/api/hotspot-alerts/{alert.public_id}").json()["sources"] == {source: now.still}
    assert evidence.credits_of([now])["sources"] == ["The police"]


def test_w13_who_may_not_see_sources_is_told_their_kinds(
    source: str, signed_in: SignedIn, quentin: Actor
) -> None:
    a_run(quentin, wanted=WANTED)
    alert = an_alert()
    judy = cast.actor("judy")
    assert not places.sources_for(judy).exists()
    browser = signed_in("judy")
    page = _text(browser.get(f"/hotspots/alerts/{alert.public_id}/"))
    assert "Police reports" not in page
    assert "?alert=" not in page
    answer = browser.get(f"/api/hotspot-alerts/{alert.public_id}").json()
    assert (answer["sources"], answer["kinds"]) == ({}, ["table"])
    run = browser.get(f"/api/hotspot-runs/{alert.run}").json()
    assert all("sources" not in row and "incidents" not in row for row in run["findings"])


# 15: the incidents behind it ---------------------------------------------------------------------------------------------


def test_w15_as_many_incidents_open_as_every_finding_counted(source: str, quentin: Actor) -> None:
    _elsewhere()
    wanted = ("gi", "emerging", "groups", "cusum", "ears")
    asked = (
        ("area", "week", 360, ("scan_retrospective", *wanted)), ("area", "month", 360, wanted), ("area", "day", 60, wanted),
        ("cell4", "week", 180, wanted), ("cell5", "month", 360, wanted),
    )  # fmt: skip
    for layer, unit, days, chosen in asked:
        made = runs.ask_run(
            actor=quentin, layer=layer, unit=unit, first=TODAY - dt.timedelta(days=days), last=TODAY - dt.timedelta(days=1),
            wanted=chosen, parameters={"replicates": 19},
        )  # fmt: skip
        run = runs.carry_out(Run.objects.select_related("agency").get(public_id=made))
        assert run.state == "done", run.reason
        for row in run.findings:
            scope = evidence.of_row(run, row)
            behind = evidence.within(places.incidents_for(quentin), scope)
            assert Counter(behind.values_list("source__public_id", flat=True)) == row["sources"], row[
                "signal"
            ]
            assert evidence.counted(scope) == row["sources"]
    alerts = {alert.pk: alert for alert in Alert.objects.all()}
    assert {alert.layer for alert in alerts.values()} >= {"area", "cell4"}
    counting: dict[int, set[int]] = defaultdict(set)
    for alert in alerts.values():
        assert evidence.behind(places.incidents_for(quentin), alert).count() == alert.observed, alert.signal
        inside = slice(alert.series["first"], alert.series["last"] + 1)
        assert sum(alert.series["counts"][inside]) == alert.observed, alert.signal
        if charted := alert.series.get("expected"):
            assert sum(map(float, charted[inside])) == pytest.approx(
                float(alert.finding["expected"]), abs=0.005
            )
        for number in evidence.behind(places.incidents_for(quentin), alert).values_list("pk", flat=True):
            counting[number].add(alert.pk)
    hot = [incident for incident in places.incidents_for(quentin) if len(counting[incident.pk]) > 1]
    cold = [incident for incident in places.incidents_for(quentin) if not counting[incident.pk]]
    for incident in (*hot[:15], *cold[:15]):
        assert {alert.pk for alert in evidence.alerts_with(quentin, incident)} == counting[incident.pk]
    assert hot
    assert cold
    assert evidence.alerts_with(cast.actor("dave"), hot[0]) == []


def test_w15_alert_hotspot_and_finding_open_their_incidents(
    source: str, signed_in: SignedIn, quentin: Actor
) -> None:
    run = a_run(quentin, wanted=WANTED)
    alert = an_alert()
    made = a_hotspot(quentin, alert)
    browser = signed_in("quentin")
    number = next(n for n, row in enumerate(run.findings) if row["members"] == alert.places and row["signal"] == alert.signal)  # fmt: skip
    for page, link in (
        (f"alerts/{alert.public_id}", f"?alert={alert.public_id}"),
        (f"hotspot/{made}", f"?hotspot={made}"),
        (f"runs/{run.public_id}", f"?run={run.public_id}&amp;finding={number}"),
    ):
        assert f"/hotspots/incidents/{link}" in _text(browser.get(f"/hotspots/{page}/"))
        listed = _text(browser.get(f"/hotspots/incidents/{link.replace('&amp;', '&')}"))
        assert f"{alert.observed} incidents stand now" in listed
        first = int(re.search(r"/hotspots/incidents/(\d+)/", listed)[1])  # type: ignore[index]
        assert Incident.objects.get(pk=first).area in alert.places
        back = _text(browser.get(f"/hotspots/incidents/{first}/"))
        for place in (f"alerts/{alert.public_id}", f"runs/{run.public_id}", f"hotspot/{made}"):
            assert f'href="/hotspots/{place}/"' in back
    on_map: dict[str, set[str]] = defaultdict(set)
    for kind, _title, url, outlines in browser.get("/hotspots/map/findings.json?box=8,2,15,9").json()[
        "findings"
    ]:
        assert all(outlines), kind
        on_map[kind].add(url)
    assert on_map["hotspot"] == {f"/hotspots/hotspot/{made}/"}
    assert on_map["alert"] == {
        f"/hotspots/alerts/{one}/"
        for one in Alert.objects.filter(state="raised").values_list("public_id", flat=True)
    }
    assert on_map["gi"] == on_map["emerging"] == {f"/hotspots/runs/{run.public_id}/"}
    assert browser.get("/hotspots/map/findings.json?box=20,20,21,21").json()["findings"] == []
    assert browser.get(f"/hotspots/incidents/?run={run.public_id}&finding=99").status_code == 404
    narrowed = _text(browser.get(f"/hotspots/incidents/?alert={alert.public_id}&kind=theft"))
    assert "0 incidents stand now" in narrowed
    assert f'name="alert" value="{alert.public_id}"' in narrowed
    items = browser.get(f"/api/incidents?alert={alert.public_id}").json()["items"]
    assert items == []  # the terms of the source do not let its rows be handed on


def test_w15_who_may_not_open_incidents_opens_none_by_an_alert(
    source: str, signed_in: SignedIn, quentin: Actor
) -> None:
    a_run(quentin, wanted=WANTED)
    record = an_alert()
    judy = signed_in("judy")
    for alert in (record.public_id, "H00000000000A9"):
        assert judy.get(f"/hotspots/incidents/?alert={alert}").status_code == 403
        assert judy.get(f"/api/incidents?alert={alert}").status_code == 403
    assert signed_in("quentin").get("/hotspots/incidents/?alert=H00000000000A9").status_code == 404


# 15: taken back ----------------------------------------------------------------------------------------------------------


def test_w15_data_that_are_taken_back_withdraw_their_alerts(signed_in: SignedIn, quentin: Actor) -> None:
    provinces()
    source = a_source()
    delivery = loaded(source, rows())
    a_run(quentin, wanted=WANTED)
    a_run(quentin, wanted=("cusum",), layer="cell4")
    assert Alert.objects.filter(layer="cell4").exists()
    alert = an_alert()
    made = a_hotspot(quentin, alert)
    waiting = Alert.objects.filter(state="raised").count()
    assert waiting
    deliveries.withdraw(actor=quentin, delivery_id=delivery, reason="The station wrote them down twice.")
    now = an_alert(alert)
    assert (now.state, now.still, "withdrawn" in now.caveats) == ("withdrawn", 0, True)
    assert not Alert.objects.filter(state="raised").exists()
    assert not Notice.objects.filter(kind="hotspots.alert", done_at=None).exists()
    notices = Notice.objects.filter(kind="hotspots.withdrawn", agency=quentin.agency_id)
    assert notices.count() == waiting + 1
    assert {notice.permission for notice in notices} == {"hotspots:alert:triage"}
    assert Notice.objects.filter(kind="hotspots.unfounded", object=made).count() == 1
    browser = signed_in("quentin")
    page = _text(browser.get(f"/hotspots/alerts/{alert.public_id}/"))
    assert f"0 of {alert.observed} remain" in page
    assert "so it is withdrawn" in page
    assert "were withdrawn. Revise it, or close it." in _text(browser.get(f"/hotspots/hotspot/{made}/"))
    assert alert.public_id in _text(browser.get("/hotspots/alerts/?show=withdrawn"))
    assert "An alert is withdrawn" in _text(browser.get("/notices/"))
    # Loaded once more, it is news once more, and says that the earlier one was withdrawn.
    loaded(source, rows())
    assert a_run(quentin, wanted=WANTED).raised
    fresh = Alert.objects.filter(state="raised", after=alert.public_id).first()
    assert fresh is not None
    assert "was withdrawn; their cases were found anew" in _text(
        browser.get(f"/hotspots/alerts/{fresh.public_id}/")
    )
    _is_honest()


def test_w15_a_revision_that_leaves_half_says_so_and_one_that_leaves_nothing_withdraws(
    quentin: Actor,
) -> None:
    provinces()
    source = a_source()
    every = rows()
    loaded(source, every)
    a_run(quentin, wanted=("cusum",))
    alert = Alert.objects.order_by("-observed")[0]
    place = alert.places[0]
    there = [n for n, row in enumerate(every) if row[2] - 9.5 < int(place[1]) + 0.4 and row[2] - 9.5 >= int(place[1]) - 0.1
             and int(row[3]) == 3 + int(place[3]) and dt.date.fromisoformat(row[1]) >= alert.first]  # fmt: skip
    assert len(there) == alert.observed
    kept = [row for n, row in enumerate(every) if n not in there[:1]]
    loaded(source, kept, whole=True)
    less = an_alert(alert)
    assert (less.state, less.still, less.observed) == ("raised", alert.observed - 1, alert.observed)
    assert "withdrawn" in less.caveats
    loaded(source, [row for n, row in enumerate(every) if n not in there], whole=True)
    assert (an_alert(alert).state, an_alert(alert).still) == ("withdrawn", 0)


def test_w15_a_hotspot_and_its_report_say_what_still_stands(signed_in: SignedIn, quentin: Actor) -> None:
    provinces()
    source = a_source()
    loaded(source, rows())
    a_run(quentin, wanted=("cusum",))
    alert = an_alert()
    made = a_hotspot(quentin, alert)
    gone = evidence.behind(places.incidents_for(quentin), alert).first()
    assert gone is not None
    loaded(source, [row for row in rows() if row[0] != gone.external], whole=True)
    left = alert.observed - 1
    assert an_alert(alert).still == left
    for url in (f"alerts/{alert.public_id}", f"hotspot/{made}"):
        assert f"Police reports</bdi> ({left})" in _text(signed_in("quentin").get(f"/hotspots/{url}/"))
    assert "Of these still stand" in _text(signed_in("quentin").get(f"/hotspots/hotspot/{made}/"))
    content = Report.objects.get(public_id=reports.issue(actor=quentin, hotspot=made)).content
    assert {"code": "still", "params": {"n": left}} in content["brief"]
    assert "withdrawn" in content["caveats"]
    value = signed_in("quentin").get(f"/api/hotspots/{made}").json()
    assert {"code": "still", "params": {"n": left}} in value["brief"]
    assert "withdrawn" in value["caveats"]
    # All of it: the brief tells of what is withdrawn by now, and the report says that nothing of it stands.
    loaded(source, [("z1", TODAY.isoformat(), 9.5, 3.5, 0, "Town")], whole=True)
    assert an_alert(alert).state == "withdrawn"
    content = Report.objects.get(public_id=reports.issue(actor=quentin, hotspot=made)).content
    assert {"code": "still", "params": {"n": 0}} in content["brief"]
    assert "A source took back some cases" in _text(signed_in("quentin").get(f"/hotspots/hotspot/{made}/"))


def test_w16_a_report_names_the_sources_as_they_ask_to_be_named(quentin: Actor) -> None:
    code, other = a_source(), a_source("Hospital", kind="table")
    sources.amend_source(actor=quentin, source_id=other, said={**SAID, "name": "Hospital", "attribution": ""})
    unused = a_source("Observatory")
    sources.amend_source(
        actor=quentin,
        source_id=unused,
        said={**SAID, "name": "Observatory", "attribution": "The observatory"},
    )
    seizures = sources.register_source(
        actor=quentin, kind="recoveries", said={**SAID, "name": "Seizures", "attribution": ""}
    )
    alert = Alert.objects.get(
        public_id=a_told_alert(quentin, kinds=("table",), sources={code: 9, other: 5, seizures: 1})
    )
    report = Report.objects.get(public_id=reports.issue(actor=quentin, hotspot=a_hotspot(quentin, alert)))
    assert (report.content["sources"], report.content["own"]) == (["The police"], True)
    for language, words in (("en", "The police · This register"), ("fr", "The police · Le présent registre")):
        spoken: dict[str, dict[str, str]] = {"interconnected_threat": {}, "response_measure": {}}
        shown = situation.sections_of(
            report.content, {}, spoken, language, tlp="amber", issued_on="2026-01-01"
        )
        assert words in [text for _label, text in shown[0].rows]


def test_w15_what_is_joined_with_another_counts_no_more(quentin: Actor) -> None:
    provinces()
    text = a_source()
    loaded(text, rows())
    a_run(quentin, wanted=("cusum",))
    alert = an_alert()
    twin = evidence.behind(places.incidents_for(quentin), alert).first()
    assert twin is not None
    other = a_source("Hospital")
    at = (twin.longitude / 1e6, twin.latitude / 1e6)  # type: ignore[operator]
    loaded(other, [("x1", twin.first.isoformat(), *at, 0, "Town")])
    pair = places.candidates_for(quentin).filter(one__source__public_id=other, other=twin).first()
    assert pair is not None
    duplicates.judge(actor=quentin, candidate=pair.pk, verdict="one")
    assert an_alert(alert).still == alert.observed - 1


def test_w15_what_came_later_stands_for_nothing_that_was_taken_back(quentin: Actor) -> None:
    provinces()
    source = a_source()
    delivery = loaded(source, rows())
    a_run(quentin, wanted=("cusum",))
    alert = an_alert()
    other = a_source("Hospital")
    day = alert.last.isoformat()
    x, y = 9.5 + int(alert.places[0][1]), 3.5 + int(alert.places[0][3])
    loaded(other, [(f"x{n}", day, x, y, 0, "Elsewhere") for n in range(alert.observed)])
    deliveries.withdraw(actor=quentin, delivery_id=delivery, reason="Wrong file.")
    assert (an_alert(alert).state, an_alert(alert).still) == ("withdrawn", 0)


def test_w15_what_is_taken_back_while_a_run_computes_raises_nothing_that_stands(quentin: Actor) -> None:
    provinces()
    delivery = loaded(a_source(), rows())
    first = TODAY - dt.timedelta(days=300)
    made = runs.ask_run(actor=quentin, layer="area", unit="week", first=first, last=TODAY - dt.timedelta(days=1), wanted=("cusum",))  # fmt: skip
    run = Run.objects.select_related("agency").get(public_id=made)
    result = runs._looked(run)
    deliveries.withdraw(actor=quentin, delivery_id=delivery, reason="Wrong file.")
    assert runs._kept(run, result).raised
    assert set(Alert.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert not Notice.objects.filter(kind="hotspots.alert", done_at=None).exists()


def test_w15_nobody_says_by_hand_that_an_alert_is_withdrawn(quentin: Actor) -> None:
    alert = Alert.objects.get(public_id=a_told_alert(quentin))
    with pytest.raises(IntegrityError), transaction.atomic():
        RECORDER.record(quentin, "alert", "withdrawn", alert, changes={"still": 0})
    with pytest.raises(IntegrityError), transaction.atomic():
        RECORDER.record(runs.JOB, "alert", "withdrawn", alert, changes={"still": alert.observed + 1})


# 15: at an open hotspot --------------------------------------------------------------------------------------------------


def test_w15_a_new_alert_at_an_open_hotspot_says_so(source: str, signed_in: SignedIn, quentin: Actor) -> None:
    a_run(quentin, wanted=("cusum",))
    made = a_hotspot(quentin, *Alert.objects.filter(places__overlap=list(HOT)))
    a_run(quentin, wanted=("gi", "ears"))
    fresh = an_alert()
    notice = Notice.objects.get(kind="hotspots.alert", object=fresh.public_id)
    assert notice.params["open_hotspots"] == 1
    browser = signed_in("quentin")
    page = _text(browser.get(f"/hotspots/alerts/{fresh.public_id}/"))
    assert "Its places lie at an open hotspot:" in page
    assert "The western march" in page
    assert "At an open hotspot" in _text(browser.get("/hotspots/alerts/"))
    assert "A signal at an open hotspot waits" in _text(browser.get("/notices/"))
    assert f'action="/hotspots/alerts/{fresh.public_id}/acts/confirmed/"' in page
    hotspots.close_hotspot(actor=quentin, hotspot_id=made, reason="Over.")
    assert "at an open hotspot" not in _text(browser.get(f"/hotspots/alerts/{fresh.public_id}/"))


def test_w15_ground_is_the_same_whatever_the_cells(quentin: Actor) -> None:
    provinces()
    small, large = (f"{cells.cell_at(9_500_000, 3_500_000, size):x}" for size in (6, 4))
    far = f"{cells.cell_at(13_500_000, 7_500_000, 5):x}"
    assert overlap.overlap("cell6", [small], "cell4", [large])
    assert overlap.overlap("cell4", [large], "cell6", [small])
    assert not overlap.overlap("cell5", [far], "cell4", [large])
    assert overlap.overlap("cell6", [small], "area", ["P0-0"])
    assert overlap.overlap("area", ["P0-0"], "cell6", [small])
    assert not overlap.overlap("area", ["P0-1"], "cell5", [far])
    assert not overlap.overlap("area", ["P0-0"], "area", ["P0-1"])


# 18: an analysis of the past ---------------------------------------------------------------------------------------------


def _past(actor: Actor, days: int) -> Run:
    last = TODAY - dt.timedelta(days=days)
    made = runs.ask_run(
        actor=actor, layer="area", unit="week", first=last - dt.timedelta(days=300), last=last, wanted=WANTED, parameters=CHOSEN
    )  # fmt: skip
    return runs.carry_out(Run.objects.select_related("agency").get(public_id=made))


def _earlier(days: int) -> None:
    """The same incidents, so many days earlier."""
    provinces()
    moved = [(name, (dt.date.fromisoformat(day) - dt.timedelta(days=days)).isoformat(), *rest) for name, day, *rest in rows()]  # fmt: skip
    loaded(a_source(), moved)


def test_w18_a_run_over_the_past_is_an_analysis_and_raises_no_alert(
    signed_in: SignedIn, quentin: Actor
) -> None:
    _earlier(400)
    run = _past(quentin, 401)
    assert (run.state, run.raised, run.again, run.is_live) == ("done", 0, 0, False)
    assert any(row["level"] != "none" for row in run.findings)
    assert not Alert.objects.exists()
    assert not Notice.objects.filter(kind="hotspots.alert").exists()
    browser = signed_in("quentin")
    assert "An analysis of the past" in _text(browser.get(f"/hotspots/runs/{run.public_id}/"))
    assert "Analysis" in _text(browser.get("/hotspots/runs/"))
    assert browser.get(f"/api/hotspot-runs/{run.public_id}").json()["live"] is False


def test_w18_what_ends_within_a_month_is_live(quentin: Actor) -> None:
    _earlier(30)
    assert _past(quentin, 31).raised
    assert Run.objects.get().is_live


def test_w18_an_analysis_renews_no_alert_either(source: str, quentin: Actor) -> None:
    a_run(quentin, wanted=WANTED)
    before = list(Alert.objects.order_by("pk").values_list("public_id", "n"))
    _past(quentin, 60)
    assert list(Alert.objects.order_by("pk").values_list("public_id", "n")) == before


def test_w18_the_database_takes_no_alert_of_an_analysis(quentin: Actor) -> None:
    _earlier(400)
    last = TODAY - dt.timedelta(days=401)
    made = runs.ask_run(actor=quentin, layer="area", unit="week", first=last - dt.timedelta(days=300), last=last, wanted=WANTED, parameters=CHOSEN)  # fmt: skip
    alert = Alert.objects.get(public_id=a_told_alert(quentin))
    names = ("last", "observed", "places", "finding", "series", "caveats", "kinds", "level", "held")
    values = {name: getattr(alert, name) for name in names} | {
        "last": alert.last.isoformat(),
        "run": made,
        "seen": 2,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        RECORDER.record(runs.JOB, "alert", "seen", alert, changes=values)


def test_w18_a_period_that_ends_before_it_begins_is_still_refused(quentin: Actor) -> None:
    with pytest.raises(Invalid):
        runs.ask_run(
            actor=quentin, layer="area", unit="week", first=TODAY, last=TODAY - dt.timedelta(days=30)
        )


def test_w13_a_report_of_a_hotspot_states_no_source_that_is_not_in_it(source: str, quentin: Actor) -> None:
    _discarded(quentin)
    a_run(quentin, wanted=WANTED)
    made = a_hotspot(quentin)
    report = reports.issue(actor=quentin, hotspot=made)
    document = reports._document(reports.Report.objects.get(public_id=report))
    assert "Discarded list" not in str(document)
    assert Hotspot.objects.get(public_id=made).kinds == ["table"]


def test_w14_an_alert_says_which_kinds_of_sources_it_counts_and_its_chart_names_days(
    signed_in: SignedIn, quentin: Actor
) -> None:
    browser, address = signed_in("quentin"), f"/hotspots/alerts/{a_told_alert(quentin)}/"
    text = _text(browser.get(address))
    assert "Kinds of sources, each with two cases or more and a tenth of all" in text
    axis = re.findall(r"<text[^>]*>([^<]+)</text>", text)
    assert not [item for item in axis if re.fullmatch(r"\d\d-\d\d-\d\d", item)]
    assert [item for item in axis if re.fullmatch(r"\d{1,2} [A-Z][a-z]{2} \d{4}", item)]
    browser.cookies["django_language"] = "ar"
    in_arabic = re.findall(r"<text[^>]*>([^<]+)</text>", html.unescape(_text(browser.get(address))))
    assert [item for item in in_arabic if re.fullmatch(r"\u2067\d{1,2} [^\W\d]+ \d{4}\u2069", item)]
    months = {"starts": ["2026-08-01", "2026-09-01"], "counts": [1, 2], "unit": "month"}
    with translation.override("en"):
        by_month = charts.series_chart(months, "", "s")
    assert by_month is not None
    assert {"August 2026", "September 2026"} & {item.text for item in by_month["picture"].texts}
    browser.cookies["django_language"] = "fr"
    in_french = html.unescape(browser.get(address).content.decode())
    assert "Affaires" not in in_french
    assert re.search("Cas\u00a0: ", in_french)
    assert re.search("Niveau\u00a0: ", in_french)


def test_w15_who_confirms_at_an_open_hotspot_is_led_to_it(
    source: str, signed_in: SignedIn, quentin: Actor
) -> None:
    a_run(quentin, wanted=("cusum",))
    made = a_hotspot(quentin, *Alert.objects.filter(places__overlap=list(HOT)))
    a_run(quentin, wanted=("gi", "ears"))
    browser, fresh = signed_in("quentin"), an_alert()
    page = browser.get(f"/hotspots/confirm/?alert={fresh.public_id}").content.decode()
    assert "A hotspot is open at this place already." in page
    assert f'href="/hotspots/hotspot/{made}/"' in page
    assert f'action="/hotspots/alerts/{fresh.public_id}/acts/confirmed/"' in page, "and may join it here"
    result = {"title": "Another", "drivers": ["technology"], "basis": "Seen.", "tlp": "amber"}
    values = {**result, "alerts": [fresh.public_id]}
    for answer, status in (
        (browser.post("/hotspots/confirm/", {**result, "alert": fresh.public_id}), 422),
        (browser.post("/api/hotspots", values, content_type="application/json"), 409),
    ):
        assert answer.status_code == status
        assert f"A hotspot is open at this place already: {made}." in html.unescape(answer.content.decode())
    assert Hotspot.objects.count() == 1
    meant = browser.post("/api/hotspots", {**values, "another": True}, content_type="application/json")
    assert meant.status_code == 201, "who says that it is another problem has another"
    for hotspot in Hotspot.objects.exclude(state="closed"):
        hotspots.close_hotspot(actor=quentin, hotspot_id=hotspot.public_id, reason="Over.")
    page = browser.get(f"/hotspots/confirm/?alert={fresh.public_id}").content.decode()
    assert "A hotspot is open at this place already." not in page
    assert 'name="another"' not in page
