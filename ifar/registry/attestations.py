"""What an officer says with a document in hand where no record answers a condition of the life cycle: yes, no or not known.

Pure. A *yes* counts only with the name of the document that was seen; a *no* stands against the act like every other no; *not known*
leaves the condition as open as silence does. A condition that only a record answers (`Condition.by_record`) is never attested.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ifar.errors import Reason
from ifar.registry.documents import names_document
from ifar.registry.lifecycle.conditions import CONDITIONS

YES: Final = "yes"
NO: Final = "no"
NOT_KNOWN: Final = "unknown"
SAYS: Final = (YES, NO, NOT_KNOWN)
"""What may be answered, in the order in which it is asked."""


@dataclass(frozen=True, slots=True)
class Attestation:
    """One answer, and the document that whoever gives it has seen: its kind and number, as anybody else would find it."""

    answer: str
    document: str = ""


def with_document(document: str) -> Attestation:
    """A yes under a document, as events and proposals on record keep it."""
    return Attestation(YES, document)


def against(attested: Mapping[str, Attestation], asked: Collection[str]) -> Iterator[Reason]:
    """Why some of what is attested cannot be taken.

    Args:
        asked: every condition that the rule of the event may ask.
    """
    for name, attestation in attested.items():
        condition = CONDITIONS.get(name)
        if condition is None or name not in asked:
            yield Reason("registry.attested.not_asked", field=name)
        elif condition.by_record:
            yield Reason(f"registry.unknown.{name}", "", condition.article, name, {"desk": condition.desk})
        elif attestation.answer not in SAYS:
            yield Reason("registry.attested.answer", field=name)
        elif attestation.answer == YES and not names_document(attestation.document):
            yield Reason("registry.attested.document", article=condition.article, field=name)


def answers(attested: Mapping[str, Attestation], asked: Collection[str]) -> dict[str, bool]:
    """The answers that count, by condition: what cannot be taken, and what is not known, answers nothing."""
    wrong = {reason.field for reason in against(attested, asked)}
    return {
        name: attestation.answer == YES
        for name, attestation in attested.items()
        if name not in wrong and attestation.answer != NOT_KNOWN
    }


def documents(attested: Mapping[str, Attestation]) -> dict[str, str]:
    """The documents under which something was attested, by condition: what stays with the event."""
    return {
        name: attestation.document.strip()
        for name, attestation in attested.items()
        if attestation.answer == YES
    }
