"""The command of oversight that needs neither a database nor settings: `ifar report-key`, by which inspectors make the key file for reports from outside."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ifar.errors import Invalid
from ifar.oversight import envelopes

HELP: Final = (
    "Make the inspectorate's key file for reports from outside, under a passphrase; needs no database."
)


def report_key(arguments: Sequence[str]) -> int:
    """Make a key file and tell its public key.

    Raises:
        Invalid: the passphrase is too short, was typed in two ways, or the file is there already.
    """
    parser = argparse.ArgumentParser(prog="ifar report-key", description=HELP)
    parser.add_argument("file", type=Path, help="the key file to make; it is never overwritten")
    chosen = parser.parse_args(arguments)
    passphrase = _asked("Passphrase: ")
    if len(passphrase) < envelopes.LEAST_PASSPHRASE:
        raise Invalid(
            "oversight.passphrase", f"The passphrase has at least {envelopes.LEAST_PASSPHRASE} characters."
        )
    if sys.stdin.isatty() and _asked("Once more: ") != passphrase:
        raise Invalid("oversight.passphrase", "The two passphrases differ.")
    content, public = envelopes.new_key_file(passphrase)
    try:
        handle = os.open(chosen.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Invalid("oversight.key_there", f"{chosen.file} is there already.") from error
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    sys.stdout.write(
        f"Key file     {chosen.file}\nPublic key   {public}\nFingerprint  {envelopes.fingerprint(public)}\n"
        "Propose the public key under Reports from outside, Keys. Keep the file and the passphrase apart, each with two inspectors.\n"
    )
    return 0


def _asked(words: str) -> str:
    return getpass.getpass(words) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
