"""The cases that the suite runs of a family tell all that the family tells, and `make scale` names every family."""

import itertools
import re
from pathlib import Path

import pytest

from tests import covering

ROOT = Path(__file__).resolve().parents[1]
CASES = list(itertools.product(range(7), "abcd", (True, False)))


@pytest.fixture(autouse=True)
def _in_the_suite(monkeypatch):
    monkeypatch.setattr(covering, "EVERY_CASE", False)


def pairs(case):
    return itertools.combinations(enumerate(case), 2)


@pytest.mark.parametrize("tells", [covering.parts, pairs, lambda case: [case]])
def test_what_is_chosen_tells_all_and_in_order(tells):
    chosen = covering.covering(CASES, tells)
    assert {item for case in chosen for item in tells(case)} == {
        item for case in CASES for item in tells(case)
    }
    assert chosen == [case for case in CASES if case in chosen]


def test_few_are_chosen_and_the_same_each_time():
    chosen = covering.covering(CASES)
    assert len(chosen) == 7
    assert chosen == covering.covering(CASES)
    assert chosen != covering.covering(CASES, seed="other")
    assert len(covering.covering(CASES, pairs)) < len(CASES) * 2 // 3


def test_of_neighbours_one_is_chosen_and_the_same_each_time():
    chosen = covering.some(CASES, 3)
    assert [CASES.index(case) // 3 for case in chosen] == list(range((len(CASES) + 2) // 3))
    assert chosen == covering.some(CASES, 3)
    assert chosen != covering.some(CASES, 3, seed="other")


def test_every_case_is_every_case(monkeypatch):
    monkeypatch.setattr(covering, "EVERY_CASE", True)
    assert covering.covering(CASES) == covering.some(CASES, 3) == CASES


def test_scale_runs_every_case_of_each_family():
    """It looks for the files that choose, and for those of Hypothesis, for all of which `tests/conftest.py` chooses; of what else chooses, it names the folder."""
    [line] = re.findall(r"^\tEVERY_CASE=1 .*$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    [pattern] = re.findall(r"grep -rlE '(.*?)' tests --include='test_\*\.py'", line)
    folders = [word for word in line.split() if word.startswith("tests/")]
    assert folders == ["tests/browser", "tests/demonstration"]
    for path in (ROOT / "tests").rglob("*.py"):
        if (
            path.name != "covering.py"
            and path != ROOT / "tests" / "conftest.py"
            and "tests.covering" in path.read_text()
        ):
            name = str(path.relative_to(ROOT))
            named = path.name.startswith("test_") and re.search(pattern, path.read_text())
            assert named or name.startswith(tuple(folders)), name
