"""Hotspots beside esda and beside counting: Gi*, conditional permutations, the scan's speed, p-values and power, in one run.

The floor is polars counting points by stored cells. Gi* is measured from the stored cells on: counting, then the statistic on the
lattice of all cells. esda and libpysal come with `pip install --group bench`; without them their columns are left out.
`--quick` takes a few seconds and proves nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ifar.hotspots.statistics.circles import places  # noqa: E402
from ifar.hotspots.statistics.gi import gi_star  # noqa: E402
from ifar.hotspots.statistics.permutations import neighbours_sums  # noqa: E402
from ifar.hotspots.statistics.scan import Choices, Study, scan  # noqa: E402
from ifar.hotspots.statistics.st_dbscan import st_dbscan  # noqa: E402
from ifar.hotspots.statistics.weights import of_lattice  # noqa: E402

try:
    import libpysal
    from esda import G_Local
except ImportError:
    libpysal = G_Local = None


def timed(act: Callable[[], Any], times: int = 5) -> tuple[float, Any]:
    """Median seconds of some runs, and what the last one gave."""
    took = []
    result = None
    for _ in range(times):
        began = time.perf_counter()
        result = act()
        took.append(time.perf_counter() - began)
    return statistics.median(took), result


def points_in_cells(number: int, side: int) -> pl.DataFrame:
    """Points with the cell that was stored with each: half of them crowd."""
    random = np.random.default_rng(1)
    x = np.concatenate(
        [random.random(number // 2), np.clip(random.normal(0.4, 0.08, number - number // 2), 0, 0.999)]
    )
    y = np.concatenate(
        [random.random(number // 2), np.clip(random.normal(0.6, 0.08, number - number // 2), 0, 0.999)]
    )
    return pl.DataFrame({"cell": (np.floor(y * side) * side + np.floor(x * side)).astype(np.uint32)})


def local(number: int, side: int, permutations: int, slow: bool) -> dict[str, Any]:
    """Gi* of the points by cell, from the stored cells on; esda on the same counts and neighbours."""
    frame = points_in_cells(number, side)
    at = np.arange(side * side)
    near = of_lattice(at % side, at // side)

    def counted() -> np.ndarray:
        table = frame.lazy().group_by("cell").len().collect()
        values = np.zeros(side * side)
        values[table["cell"].to_numpy()] = table["len"].to_numpy()
        return values

    floor, _ = timed(lambda: frame.lazy().group_by("cell").len().collect())
    ours, result = timed(lambda: gi_star(counted(), near))
    values = counted()
    analytic, _ = timed(lambda: gi_star(values, near))
    permuted, drawn = timed(lambda: neighbours_sums(values, near, near.summed(values), permutations, 1), 3)
    row: dict[str, Any] = {
        "points": number, "cells": side * side, "group_by_s": floor, "gi_from_cells_s": ours, "gi_over_group_by": ours / floor,
        "gi_alone_s": analytic, "permutations": permutations, "permutations_s": permuted,
    }  # fmt: skip
    if G_Local is not None and slow:
        warnings.filterwarnings("ignore")
        w = libpysal.weights.lat2W(side, side, rook=False, id_type="int")
        tiny = libpysal.weights.lat2W(5, 5, rook=False, id_type="int")
        G_Local(
            np.arange(25.0), tiny, star=True, transform="B", permutations=9, n_jobs=1
        )  # compiled before it is measured
        theirs, g = timed(lambda: G_Local(values, w, star=True, transform="B", permutations=0), 3)
        began = time.perf_counter()
        slowly = G_Local(values, w, star=True, transform="B", permutations=permutations, n_jobs=1, seed=1)
        simulated = time.perf_counter() - began - theirs
        above, reached = (
            (np.minimum(c, permutations - c) + 1) / (permutations + 1) for c in (drawn.above, drawn.reached)
        )
        error = np.sqrt(np.maximum(slowly.p_sim * (1 - slowly.p_sim), 0.5 / permutations) * 2 / permutations)
        apart = np.minimum(abs(above - slowly.p_sim), abs(reached - slowly.p_sim)) / error
        row |= {
            "esda_gi_s": theirs, "esda_over_ours": theirs / analytic, "z_differs_by": float(np.nanmax(abs(g.Zs - result.z))),
            "esda_permutations_s": simulated, "permutations_faster": simulated / permuted,
            "p_apart_by_more_than_4_errors": float((apart > 4).mean()),
        }  # fmt: skip
    return row


def surface(areas: int, weeks: int, cases: int, seed: int = 0) -> Study:
    """Areas at random places with populations of all sizes; nothing but chance."""
    random = np.random.default_rng(seed)
    people = random.lognormal(0, 0.5, areas)
    expected = np.outer(people, np.ones(weeks)) * cases / people.sum() / weeks
    counts = random.multinomial(cases, (expected / expected.sum()).ravel()).reshape(areas, weeks)
    return Study(
        [str(at) for at in range(areas)], random.random(areas), random.random(areas), counts, expected
    )


def scanned(areas: int, weeks: int, cases: int, replicates: int) -> dict[str, Any]:
    """Seconds for all p-values of a space-time scan, retrospective and prospective; windows a second."""
    study = surface(areas, weeks, cases)
    row: dict[str, Any] = {"areas": areas, "weeks": weeks, "cases": cases, "replicates": replicates}
    for name, choices in (
        ("retrospective", Choices(replicates=replicates, p="gumbel")),
        ("prospective", Choices(replicates=replicates, p="gumbel", prospective=True)),
    ):
        began = time.perf_counter()
        result = scan(study, choices)
        took = time.perf_counter() - began
        row[name] = {
            "seconds": took, "windows": result.windows, "million_windows_a_second": result.windows * (replicates + 1) / took / 1e6,
            "p": result.clusters[0].p,
        }  # fmt: skip
    return row


def power(runs: int, replicates: int) -> dict[str, Any]:
    """How often a cluster of relative risk 3 with 10 expected cases is found at 0.05, and how often one where there is none."""
    areas, weeks, cases = 100, 26, 1300
    base = surface(areas, weeks, cases)
    points = places(base.x, base.y, lonlat=False)
    random = np.random.default_rng(9)
    result = false = 0
    for run in range(runs):
        centre = int(random.integers(areas))
        near = np.argsort(((points - points[centre]) ** 2).sum(axis=1), kind="stable")
        length = 4
        window = np.zeros((areas, weeks), bool)
        for at in near:
            window[at, weeks - length :] = True
            if base.expected[window].sum() >= 10:
                break
        lifted = base.expected * np.where(window, 3.0, 1.0)
        for planted in (True, False):
            mean = lifted if planted else base.expected
            counts = random.poisson(mean)
            expected = base.expected * counts.sum() / base.expected.sum()
            first = scan(
                Study(base.areas, base.x, base.y, counts, expected), Choices(replicates=replicates, seed=run)
            ).clusters[0]  # fmt: skip
            hit = first.p is not None and first.p <= 0.05
            if planted:
                members = {int(m) for m in first.members}
                result += (
                    hit
                    and bool(members & set(np.flatnonzero(window.any(axis=1)).tolist()))
                    and first.last >= weeks - length
                )
            else:
                false += hit
    return {"runs": runs, "relative_risk": 3, "expected": 10, "found": result / runs, "false": false / runs}


def grouped(number: int) -> dict[str, Any]:
    """Seconds of ST-DBSCAN."""
    random = np.random.default_rng(3)
    points, when = random.random((number, 2)), random.random(number) * 1000
    took, result = timed(lambda: st_dbscan(points, when, radius=1.2 / np.sqrt(number), span=300, least=3), 1)
    return {"points": number, "seconds": took, "groups": int(result.max()) + 1}


def main() -> None:
    """Measure all of it, print it with the goals, and keep it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, nothing is kept")
    chosen = parser.parse_args()
    quick = chosen.quick
    result: dict[str, Any] = {"processors": os.cpu_count()}
    sizes = ((50_000, 40),) if quick else ((1_000_000, 128), (10_000_000, 128))
    result["local"] = [local(number, side, 99 if quick else 199, slow=True) for number, side in sizes]
    result["scan"] = scanned(*((100, 20, 500, 19) if quick else (1000, 104, 5000, 199)))
    result["power"] = power(*((5, 39) if quick else (100, 199)))
    result["st_dbscan"] = grouped(10_000 if quick else 1_000_000)
    for row in result["local"]:
        print(f"{row['points']:>10,} points in {row['cells']:,} cells")
        print(
            f"  Gi* from stored cells {row['gi_from_cells_s'] * 1e3:8.1f} ms = {row['gi_over_group_by']:.2f} x group_by   (goal 3)"
        )
        print(f"  {row['permutations']} permutations     {row['permutations_s'] * 1e3:8.1f} ms")
        if "esda_gi_s" in row:
            print(f"  esda Gi*              {row['esda_gi_s'] * 1e3:8.1f} ms = {row['esda_over_ours']:.0f} x ours   (goal 50); z differs by {row['z_differs_by']:.1e}")  # fmt: skip
            print(f"  esda permutations     {row['esda_permutations_s'] * 1e3:8.1f} ms = {row['permutations_faster']:.0f} x ours   (goal 20); p more than 4 errors apart: {row['p_apart_by_more_than_4_errors']:.2%}")  # fmt: skip
        else:
            print("  esda is not installed: pip install --group bench")
    outcome = result["scan"]
    print(
        f"scan of {outcome['areas']} areas x {outcome['weeks']} weeks, {outcome['cases']:,} cases, {outcome['replicates']} replicates"
    )
    for name in ("retrospective", "prospective"):
        item = outcome[name]
        print(
            f"  {name:14} {item['seconds']:7.1f} s   (goal 60), {item['million_windows_a_second']:,.0f} M windows/s   (goal 100)"
        )
    outcome = result["power"]
    print(
        f"power at relative risk 3, 10 expected: {outcome['found']:.2f}   (goal 0.8); false alarms {outcome['false']:.2f}   (0.05)"
    )
    outcome = result["st_dbscan"]
    print(
        f"ST-DBSCAN of {outcome['points']:,} points: {outcome['seconds']:.2f} s, {outcome['groups']:,} groups"
    )
    result["load_average_at_the_end"] = round(
        os.getloadavg()[0], 1
    )  # what else ran; seconds grow with it, ratios hardly
    if not quick:
        path = ROOT / "benchmarks" / "results" / "hotspots.json"
        path.write_text(json.dumps(result, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
