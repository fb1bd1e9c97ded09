"""Refusals in words: each a whole sentence that says what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ifar.reference import selectors as reference
from ifar.registry.labels.conditions import CONDITIONS
from ifar.registry.labels.facts import CUSTODY, OWNERSHIP, RECORDERS, STATES, Words
from ifar.registry.labels.kinds import KINDS
from ifar.templatetags.days import day_words

ASK: Final[Words] = {
    "licensing_authority": _("Ask the licensing authority."),
    "police": _("Ask the police."),
    "military": _("Ask the armed forces' stock office."),
    "court": _("Ask the court."),
    "dealer": _("Ask the other party to confirm it."),
    "proof_house": _("Ask the proof house."),
}
"""Desk -> the sentence that sends an officer there."""

_TRANSFERS: Final = _(
    "Until this register keeps such records, it is not recorded here; what somebody types does not take the record's place."
)
_CARRIED: Final = _(
    "It is recorded by packing into a consignment of an authorisation, and by the release of that at exit; what somebody types does not take the record's place."
)
_TRAVELLED: Final = _(
    "It is recorded when a journey with it crosses the border: announce the journey under Travellers. What somebody types does not take the record's place."
)
_BY_CONSIGNMENT: Final = frozenset(
    {"import_licence", "transit_no_objections", "licence_document_complete", "licence_in_force"}
)
RECORDS: Final[Words] = {
    "import_authorised": _("The import authorisation as a record of its own."),
    "import_licence": _(
        "The importing State's authorisation, on file, entered by one person and verified by another."
    ),
    "transit_no_objections": _(
        "The written no-objection of each transit State, on file, entered by one person and verified by another."
    ),
    "licence_document_complete": _(
        "An export authorisation that is a record with place and day of issue, expiry, countries of export, import and transit,"
        " final recipient, description and quantity."
    ),
    "licence_in_force": _(
        "An export authorisation that is a record, on the day on which the firearm leaves."
    ),
    "temporary_permit": _(
        "A journey that was announced and crosses the border with it, with the day of return."
    ),
    "transit_notice": _("The accepted transit notice as a record of its own."),
}
"""Condition of Protocol art. 10 that only a record answers -> which record that is."""

_NO_RECORD: Final = _("“%(question)s” Only a record answers this, and there is none: %(record)s %(until)s")
_UNKNOWN: Final = _("The register does not know the answer, and the law asks for it: “%(question)s” %(ask)s")

REFUSALS: Final[Words] = {
    "registry.kind.unknown": _("There is no such kind of event. Choose one of those that are offered."),
    "registry.kind.own_service": _(
        "This is recorded where it is done, and not as an event alone: an issue and its return at the arm"
        "oury, a despatch on its page, joining and taking apart by deciding about possible duplicates."
    ),
    "registry.marking.missing": _("Missing among the marks: %(rule)s."),
    "registry.marking.low": _("A mark is lower than the law asks: %(rule)s."),
    "registry.marking.shallow": _("A mark is shallower than the law asks: %(rule)s."),
    "registry.marking.script": _("A mark is written in other letters than the law asks: %(rule)s."),
    "registry.not_carried": _(
        "It stands on the packing list of no such consignment of an authorisation in force. Pack it there first."
    ),
    "registry.not_struck": _(
        "The marking campaign does not strike this: its number is borne by another arm, or the campaign or the arm has changed meanwhile."
    ),
    "registry.mark.on_record": _(
        "A mark that stands on record is changed by a correction or by marking anew, which take two people. Add what was read as "
        "a mark of its own, or have the record corrected."
    ),
    "registry.mark.no_number": _(
        "“%(mark)s” is no serial number. Leave the number empty and say that it is unknown, or that there is none."
    ),
    "registry.mark.not_as_it_stands": _(
        "“%(mark)s” is not written as a serial number stands on the thing. Look for spaces too many and for characters that nobody read."
    ),
    "registry.part.no_firearm": _(
        "There is no such firearm on the register for you. Scan its label, or type its identifier as it is printed."
    ),
    "registry.part.firearm_ended": _(
        "The record of that firearm has ended, so nothing is fitted into it. Open the record in which its life goes on."
    ),
    "registry.part.elsewhere": _(
        "The firearm is not in your hands. A part goes with its firearm, and whoever has that in hand fits it or takes it out."
    ),
    "registry.part.other_owner": _("The part belongs to whoever owns the firearm. Name the same owner."),
    "registry.thing.wrong": _(
        "“%(kind)s” cannot be recorded for this. Open the firearm or the part that it happened to."
    ),
    "registry.recorder.not_allowed": _(
        "“%(kind)s” is not recorded by your kind of office. It is recorded by: %(allowed)s."
    ),
    "registry.record.merged": _(
        "This record was joined to another one. Open that one and record the event there."
    ),
    "registry.record.not_merged": _(
        "This record was not joined to another one, so there is nothing to take apart."
    ),
    "registry.record.missing": _("There is no record of it yet. Enter it first."),
    "registry.record.exists": _(
        "“%(kind)s” begins a record, and there is one already. Choose another event."
    ),
    "registry.transition.impossible": _(
        "“%(kind)s” is not possible while the register says: “%(state)s”. Record first what happened in between."
    ),
    "registry.transition.stock_first": _(
        "“%(kind)s” is not possible while the register says: “%(state)s”. Take finished firearms into stock first."
    ),
    "registry.ask_desk": _("This cannot be recorded now. %(ask)s"),
    "registry.annulment.first_event": _(
        "The first event of a record cannot be annulled. Correct it, or join the record to the right one."
    ),
    "registry.occurred.order": _(
        "The time of its end lies before the time of its beginning. Mend the times."
    ),
    "registry.occurred.future": _("It cannot have happened in the future. Mend the time."),
    "registry.occurred.last_seen": _(
        "It cannot have been seen last after it was lost or stolen, nor in the future. Mend the day."
    ),
    "registry.lateness": _(
        "In the book it had to be entered by %(due)s. Say why it is entered late, or mend the day on which it happened."
    ),
    "registry.occurred.form": _(
        "The time cannot be read. Enter a date such as 2024-03-01, or only the year or the month."
    ),
    "registry.occurred.reversed": _(
        "The time of its end lies before the time of its beginning. Mend the times."
    ),
    "registry.occurred.zone": _("There is no such time zone. Choose one from the list."),
    "registry.year.impossible": _(
        "In that year it cannot have been made. Mend the year, or say that it is not known."
    ),
    "registry.description.invalid": _(
        "The description is not of the right form. Mend the fields that are marked."
    ),
    "registry.category.not_yours": _(
        "The legal category is set by the licensing authority or a supervisor. Leave it empty, or ask them."
    ),
    "registry.security.not_yours": _(
        "Only the police and the armed forces say of their own firearms that they are a matter of national security."
    ),
    "registry.description.not_by_this_event": _(
        "This event does not change the description. Have the record corrected instead."
    ),
    "registry.description.status": _(
        "Say whether the value is known, not known, or does not exist for this item."
    ),
    "registry.mark.form": _("A mark has a field that marks do not have, or lacks its kind. Mend it."),
    "registry.firearm.not_found": _("There is no such firearm or part. Check the identifier."),
    "registry.book.left": _(
        "It is no longer in your book. Tell the authority that keeps the record what happened: it enters it."
    ),
    "registry.book.closed": _(
        "The book of this trader is closed and with the authority. Nothing is entered in it, and nothing goes to the trader."
    ),
    "registry.event.not_found": _("There is no such event of this firearm or part."),
    "registry.duplicate.not_found": _("There is no such pair of possible duplicates."),
    "registry.duplicate.invalid": _("The decision about the pair is not complete. Mend it."),
    "registry.duplicate.verdict": _("Choose whether the two records are one firearm or two."),
    "registry.duplicate.survivor": _("Choose which of the two records goes on."),
    "registry.duplicate.left_without": _(
        "The record that would be joined is in the hands of %(offices)s, the one that goes on is not. Keep the other record, or first record"
        " on this one where the firearm is."
    ),
    "registry.duplicate.reason": _("Say why the decision is taken back."),
    "registry.duplicate.decided": _(
        "Somebody else has decided about this pair. Open it again to see its status."
    ),
    "registry.firearm.changed_meanwhile": _(
        "Somebody else changed the record meanwhile. Look at it again and repeat."
    ),
    "registry.licence.changed_meanwhile": _(
        "The licence does not allow it any more: it was suspended, ended or used up meanwhile. Look at it again."
    ),
    "registry.details.float": _(
        "Numbers with a decimal point are not stored. Enter a whole number in a smaller unit."
    ),
    "registry.forfeit_unmarked": _(
        "This arm was confiscated and bears no mark. It passes to nobody before it was marked anew; else it is destroyed."
    ),
    "registry.attested.not_asked": _(
        "Something is attested that this event does not ask. Answer only what the page asks."
    ),
    "registry.attested.answer": _("Answer with yes, no or not known."),
    "registry.attested.document": _(
        "A yes names the document that you have seen by its kind and number alone, such as “Permit 345/2026”; a day or a year is no number. "
        "If there is none, answer “not known” or “no”."
    ),
    "registry.annulment.licence_given_back": _(
        "The annulment gave a licence back, which may have been used for another firearm since. Record the acquisition anew instead."
    ),
    "registry.annulment.moved": _(
        "An issue or a movement between stores says this, and goes on saying it. Take back what was issued, or order a movement back."
    ),
    "registry.on_the_road": _(
        "It is on the road between two stores. The unit that sends it does not record this alone: its escort does, the receiving unit by its receipt, or the office that ordered the movement."
    ),
    "registry.annulment.missing": _(
        "A movement between stores says that it did not arrive, and goes on saying it. Where it turns up, record that it was found."
    ),
    "registry.annulment.not_latest": _(
        "Something was recorded after the event that this takes back, or it names no event of this record: it cannot be carried out."
        " Withdraw or refuse it, and propose it anew if it is still needed."
    ),
    "registry.description.nothing": _(
        "Nothing is said by which the thing could be found again. Say at least its type, or what stands on it; for a mark that is not"
        " there or that nobody can read, say so."
    ),
    "registry.details.invalid": _(
        "The details of the event are not of the form that its schema asks for. Mend them."
    ),
    "registry.detail.owner_kind": _(
        "The kind of owner is missing, or is none that can hold it. Choose one of: %(allowed)s."
    ),
    "registry.detail.marking": _("With these marks it cannot be held lawfully. Have it marked anew first."),
    "registry.detail.ground": _("A loss or a deposit needs its ground. Choose one of: %(allowed)s."),
    "registry.detail.recorder": _("Your kind of office cannot keep it. Have it recorded by: %(allowed)s."),
    "registry.detail.by": _(
        "It cannot go back to its owner as things stand. Have the police take it in as found."
    ),
    "registry.detail.terms": _("The terms on which it is received are missing. Choose one of: %(allowed)s."),
    "registry.detail.result": _("The result of the proof test is missing. Choose “passed” or “failed”."),
    "registry.detail.kept_by": _(
        "Who keeps it from now on is missing, or cannot keep it. Choose one of: %(allowed)s."
    ),
    "registry.detail.state": _(
        "The state in the older register is missing or cannot be taken over. Choose one of: %(allowed)s."
    ),
    "registry.proof.house": _("Choose a proof house of the list."),
    "registry.proof.result": _("Say behind it whether it passed or failed."),
    "registry.proof.mark": _(
        "It passed: say which proof mark was struck on it, once for all or behind its result."
    ),
    "registry.reserved.ended": _(
        "Production order %(order)s is closed, or explains why this number is not made. Take a number of an open order."
    ),
    "registry.reserved.outside": _(
        "Production order %(order)s, which you name as the production lot, has not reserved this number."
    ),
}
"""Code of a refusal -> its sentence; conditions have theirs in CONDITIONS."""

_LISTED: Final[tuple[Words, ...]] = (RECORDERS, OWNERSHIP, STATES, CUSTODY)


def _listed(codes: Iterable[str]) -> str:
    """Codes in words, in one line."""
    results = (next((str(words[code]) for words in _LISTED if code in words), code) for code in codes)
    return gettext(", ").join(results)


def _in_words(params: Mapping[str, Any]) -> dict[str, str]:
    """The parameters of a reason, which are codes, as words."""
    kind, state = str(params.get("kind", "")), str(params.get("state", ""))
    rule = str(params.get("rule", ""))
    return {
        "kind": str(KINDS[kind][0]) if kind in KINDS else kind,
        "state": str(STATES.get(state, state)),
        "ask": str(ASK.get(str(params.get("desk", "")), "")),
        "allowed": _listed(params.get("allowed", ())),
        "offices": str(params.get("offices", "")),
        "rule": reference.words("marking_rule").get(rule, rule) if rule else "",
        "mark": str(params.get("mark", "")),
        "order": str(params.get("order", "")),
        "due": _day(str(params.get("due", ""))),
    }


def _day(text: str) -> str:
    """A day (`2026-03-14`) in words; anything else as it is."""
    try:
        return day_words(dt.date.fromisoformat(text))
    except ValueError:
        return text


def _sentence(code: str, params: Mapping[str, Any]) -> str:
    if code == "registry.transition.impossible" and params.get("first") == "stock_declared":
        code = "registry.transition.stock_first"
    family, _dot, name = code.rpartition(".")
    words = _in_words(params)
    if family == "registry.unknown" and name in RECORDS:
        travelled = _TRAVELLED if name == "temporary_permit" else _TRANSFERS
        until = _CARRIED if name in _BY_CONSIGNMENT else travelled
        values = {"question": CONDITIONS[name][0], "record": RECORDS[name], "until": until}
        return str(_NO_RECORD) % values
    if family == "registry.unknown" and name in CONDITIONS:
        return str(_UNKNOWN) % {**words, "question": CONDITIONS[name][0]}
    if family == "registry.precondition" and name in CONDITIONS:
        return str(CONDITIONS[name][1])
    return str(REFUSALS[code]) % words if code in REFUSALS else gettext("This was refused.")


_lazily: Final = lazy(_sentence, str)


def words_of(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The whole sentence of a refusal's code, put into words only when it is read, in the language of whoever reads it."""
    return _lazily(code, dict(params or {}))
