"""What can be said, without a network, of what somebody holds: a file, the codes of a sheet, the code of a card. Pure.

    ifar verify-paper FILE…

A file is a PDF with its seal, the file embedded in one, a signed document (`signed.py`), or text with one scanned code a line. The answer is one of `VERDICTS`.
Whether a paper was withdrawn since, or its licence revoked, nobody can know without asking the register. Pure.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from ifar import identifiers
from ifar.documents import payload, seal, signed, statement
from ifar.errors import Invalid
from ifar.ledger import canonical, merkle
from ifar.ledger.checkpoint import MalformedNote, UnverifiedNote, VerifierKey
from ifar.ledger.proof import Proof, prove

Verdict = Literal[
    "genuine", "expired", "not_yet_valid", "altered", "forged", "unknown_key", "incomplete", "unreadable"
]
VERDICTS: Final[Mapping[Verdict, str]] = {
    "genuine": "It was issued exactly so.",
    "expired": "It was issued exactly so, but it has expired.",
    "not_yet_valid": "It was issued exactly so, but it is not valid yet.",
    "altered": "It was altered: it does not say what was issued.",
    "forged": "It is forged: no register that you trust has signed it.",
    "unknown_key": "The key that signed it is not known here. Get the key of its register from where its owner publishes it.",
    "incomplete": "Something of it is missing: scan every code.",
    "unreadable": "This is nothing that a paper of a register carries.",
}
GOOD: Final = frozenset({"genuine"})
ONLINE: Final = (
    "Whether it was withdrawn or revoked since can only be said on line: look its number up at the register."
)
ACT: Final = "documents.paper_issued"
_LINK: Final = re.compile(
    r"https?://[^\s/?#]+/(?:[^\s?#]*/)?verify/(V[0-9A-Z]{13})/\?s=([A-Za-z0-9_-]+)", re.ASCII
)
_STATEMENT: Final = re.compile(r"[A-Za-z0-9_-]{100,400}", re.ASCII)
_LARGEST: Final = 30_000_000
_LARGEST_DOCUMENT: Final = payload.LARGEST_FILE


@dataclass(frozen=True, slots=True)
class Trusted:
    """What the reader knows: public keys of logs, and certificates of paper keys."""

    logs: Sequence[VerifierKey] = ()
    certificates: Sequence[str] = ()

    def paper_keys(self) -> list[VerifierKey]:
        """The paper keys that a trusted log has certified."""
        verifier_keys = []
        for note in self.certificates:
            try:
                verifier_keys.append(seal.certified(note, list(self.logs)))
            except seal.UnknownKey:
                continue
        return verifier_keys


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The answer: the verdict, why, and, where it is not refused, what the paper says (`leaf`: its place in the log)."""

    verdict: Verdict
    why: str = ""
    paper: str = ""
    kind: str = ""
    form: Literal["", "card", "sheet", "document"] = ""
    content: Mapping[str, Any] = field(default_factory=dict)
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    leaf: bytes = b""


def check(data: bytes, trusted: Trusted, today: dt.date) -> CheckResult:
    """Check what somebody holds; never raises for what they hold."""
    if len(data) > _LARGEST:
        return CheckResult("unreadable")
    try:
        if data.startswith(b"%PDF-"):
            return _check_pdf(data, trusted, today)
        if data.lstrip().startswith(b"{"):
            return _check_file(data, trusted, today)
        return _check_text(data.decode().strip(), trusted, today)
    except payload.AlteredPayload as error:
        return CheckResult("altered", str(error))
    except payload.MalformedPayload as error:
        return CheckResult(
            "incomplete" if error.code == "documents.payload.incomplete" else "unreadable", str(error)
        )
    except (Invalid, UnicodeDecodeError) as error:
        return CheckResult("unreadable", str(error) if isinstance(error, Invalid) else "")


def _check_pdf(data: bytes, trusted: Trusted, today: dt.date) -> CheckResult:
    try:
        sealed = seal.parse(data)
        sealed.verify(list(trusted.logs))
    except seal.UnknownKey as error:
        return CheckResult("unknown_key", str(error))
    except (seal.Unsealed, seal.BrokenSeal) as error:
        return CheckResult("altered", str(error))
    file = payload.embedded(sealed.pdf) or b""
    known = Trusted(trusted.logs, [*trusted.certificates, sealed.certificate])
    checked = (
        _check_file(file, known, today) if file.startswith(b"{") else _check_text(file.decode(), known, today)
    )
    return (
        CheckResult("altered", "The seal names another paper.") if checked.paper != sealed.paper else checked
    )


def _check_file(data: bytes, trusted: Trusted, today: dt.date) -> CheckResult:
    """A file of data: a signed document, or the proof of a paper."""
    try:
        document = canonical.parse(data) if len(data) <= _LARGEST_DOCUMENT else None
    except canonical.NotCanonical:
        document = None
    if signed.is_document(document):
        return _check_document(document, trusted, today)
    return _check_proof(payload.decode(data), trusted, today)


def _check_document(document: Mapping[str, Any], trusted: Trusted, today: dt.date) -> CheckResult:
    try:
        signed.verify(document, trusted.logs)
    except seal.UnknownKey as error:
        return CheckResult("unknown_key", str(error))
    except signed.AlteredDocument as error:
        return CheckResult("altered", str(error))
    value = document["payload"]
    begins, ends = _day(value.get("made_at")), _day(value.get("expires_at"))
    if begins is None:
        return CheckResult("unreadable")
    return CheckResult(
        _by_date(begins, ends, today),
        paper=signed.number_of(document),
        kind=kind_of(value),
        form="document",
        content=value,
        valid_from=begins,
        valid_to=ends,
    )


def kind_of(values: Mapping[str, Any]) -> str:
    """The kind of paper that a payload is printed as: `trace_request`, `trace_answer`, `hand_over`; by its format and its form."""
    noun = {"ifar.trace/1": "trace", "ifar.hand-over/1": "hand_over"}.get(str(values.get("format")), "")
    form = values.get("form")
    return f"{noun}_{form}" if noun == "trace" and isinstance(form, str) else noun


def _day(text: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def _check_text(text: str, trusted: Trusted, today: dt.date) -> CheckResult:
    lines = [line.strip("\r") for line in text.split("\n") if line.strip()]
    link = _LINK.fullmatch(text)
    if link or _STATEMENT.fullmatch(text):
        return _check_statement(link[2] if link else text, link[1] if link else "", trusted, today)
    paper, file = payload.from_parts(lines)
    checked = _check_file(file, trusted, today)
    return (
        CheckResult("altered", "The codes name another paper.")
        if checked.paper not in ("", paper)
        else checked
    )


def _check_statement(text: str, paper: str, trusted: Trusted, today: dt.date) -> CheckResult:
    try:
        signed = statement.parse(statement.from_text(text))
    except statement.MalformedStatement as error:
        return CheckResult("altered", str(error))
    keys = [key for key in trusted.paper_keys() if key.key_id == signed.key_id]
    if not keys:
        return CheckResult("unknown_key")
    says = signed.says
    if not any(signed.is_signed_by(key) for key in keys):
        return CheckResult("forged", "The signature is not good: it was altered, or never signed.")
    if paper and paper != says.paper:
        return CheckResult("altered", "The code names another paper.")
    content = {
        "licence": says.licence,
        "initials": says.initials,
        "categories": list(says.categories),
    }
    return CheckResult(
        _by_date(says.valid_from, says.valid_to, today),
        paper=says.paper,
        kind=says.kind,
        form="card",
        content={name: value for name, value in content.items() if value},
        valid_from=says.valid_from,
        valid_to=says.valid_to,
        leaf=says.leaf,
    )


def _check_proof(proof: Proof, trusted: Trusted, today: dt.date) -> CheckResult:
    try:
        origin = proof.checkpoint.text.split("\n")[0]
        known = {(key.name, key.key_id) for key in trusted.logs}
        if not any(
            (line.name, line.key_id) in known for line in proof.checkpoint.signatures if line.name == origin
        ):
            return CheckResult("unknown_key")
        proved = prove(proof, logs=trusted.logs)
    except (UnverifiedNote, MalformedNote) as error:
        return CheckResult("forged", str(error))
    except Invalid as error:
        return CheckResult("altered", str(error))
    value = said_by(proved.entry, proved.disclosed)
    if value is None:
        return CheckResult("forged", "This proves something else than that a paper was issued.")
    return CheckResult(
        _by_date(value.valid_from, value.valid_to, today),
        paper=value.paper,
        kind=value.kind,
        form="sheet",
        content=value.content,
        valid_from=value.valid_from,
        valid_to=value.valid_to,
        leaf=merkle.leaf_hash(proof.entry),
    )


@dataclass(frozen=True, slots=True)
class IssuedEntry:
    """What an entry of issuing says, personal values included as far as they are disclosed."""

    paper: str
    kind: str
    content: Mapping[str, Any]
    valid_from: dt.date
    valid_to: dt.date | None


def said_by(entry: Mapping[str, Any], disclosed: Mapping[str, Any]) -> IssuedEntry | None:
    """What an entry of the log says of a paper; None where it is about something else."""
    try:
        if entry["act"] != ACT or identifiers.parse(entry["object"], "V") != entry["object"]:
            return None
        sets = entry["payload"]["changes"]
        until = sets["valid_to"]
        return IssuedEntry(
            paper=entry["object"],
            kind=sets["kind"],
            content={**sets["content"], **disclosed},
            valid_from=dt.date.fromisoformat(sets["valid_from"]),
            valid_to=dt.date.fromisoformat(until) if until else None,
        )
    except (KeyError, TypeError, ValueError):
        return None


def _by_date(valid_from: dt.date, valid_to: dt.date | None, today: dt.date) -> Verdict:
    if valid_to is not None and today > valid_to:
        return "expired"
    return "not_yet_valid" if today < valid_from else "genuine"
