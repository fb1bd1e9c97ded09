"""`ifar report-site`: serve the pages for reports from outside, as a process of its own that is given nothing of the register's environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Final, NoReturn

from ifar.typed import whole_number

_GIVEN: Final = ("PATH", "LANG", "LC_ALL", "TZ", "PYTHONPATH", "VIRTUAL_ENV")
_OURS: Final = ("IFAR_REPORTS_", "IFAR_COUNTRY_NAME", "IFAR_LANGUAGE", "IFAR_TIME_ZONE")
PORT: Final = 8090


def environment(of: Mapping[str, str]) -> dict[str, str]:
    """What the process is given: no secret key, no address of a database."""
    kept = {name: value for name, value in of.items() if name in _GIVEN or name.startswith(_OURS)}
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1"}


def command(of: Mapping[str, str]) -> list[str]:
    """The web server, which logs nothing: bodies stay in memory, and requests that wait for a code keep no other waiting."""
    port = whole_number(of.get("PORT", ""), least=1, most=65535) or PORT
    return [
        *(sys.executable, "-m", "granian", "--interface=wsgi"),
        *(f"--host={of.get('HOST', '127.0.0.1')}", f"--port={port}", "--workers=1", "--blocking-threads=16"),
        *("--no-log", "--no-access-log", "--no-ws", "ifar.oversight.outside.wsgi:application"),
    ]


def serve() -> NoReturn:
    """Become the web server."""
    os.umask(0o077)
    os.execve(sys.executable, command(os.environ), environment(os.environ))  # noqa: S606 - our own program
