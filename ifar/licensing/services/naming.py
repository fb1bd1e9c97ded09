"""Refusing lines of the log that name the person they are about, as the register knows that person."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ifar.licensing import impersonal_text
from ifar.licensing.services.writing import RECORDER
from ifar.parties import selectors as parties
from ifar.parties.models import NameKey, Party


def check_unnamed(party: str, lines: Mapping[str, str | Collection[str]]) -> None:
    """Refuse lines that stand in the log, by their fields, where one names a party under any of its records, or anybody else by a whole name on record.

    Raises:
        Invalid: with a reason at each field that does.
    """
    if not any(lines.values()):
        return
    records = Party.objects.filter(public_id__in=parties.records_of(party))
    written = {run for line in lines.values() for run in impersonal_text.runs(line)}
    called = NameKey.objects.filter(folded__in=written, party__kind="person").values_list("folded", flat=True)
    described = [parties.described(record) for record in records]
    if reasons := tuple(impersonal_text.against(lines, described, frozenset(called))):
        raise RECORDER.invalid(*reasons)
