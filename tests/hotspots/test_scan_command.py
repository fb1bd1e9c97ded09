"""`ifar scan` on files: New York's leukaemia as SaTScan reports it, space-time data, and each command of the documentation."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ifar.hotspots.offline import scan_files

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = Path(__file__).with_name("fixtures")
NEW_YORK = [
    "--cases",
    str(FIXTURES / "new_york_cases.csv"),
    "--population",
    str(FIXTURES / "new_york_population.csv"),
]

# As printed by SaTScan 9.6 (Cartesian) and 9.3.1 (longitude and latitude): fixtures/README.md
PLANAR = [
    ("52 50 37 49 38 48 53 39 15 47 51 1 40 44 16 2 55 36 14 43 13 45 3 35 17 11 12 46", 100, 58.28, 1.87, 14.083511, 0.00015),
    ("89 88 87 84 90 86 92 85", 38, 17.79, 2.22, 9.019716, 0.016),
    ("112 113 115 111 116 219 117 123 218 114 122 110 124 220 118 133 121 125 216 120 134 217 126 139 215 132 141 140 127 142 138 131 119", 64, 40.85, 1.64, 6.114140, 0.248),
    ("62 64 67 65", 25, 12.82, 1.99, 4.651839, 0.645),
    ("266 281 267 265", 12, 5.14, 2.37, 3.363518, 0.965),
    ("166 159 167", 11, 4.61, 2.41, 3.209485, 0.982),
]  # fmt: skip
GREAT_CIRCLE = [
    ("52 50 53 38 49 48 15 39 37 1 16 44 47 40 14 2 51 13 43 45 17 55 11 3 12 46 36 35 54 10 5", 106, 62.13, 1.87, 14.780276, 0.000087),
    ("88 87 92 86 89 91 93 85 90", 42, 21.24, 2.06, 8.287056, 0.033),
    ("113 117 116 112 220 118 115 123 124 111 114 125 219 122 126 119", 44, 23.83, 1.92, 7.199672, 0.105),
    ("62 64 67 65", 25, 12.82, 1.99, 4.651839, 0.653),
    ("132 138 121 131 139 120", 10, 3.65, 2.78, 3.773422, 0.901),
    ("166 159 167", 11, 4.61, 2.41, 3.209485, 0.982),
]  # fmt: skip


def printed(capsys, *words):
    assert scan_files(words) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(("words", "published"), [((), PLANAR), (("--lonlat",), GREAT_CIRCLE)])
def test_new_yorks_leukaemia_is_what_satscan_reports(capsys, words, published):
    result = printed(capsys, *NEW_YORK, "--json", "--replicates", "199", *words)
    for item, (members, observed, expected, risk, llr, p) in zip(result, published, strict=False):
        assert item["members"] == members.split()
        assert item["observed"] == observed
        assert item["expected"] == pytest.approx(expected, abs=0.005)
        assert item["relative_risk"] == pytest.approx(risk, abs=0.005)
        assert item["llr"] == pytest.approx(llr, abs=1e-6)
        assert abs(item["p"] - max(p, 1 / 200)) < 4 * (p * (1 - p) / 199 + p * (1 - p) / 999) ** 0.5 + 1 / 200
        assert (item["start"], item["end"]) == (None, None)
    assert len(result) >= 5, "SaTScan's list ends where p is 1"


def space_time(tmp_path, replicates=49):
    """As few replicates as the smallest p that is asked for below leaves: 1 / 50."""
    cases, people = tmp_path / "cases.csv", tmp_path / "people.csv"
    rows = ["area,x,y,date,count"]
    for at in range(16):
        for month in range(1, 13):
            burst = 6 if at in (0, 1, 4) and month in (10, 11, 12) else 0
            rows.append(f"n{at},{at % 4},{at // 4},2021-{month:02},{2 + burst}")
    cases.write_text("\n".join(rows), "utf-8")
    people.write_text("area,population\n" + "\n".join(f"n{at},1000" for at in range(16)), "utf-8")
    return ["--cases", str(cases), "--population", str(people), "--json", "--replicates", str(replicates)]


@pytest.mark.parametrize("model", ["poisson", "permutation"])
@pytest.mark.parametrize("further", [[], ["--prospective"], ["--p", "gumbel"]])
def test_a_burst_in_space_and_time_is_found_with_its_period(capsys, tmp_path, model, further):
    first = printed(capsys, *space_time(tmp_path), "--model", model, *further)[0]
    assert set(first["members"]) == {"n0", "n1", "n4"}
    assert (first["start"], first["end"]) == ("2021-10-01", "2021-12-31")
    assert first["observed"] == 72
    assert first["p"] <= 0.02
    assert {"members", "start", "end", "observed", "expected", "relative_risk", "llr", "p"} <= set(first)
    if model == "permutation":
        assert first["expected"] == pytest.approx(3 * (24 + 18) * 3 * (32 + 18) / 438)
        assert first["relative_risk"] == pytest.approx(first["observed"] / first["expected"])


def test_low_rates_are_looked_for_only_when_asked(capsys, tmp_path):
    words = space_time(tmp_path, 19)
    assert {item["rate"] for item in printed(capsys, *words)} == {"high"}
    low = printed(capsys, *words, "--rates", "low")
    assert {item["rate"] for item in low} == {"low"}
    assert low[0]["relative_risk"] < 1


def test_the_list_for_people_says_the_same(capsys):
    assert scan_files([*NEW_YORK, "--replicates", "9"]) == 0
    out = capsys.readouterr().out
    assert "LLR 14.083511" in out
    assert "281 areas" in out


def test_a_fault_is_a_sentence_with_its_row_and_no_traceback(tmp_path):
    cases = tmp_path / "cases.csv"
    cases.write_text("area,x,y,count\na,0,0,-3\nb,0,1,1\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "ifar.cli", "scan", "--cases", str(cases), *NEW_YORK[2:]], cwd=ROOT, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 1
    assert "cases.csv, row 2: the count -3 is negative." in done.stderr
    assert "Traceback" not in done.stderr


def test_every_command_of_the_documentation_runs(capsys):
    """With few replicates, the last word of each: how many there are changes p-values alone, and those are held against SaTScan's above."""
    page = (ROOT / "docs" / "hotspots.md").read_text("utf-8")
    commands = re.findall(r"^ifar scan (.+)$", page, re.MULTILINE)
    assert len(commands) >= 4
    for words in commands:
        chosen = [str(ROOT / word) if word.startswith("docs/") else word for word in words.split()]
        assert scan_files([*chosen, "--replicates", "19"]) == 0, words
        assert capsys.readouterr().out


def test_the_statistics_need_no_django():
    code = (
        "import sys, ifar.hotspots.statistics.scan, ifar.hotspots.casefile, ifar.hotspots.offline\n"
        "assert not any(m.split('.')[0] in ('django', 'psycopg') for m in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
