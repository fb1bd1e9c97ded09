"""Whom the number of a licence, or of its card, stands for: for rules and not for people, so that no actor's view limits it."""

from __future__ import annotations

from ifar.documents.selectors import about_of
from ifar.licensing.models import Licence


def licence_behind(number: str) -> Licence | None:
    """The licence with this number, or that which a paper of this number is about as long as it stands. Two statements, whatever there is."""
    return Licence.objects.filter(public_id=about_of(number) or number).first()


def kind_of_holder(licence: str) -> str:
    """What the holder of a licence is: `person` or `entity`."""
    return Licence.objects.values_list("holder_kind", flat=True).get(public_id=licence)
