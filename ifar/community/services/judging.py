"""Texts that are kept as they come, because no moderator looks at them first: what crosses the safety line, or only comes near it, is refused."""

from __future__ import annotations

from ifar.community import labels, rendering, safety
from ifar.community.selectors.details import signs_in


def fine(text: str, field: str) -> str:
    """A text as it is kept.

    Raises:
        Invalid: it reads like a plan, or names a file for a machine.
    """
    plain = rendering.plain(text)
    if safety.judge(plain) != "fine" or safety.names_a_file(plain):
        raise labels.invalid("community.safety.text", field)
    return plain


def one_line(text: str, field: str) -> str:
    """The same for a name or a title: in one line."""
    return " ".join(fine(text, field).split())


def refuse_details(*texts: str, numbers: bool = True) -> None:
    """Refuse what could tell who somebody is, where and when an arm was found, or which arm it is: tracing help promises that.

    Args:
        numbers: whether a number of the arm refuses too; of a mark only the form is kept.

    Raises:
        Invalid: the texts hold such a detail; the first kind of it is told.
    """
    for sign in signs_in(*texts):
        if numbers or sign != "serial":
            raise labels.invalid(f"community.enquiry.personal.{sign}", "text")
