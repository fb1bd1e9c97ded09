"""A legacy register built from real makers, models, calibres and production counts, taken in by the one command."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from ifar.registry.models import Firearm
from tests import cast
from tests.realdata import legacy

ROWS = 6_000


def test_the_report_of_a_legacy_register_adds_up_to_the_row(
    peopled_db, real_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, report = tmp_path / "register.csv", tmp_path / "report.json"
    truth = legacy.write_csv(book, real_data, ROWS)
    for round in range(2):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{cast.PASSWORD}\n{cast.PASSWORD}\n"))
        call_command("import_register", str(book), by="carol", released_by="bob", report=report)
        data = json.loads(report.read_text())
        counts = data["counts"]
        assert data["adds_up"]
        assert data["rows"] == ROWS == truth.rows
        if round == 0:
            taken_in = counts["ready"]
            assert counts["repeat"] == len(truth.repeats)
            assert 0 < counts["quarantined"] <= len(truth.bad)
            assert 0 < data["flagged"] <= taken_in
            assert Firearm.objects.count() == taken_in
        else:
            assert counts["known"] == taken_in
            assert not counts.get("ready")
            assert Firearm.objects.count() == taken_in
