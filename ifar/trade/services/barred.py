"""Whether an applicant is barred from firearms, as licensing asks it of whoever applies for a licence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ifar import identifiers
from ifar.errors import Reason
from ifar.licensing import barring
from ifar.licensing.services.bars import asked_about
from ifar.parties.selectors import parties_for
from ifar.parties.selectors.bars import BarMatch
from ifar.rights import Actor, may
from ifar.trade.models import Authorisation
from ifar.trade.services.writing import RECORDER


def asked_once(actor: Actor, authorisation: Authorisation) -> Sequence[BarMatch]:
    """The bars in force whose person is the applicant or like them; the look is logged, once for a page. Bodies have none, and neither has nobody.

    Raises:
        Refused: no purpose was stated.
    """
    kept = authorisation.__dict__
    if "bars_asked" not in kept:
        seen = (
            parties_for(actor).filter(public_id=authorisation.applicant) if authorisation.applicant else None
        )
        kind = seen.values_list("kind", flat=True).first() if seen is not None else ""
        kept["bars_asked"] = asked_about(actor, authorisation.applicant, kind or "")
    asked: Sequence[BarMatch] = kept["bars_asked"]
    return asked


def asks(actor: Actor) -> bool:
    """Whether somebody may be told of bars under the purpose that they stated."""
    return actor.purpose is not None and may(actor, "parties:bar:check")


def bars_of(actor: Actor, authorisation: Authorisation) -> Mapping[str, str]:
    """The bars by identifier, each with how sure it is.

    Raises:
        Refused: no purpose was stated, or the actor does not see the applicant: of whom nobody can ask nothing is granted.
    """
    if authorisation.applicant and not parties_for(actor).filter(public_id=authorisation.applicant).exists():
        raise RECORDER.refused(Reason("trade.applicant"))
    return {bar_match.bar.public_id: bar_match.sureness for bar_match in asked_once(actor, authorisation)}


def against(result: Mapping[str, str], named: Collection[str]) -> list[Reason]:
    """What bars say against a decision (`licensing.barring`), in the words of trade."""
    return [
        replace(reason, code=reason.code.replace("licensing.", "trade."))
        for reason in barring.against(result, named)
    ]


def doubts(actor: Actor, authorisation: Authorisation) -> Mapping[str, Any]:
    """The bars of people like the applicant, for the form of a decision: of each it is said that it means somebody else."""
    results = (
        [bar_match.bar.public_id for bar_match in asked_once(actor, authorisation)] if asks(actor) else []
    )
    if not results:
        return {"without": ("bars",)}
    return {"among": {"bars": [(text, identifiers.shown(text)) for text in results]}}


def with_doubts(actor: Actor, authorisation: Authorisation, form: Mapping[str, Any]) -> Mapping[str, Any]:
    """How a form is made that says the same besides: of a resumption, a change, an extension."""
    more = doubts(actor, authorisation)
    return {**form, **more, "among": {**form.get("among", {}), **more.get("among", {})}}


def may_grant(actor: Actor, authorisation: Authorisation) -> bool:
    """Nobody is granted anything whom the register surely knows as barred."""
    return not asks(actor) or not any(
        bar_match.sureness == "certain" for bar_match in asked_once(actor, authorisation)
    )
