"""How rows of one person are found: precision, recall and F1 of ifar beside Splink's defaults, on files whose truth is known.

Neither sees the labels. `without …`: the same file with columns taken away, so that it shows whether one column carries everything.
Both count a pair from a probability of one half on.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.realdata import linked  # noqa: E402
from tests.realdata.linked import FILES, by_ifar, by_splink, judged, table_of, truth  # noqa: E402

DATA = Path(os.environ.get("IFAR_REAL_DATA") or ROOT.parent / "shared" / "data") / "noise"
WITHOUT = (("identity",), ("identity", "born"), ("street", "house", "postcode"), ("email",))


def main() -> None:
    """Print the table, and keep it."""
    if not DATA.is_dir():
        raise SystemExit(f"there is no {DATA}; IFAR_REAL_DATA names the folder of real data")
    kept = []
    print(f"{'file':24} {'by':22} {'precision':>9} {'recall':>9} {'F1':>9} {'s':>7}")
    for name in FILES:
        heads, rows = table_of(DATA / name)
        true = truth(heads, rows)
        runs = [("ifar", lambda heads=heads, rows=rows: by_ifar(heads, rows))]
        runs.append(("Splink's defaults", lambda heads=heads, rows=rows: by_splink(heads, rows)))
        for without in WITHOUT:
            if ("email" in without) == ("email" in heads):
                words = f"ifar without {'+'.join(without)}"
                runs.append(
                    (words, lambda heads=heads, rows=rows, without=without: by_ifar(heads, rows, without))
                )
        for words, run in runs:
            began = time.process_time()
            result = judged(run(), true)
            took = time.process_time() - began
            print(
                f"{name:24} {words[:34]:34} {result.precision:9.4f} {result.recall:9.4f} {result.f1:9.4f} {took:7.1f}"
            )
            kept.append(
                {
                    "file": name,
                    "by": words,
                    "precision": round(result.precision, 4),
                    "recall": round(result.recall, 4),
                    "f1": round(result.f1, 4),
                    "seconds": round(took, 1),
                }
            )
    file = Path(linked.__file__).parents[2] / "benchmarks" / "results" / "linking.json"
    file.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    main()
