"""Texts that are kept as they come, because no moderator looks at them first: what crosses the safety line, or only comes near it, is refused."""

from __future__ import annotations

from ifar.community import rendering, safety, words


def fine(text: str, field: str) -> str:
    """A text as it is kept.

    Raises:
        Invalid: it reads like a plan, or names a file for a machine.
    """
    plain = rendering.plain(text)
    if safety.judge(plain) != "fine" or safety.names_a_file(plain):
        raise words.invalid("community.safety.text", field)
    return plain


def one_line(text: str, field: str) -> str:
    """The same for a name or a title: in one line."""
    return " ".join(fine(text, field).split())
