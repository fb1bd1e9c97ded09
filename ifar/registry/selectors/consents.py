"""What its owner lets another trader sell that keeps it on consignment: as it was sent, and as long as it lies there."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django.db import connection

from ifar.registry.lifecycle.changes import COMMISSION

_CONSENTED: Final = """
SELECT f.public_id FROM registry_firearm f WHERE f.public_id = ANY(%(firearms)s) AND f.state = 'consigned' AND f.custodian = %(keeper)s
  AND (SELECT e.details ->> 'terms' FROM registry_event e WHERE e.firearm_id = f.id AND e.kind = 'despatch_received'
       AND e.details ->> 'sender' = f.owner AND e.details ->> 'receiver' = f.custodian ORDER BY e.n DESC LIMIT 1) = %(terms)s
"""


def consented(firearms: Collection[str], keeper: str) -> set[str]:
    """Those of some firearms that lie with a trader on consignment and that it may sell. One query, none where there are none."""
    if not firearms:
        return set()
    asked: dict[str, Any] = {"firearms": list(firearms), "keeper": keeper, "terms": COMMISSION}
    with connection.cursor() as cursor:
        cursor.execute(_CONSENTED, asked)
        return {firearm for (firearm,) in cursor.fetchall()}
