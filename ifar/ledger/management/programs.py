"""Where PostgreSQL's client programs are: those of the embedded server, or the system's, new enough for the server in use."""

from __future__ import annotations

from pathlib import Path

import psycopg

from ifar import embedded
from ifar.embedded import binaries
from ifar.errors import Unavailable


def folder(address: str) -> Path:
    """The folder of `pg_dump` and `pg_restore` that are as new as the server at `address`.

    Raises:
        Unavailable: there are none.
    """
    with psycopg.connect(address) as connection:
        major = connection.info.server_version // 10000
    place = embedded.server().binaries_folder
    for result in (*binaries.system(), *binaries.kept(place), binaries.best(place)):
        if result.major >= major and (result.folder / "pg_dump").exists():
            return result.folder
    raise Unavailable(
        "ledger.backup.programs",
        f"There is no pg_dump of PostgreSQL {major} or newer: install postgresql-client-{major}.",
    )
