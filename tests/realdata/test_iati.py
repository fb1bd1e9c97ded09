"""The standard's own schema, ruleset and examples: what we write is valid by them, every valid example comes back as it was."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone

from ifar.programme.iati import checking, judging, model, reading, writing
from ifar.programme.selectors import exporting
from tests.cast import actor
from tests.programme.iati_files import activities, organisation
from tests.programme.test_iati import BROKEN
from tests.programme.test_strategy import loaded  # noqa: F401 - a fixture

TODAY = dt.date(2026, 11, 27)


@pytest.fixture(scope="module")
def folder(real_data: Path) -> Path:
    path = real_data / "iati"
    if not path.is_dir():
        pytest.skip(f"real data: there is no folder {path}")
    return path


@pytest.mark.parametrize("root", [activities(), organisation()], ids=["activities", "organisation"])
def test_what_we_write_is_valid_by_schema_and_ruleset(folder, root):
    verdict = judging.judge(writing.write(root), folder, TODAY)
    assert (verdict.by_schema, verdict.by_ruleset) == (True, True)
    assert [str(fault) for fault in verdict.faults] == []


def test_every_valid_example_comes_back_without_loss(folder):
    files = [
        *sorted((folder / "pyiati_2.03_pass").glob("*.xml")),
        *sorted((folder / "examples").glob("*.xml")),
    ]
    assert len(files) > 100
    for path in files:
        content = path.read_bytes()
        tree = reading.tree_of(content)
        schema = folder / "schema_2.03" / judging.SCHEMAS[tree.tag]
        assert judging.by_schema(tree, schema) == [], path.name
        root, left_out = reading.read(content)
        assert checking.check(root) == [], path.name
        assert all("/{" in fault.element or "/@{" in fault.element for fault in left_out), path.name
        again = writing.write(root)
        assert reading.read(again)[0].values() == model.ordered(root).values(), path.name
        assert judging.by_schema(reading.tree_of(again), schema) == [], path.name


@pytest.mark.parametrize(
    ("old", "new", "code", "element"), BROKEN, ids=[f"{row[2]} {row[3]}" for row in BROKEN]
)
def test_what_our_table_refuses_the_schema_refuses_too(folder, old, new, code, element):
    content = writing.write(activities()).decode().replace(old, new, 1).encode()
    tree = reading.tree_of(content)
    faults = judging.by_schema(tree, folder / "schema_2.03" / judging.SCHEMAS["iati-activities"])
    assert faults
    assert all(fault.element for fault in faults)


RULES = [
    ('iso-date="2024-01-01"/>', 'iso-date="2028-01-01"/>', "11.1.2", "activity-date"),
    ('<activity-date type="2" iso-date="2024-02-01"/>', '<activity-date type="2" iso-date="2030-02-01"/>', "11.1.4", "activity-date"),
    ('percentage="33.34"', 'percentage="40"', "3.1.2", "recipient-country"),
    ('percentage="100" code="15240"', 'percentage="101" code="15240"', "2.1.4", "sector"),
    ("XX-TEST-1-P-01", "XX-TEST-1", "1.1.3", "reporting-org"),
    ('value-date="2024-02-01">150000.50', 'value-date="2031-02-01">150000.50', "11.2.2", "transaction"),
    ('<period-end iso-date="2024-12-31"/>', '<period-end iso-date="2026-12-31"/>', "7.5.3", "budget"),
    ('<actual value="21.5">', "<actual>", "8.10.1", "actual"),
    ('significance="1"', "", "6.14.1", "policy-marker"),
    ("<narrative>Marking at the coast &amp; lakes</narrative>", "<narrative/>", "4.3.1", "title"),
    (' default-currency="USD"', "", "", ""),
    ('last-updated-datetime="2026-11-27T09:00:00Z"', 'last-updated-datetime="2027-11-27T09:00:00Z"', "11.1.1", "last-updated-datetime"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "rule", "element"), RULES, ids=[row[2] or row[0][:20] for row in RULES]
)
def test_the_ruleset_is_asked(folder, old, new, rule, element):
    text = writing.write(activities()).decode()
    assert old in text
    verdict = judging.judge(text.replace(old, new, 1).encode(), folder, TODAY)
    if not element:
        assert verdict.valid  # every value says its own currency
        return
    assert not verdict.valid
    assert any(element in fault.element and (not rule or fault.code == rule) for fault in verdict.faults), (
        verdict.faults
    )


def test_the_whole_strategy_is_valid_by_schema_and_ruleset(folder, loaded, settings):  # noqa: F811 - the fixture
    settings.IFAR_IATI_FOLDER = str(folder)
    for make in (exporting.activities, exporting.organisation):
        verdict = make(actor("alice"), timezone.now()).verdict
        assert (verdict.valid, verdict.by_schema, verdict.by_ruleset) == (True, True, True)
        assert [str(fault) for fault in verdict.faults if fault.severity == "error"] == []
