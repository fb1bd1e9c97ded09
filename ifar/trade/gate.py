"""The gate: whether an authorisation rests on everything that Protocol art. 10(2)-(3) and the regimes want on a day.

The database asks the same by its own hand (`trade_wanting`), and the verifier by this module, of what the log said then. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ifar.errors import Reason
from ifar.typed import bare

IMPORT: Final = "import_authorisation"
TRANSIT: Final = "transit_no_objection"
ANSWERS: Final[Mapping[str, tuple[str, ...]]] = {IMPORT: (IMPORT, "no_import_licence")}
"""A paper that is wanted -> the kinds of papers that answer it; itself alone where it is not named."""
SAME: Final[Mapping[str, str]] = {other: want for want, kinds in ANSWERS.items() for other in kinds}
"""Kind of a paper -> what it answers: under one number, papers that answer the same are one paper."""
_BY_INTO: Final = (IMPORT, "no_import_licence")
_GIVES: Final[Mapping[str, str]] = {"export": "export_authorisation", "import": IMPORT, "transit": TRANSIT}
"""Kind of an authorisation of this State -> the paper that it is itself: nobody asks for it beforehand."""
_PROTOCOL: Final = {IMPORT: "Protocol art. 10(2)(a)", TRANSIT: "Protocol art. 10(2)(b)"}
MINIMUM: Final = "Protocol art. 10(3)"

PROOF_DAYS: Final = 45
"""In how many days after the exit a receipt is proved where no row of a regime says how many: the house's own proposal, as Regulation (EU) 2025/41 art. 26."""

type Row = Mapping[str, Any]
"""A record as JSON holds it."""
type _Ask = tuple[str, str, str, str, str]
"""A paper that is asked for or lifted: kind, leg, State of the leg, way through it, and the regime (empty: the Protocol)."""


@dataclass(frozen=True, slots=True)
class Want:
    """A paper that is wanted: its kind, for which leg, which State gives it (empty: whoever issues such papers), and which articles want it."""

    kind: str
    leg: str
    leg_state: str
    state: str
    article: str


def several(text: Any) -> list[str]:
    """The codes of a cell of a list in which several may stand."""
    return [part for part in str(text or "").split("|") if part]


def _legs(authorisation: Row) -> Iterator[tuple[str, str, str]]:
    """Each leg with its State and the way through it."""
    yield "from", str(authorisation["from_state"]), ""
    yield "receipt", str(authorisation["from_state"]), ""
    yield "into", str(authorisation["into_state"]), ""
    for item in authorisation["through"]:
        yield "through", str(item["country"]), str(item["way"])


def _is_valid(rule: Row, day: dt.date) -> bool:
    first, last = str(rule.get("valid_from") or ""), str(rule.get("valid_to") or "")
    return (not first or first <= day.isoformat()) and (not last or day.isoformat() <= last)


def _applies(rule: Row, authorisation: Row, leg: str, state: str, way: str) -> bool:
    def among(name: str, value: Any) -> bool:
        return not rule.get(name) or value in several(rule.get(name))

    return (
        rule["leg"] == leg
        and among("states", state)
        and among("from_states", authorisation["from_state"])
        and among("into_states", authorisation["into_state"])
        and authorisation["into_state"] not in several(rule.get("not_into"))
        and among("purposes", authorisation["purpose"])
        and among("ways", way)
    )


def applying(authorisation: Row, rules: Iterable[Row], day: dt.date) -> list[tuple[str, str, str, Row]]:
    """The rows of regimes that hold for an authorisation on a day: each with the leg, the State of it and the way through it."""
    return holding(authorisation, _legs(authorisation), rules, day)


def holding(
    asked: Row, legs: Iterable[tuple[str, str, str]], rules: Iterable[Row], day: dt.date
) -> list[tuple[str, str, str, Row]]:
    """The same of whatever has `from_state`, `into_state` and `purpose`, on some legs."""
    valid = [rule for rule in rules if _is_valid(rule, day)]
    return [
        (leg, state, way, row)
        for leg, state, way in legs
        for row in valid
        if _applies(row, asked, leg, state, way)
    ]


def wanted(authorisation: Row, rules: Iterable[Row], day: dt.date, home: str) -> list[Want]:
    """The papers that an authorisation has to rest on, each once, with every article that wants it.

    Args:
        home: our own State, by ISO 3166-1 alpha-2.
    """
    into, kind_of = str(authorisation["into_state"]), str(authorisation["kind"])
    asked: list[tuple[_Ask, str]] = []
    lifts: set[_Ask] = set()
    if kind_of == "export":
        asked.append(((IMPORT, "into", into, "", ""), _PROTOCOL[IMPORT]))
        for leg in authorisation["through"]:
            passed = str(leg["country"]), str(leg["way"])
            asked.append(((TRANSIT, "through", *passed, ""), _PROTOCOL[TRANSIT]))
    # A State may be passed twice in different ways: what lifts a paper for one way leaves it wanted for the other.
    for leg, state, way, rule in applying(authorisation, rules, day):
        regime = str(rule["regime"])
        asked += [
            ((kind, leg, state, way, regime), str(rule["article"])) for kind in several(rule.get("asks"))
        ]
        # A lift relieves of what its own regime asks and of what the Protocol does, never of another regime's duty.
        lifts |= {(kind, leg, state, way, of) for kind in several(rule.get("lifts")) for of in (regime, "")}
    once: dict[tuple[str, str, str, str], list[str]] = {}
    for ask, article in asked:
        kind, leg, state, *_rest = ask
        by = into if kind in _BY_INTO else state if kind == TRANSIT else ""
        if ask not in lifts and not (kind == _GIVES.get(kind_of) and by in ("", home)):
            articles = once.setdefault((kind, leg, state, by), [])
            articles += [article] if article not in articles else []
    return [Want(*key, "; ".join(articles)) for key, articles in once.items()]


def _quantity(line: Row) -> int:
    return int(line.get("quantity") or 0)


def are_counted(goods: Sequence[Row]) -> bool:
    """Whether each line of goods says of what and how many: nothing is taken off by a line below zero."""
    return all(line.get("type") and _quantity(line) > 0 for line in goods)


def covers(paper: Sequence[Row], goods: Sequence[Row]) -> bool:
    """Whether a paper covers goods: of each type and calibre at least as many; what it says of a type without a calibre covers any of it."""

    def counted(some: Sequence[Row]) -> Counter[tuple[str, str]]:
        result: Counter[tuple[str, str]] = Counter()
        for row in some:
            result[str(row.get("type") or ""), str(row.get("calibre") or "")] += _quantity(row)
        return result

    if not are_counted(goods):
        return False

    there, short = counted(paper), Counter[str]()
    for (kind, calibre), number in counted(goods).items():
        short[kind] += max(0, number - there[kind, calibre]) if calibre else number
    return all(number <= there[kind, ""] for kind, number in short.items())


def _named(line: Row) -> tuple[str, str, str, str]:
    """Of what a line of goods is: type, calibre, make and model, as two are compared."""
    kind, calibre, make, model = (str(line.get(item) or "") for item in ("type", "calibre", "make", "model"))
    return kind, calibre, bare(make), bare(model)


def answers(paper: Sequence[Row], goods: Sequence[Row]) -> bool:
    """Whether a paper covers goods: where it names no calibre, make or model it is of any, and no piece of it counts for two.

    Goods that the fewest of its lines cover draw on it first, each on those lines that cover the fewest goods.
    """
    if not are_counted(goods):
        return False
    lines = [_named(result) for result in paper]
    fitting = [
        [
            n
            for n, (kind, *rest) in enumerate(lines)
            if kind == named[0]
            and all(text in ("", other) for text, other in zip(rest, named[1:], strict=True))
        ]
        for named in map(_named, goods)
    ]
    asked = Counter(n for some in fitting for n in some)
    left = [max(0, _quantity(result)) for result in paper]
    for line, some in sorted(zip(goods, fitting, strict=True), key=lambda row: len(row[1])):
        wanted = _quantity(line)
        for n in sorted(some, key=asked.__getitem__):
            drawn = min(wanted, left[n])
            left[n] -= drawn
            wanted -= drawn
        if wanted:
            return False
    return True


def consignees(authorisation: Row) -> list[str]:
    """Everybody to whom goods may go."""
    return [str(authorisation["consignee"]), *map(str, authorisation.get("further") or ())]


def state_of(authorisation: Row, consignee: str) -> str:
    """The State to which goods for one of the consignees go."""
    return str((authorisation.get("destinations") or {}).get(consignee) or authorisation["into_state"])


def destinations(authorisation: Row) -> dict[str, set[str]]:
    """Each State to which goods may go -> the consignees to whom they go there."""
    result: dict[str, set[str]] = {}
    for whom in consignees(authorisation):
        result.setdefault(state_of(authorisation, whom), set()).add(whom)
    return result


def as_into(authorisation: Row, state: str) -> Row:
    """An authorisation as goods go to one of its States of destination: through which States they pass on the way there."""
    through = [leg for leg in authorisation["through"] if leg.get("into") in (None, "", state)]
    return {**authorisation, "into_state": state, "through": through}


def as_to_one(authorisation: Row, consignee: str, goods: Sequence[Row]) -> Row:
    """An authorisation for several consignees as goods leave on it for one of them."""
    into = as_into(authorisation, state_of(authorisation, consignee))
    return {**into, "consignee": consignee, "further": [], "destinations": {}, "goods": goods}


def _wrong(paper: Row, authorisation: Row, day: dt.date) -> str:
    """What keeps a paper from counting; empty where it counts."""
    today, ends = day.isoformat(), str(authorisation["valid_to"] or "")
    if paper["state"] != "verified":
        return "unverified"
    if str(paper["issued_on"]) > today:
        return "later"
    if str(paper["expires_on"]) < today:
        return "expired"
    if str(paper["expires_on"]) < ends:
        return "ends_before"
    if paper["consignee"] not in consignees(authorisation):
        return "consignee"
    if authorisation.get("further"):
        return ""  # What papers for several cover they cover together.
    return "" if answers(paper["goods"], authorisation["goods"]) else "goods"


_ORDER: Final = ("goods", "ends_before", "consignee", "expired", "later", "unverified")
"""What is said where several papers answer and none counts: that which is nearest to it."""


def _lacks(
    want: Want, authorisation: Row, whom: set[str], papers: Iterable[Row], day: dt.date
) -> tuple[str, list[Row]]:
    """Why no paper answers what is wanted: `missing`, or what keeps the best of them from counting; empty where one answers. And the papers that count.

    Of an authorisation for several consignees each of those that are meant (`whom`) is named by a paper that counts.
    """
    kinds = ANSWERS.get(want.kind, (want.kind,))
    answering = [
        paper
        for paper in papers
        if paper["kind"] in kinds and (not want.state or paper["country"] == want.state)
    ]
    read = [
        (_wrong(row, authorisation, day), row) for row in answering if row["state"] in ("entered", "verified")
    ]
    results, counting = {wrong for wrong, _row in read}, [row for wrong, row in read if not wrong]
    if authorisation.get("further"):
        counting = [row for row in counting if str(row["consignee"]) in whom]
        others = whom - {str(row["consignee"]) for row in counting}
        if not others:
            return "", counting
        named = {wrong for wrong, row in read if str(row["consignee"]) in others}
        results = named or ({"consignee"} if "" in results else results)
    if "" in results:
        return "", counting
    return next((item for item in _ORDER if item in results), "missing"), counting


def answered(
    authorisation: Row, papers: Sequence[Row], rules: Iterable[Row], day: dt.date, home: str
) -> list[tuple[Want, str]]:
    """Every paper that is wanted, with why none answers it (`missing`, or what keeps the best from counting); empty where one does.

    Each State to which goods may go wants its own for those who receive them there, and those of all States cover the goods together. Where one of
    them wants no such paper, nobody can say beforehand how much goes there: each consignment is asked about what leaves on it.
    """
    valid, everybody = list(rules), set(consignees(authorisation))
    results: list[tuple[Want, str]] = []
    alike: dict[tuple[str, str, str], list[tuple[Want, set[str], list[Row]]]] = {}
    for state, whom in destinations(authorisation).items():
        for want in wanted(as_into(authorisation, state), valid, day, home):
            why, counting = _lacks(want, authorisation, whom, papers, day)
            results.append((want, why))
            key = want.kind, want.leg, "" if want.leg == "into" else want.leg_state
            if not why:
                alike.setdefault(key, []).append((want, whom, counting))
    if not authorisation.get("further"):
        return results
    short = {
        want
        for some in alike.values()
        if set().union(*(whom for _want, whom, _rows in some)) == everybody
        and not answers(
            [line for _want, _whom, rows in some for row in rows for line in row["goods"]],
            authorisation["goods"],
        )
        for want, _whom, _rows in some
    }
    return list(dict.fromkeys((want, "goods" if want in short else why) for want, why in results))


def against(
    authorisation: Row, papers: Sequence[Row], rules: Iterable[Row], day: dt.date, home: str
) -> list[Reason]:
    """Everything that keeps the gate shut, each with its articles; codes and States are put into words by whoever tells it."""
    reasons = [
        Reason(
            f"trade.gate.{code}", article=MINIMUM, field=name if name in ("valid_from", "valid_to") else None
        )
        for code, name in (
            ("from", "from_state"),
            ("into", "into_state"),
            ("recipient", "consignee"),
            ("goods_none", "goods"),
            ("begins", "valid_from"),
            ("ends", "valid_to"),
        )
        if not authorisation[name]
    ]
    if not are_counted(authorisation["goods"]):
        reasons.append(Reason("trade.gate.quantity", article=MINIMUM))
    if authorisation["valid_to"] and str(authorisation["valid_to"]) < day.isoformat():
        reasons.append(Reason("trade.gate.over", article=MINIMUM))
    for want, why in answered(authorisation, papers, rules, day, home):
        if why:
            params = {"paper": want.kind, "country": want.state}
            reasons.append(Reason(f"trade.gate.{why}", article=want.article, params=params))
    return reasons


def _fewest(rules: Iterable[tuple[str, str, str, Row]], otherwise: int) -> int:
    return min((int(rule["days"]) for *_leg, rule in rules if rule.get("days")), default=otherwise)


def _on_our_leg(
    authorisation: Row, rules: Iterable[Row], day: dt.date, home: str
) -> list[tuple[str, str, str, Row]]:
    """The rows that hold on the leg of our own State, whichever the State of destination."""
    valid = list(rules)
    every = [as_into(authorisation, state) for state in destinations(authorisation)]
    return [
        row for one in every for row in applying(one, valid, day) if row[0] != "receipt" and row[1] == home
    ]


def term(authorisation: Row, rules: Iterable[Row], day: dt.date, home: str, otherwise: int) -> int:
    """In how many working days our own State decides an application: what the rows on its leg say, the shortest of several."""
    return _fewest(_on_our_leg(authorisation, rules, day, home), otherwise)


def longest(authorisation: Row, rules: Iterable[Row], day: dt.date, home: str) -> int:
    """Up to how many working days in all the time limit is extended where there are reasons: the shortest of several rows, 0 where none says so."""
    ours = _on_our_leg(authorisation, rules, day, home)
    return min((int(rule["more_days"]) for *_leg, rule in ours if rule.get("more_days")), default=0)


def proof_days(authorisation: Row, rules: Iterable[Row], day: dt.date) -> int:
    """In how many days after an exit of that day its receipt is proved: what the rows on the leg `receipt` say, the shortest of several."""
    return _fewest((row for row in applying(authorisation, rules, day) if row[0] == "receipt"), PROOF_DAYS)
