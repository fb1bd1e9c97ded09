"""What a trace request must say before it is sent, and what of it is looked for in a register. Pure.

Why the arm is thought illicit, with the legal justification as far as possible; the circumstances of the find; marks, type and
calibre; the intended use of what is answered (ITI 14-23). For ammunition: headstamp, lot, calibre, marks of the packaging (IATG 03.50). Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ifar.errors import Reason
from ifar.recoveries import linking
from ifar.registry.search.matching import Question
from ifar.tracing import loggable_text
from ifar.tracing.clock import URGENCIES
from ifar.tracing.disclosure import AGREEMENTS
from ifar.typed import is_case_number

THINGS: Final = ("firearm", "ammunition")
ILLICIT: Final = ("law", "embargo", "unmarked", "made_unlicensed", "transferred_unlicensed")
"""Why an arm is illicit: under the law of the State; against an embargo of the Security Council; not marked as the ITI asks; made or
assembled without a licence; transferred without one (ITI; INTERPOL's iARMS)."""
USES: Final = ("investigation", "prosecution", "embargo_monitoring", "return_to_owner")
HANDLINGS: Final = ("ordinary", "restricted", "secret")
"""How confidential whoever asks wants it to be treated."""
CHANNELS: Final = ("file", "iarms", "etrace", "letter", "node", "office")
LOT: Final = ("headstamp", "lot", "calibre", "packaging")
"""What is read of ammunition."""
ARTICLE: Final = "ITI 14-23"
LEAST: Final = 10
LONGEST: Final = 4000


@dataclass(frozen=True, slots=True)
class Content:
    """What a request says.

    Attributes:
        number: the number under which the asking office knows it; it stays in the log, so nobody is named in it (`plain`).
        country: ISO code of the other State; the own in a domestic request. `desk`: a code of `trace_desk`.
        office: public identifier of our office that answers; of an exhibit, and of what crosses a border, the own where empty.
        parent: the request that this one follows on, because its answer led to another State.
        item: the exhibit that it was opened from.
        identity, marks: as `registry/describing.py` says. `lot`: what is read of ammunition, by `LOT`.
        illicit: of `ILLICIT`. `recovered_in`: the State where it was found; `place` in words.
        circumstances, justification, place: in somebody's own words: personal, kept apart from the log.
    """

    number: str = ""
    country: str = ""
    desk: str = ""
    channel: str = "file"
    office: str = ""
    parent: str = ""
    item: str = ""
    thing: str = "firearm"
    identity: Mapping[str, Any] = field(default_factory=dict)
    marks: Sequence[Mapping[str, Any]] = ()
    lot: Mapping[str, str] = field(default_factory=dict)
    photos: Sequence[str] = ()
    illicit: Sequence[str] = ()
    recovered_on: dt.date | None = None
    recovered_in: str = ""
    place: str = ""
    use: str = ""
    urgency: str = "routine"
    handling: str = "ordinary"
    agreement: str = "iti"
    circumstances: str = ""
    justification: str = ""

    def columns(self) -> dict[str, Any]:
        """What it sets in the request's row. Where it was found, and words that are no code, are kept apart: they may be somebody's."""
        values = {name: getattr(self, name) for name in self.__slots__ if name not in PERSONAL}
        return {
            **values,
            "identity": {name: value for name, value in self.identity.items() if name not in RAW},
            "place": "",
            "marks": list(self.marks),
            "photos": list(self.photos),
            "illicit": list(self.illicit),
        }

    def personal(self) -> dict[str, Any]:
        """What is kept apart from the log."""
        values: dict[str, Any] = {
            name: text for name in PERSONAL if (text := getattr(self, name).strip()[:LONGEST])
        }
        raw = {name: text for name in RAW if (text := self.identity.get(name))}
        return {**values, "raw": raw} if raw else values


RAW: Final = tuple(f"{name}_raw" for name in ("make", "model", "calibre", "type", "country_made"))
"""Words of an identity that no list has a code for; the database puts them back among the rest."""
PERSONAL: Final = ("circumstances", "justification", "place")


def tidied(content: Content) -> Content:
    """The same without stray spaces, doubles and empty values."""
    return replace(
        content,
        number=" ".join(content.number.split())[:120],
        place=" ".join(content.place.split())[:200],
        illicit=tuple(item for item in ILLICIT if item in content.illicit)
        + tuple(sorted(set(content.illicit) - set(ILLICIT))),
        lot={name: text for name in LOT if (text := " ".join(content.lot.get(name, "").split())[:120])},
        photos=tuple(dict.fromkeys(content.photos)),
    )


def impossible(content: Content, today: dt.date) -> list[Reason]:
    """What cannot be in a request, sent or not."""
    wrong = [
        Reason("tracing.code", field=name)
        for name, known in (
            ("thing", THINGS),
            ("urgency", URGENCIES),
            ("handling", HANDLINGS),
            ("agreement", AGREEMENTS),
            ("channel", CHANNELS),
        )
        if getattr(content, name) not in known
    ]
    if content.use and content.use not in USES:
        wrong.append(Reason("tracing.code", field="use"))
    if content.number and not is_case_number(content.number):
        wrong.append(Reason("tracing.number", field="number"))
    spoken = {
        "place": content.place,
        "circumstances": content.circumstances,
        "justification": content.justification,
    }
    spoken |= {"lot-headstamp": " ".join(content.lot.values())}
    wrong += [
        Reason("tracing.hidden", field=name) for name, text in spoken.items() if loggable_text.spoiled(text)
    ]
    if set(content.illicit) - set(ILLICIT):
        wrong.append(Reason("tracing.code", field="illicit"))
    if content.recovered_on and content.recovered_on > today:
        wrong.append(Reason("tracing.future", field="recovered_on"))
    return wrong


def missing(content: Content) -> list[Reason]:
    """What a request does not say that the ITI wants it to, each at its field; nothing where it may be sent."""
    wrong = []
    if not content.number:
        wrong.append(Reason("tracing.missing.number", field="number"))
    if not content.country:
        wrong.append(Reason("tracing.missing.country", field="country"))
    if not content.illicit:
        wrong.append(Reason("tracing.missing.illicit", article=ARTICLE, field="illicit"))
    if len(content.circumstances.strip()) < LEAST:
        wrong.append(
            Reason(
                "tracing.missing.circumstances",
                article=ARTICLE,
                field="circumstances",
                params={"least": LEAST},
            )
        )
    if not content.recovered_on:
        wrong.append(Reason("tracing.missing.recovered_on", article=ARTICLE, field="recovered_on"))
    if not content.use:
        wrong.append(Reason("tracing.missing.use", article=ARTICLE, field="use"))
    return wrong + _thing_missing(content)


def _thing_missing(content: Content) -> list[Reason]:
    if content.thing == "ammunition":
        telling = content.lot.get("headstamp") or content.lot.get("lot")
        return [] if telling else [Reason("tracing.missing.lot", article="IATG 03.50", field="lot-headstamp")]
    wrong = [
        Reason(f"tracing.missing.{name}", article=ARTICLE, field=name)
        for name in ("type", "calibre")
        if not (
            content.identity.get(name)
            or content.identity.get(f"{name}_raw")
            or content.identity.get(f"{name}_status") in ("unknown", "none")
        )
    ]
    if not any(mark.get("text") or mark.get("text_status") in ("none", "unknown") for mark in content.marks):
        wrong.append(Reason("tracing.missing.marks", article=ARTICLE, field="serial"))
    return wrong


def questions(identity: Mapping[str, Any], marks: Sequence[Mapping[str, Any]]) -> list[Question]:
    """What of a firearm is looked for in the register: each telling mark with what is known beside it, as for a recovered item."""
    return [question.question for question in linking.questions("firearm", identity, marks)]
