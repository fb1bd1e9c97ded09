"""What is said of matters, act by act: the forms of their pages and the bodies of their API. Pure."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ifar.acts.inputs import Code, Day, Input, Prompt, Seen, identifier


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_Text = Annotated[str, Field(min_length=1, max_length=4000)]
_Reason = Annotated[str, Field(min_length=1, max_length=2000), Prompt(_("Reason"), way="text")]
_Record = Annotated[str, Field(max_length=20), identifier("FXWZLGMO", optional=True)]
_Due = Annotated[Day, Prompt(_("Deadline"), way="day")]


class RaiseMatter(Input):
    """What differs, who settles it and by when."""

    kind: Annotated[Code, Prompt(_("Kind of matter"), way="choice", among="matter_kinds")]
    about: Annotated[
        _Record,
        Prompt(
            _("Record concerned"),
            _("The number of the firearm, exhibit, case or licence."),
            way="code",
        ),
    ] = ""
    text: Annotated[_Text, Prompt(_("What differs"), way="text")]
    owner: Annotated[
        str,
        identifier("A", optional=True),
        Prompt(
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
        Prompt(
            _("Office that must explain"),
            _("Type a part of its name and choose it."),
            way="identifier",
            among="A",
        ),
    ]
    question: Annotated[
        _Text,
        Prompt(_("Question"), _("This office sees the question, and nothing else you wrote."), way="text"),
    ]
    names: Annotated[
        bool,
        Prompt(
            _("Name the firearm or exhibit to this office"),
            _("By make, model and marks, whether or not this office may open the record."),
            way="check",
        ),
    ] = True
    answer_by: Annotated[Day, Prompt(_("Answer by"), way="day")]
    expected_n: Seen = None


class Explain(Input):
    """The explanation of the office that was asked."""

    explanation: Annotated[_Text, Prompt(_("Explanation"), way="text")]
    expected_n: Seen = None


class ExtendDeadline(Input):
    """The new deadline, and why."""

    due_on: _Due
    reason: _Reason
    expected_n: Seen = None


class AddEvidence(Input):
    """A record that says something about the matter."""

    object: Annotated[
        str, identifier("FXWZLGMO"), Prompt(_("Record"), _("Scan or type its number."), way="code")
    ]
    note: Annotated[str, Field(max_length=2000), Prompt(_("What it shows"), way="text")] = ""
    expected_n: Seen = None


class CloseMatter(Input):
    """How it ended, why, and the record to which it leads."""

    outcome: Annotated[Code, Prompt(_("Outcome"), way="choice", among="matter_outcomes")]
    leads_to: Annotated[
        _Record,
        Prompt(
            _("Record to which it leads"),
            _("The missing item, the case or the trace request."),
            way="code",
            needed=_("(needed for missing, loss, case and referral)"),
        ),
    ] = ""
    reason: Annotated[_Text, Prompt(_("Reason"), way="text")]
    expected_n: Seen = None


class ReopenMatter(Input):
    """The new deadline, and why it is not settled."""

    due_on: _Due
    reason: _Reason
    expected_n: Seen = None
