"""The certificate of a destruction: what it says is read from the batch, in the language of the paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils import translation

from ifar import identifiers
from ifar.accounts.models import User
from ifar.accounts.selectors import people
from ifar.documents import services as documents
from ifar.documents.models import Paper
from ifar.recoveries.custody import destruction
from ifar.recoveries.custody import labels as words
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.models import Batch
from ifar.reference import selectors as reference
from ifar.rights import Actor

KIND: Final = "destruction_certificate"
MOST_EXCEPTIONS: Final = 60


def issue_certificate(*, actor: Actor, batch: Batch, language: str) -> Paper:
    """Issue the certificate of a batch that was destroyed, in the caller's transaction.

    Raises:
        Invalid: the language is none of papers.
    """
    with translation.override(language):
        content = dict(_content(batch, language))
    return documents.issue_paper(
        actor=actor,
        kind=KIND,
        about=batch.public_id,
        language=language,
        content=content,
        compartment=batch.compartment,
    )


def _content(batch: Batch, language: str) -> Iterator[tuple[str, Any]]:
    yield "batch", f"{batch.name} · {identifiers.shown(batch.public_id)}"
    yield "order", batch.order
    yield "method", _spoken(words.METHODS, batch.method, language)
    if batch.place:
        yield "destruction_place", batch.place
    if batch.destroyed_on:
        yield "destroyed_on", batch.destroyed_on.isoformat()
    yield "listed", str(len(batch.lines))
    yield "destroyed", str(batch.counted)
    yield "weight", f"{(batch.weight_grams or 0) / 1000:.3f} kg"
    exceptions: Mapping[str, Mapping[str, str]] = batch.exceptions
    if exceptions:
        # What happened in somebody's own words stays in the register: a paper goes from hand to hand and is never erased.
        results = [
            f"{identifiers.shown(exhibit)}: {_spoken(words.EXCEPTIONS, values['why'], language)}"
            for exhibit, values in sorted(exceptions.items())
        ]
        yield "not_destroyed", results[:MOST_EXCEPTIONS]
    yield "witnesses", list(_witnesses(batch))
    yield "list_seal", batch.seal
    yield "photographs", str(len(batch.photos))
    yield "firearms", list(_destroyed(batch))


def _spoken(group: Mapping[str, Any], code: str, language: str) -> str:
    """The words of a code in the language of the paper."""
    return words.ON_PAPER.get(language, {}).get(code) or str(group[code])


def _witnesses(batch: Batch) -> Iterator[str]:
    """Each witness by name and office: a court has to know whom to ask. They are personal values of the paper, and in no clear log."""
    users = User.objects.filter(public_id__in=batch.witnesses).select_related("current_agency")
    offices = {user.public_id: user.current_agency.name if user.current_agency else "" for user in users}
    names = people.names_of(set(batch.witnesses))
    for witness in batch.witnesses:
        yield f"{names.get(witness) or identifiers.shown(witness)} · {offices.get(witness, '')}".strip(" ·")


def _destroyed(batch: Batch) -> Iterator[str]:
    """Everything that was destroyed: the firearm's identifier (the exhibit's, where the register has no record of it), what it is, its
    serial number."""
    lines = destruction.lines_of(batch.lines)
    readings = [destruction.Reading(exhibit, serial) for exhibit, serial in batch.readings.items()]
    done = destruction.destroyed(destruction.compare(lines, readings), batch.exceptions)
    identities = kept.identities_of([value.exhibit for value in done])
    makes, types = reference.words("make"), reference.words("firearm_type")
    for item in done:
        identity = identities.get(item.exhibit, {})
        parts = (
            identifiers.shown(item.firearm or item.exhibit),
            makes.get(identity.get("make", ""), "") or str(identity.get("make_raw", "")),
            types.get(identity.get("type", ""), "") or str(identity.get("type_raw", "")),
            item.expected,
        )
        yield " · ".join(part for part in parts if part)
