"""What is said of matters, act by act: the forms of their pages and the bodies of their API. Pure."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ifar.acts.inputs import Asked, Code, Day, Input, Seen, identifier


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_Text = Annotated[str, Field(min_length=1, max_length=4000)]
_Reason = Annotated[str, Field(min_length=1, max_length=2000), Asked(_("Reason"), way="text")]
_Record = Annotated[str, Field(max_length=20), identifier("FXWZLGMO", optional=True)]
_Due = Annotated[Day, Asked(_("Deadline"), way="day")]


class RaiseMatter(Input):
    """What differs, who settles it and by when."""

    kind: Annotated[Code, Asked(_("Kind of matter"), way="choice", among="matter_kinds")]
    about: Annotated[
        _Record,
        Asked(
            _("Record concerned"),
            _("The number of the firearm, exhibit, case or licence."),
            way="code",
        ),
    ] = ""
    text: Annotated[_Text, Asked(_("What differs"), way="text")]
    owner: Annotated[
        str,
        identifier("A", optional=True),
        Asked(
            _("Office that settles it"),
            _("Empty for your own office; else type a part of its name and choose it."),
            way="identifier",
            among="A",
        ),
    ] = ""
    due_on: _Due


class AskToExplain(Input):
    """Which office must explain, what is asked of it, and by when."""

    explainer: Annotated[
        str,
        identifier("A"),
        Asked(
            _("Office that must explain"),
            _("Type a part of its name and choose it."),
            way="identifier",
            among="A",
        ),
    ]
    question: Annotated[
        _Text,
        Asked(_("Question"), _("This office sees the question, and nothing else you wrote."), way="text"),
    ]
    names: Annotated[
        bool,
        Asked(
            _("Name the firearm or exhibit to this office"),
            _("By make, model and marks, whether or not this office may open the record."),
            way="check",
        ),
    ] = True
    answer_by: Annotated[Day, Asked(_("Answer by"), way="day")]
    expected_n: Seen = None


class Explain(Input):
    """The explanation of the office that was asked."""

    explanation: Annotated[_Text, Asked(_("Explanation"), way="text")]
    expected_n: Seen = None


class ExtendDeadline(Input):
    """The new deadline, and why."""

    due_on: _Due
    reason: _Reason
    expected_n: Seen = None


class AddEvidence(Input):
    """A record that says something about the matter."""

    object: Annotated[
        str, identifier("FXWZLGMO"), Asked(_("Record"), _("Scan or type its number."), way="code")
    ]
    note: Annotated[str, Field(max_length=2000), Asked(_("What it shows"), way="text")] = ""
    expected_n: Seen = None


class CloseMatter(Input):
    """How it ended, why, and the record to which it leads."""

    outcome: Annotated[Code, Asked(_("Outcome"), way="choice", among="matter_outcomes")]
    leads_to: Annotated[
        _Record,
        Asked(
            _("Record to which it leads"),
            _("The missing item, the case or the trace request."),
            way="code",
            needed=_("(needed for missing, loss, case and referral)"),
        ),
    ] = ""
    reason: Annotated[_Text, Asked(_("Reason"), way="text")]
    expected_n: Seen = None


class ReopenMatter(Input):
    """The new deadline, and why it is not settled."""

    due_on: _Due
    reason: _Reason
    expected_n: Seen = None
