"""What is said of signals and cases, act by act: the forms of their pages and the bodies of their API. Pure."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from ifar.acts.inputs import Code, Day, Input, Moment, Prompt, Seen, Whole, identifier
from ifar.oversight.audit_acts import ITEMS, MOST_FILES


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_Text = Annotated[str, Field(min_length=1, max_length=4000)]
_Reason = Annotated[str, Field(min_length=1, max_length=2000), Prompt(_("Reason"), way="text")]
_Due = Annotated[Day, Prompt(_("Deadline"), way="day")]
_Inspector = Annotated[str, identifier("U"), Prompt(_("Inspector"), way="choice", among=())]


class JudgeInnocent(Input):
    """Why a signal is innocent, and until when it rests."""

    ground: Annotated[Code, Prompt(_("Innocent explanations"), way="choice", among="oversight_grounds")]
    until: Annotated[
        Day,
        Prompt(
            _("Dismissed until"), _("It comes back earlier if more is found than is known now."), way="day"
        ),
    ]
    reason: _Reason


class OpenInspection(Input):
    """What the case is about, from where it comes, and by when it is to be closed."""

    origin: Annotated[Code, Prompt(_("Opened from"), way="choice", among="oversight_origins")]
    who: Annotated[
        str,
        Field(max_length=20),
        Prompt(
            _("Person, dealer, maker or holder concerned"),
            _("The identifier, where one is known."),
            way="code",
        ),
    ] = ""
    office: Annotated[
        str,
        identifier("A", optional=True),
        Prompt(
            _("Office concerned"),
            _("Nobody from this office, or from one above or below it, sees the case."),
            way="identifier",
            among="A",
        ),
    ] = ""
    text: Annotated[_Text, Prompt(_("Scope of the inspection"), way="text")]
    due_on: _Due


class OpenFromSignals(Input):
    """What is examined of the signals of one person, by when, and who leads it; whom the case concerns follows from the signals."""

    text: Annotated[_Text, Prompt(_("Scope of the inspection"), way="text")]
    due_on: _Due
    lead: Annotated[
        str,
        identifier("U", optional=True),
        Prompt(
            _("Lead inspector"),
            _("Only inspectors whom the case does not concern are offered. You can assign the lead later."),
            way="choice",
            among=(),
        ),
    ] = ""


class NameLead(Input):
    """Who leads the case."""

    lead: _Inspector
    expected_n: Seen = None


class DeclareNoConflict(Input):
    """The declaration of whoever leads the case."""

    declared: Annotated[
        bool,
        Prompt(
            _(
                "I have no family, business or work relation with anybody concerned, and never decided on what is examined."
            ),
            way="check",
        ),
    ] = False
    expected_n: Seen = None


class RecuseFromCase(Input):
    """Why somebody does not lead the case."""

    reason: _Reason
    expected_n: Seen = None


class AdmitMember(Input):
    """Who works on the case too."""

    member: _Inspector
    expected_n: Seen = None


class PlanInspection(Input):
    """The plan of the examination."""

    plan: Annotated[_Text, Prompt(_("Plan"), _("Steps, who does them, and by when."), way="text", rows=6)]
    expected_n: Seen = None


class NoteVisit(Input):
    """When which place was visited, and what was seen there."""

    on: Annotated[Day, Prompt(_("Day of the visit"), way="day")]
    note: Annotated[_Text, Prompt(_("Place, people present, what was seen"), way="text", rows=4)]
    expected_n: Seen = None


class NameEvidence(Input):
    """A record that says something about what is examined."""

    object: Annotated[
        str, identifier("FKXWZLGMOTBN"), Prompt(_("Record"), _("Scan or type its number."), way="code")
    ]
    note: Annotated[str, Field(max_length=2000), Prompt(_("What it shows"), way="text")] = ""
    expected_n: Seen = None


class RecordFinding(Input):
    """What was found, and how grave it is."""

    grade: Annotated[Code, Prompt(_("Severity of the finding"), way="choice", among="oversight_classes")]
    note: Annotated[
        _Text, Prompt(_("Finding"), _("What was found, and on which evidence."), way="text", rows=4)
    ]
    expected_n: Seen = None


class ExtendInspection(Input):
    """The new deadline, and why."""

    due_on: _Due
    reason: _Reason
    expected_n: Seen = None


class CloseInspection(Input):
    """How the case ended, and why."""

    outcome: Annotated[Code, Prompt(_("Outcome"), way="choice", among="oversight_outcomes")]
    reason: Annotated[_Text, Prompt(_("Reason"), way="text", rows=4)]
    expected_n: Seen = None


class ReopenInspection(Input):
    """Why the case is opened again, and the new deadline."""

    due_on: _Due
    reason: _Reason
    expected_n: Seen = None


class AskOffice(Input):
    """What an office is asked by a case. It sees these words and nothing else of the case."""

    kind: Annotated[Code, Prompt(_("Kind of request"), way="choice", among="oversight_requests")]
    addressed: Annotated[
        str,
        identifier("A"),
        Prompt(
            _("Office addressed"),
            _("Type a part of its name and choose it."),
            way="identifier",
            among="A",
        ),
    ]
    text: Annotated[
        _Text,
        Prompt(
            _("Request to the office"),
            _("The office sees this text and nothing else of the case."),
            way="text",
            rows=4,
        ),
    ]
    due_on: Annotated[Day, Prompt(_("Answer by"), way="day")]
    expected_n: Seen = None


class AnswerInspectorate(Input):
    """The answer of the office that was asked."""

    done: Annotated[Code, Prompt(_("Result"), way="choice", among="oversight_done")]
    answer: Annotated[_Text, Prompt(_("Answer"), way="text", rows=4)]
    expected_n: Seen = None


class SettleInspectionRequest(Input):
    """That the request is settled, or the measure lifted, and why."""

    remark: Annotated[str, Field(max_length=2000), Prompt(_("Remark"), way="text")] = ""
    expected_n: Seen = None


class ReleaseIntegrityReport(Input):
    """The integrity report of which year is to be released, and why now."""

    year: Annotated[Whole, Field(ge=1900, le=2200), Prompt(_("Year"), way="number")]
    reason: _Reason


class ChangeParameter(Input):
    """What a rule of signals is to be given from now on, and why."""

    parameter: Annotated[Code, Field(max_length=80), Prompt(_("Parameter"), way="choice")]
    value: Annotated[str, Field(min_length=1, max_length=20), Prompt(_("New value"), way="code")]
    reason: _Reason


class AcknowledgeReport(Input):
    """What the reporter is told first."""

    text: Annotated[_Text, Prompt(_("Message to the reporter"), way="text", rows=4)]
    expected_n: Seen = None


class WriteToReporter(Input):
    """What the reporter is asked or told."""

    text: Annotated[_Text, Prompt(_("Message to the reporter"), way="text", rows=6)]
    expected_n: Seen = None


class AttachReport(Input):
    """The case to which a report belongs."""

    inspection: Annotated[str, identifier("M"), Prompt(_("Number of the case"), way="code")]
    expected_n: Seen = None


class CloseReport(Input):
    """That nothing is left to do; nothing more is said."""

    expected_n: Seen = None


class ProposeKey(Input):
    """The public key to which reports are to be sealed."""

    public: Annotated[
        str,
        Field(min_length=1, max_length=200),
        Prompt(_("Public key"), _("64 letters and digits."), way="code"),
    ]
    reason: _Reason


class SayKeyLost(Input):
    """Why a key counts as lost."""

    reason: _Reason


class DraftAuditPlan(Input):
    """Which decisions of which offices are audited, how many files of each, by when, and where the seed of the draw comes from."""

    year: Annotated[Whole, Field(ge=1900, le=2200), Prompt(_("Year"), way="number")]
    offices: Annotated[
        list[Annotated[str, identifier("A")]],
        Field(min_length=1, max_length=200),
        Prompt(_("Offices audited"), way="checks", among=()),
    ]
    decisions: Annotated[
        list[Code],
        Field(min_length=1, max_length=10),
        Prompt(_("Kinds of decision"), way="checks", among="oversight_decisions"),
    ]
    number: Annotated[
        Whole,
        Field(ge=1, le=MOST_FILES),
        Prompt(
            _("Files of each office and kind"),
            _("Where there are fewer, all of them are drawn."),
            way="number",
            initial=10,
        ),
    ]
    period_from: Annotated[Day, Prompt(_("Decisions from"), way="day")]
    period_to: Annotated[Day, Prompt(_("Decisions until"), way="day")]
    due_on: Annotated[Day, Prompt(_("Deadline"), way="day")]
    beacon: Annotated[
        str,
        Field(max_length=200),
        Prompt(
            _("Public beacon"),
            _(
                "Empty: the log's next witnessed checkpoint gives the seed. Else the public source whose value at a moment still to come "
                "gives it, such as a randomness beacon or a state lottery."
            ),
        ),
    ] = ""
    seed_after: Annotated[Moment | None, Prompt(_("Moment of the beacon's value"), way="moment")] = None


class DropAuditPlan(Input):
    """That a draft is discarded; nothing more is said."""

    expected_n: Seen = None


class AdoptAuditPlan(Input):
    """Why these offices and decisions."""

    reason: _Reason


class DrawAuditPlan(Input):
    """What the public beacon said, where the plan named one."""

    value: Annotated[str, Field(max_length=200), Prompt(_("What the beacon said"), way="code")] = ""
    expected_n: Seen = None


class CloseAuditPlan(Input):
    """That every file is audited; nothing more is said."""

    expected_n: Seen = None


class NameAuditor(Input):
    """Who audits the file."""

    auditor: Annotated[str, identifier("U"), Prompt(_("Auditor"), way="choice", among=())]
    expected_n: Seen = None


_Answer = Literal["yes", "no", "not_applicable"]


def _item(label: str) -> Prompt:
    return Prompt(label, way="radio", among="oversight_answers")


class AuditFile(Input):
    """The checklist of a file, how grave the finding is, and what was seen."""

    competent: Annotated[_Answer, _item(_("Decided by a competent person"))]
    checks: Annotated[_Answer, _item(_("Checks done before the decision"))]
    reasons: Annotated[_Answer, _item(_("Reasons stated"))]
    documents: Annotated[_Answer, _item(_("Documents on file"))]
    fee: Annotated[_Answer, _item(_("Fee paid or lawfully waived"))]
    days: Annotated[_Answer, _item(_("Decided within the time limit"))]
    grade: Annotated[Code, Prompt(_("Severity of the finding"), way="choice", among="oversight_classes")]
    note: Annotated[
        _Text,
        Prompt(_("Finding"), _("What was seen in the file, and on which document."), way="text", rows=4),
    ]
    expected_n: Seen = None

    def arguments(self) -> dict[str, Any]:
        """The answers are taken together."""
        kept = {"grade": self.grade, "note": self.note, "expected_n": self.expected_n}
        return {"answers": {item: getattr(self, item) for item in ITEMS}, **kept}
