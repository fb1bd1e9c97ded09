"""Authorisations are granted, refused, amended, extended, resumed and revoked: asked for by one, carried out by another's decision; and suspended.

Before each proposal, and again when it is carried out, everything that keeps the gate shut is told (`gate.against`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Proposal
from ifar.accounts.services import proposals
from ifar.acts.recorder import to_json
from ifar.errors import Reason
from ifar.reference import selectors as reference
from ifar.rights import Actor, require
from ifar.trade import charging, gate, inputs, selectors
from ifar.trade.acts import GATED, RISKS, STATE
from ifar.trade.consignments import selectors as kept
from ifar.trade.consignments.services import carried
from ifar.trade.deliveries.services import deliveries
from ifar.trade.inputs import GoodsLine, Through
from ifar.trade.models import Authorisation
from ifar.trade.refusals import asked as refusals
from ifar.trade.screening import screened
from ifar.trade.screening.matching import VERSION
from ifar.trade.screening.services import screening
from ifar.trade.services import authorisations, barred
from ifar.trade.services.authorisations import AUTHORISATION, fetch, rows_of
from ifar.trade.services.writing import PROPOSE, RECORDER, WRITE, goods_of, through_of, today


def against(
    authorisation: Authorisation, sets: Mapping[str, Any], day: dt.date, approver: str = ""
) -> list[Reason]:
    """Everything that keeps the gate shut for an authorisation as it would be, and for who approves it, with papers and States in words."""
    whole = {**selectors.row_of(authorisation), **to_json(sets)}
    reasons = gate.against(
        whole, selectors.papers_as_rows(authorisation), selectors.regimes(), day, authorisation.agency.country
    )
    if not all(selectors.is_open(party) for party in gate.consignees(whole) if party):
        reasons.append(Reason("trade.gate.closed", article=gate.MINIMUM))
    # Of one consignee of several only what goes there is asked.
    if "goods" in sets and "further" not in sets and kept.more_is_packed(authorisation, whole["goods"]):
        reasons.append(Reason("trade.packed_more", article=gate.MINIMUM))
    reasons += screening.against(authorisation, approver)
    return [
        replace(reason, params={"paper": _named(reason)}) if reason.params else reason for reason in reasons
    ]


def refusing(
    authorisation: Authorisation, sets: Mapping[str, Any], day: dt.date, approver: str = ""
) -> list[Reason]:
    """Everything that refuses a decision: what keeps the gate shut, earlier deliveries to the same consignee that nobody verified, and earlier refusals that nobody answered."""
    return [
        *against(authorisation, sets, day, approver),
        *deliveries.against(authorisation.kind, authorisation.consignees, day),
        *refusals.against(authorisation),
    ]


def stopping(
    authorisation: Authorisation,
    sets: Mapping[str, Any],
    result: Mapping[str, str],
    named: Collection[str],
    approver: str = "",
) -> list[Reason]:
    """Everything that stops a grant, a resumption, a change or an extension today: what refuses it, the risk assessment, and bars of the applicant.

    Args:
        result: the bars of whom is or is like the applicant; `named` those of which the proposer says that they do not mean them.
    """
    if authorisation.risk not in RISKS[:2]:
        return [Reason("trade.risk", article="ATT art. 6-7")]
    refused = refusing(authorisation, sets, today(), *([approver] if approver else []))
    return [*refused, *not_assessed(authorisation), *barred.against(result, named)]


def not_assessed(authorisation: Authorisation) -> list[Reason]:
    """What of the risk assessment refuses a decision today."""
    return authorisations.against(authorisation, authorisation.risk, authorisation.answers)


def _named(reason: Reason) -> str:
    """A paper that is wanted, with the State that gives it, in words."""
    kind, country = reason.params["paper"], reason.params["country"]
    papers = reference.words("transfer_paper")
    state = reference.words("country").get(country, country)
    return f"{papers.get(kind, kind)} ({state})" if state else papers.get(kind, kind)


def _ask(
    actor: Actor,
    authorisation: Authorisation,
    kind: str,
    decision: Mapping[str, Any],
    reason: str,
    bars: Sequence[str] = (),
) -> Proposal:
    RECORDER.state_after("authorisation", kind, authorisation.state)
    if kind in GATED:
        result = barred.bars_of(actor, authorisation)
        if reasons := stopping(authorisation, decision, result, bars):
            raise RECORDER.refused(*reasons)
        # Only what was told: the second person is shown these, and a proposal must be no way to ask what a bar is.
        if named := sorted(result.keys() & set(bars)):
            decision = {**decision, "bars": named}
    if unpaid := charging.against(authorisation, kind):
        raise RECORDER.refused(*unpaid)
    return proposals.propose(
        actor=actor,
        act=f"trade.authorisation_{kind}",
        object=authorisation.public_id,
        # What the second person reads is what stands now: whatever is done to it before asks for another proposal.
        payload={"n": authorisation.n + 1, "details": to_json(decision)},
        reason=reason,
        compartment=authorisation.compartment,
    )


def carry_out(actor: Actor, proposal: Proposal) -> None:
    """Do what was approved, if the record is the one that was read and the gate is open on this day."""
    authorisation = Authorisation.objects.select_related("agency").get(public_id=proposal.object)
    RECORDER.check_expected(authorisation, proposal.payload["n"] - 1)
    kind, decided = proposal.act.removeprefix("trade.authorisation_"), proposal.payload["details"]
    sets = {name: value for name, value in decided.items() if name != "bars"}
    if kind in GATED and (
        reasons := stopping(
            authorisation, sets, barred.bars_of(actor, authorisation), decided.get("bars", ()), actor.id
        )
    ):
        raise RECORDER.refused(*reasons)
    if unpaid := charging.against(authorisation, kind):
        raise RECORDER.refused(*unpaid)
    if kind in ("granted", "refused"):
        sets["decided_on"] = today()
    if kind in GATED:
        sets["screened"] = {"by": VERSION, **screened.versions()}
    RECORDER.record(
        actor,
        "authorisation",
        kind,
        authorisation,
        changes=sets,
        details=decided,
        proposal=proposal.public_id,
    )
    if kind == "extended":
        authorisation.refresh_from_db()
        carried.extend_stays(actor, authorisation)


@AUTHORISATION.act(
    "granted",
    inputs.GrantTransfer,
    _("Submit for approval"),
    permission=PROPOSE,
    hint=_("Another person decides, who did not assess the risk."),
    leads=lambda record: record.risk in ("acceptable", "mitigated"),
    when=barred.may_grant,
    asks=barred.doubts,
)
@transaction.atomic
def propose_grant(
    *,
    actor: Actor,
    authorisation_id: str,
    valid_from: dt.date,
    valid_to: dt.date,
    reason: str,
    bars: Sequence[str] = (),
) -> Proposal:
    """Propose to grant an authorisation.

    Args:
        bars: those whose person is like the applicant, and of which the proposer says that they do not mean the applicant.

    Raises:
        NotFound: there is no such authorisation for this actor.
        Refused: something that the law wants is not there, each with its article; the risk is not assessed, or overrides; or a fee is not paid.
        Invalid: it would end before it begins.
    """
    require(actor, PROPOSE)
    authorisation = fetch(actor, authorisation_id)
    RECORDER.state_after("authorisation", "granted", authorisation.state)
    if valid_to < valid_from:
        raise RECORDER.invalid(Reason("trade.days", field="valid_to"))
    if authorisation.asks_office:
        raise RECORDER.refused(Reason("trade.consultation_open"))
    return _ask(
        actor, authorisation, "granted", {"valid_from": valid_from, "valid_to": valid_to}, reason, bars
    )


def _ground(ground: str) -> str:
    if not reference.exists("transfer_ground", ground):
        raise RECORDER.invalid(Reason("trade.ground", field="ground"))
    return ground


@AUTHORISATION.act(
    "refused",
    inputs.RefuseTransfer,
    _("Submit refusal for approval"),
    permission=PROPOSE,
    leads=lambda record: record.risk == "overriding",
)
@transaction.atomic
def propose_refusal(*, actor: Actor, authorisation_id: str, ground: str, reason: str) -> Proposal:
    """Propose to refuse an authorisation.

    Raises:
        NotFound: there is no such authorisation for this actor.
        Invalid: no such ground.
    """
    require(actor, PROPOSE)
    return _ask(actor, fetch(actor, authorisation_id), "refused", {"ground": _ground(ground)}, reason)


@AUTHORISATION.act(
    "suspended",
    inputs.SuspendTransfer,
    _("Suspend it now"),
    permission=WRITE,
    hint=_("Nothing leaves on it until two people let it."),
    danger=True,
)
@transaction.atomic
def suspend(*, actor: Actor, authorisation_id: str, reason: str, expected_n: int | None = None) -> None:
    """Suspend an authorisation at once: one person is enough, because waiting endangers.

    Raises:
        NotFound: there is no such authorisation for this actor.
    """
    require(actor, WRITE)
    authorisation = fetch(actor, authorisation_id, expected_n)
    RECORDER.record(actor, "authorisation", "suspended", authorisation, note=reason)


@AUTHORISATION.act(
    "resumed",
    inputs.ResumeTransfer,
    _("Submit lifting of the suspension for approval"),
    permission=PROPOSE,
    asks=barred.doubts,
)
@transaction.atomic
def propose_resumption(
    *, actor: Actor, authorisation_id: str, reason: str, bars: Sequence[str] = ()
) -> Proposal:
    """Propose that goods may leave on an authorisation again.

    Args:
        bars: as for a grant.

    Raises:
        NotFound: there is no such authorisation for this actor.
        Refused: something that the law wants is not there, or the applicant is barred.
    """
    require(actor, PROPOSE)
    return _ask(actor, fetch(actor, authorisation_id), "resumed", {}, reason, bars)


@AUTHORISATION.act(
    "amended",
    inputs.AmendTransfer,
    _("Submit amendment for approval"),
    permission=PROPOSE,
    asks=lambda actor, record: barred.with_doubts(actor, record, rows_of(record)),
)
@transaction.atomic
def propose_amendment(
    *,
    actor: Actor,
    authorisation_id: str,
    goods: Sequence[GoodsLine],
    reason: str,
    through: Sequence[Through] = (),
    bars: Sequence[str] = (),
) -> Proposal:
    """Propose other goods or transit States for an authorisation that is in force.

    Args:
        bars: as for a grant.

    Raises:
        NotFound: there is no such authorisation for this actor.
        Refused: something that the law wants is not there, or the applicant is barred.
        Invalid: something of it is not on its list.
    """
    require(actor, PROPOSE)
    authorisation = fetch(actor, authorisation_id)
    decision = {
        "goods": goods_of(goods, authorisation.extent),
        "through": through_of(through, authorisation.states),
    }
    return _ask(actor, authorisation, "amended", decision, reason, bars)


@AUTHORISATION.act(
    "extended",
    inputs.ExtendTransfer,
    _("Submit extension for approval"),
    permission=PROPOSE,
    asks=lambda actor, record: barred.with_doubts(actor, record, {"initial": {"valid_to": record.valid_to}}),
)
@transaction.atomic
def propose_extension(
    *, actor: Actor, authorisation_id: str, valid_to: dt.date, reason: str, bars: Sequence[str] = ()
) -> Proposal:
    """Propose that an authorisation holds longer.

    Args:
        bars: as for a grant.

    Raises:
        NotFound: there is no such authorisation for this actor.
        Refused: a paper on which it rests ends before, or the applicant is barred.
        Invalid: it would end earlier than it does.
    """
    require(actor, PROPOSE)
    authorisation = fetch(actor, authorisation_id)
    if authorisation.valid_to and valid_to < authorisation.valid_to:
        raise RECORDER.invalid(Reason("trade.earlier", field="valid_to"))
    return _ask(actor, authorisation, "extended", {"valid_to": valid_to}, reason, bars)


@AUTHORISATION.act(
    "declined",
    inputs.DeclineRequest,
    _("Decline the request"),
    permission=WRITE,
    hint=_("The applicant reads why."),
    when=lambda _actor, record: bool(record.request),
)
@transaction.atomic
def decline(*, actor: Actor, authorisation_id: str, reply: str, expected_n: int | None = None) -> None:
    """Say that what an applicant asks for is not done, and why.

    Raises:
        NotFound: there is no such authorisation for this actor.
    """
    require(actor, WRITE)
    authorisation = fetch(actor, authorisation_id, expected_n)
    RECORDER.record(actor, "authorisation", "declined", authorisation, personal={"reply": reply})


@AUTHORISATION.act(
    "revoked", inputs.RevokeTransfer, _("Submit revocation for approval"), permission=PROPOSE, danger=True
)
@transaction.atomic
def propose_revocation(*, actor: Actor, authorisation_id: str, ground: str, reason: str) -> Proposal:
    """Propose that an authorisation ends.

    Raises:
        NotFound: there is no such authorisation for this actor.
        Invalid: no such ground.
    """
    require(actor, PROPOSE)
    return _ask(actor, fetch(actor, authorisation_id), "revoked", {"ground": _ground(ground)}, reason)


__all__ = ["AUTHORISATION", "KINDS", "against", "carry_out"]
KINDS: Final = ("granted", "refused", "resumed", "amended", "extended", "revoked")
"""What takes two people."""


# Official figures -----------------------------------------------------------------------------------------------------


@AUTHORISATION.act(
    "included",
    inputs.IncludeTransfer,
    _("Include in official figures"),
    permission=WRITE,
    hint=_("Type, quantity and the other State then count in UNROCA and the Arms Trade Treaty's report."),
    when=lambda _actor, record: record.kind == STATE,
)
@transaction.atomic
def include(
    *, actor: Actor, authorisation_id: str, counts_on: dt.date, expected_n: int | None = None
) -> None:
    """Let a transfer from State to State count in official figures, as authorised and as done on a day.

    Raises:
        NotFound: there is no such authorisation for this actor.
        Invalid: it is of another kind, or the day lies ahead or before the authorisation.
    """
    require(actor, WRITE)
    authorisation = fetch(actor, authorisation_id, expected_n)
    if counts_on > timezone.localdate():
        raise RECORDER.invalid(Reason("trade.figures.day", field="counts_on"))
    RECORDER.record(actor, "authorisation", "included", authorisation, changes={"counts_on": counts_on})


@AUTHORISATION.act(
    "left_out",
    inputs.LeaveTransferOut,
    _("Leave out of official figures"),
    permission=WRITE,
    when=lambda _actor, record: record.counts_on is not None,
)
@transaction.atomic
def leave_out(*, actor: Actor, authorisation_id: str, reason: str, expected_n: int | None = None) -> None:
    """Keep a transfer from State to State in no official figure any more; frozen editions stay as they are.

    Raises:
        NotFound: there is no such authorisation for this actor.
    """
    require(actor, WRITE)
    RECORDER.record(
        actor, "authorisation", "left_out", fetch(actor, authorisation_id, expected_n), note=reason
    )
