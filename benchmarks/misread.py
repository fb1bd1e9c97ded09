"""How misread serial numbers are ranked: the true one first and among the first five, beside plain Levenshtein and Bayes.

Three registers (dense consecutive numbers, mixed series, sparse ones) of serials of 5 to 12 characters. Errors are drawn from
the half of the measured confusions that the product's weights do not come from. Bayes knows these very counts, and how many
errors each reading has: nobody can do better. Levenshtein breaks ties by lot. `together`: the readings of one file, from which
ifar learns how the reader errs; `alone`: each by itself. `score`: what ifar's scores of that file claim. `--splits` cuts the counts in other halves as well.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ifar.registry.marks.confusions import COUNTS, Habits  # noqa: E402
from tests.realdata import misreads  # noqa: E402
from tests.realdata.misreads import REGISTERS, Errors, Tried, halves, shares, tried  # noqa: E402

DATA = Path(os.environ.get("IFAR_REAL_DATA") or ROOT.parent / "shared" / "data")
COUNTED = DATA / "noise" / "openalpr_confusion_counts.csv"
BANDS = {"5-6": (5, 6), "7-8": (7, 8), "9-10": (9, 10), "11-12": (11, 12), "all": (5, 12)}
WAYS = {
    "score": "score",
    "together": "ifar, a file",
    "alone": "ifar, alone",
    "levenshtein": "Levenshtein",
    "bayes": "Bayes",
}
THE_PRODUCTS = 1
"""Seed of the split whose first half the product's weights come from."""


def measured(seeds: range, rows: int, reads: int) -> dict[tuple[str, int], list[Tried]]:
    """All readings by register and number of errors, of all splits together."""
    result: dict[tuple[str, int], list[Tried]] = {}
    for seed in seeds:
        ours, theirs = halves(COUNTED, seed)
        if seed == THE_PRODUCTS and ours != COUNTS:
            raise SystemExit("the product's weights are not those of this half")
        for kind in REGISTERS:
            for errors in (1, 2):
                some = tried(kind, errors, Errors(theirs), Habits(ours), rows=rows, reads=reads, seed=seed)
                result.setdefault((kind, errors), []).extend(some)
    return result


def main() -> None:
    """Print the table of register, errors and length, and keep it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000, help="serial numbers of each register")
    parser.add_argument(
        "--reads", type=int, default=800, help="readings of each register and number of errors"
    )
    parser.add_argument(
        "--splits", type=int, default=1, help="halvings of the counts; the first is the product's"
    )
    chosen = parser.parse_args()
    if not COUNTED.is_file():
        raise SystemExit(f"there is no {COUNTED}; IFAR_REAL_DATA names the folder of real data")
    began = time.process_time()
    rows = []
    print(f"{'register':8} {'errors':6} {'length':7}" + "".join(f"{name:>18}" for name in WAYS.values()))
    for (kind, errors), some in measured(
        range(THE_PRODUCTS, THE_PRODUCTS + chosen.splits), chosen.rows, chosen.reads
    ).items():
        for band, (shortest, longest) in BANDS.items():
            result = shares(item for item in some if shortest <= item.length <= longest)
            print(
                f"{kind:8} {errors:6} {band:7}"
                + "".join(f"{first:9.1f} {five:8.1f}" for first, five in result.values())
            )
            rows.append({"register": kind, "errors": errors, "length": band, "first, first five": result})
    took = round(time.process_time() - began, 1)
    print(f"{took} s of one core; per cent first, and among the first five")
    file = Path(misreads.__file__).parents[2] / "benchmarks" / "results" / "misread.json"
    kept = {
        "rows": chosen.rows,
        "reads": chosen.reads,
        "splits": chosen.splits,
        "seconds of one core": took,
        "shares": rows,
    }
    file.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    main()
