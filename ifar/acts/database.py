"""What `ifar migrate` makes of the declarations: the tables `acts_act` and `acts_record`, the functions that ask each app, the triggers."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from ifar.acts.declaration import Acts, Record, declared
from ifar.ledger.sources import Program
from ifar.triggers import Trigger

_PATH: Final = "SET search_path = public, pg_catalog, pg_temp"
_EVENT: Final = "app text, e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb"
_PEOPLE: Final = "accounts_answered(e.proposal) || accounts_people(written)"
_ASKED: Final = "e, was, is_now, written, personal"


def model_of(acts: Acts, record: Record) -> type[models.Model]:
    """The model of a type of record."""
    table = acts.table_of(record.name)
    return next(model for model in apps.get_models() if model._meta.db_table == table)


@functools.cache
def defaults_of(acts: Acts, record_type: str) -> Mapping[str, Any]:
    """What stands in the columns of a type of record before any act, as JSON holds it; offices and parents are left out."""
    record = acts.records[record_type]
    left = ("id", "agency_id", f"{record.parent}_id")
    return {
        str(concrete_field.column): _default(concrete_field)
        for concrete_field in model_of(acts, record)._meta.concrete_fields
        if concrete_field.column not in left
    }


def _default(column: Any) -> Any:
    if column.has_db_default():
        return getattr(column.db_default, "value", column.db_default)
    if column.has_default():
        value = column.get_default()
        return str(value) if isinstance(column, models.DecimalField) and value is not None else value
    if column.null:
        return None
    if isinstance(column, models.CharField | models.TextField):
        return ""
    if isinstance(column, models.BooleanField):
        return False
    if isinstance(column, ArrayField):
        return []
    return {} if isinstance(column, models.JSONField) else None


def act_rows() -> Iterator[dict[str, Any]]:
    """Every declared act as the database keeps it."""
    for acts in declared():
        for act in acts.acts.values():
            yield {
                "prefix": acts.prefix,
                "record_type": act.record_type,
                "kind": act.kind,
                "transitions": dict(act.transitions),
                "columns": sorted({"state", *act.columns}),
                "opens_with": sorted(acts.allowed(act, first=True) - acts.allowed(act, first=False)),
                "decided": act.takes_several,
                "computed": sorted(act.computed),
                "personal": dict(act.personal),
                "stamps": dict(act.stamps),
                "clears": sorted(act.clears),
            }


def _columns(acts: Acts, record: Record) -> str:
    """The columns of a type of record but its key, as SQL names them."""
    fields = model_of(acts, record)._meta.concrete_fields
    return ", ".join(f'"{field.column}"' for field in fields if field.column != "id")


def record_rows() -> Iterator[dict[str, Any]]:
    """Every declared type of record as the database keeps it."""
    for acts in declared():
        for record in acts.records.values():
            yield {
                "prefix": acts.prefix,
                "record_type": record.name,
                "table_name": acts.table_of(record.name),
                "defaults": dict(defaults_of(acts, record.name)),
                "parent": record.parent,
                "kept": record.kept,
                "stamps": dict(record.stamps),
            }


ACT_COLUMNS: Final = (
    "prefix", "record_type", "kind", "transitions", "columns", "opens_with", "decided", "computed", "personal", "stamps", "clears",
)  # fmt: skip
RECORD_COLUMNS: Final = (
    "prefix",
    "record_type",
    "table_name",
    "defaults",
    "parent",
    "kept",
    "stamps",
)
PROGRAMS: Final = (
    Program("acts_act", ("prefix", "record_type", "kind"), ACT_COLUMNS, lambda: list(act_rows())),
    Program("acts_record", ("prefix", "record_type"), RECORD_COLUMNS, lambda: list(record_rows())),
)
"""The tables of declarations; the verifier wants these rows and no others."""


def functions() -> Iterator[str]:
    """The functions that follow from the declarations: what each app's guards and code say of an act, what follows from it, what it waits for."""
    for acts in declared():
        if any(act.guards for act in acts.acts.values()):
            yield _guards(acts)
    yield _dispatch("acts_check", "text", _checks)
    yield _dispatch("acts_after", "void", _afters)
    yield from (_lock(), _stored(), _whole(), _store())


def _guards(acts: Acts) -> str:
    cases = []
    for act in acts.acts.values():
        if act.guards:
            rows = [(guard.sql(acts.table_of, acts.table), guard.code) for guard in act.guards]
            asked = "\n".join(f"            WHEN {refused} THEN '{code}'" for refused, code in rows)
            # Who stands for the act is asked only where a guard compares people.
            people = f"        people := {_PEOPLE};\n" if any("people" in sql for sql, _code in rows) else ""
            cases.append(
                f"    WHEN '{act.record_type} {act.kind}' THEN\n{people}        RETURN CASE\n{asked}\n        END;"
            )
    return (
        f"CREATE OR REPLACE FUNCTION {acts.functions}_guards(e acts_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text\n"
        f"LANGUAGE plpgsql STABLE {_PATH} AS $$\n"
        "DECLARE\n"
        "    -- Everybody who stands for the act: who wrote it, who said yes to it, and for whom they stood in.\n"
        "    people text[];\n"
        "BEGIN\n    CASE e.record_type || ' ' || e.kind\n"
        + "\n".join(cases)
        + "\n    ELSE\n        RETURN NULL;\n    END CASE;\nEND $$"
    )


def _checks(acts: Acts) -> str:
    asked = []
    if any(act.guards for act in acts.acts.values()):
        asked.append(f"{acts.functions}_guards(e, was, is_now, written)")
    if acts.checks:
        asked.append(f"{acts.functions}_check({_ASKED})")
    return f"RETURN coalesce({', '.join(asked)});" if asked else ""


def _afters(acts: Acts) -> str:
    return f"PERFORM {acts.functions}_after({_ASKED});" if acts.follows else ""


def _by_app(asks: Callable[[Acts], str]) -> str:
    """Statements that differ from app to app: what `asks` gives for each, where it gives any."""
    asked = {acts.prefix: text for acts in declared() if (text := asks(acts))}
    cases = "".join(f"        WHEN '{prefix}' THEN {value}\n" for prefix, value in asked.items())
    return f"    CASE app\n{cases}        ELSE NULL;\n    END CASE;\n" if cases else ""


def _dispatch(name: str, returns: str, asks: Callable[[Acts], str]) -> str:
    last = "    RETURN NULL;\n" if returns == "text" else ""
    return (
        f"CREATE OR REPLACE FUNCTION {name}({_EVENT}) RETURNS {returns} LANGUAGE plpgsql {_PATH} AS $$\n"
        f"BEGIN\n{_by_app(asks)}{last}END $$"
    )


def _lock() -> str:
    """Takes every lock of an act: those of the app, then the record itself."""
    own = _by_app(
        lambda acts: (
            f"PERFORM {acts.functions}_lock(record_type, kind, subject, changes, details);"
            if acts.locks
            else ""
        )
    )
    row = _by_record("PERFORM FROM {table} r WHERE r.public_id = subject FOR UPDATE;")
    return (
        "CREATE OR REPLACE FUNCTION acts_lock(app text, record_type text, kind text, subject text, changes jsonb, details jsonb) RETURNS void\n"
        f"LANGUAGE plpgsql SECURITY DEFINER {_PATH} AS $$\nBEGIN\n{own}{row}END $$"
    )


def _stored() -> str:
    """The record as it stands, locked; null where there is none."""
    row = _by_record("SELECT to_jsonb(r) INTO found FROM {table} r WHERE r.public_id = subject FOR UPDATE;")
    return (
        "CREATE OR REPLACE FUNCTION acts_stored(app text, record_type text, subject text) RETURNS jsonb\n"
        f"LANGUAGE plpgsql {_PATH} AS $$\nDECLARE\n    found jsonb;\nBEGIN\n{row}    RETURN found;\nEND $$"
    )


def _whole() -> str:
    """What a part takes from its whole, which is named or stands in the part: to whom it belongs; guards ask about it under the name of its type."""
    row = _by_record(
        "SELECT jsonb_build_object('{parent}_id', r.id, '{parent}', r.public_id, 'compartment', r.compartment, 'agency_id', r.agency_id) INTO found\n"
        "            FROM {whole} r WHERE r.public_id = changes ->> '{parent}' OR r.id = (was ->> '{parent}_id')::bigint;",
        parts=True,
    )
    return (
        "CREATE OR REPLACE FUNCTION acts_whole(app text, record_type text, changes jsonb, was jsonb) RETURNS jsonb\n"
        f"LANGUAGE plpgsql STABLE {_PATH} AS $$\nDECLARE\n    found jsonb;\nBEGIN\n{row}    RETURN found;\nEND $$"
    )


def _store() -> str:
    """Opens a record, or makes it what an act leaves of it."""
    row = _by_record(
        "IF opens THEN\n"
        "                INSERT INTO {table} ({columns})\n                SELECT {columns} FROM jsonb_populate_record(NULL::{table}, is_now);\n"
        "            ELSE\n"
        "                UPDATE {table} SET ({columns}) =\n                (SELECT {columns} FROM jsonb_populate_record(NULL::{table}, is_now))\n"
        "                WHERE public_id = is_now ->> 'public_id';\n"
        "            END IF;"
    )
    return (
        "CREATE OR REPLACE FUNCTION acts_store(app text, record_type text, opens boolean, is_now jsonb) RETURNS void\n"
        # A column may be called as something of the language's own is: `found`.
        f"LANGUAGE plpgsql {_PATH} AS $$\n#variable_conflict use_column\nBEGIN\n{row}END $$"
    )


def _by_record(statement: str, *, parts: bool = False) -> str:
    """A statement for each type of record, written out so that the server plans it once a session; `parts`: only for those that have a whole."""

    def asks(acts: Acts) -> str:
        cases = "".join(
            f"        WHEN '{record.name}' THEN\n            "
            + statement.format(
                table=acts.table_of(record.name),
                columns=_columns(acts, record),
                parent=record.parent,
                whole=acts.table_of(record.parent),
            )
            + "\n"
            for record in acts.records.values()
            if record.parent or not parts
        )
        return f"CASE record_type\n{cases}        ELSE NULL;\n        END CASE;" if cases else ""

    return _by_app(asks)


def triggers() -> Iterator[Trigger]:
    """Every trigger that follows from the declarations."""
    yield Trigger("acts", "AFTER INSERT", "ledger_erasure", "acts_erase")
    for acts in declared():
        together = [act for act in acts.acts.values() if act.together]
        left = " OR ".join(
            f"new.record_type = '{act.record_type}'::text AND new.kind = '{act.kind}'::text"
            for act in together
        )
        yield Trigger(
            "apply",
            "BEFORE INSERT",
            acts.table,
            "acts_apply",
            when=f"NOT (new.n = 1 AND ({left}))" if together else "",
            arguments=(acts.prefix,),
        )
        if together:
            yield Trigger(
                "open",
                "AFTER INSERT",
                acts.table,
                f"{acts.functions}_open",
                each="STATEMENT",
                referencing="NEW TABLE AS arrived",
            )
