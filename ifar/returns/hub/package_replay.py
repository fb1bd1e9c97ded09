"""What verification asks of packages that a hub took in: that each is kept, signed by a key of its State, and says what its row says.

Its State's keys are all that the directory ever had for it: a key that was replaced since vouched for what came before. A package from
before the first that was kept is passed over. The hash of each kept file is looked at with all other files (`files/replay.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.files import store
from ifar.ledger.checkpoint import MalformedNote, VerifierKey
from ifar.ledger.sources import Difference, Replay
from ifar.returns.hub import package

_ROWS: Final = """
SELECT r.hash, to_jsonb(r) FROM returns_received r JOIN ledger_entry l ON l.entry = r.entry
WHERE r.reason = '' AND r.kind <> 'file' AND (%(all)s OR r.hash = ANY(%(objects)s))
AND (EXISTS (SELECT FROM files_deposit d WHERE d.file_id = r.hash AND d.purpose = 'return_package')
     OR l.recorded_at >= (SELECT min(d.at) FROM files_deposit d WHERE d.purpose = 'return_package'))
ORDER BY l.recorded_at
"""
_KEYS: Final = """
SELECT country_id, key FROM reference_tracedesk WHERE key <> ''
UNION SELECT content ->> 'country', content ->> 'key' FROM reference_revision WHERE list_id = 'trace_desk' AND content ->> 'key' <> ''
"""


def keys_of(cursor: Cursor[Any]) -> dict[str, list[VerifierKey]]:
    """Country -> every key of its register's log that the directory ever had."""
    result: dict[str, list[VerifierKey]] = defaultdict(list)
    for country, text in cursor.execute(_KEYS).fetchall():
        try:
            result[country].append(VerifierKey.parse(text))
        except MalformedNote:
            continue
    return result


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_ROWS, {"all": objects is None, "objects": sorted(objects or ())})
    rows = cursor.fetchall()
    keys = keys_of(cursor) if rows else {}
    for digest, row in rows:
        place = f"returns_received {row['entry']}"
        if not store.path_of(digest).is_file():
            yield Difference("file_missing", place, "nothing in the store", f"the package {digest}")
            continue
        read = package.again(store.path_of(digest).read_bytes(), keys)
        if read.hash != digest or read.reason:
            yield Difference(
                "state_differs", place, read.reason or read.hash, f"the package {digest}, signed"
            )
            continue
        for name, value in package.row_of(read, row["sender"]).items():
            if row[name] != value:
                yield Difference("state_differs", f"{place} {name}", str(row[name])[:200], str(value)[:200])


PACKAGES: Final = Replay(name="returns_received", check=_check)
