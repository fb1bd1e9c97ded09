"""How what is packed, handed over, received and reported as missing is written: what despatches between traders and movements between stores do alike.

Packing asks of each arm what handing over asks, so that whoever packs hears of it while it is in their hands; handing over asks again and stops the whole where
anything stands against it. A receipt is recorded whatever it shows: what the life cycle refuses is not received, but named to whoever scans it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ifar import identifiers
from ifar.acts.recorder import Recorder, WrittenAct
from ifar.errors import IfarError, Reason
from ifar.ledger import services as ledger
from ifar.placement.roads import crates as boxes
from ifar.placement.roads.acts import CRATE
from ifar.placement.roads.reading import Arrival, Packed, arrival, lines_of, named, seals_of
from ifar.registry.occurred import instant
from ifar.registry.services import events
from ifar.registry.services.events import Composed, NewEvent, Snapshot
from ifar.registry.services.events.alike import Deciding
from ifar.registry.services.events.many import write_each
from ifar.rights import Actor

NAMED: Final = 20
"""So many arms a refusal names."""
UNKNOWN: Final = 500
"""So many numbers that were not packed an entry of a receipt names."""
type Against = Callable[[Sequence[str], Mapping[str, Snapshot]], Mapping[str, str]]
"""Arms and their records -> those against which something of the app's own stands, with the name of the refusal."""


def _nothing(_arms: Sequence[str], _snapshots: Mapping[str, Snapshot]) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Road:
    """What an app calls its records on the road.

    Attributes:
        record: the type of record that is sent; `crate` that of its crates.
        prefix: of the codes of its refusals; `nothing` that of one with no crate.
        crates: a record -> its crates that are packed, with their offices.
    """

    recorder: Recorder
    record: str
    crate: str
    prefix: str
    crates: Callable[[Any], Any]
    nothing: str = ""

    def reason(self, name: str, field: str = "", **params: object) -> Reason:
        """A refusal of this app by its name."""
        return Reason(self._code(name), field=field, params=params)

    def worded(self, name: str, given: str) -> Reason:
        """Why something that was given is not packed or received, in words."""
        return self.recorder.refused(self.reason(name, given=given[:80])).reasons[0]

    def _code(self, name: str) -> str:
        return name if "." in name else f"{self.prefix}.{name}"

    def contents(self, record: Any) -> list[dict[str, Any]]:
        """Its crates in the order in which they were packed."""
        return [crate.told for crate in self.crates(record).order_by("id")]


def pack(
    road: Road,
    actor: Actor,
    record: Any,
    event: Callable[[str], NewEvent],
    against: Against,
    *,
    number: str,
    seals: Sequence[str],
    things: str | Sequence[str],
) -> list[Packed]:
    """Pack a crate; what stands against one arm is its answer, and the others are packed.

    Args:
        event: the number of a crate -> what the life of an arm in it says once it is handed over.

    Raises:
        Invalid: nothing is given, the crate is packed already, or more than is to be sent.
    """
    contents, number = road.contents(record), " ".join(number.split())
    if number in {crate["number"] for crate in contents}:
        raise road.recorder.invalid(road.reason("crate_twice", "number"))
    lines = lines_of(things)
    if not lines:
        raise road.recorder.invalid(road.reason("nothing", "things"))
    if len(lines) > CRATE:
        raise road.recorder.invalid(road.reason("crate_many", "things", most=CRATE))
    already = set(boxes.packed(contents))
    result = named(actor, lines, road.worded)
    arms = list(dict.fromkeys(value for value in result.values() if isinstance(value, str)))
    deciding = Deciding(actor, event(number))
    snapshots = events.snapshots_of(actor, arms, deciding.event)
    stopped = against(arms, snapshots)
    answers: dict[str, Packed] = {}
    taken: dict[str, None] = {}
    for line, value in result.items():
        if isinstance(value, Reason):
            answers[line] = Packed(line, "", (value,))
        elif value in stopped or value not in snapshots:
            answers[line] = Packed(line, "", (road.worded(stopped.get(value, "not_held"), line),))
        elif value in already or value in taken:
            answers[line] = Packed(line, "", (road.worded("twice", line),))
        else:
            try:
                deciding.outcome(snapshots[value])
            except IfarError as error:
                answers[line] = Packed(line, "", tuple(error.reasons))
                continue
            taken[value] = None
            answers[line] = Packed(line, value)
    if len(taken) + len(already) > record.quantity:
        wrong = [replace(why, field="things") for answer in answers.values() for why in answer.reasons]
        many = road.reason("many", "things", most=record.quantity)
        raise road.recorder.invalid(*wrong[:NAMED], many)
    if taken:
        sets = {
            road.record: record.public_id,
            "number": number,
            "seals": seals_of(seals),
            "firearms": list(taken),
        }
        road.recorder.record(actor, road.crate, "packed", changes=sets, parent=record)
    return [answers[line] for line in lines]


def check_sealed(road: Road, contents: Sequence[boxes.Crate]) -> None:
    """Refuse to hand over nothing, or a crate without a seal."""
    if not contents:
        raise road.recorder.refused(road.reason(road.nothing or "none_packed"))
    if bare := [crate["number"] for crate in contents if not crate["seals"]]:
        raise road.recorder.refused(road.reason("no_seal", crates=", ".join(bare[:10])))


def leaving(
    road: Road,
    actor: Actor,
    contents: Sequence[boxes.Crate],
    event: Callable[[str], NewEvent],
    against: Against = _nothing,
) -> list[Composed]:
    """The events of what leaves.

    Raises:
        Refused: something stands against an arm.
    """
    composed: list[Composed] = []
    stopped: list[Reason] = []
    for crate in contents:
        deciding = Deciding(actor, event(crate["number"]))
        snapshots = events.snapshots_of(actor, crate["firearms"], deciding.event)
        wrong = against(crate["firearms"], snapshots)
        for arm in crate["firearms"]:
            try:
                if arm in wrong or arm not in snapshots:
                    name = wrong.get(arm, "not_held")
                    raise road.recorder.refused(road.worded(name, identifiers.shown(arm)))
                composed.append(deciding.composed(snapshots[arm]))
            except IfarError as error:
                why = {"given": identifiers.shown(arm), "why": str(error)}
                stopped.append(replace(road.reason("stopped", **why), article=error.article))
    if stopped:
        raise road.recorder.refused(*stopped[:NAMED])
    return composed


# Receiving ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt came to.

    Attributes:
        came: the arms that were taken in; `refused` those that were not, with every reason.
        after: the crates as they are then; `written` the act on the record.
    """

    report: Arrival
    came: tuple[str, ...]
    refused: tuple[Packed, ...]
    after: Sequence[Mapping[str, Any]]
    written: WrittenAct

    @property
    def road(self) -> int:
        """How many are still on the road."""
        return len(boxes.on_the_road(self.after))

    def answers(self, road: Road) -> list[Packed]:
        """What was not received and why, by what was read of it."""
        read = self.report.compared.found
        return [replace(packed, given=read.get(packed.firearm, packed.given)) for packed in self.refused] + [
            Packed(text, "", (road.worded("came_already", text),)) for text in self.report.known
        ]


def check_scanned(
    road: Road,
    contents: Sequence[boxes.Crate],
    lines: Sequence[str],
    *,
    crate: str,
    complete: bool,
    remark: str,
) -> None:
    """Refuse a receipt of a crate that is not there, or of nothing without a word why."""
    if crate and crate not in {each["number"] for each in contents}:
        raise road.recorder.invalid(road.reason("crate", "crate"))
    if not lines and not (complete and remark.strip()):
        raise road.recorder.invalid(road.reason("nothing", "things"))


def take_in(
    road: Road,
    actor: Actor,
    record: Any,
    lines: Sequence[str],
    serials: Mapping[str, str],
    taking: Callable[[Sequence[str]], tuple[list[Composed], list[Packed]]],
    *,
    kind: str = "received",
    into: str = "received",
    crate: str = "",
    seals: Sequence[str] = (),
    seal_broken: bool = False,
    complete: bool = False,
    remark: str = "",
) -> Receipt:
    """Record what was scanned of what arrived, on the record, on its crates and in the life of each arm.

    Args:
        serials: firearm -> its serial number.
        taking: arms that came -> the events of what is received, and what is not with every reason.
        kind: of the act; `into` the list of a crate in which it stands.
    """
    contents = road.contents(record)
    report = arrival(
        contents,
        serials,
        lines,
        ledger.now(),
        crate=crate,
        seals=seals,
        seal_broken=seal_broken,
        complete=complete,
    )
    taken, refused = taking(list(report.compared.found))
    came = [composed.snapshot.public_id for composed in taken]
    stopped = {packed.firearm for packed in refused}
    after = boxes.after_receipt(contents, set(came), set(report.compared.missing) - stopped, into)
    details = {
        "crate": crate,
        "seals": list(report.seen.seals),
        "seal_broken": seal_broken,
        "read": len(lines),
        "unknown": [text[:80] for text in report.compared.unknown[:UNKNOWN]],
        "refused": len(stopped),
    }
    written = road.recorder.compose(
        actor, road.record, kind, record, details=details, personal={"remark": remark.strip()}
    )
    changed = _changed(road, actor, record, kind, (into, "missing"), contents, after)
    road.recorder.write(actor, written, *changed)
    write_each(taken)
    return Receipt(report, tuple(came), tuple(refused), after, written)


def report_missing(
    road: Road,
    actor: Actor,
    record: Any,
    gone: Sequence[str],
    known: Callable[[Sequence[str]], Sequence[str]],
) -> None:
    """Record as missing on the way what was looked for in vain; each is wanted from then on.

    Args:
        known: of some arms those of which nothing else was reported meanwhile; the others are searched for already.

    Raises:
        Refused: nothing is missing that was not reported, or the life cycle says no of an arm.
    """
    road.recorder.state_after(road.record, "reported", record.state)
    if not gone:
        raise road.recorder.refused(road.reason("none_missing"))
    here = known(gone)
    event = NewEvent("missing_in_transit", {}, occurred=instant(ledger.now()), paper=record.public_id)
    deciding = Deciding(actor, event)
    snapshots = events.snapshots_of(actor, here, event)
    composed = [deciding.composed(snapshots[arm]) for arm in here if arm in snapshots]
    contents = road.contents(record)
    after = boxes.after_report(contents, set(gone))
    written = road.recorder.compose(actor, road.record, "reported", record, details={"missing": len(gone)})
    changed = _changed(road, actor, record, "reported", ("missing", "lost"), contents, after)
    road.recorder.write(actor, written, *changed)
    write_each(composed)
    complete(road, actor, written, after)


def complete(road: Road, actor: Actor, written: WrittenAct, after: Sequence[boxes.Crate]) -> None:
    """Say that nothing of it is on the road any more, where that is so."""
    if not boxes.on_the_road(after):
        road.recorder.record(actor, road.record, "completed", written)


def _changed(
    road: Road,
    actor: Actor,
    record: Any,
    kind: str,
    columns: Sequence[str],
    before: Sequence[Mapping[str, Any]],
    after: Sequence[Mapping[str, Any]],
) -> list[WrittenAct]:
    """An act on each crate of which something became known."""
    known = {crate.public_id: crate for crate in road.crates(record).select_related("agency")}
    entries = []
    for was, now in zip(before, after, strict=True):
        sets = {name: now[name] for name in columns}
        if any(was[name] != value for name, value in sets.items()):
            entries.append(
                road.recorder.compose(actor, road.crate, kind, known[was["id"]], changes=sets, parent=record)
            )
    return entries
