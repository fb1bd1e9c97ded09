"""The embedded PostgreSQL: found or unpacked, initialised, started and stopped by ifar itself.

It is for the demonstration, for tests and for small offices; `DATABASE_URL` replaces it and nothing else changes. Nothing
but the settings and the entry points (`ifar`, the tests) knows that it exists.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ifar.embedded.server import Server, Status, folder_for

__all__ = [
    "Server",
    "Status",
    "addresses",
    "demonstration_secret",
    "home",
    "needed",
    "running",
    "server",
    "start",
    "status",
    "stop",
]

_servers: dict[Path, Server] = {}


def home() -> Path:
    """The runtime data folder: `IFAR_HOME`, or `var` beside the package."""
    return Path(os.environ.get("IFAR_HOME") or Path(__file__).resolve().parents[2] / "var")


def needed() -> bool:
    """Whether this process works on the embedded server: no other one is named."""
    return not os.environ.get("DATABASE_URL")


def server(place: Path | None = None) -> Server:
    """This process's handle of the server that belongs to the data folder `place`."""
    folder = folder_for(place or home())
    return _servers.setdefault(folder, Server(folder))


def addresses(place: Path | None = None) -> dict[str, str]:
    """URL by database alias, without starting anything; empty while no cluster was made yet."""
    return server(place).addresses()


def start(place: Path | None = None) -> bool:
    """Have the server running and use it; returns whether it was started now."""
    return server(place).start()


def stop(place: Path | None = None) -> bool:
    """Give up the use of it; the last user stops it. Returns whether it stopped."""
    return server(place).stop()


def status(place: Path | None = None) -> Status:
    """What stands in the data folder and whether it runs."""
    return server(place).status()


@contextmanager
def running(place: Path | None = None) -> Iterator[dict[str, str]]:
    """The server runs inside the block, which gets the addresses."""
    start(place)
    try:
        yield addresses(place)
    finally:
        stop(place)


def demonstration_secret(place: Path) -> str:
    """The secret key of the demonstration and of tests, made at random once and kept in the data folder."""
    path = place / "demonstration-secret"
    try:
        return path.read_text()
    except FileNotFoundError:
        if not place.exists():
            place.mkdir(parents=True, exist_ok=True)
            place.chmod(0o755)
        fresh = place / f"demonstration-secret.{os.getpid()}"
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
        return path.read_text()
