"""The first brief of a hotspot, drafted from the data: sentences by code with their numbers, and its caveats. Pure.

A brief says only what stands in the findings. What it means, an analyst writes beside it. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

SENTENCES: Final = (
    "observed", "still", "expected", "baseline", "earlier", "risk", "times", "relative", "chance", "kind", "steps", "route", "mix", "new_mix", "also", "price", "areas", "signals",
    "trend_up", "trend_down", "trend_flat",
)  # fmt: skip
"""Codes of sentences; the words of each language stand elsewhere."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence by its code, with what is put into it."""

    code: str
    params: Mapping[str, Any]


def why(finding: Mapping[str, Any]) -> list[Sentence]:
    """Why a finding stands out, in the order in which it should be read."""
    observed = int(finding["observed"])
    out = [Sentence("observed", {"n": observed, "first": finding["first"], "last": finding["last"]})]
    out.append(Sentence("areas", {"n": len(finding["members"])}))
    if expected := finding.get("expected"):
        out.append(Sentence("expected", {"expected": short(expected), "n": observed}))
    if baseline := finding.get("baseline"):
        first, last = finding["compared"]
        out.append(Sentence("baseline", {"baseline": baseline, "first": first, "last": last}))
    if (before := finding.get("before")) is not None:
        out.append(Sentence("earlier", {"before": before}))
    if risk := finding.get("risk"):
        out.append(_compared(str(finding["signal"]), short(risk), baseline))
    if p := finding.get("p"):
        out.append(Sentence("chance", {"percent": percent(p)}))
    if finding.get("kind") and finding["signal"] != "flow":
        out.append(Sentence("kind", {"kind": finding["kind"]}))
    if "steps" in finding["said"]:
        out.append(Sentence("steps", {name: finding["said"][name] for name in ("hot", "steps", "run")}))
    if finding["signal"] == "flow":
        out.append(Sentence("route", dict(finding["said"])))
    return out + _of_firearms(finding["said"])


def _of_firearms(said: Mapping[str, str]) -> list[Sentence]:
    """What changed in recovered firearms or in their prices."""
    if "unit" in said:
        return [Sentence("price", {**said, "unit": said["unit"].partition(" ")[0]})]
    if "trait" not in said:
        return []
    values = {name: said[name] for name in ("trait", "now", "of_now", "was", "of_was")}
    out = [Sentence("mix" if said["was"] != "0" else "new_mix", values)]
    out += [Sentence("also", {"trait": also}) for also in said["also"].split()]
    return out


def as_it_stands(
    rows: Sequence[Mapping[str, Any]], results: Iterable[tuple[Mapping[str, Any], int | None]]
) -> list[Mapping[str, Any]]:
    """A kept brief, with how many of its cases still stand where incidents of the finding that it tells of were taken back.

    Args:
        results: findings of the alerts behind it, each with how many of its cases still stand; None where none was taken back.
    """
    left = {_fingerprint(why(finding)[0]): still for finding, still in results if still is not None}
    out: list[Mapping[str, Any]] = []
    for row in rows:
        out.append(row)
        result = _fingerprint(Sentence(row["code"], row["params"]))
        if row["code"] == "observed" and result in left:
            out.append({"code": "still", "params": {"n": left[result]}})
    return out


def _fingerprint(sentence: Sentence) -> tuple[int, str, str]:
    """By what a finding is known again in a kept brief: how many cases, and the days."""
    params = sentence.params
    return int(params.get("n", 0)), str(params.get("first", "")), str(params.get("last", ""))


def strongest(findings: Sequence[Mapping[str, Any]]) -> int:
    """Which of some findings is the strongest, by its position: the one with most cases."""
    return max(
        range(len(findings)), key=lambda at: (int(findings[at]["observed"]), str(findings[at]["signal"]))
    )


def drafted(findings: Sequence[Mapping[str, Any]], series: Sequence[int]) -> list[Sentence]:
    """A first brief of all findings of a hotspot: the strongest one's reasons, how many kinds of signals agree, where the counts go.

    Args:
        series: cases of each period of the strongest one: of its places and no others.
    """
    out = why(findings[strongest(findings)])
    kinds = sorted({str(finding["signal"]) for finding in findings})
    if len(kinds) > 1:
        out.append(Sentence("signals", {"n": len(kinds)}))
    out.append(Sentence(trend(series), {}))
    return out


def trend(series: Sequence[int]) -> str:
    """Whether the latest quarter of a series is above, below or like the quarter before: half as many again, or two thirds."""
    size = max(len(series) // 4, 1)
    if len(series) < 2 * size:
        return "trend_flat"
    before, now = sum(series[-2 * size : -size]), sum(series[-size:])
    if now > 1.5 * max(before, 1):
        return "trend_up"
    return "trend_down" if before and now < before / 1.5 else "trend_flat"


def together(caveats: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """The caveats of all findings, each once, in the order in which they came up."""
    return tuple(dict.fromkeys(code for some in caveats for code in some))


def percent(p: str) -> str:
    """A probability as percent, not more exact than it is: below one in a thousand it says so."""
    value = float(p)
    return "<0.1" if value < 0.001 else f"{100 * value:.1f}"


def _compared(signal: str, times: str, baseline: str | None) -> Sentence:
    """How many times as many, with what was compared: a scan compares with all that lies outside its finding, the others with what they expected."""
    if signal.startswith("scan_"):
        return Sentence("relative", {"times": times})
    return (
        Sentence("times", {"times": times, "baseline": baseline})
        if baseline
        else Sentence("risk", {"times": times})
    )


def short(number: str) -> str:
    """A number as everything that is said of a finding has it: a whole one as it is, one place after the point below 20, none above."""
    value = Decimal(number)
    if value == value.to_integral_value():
        return f"{value:.0f}"
    return f"{value.quantize(Decimal(1) if value >= 20 else Decimal('0.1'), ROUND_HALF_UP):f}"
