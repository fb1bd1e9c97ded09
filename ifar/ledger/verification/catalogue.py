"""The catalogue: that everything in it is as the program makes it, and that nothing else is there.

What it should be stands in `catalogue.txt`, as a freshly migrated database says it and as one does that was restored from a dump, and what came with
the server in a text for each major version of PostgreSQL; a house test writes them down and holds them to the migrations. Nothing is left out by its
name. A trigger that never fires, an index that calls itself unique or a view before a table makes no row false that verification could see: reads
that were never kept, alarms that were never sent, a firearm that no search finds. A server that lies about its catalogue is not found out like
this; see the threat model.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import psycopg

from ifar import database
from ifar.ledger.sources import Difference
from ifar.ledger.verification import objects
from ifar.ledger.verification.objects import Thing

FOLDER: Final = Path(__file__).parent
LISTED: Final = FOLDER / "catalogue.txt"

type Key = tuple[str, str, str]
"""Kind, relation and name of an object."""
type Facts = Mapping[str, Any]

_POWERS: Final = {
    "rolsuper": "superuser",
    "rolbypassrls": "past policies",
    "rolreplication": "replication",
    "rolcreaterole": "makes roles",
    "rolcreatedb": "makes databases",
}
_READ_ALL: Final = (
    "pg_read_all_data",
    "pg_write_all_data",
    "pg_read_server_files",
    "pg_write_server_files",
    "pg_execute_server_program",
    "pg_database_owner",
    "pg_maintain",
)
"""The server's own groups whose members get past the rights of a register."""
HARMLESS: Final = frozenset(
    {
        "allow_alter_system",
        "application_name",
        "auto_explain.log_min_duration",
        "client_min_messages",
        "deadlock_timeout",
        "default_toast_compression",
        "effective_cache_size",
        "exit_on_error",
        "gin_pending_list_limit",
        "idle_in_transaction_session_timeout",
        "idle_session_timeout",
        "jit",
        "lock_timeout",
        "log_duration",
        "log_min_duration_statement",
        "log_min_messages",
        "log_statement",
        "maintenance_work_mem",
        "max_parallel_workers_per_gather",
        "random_page_cost",
        "statement_timeout",
        "restart_after_crash",
        "temp_file_limit",
        "temp_tablespaces",
        "transaction_timeout",
        "work_mem",
    }
)
"""What whoever runs the server may set for a role or a database: it makes an answer quicker, slower or none, never another one."""
_SETTINGS: Final = """
SELECT s.name FROM pg_catalog.pg_db_role_setting g CROSS JOIN LATERAL pg_catalog.unnest(g.setconfig) AS s(name)
WHERE g.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()))"""
_OF_SERVER: Final = f"""
SELECT name, coalesce(reset_val, ''), coalesce(boot_val, '') FROM pg_catalog.pg_settings
WHERE reset_val IS DISTINCT FROM boot_val AND source <> 'client'
    AND NOT (source = 'session' AND name = 'search_path' AND replace(reset_val, ' ', '') = '{database.PATH.replace(" ", "")}')
    AND (category ~ '^(Developer Options|Error Handling|Version and Platform Compatibility)'
    OR category ~ '^Client Connection Defaults / (Statement Behavior|Other Defaults|Shared Library Preloading)' OR name IN ('constraint_exclusion', 'extra_float_digits', 'IntervalStyle')
    OR name = 'DateStyle' AND reset_val !~* '^iso' OR name = 'timezone_abbreviations' AND reset_val <> 'Default')
UNION ALL SELECT setting, has, normal FROM (VALUES ('plpgsql.variable_conflict', 'error'), ('plpgsql.check_asserts', 'on'),
    ('pg_trgm.similarity_threshold', '0.3'), ('pg_trgm.word_similarity_threshold', '0.6'),
    ('pg_trgm.strict_word_similarity_threshold', '0.5')) AS l(setting, normal)
CROSS JOIN LATERAL pg_catalog.current_setting(setting, true) AS has WHERE has NOT IN ('', normal)"""
"""Settings of the kinds on which answers depend, where they are others than PostgreSQL's own; the rest says how quick, how safe from a crash, how talkative.
Of how values are written and read the server's set-up chooses by its country the order of a date, the zone, numbers (`lc_numeric`) and the words of text
search: our sessions say the zone, dates are written in ISO, numbers without a locale, and searches name their words, so none of these changes an answer.

Where names are looked up our own processes say when they connect, and the verifier once more."""
_ROLES: Final = f"SELECT oid::int8, rolname, rolcanlogin, {', '.join(_POWERS)} FROM pg_catalog.pg_roles"
_MEMBERS: Final = """
SELECT pg_catalog.pg_get_userbyid(member), pg_catalog.pg_get_userbyid(roleid) FROM pg_catalog.pg_auth_members WHERE member >= 16384"""
_BOUNDS: Final = """
SELECT p.relname, c.relname, pg_catalog.pg_get_expr(c.relpartbound, c.oid)
FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
WHERE p.relkind = 'p' AND p.relnamespace = 'public'::regnamespace ORDER BY 1, 2"""
_BETWEEN: Final = re.compile(r"FOR VALUES FROM \('(\d+)'\) TO \('(\d+)'\)")


@dataclass(frozen=True, slots=True)
class Installation:
    """What only the settings know of the roles of a register: the database's own word is not enough.

    Attributes:
        owner: who owns everything; None where no setting says so: whoever owns the database.
        members: role that signs in -> group whose rights it has.
        powerful: roles of whoever runs the server, who are superusers, replicate or make roles besides the server's first one.
    """

    owner: str | None = None
    members: tuple[tuple[str, str], ...] = ()
    powerful: frozenset[str] = frozenset()


def check(
    connection: psycopg.Connection[Any], installation: Installation = Installation()
) -> Iterator[Difference]:
    """Everything in the catalogue that is not as the program made it."""
    yield from _check_roles(connection, installation)
    yield from _check_settings(connection)
    yield from _check_partitions(connection)
    major = connection.info.server_version // 10_000
    # Partitions of one table go by one name: what they have in common is said once.
    yield from dict.fromkeys(compare(objects.found(connection, installation.owner), major))


# --- what is written down ----------------------------------------------------------------------------------------------
def _of_server(major: int) -> Path:
    return FOLDER / f"server_{major}.txt"


def written(fresh: Iterable[Thing], restored: Iterable[Thing] = ()) -> tuple[str, str]:
    """The texts of the program's own catalogue and of the server's, as a fresh database says it and one that came from a dump."""
    ours: set[str] = set()
    extended: set[str] = set()
    for things in (fresh, restored):
        of_server: dict[str, list[str]] = defaultdict(list)
        for row in things:
            line = json.dumps([*_key(row), row.facts], ensure_ascii=False, sort_keys=True)
            if row.own:
                of_server[row.kind].append(line)
            else:
                (extended if "extension" in row.facts else ours).add(line)
        extended |= {json.dumps(["server", kind, "", _digest(lines)]) for kind, lines in of_server.items()}
    return "".join(f"{line}\n" for line in sorted(ours)), "".join(f"{line}\n" for line in sorted(extended))


def _digest(lines: list[str]) -> dict[str, Any]:
    return {"number": len(lines), "digest": hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()}


def _key(row: Thing) -> Key:
    return row.kind, row.relation, row.name


@cache
def listed(major: int) -> Mapping[Key, list[Facts]]:
    """Each object that should be there, and the ways in which the server may describe it."""
    result: dict[Key, list[Facts]] = defaultdict(list)
    for path in (LISTED, _of_server(major)):
        for line in path.read_text(encoding="utf-8").splitlines():
            kind, relation, name, facts = json.loads(line)
            result[kind, relation, name].append(facts)
    return result


def compare(things: Iterable[Thing], major: int) -> Iterator[Difference]:
    """What differs between the objects of a database and those that are written down."""
    if not _of_server(major).exists():
        versions = sorted(path.stem.partition("_")[2] for path in FOLDER.glob("server_*.txt"))
        yield Difference(
            "catalogue_differs", f"PostgreSQL {major}", "a server that is not known", " or ".join(versions)
        )
        return
    should = listed(major)
    known = {relation for _, relation, _ in should}
    seen: dict[Key, set[int]] = defaultdict(set)
    parts: dict[str, set[int]] = defaultdict(set)
    of_server: dict[str, list[str]] = defaultdict(list)
    for row in things:
        key = _key(row)
        if row.own:
            of_server[row.kind].append(json.dumps([*key, row.facts], ensure_ascii=False, sort_keys=True))
            continue
        seen[key].add(row.of)
        if row.of:
            parts[row.relation].add(row.of)
        if key in should or not row.name or (row.relation in known):
            yield from _compare(key, row.facts, should.get(key, []))
    for kind, lines in of_server.items():
        key = ("server", kind, "")
        seen[key].add(0)
        if (has := _digest(lines)) not in should.get(key, []):
            yield Difference(
                "catalogue_differs",
                f"the server's own: {kind}",
                f"{has['number']} of another kind",
                " or ".join(f"{facts['number']}" for facts in should.get(key, [])),
            )
    for key in sorted(should.keys()):
        if key[2] and not parts[key[1]]:
            continue  # what it stands on is named
        if not seen[key] or (0 not in seen[key] and len(seen[key]) < len(parts[key[1]])):
            yield Difference("catalogue_differs", _place(key), "nothing", _shown(should[key][0]))


def _compare(key: Key, has: Facts, ways: list[Facts]) -> Iterator[Difference]:
    if not ways:
        yield Difference(
            "catalogue_differs", _place(key), _shown(has) or "an object", "nothing: no migration made it"
        )
        return
    nearest = min((_apart(has, way) for way in ways), key=len)
    for name in sorted(nearest):
        yield Difference(
            "catalogue_differs",
            f"{_place(key)}, {name}",
            _word(has.get(name)),
            " or ".join(dict.fromkeys(_word(way.get(name)) for way in ways)),
        )


def _apart(facts: Facts, other: Facts) -> set[str]:
    return {name for name in facts.keys() | other.keys() if facts.get(name) != other.get(name)}


def _place(key: Key) -> str:
    kind, relation, name = key
    return " ".join(word for word in (kind, name and f"{name} of", relation) if word)


def _word(value: Any) -> str:
    if value is None:
        return "no"
    return (
        "yes" if value is True else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    )


def _shown(facts: Facts) -> str:
    text = ", ".join(f"{name} {_word(value)}" for name, value in sorted(facts.items()))
    return text if len(text) <= 300 else f"{text[:300]}…"


# --- what is another in each installation ------------------------------------------------------------------------------
def _check_roles(connection: psycopg.Connection[Any], installation: Installation) -> Iterator[Difference]:
    owner = installation.owner
    if owner is None:
        row = connection.execute(
            "SELECT pg_catalog.pg_get_userbyid(datdba) FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()"
        ).fetchone()
        owner = str(row[0]) if row else ""
    signs_in = {user for user, _ in installation.members}
    mighty = set(installation.powerful)
    for number, name, login, *powers in connection.execute(_ROLES):
        has = {word for word, is_so in zip(_POWERS.values(), powers, strict=True) if is_so}
        if number == 10 or name in installation.powerful:
            mighty.add(name)
            continue
        if name == owner:
            has -= {"makes roles", "makes databases"}
        elif name not in database.ROLES and name not in signs_in:
            has -= {"makes databases"}
        if name in database.ROLES and login and installation.members and name not in signs_in:
            has.add("signs in")
        if has:
            yield Difference("catalogue_differs", f"role {name}", ", ".join(sorted(has)), "no such power")
        if "superuser" in has:
            mighty.add(name)
    guarded = {owner, *database.ROLES, *_READ_ALL, *mighty, *signs_in}
    lawful = {(owner, role) for role in database.ROLES} | set(installation.members)
    for member, role in connection.execute(_MEMBERS):
        is_guarded = role in guarded or member in database.ROLES
        is_known = member in mighty or member == role or (member, role) in lawful
        if is_guarded and not is_known and (installation.members or role != database.APP):
            yield Difference("catalogue_differs", f"role {member}", f"one of {role}", "none of them")


def _check_settings(connection: psycopg.Connection[Any]) -> Iterator[Difference]:
    for (item,) in connection.execute(_SETTINGS):
        if item.partition("=")[0].lower() not in HARMLESS:
            yield Difference("catalogue_differs", f"setting {item}", item, "not set for a role or a database")
    for name, value, should in connection.execute(_OF_SERVER):
        if name not in HARMLESS:
            yield Difference("catalogue_differs", f"setting {name}", value, should or "nothing")


def _check_partitions(connection: psycopg.Connection[Any]) -> Iterator[Difference]:
    """Partitions follow each other from nothing on, and the last one takes what is beyond them; a house test holds their number."""
    ends: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    rest: set[str] = set()
    for table, part, bounds in connection.execute(_BOUNDS):
        between = _BETWEEN.fullmatch(bounds)
        if bounds == "DEFAULT" and part == f"{table}_rest":
            rest.add(table)
        elif between and part == f"{table}_p{int(between[1]) // database.WIDTH}":
            ends[table].append((int(between[1]), int(between[2]), part))
        else:
            yield Difference("catalogue_differs", f"partition {part} of {table}", bounds, "no such partition")
    for table in database.PARTITIONED:
        if table not in rest:
            yield Difference("catalogue_differs", f"partition {table}_rest of {table}", "nothing", "DEFAULT")
        end = 0
        for begin, to, part in sorted(ends[table]):
            if begin != end or to % database.WIDTH:
                yield Difference(
                    "catalogue_differs",
                    f"partition {part} of {table}",
                    f"from {begin} to {to}",
                    f"from {end} on",
                )
            end = to
