"""The catalogue: that triggers, functions and rights are those of the program, and that nothing stands before the tables.

Expected is what the program's own files say: the functions of the migrations, its triggers, the list of grants. A server that lies about its
catalogue is not found out like this; see the threat model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import psycopg

from ifar import database
from ifar.ledger.sources import Difference
from ifar.ledger.verification import triggers
from ifar.ledger.verification.triggers import OTHERS

_MADE: Final = re.compile(
    r"CREATE (?:OR REPLACE )?FUNCTION\s+(\w+)\s*(\((?:(?!\$\w*\$).)*?)\bAS\s+(\$\w*\$)(.*?)\3|DROP FUNCTION (?:IF EXISTS )?(\w+)"
    r"|ALTER FUNCTION (\w+)\s*\([^)]*\) RENAME TO (\w+)",
    re.DOTALL,
)
_PATH: Final = frozenset({f"search_path={database.PATH}"})
"""What the migrations add to functions that run with more than the caller's rights, where their words leave it out."""
_SETTING: Final = re.compile(r"\bSET (\w+) = ([^\s,]+(?:, [^\s,]+)*)")
_WORD: Final = re.compile(r"\b[A-Z]+\b")
_VOLATILITY: Final = {"i": "IMMUTABLE", "s": "STABLE", "v": "VOLATILE"}
# What whoever is superuser adds to an extension is none of its own: those are compiled, and of the extension's own library.
_OF_EXTENSION: Final = """EXISTS (SELECT FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND d.refclassid = 'pg_extension'::regclass
JOIN pg_proc q ON q.oid = d.objid JOIN pg_language l ON l.oid = q.prolang
WHERE d.classid = 'pg_proc'::regclass AND d.deptype = 'e' AND d.objid = {} AND l.lanname = 'c' AND q.probin = '$libdir/' || e.extname)"""
_FUNCTIONS: Final = f"""
SELECT p.proname, p.prosrc, p.prosecdef, coalesce(p.proconfig, '{{}}'), p.oid::regprocedure::text,
       p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) a WHERE a.grantee = 0),
       (p.prosecdef OR p.prorettype = 'trigger'::regtype)
           AND NOT coalesce(array_to_string(p.proconfig, ' ') ~ 'search_path=', false), p.proisstrict, p.provolatile
FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND NOT {_OF_EXTENSION.format("p.oid")}"""
_GRANTED: Final = """
SELECT c.relname, coalesce(r.rolname, 'PUBLIC'), a.privilege_type, NULL FROM pg_class c
CROSS JOIN LATERAL aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.grantee <> c.relowner
UNION ALL
SELECT c.relname, coalesce(r.rolname, 'PUBLIC'), a.privilege_type, t.attname FROM pg_class c
JOIN pg_attribute t ON t.attrelid = c.oid CROSS JOIN LATERAL aclexplode(t.attacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.grantee <> c.relowner"""
_TABLES: Final = """
SELECT c.relname, (SELECT p.relname FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent WHERE i.inhrelid = c.oid LIMIT 1)
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"""
_STRANGE: Final = f"""
SELECT 'schema ' || nspname, 'a schema', 'no schema but public' FROM pg_namespace
WHERE nspname NOT IN ('public', 'information_schema', 'pg_catalog', 'pg_toast') AND nspname !~ '^pg_(toast_)?temp_[0-9]+$'
UNION ALL
SELECT 'relation ' || c.relname, 'a view or a foreign table', 'tables only' FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('v', 'm', 'f')
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
UNION ALL
SELECT 'table ' || c.relname, 'a rule or a policy on its rows', 'none' FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND (c.relrowsecurity OR c.relhasrules)
UNION ALL
SELECT 'relation ' || n.nspname || '.' || c.relname, 'a relation among the server''s own', 'none' FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN ('information_schema', 'pg_catalog', 'pg_toast') AND c.oid >= 16384
AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
UNION ALL
SELECT 'event trigger ' || t.evtname, 'a trigger of the whole database', 'none' FROM pg_event_trigger t
UNION ALL
SELECT 'language ' || l.lanname, 'a language of nobody''s', 'none' FROM pg_language l WHERE l.oid >= 16384
UNION ALL
SELECT 'function ' || p.oid::regprocedure, 'a function among the server''s own', 'none' FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN ('information_schema', 'pg_catalog', 'pg_toast') AND p.oid >= 16384
AND NOT {_OF_EXTENSION.format("p.oid")}
UNION ALL
SELECT 'operator ' || o.oid::regoperator, 'an operator of nobody''s', 'none' FROM pg_operator o WHERE o.oid >= 16384
AND NOT {_OF_EXTENSION.format("o.oprcode")}
UNION ALL
SELECT 'cast ' || c.castsource::regtype || ' to ' || c.casttarget::regtype, 'a cast of nobody''s', 'none' FROM pg_cast c
WHERE c.oid >= 16384
AND NOT {_OF_EXTENSION.format("c.castfunc")}
UNION ALL
SELECT 'setting ' || s.name, s.name, 'not set for a role or a database' FROM pg_db_role_setting g
CROSS JOIN LATERAL unnest(g.setconfig) AS s(name) WHERE g.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
AND split_part(s.name, '=', 1) IN ('search_path', 'row_security', 'session_replication_role', 'session_preload_libraries',
    'local_preload_libraries', 'transform_null_equals', 'gin_fuzzy_search_limit', 'role', 'session_authorization', 'array_nulls',
    'standard_conforming_strings', 'plpgsql.variable_conflict')
UNION ALL
SELECT 'function ' || p.oid::regprocedure, s.name, 'no such setting of its own' FROM pg_proc p CROSS JOIN LATERAL unnest(p.proconfig) AS s(name)
WHERE p.pronamespace = 'public'::regnamespace
AND split_part(s.name, '=', 1) IN ('row_security', 'session_replication_role', 'transform_null_equals', 'gin_fuzzy_search_limit')
UNION ALL
SELECT 'role ' || r.rolname, 'more power than a group needs', 'none' FROM pg_roles r WHERE r.rolname = ANY(%s)
AND (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication
     OR EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid))"""


def _migrations() -> list[str]:
    """The SQL of all migrations, in their order."""
    apps = Path(database.__file__).parent
    paths = sorted(apps.glob("*/migrations/*.sql"), key=lambda one: (one.name, one.parts))
    return [path.read_text() for path in paths]


class Made(NamedTuple):
    """A function as the migrations leave it: its source, whether it has its owner's rights, its own settings, and when the server does not call it:
    where it is told of something unknown (`strict`), or where it believes that the answer is the one that it had (`volatility`)."""

    source: str
    is_definer: bool
    settings: frozenset[str]
    is_strict: bool
    volatility: str


def functions() -> Mapping[str, Made]:
    """Each function by its name, as the migrations leave it."""
    found: dict[str, Made] = {}
    for text in _migrations():
        for name, head, _, source, dropped, former, renamed in _MADE.findall(text):
            if dropped:
                found.pop(dropped, None)
            elif renamed:
                found[renamed] = found.pop(former)
            else:
                settings = frozenset(f"{one}={value}" for one, value in _SETTING.findall(head))
                words = set(_WORD.findall(head))
                volatility = next((one for one in ("IMMUTABLE", "STABLE") if one in words), "VOLATILE")
                found[name] = Made(
                    source, "SECURITY DEFINER" in head, settings, "STRICT" in words, volatility
                )
    return found


def check(connection: psycopg.Connection[Any]) -> Iterator[Difference]:
    """Everything in the catalogue that is not as the program made it."""
    yield from _check_functions(connection)
    yield from triggers.check(connection)
    yield from _check_grants(connection)
    for place, says, should in connection.execute(_STRANGE.encode(), [list(database.ROLES)]):
        yield Difference("catalogue_differs", place, says, should)


def _check_functions(connection: psycopg.Connection[Any]) -> Iterator[Difference]:
    said, seen = functions(), set()
    for name, source, definer, settings, signature, public, loose, *called in connection.execute(_FUNCTIONS):
        if name.startswith(OTHERS):
            continue
        seen.add(name)
        place = f"function {signature}"
        if name not in said:
            yield Difference("catalogue_differs", place, "a function", "no function: no migration made it")
        elif source != said[name].source:
            yield Difference("catalogue_differs", place, "another source", "the source of the migrations")
        elif definer != said[name].is_definer:
            yield Difference(
                "catalogue_differs", place, "the rights of another", "those that the migrations give it"
            )
        elif (has := frozenset(settings)) != (should := said[name].settings) and has != should | _PATH:
            yield Difference("catalogue_differs", place, ", ".join(sorted(has)), ", ".join(sorted(should)))
        elif (has_called := (called[0], _VOLATILITY[called[1]])) != (
            said[name].is_strict,
            said[name].volatility,
        ):
            should_be = _calling(said[name].is_strict, said[name].volatility)
            yield Difference("catalogue_differs", place, _calling(*has_called), should_be)
        elif public:
            yield Difference(
                "catalogue_differs", place, "everybody may execute it", "only who the list names"
            )
        elif loose:
            yield Difference("catalogue_differs", place, "no search_path of its own", database.PATH)
    for name in sorted(said.keys() - seen):
        yield Difference("catalogue_differs", f"function {name}", "nothing", "a function of the migrations")


def _calling(is_strict: bool, volatility: str) -> str:
    return f"{volatility} STRICT" if is_strict else volatility


def _check_grants(connection: psycopg.Connection[Any]) -> Iterator[Difference]:
    partitions = dict(connection.execute(_TABLES).fetchall())
    held: dict[tuple[str, str], set[tuple[str, str | None]]] = {}
    for table, role, privilege, column in connection.execute(_GRANTED):
        held.setdefault((table, role), set()).add((privilege, column))
    for table in sorted(partitions):
        for role in sorted({*database.ROLES, *(role for of, role in held if of == table)}):
            has, should = held.get((table, role), set()), _granted(table, role, partitions)
            if has != should:
                yield Difference(
                    "catalogue_differs", f"rights of {role} on {table}", _shown(has), _shown(should)
                )


def _granted(table: str, role: str, partitions: Mapping[str, str | None]) -> set[tuple[str, str | None]]:
    if role == database.VERIFIER:
        return {("SELECT", None)}
    if partitions[table] is not None:
        return set()
    lists = {
        database.APP: database.privileges(table),
        database.SEQUENCER: database.SEQUENCER_GRANTS.get(table),
    }
    found: set[tuple[str, str | None]] = set()
    for privilege, columns in re.findall(r"([A-Z]+)(?: \(([^)]*)\))?", lists.get(role) or ""):
        names: list[str | None] = [one.strip(' "') for one in columns.split(",")] if columns else [None]
        found |= {(privilege, name) for name in names}
    return found


def _shown(rights: set[tuple[str, str | None]]) -> str:
    return ", ".join(sorted(f"{what} ({column})" if column else what for what, column in rights)) or "nothing"
