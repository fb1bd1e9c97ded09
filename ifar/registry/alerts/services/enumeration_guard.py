"""When asking closed compartments looks like probing, and who hears of it (`restricted_hits.suspicion`, decision 0011)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from ifar.accounts.selectors import desks
from ifar.accounts.services import notices
from ifar.ledger import services as ledger
from ifar.registry.alerts import restricted_hits

if TYPE_CHECKING:
    from ifar.registry.alerts.services.restricted_hits import Asker

_EARLIER: Final = """
SELECT folded, bool_or(exhibit) FROM registry_restrictedquestion WHERE (actor = %s OR asker = %s) AND at > statement_timestamp() - %s
AND refused <> ALL (%s) GROUP BY folded ORDER BY max(at) DESC LIMIT 500
"""
"""What was never put to a closed compartment felt around in none; what was refused for its number is asked about like the rest. Each once: who
asks the same five hundred times buries nothing under it. What a colleague released is theirs who asked as well as the colleague's."""


def watch(asker: Asker, newest: Sequence[str], *, exhibits: bool) -> None:
    """Let the nearest security officers hear of a person's questions where they look like probing.

    Args:
        newest: the marks just asked for, folded; `exhibits` whether they were entered as those of exhibits.
    """
    with connection.cursor() as cursor:
        since: Any = restricted_hits.LOOKED_BACK
        cursor.execute(_EARLIER, (asker.id, asker.id, since, list(restricted_hits.NEVER_PUT)))
        earlier = dict(cursor.fetchall())
    known = {**earlier, **dict.fromkeys(newest, exhibits)}
    # Of a cache they have heard: what is typed after it is no more suspect for its number, but what feels around beside it is.
    many = known if exhibits else {key: False for key, of_exhibit in known.items() if not of_exhibit}
    every, some = list(known), list(many)
    results = {restricted_hits.suspicion(text, every, some) for text in newest}
    for suspected in sorted(results - {""}):
        of = many if suspected == "many" else known
        _warn(asker, suspected, len(of), sum(of.values()), exhibits=exhibits)


def _warn(asker: Asker, suspected: str, number: int, of_exhibits: int, *, exhibits: bool) -> None:
    """Tell the nearest security officers, once a day for each asker and each suspicion; of marks of exhibits apart, and again whenever their number has
    doubled, so that a cache that was found in the morning hides nothing that is entered, or typed, after it."""
    how = f"exhibits:{suspected}:{restricted_hits.told_from(number)}" if exhibits else suspected
    day = ledger.now().astimezone(dt.UTC).date().isoformat()
    for agency_id in desks.nearest_with("oversight:inspection:read", asker.agency_id):
        notices.tell(
            kind="registry.probing",
            object=asker.id,
            agency_id=agency_id,
            permission="oversight:inspection:read",
            once=f"probing:{how}:{asker.id}:{day}:{agency_id}",
            params={
                "how": suspected,
                "number": number,
                "exhibits": of_exhibits,
                "name": asker.name,
                "agency": asker.agency_name,
            },
        )
