"""The command `ifar iati-check`: whether files of IATI 2.03 are valid, and what is wrong where; needs no database."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ifar.programme.iati import judging, reading, writing

HELP: Final = "Check files of IATI 2.03: form, published schema and ruleset where they are at hand; needs no database."  # fmt: skip


def iati_check(words: Sequence[str]) -> int:
    """Carry out the command; 0 where every file is valid, 1 where one is not."""
    parser = argparse.ArgumentParser(prog="ifar iati-check", description=HELP)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument(
        "--folder", type=Path, help="where the published schemas and ruleset lie (else IFAR_IATI_FOLDER)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a file")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write what was read again, of one file")
    given = parser.parse_args(words)
    named = given.folder or os.environ.get("IFAR_IATI_FOLDER")
    folder = Path(named) if named else None
    good = True
    for path in given.files:
        try:
            # Nothing larger is read: it would be refused after it had filled the memory.
            with path.open("rb") as file:
                content = file.read(reading.MOST_BYTES + 1)
        except OSError as error:
            sys.stdout.write(f"{path}: {error.strerror}\n")
            good = False
            continue
        verdict = judging.judge(content, folder, dt.datetime.now(dt.UTC).date())
        good &= verdict.valid
        sys.stdout.write((_json(path, verdict) if given.json else _verdict_line(path, verdict)) + "\n")
        if given.write and verdict.root is not None:
            given.write.write_bytes(writing.write(verdict.root))
            reading.read(given.write.read_bytes())
    return 0 if good else 1


def _json(path: Path, verdict: judging.Verdict) -> str:
    result = {
        "file": str(path),
        "valid": verdict.valid,
        "by_schema": verdict.by_schema,
        "by_ruleset": verdict.by_ruleset,
        "faults": [
            {"code": fault.code, "element": fault.element, "line": fault.line, "severity": fault.severity, "message": fault.message}
            for fault in (*verdict.faults, *verdict.left_out)
        ],
    }  # fmt: skip
    return json.dumps(result, ensure_ascii=False)


def _verdict_line(path: Path, verdict: judging.Verdict) -> str:
    lines = [f"{path}: {'valid' if verdict.valid else 'NOT valid'}"]
    lines += [f"  {fault.severity}: {fault} [{fault.code}]" for fault in verdict.faults]
    if verdict.left_out:
        lines.append(
            f"  Elements and attributes of other namespaces that are not kept: {len(verdict.left_out)}."
        )
    if verdict.root is None:
        return "\n".join(lines)  # it was judged by nothing, whatever is at hand
    if not verdict.by_schema:
        lines.append(
            "  The published schema is not at hand: judged by ifar's own table of the standard (IFAR_IATI_FOLDER)."
        )
    if not verdict.by_ruleset:
        lines.append("  The published ruleset is not at hand: its rules were not asked.")
    return "\n".join(lines)
