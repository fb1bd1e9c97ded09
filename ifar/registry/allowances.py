"""What each kind of event can do at all: the life cycle's table worked out into rows that a database can check.

The database and the verifier compare every event with these rows, so that an event that one person may record never does what
takes two. Nothing here is written by hand: the rows are found by trying each rule's change on every combination of facts from
which it may happen, with every detail that the change looks at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, cast

from ifar.errors import Reason
from ifar.registry import describing, kinds
from ifar.registry.lifecycle import RULES, Custody, Facts, Ownership, Rule, State, meaning, state_of
from ifar.registry.lifecycle.changes import BY_GROUND, BY_MARKING, TERMS
from ifar.registry.lifecycle.states import is_legal
from ifar.registry.possession import NAMED_BY

FACTS: Final = ("ownership", "custody", "legal", "physical")
OF_FACTS: Final = frozenset({*FACTS, "state", "owner", "custodian"})
OPENING: Final = frozenset({"item", "compartment"})
"""What only the event says that opens a record."""
DERIVED: Final[Mapping[str, str]] = {
    "part_fitted": "mounted_in",
    "part_removed": "mounted_in",
    "leading_part_exchanged": "successor",
    "merged": "merged_into",
    "split": "merged_into",
}
"""Kind -> the column that follows from its details (`describing.derived`)."""

CHANGE_MARKS: Final = frozenset({"corrected", "re_marked", "annulled"})
"""Kinds that may change or retire a mark on record: acts of two people, all of them. Any other kind only adds marks."""

_CHOICES: Final[Mapping[str, tuple[Any, ...]]] = {
    "owner_kind": (None, *Ownership),
    "kept_by": (None, *Custody),
    "marking": (None, *BY_MARKING),
    "condition": (None, "reactivated"),
    "ground": (None, *BY_GROUND, "estate", "revoked", "suspended", "voluntary"),
    "by": (None, "holder"),
    "result": (None, "passed", "failed"),
    "never_used": (None, True),
    "state": (None, *State),
    "terms": (None, *TERMS),
}
"""Every value of a detail that a change of the facts tells apart."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one kind of event may do.

    Attributes:
        becomes: named state before (empty: no record yet) -> named states after; empty where anything may follow.
        facts: fact -> the values that the event may set it to; a fact that it never sets is missing.
        columns: every column that an event of this kind may set, where it does not open the record.
        changes_marks: whether it may change or retire marks on record, not only add some.
        when_merged: whether it may be recorded on a record that was joined to another.
    """

    kind: str
    becomes: Mapping[str, frozenset[str]]
    facts: Mapping[str, frozenset[str]]
    columns: frozenset[str]
    changes_marks: bool
    when_merged: bool

    def row(self) -> dict[str, Any]:
        """The allowance as the database keeps it, by column."""
        becomes = {was: sorted(after) for was, after in sorted(self.becomes.items())}
        return {
            "kind": self.kind,
            "becomes": becomes or None,
            "facts": {fact: sorted(values) for fact, values in sorted(self.facts.items())},
            "columns": sorted(self.columns),
            "changes_marks": self.changes_marks,
            "when_merged": self.when_merged,
        }


class _Trying:
    """An event whose details are chosen as soon as a change looks at them, one choice after the other; stands in for `Proposed`.

    A change is a function: with the same choices it looks at the same details in the same order, so that the last choice can
    be made anew while those before it stand.
    """

    def __init__(self, kind: str, choices: Mapping[str, tuple[Any, ...]]) -> None:
        self.kind, self.details = kind, self
        self._choices = choices
        self._said: dict[str, Any] = {}
        self._rest: list[tuple[str, Iterator[Any]]] = []

    def get(self, name: str, default: Any = None) -> Any:
        if name not in self._said:
            rest = iter(self._choices[name])
            self._said[name] = next(rest)
            self._rest.append((name, rest))
        value = self._said[name]
        return default if value is None else value

    @property
    def recorder(self) -> Any:
        return self.get("recorder")

    def go_on(self) -> bool:
        """Choose what was not tried yet; False where everything was."""
        while self._rest:
            name, rest = self._rest[-1]
            for self._said[name] in rest:
                return True
            self._rest.pop()
            del self._said[name]
        return False


class _Looking:
    """Facts that note which of them a change looks at; stands in for `Facts`."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.looked_at: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.looked_at.add(name)
        return getattr(self._facts, name)


def _tried(rule: Rule, current: object) -> set[Any]:
    """Whatever the rule's change can make of `current`, reasons of refusal left out."""
    change = cast(Callable[[Any, Any], Any], rule.change)
    trying = _Trying(rule.kind, {**_CHOICES, "recorder": tuple(sorted(rule.recorders))})
    results = set()
    while True:
        after = change(current, trying)
        if not isinstance(after, Reason):
            results.add(after)
        if not trying.go_on():
            return results


def _tried_once(rule: Rule, current: Facts) -> tuple[set[Any], tuple[str, ...]]:
    """The same, and at which facts the change looked."""
    looking = _Looking(current)
    try:
        results = _tried(rule, looking)
    except TypeError:  # it copies the facts (`dataclasses.replace`), which is to look at all of them
        return _tried(rule, current), FACTS
    if looking in results:  # it leaves them as they are
        return _tried(rule, current), FACTS
    return results, tuple(sorted(looking.looked_at))


_known: Final[dict[str, dict[tuple[str, ...], dict[tuple[Any, ...], frozenset[Facts]]]]] = {}
"""Kind -> the facts that its change looked at -> their values -> what it makes of any facts that have these."""


def _outcomes(rule: Rule, current: Facts | None) -> frozenset[Facts]:
    """Every combination of facts that the rule's change can make of `current`.

    A change is a function: facts that differ only in what it does not look at become the same.
    """
    if current is None:
        return frozenset(item for item in _tried(rule, None) if is_legal(item))
    known = _known.setdefault(rule.kind, {})
    for names, by_values in known.items():
        if (values := tuple([getattr(current, name) for name in names])) in by_values:
            return by_values[values]
    results, looked_at = _tried_once(rule, current) if FACTS not in known else (_tried(rule, current), FACTS)
    made = frozenset(item for item in results if is_legal(item))
    known.setdefault(looked_at, {})[tuple(getattr(current, name) for name in looked_at)] = made
    return made


def _befores(rule: Rule) -> Iterator[tuple[str, Facts | None]]:
    if rule.creates:
        yield "", None
    for state in rule.states:
        for facts in meaning(state):
            yield str(state), facts


def _anything(rule: Rule) -> Allowance:
    """An annulment brings back whatever stood before: two people answer for it, and the verifier replays it."""
    columns = frozenset(describing.everything()) | OF_FACTS | frozenset(DERIVED.values())
    facts = {
        name: frozenset(str(getattr(item, name)) for s in State for item in meaning(s)) for name in FACTS
    }
    return Allowance(rule.kind, {}, facts, columns, rule.kind in CHANGE_MARKS, rule.when_merged)


def _columns(rule: Rule, changed: set[str]) -> frozenset[str]:
    """The columns that a later event of this kind sets: identity by its kind, facts where they move or somebody is named."""
    named = kinds.SCHEMAS[kinds.KINDS[rule.kind].schema]["properties"].keys()
    columns = set(describing.columns_of(rule.kind))
    if rule.kind in DERIVED:
        columns.add(DERIVED[rule.kind])
    if "owner" in named or "ownership" in changed:
        columns |= {"ownership", "owner", "custody", "custodian"}
    if named & {*NAMED_BY.values(), "received_by"} or "custody" in changed:
        columns |= {"custody", "custodian"}
    columns |= changed & {"legal", "physical"}
    if columns & {"owner", "legal"}:
        columns.add("agency")  # the record may pass from a trader to the authority (`possession.stays_with`)
    return frozenset(columns | {"state"} if columns & OF_FACTS else columns)


def _worked_out(rule: Rule) -> Allowance:
    if rule.restores:
        return _anything(rule)
    becomes: dict[str, set[Facts]] = {}
    changed: set[str] = set()
    for was, before in _befores(rule):
        factses = _outcomes(rule, before)
        becomes.setdefault(was, set()).update(factses)
        if before is not None:
            for name in (fact for fact in FACTS if fact not in changed):
                value = getattr(before, name)
                if any(getattr(facts, name) != value for facts in factses):
                    changed.add(name)
    columns = _columns(rule, changed)
    reached = frozenset().union(*becomes.values())
    return Allowance(
        kind=rule.kind,
        becomes={
            was: frozenset(str(state_of(facts)) for facts in after) for was, after in becomes.items() if after
        },
        facts={
            name: frozenset(str(getattr(facts, name)) for facts in reached)
            for name in FACTS
            if name in columns or rule.creates
        },
        columns=columns,
        changes_marks=rule.kind in CHANGE_MARKS,
        when_merged=rule.when_merged,
    )


@cache
def allowances() -> Mapping[str, Allowance]:
    """Kind of event -> what it may do."""
    return {kind: _worked_out(rule) for kind, rule in RULES.items()}
