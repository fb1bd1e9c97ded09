"""Writing acts on cases and items, and what they wait for."""

from __future__ import annotations

from typing import Final

from django.db import connection

from ifar.acts.offers import Offers
from ifar.acts.recorder import Recorder
from ifar.recoveries import selectors
from ifar.recoveries.acts import ACTS
from ifar.recoveries.models import Item
from ifar.rights import Actor

RECORDER: Final = Recorder(ACTS)
_LOCK: Final = "SELECT pg_advisory_xact_lock(1767268726, hashtext(%s))"
_SHARED: Final = "SELECT pg_advisory_xact_lock_shared(1767268726, hashtext(%s))"
_OF_LINK: Final = "SELECT acts_lock('recoveries', 'item', 'linked', %s, '{}', '{}')"


def lock(subject: str) -> None:
    """Let nobody else number or judge what belongs to a case, an item or a room until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [subject])


def lock_link(item: str) -> None:
    """Wait for whoever acts on an item or its case, before its firearm is locked: whoever confirms a hit locks them in this order too."""
    lock(item)
    with connection.cursor() as cursor:
        cursor.execute(_OF_LINK, [item])


def share(subject: str) -> None:
    """Let nobody `lock` something until this transaction ends; any number share it."""
    with connection.cursor() as cursor:
        cursor.execute(_SHARED, [subject])


ITEM: Final = Offers(RECORDER, "item", selectors.item_for, page="recoveries:item")
WRITE: Final = "recoveries:case:write"


def is_open(actor: Actor, item: Item) -> bool:
    """Whether an item is of an open case of the actor's office."""
    return selectors.is_own(actor, item.case) and item.case.state == "open"
