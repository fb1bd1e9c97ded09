"""`ifar verify-paper FILE…`: whether a paper was issued exactly so, on a machine without database and network."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from ifar import identifiers
from ifar.documents import keys
from ifar.documents.checking import GOOD, ONLINE, VERDICTS, CheckResult, Trusted, check
from ifar.documents.kinds import in_order
from ifar.documents.wording import all_words, words
from ifar.errors import Invalid
from ifar.ledger.checkpoint import VerifierKey
from ifar.ledger.keys import PUBLIC

HELP: Final = "Verify papers, or the codes scanned from them, without a database and without a network."


def verify_paper(arguments: Sequence[str], home: Path) -> int:
    """Print a verdict for each file; 0 where every one is genuine."""
    parser = argparse.ArgumentParser(prog="ifar verify-paper", description=HELP)
    parser.add_argument(
        "files", type=Path, nargs="+", metavar="FILE", help="a PDF, or text with one scanned code a line"
    )
    parser.add_argument(
        "--key", action="append", default=[], metavar="VKEY", help="a verifier key of the log that you trust"
    )
    parser.add_argument(
        "--certificate",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="certificate of a paper key",
    )
    parser.add_argument(
        "--on", type=dt.date.fromisoformat, metavar="DAY", help="as of this day; today without it"
    )
    parser.add_argument("--json", action="store_true", help="print the verdicts as JSON")
    chosen = parser.parse_args(arguments)
    trusted = Trusted(_logs(chosen.key, home), _certificates(chosen.certificate, home))
    today = chosen.on or dt.datetime.now(dt.UTC).date()
    results = [(path, check(_bytes(path), trusted, today)) for path in chosen.files]
    if chosen.json:
        sys.stdout.write(
            json.dumps([_plain(path, value) for path, value in results], ensure_ascii=False, indent=1) + "\n"
        )
    else:
        for path, item in results:
            sys.stdout.writelines(f"{line}\n" for line in _lines(path, item))
    return 0 if all(value.verdict in GOOD for _, value in results) else 1


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Invalid("documents.file", f"{path} cannot be read: {error.strerror}") from error


def _logs(texts: Sequence[str], home: Path) -> list[VerifierKey]:
    if texts:
        return [VerifierKey.parse(text) for text in texts]
    try:
        return [VerifierKey.parse((home / "keys" / PUBLIC).read_text().strip())]
    except OSError as error:
        raise Invalid(
            "documents.no_key",
            "Name the verifier key of the log that you trust: --key VKEY. Its owner publishes it.",
        ) from error


def _certificates(paths: Sequence[Path], home: Path) -> list[str]:
    return [_bytes(path).decode(errors="replace") for path in paths] or keys.certificates(home)


def _lines(path: Path, item: CheckResult) -> Iterator[str]:
    yield f"{item.verdict.replace('_', ' ').upper()}  {path}: {VERDICTS[item.verdict]}"
    if item.why and item.verdict not in ("genuine", "expired", "not_yet_valid"):
        yield f"        {item.why}"
    if not item.content:
        return
    title = words(item.kind, "en") if item.kind in all_words() else item.kind
    yield f"        {title}, number {identifiers.shown(item.paper)}"
    yield f"        valid from {item.valid_from} until {item.valid_to or 'no end'}"
    yield "        Compare with what is printed:"
    content = item.content.items() if item.form == "document" else in_order(item.kind, item.content)
    for name, value in content:
        yield f"        {name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
    if item.form != "document":
        yield f"        {ONLINE}"


def _plain(path: Path, item: CheckResult) -> dict[str, Any]:
    return {
        "file": str(path),
        "verdict": item.verdict,
        "words": VERDICTS[item.verdict],
        "why": item.why,
        "paper": item.paper,
        "kind": item.kind,
        "form": item.form,
        "content": dict(item.content),
        "valid_from": item.valid_from.isoformat() if item.valid_from else None,
        "valid_to": item.valid_to.isoformat() if item.valid_to else None,
    }
