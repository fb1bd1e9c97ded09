"""Alerts on UCDP's Iraq and Syria, as a live register has them: behind each its rows, its expected number from its chart, and found again the same."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from django.utils import timezone

from ifar.hotspots.models import Alert, Run
from ifar.hotspots.selectors import evidence, places
from ifar.hotspots.services import deliveries, runs, sources
from ifar.rights import Actor
from tests.hotspots.making import SAID
from tests.realdata.incidents import FILES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "ends", "days"), [("Iraq", dt.date(2014, 7, 31), 940), ("Syria", dt.date(2017, 10, 1), 540)]
)
def test_twenty_alerts_stand_on_what_they_say(
    real_data: Path, quentin: Actor, name: str, ends: dt.date, days: int
) -> None:
    """The days of the files are moved so that what ended then ends yesterday: what ends earlier is an analysis and raises no alert."""
    last = timezone.localdate() - dt.timedelta(days=1)
    moved = last - ends
    table = pl.concat(
        [pl.read_csv(real_data / "incidents" / file, infer_schema=False) for file in FILES[name][1]]
    )
    table = table.filter(pl.col("date_end").str.slice(0, 10) <= ends.isoformat()).with_columns(
        (pl.col(column).str.slice(0, 10).str.to_date() + moved).dt.to_string("%Y-%m-%d")
        for column in ("date_start", "date_end")
    )
    source = sources.register_source(actor=quentin, kind="ucdp", said={**SAID, "name": "UCDP"})
    content = table.write_csv().encode()
    trial = deliveries.try_out(
        deliveries.begin(actor=quentin, source=source, name="ged.csv", content=[content])
    )
    deliveries.load(actor=quentin, trial=str(trial.pk), accepts=True)
    seen = places.incidents_for(quentin)
    for layer, unit in (
        ("cell4", "week"),
        ("cell4", "month"),
        ("cell5", "week"),
        ("cell5", "month"),
        ("cell6", "month"),
    ):
        wanted = ("scan_permutation", "gi", "moran", "emerging", "ears", "cusum", "groups")
        asked = runs.ask_run(
            actor=quentin, layer=layer, unit=unit, first=last - dt.timedelta(days=days), last=last, wanted=wanted, parameters={"replicates": 99, "least": 3, "alpha": 0.1}
        )  # fmt: skip
        run = runs.carry_out(Run.objects.select_related("agency").get(public_id=asked))
        assert run.state == "done", run.reason
        assert 5 <= len(run.findings) <= run.counted["findings"]
        rows = [evidence.within(seen, evidence.of_row(run, row)).count() for row in run.findings]
        assert rows == [row["observed"] for row in run.findings]
    assert runs.done_again(run) == (True, True)
    alerts = list(Alert.objects.order_by("id"))
    assert len(alerts) >= 20
    assert len({alert.signal for alert in alerts}) >= 5
    for alert in alerts:
        assert evidence.behind(seen, alert).count() == alert.observed, (alert.signal, alert.public_id)
        inside = slice(alert.series["first"], alert.series["last"] + 1)
        assert sum(alert.series["counts"][inside]) == alert.observed
        expected = [float(value) for value in alert.series["expected"][inside] if value]
        stated = float(alert.finding["expected"] or 0)
        assert sum(expected) == pytest.approx(stated, abs=0.0006 * (len(expected) + 1))
