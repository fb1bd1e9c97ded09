"""The proof house by list: a maker or dealer hands many firearms over, and what was found of each comes back as a list: passed with its proof mark, or failed.

What failed goes back to the bench it came from, and may be handed over again. Each firearm has its own events, by the life cycle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal

from django.utils.translation import gettext_lazy
from pydantic import Field

from ifar.accounts.models import Agency
from ifar.acts.inputs import Day, Input, Moment, Prompt, identifier
from ifar.bulk.many import Answer, Many, taken_back
from ifar.errors import Reason
from ifar.ledger import services as ledger
from ifar.registry.detail_labels import CODES
from ifar.registry.labels import words_of
from ifar.registry.lifecycle import RULES
from ifar.registry.manufacture_inputs import Method, Place
from ifar.registry.occurred import instant
from ifar.registry.services.at_once import RECORD, composed, functions
from ifar.registry.services.events import Composed, NewEvent
from ifar.rights import Actor

HANDED: Final = "registry.proof_handed_over"
RETURNED: Final = "registry.proof_returned"
RESULTS: Final = ("passed", "failed")
LONGEST: Final = 60
"""Signs of a proof mark."""


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_FOUND: Final = (("passed", _("Passed")), ("failed", _("Failed")))
_At = Annotated[Moment | None, Prompt(_("When, if not now"), way="moment")]


class HandToProof(Input):
    """To which proof house firearms are handed over, and by when they are to be back."""

    proof_house: Annotated[str, identifier("A"), Prompt(_("Proof house"), way="choice", among=(), empty="–")]
    seal: Annotated[str, Field(max_length=60), Prompt(_("Seal"), way="code")] = ""
    return_date: Annotated[Day | None, Prompt(_("To be back by"), way="day")] = None
    at: _At = None


class RecordProofs(Input):
    """What the proof house found of each firearm, and the mark that it struck on those that passed."""

    result: Annotated[
        str,
        Field(max_length=LONGEST + 20),
        Prompt(
            _("passed or failed"),
            _("Behind passed its own proof mark, where it bears another one."),
            way="code",
            among=_FOUND,
        ),
    ] = ""
    others: Annotated[
        Literal["passed", "failed", ""],
        Prompt(
            _("All others"),
            _("What was found of each behind which nothing is said."),
            way="choice",
            among=_FOUND,
            empty="–",
        ),
    ] = ""
    mark: Annotated[
        str,
        Field(max_length=LONGEST),
        Prompt(_("Proof mark"), _("As it was struck on each that passed."), way="code"),
    ] = ""
    place: Place = ""
    method: Method = ""
    certificate: Annotated[str, Field(max_length=60), Prompt(_("Certificate"), way="code")] = ""
    at: _At = None


def proof_houses() -> list[tuple[str, str]]:
    """The proof houses of the register, by name."""
    agencies = Agency.objects.filter(kind="proof_house", closed=False).order_by("name")[:200]
    return [(agency.public_id, agency.called) for agency in agencies]


def _houses(_actor: Actor) -> Mapping[str, Any]:
    houses = proof_houses()
    initial = {"proof_house": houses[0][0]} if len(houses) == 1 else {}
    return {"among": {"proof_house": houses}, "initial": initial}


def _handed(actor: Actor, hand_to_proof: HandToProof, firearms: Sequence[str]) -> list[Composed | Answer]:
    if hand_to_proof.proof_house not in dict(proof_houses()):
        return [_wrong("registry.proof.house")] * len(firearms)
    result = {"proof_house": hand_to_proof.proof_house, "seal": hand_to_proof.seal}
    if hand_to_proof.return_date:
        result["return_date"] = hand_to_proof.return_date.isoformat()
    details = {name: value for name, value in result.items() if value}
    event = NewEvent("proof_handed_over", details, instant(hand_to_proof.at or ledger.now()))
    return composed(actor, event, firearms)


def _returned(actor: Actor, record_proofs: RecordProofs, lines: Sequence[str]) -> list[Composed | Answer]:
    """The event of each line: a firearm, its result, and where it bears another mark, that; or why there is none."""
    record: dict[int, Composed | Answer] = {}
    alike: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for at, line in enumerate(lines):
        firearm, _space, rest = line.partition(" ")
        result, _space, own = rest.strip().partition(" ")
        code = _result_of(result) if result else record_proofs.others
        mark = (own.strip() or record_proofs.mark.strip()) if code == "passed" else ""
        if not code:
            record[at] = _wrong("registry.proof.result")
        elif code == "passed" and not mark:
            record[at] = _wrong("registry.proof.mark")
        else:
            alike[code, mark].append((at, firearm))
    for (code, mark), some in alike.items():
        event = _event(record_proofs, code, mark)
        record |= zip(
            [at for at, _one in some], composed(actor, event, [text for _at, text in some]), strict=True
        )
    return [record[at] for at in range(len(lines))]


def _result_of(word: str) -> str:
    """The code of a result that is said by its code or in the reader's language; empty where it is none."""
    casefold = word.casefold().strip(".,;:")
    return next((code for code in RESULTS if casefold in (code, str(CODES[code]).casefold())), "")


def _event(record_proofs: RecordProofs, result: str, text: str) -> NewEvent:
    details = {"result": result} | (
        {"certificate": record_proofs.certificate} if record_proofs.certificate else {}
    )
    where = {
        name: value
        for name, value in (("place", record_proofs.place), ("method", record_proofs.method))
        if value
    }
    mark = {"kind": "proof", "text": text, "text_status": "known", **where}
    return NewEvent(
        "proof_returned", details, instant(record_proofs.at or ledger.now()), marks=(mark,) if text else ()
    )


def _wrong(code: str) -> Answer:
    return Answer(reasons=(Reason(code, words_of(code), "national law"),))


def _batch(name: str, title: Any, kind: type[Input], compose: Any, **more: Any) -> Many:
    _look, write = functions(compose)
    return Many(
        name=name,
        title=title,
        said=kind,
        permission=RECORD,
        look=taken_back(write),
        write=write,
        words=words_of,
        letters="F",
        kinds=RULES[name.partition(".")[2]].recorders,
        **more,
    )


BATCHES: Final = (
    _batch(HANDED, gettext_lazy("Hand firearms over to a proof house"), HandToProof, _handed, asks=_houses),
    _batch(RETURNED, gettext_lazy("Record the results of proof"), RecordProofs, _returned, each="result"),
)
"""Firearms go to the proof house and come back by list."""
