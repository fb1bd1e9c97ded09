"""What its owner lets another trader sell that keeps it on consignment: as it was sent, and as long as it lies there and its owner does not withdraw it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.db import connection

_CONSENTED: Final = """
SELECT f.public_id FROM registry_firearm f WHERE f.public_id = ANY(%s) AND f.state = 'consigned' AND f.custodian = %s
  AND registry_consents(f.id, f.owner, f.custodian)
"""


def consented(firearms: Collection[str], keeper: str) -> set[str]:
    """Those of some firearms that lie with a trader on consignment and that it may sell. One query, none where there are none."""
    if not firearms:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_CONSENTED, [list(firearms), keeper])
        return {firearm for (firearm,) in cursor.fetchall()}
