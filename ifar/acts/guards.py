"""Guards: conditions of an act that are data, each with the code of its refusal and its article.

A guard stands in the declaration of its act and is asked three times: by the service, for a reason in words; by the database, in the function that
`sql` makes of all guards of an app; and by the verifier, of the replayed log. There is no expression language: what no guard says is code
(`<app>_check`). A column is named as it will be after the act; `was.<name>` as it was before, `details.<name>` what the entry says besides, `kept.<name>` what is kept apart
from the log with it: of that a guard asks only whether it was given. Pure.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

_DETAILS: Final = "details."
_WAS: Final = "was."
_KEPT: Final = "kept."


@dataclass(frozen=True, slots=True)
class Situation:
    """What a guard may ask about.

    Attributes:
        was: the record before the act; None where there was none.
        is_now: the record after it.
        details: what the entry says besides; `kept` what stands apart from the log, in its stead something where it was erased.
        actor: who wrote the entry; `office` the agency for which, empty for a job.
        people: everybody who stands for the act: who wrote it, who said yes to it, and for whom they stood in.
        earlier: kind and actor of each act before it on the same record, the first first.
        find: type of a record of the same app and its identifier -> the record as it stands, or None.
    """

    was: Mapping[str, Any] | None
    is_now: Mapping[str, Any]
    details: Mapping[str, Any]
    actor: str
    office: str
    people: frozenset[str]
    earlier: Callable[[], Sequence[tuple[str, str]]]
    find: Callable[[str, str], Mapping[str, Any] | None]
    kept: Mapping[str, Any] = field(default_factory=dict)

    def value(self, name: str) -> Any:
        """What a column, after the act or before it, or a value of the details says."""
        if name.startswith(_DETAILS):
            return self.details.get(name.removeprefix(_DETAILS))
        if name.startswith(_KEPT):
            return self.kept.get(name.removeprefix(_KEPT))
        if name.startswith(_WAS):
            return (self.was or {}).get(name.removeprefix(_WAS))
        return self.is_now.get(name)


@dataclass(frozen=True, slots=True)
class Condition:
    """When a guard is asked: where a column is one of some values, or (`differs`) none of them.

    Values are compared as text, and an empty column is ''; amounts (`Decimal`) as numbers, and an empty column is none of them.
    """

    column: str
    values: tuple[str, ...] | tuple[Decimal, ...]
    differs: bool = False

    def holds(self, situation: Situation) -> bool:
        """Whether the guard is asked."""
        amount: str | Decimal = _text(situation.value(self.column))
        if amount and isinstance(self.values[0], Decimal):
            amount = Decimal(amount)
        return (amount in self.values) != self.differs

    def sql(self) -> str:
        """The same in SQL."""
        if isinstance(self.values[0], Decimal):
            values, text = (
                ", ".join(str(amount) for amount in self.values),
                f"nullif({_column(self.column)}, '')::numeric",
            )
        else:
            values, text = ", ".join(_quoted(str(value)) for value in self.values), _column(self.column)
        return f"coalesce({text} IN ({values}), false) = {str(not self.differs).lower()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard(ABC):
    """A condition of an act.

    Attributes:
        code: of the refusal, as the app's words know it.
        article: the law that asks for it.
        field: the input at which the refusal is shown; empty for the act as a whole.
        when: conditions that all must hold for the guard to be asked.
    """

    code: str
    article: str = ""
    field: str = ""
    when: tuple[Condition, ...] = ()

    def holds(self, situation: Situation) -> bool:
        """Whether the act may be done, as far as this guard is asked."""
        return not all(condition.holds(situation) for condition in self.when) or self.condition_holds(
            situation
        )

    def sql(self, table: Callable[[str], str], events: str) -> str:
        """SQL that is true where the act may not be done.

        Args:
            table: type of a record -> its table.
            events: the app's table of events.
        """
        return " AND ".join(
            (*(condition.sql() for condition in self.when), f"NOT ({self.asked_sql(table, events)})")
        )

    @abstractmethod
    def condition_holds(self, situation: Situation) -> bool:
        """Whether the condition itself holds."""

    @abstractmethod
    def asked_sql(self, table: Callable[[str], str], events: str) -> str:
        """The condition itself in SQL; never null."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Another(Guard):
    """Nobody who stands for the act is the person of a column (or among those of it, where it is a list), or did one of some acts on the same record.

    Attributes:
        since: acts after the last of which the others count; empty where all do.
    """

    than: str = ""
    than_whoever: tuple[str, ...] = ()
    since: tuple[str, ...] = ()

    def condition_holds(self, situation: Situation) -> bool:
        """Whether it is another person."""
        named = situation.value(self.than) if self.than else ()
        if not situation.people.isdisjoint(named if isinstance(named, list | tuple) else [_text(named)]):
            return False
        if not self.than_whoever:
            return True
        earlier = list(situation.earlier())
        last = max((n for n, (kind, _actor) in enumerate(earlier) if kind in self.since), default=-1)
        return not any(
            kind in self.than_whoever and actor in situation.people for kind, actor in earlier[last + 1 :]
        )

    def asked_sql(self, table: Callable[[str], str], events: str) -> str:
        """The same in SQL."""
        asked = []
        if self.than:
            asked.append(f"{_column(self.than)} <> ALL (people)")
            asked.append(f"NOT coalesce({_column(self.than, as_json=True)} ?| people, false)")
        if self.than_whoever:
            kinds = ", ".join(_quoted(text) for text in self.than_whoever)
            asked.append(
                f"NOT EXISTS (SELECT FROM {events} o JOIN ledger_entry l ON l.entry = o.id WHERE o.subject = e.subject "
                f"AND o.record_type = e.record_type AND o.kind IN ({kinds}) AND l.actor = ANY (people){self._since(events)})"
            )
        return " AND ".join(asked)

    def _since(self, events: str) -> str:
        if not self.since:
            return ""
        kinds = ", ".join(_quoted(text) for text in self.since)
        return (
            f" AND o.n > coalesce((SELECT max(s.n) FROM {events} s WHERE s.subject = e.subject "
            f"AND s.record_type = e.record_type AND s.kind IN ({kinds})), 0)"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Same(Guard):
    """Whoever writes the act is the person of a column.

    Attributes:
        or_among: a column with a list of people, of whom it may be any; empty where it is that person alone.
    """

    as_column: str
    or_among: str = ""

    def condition_holds(self, situation: Situation) -> bool:
        """Whether it is the same person."""
        others = (situation.value(self.or_among) or ()) if self.or_among else ()
        return situation.actor == _text(situation.value(self.as_column)) or situation.actor in others

    def asked_sql(self, table: Callable[[str], str], events: str) -> str:
        """The same in SQL."""
        result = f"written.actor = {_column(self.as_column)}"
        if self.or_among:
            result += f" OR coalesce({_column(self.or_among, as_json=True)} ? written.actor::text, false)"
        return result


@dataclass(frozen=True, slots=True, kw_only=True)
class OfOffice(Guard):
    """Whoever writes the act acts for the office of a column (`agency`: the record's own, or what it names), or for that of another one.

    Attributes:
        or_column: empty where no other office may do it.
        jobs: whether a program that acts for no office may do it too.
    """

    column: str
    or_column: str = ""
    jobs: bool = False

    def condition_holds(self, situation: Situation) -> bool:
        """Whether it is that office."""
        if not situation.office:
            return self.jobs
        return situation.office in [
            _text(situation.value(name)) for name in (self.column, self.or_column) if name
        ]

    def asked_sql(self, table: Callable[[str], str], events: str) -> str:
        """The same in SQL."""
        offices = [_column(name) for name in (self.column, self.or_column) if name]
        # An empty column is no office: a program that acts for none is not let in by it.
        return f"CASE WHEN written.agency = '' THEN {str(self.jobs).lower()} ELSE written.agency IN ({', '.join(offices)}) END"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled(Guard):
    """A column is not empty.

    Attributes:
        least: so many characters it says at least, without the spaces around them.
    """

    column: str
    least: int = 1

    def condition_holds(self, situation: Situation) -> bool:
        """Whether it says something."""
        return len(_text(situation.value(self.column)).strip(" ")) >= self.least

    def asked_sql(self, table: Callable[[str], str], events: str) -> str:
        """The same in SQL."""
        return f"length(btrim({_column(self.column)})) >= {self.least}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank(Guard):
    """A column is empty."""

    column: str

    def condition_holds(self, situation: Situation) -> bool:
        """Whether it says nothing."""
        return not _text(situation.value(self.column)).strip(" ")

    def asked_sql(self, table: Callable[[str], str], events: str) -> str:
        """The same in SQL."""
        return f"btrim({_column(self.column)}) = ''"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Guard):
    """A column is one of some values."""

    column: str
    values: tuple[str, ...]

    def condition_holds(self, situation: Situation) -> bool:
        """Whether it is among them."""
        return _text(situation.value(self.column)) in self.values

    def asked_sql(self, table: Callable[[str], str], events: str) -> str:
        """The same in SQL."""
        return f"{_column(self.column)} IN ({', '.join(_quoted(value) for value in self.values)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Differs(Guard):
    """A column says something else than another one; where both are empty, they say the same."""

    column: str
    than: str

    def condition_holds(self, situation: Situation) -> bool:
        """Whether they differ."""
        return _text(situation.value(self.column)) != _text(situation.value(self.than))

    def asked_sql(self, table: Callable[[str], str], events: str) -> str:
        """The same in SQL."""
        return f"{_column(self.column)} <> {_column(self.than)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotBefore(Guard):
    """The day of a column is not before that of another; where one of them is empty, nothing is asked."""

    column: str
    than: str

    def condition_holds(self, situation: Situation) -> bool:
        """Whether it is the same day or a later one."""
        day, other = _text(situation.value(self.column)), _text(situation.value(self.than))
        return not day or not other or day[:10] >= other[:10]

    def asked_sql(self, table: Callable[[str], str], events: str) -> str:
        """The same in SQL."""
        day, other = _column(self.column), _column(self.than)
        return (
            f"{day} = '' OR {other} = '' OR left({day}, 10) COLLATE \"C\" >= left({other}, 10) COLLATE \"C\""
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Referenced(Guard):
    """A column names a record of the app that is there, in one of some states, and says the same as this one in some columns.

    Attributes:
        states: none for any.
        values: column of the record that is named -> what it may be.
        same: column of the record that is named -> column of this one; `agency` -> `agency` where both are the same office's.
    """

    column: str
    record_type: str
    states: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    same: Mapping[str, str] = field(default_factory=dict)

    def condition_holds(self, situation: Situation) -> bool:
        """Whether there is such a record."""
        result = situation.find(self.record_type, _text(situation.value(self.column)))
        if result is None or (self.states and result.get("state") not in self.states):
            return False
        if any(_text(result.get(theirs)) not in values for theirs, values in self.values.items()):
            return False
        return all(
            _text(result.get(theirs)) == _text(situation.value(ours)) for theirs, ours in self.same.items()
        )

    def asked_sql(self, table: Callable[[str], str], events: str) -> str:
        """The same in SQL."""
        asked = [f"r.public_id = {_column(self.column)}"]
        if self.states:
            asked.append(f"r.state IN ({', '.join(_quoted(state) for state in self.states)})")
        asked += [
            f"coalesce(to_jsonb(r) ->> {_quoted(theirs)}, '') IN ({', '.join(_quoted(value) for value in values)})"
            for theirs, values in self.values.items()
        ]
        asked += [
            f"{_office('to_jsonb(r)')} = {_office('is_now')}"
            if theirs == "agency"
            else f"coalesce(to_jsonb(r) ->> {_quoted(theirs)}, '') = {_column(ours)}"
            for theirs, ours in self.same.items()
        ]
        return f"EXISTS (SELECT FROM {table(self.record_type)} r WHERE {' AND '.join(asked)})"


def _text(value: Any) -> str:
    """A value as JSON's text operator gives it; nothing is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _office(row: str) -> str:
    """The office of a record: the one that keeps it, by its key, or the one that it names."""
    return f"coalesce({row} ->> 'agency_id', {row} ->> 'agency', '')"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _column(name: str, *, as_json: bool = False) -> str:
    """What a column says in SQL: as text, empty where it says nothing, or as JSON."""
    of, key = "is_now", name
    if name == "agency":  # the database keeps its number
        return f"coalesce((SELECT a.public_id FROM accounts_agency a WHERE a.id = ({of} ->> 'agency_id')::bigint), {of} ->> 'agency', '')"
    for prefix, row in ((_DETAILS, "e.details"), (_WAS, "was"), (_KEPT, "written.commitments")):
        if name.startswith(prefix):
            of, key = row, name.removeprefix(prefix)
    return f"({of} -> {_quoted(key)})" if as_json else f"coalesce({of} ->> {_quoted(key)}, '')"
