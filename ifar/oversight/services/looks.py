"""Opening the line of the log of reads on which a signal stands."""

from __future__ import annotations

from ifar.accounts.models import ReadLog
from ifar.accounts.services import reads
from ifar.errors import NotFound, Refused
from ifar.oversight.labels import of
from ifar.oversight.selectors.cases import signal_for
from ifar.oversight.selectors.signals import READ, looks_of
from ifar.rights import Actor, require


def open_look(actor: Actor, finding: str, number: int) -> ReadLog:
    """A look at personal data for somebody who inquires into it; that they read whose data it was, and for what purpose, is logged.

    Raises:
        NotFound: this actor sees no such signal, it stands on no such look, or the log holds it no more.
        Refused: the purpose stated is not an inspection. Of that one nobody concerned is told (`accounts/selectors/reads.py`), of others they are.
    """
    require(actor, READ)
    reads.require_purpose(actor)
    if actor.purpose is None or actor.purpose.purpose != "inspection":
        raise Refused("oversight.purpose", of("oversight.purpose"))
    look = looks_of([signal_for(actor, finding)]).get(f"R{number}")
    if look is None:
        raise NotFound("oversight.not_found", of("oversight.not_found"))
    reads.log(actor, "oversight.look.read", look.object, people=[look.actor])
    return look
