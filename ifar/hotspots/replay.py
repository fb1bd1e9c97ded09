"""What the verifier asks of hotspots besides their records: incidents, accounts of rows, areas and figures are what was loaded.

The SQL stands in `incident_status.py` in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor, sql

from ifar.hotspots import incident_status
from ifar.ledger.sources import Difference, Replay


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether incidents, accounts of rows, areas and figures are what was loaded, and incidents stand as they must."""
    params = {"all": objects is None, "objects": sorted(objects or ())}
    for record_type, asked in (
        ("delivery", incident_status.DIGESTS_DIFFER),
        ("layer", incident_status.LAYERS_DIFFER),
    ):
        cursor.execute(sql.SQL(asked), params)
        for (public_id,) in cursor.fetchall():
            place = f"rows of {record_type} {public_id}"
            yield Difference("state_differs", place, "other rows", "what was loaded")
    cursor.execute(sql.SQL(incident_status.STRANGERS), params)
    for (public_id,) in cursor.fetchall():
        yield Difference(
            "not_allowed", f"rows of delivery {public_id}", "another source's incidents", "its own"
        )
    cursor.execute(sql.SQL(incident_status.DIFFERS))
    for source, external in cursor.fetchall():
        place = f"incident {external} of {source}"
        yield Difference(
            "state_differs", f"{place}, standing", "another value", "what was delivered and judged"
        )


ROWS: Final = Replay(name="hotspots_incident", check=_check)
