"""Move the embedded cluster to a newer major version: copy it, compare it, then use the copy and keep the old one aside.

The programs of the old version read the old cluster (they were kept beside it), so nothing of it is changed, and going back
means writing the old cluster's name into the file `current`.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import Any

import psycopg
from psycopg import sql

from ifar.embedded import roles
from ifar.embedded.binaries import best
from ifar.embedded.cluster import SUPERUSER, Cluster
from ifar.embedded.server import Server
from ifar.errors import Unavailable


def upgrade(server: Server) -> tuple[str, str] | None:
    """Copy the server's cluster into one of the newest major version at hand and use that from now on.

    Returns:
        The names of the old and the new cluster, or None where there is nothing newer.
    Raises:
        Unavailable: others use the server, the old programs are gone, or the copy differs from the original.
    """
    with server.exclusively() as old:
        newest = best(server.binaries_folder)
        if newest.major <= old.binaries.major:
            return None
        new = server.beside(server.free_name(newest.major), newest)
        try:
            copy(old, new, server.addresses())
        except BaseException:
            shutil.rmtree(new.data, ignore_errors=True)
            raise
        server.choose(new.data.name)
        return old.data.name, new.data.name


def copy(old: Cluster, new: Cluster, addresses: dict[str, str]) -> None:
    """Copy everything that the running cluster `old` holds into `new`, which is made, and stop both.

    `new` must have a socket of its own. The roles come with their passwords, memberships and settings; the database with its
    owner, grants and settings; and each table is counted in both.
    """
    passwords = {
        role: psycopg.conninfo.conninfo_to_dict(addresses[alias])["password"]
        for alias, role in roles.ALIASES.items()
    }
    new.initialise()
    new.launch()
    try:
        roles.provide(new, {role: str(password) for role, password in passwords.items()})
        dump_roles = [old.binaries.program("pg_dumpall"), "--roles-only", _at(old)]
        _pipe(dump_roles, [new.binaries.program("psql"), "--no-psqlrc", "--quiet", _at(new)], strict=False)
        with new.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(roles.DATABASE)))
        dump = [old.binaries.program("pg_dump"), "--format=custom", "--create", _at(old, roles.DATABASE)]
        _pipe(dump, [new.binaries.program("pg_restore"), "--create", "--exit-on-error", _at(new)])
        before, after = counts(old), counts(new)
        if before != after:
            wrong = sorted(
                name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
            )
            raise Unavailable(
                "embedded.upgrade",
                f"The copy differs from the original in {', '.join(wrong)}; the original stays in use.",
            )
        with new.connect(roles.DATABASE) as connection:
            connection.execute("ANALYZE")
    finally:
        new.halt()
        old.halt()
    new.data.with_name(f"{new.data.name}.ready").touch()


def counts(cluster: Cluster) -> dict[str, int]:
    """Rows of each table of the database, by table."""
    with cluster.connect(roles.DATABASE) as connection:
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        return {f"{schema}.{table}": _count(connection, schema, table) for schema, table in tables}


def _count(connection: psycopg.Connection[Any], schema: str, table: str) -> int:
    row = connection.execute(
        sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
    ).fetchone()
    return int(row[0]) if row else 0


def _at(cluster: Cluster, database: str = "postgres") -> str:
    return f"--dbname={cluster.address(SUPERUSER, cluster.password, database)}"


def _pipe(source: list[str], sink: list[str], *, strict: bool = True) -> None:
    """Run `source | sink`.

    The old version's programs write the dump: a newer major version may be an older release, which does not know what a
    late minor release of the old one keeps in its catalogue. Every version reads the dumps of those before it.
    """
    with (
        subprocess.Popen(source, stdout=subprocess.PIPE) as first,
        subprocess.Popen(
            sink, stdin=first.stdout, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as second,
    ):
        if first.stdout:
            first.stdout.close()
        words = second.communicate()[1]
    if first.returncode or (strict and second.returncode):
        raise Unavailable(
            "embedded.upgrade", f"Copying did not succeed, the original stays in use: {words.strip()}"
        )
