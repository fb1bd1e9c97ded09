"""A log in a test: sequence it, verify it, and alter it as its superuser could."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ifar.ledger import cosigning, sequencer, sessions
from ifar.ledger.checkpoint import VerifierKey
from ifar.ledger.keys import Keyring
from ifar.ledger.verification import Memory, Options, Report, verify
from tests.databases import Database

ORIGIN = "register.test/log"
NOW = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)


@dataclass
class Log:
    """The log of the database of a test, with keys and memory in a folder of its own."""

    database: Database
    home: Path
    origin: str = field(default=ORIGIN, kw_only=True)

    def sequencer(self) -> sequencer.Sequencer:
        """A sequencer with this register's keys."""
        return sequencer.Sequencer(
            sessions.connect("sequencer"), origin=self.origin, keyring=Keyring.at(self.home)
        )

    def sequence(self) -> int:
        """Integrate everything that waits; returns how many entries."""
        item = self.sequencer()
        with item.connection:
            done = 0
            while number := item.step():
                done += number
        return done

    def memory(self) -> Memory:
        """The verifier's memory."""
        return Memory.at(self.home)

    def verify(self, *, witnesses: Sequence[cosigning.Witness] = (), **options: Any) -> Report:
        """Verify the whole log, or as `options` say."""
        chosen = Options(**{"whole": True, "trusted": Keyring.published(self.home), **options})
        return verify(
            sessions.address("verifier"),
            origin=self.origin,
            memory=self.memory(),
            witnesses=witnesses,
            options=chosen,
            now=NOW,
        )

    def tamper(self, statement: str, *values: Any) -> None:
        """Do as the superuser does who wants to leave no trace: no trigger fires, no constraint is checked.

        Triggers are put out for the tables that the statement names: there are a thousand others.
        """
        with self.database.connect() as superuser:
            superuser.execute("SET session_replication_role = replica")
            with superuser.transaction():
                superuser.execute(
                    "CREATE TEMPORARY TABLE was ON COMMIT DROP AS SELECT t.oid, t.tgenabled FROM pg_trigger t "
                    "JOIN pg_class c ON c.oid = t.tgrelid OR EXISTS (SELECT FROM pg_inherits WHERE (inhrelid, inhparent) = (t.tgrelid, c.oid)) "
                    "WHERE NOT t.tgisinternal AND c.relname = ANY(%s)",
                    [re.findall(r"\w+", statement)],
                )
                superuser.execute("SET LOCAL allow_system_table_mods = on")
                superuser.execute("UPDATE pg_trigger SET tgenabled = 'D' WHERE oid IN (SELECT oid FROM was)")
                superuser.execute(statement, values)
                superuser.execute(
                    "UPDATE pg_trigger t SET tgenabled = was.tgenabled FROM was WHERE was.oid = t.oid"
                )

    def value(self, query: str, *values: Any) -> Any:
        """One value as the superuser sees it."""
        with self.database.connect() as superuser:
            row = superuser.execute(query, values).fetchone()
            return row[0] if row else None

    def key(self) -> VerifierKey:
        """The log's verifier key, as it is published."""
        return VerifierKey.parse((self.home / "keys" / "ledger.vkey").read_text().strip())
