"""The life cycle written out for people: the page `docs/lifecycle.md`, made from the table itself. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ifar.registry.duties import DATED
from ifar.registry.lifecycle.acts import Deadline, Proposed
from ifar.registry.lifecycle.conditions import CONDITIONS
from ifar.registry.lifecycle.rule import Rule
from ifar.registry.lifecycle.states import ENDS, State, blocks, combinations
from ifar.registry.lifecycle.table import CHAPTERS

_HEAD: Final = """# The life cycle

This page is made from the table in `ifar/registry/lifecycle` by
`ifar lifecycle-table --write docs/lifecycle.md`; a test keeps both alike.

Four facts are kept apart for every firearm and every essential part: **ownership** (whose it is, by kind of owner),
**custody** (who has it in hand), **legal status** and **physical status**. A *named state* is a word for a set of legal
combinations; the database refuses every other combination. Kinds of agency record events; what nobody may record from a
state is not possible there. A condition that *must hold* blocks unless its answer is yes; one that *must not fail* blocks
only if its answer is no, and the event is noted as unverified where nobody knows. A loss, a theft, a find, a surrender and
a seizure are never blocked: what contradicts the register raises an alarm.

**Who keeps the record.** A maker or dealer keeps the record of its first stock alone. With the first sale (also to another trader), and when
it is lost, stolen, taken or ended, custody of the record and its duties pass to the licensing authority above the trader, as a consequence of
the event, and for good; what is `registered` is the authority's from the beginning. A trader reads of a life what its own book says
([decision 0025](decisions/0025-whose-book.md)), and records what happens to things that stand in its book.
"""


def _code(values: Iterable[str]) -> str:
    return ", ".join(f"`{value}`" for value in values) or "–"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _table(*heads: str) -> Iterator[str]:
    yield _row(*heads)
    yield _row(*("---" for _ in heads))


def _states() -> Iterator[str]:
    yield "\n## Named states\n"
    total = sum(1 for _ in combinations())
    yield f"{len(State)} states, {total:,} legal combinations. States in which a life on the register has ended are bold.\n"
    yield from _table("state", "ownership", "custody", "legal status", "physical status")
    for state in State:
        name = f"**`{state}`**" if state in ENDS else f"`{state}`"
        for block in blocks(state):
            yield _row(name, *(_code(codes) for codes in block))


def _from(rule: Rule) -> str:
    """States in the order of the table; where nearly all are possible, those that are not."""
    beginning = ["no record"] if rule.creates else []
    missing = [state for state in State if state not in rule.states]
    if len(missing) <= 3:
        return ", ".join([*beginning, "every state" + (f" but {_code(missing)}" if missing else "")])
    named = _code(state for state in State if state in rule.states) if rule.states else ""
    return ", ".join(filter(None, [*beginning, named]))


def _needs(rule: Rule) -> str:
    people = ["second_person"] if rule.people > 1 else []
    extra = [f"from `{state}`: {_code(names)}" for state, names in rule.needs_from.items()]
    return "; ".join(filter(None, [_code([*rule.needs, *people]), *extra, *_by_details(rule)]))


def _by_details(rule: Rule) -> list[str]:
    """Conditions that depend on one detail, asked for each of its values that matters."""
    cases: Mapping[str, Mapping[str, Any]] = {
        "never used": {"never_used": True},
        "used": {},
        "destruction": {"method": "destruction"},
        "other method": {},
    }
    names = {label: rule.needs_when(Proposed(rule.kind, "", details)) for label, details in cases.items()}
    labels = (
        ("never used", "used") if names["never used"] != names["used"] else ("destruction", "other method")
    )
    return [f"{label}: {_code(names[label])}" for label in labels if names[label]]


def _deadline(deadline: Deadline) -> str:
    return f"`{deadline.name}` ({f'{deadline.days} days' if deadline.days is not None else 'on its date'})"


def _duties(rule: Rule) -> str:
    details = {"return_date": "2000-01-01", "marking": "none"}
    return ", ".join(_deadline(each) for each in rule.due(Proposed(rule.kind, "", details))) or "–"


def _chapter(name: str, rules: Iterable[Rule]) -> Iterator[str]:
    yield f"\n### {name.replace('_', ' ').capitalize()}\n"
    yield from _table("event", "of", "recorded by", "from", "must hold", "must not fail", "opens", "law")
    for rule in rules:
        things = "both" if len(rule.things) > 1 else next(iter(rule.things))
        yield _row(
            f"`{rule.kind}`",
            things,
            _code(sorted(rule.recorders)),
            _from(rule),
            "never blocked" if rule.urgent else _needs(rule),
            _code(rule.expects),
            _duties(rule),
            rule.article,
        )


def _conditions() -> Iterator[str]:
    yield "\n## Conditions\n"
    yield from _table("condition", "answered by", "desk to ask", "law")
    for condition in CONDITIONS.values():
        source = (
            "the four facts"
            if condition.narrows
            else "the event's details"
            if condition.read
            else "a record alone"
            if condition.by_record
            else "other records, or a document that is attested"
        )
        yield _row(f"`{condition.name}`", source, f"`{condition.desk}`", condition.article)


def markdown() -> str:
    """The whole page."""
    lines = [_HEAD.rstrip("\n"), *_states(), "\n## Events"]
    lines.append(
        f"\nA State's list `duty_term` replaces the days of {', '.join(f'`{kind}`' for kind in sorted(DATED))};"
        " those of every other event are the rule's own. The import opens `unique_mark` only for an unmarked item."
    )
    for name, rules in CHAPTERS.items():
        lines.extend(_chapter(name, rules))
    return "\n".join([*lines, *_conditions()]) + "\n"
