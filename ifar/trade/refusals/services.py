"""Refusals of other States are entered and lifted; what was refused before is answered on an application before anything is granted on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.acts.offers import Offers, Together
from ifar.errors import Reason
from ifar.parties.selectors import parties_for
from ifar.reference import selectors as reference
from ifar.rights import Actor, require
from ifar.trade import selectors as trade
from ifar.trade.models import Authorisation, Denial
from ifar.trade.refusals import inputs, selectors
from ifar.trade.refusals.asked import answerable, open_on
from ifar.trade.services.authorisations import fetch
from ifar.trade.services.deciding import AUTHORISATION
from ifar.trade.services.writing import RECORDER, VERIFY, WRITE, today

DENIAL: Final = Offers(RECORDER, "denial", selectors.denial_for, page="trade:denial")


@transaction.atomic
def notify(
    *,
    actor: Actor,
    country: str,
    issuer: str,
    number: str,
    refused_on: dt.date,
    ground: str,
    party: str,
    valid_until: dt.date | None = None,
) -> str:
    """Enter that another State refused a transfer to somebody of whom there is a record; returns the public identifier.

    Args:
        party: a party abroad, or one of the register, that the actor sees.

    Raises:
        Invalid: no such State, ground or party for this actor, or days that cannot be.
    """
    require(actor, WRITE)
    if country == settings.IFAR_COUNTRY or not reference.exists("country", country):
        raise RECORDER.invalid(Reason("trade.country", field="country"))
    if not reference.exists("transfer_ground", ground):
        raise RECORDER.invalid(Reason("trade.ground", field="ground"))
    known = trade.parties_for(actor) if party.startswith("T") else parties_for(actor)
    if not known.filter(public_id=party).exists():
        raise RECORDER.invalid(Reason("trade.denial.party", field="party"))
    if refused_on > today():
        raise RECORDER.invalid(Reason("trade.delivery.future", field="refused_on"))
    if valid_until and valid_until < refused_on:
        raise RECORDER.invalid(Reason("trade.denial.days", field="valid_until"))
    sets = {
        "country": country,
        "issuer": " ".join(issuer.split()),
        "number": " ".join(number.split()).upper(),
        "refused_on": refused_on,
        "valid_until": valid_until,
        "ground": ground,
        "party": party,
    }
    return RECORDER.record(actor, "denial", "notified", changes=sets).subject


@DENIAL.act(
    "verified",
    inputs.VerifyDenial,
    _("Verify"),
    permission=VERIFY,
    hint=_("Compare it with the notice, and whom it names with the record of whom it concerns."),
    leads=True,
    many=Together(title=_("Verify refusals of other States")),
)
@transaction.atomic
def verify(*, actor: Actor, denial_id: str, expected_n: int | None = None) -> None:
    """Record that another State refused what was entered: from then on it is answered before anything is granted.

    Raises:
        NotFound: there is no such refusal for this actor.
        Forbidden: the actor entered it.
    """
    require(actor, VERIFY)
    denial: Denial = selectors.denial_for(actor, denial_id)
    RECORDER.check_expected(denial, expected_n)
    RECORDER.record(actor, "denial", "verified", denial)


@DENIAL.act("rejected", inputs.RejectDenial, _("Reject"), permission=VERIFY, danger=True)
@transaction.atomic
def reject(*, actor: Actor, denial_id: str, reason: str, expected_n: int | None = None) -> None:
    """Record that what was entered does not count: it is false, or of somebody else.

    Raises:
        NotFound: there is no such refusal for this actor.
        Forbidden: the actor entered it.
    """
    require(actor, VERIFY)
    denial: Denial = selectors.denial_for(actor, denial_id)
    RECORDER.check_expected(denial, expected_n)
    RECORDER.record(actor, "denial", "rejected", denial, note=reason)


@DENIAL.act("lifted", inputs.LiftDenial, _("Record that it was lifted"), permission=WRITE, danger=True)
@transaction.atomic
def lift(*, actor: Actor, denial_id: str, reason: str, expected_n: int | None = None) -> None:
    """Record that the other State no longer refuses.

    Raises:
        NotFound: there is no such refusal for this actor.
        Forbidden: the actor entered it.
    """
    require(actor, WRITE)
    denial: Denial = selectors.denial_for(actor, denial_id)
    RECORDER.check_expected(denial, expected_n)
    RECORDER.record(actor, "denial", "lifted", denial, note=reason)


def words_of(row: Mapping[str, Any]) -> str:
    """An earlier refusal in a line: who decided and when, and its number here."""
    state = reference.words("country").get(row.get("country", ""), "")
    return " · ".join(filter(None, (state, row["office"], str(row["on"]), identifiers.shown(row["id"]))))


def _open(_actor: Actor, authorisation: Authorisation) -> Mapping[str, Any]:
    results = selectors.shareable(answerable(authorisation))
    return {"among": {"refusal": [(row["id"], words_of(row)) for row in results]}}


@AUTHORISATION.act(
    "refusal_weighed",
    inputs.AnswerRefusal,
    _("Answer an earlier refusal"),
    permission=WRITE,
    hint=_(
        "Ask the office or the State that refused first; of a possible match, look at the match first. Whoever answers does not decide."
    ),
    when=lambda actor, record: record.agency_id == actor.agency_id and bool(answerable(record)),
    leads=True,
    asks=_open,
)
@transaction.atomic
def answer(
    *, actor: Actor, authorisation_id: str, refusal: str, reason: str, expected_n: int | None = None
) -> None:
    """Answer an earlier refusal that concerns whom an application names.

    Raises:
        NotFound: there is no such authorisation for this actor.
        Invalid: no such refusal concerns it, or it is answered.
        Refused: nobody has verified it.
    """
    require(actor, WRITE)
    authorisation = fetch(actor, authorisation_id, expected_n)
    if refusal not in open_on(authorisation):
        raise RECORDER.invalid(Reason("trade.refusal.none", field="refusal"))
    if refusal not in answerable(authorisation):
        raise RECORDER.refused(Reason("trade.refusal.unverified"))
    sets = {"refusals_answered": [*authorisation.refusals_answered, refusal]}
    RECORDER.record(actor, "authorisation", "refusal_weighed", authorisation, changes=sets, note=reason)
