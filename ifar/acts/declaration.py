"""How an app declares its acts: the types of its records, and what may be done to each. Pure.

`ifar migrate` copies every declaration into `acts_act` and `acts_record`; the one trigger `acts_apply` refuses whatever is not declared, and the
verifier replays the log by the same declarations (`replay.py`). Pure.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from ifar.acts.guards import Guard
from ifar.errors import Reason

STAMPS: Final = ("actor", "recorded_at", "entry")
"""What an entry says of itself that a column may take."""
KEPT: Final = ("compartment", "agency")
"""What the first act on a record sets besides its own columns: whose record it is."""


@dataclass(frozen=True, slots=True)
class Record:
    """A type of record.

    Attributes:
        name: what it is; its table is `<app>_<name>`.
        letter: the first letter of its identifiers.
        kept: whether it has an office and a compartment of its own.
        parent: the type of record of the same app to which it belongs (column `<parent>_id`): it takes its office and compartment.
        stamps: columns that its first act sets from the entry -> one of `STAMPS`.
        words: columns in somebody's own words, in which a person may be named: whichever act sets them, they are kept apart from the log, where
            an erasure reaches them.
    """

    name: str
    letter: str = ""
    kept: bool = True
    parent: str = ""
    stamps: Mapping[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()


type Version = Callable[[Mapping[str, Any] | None, Mapping[str, Any], Mapping[str, Any]], Iterable[Reason]]
"""The record before an act (None where there was none), the record after it and what was seen -> what speaks against it. Pure."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What no guard can say of an act, as a pure function that is never changed once it was released: a new version stands beside it.

    An entry says by which version it was judged and what the rule saw (settings and facts of then), so that the verifier asks the same question again,
    whatever is installed since.

    Attributes:
        versions: number -> the function.
        seen: names of what it must be told, and so of what the entry says under `seen`.
    """

    versions: Mapping[int, Version]
    seen: tuple[str, ...] = ()

    @property
    def newest(self) -> int:
        """The version by which an act of today is judged."""
        return max(self.versions)

    def against(
        self,
        version: object,
        was: Mapping[str, Any] | None,
        is_now: Mapping[str, Any],
        seen: Mapping[str, Any],
    ) -> list[Reason]:
        """What speaks against an act by a version; a version that never was, or something that was not seen, does too."""
        asked = self.versions.get(version) if type(version) is int else None
        if asked is None or not isinstance(seen, Mapping) or set(seen) != set(self.seen):
            return [Reason("acts.rule")]
        return list(asked(was, is_now, seen))


@dataclass(frozen=True, slots=True)
class Act:
    """One act.

    Attributes:
        record_type, kind: what it is done to, and what it is.
        transitions: state before (empty: there is nothing yet) -> state after.
        columns: what it may set beside the state.
        opening: what it may set besides where it opens its record, and no later act changes.
        people: how many people it takes.
        decided_by: the act of several people that it follows from, where it is none itself.
        computed: columns that follow from the day or from the decision itself, and so are not among what the people decided; and what is kept apart from the
            log of which they decided a hash, which the app's own check compares.
        personal: values kept apart from the log -> the columns that they become; with a `+` before it, the object into which they are merged.
        stamps: columns that it sets from the entry -> one of `STAMPS`; with a `?` behind it, only where the column is empty.
        clears: columns that it sets back to what stands there before any act.
        guards: conditions on which it depends, asked by the service, the database and the verifier.
        rule: what it depends on besides, asked by the service and the verifier.
        together: whether it opens thousands of records in one statement: the database function `<functions>_open` then opens all of a statement together,
            and `acts_apply` leaves them to it. Only of an act that opens a record and on which nothing else depends.
        hears: who is told of it, and where; or `nobody, because …`.
        permission: the permission to do it, where another person does the other side of it (separation of duties).
        article: the law that asks for the second person or for the act.
    """

    record_type: str
    kind: str
    transitions: Mapping[str, str]
    columns: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    people: int = 1
    decided_by: str = ""
    computed: tuple[str, ...] = ()
    personal: Mapping[str, str] = field(default_factory=dict)
    stamps: Mapping[str, str] = field(default_factory=dict)
    clears: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()
    rule: Rule | None = None
    together: bool = False
    permission: str = ""
    article: str = ""
    hears: str = ""

    def __post_init__(self) -> None:
        if self.together and (
            set(self.transitions) != {""}
            or self.people > 1
            or self.decided_by
            or self.guards
            or self.stamps
            or self.clears
        ):
            raise ValueError(
                f"{self.record_type} {self.kind} opens no record, or something else depends on it"
            )

    @property
    def opens(self) -> bool:
        """Whether it opens a record."""
        return "" in self.transitions

    @property
    def takes_several(self) -> bool:
        """Whether it is itself an act of several people."""
        return self.people > 1 and not self.decided_by


class Acts:
    """The acts of one app.

    Args:
        app: its name, with which the tables of its records begin.
        records: the types of its records.
        acts: what may be done to them.
        words: the module with what its codes (`of`, `explained`) and states (`state_words`) say to people.
        prefix: with which the names of its acts begin; the app's name where none is said.
        table: of its events; `<app>_event` where none is said.
        checks: whether the database function `<functions>_check` asks what no guard can say.
        follows: whether the database function `<functions>_after` writes what follows from an act besides its record.
        locks: whether the database function `<functions>_lock` takes locks beside the record's own.
    """

    def __init__(
        self,
        app: str,
        *,
        records: Iterable[Record],
        acts: Iterable[Act],
        words: str,
        prefix: str = "",
        table: str = "",
        checks: bool = False,
        follows: bool = False,
        locks: bool = False,
    ) -> None:
        self._words = words
        self.app, self.prefix, self.table = app, prefix or app, table or f"{app}_event"
        self.records: Final = {record.name: record for record in records}
        self.acts: Final = {
            (act.record_type, act.kind): _with_words(act, self.records[act.record_type]) for act in acts
        }
        self.checks, self.follows, self.locks = checks, follows, locks

    def __getitem__(self, key: tuple[str, str]) -> Act:
        return self.acts[key]

    def get(self, record_type: str, kind: str) -> Act | None:
        """An act, or None where there is no such."""
        return self.acts.get((record_type, kind))

    def name(self, act: Act) -> str:
        """The name of the accountable act in the ledger."""
        return f"{self.prefix}.{act.record_type}_{act.kind}"

    @property
    def functions(self) -> str:
        """With what the names of its database functions begin: the app's name, and the prefix behind it where that is another."""
        return self.app if self.prefix == self.app else f"{self.app}_{self.prefix}"

    def table_of(self, record_type: str) -> str:
        """The table of a type of record."""
        return f"{self.app}_{record_type}"

    def after(self, record_type: str, kind: str, state: str) -> str | None:
        """The state after an act; None where there is no such act, or it cannot be done from this state."""
        act = self.get(record_type, kind)
        return None if act is None else act.transitions.get(state)

    def possible(self, record_type: str, state: str) -> dict[str, bool]:
        """Each act on a type of record -> whether it can be done from a state."""
        return {
            kind: state in act.transitions
            for (of_type, kind), act in self.acts.items()
            if of_type == record_type
        }

    def allowed(self, act: Act, first: bool) -> frozenset[str]:
        """The columns that an act may set; `first` where it opens its record."""
        record = self.records[act.record_type]
        own = KEPT if first and record.kept and not record.parent else ()
        parent = (record.parent,) if first and record.parent else ()
        opening = act.opening if first else ()
        return frozenset({"state", *act.columns, *opening, *own, *parent})

    @cached_property
    def dual_control(self) -> Mapping[str, int]:
        """Acts that take several people -> how many."""
        return {self.name(act): act.people for act in self.acts.values() if act.takes_several}

    @cached_property
    def separation_of_duties(self) -> Mapping[str, str]:
        """Acts whose other side another person does -> the permission to do them."""
        return {self.name(act): act.permission for act in self.acts.values() if act.permission}

    @cached_property
    def words(self) -> Any:
        """What the app's codes and states say to people; loaded when it is first needed, because sentences are no part of a declaration."""
        return import_module(self._words)

    def said(self, code: str, params: Mapping[str, Any] | None = None) -> Any:
        """The sentence of a refusal in the reader's language; a state among its parameters (`record_type`, `state`) is put into words here."""
        return self.explained([Reason(code, params=params or {})])[0].message or code

    def explained(self, reasons: Iterable[Reason]) -> list[Reason]:
        """Reasons with their sentences. As parameters they keep the codes of states, whose words are another reader's in another language."""
        given = list(reasons)
        value = self.words.explained([replace(reason, params=self._told(reason.params)) for reason in given])
        return [replace(item, params=kept.params) for kept, item in zip(given, value, strict=True)]

    def _told(self, params: Mapping[str, Any]) -> Mapping[str, Any]:
        if "record_type" not in params:
            return params
        return {**params, "state": self.words.state_words(params["record_type"], params["state"])}

    @cached_property
    def schemas(self) -> Mapping[str, Any]:
        """The released schemas of the app's entries by name, `till.counted/1`: they are added to, never changed."""
        data: dict[str, Any] = json.loads(self.schema_file.read_text(encoding="utf-8"))
        return data

    @property
    def schema_file(self) -> Path:
        """Where the released schemas of the app's entries stand."""
        name = "schemas.json" if self.prefix == self.app else f"{self.prefix}_schemas.json"
        return Path(__file__).parents[1] / self.app / name

    def schema(self, act: Act) -> str:
        """The newest released schema of an act's details."""
        return self._newest[f"{act.record_type}.{act.kind}"]

    @cached_property
    def _newest(self) -> Mapping[str, str]:
        versions: dict[str, int] = {}
        for name in self.schemas:
            act, _, version = name.partition("/")
            versions[act] = max(versions.get(act, 0), int(version))
        return {act: f"{act}/{version}" for act, version in versions.items()}


def _with_words(act: Act, record: Record) -> Act:
    """An act that keeps apart from the log what it sets in somebody's own words."""
    apart = {name: name for name in (*act.columns, *act.opening) if name in record.words}
    columns, opening = ([name for name in of if name not in apart] for of in (act.columns, act.opening))
    return replace(act, columns=tuple(columns), opening=tuple(opening), personal={**apart, **act.personal})


def projected(act: Act, now: Mapping[str, Any], personal: Mapping[str, Any]) -> dict[str, Any]:
    """A record with the values of an act that stand apart from the log in the columns that they become."""
    result = dict(now)
    for name, column in act.personal.items():
        if name in personal:
            into, value = column.removeprefix("+"), personal[name]
            result[into] = {**(result.get(into) or {}), **value} if column.startswith("+") else value
    return result


def to(state: str, *before: str) -> Mapping[str, str]:
    """Leads from some states to one."""
    return dict.fromkeys(before, state)


def stays(*states: str) -> Mapping[str, str]:
    """Leaves each of some states as it is."""
    return {state: state for state in states}


_declared: dict[str, Acts] = {}


def declare(acts: Acts) -> None:
    """Keep the acts of an app; `registration.provide` does it with all that hangs on it."""
    _declared[acts.prefix] = acts


def declared() -> tuple[Acts, ...]:
    """The acts of every app, in the order in which they were declared."""
    return tuple(_declared.values())
