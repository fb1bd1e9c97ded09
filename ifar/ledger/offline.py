"""The commands that need neither a database nor the settings of a register: a witness, and verifying what one was given.

They run at another agency, or on the laptop of a court's expert, with nothing but this program and a file.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from ifar.errors import IfarError, Invalid
from ifar.ledger import witness_server
from ifar.ledger.checkpoint import VerifierKey
from ifar.ledger.cosigning import WITNESSES
from ifar.ledger.keys import PUBLIC
from ifar.ledger.proof import Proof, Proved, prove
from ifar.ledger.verification.exported import verify_export
from ifar.ledger.verification.memory import Memory
from ifar.ledger.verification.report import KINDS, Report
from ifar.progress import shown_progress
from ifar.threads import say

DIFFERS: Final = 1
GOOD: Final = 0


def _say(words: str) -> None:
    """A line for whoever called the command."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def add_verify_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments that verifying a database and verifying an exported log have in common."""
    parser.add_argument(
        "--export", type=Path, metavar="FILE", help="verify an exported log instead of the database"
    )
    parser.add_argument(
        "--key", metavar="VKEY", help="a verifier key of the log, as it is known from elsewhere"
    )
    parser.add_argument(
        "--limit", type=int, default=100, help="how many differences to name (all are counted)"
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument(
        "--no-memory", action="store_true", help="neither use nor keep what this verifier remembers"
    )


def print_report(report: Report, *, as_json: bool) -> int:
    """Print a report for a person or a program; returns the exit code."""
    if as_json:
        _say(json.dumps(_plain(report), ensure_ascii=False, indent=1))
    else:
        for line in report_lines(report):
            _say(line)
    return GOOD if report.good else DIFFERS


def _plain(report: Report) -> dict[str, Any]:
    values = {
        name: value for name, value in vars(report).items() if name not in ("root", "differences", "limit")
    }
    differences = [
        {
            "kind": difference.kind,
            "place": difference.place,
            "says": difference.says,
            "should": difference.should,
        }
        for difference in report.differences
    ]
    return {"good": report.good, **values, "root": report.root.hex(), "differences": differences}


def report_lines(report: Report) -> Iterator[str]:
    """The report in sentences."""
    rate = f", {report.entries / report.seconds:,.0f} a second" if report.entries and report.seconds else ""
    which = "all of them" if report.start == 0 else f"those from {report.start:,} on"
    yield f"Log {report.origin}: {report.size:,} entries; looked at {which} in {report.seconds:.1f} s{rate}."
    yield f"Checkpoints looked at: {report.checkpoints:,}."
    if report.witnessed:
        yield f"Agrees with what witnesses cosigned: {', '.join(report.witnessed)}."
    if report.unsequenced:
        yield f"{report.unsequenced:,} entries wait for the sequencer and are not proved yet."
    yield from report.notes
    for difference in report.differences:
        yield f"DIFFERS  {difference.place}: {KINDS.get(difference.kind, difference.kind)} ({difference.kind})"
        yield f"         it says {difference.says}"
        yield f"         it should say {difference.should}"
    if report.number > len(report.differences):
        yield f"… and {report.number - len(report.differences):,} more."
    yield (
        "Nothing differs."
        if report.good
        else f"{report.number:,} differences. The first is {report.differences[0].place}."
    )


# --- ifar verify --export ----------------------------------------------------------------------------------------------
def verify_file(words: Sequence[str], home: Path) -> int:
    """`ifar verify --export FILE`."""
    parser = argparse.ArgumentParser(
        prog="ifar verify", description="Verify an exported log, without a database."
    )
    add_verify_arguments(parser)
    parser.add_argument(
        "--witness", action="append", default=[], metavar="VKEY", help="a witness whose cosignatures count"
    )
    chosen = parser.parse_args(words)
    with shown_progress() as progress:
        report = verify_export(
            chosen.export,
            memory=None if chosen.no_memory else Memory.at(home),
            trusted=VerifierKey.parse(chosen.key) if chosen.key else None,
            witnesses=[VerifierKey.parse(text) for text in chosen.witness],
            limit=chosen.limit,
            now=dt.datetime.now(dt.UTC),
            progress=progress,
        )
    return print_report(report, as_json=chosen.json)


# --- ifar verify-proof -------------------------------------------------------------------------------------------------
def verify_proof(words: Sequence[str], home: Path) -> int:
    """`ifar verify-proof FILE`."""
    parser = argparse.ArgumentParser(
        prog="ifar verify-proof", description="Verify the proof of one entry, without a network."
    )
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--key", action="append", default=[], metavar="VKEY", help="a verifier key of the log that you trust"
    )
    parser.add_argument(
        "--witness", action="append", default=[], metavar="VKEY", help="the key of a witness that you trust"
    )
    chosen = parser.parse_args(words)
    logs = [VerifierKey.parse(text) for text in chosen.key] or _known_keys(home)
    witnesses = [VerifierKey.parse(text) for text in chosen.witness]
    try:
        proof = Proof.parse(chosen.file.read_bytes())
        proved = prove(proof, logs=logs, witnesses=witnesses)
    except OSError as error:
        raise Invalid("ledger.proof.file", f"{chosen.file} cannot be read: {error.strerror}") from error
    except IfarError as error:
        _say(f"NOT PROVED  {error}")
        return DIFFERS
    for line in _proved_lines(proof, proved):
        _say(line)
    return GOOD


def _known_keys(home: Path) -> list[VerifierKey]:
    """The key that this verifier trusts already, or this register's own."""
    try:
        return [VerifierKey.parse((home / "keys" / PUBLIC).read_text().strip())]
    except OSError as error:
        raise Invalid(
            "ledger.proof.no_key",
            "Name the verifier key of the log that you trust: --key VKEY. Its owner publishes it.",
        ) from error


def _proved_lines(proof: Proof, proved: Proved) -> Iterator[str]:
    entry, checkpoint = proved.entry, proved.checkpoint
    yield f"PROVED  Entry {entry['entry']} stands at place {proof.index:,} of {checkpoint.size:,} in the log {checkpoint.origin}."
    yield f"        {entry['act']} of {entry['object']}, recorded {entry['recorded_at']} by {entry['actor']} at {entry['agency']}"
    yield f"        signed by {', '.join(key.encode() for key in proved.signed_by)}"
    for name, at in proved.witnessed_by:
        yield f"        witnessed by {name} on {at:%Y-%m-%d %H:%M:%S} UTC"
    if not proved.witnessed_by:
        yield "        no witness was asked for: name the keys that you trust with --witness VKEY"
    for name, value in proved.disclosed.items():
        yield f"        disclosed {name}: {json.dumps(value, ensure_ascii=False)}"
    yield json.dumps(entry["payload"], ensure_ascii=False, indent=1, sort_keys=True)


# --- ifar witness ------------------------------------------------------------------------------------------------------
def witness(words: Sequence[str], home: Path) -> int:
    """`ifar witness`: run a witness until it is told to stop."""
    parser = argparse.ArgumentParser(
        prog="ifar witness", description="Run a witness: it cosigns checkpoints of logs that only ever grow."
    )
    parser.add_argument(
        "--name", required=True, help="name of the witness's key, e.g. witness.example.org/w1"
    )
    parser.add_argument("--home", type=Path, help="folder of its key and memory, apart from any register's")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=0, help="port to listen on; 0 takes a free one")
    parser.add_argument(
        "--trust", action="append", default=[], metavar="VKEY", help="witness the log of this key; is kept"
    )
    chosen = parser.parse_args(words)
    place = chosen.home or home / WITNESSES / chosen.name.replace("/", "_")
    # The demonstration's witnesses stand beside its register and trust the key that it makes.
    follow = [home / "keys" / PUBLIC] if chosen.home is None and os.environ.get("IFAR_DEMO") == "1" else []
    own = witness_server.Witness(place, chosen.name, follow=follow)
    for text in chosen.trust:
        own.trust(VerifierKey.parse(text))
    server = witness_server.Server((chosen.host, chosen.port), own, say=say)
    server.announce()
    _say(f"Witness {own.key.name} listens at {server.url}")
    _say(f"Its key, for the registers that ask it: {own.key.verifier.encode()}")
    for origin in own.logs():
        _say(f"It witnesses {origin}")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    try:
        server.serve_forever(poll_interval=0.2)
    finally:
        server.server_close()
        own.close()
    return GOOD
