"""Judging a file by the published schema and ruleset of the standard, where an installation has them.

They come from a folder that the settings name (`IFAR_IATI_FOLDER`: the three schemas and `rulesets_standard.json`, as the standard publishes
them). Where it is not there a file is judged by our own table alone (`checking.py`), and the answer says so.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from lxml import etree

from ifar.programme.iati import checking, reading
from ifar.programme.iati.model import VERSIONS, Fault, Node

SCHEMAS: Final[Mapping[str, str]] = {
    "iati-activities": "iati-activities-schema.xsd",
    "iati-organisations": "iati-organisations-schema.xsd",
}
RULESET: Final = "rulesets_standard.json"
_XML: Final = {"xml": "http://www.w3.org/XML/1998/namespace"}
_NAMED: Final = re.compile(r"Element '([^']+)'(?:, attribute '([^']+)')?: ?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of judging: the values where it could be read at all; faults, first the worst; by what it was judged."""

    root: Node | None
    faults: tuple[Fault, ...]
    left_out: tuple[Fault, ...]
    by_schema: bool
    by_ruleset: bool

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong that the standard calls an error."""
        return self.root is not None and not any(fault.severity == "error" for fault in self.faults)


def _file(folder: Path, name: str) -> Path | None:
    """A published file in the folder, or in one below it."""
    if not folder.is_dir():
        return None
    direct = folder / name
    return direct if direct.is_file() else next(iter(sorted(folder.glob(f"*/{name}"))), None)


class _Local(etree.Resolver):  # type: ignore[misc]
    """Only what stands beside the schema is read: nothing is fetched."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        super().__init__()

    def resolve(self, system_url: str | None, public_id: str | None, context: Any) -> Any:
        name = Path(str(system_url).rsplit("/", 1)[-1]).name
        there = self._folder / name
        if there.is_file():
            return self.resolve_filename(str(there), context)
        return self.resolve_empty(context)


@functools.lru_cache(maxsize=8)
def _schema(path: Path) -> etree.XMLSchema:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    parser.resolvers.add(_Local(path.parent))
    return etree.XMLSchema(etree.parse(str(path), parser))


@functools.lru_cache(maxsize=4)
def _ruleset(path: Path) -> Mapping[str, Any]:
    data: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def judge(content: bytes, folder: Path | None, today: dt.date) -> Verdict:
    """Judge a file by our own table, and by the published schema and ruleset where they are at hand."""
    try:
        root, left_out = reading.read(content)
    except reading.Unreadable as error:
        return Verdict(None, (error.fault,), (), False, False)
    faults = checking.check(root) + _version(root)
    tree = reading.tree_of(content)
    schema = _file(folder, SCHEMAS[root.name]) if folder else None
    rules = _file(folder, RULESET) if folder else None
    if schema is not None:
        seen = {(fault.line, fault.element.rsplit("/", 1)[-1].lstrip("@")) for fault in faults}
        faults += [fault for fault in by_schema(tree, schema) if (fault.line, fault.element.rsplit("/", 1)[-1].lstrip("@")) not in seen]  # fmt: skip
    if rules is not None:
        faults += by_rules(tree, _ruleset(rules), today)
    return Verdict(
        root,
        tuple(sorted(faults, key=lambda fault: (fault.severity != "error", fault.line, fault.element))),
        tuple(left_out),
        schema is not None,
        rules is not None,
    )


def _version(root: Node) -> list[Fault]:
    """A version that is none of the standard's: its schema takes any text, its validator does not."""
    version = root.attributes.get("version")
    if version is None or version in VERSIONS:
        return []
    message = f"“{version[:20]}” is no version of the standard: {', '.join(VERSIONS)}"
    return [Fault("version", f"{root.name}/@version", root.line, message)]


def by_schema(tree: etree._Element, schema: Path) -> list[Fault]:
    """Faults by the published schema; each names its element."""
    judge_of = _schema(schema)
    if judge_of.validate(tree):
        return []
    faults = []
    for entry in judge_of.error_log:
        match = _NAMED.match(entry.message)
        element = (f"{match[1]}/@{match[2]}" if match[2] else match[1]) if match else str(tree.tag)
        faults.append(Fault("schema", element, entry.line, match[3] if match else entry.message))
    return faults


# --- the ruleset ----------------------------------------------------------------------------------------------------------


def _node_texts(result: Any) -> list[str]:
    """What a path finds, as texts."""
    if isinstance(result, list):
        return [item if isinstance(item, str) else "".join(item.itertext()) for item in result]
    return [str(result)]


def _texts(element: etree._Element, paths: Iterable[str]) -> list[str]:
    return [text for path in paths for text in _node_texts(element.xpath(path, namespaces=_XML))]


def _days(texts: Iterable[str]) -> list[dt.date]:
    days = []
    for text in texts:
        try:
            days.append(dt.date.fromisoformat(text.strip()[:10]))
        except ValueError:
            continue  # its form is another rule's matter
    return days


def _moments(texts: Iterable[str]) -> list[dt.datetime]:
    moments = []
    for text in texts:
        try:
            moment = dt.datetime.fromisoformat(text.strip())
        except ValueError:
            continue  # its form is another rule's matter
        moments.append(moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC))
    return moments


_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})")
"""A number as the schema has it, no longer than money or a share ever is; what has another form is another rule's matter."""


def _numbers(texts: Iterable[str]) -> list[Decimal]:
    return [Decimal(text.strip()) for text in texts if _NUMBER.fullmatch(text.strip())]


def _holds(element: etree._Element, expression: str) -> bool:
    return bool(element.xpath(f"boolean({expression})", namespaces=_XML))


def _unique(element: etree._Element, case: Mapping[str, Any], _today: dt.date) -> bool:
    texts = _texts(element, case["paths"])
    return len(texts) == len(set(texts))


def _starts(element: etree._Element, case: Mapping[str, Any], _today: dt.date) -> bool:
    prefixes = [
        text + case.get("separator", "") for path in case["prefix"] for text in _texts(element, [path])
    ]
    return all(text.startswith(tuple(prefixes)) for text in _texts(element, case["paths"]))


def _one_or_all(element: etree._Element, case: Mapping[str, Any], _today: dt.date) -> bool:
    without = _WITHOUT.get(case["all"])
    return (
        without is None or bool(_texts(element, [case["one"]])) or not element.xpath(without, namespaces=_XML)
    )


_WITHOUT: Final[Mapping[str, str]] = {
    "lang": ".//narrative[not(@xml:lang)]",
    "sector": "transaction[not(sector)]",
    "recipient-country|recipient-region": "transaction[not(recipient-country or recipient-region)]",
    # Every element of the standard that has a currency: a forecast and the status of a loan carry it themselves, and have no value below.
    "currency": ".//value[not(@currency)] | .//forecast[not(@currency)] | .//loan-status[not(@currency)]",
}
"""What all of must be there, where the one is not -> those that lack it."""


def _order(element: etree._Element, case: Mapping[str, Any], today: dt.date) -> bool:
    less = _days(_texts(element, [case["less"]]))
    more = [today] if case["more"] == "NOW" else _days(_texts(element, [case["more"]]))
    return not less or not more or max(less) <= min(more)


MOST_DAYS: Final = 365
"""Days from the first to the last of a budget's period: "no longer than one year" as the standard's validator counts it."""


def _limit(element: etree._Element, case: Mapping[str, Any], _today: dt.date) -> bool:
    start, end = _days(_texts(element, [case["start"]])), _days(_texts(element, [case["end"]]))
    return not start or not end or (end[0] - start[0]).days <= MOST_DAYS


def _between(element: etree._Element, case: Mapping[str, Any], _today: dt.date) -> bool:
    start, end = _days(_texts(element, [case["start"]])), _days(_texts(element, [case["end"]]))
    days = _days(_texts(element, [case["date"]]))
    return not start or not end or all(start[0] <= day <= end[0] for day in days)


def _sum(element: etree._Element, case: Mapping[str, Any], _today: dt.date) -> bool:
    numbers = _numbers(_texts(element, case["paths"]))
    # The standard's validator adds shares up to four places: a third of a hundred may be said with five.
    return round(sum(numbers, Decimal(0)), 4) == Decimal(str(case["sum"]))


def _range(element: etree._Element, case: Mapping[str, Any], _today: dt.date) -> bool:
    least, most = Decimal(str(case.get("min", "-Infinity"))), Decimal(str(case.get("max", "Infinity")))
    return all(least <= number <= most for number in _numbers(_texts(element, case["paths"])))


def _least(element: etree._Element, case: Mapping[str, Any], _today: dt.date) -> bool:
    return bool(_texts(element, case["paths"]))


def _most(element: etree._Element, case: Mapping[str, Any], _today: dt.date) -> bool:
    return len(_texts(element, case["paths"])) <= 1


def _past(element: etree._Element, case: Mapping[str, Any], today: dt.date) -> bool:
    now = dt.datetime.now(dt.UTC)
    until = now if now.date() == today else dt.datetime.combine(today, dt.time.max, dt.UTC)
    return all(moment <= until for moment in _moments(_texts(element, [case["date"]])))


def _matches(element: etree._Element, case: Mapping[str, Any], _today: dt.date) -> bool:
    # An empty text is none, and asked nothing: an empty @ref is allowed.
    return all(not text or re.search(case["regex"], text) for text in _texts(element, case["paths"]))


def _no_match(element: etree._Element, case: Mapping[str, Any], _today: dt.date) -> bool:
    return not any(text and re.search(case["regex"], text) for text in _texts(element, case["paths"]))


def _no_spaces(element: etree._Element, case: Mapping[str, Any], _today: dt.date) -> bool:
    return all(text == text.strip() for text in _texts(element, case["paths"]))


def _if_then(element: etree._Element, case: Mapping[str, Any], _today: dt.date) -> bool:
    return not _holds(element, case["if"]) or _holds(element, case["then"])


JUDGES: Final[Mapping[str, Callable[[etree._Element, Mapping[str, Any], dt.date], bool]]] = {
    "unique": _unique,
    "startswith": _starts,
    "atleast_one": _least,
    "no_more_than_one": _most,
    "one_or_all": _one_or_all,
    "date_now": _past,
    "date_order": _order,
    "time_limit": _limit,
    "between_dates": _between,
    "strict_sum": _sum,
    "sum": lambda element, case, today: not _texts(element, case["paths"]) or _sum(element, case, today),
    "range": _range,
    "regex_matches": _matches,
    "regex_no_matches": _no_match,
    "no_spaces": _no_spaces,
    "if_then": _if_then,
}
"""Rule of the standard -> whether an element keeps it."""
NOT_JUDGED: Final = ("NOT_EXISTING_ORG_ID", "NOT_EXISTING_ORG_ID_PREFIX")
"""Conditions that ask a registry of organisations on the net: their cases, all of them warnings, are not judged."""


MOST_VALUES: Final = 200
"""Different values of one kind (vocabularies, languages, currencies) in one element for which the ruleset is asked."""


def _substituted(value: Any, by: str) -> Any:
    if isinstance(value, str):
        return value.replace("$1", by)
    if isinstance(value, list):
        return [_substituted(item, by) for item in value]
    if isinstance(value, dict):
        return {key: _substituted(item, by) for key, item in value.items()}
    return value


def by_rules(tree: etree._Element, ruleset: Mapping[str, Any], today: dt.date) -> list[Fault]:
    """Faults by the published ruleset, each with the number of its rule, its severity, and the element that breaks it."""
    faults: list[Fault] = []
    for context, rules in ruleset.items():
        for element in tree.xpath(context, namespaces=_XML):
            _judge(element, rules, today, faults)
    return faults


def _judge(element: etree._Element, rules: Mapping[str, Any], today: dt.date, faults: list[Fault]) -> None:
    for name, rule in rules.items():
        for case in rule["cases"]:
            if name == "loop":
                values = dict.fromkeys(_texts(element, [case["foreach"]]))
                # Each is held against all the others: a file with thousands of them would take hours, and means nothing by them.
                if len(values) > MOST_VALUES:
                    message = f"it has more than {MOST_VALUES} different values in {case['foreach']}"
                    faults.append(Fault("size", _path(element), int(element.sourceline or 0), message))
                for value in list(values)[:MOST_VALUES]:
                    if "'" not in value:
                        _judge(element, _substituted(case["do"], value), today, faults)
                continue
            if case.get("idCondition") in NOT_JUDGED or name not in JUDGES:
                continue
            if "condition" in case and not _holds(element, case["condition"]):
                continue
            if not JUDGES[name](element, case, today):
                fault = _fault(element, case)
                # The standard's validator takes any set of elements for true, the empty one too, and so never refuses for these.
                lenient = "then" in case and isinstance(element.xpath(case["then"], namespaces=_XML), list)
                faults.append(dataclasses.replace(fault, severity="warning") if lenient else fault)


def _fault(element: etree._Element, case: Mapping[str, Any]) -> Fault:
    info = case["ruleInfo"]
    names: Sequence[str] = case.get("paths") or [case[key] for key in ("date", "less", "start", "all", "if") if key in case][:1]  # fmt: skip
    about = re.sub(r"\[[^\]]*\]|/text\(\)", "", str(names[0])) if names else ""
    path = _path(element)
    return Fault(
        str(info["id"]),
        f"{path}/{about}" if re.fullmatch(r"[\w\-@:/.]+", about) else path,
        int(element.sourceline or 0),
        str(info["message"]),
        "error" if info["severity"] == "error" else "warning",
    )


def _path(element: etree._Element) -> str:
    names = [str(iterancestor.tag) for iterancestor in element.iterancestors()]
    return "/".join([*reversed(names), str(element.tag)])
