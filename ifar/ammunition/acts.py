"""Lots of ammunition and the movements of what is in them, in double entry (`accounts.py`). Pure.

A lot is what one office keeps: who made it, what is marked on it; a mixed lot holds the loose rounds of one calibre at one place, of which nobody knows that. How much of it lies where follows from movements alone. Nothing comes into being outside
manufacture, import, find, seizure and the count with which an office begins; what was destroyed or demilitarised two people say; a suspended lot stops, and with it
each into which some of it was repacked: what is suspended follows from movements, so that no guard can say it (`ammunition_check`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ifar.acts import (
    Act,
    Acts,
    Another,
    Blank,
    Condition,
    Differs,
    Filled,
    Guard,
    Listed,
    OfOffice,
    Record,
    stays,
    to,
)
from ifar.acts.guards import Situation
from ifar.ammunition import accounts

KINDS: Final = ("cartridge", "case", "primer", "powder", "bullet")
"""What a lot is of (Firearms Protocol art. 3(c))."""
UNITS: Final = ("piece", "gram")
GROUNDS: Final = ("defect", "accident", "recall", "investigation", "unstable")
"""Why a lot is suspended."""
OCCASIONS: Final = ("training", "exercise", "operation", "test", "proof")
"""On what an office spends ammunition."""
LOSSES: Final = ("stolen", "mislaid", "accident", "unexplained")
"""How rounds were lost: said of a loss in an armoury where it is known, of one with an officer always."""
MISTAKES: Final = ("lot", "quantity", "place", "twice", "never")
"""Why a movement is undone: another lot, quantity or place, entered twice, or it never happened."""

_LAW: Final = "Protocol art. 3(c), 7, 11"
_STOP: Final = "ammunition:lot:suspend"
_KEPT: Final = "Protocol art. 11; IATG 03.10"
_OWN: Final = OfOffice(code="ammunition.other_office", column="agency")
_SELF: Final = "nobody, because its office itself does it and finds it on the page of the lot"


@dataclass(frozen=True, slots=True, kw_only=True)
class EveryLot(Guard):
    """A column of each of the lots that the lines name says one value; of lots that are not known nothing is asked."""

    column: str
    value: str

    def condition_holds(self, situation: Situation) -> bool:
        """Whether every lot that is known says so."""
        value = situation.details.get("lines")
        lines = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
        results = (situation.find("lot", lot) for lot in accounts.lots_of(lines))
        return all(row is None or row.get(self.column) == self.value for row in results)

    def asked_sql(self, table: Callable[[str], str], events: str) -> str:
        """The same in SQL; the lots are locked by then (`ammunition_lock`)."""
        return (
            f"NOT EXISTS (SELECT FROM jsonb_array_elements(e.details -> 'lines') o JOIN {table('lot')} r "
            f"ON r.public_id IN (o ->> 'lot', o ->> 'into') WHERE r.{self.column} <> '{self.value}')"
        )


# Nobody knows who made what lies in a mixed lot, so that nobody passes it on as if they did.
_KNOWN: Final = EveryLot(
    code="ammunition.mixed_stays", article=_KEPT, column="place", value="", field="lines"
)
_MOVE: Final = ("move", "place", "reference")
_HOW: Final = Listed(code="ammunition.loss", column="ground", values=("", *LOSSES), field="ground")
_ABOVE: Final = "the authority over the office, by a matter that nobody closes who recorded it"
_WHY: Final = Listed(code="ammunition.mistake", column="ground", values=MISTAKES, field="ground")


def _movement(
    kind: str,
    *columns: str,
    after: str = "posted",
    guards: tuple[Guard, ...] = (),
    personal: tuple[str, ...] = (),
    hears: str = _SELF,
    permission: str = "",
) -> Act:
    stops = (_KNOWN,) if kind in accounts.KNOWN else ()
    is_own = () if kind in accounts.TWO else (_OWN,)
    return Act(
        "movement",
        kind,
        to(after, ""),
        (*_MOVE, *columns),
        people=2 if kind in accounts.TWO else 1,
        guards=(*is_own, Listed(code="ammunition.move", column="move", values=(kind,)), *stops, *guards),
        personal={text: text for text in personal},
        permission=permission,
        article=_LAW,
        hears=hears,
    )


ACTS: Final = Acts(
    "ammunition",
    words="ifar.ammunition.labels",
    records=[Record("lot", "B"), Record("movement", "B")],
    acts=[
        Act(
            "lot",
            "registered",
            to("open", ""),
            (
                "kind",
                "maker",
                "calibre",
                "number",
                "year",
                "unit",
                "pieces",
                "packages",
                "mark",
                "hazard",
                "expires_on",
                "survey_on",
            ),
            guards=(
                _OWN,
                Listed(code="ammunition.kind", column="kind", values=KINDS, field="kind"),
                Listed(code="ammunition.unit", column="unit", values=UNITS, field="unit"),
                Listed(
                    code="ammunition.by_weight",
                    column="unit",
                    values=("gram",),
                    field="unit",
                    when=(Condition("kind", ("powder",)),),
                ),
                Listed(
                    code="ammunition.by_piece",
                    column="unit",
                    values=("piece",),
                    field="unit",
                    when=(Condition("kind", ("powder",), differs=True),),
                ),
                Filled(code="ammunition.maker", column="maker", field="maker"),
                Filled(code="ammunition.number", column="number", field="number"),
                Filled(
                    code="ammunition.calibre",
                    column="calibre",
                    field="calibre",
                    when=(Condition("kind", ("cartridge", "case", "bullet")),),
                ),
            ),
            article=_LAW,
            hears=_SELF,
        ),
        Act(
            "lot",
            "mixed",
            to("open", ""),
            ("kind", "calibre", "unit", "place"),
            guards=(
                _OWN,
                Listed(code="ammunition.mixed_kind", column="kind", values=("cartridge",), field="kind"),
                Listed(code="ammunition.by_piece", column="unit", values=("piece",), field="unit"),
                Filled(code="ammunition.calibre", column="calibre", field="calibre"),
                Filled(code="ammunition.place", column="place", field="place"),
            ),
            article=_KEPT,
            hears=_SELF,
        ),
        Act(
            "lot",
            "corrected",
            stays("open", "suspended"),
            ("mark", "expires_on", "survey_on"),
            guards=(_OWN, Blank(code="ammunition.mixed_unmarked", column="place")),
            article=_LAW,
            hears=_SELF,
        ),
        Act(
            "lot",
            "suspended",
            to("suspended", "open"),
            ("ground",),
            guards=(Listed(code="ammunition.ground", column="ground", values=GROUNDS, field="ground"),),
            permission=_STOP,
            article=_KEPT,
            hears="every office that holds some of it, under whichever number, or to which it is on the road, by a notice; and whoever tries to move it",
        ),
        Act(
            "lot",
            "resumed",
            to("open", "suspended"),
            clears=("ground",),
            guards=(
                Another(
                    code="ammunition.suspended_by_you",
                    than_whoever=("suspended",),
                    since=("resumed",),
                    article=_KEPT,
                ),
            ),
            permission=_STOP,
            article=_KEPT,
            hears="the same offices, by a notice",
        ),
        *(_movement(kind) for kind in accounts.COMES_IN),
        _movement(
            "moved",
            "to_place",
            guards=(
                Differs(code="ammunition.same_place", column="to_place", than="place", field="to_place"),
            ),
        ),
        _movement("repacked"),
        _movement(
            "sent",
            "to_office",
            after="on_road",
            guards=(
                Differs(code="ammunition.same_office", column="to_office", than="agency", field="to_office"),
            ),
            hears="the office to which it goes, in its stock",
        ),
        Act(
            "movement",
            "received",
            to("posted", "on_road"),
            ("to_place",),
            guards=(OfOffice(code="ammunition.not_to_you", column="to_office"), _KNOWN),
            article=_LAW,
            hears="the office that sent it, on the page of the movement; a difference is a matter of both",
        ),
        _movement("lost", "ground", guards=(_HOW,), hears=_ABOVE),
        _movement(accounts.LOST_BY_TWO, "ground", guards=(_HOW,), hears=_ABOVE),
        _movement("destroyed", hears="whoever proposed it"),
        _movement("demilitarised", hears="whoever proposed it"),
        _movement(
            "spent",
            "occasion",
            "witness",
            permission="ammunition:movement:attest",
            guards=(
                Listed(code="ammunition.occasion", column="occasion", values=OCCASIONS, field="occasion"),
                Filled(code="ammunition.reference", column="reference", field="reference"),
                Filled(code="ammunition.witness", column="witness", field="witness"),
                Another(code="ammunition.own_witness", than="witness", article=_KEPT, field="witness"),
            ),
        ),
        _movement(
            "sold",
            personal=("licence",),
            guards=(
                Filled(
                    code="ammunition.ask_desk",
                    column="kept.licence",
                    article="Directive (EU) 2021/555 art. 10",
                    field="buyer",
                ),
            ),
            hears="nobody but who sold it: of a holder's purchases no list is kept anywhere else",
        ),
        Act(
            "movement",
            accounts.UNDONE,
            to("undone", "posted", "on_road"),
            ("ground",),
            guards=(
                _OWN,
                Listed(
                    code="ammunition.two_decided",
                    column="move",
                    values=tuple(flow for flow in accounts.FLOWS if flow not in accounts.TWO),
                    article=_KEPT,
                ),
                Listed(
                    code="ammunition.received_there",
                    column="was.state",
                    values=("on_road",),
                    when=(Condition("move", ("sent",)),),
                ),
                _WHY,
            ),
            article=_LAW,
            hears=_SELF,
        ),
        Act(
            "movement",
            accounts.UNDONE_BY_TWO,
            to("undone", "posted"),
            ("ground",),
            people=2,
            guards=(
                Listed(
                    code="ammunition.one_entered", column="move", values=(*accounts.TWO, *accounts.COMES_IN)
                ),
                _WHY,
            ),
            article=_LAW,
            hears="whoever proposed it",
        ),
        Act(
            "movement",
            accounts.RECEIPT_UNDONE,
            to("on_road", "posted"),
            ("ground",),
            guards=(OfOffice(code="ammunition.not_to_you", column="to_office"), _WHY),
            article=_LAW,
            hears="the office that sent it, on the page of the movement",
        ),
    ],
    checks=True,
    follows=True,
    locks=True,
)
"""Who reports what was spent is not its witness, and who stopped a lot does not lift the suspension."""
