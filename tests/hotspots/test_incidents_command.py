"""`ifar incidents`: tried by itself, loaded where it is said, every row accounted for in words."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from ifar.hotspots.models import Incident, Trial
from tests import cast
from tests.hotspots.making import ROWS, a_source, table

pytestmark = pytest.mark.django_db


def test_a_file_is_tried_and_only_then_loaded(tmp_path, capsys):
    source = a_source()
    file = tmp_path / "rows.csv"
    file.write_bytes(table([*ROWS, ("bad", "2026-02-30", 9, 11, 0, "")]))
    office = cast.agency("police").public_id
    call_command("incidents", file, source=source, office=office)
    out = capsys.readouterr().out
    assert "13 rows: 12 loaded, 0 duplicate, 0 too imprecise, 1 invalid." in out
    assert "rows 14: There is no such day" in out
    assert not Incident.objects.exists()
    assert not Trial.objects.exists()
    call_command("incidents", file, source=source, office=office, load=True)
    assert Incident.objects.count() == 12
    with pytest.raises(CommandError):
        call_command("incidents", file, source="H0000000000000", office=office)
    with pytest.raises(CommandError):
        call_command("incidents", tmp_path / "none.csv", source=source, office=office)
