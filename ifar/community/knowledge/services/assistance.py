"""Technical assistance: needs and offers, and what becomes of a need and an offer that were brought together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.community import labels
from ifar.community.knowledge import assistance, inputs
from ifar.community.knowledge.selectors.assistance import agreement_for
from ifar.community.knowledge.selectors.shelf import thing_for
from ifar.community.knowledge.services.shelving import (
    Placed,
    index,
    placed,
    sorted_articles,
    sorted_topics,
    text_of,
)
from ifar.community.models import Agreement, Assistance
from ifar.community.selectors.visible import WRITE, Reader, reader_of
from ifar.community.services.judging import fine
from ifar.community.services.marking import put
from ifar.community.services.members import reader_needed
from ifar.community.services.writing import RECORDER, now
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

LONGEST_NOTE: Final = 2000
SIDES: Final = frozenset({"needs", "offers"})
AGREEMENT: Final = Offers(
    RECORDER,
    "agreement",
    lambda actor, public_id: agreement_for(reader_of(actor), public_id),
    page="community:assistance",
    on=attrgetter("need"),
)


@dataclass(frozen=True, slots=True)
class AssistanceTerms:
    """What is needed or offered."""

    side: str
    words: str
    starts: dt.date
    ends: dt.date
    articles: Collection[str] = ()
    forms: Collection[str] = ()
    topics: Collection[str] = ()
    languages: Collection[str] = ()
    countries: Collection[str] = ()
    regions: Collection[str] = ()
    priority: int = 2


def _regions(value: AssistanceTerms) -> list[str]:
    """Regions named, and those of the countries named.

    Raises:
        Invalid: there is no such country or region.
    """
    rows = reference.rows_of("country").filter(valid_to__isnull=True).exclude(region="")
    of = dict(rows.values_list("code", "region"))
    if not all(reference.exists("country", country) for country in value.countries):
        raise labels.invalid("community.shelf.countries", "countries")
    if not set(value.regions) <= set(of.values()):
        raise labels.invalid("community.shelf.countries", "regions")
    return sorted({*value.regions, *(of[country] for country in value.countries if country in of)})


@transaction.atomic
def tell(*, actor: Actor, at: Placed, said: AssistanceTerms) -> Assistance:
    """Tell a need, or an offer.

    Raises:
        NotFound: there is no such space for this actor.
        Refused: they may not write there.
        Invalid: a field is wrong, or the safety line is crossed.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    text = text_of(said.words, "words", assistance.LONGEST, 10)
    columns = placed(reader, at, text)
    if said.side not in assistance.SIDES or said.priority not in assistance.PRIORITIES:
        raise labels.invalid("community.assistance.side", "side")
    if not said.forms or not set(said.forms) <= set(assistance.FORMS):
        raise labels.invalid("community.assistance.forms", "forms")
    if not said.languages or not set(said.languages) <= labels.LANGUAGES.keys():
        raise labels.invalid("community.member.languages", "languages")
    if assistance.period_wrong(said.starts, said.ends, now().date()):
        raise labels.invalid("community.assistance.period", "ends")
    if said.side == "need" and not said.countries:
        raise labels.invalid("community.shelf.countries", "countries")
    articles = sorted_articles(said.articles)
    if not articles:
        raise labels.invalid("community.shelf.articles", "articles")
    made = put(
        actor,
        reader,
        Assistance,
        side=said.side,
        words=text,
        articles=articles,
        forms=sorted(set(said.forms)),
        topics=sorted_topics(said.topics),
        languages=sorted(set(said.languages)),
        countries=sorted(set(said.countries)),
        regions=_regions(said),
        starts=said.starts,
        ends=said.ends,
        priority=said.priority,
        **columns,
    )
    index(made, text)
    return made


@transaction.atomic
def propose(*, actor: Actor, one: str, other: str) -> str:
    """Propose to bring one's own need or offer together with another's; returns the identifier of the agreement to be.

    Raises:
        NotFound: one of them is not there for this actor.
        Refused: neither is one's own, both are, or they are brought together already.
        Invalid: they are not a need and an offer.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    sides = {record.side: record for record in (thing_for(reader, Assistance, key) for key in (one, other))}
    if len(sides) != 2:
        raise labels.invalid("community.assistance.pair", "other")
    authors = {side.author_id for side in sides.values()}
    if reader.member not in authors or len(authors) != 2:
        raise labels.refused("community.assistance.not_yours")
    need, offer = sides["need"].public_id, sides["offer"].public_id
    before = Agreement.objects.filter(need=need, offer=offer).first()
    changes = {"proposed_by": reader.public_id} | ({} if before else {"need": need, "offer": offer})
    return RECORDER.record(actor, "agreement", "proposed", before, changes=changes).subject


def _side(actor: Actor, agreement: str, side: str = "") -> tuple[Reader, Agreement]:
    """An agreement of which the actor is one side.

    Raises:
        NotFound: there is none for this actor.
        Refused: they are neither side of it, or not the one that is asked.
    """
    reader = reader_needed(actor)
    record = agreement_for(reader, agreement)
    if not SIDES & record.facts:
        raise labels.refused("community.assistance.not_yours")
    if side and side not in record.facts:
        raise labels.refused(f"community.assistance.who_{side}")
    return reader, record


def _answers(_actor: Actor, agreement: Agreement) -> bool:
    return bool(SIDES & agreement.facts) and "proposed" not in agreement.facts


@AGREEMENT.act(
    "agreed",
    inputs.AgreeHelp,
    _("Agree to it"),
    permission=WRITE,
    done=_("It is answered."),
    when=_answers,
)
@transaction.atomic
def agree(*, actor: Actor, agreement_id: str) -> None:
    """Agree to what the other side proposed.

    Raises:
        NotFound: there is no such agreement for this actor.
        Refused: they proposed it themselves, or it was answered.
    """
    require(actor, WRITE)
    _answer(actor, agreement_id, "agreed")


@AGREEMENT.act(
    "declined",
    inputs.DeclineHelp,
    _("Decline it"),
    permission=WRITE,
    done=_("It is answered."),
    when=_answers,
)
@transaction.atomic
def decline(*, actor: Actor, agreement_id: str) -> None:
    """Decline what the other side proposed.

    Raises:
        NotFound, Refused: as `agree`.
    """
    require(actor, WRITE)
    _answer(actor, agreement_id, "declined")


def _answer(actor: Actor, agreement: str, kind: str) -> None:
    reader, record = _side(actor, agreement)
    if "proposed" in record.facts:
        raise labels.refused("community.assistance.other_side")
    RECORDER.record(actor, "agreement", kind, record, changes={"answered_by": reader.public_id})


@AGREEMENT.act(
    "delivered",
    inputs.DeliverHelp,
    _("Note the delivery"),
    permission=WRITE,
    done=_("It is noted that help was delivered."),
    when=lambda _actor, record: "offers" in record.facts,
    asks=lambda _actor, _found: {"initial": {"on": now().date()}},
)
@transaction.atomic
def deliver(*, actor: Actor, agreement_id: str, on: dt.date) -> None:
    """Say that help was delivered: who offered it.

    Raises:
        NotFound: there is no such agreement for this actor.
        Refused: they do not offer, or it was not agreed.
        Invalid: the day is to come.
    """
    require(actor, WRITE)
    _reader, agreement = _side(actor, agreement_id, "offers")
    if on > now().date():
        raise labels.invalid("community.assistance.day", "on")
    RECORDER.record(actor, "agreement", "delivered", agreement, details={"on": on})


@AGREEMENT.act(
    "broken_off",
    inputs.BreakOffHelp,
    _("Break it off"),
    permission=WRITE,
    done=_("It is broken off."),
    when=lambda _actor, record: bool(SIDES & record.facts),
    danger=True,
)
@transaction.atomic
def break_off(*, actor: Actor, agreement_id: str) -> None:
    """End an agreement before anything was delivered.

    Raises:
        NotFound: there is no such agreement for this actor.
        Refused: it was not agreed, or was delivered.
    """
    require(actor, WRITE)
    _reader, agreement = _side(actor, agreement_id)
    RECORDER.record(actor, "agreement", "broken_off", agreement)


@AGREEMENT.act(
    "assessed",
    inputs.AssessHelp,
    _("Say what came of it"),
    permission=WRITE,
    done=_("It is noted what came of it."),
    when=lambda _actor, record: "needs" in record.facts,
)
@transaction.atomic
def assess(*, actor: Actor, agreement_id: str, met: str, note: str = "") -> None:
    """Say what came of it: who needed it.

    Raises:
        NotFound: there is no such agreement for this actor.
        Refused: they did not need it, or nothing was delivered.
        Invalid: no such answer.
    """
    require(actor, WRITE)
    _reader, agreement = _side(actor, agreement_id, "needs")
    text = fine(note, "note")[:LONGEST_NOTE]
    RECORDER.record(actor, "agreement", "assessed", agreement, changes={"met": met}, note=text)
