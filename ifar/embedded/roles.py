"""What every embedded cluster holds before the first migration: roles, the database, the extensions.

Each statement may be repeated, so that a start which was interrupted is simply continued by the next.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql

from ifar.embedded.cluster import SUPERUSER, Cluster

DATABASE: Final = "ifar"
OWNER: Final = "ifar_owner"
ALIASES: Final[Mapping[str, str]] = {
    "default": "ifar_app",
    "owner": OWNER,
    "sequencer": "ifar_sequencer",
    "verifier": "ifar_verifier",
    "superuser": SUPERUSER,
}
"""Name of the address -> the role that it signs in as."""
EXTENSIONS: Final = ("pg_trgm", "btree_gist", "pgcrypto", "unaccent", "fuzzystrmatch")


def read_passwords(path: Path) -> dict[str, str]:
    """The passwords by role, or nothing where none were made yet."""
    try:
        return dict(json.loads(path.read_text()))
    except FileNotFoundError:
        return {}


def make_passwords(path: Path) -> dict[str, str]:
    """Random passwords for all roles in a file that only its owner can read; those that exist stay."""
    held = read_passwords(path)
    if set(held) >= set(ALIASES.values()):
        return held
    whole = {role: held.get(role) or secrets.token_urlsafe(24) for role in ALIASES.values()}
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(whole, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)
    return whole


def provide(cluster: Cluster, passwords: Mapping[str, str]) -> None:
    """Make the roles, the extensions (in `template1` too, so that every new database has them) and the database."""
    with cluster.connect() as connection:
        _sign_in(connection, OWNER, "LOGIN CREATEROLE CREATEDB", passwords[OWNER])
        for role in (role for role in ALIASES.values() if role not in (OWNER, SUPERUSER)):
            _sign_in(connection, role, "LOGIN", passwords[role])
            connection.execute(
                sql.SQL("GRANT {} TO {} WITH ADMIN TRUE, INHERIT FALSE, SET TRUE").format(
                    sql.Identifier(role), sql.Identifier(OWNER)
                )
            )
    _extend(cluster, "template1")
    with cluster.connect() as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
            )


def _sign_in(connection: psycopg.Connection[Any], role: str, rights: str, password: str) -> None:
    """Make the role, or renew its rights and password. The password is hashed here, so that no server log can hold it."""
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
        connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
    hashed = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    connection.execute(
        sql.SQL("ALTER ROLE {} {} PASSWORD {}").format(
            sql.Identifier(role), sql.SQL(rights), sql.Literal(hashed)
        )
    )


def _extend(cluster: Cluster, database: str) -> None:
    with cluster.connect(database) as connection:
        for name in EXTENSIONS:
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))
