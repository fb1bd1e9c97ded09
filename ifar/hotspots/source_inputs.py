"""What is said of sources of incidents, their files, layers and tips: the forms of the pages and the bodies of the API. Pure."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from ifar.acts.inputs import Day, Degrees, Input, Prompt, RecordInput, Whole
from ifar.hotspots import feeding
from ifar.hotspots.feeds.incident import Kind, Place
from ifar.hotspots.input_fields import Code, Line, Said, Text


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


class _Source(Input):
    """What is said of a source."""

    name: Annotated[Line, Field(min_length=1), Prompt(_("Name"))]
    reliability: Annotated[
        Literal["A", "B", "C", "D", "E", "F"],
        Prompt(
            _("How reliable the source is (Admiralty code)"), way="choice", among="hotspots.reliabilities"
        ),
    ] = "F"
    credibility: Annotated[
        Literal["1", "2", "3", "4", "5", "6"],
        Prompt(_("How credible is what it usually says"), way="choice", among="hotspots.credibilities"),
    ] = "6"
    licence: Annotated[
        Line,
        Prompt(
            _("Licence or terms, in short"),
            _("Such as CC BY 4.0, or the number of an agreement. Sources that deliver files need it."),
        ),
    ] = ""
    terms: Annotated[Text, Prompt(_("What the terms ask"), way="text", rows=3)] = ""
    attribution: Annotated[str, Field(max_length=400), Prompt(_("How the source asks to be named"))] = ""
    redistribution: Annotated[bool, Prompt(_("Redistribution allowed"), way="check")] = False


class AmendSource(_Source, RecordInput):
    """What is said of a source from now on; its kind stays."""

    def arguments(self) -> dict[str, Any]:
        """What is said is taken as one."""
        return {"said": self.model_dump(exclude={"expected_n"}), "expected_n": self.expected_n}


class RegisterSource(_Source):
    """What a new source delivers, and what is said of it."""

    kind: Annotated[Code, Prompt(_("What it delivers"), way="choice", among="hotspots.source_kinds")]

    def arguments(self) -> dict[str, Any]:
        """What is said is taken as one; of a kind whose terms are known they are taken over."""
        values = self.model_dump(exclude={"kind"})
        licence, redistribution, attribution = feeding.LICENCES.get(self.kind, ("", self.redistribution, ""))
        values["licence"] = self.licence or licence
        values["attribution"] = self.attribution or attribution
        values["redistribution"] = redistribution
        return {"kind": self.kind, "said": values}


class MapColumns(Input):
    """Which column of a source's files says what; `kinds` and `places` say what the words of a column of words mean."""

    order: Annotated[
        Literal["ymd", "dmy", "mdy"],
        Prompt(_("How dates are written"), way="choice", among="hotspots.orders"),
    ] = "ymd"
    kind: Annotated[Kind, Prompt(_("What every row reports"), way="choice", among="hotspots.kinds")] = "other"
    place: Annotated[
        Place, Prompt(_("How exactly places are known"), way="choice", among="hotspots.places")
    ] = "exact"
    together: Annotated[
        bool, Prompt(_("A row is one victim: rows with one identifier are one incident"), way="check")
    ] = False
    unplaced: Annotated[bool, Prompt(_("Take over rows without a point"), way="check")] = False
    columns: Annotated[
        dict[Code, Line],
        Field(max_length=60),
        Prompt(way="each", each="choice", empty=_("no column")),
    ] = {}
    kinds: Annotated[
        dict[Line, Kind], Field(max_length=200), Prompt(way="each", each="choice", among="hotspots.kinds")
    ] = {}
    places: Annotated[
        dict[Line, Place], Field(max_length=200), Prompt(way="each", each="choice", among="hotspots.places")
    ] = {}

    def arguments(self) -> dict[str, Any]:
        """It is taken as one."""
        return {"mapping": {**dict(self), "together": "victims" if self.together else "one"}}


class MeanPlaces(Input):
    """What codes of precision mean that the codebook of a source does not have."""

    places_of: Annotated[
        dict[Line, Place], Field(max_length=200), Prompt(way="each", each="choice", among="hotspots.places")
    ]


class DecidePoints(Input):
    """How exactly the points are known at which many incidents lie; each in millionths of a degree, longitude before latitude."""

    decided: Annotated[
        dict[
            Annotated[str, Field(pattern=r"^-?[0-9]{1,9},-?[0-9]{1,9}$")],
            Literal["", "undecided", "as_stated", "district", "province", "country", "unknown"],
        ],
        Field(max_length=200),
        Prompt(way="each", each="choice", among="hotspots.decisions", initial="undecided"),
    ]

    def arguments(self) -> dict[str, Any]:
        """Each point as its two numbers, each decision as the source keeps it."""
        decided = {}
        for at, place in self.decided.items():
            longitude, latitude = (int(part) for part in at.split(","))
            decided[longitude, latitude] = "" if place == "undecided" else place
        return {"decided": decided}


class LoadFile(Input):
    """That a file which was checked is loaded; where something is wrong with it as a whole, that this was seen."""

    accepts: Annotated[
        bool,
        Prompt(
            _("I have seen what is wrong with the file as a whole, and it is to be loaded all the same."),
            way="check",
        ),
    ] = False


class WithReason(Input):
    """Why something is closed, opened again or undone."""

    reason: Annotated[Said, Prompt(_("Reason"), way="text")]


class LoadLayer(Input):
    """What boundaries or figures a file holds, and where they come from."""

    what: Annotated[Code, Prompt(_("What the file holds"), way="choice", among="hotspots.layer_files")]
    name: Annotated[Line, Field(min_length=1), Prompt(_("Name"))]
    origin: Annotated[
        Line,
        Field(min_length=1),
        Prompt(_("Where it comes from"), _("The office, and the year or number of what it published.")),
    ]
    year: Annotated[Whole | None, Field(ge=1900, le=2100), Prompt(_("Year"), way="number")] = None


class JudgePair(Input):
    """Whether two incidents are one."""

    candidate: Annotated[Whole, Prompt(way="page")]
    verdict: Annotated[Code, Prompt(way="page")]


class PartPair(RecordInput):
    """That a pair is parted again."""


class NoteTip(Input):
    """What somebody told: a place, a day, and words; never who."""

    day: Annotated[Day, Prompt(_("Day of which it was told"), way="day")]
    latitude: Annotated[Degrees | None, Field(ge=-90, le=90), Prompt(_("Latitude"), way="amount")] = None
    longitude: Annotated[Degrees | None, Prompt(_("Longitude"), way="amount")] = None
    area: Annotated[Code, Prompt(_("Area"), way="choice", among=(), empty=_("not said"))] = ""
    told: Annotated[
        Said,
        Prompt(
            _("What was told"),
            _("Nothing about who told it: no name, no number, nothing by which they could be recognised."),
            way="text",
            rows=5,
        ),
    ]
