"""What leaves the circle of those who see precise places: no cell of an alert, a hotspot, a report, whatever page or answer it stands in."""

from __future__ import annotations

import datetime as dt

import pytest

from ifar.hotspots.maps import cells, coarse
from ifar.hotspots.models import Alert, Report
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.services import reports, tips
from ifar.hotspots.views import charts
from ifar.rights import Actor
from tests import cast
from tests.hotspots.flowing import a_hotspot, a_told_alert, provinces
from tests.hotspots.making import ROWS, a_layer, a_source, loaded, square

pytestmark = pytest.mark.django_db
CELL = f"{cells.cell_at(9_200_000, 11_300_000, 6):x}"


def test_who_sees_no_precise_places_is_told_of_no_cell(quentin: Actor, signed_in) -> None:
    """An inspector reads signals, but sees places on the coarse grid alone: what looks at cells is not there for them."""
    provinces()
    judy = cast.actor("judy")
    areas, fine = a_told_alert(quentin), a_told_alert(quentin, layer="cell6", places=(CELL,))
    made = a_hotspot(quentin, Alert.objects.get(public_id=fine), tlp="amber")
    report = reports.issue(actor=quentin, hotspot=made)
    assert [alert.public_id for alert in selectors.alerts_for(judy)] == [areas]
    assert {run.layer for run in selectors.runs_for(judy)} == {"area"}
    assert not selectors.hotspots_for(judy).exists()
    assert not selectors.reports_for(judy).exists()
    assert selectors.titles_of(judy, [made]) == {}
    assert selectors.report_for(quentin, report)
    browser = signed_in("judy")
    for path in (
        f"/hotspots/alerts/{fine}/",
        f"/hotspots/hotspot/{made}/",
        f"/api/hotspots/{made}",
        f"/api/hotspot-alerts/{fine}",
    ):
        assert browser.get(path).status_code == 404, path
    for path in (
        "/hotspots/",
        "/hotspots/alerts/?show=all",
        "/api/hotspots",
        "/api/hotspot-alerts",
        "/api/hotspot-runs",
    ):
        value = browser.get(path).content.decode()
        assert CELL not in value
        assert made not in value


def test_a_report_that_anybody_may_read_names_no_fine_cell(quentin: Actor) -> None:
    made = a_hotspot(
        quentin,
        Alert.objects.get(public_id=a_told_alert(quentin, layer="cell6", places=(CELL,))),
        tlp="green",
    )
    report = Report.objects.get(public_id=reports.issue(actor=quentin, hotspot=made))
    assert [cells.resolution_of(int(code, 16)) for code in report.content["places"]] == [coarse.RESOLUTION]
    inside = Report.objects.get(public_id=reports.issue(actor=quentin, hotspot=made, tlp="amber"))
    assert inside.content["places"] == [CELL]


def test_w17_a_report_names_towns_inside_and_areas_outside(quentin: Actor) -> None:
    a_layer(square("P1", 9, 11))
    loaded(a_source(), ROWS)
    cell = f"{cells.cell_at(9_200_000, 11_300_000, 6):x}"
    alert = Alert.objects.get(public_id=a_told_alert(quentin, layer="cell6", places=(cell,)))
    made = a_hotspot(quentin, alert, tlp="green")
    values = {
        tlp: Report.objects.get(public_id=reports.issue(actor=quentin, hotspot=made, tlp=tlp)).content[
            "areas"
        ]
        for tlp in ("green", "amber")
    }
    assert values == {"green": ["Province P1"], "amber": ["Medina (Province P1)"]}


def test_a_flow_of_a_run_by_cells_leads_to_a_country_and_stops_no_page(signed_in, quentin: Actor) -> None:
    assert charts.names_of(quentin, "cell6", ["DE", "GH", CELL]) == {"DE": "DE", "GH": "GH", CELL: "Nigeria"}
    made = a_hotspot(
        quentin, Alert.objects.get(public_id=a_told_alert(quentin, layer="cell6", places=("GH", "DE")))
    )
    for path in ("/hotspots/", f"/hotspots/hotspot/{made}/"):
        assert signed_in("quentin").get(path).status_code == 200


def test_what_was_told_is_read_by_analysts_alone(signed_in, dave: Actor) -> None:
    """Many see precise places; the words of a tip may give away who told it."""
    provinces()
    made = tips.note(
        actor=dave,
        day=dt.date(2026, 1, 5),
        longitude=None,
        latitude=None,
        area="P0-0",
        told="Rifles in the old mill.",
    )
    assert "old mill" in signed_in("quentin").get(f"/hotspots/deliveries/{made}/").content.decode()
    page = signed_in("erin").get(f"/hotspots/deliveries/{made}/")
    assert page.status_code == 200
    assert "old mill" not in page.content.decode()
