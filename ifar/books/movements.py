"""What moved of a trader's things between two entries of the register: what it explains says `placement.counting.moved_of`. Pure.

The count and the verifier ask the same, at moments of their own; the SQL stands here in full.
"""

from __future__ import annotations

from typing import Final


def _state(moment: str) -> str:
    """Whether a thing stood in the book at an entry, who owned and kept it then, and in which custody it was."""
    facts = ", ".join(
        f"coalesce((SELECT e.changes ->> '{fact}' FROM public.registry_event e WHERE e.firearm_id = t.firearm_id AND e.id <= {moment}"
        f" AND e.changes ? '{fact}' ORDER BY e.n DESC LIMIT 1), '')"
        for fact in ("custodian", "owner", "custody")
    )
    return (
        "ARRAY[(SELECT count(*) FROM public.registry_bookline b WHERE b.firearm_id = t.firearm_id AND b.holder = %(holder)s"
        f" AND b.entered <= {moment} AND (b.left_by IS NULL OR b.left_by > {moment}))::text, {facts}]"
    )


MOVED: Final = f"""
SELECT f.public_id, t.own, w.earlier, w.later, %(holder)s FROM (
    SELECT e.firearm_id, bool_or(l.actor = ANY(%(counters)s)) AS own FROM public.registry_event e JOIN public.ledger_entry l ON l.entry = e.id
    WHERE e.id > %(begun)s AND e.id <= %(until)s AND e.changes ?| '{{owner,custodian,custody}}'
      AND EXISTS (SELECT FROM public.registry_bookline b WHERE b.firearm_id = e.firearm_id AND b.holder = %(holder)s)
    GROUP BY e.firearm_id
) t JOIN public.registry_firearm f ON f.id = t.firearm_id
CROSS JOIN LATERAL (SELECT {_state("%(begun)s")} AS earlier, {_state("%(until)s")} AS later) w
ORDER BY f.public_id
"""
