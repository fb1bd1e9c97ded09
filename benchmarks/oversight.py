"""The drill of oversight: a year with forty hidden schemes, played week by week through the breaches and the ranked list.

The floor is sorting the same facts and one pass over them. A row is true where it names a schemer and stands on one of their acts. `--seed N` (more than
one may be given); the results of the seeds given stand in results/oversight.json.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import statistics
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.planting import YEAR, Planted, plant  # noqa: E402
from benchmarks.planting.country import DAYS, FIRST  # noqa: E402
from ifar.oversight import breaches  # noqa: E402
from ifar.oversight.facts import Facts  # noqa: E402
from ifar.oversight.ranking import Row, ranked  # noqa: E402


def floor(planted: Planted) -> float:
    """Seconds to sort the facts and go over them once."""
    began = time.perf_counter()
    counts: Counter[tuple[str, str]] = Counter()
    for fact in sorted(planted.facts, key=lambda fact: (fact.at, fact.id)):
        counts[fact.act, fact.actor] += 1
    return time.perf_counter() - began


def truth(planted: Planted, row: Row) -> list[int]:
    """Which schemes a row shows: the right person, on one of the acts."""
    shown = set(row.evidence)
    return [n for n, scheme in enumerate(planted.schemes) if row.who in scheme.who and shown & scheme.acts]


def drill(seed: int, number: int = YEAR, every: int = 1) -> dict[str, Any]:
    """The year, looked at at the end of each week (or of every so many), and once as a whole."""
    planted = plant(seed, number)
    base = floor(planted)
    began = time.perf_counter()
    whole = Facts(planted.facts, planted.standing)
    broken = list(breaches.found(whole))
    ranked(whole)
    seconds = time.perf_counter() - began
    listed, pairs = set(), set()
    precision: list[float] = []
    false: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    rows_shown = 0
    for week in range(every, DAYS // 7 + 1, every):
        day = FIRST + dt.timedelta(days=week * 7 - 1)
        rows = ranked(Facts(planted.facts, planted.standing, day))
        right = 0
        for row in rows:
            met = truth(planted, row)
            right += bool(met)
            listed.update(met)
            for n in met:
                pairs.update((row.who, name) for name in set(row.evidence) & planted.schemes[n].acts)
            if not met:
                false[
                    planted.alike.get(
                        row.who, "schemer, on other acts" if row.who in planted.country.taken else "ordinary"
                    )
                ] += 1
                codes[row.signals[0].rule] += 1
        rows_shown += len(rows)
        if rows:
            precision.append(right / len(rows))
    at_once = set()
    for breach in broken:
        people = set(breach.people) | {breach.about}
        for n, scheme in enumerate(planted.schemes):
            evidence = set(getattr(breach, "evidence", ()))
            if people & scheme.who and evidence & scheme.acts:
                at_once.add(n)
    found = listed | at_once
    acts_shown = {name for _who, name in pairs}
    every_act = [name for scheme in planted.schemes for name in scheme.acts]
    kinds = {}
    for kind in dict.fromkeys(scheme.kind for scheme in planted.schemes):
        of = [n for n, scheme in enumerate(planted.schemes) if scheme.kind == kind]
        kinds[kind] = {
            "found": len(found & set(of)),
            "of": len(of),
            "missed": [
                f"{planted.schemes[n].variant}, {planted.schemes[n].boldness}" for n in of if n not in found
            ],
        }
    return {
        "seed": seed, "facts": len(planted.facts), "schemes": len(planted.schemes), "found": len(found), "on_the_list": len(listed), "breaches": len(broken),
        "by_breach": len(at_once), "recall": len(found) / len(planted.schemes), "acts_shown_on_the_list": round(len(acts_shown) / len(every_act), 3),
        "precision_mean": round(statistics.mean(precision), 3) if precision else None,
        "weeks_with_half": round(sum(p >= 0.5 for p in precision) / len(precision), 3) if precision else None,
        "weeks_with_rows": len(precision), "rows": rows_shown, "kinds": kinds, "false_rows_by_look_alike": dict(false.most_common()),
        "false_rows_by_heaviest_rule": dict(codes.most_common()), "seconds": round(seconds, 2), "floor_seconds": round(base, 3), "ratio": round(seconds / base, 1),
    }  # fmt: skip


def main() -> None:
    """Each seed, printed and kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, nargs="*", default=[1])
    parser.add_argument("--facts", type=int, default=YEAR)
    parser.add_argument("--every", type=int, default=1, help="weeks between looks")
    parser.add_argument("--keep", action="store_true", help="write the results file")
    chosen = parser.parse_args()
    results = [drill(seed, chosen.facts, chosen.every) for seed in chosen.seed]
    print(json.dumps(results, indent=1))
    if chosen.keep:
        (ROOT / "benchmarks" / "results" / "oversight.json").write_text(
            json.dumps(results, indent=1) + "\n", "utf-8"
        )


if __name__ == "__main__":
    main()
