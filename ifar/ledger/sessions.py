"""Connections of the sequencer and the verifier: plain psycopg, beside Django's own, in the same database and role."""

from __future__ import annotations

from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from psycopg.conninfo import make_conninfo

from ifar import database
from ifar.ledger.reading import PLAINLY
from ifar.ledger.tiles import TileRead
from ifar.ledger.verification.catalogue import Installation


def address(alias: str) -> str:
    """The address of the database `alias` of the settings, in libpq's form; it holds the password."""
    parameters = dict(connections[alias].get_connection_params())
    for name in ("context", "cursor_factory", "prepare_threshold"):
        parameters.pop(name, None)
    return make_conninfo(**parameters)


def connect(alias: str) -> psycopg.Connection[Any]:
    """Open a connection to the database `alias` of the settings that commits each statement by itself."""
    connection = psycopg.connect(address(alias), autocommit=True)
    connection.execute(PLAINLY)
    return connection


def tile_read(connection: psycopg.Connection[Any]) -> TileRead:
    """Reads tiles of the tree from the database; an absent tile reads as no bytes."""

    def read(level: int, index: int) -> bytes:
        row = connection.execute(
            "SELECT hashes FROM ledger_tile WHERE level = %s AND index = %s", (level, index), binary=True
        ).fetchone()
        return bytes(row[0]) if row else b""

    return read


def installation() -> Installation:
    """The roles of this register's database, as the settings know them."""
    groups = {"default": database.APP, "sequencer": database.SEQUENCER, "verifier": database.VERIFIER}
    users = {alias: str(connections.settings[alias]["USER"]) for alias in ("owner", *groups)}
    return Installation(
        owner=users["owner"] or None,
        members=tuple((users[alias], group) for alias, group in groups.items() if users[alias]),
        powerful=frozenset(settings.IFAR_SERVER_ROLES),
    )
