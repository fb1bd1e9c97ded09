"""What the directory of points of contact says of where a request is answered: zone, days off, hours. Reads.

The clock of a request is counted there (`clock.py`), and its page says when somebody is there again.
"""

from __future__ import annotations

from ifar.reference import selectors as reference
from ifar.reference.directory import where_here, where_of_desk
from ifar.reference.working_days import Where
from ifar.tracing import disclosure
from ifar.tracing.models import Request


def where_answered(direction: str, country: str, desk: str = "") -> Where:
    """Where the clock of a request is counted: at the desk that is asked, by our directory; here where we answer.

    Of a State of which the directory says nothing, and of a request that names no desk where it has several, only the weekend is known.
    """
    if direction != "outgoing":
        return where_here()
    return where_of_desk(country, desk, "UTC")


def where_of(request: Request) -> Where:
    """Where the clock of a request is counted."""
    return where_answered(request.direction, request.country, request.desk)


def desks() -> list[tuple[str, str]]:
    """The desks that may be asked now: code and State."""
    return list(
        reference.rows_of("trace_desk").filter(valid_to__isnull=True).values_list("code", "country_id")
    )


def is_of(desk: str, country: str) -> bool:
    """Whether a desk is one of a State, by our directory; also one that was asked before it closed."""
    return reference.rows_of("trace_desk").filter(code=desk, country=country).exists()


def agreement_now(country: str) -> str | None:
    """What the directory says now of what covers a State, the weakest where several desks differ; None where it never said anything of it.

    What was said once and is not any more counts as nothing: an agreement that ended covers nothing.
    """
    desks = reference.rows_of("trace_desk").filter(country=country).exclude(agreement="")
    values = list(desks.values_list("agreement", "valid_to"))
    in_force = [agreement for agreement, ended in values if ended is None]
    return disclosure.weakest(*in_force) if in_force else "none" if values else None
