"""The confusion counts of the product are the half of the measured ones that its page says they are."""

import ast
import subprocess
import sys
from pathlib import Path

from ifar.registry.marks.confusions import COUNTS, STRENGTHS
from tests.realdata.conftest import REPOSITORY
from tests.realdata.misreads import halves

TABLE = "noise/openalpr_confusion_counts.csv"


def test_the_counts_are_the_first_half_of_the_shuffled_observations(real_data: Path) -> None:
    assert halves(real_data / TABLE, 1)[0] == COUNTS


def test_the_tool_prints_these_counts_and_would_choose_strengths_near_ours(real_data: Path) -> None:
    stdout = subprocess.run(
        [sys.executable, "tools/confusion-weights", str(real_data / TABLE)],
        capture_output=True,
        check=True,
        text=True,
        cwd=REPOSITORY,
        env={"PYTHONPATH": "."},
    ).stdout
    counts, strengths = stdout.split("}\nrate")
    assert ast.literal_eval(counts.partition(" = ")[2] + "}") == COUNTS
    for line in ("rate" + strengths).splitlines():
        name, _, tried = line.partition("(now")
        means = {
            float(v): float(m.split()[0])
            for v, m in (part.split(": ") for part in tried.split(")")[1].split("  ") if part)
        }
        assert means[getattr(STRENGTHS, name.strip())] > max(means.values()) - 0.01
