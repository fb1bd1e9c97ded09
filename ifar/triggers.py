"""Which function of the database runs when which table changes: what each app declares, and what follows from a table's place on the lists.

An app says its own in `triggers.py`; the two refusals of an insert-only table and those of a table of state follow from
`ifar/database.py`. `ifar migrate` makes them all (`ifar/management/current_text.py`), so that they fire whatever a session sets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from ifar import database


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger of one table, or the same one of several.

    Attributes:
        name: those of one table and one moment fire in the order of their names.
        event: when it fires, in SQL: `BEFORE INSERT`, `AFTER UPDATE OF state`.
        tables: its table, or several.
        function: the function that runs, without arguments in its signature; `ifar/<app>/sql/<function>.sql`.
        each: `ROW` or `STATEMENT`.
        when: a condition in SQL over `new` and `old`; none where it is empty.
        arguments: what the function finds in `TG_ARGV`.
        referencing: names of the transition tables, in SQL.
        deferred: whether it fires at the end of the transaction only.
    """

    name: str
    event: str
    tables: str | tuple[str, ...]
    function: str
    each: str = "ROW"
    when: str = ""
    arguments: tuple[str, ...] = ()
    referencing: str = ""
    deferred: bool = False

    def single(self) -> Iterator[Trigger]:
        """One trigger for each of its tables."""
        for table in (self.tables,) if isinstance(self.tables, str) else self.tables:
            yield replace(self, tables=table)

    @property
    def key(self) -> tuple[str, str]:
        """Table and name, of a trigger of one table."""
        return str(self.tables), self.name

    @property
    def statement(self) -> str:
        """The SQL that makes it, of a trigger of one table, as PostgreSQL itself writes it where there is no condition."""
        given = ", ".join("'{}'".format(argument.replace("'", "''")) for argument in self.arguments)
        words = (
            "CREATE CONSTRAINT TRIGGER" if self.deferred else "CREATE TRIGGER",
            f"{self.name} {self.event} ON {self.tables}",
            "DEFERRABLE INITIALLY DEFERRED" if self.deferred else "",
            f"REFERENCING {self.referencing}" if self.referencing else "",
            f"FOR EACH {self.each}",
            f"WHEN ({self.when})" if self.when else "",
            f"EXECUTE FUNCTION {self.function}({given})",
        )
        return " ".join(word for word in words if word)


_OF_LISTS: Final = (
    Trigger(
        "refuse_change",
        "BEFORE DELETE OR UPDATE",
        tuple(table for table in database.INSERT_ONLY if table not in database.WORDS),
        "ledger_refuse",
    ),
    *(
        Trigger("refuse_change", "BEFORE DELETE OR UPDATE", table, "ledger_words_keep", arguments=words)
        for table, words in database.WORDS.items()
    ),
    Trigger(
        "words",
        "AFTER INSERT",
        "ledger_erasure",
        "ledger_words_erase",
        arguments=tuple(f"{table}.{name}" for table, names in database.WORDS.items() for name in names),
    ),
    Trigger(
        "projection_only",
        "BEFORE INSERT OR DELETE OR UPDATE",
        database.PROJECTED,
        "registry_projection_only",
        when="pg_trigger_depth() = 0",
    ),
    Trigger(
        "refuse_truncate",
        "BEFORE TRUNCATE",
        (*database.INSERT_ONLY, *database.PROJECTED),
        "ledger_refuse",
        each="STATEMENT",
    ),
)
"""Nobody changes or removes a row that is only added, or writes state but from within a trigger; nobody empties either."""


def every(declared: Iterable[Trigger]) -> dict[tuple[str, str], Trigger]:
    """All triggers by table and name: `declared` by apps, and those of the lists where no app declares one of that name for the table."""
    result: dict[tuple[str, str], Trigger] = {}
    for trigger in declared:
        for item in trigger.single():
            if item.key in result:
                raise ValueError(f"Two triggers {item.name} of {item.tables}")
            result[item.key] = item
    for trigger in _OF_LISTS:
        for item in trigger.single():
            result.setdefault(item.key, item)
    return result
