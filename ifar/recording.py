"""How an app writes its acts: an entry of the ledger and a row of the app's event table, in one transaction.

What an act is, from which state it leads to which and what it sets, the app says (its `acts` or `table` and its services). That its entry and its
row say the same, that one of two who were quick at once is told so, and how refusals say their reasons, is the same for all of them.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg
from django.db import IntegrityError, OperationalError, connection
from psycopg.types.json import Jsonb

from ifar import copytext
from ifar.errors import Conflict, Invalid, Reason, Refused
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.rights import Actor

COLUMNS: Final = ("id", "noun", "subject", "n", "kind", "schema", "details", "changes")
"""Columns of every event table; those of apps whose acts carry out what two people decided have `proposal` behind them."""


def plain(said: Mapping[str, Any] | None) -> dict[str, Any]:
    """The same as JSON holds it: days, numbers of money and identifiers as text."""
    found: dict[str, Any] = json.loads(json.dumps(dict(said or {}), default=str))
    return found


def standing(on: Any) -> tuple[str, str, int, uuid.UUID | None]:
    """Identifier, state, number of acts and the last act of a record as it stands, or of one that an act opens under this identifier."""
    return (on, "", 0, None) if isinstance(on, str) else (on.public_id, on.state, on.n, on.last_event)


@dataclass(frozen=True, slots=True)
class Act:
    """One act as it is written.

    Attributes:
        name: of the accountable act in the ledger.
        subject: public identifier of what it is done to; `n` its number among the acts on it, from 1; `previous` the entry of the one before.
        details, changes: what is said of it and what it sets, as `plain` gives them.
        personal: what people wrote: kept apart from the log, under a salted commitment.
        proposal: what it carries out; None in apps whose acts carry none.
    """

    name: str
    noun: str
    kind: str
    subject: str
    n: int
    previous: uuid.UUID | None
    schema: str
    details: Mapping[str, Any]
    changes: Mapping[str, Any]
    personal: Mapping[str, Any] = field(default_factory=dict)
    proposal: str | None = None
    entry: uuid.UUID = field(default_factory=ledger.new_entry_id)

    @property
    def payload(self) -> dict[str, Any]:
        """What the entry commits to."""
        said = {
            "noun": self.noun,
            "kind": self.kind,
            "n": self.n,
            "details": self.details,
            "changes": self.changes,
        }
        return said if self.proposal is None else {**said, "proposal": self.proposal}

    def draft(self) -> Draft:
        """Its entry, before the ledger adds who and when."""
        return Draft(
            schema=self.schema,
            act=self.name,
            object=self.subject,
            payload=self.payload,
            personal=dict(self.personal),
            previous=self.previous,
            entry=self.entry,
        )

    def row(self) -> tuple[Any, ...]:
        """Its row in the event table."""
        known = (self.entry, self.noun, self.subject, self.n, self.kind, self.schema)
        said = (Jsonb(self.details), Jsonb(self.changes))
        return (*known, *said) if self.proposal is None else (*known, *said, self.proposal)


class Recorder:
    """The acts of one app.

    Attributes:
        insert: the statement that inserts one act's row.

    Args:
        app: its name, with which codes of refusals begin.
        table: of its events; `<app>_event` where none is said.
        of: what a code of the app says.
        explained: reasons with what they say.
        proposals: whether its event table has the column `proposal`.
        refusals: what the database says where the service saw it otherwise, because somebody else was quicker -> the refusal's code.
        waits: SQL function of the app (noun, kind, subject, changes, details) that takes every lock of an act. It is asked before the entry
            takes its number, so that of two acts that hang together the one that counted first has the lower number: the verifier
            follows the numbers.
    """

    def __init__(
        self,
        app: str,
        *,
        of: Callable[..., Any],
        explained: Callable[[Iterable[Reason]], list[Reason]] | None = None,
        table: str = "",
        proposals: bool = False,
        refusals: Mapping[str, str] | None = None,
        waits: str = "",
    ) -> None:
        self._app, self._table = app, table or f"{app}_event"
        self._of, self._explained, self._refusals = of, explained, refusals or {}
        self._columns = (*COLUMNS, "proposal") if proposals else COLUMNS
        values = ", ".join(["%s"] * len(self._columns))
        self._wait = f"SELECT {waits}(%s, %s, %s, %s, %s)" if waits else ""
        self.insert = f"INSERT INTO {self._table} ({', '.join(self._columns)}) VALUES ({values})"

    def refused(self, *reasons: Reason) -> Refused:
        """A refusal with every reason in words."""
        told = self._explained(reasons) if self._explained else list(reasons)
        return Refused(told[0].code, told[0].message, article=told[0].article, reasons=told)

    def invalid(self, *reasons: Reason) -> Invalid:
        """Input that cannot be, with every reason in words at its field."""
        told = self._explained(reasons) if self._explained else list(reasons)
        return Invalid(told[0].code, told[0].message, field=told[0].field, reasons=told)

    def changed_meanwhile(self) -> Conflict:
        """Somebody else was quicker."""
        code = f"{self._app}.changed_meanwhile"
        return Conflict(code, self._of(code))

    def check_expected(self, found: Any, expected_n: int | None) -> None:
        """Refuse an act on a record about which somebody recorded something after the actor opened it."""
        if expected_n is not None and found.n != expected_n:
            raise self.changed_meanwhile()

    def write(self, actor: Actor, *acts: Act, recorded_at: dt.datetime | None = None) -> list[uuid.UUID]:
        """Write acts in the caller's transaction, in their order; returns their entries.

        Raises:
            Conflict: somebody else did something meanwhile.
            Refused: the database refused it for one of the app's own reasons.
        """
        rows = [act.row() for act in acts]
        with self._meanwhile():
            self._take_turns(acts)
            ledger.append(actor=actor, drafts=[act.draft() for act in acts], recorded_at=recorded_at)
            if len(rows) == 1:
                with connection.cursor() as cursor:
                    cursor.execute(self.insert, rows[0])
            else:
                connection.ensure_connection()
                with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as plain_cursor:
                    plain_cursor.executemany(self.insert, rows)
        return [act.entry for act in acts]

    def write_many(self, pairs: Sequence[tuple[Actor, Act]]) -> int:
        """Write thousands of acts of several people at once, over COPY: the database checks each like any other. How many."""
        now = ledger.now()
        ledger.write_many(
            entry for actor, act in pairs for entry in ledger.composed(actor, [act.draft()], now)
        )
        into = f"COPY {self._table} ({', '.join(self._columns)}) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(into) as copy:
            copy.write(copytext.rows([act.row() for _actor, act in pairs]))
        return len(pairs)

    def _take_turns(self, acts: Iterable[Act]) -> None:
        if not self._wait:
            return
        with connection.cursor() as cursor:
            for act in acts:
                said: tuple[Any, ...] = (
                    act.noun,
                    act.kind,
                    act.subject,
                    Jsonb(act.changes),
                    Jsonb(act.details),
                )
                cursor.execute(self._wait, said)

    @contextmanager
    def _meanwhile(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            if isinstance(
                error.__cause__, (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)
            ):
                raise self.changed_meanwhile() from error
            raise
        except IntegrityError as error:
            if isinstance(error.__cause__, psycopg.errors.UniqueViolation):
                raise self.changed_meanwhile() from error
            for said, code in self._refusals.items():
                if said in str(error):
                    raise self._refusal(code) from error
            raise

    def _refusal(self, code: str) -> Refused:
        reason = Reason(code, self._of(code))
        return Refused(code, reason.message, reasons=[reason])
