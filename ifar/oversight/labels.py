"""The words of oversight. Codes are stable, words are translated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.errors import Sentences
from ifar.registry.kinds import happened

BREACHES: Final[Mapping[str, Any]] = {
    "oversight.counted_and_wrote_off": _(
        "Somebody who had counted the arm or its store took part in writing it off."
    ),
    "oversight.exported_after_expiry": _("The arm left the country after the last day of its licence."),
    "oversight.closed_own_matter": _("Somebody closed a matter that they had explained or were barred from."),
    "oversight.dated_back": _(
        "An act, or several of one person on one day, says that it happened long before it was recorded, and no second person agreed."
    ),
    "oversight.both_sides": _("One person did both sides of an act that takes two."),
    "oversight.decided_own_application": _(
        "Somebody who had checked the application or advised on it decided it."
    ),
    "oversight.resurrected": _("An arm that is destroyed by the register has turned up."),
    "oversight.witnessed_own": _("Somebody who had proposed or approved the destruction was its witness."),
    "oversight.not_countersigned": _("An act of emergency was not countersigned by its day."),
    "oversight.report_unacknowledged": _("A report from outside was not acknowledged in time."),
    "oversight.report_unanswered": _("A report from outside was not answered in time."),
}
"""What a breach is, by its cause: the words of its matter."""
AUDITED: Final[Mapping[str, Any]] = {
    "oversight.audited": _("An audit of this file by the inspectorate found a fault."),
    "oversight.plan_overdue": _("The day of an audit plan passed, and not all of its files are audited."),
}
"""What an audit led to: the words of its matter."""
_ACTS: Final[Mapping[str, Any]] = {
    "licensing.application": _("A step of an application"),
    "licensing.visit": _("An inspection on site"),
    "cashier.payment": _("A fee"),
    "stocks.count": _("A blind count"),
    "books.count": _("A blind count"),
    "custody.count": _("A blind count"),
    "stocks.issue": _("An issue of arms"),
    "custody": _("A step of an exhibit's custody"),
    "ammunition": _("A movement of ammunition"),
    "trade": _("A step of a transfer or despatch"),
    "accounts": _("A proposal of two people"),
    "matters": _("A step of a matter"),
    "books.day": _("A closed day"),
    "read": _("Access to personal data"),
}
"""What a row of evidence is, by the beginning of its act."""
READS: Final[Mapping[str, Any]] = {
    "oversight.file.read": _("A file was opened for an audit"),
    "oversight.look.read": _("An access to personal data was looked into"),
}
"""What the log of reads says of oversight's own."""
ORIGINS: Final[Mapping[str, Any]] = {
    "signal": pgettext_lazy("origin of a case", "Signal"),
    "breach": pgettext_lazy("origin of a case", "Breach"),
    "tip": pgettext_lazy("origin of a case", "Report"),
    "audit": pgettext_lazy("origin of a case", "Audit plan"),
    "draw": pgettext_lazy("origin of a case", "Random selection"),
    "other": pgettext_lazy("origin of a case", "Other reason"),
}
CLASSES: Final[Mapping[str, Any]] = {
    "none": _("No fault found"),
    "observation": _("Observation"),
    "minor": _("Minor non-conformity"),
    "major": _("Major non-conformity"),
    "criminal": _("Suspected offence"),
}
OUTCOMES: Final[Mapping[str, Any]] = {
    "innocent": _("Innocent explanation"),
    "unproven": _("Not proven"),
    "remedied": _("Fault remedied"),
    "measures": _("Measures taken"),
    "referred": _("Referred to the prosecution"),
}
REQUESTS: Final[Mapping[str, Any]] = {
    "explanation": pgettext_lazy("a request", "Explanation"),
    "suspend_access": _("Suspension of a person's access (provisional)"),
    "secure_evidence": _("Preservation of evidence (provisional)"),
    "legal_hold": _("Legal hold (provisional)"),
    "recommendation": _("Recommendation"),
}
GROUNDS: Final[Mapping[str, Any]] = {
    "duty": _("Part of their duties or shift"),
    "error": _("A recording error"),
    "known_event": _("A known event, such as a fire or a sale of stock"),
    "peer_group": _("Wrong peer group"),
    "too_few": _("Too few acts to draw a conclusion"),
    "other": _("Another explanation"),
}
DECISIONS: Final[Mapping[str, Any]] = {
    "granted": _("Licence granted"),
    "refused": _("Application refused"),
    "suspended": _("Licence suspended"),
    "revoked": _("Licence revoked"),
}
"""Kinds of decision that an audit plan names."""
ANSWERS: Final[Mapping[str, Any]] = {
    "yes": _("Yes"),
    "no": _("No"),
    "not_applicable": _("Not applicable"),
}
ITEMS: Final[Mapping[str, Any]] = {
    "competent": _("Decided by a competent person"),
    "checks": _("Checks done before the decision"),
    "reasons": _("Reasons stated"),
    "documents": _("Documents on file"),
    "fee": _("Fee paid or lawfully waived"),
    "days": _("Decided within the time limit"),
}
"""The checklist of a file audit."""
REPORT_TABLES: Final[Mapping[str, Any]] = {
    "breaches": _("Breaches, by rule"),
    "opened": _("Inspection cases opened, by origin"),
    "closed": _("Inspection cases closed, by outcome"),
    "findings": _("Findings of closed cases, by severity"),
    "requests": _("What closed cases asked of offices, and what was done"),
    "recommendations": _("Recommendations whose day fell in the year, and what was done"),
    "audited": _("Files audited, by decision and severity of the finding"),
    "checklist": _("Checklist of the files audited"),
}
REPORT_COLUMNS_OF: Final[Mapping[str, Mapping[str, Any]]] = {"audited": CLASSES, "checklist": ANSWERS}
"""What stands over the columns of a table that has words of its own; of the others `REPORT_COLUMNS`."""
REPORT_COLUMNS: Final[Mapping[str, Any]] = {
    "Q1": _("1st quarter"),
    "Q2": _("2nd quarter"),
    "Q3": _("3rd quarter"),
    "Q4": _("4th quarter"),
    "yes": pgettext_lazy("a request", "Done"),
    "no": pgettext_lazy("a request", "Not done"),
    "settled": _("Settled without an answer"),
    "pending": pgettext_lazy("a request", "Not due yet"),
    "overdue": pgettext_lazy("a request", "Overdue"),
}
REPORT_ROWS: Final[Mapping[str, Mapping[str, Any]]] = {
    "breaches": BREACHES,
    "opened": {**ORIGINS, "reopened": _("A closed case, opened again")},
    "closed": OUTCOMES,
    "findings": CLASSES,
    "requests": REQUESTS,
    "recommendations": REPORT_COLUMNS,
    "audited": DECISIONS,
    "checklist": ITEMS,
}
DONE: Final[Mapping[str, Mapping[str, Any]]] = {
    "explanation": {"yes": _("Explained"), "no": _("No explanation can be given")},
    "recommendation": {
        "yes": pgettext_lazy("a recommendation", "Followed"),
        "no": pgettext_lazy("a recommendation", "Not followed"),
    },
}
"""How an office answers what it was asked; of a provisional measure `MEASURE_DONE`."""
MEASURE_DONE: Final[Mapping[str, Any]] = {
    "yes": pgettext_lazy("a measure", "Carried out"),
    "no": pgettext_lazy("a measure", "Not carried out"),
}
PARAMETERS: Final[Mapping[str, Any]] = {
    "usual": _("Usual rate"),
    "weight": _("Weight of the usual rate (in acts)"),
    "days": _("Days considered"),
    "least": _("Minimum number of acts"),
    "before": _("Days before"),
    "within": _("Within (days)"),
    "near": _("Share of the limit counted as near"),
    "quota": _("Minimum quota"),
    "term": _("Days until it is overdue"),
    "alike": _("Name similarity (per cent)"),
    "behind": _("Days between act and record"),
    "times": _("Multiple of the usual"),
    "share": _("Share of the usual time"),
    "from": _("Night begins (hour)"),
    "to": _("Night ends (hour)"),
    "weekday": _("First free day of the week (1 is Monday)"),
    "shift": _("Share of night acts that counts as a shift"),
    "many": _("Minimum acts to recognise a night shift"),
    "around": _("Days around the access"),
    "most": _("Access limit per day"),
    "readers": _("Minimum number of readers"),
    "shown": _("People shown by one access"),
    "smallest": _("Minimum number of figures"),
    "speed": _("Items counted per minute"),
    "writers": _("Minimum number of authors"),
    "capacity": _("Weekly capacity (rows)"),
    "discoveries": _("Accepted share of false discoveries"),
    "acknowledge": _("Days to acknowledge a report"),
    "answer": _("Days to answer it after that"),
    "keep": _("Days for which letters are kept after a report is closed"),
}
"""What a parameter of the rules is."""
STATES: Final[Mapping[str, Mapping[str, Any]]] = {
    "inspection": {
        "open": _("Awaiting a lead inspector"),
        "assigned": _("Awaiting the declaration"),
        "underway": _("Under examination"),
        "closed": pgettext_lazy("a case", "Closed"),
    },
    "request": {
        "asked": _("Awaiting a reply"),
        "answered": pgettext_lazy("a request", "Answered"),
        "settled": pgettext_lazy("a request", "Settled"),
    },
    "plan": {
        "draft": pgettext_lazy("an audit plan", "Draft"),
        "dropped": pgettext_lazy("an audit plan", "Discarded"),
        "adopted": pgettext_lazy("an audit plan", "Adopted, not drawn"),
        "drawn": pgettext_lazy("an audit plan", "Files drawn"),
        "closed": pgettext_lazy("an audit plan", "Closed"),
    },
    "file": {
        "drawn": pgettext_lazy("a file", "Awaiting an auditor"),
        "assigned": pgettext_lazy("a file", "Being audited"),
        "audited": pgettext_lazy("a file", "Audited"),
    },
    "parameter": {"in_force": pgettext_lazy("a parameter", "In force")},
    "integrity": {"released": pgettext_lazy("a report", "Released")},
    "report": {
        "received": pgettext_lazy("a report", "New"),
        "acknowledged": pgettext_lazy("a report", "Acknowledged"),
        "answered": pgettext_lazy("a report", "Answered"),
        "closed": pgettext_lazy("a report", "Closed"),
    },
    "message": {
        "kept": pgettext_lazy("a message", "Kept"),
        "erased": pgettext_lazy("a message", "Erased"),
    },
    "key": {
        "published": pgettext_lazy("a key", "Published"),
        "lost": pgettext_lazy("a key", "Lost"),
    },
    "verdict": {
        "standing": pgettext_lazy("a verdict", "Standing"),
        "withdrawn": pgettext_lazy("a verdict", "Withdrawn"),
    },
}
TONES: Final[Mapping[str, str]] = {
    "open": "warn",
    "assigned": "warn",
    "underway": "info",
    "closed": "",
    "asked": "warn",
    "answered": "info",
    "settled": "",
    "received": "warn",
    "acknowledged": "info",
    "draft": "",
    "dropped": "",
    "adopted": "info",
    "drawn": "warn",
    "audited": "",
}
ACTS: Final[Mapping[str, tuple[Any, str]]] = {
    "opened": (_("Inspection case opened"), "scale"),
    "assigned": (_("Lead inspector assigned"), "user"),
    "declared": (_("No conflict of interest declared"), "check"),
    "recused": (_("Lead inspector stepped down"), "arrow-back-up"),
    "admitted": (_("Member admitted"), "users"),
    "planned": (_("Plan written"), "checklist"),
    "visited": (_("Visit recorded"), "map-pin"),
    "evidenced": (_("Evidence added"), "link"),
    "found": (_("Finding recorded"), "search"),
    "extended": (_("Deadline extended"), "calendar"),
    "closed": (_("Case closed"), "check"),
    "reopened": (_("Case reopened"), "refresh"),
}
"""What was done to a case, and its sign."""
REFUSALS: Final[Mapping[str, Any]] = {
    "oversight.not_found": _("Not found. Check the number."),
    "oversight.changed_meanwhile": _(
        "Somebody else did something with this after you opened it. Look at it again, then repeat."
    ),
    "oversight.impossible": _("This cannot be done now: it is %(state)s."),
    "oversight.details": _("A value has the wrong format."),
    "oversight.concerned": _(
        "This case concerns you, or something in which you took part. Another inspector must do this."
    ),
    "oversight.own_office": _("Your own office is concerned. Another inspectorate or a court examines it."),
    "oversight.court": _("A court opens a case about an inspectorate or its people alone. Name that office."),
    "oversight.named_concerned": _("This case concerns this person. Choose another inspector."),
    "oversight.named_near": _(
        "This person works or has had a role at the office concerned, or at one above or below it. Choose another inspector."
    ),
    "oversight.not_yours": _("Another office works on this case."),
    "oversight.not_of_case": _("Only the lead and the members of this case do this."),
    "oversight.not_lead": _("Only the lead of this case does this."),
    "oversight.lead_closes": _("You lead this case. Another inspector must do this."),
    "oversight.closed_by_you": _("You closed this case. Another inspector must reopen it."),
    "oversight.origin": _("Choose what the case is opened from."),
    "oversight.who": _("This is not an identifier. Check it, or leave it empty."),
    "oversight.due": _("Enter the day by which it must be done."),
    "oversight.due_passed": _("This day has passed. Enter today or a later day."),
    "oversight.due_far": _("Enter a day within a year."),
    "oversight.earlier": _("The new deadline must not be earlier than the old one."),
    "oversight.lead": _("Choose who leads the case."),
    "oversight.inspector": _("There is no such inspector at your office. Choose one from the list."),
    "oversight.declaration": _("Tick the declaration, or step down from the case."),
    "oversight.on": _("Enter the day of the visit, today or earlier."),
    "oversight.object": _("There is no such record that you may see. Check the number."),
    "oversight.class": _("Choose the severity of the finding."),
    "oversight.outcome": _("Choose an outcome from the list."),
    "oversight.reason": _("Enter a reason."),
    "oversight.owed": _(
        "A request is not answered, or a provisional measure still stands. Settle them first, then close the case."
    ),
    "oversight.no_finding": _("Record a finding first, also where no fault was found."),
    "oversight.request_kind": _("Choose what is asked."),
    "oversight.addressed": _("There is no such office. Choose one from the list."),
    "oversight.nobody_answers": _(
        "Nobody at this office can answer: the case concerns all who could. Ask the office above it."
    ),
    "oversight.asks_itself": _("An inspectorate does not ask itself. Choose the office that is to answer."),
    "oversight.not_asked": _("Another office was asked."),
    "oversight.done": _("Say whether it was done as asked."),
    "oversight.verdict": _("A signal is innocent, or confirmed by a case."),
    "oversight.ground": _("Choose what explains it innocently."),
    "oversight.until": _("Enter the day until which the signal is dismissed, within a year."),
    "oversight.of_case": _("A case gave this verdict. Reopen the case."),
    "oversight.parameter": _("There is no such parameter. Choose one from the list."),
    "oversight.value": _(
        "Enter a number above 0, with a point or a comma, of at most six decimal places; a share is at most 1."
    ),
    "oversight.same_value": _(
        "It has this value already, or the list would have no row. Enter another value."
    ),
    "oversight.report_running": _("This year is not over. Choose an earlier year."),
    "oversight.report_released": _("The report of this year is released. Choose another year."),
    "oversight.report_nothing": _("The register held nothing by the end of this year."),
    "oversight.report_moved": _("The figures changed after this was proposed. Propose it again."),
    "oversight.purpose": _(
        "Whose data somebody read is opened for an inspection alone. State this purpose and the number of your case, then open it again."
    ),
    "oversight.judged": _("Somebody has already judged this signal."),
    "oversight.key": _("This is no public key, or it is known already. Copy its 64 letters and digits."),
    "oversight.key_file": _("This file and this passphrase do not open. Check both."),
    "oversight.no_key": _("No public key is published. Propose one first, then write to the reporter."),
    "oversight.no_newer_key": _("Publish a newer key first, then bring the file of the older one."),
    "oversight.plan_offices": _(
        "Choose at least one office from the list. An inspectorate does not audit itself or an office above or below it."
    ),
    "oversight.plan_decisions": _("Choose at least one kind of decision."),
    "oversight.plan_number": _("Enter how many files are drawn, between 1 and %(most)s."),
    "oversight.plan_period": _("Enter a period of at most thirteen months that does not lie ahead."),
    "oversight.plan_beacon": _("A beacon's value must lie in the future: give its moment."),
    "oversight.plan_empty": _(
        "These offices made no such decision in that period, or all of them stand in an earlier plan."
    ),
    "oversight.plan_large": _(
        "These are more than %(most)s decisions. Choose fewer offices or a shorter period."
    ),
    "oversight.plan_waits": _("A file of this plan is not audited yet."),
    "oversight.auditor": _("Choose who audits the file."),
    "oversight.auditor_concerned": _("This person took part in the decision. Choose another inspector."),
    "oversight.not_auditor": _("Only the auditor of this file does this."),
    "oversight.answers": _("Answer every item of the checklist."),
    "oversight.fault_classed": _("An item is answered with No. Choose how grave that is."),
    "oversight.led_to": _("A finding must lead to a matter or to an inspection case."),
    "oversight.finding_words": _("Write what was seen in the file."),
    "oversight.letter_kept": _("Letters of this report are still to be kept."),
    "oversight.report_alone": _(
        "Nobody but you works on this case. Have another inspector lead or join it first, so that the report is not yours alone."
    ),
    "oversight.report_case": _("There is no such case that you work on. Check the number."),
}
_SENTENCES: Final = Sentences(REFUSALS)
of = _SENTENCES.of
explained = _SENTENCES.explained


def done_words(kind: str) -> Mapping[str, Any]:
    """How an office answers a request of a kind, by the code of the answer."""
    return DONE.get(kind, MEASURE_DONE)


def state_words(record_type: str, state: str) -> Any:
    """A state in words; what is not there yet is `new`."""
    return STATES[record_type].get(state, state) if state else pgettext_lazy("a case", "new")


def act_words(act: str) -> Any:
    """An act in words: what happened to a firearm, or what kind of act it is."""
    area, _dot, name = act.partition(".")
    if area == "registry":
        return happened(name, {})
    return _ACTS.get(f"{area}.{name.partition('_')[0]}") or _ACTS.get(area, act)
