"""Finance systems of the organisation: registered, changed, closed; each keeps how the columns of its extracts are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from ifar.errors import Invalid, Reason
from ifar.programme import labels
from ifar.programme.fund import extracts
from ifar.programme.fund.extracts import Reading
from ifar.programme.fund.services.fund import POST
from ifar.programme.models import Feed
from ifar.programme.services.planning import HEADLINE, LONGEST, absent
from ifar.programme.services.writing import RECORDER
from ifar.rights import Actor, require


@transaction.atomic
def register_feed(*, actor: Actor, name: str, text: str = "", mapping: Mapping[str, Any] | None = None) -> Feed:  # fmt: skip
    """Register a finance system of the organisation; its mapping may come with its first file.

    Raises:
        Invalid: it has no name, or the mapping is incomplete.
    """
    require(actor, POST)
    made = RECORDER.record(actor, "feed", "registered", changes=_said(name, text, mapping or {}))
    return Feed.objects.get(public_id=made.subject)


def _said(name: str, text: str, mapping: Mapping[str, Any]) -> dict[str, Any]:
    plain = " ".join(name.split())
    if not plain or len(plain) > HEADLINE:
        raise labels.invalid("programme.required", "name")
    kept = _mapping(mapping).as_json() if mapping else {}
    return {"name": plain, "words": text.strip()[:LONGEST], "mapping": kept}


def _mapping(said: Mapping[str, Any]) -> Reading:
    """A mapping, its faults in words.

    Raises:
        Invalid: with a reason for each thing that is missing or unknown.
    """
    try:
        return extracts.mapping(said)
    except Invalid as error:
        reasons = [Reason(one.code, labels.of(one.code), field=one.field) for one in error.reasons]
        raise Invalid(error.code, labels.of(error.code), field=error.field, reasons=reasons) from None


def feed_for(actor: Actor, public_id: str) -> Feed:
    """A finance system.

    Raises:
        NotFound: there is none.
    """
    require(actor, POST)
    found = Feed.objects.filter(public_id=public_id).first()
    if found is None:
        raise absent()
    return found


@transaction.atomic
def amend_feed(*, actor: Actor, feed: str, n: int, name: str, text: str, mapping: Mapping[str, Any] | None) -> Feed:  # fmt: skip
    """Change what is said of a finance system, or how its columns are read (None: as before), as it stood when it was read (`n`).

    Raises:
        NotFound: there is none.
        Conflict: somebody changed it meanwhile.
        Invalid: it has no name, or the mapping is incomplete.
        Refused: it is closed.
    """
    require(actor, POST)
    found = feed_for(actor, feed)
    RECORDER.check_expected(found, n)
    changes = _said(name, text, found.mapping if mapping is None else mapping)
    if changes != {"name": found.name, "words": found.words, "mapping": found.mapping}:
        RECORDER.record(actor, "feed", "amended", found, changes=changes)
    return Feed.objects.get(pk=found.pk)


@transaction.atomic
def close_feed(*, actor: Actor, feed: str, n: int, reason: str) -> Feed:
    """Take no more extracts of a finance system: its movements are booked here again.

    Raises:
        NotFound, Conflict, Refused: as `amend_feed`.
        Invalid: no reason.
    """
    require(actor, POST)
    found = feed_for(actor, feed)
    RECORDER.check_expected(found, n)
    RECORDER.record(actor, "feed", "closed", found, details={"reason": reason_of(reason)})
    return Feed.objects.get(pk=found.pk)


def reason_of(text: str) -> str:
    """A reason in words.

    Raises:
        Invalid: there is none.
    """
    plain = " ".join(text.split())
    if not plain:
        raise labels.invalid("programme.value.reason", "reason")
    return plain[:LONGEST]
