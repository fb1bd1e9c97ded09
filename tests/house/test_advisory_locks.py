"""Each of the database's advisory locks has a number of its own: two purposes on one number wait for each other for ever."""

from __future__ import annotations

import re
from pathlib import Path

IFAR = Path(__file__).resolve().parents[2] / "ifar"
PURPOSES = {
    1: {"ledger/sequencer.py", "ledger/sql/ledger_entry_lock.sql"},  # appenders and the sequencer
    2: {"accounts/services/reads.py", "accounts/sql/accounts_readlog_lock.sql"},  # readers and the batcher
    3: {"accounts/services/reads.py"},  # one batcher
    5: {
        "retention/sql/retention_elsewhere_free.sql",
        "retention/sql/retention_erasure_free.sql",
        "retention/sql/retention_hold_lock.sql",
        "retention/sql/retention_likeness_free.sql",
        "retention/sql/retention_traces_free.sql",
    },  # a hold and an erasure
    4: {"ledger/sequencer.py", "ledger/verification/waiting.py"},  # one sequencer, and whether it runs
    6: {"management/current_text.py"},  # one that installs
}


def test_no_two_purposes_share_a_number() -> None:
    result: dict[int, set[str]] = {}
    for path in [*IFAR.rglob("*.py"), *IFAR.rglob("*.sql")]:
        for number in re.findall(r"\b1767268722, (\d+)", path.read_text("utf-8")):
            result.setdefault(int(number), set()).add(str(path.relative_to(IFAR)))
    assert result == PURPOSES


SHARED = {
    1767268722: {"accounts", "ledger", "management", "retention"},  # by purposes, above
}


def test_no_two_areas_share_a_number() -> None:
    """An area's own number names what it likes: an import, an office's searches, a series of cards, an account."""
    result: dict[int, set[str]] = {}
    for path in [*IFAR.rglob("*.py"), *IFAR.rglob("*.sql")]:
        for number in re.findall(r"\b(17672687\d\d)\b", path.read_text("utf-8")):
            result.setdefault(int(number), set()).add(path.relative_to(IFAR).parts[0])
    assert {number: areas for number, areas in result.items() if len(areas) > 1} == SHARED
