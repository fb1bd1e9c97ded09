"""The words of the parties: kinds, values, events, grounds, reasons. Codes are stable, words are translated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar import identifiers
from ifar.errors import Invalid, Reason
from ifar.templatetags.days import day_words

KINDS: Final[Mapping[str, Any]] = {
    "person": _("Person"),
    "entity": _("Company or association"),
    "unit": _("Unit of the State"),
}
STATUSES: Final[Mapping[str, Any]] = {
    "active": _("Active"),
    "deceased": _("Deceased"),
    "dissolved": _("Dissolved"),
}
SEXES: Final[Mapping[str, Any]] = {
    "female": _("Female"),
    "male": _("Male"),
    "other": _("Other"),
    "unknown": _("Unknown"),
    "not_asked": _("Not asked"),
}
CONTACTS: Final[Mapping[str, Any]] = {
    "telephone": _("Telephone"),
    "email": _("E-mail"),
    "said": _("Contact as it was given"),
}
VALUES: Final[Mapping[str, Any]] = {
    "name": _("Name"),
    "born": _("Date of birth"),
    "identity_numbers": _("Identity numbers"),
    "contact": _("Contact"),
    "address": _("Address"),
    "note": _("Reason"),
    "sex": _("Sex"),
    "country": _("Country"),
    "registration": _("Registration number"),
    "status": _("Status"),
    "kind": _("Kind"),
    "merged_into": _("Joined to"),
}
ERASABLE: Final[Mapping[str, Any]] = {
    "name": _("Name"),
    "born": _("Date of birth"),
    "identity_numbers": _("Identity numbers"),
    "contact": _("Telephone and e-mail"),
    "address": _("Every address"),
    "note": _("Reasons that officers wrote"),
    "photo": _("Photo"),
    "signature": _("Signature"),
}
EVENTS: Final[Mapping[str, tuple[Any, str]]] = {
    "registered": (pgettext_lazy("a party", "Registered"), "user-plus"),
    "corrected": (pgettext_lazy("a party", "Corrected"), "edit"),
    "moved": (_("New address"), "map-pin"),
    "merged": (_("Joined to another record"), "git-merge"),
    "split": (_("Separated again"), "git-branch"),
    "erased": (_("Personal data erased"), "eraser"),
}
"""Kind of event -> its words and its icon."""
STATES: Final[Mapping[str, Mapping[str, Any]]] = {
    "party": {
        "standing": pgettext_lazy("a party", "standing for itself"),
        "joined": pgettext_lazy("a party", "joined to another record"),
    },
    "bar": {"standing": _("in force"), "lifted": pgettext_lazy("a bar", "lifted")},
}
GROUNDS: Final[Mapping[str, tuple[Any, Any]]] = {
    "retention_ended": (
        _("The time for which it is kept has ended"),
        _("The time for which it is kept has ended: no law asks the register to keep it any longer."),
    ),
    "court_order": (
        _("A court has ordered it"),
        _("A court has ordered it: write the court and the number of its order below."),
    ),
    "entered_by_mistake": (
        _("It was entered by mistake"),
        _("It was entered by mistake: it belongs to somebody else, or should never have been recorded."),
    ),
}
"""Lawful ground of an erasure -> its words, and the same with what it asks for."""

READS: Final[Mapping[str, Any]] = {
    "parties.party.read": _("The record was opened"),
    "parties.bar.check": _("It was asked whether the person is barred from firearms"),
    "parties.bar.list": _("A list of prohibitions showed the person"),
    "parties.bar.read": _("A prohibition was opened"),
    "parties.party.match": _("The record was compared with others"),
    "parties.file.read": _("The file was given out"),
    "parties.party.list": _("The name was shown in a list"),
    "parties.party.refused": _("The record was asked for and not shown"),
    "parties.party.search": _("A search showed the name"),
    "parties.proof.read": _("A proof of an entry was taken"),
    "registry.firearm.read": _("The name was shown beside a firearm"),
    "registry.event.read": _("The name was shown beside an event of a firearm"),
    "registry.event.preview": _("The name was shown while an event was being recorded"),
    "registry.duplicate.read": _("The name was shown beside two records of firearms"),
    "accounts.proposal.read": _("The name was shown beside a proposal"),
    "licensing.desk.list": _("The name was shown in a list"),
    "licensing.application.read": _("The name was shown beside an application"),
    "licensing.licence.read": _("The name was shown beside a licence"),
    "licensing.removal.list": _("The name was shown in a list"),
    "licensing.removal.read": _("The name was shown beside firearms to be surrendered"),
    "licensing.notice.list": _("The name was shown in a list"),
    "licensing.notice.read": _("An eligibility notice was opened"),
    "licensing.offer.list": _("The name was shown in a list"),
    "portal.own.read": _("The holder opened their own page"),
    "portal.offer.read": _("The name was shown beside an offer to the other side"),
    "portal.report.list": _("The name was shown in a list"),
    "portal.report.read": _("What the holder reported was opened"),
    "portal.document.read": _("A document that came with an application was opened"),
    "cashier.day.list": _("The name was shown in a list"),
    "cashier.payment.read": _("The name was shown beside a fee"),
    "cashier.likeness.read": _("The photo or the signature was shown"),
    "licensing.visit.list": _("The name was shown in a list"),
    "licensing.visit.read": _("The name was shown beside a visit"),
    "licensing.finding.read": _("The name was shown beside a fault that was found at a visit"),
    "licensing.move.list": _("The name was shown in a list"),
    "licensing.move.read": _("The name was shown beside a move"),
    "licensing.reminder.list": _("The name was shown in a list"),
    "licensing.reminder.read": _("The name was shown beside a reminder"),
    "licensing.letters.read": _("Letters with the name and the address were printed"),
    "recoveries.narrative": _("What a case tells of the person was read"),
    "tracing.file.read": _("A signed file of a trace request was opened"),
    "tracing.notice.read": _("An exchange of experience with another State was read"),
    "tracing.request.read": _("The name was shown in a trace request"),
    "trade.party.list": _("The name was shown in a list"),
    "trade.party.read": _("The record was opened"),
    "trade.list.ask": _("A name was checked against the sanctions lists"),
    "trade.match.list": _("The name was shown in a list"),
    "trade.match.read": _("The record was opened"),
    "trade.authorisation.list": _("The name was shown in a list"),
    "trade.authorisation.read": _("The name was shown beside an authorisation of a transfer"),
    "trade.journey.read": _("The name was shown beside a journey with firearms"),
    "documents.paper.issue": _("The name was set on a paper"),
    "documents.paper.read": _("A paper with the name was opened"),
}
"""Kind of read -> its words, for those whose record was read. What is looked at in an inquiry has no words of its own here."""
_READ: Final = _("The record was looked at")


def read_words(act: str) -> Any:
    """What somebody read, in words for the person whose record it is: never the name of an act."""
    return READS.get(act, _READ)


REASONS: Final[Mapping[str, Any]] = {
    "parties.kind": _("Choose what it is: a person, a company or association, or a unit of the State."),
    "parties.name": _("Write a name of at most 300 characters, on one line."),
    "parties.born.form": _("Write the date of birth as year, month and day."),
    "parties.born.impossible": _("Nobody who was born on that day can be alive."),
    "parties.born.body": _("Only a person has a date of birth."),
    "parties.sex": _("Choose one of the answers."),
    "parties.status": _("Choose one of the answers."),
    "parties.country": _("Choose a country."),
    "parties.registration": _("Write the registration number in at most 60 characters."),
    "parties.identity": _(
        "Each identity number needs the kind of document and the number, in at most 60 characters."
    ),
    "parties.contact": _("A contact has a telephone number or an e-mail address, each of one line."),
    "parties.value.unknown": _("The register does not keep this."),
    "parties.changed_meanwhile": _(
        "Somebody else recorded something about this meanwhile. Reload the page and look again."
    ),
    "parties.impossible": _("This cannot be done now: it is %(state)s."),
    "parties.party.cannot_merge": _("These two records cannot be joined: one of them was joined already."),
    "parties.bar.other_office": _("An office enters its own prohibitions."),
    "parties.bar.kind": _("Choose what kind of prohibition it is."),
    "parties.bar.ground": _("Choose the ground."),
    "parties.bar.issuer": _("Write which authority decided, in at most 200 characters."),
    "parties.bar.paper": _("Write the number or the name of the decision, in at most 200 characters."),
    "parties.bar.country": _("Choose the country of the authority."),
    "parties.bar.period": _("Write the days as year, month and day."),
    "parties.bar.future": _("A prohibition cannot begin in the future."),
    "parties.bar.order": _("The last day is before the first."),
    "parties.bar.both": _("Say who is meant in one way: by the record, or by a description."),
    "parties.bar.whom": _("Say who is meant: a record, or at least a name."),
    "parties.address.country": _("Choose the country of the address."),
    "parties.address.area": _("Write the code of the province or district, such as FR-13."),
    "parties.address.lines": _("Write the address in at most 8 lines."),
    "parties.address.since": _("Write the day as year, month and day."),
    "parties.address.future": _("An address is recorded from a day on that has come."),
}

LIKENESS: Final[Mapping[str, Any]] = {
    "record.same": _("It was entered for this very record, or one that was joined to it."),
    "record.formerly": _("Formerly recorded as “%(held)s”."),
    "identity.same": _("The same identity number: %(number)s"),
    "registration.same": _("The same registration number: %(number)s"),
    "registration.differs": _("Another registration number: %(number)s"),
    "born.same": _("The same date of birth: %(born)s"),
    "born.swapped": _("Day and month of birth are exchanged: %(born)s"),
    "born.near": _("One digit of the date of birth differs: %(born)s"),
    "born.differs": _("Another date of birth: %(born)s"),
    "born.unknown": _("The dates of birth cannot be compared."),
    "name.same": _("The same name"),
    "name.script": _("The same name in another script, spelling or order: %(name)s"),
    "name.near": _("The name differs by a letter or two: %(name)s"),
    "name.part": _("Part of the name is the same; it differs by “%(differing)s”."),
    "name.differs": _("Another name: %(name)s"),
    "name.unknown": _("The names cannot be compared."),
    "sex.differs": _("Another sex is on record."),
    "country.differs": _("Another country is on record: %(country)s"),
}


UNQUOTED: Final[Mapping[str, Any]] = {
    "record.formerly": _("As it was formerly recorded"),
    "identity.same": _("The same identity number"),
    "registration.same": _("The same registration number"),
    "registration.differs": _("Another registration number"),
    "born.same": _("The same date of birth"),
    "born.swapped": _("Day and month of birth are exchanged."),
    "born.near": _("One digit of the date of birth differs."),
    "born.differs": _("Another date of birth"),
    "name.script": _("The same name in another script, spelling or order"),
    "name.near": _("The name differs by a letter or two."),
    "name.part": _("Part of the name is the same."),
    "name.differs": _("Another name"),
    "country.differs": _("Another country is on record."),
}
"""The same reasons without what they quote, for whoever may not see the other person."""

BAR_KINDS: Final[Mapping[str, Any]] = {
    "refused": _("Application refused"),
    "prohibited": _("Prohibited by a court"),
    "protection_order": _("Protection order"),
    "revoked": _("Licence revoked"),
    "foreign_refusal": _("Refusal notified by another State"),
}
SURENESS: Final[Mapping[str, Any]] = {
    "certain": _("Certainly the same person"),
    "likely": _("Perhaps the same person"),
}


NO_REMINDERS: Final[Mapping[str, Any]] = {
    "mail": _("no reminders by e-mail"),
    "sms": _("no reminders by short message"),
    "letter": _("no reminders by letter"),
}


def explained(reasons: Iterable[Reason]) -> list[Reason]:
    """The reasons that rules gave, each with its sentence."""
    return [
        replace(reason, message=of(reason.code, reason.params) if reason.code in REASONS else reason.message)
        for reason in reasons
    ]


def of(code: str, params: Mapping[str, Any] | None = None) -> Any:
    """The sentence of a refusal."""
    sentence = REASONS.get(code, code)
    return str(sentence) % dict(params) if params else sentence


def state_words(record_type: str, state: str) -> Any:
    """The state of a party or a bar in words; what is not there yet is `new`."""
    return STATES[record_type].get(state, state) if state else pgettext_lazy("a party", "new")


def in_words(error: Invalid) -> Invalid:
    """An error of the rules with a sentence for each of its reasons."""
    message = _("Some of what was given about the party cannot be; each reason names its field.")
    return Invalid(error.code, message, reasons=explained(error.reasons))


def likeness_words(reason: Reason) -> str:
    """One reason for or against two records being one person, as a sentence."""
    if reason.code in UNQUOTED and not reason.params:
        return str(UNQUOTED[reason.code])
    params = {name: day_words(value) if name == "born" else value for name, value in reason.params.items()}
    return str(LIKENESS[reason.code]) % params


def value_words(name: str, value: Any, spoken: Mapping[str, Mapping[str, str]]) -> str:
    """A value in words; `spoken` are the words of the lists `identity_document`, `country` and `area`.

    Parts of another script or direction are isolated, so that numbers and addresses keep their order in every language.
    """
    if name == "identity_numbers":
        documents = spoken["identity_document"]
        return _now(", ").join(
            f"{_isolated(documents.get(item.get('kind', ''), item.get('kind', '')))} {_isolated(item.get('number', ''), _LEFT_TO_RIGHT)}"
            for item in value
        )
    if name == "contact":
        values = [
            _isolated(value[item], _LEFT_TO_RIGHT)
            for item in ("telephone", "email", "said")
            if value.get(item)
        ]
        if value.get("language"):
            values.append(_now("language %(code)s") % {"code": value["language"]})
        values += [
            str(NO_REMINDERS[part])
            for part in str(value.get("opt_out") or "").split()
            if part in NO_REMINDERS
        ]
        return _now(", ").join(values)
    if name == "address":
        places = {**spoken["area"], **spoken["country"]}
        return _now(", ").join(_isolated(places.get(part, part)) for part in value)
    if name == "born":
        return day_words(value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value)))
    if name == "merged_into":
        return identifiers.shown(value) if value else _now("none")
    known: Mapping[str, Any] = {
        "sex": SEXES,
        "status": STATUSES,
        "kind": KINDS,
        "country": spoken["country"],
    }.get(name, {})
    return str(known.get(str(value), value))


_FIRST_STRONG: Final = "\u2068"
_LEFT_TO_RIGHT: Final = "\u2066"


def _isolated(text: str, direction: str = _FIRST_STRONG) -> str:
    return f"{direction}{text}\u2069"
