"""Authorisations before they are decided: drafted, handed in, completed while a clock runs, consulted about, assessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Agency
from ifar.acts.offers import Offers
from ifar.acts.recorder import compartment_of
from ifar.errors import Reason
from ifar.parties.selectors import parties_for
from ifar.reference import selectors as reference
from ifar.reference.directory import where_here
from ifar.rights import Actor, compartments_of, require
from ifar.trade import charging, gate, inputs, labels, selectors
from ifar.trade import risk as risk_of
from ifar.trade.acts import KINDS_OF, STATE
from ifar.trade.inputs import FurtherConsignee, GoodsLine, Through, WeighCriterion
from ifar.trade.models import Authorisation
from ifar.trade.screening.services import screening
from ifar.trade.services.named import (
    ABROAD,
    IN_ROWS,
    check_party,
    destinations_of,
    further_of,
    further_rows,
    parties_to_choose,
)
from ifar.trade.services.writing import ADVISE, RECORDER, WRITE, goods_of, through_of, today

AUTHORISATION: Final = Offers(
    RECORDER, "authorisation", selectors.authorisation_for, page="trade:authorisation"
)
DAYS: Final = 60
"""Working days for a decision where no row of a regime says how many: the house's own proposal."""
HOME: Final[Mapping[str, tuple[str, ...]]] = {"export": ("from_state",), "import": ("into_state",)}
"""Kind -> the State that is our own."""


@transaction.atomic
def draft(
    *,
    actor: Actor,
    kind: str,
    from_state: str,
    into_state: str,
    purpose: str,
    extent: str = "open",
    applicant: str = "",
    consignee: str = "",
    end_user: str = "",
    further: Sequence[FurtherConsignee] = (),
    broker: str = "",
    carrier: str = "",
    through: Sequence[Through] = (),
    goods: Sequence[GoodsLine] = (),
) -> str:
    """Begin an application for an authorisation; returns its public identifier.

    Args:
        from_state, into_state: by ISO 3166-1 alpha-2.
        applicant: a party of the register that the actor sees.
        consignee, end_user, further, broker, carrier: parties abroad that the actor sees.

    Raises:
        Invalid: something of it is not on its list, or is not there for this actor.
    """
    require(actor, WRITE)
    sets = _sets(
        actor,
        kind=kind,
        from_state=from_state,
        into_state=into_state,
        purpose=purpose,
        extent=extent,
        applicant=applicant,
        consignee=consignee,
        end_user=end_user,
        further=further,
        broker=broker,
        carrier=carrier,
        through=through,
        goods=goods,
    )
    made = RECORDER.record(actor, "authorisation", "drafted", changes=sets).subject
    screening.screen(actor, selectors.authorisation_for(actor, made))
    return made


def _sets(actor: Actor, **said: Any) -> dict[str, Any]:
    for name in ("from_state", "into_state"):
        if said[name] != settings.IFAR_COUNTRY and not reference.exists("country", said[name]):
            raise RECORDER.invalid(Reason("trade.country", field=name))
    if said["kind"] not in KINDS_OF.get(compartment_of(actor), ()):
        raise RECORDER.invalid(Reason("trade.compartment", field="kind"))
    if said["kind"] == STATE and settings.IFAR_COUNTRY not in (said["from_state"], said["into_state"]):
        raise RECORDER.invalid(Reason("trade.not_home", field="from_state"))
    if said["kind"] == STATE and said["applicant"]:
        raise RECORDER.invalid(Reason("trade.no_applicant", field="applicant"))
    for name in HOME.get(said["kind"], ()):
        if said[name] != settings.IFAR_COUNTRY:
            raise RECORDER.invalid(Reason("trade.not_home", field=name))
    if said["kind"] not in ("export", STATE) and said["from_state"] == settings.IFAR_COUNTRY:
        raise RECORDER.invalid(Reason("trade.is_export", field="kind"))
    if said["from_state"] == said["into_state"]:
        raise RECORDER.invalid(Reason("trade.same_state", field="into_state"))
    if not reference.exists("transfer_purpose", said["purpose"]):
        raise RECORDER.invalid(Reason("trade.purpose", field="purpose"))
    if said["applicant"] and not parties_for(actor).filter(public_id=said["applicant"]).exists():
        raise RECORDER.invalid(Reason("trade.applicant", field="applicant"))
    for name in ABROAD:
        check_party(actor, said[name], name)
    further = further_of(actor, said)
    goods, destinations = goods_of(said["goods"], said["extent"]), destinations_of(said)
    through = through_of(said["through"], {said["into_state"], *destinations.values()})
    return {**said, "further": further, "destinations": destinations, "through": through, "goods": goods}


def kinds_to_choose(actor: Actor) -> list[tuple[str, Any]]:
    """What an actor's office may authorise."""
    return [(text, labels.KINDS[text]) for text in KINDS_OF.get(compartment_of(actor), ())]


def rows_of(record: Authorisation) -> dict[str, Any]:
    """Goods and transit States as the rows of a form begin."""
    details = {
        f"{name}-{number}-{part}": value
        for name in ("goods", "through")
        for number, row in enumerate(getattr(record, name))
        for part, value in row.items()
    }
    details |= further_rows(record)
    return {
        "initial": details,
        "rows": {
            "further": len(record.further) + 1,
            **{name: len(getattr(record, name)) + 2 for name in ("goods", "through")},
        },
    }


def _stands(actor: Actor, record: Authorisation) -> Mapping[str, Any]:
    names = ("kind", "extent", "applicant", "from_state", "into_state", "purpose", *ABROAD)
    rows = rows_of(record)
    parties = parties_to_choose(actor)
    return {
        **rows,
        "initial": {**rows["initial"], **{name: getattr(record, name) for name in names}},
        "among": {"kind": kinds_to_choose(actor), **dict.fromkeys((*ABROAD, IN_ROWS), parties)},
    }


def fetch(actor: Actor, authorisation_id: str, expected_n: int | None = None) -> Authorisation:
    """An authorisation for an act on it."""
    record = selectors.authorisation_for(actor, authorisation_id)
    RECORDER.check_expected(record, expected_n)
    return record


@AUTHORISATION.act(
    "changed", inputs.ChangeAuthorisation, _("Change what is asked for"), permission=WRITE, asks=_stands
)
@transaction.atomic
def change(
    *,
    actor: Actor,
    authorisation_id: str,
    kind: str,
    from_state: str,
    into_state: str,
    purpose: str,
    extent: str = "open",
    applicant: str = "",
    consignee: str = "",
    end_user: str = "",
    further: Sequence[FurtherConsignee] = (),
    broker: str = "",
    carrier: str = "",
    through: Sequence[Through] = (),
    goods: Sequence[GoodsLine] = (),
    expected_n: int | None = None,
) -> None:
    """Say what is asked for from now on, before it is complete.

    Raises:
        NotFound: there is no such authorisation for this actor.
        Invalid, Refused: as `draft`; the fee of another kind, or of another applicant, is paid.
    """
    require(actor, WRITE)
    record = fetch(actor, authorisation_id, expected_n)
    sets = _sets(
        actor,
        kind=kind,
        from_state=from_state,
        into_state=into_state,
        purpose=purpose,
        extent=extent,
        applicant=applicant,
        consignee=consignee,
        end_user=end_user,
        further=further,
        broker=broker,
        carrier=carrier,
        through=through,
        goods=goods,
    )
    if charging.is_of_another(record, sets["kind"], sets["applicant"]):
        raise RECORDER.refused(Reason("trade.fee_paid"))
    RECORDER.record(actor, "authorisation", "changed", record, changes=sets)
    screening.screen(actor, selectors.authorisation_for(actor, authorisation_id))


@AUTHORISATION.act(
    "applied",
    inputs.HandInTransfer,
    _("Submit"),
    permission=WRITE,
    done=_("Submitted. The time limit runs once the office has found the application complete."),
    leads=True,
)
@transaction.atomic
def apply(*, actor: Actor, authorisation_id: str, expected_n: int | None = None) -> None:
    """Record that the application was handed in today.

    Raises:
        NotFound: there is no such authorisation for this actor.
    """
    require(actor, WRITE)
    record = fetch(actor, authorisation_id, expected_n)
    RECORDER.record(actor, "authorisation", "applied", record, changes={"applied_on": today()})


def working_days(first: dt.date, last: dt.date) -> int:
    """How many working days of this State lie after a day, up to another."""
    here = where_here()
    return sum(here.works(first + dt.timedelta(days=n)) for n in range(1, (last - first).days + 1))


def working_day_after(day: dt.date, days: int) -> dt.date:
    """The day that lies so many working days of this State after another."""
    here = where_here()
    while days > 0:
        day += dt.timedelta(days=1)
        days -= here.works(day)
    return day


@AUTHORISATION.act(
    "completed",
    inputs.CompleteTransfer,
    _("Find the application complete"),
    permission=WRITE,
    hint=_("The time limit runs from today."),
    leads=True,
)
@transaction.atomic
def complete(*, actor: Actor, authorisation_id: str, expected_n: int | None = None) -> None:
    """Find an application complete: the clock runs, or runs on.

    Raises:
        NotFound: there is no such authorisation for this actor.
        Refused: it says not even which goods go to whom, or a fee has to be paid first.
    """
    require(actor, WRITE)
    record = fetch(actor, authorisation_id, expected_n)
    if not (record.goods and record.consignee):
        raise RECORDER.refused(Reason("trade.empty"))
    if reasons := charging.against(record, "completed"):
        raise RECORDER.refused(*reasons)
    day, row, rules = today(), selectors.row_of(record), selectors.regimes()
    days = gate.term(row, rules, day, record.agency.country, DAYS)
    # What was extended before something was found missing stays extended, as far as the law lets it be today.
    days = max(days, min(record.days or 0, gate.longest(row, rules, day, record.agency.country)))
    due = working_day_after(day, max(0, days - record.spent))
    sets = {"days": days, "since": day, "due_on": due}
    RECORDER.record(actor, "authorisation", "completed", record, changes=sets)
    screening.screen(actor, record)


def _most_days(record: Authorisation) -> int:
    """Up to how many working days in all its time limit may be extended; 0 where it may not, or is already."""
    rules = selectors.regimes()
    most = gate.longest(selectors.row_of(record), rules, today(), record.agency.country)
    return most if record.days and most > record.days else 0


@AUTHORISATION.act(
    "prolonged",
    inputs.ProlongTransfer,
    _("Extend the time limit"),
    permission=WRITE,
    hint=lambda record: (
        gettext("Once, up to %(days)s working days in all. The applicant sees the new day.")
        % {"days": _most_days(record)}
    ),
    when=lambda actor, record: record.agency_id == actor.agency_id and bool(_most_days(record)),
)
@transaction.atomic
def prolong(*, actor: Actor, authorisation_id: str, reason: str, expected_n: int | None = None) -> None:
    """Extend the time limit of an application once, where a row of a regime lets it be extended and there are reasons.

    Raises:
        NotFound: there is no such authorisation for this actor.
        Refused: no row lets it be extended, or it is extended already.
    """
    require(actor, WRITE)
    record = fetch(actor, authorisation_id, expected_n)
    RECORDER.state_after("authorisation", "prolonged", record.state)
    most = _most_days(record)
    if not most or record.since is None:
        raise RECORDER.refused(Reason("trade.term"))
    due = working_day_after(record.since, max(0, most - record.spent))
    RECORDER.record(
        actor, "authorisation", "prolonged", record, changes={"days": most, "due_on": due}, note=reason
    )


@AUTHORISATION.act(
    "found_incomplete",
    inputs.FindTransferIncomplete,
    _("Find the application incomplete"),
    permission=WRITE,
    hint=_("The time limit is suspended until the applicant supplies it."),
)
@transaction.atomic
def find_incomplete(
    *, actor: Actor, authorisation_id: str, missing: str, expected_n: int | None = None
) -> None:
    """Find an application incomplete: the clock stands.

    Raises:
        NotFound: there is no such authorisation for this actor.
    """
    require(actor, WRITE)
    record = fetch(actor, authorisation_id, expected_n)
    spent = record.spent + (working_days(record.since, today()) if record.since else 0)
    sets = {"spent": spent, "since": None, "due_on": None}
    RECORDER.record(
        actor, "authorisation", "found_incomplete", record, changes=sets, personal={"missing": missing}
    )


@AUTHORISATION.act(
    "consulted", inputs.ConsultOnTransfer, _("Ask another office for advice"), permission=WRITE
)
@transaction.atomic
def consult(
    *, actor: Actor, authorisation_id: str, office: str, question: str, expected_n: int | None = None
) -> None:
    """Ask another office for advice; nothing is granted before it answered.

    Raises:
        NotFound: there is no such authorisation for this actor.
        Invalid: there is no such office, or it is one's own.
    """
    require(actor, WRITE)
    record = fetch(actor, authorisation_id, expected_n)
    # Whoever is asked reads it: what the defence keeps is asked about within the defence.
    there = Agency.objects.filter(public_id=office, closed=False).first()
    if there is None or office == actor.agency or record.compartment not in compartments_of(there.kind):
        raise RECORDER.invalid(Reason("trade.office", field="office"))
    RECORDER.record(
        actor,
        "authorisation",
        "consulted",
        record,
        changes={"asks_office": office},
        personal={"question": question},
    )


@AUTHORISATION.act(
    "advised",
    inputs.AdviseOnTransfer,
    _("Give advice"),
    permission=ADVISE,
    leads=True,
    when=lambda actor, record: record.asks_office == actor.agency,
)
@transaction.atomic
def advise(*, actor: Actor, authorisation_id: str, advice: str, expected_n: int | None = None) -> None:
    """Answer as the office that was asked for advice.

    Raises:
        NotFound: there is no such authorisation for this actor.
        Forbidden: another office was asked.
    """
    require(actor, ADVISE)
    record = fetch(actor, authorisation_id, expected_n)
    RECORDER.record(
        actor, "authorisation", "advised", record, changes={"asks_office": ""}, personal={"advice": advice}
    )


def criteria_of(record: Authorisation) -> list[Mapping[str, Any]]:
    """The prohibitions and criteria that are asked of an application today, in their order."""
    return risk_of.applying(record.kind, record.agency.country, selectors.criteria(), today())


def weighs(_actor: Actor, record: Authorisation) -> Mapping[str, Any]:
    """The form of an assessment: what is asked today, and what was answered before."""
    words = reference.words("risk_criterion")
    initial: dict[str, Any] = {"risk": record.risk, "assessment": record.assessment}
    for answer in record.answers:
        initial[f"criteria-{answer['criterion']}-answer"] = answer["answer"]
        for part, text in record.weighed.get(answer["criterion"], {}).items():
            initial[f"criteria-{answer['criterion']}-{part}"] = text
    asked = [(code := str(row["code"]), words.get(code, code)) for row in criteria_of(record)]
    return {"initial": initial, "among": {"criteria": asked}}


@AUTHORISATION.act(
    "assessed",
    inputs.AssessTransfer,
    _("Assess the risk"),
    permission=WRITE,
    hint=_("Whoever assesses does not decide."),
    leads=lambda record: not record.risk,
    asks=weighs,
    at="trade:assess",
)
@transaction.atomic
def assess(
    *,
    actor: Actor,
    authorisation_id: str,
    risk: str,
    assessment: str,
    criteria: Mapping[str, WeighCriterion] | None = None,
    expected_n: int | None = None,
) -> None:
    """Conclude the risk assessment, with reasons: each prohibition and criterion that is asked today, and the whole.

    Raises:
        NotFound: there is no such authorisation for this actor.
        Invalid: no such conclusion; a row that is asked is not answered, or without a reason, or another one is; or the conclusion says less than an answer.
    """
    require(actor, WRITE)
    record = fetch(actor, authorisation_id, expected_n)
    details, asked = criteria or {}, {str(row["code"]) for row in criteria_of(record)}
    wrong = [
        Reason("trade.risk.unanswered", field=f"criteria-{code}-answer")
        for code in sorted(asked - set(details))
    ]
    wrong += [Reason("trade.risk.unknown", field="criteria") for code in sorted(set(details) - asked)]
    wrong += risk_of.unreasoned({code: (item.answer, item.reason) for code, item in details.items()})
    answers = [
        {"criterion": code, "answer": item.answer, "mitigated": bool(item.mitigation)}
        for code, item in sorted(details.items())
    ]
    if not wrong and risk != "overriding":
        wrong = [replace(reason, field="risk") for reason in against(record, risk, answers)]
    if wrong:
        raise RECORDER.invalid(*wrong)
    weighed = {code: {"reason": item.reason, "mitigation": item.mitigation} for code, item in details.items()}
    RECORDER.record(
        actor,
        "authorisation",
        "assessed",
        record,
        changes={"risk": risk, "answers": answers},
        personal={"assessment": assessment, "weighed": weighed},
    )


def against(record: Authorisation, risk: str, answers: Sequence[Mapping[str, Any]]) -> list[Reason]:
    """Everything in an assessment that refuses the grant today, in words: a list that was loaded since asks again."""
    words = reference.words("risk_criterion")
    country = record.agency.country
    reasons = risk_of.against(record.kind, country, risk, answers, selectors.criteria(), today())
    named = [(reason, reason.params["criterion"]) for reason in reasons]
    return [replace(reason, params={"criterion": words.get(str(code), code)}) for reason, code in named]


@AUTHORISATION.act(
    "withdrawn",
    inputs.WithdrawTransfer,
    pgettext_lazy("an application", "Withdraw"),
    permission=WRITE,
    danger=True,
)
@transaction.atomic
def withdraw(*, actor: Actor, authorisation_id: str, reason: str, expected_n: int | None = None) -> None:
    """Take an application back before it is decided.

    Raises:
        NotFound: there is no such authorisation for this actor.
    """
    require(actor, WRITE)
    record = fetch(actor, authorisation_id, expected_n)
    RECORDER.record(actor, "authorisation", "withdrawn", record, note=reason)
