"""Finance systems of the organisation: registered, changed, closed; each keeps how the columns of its extracts are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.errors import Invalid, Reason
from ifar.programme import labels
from ifar.programme.fund import extracts, inputs
from ifar.programme.fund.extracts import Reading
from ifar.programme.fund.selectors import extracts as selectors
from ifar.programme.fund.services.fund import BOOKS
from ifar.programme.models import Feed
from ifar.programme.services.planning import HEADLINE, LONGEST
from ifar.programme.services.writing import RECORDER
from ifar.programme.work_inputs import GiveReason
from ifar.rights import Actor, require

FEED: Final = Offers(RECORDER, "feed", selectors.feed, page="programme:feed")


@transaction.atomic
def register_feed(*, actor: Actor, name: str, words: str = "", mapping: Mapping[str, Any] | None = None) -> Feed:  # fmt: skip
    """Register a finance system of the organisation; its mapping may come with its first file.

    Raises:
        Invalid: it has no name, or the mapping is incomplete.
    """
    require(actor, BOOKS)
    made = RECORDER.record(actor, "feed", "registered", changes=_details_of(name, words, mapping or {}))
    return Feed.objects.get(public_id=made.subject)


def _details_of(name: str, text: str, mapping: Mapping[str, Any]) -> dict[str, Any]:
    plain = " ".join(name.split())
    if not plain or len(plain) > HEADLINE:
        raise labels.invalid("programme.required", "name")
    kept = _mapping(mapping).as_json() if mapping else {}
    return {"name": plain, "words": text.strip()[:LONGEST], "mapping": kept}


def _mapping(values: Mapping[str, Any]) -> Reading:
    """A mapping, its faults in words.

    Raises:
        Invalid: with a reason for each thing that is missing or unknown.
    """
    try:
        return extracts.mapping(values)
    except Invalid as error:
        reasons = [
            Reason(reason.code, labels.of(reason.code), field=reason.field) for reason in error.reasons
        ]
        raise Invalid(error.code, labels.of(error.code), field=error.field, reasons=reasons) from None


def _feed(actor: Actor, public_id: str, n: int | None) -> Feed:
    require(actor, BOOKS)
    feed = selectors.feed(actor, public_id)
    RECORDER.check_expected(feed, n)
    return feed


@FEED.act(
    "amended",
    inputs.AmendFeed,
    _("Change the finance system"),
    permission=BOOKS,
    done=_("The finance system is changed."),
    asks=lambda _actor, record: {"initial": {"name": record.name, "words": record.words}},
)
@transaction.atomic
def amend_feed(
    *,
    actor: Actor,
    feed_id: str,
    name: str,
    words: str,
    mapping: Mapping[str, Any] | None = None,
    expected_n: int | None = None,
) -> Feed:
    """Change what is said of a finance system, or how its columns are read (None: as before).

    Raises:
        NotFound: there is none.
        Conflict: somebody changed it meanwhile.
        Invalid: it has no name, or the mapping is incomplete.
        Refused: it is closed.
    """
    require(actor, BOOKS)
    feed = _feed(actor, feed_id, expected_n)
    changes = _details_of(name, words, feed.mapping if mapping is None else mapping)
    if changes != {"name": feed.name, "words": feed.words, "mapping": feed.mapping}:
        RECORDER.record(actor, "feed", "amended", feed, changes=changes)
    return Feed.objects.get(pk=feed.pk)


@FEED.act(
    "closed",
    GiveReason,
    _("Take no more extracts of the system"),
    permission=BOOKS,
    done=_("The finance system is closed: no more extracts of it are taken."),
    hint=_("The movements of its contributions are booked here by hand again. What was taken over stays."),
    danger=True,
)
@transaction.atomic
def close_feed(*, actor: Actor, feed_id: str, reason: str, expected_n: int | None = None) -> Feed:
    """Take no more extracts of a finance system: its movements are booked here again.

    Raises:
        NotFound, Conflict, Refused: as `amend_feed`.
        Invalid: no reason.
    """
    require(actor, BOOKS)
    feed = _feed(actor, feed_id, expected_n)
    RECORDER.record(actor, "feed", "closed", feed, note=reason_of(reason))
    return Feed.objects.get(pk=feed.pk)


def reason_of(text: str) -> str:
    """A reason in words.

    Raises:
        Invalid: there is none.
    """
    plain = " ".join(text.split())
    if not plain:
        raise labels.invalid("programme.value.reason", "reason")
    return plain[:LONGEST]
