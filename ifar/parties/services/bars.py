"""Bars: entered by the desk whose decision it is, lifted with the yes of a second person, told to whoever asks about somebody alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Proposal
from ifar.accounts.services import proposals, reads
from ifar.acts.offers import Offers
from ifar.cursors import Page, page_of
from ifar.errors import Conflict, Invalid, NotFound, Reason
from ifar.ledger import services as ledger
from ifar.parties import bars, labels, names, selectors
from ifar.parties.inputs import EnterBar, LiftBar
from ifar.parties.models import Bar, Party
from ifar.parties.selectors import bars as found_bars
from ifar.parties.selectors.bars import BarMatch
from ifar.parties.services.writing import RECORDER
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

LIFTED: Final = "parties.bar_lifted"
BAR: Final = Offers(RECORDER, "bar", found_bars.bar_for, page="parties:bar")
_KEY: Final = "INSERT INTO parties_barkey (bar_id, folded, version) SELECT id, %s, %s FROM parties_bar WHERE public_id = %s"


@dataclass(frozen=True, slots=True)
class NewBar:
    """A bar as somebody enters it.

    Attributes:
        kind: one of `bars.KINDS`.
        ground: a code of the list `bar_ground`.
        valid_from, valid_until: days it stands, both included; without an end where empty.
        issuer, country: the authority that decided, and its State (ISO 3166-1).
        paper: number or name of the decision.
        party: the record it is about; empty where `described` says who is meant.
        described: name, born, identity_numbers of somebody who is not on record.
        note: what else the desk must know; it may name people.
    """

    kind: str
    ground: str
    valid_from: str
    issuer: str
    country: str
    paper: str
    valid_until: str = ""
    party: str = ""
    described: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


def new_bar(given: EnterBar) -> NewBar:
    """A bar as somebody says it."""
    names = ("kind", "ground", "issuer", "country", "paper", "party", "note")
    return NewBar(
        **{name: getattr(given, name) for name in names},
        valid_from=given.valid_from.isoformat(),
        valid_until=given.valid_until.isoformat() if given.valid_until else "",
        described=given.described(),
    )


@transaction.atomic
def enter_bar(*, actor: Actor, new: NewBar) -> str:
    """Enter that somebody is barred; returns the bar's public identifier.

    Raises:
        NotFound: there is no such party for this actor.
        Invalid: a field is wrong; nothing was written.
    """
    require(actor, "parties:bar:enter")
    described = {name: value for name, value in new.described.items() if value not in (None, "", [])}
    changes: dict[str, Any] = {
        "kind": new.kind,
        "ground": new.ground,
        "party": new.party,
        "valid_from": new.valid_from,
        "valid_until": new.valid_until,
        "issuer": new.issuer.strip(),
        "country": new.country,
        "paper": new.paper.strip(),
    }
    _check(changes, described)
    if new.party and not selectors.parties_for(actor).filter(public_id=new.party, kind="person").exists():
        raise NotFound("parties.party.not_found")
    until = {"valid_until": new.valid_until or None}
    public_id = RECORDER.record(
        actor, "bar", "entered", changes=changes | until, personal=described, note=new.note
    ).subject
    if name := described.get("name"):
        with connection.cursor() as cursor:
            cursor.execute(_KEY, (names.folded(name), names.VERSION, public_id))
    return public_id


def _check(values: Mapping[str, Any], described: Mapping[str, Any]) -> None:
    try:
        bars.check(values, described, ledger.now().date())
        if values["ground"] not in reference.words("bar_ground"):
            raise Invalid("parties.bar.invalid", reasons=[Reason("parties.bar.ground", field="ground")])
    except Invalid as error:
        raise labels.in_words(error) from error


@BAR.act(
    "lifted",
    LiftBar,
    _("Lift the prohibition"),
    permission="parties:bar:lift",
    done=_("Proposed. The prohibition stays in force until a second person agrees."),
    hint=_("It remains valid until a second person approves."),
    danger=True,
)
@transaction.atomic
def propose_lifting(*, actor: Actor, bar_id: str, reason: str) -> Proposal:
    """Propose that a bar is lifted; the yes of a second person lifts it.

    Raises:
        NotFound: there is no such bar of this actor's office.
        Conflict: it was lifted already.
        Invalid: no reason.
    """
    require(actor, "parties:bar:lift")
    bar = found_bars.bar_for(actor, bar_id)
    _check_standing(bar)
    return proposals.propose(
        actor=actor,
        act=LIFTED,
        object=bar_id,
        payload={"details": {}},
        reason=reason,
        compartment=bar.compartment,
    )


def _check_standing(bar: Bar) -> None:
    if bar.lifted:
        raise Conflict("parties.bar.lifted", _("This prohibition was lifted already."))


def carry_out(actor: Actor, proposal: Proposal) -> None:
    """Lift what was approved; that it still stands is checked again."""
    bar = Bar.objects.get(public_id=proposal.object)
    _check_standing(bar)
    RECORDER.record(actor, "bar", "lifted", bar, note=proposal.reason, proposal=proposal.public_id)


# Reading ----------------------------------------------------------------------------------------------------------


def barred(
    actor: Actor,
    who: str | Mapping[str, Any],
    *,
    on: dt.date | None = None,
    opened: tuple[Party, frozenset[str]] | None = None,
) -> Sequence[BarMatch]:
    """Whether somebody is barred, or like somebody who is: who said so, whom to ask, and the reasons for the likeness.

    Any desk may ask. It decides nothing; a `certain` match (the record itself, or the same number with a name or birth date that
    agrees) is told apart from a `likely` one. Each look is logged under the stated purpose.

    Args:
        who: the public identifier of a party, or a description by the names of `party.VALUES`.
        on: the day; today where None.
        opened: the party and its records, where the caller has opened it for this actor already.

    Raises:
        NotFound: there is no such party for this actor.
        Refused: no purpose was stated.
    """
    require(actor, "parties:bar:check")
    reads.require_purpose(actor)
    records: frozenset[str] = frozenset()
    values: Sequence[Mapping[str, Any]]
    if opened is not None:
        party, records = opened
        asked, values = party.public_id, selectors.descriptions_of([party])[party.pk]
    elif isinstance(who, str):
        record = selectors.parties_for(actor).filter(public_id=who).first()
        if record is None:
            raise NotFound("parties.party.not_found")
        records, asked = selectors.records_of(who), who
        values = selectors.descriptions_of([record])[record.pk]
    else:
        values, asked = [who], str(who.get("name") or "?")
    matches = found_bars.alike(actor, values, records, on or ledger.now().date())
    reads.log(actor, "parties.bar.check", asked, len(matches), people=_people(matches))
    return matches


def _people(matches: Sequence[BarMatch]) -> list[str]:
    return [match.bar.party or match.bar.public_id for match in matches]


def list_bars(actor: Actor, given: Mapping[str, str], *, size: int = 50) -> Page[Bar]:
    """The bars of the actor's own office, those entered last first or as the address `given` sorts them.

    Raises:
        Refused: no purpose was stated.
    """
    require(actor, "parties:bar:read")
    reads.require_purpose(actor)
    result = page_of(
        given,
        found_bars.bars_for(actor),
        order=("-id",),
        sorts={"kind": labels.BAR_KINDS, "ground": reference.words("bar_ground"), "valid_from": None},
        size=size,
    )
    reads.log(actor, "parties.bar.list", "bars", len(result.items), people=[
        bar.party or bar.public_id for bar in result.items
    ])  # fmt: skip
    return result


def open_bar(actor: Actor, public_id: str) -> Bar:
    """One bar of the actor's own office.

    Raises:
        NotFound: there is none for this actor.
        Refused: no purpose was stated.
    """
    require(actor, "parties:bar:read")
    reads.require_purpose(actor)
    bar = found_bars.bar_for(actor, public_id)
    reads.log(actor, "parties.bar.read", bar.party or public_id)
    return bar
