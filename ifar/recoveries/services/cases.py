"""Cases: opened, amended, shared with another office, concluded, opened again."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.accounts.models import Agency
from ifar.accounts.services import reads
from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.ledger import services as ledger
from ifar.recoveries import inputs, kinds, selectors
from ifar.recoveries.models import Case, RefusedRow
from ifar.recoveries.numbered import cases_of_number, folded
from ifar.recoveries.services.writing import RECORDER, lock
from ifar.reference import selectors as reference
from ifar.registry.occurred import UNKNOWN, Occurred, moment
from ifar.rights import Actor, may, require

LONGEST: Final = 200
EXCHANGES: Final = ("police", "customs", "court", "forensic_laboratory", "military", "licensing_authority")
"""Kinds of offices that an exhibit may be handed to, or a case be shared with."""
LISTS: Final[Mapping[str, str]] = {
    "location": "recovery_location",
    "ground": "seizure_ground",
    "concealment": "concealment",
    "conveyance": "conveyance",
    "area": "area",
}
"""Field of a case -> the reference list of its codes."""
SEVERAL: Final[Mapping[str, str]] = {
    "offences": "suspected_offence",
    "threats": "interconnected_threat",
    "route": "country",
}


CASE: Final = Offers(RECORDER, "case", selectors.case_for, page="recoveries:case")
RECORD: Final = "recoveries:outcome:record"


def _is_own(actor: Actor, case: Case) -> bool:
    return selectors.is_own(actor, case)


def _to_share(_actor: Actor, case: Case) -> Mapping[str, Any]:
    """The offices that do not see a case yet."""
    offices = Agency.objects.filter(closed=False, kind__in=EXCHANGES).exclude(pk=case.agency_id)
    those = offices.exclude(public_id__in=case.shared).order_by("name")
    return {"among": {"office": [(agency.public_id, agency.name) for agency in those]}}


def _rows(_actor: Actor, case: Case) -> Mapping[str, Any]:
    """Where every row was taken in, none can be left out."""
    return {} if selectors.refused_of(case).exists() else {"without": ("leave_rows",)}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is said of a case; everything but the kind and the number may be missing.

    Attributes:
        kind: one of `kinds.CASE_KINDS`; it is settled when the case is opened, like `anonymous`.
        number: the case's number at the office; it stays in the log, so nobody is named in it.
        anonymous: whoever handed it in was promised not to be named.
        latitude, longitude: millionths of a degree.
        kept: other things that were seized: {kind, reference, amount, currency}.
        price: in the smallest unit of `currency`; `price_kind` whether it was asked or paid.
        narrative: circumstances in somebody's own words: personal, kept apart from the log.
    """

    kind: str
    number: str
    anonymous: bool = False
    occurred: Occurred = UNKNOWN
    place: str = ""
    area: str = ""
    latitude: int | None = None
    longitude: int | None = None
    place_precision: str = "unknown"
    location: str = ""
    ground: str = ""
    offences: Sequence[str] = ()
    threats: Sequence[str] = ()
    concealment: str = ""
    conveyance: str = ""
    route: Sequence[str] = ()
    kept: Sequence[Mapping[str, Any]] = ()
    price: int | None = None
    currency: str = ""
    price_kind: str = ""
    report: str = ""
    narrative: str = ""

    def columns(self) -> dict[str, Any]:
        """What it sets in the case's row, without its kind."""
        values = {
            name: getattr(self, name)
            for name in self.__slots__
            if name not in ("kind", "anonymous", "occurred", "narrative")
        }
        for name in ("offences", "threats", "route"):
            values[name] = list(dict.fromkeys(values[name]))
        values["kept"] = [dict(item) for item in values["kept"]]
        for name in ("number", "place", "report", "currency"):
            values[name] = " ".join(values[name].split())[:LONGEST]
        return values | {
            "occurred_from": moment(self.occurred.start),
            "occurred_to": moment(self.occurred.end),
            "precision": self.occurred.precision,
            "zone": self.occurred.zone,
        }


def circumstances_of(case: inputs.OpenCase) -> Circumstances:
    """A case as somebody says it."""
    return Circumstances(**{name: value for name, value in case if name != "expected_n"})


def open_case(
    *,
    actor: Actor,
    said: Circumstances,
    capture: uuid.UUID | None = None,
    details: Mapping[str, Any] | None = None,
    again: bool = False,
) -> str:
    """Open a case of the actor's office; returns its public identifier.

    Args:
        capture, details: of what a device sent from the field: its key, under which it arrives once, and what tells it again.
        again: the office has a case of this number, and this is another one.

    Raises:
        Invalid: with every reason, at its field.
        Refused: the office has a case of this number, and nobody said that this is another one.
    """
    require(actor, "recoveries:case:write")
    _check(said)
    changes = {
        "kind": said.kind,
        "anonymous": said.anonymous,
        **said.columns(),
        **({"capture": str(capture)} if capture else {}),
    }
    result = {"narrative": said.narrative.strip()}
    with transaction.atomic():
        if not again:
            _check_free(actor, said.number)
        return RECORDER.record(
            actor, "case", "opened", changes=changes, details=details, personal=result
        ).subject


@transaction.atomic
def amend_case(*, actor: Actor, case: str, said: Circumstances, expected_n: int | None = None) -> None:
    """Say anew what is known of a case; only what differs is written, and what it said before stays in the log.

    Its kind stays, and whether it is anonymous. An empty narrative leaves the one that there is.

    Raises:
        NotFound: there is no such case for this actor.
        Forbidden: it was shared with the actor's office, to be read.
        Invalid: with every reason, at its field; also where an anonymous case would name somebody, or would be so no longer.
        Refused: it is concluded, or another case of the office has the number.
        Conflict: somebody else changed it after the actor looked.
    """
    require(actor, "recoveries:case:write")
    record = selectors.own_case_for(actor, case)
    _amend(actor, record, said, expected_n)


@transaction.atomic
def change_case(
    *, actor: Actor, case: str, changes: Mapping[str, Any], expected_n: int | None = None
) -> None:
    """Say anew some of what is known of a case, by the names of `Circumstances`; all else stays as it is.

    Raises:
        NotFound, Forbidden, Invalid, Refused, Conflict: as for `amend_case`.
    """
    require(actor, "recoveries:case:write")
    record = selectors.own_case_for(actor, case)
    _amend(actor, record, replace(known(record), **changes), expected_n)


def known(case: Case) -> Circumstances:
    """What a case says now, but for its narrative, which is personal."""
    values = {
        name: getattr(case, name) for name in Circumstances.__slots__ if name not in ("occurred", "narrative")
    }
    occurred = Occurred(case.occurred_from, case.occurred_to, case.precision, case.zone)  # type: ignore[arg-type]
    return Circumstances(**values, occurred=occurred)


def _amend(actor: Actor, case: Case, circumstances: Circumstances, expected_n: int | None) -> None:
    check_open(case)
    RECORDER.check_expected(case, expected_n)
    if circumstances.anonymous != case.anonymous:
        raise RECORDER.invalid(
            Reason("recoveries.anonymous.settled", article="ITI para. 9", field="anonymous")
        )
    circumstances = replace(circumstances, kind=case.kind)
    _check(circumstances)
    if folded(circumstances.number) != folded(case.number):
        _check_free(actor, circumstances.number, former=False)
    before = known(case).columns()
    changes = {name: value for name, value in circumstances.columns().items() if value != before[name]}
    narrative = circumstances.narrative.strip() if circumstances.narrative.strip() != case.narrative else ""
    if changes or narrative:
        RECORDER.record(actor, "case", "amended", case, changes=changes, personal={"narrative": narrative})


def hold_number(actor: Actor, number: str, *, former: bool = True) -> list[Case]:
    """The cases of the actor's office that bear a number, or had it before; whoever gives the same one to a case meanwhile waits until this transaction ends."""
    if wanted := folded(number):
        lock(f"case number {actor.agency} {wanted}")
    return cases_of_number(actor, number, former=former)


def _check_free(actor: Actor, number: str, *, former: bool = True) -> None:
    if there := hold_number(actor, number, former=former):
        values = {"number": there[0].number}
        raise RECORDER.refused(Reason("recoveries.number.taken", field="number", params=values))


def check_open(case: Case) -> None:
    """Refuse what a concluded case allows no more."""
    if case.state != "open":
        raise RECORDER.refused(Reason("recoveries.case.concluded"))


def _check(circumstances: Circumstances) -> None:
    wrong = []
    if circumstances.kind not in kinds.CASE_KINDS:
        wrong.append(Reason("recoveries.kind", field="kind"))
    if not circumstances.number.strip():
        wrong.append(Reason("recoveries.number", field="number"))
    wrong += [
        Reason("recoveries.code", field=name)
        for name, listed in LISTS.items()
        if (code := getattr(circumstances, name)) and not reference.exists(listed, code)
    ]
    wrong += [
        Reason("recoveries.code", field=name)
        for name, listed in SEVERAL.items()
        if not all(reference.exists(listed, code) for code in getattr(circumstances, name))
    ]
    if any(not reference.exists("kept_thing", str(row.get("kind"))) for row in circumstances.kept):
        wrong.append(Reason("recoveries.code", field="kept"))
    if circumstances.ground and circumstances.kind != "seized":
        wrong.append(Reason("recoveries.ground", field="ground"))
    if circumstances.anonymous and circumstances.kind not in ("surrendered", "found"):
        wrong.append(Reason("recoveries.anonymous", article="ITI para. 9", field="anonymous"))
    if circumstances.anonymous:
        wrong += [
            Reason("recoveries.anonymous.said", article="ITI para. 9", field=name)
            for name, tells in (
                ("narrative", bool(circumstances.narrative.strip())),
                ("kept", any(str(row.get("reference") or "").strip() for row in circumstances.kept)),
            )
            if tells
        ]
    if circumstances.place_precision not in kinds.PLACE_PRECISIONS:
        wrong.append(Reason("recoveries.code", field="place_precision"))
    if (circumstances.latitude is None) != (circumstances.longitude is None):
        wrong.append(Reason("recoveries.coordinates.both", field="latitude"))
    elif circumstances.latitude is not None and not (
        abs(circumstances.latitude) <= 90_000_000 and abs(circumstances.longitude or 0) <= 180_000_000
    ):
        wrong.append(Reason("recoveries.coordinates", field="latitude"))
    wrong += price_problems(circumstances.price, circumstances.currency, circumstances.price_kind)
    if circumstances.occurred.start and circumstances.occurred.start > ledger.now():
        wrong.append(Reason("recoveries.future", field="occurred"))
    if wrong:
        raise RECORDER.invalid(*wrong)


def price_problems(price: int | None, currency: str, price_kind: str) -> list[Reason]:
    """What is wrong with a price; nothing where there is none."""
    if price is None and not currency and not price_kind:
        return []
    code = currency.strip()
    good = price is not None and 0 < price < 10**15 and len(code) == 3 and code.isascii() and code.isupper()
    return (
        [] if good and price_kind in ("", *kinds.PRICE_KINDS) else [Reason("recoveries.price", field="price")]
    )


@CASE.act(
    "shared",
    inputs.ShareCase,
    _("Share the case with another office"),
    permission="recoveries:case:write",
    done=_("The other office sees the case now."),
    when=_is_own,
    asks=_to_share,
)
@transaction.atomic
def share_case(
    *, actor: Actor, case_id: str, office: str, reason: str, expected_n: int | None = None
) -> None:
    """Let another office see a case whose compartment is open to it: a laboratory, a court, another station.

    Raises:
        NotFound: there is no such case for this actor.
        Invalid: there is no such office, or no reason is given.
    """
    require(actor, "recoveries:case:write")
    case = selectors.own_case_for(actor, case_id)
    RECORDER.check_expected(case, expected_n)
    public_id = identifiers.parse(office, "A") or ""
    if not Agency.objects.filter(public_id=public_id, closed=False).exists():
        raise RECORDER.invalid(Reason("recoveries.office", field="office"))
    if not reason.strip():
        raise RECORDER.invalid(Reason("recoveries.reason", field="reason"))
    shared = sorted({*case.shared, public_id})
    values = {"office": public_id}
    RECORDER.record(actor, "case", "shared", case, changes={"shared": shared}, details=values, note=reason)


@CASE.act(
    "concluded",
    inputs.ConcludeCase,
    _("Conclude the case"),
    permission=RECORD,
    done=_("The case is concluded."),
    when=_is_own,
    asks=_rows,
)
@transaction.atomic
def conclude_case(
    *,
    actor: Actor,
    case_id: str,
    reason: str,
    leave_rows: bool = False,
    expected_n: int | None = None,
) -> None:
    """Say that nothing more is to be expected of a case.

    A proposal that waits for a word is answered first (ITI para. 15-16: what may be traced is traced): whoever concludes sees it. A row
    of a table that was not taken in may stay out, where somebody says so and why; not one whose mark the register has.

    Args:
        leave_rows: the rows that were not taken in stay out, for the reason that is given.

    Raises:
        NotFound: there is no such case for this actor.
        Refused: it is concluded already, a proposal waits for a word, or rows were not taken in; with every reason.
    """
    require(actor, "recoveries:outcome:record")
    case = selectors.own_case_for(actor, case_id)
    RECORDER.check_expected(case, expected_n)
    check_open(case)
    if not reason.strip():
        raise RECORDER.invalid(Reason("recoveries.reason", field="reason"))
    lock(case.public_id)
    rows = list(selectors.refused_of(case))
    if wanting := _unanswered(actor, case, [] if leave_rows else rows, rows):
        raise RECORDER.refused(*wanting)
    details = {"rows_left": len(rows)} if rows else {}
    RECORDER.record(actor, "case", "concluded", case, details=details, note=reason)


MOST_NAMED: Final = 20
"""Items or rows that one reason names."""


def _unanswered(
    actor: Actor, case: Case, rows: Sequence[RefusedRow], all_rows: Sequence[RefusedRow]
) -> list[Reason]:
    """Why a case cannot be concluded yet: proposals without an answer, rows that wait, rows whose mark the register has."""
    lines = selectors.unanswered_lines(actor, case)
    met = selectors.rows_met(actor, all_rows)
    wanting = [Reason("recoveries.conclude.proposals", params={"lines": _named(lines)})] if lines else []
    for code, some in (
        ("recoveries.conclude.rows_met", [all_row for all_row in all_rows if all_row.pk in met]),
        ("recoveries.conclude.rows", [refused_row for refused_row in rows if refused_row.pk not in met]),
    ):
        wanting += [
            Reason(
                code,
                params={
                    "source": source,
                    "rows": _named([refused_row.row for refused_row in some if refused_row.source == source]),
                },
            )
            for source in dict.fromkeys(refused_row.source for refused_row in some)
        ]
    return wanting


def _named(numbers: Sequence[int]) -> str:
    more = ", …" if len(numbers) > MOST_NAMED else ""
    return ", ".join(map(str, sorted(numbers)[:MOST_NAMED])) + more


@CASE.act(
    "reopened",
    inputs.ReopenCase,
    _("Open the case again"),
    permission=RECORD,
    done=_("The case is open again."),
    when=_is_own,
)
@transaction.atomic
def reopen_case(*, actor: Actor, case_id: str, reason: str, expected_n: int | None = None) -> None:
    """Open a concluded case again.

    Raises:
        NotFound: there is no such case for this actor.
        Refused: it is open.
    """
    require(actor, "recoveries:outcome:record")
    case = selectors.own_case_for(actor, case_id)
    RECORDER.check_expected(case, expected_n)
    if not reason.strip():
        raise RECORDER.invalid(Reason("recoveries.reason", field="reason"))
    RECORDER.record(actor, "case", "reopened", case, note=reason)


def read_narrative(actor: Actor, case: Case) -> bool:
    """Whether the actor may read a case's narrative now, which is a read of personal data under a stated purpose, and is logged."""
    if not may(actor, "parties:party:read") or actor.purpose is None:
        return False
    reads.log(actor, "recoveries.persons", case.public_id, 0)
    return True
