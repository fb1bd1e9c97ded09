"""What a scanner read at the counter of an armoury: the officer's card, arms, the label of a lot, a shelf."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ifar.documents.things import of_lines
from ifar.errors import Reason
from ifar.placement import selectors as placement
from ifar.rights import Actor, require
from ifar.scanned import in_short, parted
from ifar.stocks import inputs, issuing, selectors
from ifar.stocks.models import Issue
from ifar.stocks.services import issues, returns
from ifar.stocks.services.returns import Spending
from ifar.stocks.services.writing import ISSUE, RECORDER
from ifar.typed import whole_number

MOST: Final = 300
"""Lines of one scan."""
_TOLD: Final = 20


@dataclass(slots=True)
class Read:
    """What lines name: an officer, a place, arms, and lots with how many rounds stand behind them."""

    officer: str = ""
    place: str = ""
    arms: list[str] = field(default_factory=list)
    lots: dict[str, int | None] = field(default_factory=dict)


def read(actor: Actor, scanned: str, *, out: bool = False) -> Read:
    """What was scanned, by the unit's own roster, places and stock.

    Args:
        out: arms that are out are named by their serial numbers too.

    Raises:
        Invalid: nothing, too much, or a line that names nothing here, or several arms.
    """
    lines = [in_short(" ".join(line.split())) for line in scanned.splitlines() if line.strip()]
    if not lines or len(lines) > MOST:
        raise RECORDER.invalid(Reason("stocks.nothing", field="scanned"))
    told, rest = Read(), list[str]()
    numbers = {line: "".join(line.split()).upper() for line in lines}
    known = selectors.own_serving(actor).filter(number__in=set(numbers.values()))
    by_number = dict(known.exclude(number="").values_list("number", "public_id"))
    for line in lines:
        found, behind = parted(line)
        if found[:1] == "P" or (not told.officer and numbers[line] in by_number):
            told.officer = found if found[:1] == "P" else by_number[numbers[line]]
        elif found[:1] == "Z" or (not found and placement.by_label(actor, line)):
            place = placement.by_label(actor, line)
            told.place = place.public_id if place else found
        elif found[:1] == "B":
            told.lots[found] = whole_number(behind, most=issuing.ROUNDS) if behind else None
        else:
            rest.append(line)
    wrong, numbered = [], selectors.out_by_number(actor, rest) if out else {}
    for line, one in zip(rest, of_lines(actor, rest, "FK"), strict=True):
        if len(bearing := numbered.get(line, [])) == 1:
            told.arms += bearing
        elif one.identifier:
            told.arms.append(one.identifier)
        else:
            code = "stocks.several" if one.several else "stocks.unknown_label"
            wrong.append(Reason(code, field="scanned", params={"given": line[:60]}))
    if wrong:
        raise RECORDER.invalid(*wrong[:_TOLD])
    return told


def _rounds(lots: Mapping[str, int | None], rounds: int | None) -> dict[str, int]:
    """How many rounds of each lot: what stands behind its label, else what was typed for the one lot."""
    plain = [lot for lot, many in lots.items() if many is None]
    # As many as last time stand in the form: without a lot none go out.
    if (plain and not rounds) or len(plain) > 1:
        raise RECORDER.invalid(Reason("stocks.how_many", field="rounds"))
    return {lot: rounds or 0 if many is None else many for lot, many in lots.items()}


def issue_by_scan(*, actor: Actor, given: inputs.IssueByScan) -> str:
    """Issue what was scanned; returns the identifier of the issue.

    Raises:
        Invalid, Refused, Forbidden: as for `issues.issue`.
    """
    require(actor, ISSUE)
    said = read(actor, given.scanned)
    return issues.issue(
        actor=actor,
        armoury=given.armoury,
        kind=given.kind,
        officer=said.officer,
        unit=given.unit,
        arms=said.arms,
        rounds=_rounds(said.lots, given.rounds),
        accessories={"magazine": given.magazines or 0, "optic": given.optics or 0},
        due_at=None if given.kind == "personal" else given.due_at,
        order=given.order,
        pin=given.pin,
    )


def return_by_scan(*, actor: Actor, given: inputs.ReturnByScan) -> Issue:
    """Take back what was scanned, of the one issue by which it is out; returns the issue.

    Raises:
        Invalid: nothing of it is out, or it is out by several issues; otherwise as for `returns.take_back`.
    """
    require(actor, ISSUE)
    said = read(actor, given.scanned, out=True)
    found = _the_issue(actor, said)
    left = issuing.left_of(found.rounds, found.settled)
    back = {lot: many for lot, many in said.lots.items() if many is not None}
    if given.rounds is not None:
        if len(left) > 1:
            raise RECORDER.invalid(Reason("stocks.how_many", field="rounds"))
        back |= dict.fromkeys(left or {"": 0}, given.rounds)
    asked = {"magazine": given.magazines, "optic": given.optics}
    return returns.take_back(
        actor=actor,
        issue_id=found.public_id,
        arms=said.arms,
        rounds={lot: many for lot, many in back.items() if lot or many},
        accessories={one: many for one, many in asked.items() if many is not None},
        place=said.place,
        spending=Spending(given.occasion, given.witness, given.reference),
        pin=given.pin,
    )


def _the_issue(actor: Actor, said: Read) -> Issue:
    if said.arms:
        known = selectors.issue_of(actor, said.arms)
        if gone := [one for one in said.arms if one not in known]:
            reasons = (
                Reason("stocks.not_out", field="scanned", params={"given": one}) for one in gone[:_TOLD]
            )
            raise RECORDER.invalid(*reasons)
        found: Sequence[Issue] = list({one.public_id: one for one in known.values()}.values())
    else:
        mine = selectors.issues_for(actor).filter(agency_id=actor.agency_id, state="out")
        found = list(mine.filter(officer=said.officer)[:2]) if said.officer else []
    if len(found) != 1:
        raise RECORDER.invalid(Reason("stocks.one_issue" if found else "stocks.nothing", field="scanned"))
    return found[0]
