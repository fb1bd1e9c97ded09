"""The command `ifar`: ifar's own commands and Django's management commands, with the embedded server where it is needed.

What needs neither settings nor a register's database is answered here (`run`, `db`, `witness`, verifying a file, ranking
misread marks of a list); everything else is a management command.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import secrets
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

import django
import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility, get_commands, load_command_class
from django.db import DEFAULT_DB_ALIAS, OperationalError, ProgrammingError, connections

from ifar import embedded
from ifar.embedded.roles import ALIASES
from ifar.embedded.upgrade import upgrade
from ifar.errors import IfarError
from ifar.messages import message_of

WITHOUT_DATABASE: Final = frozenset(
    {
        "collectstatic",
        "compilemessages",
        "findstatic",
        "help",
        "lifecycle_table",
        "makemessages",
        "openapi",
        "paper_key",
        "untranslated",
        "version",
    }
)
"""Management commands that touch no row, so that no server is started for them."""
OWN: Final = {
    "run": "Start ifar with all its processes, and stop them with ctrl-C.",
    "db": "The embedded database: start, stop, status, psql, upgrade.",
    "witness": "Run a witness, which cosigns checkpoints of logs that only ever grow.",
    "report-site": "Serve the pages for reports from outside, which know no database and log nothing.",
    "secret": "Make a secret key for IFAR_SECRET_KEY.",
    "verify-proof": "Verify the proof of one entry, without a database and without a network.",
}
OFFLINE: Final = {
    "recompute-draw": ("licensing", "recompute_draw"),
    "search-misread": ("registry", "search_misread"),
    "link-persons": ("parties", "link_persons"),
    "verify-paper": ("documents", "verify_paper"),
    "returns": ("returns", "returns"),
    "scan": ("hotspots", "scan_files"),
    "iati-check": ("programme", "iati_check"),
    "report-key": ("oversight", "report_key"),
}
"""Commands on files: the app in whose `offline` module they stand, and their functions there.

Each loads only its own: to load what all of them need takes longer than most commands take.
"""

EPILOGS: Final = {
    "run": "IFAR_HOME names the data folder, HOST and PORT say where it serves, IFAR_DEMO=1 runs the demonstration country; "
    "docs/operations.md lists the rest.",
    "report-site": "IFAR_REPORTS_HOSTS names its hosts, IFAR_REPORTS_FOLDER the folder between it and the register; HOST and PORT say where it serves.",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. A refusal is one sentence, never a traceback."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ifar.settings")
    try:
        return _dispatch(words)
    except IfarError as error:
        return _refuse(message_of(error))
    except ImproperlyConfigured as error:
        return _refuse(str(error))
    except OperationalError as error:
        if "--traceback" in words:
            raise
        return _refuse(f"The database does not answer: {str(error).strip()}")
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _dispatch(words: list[str]) -> int:
    if not words or words == ["help"]:
        return _list()
    name, *rest = words
    if name in ("run", "secret", "report-site"):
        # They take no arguments: an unknown one, or a wish for help, must not start or make anything.
        argparse.ArgumentParser(
            prog=f"ifar {name}", description=OWN[name], epilog=EPILOGS.get(name)
        ).parse_args(rest)
    if name == "run":
        code: int = _module("ifar.supervisor").run()
        return code
    if name == "report-site":
        _module("ifar.oversight.outside.site").serve()
    if name == "db":
        return _db(rest)
    if name == "secret":
        print(secrets.token_urlsafe(50))
        return 0
    spelled = name.replace("_", "-")
    if spelled == "witness":
        return _offline("ledger", "witness", rest, embedded.home())
    if spelled == "verify-proof":
        return _offline("ledger", "verify_proof", rest, embedded.home())
    if spelled == "verify" and any(word.split("=")[0] == "--export" for word in rest):
        return _offline("ledger", "verify_file", rest, embedded.home())
    if spelled == "verify-paper":
        return _offline(*OFFLINE[spelled], rest, embedded.home())
    if spelled == "returns":
        _settle()
    if spelled in OFFLINE:
        return _offline(*OFFLINE[spelled], rest)
    return _manage(name.replace("-", "_") if not name.startswith("-") else name, rest)


def _module(name: str) -> Any:
    return importlib.import_module(name)


def _offline(app: str, function: str, *arguments: object) -> int:
    """Carry out a command that needs neither settings nor a register's database."""
    code: int = getattr(_module(f"ifar.{app}.offline"), function)(*arguments)
    return code


def _refuse(words: str) -> int:
    print(f"ifar: {words}", file=sys.stderr)
    return 1


def _make_home() -> None:
    """The folders of the data folder that the settings name; uploads arrive in `incoming`."""
    if embedded.needed():
        embedded.server().prepare()
    home = embedded.home()
    home.mkdir(parents=True, exist_ok=True)
    for folder in (home / "files", home / "files" / "incoming"):
        folder.mkdir(mode=0o700, exist_ok=True)


def _manage(name: str, rest: list[str]) -> int:
    _make_home()
    if not embedded.needed():
        return _execute(name, rest)
    if not _works_on_rows(name, rest):
        return _execute(name, rest)
    with embedded.running():
        return _execute(name, rest)


def _works_on_rows(name: str, rest: list[str]) -> bool:
    return not (name in WITHOUT_DATABASE or name.startswith("-") or "--help" in rest)


def _set_up() -> None:
    """Load the applications; what is loaded stays to the end, so that nothing looks for garbage in it, now or later."""
    gc.disable()
    try:
        django.setup()
    finally:
        gc.freeze()
        gc.enable()


def _execute(name: str, rest: list[str]) -> int:
    with suppress(ImproperlyConfigured):  # some commands do without settings; the others say what is not set
        _set_up()
    try:
        ManagementUtility(["ifar", name, *rest]).execute()
    except (ProgrammingError, psycopg.ProgrammingError):
        # Asked only once a command has stumbled: whether the tables are this version's takes longer than many a command.
        if "--traceback" in rest or name == "migrate" or not _waits_for_migrations():
            raise
        return _refuse("The database is not set up for this version of ifar. Run `ifar migrate` first.")
    return 0


def _waits_for_migrations() -> bool:
    """Whether the database lacks tables of this version, all of them or those of its newest migrations."""
    connection = connections[DEFAULT_DB_ALIAS]
    connection.close()
    try:
        executor = _module("django.db.migrations.executor").MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except ProgrammingError:
        return True


def _list() -> int:
    """All commands of ifar itself, one line each; Django's own are left to its documentation."""
    _settle()
    lines = OWN | {name: _module(f"ifar.{app}.offline").HELP for name, (app, _) in OFFLINE.items()}
    for name, app in get_commands().items():
        if app.split(".")[0] == "ifar":
            lines[name.replace("_", "-")] = str(load_command_class(app, name).help).strip().split("\n")[0]
    print("ifar <command>, where the command is one of:\n")
    for name, words in sorted(lines.items()):
        print(f"  {name:20} {words}")
    print("\n`ifar <command> --help` tells more. Django's management commands work here too.")
    return 0


def _settle() -> None:
    """Settings for what reads no row and serves nobody: it does not wait for an installation that is set up."""
    if "IFAR_SECRET_KEY" not in os.environ:
        os.environ.setdefault("IFAR_DEMO", "1")
    _make_home()
    _set_up()


# --- ifar db ---------------------------------------------------------------------------------------------------------
def _db(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="ifar db", description=OWN["db"])
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("start", help="start the server and leave it running")
    actions.add_parser("stop", help="stop the server")
    actions.add_parser("status", help="say what stands where and whether it runs")
    actions.add_parser("upgrade", help="copy the data into a cluster of the newest PostgreSQL at hand")
    psql = actions.add_parser("psql", help="open psql; further arguments are psql's")
    psql.add_argument(
        "--as", dest="alias", default="default", choices=sorted(ALIASES), help="role to sign in as"
    )
    chosen, rest = parser.parse_known_args(words)
    if rest and chosen.action != "psql":
        parser.error(f"unknown: {' '.join(rest)}")
    if not embedded.needed():
        raise IfarError(
            "embedded.replaced",
            "DATABASE_URL is set, so ifar uses that server; the embedded one is not in use.",
        )
    match chosen.action:
        case "psql":
            return _psql(chosen.alias, rest)
        case "start":
            return _db_start()
        case "stop":
            print("Stopped." if embedded.server().halt() else "It was not running.")
        case "upgrade":
            moved = upgrade(embedded.server())
            print(
                f"The data of cluster {moved[0]} are now in {moved[1]}; the old one is kept."
                if moved
                else "Nothing newer is at hand."
            )
        case _:
            _db_status()
    return 0


def _db_start() -> int:
    server = embedded.server()
    began = server.start()
    server.kept = True
    print("Started; `ifar db stop` stops it." if began else "It runs already; `ifar db stop` stops it.")
    server.stop()
    return 0


def _db_status() -> None:
    status = embedded.status()
    print("running" if status.running else "not running")
    print(f"  folder    {status.folder}")
    print(
        f"  version   {status.version or 'no cluster yet'}"
        + (f" (cluster {status.cluster})" if status.cluster else "")
    )
    print(f"  account   {status.account}" + (f", process {status.pid}" if status.pid else ""))
    if status.kept:
        print("  it stays up until `ifar db stop`")
    if status.newer:
        print(f"  PostgreSQL {status.newer} is at hand: `ifar db upgrade` moves the data to it")


def _psql(alias: str, rest: list[str]) -> int:
    with embedded.running() as addresses:
        return embedded.server().cluster().interactive("psql", [addresses[alias], *rest])


if __name__ == "__main__":
    sys.exit(main())
