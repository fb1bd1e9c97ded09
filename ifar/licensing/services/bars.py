"""Bars before and after a decision: asked for whoever applies, entered for whoever is refused or loses a licence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.conf import settings

from ifar import identifiers
from ifar.ledger import services as ledger
from ifar.licensing import barring
from ifar.licensing.models import Application, Licence
from ifar.parties import services as parties
from ifar.parties.selectors.bars import BarMatch
from ifar.reference import selectors as reference
from ifar.rights import Actor


def asked_about(actor: Actor, public_id: str, kind: str) -> Sequence[BarMatch]:
    """The bars in force whose person is the applicant or like them, of the whole register; the look is logged. Bodies have none.

    Raises:
        NotFound: there is no such party for this actor.
        Refused: no purpose was stated.
    """
    return parties.barred(actor, public_id) if kind == "person" else ()


def asked_once(actor: Actor, application: Application) -> Sequence[BarMatch]:
    """The same for an application on whose page several parts need it: it is one look."""
    kept = application.__dict__
    if "bars_asked" not in kept:
        kept["bars_asked"] = asked_about(actor, application.applicant, application.applicant_kind)
    asked: Sequence[BarMatch] = kept["bars_asked"]
    return asked


def bars_like(actor: Actor, application: Application) -> Mapping[str, str]:
    """The bars in force whose person is the applicant or like them: identifier -> how sure that is. The look is logged."""
    matches = asked_about(actor, application.applicant, application.applicant_kind)
    return {match.bar.public_id: match.sureness for match in matches}


def enter_refusal(actor: Actor, application: Application, grounds: Collection[str]) -> None:
    """Have every desk hear that this person was refused, unless the grounds say nothing about the person."""
    ground = barring.ground_of_refusal(grounds, reference.words("bar_ground"))
    _enter(actor, "refused", ground, application.applicant, application.applicant_kind, application)


def enter_revocation(actor: Actor, licence: Licence, ground: str) -> None:
    """Have every desk hear that this person's licence was revoked, unless nothing is held against them."""
    ground = barring.ground_of_revocation(ground, reference.words("bar_ground"))
    _enter(actor, "revoked", ground, licence.holder, licence.holder_kind, licence)


def _enter(
    actor: Actor, kind: str, ground: str, party: str, party_kind: str, result: Application | Licence
) -> None:
    if not ground or party_kind != "person":
        return
    new = parties.NewBar(
        kind=kind,
        ground=ground,
        valid_from=ledger.now().date().isoformat(),
        issuer=result.agency.name,
        country=settings.IFAR_COUNTRY,
        paper=identifiers.shown(result.public_id),
        party=party,
    )
    parties.enter_bar(actor=actor, new=new)
