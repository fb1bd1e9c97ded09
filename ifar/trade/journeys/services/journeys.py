"""Journeys of travellers with accompanied firearms: announced, called off, across the border and back.

What crosses is recorded in the lives of the firearms too: an own one is abroad for a time, a visitor's is in the country for a time, each due back by the
day of the journey. What comes back is recorded whatever its record says; where it contradicts, that is a matter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.errors import IfarError, Reason
from ifar.ledger import services as ledger
from ifar.matters.services import matters
from ifar.parties.selectors import parties_for
from ifar.reference import selectors as reference
from ifar.registry.occurred import instant
from ifar.registry.services.events import NewEvent, record_event, register_firearm
from ifar.registry.views.firearm import serial_of
from ifar.rights import Actor, require
from ifar.templatetags.days import day_words
from ifar.trade.journeys import inputs, selectors, travelling
from ifar.trade.journeys.inputs import ForeignFirearm, OwnFirearm, Rounds, ShownPaper
from ifar.trade.journeys.services import border
from ifar.trade.models import Journey
from ifar.trade.screening import screened
from ifar.trade.screening.matching import VERSION
from ifar.trade.screening.services import screening
from ifar.trade.selectors import regimes
from ifar.trade.services.authorisations import working_day_after
from ifar.trade.services.writing import ANNOUNCE, CHECK, RECORDER, kinds_of_goods, today
from ifar.typed import bare

JOURNEY: Final = Offers(RECORDER, "journey", selectors.journey_for, page="trade:journey")
"""Purposes that the lives of firearms know by the same name."""
_OUT: Final = travelling.OUT


# Announcing -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def announce_leaving(
    *,
    actor: Actor,
    holder: str,
    country: str,
    purpose: str,
    crosses_on: dt.date,
    return_by: dt.date,
    arms: Sequence[OwnFirearm],
    authorisation: str = "",
    papers: Sequence[ShownPaper] = (),
    ammunition: Sequence[Rounds] = (),
) -> str:
    """Announce that a holder takes registered firearms abroad for a time; returns the public identifier.

    Raises:
        Invalid: something of it is not there for this actor, is not the traveller's, or is announced too late.
    """
    require(actor, ANNOUNCE)
    if not parties_for(actor).filter(public_id=holder).exists():
        raise RECORDER.invalid(Reason("trade.journey.holder", field="holder"))
    asked = [arm.firearm for arm in arms]
    known = selectors.own_firearms(actor, asked)
    lines: list[dict[str, Any]] = []
    for number, text in enumerate(asked):
        firearm, field = known.get(text), f"arms-{number}-firearm"
        if firearm is None or firearm.owner != holder:
            raise RECORDER.invalid(Reason("trade.journey.not_theirs", field=field))
        if text in asked[:number]:
            raise RECORDER.invalid(Reason("trade.journey.twice", field=field))
        mark = serial_of(firearm)
        values = {"make": firearm.make or firearm.make_raw, "model": firearm.model or firearm.model_raw}
        serial = mark.text if mark else ""
        lines.append(
            _line(serial or "", firearm.type or "other", firearm.calibre or "", firearm=text, **values)
        )
    sets = {"way": _OUT, "holder": holder, "arms": lines}
    return _announce(
        actor, sets, {}, country, purpose, crosses_on, return_by, authorisation, papers, ammunition
    )


@transaction.atomic
def announce_entering(
    *,
    actor: Actor,
    name: str,
    document: str,
    country: str,
    purpose: str,
    crosses_on: dt.date,
    return_by: dt.date,
    arms: Sequence[ForeignFirearm],
    authorisation: str = "",
    papers: Sequence[ShownPaper] = (),
    ammunition: Sequence[Rounds] = (),
) -> str:
    """Announce that a visitor brings firearms into this State for a time; returns the public identifier.

    Raises:
        Invalid: something of it is not on its list, or is announced too late.
    """
    require(actor, ANNOUNCE)
    types, resolver = dict(kinds_of_goods()), reference.resolver()
    lines = []
    for number, arm in enumerate(arms):
        if arm.type not in types:
            raise RECORDER.invalid(Reason("trade.goods.type", field=f"arms-{number}-type"))
        make, calibre = (
            _coded(arm.make, resolver.resolve_make),
            _coded(arm.calibre, resolver.resolve_calibre),
        )
        lines.append(_line(arm.serial, arm.type, calibre, make=make, model=arm.model))
    who = {
        "name": name,
        "document": document,
        "papers": {paper.kind: paper.number for paper in papers},
    }
    sets = {"way": travelling.IN, "arms": lines}
    return _announce(
        actor, sets, who, country, purpose, crosses_on, return_by, authorisation, papers, ammunition
    )


def _line(serial: str, kind: str, calibre: str, *, firearm: str = "", **said: str) -> dict[str, Any]:
    result = {"firearm": firearm, "type": kind, "calibre": calibre, **said}
    return {**result, "serial": serial.strip(), "plain": bare(serial)}


def _coded(text: str, resolve: Any) -> str:
    """The code of a word of a list, or the word itself where the list does not have it."""
    plain = " ".join(text.split())
    read = resolve(plain) if plain else None
    return str(read.code) if read and read.code and read.is_certain else plain


def _announce(
    actor: Actor,
    sets: Mapping[str, Any],
    who: Mapping[str, Any],
    country: str,
    purpose: str,
    crosses_on: dt.date,
    return_by: dt.date,
    authorisation: str,
    papers: Sequence[ShownPaper],
    ammunition: Sequence[Rounds],
) -> str:
    day, resolver = today(), reference.resolver()
    if not reference.exists("country", country):
        raise RECORDER.invalid(Reason("trade.country", field="country"))
    if country == settings.IFAR_COUNTRY:
        raise RECORDER.invalid(Reason("trade.journey.home", field="country"))
    if not reference.exists("transfer_purpose", purpose):
        raise RECORDER.invalid(Reason("trade.purpose", field="purpose"))
    if crosses_on < day:
        raise RECORDER.invalid(Reason("trade.journey.passed", field="crosses_on"))
    if return_by < crosses_on:
        raise RECORDER.invalid(Reason("trade.journey.days", field="return_by"))
    for number, paper in enumerate(papers):
        if not reference.exists("transfer_paper", paper.kind):
            raise RECORDER.invalid(Reason("trade.paper.kind", field=f"papers-{number}-kind"))
    values = {
        **sets,
        "country": country,
        "purpose": purpose,
        "authorisation": authorisation,
        "papers": sorted({shown_paper.kind for shown_paper in papers}),
        "ammunition": [
            {"calibre": _coded(rounds.calibre, resolver.resolve_calibre), "quantity": rounds.quantity}
            for rounds in ammunition
        ],
        "announced_on": day,
        "crosses_on": crosses_on,
        "return_by": return_by,
    }
    rules = travelling.rules_of(values, settings.IFAR_COUNTRY, regimes(), crosses_on)
    earliest = working_day_after(day, travelling.days_before(rules))

    def answered(kind: str) -> bool:
        return bool(authorisation) if kind == travelling.OWN[sets["way"]][0] else kind in values["papers"]

    if earliest > crosses_on and (article := travelling.too_late(values, rules, answered)):
        params = {"day": day_words(earliest)}
        raise RECORDER.invalid(
            Reason("trade.journey.late", field="crosses_on", article=article, params=params)
        )
    if sets["way"] == _OUT:
        who = {"papers": {shown_paper.kind: shown_paper.number for shown_paper in papers}} if papers else {}
    made = RECORDER.record(
        actor, "journey", "announced", changes={**values, "earliest_on": earliest}, personal={"who": who}
    ).subject
    screening.screen_traveller(Journey.objects.select_related("agency").get(public_id=made))
    return made


@JOURNEY.act("withdrawn", inputs.WithdrawJourney, _("Call the journey off"), permission=ANNOUNCE, danger=True)
@transaction.atomic
def withdraw(*, actor: Actor, journey_id: str, reason: str, expected_n: int | None = None) -> None:
    """Call a journey off before it crosses the border.

    Raises:
        NotFound: there is no such journey for this actor.
        Forbidden: another office announced it.
    """
    require(actor, ANNOUNCE)
    RECORDER.record(actor, "journey", "withdrawn", _fetch(actor, journey_id, expected_n), note=reason)


def _fetch(actor: Actor, journey_id: str, expected_n: int | None = None) -> Journey:
    journey = selectors.journey_for(actor, journey_id)
    RECORDER.check_expected(journey, expected_n)
    return journey


# At the border --------------------------------------------------------------------------------------------------------


def lines_of(_actor: Actor, journey: Journey) -> Mapping[str, Any]:
    """How the form of an act at the border is made: the firearms that may be ticked."""
    numbers = journey.missing if journey.state == "under_way" else list(range(1, len(journey.arms) + 1))
    among = [(str(n), border.words_of(journey.arms[n - 1])) for n in numbers]
    # What comes back is ticked as it is seen: a form that stands ticked would record what nobody looked at.
    ticked = [] if journey.state == "under_way" else [str(n) for n in numbers]
    return {"among": {"arms": among}, "initial": {"arms": ticked}, "required": ("arms",)}


def _chosen(journey: Journey, arms: Collection[int], among: Collection[int]) -> list[int]:
    chosen = sorted(set(arms) or among)
    if not chosen or not set(chosen) <= set(among):
        raise RECORDER.invalid(Reason("trade.journey.arms", field="arms"))
    return chosen


@JOURNEY.act(
    "crossed",
    inputs.CrossBorder,
    _("Record crossing"),
    permission=CHECK,
    done=_("Recorded. The firearms are due back by the day of the journey."),
    leads=True,
    asks=lines_of,
)
@transaction.atomic
def cross(
    *,
    actor: Actor,
    journey_id: str,
    arms: Collection[int] = (),
    other: str = "",
    expected_n: int | None = None,
    device: Mapping[str, Any] | None = None,
) -> None:
    """Let firearms of a traveller pass the border, and record it in their lives.

    Args:
        arms: their numbers on the list, from 1; all where none is named.
        other: why a visitor's firearm is not the one like it for which the register searches.
        device: what the entry says of the device without a line that sent it (`services/field.py`).

    Raises:
        NotFound: there is no such journey for this actor.
        Refused: something that the law wants is not there, or a firearm must not pass; every reason with its article.
        Invalid: it names firearms that are not of the journey.
    """
    require(actor, CHECK)
    journey, day = _fetch(actor, journey_id, expected_n), today()
    RECORDER.state_after("journey", "crossed", journey.state)
    gone = _chosen(journey, arms, range(1, len(journey.arms) + 1))
    verdict = border.checked(actor, journey, day)
    reasons = [
        reason
        for arm in verdict.arms
        if arm.n in gone
        for reason in arm.reasons
        if not (journey.way == travelling.IN and arm.is_wanted and other)
    ]
    reasons += [*selectors.against(journey, gone, day), *screening.against_traveller(journey)]
    if reasons:
        raise RECORDER.refused(
            *(told(reason) for n, reason in enumerate(reasons) if reason not in reasons[:n])
        )
    lines = [dict(arm) for arm in journey.arms]
    if journey.way == travelling.IN:
        for n in gone:
            lines[n - 1]["firearm"] = _enters(actor, journey, lines[n - 1])
    asked = {"by": VERSION, **screened.versions()}
    sets = {"arms": lines, "gone": gone, "crossed_on": day, "screened": asked}
    written = RECORDER.record(actor, "journey", "crossed", journey, changes=sets, note=other, details=device)
    if any(arm.n in gone and arm.is_wanted for arm in verdict.arms):
        # One person says that it is another firearm: somebody else reads why.
        cause = f"trade.journey_let_pass {written.n}"
        matters.open_matter(
            "conflict", journey.public_id, cause, journey.agency, compartment=journey.compartment
        )
    if journey.way == _OUT:
        for n in gone:
            record_event(actor=actor, firearm=lines[n - 1]["firearm"], event=_life(journey))


def told(reason: Reason) -> Reason:
    """A reason of the gate, with papers in words."""
    if "paper" not in reason.params:
        return reason
    kind = reason.params["paper"]
    words = reference.words("transfer_paper").get(kind, kind)
    return Reason(reason.code, article=reason.article, params={"paper": words})


def _life(journey: Journey) -> NewEvent:
    """What the life of each firearm says of the journey."""
    assert journey.return_by is not None
    kind = "temporarily_exported" if journey.way == _OUT else "temporarily_imported"
    details = {
        "return_date": journey.return_by.isoformat(),
        "purpose": travelling.purpose_of(journey.purpose),
        "country": journey.country,
        "permit": journey.public_id,
    }
    return NewEvent(kind, details, occurred=instant(ledger.now()))


def _enters(actor: Actor, journey: Journey, line: Mapping[str, Any]) -> str:
    """Record that a visitor's firearm is in the country for a time: on its record, where it was here before, else on a new one."""
    before = [firearm.public_id for firearm in border.like_it(actor, line) if firearm.state == "exported"]
    event = _life(journey)
    if len(before) == 1:
        return record_event(actor=actor, firearm=before[0], event=event).firearm
    identity: dict[str, Any] = {"type": line["type"]}
    for name in ("make", "model", "calibre"):
        if line[name]:
            is_code = name != "model" and reference.exists(name, line[name])
            identity |= {name: line[name]} if is_code else {f"{name}_raw": line[name]}
    marks = ({"kind": "serial", "text": line["serial"]},)
    new = NewEvent(event.kind, event.details, occurred=event.occurred, identity=identity, marks=marks)
    return register_firearm(actor=actor, event=new).firearm


@JOURNEY.act(
    "returned",
    inputs.ReturnArms,
    _("Record return"),
    permission=CHECK,
    done=_("Recorded."),
    leads=True,
    asks=lines_of,
)
@transaction.atomic
def take_back(
    *,
    actor: Actor,
    journey_id: str,
    arms: Collection[int] = (),
    expected_n: int | None = None,
    device: Mapping[str, Any] | None = None,
) -> None:
    """Record which firearms came back over the border, or which of a visitor's left again; whatever their records say.

    Args:
        arms: their numbers on the list, from 1; all that are under way where none is named.
        device: as for `cross`.

    Raises:
        NotFound: there is no such journey for this actor.
        Invalid: it names firearms that are not under way.
    """
    require(actor, CHECK)
    journey = _fetch(actor, journey_id, expected_n)
    RECORDER.state_after("journey", "returned", journey.state)
    here = _chosen(journey, arms, journey.missing)
    back = sorted([*journey.back, *here])
    kind = "completed" if set(back) == set(journey.gone) else "returned"
    RECORDER.record(actor, "journey", kind, journey, changes={"back": back}, details=device)
    life = "temporary_export_returned" if journey.way == _OUT else "reexported"
    for n in here:
        firearm = journey.arms[n - 1]["firearm"]
        try:
            with transaction.atomic():
                event = NewEvent(life, {}, occurred=instant(ledger.now()))
                record_event(actor=actor, firearm=firearm, event=event)
        except IfarError:
            # It was seen here, whatever its record says of where it is: somebody must say which is true.
            cause = f"trade.journey_back {journey.public_id}"
            matters.open_matter("conflict", firearm, cause, journey.agency, compartment=journey.compartment)


@JOURNEY.act(
    "observed",
    inputs.ObserveJourney,
    _("Record something else that was found"),
    permission=CHECK,
    done=_("Recorded. It is a matter of the office that announced the journey."),
)
@transaction.atomic
def observe(
    *,
    actor: Actor,
    journey_id: str,
    found: str,
    expected_n: int | None = None,
    device: Mapping[str, Any] | None = None,
) -> None:
    """Record what was found on a traveller that was not announced, or differs from it.

    Args:
        device: as for `cross`.

    Raises:
        NotFound: there is no such journey for this actor.
    """
    require(actor, CHECK)
    journey = _fetch(actor, journey_id, expected_n)
    written = RECORDER.record(actor, "journey", "observed", journey, note=found, details=device)
    cause = f"trade.journey_observed {written.n}"
    matters.open_matter("conflict", journey.public_id, cause, journey.agency, compartment=journey.compartment)
