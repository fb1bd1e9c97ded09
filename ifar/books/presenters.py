"""Lines of books in words: for the page, the workbook and the print."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ifar import identifiers
from ifar.books import labels, selectors
from ifar.books.balance import NOT_MADE, OPENED
from ifar.books.lines import TAKES_BACK, DescribedFirearm, Line, Side, day_of
from ifar.books.order_labels import PRODUCED
from ifar.books.selectors import Whom, entered_on
from ifar.reference import selectors as reference
from ifar.registry import kinds
from ifar.registry.detail_labels import code_words
from ifar.registry.labels.facts import STATES
from ifar.registry.occurred import local_moment
from ifar.rights import Actor
from ifar.templatetags.days import day_words, when_words

SPOKEN = {"make": "make", "model": "model", "type": "firearm_type", "calibre": "calibre"}


@dataclass(frozen=True, slots=True)
class SideInWords:
    """One side of a line: when, entered when, who and where, under what, how."""

    day: str
    on: dt.date | None
    entered_on: dt.date
    name: str
    address: tuple[str, ...]
    reference: str
    how: str
    n: int
    struck: bool
    late: str = ""
    """Why it was entered after the State's term, in words; empty where it was in time, or no term is known."""

    @property
    def is_later(self) -> bool:
        """Whether it was entered on another day than that on which it happened."""
        return self.on is not None and self.entered_on > self.on


@dataclass(frozen=True, slots=True)
class LineInWords:
    """A line as it is shown."""

    firearm: str
    came: SideInWords
    left: SideInWords | None
    original: Mapping[str, str]
    corrected: Mapping[str, str]
    corrected_on: tuple[dt.date, ...]
    stands: str = ""
    """Where it is of what has not left the book, in words, where it is not simply in stock."""

    @property
    def is_corrected(self) -> bool:
        """Whether what a book tells was corrected."""
        return self.original != self.corrected

    @property
    def is_described_otherwise(self) -> bool:
        """Whether more than the serial number was corrected."""
        return {**self.original, "serial": ""} != {**self.corrected, "serial": ""}


class Words:
    """What is asked once for all lines of a page, or of a book: the words of codes."""

    def __init__(self) -> None:
        self.spoken = {column: reference.words(name) for column, name in SPOKEN.items()}
        self.countries = reference.words("country")
        self.late = reference.words("late_ground")

    def line(self, line: Line, whom: Mapping[tuple[str, uuid.UUID], Whom]) -> LineInWords:
        """A line in words."""
        return LineInWords(
            firearm=line.firearm,
            came=self._side(line.acquisition, whom, came=True, made=line.state not in NOT_MADE),
            left=self._side(line.disposal, whom, came=False) if line.disposal else None,
            original=self._described(line.original),
            corrected=self._described(line.corrected),
            corrected_on=tuple(entered_on(correction.entry) for correction in line.corrections),
            stands="" if line.disposal else stands(line),
        )

    def _described(self, described: DescribedFirearm) -> dict[str, str]:
        result = {
            column: self.spoken[column].get(code, code) if code else described.raw.get(column, "")
            for column, code in described.columns.items()
            if column != "part_kind"
        }
        part = described.columns.get("part_kind", "")
        if part:
            result["type"] = code_words("part_kind", part)
        return {**result, "serial": described.serial}

    def _side(
        self, side: Side, whom: Mapping[tuple[str, uuid.UUID], Whom], *, came: bool, made: bool = False
    ) -> SideInWords:
        event = side.event
        other = whom.get((side.whom, event.entry), Whom())
        entered = entered_on(event.entry)
        # An annulment tells no other day than its own.
        is_dated = event.occurred_from is not None or event.kind != TAKES_BACK
        return SideInWords(
            day=when_words(
                event.occurred_from and local_moment(event.occurred_from, event.zone),
                event.occurred_to and local_moment(event.occurred_to, event.zone),
                event.precision,
            )
            if is_dated
            else day_words(entered),
            on=day_of(event),
            entered_on=entered,
            name=self._called(side, other),
            address=self._address(other.address),
            reference=other.licence or _shown(side.reference),
            how=how(side, came=came, made=made),
            n=event.n,
            struck=side.struck,
            late=self._late(side.late),
        )

    def _address(self, lines: Sequence[str]) -> tuple[str, ...]:
        """An address with its country, which stands last, in words."""
        return (*lines[:-1], *(self.countries.get(code, code) for code in lines[-1:]))

    def _late(self, values: Mapping[str, str]) -> str:
        """Why a line was entered late, as it is said beside it; empty where nothing says that it was."""
        if not values:
            return ""
        ground = values.get("ground", "")
        return self.late.get(ground, ground) if ground else _("no reason was given")

    def _called(self, side: Side, other: Whom) -> str:
        """What the other side is called; by its identifier where no name may be told, or its name was erased."""
        if other.name or not side.whom:
            return other.name or self._abroad(side)
        number = identifiers.shown(side.whom)
        return _("%(id)s (name erased)") % {"id": number} if other.erased else number

    def _abroad(self, side: Side) -> str:
        """Who is named where no party of the register is the other side: the recipient or the country that the event tells."""
        details = side.event.details
        country = str(
            details.get("country_from") or details.get("country_to") or details.get("country") or ""
        )
        return str(details.get("final_recipient") or self.countries.get(country, country))


def _shown(reference: str) -> str:
    return identifiers.shown(reference) if identifiers.parse(reference) else reference


def how(side: Side, *, came: bool, made: bool = False) -> str:
    """How it came or went, in words: what annuls a disposal brings the firearm back into the book, and what was planned is produced once it is made."""
    if side.opening:
        return str(labels.OPENING)
    if side.event.kind == TAKES_BACK:
        return str(labels.DISPOSAL_ANNULLED if came else labels.ACQUISITION_ANNULLED)
    if made and side.event.kind in OPENED:
        return str(PRODUCED)
    kind = kinds.KINDS.get(side.event.kind)
    return str(kind.sentence if kind else side.event.kind)


def stands(line: Line) -> str:
    """Where a firearm is that stands in a book, in words: on the road, lent, in repair, on consignment with another or from another; that it failed proof; empty in the own stock."""
    if line.state == "consigned" and not line.owned:
        return str(labels.KEPT_ON_CONSIGNMENT)
    if line.failed and line.state != "at_proof_house":
        return str(labels.FAILED_AT_PROOF)
    return "" if line.state.startswith("in_stock") and line.owned else str(STATES.get(line.state, ""))


def in_words(
    actor: Actor, lines: Sequence[Line], words: Words | None = None
) -> tuple[list[LineInWords], list[str]]:
    """Lines in words, and the people whom they name."""
    named, people = selectors.whom(actor, lines)
    result = words or Words()
    return [result.line(line, named) for line in lines], people


def remarks(line: LineInWords) -> list[str]:
    """What stands beside a line on paper and in a workbook: what was corrected or taken back, and what was entered late."""
    values = [line.stands] if line.stands else []
    if line.is_corrected:
        was = [
            _("%(now)s, entered as %(was)s")
            % {"now": line.corrected[name] or "–", "was": line.original[name] or "–"}
            for name in line.original
            if line.original[name] != line.corrected[name]
        ]
        days = _(", ").join(f"{day:%Y-%m-%d}" for day in line.corrected_on)
        values.append(_("Corrected on %(days)s: %(what)s") % {"days": days, "what": _("; ").join(was)})
    sides = (
        (line.came, labels.ACQUISITION_ANNULLED, _("Acquisition entered late: %(ground)s")),
        (line.left, labels.DISPOSAL_ANNULLED, _("Disposal entered late: %(ground)s")),
    )
    for side, annulled, late in sides:
        if side and side.late:
            values.append(late % {"ground": side.late})
        if side and side.struck:
            values.append(str(annulled))
    return values


def of_workbook(line: LineInWords, show: str) -> list[Any]:
    """A row of the workbook, in the order of `labels.HEADER`."""
    original = line.original if show == "original" else line.corrected
    left = line.left
    return [
        line.came.on or line.came.day, line.came.entered_on, line.came.name, _lines(line.came.address), line.came.reference,
        line.came.how, original["make"], original["model"], original["serial"], original["type"], original["calibre"],
        *((left.on or left.day, left.entered_on, left.name, _lines(left.address), left.reference, left.how) if left else [""] * 6),
        "" if show == "original" else _("; ").join(remarks(line)), identifiers.shown(line.firearm),
    ]  # fmt: skip


def on_paper(line: LineInWords, show: str) -> list[str]:
    """A row of the print, in the order of `labels.PRINTED`."""
    original = line.original if show == "original" else line.corrected
    return [
        _when(line.came),
        _who(line.came),
        _joined(original["make"], original["model"]),
        original["serial"],
        _joined(original["type"], original["calibre"]),
        _when(line.left) if line.left else "",
        _who(line.left) if line.left else "",
        "" if show == "original" else "\n".join(remarks(line)),
    ]


def _lines(address: Iterable[str]) -> str:
    return "\n".join(address)


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _when(side: SideInWords) -> str:
    entered = _("entered %(day)s") % {"day": f"{side.entered_on:%Y-%m-%d}"} if side.is_later else ""
    return _joined(f"{side.on:%Y-%m-%d}" if side.on else side.day, entered, side.how)


def _who(side: SideInWords) -> str:
    return _joined(side.name, *side.address, side.reference)
