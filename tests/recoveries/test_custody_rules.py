"""The pure rules of custody: the chain and its gaps, counts, the sealed list, and who may witness."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from ifar import identifiers
from ifar.acts.guards import Situation
from ifar.recoveries import exhibit_references
from ifar.recoveries.custody import continuity, counting, destruction, disposal
from ifar.recoveries.custody.acts import ACTS
from ifar.recoveries.custody.continuity import Gap, Step
from ifar.recoveries.custody.counting import ExhibitReading
from ifar.recoveries.custody.destruction import Line, Reading
from ifar.recoveries.custody.disposal import Past

START = dt.datetime(2026, 3, 1, 8, 0, tzinfo=dt.UTC)


class Reality:
    """An exhibit as it truly moves about; what people write down follows it, and a planted gap is a change that nobody wrote down."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.planted: set[tuple[int, str]] = set()
        self.at = START
        self.person, self.agency, self.place, self.room, self.seal = "U1", "A1", "scene", False, "S0"
        self._new("taken_in", seal="S0")

    def _new(self, kind: str, **said) -> Step:
        self.at += dt.timedelta(hours=1)
        step = Step(
            len(self.steps) + 1,
            kind,
            self.at,
            **{"person": self.person, "agency": self.agency, "place": self.place, "room": self.room, **said},
        )
        self.steps.append(step)
        return step

    @property
    def n(self) -> int:
        return len(self.steps) + 1

    def plant(self, gap: str, n: int) -> None:
        self.planted.add((n, gap))

    def hand_over(self, to: int, gap: str | None) -> None:
        if gap == "place":
            self.plant(gap, self.n)
            self.place += "'"
        if gap == "seal":
            self.plant(gap, self.n)
            self.seal += "'"
        if gap == "person":
            self.plant(gap, self.n)
            self.person, self.agency = self.person + "x", self.agency + "x"
        self._new("handed", seal=self.seal, to_agency=f"A{to}")
        if gap == "time":
            self.plant(gap, self.n)
            self.at += continuity.ON_THE_WAY + dt.timedelta(hours=5)
        self.person, self.agency, self.room = f"U{to}", f"A{to}", bool(to % 2)
        self.place = f"room {to}" if self.room else f"desk {to}"
        self._new("received", seal=self.seal)

    def reseal(self, gap: str | None) -> None:
        if gap == "seal":
            self.plant(gap, self.n)
        self.seal = f"S{self.n}"
        self._new("sealed", seal=self.seal, reason="" if gap == "seal" else "examined")

    def move(self, gap: str | None) -> None:
        if gap == "place":
            self.plant(gap, self.n)
            self.place += "'"
        here = self.place
        self.place, self.room = f"shelf {self.n}", True
        step = self._new("moved", seal=self.seal, to_place=self.place, to_room=True)
        self.steps[-1] = replace(step, place=here)

    def count(self, gap: str | None) -> None:
        if gap == "seal":
            self.plant(gap, self.n)
            self.seal += "'"
        self._new("counted", seal=self.seal)


moves = st.lists(
    st.one_of(
        st.tuples(st.just("hand_over"), st.sampled_from([None, None, *continuity.GAPS]), st.integers(2, 9)),
        st.tuples(st.just("reseal"), st.sampled_from([None, "seal"]), st.just(0)),
        st.tuples(st.just("move"), st.sampled_from([None, "place"]), st.just(0)),
        st.tuples(st.just("count"), st.sampled_from([None, "seal"]), st.just(0)),
    ),
    max_size=25,
)


@settings(max_examples=120)
@given(moves)
def test_every_planted_gap_is_found_and_none_is_invented(said):
    """Must-have 13: a gap in custody is flagged."""
    real = Reality()
    for what, gap, to in said:
        getattr(real, what)(*((to, gap) if what == "hand_over" else (gap,)))
    assert {(gap.n, gap.kind) for gap in continuity.gaps(real.steps)} == real.planted
    assert continuity.stands(real.steps).seal == real.seal


def test_a_hand_over_that_nobody_answers_becomes_a_gap():
    real = Reality()
    real._new("handed", seal="S0", to_agency="A2")
    soon, late = real.at + dt.timedelta(hours=3), real.at + dt.timedelta(hours=30)
    assert continuity.gaps(real.steps, now=soon) == ()
    assert continuity.gaps(real.steps, now=late) == (Gap(2, "time", "24", "30"),)


def test_in_a_room_the_office_answers_and_elsewhere_the_one_person():
    real = Reality()
    real._new("handed", seal="S0", person="U7")
    assert [gap.kind for gap in continuity.gaps(real.steps)] == ["person"]
    kept = Reality()
    kept.move(None)
    kept._new("handed", seal="S0", person="U7")
    assert continuity.gaps(kept.steps) == ()
    kept.steps[-1] = replace(kept.steps[-1], agency="A9")
    assert [gap.kind for gap in continuity.gaps(kept.steps)] == ["person"]


def test_another_office_than_was_meant_receives_it():
    real = Reality()
    real._new("handed", seal="S0", to_agency="A2")
    real._new("received", seal="S0", person="U3", agency="A3")
    assert continuity.gaps(real.steps) == (Gap(3, "person", "A2", "A3"),)


def test_an_explained_gap_is_no_longer_open():
    real = Reality()
    real.reseal("seal")
    gaps = continuity.gaps(real.steps)
    assert continuity.open_gaps(gaps, {}) == gaps
    assert continuity.open_gaps(gaps, {"2:seal": "opened by the laboratory, note 14"}) == ()


# Counts ---------------------------------------------------------------------------------------------------------------


@given(st.dictionaries(st.sampled_from("ABCDEFGH"), st.sampled_from(["1", "2", ""])), st.data())
def test_a_count_tells_each_difference_once(expected, data):
    missing = data.draw(st.sets(st.sampled_from(sorted(expected)))) if expected else set()
    resealed = {label for label in expected if label not in missing and data.draw(st.booleans())}
    unexpected = data.draw(st.sets(st.sampled_from("XYZ")))
    seen = [
        ExhibitReading(label, seal + "9" if label in resealed else seal)
        for label, seal in expected.items()
        if label not in missing
    ]
    seen += [ExhibitReading(label, "7") for label in sorted(unexpected)]
    doubled = {item.label for item in seen if data.draw(st.booleans())}
    seen += [item for item in seen if item.label in doubled]
    rows = {(difference.kind, difference.label) for difference in counting.compare(expected, seen)}
    planted = {"missing": missing, "seal": resealed, "unexpected": unexpected, "doubled": doubled}
    assert rows == {(kind, label) for kind, labels in planted.items() for label in labels}


def test_lines_are_read_as_people_write_and_scanners_send_them():
    index = exhibit_references.Index(
        [
            exhibit_references.KnownExhibit("X1", "C81-1", ("AB 12",)),
            exhibit_references.KnownExhibit("X2", "C81-2", ("AB 12 3",)),
        ]
    )
    text = "x1; s-77\n\nX2\tS 78\nx3\nab 12 s-9\nAB-12-3 –\nc81-2, 7"
    assert [
        (typed.label, typed.rest, typed.found.one, typed.found.by)
        for typed in exhibit_references.read(text, index)
    ] == [
        ("X1", "S-77", "X1", "identifier"),
        ("X2", "S 78", "X2", "identifier"),
        ("X3", None, "", ""),
        ("AB 12", "S-9", "X1", "serial"),
        ("AB-12-3", "", "X2", "serial"),
        ("C81-2", "7", "X2", "number"),
    ]


@given(st.binary(min_size=8, max_size=8), st.integers(1, 13), st.sampled_from(identifiers.ALPHABET))
def test_an_identifier_is_understood_in_every_form_and_a_mistyped_one_is_not(some, at, other):
    exhibit = identifiers.new("X", lambda _: some)
    index = exhibit_references.Index([])
    for form in (
        exhibit,
        identifiers.shown(exhibit),
        exhibit.lower(),
        identifiers.shown(exhibit).replace("-", " "),
    ):
        [line] = exhibit_references.read(f"{form} S-1", index)
        assert (line.found.one, line.rest) == (exhibit, "S-1")
    wrong = exhibit[:at] + other + exhibit[at + 1 :]
    if wrong != exhibit:
        assert exhibit_references.read(identifiers.shown(wrong), index)[0].found.by == "mistyped"


def test_a_seal_that_nobody_read_differs_from_nothing():
    assert counting.compare({"X1": "S-1"}, [ExhibitReading("X1")]) == ()
    assert [
        difference.kind for difference in counting.compare({"X1": "S-1"}, [ExhibitReading("X1", "")])
    ] == ["seal"]


# Destruction ----------------------------------------------------------------------------------------------------------

LIST = (Line("X1", "F1", "AB-1234"), Line("X2", "F2", "CD 5678"), Line("X3", "F3", "B8801"))
GOOD = {
    "exceptions": {},
    "witnesses": ["U8", "U9"],
    "weight_grams": 2950,
    "counted": 3,
    "photos": ["0" * 64],
}


def _read(*serials: str) -> list[Reading]:
    return [Reading(f"X{n}", serial) for n, serial in enumerate(serials, 1)]


def test_the_seal_does_not_depend_on_the_order_and_on_everything_else():
    assert destruction.sealed(LIST) == destruction.sealed(reversed(LIST))
    for changed in (
        LIST[:2],
        (*LIST[:2], replace(LIST[2], serial="B8807")),
        (*LIST[:2], replace(LIST[2], firearm="F9")),
    ):
        assert destruction.sealed(changed) != destruction.sealed(LIST)


def test_a_swapped_serial_is_found_and_named():
    compare = destruction.compare(LIST, _read("ab1234", "B8801", "CD5678"))
    assert [(item.verdict, item.expected, item.found, item.other) for item in compare] == [
        ("agrees", "AB-1234", "ab1234", ""),
        ("swapped", "CD 5678", "B8801", "X3"),
        ("swapped", "B8801", "CD5678", "X2"),
    ]


def test_who_swaps_an_arm_takes_one_that_looks_alike():
    assert [item.verdict for item in destruction.compare(LIST[2:], [Reading("X3", "BB801")])] == ["swapped"]


def test_what_is_missing_and_what_is_on_no_list():
    compare = destruction.compare(LIST, [*_read("AB1234", "CD5678"), Reading("X9", "B8801")])
    assert [(item.verdict, item.exhibit, item.other) for item in compare] == [
        ("agrees", "X1", ""),
        ("agrees", "X2", ""),
        ("missing", "X3", ""),
        ("extra", "X9", "X3"),
    ]


def test_nothing_stands_against_a_destruction_that_is_complete():
    assert destruction.against(LIST, _read("AB1234", "CD5678", "B8801"), **GOOD) == ()


def test_each_thing_that_is_missing_is_named():
    """Must-have 15: sealed list, two witnesses, weight, count, photos; list = destroyed + explained."""
    readings = _read("AB1234", "CD5678", "B8801")
    for change, code in (
        ({"witnesses": ["U8", "U8"]}, "custody.batch.witnesses"),
        ({"weight_grams": None}, "custody.batch.weight"),
        ({"counted": 2}, "custody.batch.count"),
        ({"photos": []}, "custody.batch.photos"),
        (
            {"exceptions": {"X1": {"why": "held_back", "note": " "}}, "counted": 2},
            "custody.batch.unexplained",
        ),
    ):
        assert [reason.code for reason in destruction.against(LIST, readings, **{**GOOD, **change})] == [code]
    swapped = destruction.against(LIST, _read("AB1234", "CD5678", "ZZ1"), **{**GOOD, "counted": 2})
    assert [(reason.code, reason.params["expected"], reason.params["found"]) for reason in swapped] == [
        ("custody.batch.swapped", "B8801", "ZZ1")
    ]
    explained = {"X3": {"why": "swapped", "note": "another arm lay in the box; report 7"}}
    assert (
        destruction.against(
            LIST, _read("AB1234", "CD5678", "ZZ1"), **{**GOOD, "counted": 2, "exceptions": explained}
        )
        == ()
    )


def test_whoever_listed_or_approved_it_is_no_witness():
    batch = {"proposer": "U1", "approver": "U2"}

    def refused(*people: str) -> list[str]:
        situation = Situation(
            batch, batch, {}, people[0], "", frozenset(people), lambda: [("witnessed", "U3")], lambda *_: None
        )
        return [guard.code for guard in ACTS["batch", "witnessed"].guards if not guard.holds(situation)]

    assert refused("U4") == []
    assert [refused("U4", item) for item in ("U1", "U2", "U3")] == [
        ["custody.witness.concerned"],
        ["custody.witness.concerned"],
        ["custody.witness.twice"],
    ]


# Disposal -------------------------------------------------------------------------------------------------------------


def test_destruction_is_the_rule_and_everything_else_needs_authority_and_a_mark():
    """Must-have 14."""
    assert disposal.against("destruction", order="O-1", authority="", marked=False) == ()
    reasons = disposal.against("sale", order="O-1", authority="", marked=None)
    assert [reason.code for reason in reasons] == ["custody.disposal.authority", "custody.disposal.mark"]
    assert disposal.against("museum", order="O-1", authority="M-4", marked=True) == ()
    assert [reason.code for reason in disposal.against("gift", order="", authority="", marked=True)] == [
        "custody.disposal.method"
    ]


def test_only_a_new_mark_ends_that_an_arm_was_unmarked():
    life = [Past("seized", {"physical": "unmarked"}), Past("confiscated", {"legal": "confiscated"})]
    assert disposal.without_mark(life)
    assert disposal.was_forfeit(life)
    lied = [*life, Past("found", {"physical": "intact"})]
    assert disposal.without_mark(lied)
    assert not disposal.without_mark([*lied, Past("re_marked", {"physical": "intact"})])
    assert not disposal.was_forfeit(life[:1])


def test_what_its_maker_marked_is_marked():
    made = [Past("production_completed", {"physical": "unmarked"})]
    assert disposal.without_mark(made)
    assert not disposal.without_mark([*made, Past("marked", {"physical": "intact"}), Past("confiscated", {})])
