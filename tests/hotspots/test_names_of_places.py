"""What places are called: towns with their own area, cells beside them by what they are near and in."""

from __future__ import annotations

import h3.api.basic_int as h3
import pytest
from django.utils import translation

from ifar.hotspots import situation
from ifar.hotspots.maps import cells
from ifar.hotspots.models import Alert, Report
from ifar.hotspots.selectors import naming
from ifar.hotspots.services import reports
from ifar.rights import Actor
from tests import cast
from tests.hotspots.flowing import a_hotspot, a_told_alert
from tests.hotspots.making import a_layer, a_source, loaded, square

pytestmark = pytest.mark.django_db
SOUTH = 11.5
BORDER = 10.0


def _across() -> tuple[int, float]:
    """A cell that lies on both sides of the border and has its middle in the east, and a longitude of it in the west."""
    for n in range(400):
        latitude = 11.1 + n * 0.002
        cell = cells.cell_at(9_990_000, round(latitude * 1e6), 5)
        if cells.centre(cell)[0] > BORDER + 0.01:
            return cell, latitude
    raise AssertionError


def _provinces() -> None:
    a_layer(square("P1", 9, 11), square("P2", 10, 11))


def _town(latitude: float, longitude: float = 9.99, *, number: int = 6, name: str = "Bordj") -> None:
    day = "2026-02-1{}"
    loaded(
        a_source(f"{name} {longitude}"),
        [(f"{name}{n}", day.format(n), longitude, latitude, 0, name) for n in range(number)],
    )


def _names(codes: list[int]) -> list[str]:
    names = naming.names_of(cast.actor("quentin").compartments, "cell5", [f"{code:x}" for code in codes])
    return [names[f"{code:x}"] for code in codes]


def _beside(cell: int, *, east: bool) -> int:
    """A neighbour that is further from the border than the cell, on one side of it."""
    results = sorted(h3.grid_ring(cell, 1), key=lambda item: cells.centre(item)[0])
    return results[-1] if east else results[0]


def test_w17_a_border_town_is_named_with_its_own_area() -> None:
    _provinces()
    cell, latitude = _across()
    _town(latitude)
    assert _names([cell]) == ["Bordj (Province P1)"]


def test_w17_a_cell_beside_a_town_is_near_it_and_in_its_own_area() -> None:
    _provinces()
    cell, latitude = _across()
    _town(latitude)
    assert _names([_beside(cell, east=True), _beside(cell, east=False)]) == [
        "near Bordj, in Province P2",
        "near Bordj, in Province P1",
    ]
    with translation.override("fr"):
        assert _names([_beside(cell, east=True)]) == ["près de Bordj, côté Province P2"]


def test_w17_what_is_told_of_a_town_across_the_border_does_not_move_the_town() -> None:
    _provinces()
    cell, latitude = _across()
    _town(latitude)
    beyond = _beside(cell, east=True)
    longitude, north = cells.centre(beyond)
    _town(north, longitude, number=2)
    assert _names([beyond]) == ["near Bordj, in Province P2"]
    # A town of its own is named, with its area.
    _town(north, longitude + 0.001, number=5, name="Qasr")
    assert _names([beyond, cell]) == ["Qasr (Province P2)", "Bordj (Province P1)"]


def test_w17_a_town_abroad_is_named_with_its_state() -> None:
    """Where no boundary of divisions was loaded, States are what a place lies in."""
    # The river at Kladovo: Serbia on its right bank, Romania on its left.
    for n in range(200):
        latitude, longitude = 44.4 + n * 0.003, 22.45
        cell = cells.cell_at(round(longitude * 1e6), round(latitude * 1e6), 5)
        here, middle = naming._areas_at([(longitude, latitude), cells.centre(cell)], {})
        if here and middle and here != middle:
            break
    else:
        raise AssertionError
    _town(latitude, longitude, name="Kladovo")
    assert _names([cell]) == [f"Kladovo ({here})"]


def test_w17_a_report_keeps_what_a_place_is_near_in_no_language(quentin: Actor) -> None:
    _provinces()
    cell, latitude = _across()
    _town(latitude)
    near = f"{_beside(cell, east=True):x}"
    alert = Alert.objects.get(public_id=a_told_alert(quentin, layer="cell5", places=(f"{cell:x}", near)))
    report = Report.objects.get(public_id=reports.issue(actor=quentin, hotspot=a_hotspot(quentin, alert)))
    assert report.content["areas"] == ["Bordj (Province P1)", {"near": "Bordj", "in": "Province P2"}]
    spoken = {"interconnected_threat": {}, "response_measure": {}}
    values = {
        language: situation.sections_of(
            report.content, {}, spoken, language, tlp="amber", issued_on="2026-01-01"
        )[0].rows[0][1]
        for language in ("en", "ar", "fr")
    }
    assert values["en"] == "Bordj (Province P1); near Bordj, in Province P2"
    assert "قرب Bordj، في Province P2" in values["ar"]
    assert "près de Bordj, côté Province P2" in values["fr"]
