"""What the rules of signals are given: what two people of different offices set, else what each rule begins with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ifar.oversight import ranking
from ifar.oversight.models import Parameter
from ifar.oversight.report_acts import ACKNOWLEDGED_WITHIN, ANSWERED_WITHIN, KEPT_FOR
from ifar.oversight.rules import BY_CODE

OF_THE_LIST: Final[Mapping[str, float]] = {"capacity": ranking.CAPACITY, "discoveries": ranking.SHARE}
"""Parameters of no rule: how many rows a desk looks at, and which share of false discoveries is borne."""
REPORTS: Final = "reports"
"""Under which name the days of reports from outside stand among the rules."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the rules are given today."""

    rules: Mapping[str, Mapping[str, float]]
    capacity: int
    share: float


def began_with() -> dict[tuple[str, str], float]:
    """Rule and name of each parameter that there is -> what it was before anybody set it."""
    of_list = {("", name): value for name, value in OF_THE_LIST.items()}
    days = {
        (REPORTS, "acknowledge"): float(ACKNOWLEDGED_WITHIN),
        (REPORTS, "answer"): float(ANSWERED_WITHIN),
        (REPORTS, "keep"): float(KEPT_FOR),
    }
    return (
        of_list
        | days
        | {(code, name): value for code, rule in BY_CODE.items() for name, value in rule.given.items()}
    )


def given() -> Given:
    """What stands today; what was set for a rule that there is no more counts for nothing."""
    rules: dict[str, dict[str, float]] = {}
    of_list = dict(OF_THE_LIST)
    known = began_with()
    for parameter in Parameter.objects.all():
        if (parameter.rule, parameter.name) not in known:
            continue
        if parameter.rule:
            rules.setdefault(parameter.rule, {})[parameter.name] = float(parameter.value)
        else:
            of_list[parameter.name] = float(parameter.value)
    return Given(rules, int(of_list["capacity"]), of_list["discoveries"])
