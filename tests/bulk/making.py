"""A maker, and ranges that it makes."""

from __future__ import annotations

from typing import Any

from ifar.bulk.given import things_of
from ifar.bulk.many import many_of
from ifar.bulk.models import Batch
from ifar.bulk.services import batches, running
from ifar.registry.services.manufacture import MARKED, PRODUCED
from ifar.rights import ROLES, Actor
from tests import cast

PISTOL = {"make": "beretta", "model": "beretta/92fs", "type": "pistol", "calibre": "9x19", "lot": "L-7"}
MARKS = {"maker": "SAW", "country": "XXX"}


def a_maker() -> Actor:
    """Somebody who makes firearms at the Small Arms Works."""
    works = cast.agency("works")
    return Actor(
        kind="person", id=cast.user("mallory").public_id, agency=works.public_id, agency_id=works.pk, agency_kind="maker",
        roles=frozenset({"maker"}), permissions=ROLES["maker"].permissions, compartments=frozenset({"civilian"}),
    )  # fmt: skip


def given(actor: Actor, act: str, value: Any, text: str) -> Batch:
    """A batch that was looked through."""
    made = batches.preview(
        actor=actor, act=act, said=value, things=things_of(text, numbers=many_of(act).numbers)
    )
    return Batch.objects.get(public_id=made)


def done(actor: Actor, act: str, value: Any, text: str) -> Batch:
    """A batch that was carried out."""
    batch = given(actor, act, value, text)
    batches.begin(actor=actor, batch_id=batch.public_id)
    running.work(batch.public_id, actor)
    batch.refresh_from_db()
    return batch


def produced(actor: Actor, text: str, **said: Any) -> Batch:
    """A range that was recorded as made."""
    return done(actor, PRODUCED, {**PISTOL, **said}, text)


def marked(actor: Actor, firearms: list[str]) -> Batch:
    """Firearms that were marked."""
    return done(actor, MARKED, MARKS, "\n".join(firearms))
