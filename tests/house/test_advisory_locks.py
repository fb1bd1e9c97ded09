"""Each of the database's advisory locks has a number of its own: two purposes on one number wait for each other for ever."""

from __future__ import annotations

import re
from pathlib import Path

IFAR = Path(__file__).resolve().parents[2] / "ifar"
PURPOSES = {
    1: {"ledger/sequencer.py", "ledger/migrations/0001_triggers.sql"},  # appenders and the sequencer
    2: {"accounts/services/reads.py", "accounts/migrations/0002_triggers.sql"},  # readers and the batcher
    3: {"accounts/services/reads.py"},  # one batcher
    5: {
        "retention/migrations/0002_triggers.sql",
        "retention/migrations/0003_erasure_of_every_subject.sql",
        "retention/migrations/0004_erasure_of_likenesses.sql",
        "retention/migrations/0005_erasure_elsewhere.sql",
        "retention/migrations/0006_erasure_of_traces.sql",
    },  # a hold and an erasure
    4: {"ledger/sequencer.py", "ledger/verification/waiting.py"},  # one sequencer, and whether it runs
}


def test_no_two_purposes_share_a_number() -> None:
    found: dict[int, set[str]] = {}
    for path in [*IFAR.rglob("*.py"), *IFAR.rglob("*.sql")]:
        for number in re.findall(r"\b1767268722, (\d+)", path.read_text("utf-8")):
            found.setdefault(int(number), set()).add(str(path.relative_to(IFAR)))
    assert found == PURPOSES


SHARED = {
    1767268722: {"accounts", "ledger", "retention"},  # by purposes, above
    1767268723: {"accounts", "recoveries"},  # a proposal: decisions about it, and what it releases
}


def test_no_two_areas_share_a_number() -> None:
    """An area's own number names what it likes: an import, an office's searches, a series of cards, an account."""
    found: dict[int, set[str]] = {}
    for path in [*IFAR.rglob("*.py"), *IFAR.rglob("*.sql")]:
        for number in re.findall(r"\b(17672687\d\d)\b", path.read_text("utf-8")):
            found.setdefault(int(number), set()).add(path.relative_to(IFAR).parts[0])
    assert {number: areas for number, areas in found.items() if len(areas) > 1} == SHARED
