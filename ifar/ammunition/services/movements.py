"""Movements of ammunition: what comes in, goes from place to place, is sent and received, is spent, lost, destroyed; all of its lines or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.accounts.models import Agency, Proposal
from ifar.accounts.services import proposals
from ifar.acts.offers import Offers
from ifar.acts.recorder import compartment_of
from ifar.ammunition import accounts, inputs, selectors
from ifar.ammunition.acts import MISTAKES
from ifar.ammunition.inputs import LineIn
from ifar.ammunition.models import Lot, Movement
from ifar.ammunition.services import lots
from ifar.ammunition.services.writing import ATTEST, RECORD, RECORDER
from ifar.errors import Reason
from ifar.matters.services import matters
from ifar.placement import selectors as placement
from ifar.placement.services import places
from ifar.reference import selectors as reference
from ifar.rights import Actor, require
from ifar.typed import is_case_number

MOVEMENT: Final = Offers(RECORDER, "movement", selectors.movement_for, page="ammunition:movement")
DIFFERENCE: Final = "ammunition.received"
LOST: Final = "ammunition.lost"
ENTRY_UNDONE: Final = "ammunition.entry_undone"


@transaction.atomic
def record_movement(
    *,
    actor: Actor,
    move: str,
    place: str,
    lines: Sequence[LineIn],
    to_place: str = "",
    to_office: str = "",
    occasion: str = "",
    witness: str = "",
    ground: str = "",
    reference: str = "",
    reason: str = "",
    of_issue: bool = False,
    barred: Sequence[str] = (),
) -> str | Proposal:
    """Record what became of ammunition of the actor's office; returns the movement's public identifier. What two people do is proposed.

    Args:
        lines: how much of which lots, each by its identifier or its number.
        witness: who saw what was spent: another person of the office.
        ground: how it was lost, of `LOSSES`.
        reason: why, for whoever decides about a destruction, or about the loss of what is suspended or was seized.
        of_issue: whether an issue of State stock, or a return, names the movement; only so do rounds go to an officer or come from one.
        barred: who else than the recorder closes no matter of a loss.

    Raises:
        Invalid: no such place, office or lot, a lot twice, or more than is there.
        Refused: a lot is suspended, somebody else took some of it meanwhile, or it is with an officer and no issue says so.
    """
    require(actor, ATTEST if move in accounts.ATTESTED else RECORD)
    sets = {
        "move": move,
        "place": place,
        "reference": " ".join(reference.split()),
        **({"to_place": to_place} if move == "moved" else {}),
        **({"to_office": to_office} if move == "sent" else {}),
        **({"occasion": occasion, "witness": witness} if move == "spent" else {}),
        **({"ground": ground} if move == "lost" else {}),
    }
    if wrong := _unfit(actor, sets):
        raise RECORDER.invalid(*wrong)
    if not of_issue:
        _by_no_officer(place, to_place)
    rows = _lines(actor, move, sets, lines)
    if of_issue and any("into" in row for row in rows):
        raise RECORDER.refused(Reason("ammunition.mixed_stays", field="lines"))
    if move in accounts.STOPPED and not (move == "moved" and placement.comes_back(place, to_place)):
        _check_stopped(rows)
    if move == "manufactured" and actor.agency_kind != "maker":
        raise RECORDER.refused(Reason("ammunition.maker_alone", field="lines"))
    if move == "manufactured" and selectors.unmarked(accounts.lots_of(rows)):
        raise RECORDER.refused(
            Reason("ammunition.unmarked", field="lines", article="Directive (EU) 2021/555 art. 4")
        )
    if move == "lost" and selectors.guarded(accounts.lots_of(rows)):
        if of_issue:
            raise RECORDER.refused(Reason("ammunition.two_needed", field="rounds"))
        move = sets["move"] = accounts.LOST_BY_TWO
    if move in accounts.TWO:
        if not reason.strip():
            raise RECORDER.invalid(Reason("ammunition.reason", field="reason"))
        return proposals.propose(
            actor=actor,
            act=f"ammunition.movement_{move}",
            object=RECORDER.new_id("movement"),
            payload={"details": {**sets, "lines": rows}},
            reason=reason,
            compartment=compartment_of(actor),
        )
    made = RECORDER.record(actor, "movement", move, changes=sets, details={"lines": rows}).subject
    if move == "lost":
        _raise(actor.agency_id, made, LOST, sorted({actor.id, *barred} - {""}))
    return made


def _check_stopped(lines: Sequence[Mapping[str, Any]]) -> None:
    """Refuse what goes on with a lot that is suspended, or into which some of a suspended one was repacked."""
    if wrong := against(accounts.lots_of(lines)):
        raise RECORDER.refused(*wrong)


def against(lots_named: Sequence[str], field: str = "lines") -> list[Reason]:
    """Why some lots stop; nothing where they do not."""
    stopped = selectors.stopped(lots_named)
    if any(lot in {record.public_id for record in behind} for lot, behind in stopped.items()):
        return [Reason("ammunition.suspended", field=field)]
    numbers = {
        record.number or identifiers.shown(record.public_id) for some in stopped.values() for record in some
    }
    params = {"lots": ", ".join(sorted(numbers))}
    return [Reason("ammunition.suspended_source", field=field, params=params)] if numbers else []


def _raise(agency_id: int, movement: str, cause: str, barred: Sequence[str]) -> None:
    """Raise what an office wrote off as a matter of the authority over the office: the office explains, and who recorded it closes nothing."""
    own = Agency.objects.select_related("parent").get(pk=agency_id)
    authority = selectors.authority_over(own)
    matters.open_matter(
        "finding",
        movement,
        cause,
        authority,
        compartment=own.compartment,
        explainer="" if authority == own else own.public_id,
        barred=barred,
    )


def _by_no_officer(*places: str) -> None:
    """Refuse what goes past an issue: rounds with an officer are the armoury's to issue and to take back."""
    if placement.hands_of_officers(places):
        raise RECORDER.refused(Reason("ammunition.of_issue", field="place"))


def carry_out(actor: Actor, proposal: Proposal) -> None:
    """Record a destruction as it was approved."""
    decided = proposal.payload["details"]
    RECORDER.record(
        actor,
        "movement",
        decided["move"],
        proposal.object,
        changes={name: value for name, value in decided.items() if name != "lines"},
        details=decided,
        proposal=proposal.public_id,
        keeper=(proposal.agency.public_id, proposal.compartment),
    )
    if decided["move"] == accounts.LOST_BY_TWO:
        _raise(proposal.agency_id, proposal.object, LOST, sorted({proposal.proposer, actor.id}))


def _undo(actor: Actor, movement_id: str, kind: str, ground: str, expected_n: int | None) -> None:
    movement = selectors.movement_for(actor, movement_id)
    RECORDER.check_expected(movement, expected_n)
    RECORDER.state_after("movement", kind, movement.state)
    lines = selectors.lines_undone(movement, kind)
    if kind == accounts.UNDONE and movement.move in accounts.COMES_IN:
        if selectors.guarded(accounts.lots_of(lines)):
            raise RECORDER.refused(Reason("ammunition.two_needed"))
    elif kind == accounts.UNDONE and movement.move in accounts.STOPPED:
        _check_stopped(lines)
    RECORDER.record(actor, "movement", kind, movement, changes={"ground": ground}, details={"lines": lines})
    if kind == accounts.UNDONE and movement.move in accounts.ANSWERED_FOR:
        _raise(actor.agency_id, movement.public_id, ENTRY_UNDONE, selectors.recorders_of(movement))


def _is_ours(actor: Actor, movement: Movement) -> bool:
    return movement.agency_id == actor.agency_id


def _one_undoes(actor: Actor, movement: Movement) -> bool:
    received = movement.move == "sent" and movement.state == "posted"
    return _is_ours(actor, movement) and not received and not _of_two(movement)


def _of_two(movement: Movement) -> bool:
    """Whether two people undo it: two decided it, or it is an entry of what is suspended or was seized."""
    lots_named = [lot for lot, _quantity in selectors.lines_of(movement.public_id)]
    is_entry = movement.move in accounts.COMES_IN
    return movement.move in accounts.TWO or (is_entry and selectors.guarded(lots_named))


def _two_undo(actor: Actor, movement: Movement) -> bool:
    return _is_ours(actor, movement) and _of_two(movement)


@MOVEMENT.act(
    "undone",
    inputs.UndoMovement,
    _("Undo the movement"),
    permission=ATTEST,
    hint=_("For what was entered wrongly. A counter-entry is recorded; both stay on this page."),
    when=_one_undoes,
)
@transaction.atomic
def undo_movement(*, actor: Actor, movement_id: str, ground: str, expected_n: int | None = None) -> None:
    """Undo a movement that the actor's office entered wrongly, by a counter-entry that says why.

    Raises:
        NotFound: there is no such movement for this actor.
        Forbidden: another office recorded it.
        Refused: it was undone already, two people decided it, the other office received it, what it brought is no longer there, or a lot is suspended.
        Invalid: no reason of the list.
    """
    require(actor, ATTEST)
    _undo(actor, movement_id, "undone", ground, expected_n)


@MOVEMENT.act(
    "undone_by_two",
    inputs.ProposeUndoing,
    _("Undo what two people decide"),
    permission=ATTEST,
    hint=_("For what was entered wrongly. Another person decides, as about the movement itself."),
    when=_two_undo,
)
@transaction.atomic
def propose_undoing(
    *, actor: Actor, movement_id: str, ground: str, reason: str, expected_n: int | None = None
) -> Proposal:
    """Propose that something is undone that two people decided, or by which came in what is suspended or was seized; another person decides.

    Raises:
        NotFound: there is no such movement for this actor.
        Refused: it was undone already, another office recorded it, or one person did.
        Invalid: no reason of the list.
    """
    require(actor, ATTEST)
    movement = selectors.movement_for(actor, movement_id)
    RECORDER.check_expected(movement, expected_n)
    RECORDER.state_after("movement", accounts.UNDONE_BY_TWO, movement.state)
    if not _is_ours(actor, movement):
        raise RECORDER.refused(Reason("ammunition.other_office"))
    if not _of_two(movement):
        raise RECORDER.refused(Reason("ammunition.one_entered"))
    if ground not in MISTAKES:
        raise RECORDER.invalid(Reason("ammunition.mistake", field="ground"))
    return proposals.propose(
        actor=actor,
        act=f"ammunition.movement_{accounts.UNDONE_BY_TWO}",
        object=movement.public_id,
        payload={
            "details": {
                "ground": ground,
                "lines": selectors.lines_undone(movement, accounts.UNDONE_BY_TWO),
            }
        },
        reason=reason,
        compartment=movement.compartment,
    )


def carry_out_undoing(actor: Actor, proposal: Proposal) -> None:
    """Record a counter-entry as it was approved."""
    decided = proposal.payload["details"]
    movement = Movement.objects.get(public_id=proposal.object)
    RECORDER.record(
        actor,
        "movement",
        accounts.UNDONE_BY_TWO,
        movement,
        changes={"ground": decided["ground"]},
        details=decided,
        proposal=proposal.public_id,
    )
    if movement.move in accounts.COMES_IN:
        _raise(movement.agency_id, movement.public_id, ENTRY_UNDONE, selectors.recorders_of(movement))


def _unfit(actor: Actor, sets: Mapping[str, str]) -> list[Reason]:
    """What of a movement cannot be, besides its lines."""
    own = placement.own_with_officers(actor)
    wrong = [
        Reason("ammunition.place", field=name)
        for name in ("place", "to_place")
        if name in sets and not own.filter(public_id=sets[name]).exists()
    ]
    if "to_office" in sets and not selectors.may_be_sent_to(sets["to_office"]):
        wrong.append(Reason("ammunition.to_office", field="to_office"))
    if "witness" in sets and not placement.people_of(actor).filter(public_id=sets["witness"]).exists():
        wrong.append(Reason("ammunition.witness", field="witness"))
    if sets["reference"] and not is_case_number(sets["reference"]):
        wrong.append(Reason("ammunition.reference", field="reference"))
    return wrong


def _lines(actor: Actor, move: str, sets: Mapping[str, str], given: Sequence[LineIn]) -> list[dict[str, Any]]:
    """The lines of a movement as its act says them.

    Raises:
        Invalid: a lot that is not there, or several; twice the same; more than is there.
    """
    if not 1 <= len(given) <= accounts.MOST:
        raise RECORDER.invalid(Reason("ammunition.lines", field="lines", params={"most": accounts.MOST}))
    place = sets["place"]
    texts = {text for item in given for text in (item.lot, item.into) if text}
    result = selectors.lots_at(actor, place, texts)
    wrong, lines = list[Reason](), list[dict[str, Any]]()
    for line_in in given:
        lot = _the(result, line_in.lot, wrong)
        into = _the(result, line_in.into, wrong) if line_in.into and move == "repacked" else None
        if lot is None:
            continue
        if _becomes_loose(move, lot, line_in):
            into = _mixed(actor, sets["to_place"] if move == "moved" else place, lot.calibre)
        if not (quantity := pieces_of(lot, line_in)):
            wrong.append(_about("ammunition.packed", line_in.lot))
        elif move == "repacked" and not (into and _goes_into(actor, lot, into)):
            wrong.append(_about("ammunition.into", line_in.lot))
        elif move in accounts.COMES_IN and lot.agency_id != actor.agency_id:
            wrong.append(_about("ammunition.not_kept", line_in.lot))
        else:
            more = {"into": into.public_id} if into else {}
            lines.append({"lot": lot.public_id, "quantity": quantity, **more})
    if not wrong:
        wrong += _of_all(move, place, lines)
    if wrong:
        raise RECORDER.invalid(*wrong[:20])
    return lines


def _the(result: Mapping[str, Sequence[Lot]], text: str, wrong: list[Reason]) -> Lot | None:
    """The one lot that was named."""
    fits = result[text]
    if len(fits) != 1:
        wrong.append(_about("ammunition.several" if fits else "ammunition.lot", text))
        return None
    return fits[0]


def _becomes_loose(move: str, lot: Lot, line_in: LineIn) -> bool:
    """Whether rounds go into a mixed lot: those of one at another place, and what is repacked into no lot that somebody named."""
    return (move == "moved" and bool(lot.place)) or (
        move == "repacked" and not line_in.into and not lot.place and lot.kind == "cartridge"
    )


def _mixed(actor: Actor, place: str, calibre: str) -> Lot:
    return Lot.objects.get(public_id=lots.open_mixed(actor=actor, place=place, calibre=calibre))


def pieces_of(lot: Lot, line_in: LineIn) -> int:
    """How many pieces or grams a line says; none where the lot does not say how many are in a package, or it is more than a line holds."""
    packed = {"single": 1, "package": lot.pieces or 0, "case": (lot.pieces or 0) * (lot.packages or 0)}
    quantity = line_in.quantity * packed[line_in.packed]
    return quantity if quantity <= accounts.LARGEST else 0


def _about(code: str, lot: str) -> Reason:
    return Reason(code, field="lines", params={"lot": lot[:60]})


def _goes_into(actor: Actor, lot: Lot, into: Lot) -> bool:
    alike = (lot.kind, lot.calibre, lot.unit) == (into.kind, into.calibre, into.unit)
    return alike and into.agency_id == actor.agency_id and into.pk != lot.pk and not lot.place


def _of_all(move: str, place: str, lines: Sequence[Mapping[str, Any]]) -> list[Reason]:
    """What cannot be of the lines together: a lot twice, more than is there, a beginning that is none."""
    pairs = [(row["lot"], row.get("into")) for row in lines]
    if twice := next((lot for lot, into in pairs if pairs.count((lot, into)) > 1), None):
        return [_about("ammunition.twice", identifiers.shown(twice))]
    taken = {row["lot"] for row in lines}
    if move == "opened" and selectors.ever_at(place, taken):
        return [Reason("ammunition.begun", field="lines")]
    if accounts.FLOWS[move][0] != accounts.HELD:
        return []
    left = selectors.held(place, taken)
    for line in lines:
        left[line["lot"]] = left.get(line["lot"], 0) - line["quantity"]
        if into := line.get("into"):
            left[into] = left.get(into, 0) + line["quantity"]
    if short := sorted(lot for lot in taken if left[lot] < 0):
        numbers = dict(Lot.objects.filter(public_id__in=short).values_list("public_id", "number"))
        text = ", ".join(numbers[lot] or identifiers.shown(lot) for lot in short[:5])
        return [Reason("ammunition.short", field="lines", params={"lots": text})]
    return []


def _to_count(actor: Actor, movement: Movement) -> Mapping[str, Any]:
    """The lots that were sent, without how much: what arrives is counted."""
    sent = {lot.public_id: lot for lot in Lot.objects.filter(public_id__in=selectors.sent(movement))}
    words = reference.words("calibre")
    asked = [
        (text, f"{lot.maker} {lot.number}", f"\u2066{words.get(lot.calibre, lot.calibre)}\u2069")
        for text, lot in sorted(sent.items())
    ]
    return {"among": {"to_place": places.choices(actor), "counted": asked}}


def _is_here(actor: Actor, movement: Movement) -> bool:
    return movement.to_office == actor.agency


@MOVEMENT.act(
    "received",
    inputs.ReceiveMovement,
    _("Receive it"),
    permission=RECORD,
    hint=_("Count what arrived. Where it differs from what was sent, it becomes a matter of both offices."),
    leads=True,
    when=_is_here,
    asks=_to_count,
)
@transaction.atomic
def receive_movement(
    *,
    actor: Actor,
    movement_id: str,
    to_place: str,
    counted: Mapping[str, int],
    expected_n: int | None = None,
) -> None:
    """Put what another office sent into a place, as it was counted; what differs is a matter.

    Raises:
        NotFound: there is no such movement for this actor.
        Forbidden: it was sent to another office.
        Refused: it was received already.
        Invalid: no such place, or something that was sent was not counted.
    """
    require(actor, RECORD)
    movement = selectors.movement_for(actor, movement_id)
    RECORDER.check_expected(movement, expected_n)
    if not placement.own_open(actor).filter(public_id=to_place).exists():
        raise RECORDER.invalid(Reason("ammunition.place", field="to_place"))
    _by_no_officer(to_place)
    sent = selectors.sent(movement)
    more = set(counted) - set(sent)
    if set(sent) - set(counted) or selectors.lots_for(actor).filter(public_id__in=more).count() < len(more):
        raise RECORDER.invalid(Reason("ammunition.counted", field="counted"))
    lines = [{"lot": lot, "quantity": counted[lot]} for lot in sorted(counted)]
    RECORDER.record(
        actor, "movement", "received", movement, changes={"to_place": to_place}, details={"lines": lines}
    )
    if any(counted[lot] != sent.get(lot, 0) for lot in counted):
        # Of each receipt anew: what is counted after one that was undone is another difference.
        matters.open_matter(
            "count_difference",
            movement.public_id,
            f"{DIFFERENCE} {movement.n + 1}",
            Agency.objects.get(pk=actor.agency_id),
            explainer=movement.agency.public_id,
            barred=selectors.recorders_of(movement),
        )


@MOVEMENT.act(
    "receipt_undone",
    inputs.UndoMovement,
    _("Undo the receipt"),
    permission=ATTEST,
    hint=_("For what was counted or entered wrongly. It is on the road again, and is received anew."),
    when=_is_here,
)
@transaction.atomic
def undo_receipt(*, actor: Actor, movement_id: str, ground: str, expected_n: int | None = None) -> None:
    """Undo a receipt of the actor's office, by a counter-entry that says why: what was sent is on the road again.

    Raises:
        NotFound: there is no such movement for this actor.
        Forbidden: it was sent to another office.
        Refused: it is not received, or what was counted is no longer there.
        Invalid: no reason of the list.
    """
    require(actor, ATTEST)
    _undo(actor, movement_id, "receipt_undone", ground, expected_n)
