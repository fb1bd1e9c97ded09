"""Eligibility notices: a death, a conviction, a protection order, a doctor's word, from a feed or a form.

One that surely means a holder suspends every licence of theirs in the same transaction; one that may mean somebody waits for a person.
A number that was taken in before hides nothing: what says something else under it is a notice of its own.
What means nobody on record is not kept: the register holds no list of the convicted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Proposal
from ifar.accounts.services import proposals
from ifar.acts.offers import Offers
from ifar.errors import NotFound, Reason
from ifar.licensing import eligibility, labels
from ifar.licensing.inputs import DismissNotice, MatchNotice, SettleNotice, TakeNotice
from ifar.licensing.models import Notice
from ifar.licensing.selectors import records
from ifar.licensing.selectors.kinds import grounds
from ifar.licensing.services import licences
from ifar.licensing.services.applications import today
from ifar.licensing.services.writing import RECORDER
from ifar.parties import likeness
from ifar.parties import selectors as parties
from ifar.parties.selectors import Match, records_of
from ifar.rights import Actor, require

TAKE = "licensing:notice:take"
NOTICE: Final = Offers(RECORDER, "notice", records.notice_for, page="licensing:notice")
DESCRIBED: Final = ("name", "born", "identity_numbers", "sex", "country")


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice as somebody gives it: whom it means (`described` by the names of `party.VALUES`), what, since when, by whose number."""

    ground: str
    source: str
    reference: str
    described: Mapping[str, Any]
    effective_on: dt.date | None = None

    @classmethod
    def said(cls, given: TakeNotice) -> NewNotice:
        """The notice of which somebody told this."""
        described = {
            "name": given.name,
            "born": given.born.isoformat() if given.born else "",
            "identity_numbers": [{"kind": given.number_kind, "number": given.number}] if given.number else [],
        }
        return cls(given.ground, given.source, given.reference, described, given.effective_on)


@dataclass(frozen=True, slots=True)
class NoticeResult:
    """What became of a notice: `applied`, `waiting`, `known` (taken before) or `nobody`; the licences that it stopped."""

    outcome: str
    notice: str = ""
    licences: Sequence[str] = field(default=())


def _check(new: NewNotice) -> None:
    reasons = []
    if new.ground not in eligibility.NOTICE_GROUNDS or new.ground not in grounds():
        reasons.append(Reason("licensing.ground", field="ground"))
    if not new.source.strip() or not new.reference.strip():
        reasons.append(Reason("licensing.notice.reference", field="reference"))
    if not new.described.get("name") and not new.described.get("identity_numbers"):
        reasons.append(Reason("licensing.notice.nobody", field="name"))
    if new.effective_on is not None and new.effective_on > today():
        reasons.append(Reason("licensing.notice.future", field="effective_on"))
    if reasons:
        raise RECORDER.invalid(*reasons)


@transaction.atomic
def take(*, actor: Actor, new: NewNotice) -> NoticeResult:
    """Take in a notice; a certain match suspends every licence of the holder before this returns.

    Whoever knows a coming number could take it in first, about somebody else: so the same number is the same notice only where it says
    the same of the same person. Two of one source and number that differ both stand, and whoever opens one is told of the other.

    Raises:
        Invalid: with every reason, at its field.
    """
    require(actor, TAKE)
    _check(new)
    person = {name: new.described[name] for name in DESCRIBED if new.described.get(name)}
    source, number = new.source.strip()[:100], new.reference.strip()[:100]
    described = {**person, "source": source, "reference": number}
    same = {"described__source": source, "described__reference": number}
    before = list(Notice.objects.filter(**same).order_by("again"))
    for notice in before:
        if (notice.ground, notice.effective_on, notice.described) == (
            new.ground,
            new.effective_on,
            described,
        ):
            return NoticeResult("known", notice.public_id)
    matches = candidates(actor, person)
    if not matches:
        return NoticeResult("nobody")
    public_id = RECORDER.record(
        actor,
        "notice",
        "taken",
        changes={
            "ground": new.ground,
            "again": before[-1].again + 1 if before else 0,
            "effective_on": new.effective_on,
        },
        personal={"described": described},
        keeper=(actor.agency, "civilian"),
    ).subject
    certain = [item for item in matches if eligibility.is_certain([r.code for r in item.likeness.reasons])]
    # Records that were joined are one person.
    if len({*parties.survivors([item.party.public_id for item in certain]).values()}) != 1:
        return NoticeResult("waiting", public_id)
    return _apply(actor, Notice.objects.get(public_id=public_id), certain[0], "certain")


def meant(notice: Notice) -> dict[str, Any]:
    """Whom a notice describes, by the names of `party.VALUES`; nothing once it was erased."""
    return {name: value for name, value in (notice.described or {}).items() if name in DESCRIBED}


def candidates(actor: Actor, described: Mapping[str, Any]) -> list[Match]:
    """Who on record may be meant, the likeliest first; only those for whom something solid speaks."""
    matches = parties.likely_among(parties.civilians(), "person", described, limit=10)
    return [item for item in matches if eligibility.is_supported([r.code for r in item.likeness.reasons])]


def _apply(actor: Actor, notice: Notice, match: Match, how: str) -> NoticeResult:
    party = match.party.public_id
    reasons = sorted({reason.code for reason in match.likeness.reasons})
    RECORDER.record(
        actor,
        "notice",
        "matched",
        notice,
        changes={"party": party},
        details={"party": party, "how": how, "reasons": reasons},
    )
    stopped = licences.stop_all(actor, records_of(party), grounds()[notice.ground], notice.public_id)
    return NoticeResult("applied", notice.public_id, stopped)


def _waiting(actor: Actor, public_id: str, kind: str, expected_n: int | None) -> Notice:
    require(actor, TAKE)
    require(actor, "licensing:removal:clear")
    notice = records.notice_for(actor, public_id)
    RECORDER.check_expected(notice, expected_n)
    RECORDER.state_after("notice", kind, notice.state)
    return notice


@NOTICE.act(
    "matched",
    MatchNotice,
    _("It means this person: stop their licences"),
    permission="licensing:removal:clear",
    done=_("It means this person: their licences are stopped."),
    danger=True,
)
@transaction.atomic
def match(*, actor: Actor, notice_id: str, party: str, expected_n: int | None = None) -> NoticeResult:
    """Say that a notice means this party: their licences are stopped at once.

    Raises:
        NotFound: no such notice or party for this actor.
    """
    notice = _waiting(actor, notice_id, "matched", expected_n)
    who = parties.parties_for(actor).filter(public_id=party, kind="person").first()
    if who is None:
        raise NotFound("parties.party.not_found", labels.of("licensing.not_found"))
    compared = likeness.compare({"kind": "person", **meant(notice)}, parties.described(who))
    return _apply(actor, notice, Match(who, compared), "person")


@NOTICE.act(
    "dismissed",
    DismissNotice,
    _("Close the notice"),
    permission="licensing:removal:clear",
    done=_("It is recorded that the notice means nobody on record."),
    hint=_("It means none of them"),
)
@transaction.atomic
def dismiss(*, actor: Actor, notice_id: str, why: str, note: str, expected_n: int | None = None) -> None:
    """Say that a notice means nobody on record, or was wrong, and why.

    Raises:
        Invalid: no such answer, or no reason.
    """
    notice = _waiting(actor, notice_id, "dismissed", expected_n)
    if not note.strip():
        raise RECORDER.invalid(Reason("licensing.note", field="note"))
    RECORDER.record(actor, "notice", "dismissed", notice, details={"why": why}, note=note)


@NOTICE.act(
    "settled",
    SettleNotice,
    _("Propose that it is no longer valid"),
    permission="licensing:decision:propose",
    hint=_("No licence is suspended because of it, and yet it bars every new one. Two people may end that."),
    when=lambda _actor, record: not records.stops(record.public_id),
)
@transaction.atomic
def propose_settlement(*, actor: Actor, notice_id: str, reason: str) -> Proposal:
    """Propose that a notice stands no longer, where no licence is suspended because of it; another person decides.

    Raises:
        Refused: a licence is suspended because of it: its reinstatement is what settles the notice.
    """
    require(actor, "licensing:decision:propose")
    notice = records.notice_for(actor, notice_id)
    RECORDER.state_after("notice", "settled", notice.state)
    if records.stops(notice.public_id):
        raise RECORDER.refused(Reason("licensing.notice.stops"))
    return proposals.propose(
        actor=actor,
        act="licensing.notice_settled",
        object=notice.public_id,
        payload={"details": {"outcome": "settled"}},
        reason=reason,
        compartment=notice.compartment,
    )


def carry_out_settlement(actor: Actor, proposal: Proposal) -> None:
    """Settle the notice, as it was approved."""
    notice = records.notice_for(actor, proposal.object)
    RECORDER.state_after("notice", "settled", notice.state)
    if records.stops(notice.public_id):
        raise RECORDER.refused(Reason("licensing.notice.stops"))
    details = proposal.payload["details"]
    RECORDER.record(
        actor, "notice", "settled", notice, details=details, note=proposal.reason, proposal=proposal.public_id
    )
