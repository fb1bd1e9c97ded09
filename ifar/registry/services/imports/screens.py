"""The screen of an import: its mapping, the reference data as they are now, and the offices that its importer may write for."""

from __future__ import annotations

from django.contrib.auth import get_user_model

from ifar.accounts.selectors.actors import actor_of
from ifar.ledger import services as ledger
from ifar.reference import selectors as reference
from ifar.registry.intake.mapping import ColumnMapping
from ifar.registry.intake.screening import Screen
from ifar.registry.models import Import
from ifar.registry.selectors import imports as selectors
from ifar.rights import Actor


def importer_of(batch: Import) -> Actor:
    """The person who prepared an import, with the rights that they hold now at its office."""
    user = get_user_model().objects.get(public_id=batch.actor)
    return actor_of(user_id=user.pk, public_id=user.public_id, name=user.name, agency_id=batch.agency_id)


def screen_of(batch: Import) -> Screen:
    """By which the rows of an import are judged now: what its importer may write is what they may write now."""
    office, offices, allowed = selectors.offices_known(importer_of(batch), batch.agency.public_id)
    return Screen(
        mapping=ColumnMapping.of(batch.mapping or {}),
        resolver=reference.resolver(),
        today=ledger.now().date(),
        office=office,
        offices=offices,
        allowed=allowed,
    )
