"""Signals of the firearms themselves: what is recovered changes in kind, in price, in how it came; each with its caution."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pytest
from django.utils import timezone
from scipy import stats

from ifar.hotspots import brief, composition, flow_labels
from ifar.hotspots.composition import Price, Trait
from ifar.hotspots.models import Alert
from ifar.hotspots.services import retractions, runs
from ifar.recoveries.services import items
from ifar.recoveries.services.items import NewItem
from ifar.registry.occurred import day
from tests.factories import a_case, an_item
from tests.hotspots.flowing import a_run
from tests.hotspots.making import a_layer, square

UNTIL = dt.date(2026, 6, 30)


def cases(
    value: str, number: int, back: int, name: str = "types", area: str = "XX-01", start: int = 0
) -> Iterator[Trait]:
    """So many cases of one kind, so many days back; each has two firearms of it."""
    for at in range(number):
        row = Trait(name, area, value, start + at + 1000 * back, UNTIL - dt.timedelta(days=back))
        yield from (row, row)


def test_a_share_of_cases_is_held_against_the_share_before():
    rows = [
        *cases("pistol", 60, 200),
        *cases("rifle", 4, 200, start=500),
        *cases("pistol", 12, 20),
        *cases("rifle", 9, 20, start=500),
    ]
    (finding,) = composition.found("types", rows, [], until=UNTIL, least=5, alpha=0.05)
    assert (finding.members, finding.observed, finding.said["trait"]) == (("XX-01",), 9, "rifle")
    assert finding.expected == pytest.approx(21 * 4 / 64)
    assert finding.course is not None
    assert (sum(finding.course.counts), finding.course.counts[-1]) == (13, 9)
    p = stats.hypergeom.sf(8, 85, 13, 21)
    assert finding.p == pytest.approx(p, rel=1e-9)
    # One case with a hundred rifles is one case; with too little to compare with there is nothing; what is usual is no news.
    one = Trait("types", "XX-01", "rifle", 1, UNTIL)
    assert (
        composition.found(
            "types", [*cases("pistol", 60, 200), *[one] * 100], [], until=UNTIL, least=5, alpha=0.05
        )
        == []
    )
    assert composition.found("types", rows[110:], [], until=UNTIL, least=5, alpha=0.05) == []
    usual = [*cases("converted", 30, 200, "made"), *cases("industrial", 30, 20, "made")]
    assert composition.found("made", usual, [], until=UNTIL, least=5, alpha=0.05) == []
    said = [
        flow_labels.sentences([{"code": row.code, "params": row.params}])[0]
        for row in brief.why(finding.row())
    ]
    assert "Rifle" in " ".join(said)
    assert "9" in said[-1]


def test_chance_alone_seldom_makes_a_finding():
    random = np.random.default_rng(3)
    told = 0
    for _ in range(60):
        rows = [
            Trait("calibres", f"XX-{area}", str(random.choice(["9x19", "7.62x39", ".38", "12"], p=[0.5, 0.3, 0.15, 0.05])), n, UNTIL - dt.timedelta(days=int(random.integers(0, 720))))
            for area in range(6)
            for n in range(area * 1000, area * 1000 + 200)
        ]  # fmt: skip
        told += bool(composition.found("calibres", rows, [], until=UNTIL, least=5, alpha=0.05))
    assert told <= 5


def test_prices_break_upwards_and_downwards():
    def seen(values: list[int], back: int, area: str = "XX-01") -> list[Price]:
        return [
            Price(area, "pistol", "EUR asked", value, UNTIL - dt.timedelta(days=back)) for value in values
        ]

    was, now = (
        [40_000, 42_000, 45_000, 41_000, 43_000, 44_000, 42_000, 40_500],
        [70_000, 72_000, 69_000, 75_000, 71_000, 68_000],
    )
    (finding,) = composition.found(
        "prices", [], seen(was, 200) + seen(now, 10), until=UNTIL, least=5, alpha=0.05
    )
    assert (finding.kind, finding.observed, finding.said["was"], finding.said["now"]) == (
        "dearer",
        6,
        "420.00",
        "705.00",
    )
    whole = stats.mannwhitneyu(now, was, method="asymptotic")
    assert finding.p == pytest.approx(whole.pvalue, rel=1e-6)
    (finding,) = composition.found(
        "prices", [], seen(now, 200) + seen(was, 10), until=UNTIL, least=5, alpha=0.05
    )
    assert finding.kind == "cheaper"
    assert (
        composition.found("prices", [], seen(was, 200) + seen(was, 10), until=UNTIL, least=5, alpha=0.05)
        == []
    )
    assert (
        composition.found("prices", [], seen(was, 200) + seen(now[:4], 10), until=UNTIL, least=5, alpha=0.05)
        == []
    )


@pytest.mark.django_db
def test_what_an_office_recovers_raises_alerts_that_are_held_at_watch_and_follow_corrections(quentin, erin):
    a_layer(square("FR-13", 4, 43), square("FR-83", 5, 43))
    today = timezone.localdate()

    def recovered(back: int, kind: str, **said: object) -> str:
        case = a_case(
            erin, area="FR-13", occurred=day(today - dt.timedelta(days=back)), place_precision="area", **said
        )
        return an_item(
            erin, case, serial=None, identity={"type": kind, "calibre": "9x19"}, origin=said.get("origin", "")
        )

    for n in range(24):
        recovered(150 + n * 10, "pistol", conveyance="car")
    late = [recovered(5 + n, "rifle", conveyance="post") for n in range(8)]
    recovered(20, "pistol", conveyance="car")
    run = a_run(quentin, wanted=["types", "calibres", "parcels", "made", "prices", "time_to_crime"])
    assert run.state == "done"
    alerts = {alert.signal: alert for alert in Alert.objects.all()}
    assert set(alerts) == {"types", "parcels"}
    for signal, alert in alerts.items():
        assert (alert.places, alert.observed, alert.level, alert.kinds) == (
            ["FR-13"],
            8,
            "watch",
            ["recoveries"],
        )
        assert signal in alert.caveats
    assert runs.done_again(run) == (True, True)
    # What was entered wrongly is corrected: of the rifles two are left, and the alert is withdrawn.
    for item in late[:6]:
        new = NewItem(identity={"type": "pistol", "calibre": "9x19"})
        items.amend_item(actor=erin, item=item, new=new)
    retractions.follow_firearms()
    assert {alert.signal: (alert.state, alert.still) for alert in Alert.objects.all()} == {
        "types": ("withdrawn", 2), "parcels": ("raised", None),
    }  # fmt: skip
