"""Forecasts of Philadelphia's shooting victims, the past played again month by month, beside the naive count map.

The naive count map is what has been so far: each area's mean. For districts, neighbourhoods and cells, 1, 3 and 6 months ahead: CRPS (in
victims), log score, and the share of victims that came in the 1, 5, 10 and 20 % of areas with the highest forecast. A model
beats the map where its CRPS is smaller by more than the error of the difference over the months; it is said plainly where none does. The areas are
those that had any victim in the whole of the data, which a forecaster would not have known; it is the same for all models.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ifar.hotspots.statistics.forecast import BASELINE, back_test  # noqa: E402
from tests.realdata.incidents import reading  # noqa: E402
from tests.realdata.monthly import AREAS, by_month  # noqa: E402

DATA = Path(os.environ.get("IFAR_REAL_DATA") or ROOT.parent / "shared" / "data")
AHEAD = (1, 3, 6)
SHARES = (0.01, 0.05, 0.1, 0.2)
FIRST = 24


def main() -> None:
    """Play the past again, print, and keep."""
    incidents = reading(DATA, "Philadelphia").incidents
    kept: list[dict[str, Any]] = []
    for what, area_of in AREAS.items():
        areas, counts = by_month(incidents, area_of)
        for ahead in AHEAD:
            began = time.perf_counter()
            by_share = {share: back_test(counts, ahead=ahead, first=FIRST, share=share) for share in SHARES}
            scores = by_share[0.1]
            print(
                f"{len(areas)} {what}, {counts.shape[1]} months, {ahead} ahead ({time.perf_counter() - began:.0f} s)"
            )
            for at, score in enumerate(scores):
                hits = {f"{share:.0%}": by_share[share][at].hit_rate for share in SHARES}
                kept.append({
                    "areas": what, "number": len(areas), "ahead": ahead, "model": score.model, "crps": round(score.crps, 5),
                    "log_score": round(score.log_score, 5), "hit_rate": {name: round(value, 4) for name, value in hits.items()},
                    "gain_in_crps": round(score.gain, 4), "beats_the_map": score.beats,
                })  # fmt: skip
                print(
                    f"  {score.model:12} CRPS {score.crps:.4f} ({score.gain:+.1%}), log score {score.log_score:.4f}, hits "
                    + ", ".join(f"{name} {value:.1%}" for name, value in hits.items())
                    + ("  beats the map" if score.beats else "")
                )
            best = min(scores, key=lambda score: score.crps)
            winners = [score.model for score in scores if score.beats]
            if winners:
                print(f"  Best: {best.model}. The naive count map is beaten by {', '.join(winners)}.")
            else:
                print(f"  No model beats the naive count map ({BASELINE}): none is offered here.")
    path = ROOT / "benchmarks" / "results" / "forecast.json"
    path.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
