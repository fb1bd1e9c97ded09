"""Refusing lines of the log that name the person they are about, as the register knows that person."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ifar.licensing import impersonal_text
from ifar.licensing.services.writing import RECORDER
from ifar.parties import selectors as parties
from ifar.parties.models import Party


def check_unnamed(party: str, lines: Mapping[str, str | Collection[str]]) -> None:
    """Refuse lines that stand in the log, by their fields, where one names a party under any of its records.

    Raises:
        Invalid: with a reason at each field that does.
    """
    if not any(lines.values()):
        return
    records = Party.objects.filter(public_id__in=parties.records_of(party))
    if reasons := tuple(impersonal_text.against(lines, [parties.described(one) for one in records])):
        raise RECORDER.invalid(*reasons)
