"""Accompanied firearms of travellers: what has to be there before they cross the border, by the rows of regimes.

A journey leads out of this State and back (`out`), or into it and out again (`in`). Rows with the leg `leaving` or `entering` say what holds for it; where no
row lifts it, an authorisation of this State is wanted (Protocol art. 10(1)). The database asks the same by its own hand (`trade_journey_wanting`), and the
verifier by this module, of what the log said then. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from ifar.errors import Reason
from ifar.trade import gate

OUT: Final = "out"
IN: Final = "in"
WAYS: Final = (OUT, IN)
LEGS: Final[Mapping[str, str]] = {OUT: "leaving", IN: "entering"}
OWN: Final[Mapping[str, tuple[str, str]]] = {
    OUT: ("export_authorisation", "export"),
    IN: (gate.IMPORT, "import"),
}
"""Way -> the authorisation of this State that is wanted, and its kind."""
ARTICLE: Final = "Protocol art. 10(1), (6)"
MOST: Final = 50
"""Firearms of one journey at most: more is a consignment."""

_SAID_OF_A_LIFE: Final = frozenset({"hunting", "sport", "evaluation", "exhibition", "repair"})

type Row = Mapping[str, Any]
"""A record as JSON holds it."""


def purpose_of(purpose: str) -> str:
    """The purpose of a journey or a consignment as the life of a firearm says it that is here, or abroad, for a time."""
    return purpose if purpose in _SAID_OF_A_LIFE else "other"


def states_of(journey: Row, home: str) -> tuple[str, str]:
    """From which State into which it crosses the border the first time."""
    there = str(journey["country"])
    return (home, there) if journey["way"] == OUT else (there, home)


def rules_of(journey: Row, home: str, rules: Iterable[Row], day: dt.date) -> list[Row]:
    """The rows of regimes that hold for a journey on a day."""
    leaves, enters = states_of(journey, home)
    as_asked = {"from_state": leaves, "into_state": enters, "purpose": journey["purpose"]}
    leg = (LEGS[str(journey["way"])], home, "")
    return [rule for *_leg, rule in gate.holding(as_asked, [leg], rules, day)]


def days_before(rules: Iterable[Row]) -> int:
    """How many working days before it crosses a journey is to be announced, by the rows that hold for it: the most of several."""
    return max((int(rule["days"]) for rule in rules if rule.get("days")), default=0)


def is_late(journey: Row, rules: Iterable[Row], day: dt.date) -> bool:
    """Whether a journey that crosses on a day was announced later than the rows that hold for it say: so many working days are no fewer days."""
    waited = (day - dt.date.fromisoformat(str(journey["announced_on"]))).days
    return str(journey["earliest_on"]) > day.isoformat() or waited < days_before(rules)


def is_relief(rule: Row) -> bool:
    """Whether a row relieves whoever announces in time, and nobody else."""
    return bool(rule.get("days") and rule.get("lifts"))


def wanted(journey: Row, rules: Iterable[Row], *, late: bool) -> dict[str, str]:
    """The papers that are wanted of a journey -> the articles that want them, by the rows that hold for it.

    Args:
        late: it was announced too late; then rows that relieve whoever announces in time do not hold.
    """
    asked, lifts = [((OWN[str(journey["way"])][0], ""), ARTICLE)], set[tuple[str, str]]()
    for rule in rules:
        if late and is_relief(rule):
            continue
        regime = str(rule["regime"])
        asked += [((kind, regime), str(rule["article"])) for kind in gate.several(rule.get("asks"))]
        lifts |= {(kind, of) for kind in gate.several(rule.get("lifts")) for of in (regime, "")}
    result: dict[str, list[str]] = {}
    for ask, article in asked:
        if ask not in lifts:
            articles = result.setdefault(ask[0], [])
            articles += [article] if article not in articles else []
    return {kind: "; ".join(articles) for kind, articles in result.items()}


def too_late(journey: Row, rules: Sequence[Row], answered: Callable[[str], bool]) -> str:
    """The articles by which a journey that was announced too late does not cross: whose relief it would need, or which want the announcement whatever else.

    Args:
        answered: whether a paper that is wanted is there.
    """
    in_time = wanted(journey, rules, late=False)
    lacking = {
        text for text in wanted(journey, rules, late=True) if text not in in_time and not answered(text)
    }
    results = [
        str(rule["article"])
        for rule in rules
        if rule.get("days") and (not is_relief(rule) or not lacking.isdisjoint(gate.several(rule["lifts"])))
    ]
    return "; ".join(dict.fromkeys(results))


def as_goods(arms: Iterable[Row]) -> list[dict[str, Any]]:
    """Firearms as lines of goods; the list of models names each behind its make."""
    return [
        {
            "type": arm["type"],
            "calibre": arm["calibre"],
            "make": arm.get("make") or "",
            "model": str(arm.get("model") or "").rpartition("/")[2],
            "quantity": 1,
        }
        for arm in arms
    ]


def goes(journey: Row) -> list[Row]:
    """The firearms that crossed, or are to cross."""
    return [journey["arms"][n - 1] for n in journey["gone"]]


def is_authorised(
    journey: Row, home: str, authorisation: Row | None, others: Iterable[Row], day: dt.date
) -> bool:
    """Whether an authorisation covers what goes, and what is on its way under it already: one for that purpose, under which nothing is packed.

    Args:
        others: firearms of other journeys under the same authorisation that have not come back.
    """
    if authorisation is None:
        return False
    today = day.isoformat()
    kind, (leaves, enters) = OWN[str(journey["way"])][1], states_of(journey, home)
    return (
        (authorisation["state"], authorisation["kind"]) == ("in_force", kind)
        and (authorisation["from_state"], authorisation["into_state"]) == (leaves, enters)
        and (journey["way"] == IN or authorisation["applicant"] == journey["holder"])
        # What was authorised to be sold leaves for good, on a packing list, and for no journey beside it.
        and authorisation["purpose"] == journey["purpose"]
        and not authorisation["packed_on"]
        and str(authorisation["valid_from"]) <= today <= str(authorisation["valid_to"])
        and gate.answers(authorisation["goods"], as_goods([*goes(journey), *others]))
    )


def against(
    journey: Row,
    home: str,
    authorisation: Row | None,
    others: Iterable[Row],
    rules: Iterable[Row],
    day: dt.date,
) -> list[Reason]:
    """Everything that keeps a journey from crossing the border on a day, each with its article."""

    def answered(kind: str) -> bool:
        if kind != OWN[str(journey["way"])][0]:
            return kind in journey["papers"]
        return is_authorised(journey, home, authorisation, others, day)

    # Whatever day was announced: the rows of the day on which it crosses say how long before.
    holding = rules_of(journey, home, rules, day)
    late = is_late(journey, holding, day)
    reasons = []
    if late and (articles := too_late(journey, holding, answered)):
        reasons.append(Reason("trade.journey.early", article=articles))
    if str(journey["return_by"]) < day.isoformat():
        reasons.append(Reason("trade.journey.over", article=ARTICLE))
    in_time = wanted(journey, holding, late=False)
    for kind, article in wanted(journey, holding, late=late).items():
        if answered(kind) or kind not in in_time:
            continue
        if kind == OWN[str(journey["way"])][0]:
            reasons.append(Reason("trade.journey.authorisation", article=article))
        else:
            reasons.append(Reason("trade.journey.paper", article=article, params={"paper": kind}))
    return reasons


def numbers_wrong(journey: Row) -> bool:
    """Whether the numbers of what went and what came back are not those of firearms of the journey, each once."""
    known = set(range(1, len(journey["arms"]) + 1))
    gone, back = list(journey["gone"]), list(journey["back"])
    once = len(set(gone)) == len(gone) and len(set(back)) == len(back)
    return not (once and set(gone) <= known and set(back) <= set(gone))
