"""The words of the programme: the framework, states, measures, accounts, movements, refusals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.errors import Invalid, NotFound, Reason, Refused
from ifar.programme import people_labels, work_labels
from ifar.programme.framework import SHIPPED, Theme

FRAMEWORK: Final[Mapping[str, Any]] = {
    "S1": _("Prevent and combat illicit firearms and the threats that they connect with"),
    "O1": _("Legislative, policy and institutional regimes follow international standards"),
    "O2": _("Practitioners have the expertise to prevent, detect, investigate and prosecute"),
    "O3": _("Local communities, women and youth among them, take part and are safer"),
    "O4": _("Public bodies and private stakeholders act together"),
    "A1": _("Legislative and regulatory frameworks"),
    "A2": _("Criminalization and enforcement"),
    "A3": _("Disrupting flows and dismantling networks"),
    "A4": _("People-centred and human-rights approaches"),
    "A5": _("Advanced cooperation"),
    "C1": _("First catalyst"),
    "C2": _("Second catalyst"),
    "C3": _("Third catalyst"),
    "C4": _("Fourth catalyst"),
    "C5": _("Fifth catalyst"),
    "B1": _("Context-specific"),
    "B2": _("Interconnected threats"),
    "B3": _("People-centred"),
    "B4": _("Alliances and partnerships"),
    "R1": _("West and Central Africa and the Sahel"),
    "R2": _("Latin America and the Caribbean"),
    "R3": _("Ukraine"),
    "R4": _("Western Balkans"),
    "R5": _("Afghanistan, Central Asia and Pakistan"),
    "R6": _("Iraq"),
    "F1": _("2030 Agenda for Sustainable Development (target 16.4)"),
    "F2": _("New Agenda for Peace"),
    "F3": _("South-South cooperation"),
}
"""Code -> the name that ships, translated; catalysts are blanks that a manager fills in."""
assert FRAMEWORK.keys() == {theme.code for theme in SHIPPED}
KINDS: Final[Mapping[str, Any]] = {
    "ambition": _("Ambition"),
    "outcome": _("Outcomes"),
    "area": _("Priority areas"),
    "catalyst": _("Catalysts"),
    "benchmark": _("Benchmarks for action"),
    "region": _("Regions of presence"),
    "related": _("Related frameworks"),
}
STATES: Final[Mapping[str, Any]] = {
    "draft": _("Draft"),
    "submitted": _("Waits for approval"),
    "approved": pgettext_lazy("a value", "Approved"),
    "locked": _("Approved and locked"),
    "missing": pgettext_lazy("a value", "Not reported"),
}
PROJECT_STATES: Final[Mapping[str, Any]] = {
    "planned": pgettext_lazy("a project", "Planned"),
    "active": _("Under way"),
    "suspended": pgettext_lazy("a project", "Suspended"),
    "closed": pgettext_lazy("a project", "Closed"),
    "cancelled": pgettext_lazy("a project", "Cancelled"),
}
BANDS: Final[Mapping[str, Any]] = {
    "met": _("Target reached"),
    "on_track": _("On track"),
    "behind": _("Behind"),
    "away": _("Not moving or moving away"),
    "none": _("Not known"),
}
GRADES: Final[Mapping[str, Any]] = {
    "unearmarked": _("Not earmarked"),
    "soft": _("Earmarked for a theme or a region"),
    "project": _("Earmarked for a project"),
    "output": _("Earmarked for an output"),
}
MOVES: Final[Mapping[str, Any]] = {
    "pledge": _("Pledge"),
    "pledge_lapse": _("Pledge that lapsed"),
    "agreement": _("Agreement"),
    "agreement_cut": _("Agreement reduced"),
    "receipt": pgettext_lazy("of the Fund", "Receipt"),
    "allocation": _("Allocation"),
    "release": _("Allocation released"),
    "reallocation": _("Allocation moved to another project"),
    "obligation": _("Obligation"),
    "cancellation": _("Obligation cancelled"),
    "expenditure": _("Expenditure"),
    "recovery": _("Expenditure recovered"),
    "refund": _("Refund to the donor"),
    "support_payment": _("Programme support paid"),
    "revaluation": _("Gain or loss of exchange"),
}
ACCOUNTS: Final[Mapping[str, Any]] = {
    "pledges": _("Pledged, not yet agreed"),
    "pledgors": _("Pledges, contra"),
    "receivable": _("Receivable"),
    "agreed": _("Agreements, contra"),
    "cash": _("In the bank"),
    "unallocated": _("Not allocated"),
    "allocated": _("Allocated, not yet obligated"),
    "obligated": _("Unliquidated obligations"),
    "support": _("Programme support costs"),
    "expense": _("Spent"),
    "spent": _("Expenditure"),
    "exchange": _("Gains and losses of exchange"),
}
MEASURES: Final[Mapping[str, Any]] = {
    "unit": _("a number"),
    "percentage": _("a share, in per cent"),
    "nominal": _("one of several names"),
    "ordinal": _("a rank"),
    "qualitative": _("words"),
}
FREQUENCIES: Final[Mapping[str, Any]] = {
    "year": _("every year"),
    "half": _("every half-year"),
    "quarter": _("every quarter"),
    "once": _("once"),
}
LEVELS: Final[Mapping[str, Any]] = {
    "outcome": _("Outcome"),
    "output": _("Output"),
    "activity": _("Activity"),
}
AGGREGATIONS: Final[Mapping[str, Any]] = {
    "sum": _("added"),
    "pooled_ratio": _("sums of both counts, divided"),
    "weighted_mean": _("mean, weighted"),
    "none": _("never made one number"),
}
CONSTITUENCIES: Final[Mapping[str, Any]] = {
    "donors": _("Donors"),
    "states": _("States"),
    "united_nations": _("United Nations"),
    "civil_society": _("Civil society"),
    "academia": _("Academia"),
    "private_sector": _("Private sector"),
    "secretariat": _("Secretariat"),
}
RULES: Final[Mapping[str, Any]] = {
    "consensus": _("Consensus"),
    "majority": _("Majority of the votes cast"),
    "two_thirds": _("Two thirds of the votes cast"),
}
VOTES: Final[Mapping[str, Any]] = {"yes": _("in favour"), "no": _("against"), "abstain": _("abstains")}
MEETINGS: Final[Mapping[str, Any]] = {
    "planned": pgettext_lazy("a meeting", "Planned"),
    "open": pgettext_lazy("a meeting", "Open"),
    "closed": pgettext_lazy("a meeting", "Closed"),
    "cancelled": pgettext_lazy("a meeting", "Cancelled"),
}
DECISIONS: Final[Mapping[str, Any]] = {
    "tabled": _("Tabled"),
    "adopted": _("Adopted"),
    "rejected": _("Rejected"),
    "done": pgettext_lazy("a decision", "Carried out"),
}
HOW: Final[Mapping[str, Any]] = {
    "in_time": _("in time"),
    "late": _("late"),
    "open": _("still open"),
    "confirmed": _("confirmed"),
    "closed": pgettext_lazy("a space", "closed"),
    "fewer": _("fewer cases"),
    "more": _("more cases"),
    "not_certain": _("not certain"),
    "attended": _("took part"),
    "in_use": _("in use"),
    "wrote": _("wrote"),
    "shared": _("shared"),
    "adopted": _("adopted"),
    "met": _("met"),
}
"""How a row counted -> its words; what is not here is a figure or a code that is shown as it stands."""
MESSAGES: Final[Mapping[str, Any]] = {
    **people_labels.MESSAGES,
    "programme.changed_meanwhile": _(
        "Somebody else changed this meanwhile. Look at what stands there now and decide anew; what you typed is kept below."
    ),
    "programme.details": _("A value has the wrong format."),
    "programme.impossible": _("This cannot be done from the state in which it stands."),
    "programme.unknown": _("There is no such record of the programme."),
    "programme.theme.code": _("There is no such place in the framework: the matrix has five areas and five catalysts."),
    "programme.theme.name": _("Give a name in at least one language."),
    "programme.required": _("This is needed."),
    "programme.meeting.quorum": _("The meeting does not open without a quorum: %(present)d present, %(needed)d needed."),
    "programme.choice": _("Choose one of the list."),
    "programme.taken": _("This reference is taken."),
    "programme.plan.taken": _("A project stands on this plan already."),
    "programme.plan.many": _("At most 20 of these, one a line."),
    "programme.plan.state": _("A project begins with a plan that runs."),
    "programme.dates": _("It ends before it begins."),
    "programme.indicator.targets": _("A target lies on the wrong side of the baseline."),
    "programme.indicator.typed": _("Approved values of this indicator were typed. Define another indicator to have it counted from the records."),
    "programme.indicator.source": _("There is no computed source of this name."),
    "programme.period.running": _("The period has not ended. It can be locked from the day after its last one."),
    "programme.period.named": _("Type the name of the period to lock it: what was approved in it never moves again."),
    "programme.period.locked": _("The period is locked. What was approved in it does not move any more."),
    "programme.period.twin": _("A period of about the same length covers some of these days already."),
    "programme.indicator.locked": _(
        "A locked period has a value of this indicator: unit, measure, direction, aggregation, baseline and that period's target stay."
    ),
    "programme.value.counted": _("This indicator is counted from the records. Nobody writes its values by hand."),
    "programme.value.by_the_clock": _("This is counted every night, and by nobody else."),
    "programme.period.none": _("There is no such period."),
    "programme.value.there": _(
        "Somebody reported this period already. Look at what stands there; what you typed is kept below."
    ),
    "programme.value.empty": _("Type a number, or both counts of a share."),
    "programme.value.words": _("Describe the status."),
    "programme.value.range": _("A share lies between 0 and 100."),
    "programme.value.counts": _("The two counts do not make a share: the first is a part of the second."),
    "programme.value.ratio": _("The share is not what the two counts come to."),
    "programme.value.unknown": _("There is no such part to divide by."),
    "programme.value.double": _("A part stands there twice."),
    "programme.value.negative": _("A part is below zero."),
    "programme.value.sum": _("The parts do not add up to the whole."),
    "programme.value.own": _("Another person than those who wrote it approves."),
    "programme.value.reason": _("Say why."),
    "programme.fund.amount": _("This is no amount that the currency can say."),
    "programme.fund.currency": _("There is no such currency."),
    "programme.fund.rate": _("Give the rate of the day: how many units are one dollar of the United States."),
    "programme.fund.percent": _("Programme support lies between 0 and 13 per cent."),
    "programme.fund.earmark": _("The earmark does not fit its grade."),
    "programme.fund.bound": _("The donor bound this money to something else."),
    "programme.fund.short": _("There is not enough for this."),
    "programme.fund.move": _("There is no such movement."),
    "programme.fund.same": _("Money is moved from one project to another one."),
    "programme.fund.no_project": _("Such a movement is of no project: leave it empty."),
    "programme.fund.future": _("That day has not come yet."),
    "programme.fund.early": _("On that day the donor had promised nothing yet."),
    "programme.fund.locked": _("The period of that day is locked: nothing more is booked in it."),
    "programme.fund.over": _("The project or the contribution is over: no money is given to it or from it."),
    "programme.fund.office": _("Choose an office of this donor. Offices are registered under Administration."),
    "programme.fund.planned": _("The project has not started: money is promised and paid once it has. Start it first."),
    "programme.fund.suspended": _("The project is suspended: nothing new is promised until it goes on."),
    "programme.fund.own": _("You proposed this movement: another person approves it."),
    "programme.fund.twice": _("The same amount is booked already under this voucher."),
    "programme.committee.quorum": _("The committee is not met: the meeting is not open, or too few are present."),
    "programme.committee.unknown": _("A vote is in favour, against, or none."),
    "programme.committee.absent": _("Somebody voted who is not present."),
    "programme.committee.interest": _("Somebody voted who declared an interest."),
    "programme.committee.none": _("Nobody voted."),
    "programme.protocol.year": _("A year from 2001 to now can be assessed."),
    "programme.protocol.standing": _("Choose one of the list."),
    "programme.protocol.law": _("Name the law."),
    "programme.protocol.gap": _("Say what is missing."),
    "programme.protocol.link": _("An address begins with https:// or http://."),
    "programme.protocol.long": _("This is too long."),
    "programme.protocol.nothing": _("Answer at least one question."),
    "programme.protocol.there": _(
        "Somebody assessed this article already. Look at what stands there; what you typed is kept below."
    ),
    "programme.diligence.recipients": _("Nobody is named who receives the support. Name them on the project’s page first."),
    "programme.diligence.unconfirmed": _("The human-rights adviser confirms first who receives the support and that it needs no due diligence."),
    "programme.diligence.named": _("You named it: another person confirms it."),
    "programme.diligence.needed": _(
        "Some of its support to security forces is not released: human-rights due diligence comes first. It says who receives what, and another person decides."
    ),
    "programme.diligence.there": _("This is assessed already. Change that assessment, or withdraw it first."),
    "programme.diligence.own": _("Another person than those who wrote the assessment releases."),
    "programme.diligence.high": _("A risk stays high. What stays high after measures is released by nobody."),
    "programme.diligence.past": _("A release ends on a day that is to come."),
    "programme.diligence.long": _(
        "A release ends at the latest a year after the risks were last looked through. Look them through first."
    ),
    "programme.diligence.missing": _("Grade this risk; none is left out."),
    "programme.diligence.grade": _("Grade this risk; none is left out."),
    "programme.diligence.grounds": _("Say on which grounds."),
    "programme.diligence.measures": _("Say what is done about it."),
    "programme.diligence.worse": _("No measure makes a risk graver."),
    "programme.diligence.level": _("An activity of a project supports security forces, or the whole project."),
    **work_labels.MESSAGES,
    "programme.iati.nobody": _("The settings name no organisation that publishes (IFAR_IATI_REF)."),
    "programme.trial.state": _("This file was not checked, or was taken over already."),
    "programme.trial.changed": _("What the file would change is not what you were shown, because something changed meanwhile. Check it again."),
    "programme.others.root": _("This is the file of an organisation. Take over a file of activities."),
    "programme.fund.master": _("Here the organisation’s own accounts are the master: the movement comes with their next extract."),
    "programme.extract.closed": _("No more extracts are taken of this finance system."),
    "programme.extract.nothing": _("No row of the file can be read."),
    "programme.extract.column": _("There is nothing of this name to read a column as."),
    "programme.extract.needed": _("Name the column, or say what holds for all rows."),
    "programme.extract.words": _("Say which word of the column means which movement."),
    "programme.extract.columns": _("The file lacks columns that the mapping names: %(columns)s."),
    "programme.extract.many": _("The file has more than %(most)s rows. Bring a shorter period."),
    "programme.extract.many_new": _("More than %(most)s movements would be booked at once. Bring a shorter period."),
    "programme.extract.no_way_back": _("No movement takes this one back. Settle it in the accounts, or accept what the books say."),
    "programme.extract.nothing_to_correct": _("The amounts agree: there is nothing to book. Accept what the books say."),
}  # fmt: skip
OUTCOMES: Final[Mapping[str, Any]] = {
    "matched": _("Matched with a movement"),
    "booked": _("Booked as new"),
    "known": _("Known from an earlier extract"),
    "differing": _("Differs, for a person to settle"),
    "quarantined": _("In quarantine"),
}
"""What became of a row of an extract."""
ROWS: Final[Mapping[str, Any]] = {
    "reference.missing": _("There is no voucher."),
    "date.missing": _("There is no day."),
    "date.form": _("The day is not written as a day."),
    "date.swapped": _("Day and month are the other way round."),
    "date.impossible": _("There is no such day."),
    "date.future": _("The day has not come yet."),
    "date.future_swapped": _("The day has not come yet; day and month may be the other way round."),
    "date.early": _("The day is too long ago."),
    "move.unknown": _("Nobody said which movement this word means."),
    "amount.missing": _("There is no amount."),
    "amount.form": _("The amount is not written as an amount."),
    "amount.zero": _("The amount is nothing."),
    "amount.negative": _("No movement takes this one back, so it cannot be below zero."),
    "amount.currency": _("This is no amount that the currency can say."),
    "contribution.unknown": _("There is no contribution of this reference."),
    "project.unknown": _("There is no project of this reference."),
    "currency.unknown": _("There is no such currency."),
    "rate.form": _("The rate is not written as a rate."),
    "rate.missing": _("There is no rate of the day for another currency."),
    "row.twice": _("The same line of the same voucher stands in the file twice."),
}
"""Why a row of an extract goes to quarantine; refusals of the Fund stand in `MESSAGES`."""
DIFFERING: Final[Mapping[str, Any]] = {
    "amount": _("amount"),
    "currency": _("currency"),
    "day": _("day"),
    "project": _("project"),
}
VERDICTS: Final[Mapping[str, Any]] = {
    "corrected": _("The books were corrected"),
    "accepted": _("What the books say stands"),
}
ACTIVITY_STATES: Final[Mapping[str, Any]] = {
    "1": _("In preparation"),
    "2": _("Under way"),
    "3": _("Being closed"),
    "4": pgettext_lazy("an activity", "Closed"),
    "5": pgettext_lazy("an activity", "Cancelled"),
    "6": pgettext_lazy("an activity", "Suspended"),
    "": _("Not said"),
}
"""Codes of the list ActivityStatus of the IATI standard."""
SUMS: Final[Mapping[str, Any]] = {
    "incoming": _("Funds received"),
    "incoming_commitment": _("Funds promised"),
    "commitment": _("Committed"),
    "disbursement": _("Disbursed"),
    "expenditure": _("Spent"),
    "other": _("Other transactions"),
}
"""What the transactions of others' activities are added up as."""
ROLES: Final[Mapping[str, Any]] = {
    "1": _("Funding"),
    "2": _("Accountable"),
    "3": _("Extending"),
    "4": _("Implementing"),
}
"""Codes of the list OrganisationRole of the IATI standard."""
FIELDS: Final[Mapping[str, Any]] = {
    "reference": _("Voucher"),
    "line": _("Line of the voucher"),
    "day": _("Day"),
    "move": _("Movement"),
    "contribution": _("Contribution"),
    "project": _("Project"),
    "amount": _("Amount"),
    "currency": _("Currency"),
    "rate": _("Rate of the day"),
}
"""What a column of an extract may say."""


def of(code: str) -> Any:
    """The words of a refusal."""
    return MESSAGES.get(code, code)


def explained(reasons: Iterable[Reason]) -> list[Reason]:
    """The reasons that rules gave, each with its sentence."""
    return [
        replace(reason, message=str(of(reason.code)) % reason.params if reason.params else of(reason.code))
        for reason in reasons
    ]


def state_words(_record_type: str, state: str) -> Any:
    """A state in words."""
    return STATES.get(state, state)


def refused(*codes: str, **params: Any) -> Refused:
    """A refusal with its reasons."""
    reasons = [Reason(code, MESSAGES[code], params=params) for code in codes]
    return Refused(codes[0], MESSAGES[codes[0]], reasons=reasons, params=params)


def absent() -> NotFound:
    """There is no such record for this actor."""
    return NotFound("programme.unknown", MESSAGES["programme.unknown"])


def why(code: str) -> Any:
    """Why a row of an extract is in quarantine, in words."""
    return ROWS.get(code) or MESSAGES.get(code) or code


def invalid_of(code: str, field: str, **params: Any) -> Invalid:
    """What somebody gave cannot be taken; the words name what it is about."""
    message = str(MESSAGES[code]) % params
    return Invalid(
        code, message, field=field, params=params, reasons=[Reason(code, message, field=field, params=params)]
    )


def invalid(code: str, field: str) -> Invalid:
    """What somebody gave cannot be taken, and in which field."""
    return Invalid(code, MESSAGES[code], field=field, reasons=[Reason(code, MESSAGES[code], field=field)])


def invalid_at(wrong: Mapping[str, str]) -> Invalid:
    """What somebody gave cannot be taken, in one field or in several: field -> code."""
    reasons = [Reason(code, MESSAGES[code], field=field) for field, code in wrong.items()]
    return Invalid(reasons[0].code, reasons[0].message, field=reasons[0].field, reasons=reasons)


def theme_name(theme: Theme, language: str) -> Any:
    """The name of a theme in a language: the one that was set, in this language or in any, else the one that ships."""
    if theme.names:
        return theme.names.get(language) or theme.names.get("en") or next(iter(theme.names.values()))
    return FRAMEWORK[theme.code]
