"""Words about official returns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.recoveries import categories
from ifar.returns.official import (
    BY_CONDITION,
    BY_GROUND,
    BY_LOCATION,
    BY_MARKING,
    BY_TYPE,
    FOUND,
    NOT_UNIQUE_TOTAL,
    SEIZED,
    SURRENDERED,
    UNIQUE_TOTAL,
)

MESSAGES: Final[Mapping[str, Any]] = {
    "returns.year": _("Nothing was recovered in that year, so there is no return of it."),
    "returns.cell": _("The return has no such figure."),
    "returns.edition": _("There is no such edition."),
    "returns.running": _(
        "%(year)s is not over, so its figures still grow. Its return can be frozen from 1 January %(next)s on."
    ),
    "returns.same": _(
        "The latest edition says the same figures already. A new one follows when the records say something else."
    ),
    "returns.dashboard": _("There is no such dashboard, or it was not counted yet."),
    "returns.drawing": _("The picture could not be drawn. Take it as SVG, or try again."),
    "returns.open.running": _("The year is not over: its figures would tell of each case as it comes in."),
    "returns.open.nothing": _("Nothing was recovered in that year, and no application was decided."),
    "returns.open.same": _("The latest version says the same already."),
    "returns.open.not_found": _("There is no such file among the open data."),
    "returns.moved": _(
        "The figures changed since this was proposed. Refuse it, look at the return again and propose it anew."
    ),
    "returns.form": _("There is no such form for that year."),
    "returns.empty": _(
        "No figure of this form is answered, so there is nothing to freeze. A nil return is said figure by figure, with a note."
    ),
    "returns.answer": _("Nothing was said of this figure."),
    "returns.answer.note": _("Write a note in plain words: where it comes from, and why."),
    "returns.note": _("It holds characters that nobody sees. Write it anew without them."),
    "returns.note.frozen": _(
        "The note of this edition holds hidden characters, so every hub would refuse it. Freeze a new edition with a plain note."
    ),
    "returns.answer.value": _("The number should be a whole one, zero or more."),
    "returns.answer.counted": _("Records answer this figure. Mend the records, or say only a note."),
    "returns.hub": _("This hub is not among those that this register knows."),
    "returns.consent": _("Write the conditions in plain words, and choose only what is on the list."),
    "returns.package": _("No such package went out."),
    "returns.package.over": _(
        "This package does not hold any more: it was withdrawn, or a later one took its place."
    ),
    "returns.receipt": _("This is no receipt of a hub that this register knows."),
    "returns.receipt.again": _("This receipt was kept before."),
    "returns.received": _("Nothing of it came to this hub."),
    "returns.columns": _(
        "“%(file)s” has not the columns of the official table: %(columns)s. Each must stand once in one heading."
    ),
    "returns.unreadable": _("“%(file)s” cannot be read."),
    "returns.published.columns": _("“%(file)s” lacks a column: %(columns)s."),
    "returns.published.row": _("Row %(line)s of “%(file)s” is not understood: %(row)s."),
    "returns.file.fault": _(
        "Row %(line)s is not understood, in the column %(column)s. Nothing of the file was taken in."
    ),
    "returns.file.again": _("This file was read before."),
    "returns.measure": _("There is no such measure."),
    "returns.between": _("Another edition of this year was frozen meanwhile. Refuse this one."),
}
FORMS: Final[Mapping[str, Any]] = {
    "iafq": _("Illicit Arms Flows Questionnaire"),
    "unroca": _("UN Register of Conventional Arms, small arms and light weapons"),
    "att": _("Annual report of the Arms Trade Treaty, small arms and light weapons"),
    "poa": _("National report on the Programme of Action and the International Tracing Instrument"),
    "eu": _("Statistics for the European Union"),
}
CONSENTS: Final[Mapping[str, Any]] = {
    "compare": _("Show the figures to its own desks beside those of other States"),
    "share": _("Give the figures to other States"),
    "publish": _("Publish the figures"),
}
CHANGES: Final[Mapping[str, Any]] = {
    "added": _("Added"),
    "withdrawn": pgettext_lazy("a figure", "Withdrawn"),
    "revised": pgettext_lazy("a figure", "Revised"),
}
REASONS: Final[Mapping[str, Any]] = {
    "unreadable": _("it is no such document"),
    "form": _("it does not keep to the form"),
    "unknown_sender": _("the directory has no key of the State that it names"),
    "altered": _("what it says is not what was signed"),
    "resigned": _("somebody signed it whose key no known register certifies"),
    "misdirected": _("it is for another hub"),
    "expired": _("its time is over"),
    "ahead": _("it comes from the future"),
    "replayed": _("it was taken in before"),
    "older": _("a later edition is here already"),
    "unrelated": _("it replaces or withdraws nothing that holds here"),
    "large": _("it is larger than an entry of the log can hold"),
}
KEPT: Final[Mapping[str, Any]] = {
    "signed": _("It is kept as it came, its signature holds, and it says what stands here."),
    "unsigned": _(
        "It is kept as it came and says what stands here, but the directory no longer has the key that vouched for its signer."
    ),
    "other": _("It is kept, but says something else than what stands here. Tell the security officer."),
    "missing": _("It is not kept, or is not what came. Tell the security officer."),
}
"""What looking at a kept package once more says."""
KINDS: Final[Mapping[str, Any]] = {
    SEIZED: _("Arms seized"),
    FOUND: _("Arms found"),
    SURRENDERED: _("Arms surrendered"),
}
BLOCKS: Final[Mapping[str, Any]] = {
    BY_TYPE: _("by type"),
    BY_MARKING: _("by marking"),
    BY_CONDITION: _("by condition"),
    BY_GROUND: _("by legal justification of the seizure"),
    BY_LOCATION: _("by place of the seizure"),
    categories.BY_OFFENCE: _("by other suspected offences"),
    categories.BY_TRACING: _("by outcome of tracing"),
}
OTHERS: Final[Mapping[str, Any]] = {
    **KINDS,
    "Parts and components seized": _("Parts and components seized"),
    "Ammunition seized": _("Ammunition seized"),
    "Instances/cases of seizures": _("Cases of seizure"),
}
FORMULAS: Final[Mapping[str, Any]] = {
    "A": _("Formula A: arms whose point of diversion was identified, of all arms seized, found and surrendered (metadata of 2018)."),
    "B": _("Formula B: seized arms whose point of diversion was identified, of the seized arms that are uniquely marked or of unknown marking, without those of a legitimate owner (reproduces the published values)."),
}  # fmt: skip
JUSTICE: Final[Mapping[str, Any]] = {
    "Individuals arrested/suspected for illicit trafficking in weapons": _("Suspected or arrested for illicit trafficking"),
    "Individuals prosecuted for illicit trafficking in weapons": _("Prosecuted for illicit trafficking"),
    "Individuals convicted for illicit trafficking in weapons": _("Convicted of illicit trafficking"),
}  # fmt: skip
TARGETED: Final = _("Persons in the criminal justice system for illicit trafficking")
ACCUSED: Final[Mapping[str, Any]] = {
    "by type of offences": _("Suspected or arrested, by their other offences"),
}
COMBINED: Final[Mapping[str, Any]] = {
    categories.COMBINED["possession"]: _("Illicit trafficking, and illicit possession or use"),
    categories.COMBINED["other_arms_offences"]: _("Illicit trafficking, and other arms offences"),
    categories.COMBINED["drug_trafficking"]: _("Illicit trafficking, and drug trafficking"),
    categories.COMBINED["other_trafficking"]: _("Illicit trafficking, and trafficking in something else"),
    categories.COMBINED["violent_crime"]: _("Illicit trafficking, and violent crime"),
    categories.COMBINED["terrorism"]: _("Illicit trafficking, and terrorism"),
    categories.COMBINED["other"]: _("Illicit trafficking, and other offences"),
    categories.ONLY: _("Illicit trafficking alone"),
}
TOTALS: Final[Mapping[str, Any]] = {
    UNIQUE_TOTAL: _("Told apart by their marks, together"),
    NOT_UNIQUE_TOTAL: _("Not told apart by their marks, together"),
    "Total": _("Together"),
}
UNKNOWN_TYPE: Final = _("Type not known")
UNKNOWN_CONDITION: Final = _("Condition not known")
SEXES: Final[Mapping[str, Any]] = {"Male": _("Male"), "Female": _("Female"), "Unknown": _("Sex not known"), "Total": _("Together")}  # fmt: skip


def of(code: str) -> Any:
    """The sentence of a refusal."""
    return MESSAGES[code]
