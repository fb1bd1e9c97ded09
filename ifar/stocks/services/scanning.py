"""What a scanner read at the counter of an armoury: the officer's card, arms, the label of a lot, a shelf."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction

from ifar.ammunition import selectors as ammunition
from ifar.documents.things import of_lines
from ifar.errors import Invalid, Reason
from ifar.placement import selectors as placement
from ifar.rights import Actor, require
from ifar.scanned import in_short, parted
from ifar.stocks import inputs, issuing, selectors
from ifar.stocks.models import Issue
from ifar.stocks.offline import Offline
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


def read(actor: Actor, scanned: str, *, out: bool = False, armoury: str = "") -> Read:
    """What was scanned, by the unit's own roster, places and stock.

    Args:
        out: arms that are out are named by their serial numbers too.
        armoury: lots that lie there are named by their numbers too.

    Raises:
        Invalid: nothing, too much, or a line that names nothing here, or several arms.
    """
    lines = [in_short(" ".join(line.split())) for line in scanned.splitlines() if line.strip()]
    if not lines or len(lines) > MOST:
        raise RECORDER.invalid(Reason("stocks.nothing", field="scanned"))
    result, rest = Read(), list[str]()
    numbers = {line: "".join(line.split()).upper() for line in lines}
    known = selectors.own_serving(actor).filter(number__in=set(numbers.values()))
    by_number = dict(known.exclude(number="").values_list("number", "public_id"))
    for line in lines:
        text, behind = parted(line)
        if text[:1] == "P" or (not result.officer and numbers[line] in by_number):
            result.officer = text if text[:1] == "P" else by_number[numbers[line]]
        elif text[:1] == "Z" or (not text and placement.by_label(actor, line)):
            place = placement.by_label(actor, line)
            result.place = place.public_id if place else text
        elif text[:1] == "B":
            result.lots[text] = whole_number(behind, most=issuing.ROUNDS) if behind else None
        else:
            rest.append(line)
    wrong, numbered = [], selectors.out_by_number(actor, rest) if out else {}
    items = of_lines(actor, rest, "FK")
    unknown = [line for line, item in zip(rest, items, strict=True) if not (item.identifier or item.several)]
    lots = _lots(actor, armoury, unknown) if armoury and unknown else {}
    for line, item in zip(rest, items, strict=True):
        if len(bearing := numbered.get(line, [])) == 1:
            result.arms += bearing
        elif item.identifier:
            result.arms.append(item.identifier)
        elif line in lots:
            lot, many = lots[line]
            result.lots[lot] = many
        else:
            code = "stocks.several" if item.several else "stocks.unknown_label"
            wrong.append(Reason(code, field="scanned", params={"given": line[:60]}))
    if wrong:
        raise RECORDER.invalid(*wrong[:_TOLD])
    return result


def read_at_all(actor: Actor, given: inputs.IssueByScan | inputs.ReturnByScan) -> Read:
    """What lines name, as far as the register knows it: of what it does not know nothing."""
    armoury = given.armoury if isinstance(given, inputs.IssueByScan) else ""
    result = Read()
    for line in given.scanned.splitlines()[:MOST]:
        try:
            one = read(actor, line, out=True, armoury=armoury)
        except Invalid:
            continue
        result.officer = result.officer or one.officer
        result.arms += [arm for arm in one.arms if arm not in result.arms]
    return result


def _lots(actor: Actor, armoury: str, lines: Sequence[str]) -> dict[str, tuple[str, int | None]]:
    """The one lot that lies in an armoury and bears a number: line -> lot, and how many rounds stand behind the number."""
    heads = {line: line.rpartition(" ") for line in lines}
    known = ammunition.lots_at(
        actor, armoury, {text for line, (head, _, _tail) in heads.items() for text in (line, head) if text}
    )
    result: dict[str, tuple[str, int | None]] = {}
    for line, (head, _, tail) in heads.items():
        many = whole_number(tail, most=issuing.ROUNDS)
        if len(lots := known[line]) == 1:
            result[line] = (lots[0].public_id, None)
        elif head and many is not None and len(lots := known[head]) == 1:
            result[line] = (lots[0].public_id, many)
    return result


def _rounds(lots: Mapping[str, int | None], rounds: int | None) -> dict[str, int]:
    """How many rounds of each lot: what stands behind its label, else what was typed for the one lot."""
    plain = [lot for lot, many in lots.items() if many is None]
    if rounds and not plain and rounds != sum(many or 0 for many in lots.values()):
        raise RECORDER.invalid(Reason("stocks.which_lot", field="rounds"))
    if (plain and not rounds) or len(plain) > 1:
        raise RECORDER.invalid(Reason("stocks.how_many", field="rounds"))
    return {lot: rounds or 0 if many is None else many for lot, many in lots.items()}


def issue_by_scan(*, actor: Actor, given: inputs.IssueByScan, offline: Offline | None = None) -> str:
    """Issue what was scanned; returns the identifier of the issue.

    Raises:
        Invalid, Refused, Forbidden: as for `issues.issue`.
    """
    require(actor, ISSUE)
    # What a device names without a line may be out by the register: it is called by its number all the same.
    value = read(actor, given.scanned, out=offline is not None, armoury=given.armoury)
    return issues.issue(
        actor=actor,
        armoury=given.armoury,
        kind=given.kind,
        officer=value.officer,
        unit=given.unit,
        arms=value.arms,
        rounds=_rounds(value.lots, given.rounds),
        accessories={"magazine": given.magazines or 0, "optic": given.optics or 0},
        due_at=None if given.kind == "personal" else given.due_at,
        order=given.order,
        exercise=given.exercise,
        pin=given.pin,
        offline=offline,
    )


@transaction.atomic
def issue_to_each(*, actor: Actor, given: inputs.IssueByScan) -> list[str]:
    """Issue what was scanned, for an exercise or operation also to several officers: what stands behind a card is theirs, what stands before the first one each of them's.

    Returns the identifiers of the issues.

    Raises:
        Invalid: several officers for something else, or a PIN though they are several; otherwise as for `issues.issue`.
    """
    require(actor, ISSUE)
    lines = [line for line in given.scanned.splitlines() if line.strip()]
    first, *others = _by_officer(actor, lines, by_number=given.kind == "exercise")
    if len(others) < 2:
        return [issue_by_scan(actor=actor, given=given)]
    if given.kind != "exercise":
        raise RECORDER.invalid(Reason("stocks.one_officer", field="scanned"))
    if given.pin:
        raise RECORDER.invalid(Reason("stocks.pins_later", field="pin"))
    parts = [given.model_copy(update={"scanned": "\n".join([*part, *first])}) for part in others]
    return [issue_by_scan(actor=actor, given=part) for part in parts]


def _by_officer(actor: Actor, lines: Sequence[str], *, by_number: bool) -> list[list[str]]:
    """Lines that stand before the first officer's card, then for each officer their card and what stands behind it.

    Args:
        by_number: service numbers begin a part too; otherwise cards alone, since a serial number may be one.
    """
    numbers = {line: "".join(line.split()).upper() for line in lines}
    roster = selectors.own_serving(actor).filter(number__in=set(numbers.values()))
    known = set(roster.exclude(number="").values_list("number", flat=True)) if by_number else set()
    parts: list[list[str]] = [[]]
    for line in lines:
        if parted(in_short(" ".join(line.split())))[0][:1] == "P" or numbers[line] in known:
            parts.append([])
        parts[-1].append(line)
    return parts


def return_by_scan(*, actor: Actor, given: inputs.ReturnByScan, offline: Offline | None = None) -> Issue:
    """Take back what was scanned, of the one issue by which it is out; returns the issue.

    Raises:
        Invalid: nothing of it is out, or it is out by several issues; otherwise as for `returns.take_back`.
    """
    require(actor, ISSUE)
    value = read(actor, given.scanned, out=True)
    issue = _the_issue(actor, value)
    left = issuing.left_of(issue.rounds, issue.settled)
    back = {lot: many for lot, many in value.lots.items() if many is not None}
    if given.rounds is not None:
        if len(left) > 1:
            raise RECORDER.invalid(Reason("stocks.how_many", field="rounds"))
        back |= dict.fromkeys(left or {"": 0}, given.rounds)
    asked = {"magazine": given.magazines, "optic": given.optics}
    return returns.take_back(
        actor=actor,
        issue_id=issue.public_id,
        arms=value.arms,
        rounds={lot: many for lot, many in back.items() if lot or many},
        accessories={key: many for key, many in asked.items() if many is not None},
        place=value.place,
        spending=Spending(given.occasion, given.witness, given.reference),
        pin=given.pin,
        offline=offline,
    )


def _the_issue(actor: Actor, value: Read) -> Issue:
    if value.arms:
        known = selectors.issue_of(actor, value.arms)
        if gone := [arm for arm in value.arms if arm not in known]:
            raise RECORDER.invalid(*issues.about_arms("stocks.not_out", actor, gone))
        records: Sequence[Issue] = list({issue.public_id: issue for issue in known.values()}.values())
    else:
        mine = selectors.issues_for(actor).filter(agency_id=actor.agency_id, state="out")
        records = list(mine.filter(officer=value.officer)[:2]) if value.officer else []
    if len(records) != 1:
        raise RECORDER.invalid(Reason("stocks.one_issue" if records else "stocks.nothing", field="scanned"))
    return records[0]
