"""The stocks of the State: armouries with their officers in charge, the people of a unit, and what is issued to them. Pure.

An armoury is a place of an office (`placement`), of which this says who is in charge: it bears the place's identifier. An officer is a person of a unit and
needs no account; what names them stands apart from the log, where an erasure reaches it. An issue has two sides, and nobody is both: whoever hands out is never the
officer who receives.
"""

from __future__ import annotations

from typing import Final

from ifar.acts import (
    Act,
    Acts,
    Another,
    Blank,
    Condition,
    Filled,
    Listed,
    OfOffice,
    Record,
    Referenced,
    Same,
    stays,
    to,
)
from ifar.stocks.campaigns.acts import CAMPAIGN
from ifar.stocks.campaigns.acts import RECORD as CAMPAIGN_RECORD
from ifar.stocks.fitness import LAPSED, TAKEN_OVER
from ifar.stocks.handovers.acts import HANDOVER
from ifar.stocks.handovers.acts import RECORD as HANDOVER_RECORD
from ifar.stocks.issuing import KINDS, SIGNED
from ifar.stocks.movements.acts import CRATE, MOVEMENT
from ifar.stocks.movements.acts import RECORDS as MOVEMENT_RECORDS
from ifar.stocks.serviceability.acts import INSPECTED, SERVICEABILITY
from ifar.stocks.serviceability.acts import RECORD as SERVICEABILITY_RECORD

SUSPENSIONS: Final = ("inquiry", "health", "conduct", "weapon_misuse")
"""Why an officer carries nothing for a time."""
LEAVINGS: Final = ("moved", "retired", "dismissed", "died")
"""Why an officer is none of a unit any more."""

COUNTS: Final = ("number", "serial")
"""How an armoury is counted: by number alone, or by the number on each arm."""

DID: Final = ("issue", "return")
"""What an observation says that was done."""

_LAW: Final = "MOSAIC 05.20"
_PRIVATE: Final = "EU 2016/680 art. 5, 16"
_OWN: Final = OfOffice(code="stocks.other_office", column="agency", article=_LAW)
_SELF: Final = "nobody, because the unit itself does it and finds it on its page"
_TO_OFFICER: Final = (Condition("kind", ("loan",), differs=True),)
_EXERCISE: Final = (Condition("kind", ("exercise",)),)
_NO_EXERCISE: Final = (Condition("kind", ("exercise",), differs=True),)
_TO_UNIT: Final = (Condition("kind", ("loan",)),)
_TWO_SIDES: Final = Another(code="stocks.both_sides", than="receiver", article=_LAW)
_COUNTS: Final = OfOffice(code="stocks.count.other_office", column="office", article=_LAW)
_READ: Final = "nobody, because it stands on the page of the armoury"
_RECORD: Final = "stocks:issue:record"
_DECIDED: Final = "the unit, by a matter that nobody closes who stood on a side of it"
_READ_OBSERVATION: Final = "nobody, because it stands on the page of the issue"
_RECALL: Final = "the unit, by a matter, where the officer has arms that must come back"

ACTS: Final = Acts(
    "stocks",
    words="ifar.stocks.labels",
    records=[
        Record("armoury", "Z"),
        Record(
            "officer",
            "P",
            words=("name", "number", "trained_until", "medical_until", "suspended_until", "ground"),
        ),
        Record("count", "Z", stamps={"begun_at": "recorded_at", "begun": "entry"}),
        Record("issue", "Z", stamps={"issued_by": "actor", "issued_at": "recorded_at"}),
        CAMPAIGN_RECORD,
        HANDOVER_RECORD,
        SERVICEABILITY_RECORD,
        *MOVEMENT_RECORDS,
        Record("observation", "Z", stamps={"entered_by": "actor", "arrived_at": "recorded_at"}),
    ],
    acts=[
        Act(
            "armoury",
            "taken_over",
            to("kept", "", "kept"),
            ("charge", "since", "count_due", "standing_order"),
            clears=("counted_on",),
            guards=(
                _OWN,
                Filled(code="stocks.charge", column="charge", field="charge"),
                Filled(code="stocks.since", column="since", field="since"),
            ),
            rule=TAKEN_OVER,
            article=_LAW,
            hears="the office, by a matter where the count of everything is not done in time",
        ),
        Act(
            "armoury",
            "counted",
            stays("kept"),
            ("counted_on",),
            guards=(_OWN,),
            article=_LAW,
            hears="nobody, because it stands on the page of the armoury",
        ),
        Act(
            "count",
            "begun",
            to("counting", ""),
            ("armoury", "kind", "places", "counter", "office"),
            guards=(
                _COUNTS,
                Same(code="stocks.count.named", as_column="counter", article=_LAW),
                Listed(code="stocks.count.kind", column="kind", values=COUNTS, field="kind"),
                Referenced(
                    code="stocks.armoury",
                    column="armoury",
                    record_type="armoury",
                    states=("kept",),
                    same={"agency": "agency"},
                    field="armoury",
                ),
            ),
            permission="stocks:armoury:count",
            article=_LAW,
            hears=_READ,
        ),
        Act(
            "count",
            "noted",
            stays("counting"),
            ("lines",),
            guards=(_COUNTS,),
            article=_LAW,
            hears="nobody: who counts is told what was read, and nothing of what should be there",
        ),
        Act(
            "count",
            "taken_back",
            stays("counting"),
            ("lines",),
            guards=(_COUNTS,),
            article=_LAW,
            hears="nobody, because it stands in the count; what should be there is told to nobody by it",
        ),
        *(
            Act(
                "count",
                kind,
                to(after, "counting"),
                columns,
                guards=(_COUNTS,),
                article=_LAW,
                hears=hears,
            )
            for kind, after, columns, hears in (
                ("agreed", "agreed", ("expected", "found", "moved"), _READ),
                (
                    "differed",
                    "differs",
                    ("expected", "found", "moved", "differences"),
                    "the unit, by a matter for each difference, which nobody closes who counted",
                ),
                ("abandoned", "abandoned", (), _READ),
            )
        ),
        Act(
            "officer",
            "enrolled",
            to("serving", ""),
            ("name", "number", "account", "trained_until", "medical_until"),
            guards=(
                _OWN,
                Filled(code="stocks.name", column="kept.name", field="name"),
                Filled(code="stocks.number", column="kept.number", field="number"),
            ),
            article=_LAW,
            hears=_SELF,
        ),
        Act(
            "officer",
            "corrected",
            stays("serving"),
            ("name", "number", "account"),
            guards=(
                _OWN,
                Filled(code="stocks.name", column="kept.name", field="name"),
                Filled(code="stocks.number", column="kept.number", field="number"),
            ),
            hears=_SELF,
        ),
        Act(
            "officer",
            "checked",
            stays("serving"),
            ("trained_until", "medical_until"),
            guards=(_OWN,),
            article=_LAW,
            hears=_SELF,
        ),
        Act(
            "officer",
            "pinned",
            stays("serving"),
            stamps={"pinned_at": "recorded_at"},
            guards=(_OWN,),
            hears="nobody, because the officer types the PIN themselves",
        ),
        Act(
            "officer",
            "suspended",
            stays("serving"),
            ("ground", "suspended_until"),
            guards=(
                _OWN,
                Listed(code="stocks.ground", column="ground", values=SUSPENSIONS, field="ground"),
                Filled(code="stocks.until", column="suspended_until", field="suspended_until"),
            ),
            article=_LAW,
            hears=_RECALL,
        ),
        Act(
            "officer",
            "reinstated",
            stays("serving"),
            clears=("ground", "suspended_until"),
            guards=(_OWN, Filled(code="stocks.not_suspended", column="was.suspended_until")),
            article=_LAW,
            hears=_SELF,
        ),
        Act(
            "officer",
            "left",
            to("left", "serving"),
            ("ground",),
            clears=("suspended_until",),
            guards=(
                _OWN,
                Listed(code="stocks.ground", column="ground", values=LEAVINGS, field="ground"),
            ),
            article=_LAW,
            hears=_RECALL,
        ),
        Act(
            "officer",
            "erasure_asked",
            to("to_erase", "left"),
            guards=(_OWN,),
            rule=LAPSED,
            article=_PRIVATE,
            hears="the unit, on the page of the officer",
        ),
        Act(
            "officer",
            "erased",
            to("erased", "to_erase"),
            clears=("name", "number", "trained_until", "medical_until", "suspended_until", "ground"),
            guards=(
                _OWN,
                Another(code="stocks.erasure.asked", than_whoever=("erasure_asked",), article=_PRIVATE),
            ),
            rule=LAPSED,
            permission="stocks:armoury:manage",
            article=_PRIVATE,
            hears=_SELF,
        ),
        Act(
            "officer",
            "erasure_refused",
            to("left", "to_erase"),
            guards=(_OWN,),
            article=_PRIVATE,
            hears="the unit, on the page of the officer",
        ),
        Act(
            "issue",
            "issued",
            to("out", ""),
            (
                "armoury",
                "kind",
                "officer",
                "receiver",
                "unit",
                "order",
                "exercise",
                "arms",
                "accessories",
                "rounds",
                "holder",
                "moves",
                "due_at",
                "signed",
                "sheet",
            ),
            guards=(
                _OWN,
                _TWO_SIDES,
                Listed(code="stocks.kind", column="kind", values=KINDS, field="kind"),
                # Under their own account the officer confirms it themselves, by an act of their own.
                Listed(code="stocks.signed", column="signed", values=("", *sorted({*SIGNED} - {"account"}))),
                Filled(
                    code="stocks.sheet",
                    column="sheet",
                    field="sheet",
                    when=(Condition("signed", ("paper",)),),
                ),
                Filled(code="stocks.order_needed", column="order", field="order"),
                Filled(code="stocks.exercise", column="exercise", field="exercise", when=_EXERCISE),
                Blank(code="stocks.exercise", column="exercise", field="exercise", when=_NO_EXERCISE),
                Filled(code="stocks.due", column="due_at", field="due_at"),
                Referenced(
                    code="stocks.armoury",
                    column="armoury",
                    record_type="armoury",
                    states=("kept",),
                    same={"agency": "agency"},
                    field="armoury",
                ),
                Referenced(
                    code="stocks.officer",
                    column="officer",
                    record_type="officer",
                    states=("serving",),
                    same={"agency": "agency"},
                    field="scanned",
                    when=_TO_OFFICER,
                ),
                Filled(code="stocks.unit", column="unit", field="unit", when=_TO_UNIT),
                Blank(code="stocks.unit", column="officer", field="unit", when=_TO_UNIT),
            ),
            rule=INSPECTED,
            permission=_RECORD,
            article=_LAW,
            hears="the officer, where they have an account, on their own page; the unit, by a matter where it is overdue",
        ),
        Act(
            "issue",
            "confirmed",
            stays("out", "returned"),
            ("signed",),
            guards=(
                Same(code="stocks.not_receiver", as_column="receiver"),
                Blank(code="stocks.signed_already", column="was.signed"),
                Listed(code="stocks.signed", column="signed", values=("account",)),
            ),
            permission="stocks:issue:confirm",
            article=_LAW,
            hears="the unit, on the page of the issue",
        ),
        Act(
            "issue",
            "borrowed",
            stays("out", "returned"),
            ("signed",),
            guards=(
                OfOffice(code="stocks.not_borrower", column="unit", article=_LAW),
                Another(code="stocks.both_sides", than="issued_by", article=_LAW),
                Blank(code="stocks.signed_already", column="was.signed"),
                Listed(code="stocks.signed", column="signed", values=("unit",)),
            ),
            permission=_RECORD,
            article=_LAW,
            hears="the unit that lends, on the page of the issue",
        ),
        Act(
            "issue",
            "countersigned",
            stays("out", "returned"),
            ("signed", "sheet"),
            guards=(
                _OWN,
                _TWO_SIDES,
                Blank(code="stocks.signed_already", column="was.signed"),
                Listed(code="stocks.signed", column="signed", values=("paper",)),
                Filled(code="stocks.sheet", column="sheet", field="sheet"),
            ),
            permission=_RECORD,
            article=_LAW,
            hears=_SELF,
        ),
        *(
            Act(
                "issue",
                kind,
                to(after, "out"),
                ("back", "accessories_back", "settled"),
                guards=(_OWN, _TWO_SIDES),
                permission=_RECORD,
                article=_LAW,
                hears=_SELF,
            )
            for kind, after in (("returned_in_part", "out"), ("returned", "returned"))
        ),
        *CAMPAIGN,
        *HANDOVER,
        *MOVEMENT,
        *CRATE,
        *SERVICEABILITY,
        # What happened at the counter without a line, and the register does not take for an issue or a return: nobody refuses what has happened already.
        *(
            Act(
                "observation",
                kind,
                to(after, ""),
                ("armoury", "did", "officer", "receiver", "arms", "scanned", "taken_at", "why"),
                guards=(
                    _OWN,
                    Listed(code="stocks.did", column="did", values=DID),
                    Filled(code="stocks.why", column="why"),
                ),
                permission=_RECORD,
                article=_LAW,
                hears=hears,
            )
            for kind, after, hears in (
                ("observed", "observed", _DECIDED),
                ("waited", "waiting", "nobody, until it has waited for a day: then the unit, by a matter"),
            )
        ),
        Act(
            "observation",
            "decided",
            to("observed", "waiting"),
            ("why",),
            guards=(OfOffice(code="stocks.other_office", column="agency", jobs=True),),
            hears=_DECIDED,
        ),
        Act(
            "observation",
            "followed",
            to("followed", "waiting"),
            ("issue",),
            guards=(
                _OWN,
                Same(code="stocks.not_enterer", as_column="entered_by"),
                Referenced(
                    code="stocks.issue",
                    column="issue",
                    record_type="issue",
                    states=("out", "returned"),
                    same={"agency": "agency"},
                ),
            ),
            permission=_RECORD,
            article=_LAW,
            hears=_READ_OBSERVATION,
        ),
    ],
    checks=True,
    locks=True,
)
