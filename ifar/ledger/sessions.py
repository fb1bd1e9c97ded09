"""Connections of the sequencer and the verifier: plain psycopg, beside Django's own, in the same database and role."""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import connections
from psycopg.conninfo import make_conninfo

from ifar.ledger.reading import PLAINLY
from ifar.ledger.tiles import TileRead


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
