"""Shootings without a gun: what was fired is compared, shots of several cases come together under one firearm, which may be found."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.errors import Reason
from ifar.recoveries import inputs, selectors
from ifar.recoveries.models import Item
from ifar.recoveries.services.writing import ITEM, RECORDER, WRITE, lock
from ifar.rights import Actor, may, require

COMPARE: Final = "recoveries:item:compare"


@ITEM.act(
    "compared",
    inputs.CompareItem,
    _("Say which firearm left it"),
    permission=COMPARE,
    leads=True,
    when=lambda _actor, record: record.kind in ("cartridge_case", "bullet"),
)
@transaction.atomic
def compare_item(
    *, actor: Actor, item_id: str, weapon: str, method: str, expected_n: int | None = None
) -> None:
    """Say which firearm left a cartridge case or a bullet: an item of this or of another case, found or not. Empty takes it back.

    Args:
        weapon: the firearm's item, or one that stands for a firearm that nobody found.
        method: how it was compared, and under which report of the laboratory.

    Raises:
        NotFound: there is no such item for this actor.
        Invalid: it was not fired, the weapon is none, or no method is given.
    """
    require(actor, "recoveries:item:compare")
    item = _answerable(actor, item_id)
    RECORDER.check_expected(item, expected_n)
    if not method.strip():
        raise RECORDER.invalid(Reason("recoveries.reason", field="method"))
    if weapon:
        selectors.item_for(actor, weapon)
    RECORDER.record(actor, "item", "compared", item, changes={"weapon": weapon}, note=method)


def _answerable(actor: Actor, item: str) -> Item:
    """An item of which the actor may say what it is: of their own cases, or one that was shared with their laboratory to be compared."""
    record = selectors.item_for(actor, item)
    asked = actor.agency_kind == "forensic_laboratory" and actor.agency in record.case.shared
    if not (asked and may(actor, "recoveries:item:compare")):
        selectors.check_own(actor, record.case)
    return record


@ITEM.act(
    "merged",
    inputs.MergeItem,
    _("Say which firearm was found"),
    permission="recoveries:case:read",
    done=_("What it left belongs to the firearm that was found from now on."),
    when=lambda actor, record: record.kind == "unrecovered" and (may(actor, COMPARE) or may(actor, WRITE)),
)
@transaction.atomic
def merge_item(*, actor: Actor, item_id: str, into: str, reason: str, expected_n: int | None = None) -> None:
    """Say that a firearm which nobody had found is this one, which somebody did: all that it left belongs to it from now on.

    Raises:
        NotFound: there is no such item for this actor.
        Refused: the first is no firearm that was not found, or it was found already.
        Invalid: the second is no firearm that was taken in, or no reason is given.
    """
    if not may(actor, "recoveries:item:compare"):
        require(actor, "recoveries:case:write")
    for subject in sorted({item_id, into}):
        lock(subject)
    item = _answerable(actor, item_id)
    RECORDER.check_expected(item, expected_n)
    selectors.item_for(actor, into)
    if not reason.strip():
        raise RECORDER.invalid(Reason("recoveries.reason", field="reason"))
    RECORDER.record(actor, "item", "merged", item, changes={"merged_into": into}, note=reason)
